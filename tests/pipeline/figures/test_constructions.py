"""How a sentence is built: what belongs to which number. All sentences, places and numbers are made up."""

import pytest

from pipeline.figures.lexicon import load_lexicon
from pipeline.figures.read import read_figures


def named(text: str) -> list[tuple[str | None, int]]:
    found = read_figures(text, 1, load_lexicon())
    return [(figure.indicator, int(figure.value)) for figure in found if figure.value is not None]


def case(name: str, text: str, *expected: tuple[str | None, int]):
    return pytest.param(text, list(expected), id=name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case(
            "a long name of an organ is no kind of content",
            "县教育体育局主动公开信息42条。",
            ("items_disclosed", 42),
        ),
        case(
            "the press before a platform of its own",
            "市融媒体中心客户端发布信息310条。",
            ("posts_other_platform", 310),
        ),
        case(
            "those who are trained stand right behind the measure word, and make no other word with it",
            "举办培训班1期，90人参训。",
            ("trainings_held", 1),
            ("trainees", 90),
        ),
        case(
            "eleven in words ends with a one that begins no once-only",
            "召开政务公开会议十一次。",
            ("meetings_held", 11),
        ),
        case(
            "what is handled on is carried over",
            "新收到申请30件，办结26件，转到下年继续办理4件。",
            ("requests_received", 30),
            ("requests_completed", 26),
            ("requests_carried_out", 4),
        ),
        case(
            "there is none because of",
            "不存在因政府信息公开引起的行政复议、行政诉讼。",
            ("reconsiderations", 0),
            ("litigations", 0),
        ),
        case(
            "documents that are published",
            "全年公开文件15件。",
            ("documents_disclosed", 15),
        ),
        case(
            "all of them are published",
            "7件行政规范性文件全部按时公开。",
            ("normative_documents_disclosed", 7),
        ),
        case(
            "bodies, each with its own number, and the sum of them",
            "县林业局、县水利局分别公开政策文件4件、9件，两家单位共13件。",
            ("documents_disclosed", 4),
            ("documents_disclosed", 9),
            ("documents_disclosed", 13),
        ),
        case(
            "the subjects stand in the sentence before",
            "对外公开的渠道有门户网站、微博、公众号。全年分别发布21条、8条、34条。",
            ("posts_website", 21),
            ("posts_weibo", 8),
            ("posts_wechat", 34),
        ),
        case(
            "a year that is only compared with is no time of the number",
            "2024年公开信息80条，较2023年多发7条；门户网站发布61条。",
            ("items_disclosed", 80),
            ("posts_website", 61),
        ),
        case(
            "accounts that are summed up between their names and the numbers",
            "微博、公众号两个账号分别发布9、26条信息。",
            ("posts_weibo", 9),
            ("posts_wechat", 26),
        ),
        case(
            "the sum of a list of kinds, by one sign",
            "工作动态30条，通知公告6条，机构职能2条，共38条。",
            ("items_news", 30),
            ("items_notices", 6),
            ("items_overview", 2),
            ("items_disclosed", 38),
        ),
        case(
            "the first of several kinds on one site is a kind too",
            "在网站公开水源保护信息14条、河道整治信息52条。",
            ("items_other_category", 14),
            ("items_other_category", 52),
        ),
        case(
            "documents sent out in the name of an organ, and how many of them are public",
            "行政规范性文件现行有效4件；以局名义印发31件，主动公开17件。",
            ("normative_documents_in_force", 4),
            ("documents_issued_government", 31),
            ("documents_disclosed", 17),
        ),
        case(
            "kinds of applicants behind a title of their own",
            "从申请人类型看，自然人申请21件，企业申请4件。",
            ("requests_received_natural_person", 21),
            ("requests_received_organisation", 4),
        ),
        case(
            "what was to be done is not what was done",
            "全年收到申请30件，共需办理33件，办结31件。",
            ("requests_received", 30),
            (None, 33),
            ("requests_completed", 31),
        ),
        case(
            "a government's regulations beside its gazette",
            "市政府公报刊载文件40件；市政府发布规章2件。",
            ("posts_gazette", 40),
            ("regulations_disclosed", 2),
        ),
        case(
            "a second 分别 goes by the years of the first",
            "2022年、2023年分别收到申请8件、13件，分别办结7件、12件。",
            (None, 8),
            ("requests_received", 13),
            (None, 7),
            ("requests_completed", 12),
        ),
        case(
            "none carried over from last year, not to the next",
            "本年未收到公开申请，上年也无结转。",
            ("requests_received", 0),
            ("requests_carried_in", 0),
        ),
        case(
            "letters by which requests came are no messages",
            "收到申请12件，包括信件7件、当面递交5件。",
            ("requests_received", 12),
            ("requests_received_letter", 7),
            ("requests_received_in_person", 5),
        ),
        case(
            "issues of an account that only the title names",
            "（3）微信公众号。全年推送52期。",
            ("posts_wechat", 52),
        ),
        case(
            "windows of a service centre are no published items",
            "公开招考信息3条，政务服务中心设窗口18个，受理办件940件。",
            ("items_personnel", 3),
            (None, 18),
            ("service_matters_handled", 940),
        ),
        case(
            "no other fee is none for requests",
            "全年未收取行政事业性收费。",
        ),
        case(
            "of so many, so many",
            "全年16篇解读中图文解读5篇。",
            ("interpretations_published", 16),
            ("interpretations_multimedia", 5),
        ),
        case(
            "an exception is no count of its own",
            "办理人大代表建议5件、政协提案4件，合计9件，除不宜公开的1件外均已上网。",
            ("proposals_people_congress", 5),
            ("proposals_cppcc", 4),
            ("proposals_all", 9),
            (None, 1),
        ),
        case(
            "the followers of one of several accounts",
            "政务新媒体粉丝合计2.1万人，其中微信1.5万人。",
            (None, 21_000),
            ("followers_wechat", 15_000),
        ),
        case(
            "已经 holds no 经 that would end the phrase",
            "共收到11件信息公开申请，其中9件已经按规定答复。",
            ("requests_received", 11),
            ("requests_completed", 9),
        ),
        case(
            "the name of an account behind its channel says nothing",
            "主动公开信息151条，其中机构职能6条、微信公众号“山城教育”发布信息110条。",
            ("items_disclosed", 151),
            ("items_overview", 6),
            ("posts_wechat", 110),
        ),
        case(
            "question marks that stand for lost blanks end no sentence",
            "通过政府网站发布信息共?1290条?，制作政策解读?6份?。",
            ("posts_website", 1290),
            ("interpretations_published", 6),
        ),
        case(
            "the channel at the head of a list is that of all its members",
            "通过主流媒体解读重要政策88篇、发布相关信息219条。",
            ("interpretations_published", 88),
            ("posts_media", 219),
        ),
        case(
            "what was examined is the object of the publishing",
            "在网站公开年度检查清单、抽检结果等信息16条。",
            ("posts_website", 16),
        ),
        case(
            "the year in the name of a report is no time of the number",
            "2022年公开机构职能2条、工作动态7条、2021年信息公开年报1条。",
            ("items_overview", 2),
            ("items_news", 7),
            ("items_other_category", 1),
        ),
        case(
            "a number that moved on to another is the one of before",
            "网站点击量由250万次上升到475万次。",
            (None, 2_500_000),
            ("website_visits", 4_750_000),
        ),
        case(
            "a list of kinds goes on behind a stop",
            "主动公开信息60条，其中政务动态35条，占58%，领导信息4条，占7%。政策文件1条，占2%，财政预决算4条，占7%。",
            ("items_disclosed", 60),
            ("items_news", 35),
            ("items_overview", 4),
            ("documents_disclosed", 1),
            ("items_budget", 4),
        ),
        case(
            "one number for several kinds of content",
            "主动公开信息30条，其中公开指南、公开制度各3条，工作动态24条。",
            ("items_disclosed", 30),
            ("items_other_category", 3),
            ("items_other_category", 3),
            ("items_news", 24),
        ),
        case(
            "one negation and several verbs",
            "全年未制发、废止行政规范性文件。",
            ("normative_documents_issued", 0),
            ("normative_documents_repealed", 0),
        ),
        case(
            "a last object with 有关的 leaves those before it denied",
            "全年未发生行政复议案、行政诉讼案和有关的申诉案。",
            ("reconsiderations", 0),
            ("litigations", 0),
            ("complaints", 0),
        ),
        case(
            "a negation that the segmenter takes for a part of a word",
            "2024年我镇无政府信息依申请公开办理情况。",
            ("requests_received", 0),
        ),
        case(
            "the public at large is no kind of applicant",
            "累计办理公民、法人或其他组织通过网站提出的依申请公开事项13件，均已办结。",
            ("requests_received", 13),
        ),
        case(
            "a part of a total by its year",
            "门户网站累计访问量468万人次，其中2009年度146万人次。",
            ("website_visits", 4_680_000),
            ("website_visits", 1_460_000),
        ),
        case(
            "the column that is named for a kind of content",
            "主动公开政府信息，公告公示栏目发布信息13条，财政预决算栏目发布信息2条。",
            ("items_notices", 13),
            ("items_budget", 2),
        ),
        case(
            "其中 goes on with what was published, not with how often it was looked at",
            "通过政府网站推送政务信息247条，累计浏览量达38112次。其中，更新财政资金信息44条，公共资源交易信息37条。",
            ("posts_website", 247),
            ("website_visits", 38_112),
            ("items_budget", 44),
            ("items_other_category", 37),
        ),
        case(
            "another matter behind a semicolon ends the breakdown",
            "网站公开信息60条，其中动态类信息29条，公示类信息8条；县长信箱办理群众来件18件，公开答复7件。",
            ("posts_website", 60),
            ("items_news", 29),
            ("items_notices", 8),
            ("messages_completed", 18),
            (None, 7),
        ),
        case(
            "the noun behind 等 is the kind of a whole list",
            "网站公开信息60条，其中动态类信息29条，预算决算、机关职能、招考录用等其他信息31条。",
            ("posts_website", 60),
            ("items_news", 29),
            ("items_other_category", 31),
        ),
        case(
            "documents that were issued and are published",
            "网站公开信息60条，其中公开以县政府名义印发的文件17件。",
            ("posts_website", 60),
            ("documents_disclosed", 17),
        ),
        case(
            "a list that ends with 等…信息 is no single kind of it",
            "主动公开机构职能、动态要闻、建议提案办理、行政许可等城市管理领域信息总计618条。",
            ("items_disclosed", 618),
        ),
        case(
            "the number of kinds does not part the verb from the documents",
            "全年公开7类政策文件229件。",
            (None, 7),
            ("documents_disclosed", 229),
        ),
        case(
            "the account that was counted is the one that publishes",
            "政务新媒体公开信息592条，其中开设政务微信1个、公开信息396条，开设政务微博1个、公开信息196条。",
            ("posts_new_media", 592),
            (None, 1),
            ("posts_wechat", 396),
            (None, 1),
            ("posts_weibo", 196),
        ),
        case(
            "a verb that qualifies what is published",
            "通过政府门户网站发布权威回应信息350条。",
            ("posts_website", 350),
        ),
        case(
            "线上 before a number is no 上",
            "收到申请30件，其中线上22件、信函8件。",
            ("requests_received", 30),
            ("requests_received_online", 22),
            ("requests_received_letter", 8),
        ),
        case(
            "interpretations in many forms are interpretations, the part in one form is not",
            "通过图片、图表、视频等多种形式开展政策解读11篇，其中图解4篇。",
            ("interpretations_published", 11),
            ("interpretations_multimedia", 4),
        ),
        case(
            "the rest of a total is told of its channel",
            "主动公开信息46条，其中门户网站公开25条，微信等新媒体发布9条，其余在公开栏张贴12条。",
            ("items_disclosed", 46),
            ("posts_website", 25),
            ("posts_new_media", 9),
            ("posts_notice_board", 12),
        ),
        case(
            "lines of a list, each a label and its number, are one list",
            "公开情况\n（1）概况信息：6条\n（2）规划计划：4条\n（3）人事信息：3条\n（4）工作动态：133条\n总计：146条",
            ("items_overview", 6),
            ("items_plans", 4),
            ("items_personnel", 3),
            ("items_news", 133),
            ("items_disclosed", 146),
        ),
        case(
            "a word before a colon is the label of the number behind it",
            "网站：150条　公报：0条　微博：36条",
            ("posts_website", 150),
            ("posts_gazette", 0),
            ("posts_weibo", 36),
        ),
        case(
            "a list of key areas is told of them, whatever the channel",
            "通过网站公开教育、医疗等重点领域信息67条，公开党务、财务信息30条。",
            ("items_key_areas", 67),
            ("items_disclosed", 30),
        ),
        case(
            "several objects of one kind are that kind",
            "及时更新机构设置、领导信息11条。",
            ("items_overview", 11),
        ),
        case(
            "what has a kind of its own is not the total",
            "公开水质监测信息52条。公开本局有关政务信息80条。",
            ("items_other_category", 52),
            ("items_disclosed", 80),
        ),
        case(
            "channels listed with other ways are several; what is listed says nothing of what was published",
            "通过政府网站、政务热线等多渠道公开信息540条。通过网站、公众号等渠道公开信息90条。",
            ("items_disclosed", 540),
            ("items_disclosed", 90),
        ),
        case(
            "kinds of organs share a total, one organ of many does not",
            "全县收到申请51件，其中县直部门30件、县教育局9件。",
            ("requests_received", 51),
            ("requests_received", 30),
            (None, 9),
        ),
        case(
            "the year of an opening is not that of the count",
            "自2012年开通以来，公众号累计推送信息2340条，其中2019年388条。",
            ("posts_wechat", 2340),
            ("posts_wechat", 388),
        ),
        case(
            "planned, done in the end, and still to come",
            "原计划召开会议4次，实际召开3次。明年力争公开信息500条，新增解读20篇。",
            (None, 4),
            ("meetings_held", 3),
            (None, 500),
            (None, 20),
        ),
        case(
            "a number alone in brackets belongs to the word before them",
            "收到申请17件，其中法人（6件）和个人（11件）。",
            ("requests_received", 17),
            ("requests_received_organisation", 6),
            ("requests_received_natural_person", 11),
        ),
        case(
            "years from one to another",
            "2017年至2019年分别收到申请5件、9件和12件。",
            (None, 5),
            (None, 9),
            ("requests_received", 12),
        ),
        case(
            "decisions that were put on show are no notices",
            "2022年行政许可17件，已公示17件。行政处罚2件，已公示2件。",
            ("licensing_decisions", 17),
            (None, 17),
            ("penalty_decisions", 2),
            (None, 2),
        ),
        case(
            "a code ends where Chinese begins",
            "制作H5解读12个，政策文件公开7件，镇党委发文26件、镇政府发文31件。",
            ("interpretations_multimedia", 12),
            ("documents_disclosed", 7),
            ("documents_issued_party", 26),
            ("documents_issued_government", 31),
        ),
        case(
            "slogans that end with a number count nothing",
            "广泛宣传解读“促消费20条”等政策，发布解读信息6篇。",
            ("interpretations_published", 6),
        ),
        case(
            "a telephone is counted where a unit follows",
            "受理咨询电话5130个，电话：8342217。",
            ("inquiries_received", 5130),
        ),
    ],
)
def test_what_belongs_to_which_number(text, expected):
    assert sorted(named(text), key=str) == sorted(expected, key=str)


def test_online_does_not_make_a_number_approximate():
    (figure,) = read_figures("公民线上22件申请均已办结。", 1, load_lexicon())

    assert figure.approximate is False
