"""Lines that may be the title: among the words of a page around them, above a table, or in the first sentences."""

import pytest

from extractors.drafting.title_lines import find_titles
from extractors.model.document import Block, Document, Origin, Paragraph, Table
from extractors.model.labels import Folding
from extractors.model.landmarks import Landmarks, TitleMarks

LANDMARKS = Landmarks(
    folding=Folding({ord("報"): "报", ord("開"): "开"}, (), "一二三四五六七八九十"),
    chapters=(),
    tables=(),
    title=TitleMarks(
        subjects=("政府信息公开", "信息公开"),
        kinds=("年度报告", "年报"),
        not_kinds=("指南", "通知"),
        not_part_ends=("文件", "号", "日", "正文"),
        frame=("首页", "登录", "无障碍"),
        announcing=("公布", "编制", "现将"),
        not_announced=("通知", "格式"),
    ),
)
TITLE = "望楼县财政局2031年政府信息公开工作年度报告"


def titles_of(*lines: str | Table) -> list[tuple[str, str]]:
    blocks: list[Block] = [Paragraph(b, Origin(block=i)) if isinstance(b, str) else b for i, b in enumerate(lines)]
    found = find_titles(Document("0" * 64, "text/plain", "x.txt", tuple(blocks), ()), LANDMARKS)
    return [(line.text, line.source) for line in found]


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("登录 注册", id="a word of the frame"),
        pytest.param("政府信息公开", id="the name of the column"),
        pytest.param("首页 > 政府信息公开 > 年报", id="the way to the page"),
        pytest.param("首页 / 政府信息公开 / 2031年", id="the way to the page, with strokes"),
    ],
)
def test_words_of_the_page_around_it_are_no_part_of_a_title(above):
    assert titles_of(above, TITLE) == [(TITLE, "body")]


def test_a_title_with_the_line_above_it_comes_before_the_title_alone():
    assert titles_of("望楼县", TITLE) == [(f"望楼县{TITLE}", "body"), (TITLE, "body")]


def test_a_line_may_end_in_the_year():
    assert titles_of("望楼县财政局2031", "政府信息公开工作年度报告")[0] == (
        "望楼县财政局2031政府信息公开工作年度报告",
        "body",
    )


def test_the_way_to_the_page_may_end_in_its_title_and_comes_after_a_title_of_its_own():
    trail = f"您的位置：首页 > 信息公开年报 > {TITLE}"

    assert titles_of(trail) == [(TITLE, "body")]
    assert titles_of("首页 > 街道信息公开年报 > 正文", TITLE) == [(TITLE, "body"), ("街道信息公开年报", "body")]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        pytest.param(f"根据《条例》规定，现公布{TITLE}。本报告由六个部分组成。", TITLE, id="in the middle"),
        pytest.param(f"根据规定，编制了《{TITLE}》，{'现予公开，' * 10}报告如下。", TITLE, id="in angle quotes"),
        pytest.param(
            "现将望楼镇2031年度政府信息公开工作年度报告公布如下。", "望楼镇2031年度政府信息公开工作年度报告", id="first"
        ),
        pytest.param(
            "现公布2031年政府信息公开工作年報。", "2031年政府信息公开工作年報", id="as printed, without a name"
        ),
    ],
)
def test_the_first_sentences_may_announce_the_title(sentence, title):
    assert titles_of(sentence) == [(title, "sentence")]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ("按照《关于做好2031年政府信息公开工作年度报告的通知》要求，报告如下。",), id="a letter that is cited"
        ),
        pytest.param(("依据《政府信息公开工作年度报告格式》编制。",), id="the form"),
        pytest.param(
            ("关于报送信息公开年报的通知", "请各单位按时公布2031年政府信息公开工作年度报告。"),
            id="such a letter itself",
        ),
    ],
)
def test_a_title_that_is_only_spoken_of_is_none(lines):
    assert [source for _, source in titles_of(*lines) if source == "sentence"] == []


def test_a_sentence_counts_only_where_no_title_names_issuer_and_year():
    sentence = "现公布望楼县2030年政府信息公开工作年度报告。"

    assert titles_of(TITLE, sentence) == [(TITLE, "body")]
    assert titles_of("政府信息公开工作年度报告", sentence) == [
        ("政府信息公开工作年度报告", "body"),
        ("望楼县2030年政府信息公开工作年度报告", "sentence"),
    ]


def test_a_sentence_that_cites_the_law_is_no_title():
    text = "根据《政府信息公开条例》和工作年度报告的要求编制本报告" + "，按时按质完成各项工作" * 8 + "。"

    assert titles_of(text) == []


def test_the_way_to_the_page_is_joined_to_no_title():
    assert titles_of("首页 > 政务 > 年报", "望楼县2031年政府信息公开", "年度报告")[0] == (
        "望楼县2031年政府信息公开年度报告",
        "body",
    )


def test_all_lines_above_the_first_sentence_are_looked_at():
    frame = ["配色", "辅助线", "重置", "微信 |"] * 4

    assert titles_of(*frame, TITLE, "本机关认真贯彻条例，公开信息，回应关切，取得成效。") == [(TITLE, "body")]
    assert titles_of("本机关认真贯彻条例，公开信息，回应关切，取得成效。", *frame, TITLE) == []


def test_a_quoted_title_that_lines_tear_is_none():
    lines = [
        "正文",
        "2031年望楼县财政局政府信息公开",
        "工作年度报告",
        "定》和《关于印发政府信息公开工作年度报告",
        "格式的通知》的要求",
    ]

    assert titles_of(*lines) == [("2031年望楼县财政局政府信息公开工作年度报告", "body")]
