"""Numbers that stand higher or lower than the rows of their table: they may be those of other rows."""

import pytest
from ruled_pages import HEIGHT, WIDTH, draw_grid, only_table, write

from extractors.grids.ruling.blocks import join_pages, page_blocks

XS, YS = [50.0, 200.0, 260.0, 320.0], [100.0, 120.0, 140.0, 160.0, 180.0, 200.0]
HEADS = ("新制作", "总数量")
LABELS = ("规章", "规范性文件", "行政许可", "行政处罚")


def read_doubts(first: list[float], second: list[float], *more: tuple[str, float, float]) -> list[list[str]]:
    """The doubts of the cells with values, where the numbers of two columns stand so far from the top of the page."""
    glyphs = write("项目", 60.0, 104.0)
    for column, head in enumerate(HEADS, 1):
        glyphs += write(head, XS[column] + 5, 104.0)
    for label, top in zip(LABELS, YS[1:], strict=False):
        glyphs += write(label, 60.0, top + 4)
    for column, tops in enumerate((first, second), 1):
        for number, top in enumerate(tops):
            glyphs += write(str(7 + number), XS[column] + 20, top)
    for text, left, top in more:
        glyphs += write(text, left, top)
    table = only_table(join_pages([page_blocks(glyphs, draw_grid(XS, YS), 1, WIDTH, HEIGHT, is_exact=True)]))
    return [[cell.doubt for cell in row[1:]] for row in table.rows[1:]]


LEVEL = [top + 4 for top in YS[1:5]]
SHIFTED = [["", "shifted"]] * 4


def test_numbers_level_with_their_labels_are_sure():
    assert read_doubts(LEVEL, LEVEL) == [["", ""]] * 4


def test_numbers_in_the_middle_of_their_cells_are_sure():
    assert read_doubts(LEVEL, [top + 1 for top in LEVEL]) == [["", ""]] * 4


@pytest.mark.parametrize("step", [15, -15, 24, -24])
def test_a_column_that_stands_between_the_rows_is_in_doubt(step):
    doubts = read_doubts(LEVEL, [top + step for top in LEVEL])

    assert all(doubt for _, doubt in doubts)
    assert [doubt for doubt, _ in doubts] == [""] * 4


def test_a_column_one_row_higher_is_in_doubt_for_its_number_in_the_head():
    assert read_doubts(LEVEL, [top - 20 for top in LEVEL]) == SHIFTED


def test_a_column_one_row_lower_is_in_doubt_for_its_number_below_the_table():
    assert read_doubts(LEVEL, [top + 20 for top in LEVEL]) == SHIFTED


def test_a_number_below_the_table_under_no_blank_says_nothing():
    assert read_doubts(LEVEL, LEVEL, ("3", 280.0, 204.0)) == [["", ""]] * 4


def test_a_single_number_that_has_shifted_puts_the_blanks_beside_it_in_doubt():
    doubts = read_doubts(LEVEL, [LEVEL[0], LEVEL[1] - 4.5], ("5", 280.0, LEVEL[3]))

    assert [doubt for _, doubt in doubts] == ["", "shifted", "shifted", ""]


def test_strokes_for_none_that_have_shifted_tell_of_their_column():
    strokes = [("/", 225.0, top + 9) for top in LEVEL]
    doubts = read_doubts([], LEVEL, *strokes)

    assert [doubt for doubt, _ in doubts] == ["shifted"] * 4


def read_borderless(step: float) -> list[list[str]]:
    """The doubts of the values of a borderless table whose numbers stand so much lower than their labels."""
    glyphs = write("项目名称", 60.0, 100.0) + write("本年制发件数", 200.0, 100.0) + write("现行有效件数", 320.0, 100.0)
    for number, label in enumerate(LABELS):
        glyphs += write(label, 60.0, 120.0 + 20 * number)
        glyphs += write(str(7 + number), 228.0, 120.0 + 20 * number + step)
        glyphs += write(str(3 + number), 348.0, 120.0 + 20 * number + step)
    table = only_table(join_pages([page_blocks(glyphs, [], 1, WIDTH, HEIGHT, is_exact=True)]))
    return [[cell.doubt for cell in row[1:]] for row in table.rows]


def test_values_level_with_their_labels_are_sure_without_rules():
    assert read_borderless(0.0) == [["", ""]] * 5


@pytest.mark.parametrize("step", [20.0, -20.0])
def test_values_one_row_lower_or_among_the_heads_are_in_doubt_without_rules(step):
    assert {doubt for row in read_borderless(step)[1:] for doubt in row} == {"shifted"}


def test_columns_that_have_shifted_on_one_page_of_a_table_are_in_doubt_on_all():
    pages = []
    for page, step in ((1, 0.0), (2, 14.0)):
        glyphs = [glyph for label, top in zip(LABELS, YS[1:], strict=False) for glyph in write(label, 60.0, top + 4)]
        glyphs += write("7", 225.0, YS[1] + 4) + write("8", 285.0, YS[1] + 4)
        glyphs += [glyph for top in LEVEL[1:] for glyph in write("7", 225.0, top) + write("8", 285.0, top + step)]
        glyphs = (
            [glyph._replace(top=glyph.top + 620, bottom=glyph.bottom + 620) for glyph in glyphs]
            if page == 1
            else glyphs
        )
        ys = [y + 620 for y in YS[1:]] if page == 1 else YS[1:]
        pages.append(page_blocks(glyphs, draw_grid(XS, ys), page, WIDTH, HEIGHT, is_exact=True))
    rows = only_table(join_pages(pages)).rows

    assert len(rows) == 8
    assert [[bool(cell.doubt) for cell in row[1:]] for row in rows] == [[False, True]] * 8
