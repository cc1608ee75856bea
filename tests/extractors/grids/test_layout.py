"""Tables around the text of a page: their prose is prose, and the tables inside are tables."""

import pytest

from extractors.grids.ruling.blocks import join_pages, page_blocks
from extractors.grids.ruling.marks import Glyph, RuleLine
from extractors.model.document import Table

LINE = "Words of the report that stand in a box. "


def write(text: str, left: float, top: float) -> list[Glyph]:
    return [Glyph(sign, left + 6 * n, top, left + 6 * n + 6, top + 12) for n, sign in enumerate(text)]


def draw_box(left: float, top: float, right: float, bottom: float) -> list[RuleLine]:
    return [
        RuleLine(left, top, right, top),
        RuleLine(left, bottom, right, bottom),
        RuleLine(left, top, left, bottom),
        RuleLine(right, top, right, bottom),
    ]


def read(text: str, height: float) -> list:
    """The blocks of a page with a box of so many lines of a text, a table of two rows below it, and such a box."""
    low, end = 100 + height, 140 + height
    rules = draw_box(100, 100, 500, low) + draw_box(100, end, 500, end + height)
    glyphs = [glyph for line in range(3) for glyph in write(text, 110, 105 + 18 * line)]
    glyphs += [glyph for line in range(3) for glyph in write(text, 110, end + 5 + 18 * line)]
    for row, (label, value) in enumerate((("Made", "12"), ("Gone", "3"))):
        top = low + 20 * row
        rules += draw_box(100, top, 300, top + 20) + draw_box(300, top, 500, top + 20)
        glyphs += write(label, 110, top + 4) + write(value, 310, top + 4)
    return list(join_pages([page_blocks(glyphs, rules, 1, 595, 842, is_exact=True)]))


def list_rows(blocks: list) -> list[list[str]]:
    return [[cell.text for cell in row] for block in blocks if isinstance(block, Table) for row in block.rows]


def test_prose_in_a_box_over_and_under_a_table_is_prose():
    before, table, after = read(LINE, 100)

    assert LINE.strip() in before.text
    assert LINE.strip() in after.text
    assert list_rows([table]) == [["Made", "12"], ["Gone", "3"]]


@pytest.mark.parametrize(
    ("text", "height"), [pytest.param(LINE, 60, id="low"), pytest.param("Words", 100, id="of few words")]
)
def test_a_broad_cell_is_a_row_of_its_table(text, height):
    rows = list_rows(read(text, height))

    assert len(rows) == 4
    assert rows[1] == ["Made", "12"]
    assert rows[0][0].split()[0] == text.split()[0]
