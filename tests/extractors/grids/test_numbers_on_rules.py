"""Numbers that stand on a rule instead of in a cell: they may be those of the cell above or of that below."""

import pytest
from ruled_pages import HEIGHT, WIDTH, draw_grid, only_table, write

from extractors.grids.ruling.blocks import join_pages, page_blocks

XS = [50.0, 150.0, 250.0]
YS = [100.0, 120.0, 140.0]
LOWEST, LAST = 104.0, 124.0
"""Upper edge of a line of type in the middle of each row."""


def read_doubts(top: float) -> list[list[tuple[str, str]]]:
    """Text and doubt of each cell of two rows of a label and a number, the first number at a height."""
    glyphs = write("甲", 60, LOWEST) + write("乙", 60, LAST) + write("12", 160, top) + write("7", 220, LAST)
    blocks = join_pages([page_blocks(glyphs, draw_grid(XS, YS), 1, WIDTH, HEIGHT, is_exact=True)])
    return [[(cell.text, cell.doubt) for cell in row] for row in only_table(blocks).rows]


@pytest.mark.parametrize("top", [112.0, 113.0, 115.0])
def test_a_number_on_the_rule_between_two_cells_puts_both_in_doubt(top):
    numbers = [row[1] for row in read_doubts(top)]

    assert [doubt for _, doubt in numbers] == ["astride", "astride"]


@pytest.mark.parametrize("top", [93.0, 95.0])
def test_a_number_on_the_outer_rule_puts_the_cell_inside_in_doubt(top):
    numbers = [row[1] for row in read_doubts(top)]

    assert [doubt for _, doubt in numbers] == ["astride", ""]


@pytest.mark.parametrize("top", [100.0, LOWEST, 107.0])
def test_a_number_that_a_rule_only_touches_is_no_doubt(top):
    assert [row[1] for row in read_doubts(top)] == [("12", ""), ("7", "")]


def test_words_on_a_rule_are_no_doubt():
    glyphs = write("甲", 60, 114.0) + write("12", 160, LOWEST) + write("7", 160, LAST)
    blocks = join_pages([page_blocks(glyphs, draw_grid(XS, YS), 1, WIDTH, HEIGHT, is_exact=True)])

    assert {cell.doubt for row in only_table(blocks).rows for cell in row} == {""}
