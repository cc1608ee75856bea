"""Whole sentences: which counts they state, by subject. All sentences, places and numbers are made up."""

import pytest
from sentences import case, named

REQUESTS = [
    case(
        "the applicants of the requests after 其中",
        "共收到政府信息公开申请12件,其中自然人申请10件,法人或其他组织申请2件;上年结转1件。",
        requests_received=12,
        requests_received_natural_person=10,
        requests_received_organisation=2,
        requests_carried_in=1,
    ),
    case(
        "outcomes under a total that is said in the sentence before",
        "答复政府信息公开申请58件，其中予以公开及部分公开21件，占比36.2%；"
        "不予公开8件；无法提供25件；不予处理2件；其他处理2件。",
        requests_completed=58,
        outcome_granted_or_partly=21,
        outcome_denied=8,
        outcome_unable=25,
        outcome_unprocessed=2,
        outcome_other=2,
    ),
    case(
        "one ground in brackets stands for its group",
        "受理申请9件，其中不予公开（三类内部事务信息）3件，因信息不存在的4件，不予处理（重复申请）2件。",
        requests_received=9,
        outcome_denied=3,
        outcome_unable=4,
        outcome_unprocessed=2,
    ),
    case(
        "a remark in brackets keeps the total its indicator",
        "共收到申请36件（含上年结转4件），已办结33件，结转下年3件。",
        requests_received=36,
        requests_carried_in=4,
        requests_completed=33,
        requests_carried_out=3,
    ),
    case(
        "the year after 结转 is no count",
        "收到申请25件，办结23件，结转到2025年办理2件。",
        requests_received=25,
        requests_completed=23,
        requests_carried_out=2,
    ),
    case(
        "numbers in words",
        "全年新收申请一百零六件，办结一百件，尚有六件结转下年度办理。",
        requests_received=106,
        requests_completed=100,
        requests_carried_out=6,
    ),
    case(
        "the number before its noun",
        "收到4件信息公开申请，3件结转下年度继续办理。",
        requests_received=4,
        requests_carried_out=3,
    ),
    case(
        "the ways of asking",
        "全年受理依申请公开事项15宗，均已答复。其中，通过网络提交申请9宗，信函申请4宗，当面申请2宗。",
        requests_received=15,
        requests_received_online=9,
        requests_received_letter=4,
        requests_received_in_person=2,
    ),
    case(
        "the only kind of organisation stands for all, several kinds do not",
        "共收到申请9件，其中自然人申请8件，企业申请1件。共收到申请7件，其中商业企业3件，科研机构4件。",
        requests_received=[9, 7],
        requests_received_natural_person=8,
        requests_received_organisation=1,
    ),
    case(
        "whom the requests come from is not a count",
        "收到公民、法人和其他组织政府信息公开申请3件。",
        requests_received=3,
    ),
    case(
        "the last year is not this year", "2024年收到申请8件，2023年收到申请12件，去年办结12件。", requests_received=8
    ),
    case("received and handled in one is received", "全年收到和办理依申请公开5件。", requests_received=5),
    case(
        "handled before completed is received",
        "全年办理政府信息公开申请48件，办结43件，结转下一年办理5件。",
        requests_received=48,
        requests_completed=43,
        requests_carried_out=5,
    ),
]


DISCLOSURE = [
    case(
        "each channel has its own number",
        "通过县政府门户网站发布信息1,234条，微信公众号发布信息567条，微博发布信息89条，抖音号发布短视频12条。",
        posts_website=1234,
        posts_wechat=567,
        posts_weibo=89,
        posts_video=12,
    ),
    case(
        "several kinds of channel are one total",
        "通过政府网站、微信公众号、公开栏等渠道公开政府信息820条。",
        items_disclosed=820,
    ),
    case("several new media are new media", "各类新媒体矩阵共推送图文、短视频等信息3万条。", posts_new_media=30000),
    case(
        "categories after a total",
        "主动公开信息1562条，其中机构信息32条、政策文件类信息45条、财政信息21条、重点领域信息1200条、乡村振兴264条。",
        items_disclosed=1562,
        items_overview=32,
        documents_disclosed=45,
        items_budget=21,
        items_key_areas=1200,
        items_other_category=264,
    ),
    case(
        "a list goes on in the next sentence",
        "全年公开信息600条。工作动态类500条，医疗知识80条，通知公告20条。",
        items_disclosed=600,
        items_news=500,
        items_other_category=80,
        items_notices=20,
    ),
    case(
        "a lone category beside a channel is what was posted there",
        "通过“石桥发布”微信公众号推送政务动态75条。",
        posts_wechat=75,
    ),
    case("a list of objects is no single category", "公开党务、村务、财务信息2600条。", items_disclosed=2600),
    case("accounts are not posts", "开设2个微信公众号，发布信息30条。", posts_wechat=30),
    case("issues of the gazette are not documents", "编发《政府公报》12期，刊登文件86件。", posts_gazette=86),
    case(
        "the reads of posts are not visits",
        "微信推送88篇，阅读量9万次。网站访问量12万次。",
        posts_wechat=88,
        website_visits=120000,
    ),
    case(
        "followers are those of WeChat only",
        "微信公众号发布信息30条，粉丝5000人；微博发布信息20条，粉丝8000人。",
        posts_wechat=30,
        followers_wechat=5000,
        posts_weibo=20,
    ),
    case("a remark before the number is passed over", "公开重点领域信息（不含转载40条）152条。", items_key_areas=152),
    case(
        "the title of a document governs nothing",
        "印发《关于做好微信公众号发布工作的通知》，公开信息12条。",
        items_disclosed=12,
    ),
]


DOCUMENTS = [
    case(
        "made, repealed and in force",
        "制发行政规范性文件2件，废止1件，现行有效规范性文件15件。",
        normative_documents_issued=2,
        normative_documents_repealed=1,
        normative_documents_in_force=15,
    ),
    case(
        "party and government issue",
        "镇党委印发文件45份，政府印发62份。",
        documents_issued_party=45,
        documents_issued_government=62,
    ),
    case(
        "interpretations and their multimedia part",
        "制作发布政策解读材料24份，其中图文解读15份、视频解读9份。",
        interpretations_published=24,
        interpretations_multimedia=[15, 9],
    ),
    case("documents with their interpretations are documents", "公开政策文件及解读信息95条。", documents_disclosed=95),
    case("reprinted interpretations are not own", "发布政策解读12条，转载政策解读21条。", interpretations_published=12),
]


OTHERS = [
    case("reconsiderations and lawsuits", "发生行政复议案件3起、行政诉讼案件2起。", reconsiderations=3, litigations=2),
    case("both disputes in one number are neither", "办理行政复议、行政诉讼案件5件。"),
    case("the results of disputes are parts", "行政复议5件，其中维持3件、纠正2件。", reconsiderations=5),
    case(
        "deputies and committee members apart and together",
        "办理人大代表建议12件、政协提案18件。承办人大代表建议和政协委员提案共30件。",
        proposals_people_congress=12,
        proposals_cppcc=18,
        proposals_all=30,
    ),
    case("hotline tickets, not the hotline's number", "接听并转办529件“12345”热线诉求。", hotline_tickets_12345=529),
    case(
        "completed tickets are no requests",
        "收到申请3件；受理热线工单1560件，办结1555件。",
        requests_received=3,
        hotline_tickets_12345=1560,
    ),
    case("letters to the head", "县长信箱收到来信210封，办结205封。", messages_received=210, messages_completed=205),
    case(
        "training, meetings and inspections",
        "组织业务培训4次，参训人员320人次；召开工作推进会2次；开展督查3次。",
        trainings_held=4,
        trainees=320,
        meetings_held=2,
        inspections=3,
    ),
    case("nobody turned away is received", "受理申请5件，不予受理2件。", requests_received=5),
    case(
        "followers named with their account",
        "抖音发布短视频68条，微信公众号粉丝2万人。",
        posts_video=68,
        followers_wechat=20000,
    ),
    case("who publishes is counted apart from what", "全区16个镇街共公开信息560条。", items_disclosed=560),
    case(
        "decisions by kind",
        "行政许可处理决定12件，行政处罚处理决定3件，行政强制处理决定2件。",
        licensing_decisions=12,
        penalty_decisions=3,
    ),
    case("staff", "设专职人员2名、兼职人员5名。", staff_full_time=2, staff_part_time=5),
    case(
        "the fee for requests and no other",
        "收取信息处理费0.4万元，行政事业性收费12万元。",
        fee_request_processing_cny=4000,
    ),
    case("matters at a service centre", "便民服务中心办理各类事项2.3万件。", service_matters_handled=23000),
]


DISTRIBUTED = [
    case(
        "one number for each of two channels", "政府网站和微信公众号各发布信息15条。", posts_website=15, posts_wechat=15
    ),
    case(
        "numbers in the order of the channels", "微信、微博分别发布信息120条和80条。", posts_wechat=120, posts_weibo=80
    ),
    case(
        "numbers without units share the last one",
        "网站、公众号、微博发布量分别为12、3和5条。",
        posts_website=12,
        posts_wechat=3,
        posts_weibo=5,
    ),
    case("a zero for both disputes", "行政复议、行政诉讼数量均为0。", reconsiderations=0, litigations=0),
    case(
        "each of the subjects that share a list keeps its own verb",
        "新收、上年结转、办结、结转下年申请分别为17、2、18和1件。",
        requests_received=17,
        requests_carried_in=2,
        requests_completed=18,
        requests_carried_out=1,
    ),
    case(
        "the number before the kind",
        "各类信息1208条中，816条为工作动态，203条为通知公告，189条为其他。",
        items_disclosed=1208,
        items_news=816,
        items_notices=203,
        items_other_category=189,
    ),
    case(
        "numbered items with colons",
        "（1）机构职能：2条（2）规划信息：1条（3）统计信息：12条（4）财政信息：8条",
        items_overview=2,
        items_plans=1,
        items_other_category=12,
        items_budget=8,
    ),
    case(
        "a verb inside the name of a kind is no verb",
        "信息公开平台公开60条，其中社会保险12条、房屋征收24条、公共法律服务24条。",
        posts_website=60,
        items_other_category=[12, 24, 24],
    ),
    case(
        "a new clause about the year ends a breakdown",
        "现有政务新媒体账号3个，其中微信公众号1个、微博1个、抖音号1个，全年累计发布信息1835条。",
        posts_new_media=1835,
    ),
    case(
        "organs in a breakdown count what the total counts",
        "全区公开政府信息36890条。其中，区级机关公开9120条，各乡镇（街道）公开27770条。",
        items_disclosed=[36890, 9120, 27770],
    ),
    case(
        "accounts in a breakdown count what the total counts",
        "三个公众号推文1780条，其中“某区发布”960条、“某区教育”820条。",
        posts_wechat=[1780, 960, 820],
    ),
    case(
        "grounds in brackets behind a total are none",
        "受理申请6件，无法提供6件（本机关不掌握4件、没有现成信息需要另行制作2件）。",
        requests_received=6,
        outcome_unable=6,
    ),
    case(
        "a verb behind the list governs all of it",
        "政府规章2部、规范性文件18件、其他政策文件75件，均在网站公开。",
        regulations_disclosed=2,
        normative_documents_disclosed=18,
        documents_disclosed=75,
    ),
    case(
        "a title that names a channel and nothing else",
        "一是门户网站。发布各类信息1143条。二是微信公众号。推送信息620条。",
        posts_website=1143,
        posts_wechat=620,
    ),
    case(
        "a chapter's title says what its paragraphs are about",
        "三、依申请公开政府信息情况\n全年收到41件，答复41件。",
        requests_received=41,
        requests_completed=41,
    ),
    case(
        "requests for something else are none",
        "全年受理行政许可申请2304件，作出行政许可决定2287件。",
        licensing_decisions=2287,
    ),
    case(
        "the marks of documents are no outcomes",
        "全年公文214件，属性为主动公开58件、依申请公开31件、不公开125件。",
        documents_disclosed=58,
    ),
    case(
        "numbers of three years: the last counts",
        "2022年、2023年、2024年微信依次推送210条、264条和301条。",
        posts_wechat=301,
    ),
]


@pytest.mark.parametrize(("text", "expected"), REQUESTS + DISCLOSURE + DOCUMENTS + OTHERS + DISTRIBUTED)
def test_the_counts_of_a_sentence(text, expected):
    assert named(text) == expected
