"""Sets a scanned page upright and keeps the way back to the page as it was."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.imaging.paper_edges import find_surroundings
from extractors.formats.scan.imaging.streaks import wipe_streaks
from extractors.formats.scan.imaging.warp import Warp, measure_warp
from extractors.formats.scan.page import Gray, Matrix, PageImage
from extractors.model.document import Box

SOFT_PAPER = 236
"""Grey value of paper in a picture that shows its grain."""
_WHITE_PAPER = 272
"""The same where all grain is white."""
_LARGEST_SKEW = 5.0
_MARGIN_POINTS = 6.0
_SAMPLE = 60_000
_FAINT = 218
_TRACE = 236
"""The same of the palest print; grain is paler, where it is not left of it as specks."""
_PALE, _DEEP, _MOST_DEEPENED = 150.0, 220.0, 6.0
"""Darkness of ink below which print counts as pale, that which it is brought to, and by how much at most."""
_ALL_GRAIN, _TRACED = 98.0, 2.0
"""Per cent of the grain lighter than paper that is to be white, and how many times darker than that traces are."""
_LOSING = 4.5
"""How many times darker print should be from which strokes of it may be lost in the paper."""
_LEAST_PRINT = 0.003
"""Share of a page that is ink where there is print on it: what is less is grain, and not made stronger."""


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page whose lines run level, on even paper."""

    gray: Gray
    """Paper near 255 everywhere, ink dark."""
    soft: Gray
    """The same with paper near ``SOFT_PAPER``, so that what is a little darker, or lighter, is not lost in it."""
    ink: npt.NDArray[np.bool_]
    scale: float
    """Pixels per point."""
    number: int
    level: Matrix
    """2 x 3: upright pixels to those of the page before it was turned by its skew."""
    back: Matrix
    """2 x 3: these to points of the page as it was scanned."""
    warp: Warp | None = None
    """What was set right in between, on a page whose rules were bent."""
    is_pale: bool = False
    """Whether the print is so pale that strokes, and whole signs, are lost."""
    streaks: npt.NDArray[np.bool_] | None = None
    """Where streaks were taken off the page, and print perhaps with them; None for nowhere."""

    def box_on_page(self, box: Box) -> Box:
        """The frame on the original page around a box given in points of the upright one."""
        corners = np.array([[x, y, 1.0] for x in (box.left, box.right) for y in (box.top, box.bottom)])
        corners[:, :2] *= self.scale
        places = corners @ self.level.T
        if self.warp is not None:
            places = self.warp.back(places)
        points = places @ self.back[:, :2].T + self.back[:, 2]
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))


def set_upright(page: PageImage, quarter_turns: int = 0) -> UprightPage:
    """The page turned by quarter turns (counter-clockwise) and then by its own small skew, flat and with even light."""
    turned = np.ascontiguousarray(np.rot90(page.gray, quarter_turns))
    wiped = wipe_streaks(turned, page.scale)
    turned = turned if wiped is None else wiped.gray
    paper = measure_paper(turned, page.scale)
    even, soft = _divide(turned, paper, _WHITE_PAPER), _divide(turned, paper, SOFT_PAPER)
    surroundings = find_surroundings(turned, page.scale)
    if surroundings is not None:
        even[surroundings] = 255
        soft[surroundings] = SOFT_PAPER
    is_pale = measure_paleness(even) > _LOSING
    even = deepen_ink(even, soft)
    warp = measure_warp(even, page.scale)
    if warp is not None:
        even, soft = warp.straighten(even), warp.straighten(soft)
    angle = measure_skew(even < 170)
    forward = _rotation(even.shape[1], even.shape[0], angle, _MARGIN_POINTS * page.scale)
    margin = 2 * round(_MARGIN_POINTS * page.scale)
    size = (even.shape[1] + margin, even.shape[0] + margin)
    gray, soft = _turn(even, forward, size, 255), _turn(soft, forward, size, SOFT_PAPER)
    streaks = None if wiped is None else _turn_mask(wiped.mask, warp, forward, size)
    level = np.asarray(cv2.invertAffineTransform(forward), dtype=np.float64)
    back = _to_points(page, quarter_turns)[:2]
    return UprightPage(gray, soft, find_ink(gray), page.scale, page.number, level, back, warp, is_pale, streaks)


def measure_paper(gray: Gray, scale: float) -> Gray:
    """The grey value of the paper at each place: dividing by it makes shadows and grey paper white, and leaves ink."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(5.0 * scale / 4.0)) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), 5)
    paper = cv2.GaussianBlur(paper, (0, 0), reach)
    full = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.maximum(full, 1), dtype=np.uint8)


def _divide(gray: Gray, paper: Gray, white: int) -> Gray:
    return np.asarray(cv2.divide(gray, paper, scale=float(white)), dtype=np.uint8)


def _turn(gray: Gray, forward: Matrix, size: tuple[int, int], paper: int) -> Gray:
    turned = cv2.warpAffine(gray, forward, size, flags=cv2.INTER_LINEAR, borderValue=(float(paper),))
    return np.asarray(turned, dtype=np.uint8)


def _turn_mask(
    mask: npt.NDArray[np.bool_], warp: Warp | None, forward: Matrix, size: tuple[int, int]
) -> npt.NDArray[np.bool_]:
    dark = np.where(mask, 0, 255).astype(np.uint8)
    return _turn(dark if warp is None else warp.straighten(dark), forward, size, 255) < 200


def deepen_ink(even: Gray, soft: Gray) -> Gray:
    """Evenly lit paper on which pale print is as dark as print should be; the very same picture where it is.

    Of a page copied or scanned too lightly the thin strokes would be no darker than stains, and fall apart. They are
    drawn out of the picture that shows the grain (``soft``): where all grain is white, most of them is, too.
    """
    factor = measure_paleness(even)
    if factor == 1.0:
        return even
    paper = float(np.median(soft))
    grain = float(np.percentile(soft[soft >= paper], _ALL_GRAIN)) - paper
    traces = soft[cv2.GaussianBlur(soft, (3, 3), 0) < paper - _TRACED * max(grain, 1.0)]
    full = paper - grain - (float(np.percentile(traces, 10)) if traces.size else 0.0)
    depth = (paper - grain - np.arange(256)) * min(_DEEP / max(full, 1.0), _MOST_DEEPENED)
    return np.asarray(cv2.LUT(soft, np.clip(255.0 - depth, 0, 255).astype(np.uint8)), dtype=np.uint8)


def measure_paleness(gray: Gray) -> float:
    """How many times darker the print of an evenly lit page should be; 1 where it is dark enough, or there is none."""
    darkness = 255 - gray[gray < _FAINT]
    if darkness.size >= _LEAST_PRINT * gray.size and np.percentile(darkness, 90) >= _PALE:
        return 1.0
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    traces = gray[smooth < _TRACE]
    if traces.size < _LEAST_PRINT * gray.size:
        return 1.0
    full = 255.0 - float(np.percentile(traces, 10))
    return 1.0 if full >= _PALE else _DEEP / full


def find_ink(gray: Gray) -> npt.NDArray[np.bool_]:
    """Where there is ink on evenly lit paper: all that is dark, and what is faint as far as it hangs on to the dark.

    Thin strokes of a digit are often no darker than stains; cutting them off would make another digit of it.
    """
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    split, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = smooth < min(max(split, 180.0), 200.0)
    count, labels = cv2.connectedComponents((smooth < _FAINT).astype(np.uint8), connectivity=8)
    is_ink = np.bincount(labels[dark], minlength=count) >= 3
    is_ink[0] = False
    return np.asarray(is_ink[labels])


def measure_skew(ink: npt.NDArray[np.bool_]) -> float:
    """Degrees by which the lines climb to the right (0 when nothing is on the page), by the sharpest row profile."""
    ys, xs = np.nonzero(ink)
    if len(xs) < 200:
        return 0.0
    step = max(1, len(xs) // _SAMPLE)
    across, down = xs[::step].astype(np.float64), ys[::step].astype(np.float64)
    best = 0.0
    for reach, pace in ((_LARGEST_SKEW, 0.25), (0.25, 0.05), (0.05, 0.01)):
        angles = best + np.arange(-reach, reach + pace / 2, pace)
        sharpness = np.array([_sharpness(across, down, float(angle)) for angle in angles])
        # Close to the truth many angles are equally sharp; their middle is the least biased.
        best = float(angles[sharpness >= 0.998 * sharpness.max()].mean())
    return best


def _sharpness(xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64], angle: float) -> float:
    rows = (ys + xs * math.tan(math.radians(angle))).astype(np.int64)
    profile = np.bincount(rows - rows.min()).astype(np.float64)
    return float((profile**2).sum())


def _rotation(width: int, height: int, angle: float, margin: float) -> Matrix:
    """Forward matrix: lines that climb by ``angle`` become level; the page moves in by a margin of white."""
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2.0, height / 2.0), -angle, 1.0), dtype=np.float64)
    return np.asarray(matrix + np.array([[0.0, 0.0, margin], [0.0, 0.0, margin]]), dtype=np.float64)


def _to_points(page: PageImage, quarter_turns: int) -> Matrix:
    """3 x 3: pixels of the turned picture to points of the page as it came."""
    height, width = page.gray.shape
    unturn = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, width], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, height]],
    }[quarter_turns % 4]
    scaled = np.array(unturn, dtype=np.float64) / page.scale
    return np.vstack([scaled, [0.0, 0.0, 1.0]])
