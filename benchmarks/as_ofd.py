"""The report as an OFD file, through the tests' own writer: the prose on one page, each table on its own."""

from forge import Facts, Look
from forge.grid import GridCell, GridTable
from forge.page import Line, Piece, compose
from ofd_writer import PAGE_HEIGHT, PAGE_WIDTH, SIZE, Sheet, write_ofd

_MARGIN = 8.0
_LINE = 1.6 * SIZE
_SIGNS = int((PAGE_WIDTH - 2 * _MARGIN) / SIZE)
_LAST_LINE = PAGE_HEIGHT - 20.0
_STEP = 1.1 * SIZE
_NARROWEST = 12.0
"""Millimetres of a column of numbers."""


def to_ofd(facts: Facts, look: Look) -> bytes:
    """The bytes of the package."""
    book = _Book()
    for piece in compose(facts, look):
        book.add(piece)
    return write_ofd(book.sheets)


class _Book:
    """Fills page after page."""

    def __init__(self) -> None:
        self.sheets = [Sheet()]
        self.at = 2 * _MARGIN

    def add(self, piece: Piece) -> None:
        if isinstance(piece, Line):
            for paragraph in piece.text.split("\n"):
                self._write(paragraph)
        else:
            self._draw(piece)

    def _write(self, text: str) -> None:
        for start in range(0, len(text), _SIGNS):
            if self.at > _LAST_LINE:
                self._turn()
            self.sheets[-1].write(_MARGIN, self.at, text[start : start + _SIGNS])
            self.at += _LINE

    def _turn(self) -> None:
        self.sheets.append(Sheet())
        self.at = 2 * _MARGIN

    def _draw(self, table: GridTable) -> None:
        across = _find_edges(table)
        printed = {cell: _wrap(cell, across) for cell in table.cells}
        down = [0.0]
        for row in range(table.row_count):
            most = max(
                (len(lines) for cell, lines in printed.items() if (cell.row, cell.rowspan) == (row, 1)), default=1
            )
            down.append(down[-1] + most * _STEP + 2.0)
        if self.at + down[-1] > PAGE_HEIGHT - _MARGIN:
            self._turn()
            self.at = _MARGIN
        for cell, lines in printed.items():
            left, right = across[cell.column], across[cell.column + cell.colspan]
            top, bottom = self.at + down[cell.row], self.at + down[cell.row + cell.rowspan]
            self.sheets[-1].draw_cell(left, top, right, bottom, "\n".join(lines))
        self.at += down[-1] + 2 * _LINE


def _wrap(cell: GridCell, across: list[float]) -> list[str]:
    """The lines that fit the width of a cell; a number stays whole."""
    if cell.kind == "value":
        return [cell.text]
    signs = max(1, int((across[cell.column + cell.colspan] - across[cell.column] - 1) / SIZE))
    text = cell.text.replace("\n", "")
    return [text[start : start + signs] for start in range(0, len(text), signs)] or [""]


def _find_edges(table: GridTable) -> list[float]:
    """Where the columns begin: by weight, and none too narrow for a number."""
    width = PAGE_WIDTH - 2 * _MARGIN
    spare = width - _NARROWEST * len(table.weights)
    total, edges = sum(table.weights), [_MARGIN]
    for weight in table.weights:
        edges.append(edges[-1] + _NARROWEST + spare * weight / total)
    return edges
