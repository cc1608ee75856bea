"""Cuts a level page into cells and free lines, and reads each line of print once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from extractors.document import Box
from extractors.ruling.marks import Lattice, LatticeCell, Rule
from extractors.scan.deskew import UprightPage, find_ink
from extractors.scan.engine import Reading, Recogniser
from extractors.scan.lines import NARROW, WIDE, Mask, Patch, Piece, find_lines, find_pieces, letter_size
from extractors.scan.page import Gray
from extractors.scan.rules import Strokes, erase_strokes

_INSET = 0.4
"""Points between the middle of a rule and the ink of a cell."""
_CLEAR, _SIGN, _BROKEN = 2.5, 3.5, 1.5
"""Points from a rule to where its blur and its shadow are over, the least height of a sign that was lost, and how far
the pieces of its strokes lie apart."""
_SHADE = 250
"""What is darker is no paper: evenly lit paper is nearly all at 255."""


@dataclass(slots=True)
class Line:
    """One line of print and what was read in it."""

    patch: Patch
    picture: Gray
    """The print alone on white paper, level, without rules."""
    reading: Reading = field(default_factory=lambda: Reading(()))


@dataclass(slots=True)
class Area:
    """A cell of a lattice, or all that is free on the page, with its lines of print."""

    patch: Patch
    lines: list[Line]
    is_cell: bool
    page: int
    scale: float


def cut_page(page: UprightPage, strokes: Strokes, lattices: Sequence[Lattice]) -> list[Area]:
    """The cells of all lattices that have ink in them, and the rest of the page as one area."""
    clean = erase_strokes(page.gray, strokes, page.scale)
    ink = find_ink(clean)
    areas: list[Area] = []
    for lattice in sorted(lattices, key=_measure_lattice):  # what a table has read, the frame around it has not
        areas += [_cut_cell(page, clean, ink, cell) for cell in lattice.cells]
        patch = _to_pixels(page, lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
        ink[patch.top : patch.bottom, patch.left : patch.right] = False
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


def _cut_cell(page: UprightPage, clean: Gray, ink: Mask, cell: LatticeCell) -> Area:
    patch = _to_pixels(page, cell.left + _INSET, cell.top + _INSET, cell.right - _INSET, cell.bottom - _INSET)
    return _cut_area(page, clean, ink, patch, is_cell=True)


def _cut_area(page: UprightPage, clean: Gray, ink: Mask, patch: Patch, is_cell: bool) -> Area:
    pieces = find_pieces(ink, patch, page.scale)
    if is_cell:
        pieces = [piece for piece in pieces if not _is_debris(piece, patch, page.scale)]
    size = letter_size(pieces, page.scale)
    found = find_lines(ink, pieces, page.scale, WIDE if is_cell else NARROW)
    lines = [Line(line, _cut_out(clean, line, size)) for line in found]
    return Area(patch, lines, is_cell, page.number, page.scale)


def has_traces(page: UprightPage, box: Box) -> bool:
    """Whether there are pale strokes inside a frame, in points of the level page, that are as high as a sign."""
    patch = _to_pixels(page, box.left + _CLEAR, box.top + _CLEAR, box.right - _CLEAR, box.bottom - _CLEAR)
    window = page.gray[patch.top : patch.bottom, patch.left : patch.right]
    if not window.size:
        return False
    pale = (cv2.GaussianBlur(window, (3, 3), 0) < _SHADE).astype(np.uint8)
    reach = max(1, round(_BROKEN * page.scale))
    joined = cv2.dilate(pale, np.ones((reach, reach), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return bool((found[1:, cv2.CC_STAT_HEIGHT] >= _SIGN * page.scale + reach).any())


def _is_debris(piece: Piece, cell: Patch, scale: float) -> bool:
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


def read_lines(areas: Sequence[Area], recogniser: Recogniser) -> None:
    """Fills in the reading of every line."""
    lines = [line for area in areas for line in area.lines]
    for line, reading in zip(lines, recogniser.read([line.picture for line in lines]), strict=True):
        line.reading = reading


def to_rules(strokes: Strokes, scale: float) -> list[Rule]:
    """The strokes as rules in points of the upright page."""
    level = [Rule(s.start / scale, s.at / scale, s.end / scale, s.at / scale) for s in strokes.level]
    upright = [Rule(s.at / scale, s.start / scale, s.at / scale, s.end / scale) for s in strokes.upright]
    return level + upright
