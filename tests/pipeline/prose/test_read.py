"""Sentences: what counts nothing, statements of none, scope and period, and what is kept of a figure.

All sentences, places and numbers are made up.
"""

from decimal import Decimal

import pytest
from sentences import figures, named

from pipeline.prose.read import figure_as_json, read_figures
from pipeline.prose.words.lexicon import load_lexicon


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("按照《条例》第二十条、第二十七条规定公开。", id="articles"),
        pytest.param("印发〔2024〕15号文件，国务院令第711号。", id="document and order numbers"),
        pytest.param("2024年1月1日至2024年12月31日，2025-01-23 10:07。", id="dates and times"),
        pytest.param("二○一二年三月五日公布。", id="a date in Chinese signs"),
        pytest.param("联系电话：0371-12345678，邮编450000。", id="telephone and postcode"),
        pytest.param("同比增长15.3%，较上年增加12件，比上年多340条，同比分别减少1件和2件。", id="changes"),
        pytest.param("每季度开展1次检查，每月至少发布3至5条，全年不少于2次。", id="rates and duties"),
        pytest.param("严格执行“三审三校”和“三重一大”，打造“一网通办”。", id="names made with numbers"),
        pytest.param("在20个工作日内答复，24小时值守，开通12345热线。", id="times and the hotline's name"),
        pytest.param("每10件申请中约有4件涉及征地。每百件答复中仅1件被纠正。", id="so many of every ten"),
        pytest.param("收费标准为：复印每页0.3元，光盘每张10元。", id="prices"),
        pytest.param("在全市排名第3，位列前10名，获三等奖。", id="ranks"),
        pytest.param("统一发布，进一步规范，一般性工作，三明市，四川省。", id="numerals inside words"),
        pytest.param("播放量破亿，四成以上为视频，占比超七成。", id="sizes and shares"),
        pytest.param("浏览次数：356次 打印 关闭\n点击数：1562", id="counters of the web page"),
        pytest.param(
            "一、新收政府信息公开申请数量230 000023\n二、"
            "上年结转数量0000000\n3.没有现成信息另行制作0000000（四）不予处理0\n结转下年度0",
            id="what is left of a table without borders",
        ),
        pytest.param(
            "三、本年度办理结果（一）予以公开7000007（二）部分公开0000000（三）不予公开5000005（四）无法提供",
            id="cells of a table before the marks of its rows",
        ),
        pytest.param("收到政府信息公开申请1\ufffd件，答复\ufffd2件。", id="numbers with a digit that is not known"),
        pytest.param("一是健全机制，二是强化监督。（三）平台建设。", id="numbers of a list"),
    ],
)
def test_these_numbers_count_nothing(text):
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "expected", "raw"),
    [
        pytest.param(
            "全年未收到政府信息公开申请。", {"requests_received": [0]}, "未收到政府信息公开申请", id="not received"
        ),
        pytest.param("依申请公开：无。", {"requests_received": [0]}, "依申请公开：无", id="a label and none"),
        pytest.param(
            "未发生因政府信息公开申请引发的行政复议、行政诉讼。",
            {"reconsiderations": [0], "litigations": [0]},
            "未发生因政府信息公开申请引发的行政复议、行政诉讼",
            id="two objects of one negation, and a cause that is none",
        ),
        pytest.param(
            "没有收到一例关于政府信息公开的举报。",
            {"complaints": [0]},
            "没有收到一例关于政府信息公开的举报",
            id="not a single case",
        ),
        pytest.param("没有收取任何费用。", {"fee_request_processing_cny": [0]}, "没有收取任何费用", id="no fee"),
        pytest.param("行政诉讼均未发生。", {"litigations": [0]}, "行政诉讼均未发生", id="the negation last"),
        pytest.param(
            "全年无人申请公开政府信息。", {"requests_received": [0]}, "无人申请公开政府信息", id="nobody asked"
        ),
        pytest.param(
            "无不予公开、无法提供的情形。",
            {"outcome_denied": [0], "outcome_unable": [0]},
            "无不予公开、无法提供的情形",
            id="outcomes that are themselves negative",
        ),
        pytest.param(
            "不予处理的情形没有出现。",
            {"outcome_unprocessed": [0]},
            "不予处理的情形没有出现",
            id="an outcome that did not occur",
        ),
        pytest.param(
            "没有一件以信函形式提出。",
            {"requests_received_letter": [0]},
            "没有一件以信函形式提出",
            id="not one by letter",
        ),
        pytest.param(
            "未制发行政规范性文件。", {"normative_documents_issued": [0]}, "未制发行政规范性文件", id="not made"
        ),
        pytest.param(
            "本年度废止规范性文件数量为零。",
            {"normative_documents_repealed": [0]},
            "废止规范性文件数量为零",
            id="none repealed says nothing of those made",
        ),
        pytest.param(
            "规范性文件制定、废止均为零。",
            {"normative_documents_issued": [0], "normative_documents_repealed": [0]},
            "规范性文件制定、废止均为零",
            id="none made and none repealed",
        ),
        pytest.param(
            "行政规范性文件：制发为零。",
            {"normative_documents_issued": [0]},
            "行政规范性文件：制发为零",
            id="the object before a colon",
        ),
        pytest.param("诉讼——无。", {"litigations": [0]}, "诉讼——无", id="a dash and a word of none"),
        pytest.param(
            "因此不存在行政复议、行政诉讼情况。",
            {"reconsiderations": [0], "litigations": [0]},
            "不存在行政复议、行政诉讼情况",
            id="none behind a word of cause",
        ),
        pytest.param(
            "至于申请公开，今年一件也没有收到。",
            {"requests_received": [0]},
            "申请公开，今年一件也没有收到",
            id="not even one of what the clause before names",
        ),
        pytest.param(
            "行政诉讼一例也未发生。",
            {"litigations": [0]},
            "行政诉讼一例也未发生",
            id="not even one of what stands before",
        ),
        pytest.param("不存在收费情况。", {"fee_request_processing_cny": [0]}, "不存在收费情况", id="there is no fee"),
    ],
)
def test_a_statement_of_none_is_a_zero(text, expected, raw):
    found = figures(text)

    assert named(text) == expected
    assert {figure.raw for figure in found} == {raw}
    assert {figure.unit for figure in found} == {""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "行政复议（无）、行政诉讼（无）。", {"reconsiderations": [0], "litigations": [0]}, id="each in its brackets"
        ),
        pytest.param(
            "未制发行政规范性文件，废止行政规范性文件数量为零。",
            {"normative_documents_issued": [0], "normative_documents_repealed": [0]},
            id="none made, and the number of the repealed is none",
        ),
        pytest.param(
            "未制发、未废止行政规范性文件。",
            {"normative_documents_issued": [0], "normative_documents_repealed": [0]},
            id="two negations before one object",
        ),
        pytest.param("没有发生、没有收到行政复议。", {"reconsiderations": [0]}, id="two negations that say the same"),
        pytest.param(
            "行政复议——无；行政诉讼——无；收费：无。",
            {"reconsiderations": [0], "litigations": [0], "fee_request_processing_cny": [0]},
            id="dashes and colons",
        ),
    ],
)
def test_each_of_several_statements_of_none_is_about_its_own_object(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("并非没有申请。", id="a double negation"),
        pytest.param("申请的政府信息不存在，经核查申请内容不存在。", id="what is not there was asked for"),
        pytest.param("因所申请的信息不存在而无法提供的，均书面说明。", id="not there and so not given"),
        pytest.param("对不存在的政府信息依法告知申请人。", id="of what is not there"),
        pytest.param("对申请认真办理，一件也没有办错。公开申请，一件也未超期。", id="not even one went wrong"),
        pytest.param("无法提供的均已说明，推进无障碍建设，无锡市。", id="words that begin like a negation"),
        pytest.param("无人机巡查覆盖全域，群众无不满意见。", id="words that begin like nobody and none not"),
        pytest.param("如未收到申请，应当零报告。", id="a condition"),
        pytest.param("未办结的申请依法延期。", id="not completed is not none"),
    ],
)
def test_these_state_no_none(text):
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "scope", "period"),
    [
        pytest.param("全县各乡镇共主动公开政府信息5600条。", "wider", "year", id="the whole county"),
        pytest.param("根据全市统一部署，公开信息30条。", "own", "year", id="the city only gave the order"),
        pytest.param("全县公开情况良好，我局公开信息230条。", "own", "year", id="the last word of scope decides"),
        pytest.param("全镇公开信息230条。", "own", "year", id="the whole town is the town's own"),
        pytest.param("自公众号开通以来累计发布信息3000条。", "own", "cumulative", id="since the opening"),
        pytest.param("截至12月31日，累计公开信息300条。", "own", "year", id="up to the year's end is the year"),
        pytest.param("现行有效规范性文件15件。", "own", "cumulative", id="a stock"),
        pytest.param("举办全区业务培训班2期。", "own", "year", id="the whole district is only who was trained"),
    ],
)
def test_scope_and_period(text, scope, period):
    (figure,) = figures(text)

    assert (figure.scope, figure.period) == (scope, period)


def test_the_part_of_one_year_behind_a_total_since_an_opening_is_of_the_year():
    found = figures("抖音号上线以来累计发布短视频460个，其中2023年112个。")

    assert [figure.period for figure in found] == ["cumulative", "year"]


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        pytest.param(
            "全市各级行政机关收到申请30件。办结28件。",
            ["wider", "wider"],
            id="the next sentence goes on with the matter",
        ),
        pytest.param(
            "全市各级行政机关收到申请30件。本机关收到5件。", ["wider", "own"], id="a subject of its own ends it"
        ),
        pytest.param("全市收到申请30件。\n办结申请28件。", ["wider", "own"], id="a new paragraph ends it"),
        pytest.param(
            "全市公开信息3000条。局门户网站公开500条。", ["wider", "own"], id="a channel is a subject of its own"
        ),
        pytest.param(
            "公开我区各单位信息80条，通过公众号发布65条。",
            ["wider", "own"],
            id="an object is wider for its number only",
        ),
    ],
)
def test_scope_is_carried_on(text, scopes):
    assert [figure.scope for figure in figures(text) if figure.indicator] == scopes


def test_a_number_broken_by_the_page_is_whole_and_keeps_its_place():
    text = "全年门户网站共更新信息 1\n842 条，办结依申请公开\n27\n件。"

    first, second = figures(text)

    assert (first.value, first.raw, second.value, second.raw) == (Decimal(1842), "1\n842 条", Decimal(27), "27\n件")
    assert [text[f.start : f.end] for f in (first, second)] == [first.raw, second.raw]


def test_traditional_script_is_read_and_stays_as_printed():
    text = "全年主動公開政府信息１２０條，收到信息公開申請３件。"

    first, second = figures(text)

    assert (first.indicator, first.unit, first.raw) == ("items_disclosed", "條", "１２０條")
    assert (second.indicator, second.value) == ("requests_received", Decimal(3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("全年收到申請5件，答覆5件。", {"requests_received": [5], "requests_completed": [5]}, id="答覆"),
        pytest.param("受理政府資訊公開申請3宗。", {"requests_received": [3]}, id="資訊"),
        pytest.param(
            "收到申請8件，其中網路申請6件。", {"requests_received": [8], "requests_received_online": [6]}, id="網路"
        ),
    ],
)
def test_words_that_the_traditional_script_writes_otherwise_are_read(text, expected):
    assert named(text) == expected


def test_words_without_a_number_have_no_value():
    (figure,) = figures("全年召开专题会议数十次。")

    assert (figure.indicator, figure.value, figure.approximate) == ("meetings_held", None, True)


def test_a_count_outside_the_catalogue_is_kept_without_indicator():
    (figure,) = figures("整改失效链接37处。")

    assert (figure.indicator, figure.value, figure.unit) == (None, Decimal(37), "处")


def test_a_repeated_number_is_no_second_count():
    assert named("门户网站发布信息215条，以上215条均经审核。") == {"posts_website": [215]}


def test_every_figure_keeps_its_sentence_and_section():
    (figure,) = read_figures("工作扎实。全年收到申请3件。", 1, load_lexicon())

    assert (figure.sentence, figure.section) == ("全年收到申请3件。", 1)


def test_json_numbers_are_exact():
    (figure,) = figures("收取信息处理费12.50元。")

    shown = figure_as_json(figure)

    assert (shown["value"], shown["indicator"]) == (12.5, "fee_request_processing_cny")
    assert isinstance(figure_as_json(figures("收到申请3件。")[0])["value"], int)


def test_the_seven_figures_of_a_township_report(corpus):
    source = (corpus / "zhulou_2024" / "source.txt").read_text("utf-8")
    start = source.index("一、总体情况")
    text = source[start : source.index("二、主动公开政府信息情况")]

    found = figures(text)

    assert [(f.indicator, int(f.value), f.unit, text[f.start : f.end]) for f in found] == [
        ("posts_wechat", 106, "次", "106 次"),
        ("posts_video", 16, "次", "16 次"),
        ("requests_received", 3, "个", "3 个"),
        ("hotline_tickets_12345", 411, "件", "411 件"),
        ("service_matters_handled", 31357, "件", "31357 件"),
        ("documents_issued_party", 38, "个", "38 个"),
        ("documents_issued_government", 141, "个", "141 个"),
    ]
