"""Text that a clipping path cuts off: it stands in the file, and the page shows none of it, or a part."""

import ctypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.calls import (
    Address,
    as_handle,
    find_text_of,
    list_clipped,
    read_bounds,
    read_clip_boxes,
    read_clip_corners,
)
from extractors.formats.pdf.geometry import Bounds
from extractors.model.document import Unreadable

SLIVER = 0.5
"""Points of a text that may be left without anything of it being seen."""
LEFT_OVER = 0.2
"""Share of its height that may."""
NEAR = 3.0
"""Heights of type above and below a cell in which lines stand that have no room in it."""
LONGEST = 40
"""Signs of a text that are looked at; a number has fewer."""
SLACK = 1.0
"""Points by which a text may reach out of a path that cuts none of it off."""
MOST_PATHS = 100_000
"""Of the clips of a page or form that are looked at one by one; each object has all that were set around it."""

Cut = Mapping[Address, tuple[Bounds, Bounds]]
"""Texts that reach out of what is shown of them: where each is, and the rectangle around what is shown."""


def find_cut(items: Sequence[Address]) -> dict[Address, tuple[Bounds, Bounds]]:
    """Those of the objects of a page or form that reach out of their clipping paths.

    Raises:
        Unreadable: FILE.TOO_LARGE where too many paths clip them.
    """
    clipped = list_clipped(items)
    if not clipped:
        return {}
    paths = sum(count for _, _, count in clipped if count > 1)
    if paths > MOST_PATHS:
        raise Unreadable("FILE.TOO_LARGE", f"{paths} paths that clip what a page shows")
    found: dict[Address, tuple[Bounds, Bounds]] = {}
    kept = [item for item, _, _ in clipped]
    corners = read_clip_corners([(clip, count) for _, clip, count in clipped])
    for (item, clip, count), bounds, near in zip(clipped, read_bounds(kept), corners, strict=True):
        if near is not None and _is_inside(bounds, near):
            continue  # nearly all paths are one rectangle, of which two corners tell enough
        boxes = read_clip_boxes(clip, count)
        if boxes and not _is_inside(bounds, intersect(boxes)):
            found[item] = bounds, intersect(boxes)
    return found


def intersect(boxes: Iterable[Bounds]) -> Bounds:
    """What lies in all of the rectangles, turned inside out where nothing does."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return max(lefts), max(bottoms), min(rights), min(tops)


def _is_inside(bounds: Bounds, window: Bounds) -> bool:
    return (
        window[0] - SLACK <= bounds[0]
        and window[1] - SLACK <= bounds[1]
        and bounds[2] <= window[2] + SLACK
        and bounds[3] <= window[3] + SLACK
    )


def is_hidden(bounds: Bounds, window: Bounds) -> bool:
    """Whether nothing of a text can be seen through its window."""
    across = min(bounds[2], window[2]) - max(bounds[0], window[0])
    down = min(bounds[3], window[3]) - max(bounds[1], window[1])
    return across <= SLIVER or down <= max(SLIVER, LEFT_OVER * (bounds[3] - bounds[1]))


def is_overflow(bounds: Bounds, window: Bounds) -> bool:
    """Whether a hidden text stands so close to its window that it is the rest of what is seen there."""
    height = bounds[3] - bounds[1]
    return (
        bounds[0] < window[2] + height
        and window[0] - height < bounds[2]
        and bounds[1] < window[3] + NEAR * height
        and window[1] - NEAR * height < bounds[3]
    )


def list_cut_signs(text: Any, boxes: Sequence[float], cut: Cut) -> Iterator[int]:
    """The signs of numbers, by their index among the characters of a page, of which less than half can be seen.

    Args:
        text: pdfium's text page.
        boxes: Left, top, right, bottom of each character.
        cut: The texts that are cut off, in the coordinates of the page.
    """
    numbers = {item: found for item, found in cut.items() if is_figure(text, item)}
    edge = iter(boxes)
    for index, (left, top, right, bottom) in enumerate(zip(edge, edge, edge, edge, strict=False) if numbers else ()):
        x, y = (left + right) / 2, (bottom + top) / 2
        if any(_holds(bounds, x, y) and not _holds(window, x, y) for bounds, window in numbers.values()):
            own = numbers.get(find_text_of(text, index))
            if own is not None and not _holds(own[1], x, y) and left < right:
                yield index


def is_figure(text: Any, item: Address) -> bool:
    """Whether a text is a number, and no words: of those that go on out of sight all may be read."""
    signs = (ctypes.c_ushort * (LONGEST + 1))()
    length = pdfium.FPDFTextObj_GetText(as_handle(item), text, signs, ctypes.sizeof(signs))
    string = bytes(signs)[: max(length - 2, 0)].decode("utf-16-le", "replace")
    return any(map(str.isdigit, string)) and not any(map(str.isalpha, string))


def _holds(bounds: Bounds, x: float, y: float) -> bool:
    return bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]
