"""Rows of a table in plain text whose lines break between or inside of their values."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from extractors.grids.grid import Span

Rows = list[list[Span]]

_IS_OPEN = re.compile(r"(?:[-+]?\d[\d.,，]*)?")
_GOES_ON = re.compile(r"(?:[-+.,，]?\d[\d.,，]*)?")
_SEVERAL = re.compile(r"\d[\d.,，]*(?:\s+[\d.,，]+)+")
_IS_PIECE = re.compile(r"[-+.,，．]?\d[\d.,，．]*")
_DOUBT = "broken"
_FEWEST_ENDS, _LONGEST_END = 2, 3
"""Heads that go on on a second line, and signs of each there."""
_SLIPPED = "slipped"
_FEWEST_NUMBERED = 3
"""Rows and columns beside their numbers."""


def join_broken(rows: Rows) -> Rows:
    """The rows, those put together again that a line's end parts.

    What goes on holds values only, behind a value or a blank. Where the pieces do not come to as many cells as the
    longest row has, nobody knows which of them are one number, and they stay apart. Their values are in doubt either
    way, and so are the cells that they lack: sums may confirm them.
    """
    if not any(map(_is_rest, rows[1:])):
        return rows
    width = max(map(len, rows))
    is_sure = not any(len(before) == width and _may_go_on(before, row, width) for before, row in pairwise(rows))
    joined = [*chain.from_iterable(_join(pieces, width) for pieces in _group(rows, width))] if is_sure else rows
    for before, row in pairwise(joined):
        is_cut = len(before) < width and _is_in_pieces(before[-1], row[0])
        if _is_rest(row) and (
            is_cut or _is_rest(before) or (len(row) < width and (len(before) < width or not is_sure))
        ):
            for one in (before, row):
                _lengthen(_doubt_all(one), width)
    return joined


def drop_numbers(rows: Rows) -> Rows:
    """The rows without the numbers, from 0 on, that a program gave to all rows and columns of a table alike."""
    is_numbered = len(rows) > _FEWEST_NUMBERED and all(map(_is_counted, (rows[0], [row[0] for row in rows if row])))
    return [row[1:] for row in rows[1:]] if is_numbered else rows


def _is_counted(cells: Sequence[Span]) -> bool:
    """Whether a line of cells begins blank and then counts from 0."""
    return len(cells) > _FEWEST_NUMBERED and [cell.text for cell in cells] == ["", *map(str, range(len(cells) - 1))]


def doubt_slipped(rows: Rows) -> None:
    """Puts the blanks of every row in doubt in which a cell holds several numbers: one of them may be theirs."""
    for row in rows:
        if any(map(_SEVERAL.fullmatch, [cell.text for cell in row])):
            for cell in row:
                cell.doubt = cell.doubt or ("" if cell.text else _SLIPPED)


def doubt_continued(rows: Rows) -> None:
    """Puts two rows in doubt whose numbers stand below one another, the second without a label: it may be one row."""
    for before, row in pairwise(rows):
        if len(before) == len(row) and _has_no_label(before, row) and any(map(_is_in_pieces, before, row)):
            _doubt_all(before)
            _doubt_all(row)


def _has_no_label(before: Sequence[Span], row: Sequence[Span]) -> bool:
    """Whether a row lacks the label that the one above has: its words, if any, stand below numbers."""
    for above, cell in zip(before, row, strict=True):
        if cell.text and _has_word(cell) and not _IS_PIECE.fullmatch(above.text):
            return False  # as nearly always, in the first cell
    return any(not cell.text and _has_word(above) for above, cell in zip(before, row, strict=True))


def _is_in_pieces(above: Span, cell: Span) -> bool:
    return _IS_PIECE.fullmatch(above.text) is not None and _IS_PIECE.fullmatch(cell.text) is not None


def join_heads(rows: Rows) -> None:
    """Puts the heads together that go on in the next line: a few signs below each of several, and no label beside."""
    for number, (before, row) in enumerate(pairwise(rows)):
        if any(any(map(str.isdigit, cell.text)) for cell in row):
            return
        if len(before) == len(row) and _may_end_heads(before, row):
            rows[number : number + 2] = [list(map(_join_head, before, row))]
            return


def _may_end_heads(before: Sequence[Span], row: Sequence[Span]) -> bool:
    """Whether the words of a row are short, and each stands below another one of the row above."""
    ends = [(above.text, cell.text) for above, cell in zip(before, row, strict=True) if cell.text]
    return (
        not row[0].text
        and len(ends) >= _FEWEST_ENDS
        and all(cell.isalpha() and len(cell) <= _LONGEST_END and above and above != cell for above, cell in ends)
        and len({above for above, _ in ends}) > 1
    )


def _join_head(above: Span, cell: Span) -> Span:
    return Span(f"{above.text}\n{cell.text}") if cell.text else above


def _has_word(cell: Span) -> bool:
    return any(map(str.isalpha, cell.text))


def is_last_piece(rows: Rows, rest: Span) -> bool:
    """Whether digits alone behind a table are the end of its last number, without which that row is too short."""
    width = max(map(len, rows), default=0)
    *_, last = _group([*rows, [rest]], width)
    return len(last) > 1 and _count_glued(last) == width


def doubt_last(rows: Rows) -> None:
    """Puts the end of a table in doubt that may go on in digits alone behind it: the rest, or the number of a page."""
    last = rows[-1] if rows else []
    if last and _IS_OPEN.fullmatch(last[-1].text):
        last[-1].doubt = _DOUBT
        _lengthen(last, max(map(len, rows)))


def _group(rows: Rows, width: int) -> Iterator[Rows]:
    """Each row with those that go on from it."""
    group: Rows = []
    for row in rows:
        if group and not (len(group[-1]) < width and _may_go_on(group[-1], row, width)):
            yield group
            group = []
        group.append(row)
    yield group


def _may_go_on(before: Sequence[Span], row: Sequence[Span], width: int) -> bool:
    """Whether a short row of values may be the rest of the one before it."""
    is_short = 0 < len(row) < width and len(before) > 0
    return is_short and _is_rest(row) and _IS_OPEN.fullmatch(before[-1].text) is not None


def _is_rest(row: Sequence[Span]) -> bool:
    """Whether a row holds values and no word, and begins with one of them or a blank."""
    if _GOES_ON.fullmatch(row[0].text) is None:
        return False
    text = "".join([cell.text for cell in row])
    return not any(map(str.isalpha, text)) and any(map(str.isdigit, text))


def _count_glued(pieces: Rows) -> int:
    """Cells of a row whose pieces share one with the next each."""
    return sum(map(len, pieces)) - len(pieces) + 1


def _join(pieces: Rows, width: int) -> Rows:
    if len(pieces) == 1:
        return pieces
    if _count_glued(pieces) == width:
        return [_doubt_all(_glue(pieces))]
    if sum(map(len, pieces)) == width and all(before[-1].text and row[0].text for before, row in pairwise(pieces)):
        return [_doubt_all([*chain.from_iterable(pieces)])]
    return pieces


def _glue(pieces: Rows) -> list[Span]:
    """One row, in which the last cell of each piece is one with the first of the next."""
    row = [*pieces[0]]
    for piece in pieces[1:]:
        row[-1] = Span(row[-1].text + piece[0].text)
        row += piece[1:]
    return row


def _doubt_all(row: list[Span]) -> list[Span]:
    """Puts all that is no word in doubt: even the longest row may lack a cell."""
    for cell in row:
        if not any(map(str.isalpha, cell.text)):
            cell.doubt = _DOUBT
    return row


def _lengthen(row: list[Span], width: int) -> None:
    row += [Span("", doubt=_DOUBT) for _ in range(width - len(row))]
