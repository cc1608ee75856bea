"""What stands beside a figure and is none of the year's own: plans, parts of last year's, shares, honours, others' gaps."""

import pytest

from tests.sentences import case, case_in_order, in_order, named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case_in_order(
            "all of a list that is planned",
            "下一年计划发布解读35篇、召开新闻发布会3场、开展培训2次。",
            (None, 35),
            (None, 3),
            (None, 2),
        ),
        case_in_order(
            "a part of what was there last year",
            "去年41篇解读材料中仅有6篇为图解，今年图解增至15篇。",
            (None, 41),
            (None, 6),
            ("interpretations_multimedia", 15),
        ),
        case_in_order(
            "what a share is taken of",
            "全年公开信息360条，完成年度计划数300条的120%。",
            ("items_disclosed", 360),
            (None, 300),
        ),
        case_in_order(
            "what another number is so many times",
            "收到公开申请18件，是上一年度9件的2倍。",
            ("requests_received", 18),
            (None, 9),
        ),
        case_in_order(
            "what was honoured",
            "发布短视频48部，其中获市级奖3部。",
            ("posts_video", 48),
            (None, 3),
        ),
        case_in_order(
            "followers that are new are not all followers",
            "微信公众号关注用户3.2万人，本年新增关注2100人。",
            ("followers_wechat", 32000),
            (None, 2100),
        ),
        case_in_order(
            "works for the people that are called by their number",
            "“十四五”规划、2024年政府12件民生实事全部公开。",
            (None, 12),
        ),
        case_in_order(
            "drafts that were put up for comment",
            "就4部政府规章草案公开征求意见4次。",
            (None, 4),
            ("public_consultations", 4),
        ),
        case_in_order(
            "papers that were drafted are not yet made",
            "起草规范性文件3件，制定规范性文件2件。",
            (None, 3),
            ("normative_documents_issued", 2),
        ),
        case_in_order("papers whose mark was settled", "公文类信息公开属性源头认定52件。", (None, 52)),
        case_in_order(
            "all of a segment that begins with what comes next",
            "下一步，将进一步拓宽渠道，新开设专栏3个，推送信息600条。",
            (None, 3),
            (None, 600),
        ),
        case_in_order(
            "what an inspection of boards found",
            "对12个村公开栏开展监督检查3次，发现未及时更新4个。",
            (None, 12),
            ("inspections", 3),
            (None, 4),
        ),
        case_in_order(
            "followers of several accounts",
            "抖音号发布810条，微信公众号发布2960条，总粉丝21万。",
            ("posts_video", 810),
            ("posts_wechat", 2960),
            (None, 210000),
        ),
        case_in_order(
            "followers that were gained",
            "公众号粉丝数为8.3万人，全年净增粉丝9400人。",
            ("followers_wechat", 83000),
            (None, 9400),
        ),
        case_in_order(
            "how often a directory was renewed",
            "修改政府信息公开指南1次，更新目录4次。",
            (None, 1),
            (None, 4),
        ),
        case_in_order("trainings on other things", "举办消防安全培训5期，培训320人次。", (None, 5), (None, 320)),
        case_in_order("several kinds of meetings in one number", "召开新闻发布会、座谈会等会议14次。", (None, 14)),
        case_in_order("complaints about goods", "受理消费投诉1100件。", (None, 1100)),
        case_in_order(
            "papers of others", "上级下发文件12份，我局制发文件8份。", (None, 12), ("documents_issued_government", 8)
        ),
        case_in_order("papers for those within", "编发内部信息76期。", (None, 76)),
        case_in_order(
            "officers that were trained for other work", "评查案卷60卷，培训执法人员310人次。", (None, 60), (None, 310)
        ),
        case_in_order(
            "what was in force before and after",
            "现行有效规范性文件由52件调整为47件。",
            (None, 52),
            ("normative_documents_in_force", 47),
        ),
        case_in_order("vacancies", "发布政府信息40条，发布招聘岗位9600个。", ("items_disclosed", 40), (None, 9600)),
        case_in_order(
            "requests that went elsewhere",
            "收到公开申请6件，其中转交其他部门办理2件，答复4件。",
            ("requests_received", 6),
            (None, 2),
            ("requests_completed", 4),
        ),
        case_in_order("cases that are still open", "行政复议维持2件，行政诉讼尚未审结1件。", (None, 2), (None, 1)),
        case_in_order("matters that can be handled", "可全程在线办理政务服务事项380项。", (None, 380)),
    ],
)
def test_a_number_beside_a_figure_gets_no_name(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case_in_order(
            "all that last year is told to have had",
            "上年度共收到申请32件，办结31件，结转1件；本年度收到公开申请27件。",
            (None, 32),
            (None, 31),
            (None, 1),
            ("requests_received", 27),
        ),
        case_in_order(
            "a breakdown of last year's, and this year again",
            "去年我局收到申请22件，其中予以公开9件，今年收到申请17件。",
            (None, 22),
            (None, 9),
            ("requests_received", 17),
        ),
        case_in_order(
            "the same time of last year",
            "去年同期，网站发布信息310条，微信发布180条。",
            (None, 310),
            (None, 180),
        ),
        case_in_order(
            "the year of a report written the year after", "去年全年，公开信息310条。", ("items_disclosed", 310)
        ),
        case_in_order(
            "what is held against a year by its number",
            "较2022年发布的290条增长20%，2023年共发布信息348条。",
            (None, 290),
            ("items_disclosed", 348),
        ),
        case_in_order("a change behind a comparison", "较上年同期相比，增加公开信息41条。", (None, 41)),
        case_in_order(
            "what was demanded and what was done",
            "按照年公开150条的要求，今年公开信息176条。",
            (None, 150),
            ("items_disclosed", 176),
        ),
        case_in_order(
            "what something is compared with",
            "与去年全年收到申请29件相比，今年收到申请18件。",
            (None, 29),
            ("requests_received", 18),
        ),
        case_in_order("what is striven for", "争取明年公开信息420条以上，举办培训3次。", (None, 420), (None, 3)),
        case_in_order("what is to be made sure of", "确保全年公开信息380条。", (None, 380)),
        case_in_order(
            "carried in, though last year opens the clause",
            "上年结转2件，本年新收9件，办结11件。",
            ("requests_carried_in", 2),
            ("requests_received", 9),
            ("requests_completed", 11),
        ),
    ],
)
def test_numbers_of_another_time_get_no_name(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case("some that have none", "部分单位未配备专职人员，个别部门未收到公开申请。"),
        case("some bodies the whole year", "部分镇街全年未收到政府信息公开申请。"),
        case("a number of bodies", "有4家单位没有收到公开申请，其余收到公开申请47件。", requests_received=47),
        case("what is made sure of", "确保无行政复议、无行政诉讼。"),
        case("an aim", "实现零复议、零诉讼的目标。"),
        case("what comes next", "下一步要做到无投诉、无复议。"),
        case("a lack that remains", "没有专职人员的问题仍然存在。"),
        case("a year before this one", "2022年未发生行政诉讼，2023年发生行政诉讼2件。", litigations=2),
        case("this year before the next", "2023年未收到公开申请，2024年力争公开信息150条。", requests_received=0),
        case(
            "partly granted is no part of the bodies",
            "部分公开、不予公开均无。",
            outcome_partly_granted=0,
            outcome_denied=0,
        ),
        case("others that have none", "19个乡镇中有5个未配备专职人员。"),
        case(
            "what was carried in last year too",
            "上年度无结转件，本年度无遗留件。",
            requests_carried_in=0,
            requests_carried_out=0,
        ),
        case("what was not received last year", "上年度未收到公开申请。"),
        case("none in force is not none made", "无现行有效规范性文件。"),
        case("the issuer that has none", "本单位未配备专职人员。", staff_full_time=0),
        case("what did not come of an answer", "没有因公开申请答复不当而败诉的案件。"),
        case("what came of no answer", "没有因答复不当引发的行政复议。", reconsiderations=0),
    ],
)
def test_none_is_stated_of_the_issuer_and_of_what_befell_it(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case("levels that share what they handled", "办理省、市、县三级“12345”热线工单分别为9件、180件、940件。", hotline_tickets_12345=[9, 180, 940]),
        case("another unit for the same", "微信公众号发布推文240期、860余条。", posts_wechat=[240, 860]),
        case("a column that is looked at", "政策解读栏目点击量3.1万次。", website_visits=31000),
        case("visits behind a colon", "网站访问量：18万次；微信关注数：2450人", website_visits=180000, followers_wechat=2450),
        case("the counter of a page", "浏览次数：1843\n全年公开信息62条。", items_disclosed=62),
        case("both kinds of net and accounts in one word", "用好“一网一微一端”，发布信息1700余条。", items_disclosed=1700),
        case("what a gazette gathers", "编发《政府公报》6期，收录文件44件。", posts_gazette=44),
        case("all interpretations after their kinds", "制作图解6张、动画3部，共9篇解读。", interpretations_multimedia=[6, 3], interpretations_published=9),
        case("granted and partly granted alone", "予以公开及部分公开14件，占比70%。", outcome_granted_or_partly=14),
        case("answers told as news", "告知已主动公开5件，告知申请人向其他行政机关申请2件。", outcome_granted=5, outcome_unable=2),
        case("in force beside regulations", "现行有效规章19部、规范性文件142件，均在库中集中公开。", regulations_disclosed=19, normative_documents_in_force=142),
        case("parts whose numbers moved", "本年收到公开申请40件，其中自然人申请由41件减至33件，法人申请由5件增至7件。", requests_received=40, requests_received_natural_person=33, requests_received_organisation=7),
        case("a window through which requests came", "通过邮寄收到申请6件，通过网上平台收到11件，通过窗口收到2件。", requests_received_letter=6, requests_received_online=11, requests_received_in_person=2),
        case("the press and its account with a name", "县融媒体中心“指尖云山”APP发布信息1.2万条。", posts_other_platform=12000),
        case("all followers beside the new ones", "微信公众号新增粉丝2980人、总数达2.1万人。", followers_wechat=21000),
        case("batches that were trained", "组织新任职人员培训3批，覆盖41人。", trainings_held=3, trainees=41),
        case("replies to proposals that are public", "人大代表建议和政协提案共48件，已公开45件。", proposals_all=[48, 45]),
        case("kinds without a verb and their sum", "机构职能9条，通知公告71条，工作动态203条，人事信息6条，共发布289条。", items_overview=9, items_notices=71, items_news=203, items_personnel=6, items_disclosed=289),
        case("requests whose time is not over", "年末仍有3件申请尚在法定办理期限内。", requests_carried_out=3),
        case("a system that is named for a kind of content", "全区教育系统公开信息2840条。", items_disclosed=2840),
        case("what the requests were about in one breath", "收到的9件申请主要涉及土地征收。", requests_received=9),
        case("land that is taken is no fee", "公开土地征收信息24条。", items_other_category=24),
        case("a fee that is not taken from those who ask", "并未收取申请人任何费用。", fee_request_processing_cny=0),
        case("papers above a level", "在省级以上报刊发表文章5篇。", posts_media=5),
        case("calls of a line beside their rate", "市长热线月均受理1.1万件，全年受理13.2万件。", hotline_tickets_12345=132000),
        case("policies that were made", "出台惠民类政策9件。", documents_issued_government=9),
    ],
)  # fmt: skip
def test_turns_that_once_went_unread(text, expected):
    assert named(text) == expected
