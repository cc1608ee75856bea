"""Placed glyphs -> runs (what was printed without a gap), runs -> visual lines and the text of a cell."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan

from extractors.ruling.marks import Mark

TOUCH = 0.3
"""Share of the height up to which the gap between two glyphs does not part a run."""
SAME_LINE = 0.35
"""Share of the lower height by which two middles may differ on one line: fonts differ, half a line does not fit."""
POINTS = frozenset(".,，．。、·:：;；'\"-—–%％")
"""Signs whose box may sit lower, or be lower, than the digits they belong to, above all the decimal point."""
OVERPRINT = 3.0
"""Points within which the same text printed again is the same ink."""
WORD_GAP = 0.5
"""Share of the height from which a gap is printed as a blank."""


@dataclass(slots=True)
class Run:
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


def make_runs(glyphs: Iterable[Mark]) -> list[Run]:
    """The runs of a page in the order of painting; overprinted glyphs (bold made by printing twice) count once."""
    runs: list[Run] = []
    run: Run | None = None
    row: list[Mark] = []
    is_apart = False
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
        if run is not None:
            run.right = end
        if run is None or is_apart or not _follows(run, glyph, gap):
            row = [glyph]
            run = Run(text, left, top, right, bottom, row, len(runs), is_apart)
            runs.append(run)
            is_apart = False
        elif gap < 0 and _is_overprint(row[-1], glyph):
            continue
        else:
            row.append(glyph)
            if (top < upper or bottom > lower) and text not in POINTS:
                run.top, run.bottom = min(upper, top), max(lower, bottom)
        upper, lower, end = run.top, run.bottom, right
    if run is not None:
        run.right = end
    _spell(runs)
    return drop_overprints(runs)


def _spell(runs: Iterable[Run]) -> None:
    """Give the runs their texts."""
    for run in runs:
        if len(run.glyphs) > 1:
            run.text = "".join([glyph[0] for glyph in run.glyphs])


def _follows(run: Run, glyph: Mark, gap: float) -> bool:
    """Whether the glyph continues the run: on the same line, its left edge at the run's right edge."""
    _, _, top, _, bottom = glyph
    tall, height = run.bottom - run.top, bottom - top
    low = height if height < tall else tall
    if gap > TOUCH * low and gap > TOUCH * 0.5 * tall:
        return False
    shift, slack = top + bottom - run.top - run.bottom, 2 * SAME_LINE * low
    if not -slack <= shift <= slack and not _is_point_beside(run, glyph, low):
        return False
    return gap >= -TOUCH * low or _is_overprint(run.glyphs[-1], glyph)


def _is_point_beside(run: Run, glyph: Mark, height: float) -> bool:
    """Whether one of the two is a point, of which the line of the other covers the height."""
    text, _, top, _, bottom = glyph
    is_point = text in POINTS or (len(run.glyphs) == 1 and run.text in POINTS)
    return is_point and min(run.bottom, bottom) - max(run.top, top) > 0.5 * height


def _is_overprint(last: Mark, glyph: Mark) -> bool:
    """The same glyph at almost the same place."""
    text, left, top, right, bottom = last
    return (
        text == glyph[0]
        and abs(glyph[1] - left) < 0.4 * max(right - left, 0.1)
        and abs(glyph[2] - top) < 0.4 * (bottom - top)
    )


def drop_overprints(runs: list[Run]) -> list[Run]:
    """The runs without those printed a second time at almost the same place."""
    # Two grids, half a mesh apart, so that twins on either side of an edge of one meet in the other.
    seen: set[tuple[str, int, int]] = set()
    seen_between: set[tuple[str, int, int]] = set()
    kept: list[Run] = []
    for run in runs:
        text, x, y = run.text, run.left / OVERPRINT, run.top / OVERPRINT
        place, between = (text, int(x), int(y)), (text, int(x + 0.5), int(y + 0.5))
        if place not in seen and between not in seen_between:
            kept.append(run)
        seen.add(place)
        seen_between.add(between)
    return kept


def split_lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs grouped into visual lines, top to bottom, each from left to right."""
    lines: list[list[Run]] = []
    points: list[Run] = []
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


def _is_on_line(line: list[Run], run: Run) -> bool:
    first = line[0]
    height = min(first.bottom - first.top, run.bottom - run.top)
    return run.top + run.bottom - first.top - first.bottom <= 2 * SAME_LINE * height


def _add_points(lines: list[list[Run]], points: Iterable[Run]) -> list[list[Run]]:
    """The lines with lone points, dashes and commas on the line that covers their height.

    None of them may make a line inside a number: a decimal point of another font stands lower or higher than digits.
    """
    middles = [line[0].middle for line in lines]
    alone: list[list[Run]] = []
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


def _cover(line: list[Run], point: Run) -> float:
    return min(line[0].bottom, point.bottom) - max(line[0].top, point.top)


def line_text(line: Sequence[Run]) -> str:
    """The text of one visual line; a blank where the file prints one or where a gap shows."""
    text = line[0].text
    for last, run in pairwise(line):
        gap = run.left - last.right
        is_apart = gap > WORD_GAP * min(last.bottom - last.top, run.bottom - run.top)
        text += f" {run.text}" if is_apart or (run.has_blank_before and run.order == last.order + 1) else run.text
    return text


def cell_text(runs: Sequence[Run]) -> str:
    """The text of a cell, visual lines joined by newlines; columns of upright glyphs are read as they were painted."""
    if not runs:
        return ""
    if len(runs) == 1:
        return runs[0].text
    if is_vertical(runs):
        return "\n".join(run.text for run in sorted(runs, key=lambda run: run.order))
    return "\n".join(line_text(line) for line in split_lines(runs))


def is_vertical(runs: Sequence[Run]) -> bool:
    """Whether the runs are single glyphs stacked in the order of painting in two or more columns."""
    if any(len(run.text) > 1 for run in runs):
        return False
    ordered = sorted(runs, key=lambda run: run.order)
    steps = [is_stacked(one, other) for one, other in pairwise(ordered)]
    return sum(steps) * 2 > len(steps)


def is_stacked(one: Run, other: Run) -> bool:
    """Whether the second stands right above or below the first, closer than the rows of a table do."""
    height = max(one.bottom - one.top, other.bottom - other.top)
    step = abs(other.middle - one.middle)
    return abs(one.center - other.center) < 0.3 * height and 0.5 * height < step < 1.5 * height
