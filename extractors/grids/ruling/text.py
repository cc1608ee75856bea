"""Placed glyphs -> runs (what was printed without a gap), runs -> visual lines and the text of a cell."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan

from extractors.grids.ruling.marks import UNREAD, Mark
from extractors.model.marked_text import lower_digits, raise_digits

TOUCH = 0.3
"""Share of the height up to which the gap between two glyphs does not part a run."""
SAME_LINE = 0.35
"""Share of the lower height by which two middles may differ on one line: fonts differ, half a line does not fit."""
SHIFT = 2 * SAME_LINE
"""The same for the sums of upper and lower edge."""
NUMERIC = frozenset("0123456789０１２３４５６７８９.,．，/／-—－–+＋%％" + UNREAD)
"""Signs that values are printed with."""
POINTS = frozenset(".,，．。、·:：;；'\"-—–%％")
"""Signs whose box may sit lower, or be lower, than the digits they belong to, above all the decimal point."""
SMALL = 0.85
"""Share of the height of other digits under which a digit is none of their number but the mark of a note."""
RAISED, LOWERED = 0.2, 0.02
"""Share of that height by which its lower edge stands above theirs, or below; on one base line it hardly does."""
OVERPRINT = 3.0
"""Points within which the same text printed again is the same ink."""
_LONE_UNREAD = re.compile(f"(?<![0-9.,{UNREAD}]){UNREAD}+(?![0-9.,{UNREAD}])")
WORD_GAP = 0.5
"""Share of the height from which a gap is printed as a blank."""


@dataclass(slots=True)
class GlyphRun:
    """Glyphs that follow one another on a line without a gap, with their common box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    glyphs: list[Mark]
    order: int
    """Place in the order of painting."""
    has_blank_before: bool = False
    """The file itself prints a blank before it."""
    is_amended: bool = False
    """Text that is struck out stands beside it."""

    @property
    def middle(self) -> float:
        """Height of the middle on the page."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Middle from left to right."""
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        """Height of the box, close to the size of the type."""
        return self.bottom - self.top


def make_runs(glyphs: Iterable[Mark]) -> list[GlyphRun]:
    """The runs of a page in the order of painting; overprinted glyphs (bold made by printing twice) count once."""
    runs: list[GlyphRun] = []
    run: GlyphRun | None = None
    row: list[Mark] = []
    is_apart = False
    uneven: list[GlyphRun] = []
    upper, lower, end = nan, nan, nan  # of the run, as far as the next glyph must know it
    for glyph in glyphs:
        text, left, top, right, bottom = glyph
        if text.isspace():
            is_apart = True
            continue
        gap, height = left - end, bottom - top
        if top == upper and bottom == lower and -0.1 * height < gap <= TOUCH * height and not is_apart:
            row.append(glyph)  # the usual case, told cheaply
            end = right
            continue
        low = height if height < lower - upper else lower - upper
        if -0.1 * low < gap <= TOUCH * low and abs(top + bottom - upper - lower) <= SHIFT * low and not is_apart:
            row.append(glyph)  # and that of signs with boxes of their own
            end = right
            is_inside = upper <= top and bottom <= lower and height >= SMALL * (lower - upper)
            upper, lower = (upper, lower) if is_inside else _widen(runs[-1], glyph, uneven)
            continue
        if run is not None:
            run.right = end
        if run is None or is_apart or not _follows(run, glyph, gap):
            row = [glyph]
            run = GlyphRun(text, left, top, right, bottom, row, len(runs), is_apart)
            runs.append(run)
            upper, lower, is_apart = top, bottom, False
        elif gap < 0 and _is_overprint(row[-1], glyph):
            continue
        else:
            row.append(glyph)
            upper, lower = _widen(run, glyph, uneven)
        end = right
    if run is not None:
        run.right = end
    _mark_notes(uneven)
    _spell(runs)
    return drop_overprints(runs)


def _widen(run: GlyphRun, glyph: Mark, uneven: list[GlyphRun]) -> tuple[float, float]:
    """Upper and lower edge of the run once it holds another glyph; a digit of another size makes it ``uneven``."""
    text, _, top, _, bottom = glyph
    upper, lower = run.top, run.bottom
    tall, height = lower - upper, bottom - top
    if (height < SMALL * tall or tall < SMALL * height) and text.isdigit():
        uneven.append(run)
    if (top < upper or bottom > lower) and text not in POINTS:
        run.top = upper = min(upper, top)
        run.bottom = lower = max(lower, bottom)
    return upper, lower


def _mark_notes(runs: Iterable[GlyphRun]) -> None:
    """Write small digits above or below the line of a number as the signs for them; keep those on its line apart."""
    for run in runs:
        _mark_notes_of(run)


def _mark_notes_of(run: GlyphRun) -> None:
    tall = max((glyph for glyph in run.glyphs if glyph[0].isdigit()), key=lambda glyph: glyph[4] - glyph[2])
    height, base = tall[4] - tall[2], tall[4]
    for index, (text, left, top, right, bottom) in enumerate(run.glyphs):
        if text.isdigit() and bottom - top < SMALL * height:
            is_apart = index > 0 and run.glyphs[index - 1][0][-1:].isdigit()
            run.glyphs[index] = _spell_note(text, bottom, base, height, is_apart), left, top, right, bottom


def _spell_note(text: str, bottom: float, base: float, height: float, is_apart: bool) -> str:
    """Small digits beside others of this height and lower edge: raised, lowered, or on the line and perhaps apart."""
    if bottom < base - RAISED * height:
        return raise_digits(text)
    if bottom > base + LOWERED * height:
        return lower_digits(text)
    return f" {text}" if is_apart else text


def _spell(runs: Iterable[GlyphRun]) -> None:
    """Give the runs their texts."""
    for run in runs:
        if len(run.glyphs) > 1:
            run.text = "".join([glyph[0] for glyph in run.glyphs])


def _follows(run: GlyphRun, glyph: Mark, gap: float) -> bool:
    """Whether the glyph continues the run: on the same line, its left edge at the run's right edge."""
    _, _, top, _, bottom = glyph
    tall, height = run.bottom - run.top, bottom - top
    low = height if height < tall else tall
    if gap > TOUCH * low and gap > TOUCH * 0.5 * tall:
        return False
    shift, slack = top + bottom - run.top - run.bottom, 2 * SAME_LINE * low
    if not -slack <= shift <= slack and not _is_point_beside(run, glyph, low) and not _is_note_at(run, glyph, low):
        return False
    return gap >= -TOUCH * low or _is_overprint(run.glyphs[-1], glyph)


def _is_point_beside(run: GlyphRun, glyph: Mark, height: float) -> bool:
    """Whether one of the two is a point, of which the line of the other covers the height."""
    text, _, top, _, bottom = glyph
    is_point = text in POINTS or (len(run.glyphs) == 1 and run.text in POINTS)
    return is_point and min(run.bottom, bottom) - max(run.top, top) > 0.5 * height


def _is_note_at(run: GlyphRun, glyph: Mark, height: float) -> bool:
    """Whether the glyph is a small digit above or below the line of the digits before it, which it still touches."""
    text, _, top, _, bottom = glyph
    is_small = bottom - top < SMALL * (run.bottom - run.top) and text.isdigit() and run.text[-1:].isdigit()
    return is_small and min(run.bottom, bottom) - max(run.top, top) > 0.3 * height


def _is_overprint(last: Mark, glyph: Mark) -> bool:
    """The same glyph at almost the same place."""
    text, left, top, right, bottom = last
    return (
        text == glyph[0]
        and abs(glyph[1] - left) < 0.4 * max(right - left, 0.1)
        and abs(glyph[2] - top) < 0.4 * (bottom - top)
    )


def drop_overprints(runs: list[GlyphRun]) -> list[GlyphRun]:
    """The runs without those printed a second time at almost the same place."""
    # Two grids, half a mesh apart, so that twins on either side of an edge of one meet in the other.
    seen: set[tuple[str, int, int]] = set()
    seen_between: set[tuple[str, int, int]] = set()
    kept: list[GlyphRun] = []
    counts = Counter([run.text for run in runs])
    for run in runs:
        if counts[run.text] == 1:
            kept.append(run)
            continue
        text, x, y = run.text, run.left / OVERPRINT, run.top / OVERPRINT
        place, between = (text, int(x), int(y)), (text, int(x + 0.5), int(y + 0.5))
        if place not in seen and between not in seen_between:
            kept.append(run)
        seen.add(place)
        seen_between.add(between)
    return kept


def is_number(text: str) -> bool:
    """Whether every character is one that values are printed with."""
    return NUMERIC.issuperset(text)


def split_lines(runs: Iterable[GlyphRun]) -> list[list[GlyphRun]]:
    """Runs grouped into visual lines, top to bottom, each from left to right."""
    lines: list[list[GlyphRun]] = []
    points: list[GlyphRun] = []
    for run in sorted(runs, key=lambda run: (run.top + run.bottom, run.left)):
        if POINTS.issuperset(run.text):
            points.append(run)
        elif lines and _is_on_line(lines[-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    lines = _add_points(lines, points)
    for line in lines:
        line.sort(key=lambda run: run.left)
    return lines


def _is_on_line(line: list[GlyphRun], run: GlyphRun) -> bool:
    first = line[0]
    height = min(first.bottom - first.top, run.bottom - run.top)
    return run.top + run.bottom - first.top - first.bottom <= 2 * SAME_LINE * height


def _add_points(lines: list[list[GlyphRun]], points: Iterable[GlyphRun]) -> list[list[GlyphRun]]:
    """The lines with lone points, dashes and commas on the line that covers their height.

    None of them may make a line inside a number: a decimal point of another font stands lower or higher than digits.
    """
    middles = [line[0].middle for line in lines]
    alone: list[list[GlyphRun]] = []
    for point in points:
        index = bisect_left(middles, point.middle)
        near = lines[max(index - 2, 0) : index + 2]
        best = max(near, key=lambda line: _cover(line, point), default=None)
        if best is not None and _cover(best, point) > 0.5 * point.height:
            best.append(point)
        elif alone and _is_on_line(alone[-1], point):
            alone[-1].append(point)
        else:
            alone.append([point])
    return sorted(lines + alone, key=lambda line: line[0].middle)


def _cover(line: list[GlyphRun], point: GlyphRun) -> float:
    return min(line[0].bottom, point.bottom) - max(line[0].top, point.top)


def line_text(line: Sequence[GlyphRun]) -> str:
    """The text of one visual line; a blank where the file prints one or where a gap shows."""
    text = line[0].text
    for last, run in pairwise(line):
        gap = run.left - last.right
        is_apart = gap > WORD_GAP * min(last.bottom - last.top, run.bottom - run.top)
        is_apart = is_apart or (run.has_blank_before and run.order == last.order + 1)
        text += f" {run.text}" if is_apart else _text_beside(last, run)
    return text


def _text_beside(last: GlyphRun, run: GlyphRun) -> str:
    """The text of a run that touches the one before it; digits of another size do not go on with its number."""
    tall, height = last.bottom - last.top, run.bottom - run.top
    is_even = SMALL * tall <= height and SMALL * height <= tall
    if is_even or not (last.text[-1:].isdigit() and run.text[:1].isdigit()):
        return run.text
    return _spell_note(run.text, run.bottom, last.bottom, tall, True) if height < tall else f" {run.text}"


def drop_unread(text: str) -> str:
    """The text without signs that stand for unknown glyphs, but for those in or beside a number, which is not whole."""
    if UNREAD not in text:
        return text
    return "" if not text.strip(UNREAD + " \n") else _LONE_UNREAD.sub("", text)


def cell_text(runs: Sequence[GlyphRun]) -> str:
    """The text of a cell, visual lines joined by newlines; columns of upright glyphs are read as they were painted."""
    if not runs:
        return ""
    if len(runs) == 1:
        return runs[0].text
    if is_vertical(runs):
        return "\n".join(run.text for run in sorted(runs, key=lambda run: run.order))
    return "\n".join(line_text(line) for line in split_lines(runs))


def is_vertical(runs: Sequence[GlyphRun]) -> bool:
    """Whether the runs are single glyphs stacked in the order of painting in two or more columns."""
    if any(len(run.text) > 1 for run in runs):
        return False
    ordered = sorted(runs, key=lambda run: run.order)
    steps = [is_stacked(one, other) for one, other in pairwise(ordered)]
    return sum(steps) * 2 > len(steps)


def is_stacked(one: GlyphRun, other: GlyphRun) -> bool:
    """Whether the second stands right above or below the first, closer than the rows of a table do."""
    height = max(one.bottom - one.top, other.bottom - other.top)
    step = abs(other.middle - one.middle)
    return abs(one.center - other.center) < 0.3 * height and 0.5 * height < step < 1.5 * height
