"""Filled paths of an OFD page: those that hide what was painted before, and those that may be drawn signs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.formats.ofd.geometry import Matrix, SubPath, read_number
from extractors.formats.ofd.package import Element, child
from extractors.grids.ruling.marks import UNREAD, Glyph
from extractors.grids.ruling.text import NUMERIC
from extractors.model.document import Box

_PALE, _FULL = 208.0, 250.0
"""Least part of a colour, of 255, from which it is lost on white paper, and opacity from which it hides all below."""
_EVEN = 0.1
"""Millimetres by which the ends of a straight edge may stand aside."""
_THINNEST = 0.5
"""Millimetres; no sign is as narrow."""
_SLACK = 1.0
"""Points by which a glyph may reach out of what covers it."""
_PART = 0.3
"""Share of the width of a sign from which what lies over it leaves another sign."""
_STRIP = 20.0
"""Points; glyphs are looked up by strips of the page this high."""


@dataclass(frozen=True, slots=True)
class PaintedArea:
    """What a filled path covers, in millimetres."""

    edges: tuple[float, float, float, float]
    is_rectangle: bool
    is_pale: bool
    is_full: bool
    """Whether nothing can be seen through it."""


def find_area(element: Element, matrix: Matrix, paths: Sequence[SubPath]) -> PaintedArea | None:
    """What a filled PathObject covers; None where it has no corners, or is no broader than a rule."""
    corners = [matrix.apply(*point) for path in paths for point in path.points]
    if not corners:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    edges = min(xs), min(ys), max(xs), max(ys)
    if min(edges[2] - edges[0], edges[3] - edges[1]) < _THINNEST:
        return None
    colour = child(element, "FillColor")
    is_full = read_number(element.get("Alpha"), 255.0) >= _FULL and (colour is None or _hides(colour))
    return PaintedArea(edges, _is_rectangle(paths, matrix), colour is not None and is_pale(colour), is_full)


def _hides(colour: Element) -> bool:
    """Whether a colour is one of full ink, and no pattern or shade that may be seen through."""
    return read_number(colour.get("Alpha"), 255.0) >= _FULL and next(iter(colour), None) is None


def _is_rectangle(paths: Sequence[SubPath], matrix: Matrix) -> bool:
    """Whether a path is made of level and upright edges only."""
    return all(
        len(path.lines) >= len(path.points) - 1
        and all(_is_even(matrix.apply(*start), matrix.apply(*end)) for start, end in path.lines)
        for path in paths
    )


def _is_even(start: tuple[float, float], end: tuple[float, float]) -> bool:
    return min(abs(start[0] - end[0]), abs(start[1] - end[1])) <= _EVEN


def is_pale(colour: Element) -> bool:
    """Whether a colour is lost on white paper."""
    parts = [read_number(part, 0.0) for part in (colour.get("Value") or "").replace(",", " ").split()]
    return len(parts) in (1, 3) and min(parts) >= _PALE


def is_true(text: str | None) -> bool:
    """Whether an attribute says so."""
    return text is not None and text.strip().lower() in ("true", "1")


def drop_covered(glyphs: Sequence[Glyph], covers: Iterable[tuple[Box, int]]) -> list[Glyph]:
    """The glyphs without those over which a rectangle was painted later; each comes with the number of those before.

    Of a number that is covered in part only, the signs below are not known, unless others were printed in their place.
    """
    strips: dict[int, list[tuple[int, Glyph]]] = {}
    for index, glyph in enumerate(glyphs):
        strips.setdefault(int((glyph.top + glyph.bottom) / 2 // _STRIP), []).append((index, glyph))
    hidden: set[int] = set()
    half: set[int] = set()
    for box, count in covers:
        for strip in range(int(box.top // _STRIP), int(box.bottom // _STRIP) + 1) if count else ():
            for index, glyph in strips.get(strip, ()):
                if index < count and _is_in(glyph, box):
                    hidden.add(index)
                elif index < count and _is_partly_in(glyph, box):
                    half.add(index)
    if not hidden and not half:
        return list(glyphs)
    unread = {index for index in half - hidden if _is_figure(glyphs[index])}
    unread |= {
        index for index in hidden if _is_cut_off(glyphs, index, hidden) and not _is_replaced(glyphs, index, strips)
    }
    shown = [(index, glyph) for index, glyph in enumerate(glyphs) if index in unread or index not in hidden]
    return [glyph._replace(text=UNREAD) if index in unread else glyph for index, glyph in shown]


def _is_figure(glyph: Glyph) -> bool:
    return glyph.text in NUMERIC


def _is_cut_off(glyphs: Sequence[Glyph], index: int, hidden: set[int]) -> bool:
    """Whether a sign stands in a number of which other signs can be seen."""
    return any(_is_seen_beyond(glyphs, index, step, hidden) for step in (-1, 1))


def _is_seen_beyond(glyphs: Sequence[Glyph], index: int, step: int, hidden: set[int]) -> bool:
    """Whether some sign of the number that goes on from a sign to one side can be seen."""
    while True:
        other = index + step
        if not 0 <= other < len(glyphs) or not _goes_on(glyphs[min(index, other)], glyphs[max(index, other)]):
            return False
        if other not in hidden:
            return True
        index = other


def _goes_on(one: Glyph, other: Glyph) -> bool:
    """Whether two signs stand side by side in a number."""
    is_level = one.top == other.top and one.bottom == other.bottom
    return _is_figure(one) and _is_figure(other) and is_level and abs(other.left - one.right) <= _SLACK


def _is_replaced(glyphs: Sequence[Glyph], index: int, strips: Mapping[int, list[tuple[int, Glyph]]]) -> bool:
    """Whether another sign was printed later in the place of one."""
    old = glyphs[index]
    x, y = (old.left + old.right) / 2, (old.top + old.bottom) / 2
    near = (pair for strip in (-1, 0, 1) for pair in strips.get(int(y // _STRIP) + strip, ()))
    return any(number > index and new.left <= x <= new.right and new.top <= y <= new.bottom for number, new in near)


def _is_partly_in(glyph: Glyph, box: Box) -> bool:
    """Whether a rectangle lies over a part of a sign across, and over its middle."""
    across = min(glyph.right, box.right) - max(glyph.left, box.left)
    is_level = box.top < (glyph.top + glyph.bottom) / 2 < box.bottom
    return is_level and across > _PART * (glyph.right - glyph.left)


def _is_in(glyph: Glyph, box: Box) -> bool:
    return (
        box.left - _SLACK <= glyph.left
        and glyph.right <= box.right + _SLACK
        and box.top - _SLACK <= glyph.top
        and glyph.bottom <= box.bottom + _SLACK
    )
