"""Chapters are recognised by what their headings say, whatever their number."""

import pytest

from extractors.drafting.chapters import ChapterMark, find_chapters
from extractors.model.document import Block, Cell, Document, Heading, Origin, Paragraph, Table
from extractors.model.labels import Folding

FOLDING = Folding({}, (), "一二三四五六七八九十")
MARKS = (
    ChapterMark("s1_overview", 1, ("总体情况", "概述"), ("总体", "情况")),
    ChapterMark("s2_active_disclosure", 2, ("主动公开政府信息情况",), ("主动公开", "情况")),
    ChapterMark("s3_requests", 3, ("收到和处理政府信息公开申请情况",), ("申请", "处理", "情况")),
    ChapterMark("s4_review_litigation", 4, ("政府信息公开行政复议、行政诉讼情况",), ("复议", "诉讼")),
    ChapterMark("s5_problems", 5, ("存在的主要问题及改进情况",), ("问题", "改")),
    ChapterMark("s6_other", 6, ("其他需要报告的事项",), ("其他", "报告", "事项")),
)
TABLE = Table(((Cell("规章", 0, 0, Origin(table=1, row=0, column=0)),),), Origin(table=1))


def make_document(*blocks: str | Heading | Table) -> Document:
    made: list[Block] = [Paragraph(b, Origin(block=i)) if isinstance(b, str) else b for i, b in enumerate(blocks)]
    return Document("0" * 64, "text/plain", "by-hand.txt", tuple(made))


def chapters_of(*blocks: str | Heading | Table) -> list[tuple[int, str, str]]:
    return [(s.number, s.title, s.text) for s in find_chapters(make_document(*blocks), MARKS, FOLDING)]


def test_prose_between_headings_belongs_to_the_heading_above():
    found = chapters_of(
        "望楼县2024年年度报告", "一、总体情况", "甲。", "乙。", "二、主动公开政府信息情况", TABLE, "丙。"
    )

    assert found == [
        (0, "", "望楼县2024年年度报告"),
        (1, "一、总体情况", "甲。\n乙。"),
        (2, "二、主动公开政府信息情况", "丙。"),
    ]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        pytest.param("一、总体情况", 1, id="as on the form"),
        pytest.param("一 总体情况", 1, id="a number without its stop"),
        pytest.param("一 、 总 体 情 况", 1, id="blanks between all signs"),
        pytest.param("总体情况", 1, id="no number at all"),
        pytest.param("七、总体情况", 1, id="a wrong number"),
        pytest.param("一、概述", 1, id="a declared wording"),
        pytest.param("四、政府信息公开行政法复议、行政诉讼情况", 4, id="a typing error keeps its words"),
        pytest.param("四、行政复议诉讼", 4, id="a short wording keeps its words"),
        pytest.param("五、问题和整改", 5, id="an unknown wording with a number and the right words"),
        pytest.param("l六、其他需要报告的事项", 6, id="a stray letter before the number"),
    ],
)
def test_a_heading_in_any_of_its_prints(heading, number):
    found = chapters_of(heading, "正文。")

    assert found == [(number, heading, "正文。")]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("我们在总体情况较好的基础上继续努力，全年没有发生问题。", id="a sentence with the words"),
        pytest.param("问题和整改", id="an unknown wording without a number"),
        pytest.param("（一）问题和整改", id="a topic of the second level"),
    ],
)
def test_a_line_that_is_no_heading(line):
    assert chapters_of(line, "正文。") == [(0, "", f"{line}\n正文。")]


def test_a_document_without_headings_is_all_preamble():
    assert chapters_of("甲。", "乙。") == [(0, "", "甲。\n乙。")]


def test_a_document_without_prose_has_no_sections():
    assert chapters_of(TABLE) == []
    assert chapters_of() == []


def test_numbers_that_begin_again_at_the_tables_do_not_matter():
    lines = ["一、总体情况", "甲。", "一、主动公开政府信息情况", "二、收到和处理政府信息公开申请情况", "乙。"]

    assert [number for number, _, _ in chapters_of(*lines)] == [1, 2, 3]


def test_a_missing_chapter_leaves_the_others_alone():
    lines = ["一、总体情况", "甲。", "三、收到和处理政府信息公开申请情况", "乙。", "六、其他需要报告的事项", "丙。"]

    assert [(number, text) for number, _, text in chapters_of(*lines)] == [(1, "甲。"), (3, "乙。"), (6, "丙。")]


def test_of_two_headings_the_one_that_keeps_the_order_counts():
    lines = ["（一）主动公开情况", "甲。", "一、总体情况", "乙。", "二、主动公开政府信息情况", "丙。"]

    assert [(number, text) for number, _, text in chapters_of(*lines)] == [
        (0, "（一）主动公开情况\n甲。"),
        (1, "乙。"),
        (2, "丙。"),
    ]


def test_headings_run_into_one_paragraph_are_cut_out():
    text = "现将情况公布如下。一、总体情况本年度平稳有序，各项工作按期完成。六、其他需要报告的事项没有。"
    found = chapters_of(text)

    assert found == [
        (0, "", "现将情况公布如下。"),
        (1, "一、总体情况", "本年度平稳有序，各项工作按期完成。"),
        (6, "六、其他需要报告的事项", "没有。"),
    ]


def test_a_piece_of_a_paragraph_knows_where_it_stood():
    text = "现将情况公布如下，敬请监督并提出宝贵意见和建议。一、总体情况本年度平稳有序，各项工作按期完成，没有延误。"
    overview = find_chapters(make_document(text), MARKS, FOLDING)[1]
    origin = overview.parts[0].origin

    assert text[origin.start : origin.end] == overview.text == "本年度平稳有序，各项工作按期完成，没有延误。"


def test_the_look_of_a_heading_decides_between_two_lines_of_one_wording():
    heading = Heading("总体情况", Origin(block=1))
    found = chapters_of("总体情况", heading, "正文。")

    assert found[-1] == (1, "总体情况", "正文。")
    assert found[0] == (0, "", "总体情况")
