"""What an OFD page paints: glyphs, ruling lines and pictures, in points from the top left corner."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.formats.ofd.areas import find_area, is_pale, is_true
from extractors.formats.ofd.clips import drop_clipped
from extractors.formats.ofd.geometry import (
    IDENTITY,
    Matrix,
    Point,
    SubPath,
    read_deltas,
    read_matrix,
    read_number,
    read_numbers,
    read_path,
)
from extractors.formats.ofd.package import Element, child, children, local_name, text_of
from extractors.grids.ruling.marks import Glyph, RuleLine
from extractors.model.document import Box, Unreadable

POINTS = 72 / 25.4
"""In a millimetre."""

_MAX_OBJECTS = 200_000
_MAX_MARKS = 500_000
_MAX_CODE = 100_000
"""Characters of one TextCode."""
_MAX_PATH = 2_000_000
"""Characters of one path."""
_MAX_DEPTH = 24
_ASCENT, _DESCENT = 0.86, 0.14
"""Of the type size, above and below the base line; Chinese faces fill their square."""
_THIN = 1.2
"""Millimetres: a filled rectangle no wider is a line, a wider one is shade."""
_SLANT = 0.02
"""A line may climb that share of its length and still count as level (or upright)."""
_NOISE = 0.05
_KERNED = 0.6
"""Of the type size: a gap up to this inside one TextCode is only the spacing of its letters."""
_WIDE = frozenset("WFA")
_FAINT = 12.0
"""Opacity, of 255, up to which nothing is seen."""


@dataclass(slots=True)
class OfdPageMarks:
    """Everything painted on one page."""

    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[RuleLine] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    outlines: list[Box] = field(default_factory=list)
    """Filled paths with curves or slanted edges, as drawn signs have."""
    covers: list[tuple[Box, int]] = field(default_factory=list)
    """Filled rectangles of full ink, each with the number of glyphs that were painted before it."""


@dataclass(slots=True)
class Painter:
    """Walks the objects of a page, resolves their transforms and notes what they leave on the paper."""

    resources: Mapping[str, Element]
    """Vector graphics and drawing parameters, by ID."""
    marks: OfdPageMarks = field(default_factory=OfdPageMarks)
    _objects: int = 0
    _grounds: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Filled areas and pictures painted so far, in millimetres: on them pale text may be seen."""

    def paint(self, container: Element | None, outer: Matrix = IDENTITY, depth: int = 0) -> None:
        """Paints the objects of a content, layer or block, in their order.

        Raises:
            Unreadable: FILE.TOO_LARGE when objects multiply beyond all measure.
        """
        for element in container if container is not None and depth <= _MAX_DEPTH else ():
            self._objects += 1
            if self._objects > _MAX_OBJECTS or len(self.marks.glyphs) + len(self.marks.rules) > _MAX_MARKS:
                raise Unreadable("FILE.TOO_LARGE", f"more than {_MAX_OBJECTS} objects on a page")
            if not is_invisible(element):
                self._paint_one(element, outer, depth)

    def paint_look(self, look: Element, outer: Matrix) -> None:
        """Paints what an annotation shows, which hides nothing beyond its Boundary."""
        left, top, width, height = read_numbers(look.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
        known = len(self.marks.covers)
        self.paint(look, outer.after(Matrix(e=left, f=top)))
        if width > 0 and height > 0:
            room = Box(*(edge * POINTS for edge in outer.bound(left, top, left + width, top + height)))
            self.marks.covers[known:] = [(_clip(box, room), count) for box, count in self.marks.covers[known:]]

    def _paint_one(self, element: Element, outer: Matrix, depth: int) -> None:
        kind = local_name(element)
        if kind in ("Layer", "PageBlock", "Content"):
            self.paint(element, outer, depth + 1)
        elif kind == "TextObject":
            matrix = outer.after(_own_matrix(element))
            # The words of a watermark stand in no line and no cell.
            if not matrix.is_slanted and not self._is_unseen(element, outer):
                self.marks.glyphs.extend(_show_text(element, outer, matrix))
        elif kind == "PathObject":
            own, paths = outer.after(_own_matrix(element)), _read_paths(element)
            if is_true(element.get("Fill")):
                self._grounds += _bound_all(element, outer)
                self._note_area(element, own, paths)
            self.marks.rules.extend(_place_path(element, own, paths))
        elif kind == "ImageObject":
            self._note_picture(element, outer)
        elif kind == "CompositeObject":
            graphic = self.resources.get(element.get("ResourceID") or "")
            self.paint(child(graphic, "Content"), outer.after(_own_matrix(element)), depth + 1)

    def _note_area(self, element: Element, matrix: Matrix, paths: Sequence[SubPath]) -> None:
        found = find_area(element, matrix, paths)
        if found is None:
            return
        box, is_rectangle = Box(*(edge * POINTS for edge in found.edges)), found.is_rectangle
        if not is_rectangle and not found.is_pale:
            self.marks.outlines.append(box)
        elif is_rectangle and found.is_full:
            self.marks.covers.append((box, len(self.marks.glyphs)))

    def _note_picture(self, element: Element, outer: Matrix) -> None:
        for edges in _bound_all(element, outer):
            self._grounds.append(edges)
            self.marks.pictures.append(Box(*(edge * POINTS for edge in edges)))

    def _find_colour(self, element: Element) -> Element | None:
        """The colour with which an object is filled: its own, or that of its drawing parameters."""
        found, source, depth = child(element, "FillColor"), element.get("DrawParam"), 0
        while found is None and source and depth <= _MAX_DEPTH:
            parameters, depth = self.resources.get(source), depth + 1
            found = child(parameters, "FillColor")
            source = None if parameters is None else parameters.get("Relative")
        return found

    def _is_unseen(self, element: Element, outer: Matrix) -> bool:
        """Whether a text is painted without ink, or in white on the bare paper."""
        colour = self._find_colour(element)
        if is_true(element.get("Stroke")):
            return False
        if (element.get("Fill") or "true").strip().lower() in ("false", "0"):
            return True
        if colour is None:
            return False
        if read_number(colour.get("Alpha"), 255.0) <= _FAINT:
            return True
        if not is_pale(colour):
            return False
        own = _bound_all(element, outer)
        return not any(_overlap(box, ground) for box in own for ground in self._grounds)


def _clip(box: Box, room: Box) -> Box:
    return Box(
        max(box.left, room.left), max(box.top, room.top), min(box.right, room.right), min(box.bottom, room.bottom)
    )


def _bound_all(element: Element, outer: Matrix) -> list[tuple[float, float, float, float]]:
    """The room of an object by its Boundary, or nothing where it has none."""
    boundary = read_numbers(element.get("Boundary"), 4)
    if boundary is None:
        return []
    left, top, width, height = boundary
    return [outer.bound(left, top, left + width, top + height)]


def _overlap(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def is_invisible(element: Element) -> bool:
    """Whether an object says that it is not to be seen."""
    visible, alpha = element.get("Visible"), element.get("Alpha")
    is_hidden = visible is not None and visible.strip().lower() in ("false", "0")
    return is_hidden or (alpha is not None and read_number(alpha, 255.0) <= 0)


def _own_matrix(element: Element) -> Matrix:
    """From the object's own space to the space around it: its CTM, then the corner of its Boundary."""
    boundary = read_numbers(element.get("Boundary"), 4)
    own = read_matrix(element.get("CTM"))
    return own if boundary is None else own.move(boundary[0], boundary[1])


def _show_text(element: Element, outer: Matrix, matrix: Matrix) -> Iterable[Glyph]:
    """The characters of a TextObject that its clip, where it has one, does not hide."""
    clips = child(element, "Clips") if len(element) > 1 else None
    if clips is None:
        return _place_text(element, matrix)
    boundary = read_numbers(element.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    spaces = matrix, outer.after(Matrix(e=boundary[0], f=boundary[1])), outer, IDENTITY
    return drop_clipped(list(_place_text(element, matrix)), clips, spaces, POINTS)


def _place_text(element: Element, matrix: Matrix) -> Iterator[Glyph]:
    """The characters of a TextObject. A CGTransform only chooses shapes; what is said stays in the TextCode."""
    size = read_number(element.get("Size"), 0.0)
    stretch = read_number(element.get("HScale"), 1.0)
    direction = int(read_number(element.get("ReadDirection"), 0.0)) % 360
    x, y = 0.0, 0.0
    for code in children(element, "TextCode"):
        x, y = read_number(code.get("X"), x), read_number(code.get("Y"), y)
        text = "".join(sign for sign in code.text or "" if sign not in "\r\n\t")
        if len(text) > _MAX_CODE:
            raise Unreadable("FILE.TOO_LARGE", f"more than {_MAX_CODE} signs in one piece of text")
        room = _room(element, x)
        widths = [size * stretch * (1.0 if unicodedata.east_asian_width(sign) in _WIDE else 0.5) for sign in text]
        widths = _fit(widths, room) if direction == 0 else widths
        places = _place_signs(code, text, x, y, widths, direction)
        for sign, width, (left, base), step in zip(text, widths, places, _steps(places), strict=True):
            right = left + (step if 0 < step <= width + _KERNED * size * stretch else width)
            edges = matrix.bound(left, base - _ASCENT * size, right, base + _DESCENT * size)
            yield Glyph(sign, *(edge * POINTS for edge in edges))


def _room(element: Element, x: float) -> float:
    """Width that the Boundary leaves from ``x`` on, in the object's own space; 0 when it says nothing."""
    boundary = read_numbers(element.get("Boundary"), 4)
    scale = abs(read_matrix(element.get("CTM")).a)
    return 0.0 if boundary is None or scale == 0 else boundary[2] / scale - x


def _fit(widths: list[float], room: float) -> list[float]:
    """Guessed widths, narrowed when the whole would leave its Boundary."""
    total = sum(widths)
    return widths if room <= 0 or total <= room else [width * room / total for width in widths]


def _place_signs(code: Element, text: str, x: float, y: float, widths: list[float], direction: int) -> list[Point]:
    """Left end of the base line of each sign."""
    gaps = max(len(text) - 1, 0)
    across, down = (read_deltas(code.get(name), gaps) for name in ("DeltaX", "DeltaY"))
    if not across and not down:
        turned = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}.get(direction, (1, 0))
        across, down = [w * turned[0] for w in widths[:gaps]], [w * turned[1] for w in widths[:gaps]]
    places = [(x, y)] if text else []
    for index in range(gaps):
        x += across[index] if across else 0.0
        y += down[index] if down else 0.0
        places.append((x, y))
    return places


def _steps(places: list[Point]) -> list[float]:
    """How far the next sign on the same line is; 0 for the last and for signs below one another."""
    return [after[0] - before[0] if after[1] == before[1] else 0.0 for before, after in pairwise(places)] + [0.0]


def _read_paths(element: Element) -> list[SubPath]:
    data = text_of(child(element, "AbbreviatedData"))
    if len(data) > _MAX_PATH:
        raise Unreadable("FILE.TOO_LARGE", "a path beyond all measure")
    return list(read_path(data))


def _place_path(element: Element, matrix: Matrix, paths: Sequence[SubPath]) -> Iterator[RuleLine]:
    """The ruling lines of a PathObject: straight strokes, and filled rectangles thin enough to be strokes."""
    is_stroked = (element.get("Stroke") or "true").strip().lower() not in ("false", "0")
    is_filled = is_true(element.get("Fill"))
    for path in paths:
        if is_stroked:
            yield from _read_strokes(path, matrix)
        elif is_filled and len(path.lines) >= 3:
            yield from _read_bar(path, matrix)


def _read_strokes(path: SubPath, matrix: Matrix) -> Iterator[RuleLine]:
    for start, end in path.lines:
        (x0, y0), (x1, y1) = matrix.apply(*start), matrix.apply(*end)
        wide, high = abs(x1 - x0), abs(y1 - y0)
        if max(wide, high) < _NOISE or min(wide, high) > _SLANT * max(wide, high):
            continue
        edges = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        yield RuleLine(*(edge * POINTS for edge in edges))


def _read_bar(path: SubPath, matrix: Matrix) -> Iterator[RuleLine]:
    corners = [matrix.apply(*point) for point in path.points]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    edges = (min(xs), min(ys), max(xs), max(ys))
    if min(edges[2] - edges[0], edges[3] - edges[1]) <= _THIN < max(edges[2] - edges[0], edges[3] - edges[1]):
        yield RuleLine(*(edge * POINTS for edge in edges))
