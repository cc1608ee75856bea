"""Numbers that are printed sideways outside of ruled tables: their digits stand above one another."""

from collections.abc import Iterable
from itertools import pairwise

from extractors.grids.ruling.text import NUMERIC, GlyphRun

FLAT = 1.2
"""Times its height that a digit is wide, at least, when it lies on its side."""
TOUCH = 0.3
"""Share of its height within which one of them ends where the next begins."""


def join_sideways(runs: Iterable[GlyphRun]) -> list[GlyphRun]:
    """The runs in the order of painting, the digits of a number that lies on its side made one run."""
    kept = list(runs)
    flat = {number for number, run in enumerate(kept) if len(run.text) == 1 and run.text in NUMERIC and _is_flat(run)}
    ends = [number for one, number in pairwise(sorted(flat)) if number == one + 1 and _touch(kept[one], kept[number])]
    for number in reversed(ends):
        kept[number - 1 : number + 1] = [_join(kept[number - 1], kept[number])]
    return kept


def _is_flat(run: GlyphRun) -> bool:
    return run.right - run.left > FLAT * (run.bottom - run.top)


def _touch(one: GlyphRun, other: GlyphRun) -> bool:
    reach = TOUCH * one.height
    is_level = abs(one.center - other.center) < reach
    return is_level and min(abs(one.top - other.bottom), abs(one.bottom - other.top)) < reach


def _join(one: GlyphRun, other: GlyphRun) -> GlyphRun:
    return GlyphRun(
        one.text + other.text,
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
        one.glyphs + other.glyphs,
        one.order,
        one.has_blank_before,
        one.is_amended or other.is_amended,
    )
