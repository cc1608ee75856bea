"""Cuts a level page into cells and free lines, and reads each line of print once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from extractors.formats.scan.engine import LineReading, Recogniser
from extractors.formats.scan.imaging.deskew import SOFT_PAPER, UprightPage, find_ink
from extractors.formats.scan.imaging.faint import Raised, find_traces, raise_print
from extractors.formats.scan.imaging.lines import (
    NARROW,
    WIDE,
    InkPiece,
    Mask,
    Patch,
    find_lines,
    find_pieces,
    letter_size,
)
from extractors.formats.scan.imaging.rules import RulingStrokes, erase_strokes
from extractors.formats.scan.page import Gray
from extractors.grids.ruling.marks import Lattice, LatticeCell, RuleLine
from extractors.model.document import Box

_INSET = 0.4
"""Points between the middle of a rule and the ink of a cell."""
_PALE, _PRINT = 0.5, 150.0
"""Share of the darkness of the print of a page below which that of a cell is cut at the contrast of the cell, and the
darkness that print has at least: on a page all of whose print is paler than its rules, none is to be compared with."""
_BESIDE = 1.5
"""Points around a line of print within which what is pale belongs to it."""


@dataclass(slots=True)
class PrintLine:
    """One line of print and what was read in it."""

    patch: Patch
    picture: Gray
    """The print alone on white paper, level, without rules."""
    reading: LineReading = field(default_factory=lambda: LineReading(()))


@dataclass(slots=True)
class PrintArea:
    """A cell of a lattice, or all that is free on the page, with its lines of print."""

    patch: Patch
    lines: list[PrintLine]
    is_cell: bool
    page: int
    scale: float
    is_doubtful: bool = False
    """Whether there may be more in it than its lines, or its print is so pale that it may be read wrongly."""
    depth: float | None = None
    """Grey values by which print is darker than paper that was made dark in this cell alone; None for other print."""

    @property
    def offset(self) -> float:
        """Points from the middle of the area down to the middle of its lines, of which there must be one."""
        top, bottom = min(line.patch.top for line in self.lines), max(line.patch.bottom for line in self.lines)
        return (top + bottom - self.patch.top - self.patch.bottom) / 2 / self.scale


@dataclass(frozen=True, slots=True)
class _Layers:
    """A page without rules: ``clean`` and ``ink`` are changed in place where pale print is made dark."""

    clean: Gray
    ink: Mask
    soft: Gray
    least: float
    """Darkness from which print is none of the pale."""


def cut_page(page: UprightPage, strokes: RulingStrokes, lattices: Sequence[Lattice]) -> list[PrintArea]:
    """The cells of all lattices that have ink in them, and the rest of the page as one area."""
    clean = erase_strokes(page.gray, strokes, page.scale)
    ink = find_ink(clean)
    soft = erase_strokes(page.soft, strokes, page.scale, SOFT_PAPER)
    least = _PALE * max(_PRINT, _measure_darkness(clean[ink]))
    areas: list[PrintArea] = []
    for lattice in sorted(lattices, key=_measure_lattice):  # what a table has read, the frame around it has not
        areas += [_cut_cell(page, _Layers(clean, ink, soft, least), cell) for cell in lattice.cells]
        patch = _to_pixels(page, lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
        ink[patch.top : patch.bottom, patch.left : patch.right] = False
        soft[patch.top : patch.bottom, patch.left : patch.right] = SOFT_PAPER
    areas.append(_cut_area(page, clean, ink, Patch(0, 0, ink.shape[1], ink.shape[0]), is_cell=False))
    return [area for area in areas if area.lines]


def _measure_lattice(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _to_pixels(page: UprightPage, left: float, top: float, right: float, bottom: float) -> Patch:
    height, width = page.gray.shape
    scale = page.scale
    return Patch(
        max(0, round(left * scale)),
        max(0, round(top * scale)),
        min(width, round(right * scale)),
        min(height, round(bottom * scale)),
    )


def _cut_cell(page: UprightPage, layers: _Layers, cell: LatticeCell) -> PrintArea:
    box = Box(cell.left, cell.top, cell.right, cell.bottom)
    patch = _to_pixels(page, cell.left + _INSET, cell.top + _INSET, cell.right - _INSET, cell.bottom - _INSET)
    raised = _raise_pale(page, layers, box, patch)
    area = _cut_area(page, layers.clean, layers.ink, patch, is_cell=True)
    if raised is None:
        area.is_doubtful = _has_strays(page, layers.soft, box, area.lines)
    else:
        area.is_doubtful, area.depth = raised.is_doubtful, raised.depth
    return area


def _raise_pale(page: UprightPage, layers: _Layers, box: Box, patch: Patch) -> Raised | None:
    """Makes the print of a cell dark where it is paler than that of the page; None where it is not."""
    window = slice(patch.top, patch.bottom), slice(patch.left, patch.right)
    if _measure_darkness(layers.clean[window][layers.ink[window]]) >= layers.least:
        return None
    raised = raise_print(layers.soft, _frame(page, box), page.scale)
    if raised is not None:
        inner = raised.patch
        layers.clean[inner.top : inner.bottom, inner.left : inner.right] = raised.clean
        layers.ink[inner.top : inner.bottom, inner.left : inner.right] = raised.ink
    return raised


def _measure_darkness(ink: Gray) -> float:
    """Of most print in these pixels of ink; 0 for none."""
    return 255.0 - float(np.percentile(ink, 10)) if ink.size else 0.0


def _has_strays(page: UprightPage, soft: Gray, box: Box, lines: Sequence[PrintLine]) -> bool:
    """Whether there is something in a cell, beside its lines of print, that is paler than print and as large."""
    reach = round(_BESIDE * page.scale)
    return any(
        not any(_touches(trace, line.patch, reach) for line in lines)
        for trace in find_traces(soft, _frame(page, box), page.scale)
    )


def _touches(trace: Patch, line: Patch, reach: int) -> bool:
    is_beside = trace.left < line.right + reach and line.left - reach < trace.right
    return is_beside and trace.top < line.bottom + reach and line.top - reach < trace.bottom


def _cut_area(page: UprightPage, clean: Gray, ink: Mask, patch: Patch, is_cell: bool) -> PrintArea:
    pieces = find_pieces(ink, patch, page.scale)
    if is_cell:
        pieces = [piece for piece in pieces if not _is_debris(piece, patch, page.scale)]
    size = letter_size(pieces, page.scale)
    found = find_lines(ink, pieces, page.scale, WIDE if is_cell else NARROW)
    lines = [PrintLine(line, _cut_out(clean, line, size)) for line in found]
    return PrintArea(patch, lines, is_cell, page.number, page.scale)


def has_traces(page: UprightPage, box: Box) -> bool:
    """Whether there are pale strokes inside a frame, in points of the level page, that are as high as a sign."""
    return bool(find_traces(page.soft, _frame(page, box), page.scale))


def _frame(page: UprightPage, box: Box) -> Patch:
    return _to_pixels(page, box.left, box.top, box.right, box.bottom)


def _is_debris(piece: InkPiece, cell: Patch, scale: float) -> bool:
    """What is left of a rule, or of a letter of the next cell: it hugs the edge and hardly comes in."""
    patch, near = piece.patch, round(0.8 * scale)
    thin = 1.5 * scale
    at_side = patch.left - cell.left <= near or cell.right - patch.right <= near
    at_end = patch.top - cell.top <= near or cell.bottom - patch.bottom <= near
    return (at_side and patch.width <= thin) or (at_end and patch.height <= thin)


def _cut_out(clean: Gray, line: Patch, size: float) -> Gray:
    """The line with a little paper around it; a flat sign (a dash) gets the height of a letter, lest it be blown up."""
    height, width = clean.shape
    cut = clean[max(0, line.top - 1) : min(height, line.bottom + 1), max(0, line.left - 1) : min(width, line.right + 1)]
    margin = round(max(0.1 * line.height, (0.75 * size - line.height) / 2))
    side = max(2, round(0.1 * max(line.height, 0.75 * size)))
    return np.asarray(cv2.copyMakeBorder(cut, margin, margin, side, side, cv2.BORDER_CONSTANT, value=(255.0,)))


def read_lines(areas: Sequence[PrintArea], recogniser: Recogniser) -> None:
    """Fills in the reading of every line."""
    lines = [line for area in areas for line in area.lines]
    for line, reading in zip(lines, recogniser.read([line.picture for line in lines]), strict=True):
        line.reading = reading


def to_rules(strokes: RulingStrokes, scale: float) -> list[RuleLine]:
    """The strokes as rules in points of the upright page."""
    level = [RuleLine(s.start / scale, s.at / scale, s.end / scale, s.at / scale) for s in strokes.level]
    upright = [RuleLine(s.at / scale, s.start / scale, s.at / scale, s.end / scale) for s in strokes.upright]
    return level + upright
