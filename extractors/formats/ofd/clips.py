"""Text of an OFD page that its clip hides, or cuts off.

Writers do not agree from where the corners of a clip are counted (GB/T 33190-2016, 8.4): from the object's box, with
its matrix or without, or from the corner of the page. What is out of sight whichever of these is meant is hidden.
"""

from collections.abc import Iterable, Iterator, Sequence

from extractors.formats.ofd.geometry import Matrix, read_matrix, read_numbers, read_path
from extractors.formats.ofd.package import Element, child, children, text_of
from extractors.grids.ruling.marks import UNREAD, Glyph

_SLACK = 1.0
"""Points by which the middle of a sign may stand outside of what shows it."""
_LONGEST = 100_000
"""Characters of a path that is looked at."""

_Window = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def drop_clipped(glyphs: Sequence[Glyph], clips: Element, spaces: Sequence[Matrix], scale: float) -> list[Glyph]:
    """The glyphs of a text without those that nobody sees; words that go on out of sight stay, and are read whole.

    A number of which a part is cut off is none: each sign that is out of sight is one that is not known.

    Args:
        glyphs: Those of one text, in points.
        clips: What the text object says of its clip.
        spaces: From each of the spaces that may be meant to the page.
        scale: Points in the unit of those.
    """
    areas = [_read_areas(clip) for clip in children(clips, "Clip")]
    meant = [[_place(boxes, space, scale) for boxes in areas if boxes] for space in spaces]
    if not any(areas):
        return list(glyphs)
    hidden = [all(_is_out(glyph, windows) for windows in meant) for glyph in glyphs]
    if all(hidden):
        return []
    if not any(hidden) or any(glyph.text.isalpha() for glyph in glyphs):
        return list(glyphs)
    return [glyph._replace(text=UNREAD) if out else glyph for glyph, out in zip(glyphs, hidden, strict=True)]


def _is_out(glyph: Glyph, windows: Iterable[Sequence[_Window]]) -> bool:
    """Whether the middle of a sign lies in none of the areas of one of the clips."""
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return any(not any(_holds(window, x, y) for window in areas) for areas in windows)


def _holds(window: _Window, x: float, y: float) -> bool:
    left, top, right, bottom = window
    return left - _SLACK <= x <= right + _SLACK and top - _SLACK <= y <= bottom + _SLACK


def _place(boxes: Sequence[_Window], space: Matrix, scale: float) -> list[_Window]:
    found = []
    for box in boxes:
        left, top, right, bottom = space.bound(*box)
        found.append((left * scale, top * scale, right * scale, bottom * scale))
    return found


def _read_areas(clip: Element) -> list[_Window]:
    """The boxes around the areas of a clip; none where one of them is no path, for it may show anything."""
    boxes: list[_Window] = []
    for area in children(clip, "Area"):
        path = child(area, "Path")
        found = () if path is None else tuple(_bound_path(path, read_matrix(area.get("CTM"))))
        if not found:
            return []
        boxes += found
    return boxes


def _bound_path(path: Element, outer: Matrix) -> Iterator[_Window]:
    """The box around a path, or nothing where it has no corners."""
    data = text_of(child(path, "AbbreviatedData"))
    corner = read_numbers(path.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    matrix = outer.after(read_matrix(path.get("CTM")).move(corner[0], corner[1]))
    parts = read_path(data) if len(data) <= _LONGEST else ()
    points = [matrix.apply(*point) for part in parts for point in part.points]
    if points:
        xs, ys = zip(*points, strict=True)
        yield min(xs), min(ys), max(xs), max(ys)
