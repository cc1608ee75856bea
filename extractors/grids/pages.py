"""Pages -> document: page furniture off, tables and paragraphs joined over page breaks, blocks numbered."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from extractors.grids.borderless.find import count_values, find_aligned
from extractors.grids.ruling.cells import PieceCell, TablePiece
from extractors.grids.ruling.join import can_join, join
from extractors.grids.ruling.prose import SIZE_STEP, Body, VisualLine, make_line, make_prose, measure_body
from extractors.grids.ruling.shifted import spread_shifted
from extractors.grids.ruling.sideways import doubt_torn
from extractors.grids.ruling.text import split_lines
from extractors.model.document import Block, Box, Cell, Origin, Table
from extractors.model.frozen import make_all

MARGIN = 0.12
"""Share of the page height, at the top and at the bottom, where page numbers and running heads stand."""
SHORT = 0.5
"""Share of the page width that a head on every other page does not exceed."""
PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*(?:/\W*\d{1,4}\W*)?")
DIGITS = re.compile(r"\d+")

Item = TablePiece | VisualLine


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """The ruled tables and the free lines of one page, before pages are joined."""

    page: int
    width: float
    height: float
    pieces: tuple[TablePiece, ...]
    lines: tuple[VisualLine, ...]


def join_pages(pages: Sequence[PageBlocks]) -> tuple[Block, ...]:
    """The blocks of the document in reading order.

    Page numbers and repeated heads are off, tables and paragraphs cut by a page break are joined, borderless tables are
    found by alignment. A cell's Origin counts the table on its page and the rows and columns of what that page shows.
    """
    doubt_torn(page.pieces for page in pages)
    items = _join_tables(pages, _find_furniture(pages))
    if not items:
        return ()
    items = find_aligned(items, measure_body([item for item in items if isinstance(item, VisualLine)]))
    return _make_blocks(items, _measure(items))


def _measure(items: Sequence[Item]) -> Body:
    lines = [item for item in items if isinstance(item, VisualLine)]
    return measure_body([line for line in lines if count_values(line) == 0] or lines)


def _find_furniture(pages: Sequence[PageBlocks]) -> set[int]:
    """Identities of the lines that belong to the page and not to the text."""
    edges = [(page, line) for page in pages for line in _edge_lines(page)]
    numbers: dict[tuple[str, int], set[int]] = {}
    for page, line in edges:
        numbers.setdefault(_mark(page, line), set()).add(page.page)
    enough = max(2, len(pages) * 2 // 5)
    found = {
        id(line)
        for page, line in edges
        if len(on := numbers[_mark(page, line)]) >= enough
        and not _is_row_of_numbers(line)
        and (_has_neighbours(on) or _is_small(line, page))
    }
    return found | {id(line) for _, line in edges if PAGE_NUMBER.fullmatch(line.text)}


def _has_neighbours(pages: set[int]) -> bool:
    return any(page + 1 in pages for page in pages)


def _is_small(line: VisualLine, page: PageBlocks) -> bool:
    """Whether the line is short and no larger than the text, as heads on every other page are.

    The first lines of reports bound together come again too: a title, and prose as wide as the page.
    """
    sizes = sorted(other.size for other in page.lines)
    return line.size <= SIZE_STEP * sizes[len(sizes) // 2] and line.right - line.left < SHORT * page.width


def _edge_lines(page: PageBlocks) -> list[VisualLine]:
    """The outermost lines in the margins: up to two at the top, up to two at the bottom."""
    top = [line for line in page.lines[:2] if line.bottom < MARGIN * page.height]
    bottom = [line for line in page.lines[-2:] if line.top > (1 - MARGIN) * page.height]
    return top + bottom


def _mark(page: PageBlocks, line: VisualLine) -> tuple[str, int]:
    """What is the same on every page: the words without the numbers, and the height on the page."""
    return DIGITS.sub("#", "".join(line.text.split())), round(line.middle / 6)


def _is_row_of_numbers(line: VisualLine) -> bool:
    return len(line.runs) > 2 and not any(char.isalpha() for run in line.runs for char in run.text)


def _join_tables(pages: Sequence[PageBlocks], furniture: set[int]) -> list[Item]:
    """Lines and tables in reading order, pieces of one table joined where nothing stands between them."""
    items: list[Item] = []
    for page in pages:
        lines = [line for line in page.lines if id(line) not in furniture]
        own: list[Item] = sorted([*page.pieces, *lines], key=_top)
        last = items[-1] if items else None
        if own and isinstance(own[0], TablePiece) and isinstance(last, TablePiece) and _is_next(last, own[0]):
            items[-1] = join(last, own[0])
            own = own[1:]
        items += own
    for item in items:
        if isinstance(item, TablePiece) and len(item.pages) > 1:
            spread_shifted(item.cells)
    return [part for item in items for part in _release_frame(item)]


def _top(item: Item) -> float:
    return item.box[1] if isinstance(item, TablePiece) else item.top


def _is_next(last: TablePiece, piece: TablePiece) -> bool:
    return last.pages[-1] + 1 == piece.page and can_join(last, piece)


def _release_frame(item: Item) -> Iterable[Item]:
    """The lines inside a mere frame; anything else as it is."""
    if isinstance(item, TablePiece) and item.is_frame:
        return [make_line(item.page, line) for line in split_lines(item.runs)]
    return [item]


def _make_blocks(items: Sequence[Item], body: Body) -> tuple[Block, ...]:
    """Blocks with their index and the number of each table on its page."""
    blocks: list[Block] = []
    prose: list[VisualLine] = []
    tables: Counter[int] = Counter()
    for item in items:
        if isinstance(item, VisualLine):
            prose.append(item)
            continue
        if prose:
            blocks += make_prose(prose, body, len(blocks))
            prose = []
        tables.update(item.pages)
        blocks.append(_make_table(item, tables))
    if prose:
        blocks += make_prose(prose, body, len(blocks))
    return tuple(blocks)


_Square = tuple[str, tuple[Any, ...]]
"""The text of a cell and all its other fields, in their order."""


def _make_table(piece: TablePiece, tables: Counter[int]) -> Table:
    """The table of a piece; its records are made all at once, for this runs for every cell of every report."""
    height, width = piece.rows, len(piece.xs) - 1
    grid: list[_Square | None] = [None] * (height * width)
    for cell, origin in zip(piece.cells, _make_origins(piece.cells, tables), strict=True):
        _lay(grid, (height, width), cell, origin)
    origin = Origin(piece.page, Box(*piece.box), None, tables[piece.page])
    blank = Origin(piece.page, None, None, tables[piece.page])
    squares = [
        square or ("", (*divmod(place, width), blank, 1, 1, False, piece.blank_doubt, ()))
        for place, square in enumerate(grid)
    ]
    made = make_all(Cell, [text for text, _ in squares], [others for _, others in squares])
    rows = tuple([tuple(made[row * width : (row + 1) * width]) for row in range(height)])
    return Table(rows, origin, piece.layout)


def _make_origins(cells: Sequence[PieceCell], tables: Counter[int]) -> list[Origin]:
    boxes = make_all(Box, [cell.box[0] for cell in cells], [cell.box[1:] for cell in cells])
    others = [(box, None, tables[cell.page], *cell.local, None, None) for cell, box in zip(cells, boxes, strict=True)]
    return make_all(Origin, [cell.page for cell in cells], others)


def _lay(grid: list[_Square | None], size: tuple[int, int], cell: PieceCell, origin: Origin) -> None:
    """Put a cell and its repeats into the grid; a square that is taken stays so, in doubt if that hides text."""
    text, height, width, doubt = cell.text, cell.rowspan, cell.colspan, cell.doubt
    rows, columns = size
    for row in range(cell.row, min(cell.row + height, rows)):
        for column in range(cell.column, min(cell.column + width, columns)):
            place = row * columns + column
            if grid[place] is None:
                is_repeat = row != cell.row or column != cell.column
                grid[place] = text, (row, column, origin, height, width, is_repeat, doubt, ())
            elif text and row == cell.row and column == cell.column:
                first, (*others, _, parts) = cast("_Square", grid[place])
                grid[place] = first, (*others, "overprinted", parts)
