"""Spans to a filled rectangular grid: the one way in which every reader makes a table.

A reader either lists the cells of each row as the file states them (``fill_rows``: HTML, text), or says where each
cell stands (``fill_grid``: docx, OFD, ruling lines). Two cells never share a place; what runs over another cell or over
the edge is clipped, and no printed text is dropped.

Everybody prints the same form: where the cells stand is worked out once for a table of some shape and kept as a plan,
and every table is a plan with its words filled in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from operator import getitem
from typing import Any

from extractors.model.document import Box, Cell, Layout, Origin, Table, Unreadable
from extractors.model.frozen import make_all

MAX_CELLS = 1_000_000
MAX_SPAN = 1_000
"""HTML's own limit of a colspan; nothing printed needs more."""
_MAX_COLUMNS = 4_096
_SINGLE = (1, 1)
_KEPT_PLANS = 128
_KEPT_PLACES = 2_048
"""Of a plan that is kept; the tables of the form have 60 to 500."""
_KEPT_CELLS = 4
_KEPT_SIGNS = 64
"""Of a text that is kept with its cell; hardly a label of the form is longer."""


@dataclass(slots=True)
class Span:
    """A cell as the file states it."""

    text: str
    rowspan: int = 1
    """0: down to the last row."""
    colspan: int = 1
    row: int = 0
    column: int = 0
    """Place of the top left corner; ``fill_rows`` finds it, ``fill_grid`` takes it as given."""
    doubt: str = ""
    box: Box | None = None
    candidates: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Signs of its text, as a bare text has them."""
        return len(self.text)

    def __bool__(self) -> bool:
        """A cell without text is a cell."""
        return True


Row = Sequence[Span | str]
"""The cells of a row as they follow one another; one that takes a single place may be given as its bare text."""


def get_text(cell: Span | str) -> str:
    """The text of a cell that a reader hands to ``fill_rows``."""
    return cell if isinstance(cell, str) else cell.text


def is_printed(cell: Cell) -> bool:
    """False for a cell that only makes a ragged row rectangular: nothing stands there, so its origin has no row."""
    return cell.origin.row is not None


def fill_rows(rows: Sequence[Row], origin: Origin, layout: Layout = "grid") -> Table:
    """The table of rows whose cells follow one another, each beginning at the first place that is still free.

    Raises:
        Unreadable: FILE.TOO_LARGE when the spans blow the table up beyond ``MAX_CELLS``.
    """
    texts: list[Any] = [*chain.from_iterable(rows)]
    spans = [(number, cell) for number, cell in enumerate(texts) if not isinstance(cell, str)]
    shape = tuple(map(len, rows)), tuple([(number, span.rowspan, span.colspan) for number, span in spans])
    for number, span in spans:
        texts[number] = span.text
    plan = _find_plan(_plan_rows, shape, len(rows), len(texts), origin)
    return _fill(texts, spans, plan, origin, layout)


def fill_grid(spans: Sequence[Span], origin: Origin, layout: Layout = "grid", row_count: int | None = None) -> Table:
    """The table of cells whose places are known.

    Columns at the right edge in which no cell begins are dropped: a colspan beyond the edge prints nothing there. Where
    two spans want one place, the earlier has it and the later goes to the next free one. ``row_count`` is given when
    the last rows may have no cell of their own.

    Raises:
        Unreadable: FILE.TOO_LARGE for more than ``MAX_CELLS`` places.
    """
    height = max([span.row + 1 for span in spans], default=0) if row_count is None else row_count
    places = [(span.rowspan, span.colspan, span.row, span.column) for span in spans]
    plan = _find_plan(_plan_grid, tuple(places), height, len(places), origin)
    return _fill([span.text for span in spans], enumerate(spans), plan, origin, layout)


Place = tuple[int, int, int, int]
"""Rowspan, colspan, row and column of a cell, as ``Span`` has them."""


def fill_places(texts: list[str], places: Sequence[Place], origin: Origin, row_count: int) -> Table:
    """The same for cells of which nothing but text and place is known, as Word has them: no ``Span`` for every cell.

    Raises:
        Unreadable: FILE.TOO_LARGE for more than ``MAX_CELLS`` places.
    """
    plan = _find_plan(_plan_grid, tuple(places), row_count, len(places), origin)
    return _fill(texts, (), plan, origin, "grid")


def place_again(table: Table, origin: Origin) -> Table:
    """A table of cells without doubts, under the number that it has in another document."""
    own = [cell for row in table.rows for cell in row if not cell.is_repeat and is_printed(cell)]
    places = [(cell.rowspan, cell.colspan, cell.row, cell.column) for cell in own]
    return fill_places([cell.text for cell in own], places, origin, row_count=len(table.rows))


@dataclass(slots=True)
class _GridPlan:
    """Where the cells of a table stand: for each place, row by row, which cell it shows, and all but the words."""

    height: int
    width: int
    picks: tuple[int, ...]
    """Number of the cell at each place; -1 where nothing is printed."""
    places: tuple[tuple[Any, ...], ...]
    """The fields of ``Cell`` after its text."""
    is_used: bool = False
    shelves: tuple["_Shelf", ...] = ()
    """For each place; made when the plan is used again."""

    def make_cells(self, texts: Sequence[str]) -> list[Cell]:
        """A cell for each place, with the text that is picked for it."""
        printed = map(texts.__getitem__, self.picks)
        if not self.is_used:
            self.is_used = True
            return make_all(Cell, printed, self.places)
        if not self.shelves:
            self.shelves = tuple(map(_Shelf, self.places))
        return list(map(getitem, self.shelves, printed))


class _Shelf(dict[str, Cell]):
    """The cells that were made for one place, by their text: nearly all reports print there a label, 0 or nothing."""

    __slots__ = ("place",)

    def __init__(self, place: tuple[Any, ...]) -> None:
        self.place = place

    def __missing__(self, text: str) -> Cell:
        cell = Cell(text, *self.place)
        if len(self) < _KEPT_CELLS and len(text) <= _KEPT_SIGNS:
            self[text] = cell
        return cell


def _fill(
    texts: list[str], spans: Iterable[tuple[int, Span]], plan: _GridPlan, origin: Origin, layout: Layout
) -> Table:
    """The planned table with its words. Every cell of every report is made here."""
    doubted = {number: span for number, span in spans if span.doubt or span.candidates or span.box}
    texts.append("")
    made = plan.make_cells(texts)
    if doubted:
        made = [_tell_more(cell, doubted.get(pick)) for cell, pick in zip(made, plan.picks, strict=True)]
    starts = range(0, plan.height * plan.width, plan.width) if plan.width else [0] * plan.height
    return Table(tuple([tuple(made[start : start + plan.width]) for start in starts]), origin, layout)


def _tell_more(cell: Cell, span: Span | None) -> Cell:
    """The cell with what its reader knows of it besides the text."""
    if span is None:
        return cell
    return replace(cell, origin=replace(cell.origin, box=span.box), doubt=span.doubt, candidates=span.candidates)


_MakePlan = Callable[[Any, int, Origin], "_GridPlan"]


def _find_plan(make: _MakePlan, shape: tuple[Any, ...], height: int, count: int, table: Origin) -> _GridPlan:
    """The plan that is kept for the shape of a table of so many cells, or a new one."""
    kept = _recall(make, shape, height, table) if count <= _KEPT_PLACES else None
    return kept or make(shape, height, table)


@lru_cache(_KEPT_PLANS)
def _recall(make: _MakePlan, shape: tuple[Any, ...], height: int, table: Origin) -> _GridPlan | None:
    plan = make(shape, height, table)
    return plan if len(plan.picks) <= _KEPT_PLACES else None


_RowShape = tuple[tuple[int, ...], tuple[tuple[int, int, int], ...]]
"""How many cells each row has, and of those that may take more than one place the number and the spans."""


def _plan_rows(shape: _RowShape, height: int, table: Origin) -> _GridPlan:
    """By the size of each cell, row by row."""
    lengths, told = shape
    sizes = {number: (rowspan, colspan) for number, rowspan, colspan in told}
    busy_until: list[int] = []
    spans: list[Span] = []
    for number, length in enumerate(lengths):
        column = 0
        for _ in range(length):
            rowspan, colspan = sizes.get(len(spans), _SINGLE)
            while column < len(busy_until) and busy_until[column] > number:
                column += 1
            span = Span("", rowspan, colspan, number, column)
            column = column + 1 if rowspan == colspan == 1 else _occupy(busy_until, span, height)
            spans.append(span)
    return _plan(spans, height, table)


def _occupy(busy_until: list[int], span: Span, row_count: int) -> int:
    """Marks the columns under a span as taken; gives the column after it."""
    if span.column > _MAX_COLUMNS:
        raise Unreadable("FILE.TOO_LARGE", f"a table of more than {_MAX_COLUMNS} columns")
    span.colspan = min(max(span.colspan, 1), MAX_SPAN)
    below = row_count if span.rowspan == 0 else span.row + span.rowspan
    end = span.column + 1
    while end < span.column + span.colspan and (end >= len(busy_until) or busy_until[end] <= span.row):
        end += 1
    busy_until.extend([0] * (end - len(busy_until)))
    busy_until[span.column : end] = [below] * (end - span.column)
    span.colspan = end - span.column
    return end


def _plan_grid(shape: Sequence[Place], height: int, table: Origin) -> _GridPlan:
    """By the size and corner of each cell."""
    return _plan([Span("", *place) for place in shape], height, table)


def _plan(spans: Sequence[Span], height: int, table: Origin) -> _GridPlan:
    width = max([span.column + 1 for span in spans], default=0)
    if height * width > MAX_CELLS:
        raise Unreadable("FILE.TOO_LARGE", f"a table of {height} rows and {width} columns")
    lines: list[list[_Place | None]] = [[None] * width for _ in range(height)]
    for pick, span in enumerate(spans):
        _place(lines, span, pick, table)
    widest = max(map(len, lines), default=0)
    blank = _Place(-1, table, 1, 1)
    filled = [(line[column] if column < len(line) else None) or blank for line in lines for column in range(widest)]
    return _GridPlan(
        height,
        widest,
        picks=tuple([place.pick for place in filled]),
        places=tuple([_write_place(place, *divmod(number, widest)) for number, place in enumerate(filled)]),
    )


@dataclass(slots=True)
class _Place:
    """One place of a table: which cell it shows, where that begins, and how far it reaches."""

    pick: int
    home: Origin
    height: int
    width: int
    is_repeat: bool = False


def _write_place(place: _Place, row: int, column: int) -> tuple[Any, ...]:
    return row, column, place.home, place.height, place.width, place.is_repeat, "", ()


def _place(lines: list[list[_Place | None]], span: Span, pick: int, table: Origin) -> None:
    """Puts a span on its places, as far as they are free."""
    row, column = span.row, span.column
    line = lines[row]
    while column < len(line) and line[column] is not None:
        column += 1
    if column >= len(line):
        if column > _MAX_COLUMNS:
            raise Unreadable("FILE.TOO_LARGE", f"a table of more than {_MAX_COLUMNS} columns")
        line.append(None)
    home = Origin(table.page, None, None, table.table, row, column)
    below, right = (row + 1, column + 1) if span.rowspan == span.colspan == 1 else _clip(lines, span, column)
    height, width = below - row, right - column
    for r in range(row, below):
        lines[r][column:right] = [_Place(pick, home, height, width, True)] * width
    line[column] = _Place(pick, home, height, width)


def _clip(lines: list[list[_Place | None]], span: Span, column: int) -> tuple[int, int]:
    """The row below and the column right of the free rectangle that begins at a span's corner."""
    row = lines[span.row]
    right = column + 1
    while right < min(column + span.colspan, len(row)) and row[right] is None:
        right += 1
    end = len(lines) if span.rowspan == 0 else min(span.row + span.rowspan, len(lines))
    below = span.row + 1
    while below < end and _is_free(lines[below], column, right):
        below += 1
    return below, right


def _is_free(row: list[_Place | None], left: int, right: int) -> bool:
    return right <= len(row) and all(place is None for place in row[left:right])
