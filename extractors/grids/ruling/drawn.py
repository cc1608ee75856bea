"""Signs and numbers that a page shows as pictures or outlines: glyphs whose character nobody tells."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from extractors.grids.ruling.marks import UNREAD, Mark

LOWEST, TALLEST, BROADEST = 3.5, 40.0, 150.0
"""Points from which, and up to which, something drawn may be a sign or a number."""

TOUCH = 0.3
"""Share of the narrower one by which something drawn may reach into the place of a glyph beside it."""


def make_drawn(left: float, top: float, right: float, bottom: float) -> Iterator[Mark]:
    """What is drawn in a box, as a glyph that is not known: as high as type, and no broader than a cell."""
    if LOWEST < bottom - top <= TALLEST and LOWEST / 2 < right - left <= BROADEST:
        yield UNREAD, left, top, right, bottom


def find_apart(inked: Iterable[Mark], glyphs: Sequence[Mark]) -> Iterator[Mark]:
    """What is drawn beside the text, and is no ground or frame of it, on the part of the page that is displayed."""
    tops = sorted(glyphs, key=itemgetter(2)) if inked else []
    tallest = max((glyph[4] - glyph[2] for glyph in tops), default=0.0)
    for mark in inked:
        _, left, top, right, bottom = mark
        near = tops[bisect_left(tops, top - tallest, key=itemgetter(2)) : bisect_left(tops, bottom, key=itemgetter(2))]
        if not any(_lies_on(left, right, glyph) and top < glyph[4] for glyph in near):
            yield mark


def _lies_on(left: float, right: float, glyph: Mark) -> bool:
    """Whether something reaches over a glyph, and does not only touch its side."""
    return min(right, glyph[3]) - max(left, glyph[1]) > TOUCH * min(right - left, glyph[3] - glyph[1])
