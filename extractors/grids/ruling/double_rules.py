"""Rules drawn twice, as the strokes of a double border or the edges of cells that stand apart: made one rule."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from extractors.grids.ruling.marks import Mark, RuleLine

NARROWEST = 2.0
"""Points between two strokes up to which they are one rule anyway."""
WIDEST = 10.0
"""Points between the outer strokes of one border, at most; office programs draw up to nine."""
TYPE_SHARE = 0.75
"""The same in heights of type: what is narrower holds no text."""
OVERLAP = 0.5
"""Share of the shorter of two strokes that the other runs beside."""
LONG = 8.0
"""Points that a stroke must run to be one of a border; dots and dashes are shorter."""
GAP = 15.0
"""Points between two strokes at one place that are parts of one line: inner strokes break off at crossings."""
NEIGHBOURS = 4
"""Places looked at beside each: some are those of another table above or below."""
SAME_PLACE = 0.5
"""Points within which strokes stand at one place."""

SLACK, SHARE = 3.0, 1.2
"""Points, and share of the breadth of a border, by which what ends at it may end short of it."""

_Stretch = tuple[float, float, float]
"""Where a stroke stands across its run, and from where to where it runs."""


@dataclass(frozen=True, slots=True)
class _Band:
    """The room between strokes of one border."""

    low: float
    high: float
    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def join_twins(rules: list[RuleLine], glyphs: Sequence[Mark]) -> list[RuleLine]:
    """The rules, strokes side by side with nothing printed between them laid on one another, and what ends at them."""
    if not _may_have_twins(rules):
        return rules
    across, down = _part(rules)
    rows, columns = _find_close(across), _find_close(down)
    if not rows and not columns:
        return rules
    widest = min(WIDEST, TYPE_SHARE * _measure_type(glyphs))
    levels = _find_bands(rows, widest, [((g[2] + g[4]) / 2, g[1], g[3]) for g in glyphs])
    stands = _find_bands(columns, widest, [((g[1] + g[3]) / 2, g[2], g[4]) for g in glyphs])
    return [_lay(rule, levels, stands) for rule in rules] if levels or stands else rules


def _may_have_twins(rules: Iterable[RuleLine]) -> bool:
    """Whether strokes run side by side as those of one border do: a quick look that most pages do not pass."""
    across: dict[float, tuple[float, float]] = {}
    down: dict[float, tuple[float, float]] = {}
    for left, top, right, bottom in rules:
        if right - left >= LONG:
            start, end = across.get(top, (left, right))
            across[top] = (left if left < start else start), (right if right > end else end)
        elif bottom - top >= LONG:
            start, end = down.get(left, (top, bottom))
            down[left] = (top if top < start else start), (bottom if bottom > end else end)
    return _are_close(across) or _are_close(down)


def _are_close(spans: dict[float, tuple[float, float]]) -> bool:
    places = sorted(spans)
    for index, place in enumerate(places):
        start, end = spans[place]
        for other in places[index + 1 : index + 1 + NEIGHBOURS]:
            is_beside = spans[other][0] < end and spans[other][1] > start
            if is_beside and NARROWEST < other - place <= WIDEST:
                return True
    return False


def _part(rules: Iterable[RuleLine]) -> tuple[list[_Stretch], list[_Stretch]]:
    """Horizontal and vertical strokes, sorted by their places."""
    across: list[_Stretch] = []
    down: list[_Stretch] = []
    for left, top, right, bottom in rules:
        if right - left >= LONG:
            across.append(((top + bottom) / 2, left, right))
        elif bottom - top >= LONG:
            down.append(((left + right) / 2, top, bottom))
    return sorted(across), sorted(down)


def _find_close(strokes: Sequence[_Stretch]) -> list[tuple[_Stretch, _Stretch]]:
    """Strokes that run side by side, closer than two lines of type."""
    if all(not NARROWEST < b[0] - a[0] <= WIDEST for a, b in pairwise(strokes)):
        return []
    lines = _join_pieces(strokes)
    places = [line[0] for line in lines]
    close: list[tuple[_Stretch, _Stretch]] = []
    for line in lines:
        near = lines[bisect_right(places, line[0] + NARROWEST) : bisect_right(places, line[0] + WIDEST)]
        close += [(line, other) for other in near if _run_together(line, other)]
    return close


def _join_pieces(strokes: Sequence[_Stretch]) -> list[_Stretch]:
    """One line for the strokes at one place that are no further apart than a border is broad."""
    lines: list[_Stretch] = []
    first = 0
    for index in range(1, len(strokes) + 1):
        if index < len(strokes) and strokes[index][0] - strokes[first][0] <= SAME_PLACE:
            continue
        at = strokes[first][0]
        for _, start, end in sorted(strokes[first:index], key=itemgetter(1)):
            if lines and lines[-1][0] == at and start - lines[-1][2] <= GAP:
                lines[-1] = at, lines[-1][1], max(lines[-1][2], end)
            else:
                lines.append((at, start, end))
        first = index
    return lines


def _run_together(line: _Stretch, other: _Stretch) -> bool:
    shorter = min(line[2] - line[1], other[2] - other[1])
    return min(line[2], other[2]) - max(line[1], other[1]) >= OVERLAP * shorter


def _measure_type(glyphs: Sequence[Mark]) -> float:
    heights = sorted(glyph[4] - glyph[2] for glyph in glyphs)
    return heights[len(heights) // 2] if heights else 0.0


def _find_bands(close: Sequence[tuple[_Stretch, _Stretch]], widest: float, glyphs: list[_Stretch]) -> list[_Band]:
    """The bands without print between neighbouring strokes, those of triple rules as one."""
    glyphs.sort()
    bands: list[_Band] = []
    for (low, start, end), (high, begin, stop) in close:
        band = _Band(low, high, min(start, begin), max(end, stop))
        if high - low > widest or _has_print(band, glyphs):
            continue
        last = next((other for other in reversed(bands) if _are_one(other, band, widest)), None)
        if last is not None:
            bands.remove(last)
            band = _Band(last.low, max(last.high, high), min(last.start, band.start), max(last.end, band.end))
        bands.append(band)
    return bands


def _are_one(band: _Band, other: _Band, widest: float) -> bool:
    is_beside = band.start < other.end and other.start < band.end
    return is_beside and other.low <= band.high and other.high - band.low <= widest


def _has_print(band: _Band, glyphs: Sequence[_Stretch]) -> bool:
    first, last = bisect_right(glyphs, (band.low,)), bisect_right(glyphs, (band.high,))
    return any(start < band.end and end > band.start for _, start, end in glyphs[first:last])


def _lay(rule: RuleLine, levels: Sequence[_Band], stands: Sequence[_Band]) -> RuleLine:
    """The rule with its ends and its place on the middle of the bands they touch."""
    left, top, right, bottom = rule
    return RuleLine(
        _settle(left, top, bottom, stands),
        _settle(top, left, right, levels),
        _settle(right, top, bottom, stands),
        _settle(bottom, left, right, levels),
    )


def _settle(place: float, start: float, end: float, bands: Sequence[_Band]) -> float:
    """The middle of the nearest band that the place touches, or the place itself."""
    nearest, least = place, SLACK + SHARE * WIDEST
    for band in bands:
        slack = SLACK + SHARE * (band.high - band.low)
        gap = max(band.low - place, place - band.high, 0.0)
        if gap <= min(slack, least) and start <= band.end + slack and end >= band.start - slack:
            nearest, least = band.middle, gap
    return nearest
