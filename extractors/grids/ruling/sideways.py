"""Tables too broad for their page, as spreadsheets print them: the columns without room stand on another page.

A cell that reaches over the seam is cut, and its text may be printed on either page: the other part is no blank.
"""

from collections.abc import Iterable, Iterator, Sequence

from extractors.grids.ruling.cells import PieceCell, TablePiece
from extractors.grids.ruling.text import NUMERIC

FEWEST_ROWS = 3
"""Rows of a table that say alone that it goes on beside itself; fewer do where another table does."""
SAME_PLACE = 2.0
"""Points within which rules on two pages stand at one height: of a double rule either line may be the one."""
UNLABELLED = 0.5
"""Share of the rows that begin with words, up to which a table is the rest of another one."""


def doubt_torn(pages: Iterable[Sequence[TablePiece]]) -> None:
    """Doubt the blank cells at the seams of tables that go on beside themselves on another page."""
    pairs = list(_list_pairs(pages))
    if any(piece.rows >= FEWEST_ROWS for piece, _ in pairs):
        for pair in pairs:
            for piece in pair:
                _doubt(piece)


def _list_pairs(pages: Iterable[Sequence[TablePiece]]) -> Iterator[tuple[TablePiece, TablePiece]]:
    """Tables on two pages of which the later one may be the rest of the other's rows."""
    seen: list[TablePiece] = []
    for pieces in pages:
        for piece in pieces if seen else ():
            alike = [other for other in seen if other.rows == piece.rows]
            if alike and _is_unlabelled([cell for cell in piece.cells if cell.column == 0]):
                heights = _list_heights(piece)
                yield from ((piece, other) for other in alike if _are_level(_list_heights(other), heights))
        seen += pieces


def _is_unlabelled(first: Sequence[PieceCell]) -> bool:
    worded = sum(any(char.isalpha() and char not in NUMERIC for char in cell.text) for cell in first)
    return bool(first) and worded <= UNLABELLED * len(first)


def _list_heights(piece: TablePiece) -> list[float]:
    """Where the rows begin on the page."""
    return [min(tops) for row in range(piece.rows) if (tops := [c.box[1] for c in piece.cells if c.row == row])]


def _are_level(heights: Sequence[float], others: Sequence[float]) -> bool:
    return len(heights) == len(others) and all(
        abs(one - other) <= SAME_PLACE for one, other in zip(heights, others, strict=True)
    )


def _doubt(piece: TablePiece) -> None:
    last = len(piece.xs) - 1
    for cell in piece.cells:
        if not cell.text and not cell.doubt and (cell.column == 0 or cell.column + cell.colspan == last):
            cell.doubt = "torn"
