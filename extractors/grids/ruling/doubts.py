"""Cells of a ruled table whose number, or whose blank, is not sure, as the marks beside them show."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from extractors.grids.ruling.marks import Lattice, LatticeCell, Mark, RuleLine
from extractors.grids.ruling.numbers_on_rules import Owners
from extractors.grids.ruling.text import SAME_LINE, WORD_GAP, GlyphRun

OVERLAP = 0.3
"""Share of the narrower of two numbers by which they overlap."""
LYING_ON = 0.5
"""Share of the narrower of two signs that must lie on the other one."""
WRAP = 2.2
"""Heights of type that may be free beside a number that was broken because its cell is narrow."""
LOWEST, TALLEST = 3.0, 40.0
"""Points that an upright stroke of a drawn digit is high."""
CLEAR = 1.5
"""Points between such a stroke and the walls of its cell."""
THIN = 3.5
"""Points that it is broad."""
MANY_DRAWN = 3
"""Blank cells with such strokes of one table, from which on none of its blanks is sure."""
SHORTEST, LONGEST = 1.5, 9.0
"""Points that the stroke of a minus sign is long."""
UPPER, LOWER = 0.35, 0.8
"""Between these shares of the height of a number it stands before it."""

Levels = dict[float, list[tuple[float, float]]]
"""Upper and lower ends of upright strokes, by how far from the left they stand."""


def has_digit(run: GlyphRun) -> bool:
    """Whether a digit is among the signs of a run."""
    return any(map(str.isdigit, run.text))


def judge_overprint(numbers: Sequence[GlyphRun], *, is_exact: bool) -> str:
    """The doubt of a cell whose numbers lie on one another, so that what remains to be seen is neither.

    Where the file itself tells that signs of two numbers stand at one place, nobody who reads the file knows better.
    """
    over = [(one, other) for one, other in combinations(numbers, 2) if _overlap(one, other)]
    if is_exact and any(
        _is_on(one, other) for first, second in over for one in first.glyphs for other in second.glyphs
    ):
        return "overprinted"
    return "overflow" if over else ""


def _overlap(one: GlyphRun, other: GlyphRun) -> bool:
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    is_across = _share(one.left, one.right, other.left, other.right) > OVERLAP
    return is_across and down > 0.5 * min(one.height, other.height)


def _is_on(one: Mark, other: Mark) -> bool:
    """Whether most of the smaller of two signs lies on the other one."""
    is_across = _share(one[1], one[3], other[1], other[3]) > LYING_ON
    return is_across and _share(one[2], one[4], other[2], other[4]) > LYING_ON


def _share(start: float, end: float, begin: float, stop: float) -> float:
    """How much of the shorter of two stretches lies on the other one."""
    return (min(end, stop) - max(start, begin)) / max(min(end - start, stop - begin), 0.01)


def find_slipped(lattice: Lattice, owners: Owners, runs: Sequence[Sequence[GlyphRun]]) -> Iterator[int]:
    """Blank cells beside, above or below one that holds two numbers: one of them may be theirs."""
    for number, inside in enumerate(runs):
        if len(inside) < 2 and not (inside and _has_zero_first(inside[0].text)):
            continue  # as nearly all cells
        figures = [run for run in inside if has_digit(run)]
        has_zero_first = any(_has_zero_first(run.text) for run in figures)
        if len(figures) < 2 and not has_zero_first:
            continue
        cell = lattice.cells[number]
        near: list[int | None] = []
        if has_zero_first or any(_are_beside(one, other) for one, other in combinations(figures, 2)):
            near += _list_beside(owners, cell)
        if any(_are_stacked(one, other, cell) for one, other in combinations(figures, 2)):
            near += list_above_and_below(owners, cell)
        yield from (other for other in near if other is not None and not runs[other])


def _has_zero_first(text: str) -> bool:
    """Whether a number begins as none is printed: the zero is another one, which touches it."""
    return text[:1] == "0" and text[1:2].isdigit()


def _are_beside(one: GlyphRun, other: GlyphRun) -> bool:
    gap = max(one.left - other.right, other.left - one.right)
    return _is_level(one, other) and gap > WORD_GAP * min(one.height, other.height)


def _are_stacked(one: GlyphRun, other: GlyphRun, cell: LatticeCell) -> bool:
    """Whether two numbers stand on lines of their own though one line has room for more."""
    upper = one if one.middle < other.middle else other
    free = cell.right - cell.left - (upper.right - upper.left)
    return not _is_level(one, other) and free > WRAP * upper.height


def _is_level(one: GlyphRun, other: GlyphRun) -> bool:
    return abs(one.middle - other.middle) <= SAME_LINE * min(one.height, other.height)


def _list_beside(owners: Owners, cell: LatticeCell) -> list[int | None]:
    rows = owners[cell.row : cell.row + cell.rowspan]
    before, after = cell.column - 1, cell.column + cell.colspan
    return [row[column] for row in rows for column in (before, after) if 0 <= column < len(row)]


def list_above_and_below(owners: Owners, cell: LatticeCell) -> list[int | None]:
    """The cells right above and below one."""
    rows = [row for row in (cell.row - 1, cell.row + cell.rowspan) if 0 <= row < len(owners)]
    return [number for row in rows for number in owners[row][cell.column : cell.column + cell.colspan]]


def list_strokes(rules: Iterable[RuleLine]) -> tuple[Levels, list[RuleLine]]:
    """The strokes of a page that are as high as those of a digit, and those that are as long as a minus sign."""
    levels: Levels = {}
    short: list[RuleLine] = []
    for rule in rules:
        left, top, right, bottom = rule
        if right - left > LONGEST:
            continue
        if right - left <= THIN and LOWEST < bottom - top <= TALLEST:
            levels.setdefault((left + right) / 2, []).append((top, bottom))
        elif bottom - top < LOWEST and right - left > SHORTEST:
            short.append(rule)
    return levels, short


def find_drawn(lattice: Lattice, runs: Sequence[Sequence[GlyphRun]], upright: Levels) -> Iterator[int]:
    """Blank cells in which an upright stroke stands that meets none of their walls, as those of drawn digits do.

    Where several have one, all blank cells: not every digit has such a stroke.
    """
    free = [(at, stretch) for at, found in upright.items() if _is_off(at, lattice.xs) for stretch in found]
    if not free:
        return
    blank = [number for number in range(len(lattice.cells)) if not runs[number]]
    drawn = [n for n in blank if any(_is_inside(at, stretch, lattice.cells[n]) for at, stretch in free)]
    yield from blank if len(drawn) >= MANY_DRAWN else drawn


def find_signed(
    lattice: Lattice, owners: Owners, runs: Sequence[Sequence[GlyphRun]], short: Iterable[RuleLine]
) -> Iterator[int]:
    """Cells with a level stroke right before a number, as a minus sign is drawn."""
    for rule in short:
        row, column = bisect_right(lattice.ys, rule.top) - 1, bisect_right(lattice.xs, rule.left) - 1
        if 0 <= row < len(owners) and 0 <= column < len(owners[row]):
            number = owners[row][column]
            if number is None or rule.left < lattice.cells[number].left + CLEAR:
                continue
            if any(_is_before(rule, run) for run in runs[number] if run.text[:1].isdigit()):
                yield number


def _is_before(rule: RuleLine, run: GlyphRun) -> bool:
    depth = ((rule.top + rule.bottom) / 2 - run.top) / max(run.height, 0.1)
    return -SHORTEST < run.left - rule.right < WORD_GAP * run.height and UPPER <= depth <= LOWER


def _is_off(at: float, places: Sequence[float]) -> bool:
    """Whether a stroke stands between the walls of a table, and on none of them."""
    index = bisect_left(places, at)
    return 0 < index < len(places) and places[index - 1] + CLEAR < at < places[index] - CLEAR


def _is_inside(at: float, stretch: tuple[float, float], cell: LatticeCell) -> bool:
    is_between = cell.left + CLEAR < at < cell.right - CLEAR
    return is_between and cell.top + CLEAR < stretch[0] and stretch[1] < cell.bottom - CLEAR
