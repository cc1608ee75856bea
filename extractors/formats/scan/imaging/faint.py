"""Print paler than the rest of its page: told from the grain of its own paper, and made as dark as other print."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.imaging.lines import Mask, Patch
from extractors.formats.scan.page import Gray

Shades = npt.NDArray[np.float32]

_EDGE, _CLEAR = 1.2, 2.5
"""Points from a rule to where print may begin, and to where the blur and the shadow of the rule are over."""
_SIGN, _BROKEN = 3.5, 1.5
"""Points: the least height of a sign, and how far the pieces of its strokes may lie apart."""
_STROKE, _SMOOTH = 3.0, 0.3
"""Points: what is thicker is no stroke, but a watermark or a shadow; and over which grain is smoothed."""
_GRAIN, _LEAST, _WAVES = 1.4, 0.5, 1.2
"""Ink is darker than paper by more than nearly all grain is lighter, times the first and by the second more, and more
than what is as high as a sign and lighter than paper, times the third: grain and waves go both ways, ink only one."""
_VISIBLE = 1.5
"""Grey values below the paper, smoothed, of the palest print that can be seen."""
_STRONG, _WEAK = 0.5, 0.3
"""Shares of the darkness of the print from which a pixel is ink, and from which it is where it hangs on to ink."""
_FLOOR = 25.0
"""Grey value of print that was made dark."""
_DISTINCT = 3.0
"""How many times darker than grain strokes are beside which a point, about a third as dark, is not lost in it."""
_ROOM = 0.6
"""Points around ink that are kept with it."""


@dataclass(frozen=True, slots=True)
class FaintStrokes:
    """What is thin and darker than the paper around it in a window of a page."""

    darkness: Shades
    """Grey values below the paper."""
    paper: float
    """Grey value of the paper."""
    least: float
    """Darkness from which it is no grain of the paper."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A window whose pale print was made dark."""

    patch: Patch
    clean: Gray
    """The print as dark as print should be, on white."""
    ink: Mask
    depth: float
    """Grey values by which the strokes are darker than the paper."""
    is_doubtful: bool
    """Whether the print is hardly told from the grain, is cut off by the edge of the window, or is not all there."""


def find_traces(soft: Gray, cell: Patch, scale: float) -> list[Patch]:
    """The pale things in a cell that are thin and as high as a sign; ``soft`` shows what is lighter than paper, too."""
    found = _look_into(soft, cell, scale)
    return found[1] if found else []


def raise_print(soft: Gray, cell: Patch, scale: float) -> Raised | None:
    """The print of a cell cut at the contrast of the cell itself; None where there is nothing but paper."""
    found = _look_into(soft, cell, scale)
    if found is None or not found[1]:
        return None
    strokes, traces = found
    outer, inner = _inset(cell, _EDGE * scale), _inset(cell, _CLEAR * scale)
    near = [_moved(trace, outer, -1) for trace in traces]
    window = _window(soft, outer)
    darkness = _thin_darkness(_smooth(window, scale), strokes.paper, scale)
    full = _full_darkness(darkness, strokes.least, near)
    ink = _cut_ink(darkness, strokes.least, full, near)
    _wipe_border(ink, _moved(inner, outer, -1))
    is_lost = any(not _window(ink, trace).any() for trace in near)
    is_cut_off = bool(ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any())
    is_doubtful = is_lost or is_cut_off or full < _DISTINCT * strokes.least
    return Raised(outer, _darken(window, ink, strokes.paper, scale), ink, full, is_doubtful)


def _look_into(soft: Gray, cell: Patch, scale: float) -> tuple[FaintStrokes, list[Patch]] | None:
    """The strokes clear of the rules of a cell, and the frames of the high ones; None for a cell without room."""
    inner = _inset(cell, _CLEAR * scale)
    if inner.width < 1 or inner.height < 1:
        return None
    strokes = _find_strokes(_window(soft, inner), scale)
    return strokes, [_moved(patch, inner) for patch in _frame_high(strokes.darkness >= strokes.least, scale)]


def _find_strokes(window: Gray, scale: float) -> FaintStrokes:
    smooth = _smooth(window, scale)
    paper = float(np.median(smooth))
    grain = np.minimum(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, _block(scale)), smooth - paper)
    least = max(_VISIBLE, _GRAIN * float(np.percentile(grain, 99)) + _LEAST)
    while _frame_high(grain >= least / _WAVES, scale):
        least *= _WAVES
    return FaintStrokes(_thin_darkness(smooth, paper, scale), paper, least)


def _smooth(window: Gray, scale: float) -> Shades:
    return np.asarray(cv2.GaussianBlur(window.astype(np.float32), (0, 0), _SMOOTH * scale), dtype=np.float32)


def _thin_darkness(smooth: Shades, paper: float, scale: float) -> Shades:
    thin = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, _block(scale))
    return np.asarray(np.minimum(paper - smooth, thin), dtype=np.float32)


def _block(scale: float) -> Gray:
    side = round(_STROKE * scale) | 1
    return np.ones((side, side), np.uint8)


def _frame_high(mask: Mask, scale: float) -> list[Patch]:
    """The frames of what is as high as a sign, each about as far too large as its pieces may lie apart."""
    reach = max(1, round(_BROKEN * scale))
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [
        Patch(left, top, left + width, top + height)
        for left, top, width, height, _ in found[1:].tolist()
        if height >= _SIGN * scale + reach
    ]


def _full_darkness(darkness: Shades, least: float, traces: list[Patch]) -> float:
    """The darkness of the middle of strokes."""
    found = np.concatenate([_window(darkness, trace).ravel() for trace in traces])
    return float(np.percentile(found[found >= least], 90)) if (found >= least).any() else float(least)


def _cut_ink(darkness: Shades, least: float, full: float, traces: list[Patch]) -> Mask:
    """What is dark, what hangs on to it, and what stands among the signs: a point is smaller, and so paler."""
    weak = (darkness >= max(least, _WEAK * full)).astype(np.uint8)
    count, labels = cv2.connectedComponents(weak, connectivity=8)
    seeds = darkness >= max(least, _STRONG * full)
    for trace in traces:
        _window(seeds, trace)[:] = True
    is_ink = np.bincount(labels[seeds & (weak > 0)], minlength=count) >= 3
    is_ink[0] = False
    return np.asarray(is_ink[labels])


def _wipe_border(ink: Mask, inner: Patch) -> None:
    """Wipes what does not come in from the border: it is the shadow of a rule."""
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    comes_in = np.bincount(_window(labels, inner).ravel(), minlength=count) > 0
    ink &= comes_in[labels]


def _darken(window: Gray, ink: Mask, paper: float, scale: float) -> Gray:
    """The window with its ink dark and its paper white."""
    if not ink.any():  # all of it was shadow
        return np.full_like(window, 255)
    below = paper - window.astype(np.float32)
    grain = float(np.percentile(np.abs(below), 50))
    full = max(float(np.percentile(below[ink], 80)), grain + 1.0)
    share = np.clip((below - grain) / (full - grain), 0.0, 1.0)
    reach = 2 * max(1, round(_ROOM * scale)) + 1
    near = cv2.dilate(ink.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    return np.where(near, 255.0 - (255.0 - _FLOOR) * share, 255.0).astype(np.uint8)


def _inset(cell: Patch, by: float) -> Patch:
    step = round(by)
    return Patch(cell.left + step, cell.top + step, cell.right - step, cell.bottom - step)


def _moved(patch: Patch, by: Patch, sign: int = 1) -> Patch:
    across, down = sign * by.left, sign * by.top
    return Patch(patch.left + across, patch.top + down, patch.right + across, patch.bottom + down)


def _window(picture: np.ndarray[Any, Any], patch: Patch) -> Any:
    return picture[max(0, patch.top) : patch.bottom, max(0, patch.left) : patch.right]
