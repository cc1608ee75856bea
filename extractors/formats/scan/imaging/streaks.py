"""Takes off a page the lines that dirt on the glass of a feeder draws: thin, straight, from one edge to the other."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.page import Gray

_THICKEST, _NEAR, _FAR = 2.0, 2.5, 5.0
"""Points across a streak, and from it to what it is held against: the lighter of the two, for one may be a wall."""
_SMEAR = 2.0
"""Points along a streak over which grain cancels."""
_CONTRAST = 14
"""Grey values by which a streak is darker than what is on both sides."""
_EDGE = 8.0
"""Points at both ends of a page: nothing printed reaches so far."""
_BANDS, _IN_BAND, _AT_EDGE, _IN_ALL = 12, 0.5, 0.9, 0.8
"""Parts of the length, and the shares of a part, of the ends and of the whole that must show the streak."""
_MOST = 24
"""Streaks of a page; more are a pattern."""
_DARKER = 40
"""Grey values by which print on a streak is darker than the streak."""
_LEVEL, _END = 40.0, 1.2
"""Points of a level rule, and from its end to the wall at which it ends."""
_WALLS = 0.3
"""Share of the ends of level rules that may lie at streaks, or at the sides of the picture: those of a table end at its
walls, and where a picture cuts the walls off it may cut these off as well."""


@dataclass(frozen=True, slots=True)
class Streaks:
    """A page without its streaks."""

    gray: Gray
    mask: npt.NDArray[np.bool_]
    """Where they were: print may have been lost there."""


def wipe_streaks(gray: Gray, scale: float) -> Streaks | None:
    """The page without upright and level streaks; None where there are none."""
    upright, level = _find_streaks(gray, scale), _find_streaks(np.ascontiguousarray(gray.T), scale)
    if not upright and not level:
        return None
    clean, mask = gray.copy(), np.zeros(gray.shape, dtype=np.bool_)
    for picture, marks, streaks in ((clean, mask, upright), (clean.T, mask.T, level)):
        for left, right in streaks:
            _wipe(picture, left, right, round(_EDGE * scale))
            marks[:, left:right] = True
    return Streaks(clean, mask)


def _find_streaks(gray: Gray, scale: float) -> list[tuple[int, int]]:
    """First and last column (just outside) of each upright streak."""
    near, reach = round(_NEAR * scale), round(_FAR * scale)
    smooth = cv2.blur(gray, (1, round(_SMEAR * scale) | 1)).astype(np.int16)
    middle = smooth.shape[1] - reach
    before = np.maximum(smooth[:, : -2 * reach], smooth[:, reach - near : middle - near])
    behind = np.maximum(smooth[:, 2 * reach :], smooth[:, reach + near : middle + near])
    is_dark = np.minimum(before, behind) - smooth[:, reach:middle] > _CONTRAST
    edge = round(_EDGE * scale)
    ends = np.minimum(is_dark[:edge].mean(axis=0), is_dark[-edge:].mean(axis=0))
    if not (ends >= _AT_EDGE).any():
        return []
    bands = np.min([band.mean(axis=0) for band in np.array_split(is_dark, _BANDS)], axis=0)
    is_streak = (ends >= _AT_EDGE) & (bands >= _IN_BAND) & (is_dark.mean(axis=0) >= _IN_ALL)
    wide = cv2.dilate(is_streak.astype(np.uint8)[None], np.ones((1, 3), np.uint8))[0]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], wide, [0])))).reshape(-1, 2) + reach
    streaks = [(int(left), int(right)) for left, right in edges if right - left <= _THICKEST * scale + 2]
    return [] if not streaks or len(streaks) > _MOST or _bound_rules(gray, streaks, scale) else streaks


def _bound_rules(gray: Gray, streaks: list[tuple[int, int]], scale: float) -> bool:
    """Whether level rules end at these lines: then they are the walls of a table that the picture cuts through."""
    dark = (gray < 0.7 * float(np.median(gray))).astype(np.uint8)
    rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, round(_LEVEL * scale)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    ends = [end for left, _, width, *_ in stats[1:count].tolist() for end in (left, left + width)]
    walls = [(0, round(_EDGE * scale)), *streaks, (gray.shape[1] - round(_EDGE * scale), gray.shape[1])]
    near = [any(left - _END * scale <= end <= right + _END * scale for left, right in walls) for end in ends]
    return bool(ends) and sum(near) > _WALLS * len(ends)


def _wipe(picture: Gray, left: int, right: int, edge: int) -> None:
    """Fills a streak with what is on both sides of it, but for print that is darker than the streak at the edges."""
    streak = picture[:, left:right]
    before, after = (picture[:, [min(max(at, 0), picture.shape[1] - 1)]].astype(np.float32) for at in (left - 1, right))
    share = (np.arange(right - left, dtype=np.float32) + 1) / (right - left + 1)
    filled = before + (after - before) * share
    alone = np.vstack([streak[:edge], streak[-edge:]]).min(axis=1)
    is_print = streak < float(np.median(alone)) - _DARKER
    streak[:] = np.where(is_print, streak, np.maximum(streak, filled)).astype(np.uint8)
