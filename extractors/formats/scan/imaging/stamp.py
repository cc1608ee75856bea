"""Takes red stamps off a picture in colours, so that the print below them can be read."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Colours = npt.NDArray[np.uint8]
"""Height x width x (red, green, blue)."""

LOOK_SCALE = 50.0 / 72.0
"""Pixels per point at which stamps are looked for."""
_RED = 50
"""How much more red than green and blue there is in a stamp."""
_SMALLEST, _LARGEST, _LONGEST = 45.0, 220.0, 1.8
"""Points across a stamp, and how much longer than wide it may be: red titles and lines are other shapes."""
_AROUND = 4.0


@dataclass(frozen=True, slots=True)
class StampArea:
    """Where a stamp is, in shares of the picture."""

    left: float
    top: float
    right: float
    bottom: float


def find_stamps(colours: Colours, scale: float) -> list[StampArea]:
    """The red rings, ovals and squares on a picture."""
    red, green, blue = cv2.split(colours)
    is_red = cv2.min(cv2.subtract(red, green), cv2.subtract(red, blue)) > _RED
    if not is_red.any():
        return []
    closed = cv2.morphologyEx(is_red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    rows, columns = is_red.shape
    around = _AROUND * scale
    return [
        StampArea((x - around) / columns, (y - around) / rows, (x + w + around) / columns, (y + h + around) / rows)
        for x, y, w, h, _ in stats[1:count].tolist()
        if _SMALLEST * scale <= min(w, h) and max(w, h) <= min(_LARGEST * scale, _LONGEST * min(w, h))
    ]


def wipe_stamps(gray: npt.NDArray[np.uint8], colours: Colours, places: list[StampArea]) -> npt.NDArray[np.uint8]:
    """The grey picture with red ink as light as paper at these places."""
    rows, columns = gray.shape
    clean = gray.copy()
    for place in places:
        top, bottom = max(0, round(place.top * rows)), round(place.bottom * rows)
        left, right = max(0, round(place.left * columns)), round(place.right * columns)
        clean[top:bottom, left:right] = _bleach(colours[top:bottom, left:right])
    return clean


def _bleach(colours: Colours) -> npt.NDArray[np.uint8]:
    """The lightest of the colours, raised to that of paper by as much as they are red."""
    lightest = colours.max(axis=2).astype(np.float32)
    redness = colours[:, :, 0].astype(np.float32) - colours[:, :, 1:].max(axis=2)
    is_red, is_plain = redness > _RED, redness < _RED / 4
    if not is_red.any() or not is_plain.any():
        return np.asarray(lightest, dtype=np.uint8)
    missing = max(0.0, float(np.median(lightest[is_plain]) - np.median(lightest[is_red])))
    share = np.clip(redness / np.percentile(redness[is_red], 80), 0.0, 1.0)
    return np.asarray(np.clip(lightest + missing * share, 0, 255), dtype=np.uint8)
