"""Borderless tables: rows and columns from where the text stands."""

import pytest
from ruled_pages import write

from extractors.grids.borderless.columns import Text
from extractors.grids.borderless.grid import _add_to
from extractors.grids.ruling.blocks import Glyph, join_pages, page_blocks
from extractors.grids.ruling.cells import PieceCell
from extractors.model.document import Heading, Paragraph, Table

PROSE = "一二三四五六七八九十" * 4
COLUMNS = (300.0, 340.0, 380.0, 420.0)


def write_centered(text: str, center: float, top: float) -> list[Glyph]:
    width = sum(10.0 if ord(char) > 0x2E80 else 5.0 for char in text)
    return write(text, center - width / 2, top)


def values(entries, top: float, columns=COLUMNS) -> list[Glyph]:
    return [g for x, text in zip(columns, entries, strict=True) for g in write_centered(text, x, top)]


def read(*pages):
    return join_pages([page_blocks(glyphs, [], number, 595.0, 842.0) for number, glyphs in enumerate(pages, 1)])


def tables(blocks) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def texts(table: Table) -> list[list[str]]:
    return [["" if cell.is_repeat else cell.text for cell in row] for row in table.rows]


def test_labels_and_values_stand_in_their_columns():
    glyphs = (
        write("1.国家秘密", 70, 100)
        + values("3012", 100)
        + write("2.其他", 70, 120)
        + values(["26531", "0", "0", "7"], 120)
    )

    (table,) = tables(read(glyphs))

    assert table.layout == "aligned"
    assert texts(table) == [["1.国家秘密", "3", "0", "1", "2"], ["2.其他", "26531", "0", "0", "7"]]
    assert table.rows[1][1].origin.locator == "p1.t1.r2c2"


def test_a_head_over_the_middle_one_of_several_columns_is_none_of_its_lines():
    """Two groups of five, set in their middle right above the heads of the columns."""
    columns = [60.0 + 45 * number for number in range(10)]
    heads = ["维持", "纠正", "其他", "未结", "总计"] * 2
    glyphs = [
        *write_centered("起诉甲", columns[2], 100),
        *write_centered("起诉乙", columns[7], 100),
        *values(heads, 116, columns),
        *values("0123456789", 134, columns),
        *values("9876543210", 152, columns),
    ]

    (table,) = tables(read(glyphs))

    assert [text for text in texts(table)[1] if text] == heads


@pytest.mark.parametrize("first", [100.0, 102.0, 104.0], ids=["touching", "close by", "a little apart"])
def test_a_number_beside_the_end_of_its_label_is_one_of_the_first_column(first):
    lefts = (first, 150.0, 200.0)
    rows = [("规章", ("0", "0", "5")), ("行政文", ("0", "17", "98")), ("处罚", ("2", "", "3"))]
    glyphs = [
        glyph
        for number, (label, cells) in enumerate(rows)
        for x, text in ((67.0, label), *zip(lefts, cells, strict=True))
        for glyph in write(text, x, 100 + 20 * number)
    ]

    (table,) = tables(read(glyphs))

    assert texts(table) == [["规章", "0", "0", "5"], ["行政文", "0", "17", "98"], ["处罚", "2", "", "3"]]


def test_digits_that_end_a_label_elsewhere_belong_to_it():
    rows = [("规章", "05"), ("附件2", "98"), ("处罚", "23")]
    glyphs = [
        glyph
        for number, (label, cells) in enumerate(rows)
        for x, text in ((67.0, label), *zip((150.0, 200.0), cells, strict=True))
        for glyph in write(text, x, 100 + 20 * number)
    ]

    (table,) = tables(read(glyphs))

    assert texts(table)[1] == ["附件2", "9", "8"]


@pytest.mark.parametrize("step", [5.0, -5.0], ids=["downwards", "upwards"])
def test_a_number_that_lies_on_its_side_is_one_value(step):
    start = 106.0 - step
    sideways = [
        Glyph(digit, 334.0, start + number * step, 346.0, start + number * step + 5)
        for number, digit in enumerate("233")
    ]
    rows = values(["3", "0", "1", "2"], 80), values(["4", "", "5", "6"], 100), sideways
    glyphs = write("甲", 70, 80) + write("乙", 70, 100) + [glyph for row in rows for glyph in row]
    (table,) = tables(join_pages([page_blocks(glyphs, [], 1, 595.0, 842.0, is_exact=True)]))

    assert texts(table) == [["甲", "3", "0", "1", "2"], ["乙", "4", "233", "5", "6"]]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(["", "5", "", "9"], ["", "5", "", "9"], id="blank cells keep the others in their columns"),
        pytest.param(["/", "/", "-", "—"], ["/", "/", "-", "—"], id="marks for none are values"),
        pytest.param(["96171.6", "0", "12", ""], ["96171.6", "0", "12", ""], id="a decimal fraction is one value"),
    ],
)
def test_a_row_under_a_full_row(entries, expected):
    glyphs = write("1.甲", 70, 100) + values("1234", 100) + write("2.乙", 70, 120) + values(entries, 120)

    (table,) = tables(read(glyphs))

    assert texts(table)[1] == ["2.乙", *expected]


def test_a_label_of_two_lines_around_its_values_is_one_row():
    label = write("5.要求行政机关确认或重新", 70, 113) + write("出具已获取信息", 70, 126)
    glyphs = write("1.甲", 70, 100) + values("1234", 100) + label + values("5678", 119.5)

    (table,) = tables(read(glyphs))

    assert texts(table)[1] == ["5.要求行政机关确认或重新\n出具已获取信息", "5", "6", "7", "8"]


def test_a_label_of_three_lines_with_its_values_in_the_middle_is_one_row():
    label = (
        write("1.申请人无正当理由逾期不", 70, 114)
        + write("补正行政机关不再处理其政", 70, 127)
        + write("府信息公开申请", 70, 140)
    )
    glyphs = write("1.甲", 70, 100) + values("1234", 100) + label + values("5678", 127)

    (table,) = tables(read(glyphs))

    assert texts(table)[1][1:] == ["5", "6", "7", "8"]
    assert len(table.rows) == 2


def test_a_row_without_any_value_stays_a_blank_row_of_its_own():
    glyphs = write("行政许可", 70, 100) + values("1234", 100) + write("行政处罚", 70, 115) + write("行政强制", 70, 130)
    glyphs += values("5678", 130) + write("行政规范性文件", 70, 145) + values("9012", 145)

    (table,) = tables(read(glyphs))

    assert texts(table)[:3] == [
        ["行政许可", "1", "2", "3", "4"],
        ["行政处罚", "", "", "", ""],
        ["行政强制", "5", "6", "7", "8"],
    ]


def test_narrow_heads_that_nearly_touch_are_the_heads_of_their_columns():
    heads = (("结果维持", "结果纠正", "其他结果", "尚未审结"), 80), (("甲乙", "丙丁", "戊己", "庚辛"), 60)
    glyphs = [
        g
        for row, top in heads
        for x, text in zip((120, 164, 208, 252), row, strict=True)
        for g in write_centered(text, x, top)
    ]
    glyphs += values("5678", 104, (120, 164, 208, 252))

    (table,) = tables(read(glyphs))

    assert texts(table)[-2:] == [["结果维持", "结果纠正", "其他结果", "尚未审结"], ["5", "6", "7", "8"]]


def test_a_blank_row_whose_label_spans_the_label_columns_takes_no_values_of_its_neighbours():
    glyphs = write("（三）", 70, 100) + write("1.国家秘密", 120, 100) + values("1234", 100)
    glyphs += write("2.其他", 120, 120) + values("5678", 120) + write("（七）总计", 70, 140) + values("9012", 140)
    glyphs += write("四、结转", 70, 160)

    (table,) = tables(read(glyphs))

    rows = texts(table)
    assert [(row[0], *row[-4:]) for row in rows] == [
        ("（三）", "1", "2", "3", "4"),
        ("", "5", "6", "7", "8"),
        ("（七）总计", "9", "0", "1", "2"),
        ("四、结转", "", "", "", ""),
    ]


def test_a_column_without_any_value_is_kept_by_its_head_also_under_the_title_of_another_block():
    glyphs = write_centered("第一项", 340, 60)
    heads = zip((300, 340, 380), ("制发", "废止", "现行"), strict=True)
    glyphs += [g for x, text in heads for g in write_centered(text, x, 80)]
    glyphs += write("规章", 70, 100) + values(["", "3", "4"], 100, (300, 340, 380))
    glyphs += write_centered("第五项的处理决定数量合计", 340, 120) + write("许可", 70, 140) + values(["5"], 140, (340,))

    (table,) = tables(read(glyphs))

    assert [row[-3:] for row in texts(table)[1:3]] == [["制发", "废止", "现行"], ["", "3", "4"]]


def test_a_head_in_two_lines_that_reaches_a_little_out_of_its_column_is_one_head():
    columns = (300.0, 336.0, 363.0, 390.0)
    glyphs = write_centered("自然", 300, 80) + write_centered("社会公", 336, 74) + write_centered("益组织", 336, 86.5)
    glyphs += write_centered("其", 363, 80) + write_centered("总计", 390, 80)
    glyphs += write("1.甲", 70, 106) + values("1234", 106, columns)
    glyphs += write("2.乙", 70, 126) + values(["126", "8", "9", "7"], 126, columns)

    (table,) = tables(read(glyphs))

    assert "社会公\n益组织" in {row[2].text for row in table.rows}


def test_a_head_that_reaches_over_the_edge_of_a_column_of_another_block_stays_over_its_own():
    columns = (300.0, 380.0, 460.0)
    heads = zip(columns, ("新制作数量", "新公开数量", "公开总数量"), strict=True)
    glyphs = [g for x, text in heads for g in write_centered(text, x, 80)]
    glyphs += write("规章", 70, 100) + values(["3", "5", "7"], 100, columns)
    glyphs += write("规范性文件", 70, 120) + values(["13", "15", "17"], 120, columns)
    glyphs += write_centered("项目", 300, 140) + write_centered("总金额", 420, 140)
    glyphs += write("采购", 70, 160) + values(["4", "1530334.75"], 160, (300.0, 420.0))

    (table,) = tables(read(glyphs))

    heads = [(cell.text, cell.colspan) for cell in table.rows[0] if cell.text and not cell.is_repeat]
    assert heads == [("新制作数量", 1), ("新公开数量", 1), ("公开总数量", 1)]


def test_a_column_without_any_value_is_kept_by_its_head():
    head = [g for x, text in zip(COLUMNS, ("甲", "乙", "丙", "丁"), strict=True) for g in write_centered(text, x, 80)]
    glyphs = head + write("1.规章", 70, 100) + values(["1", "", "3", "4"], 100) + write("2.文件", 70, 120)
    glyphs += values(["5", "", "7", "8"], 120)

    (table,) = tables(read(glyphs))

    assert texts(table) == [["", "甲", "乙", "丙", "丁"], ["1.规章", "1", "", "3", "4"], ["2.文件", "5", "", "7", "8"]]


def test_labels_that_touch_are_parted_where_columns_start():
    rows = write("（三）不予公开1.国家秘密", 70, 100) + values("1234", 100)
    rows += write("2.其他", 140, 120) + values("5678", 120) + write("3.重复", 140, 140) + values("9012", 140)
    rows += write("（四）无法提供", 70, 160) + write("1.不掌握", 140, 160) + values("3456", 160)

    (table,) = tables(read(rows))

    assert [row[:2] for row in texts(table)] == [
        ["（三）不予公开", "1.国家秘密"],
        ["", "2.其他"],
        ["", "3.重复"],
        ["（四）无法提供", "1.不掌握"],
    ]


def test_a_table_over_two_pages_shares_its_columns():
    first = write(PROSE, 70, 60) + write("1.甲", 70, 740) + values("1234", 740)
    second = write("2.乙", 70, 60) + values(["", "6", "", "8"], 60) + write(PROSE, 70, 120)

    blocks = read(first, second)

    (table,) = tables(blocks)
    assert texts(table) == [["1.甲", "1", "2", "3", "4"], ["2.乙", "", "6", "", "8"]]
    assert table.rows[1][2].origin.page == 2
    assert [type(block) for block in blocks] == [Paragraph, Table, Paragraph]


def test_numbers_broken_over_lines_are_doubted_all_over_the_table():
    glyphs = write("1.甲", 70, 112) + values(["", "2", "3", "4"], 112)
    glyphs += write_centered("26", COLUMNS[0], 106) + write_centered("53", COLUMNS[0], 118)
    glyphs += write("2.乙", 70, 150) + values("5678", 150)

    (table,) = tables(read(glyphs))

    assert {cell.doubt for row in table.rows for cell in row[1:]} == {"glued"}


def test_a_heading_set_larger_parts_two_tables():
    glyphs = write(PROSE, 70, 60) + write("1.甲", 70, 100) + values("1234", 100)
    glyphs += write("2.乙", 70, 115) + values("5678", 115)
    glyphs += write("三、收到申请情况", 102, 145, 15)
    glyphs += write("1.丙", 70, 180) + values("1234", 180) + write("2.丁", 70, 195) + values("5678", 195)

    blocks = read(glyphs)

    assert [type(block) for block in blocks] == [Paragraph, Table, Heading, Table]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("2024 年，共处理热线工单 411 件，办理 31357", id="prose with spaced numbers"),
        pytest.param("电话：12345", id="a number at the end of a line"),
    ],
)
def test_prose_with_numbers_is_no_table(line):
    glyphs = write(PROSE, 70, 60) + write(line, 70, 80) + write(PROSE, 70, 100)

    assert tables(read(glyphs)) == []


def test_centred_heads_over_values_at_the_right_edge_name_no_columns_of_their_own():
    def at_right(entries, top):
        return [g for x, text in zip(COLUMNS, entries, strict=True) for g in write(text, x + 14 - 5 * len(text), top)]

    head = [g for x, text in zip(COLUMNS, ("甲", "乙", "丙", "丁"), strict=True) for g in write_centered(text, x, 80)]
    glyphs = head + write("1.规章", 70, 100) + at_right(["1", "0", "3", "4"], 100)
    glyphs += write("2.文件", 70, 120) + at_right(["5", "26", "7", "1804"], 120)

    (table,) = tables(read(glyphs))

    assert texts(table) == [
        ["", "甲", "乙", "丙", "丁"],
        ["1.规章", "1", "0", "3", "4"],
        ["2.文件", "5", "26", "7", "1804"],
    ]


def test_the_first_columns_without_any_value_are_kept_by_their_heads():
    head = [g for x, text in zip(COLUMNS, ("甲", "乙", "丙", "丁"), strict=True) for g in write_centered(text, x, 80)]
    glyphs = head + write("行政规范文件", 70, 100) + values(["", "", "3", "4"], 100)
    glyphs += write("行政许可", 70, 120) + values(["", "", "7", "8"], 120)

    (table,) = tables(read(glyphs))

    assert texts(table)[1:] == [["行政规范文件", "", "", "3", "4"], ["行政许可", "", "", "7", "8"]]


@pytest.mark.parametrize(
    "label", [pytest.param("4:重复申请", id="a colon for a stop"), pytest.param("4重复申请", id="no stop")]
)
def test_a_label_whose_number_was_misread_is_a_label_and_a_row_of_its_own(label):
    glyphs = write("3.要求提供公开出版物", 70, 100) + values("1234", 100) + write(label, 70, 113) + values("5678", 113)
    glyphs += write("5.信访举报投诉类事项", 70, 126) + values("9012", 126)

    (table,) = tables(read(glyphs))

    assert [row[0] for row in texts(table)] == ["3.要求提供公开出版物", label, "5.信访举报投诉类事项"]
    assert texts(table)[1][1:] == ["5", "6", "7", "8"]


def test_wide_spaced_lines_of_one_label_are_one_row():
    glyphs = write("1.甲", 70, 100) + values("1234", 100)
    glyphs += write("2.要求确认或者重新出具", 70, 125) + write("已获取的信息", 70, 148) + values("5678", 136.5)
    glyphs += write("3.要求提供公开的出版物", 70, 173) + values("9012", 173)

    (table,) = tables(read(glyphs))

    assert texts(table)[1:] == [
        ["2.要求确认或者重新出具\n已获取的信息", "5", "6", "7", "8"],
        ["3.要求提供公开的出版物", "9", "0", "1", "2"],
    ]


def test_a_numbered_heading_in_the_type_of_the_table_parts_two_tables():
    glyphs = write(PROSE, 70, 60) + write("许可", 70, 90) + write_centered("12", 350, 90)
    glyphs += write("处罚", 70, 105) + write_centered("34", 350, 105) + write("三、收到申请情况", 90, 120)
    glyphs += [g for x in COLUMNS for g in write_centered("甲", x, 135)]
    glyphs += [g for x in COLUMNS for g in write_centered("乙", x, 150)]
    glyphs += write("1.国家秘密", 70, 165) + values("1234", 165) + write("2.其他", 70, 180) + values("5678", 180)

    blocks = read(glyphs)

    assert [type(block) for block in blocks] == [Paragraph, Table, Heading, Table]
    assert [len(table.rows[0]) for table in tables(blocks)] == [2, 5]


def test_two_values_beside_one_another_in_one_cell_never_read_as_one_number():
    cell = PieceCell(0, 1, 1, 1, "0", (300.0, 100.0, 305.0, 112.0), 1, (0, 1))

    _add_to(cell, Text(["3"], 330.0, 100.0, 335.0, 112.0, 1, True, 10.0))

    assert (cell.text, cell.doubt) == ("0 | 3", "glued")


def test_one_row_of_few_values_under_lines_of_heads_is_a_table():
    heads = [g for x in COLUMNS for g in write_centered("结果", x, 100) + write_centered("维持", x, 113)]

    (table,) = tables(read(heads + values(["", "1", "", "1"], 130)))

    assert texts(table)[-1] == ["", "1", "", "1"]
