"""Text that is struck out: a thin stroke runs through the middle of its signs, from the first to the last."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from extractors.grids.ruling.cells import part_run
from extractors.grids.ruling.marks import Mark, RuleLine
from extractors.grids.ruling.text import GlyphRun, is_number

THIN = 2.5
"""Points that a stroke through text may be thick."""
SHORTEST = 2.0
"""Points that it must run: the width of a narrow digit in small type."""
UPPER, LOWER = 0.35, 0.75
"""Between these shares of its height a stroke runs through a sign; the base line lies lower."""
OVERHANG = 0.7
"""Heights of type by which the stroke may reach beyond the signs: blanks at the ends are struck too."""
TOUCH = 1.5
"""Points between the end of a stroke and a vertical rule from which it is the wall of a cell."""
NEAR, BELOW = 2.0, 1.6
"""Heights of type beside struck text, and from line to line, within which another text may stand for it."""


def part_struck(
    rules: Sequence[RuleLine], runs: list[GlyphRun]
) -> tuple[list[RuleLine], list[GlyphRun], list[GlyphRun]]:
    """The rules without strokes through text, the runs (or parts of runs) not struck out, and those that are."""
    levels: dict[float, list[RuleLine]] = {}
    for rule in rules:
        _, top, _, bottom = rule
        if bottom - top <= THIN:
            levels.setdefault((top + bottom) / 2, []).append(rule)
    strikes = _find_strikes(levels, rules, runs)
    if not strikes:
        return list(rules), runs, []
    through = {id(rule) for found in strikes.values() for rule in found}
    return ([rule for rule in rules if id(rule) not in through], *_part_runs(runs, strikes))


def _find_strikes(
    levels: dict[float, list[RuleLine]], rules: Sequence[RuleLine], runs: list[GlyphRun]
) -> dict[int, list[RuleLine]]:
    """The strokes that strike out some of a run, by its order."""
    places = sorted([((run.top + run.bottom) / 2, number) for number, run in enumerate(runs)])
    reach = max(0.5 - UPPER, LOWER - 0.5) * max([run.bottom - run.top for run in runs], default=0.0)
    strikes: dict[int, list[RuleLine]] = {}
    for at, level in levels.items():
        first, last = bisect_left(places, (at - reach,)), bisect_left(places, (at + reach,))
        near = [runs[number] for _, number in places[first:last]] if first < last else ()
        for rule in level if near else ():
            through = [run for run in near if _runs_through(rule, run)]
            if through and _fits(rule, through) and not _is_wall(rule, rules):
                for run in through:
                    strikes.setdefault(run.order, []).append(rule)
    return strikes


def _runs_through(rule: RuleLine, run: GlyphRun) -> bool:
    """Whether the stroke runs through the middle of some sign of the run."""
    if rule.left >= run.right or rule.right <= run.left or rule.right - rule.left < SHORTEST:
        return False
    depth = ((rule.top + rule.bottom) / 2 - run.top) / max(run.height, 0.1)
    return UPPER <= depth <= LOWER and any(_is_struck(glyph, rule) for glyph in run.glyphs)


def _is_struck(glyph: Mark, rule: RuleLine) -> bool:
    return rule.left <= (glyph[1] + glyph[3]) / 2 <= rule.right


def _fits(rule: RuleLine, runs: Sequence[GlyphRun]) -> bool:
    """Whether the stroke begins and ends with the signs it runs through; a rule of a table goes its own way."""
    struck = [glyph for run in runs for glyph in run.glyphs if _is_struck(glyph, rule)]
    slack = OVERHANG * max(run.height for run in runs)
    first, last = min(glyph[1] for glyph in struck), max(glyph[3] for glyph in struck)
    return first - slack <= rule.left and rule.right <= last + slack


def _is_wall(rule: RuleLine, rules: Sequence[RuleLine]) -> bool:
    """Whether a vertical rule meets an end of the stroke."""
    return any(
        other.bottom - other.top > THIN
        and other.right - other.left <= THIN
        and other.top - TOUCH <= rule.bottom
        and other.bottom + TOUCH >= rule.top
        and (abs(other.left - rule.left) <= TOUCH or abs(other.right - rule.right) <= TOUCH)
        for other in rules
    )


def _part_runs(runs: list[GlyphRun], strikes: dict[int, list[RuleLine]]) -> tuple[list[GlyphRun], list[GlyphRun]]:
    left: list[GlyphRun] = []
    struck: list[GlyphRun] = []
    for run in runs:
        if run.order not in strikes:
            left.append(run)
            continue
        for is_out, glyphs in groupby(run.glyphs, partial(_is_any_through, strikes[run.order])):
            (struck if is_out else left).append(part_run(run, list(glyphs)))
    return left, struck


def _is_any_through(rules: Sequence[RuleLine], glyph: Mark) -> bool:
    return any(_is_struck(glyph, rule) for rule in rules)


def mark_amended(runs: Sequence[GlyphRun], struck: Sequence[GlyphRun]) -> list[GlyphRun]:
    """The runs outside of ruled tables, those marked that stand beside, above or below struck text and may replace it.

    A struck number that nothing replaces, in a line with other text, is given back with a mark: where no rules tell the
    cells, its place would be taken for a blank one.
    """
    kept = list(runs)
    for out in struck:
        near = [run for run in runs if _is_beside(run, out) or _is_over(run, out)]
        if near:
            min(near, key=lambda run: (abs(run.middle - out.middle), abs(run.center - out.center))).is_amended = True
        elif is_number(out.text) and any(_is_level(run, out) for run in runs):
            out.is_amended = True
            kept.append(out)
    return kept


def _is_level(run: GlyphRun, out: GlyphRun) -> bool:
    return abs(run.middle - out.middle) < 0.5 * out.height


def _is_beside(run: GlyphRun, out: GlyphRun) -> bool:
    gap = max(run.left - out.right, out.left - run.right)
    return _is_level(run, out) and gap < NEAR * out.height


def _is_over(run: GlyphRun, out: GlyphRun) -> bool:
    overlaps = min(run.right, out.right) > max(run.left, out.left)
    return overlaps and abs(run.middle - out.middle) < BELOW * out.height
