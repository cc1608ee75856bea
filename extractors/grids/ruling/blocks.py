"""Glyphs and ruling lines of a page -> blocks: the one lattice for PDF, OFD and scans.

A reader makes ``Glyph`` (or bare ``Mark``) and ``RuleLine`` marks for each page, calls ``page_blocks`` once a page and
``join_pages`` once a document:

    pages = [page_blocks(glyphs, rules, number, width, height) for number, … in …]
    blocks = join_pages(pages)
"""

import re
from collections.abc import Iterable, Sequence

from extractors.grids.pages import MARGIN, PageBlocks, join_pages
from extractors.grids.ruling.cells import TablePiece, fill_lattices
from extractors.grids.ruling.double_rules import join_twins
from extractors.grids.ruling.lattice import find_lattices
from extractors.grids.ruling.layout import TALLEST_ROW, part_at_prose
from extractors.grids.ruling.marks import Glyph, Lattice, LatticeCell, Mark, RuleLine
from extractors.grids.ruling.prose import make_line
from extractors.grids.ruling.struck_text import mark_amended, part_struck
from extractors.grids.ruling.text import GlyphRun, make_runs, split_lines
from extractors.grids.ruling.upright import join_sideways

_NUMBERED = re.compile(r"[-—–－‐·•~]+\s*\d{1,4}\s*[-—–－‐·•~]+")
"""The number of a page that says that it is one: no cell of a table reads so."""

__all__ = ["Glyph", "Lattice", "LatticeCell", "PageBlocks", "RuleLine", "find_lattices", "join_pages", "page_blocks"]


def page_blocks(
    glyphs: Iterable[Mark], rules: Iterable[RuleLine], page: int, width: float, height: float, *, is_exact: bool = False
) -> PageBlocks:
    """The tables drawn with rules and the lines of text outside them; ``page`` is counted from 1, sizes in points.

    ``is_exact``: the file tells the rules, so that a stroke through text strikes it out and two side by side are one
    border; rules found in a picture are not as sure.
    """
    marks, strokes, struck = list(glyphs), list(rules), list[GlyphRun]()
    runs = make_runs(marks)
    if is_exact and strokes:
        strokes, runs, struck = part_struck(strokes, runs)
        strokes = join_twins(strokes, marks)
    lattices = find_lattices(strokes)
    if is_exact:
        lattices = list(part_at_prose(lattices, runs))
    foot = _find_foot(page, runs, height) if any(lattice.open_bottom for lattice in lattices) else []
    inside = [run for run in runs if run not in foot] if foot else runs
    pieces, free, outside = fill_lattices(lattices, inside, page, struck, strokes, is_exact=is_exact)
    free += foot
    kept = [piece for piece in pieces if not piece.is_frame or _is_row_like(piece)]
    released = [run for piece in pieces if piece not in kept for run in piece.runs]
    if is_exact:
        released = join_sideways(released)
        free = join_sideways(free)
    open_runs = mark_amended(free + released, outside) if outside else free + released
    lines = (make_line(page, line) for line in split_lines(open_runs))
    return PageBlocks(page, width, height, tuple(kept), tuple(line for line in lines if line.text))


def _find_foot(page: int, runs: Sequence[GlyphRun], height: float) -> list[GlyphRun]:
    """The number of the page below all else: a table that the page break left open reaches down to it."""
    low = [run for run in runs if run.middle > (1 - MARGIN) * height]
    *_, last = split_lines(low) or [[]]
    return last if last and _NUMBERED.fullmatch(make_line(page, last).text.strip()) else []


def _is_row_like(frame: TablePiece) -> bool:
    """Whether a lone cell may be a row that a page break parted from its table, and not a frame around the text."""
    return frame.box[3] - frame.box[1] < TALLEST_ROW
