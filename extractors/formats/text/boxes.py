"""The table that the drawn cells of a plain text make, where there are rules between all of its rows."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from extractors.formats.text.frames import FrameCell, find_boxes
from extractors.formats.text.signs import measure
from extractors.grids.grid import Span

_DIGITS = re.compile(r"[-+.,，]?\d[\d\s.,，]*(?:(?<![.,，\s])[^\W\d_]{1,2})?")
"""A number, or the part of one on a line, with a unit; not the number of a label."""
_SIGN = re.compile(r"[-/—–―─\\]{1,4}")
_FEWEST_ROWS = 2
"""Bands that make a table."""
_MANY_BANDS = 8
"""Bands from which a table has rules between all of its rows."""
_ODD = 2
"""Cells with a value below words that show a band to hold several rows; one will do where there are few columns."""
_FEW_COLUMNS = 2
_SEVERAL = 2
"""Lines of a band, all with a label and a value, that may be as many rows."""
_MOST_BARE = 0.3
"""Of the bands with values."""
_DOUBT = "broken"

Widths = dict[tuple[int, int], int]
"""How wide the widest line is between two walls."""


def find_drawn(lines: Sequence[str], at: int, read: Callable[[str], str]) -> tuple[list[Span], int, int]:
    """The cells of a drawn table whose upper edge is a line, how many rows it has, and the line behind it.

    No cells where no such table begins, or where the lines of a cell may be rows that have no rules between them; then
    the line behind those that were looked at.
    """
    boxes, end = find_boxes(lines, at)
    tops = sorted({box.top for box in boxes})
    bare = _find_bare(boxes, tops)
    if len(tops) < _FEWEST_ROWS or bare is None:
        return [], 0, end
    edges = sorted({x for box in boxes for x in (box.left, box.right)})
    column, row = {x: n for n, x in enumerate(edges)}, {top: n for n, top in enumerate(tops)}
    spans = [
        Span(
            read("\n".join(box.lines)),
            rowspan=bisect_right(tops, box.bottom) - row[box.top],
            colspan=column[box.right] - column[box.left],
            row=row[box.top],
            column=column[box.left],
            doubt=_DOUBT if box.top in bare and any(map(_is_value, box.lines)) else "",
        )
        for box in boxes
    ]
    return sorted(spans, key=lambda span: (span.row, span.column)), len(tops), end


def _find_bare(boxes: Sequence[FrameCell], tops: Sequence[int]) -> set[int] | None:
    """The first lines of the bands that may hold several rows; None where bands do so as a rule.

    Where there are few rules, no band is sure in which values stand below one another.
    """
    widths, columns = _measure_columns(boxes), len({box.left for box in boxes})
    is_ruled = len(tops) >= _MANY_BANDS
    by_top: dict[int, list[FrameCell]] = {top: [] for top in tops}
    for box in boxes:
        by_top[box.top].append(box)
    bands = [*by_top.values()]
    bare = {band[0].top for band in bands if _is_bare(band, widths, columns, is_ruled=is_ruled)}
    filled = sum(_count_values(band) > 0 for band in bands)
    if len(bare) > (_MOST_BARE * filled if is_ruled else 0):
        return None
    return bare if is_ruled else {band[0].top for band in bands if _count_values(band) > 1}


def _count_values(band: Sequence[FrameCell]) -> int:
    """Of the lines of a band, how many hold a value."""
    return len({number for box in band for number, line in enumerate(box.lines) if _is_value(line)})


def _is_bare(band: Sequence[FrameCell], widths: Widths, columns: int, *, is_ruled: bool) -> bool:
    """Whether a band has values below words, or lines that have a label and values each, and room for what is below.

    A row on several lines has its label on some of them, or all of these are filled. Where there are many rules, only
    the label is asked: its writer may have broken a number anywhere.
    """
    odd = sum(map(_has_value_below, band))
    if odd >= _ODD or (odd and columns <= _FEW_COLUMNS):
        return True
    height = max(len(box.lines) for box in band)
    with_value = {n for box in band for n, line in enumerate(box.lines) if _is_value(line)}
    with_label = {n for box in band for n, line in enumerate(box.lines) if line.strip() and not _is_value(line)}
    if height < _SEVERAL or len(with_value) < _SEVERAL or not with_value <= with_label:
        return False
    asked = [box for box in band if not is_ruled or not any(map(_is_value, box.lines))]
    return any(_has_short_line(box, widths[box.left, box.right]) for box in asked)


def _is_value(line: str) -> bool:
    return _DIGITS.fullmatch(line.strip()) is not None or _SIGN.fullmatch(line.strip()) is not None


def _list_texts(box: FrameCell) -> list[str]:
    return [text for text in map(str.strip, box.lines) if text]


def _has_value_below(box: FrameCell) -> bool:
    """Whether a value stands below words."""
    texts = _list_texts(box)
    return any(_is_value(below) and not _is_value(above) for above, below in pairwise(texts))


def _measure_columns(boxes: Sequence[FrameCell]) -> Widths:
    """How wide the widest line is between two walls."""
    widths: Widths = {}
    for box in boxes:
        widest = max(measure(line.strip(), 2, 1) for line in box.lines)
        widths[box.left, box.right] = max(widest, widths.get((box.left, box.right), 0))
    return widths


def _has_short_line(box: FrameCell, width: int) -> bool:
    """Whether a line of a text ends though the next two signs would have had room in it: one may not begin a line."""
    texts = _list_texts(box)
    return any(measure(above, 2, 1) + measure(below[:2], 2, 1) <= width for above, below in pairwise(texts))
