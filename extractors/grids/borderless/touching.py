"""Numbers of a borderless table that touch the label before them: parted where they stand in the first column."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractors.grids.ruling.cells import part_run
from extractors.grids.ruling.prose import VisualLine
from extractors.grids.ruling.text import GlyphRun

SAME_PLACE = 0.1
"""Widths of type within which two numbers share an edge or their middle."""
LEAST = 2
"""Rows that tell where the first column of values stands."""


def part_touching(
    lines: Sequence[VisualLine], counts: Sequence[int], tails: Sequence[int]
) -> tuple[list[VisualLine], list[int]]:
    """The lines and how many values close each, once those right behind a label stand apart from it.

    A label as wide as its column leaves no gap before the number beside it. Digits that stand where the first values of
    other rows do are one, too.

    Args:
        lines: those of one table.
        counts: the values of each line that stand well apart from its label.
        tails: all that close it.
    """
    ends = [_find_number(line, tail) for line, tail in zip(lines, tails, strict=True)]
    if not any(ends) and list(counts) == list(tails):
        return list(lines), list(counts)
    firsts = [line.runs[-count] for line, count in zip(lines, counts, strict=True) if 0 < count < len(line.runs)]
    places = [sorted(edge) for edge in zip(*map(_edges, firsts), strict=True)]
    parted, numbers = list(lines), list(counts)
    for index, (line, tail, cut) in enumerate(zip(lines, tails, ends, strict=True)):
        label = len(line.runs) - tail - 1
        if tail > counts[index] and _is_in_column(line.runs[-tail], places, line.size):
            numbers[index] = tail
        if cut and _is_in_column(part_run(line.runs[label], line.runs[label].glyphs[cut:]), places, line.size):
            parted[index] = replace(line, runs=_cut(line.runs, label, cut))
            numbers[index] = tail + 1
    return parted, numbers


def _find_number(line: VisualLine, tail: int) -> int:
    """Which sign of the label's last run begins a number that ends it; 0 for none."""
    if len(line.runs) == tail:
        return 0
    run = line.runs[len(line.runs) - tail - 1]
    cut = len(run.text.rstrip("0123456789"))
    return cut if cut < len(run.text) == len(run.glyphs) else 0


def _edges(run: GlyphRun) -> tuple[float, float, float]:
    return run.left, run.center, run.right


def _is_in_column(number: GlyphRun, places: Sequence[Sequence[float]], size: float) -> bool:
    """Whether the number shares an edge or its middle with the first values of other rows."""
    slack = SAME_PLACE * size
    return any(
        bisect_left(known, place + slack) - bisect_left(known, place - slack) >= LEAST
        for known, place in zip(places, _edges(number), strict=False)
    )


def _cut(runs: Sequence[GlyphRun], label: int, cut: int) -> list[GlyphRun]:
    whole = runs[label]
    return [
        *runs[:label],
        part_run(whole, whole.glyphs[:cut]),
        part_run(whole, whole.glyphs[cut:]),
        *runs[label + 1 :],
    ]
