"""Numbers that look like another count and are none. All sentences, places and numbers are made up."""

import pytest
from sentences import case_in_order, figures, in_order


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case_in_order(
            "one kind of content on the website",
            "县政府门户网站发布政务新闻215条。",
            ("items_news", 215),
        ),
        case_in_order(
            "a kind of content beside another on the website",
            "县政府门户网站发布政务信息及工作动态共215条。",
            ("posts_website", 215),
        ),
        case_in_order(
            "a joint inside the name of one kind",
            "主动公开水利规划和计划21条。",
            ("items_plans", 21),
        ),
        case_in_order(
            "parts of a list that are of two kinds",
            "公开信息96条，其中工作动态41条，政策法规、政策解读12条，各类动态和养老服务信息43条。",
            ("items_disclosed", 96),
            ("items_news", 41),
            (None, 12),
            (None, 43),
        ),
        case_in_order(
            "parts of a list that are of one kind by two names",
            "公开信息96条，其中财政预决算及“三公”经费信息88条，法律法规及规范性文件8条。",
            ("items_disclosed", 96),
            ("items_budget", 88),
            ("normative_documents_disclosed", 8),
        ),
        case_in_order(
            "a kind behind a remark that lists others",
            "公开信息53条，其中人事信息5条（含职责分工、人员招录等）、工作动态48条（涵盖产业发展、环境整治）。",
            ("items_disclosed", 53),
            ("items_personnel", 5),
            ("items_news", 48),
        ),
        case_in_order(
            "requests handled and all of them answered",
            "全年共办理各类政府信息公开申请26件，均在法定期限内以书面形式答复。",
            ("requests_completed", 26),
        ),
        case_in_order(
            "requests handled and some of them answered",
            "全年共办理各类政府信息公开申请26件，按期答复21件。",
            ("requests_received", 26),
            ("requests_completed", 21),
        ),
        case_in_order(
            "requests handled, told by the way they came, all answered",
            "办理依申请公开事项17件，其中网络申请16件，信函申请1件，均已答复申请人。",
            ("requests_completed", 17),
            ("requests_received_online", 16),
            ("requests_received_letter", 1),
        ),
        case_in_order(
            "papers of builders and buyers are no official documents",
            "主动公开已审批环评文件31件，公开招标文件17件。",
            ("items_other_category", 31),
            ("items_other_category", 17),
        ),
        case_in_order(
            "matters that are kept are no documents in force",
            "公开信息70条，其中规范性文件18条、保留的证明事项52条。",
            ("items_disclosed", 70),
            ("normative_documents_disclosed", 18),
            ("items_other_category", 52),
        ),
        case_in_order(
            "an account that is said to be new media besides",
            "通过“某水利”微信公众号自媒体发布信息94条。",
            ("posts_wechat", 94),
        ),
        case_in_order(
            "two hotlines in one number",
            "全年处理12369环保热线和12345便民热线投诉共61件。",
            (None, 61),
        ),
        case_in_order(
            "kinds of matters that were applied for are no decisions",
            "受理行政许可事项17件，包括取水许可核发14件、取水许可延续13件。",
            (None, 17),
            (None, 14),
            (None, 13),
        ),
        case_in_order(
            "reports to an assembly and gazettes of figures are kinds of content",
            "公开信息76条，其中提交人大报告36条、统计公报40条。",
            ("items_disclosed", 76),
            ("items_other_category", 36),
            ("items_other_category", 40),
        ),
        case_in_order(
            "answers to what everybody talks of, as a kind of content",
            "公开信息61条，其中政策解读22条，回应关切39条。",
            ("items_disclosed", 61),
            ("interpretations_published", 22),
            ("items_other_category", 39),
        ),
        case_in_order(
            "interpretations in plain words beside those in pictures",
            "发布政策解读29条，其中文字解读12条，图片解读17条。",
            ("interpretations_published", 29),
            ("interpretations_published", 12),
            ("interpretations_multimedia", 17),
        ),
        case_in_order(
            "what is to be published was not published",
            "编制目录，对245项应主动公开政府信息的责任主体予以明确。",
            (None, 245),
        ),
        case_in_order(
            "alarms that were told in the paper",
            "在某某日报向社会公示责任人名单，及时发布启动防汛四级应急响应14次。",
            (None, 14),
        ),
        case_in_order(
            "some of a number told before",
            "收到申请19件，其中不予公开16件。不予公开的16件中12件为属于行政查询事项。",
            ("requests_received", 19),
            ("outcome_denied", 16),
            (None, 16),
            (None, 12),
        ),
        case_in_order(
            "issues and what stood in them, behind the sign of a list",
            "通过“某某环卫”公众号推送23期、刊发稿件87篇。",
            (None, 23),
            ("posts_wechat", 87),
        ),
        case_in_order(
            "a list of kinds is over where a channel is named for something else",
            "网站发布信息50条，其中政策解读4条、其他主动公开内容46条；通过微信公众号发布12期、刊发稿件96篇。",
            ("posts_website", 50),
            ("interpretations_published", 4),
            ("items_other_category", 46),
            (None, 12),
            ("posts_wechat", 96),
        ),
        case_in_order(
            "a kind of content counted in pieces",
            "公开排污许可证有关信息18件。",
            ("items_other_category", 18),
        ),
        case_in_order(
            "parts of the notices",
            "公告和公示信息共计180条，其中采购意向公开公告90条，采购公告90条。",
            ("items_notices", 180),
            (None, 90),
            (None, 90),
        ),
        case_in_order(
            "papers of decisions that were shown are no decisions",
            "公布告知书及处罚决定书等执法信息340余条。",
            ("items_disclosed", 340),
        ),
        case_in_order(
            "a verb in the name of a kind of content",
            "在监管平台公示了办结审批、备案类信息34条。",
            ("items_disclosed", 34),
        ),
        case_in_order(
            "what the law says must be published, as a kind of content",
            "公开信息330条，其中信息公开制度69条，法定主动公开261条。",
            ("items_disclosed", 330),
            ("items_other_category", 69),
            ("items_other_category", 261),
        ),
        case_in_order(
            "what stands behind a remark is not said of the number in it",
            "收到申请19件，其中15件（含3件网络申请）予以公开。",
            ("requests_received", 19),
            ("outcome_granted", 15),
            ("requests_received_online", 3),
        ),
        case_in_order(
            "a number is answered behind a remark on it",
            "收到申请19件，16件（含12件转下年度办结）均在规定时限内答复。",
            ("requests_received", 19),
            ("requests_completed", 16),
            ("requests_carried_out", 12),
        ),
        case_in_order(
            "what another number counts behind a remark is not said of the one before it",
            "公开信息30条（含转载14条）阅读量5200次。",
            ("items_disclosed", 30),
            (None, 14),
            (None, 5200),
        ),
        case_in_order(
            "none of several things that were done",
            "全年没有制发规范性文件、受理行政复议、行政诉讼的情况。",
            ("normative_documents_issued", 0),
            ("reconsiderations", 0),
            ("litigations", 0),
        ),
        case_in_order(
            "documents that were issued openly",
            "本局共印发主动公开文件36份。",
            ("documents_disclosed", 36),
        ),
        case_in_order(
            "documents that were made and changed",
            "全年制定并修改规范性文件13个。",
            ("normative_documents_issued", 13),
        ),
    ],
)
def test_what_looks_like_another_count(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        pytest.param("围绕全市农业重点工作，通过官网发布信息53条。", "own", id="what the work was about"),
        pytest.param("全市农业部门通过官网发布信息53条。", "wider", id="who did it"),
    ],
)
def test_whose_number_it_is(text, scope):
    (figure,) = figures(text)

    assert figure.scope == scope
