"""Puts low marks on the line they belong to.

Where the stated size is that of the ink, a comma is a tenth of its neighbours and stands on a line of its own, and with
it the decimal point of a number. A mark much lower than the sign beside it gets that sign's height; marks of the size
of their neighbours are left as they are.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from statistics import median
from unicodedata import category, east_asian_width

from extractors.grids.ruling.marks import Glyph

_LOW = 0.62
"""Share of its neighbour's height under which a sign is a mark on the neighbour's line."""
_TALL = 0.3
"""Share of the page's usual height from which a sign can lend its own."""
_REACH = 2.2
"""Heights to the side in which a neighbour is sought: two marks may follow one another."""
_BAND = 8.0
"""Points; signs are looked up by strips of the page this high."""
_BESIDE = 6
"""Signs looked at on each side."""
_OUTSIDE = 3.0
"""How much worse it is to stand above or below a neighbour than beside it."""
_OVERHANG = 0.35
"""Heights by which the middle of a mark may lie above or below its neighbour."""
_LEVEL_STROKE = "一"
"""The numeral one: a word whose ink is as low as a dash."""

Bands = dict[int, list[tuple[float, Glyph]]]


def level_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs of a page in the same order, low marks as high as the sign beside them."""
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    usual = median(_height(glyph) for glyph in printed) if printed else 0.0
    if all(_height(glyph) >= _LOW * usual for glyph in printed):
        return list(glyphs)
    tall, all_signs = _sort_bands([g for g in printed if _height(g) >= _TALL * usual]), _sort_bands(printed)
    return [_level(glyph, tall, all_signs) if _is_mark(glyph) else glyph for glyph in glyphs]


def _is_mark(glyph: Glyph) -> bool:
    return glyph.text == _LEVEL_STROKE or category(glyph.text[0])[0] in "PS"


def _height(glyph: Glyph) -> float:
    return glyph.bottom - glyph.top


def _sort_bands(glyphs: Sequence[Glyph]) -> Bands:
    bands: Bands = {}
    for glyph in sorted(glyphs, key=lambda glyph: glyph.left):
        for number in range(int(glyph.top // _BAND), min(int(glyph.bottom // _BAND), int(glyph.top // _BAND) + 50) + 1):
            bands.setdefault(number, []).append((glyph.left, glyph))
    return bands


def _level(glyph: Glyph, tall: Bands, all_signs: Bands) -> Glyph:
    scored = [(score, other) for other in _find_beside(glyph, tall) if (score := _score(glyph, other)) >= 0]
    if not scored:
        return glyph
    _, nearest = min(scored, key=lambda pair: pair[0])
    level = glyph._replace(top=nearest.top, bottom=nearest.bottom)
    return level._replace(right=max(glyph.right, _find_end(level, all_signs)))


def _find_beside(glyph: Glyph, bands: Bands) -> Iterator[Glyph]:
    for number in range(int(glyph.top // _BAND) - 1, int(glyph.top // _BAND) + 3):
        band = bands.get(number, [])
        place = bisect_left(band, glyph.left, key=lambda pair: pair[0])
        for _, other in band[max(place - _BESIDE, 0) : place + _BESIDE]:
            yield other


def _score(glyph: Glyph, other: Glyph) -> float:
    """How far a neighbour is, in its own heights; negative for one that cannot lend its height."""
    height, middle = _height(other), (glyph.top + glyph.bottom) / 2
    if height <= 0 or _height(glyph) > _LOW * height:
        return -1.0
    outside = max(other.top - middle, middle - other.bottom, 0.0)
    gap = max(glyph.left - other.right, other.left - glyph.right)
    is_under = gap < -0.3 * height
    if is_under or gap > _REACH * height or outside > _OVERHANG * height:
        return -1.0
    return max(gap, 0.0) / height + _OUTSIDE * outside / height


def _find_end(glyph: Glyph, bands: Bands) -> float:
    """Where the sign's own room ends: after its usual width, or where the next sign on the line begins."""
    end = glyph.left + _height(glyph) * (1.0 if east_asian_width(glyph.text[0]) in "WFA" else 0.5)
    after = (other.left for other in _find_beside(glyph, bands) if glyph.left < other.left and _is_level(glyph, other))
    return min(end, *after, end)


def _is_level(glyph: Glyph, other: Glyph) -> bool:
    return glyph.top <= (other.top + other.bottom) / 2 <= glyph.bottom + _OVERHANG * _height(glyph)
