"""What the ink of a sign shows by its shape alone, apart from any recogniser: strokes, holes, likeness."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scan.page import Gray

Vector = npt.NDArray[np.float32]

_ZOOM = 4
_LEVELS = (0.35, 0.5, 0.65, 0.8)
"""Where between ink and paper the edge is drawn; a hole that is real shows at one of them."""
EDGES = (0.5, 0.7, 0.82)
"""The same for telling signs apart: hairlines of a serif hold together only when faint ink counts."""
_CLEAR_TILT, _LEAST_TILT = 14.0, 8.0
"""Degrees from upright: a slash leans by 14 to 45, the stroke of a one by less than 6, in italics by 12."""
_STAINED, _MOSTLY = 1.4, 0.6
"""Thicknesses of a stroke from which there is something else on it, and the share of a sign that must be free of it."""
_TALL, _WIDE = 24, 16
_FEWEST_WITH_POINT = 3
"""Digits of a number of which the steps tell whether there is a point in one of them."""
_POINT_STEP = 1.25
"""How much longer than any other the step over a point is, from the middle of one digit to that of the next."""
_LEVEL_STROKE, _OFF_MIDDLE = 1.6, 0.2
"""How many times longer than high a minus is, and how far from the middle of a digit it stands, in heights of it."""
_STAIN = 200
"""Grey value from which a pixel is paper."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Paper enclosed by ink, in shares of the sign's height."""

    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class InkSign:
    """One sign cut out of a line, with what its shape says."""

    left: float
    top: float
    right: float
    bottom: float
    """Pixels in the picture of the line."""
    tilt: float | None
    """Degrees by which a lone straight stroke leans to the right (a slash) or left; None when it is no such stroke."""
    lean: float
    """The same of the stroke that most of the sign is, without stains on it and bars at its ends; 0 for no stroke."""
    is_flat: bool
    """A level stroke: a dash."""
    is_point: bool
    """No larger than a full stop or comma beside its neighbours."""
    holes: tuple[tuple[Hole, ...], ...]
    """The holes at each drawing level, from faint to bold."""
    look: Vector
    """Its picture brought to one size, mean 0, length 1; the product of two is near 1 where the signs are alike."""

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.bottom - self.top


def cut_signs(picture: Gray, scale: float, edge: float = EDGES[0]) -> list[InkSign]:
    """The signs of a line of digits, left to right; pieces over one another are one sign, specks are none."""
    zoomed = np.asarray(cv2.resize(picture, None, fx=_ZOOM, fy=_ZOOM, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    darkest = float(np.percentile(zoomed, 0.3))
    mask = (zoomed < darkest + edge * (255.0 - darkest)).astype(np.uint8)
    boxes = _join_columns(_find_boxes(mask, scale * _ZOOM))
    tallest = max((bottom - top for _, top, _, bottom in boxes), default=0)
    return [_measure_sign(zoomed, box, darkest, tallest, scale) for box in boxes]


def wipe_stains(picture: Gray, scale: float) -> Gray:
    """The line without ink that cannot belong to a figure: of dots only one at the foot between two digits can.

    Gives the very same picture when there is nothing to wipe.
    """
    signs = cut_signs(picture, scale, EDGES[-1])
    tall = [sign for sign in signs if not sign.is_point]
    kept = [sign for sign in signs if not sign.is_point or _is_decimal(sign, tall) or _is_minus(sign, tall)]
    if not tall:
        return picture
    clean = np.full_like(picture, 255)
    for sign in kept:
        rows = slice(max(0, int(sign.top) - 1), int(sign.bottom) + 2)
        columns = slice(max(0, int(sign.left) - 1), int(sign.right) + 2)
        clean[rows, columns] = picture[rows, columns]
    if not (picture[clean == 255] < _STAIN).any():
        return picture
    left, right = int(min(sign.left for sign in kept)), int(max(sign.right for sign in kept)) + 1
    side = round(0.1 * picture.shape[0]) + 1
    return np.ascontiguousarray(clean[:, max(0, left - side) : right + side])


def _is_decimal(dot: InkSign, digits: Sequence[InkSign]) -> bool:
    before = [sign for sign in digits if sign.right <= dot.left + 1]
    after = [sign for sign in digits if sign.left >= dot.right - 1]
    if not before or not after:
        return False
    height, foot = before[-1].height, before[-1].bottom
    return dot.bottom > foot - 0.2 * height and dot.top < foot and dot.bottom < foot + 0.4 * height


def _is_minus(dash: InkSign, digits: Sequence[InkSign]) -> bool:
    """Whether a small level stroke stands before all digits, at about half of their height."""
    first = min(digits, key=lambda sign: sign.left, default=None)
    if first is None or dash.right > first.left + 1 or dash.width < _LEVEL_STROKE * dash.height:
        return False
    return abs(dash.top + dash.bottom - first.top - first.bottom) < 2 * _OFF_MIDDLE * first.height


def is_comma(dot: InkSign, digits: Sequence[InkSign]) -> bool:
    """Whether a dot between digits hangs below their foot, as a comma does and a full stop does not."""
    foot = float(np.median([sign.bottom for sign in digits]))
    return dot.bottom > foot + 0.08 * float(np.median([sign.height for sign in digits]))


def restore_point(text: str, signs: Sequence[InkSign]) -> str | None:
    """The digits with the decimal point that the ink shows and a recogniser passed over; None where it shows none."""
    places = [place for place, sign in enumerate(signs) if sign.is_point]
    digits = [sign for sign in signs if not sign.is_point]
    if len(places) != 1 or not text.isdigit() or len(text) != len(digits):
        return None
    (place,) = places
    is_point = _is_decimal(signs[place], digits) and not is_comma(signs[place], digits)
    return f"{text[:place]}.{text[place:]}" if is_point and has_room_for_point(digits, place) else None


def is_broken_off(signs: Sequence[InkSign]) -> bool:
    """Whether a dot reaches in under a digit beside it: then it is rather the end of the digit's own stroke."""
    dots, digits = ([sign for sign in signs if sign.is_point is dot] for dot in (True, False))
    return any(dot.left < digit.right and digit.left < dot.right for dot in dots for digit in digits)


def has_room_for_point(digits: Sequence[InkSign], place: int) -> bool:
    """Whether the digits before and after this place stand further apart than all the others.

    A point takes room of its own: around a stain at the foot, digits stand as far from one another as elsewhere.
    """
    if not 0 < place < len(digits) or len(digits) < _FEWEST_WITH_POINT:
        return False
    steps = [after.left + after.right - before.left - before.right for before, after in pairwise(digits)]
    return steps[place - 1] > _POINT_STEP * max(steps[: place - 1] + steps[place:])


def _find_boxes(mask: npt.NDArray[np.uint8], unit: float) -> list[tuple[int, int, int, int]]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = []
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[index])
        if max(width, height) >= 0.9 * unit and area >= 0.5 * unit * unit:
            boxes.append((left, top, left + width, top + height))
    return sorted(boxes)


def _join_columns(boxes: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Boxes that stand over one another joined: a broken digit is one sign."""
    joined: list[tuple[int, int, int, int]] = []
    for box in boxes:
        last = joined[-1] if joined else None
        if last is None or min(last[2], box[2]) - box[0] < 0.5 * min(last[2] - last[0], box[2] - box[0]):
            joined.append(box)
            continue
        joined[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
    return joined


def _measure_sign(zoomed: Gray, box: tuple[int, int, int, int], darkest: float, tallest: int, scale: float) -> InkSign:
    left, top, right, bottom = box
    cut = zoomed[top:bottom, left:right]
    width, height = (right - left) / _ZOOM, (bottom - top) / _ZOOM
    return InkSign(
        left=left / _ZOOM,
        top=top / _ZOOM,
        right=right / _ZOOM,
        bottom=bottom / _ZOOM,
        tilt=_measure_tilt(cut < 0.5 * (darkest + 255.0)),
        lean=_measure_lean(cut < 0.5 * (darkest + 255.0)),
        is_flat=height <= 0.45 * width and width >= 2.2 * scale and height <= 2.2 * scale,
        is_point=max(height, width) < 0.45 * tallest / _ZOOM,
        holes=tuple(_find_holes(cut, darkest, level) for level in _LEVELS),
        look=_describe(cut),
    )


def _measure_tilt(mask: npt.NDArray[np.bool_]) -> float | None:
    """Degrees from upright of a lone straight stroke of even thickness; None for everything else."""
    rows = np.flatnonzero(mask.any(axis=1))
    if len(rows) < 0.95 * mask.shape[0] or mask.shape[0] < 0.7 * mask.shape[1]:
        return None
    first, last = mask[rows].argmax(axis=1), mask.shape[1] - 1 - mask[rows][:, ::-1].argmax(axis=1)
    runs = (last - first + 1).astype(np.float64)
    if (mask[rows].sum(axis=1) < 0.9 * runs).mean() > 0.1:
        return None
    if runs.max() > 1.5 * float(np.median(runs)):
        return None  # the bar of a seven; the ends of a slash are cut short, never widened
    trim = max(1, len(rows) // 12)
    middle, place, runs = ((first + last) / 2)[trim:-trim], rows[trim:-trim], runs[trim:-trim]
    if len(place) < 8 or runs.mean() > 0.45 * len(rows) or runs.std() > 0.3 * runs.mean():
        return None
    slope, start = np.polyfit(place, middle, 1)
    if np.abs(middle - (slope * place + start)).max() > 0.45 * runs.mean():
        return None
    return math.degrees(math.atan(-float(slope)))


def _measure_lean(mask: npt.NDArray[np.bool_]) -> float:
    """Degrees from upright of the stroke that most rows of a sign are part of; 0 where they make no stroke."""
    place = np.flatnonzero(mask.any(axis=1))
    first, last = mask[place].argmax(axis=1), mask.shape[1] - 1 - mask[place][:, ::-1].argmax(axis=1)
    runs, middle = (last - first + 1).astype(np.float64), (first + last) / 2
    thickness = float(np.median(runs)) if len(runs) else 0.0
    kept = runs <= _STAINED * thickness
    if kept.sum() < max(8, _MOSTLY * mask.shape[0]) or thickness > 0.45 * len(place):
        return 0.0
    for _ in range(3):
        slope, start = np.polyfit(place[kept], middle[kept], 1)
        kept = (runs <= _STAINED * thickness) & (np.abs(middle - (slope * place + start)) <= 0.5 * thickness)
        if kept.sum() < max(8, _MOSTLY * mask.shape[0]):
            return 0.0
    return math.degrees(math.atan(-float(slope)))


def _find_holes(cut: Gray, darkest: float, level: float) -> tuple[Hole, ...]:
    bare = (cut >= darkest + level * (255.0 - darkest)).astype(np.uint8)
    paper = cv2.copyMakeBorder(bare, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(1.0,))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    holes = []
    for index in range(1, count):
        _, top, _, height, area = (int(value) for value in stats[index])
        if index != labels[0, 0] and area >= 0.012 * cut.size:
            holes.append(Hole((top - 1 + height / 2) / cut.shape[0], height / cut.shape[0]))
    return tuple(sorted(holes, key=lambda hole: hole.middle))


def _describe(cut: Gray) -> Vector:
    small = cv2.resize(cut, (_WIDE, _TALL), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    small -= small.mean()
    length = float(np.linalg.norm(small))
    return np.asarray(small / length if length else small, dtype=np.float32)


def fits_digit(sign: InkSign, digit: str) -> bool:
    """Whether the holes of a sign allow this digit, at any drawing level."""
    return any(_allows(holes, digit) for holes in sign.holes)


def is_proved(sign: InkSign, digit: str) -> bool:
    """Whether the holes alone single this digit out, whatever a recogniser thinks."""
    return digit in "0689" and fits_digit(sign, digit)


def _allows(holes: tuple[Hole, ...], digit: str) -> bool:
    if digit in "12357":
        return not holes
    if digit == "8":
        return len(holes) == 2 and holes[0].middle < 0.45 and holes[1].middle > 0.55
    if digit == "4":
        return not holes or (len(holes) == 1 and holes[0].height < 0.6)
    if len(holes) != 1:
        return False
    middle, height = holes[0].middle, holes[0].height
    if digit == "0":
        return height >= 0.5 and 0.4 <= middle <= 0.6
    return height < 0.6 and (middle > 0.55 if digit == "6" else middle < 0.45)


def read_strokes(signs: Sequence[InkSign], scale: float) -> tuple[str, bool]:
    """The text of a cell of mere strokes (slash, backslash, dashes) and whether that is beyond doubt; else ""."""
    if len(signs) == 1 and signs[0].tilt is not None and abs(signs[0].tilt) >= _LEAST_TILT:
        return "/" if signs[0].tilt > 0 else "\\", abs(signs[0].tilt) >= _CLEAR_TILT
    if signs and all(sign.is_flat for sign in signs):
        wide = max(sign.width for sign in signs) >= 6.0 * scale
        return ("—" if wide else "-") * len(signs), True
    return "", False
