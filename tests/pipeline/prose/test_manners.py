"""Turns of phrase of real reports, in our own words: what a count is of, and what it is not. Places and numbers are made up."""

import pytest
from sentences import case_in_order, in_order

OTHER = [
    case_in_order(
        "how often something came out beside how much",
        "“云岭发布”公众号全年推送工作动态、政策法规等信息42期126条。",
        (None, 42),
        ("posts_wechat", 126),
    ),
    case_in_order(
        "the same behind the items",
        "政务微博发布信息233条17期，培训2期60人次。",
        ("posts_weibo", 233),
        (None, 17),
        ("trainings_held", 2),
        ("trainees", 60),
    ),
    case_in_order(
        "copies that were printed are no items",
        "编发《市政府公报》8期，发行1200份。其中，刊登市政府文件21件，部门规范性文件5件。",
        (None, 8),
        (None, 1200),
        ("posts_gazette", 21),
        ("posts_gazette", 5),
    ),
    case_in_order(
        "a gazette that is called otherwise",
        "发行《临江政报》9期，发布政府信息320条，赠阅0.4万份。",
        (None, 9),
        ("posts_gazette", 320),
        (None, 4000),
    ),
    case_in_order(
        "rules are counted, not what they are about",
        "健全信息公开审查、投诉举报等共9项规章制度，受理投诉举报2件。",
        (None, 9),
        ("complaints", 2),
    ),
    case_in_order(
        "a number in the title of a document counts nothing",
        "公开《2023年提升行政效能65项措施》等政策，全年集中公开信息614条。",
        ("items_disclosed", 614),
    ),
    case_in_order(
        "in whose name normative documents were issued is a part of them",
        "公开行政规范性文件20件（其中以市政府名义印发8件，以市政府办公室名义印发12件）。",
        ("normative_documents_disclosed", 20),
        (None, 8),
        (None, 12),
    ),
    case_in_order("matters that are listed", "清单所列42条事项中，涉及我院的均已公开。", (None, 42)),
    case_in_order("matters that may be handled everywhere", "全州有16项政务服务事项实现跨省通办。", (None, 16)),
    case_in_order(
        "people at an event are no matters of a counter", "举办活动35场，服务群众2.6万人次。", (None, 35), (None, 26000)
    ),
    case_in_order(
        "what others took up",
        "在省市报纸、新媒体上刊登报道6篇，其中11篇被区头条采纳。",
        ("posts_media", 6),
        (None, 11),
    ),
    case_in_order(
        "opinions on the work are no requests",
        "收到依申请公开3件，收到信息公开意见2条。",
        ("requests_received", 3),
        (None, 2),
    ),
    case_in_order(
        "forms that were used, not what others used",
        "发布同步解读21件，采用图文等多种形式解读13件。",
        ("interpretations_published", 21),
        ("interpretations_multimedia", 13),
    ),
]


@pytest.mark.parametrize(("text", "expected"), OTHER)
def test_what_is_counted_stands_beside_the_number(text, expected):
    assert in_order(text) == expected


NONE = [
    case_in_order(
        "a kind of requests is denied, not all of them",
        "共收到申请86件，办结86件，未发生有较大影响的信息公开申请案例。",
        ("requests_received", 86),
        ("requests_completed", 86),
    ),
    case_in_order("nothing at all was received", "全年未收到信息公开申请。", ("requests_received", 0)),
    case_in_order(
        "the letters are a way of asking",
        "未收到群众以当场申请、信件等书面形式提出的政府信息公开申请。",
        ("requests_received", 0),
    ),
    case_in_order(
        "letters and requests are denied",
        "未收到群众来信，未收到公开申请。",
        ("messages_received", 0),
        ("requests_received", 0),
    ),
    case_in_order("what was not asked for may still have been issued", "我办未提请市政府印发规范性文件。"),
    case_in_order("new regulations are not those that were published", "本部门无新增的规章。"),
    case_in_order("it is not about fees", "我院不涉及政府信息公开收费。", ("fee_request_processing_cny", 0)),
    case_in_order("what requests are not about", "收到申请5件，申请均不涉及国家秘密。", ("requests_received", 5)),
]


@pytest.mark.parametrize(("text", "expected"), NONE)
def test_none_is_said_of_what_is_denied_alone(text, expected):
    assert in_order(text) == expected


LISTS = [
    case_in_order(
        "a total counted otherwise, its parts counted so too, with their shares between",
        "我校信息公开网站更新发布信息58项，其中：招生就业工作14项，占24.1%；教务工作19项，占32.8%；财务工作25项，占43.1%。",
        ("posts_website", 58),
        ("items_other_category", 14),
        ("items_other_category", 19),
        ("items_budget", 25),
    ),
    case_in_order(
        "how many kinds there are of what is summed up",
        "依托门户网站集中公开七大类31项信息共5214条。",
        (None, 31),
        ("posts_website", 5214),
    ),
    case_in_order(
        "one kind and the like",
        "公开人事任免等信息16条；公开各类规划信息27条。",
        ("items_personnel", 16),
        ("items_plans", 27),
    ),
    case_in_order("several kinds and the like", "公开通知公告、人事任免等信息16条。", ("items_disclosed", 16)),
    case_in_order(
        "several kinds and the like, in a column, as a part",
        "门户网站发布信息820条，其中信息公开栏目发布文件、财政信息、公示公告等信息118条。",
        ("posts_website", 820),
        ("posts_website", 118),
    ),
    case_in_order(
        "a list of kinds that ends with all the rest, behind other numbers",
        "发布主动公开文件6件，政策解读4篇，决策预公开、政府会议等各类信息70余条。",
        ("documents_disclosed", 6),
        ("interpretations_published", 4),
        ("items_disclosed", 70),
    ),
    case_in_order(
        "all others are what is left",
        "公开工作动态410条，公开其他各类信息630余条。",
        ("items_news", 410),
        ("items_other_category", 630),
    ),
    case_in_order(
        "a name that begins like that of a body",
        "主动公开信息97条，其中，工业园区信息14条，部门档案4条，各部门52条。",
        ("items_disclosed", 97),
        ("items_other_category", 14),
        ("items_other_category", 4),
        ("items_disclosed", 52),
    ),
    case_in_order(
        "meetings of which the records were published",
        "网站发布市政府文件43件、政策解读52件，政府常务会议19次。",
        ("documents_disclosed", 43),
        ("interpretations_published", 52),
        ("items_other_category", 19),
    ),
    case_in_order("reports that were published", "发布审计结果报告4篇。", ("items_other_category", 4)),
    case_in_order("the issuer is no kind of content", "2024年主动公开我院信息98条。", ("items_disclosed", 98)),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_members_of_lists_have_their_own_names(text, expected):
    assert in_order(text) == expected


CHANNELS = [
    case_in_order(
        "an address in brackets behind a site",
        "发布政务信息717条，其中局官方网站（http://gk.example.cn/）发布376条，微博“临河文旅”发布119条，微信“临河文旅”发布222条。",
        ("items_disclosed", 717),
        ("posts_website", 376),
        ("posts_weibo", 119),
        ("posts_wechat", 222),
    ),
    case_in_order(
        "the account of a site",
        "在县政府门户网公开13条，在县政府门户网微信公众号公开78条。",
        ("posts_website", 13),
        ("posts_wechat", 78),
    ),
    case_in_order(
        "accounts whose names say that something is published",
        "通过市政府门户网站、“南屏发布”微信公众号、“南屏政务”微信公众号等平台载体，累计主动公开政府信息3594条。",
        ("items_disclosed", 3594),
    ),
    case_in_order(
        "what a list of platforms publishes",
        "通过政府门户网站、政务新媒体等平台发布政策解读信息23条。",
        ("interpretations_published", 23),
    ),
    case_in_order(
        "columns that were worked on are no place",
        "完成各类专栏内容更新工作，本年度政务公开信息共计12条。",
        ("items_disclosed", 12),
    ),
    case_in_order(
        "documents in the list of a site",
        "门户网站发布信息1.2万条、市政府公文87件、行政规范性文件31件。",
        ("posts_website", 12000),
        ("documents_disclosed", 87),
        ("normative_documents_disclosed", 31),
    ),
    case_in_order(
        "a trading platform", "通过省公共资源交易平台发布公共资源配置信息418条。", ("posts_other_platform", 418)
    ),
]


@pytest.mark.parametrize(("text", "expected"), CHANNELS)
def test_channels_of_lists_and_accounts(text, expected):
    assert in_order(text) == expected


PUBLIC = [
    case_in_order(
        "letters that are requests",
        "收到政府信息公开申请信件25件，其中本年度答复23件。",
        ("requests_received", 25),
        ("requests_completed", 23),
    ),
    case_in_order("requests that are called otherwise", "我局共收到依申公开事项6件。", ("requests_received", 6)),
    case_in_order(
        "received and completed",
        "收到依申请公开信息共69件，完成66件。",
        ("requests_received", 69),
        ("requests_completed", 66),
    ),
    case_in_order(
        "completed is something else",
        "收到依申请公开信息共69件，完成培训3场。",
        ("requests_received", 69),
        ("trainings_held", 3),
    ),
    case_in_order(
        "handled, and completed later",
        "全市共办理依申请公开13件，办结12件。",
        ("requests_received", 13),
        ("requests_completed", 12),
    ),
    case_in_order(
        "how they came in, of those that were handled",
        "共收到政府信息公开申请29件，其中线上办理24件，线下办理5件。",
        ("requests_received", 29),
        ("requests_received_online", 24),
        (None, 5),
    ),
    case_in_order(
        "what came to a mailbox is no matter of a counter",
        "领导信箱办件67件，办结66件；群众留言办理12条。",
        ("messages_received", 67),
        ("messages_completed", 66),
        ("messages_completed", 12),
    ),
    case_in_order("doubts that were answered", "回答公众疑惑59条。", ("inquiries_received", 59)),
    case_in_order(
        "the hotline of an organ of the state, and what it posts",
        "海关12360服务热线全年接听2418个，12360服务热线新媒体发布微信397条。",
        (None, 2418),
        ("posts_wechat", 397),
    ),
]


@pytest.mark.parametrize(("text", "expected"), PUBLIC)
def test_what_the_public_sends(text, expected):
    assert in_order(text) == expected


INTERPRETATIONS = [
    case_in_order(
        "in pictures, as it is said of the whole",
        "以图文并茂的形式解读县政府常务会议11期。",
        ("interpretations_multimedia", 11),
    ),
    case_in_order(
        "many forms behind the total",
        "发布解读信息119条，多元化解读53条。",
        ("interpretations_published", 119),
        ("interpretations_multimedia", 53),
    ),
    case_in_order(
        "an interview that interprets is none of the interviews",
        "发布政策解读29条，访谈类解读1期，在线访谈4期。",
        ("interpretations_published", 29),
        ("interpretations_published", 1),
        ("online_interviews", 4),
    ),
    case_in_order(
        "a conference held to interpret",
        "发布解读信息119条，其中市政府召开新闻发布会解读政策文件6场次。",
        ("interpretations_published", 119),
        ("press_conferences", 6),
    ),
    case_in_order(
        "documents made to be published", "以市外办名义制发的主动公开文件28件。", ("documents_disclosed", 28)
    ),
]


@pytest.mark.parametrize(("text", "expected"), INTERPRETATIONS)
def test_interpretations_and_documents(text, expected):
    assert in_order(text) == expected


MORE = [
    case_in_order(
        "how often, and how much in all",
        "微信公众号共推送信息52期，共计318条。",
        (None, 52),
        ("posts_wechat", 318),
    ),
    case_in_order(
        "a column of a site is called by its kind of content",
        "门户网站“通知公告”栏目发布86条，“南屏发布”微信公众号发布13条。",
        ("items_notices", 86),
        ("posts_wechat", 13),
    ),
    case_in_order(
        "printed in what is called like a paper, beside a site",
        "县政务公开网发布信息340条、在《今日南屏》刊登信息28条。",
        ("posts_website", 340),
        ("posts_media", 28),
    ),
    case_in_order("the press sums up its list", "某某客户端、人民网等中央媒体刊发稿件38篇。", ("posts_media", 38)),
    case_in_order("written requests, and nothing else is said of requests", "全年收到书面申请6件，网上申请13件，共19件。",
        ("requests_received_letter", 6), ("requests_received_online", 13), ("requests_received", 19)),
    case_in_order("asked by telephone", "收到电话申请2件。", (None, 2)),
    case_in_order("what was made behind regulations that were made", "新制发规章2件、规范性文件8件。", (None, 2), ("normative_documents_issued", 8)),
    case_in_order("results of inspections are published", "通过双随机平台公示检查结果15条。", ("items_other_category", 15)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MORE)
def test_names_beside_the_number_decide(text, expected):
    assert in_order(text) == expected


LAST = [
    case_in_order(
        "none in another year, beside some in this",
        "2022年收到申请3件。2023年未收到申请。",
        ("requests_received", 3),
        ("requests_received", 0),
    ),
    case_in_order(
        "a sign that was lost between two members of a list",
        "主动公开信息794条，其中政府信息公开专栏信息497条互动交流专栏信息84条，新闻专栏信息213条。",
        ("items_disclosed", 794),
        ("posts_website", 497),
        ("items_other_category", 84),
        ("items_news", 213),
    ),
    case_in_order(
        "what came in through a site is a part of what came in",
        "共收到申请12件，其中通过政府网站依申请公开系统收到8件，邮寄4件。",
        ("requests_received", 12),
        ("requests_received_online", 8),
        ("requests_received_letter", 4),
    ),
    case_in_order(
        "columns that are called by kinds of content",
        "门户网站主动公开信息520条，其中“财政信息”栏目210条，“人事信息”栏目32条，“政策文件”栏目80条。",
        ("posts_website", 520),
        ("items_budget", 210),
        ("items_personnel", 32),
        ("documents_disclosed", 80),
    ),
    case_in_order("bodies with a second word in brackets", "公开信息80条，其中市直部门（单位）30条。", ("items_disclosed", 80), ("items_disclosed", 30)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAST)
def test_lost_signs_columns_and_years(text, expected):
    assert in_order(text) == expected
