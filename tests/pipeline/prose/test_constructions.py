"""How a sentence is built: what belongs to which number. All sentences, places and numbers are made up."""

import pytest
from sentences import case_in_order, figures, in_order


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case_in_order(
            "the press before a platform of its own",
            "市融媒体中心客户端发布信息310条。",
            ("posts_other_platform", 310),
        ),
        case_in_order(
            "those who are trained stand right behind the measure word, and make no other word with it",
            "举办培训班1期，90人参训。",
            ("trainings_held", 1),
            ("trainees", 90),
        ),
        case_in_order(
            "eleven in words ends with a one that begins no once-only",
            "召开政务公开会议十一次。",
            ("meetings_held", 11),
        ),
        case_in_order(
            "what is handled on is carried over",
            "新收到申请30件，办结26件，转到下年继续办理4件。",
            ("requests_received", 30),
            ("requests_completed", 26),
            ("requests_carried_out", 4),
        ),
        case_in_order(
            "there is none because of",
            "不存在因政府信息公开引起的行政复议、行政诉讼。",
            ("reconsiderations", 0),
            ("litigations", 0),
        ),
        case_in_order(
            "parts of documents that were made are no outcomes of the requests told before",
            "收到申请2件。全年公文类信息36条，其中公开31条、不予公开5条。",
            ("requests_received", 2),
            (None, 36),
            ("items_disclosed", 31),
            (None, 5),
        ),
        case_in_order(
            "who is asked to say more has no outcome yet",
            "共收到信息公开申请10件，其中3件因申请内容不明确告知补正。",
            ("requests_received", 10),
            (None, 3),
        ),
        case_in_order(
            "bodies that are concerned are not published",
            "公开财政预决算信息2条，涉及部门56个。",
            ("items_budget", 2),
            (None, 56),
        ),
        case_in_order(
            "who asks for the entries of a register makes no request for disclosure",
            "收到不动产登记资料查询申请320件。",
            (None, 320),
        ),
        case_in_order(
            "requests that were handled are not carried over",
            "在办理的15件依申请公开中，自然人申请13件。",
            ("requests_completed", 15),
            ("requests_received_natural_person", 13),
        ),
        case_in_order(
            "requests that were done in time are not those that came in",
            "共收到申请21件，按期办结申请20件，延期办结1件。",
            ("requests_received", 21),
            (None, 20),
            (None, 1),
        ),
        case_in_order(
            "and are all that were done where none was late",
            "按期办结申请20件。",
            ("requests_completed", 20),
        ),
        case_in_order(
            "of lawsuits of all kinds those about disclosure count",
            "全年有行政诉讼案件7件，其中信息公开案件1件。",
            (None, 7),
            ("litigations", 1),
        ),
        case_in_order(
            "documents that are published",
            "全年公开文件15件。",
            ("documents_disclosed", 15),
        ),
        case_in_order(
            "all of them are published",
            "7件行政规范性文件全部按时公开。",
            ("normative_documents_disclosed", 7),
        ),
        case_in_order(
            "the subjects stand in the sentence before",
            "对外公开的渠道有门户网站、微博、公众号。全年分别发布21条、8条、34条。",
            ("posts_website", 21),
            ("posts_weibo", 8),
            ("posts_wechat", 34),
        ),
        case_in_order(
            "a year that is only compared with is no time of the number",
            "2024年公开信息80条，较2023年多发7条；门户网站发布61条。",
            ("items_disclosed", 80),
            ("posts_website", 61),
        ),
        case_in_order(
            "documents sent out in the name of an organ, and how many of them are public",
            "行政规范性文件现行有效4件；以局名义印发31件，主动公开17件。",
            ("normative_documents_in_force", 4),
            ("documents_issued_government", 31),
            ("documents_disclosed", 17),
        ),
        case_in_order(
            "what was to be done is not what was done",
            "全年收到申请30件，共需办理33件，办结31件。",
            ("requests_received", 30),
            (None, 33),
            ("requests_completed", 31),
        ),
        case_in_order(
            "a government's regulations beside its gazette",
            "市政府公报刊载文件40件；市政府发布规章2件。",
            ("posts_gazette", 40),
            ("regulations_disclosed", 2),
        ),
        case_in_order(
            "a second 分别 goes by the years of the first",
            "2022年、2023年分别收到申请8件、13件，分别办结7件、12件。",
            (None, 8),
            ("requests_received", 13),
            (None, 7),
            ("requests_completed", 12),
        ),
        case_in_order(
            "none carried over from last year, not to the next",
            "本年未收到公开申请，上年也无结转。",
            ("requests_received", 0),
            ("requests_carried_in", 0),
        ),
        case_in_order(
            "letters by which requests came are no messages",
            "收到申请12件，包括信件7件、当面递交5件。",
            ("requests_received", 12),
            ("requests_received_letter", 7),
            ("requests_received_in_person", 5),
        ),
        case_in_order(
            "windows of a service centre are no published items",
            "公开招考信息3条，政务服务中心设窗口18个，受理办件940件。",
            ("items_personnel", 3),
            (None, 18),
            ("service_matters_handled", 940),
        ),
        case_in_order(
            "no other fee is none for requests",
            "全年未收取行政事业性收费。",
        ),
        case_in_order(
            "of so many, so many",
            "全年16篇解读中图文解读5篇。",
            ("interpretations_published", 16),
            ("interpretations_multimedia", 5),
        ),
        case_in_order(
            "an exception is no count of its own",
            "办理人大代表建议5件、政协提案4件，合计9件，除不宜公开的1件外均已上网。",
            ("proposals_people_congress", 5),
            ("proposals_cppcc", 4),
            ("proposals_all", 9),
            (None, 1),
        ),
        case_in_order(
            "已经 holds no 经 that would end the phrase",
            "共收到11件信息公开申请，其中9件已经按规定答复。",
            ("requests_received", 11),
            ("requests_completed", 9),
        ),
        case_in_order(
            "question marks that stand for lost blanks end no sentence",
            "通过政府网站发布信息共?1290条?，制作政策解读?6份?。",
            ("posts_website", 1290),
            ("interpretations_published", 6),
        ),
        case_in_order(
            "what was examined is the object of the publishing",
            "在网站公开年度检查清单、抽检结果等信息16条。",
            ("posts_website", 16),
        ),
        case_in_order(
            "the year in the name of a report is no time of the number",
            "2022年公开机构职能2条、工作动态7条、2021年信息公开年报1条。",
            ("items_overview", 2),
            ("items_news", 7),
            ("items_other_category", 1),
        ),
        case_in_order(
            "a number that moved on to another is the one of before",
            "网站点击量由250万次上升到475万次。",
            (None, 2_500_000),
            ("website_visits", 4_750_000),
        ),
        case_in_order(
            "one negation and several verbs",
            "全年未制发、废止行政规范性文件。",
            ("normative_documents_issued", 0),
            ("normative_documents_repealed", 0),
        ),
        case_in_order(
            "a last object with 有关的 leaves those before it denied",
            "全年未发生行政复议案、行政诉讼案和有关的申诉案。",
            ("reconsiderations", 0),
            ("litigations", 0),
            ("complaints", 0),
        ),
        case_in_order(
            "a negation that the segmenter takes for a part of a word",
            "2024年我镇无政府信息依申请公开办理情况。",
            ("requests_received", 0),
        ),
        case_in_order(
            "a part of a total by its year",
            "门户网站累计访问量468万人次，其中2009年度146万人次。",
            ("website_visits", 4_680_000),
            ("website_visits", 1_460_000),
        ),
        case_in_order(
            "documents that were issued and are published",
            "网站公开信息60条，其中公开以县政府名义印发的文件17件。",
            ("posts_website", 60),
            ("documents_disclosed", 17),
        ),
        case_in_order(
            "a verb that qualifies what is published",
            "通过政府门户网站发布权威回应信息350条。",
            ("posts_website", 350),
        ),
        case_in_order(
            "线上 before a number is no 上",
            "收到申请30件，其中线上22件、信函8件。",
            ("requests_received", 30),
            ("requests_received_online", 22),
            ("requests_received_letter", 8),
        ),
        case_in_order(
            "interpretations in many forms are interpretations, the part in one form is not",
            "通过图片、图表、视频等多种形式开展政策解读11篇，其中图解4篇。",
            ("interpretations_published", 11),
            ("interpretations_multimedia", 4),
        ),
        case_in_order(
            "the year of an opening is not that of the count",
            "自2012年开通以来，公众号累计推送信息2340条，其中2019年388条。",
            ("posts_wechat", 2340),
            ("posts_wechat", 388),
        ),
        case_in_order(
            "planned, done in the end, and still to come",
            "原计划召开会议4次，实际召开3次。明年力争公开信息500条，新增解读20篇。",
            (None, 4),
            ("meetings_held", 3),
            (None, 500),
            (None, 20),
        ),
        case_in_order(
            "a number alone in brackets belongs to the word before them",
            "收到申请17件，其中法人（6件）和个人（11件）。",
            ("requests_received", 17),
            ("requests_received_organisation", 6),
            ("requests_received_natural_person", 11),
        ),
        case_in_order(
            "years from one to another",
            "2017年至2019年分别收到申请5件、9件和12件。",
            (None, 5),
            (None, 9),
            ("requests_received", 12),
        ),
        case_in_order(
            "decisions that were put on show are no notices",
            "2022年行政许可17件，已公示17件。行政处罚2件，已公示2件。",
            ("licensing_decisions", 17),
            (None, 17),
            ("penalty_decisions", 2),
            (None, 2),
        ),
        case_in_order(
            "a code ends where Chinese begins",
            "制作H5解读12个，政策文件公开7件，镇党委发文26件、镇政府发文31件。",
            ("interpretations_multimedia", 12),
            ("documents_disclosed", 7),
            ("documents_issued_party", 26),
            ("documents_issued_government", 31),
        ),
        case_in_order(
            "slogans that end with a number count nothing",
            "广泛宣传解读“促消费20条”等政策，发布解读信息6篇。",
            ("interpretations_published", 6),
        ),
        case_in_order(
            "a telephone is counted where a unit follows",
            "受理咨询电话5130个，电话：8342217。",
            ("inquiries_received", 5130),
        ),
    ],
)
def test_what_belongs_to_which_number(text, expected):
    assert in_order(text) == expected


def test_online_does_not_make_a_number_approximate():
    (figure,) = figures("公民线上22件申请均已办结。")

    assert figure.approximate is False
