import pytest

from extractors.grids import grid
from extractors.grids.grid import Span, fill_grid, fill_rows, is_printed
from extractors.model.document import Origin, Unreadable

TABLE = Origin(page=2, table=3)


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def marks(table):
    """One sign a cell: ``#`` printed, ``~`` repeat, ``.`` filler."""
    return ["".join("~" if c.is_repeat else "#" if is_printed(c) else "." for c in row) for row in table.rows]


def rows_of(*rows):
    """Cells as ``text``, or ``(text, rowspan, colspan)``."""
    return [[Span(cell) if isinstance(cell, str) else Span(*cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("rows", "expected", "look"),
    [
        pytest.param([["a", "b"], ["c", "d"]], [["a", "b"], ["c", "d"]], ["##", "##"], id="a plain table"),
        pytest.param(
            [[("head", 1, 3)], ["a", "b", "c"]],
            [["head"] * 3, ["a", "b", "c"]],
            ["#~~", "###"],
            id="a heading over three columns is repeated",
        ),
        pytest.param(
            [[("side", 2, 1), "b"], ["c"], ["d", "e"]],
            [["side", "b"], ["side", "c"], ["d", "e"]],
            ["##", "~#", "##"],
            id="a side label pushes the cells beside it",
        ),
        pytest.param(
            [[("block", 2, 2), "c"], ["f"], ["g", "h", "i"]],
            [["block", "block", "c"], ["block", "block", "f"], ["g", "h", "i"]],
            ["#~#", "~~#", "###"],
            id="a block of two by two",
        ),
        pytest.param(
            [["a", "b", "c"], ["d"], ["e", "f"]],
            [["a", "b", "c"], ["d", "", ""], ["e", "f", ""]],
            ["###", "#..", "##."],
            id="ragged rows are filled with cells that nobody printed",
        ),
        pytest.param(
            [[("a", 9, 1), "b"], ["c"]],
            [["a", "b"], ["a", "c"]],
            ["##", "~#"],
            id="a rowspan beyond the last row is cut",
        ),
        pytest.param(
            [[("a", 0, 1), "b"], ["c"], ["d"]],
            [["a", "b"], ["a", "c"], ["a", "d"]],
            ["##", "~#", "~#"],
            id="a rowspan of nought reaches the last row",
        ),
        pytest.param(
            [[("title", 1, 9)], ["a", "b"]],
            [["title", "title"], ["a", "b"]],
            ["#~", "##"],
            id="a colspan beyond every other row is cut",
        ),
        pytest.param(
            [["a", ("tall", 2, 1), "c"], [("wide", 1, 3)]],
            [["a", "tall", "c"], ["wide", "tall", ""]],
            ["###", "#~."],
            id="a wide cell stops at a tall one",
        ),
        pytest.param([["", "a"]], [["", "a"]], ["##"], id="a blank cell is printed"),
        pytest.param([], [], [], id="no rows at all"),
    ],
)
def test_fill_rows(rows, expected, look):
    table = fill_rows(rows_of(*rows), TABLE)

    assert texts(table) == expected
    assert marks(table) == look


def test_every_cell_knows_its_place_and_a_repeat_the_place_of_its_first():
    table = fill_rows(rows_of([("a", 2, 2), "b"], ["c"]), TABLE)

    first, copy = table.rows[0][0], table.rows[1][1]
    assert (first.row, first.column, first.rowspan, first.colspan) == (0, 0, 2, 2)
    assert (copy.row, copy.column, copy.rowspan, copy.colspan) == (1, 1, 2, 2)
    assert copy.origin == first.origin == Origin(page=2, table=3, row=0, column=0)
    assert table.rows[1][2].origin.locator == "p2.t3.r2c3"


def test_a_filler_has_the_place_of_the_table_only():
    table = fill_rows(rows_of(["a", "b"], ["c"]), TABLE)

    assert table.rows[1][1].origin == TABLE


def test_doubt_and_candidates_reach_every_place_of_a_cell():
    span = Span("7", colspan=2, doubt="ocr", candidates=("1",))

    table = fill_grid([span, Span("a", row=1), Span("b", row=1, column=1)], TABLE)

    assert [(cell.doubt, cell.candidates) for cell in table.rows[0]] == [("ocr", ("1",))] * 2


def test_given_places_are_kept():
    table = fill_grid([Span("a", row=0, column=1), Span("b", row=2, column=0)], TABLE, "aligned")

    assert texts(table) == [["", "a"], ["", ""], ["b", ""]]
    assert marks(table) == [".#", "..", "#."]
    assert table.layout == "aligned"


def test_of_two_spans_for_one_place_both_texts_survive():
    table = fill_grid([Span("a", 1, 2, 0, 0), Span("b", row=0, column=1)], TABLE)

    assert table.text == "a\tb"


def test_a_table_blown_up_by_its_spans_is_refused():
    rows = [[Span("x", colspan=1000) for _ in range(1000)]]

    with pytest.raises(Unreadable) as error:
        fill_rows(rows, TABLE)

    assert error.value.problem.code == "FILE.TOO_LARGE"


def test_a_long_table_of_wide_rows_is_refused(monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 50)

    with pytest.raises(Unreadable) as error:
        fill_rows(rows_of(*[["x"] * 6] * 9), TABLE)

    assert error.value.problem.code == "FILE.TOO_LARGE"
