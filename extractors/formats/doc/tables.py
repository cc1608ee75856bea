"""Paragraphs of a binary Word document put in their tables, and the rows' edges in twips made columns of one grid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.formats.doc.sprm import RowShape
from extractors.formats.doc.text import DocParagraph
from extractors.grids.grid import Span, fill_grid, fill_rows
from extractors.model.document import Origin, Table

_CELL_END = "\x07"
_SAME_EDGE = 60
"""Twips (3 points): edges dragged by hand miss one another by less, and no column is narrower."""


@dataclass(slots=True)
class DocRow:
    """One row as stored: the content of its cells, and their geometry when the file says it."""

    cells: list[list["str | DocTable"]]
    shape: RowShape | None

    @property
    def is_sound(self) -> bool:
        """True when the geometry has a place for each cell."""
        if self.shape is None or len(self.shape.edges) != len(self.cells) + 1:
            return False
        edges = self.shape.edges
        return all(left <= right for left, right in pairwise(edges))


@dataclass(slots=True)
class DocTable:
    """Rows that follow one another without a paragraph between them."""

    rows: list[DocRow] = field(default_factory=list)
    _cells: list[list["str | DocTable"]] = field(default_factory=list)
    _content: list["str | DocTable"] = field(default_factory=list)

    @property
    def is_layout(self) -> bool:
        """True for a table that holds tables: it only arranges the page."""
        return any(isinstance(part, DocTable) for row in self.rows for cell in row.cells for part in cell)

    def add(self, part: "str | DocTable") -> None:
        """Puts a paragraph or an inner table into the cell that is open."""
        self._content.append(part)

    def end_cell(self) -> None:
        """Closes the open cell."""
        self._cells.append(self._content)
        self._content = []

    def end_row(self, shape: RowShape | None) -> None:
        """Closes the open row; what stands in no cell makes one."""
        if any(self._content):
            self.end_cell()
        if self._cells:
            self.rows.append(DocRow(self._cells, shape))
        self._cells, self._content = [], []


def group_tables(paragraphs: Sequence[DocParagraph]) -> Iterator[DocParagraph | DocTable]:
    """Paragraphs outside tables and whole tables, in reading order."""
    open_tables: list[DocTable] = []
    for paragraph in paragraphs:
        look = paragraph.look
        depth = max(look.depth, 1) if paragraph.end == _CELL_END else look.depth
        while len(open_tables) > depth:
            yield from _close(open_tables)
        if depth == 0:
            yield paragraph
            continue
        while len(open_tables) < depth:
            open_tables.append(DocTable())
        _add_paragraph(open_tables[-1], paragraph)
    while open_tables:
        yield from _close(open_tables)


def _add_paragraph(table: DocTable, paragraph: DocParagraph) -> None:
    look = paragraph.look
    if look.is_row_end:
        table.end_row(look.shape)
        return
    table.add(paragraph.text)
    if look.is_cell_end or paragraph.end == _CELL_END:
        table.end_cell()


def _close(open_tables: list[DocTable]) -> Iterator[DocTable]:
    """Takes the innermost table off the list; it goes into the cell around it, or out when it is the outermost."""
    table = open_tables.pop()
    table.end_row(None)
    if open_tables:
        open_tables[-1].add(table)
    elif table.rows:
        yield table


def build_table(table: DocTable, origin: Origin) -> Table:
    """The filled grid; its layout is ``lines`` when a row's geometry does not fit its cells."""
    if not all(row.is_sound for row in table.rows):
        return fill_rows([[Span(_join(cell)) for cell in row.cells] for row in table.rows], origin, "lines")
    column_of = _number_edges([row.shape.edges for row in table.rows if row.shape is not None])
    spans = [span for number, row in enumerate(table.rows) for span in _place_row(row, number, column_of)]
    return fill_grid(_merge_down(spans), origin, row_count=len(table.rows))


@dataclass(slots=True)
class _Placed:
    span: Span
    is_covered: bool
    """True for a cell that continues the one above."""


def _place_row(row: DocRow, number: int, column_of: dict[int, int]) -> Iterator[_Placed]:
    shape = row.shape
    if shape is None:
        return
    placed: _Placed | None = None
    for index, cell in enumerate(row.cells):
        left, right = column_of[shape.edges[index]], column_of[shape.edges[index + 1]]
        if placed is not None and shape.is_covered[index]:
            placed.span.colspan = right - placed.span.column
            continue
        if placed is not None:
            yield placed
        span = Span(_join(cell), 1, max(right - left, 1), number, left)
        placed = _Placed(span, shape.vertical[index] == "covered")
        if right == left and not span.text:
            placed = None
    if placed is not None:
        yield placed


def _merge_down(placed: list[_Placed]) -> list[Span]:
    """The spans, each cell that continues the one above given to it; without one above it stays a cell of its own."""
    kept: list[Span] = []
    above: dict[tuple[int, int], Span] = {}
    for cell in placed:
        span, place = cell.span, (cell.span.column, cell.span.colspan)
        first = above.get(place)
        if cell.is_covered and first is not None and first.row + first.rowspan == span.row:
            first.rowspan += 1
            continue
        above[place] = span
        kept.append(span)
    return kept


def _number_edges(rows: Sequence[tuple[int, ...]]) -> dict[int, int]:
    """Edge in twips to column: edges that nearly coincide are one, unless they are two edges of one row."""
    rows_with: dict[int, set[int]] = {}
    for number, edges in enumerate(rows):
        for edge in edges:
            rows_with.setdefault(edge, set()).add(number)
    column_of: dict[int, int] = {}
    start, taken, column = 0, set[int](), -1
    for edge in sorted(rows_with):
        if column < 0 or edge - start > _SAME_EDGE or taken & rows_with[edge]:
            start, taken, column = edge, set(), column + 1
        taken |= rows_with[edge]
        column_of[edge] = column
    return column_of


def _join(cell: Sequence[str | DocTable]) -> str:
    return "\n".join(part for part in cell if isinstance(part, str)).strip("\n")
