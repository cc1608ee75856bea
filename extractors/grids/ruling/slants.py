"""Numbers that a slanted stroke runs through, as a pen crosses them out: they are struck out like by a level one."""

from collections.abc import Iterator, Sequence

from extractors.grids.ruling.marks import Mark, RuleLine

Slant = tuple[float, float, float, float]
"""The ends of a stroke: across and down, across and down."""
INNER = 0.1
"""Share of the height of a digit, above and below, where a stroke does not run through it."""
MIDDLE = 0.55
"""Share of its height at which a level stroke would run through it."""
MOST = 200
"""Strokes on a page; more are a drawing, or a pattern of the ground."""


def strike_through(slants: Sequence[Slant], glyphs: Sequence[Mark]) -> Iterator[RuleLine]:
    """A level stroke for each digit that a slanted one runs through."""
    slants = slants if len(slants) <= MOST else ()
    digits = [glyph for glyph in glyphs if glyph[0].isdigit()] if slants else []
    for slant in slants:
        for _, left, top, right, bottom in (glyph for glyph in digits if _runs_through(slant, glyph)):
            middle = top + MIDDLE * (bottom - top)
            yield RuleLine(left, middle, right, middle)


def _runs_through(slant: Slant, glyph: Mark) -> bool:
    x0, y0, x1, y1 = slant
    _, left, top, right, bottom = glyph
    x = (left + right) / 2
    if not min(x0, x1) <= x <= max(x0, x1):
        return False
    edge = INNER * (bottom - top)
    return top + edge < y0 + (x - x0) / (x1 - x0) * (y1 - y0) < bottom - edge
