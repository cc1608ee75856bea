import json

import pytest

from extractors.formats.decode import decode_text, tidy_line
from extractors.formats.text.reader import read_text
from extractors.grids.grid import is_printed
from extractors.model.document import Heading, Table, Unreadable
from extractors.model.source import SourceDocument

LINE = "2031年，本机关主动公开信息12条，其中规范性文件3件。"


def read(text: str, encoding: str = "utf-8"):
    return read_text(SourceDocument(text.encode(encoding), "page.txt"))


def shape(document):
    """Texts of prose; tables as lists of rows."""
    return [
        [[cell.text for cell in row] for row in block.rows] if isinstance(block, Table) else block.text
        for block in document.blocks
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"一、总体情况\n\n{LINE}\n", ["一、总体情况", LINE], id="one paragraph a line"),
        pytest.param("甲\t1\n乙\t2", [[["甲", "1"], ["乙", "2"]]], id="lines with tabs are a table"),
        pytest.param(
            "题\n甲\t1\t2\n乙\t3\n\n丙\t4\t5\n后",
            ["题", [["甲", "1", "2"], ["乙", "3", ""]], [["丙", "4", "5"]], "后"],
            id="a blank line or prose ends the table",
        ),
        pytest.param("\t\t自然人\n一\t\t3", [[["", "", "自然人"], ["一", "", "3"]]], id="leading tabs are blank cells"),
        pytest.param(
            "项目│一│二\n规章│1│2\n行政许可│3\n后",
            [[["项目", "一", "二"], ["规章", "1", "2"], ["行政许可", "3", ""]], "后"],
            id="bars that are drawn",
        ),
        pytest.param(
            "┌──┬──┐\n│规章│ 1 │\n├──┼──┤\n│许可│ 2 │\n└──┴──┘",
            [[["规章", "1"], ["许可", "2"]]],
            id="a table drawn with all its edges",
        ),
        pytest.param(
            "+----+---+\n| 规章 | 1 |\n+----+---+\n| 许可 | - |\n+----+---+",
            [[["规章", "1"], ["许可", "-"]]],
            id="edges of plus and minus",
        ),
        pytest.param(
            "首页 | 政务公开\n年报 | 指南", ["首页 | 政务公开", "年报 | 指南"], id="bars between words are no table"
        ),
        pytest.param(f"\t{LINE}{LINE}", [LINE + LINE], id="a tab that indents prose is no cell"),
        pytest.param("联系人\t甲", ["联系人 甲"], id="a single pair is no table"),
        pytest.param("总计\t0\t\t", ["总计 0"], id="nor is a pair with empty cells behind"),
        pytest.param("[…]\n3\n0", ["[…]", "3", "0"], id="one cell a line stays prose"),
        pytest.param("| 甲 | 1 |\n|---|:-:|\n| 乙 | 2 |", [[["甲", "1"], ["乙", "2"]]], id="a Markdown table"),
        pytest.param("甲 | 1\n--- | ---\n乙 | 2", [[["甲", "1"], ["乙", "2"]]], id="a Markdown table without edges"),
        pytest.param("| a \\| b | 1 |\n|--|--|", [[["a | b", "1"]]], id="an escaped pipe is printed"),
        pytest.param("| 1\\.规章 | 5\\* |\n|--|--|", [[["1.规章", "5*"]]], id="escaped signs are printed"),
        pytest.param("| 规章 | \\ |\n|--|--|", [[["规章", "\\"]]], id="a backslash for a value stays"),
        pytest.param("| 规章 | `5` |\n|--|--|", [[["规章", "5"]]], id="code is printed without its signs"),
        pytest.param("| 规章 | ~~4~~ 5 |\n|--|--|", [[["规章", "5"]]], id="what is struck out is not printed"),
        pytest.param(
            "| <span>规章</span> | <b>7</b> |\n| - | 5<sup>1</sup> |\n| <del>9</del>8 | &nbsp; |\n| 4<!-- 9 --> | [3](#a) |",
            [[["规章", "7"], ["-", "5¹"], ["8", ""], ["4", "3"]]],
            id="tags in cells",
        ),
        pytest.param("规章 | 0 | 7\n | 1 | 8", [[["规章", "0", "7"], ["", "1", "8"]]], id="bars between cells alone"),
        pytest.param(
            "| 规章 | 0 |\n\n| 许可 | 1 |\n\n甲", [[["规章", "0"], ["许可", "1"]], "甲"], id="blank lines between"
        ),
        pytest.param("| 结果<br>维持 | **0** |\n| - | |", [[["结果\n维持", "0"], ["-", ""]]], id="breaks and bold"),
        pytest.param(
            "| 规章 | - |\n| --- | --- |\n| 许可 | / |", [[["规章", "-"], ["许可", "/"]]], id="dash is a value"
        ),
        pytest.param(
            "| 规章 | 丙 | 丁 |\n|-|-|-|\n| 许可 | 1 | - |", [[["规章", "丙", "丁"], ["许可", "1", "-"]]], id="tight"
        ),
        pytest.param("> | 甲 | 1 |\n> |---|---|\n> | 乙 | 2 |", [[["甲", "1"], ["乙", "2"]]], id="a cited table"),
        pytest.param("> 甲\t1\n> \t2", [[["甲", "1"], ["", "2"]]], id="a cited table with tabs"),
        pytest.param("> 5件以上", ["> 5件以上"], id="a sign before prose"),
        pytest.param(
            '"商业\n企业"\t"1"\n"说""明"""\t2', [[["商业\n企业", "1"], ['说"明"', "2"]]], id="cells in quotes"
        ),
        pytest.param('甲\t"乙\n丙\t1', [[["甲", '"乙'], ["丙", "1"]]], id="a quote that is not closed"),
        pytest.param('"甲"\n乙\t1\n丙\t2', ['"甲"', [["乙", "1"], ["丙", "2"]]], id="quotes around prose"),
        pytest.param(
            "| 甲 | <span style='display:none'>9</span>1 |\n|--|--|\n| 乙 | <b style='color:red'>2</b> |",
            [[["甲", "1"], ["乙", "2"]]],
            id="tags that hide",
        ),
        pytest.param(
            "| 甲 | <div hidden>9</div>1 |\n|--|--|\n| 乙 | <b class=x hidden=''>9</b>2 |",
            [[["甲", "1"], ["乙", "2"]]],
            id="tags that are hidden",
        ),
        pytest.param("甲|乙", ["甲|乙"], id="a single pipe is prose"),
        pytest.param("## 一、总体情况 ##\n**二、公开**", ["一、总体情况", "二、公开"], id="Markdown headings"),
    ],
)
def test_blocks_of_a_text(text, expected):
    assert shape(read(text)) == expected


def test_headings_have_their_level():
    headings = [block for block in read("# 甲\n### 乙\n**丙**\n丁").blocks if isinstance(block, Heading)]

    assert [(heading.text, heading.level) for heading in headings] == [("甲", 1), ("乙", 3), ("丙", None)]


def test_columns_of_a_text_table_are_not_trusted():
    table = next(read("甲\t1\t2\n乙\t3").tables())

    assert table.layout == "lines"
    assert [is_printed(cell) for cell in table.rows[1]] == [True, True, False]
    assert table.rows[0][2].origin.locator == "t1.r1c3"


def test_the_head_of_pairs_becomes_metadata():
    document = read("标题: 甲县2031年报告\n发布时间: 2032-01-10 16:13\n文号: \n===== 正文 =====\n甲县：一、总体")

    assert document.metadata == (
        ("block:标题", "甲县2031年报告"),
        ("block:发布时间", "2032-01-10 16:13"),
        ("block:文号", ""),
    )
    assert shape(document) == ["甲县：一、总体"]


def test_pairs_without_a_ruled_line_are_prose():
    document = read("主动公开：12条\n依申请公开：3件\n")

    assert document.metadata == ()
    assert shape(document) == ["主动公开：12条", "依申请公开：3件"]


@pytest.mark.parametrize("data", [b"\x01\x02\x03\x04" * 50, b"text\x00text"], ids=["controls", "a nul byte"])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(Unreadable) as error:
        read_text(SourceDocument(data, "x"))

    assert error.value.problem.code == "FILE.UNKNOWN_TYPE"


def test_nothing_but_blanks_is_told():
    assert [problem.code for problem in read("  \u3000\n\t\n").problems] == ["PAGE.NO_TEXT"]


# --- bytes to text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("公开 1".encode(), "公开 1", id="UTF-8"),
        pytest.param("公开 1".encode("utf-8-sig"), "公开 1", id="UTF-8 with a byte order mark"),
        pytest.param("公开 1".encode("gbk"), "公开 1", id="GBK"),
        pytest.param("㐀𠀀 1".encode("gb18030"), "㐀𠀀 1", id="signs of four bytes in GB18030"),
        pytest.param("公开 1".encode("utf-16"), "公开 1", id="UTF-16"),
        pytest.param(b"\xfe\xff" + "公开 1".encode("utf-16-be"), "公开 1", id="UTF-16 big end first"),
        pytest.param("公开".encode()[:-1], "公", id="UTF-8 cut in the middle of a sign"),
        pytest.param("公开".encode("gbk")[:-1], "公", id="GBK cut in the middle of a sign"),
        pytest.param(("公开" * 90).encode() + b"\xff1", "公开" * 90 + "\ufffd1", id="one bad byte stays visible"),
        pytest.param(
            ("公开" * 90).encode() + "公安网备案".encode("gbk"),
            "公开" * 90 + "公安网备案".encode("gbk").decode("utf-8", "replace").rstrip("\ufffd"),
            id="UTF-8 and a foot in GBK",
        ),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_decode_text(data, text):
    assert decode_text(data) == text


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        pytest.param("  a \t b\n", "a b", id="blanks are one space"),
        pytest.param("\u3000\u3000公\u3000开\u3000", "公\u3000开", id="an ideographic space inside stays"),
        pytest.param("1\u200b2\xad3", "123", id="signs without width go"),
        pytest.param("\xa01,234\xa0", "1,234", id="no-break spaces at the ends go"),
        pytest.param("1 234", "1 234", id="digits are never joined"),
    ],
)
def test_tidy_line(text, tidy):
    assert tidy_line(text) == tidy


# --- a real text


def test_every_figure_of_the_applications_table_is_in_the_text(corpus):
    path = corpus / "zhulou_2024" / "source.txt"
    facts = json.loads((path.parent / "truth.json").read_text(encoding="utf-8"))["facts"]
    document = read_text(SourceDocument(path.read_bytes(), path.name))

    rows = list(document.tables())[1].rows
    rows_of_fields = [
        field for field in dict.fromkeys(key.partition("|")[0] for key in facts) if f"{field}|natural_person" in facts
    ]
    printed = [[cell.text for cell in row if cell.text][-7:] for row in rows[-len(rows_of_fields) :]]
    expected = [
        [str(value) for key, value in facts.items() if key.partition("|")[0] == field] for field in rows_of_fields
    ]
    assert printed == expected


def test_signs_that_would_steer_a_screen_are_shown_as_damage_and_the_end_mark_of_dos_is_none():
    text = f"望楼县\x1b[31m财政局\x1b]0;x\x07\r\n{LINE * 3}\x7f\r\n\x1a"

    assert shape(read(text)) == ["望楼县\ufffd[31m财政局\ufffd]0;x\ufffd", f"{LINE * 3}\ufffd"]


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        pytest.param("| 甲 | 乙 | 丙 |\n|---|---|---|\n| 规章 |  | 2 |", "grid", id="as many cells in every line"),
        pytest.param("甲\t乙\t丙\n规章\t2", "lines", id="fewer cells in one of them"),
        pytest.param("甲\t1\t2", "lines", id="a single line"),
    ],
)
def test_columns_are_trusted_where_every_line_has_as_many_cells(text, layout):
    assert [table.layout for table in read(text).tables()] == [layout]


SAVED = """望楼县财政局2024年政府信息公开工作年度报告,,,
信息内容,本年制发件数,本年废止件数,现行有效件数
规章,"1,234",0,7
"行政规范性
文件",2,0,9
,,,
备注,,,
"""


def test_a_sheet_saved_with_commas_is_read_as_a_sheet():
    assert shape(read(SAVED)) == [
        "望楼县财政局2024年政府信息公开工作年度报告",
        [
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "1,234", "0", "7"],
            ["行政规范性\n文件", "2", "0", "9"],
        ],
        "备注",
    ]


def test_a_sheet_may_keep_its_numbers_as_they_are_by_a_formula():
    kept = SAVED.replace(",0,7", ',="0","=""7"""')
    (_, table, _) = shape(read(kept))

    assert table[1] == ["规章", "1,234", "0", "7"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SAVED.replace("备注,,,", "备注,,"), id="a line with fewer cells"),
        pytest.param("1,234,567\n" * 6, id="numbers, a line each"),
        pytest.param("甲,乙,丙,丁\n1,2,3,4\n", id="two lines"),
        pytest.param(SAVED.replace('文件",', "文件,"), id="a quote left open"),
    ],
)
def test_other_lines_with_commas_are_lines(text):
    assert list(read(text).tables()) == []


@pytest.mark.parametrize("size", [1, 40], ids=["short", "longer than is looked at whole"])
def test_a_frame_in_gb_does_not_change_the_text_in_utf8(size):
    body = "收到政府信息公开申请十二件，全部办结。" * 20 * size
    frame = "首页政务公开互动交流".encode("gb18030") * size

    assert body in decode_text(frame + body.encode())
    assert decode_text((body + "首页").encode("gb18030")) == body + "首页"


ONE_CELL_A_LINE = """信息内容 |
本年制发件数 |
现行有效件数 |
规章 |
{0} |
6 |
"""
"""A table of three columns, of which each row is three lines."""


def test_cells_of_a_line_each_are_put_into_the_rows_that_the_bars_tell():
    text = "第二十条 |\n|| \n" + ONE_CELL_A_LINE.format("0") + "行政许可 |\n8 |\n|\n行政处罚 |\n9 |\n|\n后"

    assert shape(read(text)) == [
        [
            ["第二十条", "", ""],
            ["信息内容", "本年制发件数", "现行有效件数"],
            ["规章", "0", "6"],
            ["行政许可", "8", ""],
            ["行政处罚", "9", ""],
        ],
        "后",
    ]


def test_the_bar_of_a_cell_may_stand_on_the_next_line():
    text = "| 第二十条\n|\n|| \n| 规章\n|\n0\n|\n6 |\n| 行政许可\n|\n8\n|\n|\n后"

    assert shape(read(text)) == [[["第二十条", "", ""], ["规章", "0", "6"], ["行政许可", "8", ""]], "后"]


def test_a_blank_cell_of_a_line_keeps_its_place():
    text = "第二十条 |\n||\n" + ONE_CELL_A_LINE.format("")

    assert shape(read(text))[0][2] == ["规章", "", "6"]


def test_the_last_cell_may_have_no_bar():
    assert shape(read("第二十条 |\n||\n" + ONE_CELL_A_LINE.format("0").rstrip(" |\n")))[0][2] == ["规章", "0", "6"]


def test_cells_of_a_line_each_are_lines_where_no_merged_cell_tells_the_width():
    text = ONE_CELL_A_LINE.format("0")

    assert shape(read(text)) == ["信息内容", "本年制发件数", "现行有效件数", "规章", "0", "6"]


def test_bars_on_lines_of_their_own_are_no_text():
    assert shape(read("规章\n|\n0\n|\n6\n|\n后")) == ["规章", "0", "6", "后"]


def test_a_table_that_is_cut_off_keeps_its_right_edge():
    rows = [["规章", "0", "6"], ["许可", "1", ""]]

    assert shape(read("规章 | 0 | 6 |\n许可 | 1")) == [rows]


def test_a_last_value_behind_which_digits_stand_alone_is_in_doubt():
    text = "行政许可\t处理决定数量\t1\n行政处罚\t处理决定数量\t12\n3\n\n行政强制\t处理决定数量\t5\n没有其他。\n"

    first, second = read_text(SourceDocument(text.encode(), "report.txt")).tables()

    assert [[cell.doubt for cell in row] for row in first.rows] == [["", "", ""], ["", "", "broken"]]
    assert [cell.doubt for cell in second.rows[0]] == ["", "", ""]
