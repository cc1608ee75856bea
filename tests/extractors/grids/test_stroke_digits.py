"""Digits drawn with strokes: outside of any text they are glyphs that nobody can read, and no blanks."""

from itertools import pairwise

import pytest
from raw_pdf import write_pdf
from ruled_pages import across, down, draw_grid, texts, write

from extractors.formats.pdf.reader import read_pdf
from extractors.grids.ruling import stroke_digits as stroked
from extractors.grids.ruling.marks import UNREAD, RuleLine
from extractors.grids.ruling.stroke_digits import part_stroked
from extractors.model.source import SourceDocument

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
LABELS = ["Rowone", "Rowtwo", "Rowthree", "Rowfour", "Rowfive"]


def strokes(*pairs: tuple[float, float]) -> bytes:
    """A path from corner to corner, inside a digit whose lower left corner is 0, 0."""
    return b"%g %g m " % pairs[0] + b" ".join(b"%g %g l" % pair for pair in pairs[1:]) + b" S "


SEVEN_SEGMENTS = strokes((4, 7), (0, 7), (0, 3.5), (4, 3.5), (4, 0), (0, 0))
ZERO = strokes((0, 0), (0, 7), (4, 7), (4, 0), (0, 0))
ONE = strokes((2, 0), (2, 7))
APART = strokes((0, 7), (4, 7)) + strokes((4, 7), (4, 0))
PEN = strokes((0, 6), (2, 7), (4, 5), (0, 0), (4, 0))
CURVE = b"4 7 m -1 8 -1 0 4 0 c S "


def read_borderless(drawn: bytes) -> list[list[str]]:
    """The rows of a borderless table with labels and two columns, the second value of the third row drawn."""
    content = b""
    for number, label in enumerate(LABELS):
        y = 700 - 18 * number
        content += b"BT /F1 10 Tf 100 %d Td (%s) Tj 130 0 Td (%d) Tj ET " % (y, label.encode(), 12 + number)
        content += (
            b"q 1 0 0 1 300 %d cm %s Q " % (y, drawn) if number == 2 else b"BT /F1 10 Tf 300 %d Td (7) Tj ET " % y
        )
    prose = b"BT /F1 10 Tf 100 500 Td (Prose enough, so that the text of the page is not worthless as a whole) Tj ET "
    (table,) = read_pdf(SourceDocument(write_pdf(content + prose, FONT), "x.pdf")).tables()
    return texts(table)


@pytest.mark.parametrize(
    "drawn", [SEVEN_SEGMENTS, ZERO, ONE, APART, PEN, CURVE], ids=["segments", "zero", "one", "apart", "pen", "curve"]
)
def test_a_digit_drawn_in_a_borderless_table_is_no_blank(drawn):
    rows = read_borderless(drawn)

    assert rows[2] == ["Rowthree", "14", UNREAD]
    assert rows[3] == ["Rowfour", "15", "7"]


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(strokes((0, 2), (8, 2)), id="a level stroke"),
        pytest.param(strokes((-10, -5), (20, -5), (20, 13), (-10, 13), (-10, -5)), id="a box around the cell"),
        pytest.param(b"1 G " + PEN, id="white on white"),
    ],
)
def test_what_cannot_be_a_digit_is_none(drawn):
    assert read_borderless(drawn)[2] == ["Rowthree", "14", ""]


def test_strokes_that_meet_rules_or_text_are_no_digits():
    grid = draw_grid([50.0, 150.0, 250.0], [100.0, 120.0, 140.0])
    glyphs = write("12", 60.0, 104.0)
    rules = [*grid, down(100.0, 120.0, 127.0), across(110.0, 60.0, 70.0), down(64.0, 106.0, 114.0)]

    assert part_stroked(rules, glyphs) == (rules, [])


def test_the_dashes_of_an_upright_line_are_no_digits():
    rules = [down(300.0, top, top + 6.0) for top in range(100, 200, 10)]

    assert part_stroked(rules, write("12", 60.0, 104.0)) == (rules, [])


LOW = [100.0 + 12.0 * row for row in range(6)]
"""Rules of a table whose rows are so low that their walls are no higher than a digit is beside them."""


def draw_low_walls(left: float, width: float = 100.0) -> list[RuleLine]:
    """The rules of two columns, in pieces that go from one crossing to the next, as programs draw them cell by cell."""
    xs = [left, left + width, left + 2 * width]
    levels = [across(y, start, stop) for y in LOW for start, stop in pairwise(xs)]
    return levels + [down(x, top, bottom) for x in xs for top, bottom in pairwise(LOW)]


def test_walls_of_low_rows_are_no_digits_and_are_not_joined(monkeypatch):
    glyphs = write("12", 60.0, 101.0)
    rules = draw_low_walls(50.0)
    joined = []
    monkeypatch.setattr(stroked, "_join", joined.extend)

    assert part_stroked(rules, glyphs) == (rules, [])
    assert joined == []


def test_walls_of_low_and_narrow_cells_are_no_digits():
    glyphs = write("12", 60.0, 101.0)
    rules = draw_low_walls(50.0, width=8.0)

    assert part_stroked(rules, glyphs) == (rules, [])


@pytest.mark.parametrize("left", [150.0, 250.0], ids=["between cells", "beside the table"])
def test_a_stroke_that_meets_a_wall_of_a_low_row_is_no_digit(left):
    glyphs = write("12", 60.0, 101.0)
    rules = [*draw_low_walls(50.0), across(106.0, left, left + 4.0), down(left + 4.0, 102.0, 109.0)]

    assert part_stroked(rules, glyphs) == (rules, [])


def test_a_digit_among_the_walls_of_low_rows_is_one():
    glyphs = write("12", 60.0, 101.0)
    walls = draw_low_walls(50.0)
    digit = [across(102.0, 200.0, 204.0), down(204.0, 102.0, 109.0)]

    assert part_stroked([*walls, *digit], glyphs) == (walls, [(UNREAD, 200.0, 102.0, 204.0, 109.0)])
