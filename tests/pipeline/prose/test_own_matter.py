"""Numbers that a neighbour's matter must not draw away. All sentences, places and numbers are made up."""

import pytest
from sentences import case_in_order, in_order

from pipeline.prose.words.accounts import AccountFinder
from pipeline.prose.words.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case_in_order(
            "accounts that the clause before counts share the numbers",
            "开通微博1个、公众号2个，分别发布信息31条、84条。",
            (None, 1),
            (None, 2),
            ("posts_weibo", 31),
            ("posts_wechat", 84),
        ),
        case_in_order(
            "numbers told respectively of nothing that is said have no name",
            "我镇分别公开信息31条、84条。",
            (None, 31),
            (None, 84),
        ),
        case_in_order(
            "verbs of several subjects are not those of one that has none",
            "制发规范性文件、废止规范性文件和现行有效规范性文件分别为4件、2件、37件。",
            ("normative_documents_issued", 4),
            ("normative_documents_repealed", 2),
            ("normative_documents_in_force", 37),
        ),
        case_in_order(
            "the joint of a list inside a word joins nothing",
            "收取信息处理费40元，涉及3件申请。",
            ("fee_request_processing_cny", 40),
            (None, 3),
        ),
        case_in_order(
            "requests end the breakdown of what was published",
            "公开信息300条，其中工作动态120条；收到申请9件，其中自然人7件，其他2件。",
            ("items_disclosed", 300),
            ("items_news", 120),
            ("requests_received", 9),
            ("requests_received_natural_person", 7),
            (None, 2),
        ),
        case_in_order(
            "papers behind a breakdown of requests are no requests granted",
            "收到申请9件，其中信函3件，更新各类文件33件。",
            ("requests_received", 9),
            ("requests_received_letter", 3),
            ("documents_disclosed", 33),
        ),
        case_in_order(
            "requests completed behind messages are no messages",
            "受理网友留言12条。收到申请9件，办结8件。",
            ("messages_received", 12),
            ("requests_received", 9),
            ("requests_completed", 8),
        ),
        case_in_order(
            "circulars behind normative papers are none of these",
            "公开规范性文件8件，下发季度通报4份。",
            ("normative_documents_disclosed", 8),
            ("inspections", 4),
        ),
        case_in_order(
            "followers of a video account are no videos",
            "“云岭发布”抖音号粉丝3万人。",
            (None, 30_000),
        ),
        case_in_order(
            "papers marked for publication are no requests granted",
            "全年发文60件，属于主动公开的42件，不予公开的18件。",
            ("documents_issued_government", 60),
            ("documents_disclosed", 42),
            (None, 18),
        ),
        case_in_order(
            "the number of a session is no count",
            "市十五届人大三次会议交办建议14件。",
            ("proposals_people_congress", 14),
        ),
        case_in_order(
            "a name that begins with a number word is no number",
            "百家号发布信息88篇。",
            ("posts_other_platform", 88),
        ),
        case_in_order(
            "a newspaper named between the marks of a title",
            "在《清河日报》刊登稿件6篇。",
            ("posts_media", 6),
        ),
        case_in_order(
            "what is left for next year is not completed",
            "收到申请9件，办结7件，其余2件留待下年办理。",
            ("requests_received", 9),
            ("requests_completed", 7),
            ("requests_carried_out", 2),
        ),
        case_in_order(
            "the number of now behind that of before, both without a unit",
            "微信公众号订阅数由年初的1.2万增至1.9万。",
            ("followers_wechat", 19_000),
        ),
        case_in_order(
            "ways of asking are parts of the sum behind them",
            "接受现场咨询30人次、电话咨询50人次，共计80人次。",
            (None, 30),
            (None, 50),
            ("inquiries_received", 80),
        ),
        case_in_order(
            "the whole year hides no yearly report",
            "全年报刊刊登稿件12篇。",
            ("posts_media", 12),
        ),
    ],
)
def test_numbers_keep_to_their_own_matter(text, expected):
    assert in_order(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("“健康清河”微信公众号", ["“健康清河"], id="before its channel"),
        pytest.param("微信公众号“健康清河”", ["“健康清河"], id="behind its channel"),
        pytest.param("“健康清河”官方微信", ["“健康清河"], id="with a word between"),
        pytest.param("“甲”微信“乙”", ["“甲"], id="a channel belongs to one name alone"),
        pytest.param("“健康清河”活动", [], id="no channel beside it"),
    ],
)
def test_names_of_accounts_stand_beside_their_channel(text, names):
    found = load_lexicon().accounts.find(text)

    assert [text[slice(*span)] for span in found] == names


def test_the_longest_channel_is_passed_over():
    finder = AccountFinder(["微信", "微信公众号"], [])

    assert finder.find("“甲”微信公众号“乙”") == [(0, 2)]
    assert finder.find("“甲”微信，微信“乙”") == [(0, 2), (8, 10)]
