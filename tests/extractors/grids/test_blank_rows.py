"""Borderless tables with few values: rows from labels, units and the numbers of rows alone."""

from ruled_pages import write

from extractors.grids.ruling.blocks import Glyph, join_pages, page_blocks
from extractors.model.document import Table

ROWS = [("甲类事项的总数", "件"), ("乙类事项的总数", "件"), ("丙类费用的总数", "元"), ("丁类人员的总数", "人")]


def read(glyphs: list[Glyph]) -> Table:
    (table,) = (block for block in join_pages([page_blocks(glyphs, [], 1, 595.0, 842.0)]) if isinstance(block, Table))
    return table


def texts(table: Table) -> list[list[str]]:
    return [["" if cell.is_repeat else cell.text for cell in row] for row in table.rows]


def set_rows(values: list[str], step: float = 14.0) -> list[Glyph]:
    """Labels as wide as their column, units below one another, values at the right edge of theirs."""
    glyphs: list[Glyph] = []
    for number, ((label, unit), value) in enumerate(zip(ROWS, values, strict=True)):
        top = 100 + step * number
        glyphs += write(label, 70, top) + write(unit, 200, top) + write(value, 300 - 5.0 * len(value), top)
    return glyphs


def test_a_row_without_a_value_is_told_by_its_unit():
    table = read(set_rows(["", "12", "", "7"]))

    assert texts(table) == [[*row, value] for row, value in zip(ROWS, ["", "12", "", "7"], strict=True)]


def test_the_numbers_of_rows_are_no_lines_of_one_label():
    glyphs = set_rows(["", "12", "", "7"])
    for number in range(4):
        glyphs += write(str(number + 1), 40, 100 + 14 * number)

    assert [row[0] for row in texts(read(glyphs))] == ["1", "2", "3", "4"]


def test_amounts_of_a_block_at_the_left_are_no_labels_with_list_numbers():
    glyphs: list[Glyph] = []
    for number, amount in enumerate(["19,259", "17,300", "13,717"]):
        top = 100.0 + 20 * number
        glyphs += write(f"{number + 1}.左栏事项", 70, top) + write(amount, 200, top)
        glyphs += write(f"{number + 4}.右栏事项", 300, top) + write("9,259", 420, top)
    glyphs += write("9,100", 205, 160) + write("7.右栏事项", 300, 160) + write("8", 420, 160)

    rows = texts(read(glyphs))

    assert [text for row in rows[:3] for text in row if "," in text] == [
        "19,259",
        "9,259",
        "17,300",
        "9,259",
        "13,717",
        "9,259",
    ]
