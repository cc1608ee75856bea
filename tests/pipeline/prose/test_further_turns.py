"""Further turns of phrase of real reports, in our own words. Places and numbers are made up."""

import pytest
from sentences import case_in_order, in_order

WORDS = [
    case_in_order(
        "a unit with another in brackets",
        "各级报刊刊稿410余篇（条），门户网站公开信息共96条（篇）。",
        ("posts_media", 410),
        ("posts_website", 96),
    ),
    case_in_order(
        "all years together behind the year's own number",
        "在局门户网站公开信息17条，历年累计412条；公开文件21份，历年累计533份。",
        ("posts_website", 17),
        ("posts_website", 412),
        ("documents_disclosed", 21),
        ("documents_disclosed", 533),
    ),
    case_in_order(
        "followers told by their number alone",
        "“石桥发布”微信公众号推送信息812条，订阅6450人，用户已突破7万。",
        ("posts_wechat", 812),
        ("followers_wechat", 6450),
        ("followers_wechat", 70000),
    ),
    case_in_order(
        "a column with a name is no notice board", "通过门户网站审计信息栏目公开信息33条。", ("posts_website", 33)
    ),
    case_in_order(
        "purchases are a kind of content", "县农业农村局主动公开政府集中采购信息14条。", ("items_other_category", 14)
    ),
    case_in_order(
        "matters that moved into a hall were not handled there", "今年进驻政务大厅的服务事项216项。", (None, 216)
    ),
    case_in_order(
        "a firm that asks",
        "收到信息公开申请5件，4件为自然人申请，1件为商业机构申请。",
        ("requests_received", 5),
        ("requests_received_natural_person", 4),
        ("requests_received_organisation", 1),
    ),
]

TOLD_APART = [
    case_in_order(
        "columns with names side by side are the website",
        "利用门户网站，在“政策法规”“要闻动态”“党的建设”等栏目发布信息390条。",
        ("posts_website", 390),
    ),
    case_in_order("requests that are called matters", "全年收到政府信息公开申请办件7件。", ("requests_received", 7)),
    case_in_order(
        "messages handled beside tickets",
        "办理12345市民热线诉求640件、信访件18件、人民网留言9条。",
        ("hotline_tickets_12345", 640),
        (None, 18),
        ("messages_completed", 9),
    ),
    case_in_order(
        "messages received beside tickets",
        "收到12345工单30件，留言20条。",
        ("hotline_tickets_12345", 30),
        ("messages_received", 20),
    ),
    case_in_order(
        "followers in a sentence of their own",
        "该校全年通过官方微博向师生发布各类消息363条，通过官方微信发布消息560条。微信已成为宣传的重要平台。订阅人数已达3.3万人。",
        ("posts_weibo", 363),
        ("posts_wechat", 560),
        ("followers_wechat", 33000),
    ),
    case_in_order(
        "requests of last year that were dealt with",
        "今年收到申请6件，转办上一年度申请2件。",
        ("requests_received", 6),
        ("requests_carried_in", 2),
    ),
    case_in_order(
        "the work and the bodies of others are kinds of their own",
        "发布党建工作信息31条，养老机构信息14条，机构信息5条，工作信息62条。",
        ("items_other_category", 31),
        ("items_other_category", 14),
        ("items_overview", 5),
        ("items_news", 62),
    ),
    case_in_order(
        "what moves is not always news",
        "公开信息240条，其中防返贫动态监测信息18条，基层动态77条，服务事项12条，留言选登26条。",
        ("items_disclosed", 240),
        ("items_other_category", 18),
        ("items_news", 77),
        ("items_other_category", 12),
        (None, 26),
    ),
    case_in_order(
        "complaints of those whom inspectors visited",
        "受理行政执法投诉举报45件，受理政府信息公开投诉1件。",
        (None, 45),
        ("complaints", 1),
    ),
    case_in_order(
        "what an account posted, told beside its followers",
        "政务新媒体2个，其中微信公众号1个，关注用户4.1万，发布信息510条。",
        (None, 2),
        (None, 1),
        ("followers_wechat", 41000),
        ("posts_wechat", 510),
    ),
    case_in_order(
        "a number in the name of a policy",
        "公开政府信息64条，其中残疾人两项补贴公示9条。",
        ("items_disclosed", 64),
        ("items_notices", 9),
    ),
    case_in_order(
        "pictures and other forms",
        "政策解读11篇，其中文字解读7篇，图片及其他形式解读4篇。",
        ("interpretations_published", 11),
        ("interpretations_published", 7),
        ("interpretations_multimedia", 4),
    ),
    case_in_order(
        "exchange with the public as a kind of content",
        "公开信息131条，其中工作动态92条，社会组织信息21条，政民互动18条。",
        ("items_disclosed", 131),
        ("items_news", 92),
        ("items_other_category", 21),
        ("items_other_category", 18),
    ),
    case_in_order(
        "items about normative documents were not issued",
        "规范性文件相关信息发布16条，发布规范性文件3件。",
        ("normative_documents_disclosed", 16),
        ("normative_documents_issued", 3),
    ),
    case_in_order(
        "the number of another hotline, whatever stands between",
        "12333咨询服务热线受理群众诉求310件，12345政务热线工单88件。",
        (None, 310),
        ("hotline_tickets_12345", 88),
    ),
    case_in_order("tickets of two hotlines in one number", "12345、12328热线工单共办理465件。", (None, 465)),
    case_in_order(
        "letters of the public that were published",
        "回复局长信箱信件9件，公开信件7件。",
        ("messages_completed", 9),
        (None, 7),
    ),
    case_in_order(
        "orders that are no penalties",
        "全年作出行政处罚决定31件，其中责令改正决定12件，不予行政处罚决定4件。",
        ("penalty_decisions", 31),
        (None, 12),
        (None, 4),
    ),
    case_in_order("rulings on complaints are no complaints", "公布投诉处理决定8件。", (None, 8)),
    case_in_order(
        "disputes told beside licences and penalties",
        "办理行政许可206件、行政处罚14件、行政复议3件。",
        ("licensing_decisions", 206),
        ("penalty_decisions", 14),
        (None, 3),
    ),
    case_in_order(
        "disputes about disclosure stay what they are behind penalties",
        "作出行政处罚决定14件，因政府信息公开引起的行政复议3件。",
        ("penalty_decisions", 14),
        ("reconsiderations", 3),
    ),
    case_in_order(
        "in many forms they were published, not interpreted",
        "多渠道、多形式发布政策解读26篇。",
        ("interpretations_published", 26),
    ),
    case_in_order(
        "requests by letter are no letters of the public",
        "共收到政府信息公开申请书面信件6封、网上申请9件。",
        ("requests_received_letter", 6),
        ("requests_received_online", 9),
    ),
    case_in_order(
        "tickets for disclosure are no tickets of a hotline", "受理依申请公开工单17件。", ("requests_received", 17)
    ),
    case_in_order(
        "requests of this year and those carried in, in one number",
        "上年度结转申请3件，本年度收到21件，共计24件，已答复23件。",
        ("requests_carried_in", 3),
        ("requests_received", 21),
        (None, 24),
        ("requests_completed", 23),
    ),
    case_in_order("events of all kinds with the press", "举办各类新闻发布活动7场。", ("press_conferences", 7)),
    case_in_order(
        "taxpayers were taught something else", "举办纳税人学堂8期，培训纳税人760人次。", (None, 8), (None, 760)
    ),
    case_in_order("what came of a round of questions", "公布调查征集结果期数9期。", (None, 9)),
    case_in_order("none was denied", "本年度未出现不予公开政府信息的情况。", ("outcome_denied", 0)),
]

GLUED = [
    case_in_order(
        "numbers that lost their units stand between the words of a list",
        "发布各类信息3104条，其中公示公告216财政预决算信息38政策解读41篇。",
        ("items_disclosed", 3104),
        ("items_notices", 216),
        ("items_budget", 38),
        ("interpretations_published", 41),
    ),
    case_in_order(
        "the words behind such a number are those of the next",
        "政府网站发布信息870条，微信公众号推送信息645微博发布信息320条。",
        ("posts_website", 870),
        ("posts_wechat", 645),
        ("posts_weibo", 320),
    ),
    case_in_order("a part of a name", "公众号365政务推送信息52条。", ("posts_wechat", 52)),
    case_in_order(
        "a year without its sign", "公开动态信息15条，2023重点工作信息8条。", ("items_news", 15), ("items_key_areas", 8)
    ),
    case_in_order("numbers of a list", "公开目录1机构职能2政策法规，公开信息27条。", ("items_disclosed", 27)),
    case_in_order(
        "the number of a hotline",
        "公开信息35条，受理96123便民热线投诉12件。",
        ("items_disclosed", 35),
        ("hotline_tickets_12345", 12),
    ),
    case_in_order("no other number has a unit", "政策解读27视频解读", *[]),
]

LISTS = [
    case_in_order(
        "each with a number of its own",
        "微博、微信、网站各发布信息56条、120条、230条。",
        ("posts_weibo", 56),
        ("posts_wechat", 120),
        ("posts_website", 230),
    ),
    case_in_order(
        "the press by its level",
        "编发宣传信息62篇，其中国家级媒体采用3篇、省级17篇、市级42篇。",
        ("items_disclosed", 62),
        ("posts_media", 3),
        ("posts_media", 17),
        ("posts_media", 42),
    ),
    case_in_order(
        "a dispute of last year is no request", "行政诉讼2件（其中1件为上年结转）。", ("litigations", 2), (None, 1)
    ),
    case_in_order(
        "the rest of the kinds closes a list",
        "通过市政府门户网站发布政务动态、政策文件和其它栏目信息共1420条。",
        ("posts_website", 1420),
    ),
    case_in_order(
        "several kinds on one channel are a part of a total",
        "公开信息300条，其中网站发布动态、政策和其他栏目信息共231条，微信公众号推送69条。",
        ("items_disclosed", 300),
        ("posts_website", 231),
        ("posts_wechat", 69),
    ),
    case_in_order(
        "papers as the old form counts them",
        "本年新制作规范性文件4件，新公开3件，对外公开总数量18件。",
        ("normative_documents_issued", 4),
        ("normative_documents_disclosed", 3),
        ("normative_documents_disclosed", 18),
    ),
    case_in_order(
        "the kind behind its number says more than the channel",
        "在局官网公开专栏集中公开，本年度共公开54条预决算信息。",
        ("items_budget", 54),
    ),
    case_in_order(
        "issues of a kind are a part like others",
        "网站公开信息76篇，其中：行政执法信息14期，审计结果公告28期，部门动态34期。",
        ("posts_website", 76),
        ("items_other_category", 14),
        ("items_notices", 28),
        ("items_news", 34),
    ),
    case_in_order(
        "several kinds are no part with a name",
        "公开信息300条，其中财政、人事和其他信息12条。",
        ("items_disclosed", 300),
        (None, 12),
    ),
]


@pytest.mark.parametrize(("text", "expected"), GLUED)
def test_numbers_that_lost_their_unit(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists_of_several_kinds(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words_of_further_reports(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(("text", "expected"), TOLD_APART)
def test_what_is_told_apart(text, expected):
    assert in_order(text) == expected
