"""Wipes grains of salt and pepper, single pixels unlike all their neighbours, where a picture is full of them."""

import cv2
import numpy as np
import numpy.typing as npt

_UNLIKE = 60
"""Grey values between a grain and the nearest of its eight neighbours; a stroke or a point is never one pixel."""
_FULL = 0.0005
"""Share of the pixels that are grains from which a picture is cleaned."""
_PAIR = 2
"""Pixels of a grain at most; the smallest point has four."""


def wipe_specks(gray: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The picture in its own resolution without grains; the very same where there are hardly any."""
    ring = np.ones((3, 3), np.uint8)
    ring[1, 1] = 0
    darkest, lightest = cv2.erode(gray, ring), cv2.dilate(gray, ring)
    grains = (cv2.subtract(darkest, gray) > _UNLIKE) | (cv2.subtract(gray, lightest) > _UNLIKE)
    if grains.mean() < _FULL:
        return gray
    return _wipe_pairs(np.where(grains, cv2.medianBlur(gray, 3), gray))


def _wipe_pairs(gray: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The picture without dark pixels that stand alone or in pairs, as drawing anew makes of single ones."""
    around = cv2.medianBlur(gray, 5)
    dark = (cv2.subtract(around, gray) > _UNLIKE).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    is_grain = stats[:, cv2.CC_STAT_AREA] <= _PAIR
    return np.where(is_grain[labels], around, gray)
