"""Ways of building a sentence that once led astray; all sentences, places and numbers are made up."""

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
            "what stands besides is no exception",
            "除收到公开申请7件外，还收到网民留言22条。",
            ("requests_received", 7),
            ("messages_received", 22),
        ),
        case(
            "a second breakdown of the total after one by channel",
            "公开信息90条，其中网站公开70条，公示栏公开20条。从内容看，河道治理50条，工作动态40条。",
            ("items_disclosed", 90),
            ("posts_website", 70),
            ("posts_notice_board", 20),
            ("items_other_category", 50),
            ("items_news", 40),
        ),
        case(
            "the audience told in a sentence that goes on with what was published",
            "微信公众号推送信息638条。其中，公众号粉丝达1185人。发布政策文件23件。",
            ("posts_wechat", 638),
            ("followers_wechat", 1185),
            ("documents_disclosed", 23),
        ),
        case(
            "columns named in quotation marks",
            "“人事信息”栏目发布8条，“规划计划”栏目发布3条。",
            ("items_personnel", 8),
            ("items_plans", 3),
        ),
        case(
            "documents that were sent out",
            "本年度共发文44件，其中主动公开29件。",
            ("documents_issued_government", 44),
            ("documents_disclosed", 29),
        ),
        case(
            "what is made, repealed, in force and published of one subject before a colon",
            "行政规范性文件：制定3件，废止1件，现行有效20件，公开5件。",
            ("normative_documents_issued", 3),
            ("normative_documents_repealed", 1),
            ("normative_documents_in_force", 20),
            ("normative_documents_disclosed", 5),
        ),
        case(
            "an account in signs",
            "年初结转3件＋当年新收20件＝办结22件＋结转下年1件。",
            ("requests_carried_in", 3),
            ("requests_received", 20),
            ("requests_completed", 22),
            ("requests_carried_out", 1),
        ),
        case(
            "in time and late are parts of the completed",
            "申请办结40件，按时办结37件，延期办结3件。",
            ("requests_completed", 40),
            (None, 37),
            (None, 3),
        ),
        case(
            "instances of lawsuits that may be of any kind",
            "新增一审案件6件、二审案件2件，因政府信息公开引起的行政诉讼共3件。",
            (None, 6),
            (None, 2),
            ("litigations", 3),
        ),
        case(
            "documents printed in the gazette",
            "公报全年刊发市政府文件35件、部门文件12件。",
            ("posts_gazette", 35),
            ("posts_gazette", 12),
        ),
        case(
            "requests that came through a site",
            "受理公开申请9件，通过邮寄收到4件，通过政府网站收到5件。",
            ("requests_received", 9),
            ("requests_received_letter", 4),
            ("requests_received_online", 5),
        ),
        case(
            "opinions that came in are no consultation",
            "开展意见征集6次，收到公众意见31条。",
            ("public_consultations", 6),
            (None, 31),
        ),
        case(
            "kinds of applicants, and the sum of them",
            "收到企业提出申请2件、个人提出申请6件，共8件。",
            ("requests_received_organisation", 2),
            ("requests_received_natural_person", 6),
            ("requests_received", 8),
        ),
        case(
            "visits and letters in which requests came",
            "收到公开申请20件，其中网上12件、来信5件、来访3件。",
            ("requests_received", 20),
            ("requests_received_online", 12),
            ("requests_received_letter", 5),
            ("requests_received_in_person", 3),
        ),
        case(
            "a second kind of letters behind the completed of the first",
            "收到来信30封，办结29封；网民留言16条，办结15条。",
            ("messages_received", 30),
            ("messages_completed", 29),
            ("messages_received", 16),
            ("messages_completed", 15),
        ),
        case(
            "hotlines of others",
            "12366热线人工接听5100通。",
            (None, 5100),
        ),
        case(
            "a mean is no count",
            "各村平均公开48条。",
        ),
        case(
            "downloads are no posts",
            "客户端下载3.2万次。",
            (None, 32_000),
        ),
        case(
            "what a number was brought down to is a count",
            "公开申请由8件减为6件。",
            (None, 8),
            ("requests_received", 6),
        ),
        case(
            "money handed out is a kind of content",
            "公开信息50条，其中补贴发放18条，工作动态32条。",
            ("items_disclosed", 50),
            ("items_other_category", 18),
            ("items_news", 32),
        ),
        case(
            "verbs of one sign in words about requests",
            "（二）依申请公开情况。全年收9件，结7件，转下年2件。",
            ("requests_received", 9),
            ("requests_completed", 7),
            ("requests_carried_out", 2),
        ),
        case(
            "the same behind a title of its own line, side by side",
            "二、依申请公开\n本机关当年共收9件、答9件。\n收到的均为书面申请。",
            ("requests_received", 9),
            ("requests_completed", 9),
        ),
        case(
            "such verbs of other things than requests have no name",
            "（二）依申请公开。收6件，结6件；信访收3件，结2件。\n（三）受理投诉。信访工作：收4件，办4件。",
            ("requests_received", 6),
            ("requests_completed", 6),
            (None, 3),
            (None, 2),
            (None, 4),
            (None, 4),
        ),
        case(
            "such verbs where nothing tells of requests have no name",
            "全年收14件，结13件。",
            (None, 14),
            (None, 13),
        ),
        case(
            "such verbs behind a number of something else",
            "（二）依申请公开。行政复议2件。收5件，结5件。",
            ("reconsiderations", 2),
            (None, 5),
            (None, 5),
        ),
        case(
            "letters that came in, told with the short verb",
            "（二）依申请公开。新收申请3件；镇长信箱收11件，办结10件。",
            ("requests_received", 3),
            ("messages_received", 11),
            ("messages_completed", 10),
        ),
        case(
            "requests that came in, told with the short verb",
            "全年收申请4件，复议——无，诉讼——无。",
            ("requests_received", 4),
            ("reconsiderations", 0),
            ("litigations", 0),
        ),
        case(
            "two kinds that are called so and their sum, without a verb",
            "水利类信息14条，林业类信息8条，合计22条。",
            ("items_other_category", 14),
            ("items_other_category", 8),
            ("items_disclosed", 22),
        ),
        case(
            "such kinds between semicolons, and the sum in a sentence of its own",
            "工作动态类信息70条；通知公告类信息25条。总计95条。",
            ("items_news", 70),
            ("items_notices", 25),
            ("items_disclosed", 95),
        ),
        case(
            "kinds that requests are about are no kinds of content",
            "（二）依申请公开情况。征地类信息14条，拆迁类信息8条。",
            (None, 14),
            (None, 8),
        ),
        case(
            "the title behind the last row of a list is no part of it",
            "主动公开信息如下：\n概况信息：4条\n工作动态：51条\n其他：28条\n依申请公开情况\n全年未收到申请。",
            ("items_overview", 4),
            ("items_news", 51),
            ("items_other_category", 28),
            ("requests_received", 0),
        ),
        case(
            "a number that goes back to one told before is told once",
            "全年办结申请15件。办结的15件申请中，予以公开9件，无法提供6件。",
            ("requests_completed", 15),
            (None, 15),
            ("outcome_granted", 9),
            ("outcome_unable", 6),
        ),
        case(
            "the items of a site told again without it, and what they are",
            "通过网站公开信息89条。公开的89条信息中，工作动态60条，公示公告29条。",
            ("posts_website", 89),
            (None, 89),
            ("items_news", 60),
            ("items_notices", 29),
        ),
        case(
            "the kinds of a number that a word of repeating leads in",
            "门户网站发布信息89条，上述89条信息中，工作动态60条，公示公告29条。",
            ("posts_website", 89),
            (None, 89),
            ("items_news", 60),
            ("items_notices", 29),
        ),
        case(
            "what goes back to nothing told before is told for the first time",
            "受理的30件申请中，已办结28件，结转2件。",
            ("requests_received", 30),
            ("requests_completed", 28),
            ("requests_carried_out", 2),
        ),
        case(
            "another number of the same is no repeat",
            "全县办结申请40件。本局办结的15件申请中，予以公开9件。",
            ("requests_completed", 40),
            ("requests_completed", 15),
            ("outcome_granted", 9),
        ),
        case(
            "in 在办结 nothing is still being handled, and 里 opens a breakdown like 中",
            "共办结申请33件；在办结的33件里，公开20件，不予公开13件。",
            ("requests_completed", 33),
            (None, 33),
            ("outcome_granted", 20),
            ("outcome_denied", 13),
        ),
    ],
)
def test_every_number_has_its_own_name(text, expected):
    assert sorted(named(text), key=str) == sorted(expected, key=str)
