"""Finds the ruling lines of a level page in its pixels, faint and broken ones too, and wipes them from the ink."""

import math
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.imaging.dashes import join_dashes
from extractors.formats.scan.imaging.double_rules import fill_doubles
from extractors.formats.scan.page import Gray

_MIN_LENGTH = 9.0
"""Points; a row may be as low as this, so shorter strokes are never rules."""
_LONG = 40.0
"""Points; longer than any stroke of a character or a printed dash, so it needs no neighbour as witness."""
_LONE = 100.0
"""Points; a level stroke this long counts even where nothing crosses it."""
_SMEAR = 5.0
_LOW = 14.0
"""Points; in a row as low as this the upright stroke of a character reaches from rule to rule as a wall does."""
_REACH = 2.5
"""Points by which an end may miss the rule it was drawn to."""
_BRIDGE = 8.0
_THICKEST = 5.0
_SPECK = 1.0
"""Points of a stroke that may be missing where it is still the same stroke."""
_CLEAR = 0.7
"""Share of a side that has paper on both sides of it where the side is one of a wall, and not of a character."""
_HEAVY = 1.1
"""Points; a rule is measured anew only above, for grain makes a thin faint one look a little thicker than it is."""
_PAPER = 0.25
"""Share of the darkness of a rule below which what is beside it is paper."""
_WHOLE = 0.995
"""Share of a side that is inked where it runs from rule to rule without a break."""
_FLANK_SHORT, _FLANK_LONG = 2.0, 1.4
"""Points of white that stand on both sides of a rule, and hardly ever beside the stroke of a character."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level or upright line in pixels; ``at`` is its place across, ``start`` to ``end`` along."""

    at: float
    start: float
    end: float
    thickness: float


@dataclass(frozen=True, slots=True)
class RulingStrokes:
    """The ruling lines of one page."""

    level: tuple[Stroke, ...]
    upright: tuple[Stroke, ...]
    strays: tuple[Stroke, ...] = ()
    """Upright ones that bound no cell: walls that run on out of their table."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A part of a stroke between two rules that cross it."""

    stroke: Stroke
    coverage: float
    """Share of its length that is inked."""
    clearness: float
    """Share of its length that has paper on both sides."""


def find_strokes(gray: Gray, scale: float) -> RulingStrokes:
    """The ruling lines of a page: unbroken strokes too long for print, and short ones drawn from rule to rule."""
    doubles = fill_doubles(_darkness(join_dashes(gray, scale), scale), scale)
    dark = doubles.dark
    turned = np.ascontiguousarray(dark.T)
    level = _bridge(_trace(dark, doubles.level, scale), scale)
    upright = _bridge(_trace(turned, doubles.upright, scale), scale)
    level, upright = _cut_loose(level, upright, dark, scale), _cut_loose(upright, level, turned, scale)
    for _ in range(3):
        level = [stroke for stroke in level if _is_held(stroke, upright, scale, _LONE)]
        upright = [stroke for stroke in upright if _is_held(stroke, level, scale, math.inf)]
    whole = [_cut_back(wall, upright, level, turned, scale) for wall in upright]
    strays = [replace(old, start=new.end) for old, new in zip(upright, whole, strict=True) if new.end < old.end]
    return RulingStrokes(tuple(_snap(level, whole, scale)), tuple(_snap(whole, level, scale)), tuple(strays))


def _darkness(gray: Gray, scale: float) -> Gray:
    """255 for ink, 0 for paper, specks wiped away."""
    faint = (cv2.GaussianBlur(gray, (3, 3), 0) < 218).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    is_speck = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) < 1.5 * scale
    dark = np.asarray(cv2.subtract(np.full_like(gray, 255), gray), dtype=np.uint8)
    dark[is_speck[labels]] = 0
    return dark


def _trace(dark: Gray, doubled: Gray, scale: float) -> list[Stroke]:
    """Level strokes: darkness smeared along the line (noise cancels, gaps fill), less what is dark above and below."""
    smear = round(_SMEAR * scale) | 1
    along = cv2.blur(dark, (smear, 1)).astype(np.int16)
    side = max(3, round(1.6 * scale))
    around = np.full_like(along, 255)
    around[side:-side] = np.maximum(along[: -2 * side], along[2 * side :])
    stands_out = ((along - around) > 26).astype(np.uint8) | doubled
    closed = cv2.morphologyEx(stands_out, cv2.MORPH_CLOSE, np.ones((1, smear), np.uint8))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, round(_MIN_LENGTH * scale)), np.uint8))
    return _measure(np.asarray(long, dtype=np.uint8), dark, scale)


def _measure(mask: npt.NDArray[np.uint8], dark: Gray, scale: float) -> list[Stroke]:
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    strokes = []
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        thickness = area / width
        if thickness > _THICKEST * scale or height > max(4 * thickness, 3 * scale):
            continue
        start, end = _ink_extent(dark[top : top + height, left : left + width])
        stroke = _fill_out(Stroke(float(centres[index][1]), left + start, left + end, thickness), dark, scale)
        parts = [stroke] if _is_unbroken(stroke, dark, scale) else _split_broken(stroke, dark, scale)
        strokes += [part for part in parts if part.end - part.start >= _MIN_LENGTH * scale]
    return strokes


def _split_broken(stroke: Stroke, dark: Gray, scale: float) -> list[Stroke]:
    """The unbroken parts of a broken stroke: walls that stop for a row, and the characters in that row, told apart."""
    core = _profile(stroke, dark, 1.0)
    gaps = cv2.morphologyEx(
        (core > 0.4 * np.percentile(core, 85)).astype(np.uint8)[None],
        cv2.MORPH_CLOSE,
        np.ones((1, round(_SPECK * scale) | 1), np.uint8),
    )[0]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], gaps, [0])))).reshape(-1, 2)
    parts = [replace(stroke, start=stroke.start + first, end=stroke.start + last) for first, last in edges.tolist()]
    return [part for part in parts if _is_unbroken(part, dark, scale)]


def _fill_out(stroke: Stroke, dark: Gray, scale: float) -> Stroke:
    """A stroke as thick as its ink: of a heavy rule only the core stands out, since its own edges lie beside it."""
    top = max(0, round(stroke.at - _THICKEST * scale))
    left = int(stroke.start)
    band = dark[top : round(stroke.at + _THICKEST * scale) + 1, left : max(int(stroke.end), left + 1)]
    across = np.median(band, axis=1)
    core = min(round(stroke.at) - top, len(across) - 1)
    paper = np.flatnonzero(across < 0.5 * across[core])
    first = int(paper[paper < core].max(initial=-1)) + 1
    last = int(paper[paper > core].min(initial=len(across))) - 1
    thickness = float(last - first + 1)
    if thickness <= max(stroke.thickness, _HEAVY * scale) or thickness > _THICKEST * scale:
        return stroke
    return replace(stroke, at=top + (first + last) / 2, thickness=thickness)


def _is_unbroken(stroke: Stroke, dark: Gray, scale: float) -> bool:
    """Whether the ink runs through: strokes of characters in a row leave wide gaps, a worn rule only short ones."""
    core = _profile(stroke, dark, 1.0)
    is_dark = core > 0.4 * np.percentile(core, 85)
    coverage = float(is_dark.mean())
    if stroke.end - stroke.start < _LONG * scale:
        return coverage >= 0.93
    return coverage >= 0.85 or (coverage >= 0.5 and _longest_gap(is_dark) <= 2.0 * scale)


def _profile(stroke: Stroke, dark: Gray, reach: float) -> npt.NDArray[np.float64]:
    """The darkest pixel across the stroke at each place along it, lightly smoothed."""
    top = max(0, round(stroke.at - reach))
    left = int(stroke.start)
    band = dark[top : round(stroke.at + reach) + 1, left : max(int(stroke.end), left + 1)]
    return np.convolve(band.max(axis=0).astype(np.float64), np.ones(3) / 3, mode="same")


def _cut_loose(strokes: list[Stroke], others: list[Stroke], dark: Gray, scale: float) -> list[Stroke]:
    """Strokes without the strokes of characters that were mistaken for them or that prolong them by chance.

    Long rules that cross a stroke divide it into sides of cells; only runs of sides that bear a rule are kept.
    """
    kept: list[Stroke] = []
    for stroke in strokes:
        typical = float(np.median(_profile(stroke, dark, 1.0)))
        is_short = stroke.end - stroke.start < _LONG * scale
        sides = [_weigh_side(side, dark, typical, scale, is_short) for side in _list_sides(stroke, others, scale)]
        runs = [list(run) for is_rule, run in groupby(sides, key=_bears_rule) if is_rule]
        for run in runs:
            parts = run if _stands_alone(run, scale) else _trim_print(run)
            if parts and _stands_alone(parts, scale):
                kept.append(replace(stroke, start=parts[0].stroke.start, end=parts[-1].stroke.end))
    return kept


def _stands_alone(parts: list[_Side], scale: float) -> bool:
    """Whether a run of sides is so long, or so clear of other ink, that it is no stroke of characters."""
    length = parts[-1].stroke.end - parts[0].stroke.start
    clearness = float(np.mean([part.clearness for part in parts]))
    if len(parts) == 1 and length < _LOW * scale:
        return clearness >= 0.95
    if len(parts) > 1 and length < _LONG * scale and all(part.coverage >= _WHOLE for part in parts):
        return clearness >= 0.6  # no character runs on through a rule: this is a wall with figures close to it
    return length >= _LONE * scale or clearness >= (0.8 if length >= _LONG * scale else 0.9)


def _trim_print(parts: list[_Side]) -> list[_Side]:
    """The sides without those at the ends that have ink beside them: characters above or below prolong a short wall."""
    clear = [place for place, part in enumerate(parts) if part.clearness >= _CLEAR]
    return parts[clear[0] : clear[-1] + 1] if clear else []


def _list_sides(stroke: Stroke, others: list[Stroke], scale: float) -> list[Stroke]:
    """The parts of a stroke between the rules that cross it; what hangs over by less than a row is cut off."""
    crossings = [other.at for other in others if _crosses(other, stroke, scale)]
    # A short one is looked at from rule to rule: the stroke of a character ends a little before them.
    reach = _REACH * scale if stroke.end - stroke.start < _LONG * scale else 0.0
    inner = sorted(at for at in crossings if stroke.start + reach < at < stroke.end - reach)
    before = [at for at in crossings if at <= stroke.start + reach]
    behind = [at for at in crossings if at >= stroke.end - reach]
    first = min(before, default=stroke.start, key=lambda at: abs(at - stroke.start))
    last = min(behind, default=stroke.end, key=lambda at: abs(at - stroke.end))
    ends = [first, *inner, last] if reach else [stroke.start, *inner, stroke.end]
    if len(ends) > 2 and _hangs_over(ends[0], ends[1], crossings, scale):
        ends.pop(0)
    if len(ends) > 2 and _hangs_over(ends[-1], ends[-2], crossings, scale):
        ends.pop()
    return [replace(stroke, start=start, end=end) for start, end in pairwise(ends)]


def _hangs_over(end: float, inner: float, crossings: list[float], scale: float) -> bool:
    """Whether what lies between the end of a stroke and a rule is less than a row: a low row has a rule at its end."""
    length = abs(end - inner)
    if length >= _MIN_LENGTH * scale:
        return False
    return length <= _REACH * scale or all(abs(at - end) > _REACH * scale for at in crossings)


def _crosses(other: Stroke, stroke: Stroke, scale: float) -> bool:
    return other.end - other.start >= _LONG * scale and _meets(stroke, other, scale)


def _weigh_side(side: Stroke, dark: Gray, typical: float, scale: float, is_short: bool) -> _Side:
    trim = min(1.2 * scale, (side.end - side.start) / 4)
    part = replace(side, start=side.start + trim, end=side.end - trim)
    core = _profile(side if is_short else part, dark, 1.0)
    reach = _FLANK_SHORT if side.end - side.start < _LONG * scale else _FLANK_LONG
    return _Side(side, float((core > 0.4 * typical).mean()), _clearness(part, dark, reach * scale, typical))


def _bears_rule(side: _Side) -> bool:
    """Whether a part runs through, with paper on both sides where it is not quite unbroken."""
    return side.coverage >= 0.97 or (side.coverage >= 0.85 and side.clearness >= 0.85)


def _clearness(stroke: Stroke, dark: Gray, reach: float, typical: float) -> float:
    """Share of the stroke's length that has paper on both sides; beyond the edge of the picture everything is paper."""
    near, far = round(stroke.thickness / 2 + 2), round(stroke.thickness / 2 + reach)
    at, left, right = round(stroke.at), int(stroke.start), max(int(stroke.end), int(stroke.start) + 1)
    above = dark[max(0, at - far) : max(0, at - near + 1), left:right]
    flank = np.vstack([above, dark[at + near : at + far + 1, left:right]])
    if flank.size == 0:
        return 1.0
    return float((flank.max(axis=0) < _PAPER * typical).mean())


def _longest_gap(is_dark: npt.NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.concatenate(([True], is_dark, [True])))
    return int(np.diff(edges).max()) - 1


def _ink_extent(patch: Gray) -> tuple[float, float]:
    """Where the ink of a traced stroke really begins and ends: smearing had lengthened it."""
    profile = patch.max(axis=0)
    threshold = 0.5 * float(np.median(profile))
    inked = np.nonzero(profile > threshold)[0]
    return (float(inked[0]), float(inked[-1] + 1)) if len(inked) else (0.0, 0.0)


def _bridge(strokes: list[Stroke], scale: float) -> list[Stroke]:
    """Strokes on one line with a short gap between them, joined."""
    joined: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda one: (one.start, one.at)):
        tail = next((old for old in reversed(joined) if _continues(old, stroke, scale)), None)
        if tail is None:
            joined.append(stroke)
            continue
        joined[joined.index(tail)] = _join(tail, stroke)
    return joined


def _continues(old: Stroke, new: Stroke, scale: float) -> bool:
    return abs(old.at - new.at) <= 1.2 * scale and -2 * scale <= new.start - old.end <= _BRIDGE * scale


def _join(old: Stroke, new: Stroke) -> Stroke:
    old_length, new_length = old.end - old.start, new.end - new.start
    share = new_length / max(old_length + new_length, 1.0)
    at = old.at * (1 - share) + new.at * share
    return Stroke(at, old.start, max(old.end, new.end), max(old.thickness, new.thickness))


def _is_held(stroke: Stroke, others: list[Stroke], scale: float, lone: float) -> bool:
    """Whether the rules across it bear the stroke out: at both ends for a short one."""
    length = stroke.end - stroke.start
    if length >= lone * scale:
        return True
    met = [other for other in others if _meets(stroke, other, scale)]
    if length < _LONG * scale:
        met = [other for other in met if other.end - other.start >= _LONG * scale]
        ends = (stroke.start, stroke.end)
        return all(any(abs(other.at - end) <= _REACH * scale for other in met) for end in ends)
    return len({other.at for other in met}) >= 2


def _meets(stroke: Stroke, other: Stroke, scale: float) -> bool:
    reach = _REACH * scale
    along = stroke.start - reach <= other.at <= stroke.end + reach
    return along and other.start - reach <= stroke.at <= other.end + reach


def _cut_back(wall: Stroke, walls: list[Stroke], level: list[Stroke], dark: Gray, scale: float) -> Stroke:
    """The wall without what runs on out of its table, through print and other tables, to end at nothing.

    Word processors draw the wall of a merged cell that goes on from another page down to the foot of the page.
    """
    reach = _REACH * scale
    met = sorted(other.at for other in level if _meets(wall, other, scale))
    if not met or wall.end - met[-1] <= _LONG * scale:
        return wall
    peers = [other for other in walls if other.start - reach <= met[0] <= other.end + reach]
    ended = [other.end for other in peers if other.end < wall.end - reach]
    if 2 * len(ended) <= len(peers):
        return wall  # the whole table goes on: its last rule is on another page
    inside = replace(wall, end=max(at for at in met if at <= max(ended) + reach))
    typical = float(np.median(_profile(inside, dark, 1.0)))
    sides = [_weigh_side(side, dark, typical, scale, is_short=False) for side in _list_sides(inside, level, scale)]
    clear = [side.stroke.end for side in sides if side.clearness >= _CLEAR]
    return replace(inside, end=clear[-1]) if clear else inside


def _snap(strokes: list[Stroke], others: list[Stroke], scale: float) -> list[Stroke]:
    """Ends drawn out, or cut back, to the rule they were meant to meet."""
    snapped = []
    for stroke in strokes:
        met = [other.at for other in others if _meets(stroke, other, scale)]
        start = min((at for at in met if abs(at - stroke.start) <= _REACH * scale), default=stroke.start)
        end = max((at for at in met if abs(at - stroke.end) <= _REACH * scale), default=stroke.end)
        snapped.append(replace(stroke, start=start, end=end))
    return snapped


def erase_strokes(gray: Gray, strokes: RulingStrokes, scale: float, paper: int = 255) -> Gray:
    """The page with its rules painted as paper; a pixel more on each side, for the grey edge of a scanned line."""
    clean = gray.copy()
    for stroke in strokes.level:
        top, bottom = _band(stroke)
        clean[top:bottom, max(0, int(stroke.start) - 1) : int(stroke.end) + 2] = paper
    for stroke in strokes.upright:
        left, right = _band(stroke)
        clean[max(0, int(stroke.start) - 1) : int(stroke.end) + 2, left:right] = paper
    for stroke in strokes.strays:  # these run through print, whose own strokes go on across them
        left, right = _band(stroke)
        rows = clean[max(0, int(stroke.start) - 1) : int(stroke.end) + 2]
        beside = np.maximum(rows[:, max(0, left - 1)], rows[:, min(right, rows.shape[1] - 1)])
        rows[:, left:right] = beside[:, None]
    return clean


def _band(stroke: Stroke) -> tuple[int, int]:
    half = stroke.thickness / 2 + 1.0
    return max(0, round(stroke.at - half)), round(stroke.at + half) + 1
