"""Pieces of one table, cut by page breaks -> one table, with the rows and cells that the break cut put together."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from extractors.grids.ruling.cells import PieceCell, TablePiece
from extractors.grids.ruling.text import is_number

WIDTH_SLACK = 8.0
"""Points by which the outer edges of two pieces of one table may differ."""
COLUMN_SLACK = 6.0
"""Points within which two column boundaries on two pages are one."""
MARGIN_SHIFT = 60.0
"""Points by which a page may stand to the left or right of the page before it (mirrored margins)."""
LIST_NUMBER = re.compile(r"\s*(?:[(（]\s*\w{1,3}\s*[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．])")
"""How a label begins that is not the rest of another."""
REMARK = re.compile(r"[(（].*[)）]")
"""What is printed below a number to explain it."""

Pair = tuple[PieceCell, PieceCell]
Verdict = Literal["cut", "whole", "unsure"]


def can_join(upper: TablePiece, lower: TablePiece) -> bool:
    """Whether the lower piece, first on its page, may go on with the upper one, last on the page before."""
    width, other = upper.box[2] - upper.box[0], lower.box[2] - lower.box[0]
    is_as_wide = abs(width - other) <= WIDTH_SLACK and abs(upper.xs[0] - lower.xs[0]) <= MARGIN_SHIFT
    return is_as_wide and not (upper.is_frame and lower.is_frame)


def join(upper: TablePiece, lower: TablePiece) -> TablePiece:
    """One piece of two: columns united, a repeated head left out, the row and the groups that the break cut joined."""
    scaled = _scaled(lower, upper)
    xs = _unite(upper.xs, scaled)
    above, below = _respan(upper.cells, upper.xs, xs), _respan(lower.cells, scaled, xs)
    piece = max(cell.piece for cell in above) + 1
    for cell in below:
        cell.piece = piece
    below, dropped = _drop_repeated_head(above, below, lower.rows)
    pairs = _pair(above, below, upper.rows)
    is_open = upper.open_bottom and lower.open_top and not dropped
    verdict = _judge_cut(pairs, [cell for cell in below if cell.row == 0], is_open)
    if verdict == "unsure":
        _doubt_values(pairs)
    shift = upper.rows - 1 if verdict == "cut" else upper.rows
    cells = _merge(above, below, pairs, shift, upper.rows)
    return TablePiece(
        upper.page,
        xs,
        shift + lower.rows - dropped,
        cells,
        upper.box,
        upper.open_top,
        lower.open_bottom,
        pages=[*upper.pages, *lower.pages],
    )


def _scaled(lower: TablePiece, upper: TablePiece) -> list[float]:
    """The lower column boundaries, laid over the upper ones."""
    scale = (upper.xs[-1] - upper.xs[0]) / (lower.xs[-1] - lower.xs[0])
    return [upper.xs[0] + (x - lower.xs[0]) * scale for x in lower.xs]


def _unite(upper: Sequence[float], lower: Sequence[float]) -> list[float]:
    """The boundaries of both; those of the upper piece stand where a lower one comes near."""
    return sorted([*upper, *(x for x in lower if all(abs(x - other) > COLUMN_SLACK for other in upper))])


def _respan(cells: list[PieceCell], own: Sequence[float], xs: Sequence[float]) -> list[PieceCell]:
    """The cells over other columns; one between the two strokes of a double wall, which has no column of its own, goes.

    What is printed there is put to the cell beside it, and in doubt.
    """
    columns = [_nearest(xs, x) for x in own]
    kept: list[PieceCell] = []
    narrow: list[PieceCell] = []
    for cell in cells:
        left, right = columns[cell.column], columns[cell.column + cell.colspan]
        cell.column, cell.colspan = left, max(right - left, 1)
        (kept if right > left else narrow).append(cell)
    for cell in narrow:
        if cell.text:
            _put_beside(cell, kept)
    return kept


def _put_beside(cell: PieceCell, others: list[PieceCell]) -> None:
    """Add the text of a cell without a column to the one that begins or ends where it stands, else keep it."""
    row = [other for other in others if other.row <= cell.row < other.row + other.rowspan]
    edges = [(other.column, other.column + other.colspan) for other in row]
    beside = next((other for other, ends in zip(row, edges, strict=True) if cell.column in ends), None)
    if beside is None:
        others.append(cell)
        return
    beside.text = "\n".join(text for text in (beside.text, cell.text) if text)
    beside.doubt = beside.doubt or "astride"


def _nearest(places: Sequence[float], at: float) -> int:
    index = bisect_left(places, at)
    near = [i for i in (index - 1, index) if 0 <= i < len(places)]
    return min(near, key=lambda i: abs(places[i] - at))


def _drop_repeated_head(above: list[PieceCell], below: list[PieceCell], rows: int) -> tuple[list[PieceCell], int]:
    """The lower cells without the head rows that only repeat the first rows of the table, and how many those were."""
    repeated = 0
    while repeated < rows - 1 and _is_same_row(above, below, repeated):
        repeated += 1
    if repeated == 0 or any(cell.row < repeated < cell.row + cell.rowspan for cell in below):
        return below, 0
    kept = [cell for cell in below if cell.row >= repeated]
    for cell in kept:
        cell.row -= repeated
    return kept, repeated


def _is_same_row(above: list[PieceCell], below: list[PieceCell], row: int) -> bool:
    texts = [_squeezed(cell) for cell in above if cell.row == row]
    others = [_squeezed(cell) for cell in below if cell.row == row]
    has_words = any(text and not is_number(text) for text in texts)
    return texts == others and (has_words or not texts) and not any(is_number(text) for text in texts if text)


def _squeezed(cell: PieceCell) -> str:
    return "".join(cell.text.split())


def _pair(above: list[PieceCell], below: list[PieceCell], rows: int) -> list[Pair]:
    """Cells that the break may have cut: at the bottom of the upper and the top of the lower piece, equally wide."""
    bottom = {(cell.column, cell.colspan): cell for cell in above if cell.row + cell.rowspan == rows}
    top = [cell for cell in below if cell.row == 0]
    return [(bottom[key], cell) for cell in top if (key := (cell.column, cell.colspan)) in bottom]


def _is_group(pair: Pair) -> bool:
    """A side label over several rows."""
    return pair[0].rowspan > 1 or pair[1].rowspan > 1


def _judge_cut(pairs: list[Pair], lower_top: list[PieceCell], is_open: bool) -> Verdict:
    """Whether the last row above and the first row below are halves of one row.

    An open table is not enough: browsers leave out the rule whether or not the cut goes through a row. The halves tell:
    a label that goes on, or cells filled on one side only.
    """
    row = [pair for pair in pairs if not _is_group(pair)]
    paired = {id(low) for _, low in pairs}
    if not row or any(cell.text and id(cell) not in paired for cell in lower_top):
        return "whole"
    if not any(above.text for above, _ in row) or not any(below.text for _, below in row):
        return "cut" if is_open else "whole"
    if _goes_on_in_remarks(row):
        return "cut"
    labels, values = _part_labels(row)
    if any(_is_word_beside_number(pair) for pair in values):
        return "whole"
    if labels and (_goes_on_in_digits(labels, values) or _is_label_below(labels, values)):
        return "cut"
    if any(_begins_anew(pair) for pair in labels):
        return "whole"
    has_both = any(above.text and below.text for above, below in values)
    if labels and all(above.text and below.text for above, below in labels):
        return "cut" if has_both or is_open or _has_one_side(values) else "whole"
    is_split = bool(labels) and _has_one_side(values)
    return "cut" if is_split or (is_open and (labels or not has_both)) else "unsure"


def _part_labels(row: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The leading cells without a number, at least in a row that has no number at all, and the rest."""
    first = next((index for index, pair in enumerate(row) if _has_number(pair)), 1)
    return row[:first], row[first:]


def _has_number(pair: Pair) -> bool:
    return any(cell.text and is_number(_squeezed(cell)) for cell in pair)


def _is_word_beside_number(pair: Pair) -> bool:
    return bool(pair[0].text and pair[1].text) and is_number(_squeezed(pair[0])) != is_number(_squeezed(pair[1]))


def _goes_on_in_remarks(row: list[Pair]) -> bool:
    """Whether below the cut stand remarks in brackets and nothing else, each under a number or a stroke for none."""
    filled = [pair for pair in row if pair[1].text]
    return all(
        above.text and is_number(_squeezed(above)) and REMARK.fullmatch(_squeezed(below)) for above, below in filled
    )


def _begins_anew(pair: Pair) -> bool:
    """Whether the label below is a label of its own: it has a list number, or the one above did not run to the wall."""
    above, below = pair
    if not below.text:
        return False
    return LIST_NUMBER.match(below.text) is not None or (bool(above.text) and not above.is_full)


def _has_one_side(values: list[Pair]) -> bool:
    """Whether the values stand all above or all below the cut."""
    return any(above.text for above, _ in values) != any(below.text for _, below in values)


def _goes_on_in_digits(labels: list[Pair], values: list[Pair]) -> bool:
    """Whether one half has no label, and below numbers that fill their narrow cells stand only more digits."""
    has_label = [any(half.text for half in side) for side in zip(*labels, strict=True)]
    both = [pair for pair in values if pair[0].text and pair[1].text]
    if not both or not all(above.is_full and _are_numbers(above, below) for above, below in both):
        return False
    is_below_alone = any(below.text and not above.text for above, below in values)
    return has_label == [False, True] or (has_label == [True, False] and not is_below_alone)


def _is_label_below(labels: list[Pair], values: list[Pair]) -> bool:
    """Whether a row of values without a label is followed by a label without values."""
    is_bare = not any(above.text for above, _ in labels) and not any(below.text for _, below in values)
    return is_bare and any(above.text for above, _ in values)


def _are_numbers(*halves: PieceCell) -> bool:
    return all(is_number(_squeezed(half)) for half in halves)


def _doubt_values(pairs: list[Pair]) -> None:
    for cell in (cell for pair in pairs for cell in pair if cell.text and is_number(_squeezed(cell))):
        cell.doubt = cell.doubt or "row_cut"


def _merge(above: list[PieceCell], below: list[PieceCell], pairs: list[Pair], shift: int, rows: int) -> list[PieceCell]:
    """All cells over the rows of the joined table; halves become one cell."""
    halves = {id(low): up for up, low in pairs if shift < rows or _is_cut_group(up, low)}
    cells = list(above)
    for cell in below:
        cell.row += shift
        upper = halves.get(id(cell))
        if upper is None:
            cells.append(cell)
        else:
            _absorb(upper, cell)
    return cells


def _is_cut_group(above: PieceCell, below: PieceCell) -> bool:
    """Whether the break cut a side label in two, or parted its rows from it."""
    if not _is_group((above, below)) or _has_number((above, below)):
        return False
    is_repeated = _squeezed(above) == _squeezed(below)
    return not above.text or not below.text or not (LIST_NUMBER.match(below.text) or is_repeated)


def _absorb(upper: PieceCell, lower: PieceCell) -> None:
    """Make the upper half the whole cell; digits from both halves are in doubt."""
    if all(any(char.isdigit() for char in half.text) for half in (upper, lower)):
        upper.doubt = "row_cut"
    if not upper.text:
        upper.box, upper.page, upper.local, upper.piece = lower.box, lower.page, lower.local, lower.piece
    upper.text = "\n".join(text for text in (upper.text, lower.text) if text)
    upper.doubt = upper.doubt or lower.doubt
    upper.is_full = lower.is_full
    upper.rowspan = lower.row + lower.rowspan - upper.row
