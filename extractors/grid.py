"""Spans to a filled rectangular grid: the one way in which every reader makes a table.

A reader either lists the cells of each row as the file states them (``fill_rows``: HTML, text), or says where each
cell stands (``fill_grid``: docx, OFD, ruling lines). Two cells never share a place; what runs over another cell or over
the edge is clipped, and no printed text is dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.document import Box, Cell, Layout, Origin, Table, Unreadable

MAX_CELLS = 1_000_000
MAX_SPAN = 1_000
"""HTML's own limit of a colspan; nothing printed needs more."""
_MAX_COLUMNS = 4_096


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


def is_printed(cell: Cell) -> bool:
    """False for a cell that only makes a ragged row rectangular: nothing stands there, so its origin has no row."""
    return cell.origin.row is not None


def fill_rows(rows: Sequence[Sequence[Span]], origin: Origin, layout: Layout = "grid") -> Table:
    """The table of rows whose cells follow one another, each beginning at the first place that is still free.

    Raises:
        Unreadable: FILE.TOO_LARGE when the spans blow the table up beyond ``MAX_CELLS``.
    """
    busy_until: list[int] = []
    spans: list[Span] = []
    for number, row in enumerate(rows):
        column = 0
        for span in row:
            while column < len(busy_until) and busy_until[column] > number:
                column += 1
            span.row, span.column = number, column
            column = column + 1 if span.rowspan == span.colspan == 1 else _occupy(busy_until, span, len(rows))
        spans.extend(row)
    return fill_grid(spans, origin, layout, row_count=len(rows))


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
    height = max((span.row + 1 for span in spans), default=0) if row_count is None else row_count
    width = max((span.column + 1 for span in spans), default=0)
    if height * width > MAX_CELLS:
        raise Unreadable("FILE.TOO_LARGE", f"a table of {height} rows and {width} columns")
    places: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for span in spans:
        _place(places, span, origin)
    widest = max((len(row) for row in places), default=0)
    return Table(tuple(_pad(row, number, widest, origin) for number, row in enumerate(places)), origin, layout)


def _place(places: list[list[Cell | None]], span: Span, table: Origin) -> None:
    row, column = span.row, span.column
    line = places[row]
    while column < len(line) and line[column] is not None:
        column += 1
    if column >= len(line):
        line.append(None)
    # Positions, not names: this runs for every cell of every report.
    origin = Origin(table.page, span.box, None, table.table, row, column)
    if span.rowspan == span.colspan == 1:
        line[column] = Cell(span.text, row, column, origin, 1, 1, False, span.doubt, span.candidates)
        return
    below, right = _clip(places, span, column)
    height, width = below - row, right - column
    for r in range(row, below):
        places[r][column:right] = [
            Cell(span.text, r, c, origin, height, width, True, span.doubt, span.candidates)
            for c in range(column, right)
        ]
    line[column] = Cell(span.text, row, column, origin, height, width, False, span.doubt, span.candidates)


def _clip(places: list[list[Cell | None]], span: Span, column: int) -> tuple[int, int]:
    """The row below and the column right of the free rectangle that begins at a span's corner."""
    row = places[span.row]
    right = column + 1
    while right < min(column + span.colspan, len(row)) and row[right] is None:
        right += 1
    end = len(places) if span.rowspan == 0 else min(span.row + span.rowspan, len(places))
    below = span.row + 1
    while below < end and _is_free(places[below], column, right):
        below += 1
    return below, right


def _is_free(row: list[Cell | None], left: int, right: int) -> bool:
    return right <= len(row) and all(cell is None for cell in row[left:right])


def _pad(row: Iterable[Cell | None], number: int, width: int, table: Origin) -> tuple[Cell, ...]:
    cells = [cell if cell is not None else Cell("", number, column, table) for column, cell in enumerate(row)]
    cells.extend(Cell("", number, column, table) for column in range(len(cells), width))
    return tuple(cells)
