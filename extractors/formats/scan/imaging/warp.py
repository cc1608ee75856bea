"""Sets right what a camera or a bound volume does to a page: rules that run together, or are bent.

The rules of the tables themselves say how: along a level rule nothing but its height should be the same, along an
upright one its distance from the side. Two smooth functions are fitted to all of them at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.page import Gray

Points = npt.NDArray[np.float64]
"""(…, 2): across, down."""

_WORK_SCALE = 100.0 / 72.0
"""Pixels per point at which rules are traced."""
_SMEAR, _THIN, _RUN = 5.0, 3.0, 7.0
"""Points: over which grain cancels along a rule, what is no thicker, and how long a straight bit must be."""
_CONTRAST = 26
_LENGTH = 36.0
"""Points; shorter ones may be strokes of characters."""
_STEEPEST = 0.16
"""How far a rule may climb, as a share of its length."""
_FEWEST = 4
"""Rules each way from which a page can be set right."""
_LEAST, _STEEP = 0.4, 4.0
"""Points by which rules are out of place on a page that is merely turned, and degrees that a page is merely turned."""
_FITTING = 0.5
"""Points by which rules may still be out of place on a page set right; else it was no page of a table."""
_POWERS = ((1, 0), (1, 1), (2, 0), (1, 2), (2, 1), (3, 0), (4, 0), (3, 1), (2, 2))
"""Powers of (along, across) the rules that the functions are made of; those of ``across`` alone do not bend a rule."""
_STIFFNESS = (0.0, 0.001, 0.001, 0.003, 0.003, 0.003, 0.008, 0.008, 0.008)
_GRID = 16
"""Pixels between the places of which the way back is worked out; between them it is straight."""


@dataclass(frozen=True, slots=True)
class Bend:
    """How far each place of a page is out of place in one direction."""

    weights: npt.NDArray[np.float64]
    """One for each of ``_POWERS``, in pixels."""
    middle: npt.NDArray[np.float64]
    size: float
    """Origin and unit of the powers, in pixels."""
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    """Corners of what the rules cover; beyond, the page goes on as it does at the edge."""

    def at(self, along: npt.NDArray[np.float64], across: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Pixels by which these places are to be moved across."""
        inside, beside = np.clip(along, self.low[0], self.high[0]), np.clip(across, self.low[1], self.high[1])
        step = 0.01 * self.size
        moved = self._value(inside, beside)
        ahead = (self._value(inside + step, beside) - moved) / step
        below = (self._value(inside, beside + step) - moved) / step
        return np.asarray(moved + (along - inside) * ahead + (across - beside) * below)

    def _value(self, along: npt.NDArray[np.float64], across: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        one, other = (along - self.middle[0]) / self.size, (across - self.middle[1]) / self.size
        return np.asarray(_terms(one, other) @ self.weights)


@dataclass(frozen=True, slots=True)
class Warp:
    """The way between a page that is set right and the page as it came, both in pixels."""

    level: Bend
    upright: Bend

    def back(self, points: Points) -> Points:
        """Where points of the page set right lie on the page as it came."""
        found = points
        for _ in range(12):
            across, down = found[..., 0], found[..., 1]
            found = points - np.stack([self.upright.at(down, across), self.level.at(across, down)], axis=-1)
        return found

    def straighten(self, gray: Gray) -> Gray:
        """The page set right."""
        height, width = gray.shape
        down, across = np.mgrid[0 : height + _GRID : _GRID, 0 : width + _GRID : _GRID].astype(np.float64)
        places = self.back(np.stack([across, down], axis=-1)).astype(np.float32)
        columns = np.tile(np.arange(width, dtype=np.float32) / _GRID, (height, 1))
        rows = np.tile((np.arange(height, dtype=np.float32) / _GRID)[:, None], (1, width))
        fine = cv2.remap(places, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        empty = np.empty(0, np.float32)
        return np.asarray(cv2.remap(gray, fine, empty, cv2.INTER_CUBIC, borderValue=(255.0,)), dtype=np.uint8)


def measure_warp(gray: Gray, scale: float) -> Warp | None:
    """How the rules of an evenly lit page are out of place.

    None where they are merely turned by a small angle, where there are too few of them, or where they fit no bend.
    """
    factor = _WORK_SCALE / scale
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = np.asarray(cv2.subtract(np.full_like(small, 255), small), dtype=np.uint8)
    level = [rule / factor for rule in _trace(dark)]
    upright = [rule / factor for rule in _trace(np.ascontiguousarray(dark.T))]
    if min(len(level), len(upright)) < _FEWEST or _is_merely_turned(level, upright, scale):
        return None
    height, width = gray.shape
    middle = np.array([width / 2.0, height / 2.0])
    warp = Warp(_fit(level, middle, scale), _fit(upright, middle[::-1], scale))
    rest = [
        rule[:, 1] + bend.at(*rule.T)
        for rules, bend in ((level, warp.level), (upright, warp.upright))
        for rule in rules
    ]
    return warp if _unevenness(rest) <= _FITTING * scale else None


def _is_merely_turned(level: Sequence[Points], upright: Sequence[Points], scale: float) -> bool:
    """Whether one small turn of the whole page sets all its rules right."""
    slopes = [rise / run for rule in level for run, rise in [rule[-1] - rule[0]]]
    slopes += [-rise / run for rule in upright for run, rise in [rule[-1] - rule[0]]]
    slope = float(np.median(slopes))
    rest = [rule[:, 1] - slope * rule[:, 0] for rule in level] + [rule[:, 1] + slope * rule[:, 0] for rule in upright]
    return abs(slope) <= math.tan(math.radians(_STEEP)) and _unevenness(rest) <= _LEAST * scale


def _unevenness(heights: Sequence[npt.NDArray[np.float64]]) -> float:
    """Pixels by which all but a twentieth of the points of rules stray from the middle height of their rule."""
    return float(np.percentile(np.concatenate([np.abs(one - np.median(one)) for one in heights]), 95))


def _trace(dark: Gray) -> list[Points]:
    """The level rules as rows of points, one a column."""
    unit = _WORK_SCALE
    along = cv2.blur(dark, (round(_SMEAR * unit) | 1, 1))
    thin = cv2.morphologyEx(along, cv2.MORPH_TOPHAT, np.ones((round(_THIN * unit) | 1, 1), np.uint8))
    is_rule = (thin > _CONTRAST).astype(np.uint8)
    mask = cv2.morphologyEx(is_rule, cv2.MORPH_OPEN, np.ones((1, round(_RUN * unit) | 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    rules = []
    for index in range(1, count):
        left, top, width, height, _ = (int(value) for value in stats[index])
        if width < _LENGTH * unit or height > _STEEPEST * width + 4 * unit:
            continue
        window = slice(top, top + height), slice(left, left + width)
        weight = np.where(labels[window] == index, thin[window], 0).astype(np.float64)
        rows = (weight * np.arange(top, top + height)[:, None]).sum(axis=0) / weight.sum(axis=0)
        rules.append(np.stack([np.arange(left, left + width), rows], axis=-1) + 0.5)
    return rules


def _fit(rules: Sequence[Points], middle: npt.NDArray[np.float64], scale: float) -> Bend:
    """The function that makes the height along each rule the least uneven; what fits no rule counts for little."""
    points = np.concatenate(rules)
    owner = np.repeat(np.arange(len(rules)), [len(rule) for rule in rules])
    size = float(middle.max())
    terms = _terms(*((points - middle) / size).T)
    stiffness = np.diag(_STIFFNESS) * math.sqrt(len(points))
    weight, solution = np.ones(len(points)), np.zeros(len(_POWERS))
    for _ in range(5):
        bends = _centre(np.column_stack([terms, points[:, 1]]), owner, weight)
        root = np.sqrt(weight)
        matrix = np.vstack([bends[:, :-1] * root[:, None], stiffness])
        target = np.concatenate([-bends[:, -1] * root, np.zeros(len(_POWERS))])
        solution = np.linalg.lstsq(matrix, target, rcond=None)[0]
        rest = np.abs(bends[:, -1] + bends[:, :-1] @ solution) / scale
        weight = np.where(rest < 4.0, 0.5 / np.maximum(rest, 0.5), 0.0)
    return Bend(solution, middle, size, points.min(axis=0), points.max(axis=0))


def _terms(along: npt.NDArray[np.float64], across: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.stack([along**one * across**other for one, other in _POWERS], axis=-1)


def _centre(values: Points, owner: npt.NDArray[np.int_], weight: npt.NDArray[np.float64]) -> Points:
    """The values less the mean of their rule."""
    total = np.maximum(np.bincount(owner, weight), 1e-9)
    means = np.stack([np.bincount(owner, weight * column) / total for column in values.T], axis=-1)
    return np.asarray(values - means[owner])
