"""Placed glyphs -> runs (what was printed without a gap), runs -> visual lines and the text of a cell."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.ruling_marks import Glyph

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
    glyphs: list[Glyph]
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


def make_runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """The runs of a page in the order of painting; overprinted glyphs (bold made by printing twice) count once."""
    runs: list[Run] = []
    run: Run | None = None
    blank = False
    for glyph in glyphs:
        text = glyph.text
        if text.isspace():
            blank = True
            continue
        if run is not None and not blank and _follows_closely(run, glyph):
            run.glyphs.append(glyph)
            run.text += text
            run.right = glyph.right
            continue
        if run is None or blank or not _follows(run, glyph):
            run = Run(text, glyph.left, glyph.top, glyph.right, glyph.bottom, [glyph], len(runs), blank)
            runs.append(run)
            blank = False
            continue
        if _is_overprint(run.glyphs[-1], glyph):
            continue
        run.glyphs.append(glyph)
        run.text += text
        run.right = glyph.right
        if text not in POINTS:
            run.top = min(run.top, glyph.top)
            run.bottom = max(run.bottom, glyph.bottom)
    return drop_overprints(runs)


def _follows_closely(run: Run, glyph: Glyph) -> bool:
    """Whether the glyph has the very height of the run and begins where it ends: the usual case, told cheaply."""
    height = glyph.bottom - glyph.top
    is_level = glyph.top == run.top and glyph.bottom == run.bottom
    return is_level and -0.1 * height < glyph.left - run.right <= TOUCH * height


def _follows(run: Run, glyph: Glyph) -> bool:
    """Whether the glyph continues the run: on the same line, its left edge at the run's right edge."""
    height = min(run.bottom - run.top, glyph.bottom - glyph.top)
    gap = glyph.left - run.right
    if gap > TOUCH * max(height, 0.5 * (run.bottom - run.top)) or not _is_level(run, glyph, height):
        return False
    last = run.glyphs[-1]
    return gap >= -TOUCH * height or _is_overprint(last, glyph)


def _is_level(run: Run, glyph: Glyph, height: float) -> bool:
    """Whether the glyph stands on the line of the run; a point does when the line covers its height."""
    if abs(glyph.top + glyph.bottom - run.top - run.bottom) <= 2 * SAME_LINE * height:
        return True
    is_point = glyph.text in POINTS or run.text in POINTS
    return is_point and min(run.bottom, glyph.bottom) - max(run.top, glyph.top) > 0.5 * height


def _is_overprint(last: Glyph, glyph: Glyph) -> bool:
    """The same glyph at almost the same place."""
    width = max(last.right - last.left, 0.1)
    return (
        last.text == glyph.text
        and abs(glyph.left - last.left) < 0.4 * width
        and abs(glyph.top - last.top) < 0.4 * (last.bottom - last.top)
    )


def drop_overprints(runs: list[Run]) -> list[Run]:
    """The runs without those printed a second time at almost the same place."""
    seen: set[tuple[str, int, int, bool]] = set()
    kept: list[Run] = []
    for run in runs:
        x, y = run.left / OVERPRINT, run.top / OVERPRINT
        # Two grids, half a mesh apart, so that twins on either side of an edge of one meet in the other.
        keys = (run.text, int(x), int(y), False), (run.text, int(x + 0.5), int(y + 0.5), True)
        if keys[0] not in seen and keys[1] not in seen:
            kept.append(run)
        seen.update(keys)
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
