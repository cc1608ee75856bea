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
