"""Digits that a page shows as a few level and upright strokes: they touch one another, and no rule of a table."""

from collections.abc import Iterable, Iterator, Sequence

from extractors.ruling.drawn import LOWEST, find_apart
from extractors.ruling.marks import UNREAD, Mark, Rule

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


def part_stroked(rules: Sequence[Rule], glyphs: Sequence[Mark]) -> tuple[list[Rule], list[Mark]]:
    """The rules of a page without the strokes of drawn digits, and each such digit as a glyph that is not known.

    Digits are no higher than the type beside them; a box around a cell of its own is.
    """
    short = [rule for rule in rules if rule[2] - rule[0] < MESH and rule[3] - rule[1] < MESH]
    if not any(rule[3] - rule[1] > LOWEST / 2 for rule in short) or len(short) > MOST or not glyphs:
        return list(rules), []  # as on nearly all pages
    heights = sorted(glyph[4] - glyph[2] for glyph in glyphs)
    tallest = heights[len(heights) // 2]
    groups = [group for group in _join(rules) if max(map(_measure, group)) <= TALLER * tallest]
    found = {_make_mark(group): group for group in groups if _is_sign(_bound(group), tallest)}
    dashes = set(_find_dashes([mark for mark in found if mark[3] - mark[1] <= 2 * NARROW + THIN]))
    apart = list(find_apart([mark for mark in found if mark not in dashes], glyphs))
    strokes = {rule for mark in apart for rule in found[mark]}
    return [rule for rule in rules if rule not in strokes], apart


def _measure(rule: Rule) -> float:
    return max(rule.right - rule.left, rule.bottom - rule.top)


def _bound(group: Sequence[Rule]) -> Box:
    lefts, tops, rights, bottoms = zip(*group, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_sign(box: Box, tallest: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return LOWEST < height <= (TALLER if width <= THIN else 1.0) * tallest and width <= tallest


def _make_mark(group: Sequence[Rule]) -> Mark:
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


def _join(rules: Sequence[Rule]) -> list[list[Rule]]:
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
    groups: dict[int, list[Rule]] = {}
    for number, rule in enumerate(rules):
        groups.setdefault(find(number), []).append(rule)
    return list(groups.values())


def _list_squares(rule: Rule) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(place // MESH) for place in _widen(rule))
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            yield column, row


def _widen(rule: Rule) -> Box:
    return rule.left - TOUCH, rule.top - TOUCH, rule.right + TOUCH, rule.bottom + TOUCH


def _meet(one: Rule, other: Rule) -> bool:
    left, top, right, bottom = _widen(one)
    return left <= other.right and other.left <= right and top <= other.bottom and other.top <= bottom
