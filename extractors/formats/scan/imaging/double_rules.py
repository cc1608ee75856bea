"""Double rules as single ones: the paper between two thin lines that run close beside one another is taken as ink."""

from dataclasses import dataclass

import cv2
import numpy as np

from extractors.formats.scan.page import Gray

_THIN = 3.3
"""Points; thicker lines are no part of a double rule."""
_GAP = 1.6
"""Points of paper between the two lines; level strokes of a character stand further apart, or are shorter."""
_LENGTH = 18.0
"""Points that both lines must run together."""
_SMEAR = 3.0
"""Points along the line over which grain cancels and gaps fill."""
_CONTRAST = 25
_SOLID = 0.6
"""Share of the darkness of a line from which a row of pixels belongs to it, and is not its soft edge."""


@dataclass(frozen=True, slots=True)
class Doubles:
    """The double rules of a page."""

    dark: Gray
    """The darkness of the page (255 for ink) with the paper between the lines filled."""
    level: Gray
    """1 between the lines of a level rule, else 0."""
    upright: Gray
    """The same of upright ones, turned over so that they lie level."""


def fill_doubles(dark: Gray, scale: float) -> Doubles:
    """The double rules of a page given by its darkness."""
    turned = np.ascontiguousarray(dark.T)
    level, upright = _find_gaps(dark, scale), _find_gaps(turned, scale)
    filled = dark
    if level.any():
        filled = _fill(dark, level, scale)
    if upright.any():
        filled = np.maximum(filled, _fill(turned, upright, scale).T)
    return Doubles(filled, level, upright)


def _find_gaps(dark: Gray, scale: float) -> Gray:
    """1 on the paper between two level lines."""
    along = cv2.blur(dark, (_odd(_SMEAR * scale), 1))
    thin = cv2.morphologyEx(along, cv2.MORPH_TOPHAT, np.ones((_odd(_THIN * scale), 1), np.uint8))
    is_line = (thin > _CONTRAST) & (along > _SOLID * cv2.dilate(along, _across(scale)))
    run = np.ones((1, round(_LENGTH * scale) | 1), np.uint8)
    lines = cv2.morphologyEx(is_line.astype(np.uint8), cv2.MORPH_OPEN, run)
    closed = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, _across(scale))
    between = cv2.subtract(closed, lines)
    return np.asarray(cv2.morphologyEx(between, cv2.MORPH_OPEN, run), dtype=np.uint8)


def _fill(dark: Gray, gaps: Gray, scale: float) -> Gray:
    """The picture with what lies in the gaps as dark as the lines beside them."""
    return np.asarray(np.where(gaps > 0, cv2.dilate(dark, _across(scale)), dark), dtype=np.uint8)


def _across(scale: float) -> Gray:
    return np.ones((_odd(_GAP * scale) + 2, 1), np.uint8)


def _odd(size: float) -> int:
    return round(size) | 1
