"""Tables whose rules part only the rows, or only the columns: several numbers stand in one cell."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from extractors.grids.ruling.text import NUMERIC, GlyphRun, is_number

MANY_BESIDE, MANY_STACKED = 3, 5
"""Numbers beside one another, and one below the other, that one cell does not hold."""
APART = 0.8
"""Heights of type between numbers of two columns."""


def are_unparted(cells: Sequence[Sequence[GlyphRun]]) -> bool:
    """Whether numbers of several columns, or of several rows, stand in one cell: the rules only part the others.

    So are tables drawn with a frame and lines between rows, or with lines between columns alone.
    """
    crowded = [runs for runs in cells if len(runs) > 1 and any(NUMERIC.issuperset(run.text) for run in runs)]
    if not crowded:
        return False
    if sum(map(_is_head_over_number, crowded)) >= MANY_BESIDE:
        return True
    beside = sorted(map(_count_beside, crowded))
    if beside[-2:] and (beside[-2:][0] >= MANY_BESIDE or beside[-1] > MANY_BESIDE):
        return True
    return sum(_count_stacked(runs) >= MANY_STACKED for runs in crowded) > 1


def _count_beside(runs: Sequence[GlyphRun]) -> int:
    """How many numbers stand apart on one line, at most."""
    numbers = sorted((run for run in runs if is_number(run.text)), key=lambda run: (run.middle, run.left))
    longest = length = min(len(numbers), 1)
    for last, run in pairwise(numbers):
        is_level = abs(run.middle - last.middle) < 0.3 * run.height
        length = length + 1 if is_level and run.left - last.right > APART * run.height else 1
        longest = max(longest, length)
    return longest


def _is_head_over_number(runs: Sequence[GlyphRun]) -> bool:
    """Whether words, and no remark or part of a number, stand above a number."""
    words = [run for run in runs if NUMERIC.isdisjoint(run.text) and run.text[0].isalpha() and len(run.text) > 1]
    top = min((run.middle + run.height for run in words), default=inf)
    return any(run.middle > top for run in runs if is_number(run.text))


def _count_stacked(runs: Sequence[GlyphRun]) -> int:
    """How many lines of nothing but one number there are, none where words stand among them."""
    return len(runs) if all(is_number(run.text) for run in runs) else 0
