"""Spans to a filled rectangular grid: the one way in which every reader makes a table.

A reader either lists the cells of each row as the file states them (``fill_rows``: HTML, text), or says where each
cell stands (``fill_grid``: docx, OFD, ruling lines). Two cells never share a place; what runs over another cell or over
the edge is clipped, and no printed text is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from extractors.document import Box, Cell, Layout, Origin, Table, Unreadable

MAX_CELLS = 1_000_000
MAX_SPAN = 1_000
"""HTML's own limit of a colspan; nothing printed needs more."""
_MAX_COLUMNS = 4_096
_SHARED_COLUMNS = 64
_SHARED_ROWS = 2_048


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
    busy_until: list[int] = []
    columns = [_find_columns(row, number, busy_until, len(rows)) for number, row in enumerate(rows)]
    grid = _open_grid(len(rows), max([found[-1] + 1 for found in columns if found], default=0), origin)
    for number, row in enumerate(rows):
        line, homes = grid.lines[number], grid.homes[number]
        for column, cell in zip(columns[number], row, strict=True):
            if not isinstance(cell, str):
                grid.place(cell)
            elif column < _SHARED_COLUMNS:
                line[column] = Cell(cell, number, column, homes[column])
            else:
                line[column] = Cell(cell, number, column, grid.find_home(number, column))
    return grid.close(layout)


def _find_columns(row: Row, number: int, busy_until: list[int], row_count: int) -> Sequence[int]:
    """Where each cell of a row begins, left to right; ``busy_until`` is the row below the last cell of each column."""
    while busy_until and busy_until[-1] <= number:
        busy_until.pop()
    columns = []
    column, busy = 0, len(busy_until)
    for cell in row:
        while column < busy and busy_until[column] > number:
            column += 1
        columns.append(column)
        if isinstance(cell, str):
            column += 1
            continue
        cell.row, cell.column = number, column
        column = column + 1 if cell.rowspan == cell.colspan == 1 else _occupy(busy_until, cell, row_count)
        busy = len(busy_until)
    return columns


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


def fill_grid(spans: Sequence[Span], origin: Origin, layout: Layout = "grid", row_count: int | None = None) -> Table:
    """The table of cells whose places are known.

    Columns at the right edge in which no cell begins are dropped: a colspan beyond the edge prints nothing there. Where
    two spans want one place, the earlier has it and the later goes to the next free one. ``row_count`` is given when
    the last rows may have no cell of their own.

    Raises:
        Unreadable: FILE.TOO_LARGE for more than ``MAX_CELLS`` places.
    """
    height = max([span.row + 1 for span in spans], default=0) if row_count is None else row_count
    grid = _open_grid(height, max([span.column + 1 for span in spans], default=0), origin)
    for span in spans:
        row, column = span.row, span.column
        is_plain = (
            span.rowspan == span.colspan == 1 and span.box is None and not span.doubt and column < _SHARED_COLUMNS
        )
        if is_plain and grid.lines[row][column] is None:
            grid.lines[row][column] = Cell(span.text, row, column, grid.homes[row][column])
        else:
            grid.place(span)
    return grid.close(layout)


@dataclass(slots=True)
class _Grid:
    """A table while it is filled."""

    table: Origin
    lines: list[list[Cell | None]]
    homes: list[tuple[Origin, ...]]
    """The origins of each row's places, as far as they are shared."""

    def place(self, span: Span) -> None:
        """Puts a span on its places, as far as they are free."""
        row, column = span.row, span.column
        line = self.lines[row]
        while column < len(line) and line[column] is not None:
            column += 1
        if column >= len(line):
            line.append(None)
        origin = self.find_home(row, column, span.box)
        # Positions, not names: this runs for every cell of every report.
        if span.rowspan == span.colspan == 1:
            line[column] = Cell(span.text, row, column, origin, 1, 1, False, span.doubt, span.candidates)
            return
        below, right = self._clip(span, column)
        height, width = below - row, right - column
        line[column] = Cell(span.text, row, column, origin, height, width, False, span.doubt, span.candidates)
        for r in range(row, below):
            line = self.lines[r]
            for c in range(column if r > row else column + 1, right):
                line[c] = Cell(span.text, r, c, origin, height, width, True, span.doubt, span.candidates)

    def find_home(self, row: int, column: int, box: Box | None = None) -> Origin:
        """The origin of the cell that begins at a place."""
        if box is None and column < len(self.homes[row]):
            return self.homes[row][column]
        return Origin(self.table.page, box, None, self.table.table, row, column)

    def _clip(self, span: Span, column: int) -> tuple[int, int]:
        """The row below and the column right of the free rectangle that begins at a span's corner."""
        row = self.lines[span.row]
        right = column + 1
        while right < min(column + span.colspan, len(row)) and row[right] is None:
            right += 1
        end = len(self.lines) if span.rowspan == 0 else min(span.row + span.rowspan, len(self.lines))
        below = span.row + 1
        while below < end and _is_free(self.lines[below], column, right):
            below += 1
        return below, right

    def close(self, layout: Layout) -> Table:
        """The table, rectangular."""
        widest = max(map(len, self.lines), default=0)
        rows = tuple(_pad(line, number, widest, self.table) for number, line in enumerate(self.lines))
        return Table(rows, self.table, layout)


def _open_grid(height: int, width: int, origin: Origin) -> _Grid:
    if height * width > MAX_CELLS:
        raise Unreadable("FILE.TOO_LARGE", f"a table of {height} rows and {width} columns")
    shared = min(width, _SHARED_COLUMNS)
    homes = [_list_homes(origin.page, origin.table, row, shared) for row in range(height)]
    return _Grid(origin, [[None] * width for _ in range(height)], homes)


@lru_cache(_SHARED_ROWS)
def _list_homes(page: int | None, table: int | None, row: int, width: int) -> tuple[Origin, ...]:
    """The origins of the places of a row. They say nothing of what stands there: all documents share them."""
    return tuple(Origin(page, None, None, table, row, column) for column in range(width))


def _is_free(row: list[Cell | None], left: int, right: int) -> bool:
    return right <= len(row) and all(cell is None for cell in row[left:right])


def _pad(line: list[Cell | None], number: int, width: int, table: Origin) -> tuple[Cell, ...]:
    """The cells of a row, with one that nobody printed at every place that is still free."""
    line.extend([None] * (width - len(line)))
    if all(line):
        return cast("tuple[Cell, ...]", tuple(line))
    return tuple([Cell("", number, column, table) if cell is None else cell for column, cell in enumerate(line)])
