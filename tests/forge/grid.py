"""Tables as cells with spans, before any format; and the cuts and mergers that issuers and page breaks make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from forge.form import Key


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as the issuer drew it; no two cells of a table cover the same place."""

    row: int
    column: int
    text: str
    kind: str
    """``head``, ``label``, ``side`` (a label that spans), ``value`` or ``empty``."""
    rowspan: int = 1
    colspan: int = 1
    key: Key | None = None

    @property
    def places(self) -> Iterable[tuple[int, int]]:
        """Every (row, column) that the cell covers."""
        return (
            (row, column)
            for row in range(self.row, self.row + self.rowspan)
            for column in range(self.column, self.column + self.colspan)
        )


@dataclass(frozen=True, slots=True)
class GridTable:
    """A rectangle of cells. ``weights`` are the relative widths of its columns."""

    code: str
    cells: tuple[GridCell, ...]
    weights: tuple[float, ...]
    head_rows: int = 0

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return max(cell.row + cell.rowspan for cell in self.cells)

    def rows(self) -> list[list[GridCell]]:
        """The cells by the row in which they begin, from left to right."""
        rows: list[list[GridCell]] = [[] for _ in range(self.row_count)]
        for cell in sorted(self.cells, key=lambda c: (c.row, c.column)):
            rows[cell.row].append(cell)
        return rows

    def owners(self) -> dict[tuple[int, int], GridCell]:
        """Which cell covers each place."""
        return {place: cell for cell in self.cells for place in cell.places}

    def matrix(self, *, repeat: bool = False) -> list[list[str]]:
        """The texts as a full rectangle; a merged cell gives its text once, or everywhere with ``repeat``."""
        owners = self.owners()
        return [
            [
                owners[r, c].text if repeat or (owners[r, c].row, owners[r, c].column) == (r, c) else ""
                for c in range(len(self.weights))
            ]
            for r in range(self.row_count)
        ]


def change_text(table: GridTable, change: Callable[[GridCell], str]) -> GridTable:
    """The table with every cell's text replaced."""
    return replace(table, cells=tuple(replace(cell, text=change(cell)) for cell in table.cells))


def unmerge(table: GridTable, kinds: tuple[str, ...], *, repeat: bool) -> GridTable:
    """The table with merged cells of these kinds cut into single ones, the others empty or repeating the text."""
    cells: list[GridCell] = []
    for cell in table.cells:
        if cell.kind not in kinds:
            cells.append(cell)
            continue
        for row, column in cell.places:
            first = (row, column) == (cell.row, cell.column)
            text = cell.text if first or repeat else ""
            kind = cell.kind if first or repeat else "empty"
            cells.append(GridCell(row, column, text, kind, key=cell.key if first else None))
    return replace(table, cells=tuple(cells))


def cut_rows(table: GridTable, at: int, *, repeat_head: bool, repeat_side: bool) -> tuple[GridTable, GridTable]:
    """Two tables: the rows above row ``at`` and the rest; a cell over the cut goes on below, empty or with its text."""
    above = tuple(replace(cell, rowspan=min(cell.rowspan, at - cell.row)) for cell in table.cells if cell.row < at)
    heads = tuple(cell for cell in table.cells if cell.row < table.head_rows) if repeat_head else ()
    shift = at - (table.head_rows if repeat_head else 0)
    below = tuple(_move_below(cell, at, shift, repeat_side) for cell in table.cells if cell.row + cell.rowspan > at)
    head_rows = table.head_rows if repeat_head else 0
    return replace(table, cells=above), replace(table, cells=heads + below, head_rows=head_rows)


def _move_below(cell: GridCell, at: int, shift: int, repeat_side: bool) -> GridCell:
    if cell.row >= at:
        return replace(cell, row=cell.row - shift)
    text = cell.text if repeat_side else ""
    return replace(cell, row=at - shift, rowspan=cell.row + cell.rowspan - at, text=text)


def stack(code: str, tables: tuple[GridTable, ...], columns: int) -> GridTable:
    """One table made of several, one below the other, on ``columns`` narrow columns."""
    cells: list[GridCell] = []
    top = 0
    for table in tables:
        edges = _spread(len(table.weights), columns)
        for cell in table.cells:
            right = edges[cell.column + cell.colspan]
            left = edges[cell.column]
            cells.append(replace(cell, row=cell.row + top, column=left, colspan=right - left))
        top += table.row_count
    return GridTable(code, tuple(cells), (1.0,) * columns)


def _spread(few: int, many: int) -> list[int]:
    """Where ``few`` columns end when laid over ``many``: the first takes what cannot be shared out."""
    width = many // few
    return [0, *(many - width * (few - i) for i in range(1, few + 1))]
