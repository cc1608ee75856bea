"""Dotted and dashed rules as unbroken ones: a long straight row of even dashes with even gaps is drawn through."""

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.page import Gray

_SMEAR = 12.0
"""Points along the rule over which dashes and gaps become an even grey."""
_PERIOD = 4.5
"""Points within which there are dashes as well as gaps."""
_THIN = 2.2
"""Points; a rule of dashes is no thicker."""
_LENGTH = 24.0
_CONTRAST = 20
_GAP = 3.0
"""Points between two dashes at most; the strokes of characters in a row stand as close, but never evenly."""
_WIDEST = 1.35
"""Lengths of a dash that a gap takes up at most."""
_STEP = 8.0
"""Points from one dash to the next at most; characters stand further apart."""
_FEWEST = 6
_FAINT = 0.7
"""Share of the darkness of the dashes that there is in the gaps at most: an unbroken rule only has grain."""
_EVEN = 0.7
"""Share of the dashes, and of the gaps, that must be as long as the middle one."""
_FLANK = 1.6
_CLEAR = 0.75
"""Share of the length that must have paper on both sides."""


def join_dashes(gray: Gray, scale: float) -> Gray:
    """The page with the gaps of dotted and dashed rules inked; the very same picture where there are none."""
    dark = np.asarray(cv2.subtract(np.full_like(gray, 255), gray), dtype=np.uint8)
    level, upright = _fill_gaps(dark, scale), _fill_gaps(np.ascontiguousarray(dark.T), scale)
    if level is None and upright is None:
        return gray
    for filled in (level, None if upright is None else upright.T):
        dark = dark if filled is None else np.maximum(dark, filled)
    return np.asarray(255 - dark, dtype=np.uint8)


def _fill_gaps(dark: Gray, scale: float) -> Gray | None:
    """The darkness with level rows of dashes drawn through; None where there are none."""
    along = cv2.blur(dark, (round(_SMEAR * scale) | 1, 1))
    thin = cv2.morphologyEx(along, cv2.MORPH_TOPHAT, np.ones((round(_THIN * scale) | 1, 1), np.uint8))
    run = np.ones((1, round(_LENGTH * scale) | 1), np.uint8)
    rows = cv2.morphologyEx((thin > _CONTRAST).astype(np.uint8), cv2.MORPH_OPEN, run)
    count, _, stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=8)
    filled = None
    for left, top, width, height, _ in stats[1:count].tolist():
        core = top + int(dark[top : top + height, left : left + width].mean(axis=1).argmax())
        gaps = _find_gaps(dark[max(0, core - 1) : core + 2, left : left + width].max(axis=0), scale)
        if gaps and _is_clear(dark, core, left, left + width, scale):
            filled = dark.copy() if filled is None else filled
            for first, last in gaps:
                ends = dark[top : top + height, [left + first - 1, left + last]]
                filled[top : top + height, left + first : left + last] = ends.max(axis=1, keepdims=True)
    return filled


def _find_gaps(profile: npt.NDArray[np.uint8], scale: float) -> list[tuple[int, int]]:
    """Where the gaps of a row of dashes begin and end; none where it is no such row."""
    near = profile[None].astype(np.float32)
    reach = round(_PERIOD * scale) | 1
    # Dots that scanning wipes out by turns are still darker than what is between them.
    level = np.minimum(cv2.blur(near, (reach, 1)), 0.75 * cv2.dilate(near, np.ones((1, reach), np.uint8)))[0]
    is_dark = profile > level
    if not is_dark.any() or is_dark.all() or profile[~is_dark].mean() > _FAINT * profile[is_dark].mean():
        return []
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_dark.astype(np.int8), [0])))).reshape(-1, 2)
    dashes = edges[:, 1] - edges[:, 0]
    gaps = edges[1:, 0] - edges[:-1, 1]
    if len(gaps) < _FEWEST or np.median(gaps) > _GAP * scale or np.median(np.diff(edges[:, 0])) > _STEP * scale:
        return []
    if np.median(gaps) > _WIDEST * np.median(dashes) + 1.0 or not (_are_even(gaps) and _are_even(dashes)):
        return []
    longest = min(_GAP * scale, 3.0 * float(np.median(gaps)) + 1.0)
    return [(int(before[1]), int(after[0])) for before, after in pairwise(edges) if after[0] - before[1] <= longest]


def _are_even(lengths: npt.NDArray[np.int_]) -> bool:
    middle = float(np.median(lengths))
    return bool((np.abs(lengths - middle) <= max(1.0, 0.35 * middle)).mean() >= _EVEN)


def _is_clear(dark: Gray, core: int, left: int, right: int, scale: float) -> bool:
    near, far = round(_THIN * scale / 2) + 1, round((_THIN / 2 + _FLANK) * scale) + 1
    level = 0.4 * float(np.percentile(dark[core, left:right], 90))
    above, below = (
        dark[max(0, core - far) : max(0, core - near), left:right],
        dark[core + near : core + far, left:right],
    )
    flank = np.vstack([above, below])
    return flank.size == 0 or bool((flank.max(axis=0) < level).mean() >= _CLEAR)
