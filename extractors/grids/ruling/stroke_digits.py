"""Digits that a page shows as a few level and upright strokes: they touch one another, and no rule of a table."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from extractors.grids.ruling.drawn import LOWEST, find_apart
from extractors.grids.ruling.marks import UNREAD, Mark, RuleLine

TOUCH = 1.0
"""Points within which two strokes meet."""
NARROW = 1.0
"""Points that a digit is wide of which a single stroke is seen, on either side of it."""
THIN = 3.5
"""Points up to which something is a single upright stroke."""
TALLER = 1.5
"""Heights of type that such a stroke may be high: around a single one the file may tell too much."""
DASHED = 6.0
"""Points between two upright strokes above one another, up to which they are dashes of one line."""
MOST = 4000
"""Short strokes of a page; one with more shows a chart or a picture."""
MESH = 24.0
"""Points; strokes are looked up by squares of the page this large."""
Box = tuple[float, float, float, float]
Span = tuple[float, float]


def part_stroked(rules: Sequence[RuleLine], glyphs: Sequence[Mark]) -> tuple[list[RuleLine], list[Mark]]:
    """The rules of a page without the strokes of drawn digits, and each such digit as a glyph that is not known.

    Digits are no higher than the type beside them; a box around a cell of its own is.
    """
    short = [rule for rule in rules if rule[2] - rule[0] < MESH and rule[3] - rule[1] < MESH]
    if not any(rule[3] - rule[1] > LOWEST / 2 for rule in short) or len(short) > MOST or not glyphs:
        return list(rules), []  # as on nearly all pages
    heights = sorted([glyph[4] - glyph[2] for glyph in glyphs])
    tallest = heights[len(heights) // 2]
    loose, tied = _part_loose(rules, tallest)
    groups = [group for group in _join(loose) if _is_sign(_bound(group), tallest)] if loose else []
    if not groups:
        return list(rules), []  # as on nearly all others: the short ones are walls of low rows and narrow columns
    walls = _Lines(tied)
    groups = [group for group in groups if not any(walls.meet(*rule) for rule in group)]
    found = {_make_mark(group): group for group in groups}
    dashes = set(_find_dashes([mark for mark in found if mark[3] - mark[1] <= 2 * NARROW + THIN]))
    apart = list(find_apart([mark for mark in found if mark not in dashes], glyphs))
    strokes = {rule for mark in apart for rule in found[mark]}
    return [rule for rule in rules if rule not in strokes], apart


def _part_loose(rules: Iterable[RuleLine], tallest: float) -> tuple[list[RuleLine], list[RuleLine]]:
    """The strokes that are small enough for a digit: those that meet none that is too large, and the others."""
    height = TALLER * tallest
    small = [rule for rule in rules if rule[2] - rule[0] <= tallest and rule[3] - rule[1] <= height]
    stacked = _find_stacked(small, height)
    loose = [rule for rule in small if rule not in stacked] if stacked else small
    if loose:
        lines = _Lines((top, left, bottom, right) for left, top, right, bottom in rules if right - left > tallest)
        loose = [rule for rule in loose if not lines.meet(rule[1], rule[0], rule[3], rule[2])]
    if loose:
        walls = _Lines(rule for rule in rules if rule[3] - rule[1] > height)
        loose = [rule for rule in loose if not walls.meet(*rule)]
    free = set(loose)
    return loose, [rule for rule in small if rule not in free]


def _find_stacked(small: Iterable[RuleLine], height: float) -> set[RuleLine]:
    """Those that are too high together with others right above or below them, as the walls of low rows are."""
    columns: dict[Span, list[RuleLine]] = {}
    for rule in small:
        columns.setdefault((rule[0], rule[2]), []).append(rule)
    stacked: set[RuleLine] = set()
    for column in columns.values():
        if len(column) > 1:
            for stack in _stack(column):
                stacked.update(stack if stack[-1][3] - stack[0][1] > height else ())
    return stacked


def _stack(column: Iterable[RuleLine]) -> list[list[RuleLine]]:
    """Strokes that stand above one another, those together that meet."""
    stacks: list[list[RuleLine]] = []
    lowest = -inf
    for rule in sorted(column):
        if rule[1] - TOUCH > lowest:
            stacks.append([])
        stacks[-1].append(rule)
        lowest = max(lowest, rule[3])
    return stacks


class _Lines:
    """Strokes that run one way, to ask whether others meet one of them."""

    def __init__(self, lines: Iterable[Box]) -> None:
        """``lines``: of each where it begins across its way and along it, and where it ends."""
        spans: dict[Span, list[Span]] = {}
        for start, begin, stop, end in lines:
            spans.setdefault((start, stop), []).append((begin, end))
        self._lines = sorted(spans.items())
        self._starts = [start for (start, _), _ in self._lines]
        self._reach = TOUCH + max((stop - start for start, stop in spans), default=0.0)
        self._near: dict[Span, list[Span]] = {}

    def meet(self, start: float, begin: float, stop: float, end: float) -> bool:
        """Whether one of them meets another stroke; walls of one row are at one height, and looked up once."""
        near = self._near.get((start, stop))
        if near is None:
            near = self._near[start, stop] = _merge(self._list_near(start - TOUCH, stop + TOUCH))
        return any(low <= end + TOUCH and begin - TOUCH <= high for low, high in near)

    def _list_near(self, start: float, stop: float) -> Iterator[Span]:
        first, last = bisect_left(self._starts, start - self._reach), bisect_right(self._starts, stop)
        for (_, lower), along in self._lines[first:last]:
            if lower >= start:
                yield from along


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Stretches with no gap between them as one."""
    merged: list[Span] = []
    for low, high in sorted(set(spans)):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return merged


def _bound(group: Sequence[RuleLine]) -> Box:
    lefts, tops, rights, bottoms = zip(*group, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_sign(box: Box, tallest: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return LOWEST < height <= (TALLER if width <= THIN else 1.0) * tallest and width <= tallest


def _make_mark(group: Sequence[RuleLine]) -> Mark:
    left, top, right, bottom = _bound(group)
    is_single = right - left <= THIN
    return (UNREAD, left - NARROW, top, right + NARROW, bottom) if is_single else (UNREAD, left, top, right, bottom)


def _find_dashes(singles: Iterable[Mark]) -> Iterator[Mark]:
    """The single strokes that stand so close above one another that they are dashes."""
    last: Mark | None = None
    for mark in sorted(singles, key=lambda mark: (round(mark[1]), mark[2])):
        if last is not None and abs(mark[1] - last[1]) < TOUCH and mark[2] - last[4] < DASHED:
            yield last
            yield mark
        last = mark


def _join(rules: Sequence[RuleLine]) -> list[list[RuleLine]]:
    """The strokes that meet one another, and those that meet them, together."""
    parents = list(range(len(rules)))

    def find(number: int) -> int:
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    squares: dict[tuple[int, int], list[int]] = {}
    for number, rule in enumerate(rules):
        for square in _list_squares(rule):
            inside = squares.setdefault(square, [])
            for other in inside:
                if _meet(rule, rules[other]):
                    parents[find(number)] = find(other)
            inside.append(number)
    groups: dict[int, list[RuleLine]] = {}
    for number, rule in enumerate(rules):
        groups.setdefault(find(number), []).append(rule)
    return list(groups.values())


def _list_squares(rule: RuleLine) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(place // MESH) for place in _widen(rule))
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            yield column, row


def _widen(rule: RuleLine) -> Box:
    return rule.left - TOUCH, rule.top - TOUCH, rule.right + TOUCH, rule.bottom + TOUCH


def _meet(one: RuleLine, other: RuleLine) -> bool:
    left, top, right, bottom = _widen(one)
    return left <= other.right and other.left <= right and top <= other.bottom and other.top <= bottom
