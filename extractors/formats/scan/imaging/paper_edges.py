"""What lies around a sheet of paper on its picture: the lid of a scanner, a desk."""

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.page import Gray

_SHRINK = 4
_PRINT = 6.0
"""Points; strokes of print are thinner."""
_DARK = 0.6
"""How bright the surroundings are at most, as a share of the paper."""
_GRAIN, _FLECKS = 15, 0.02
"""Grey values by which the surroundings may vary, and the share of them that may vary more; print varies a lot."""
_SMALLEST = 0.002
_EDGE = 2.0
"""Points of paper beside the surroundings that are as good as part of them."""


def find_surroundings(gray: Gray, scale: float) -> npt.NDArray[np.bool_] | None:
    """Where the picture shows no paper: even dark areas that touch its edge and hold no print. None for nowhere."""
    small = cv2.resize(gray, None, fx=1 / _SHRINK, fy=1 / _SHRINK, interpolation=cv2.INTER_AREA)
    reach = round(_PRINT * scale / _SHRINK) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    split, _ = cv2.threshold(paper, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = (paper <= split).astype(np.uint8)
    if not dark.any() or dark.all() or np.median(paper[dark == 1]) > _DARK * np.median(paper[dark == 0]):
        return None
    rough = cv2.absdiff(small, cv2.medianBlur(small, reach)) > _GRAIN
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    inner = cv2.erode(dark, np.ones((3, 3), np.uint8))
    found = np.zeros_like(dark)
    height, width = dark.shape
    for index in range(1, count):
        left, top, across, down, area = (int(value) for value in stats[index])
        is_at_edge = left == 0 or top == 0 or left + across == width or top + down == height
        mine = (labels == index) & (inner == 1)
        if is_at_edge and area >= _SMALLEST * dark.size and rough[mine].sum() <= _FLECKS * max(int(mine.sum()), 1):
            found[labels == index] = 1
    if not found.any():
        return None
    edge = round(_EDGE * scale / _SHRINK)
    wide = cv2.dilate(found, np.ones((2 * edge + 1, 2 * edge + 1), np.uint8))
    return np.asarray(cv2.resize(wide, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_NEAREST) > 0)
