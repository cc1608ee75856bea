"""Groups the ink of an area into lines of print, by the connected pieces themselves: no piece of ink gets lost."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

NARROW, WIDE, POINT = 0.65, 1.3, 1.1
"""Letters of gap that still belong to one line: between columns without rules, within a cell, after a comma."""
_AROUND, _MANY = 15.0, 20
"""Points above and below a piece within which so many others tell the size of its letters: tables are set smaller."""
_DOT, _LETTER = 1.6, 2.0
"""Points: smaller than the first is a dot, and a line without a piece of the second size is no print."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle of pixels: ``left``/``top`` inside, ``right``/``bottom`` just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def around(self, other: "Patch") -> "Patch":
        """The smallest patch that holds both."""
        return Patch(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class InkPiece:
    """One connected piece of ink."""

    patch: Patch
    area: int


def find_pieces(ink: Mask, area: Patch, scale: float) -> list[InkPiece]:
    """The pieces of ink in an area, without specks (a full stop is more than half a point in both directions)."""
    window = ink[area.top : area.bottom, area.left : area.right].astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(window, connectivity=8)
    pieces = []
    for index in range(1, count):
        left, top, width, height, size = (int(value) for value in stats[index])
        patch = Patch(area.left + left, area.top + top, area.left + left + width, area.top + top + height)
        if not is_speck(width, height, size, scale):
            pieces.append(InkPiece(patch, size))
    return pieces


def is_speck(width: int, height: int, size: int, scale: float) -> bool:
    """Whether a piece of ink is too small to be any printed sign."""
    return max(width, height) < 0.9 * scale or size < 0.6 * scale * scale


def find_lines(ink: Mask, pieces: list[InkPiece], scale: float, gap: float = NARROW) -> list[Patch]:
    """The lines of print made of these pieces, from top to bottom; a gap of so many letters makes two lines.

    Dots stand alone on noisy paper, so a group without any piece of letter size is no print.
    """
    if not pieces:
        return []
    sizes = _letter_sizes(pieces, scale)
    groups = _merge_fragments(_group_pieces(pieces, sizes, gap), sizes)
    lines: list[Patch] = []
    for group in groups:
        if _has_print(group, scale):
            lines += _split_tall(ink, _print_frame(group, scale), _size_of(group, sizes))
    return sorted(lines, key=lambda patch: (patch.top + patch.bottom, patch.left))


def letter_size(pieces: list[InkPiece], scale: float) -> float:
    """Pixels: about the height of a character; at least eight points, since digits and strokes are lower."""
    sizes = [max(piece.patch.width, piece.patch.height) for piece in pieces if piece.patch.height < 40 * scale]
    return max(8.0 * scale, float(np.percentile(sizes, 80)) if sizes else 0.0)


def _letter_sizes(pieces: list[InkPiece], scale: float) -> dict[int, float]:
    """The size of the letters around each piece, by its ``id``: that of the area where too few stand around it."""
    common = letter_size(pieces, scale)
    ordered = sorted(pieces, key=_middle)
    middles = [_middle(piece) for piece in ordered]
    sizes: dict[int, float] = {}
    for piece, middle in zip(ordered, middles, strict=True):
        near = ordered[bisect_left(middles, middle - _AROUND * scale) : bisect_right(middles, middle + _AROUND * scale)]
        sizes[id(piece)] = min(common, letter_size(near, scale)) if len(near) >= _MANY else common
    return sizes


def _middle(piece: InkPiece) -> float:
    return (piece.patch.top + piece.patch.bottom) / 2


def _size_of(group: list[InkPiece], sizes: dict[int, float]) -> float:
    return sorted(sizes[id(piece)] for piece in group)[len(group) // 2]


def _group_pieces(pieces: list[InkPiece], sizes: dict[int, float], gap: float) -> list[list[InkPiece]]:
    """Pieces that stand beside each other on one line."""
    ordered = sorted(pieces, key=lambda piece: piece.patch.left)
    root = list(range(len(ordered)))

    def find(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    reach = max(piece.patch.width for piece in ordered) + 2 * max(sizes.values())
    for index, piece in enumerate(ordered):
        for other in range(index - 1, -1, -1):
            before = ordered[other]
            if before.patch.left + reach < piece.patch.left:
                break
            if _is_beside(before.patch, piece.patch, min(sizes[id(before)], sizes[id(piece)]), gap):
                root[find(other)] = find(index)
    groups: dict[int, list[InkPiece]] = {}
    for index, piece in enumerate(ordered):
        groups.setdefault(find(index), []).append(piece)
    return list(groups.values())


def _is_beside(left: Patch, right: Patch, em: float, gap: float) -> bool:
    """Whether two pieces follow one another on a line; a comma or full stop fills only half of its square."""
    size = max(em, min(left.height, right.height))
    is_point = max(left.width, left.height) < 0.45 * size
    if right.left - left.right > (max(gap, POINT) if is_point else gap) * size:
        return False
    return min(left.bottom, right.bottom) - max(left.top, right.top) >= 0.4 * min(left.height, right.height)


def _merge_fragments(groups: list[list[InkPiece]], sizes: dict[int, float]) -> list[list[InkPiece]]:
    """Strokes that belong over or under one another (a character of two level strokes) or to a line they hang from."""
    lines: list[list[InkPiece]] = []
    for group in sorted(groups, key=lambda one: -_frame(one).height):
        frame, em = _frame(group), _size_of(group, sizes)
        home = None
        if frame.height < 0.35 * em or (frame.height < 0.6 * em and frame.width > 1.5 * frame.height):
            home = next((line for line in lines if _belongs(_frame(line), frame, em)), None)
        if home is None:
            lines.append(group)
        else:
            home.extend(group)
    return lines


def _belongs(line: Patch, fragment: Patch, em: float) -> bool:
    union = line.around(fragment)
    gap = max(fragment.left - line.right, line.left - fragment.right)
    return gap <= 0.65 * em and union.height <= max(1.3 * em, 1.15 * line.height)


def _frame(group: list[InkPiece]) -> Patch:
    frame = group[0].patch
    for piece in group[1:]:
        frame = frame.around(piece.patch)
    return frame


def _print_frame(group: list[InkPiece], scale: float) -> Patch:
    """The frame without the dots on its outside: a stain beside a digit must not be read as a full stop."""
    return _frame([piece for piece in group if max(piece.patch.width, piece.patch.height) >= _DOT * scale])


def _has_print(group: list[InkPiece], scale: float) -> bool:
    return any(max(piece.patch.width, piece.patch.height) >= _LETTER * scale for piece in group)


def _split_tall(ink: Mask, patch: Patch, em: float) -> Iterator[Patch]:
    """Lines that touch, parted where the rows between them have the least ink."""
    count = round(patch.height / (1.15 * em))
    if count < 2 or patch.height < 1.7 * em:
        yield patch
        return
    profile = ink[patch.top : patch.bottom, patch.left : patch.right].sum(axis=1)
    pitch = patch.height / count
    cuts = [0]
    for number in range(1, count):
        low, high = round((number - 0.3) * pitch), round((number + 0.3) * pitch)
        cuts.append(low + int(profile[low:high].argmin()))
    cuts.append(patch.height)
    for top, bottom in pairwise(cuts):
        columns = np.flatnonzero(ink[patch.top + top : patch.top + bottom, patch.left : patch.right].any(axis=0))
        if len(columns):
            left, right = patch.left + int(columns[0]), patch.left + int(columns[-1]) + 1
            yield Patch(left, patch.top + top, right, patch.top + bottom)
