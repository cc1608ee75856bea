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
class Place:
    """Where a stamp is, in shares of the picture."""

    left: float
    top: float
    right: float
    bottom: float


def find_stamps(colours: Colours, scale: float) -> list[Place]:
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
        Place((x - around) / columns, (y - around) / rows, (x + w + around) / columns, (y + h + around) / rows)
        for x, y, w, h, _ in stats[1:count].tolist()
        if _SMALLEST * scale <= min(w, h) and max(w, h) <= min(_LARGEST * scale, _LONGEST * min(w, h))
    ]


def wipe_stamps(gray: npt.NDArray[np.uint8], colours: Colours, places: list[Place]) -> npt.NDArray[np.uint8]:
    """The grey picture, at these places as light as the lightest of its colours: red ink is paper there."""
    rows, columns = gray.shape
    clean = gray.copy()
    for place in places:
        top, bottom = max(0, round(place.top * rows)), round(place.bottom * rows)
        left, right = max(0, round(place.left * columns)), round(place.right * columns)
        clean[top:bottom, left:right] = colours[top:bottom, left:right].max(axis=2)
    return clean
