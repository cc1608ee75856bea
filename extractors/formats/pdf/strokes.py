"""The straight strokes of a PDF page: thin paths, the strokes and thin parts of others, also inside forms."""

import ctypes
from collections.abc import Sequence
from itertools import compress, pairwise
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.calls import (
    Address,
    as_handle,
    read_bounds,
    read_inks,
    read_inner_objects,
    read_matrices,
    read_modes,
    read_types,
)
from extractors.formats.pdf.clips import find_cut, intersect, is_hidden, is_overflow
from extractors.formats.pdf.frame import PageFrame
from extractors.formats.pdf.geometry import (
    IDENTITY,
    Bounds,
    Matrix,
    bound,
    is_slanted,
    multiply,
    read_matrix,
    transform,
)
from extractors.formats.pdf.paint import Paint, Place, is_faint
from extractors.grids.ruling.drawn import TALLEST, make_drawn
from extractors.grids.ruling.marks import Mark, RuleLine
from extractors.grids.ruling.slants import Slant
from extractors.model.document import Unreadable

MOST_STEPS = 200_000
"""Path segments, and objects inside forms, that a page may have."""
DEEPEST_FORM = 8
THIN = 3.5
"""Points up to which a filled rectangle is a rule."""
BROAD, BROADEST = 6.0, 10.0
"""Points from which a stroke is so broad that rules end visibly beside its middle, and up to which it is a rule."""
EVEN = 0.3
"""Points by which the ends of a straight edge may stand aside."""
LONGEST_SLANT = 150.0
"""Points up to which a slanted stroke may cross out a number."""
MOST_CORNERS = 64
"""Segments of a path in which a curve or a slanted edge is looked for."""
INVISIBLE = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_TEXT = pdfium.FPDF_PAGEOBJ_TEXT
_IMAGE = pdfium.FPDF_PAGEOBJ_IMAGE
_DRAWN = frozenset((pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM))


class StrokeReader:
    """Collects the rules of a page from its objects and from the forms they stand in."""

    def __init__(self, frame: PageFrame, index: int) -> None:
        self.frame = frame
        self.index = index
        self.rules: list[RuleLine] = []
        self.images = 0
        self.unread: set[Address] = set()
        """Text without ink (the layer under a scan), and text that runs aslant over the page, as watermarks do."""
        self.inked: list[Mark] = []
        """Small pictures and outlines, as glyphs whose character is not known."""
        self.slants: list[Slant] = []
        """Short strokes that are neither level nor upright."""
        self.cut: dict[Address, tuple[Bounds, Bounds]] = {}
        """Text of which a clipping path cuts off a part: where it is, and what of it may be seen."""
        self.overflow: set[Address] = set()
        """Text beside what a path shows of a cell: words that have no room in it are read all the same."""
        self.paint = Paint()
        self._seen = 0
        self._modes = ctypes.c_int(), ctypes.c_int()

    def read(
        self, items: Sequence[Address], matrix: Matrix = IDENTITY, place: Place = (), window: Bounds | None = None
    ) -> None:
        """Read all objects of a page or form.

        ``matrix`` takes the form's coordinates to the page's; ``place`` is that of the form in the order of painting;
        ``window`` is what the page may show of it, where paths cut it off.
        """
        kinds = read_types(items)
        is_text = [kind == _TEXT for kind in kinds]
        texts, indexes = list(compress(items, is_text)), list(compress(range(len(items)), is_text))
        if texts:
            own = read_matrices(texts)
            self._read_texts(texts, own, matrix)
            self._note_cut(texts, matrix, window)
            self.paint.note_texts(texts, indexes, own, matrix, place)
        if _IMAGE in kinds:
            self._note_images(items, kinds, matrix, place)
        drawn = [
            (index, item, kind) for index, (item, kind) in enumerate(zip(items, kinds, strict=True)) if kind in _DRAWN
        ]
        bounds = read_bounds([item for _, item, _ in drawn])
        for (index, item, kind), corners in zip(drawn, bounds, strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._read_path(item, corners, matrix, (*place, index))
            elif len(place) < DEEPEST_FORM:
                self._read_form(item, matrix, (*place, index), window)

    def _note_images(self, items: Sequence[Address], kinds: Sequence[int], matrix: Matrix, place: Place) -> None:
        places = [index for index, kind in enumerate(kinds) if kind == _IMAGE]
        images = [items[index] for index in places]
        self.images += len(images)
        for index, image, corners in zip(places, images, read_bounds(images), strict=True):
            self._note_ink(corners, matrix)
            self.paint.note_picture(image, corners, matrix, (*place, index))

    def _note_ink(self, bounds: Bounds, matrix: Matrix) -> None:
        """Keep what may be a drawn sign or number."""
        self.inked += make_drawn(*self.frame.box(*bound(matrix, bounds)))

    def _read_texts(self, texts: Sequence[Address], matrices: list[Matrix], matrix: Matrix) -> None:
        modes = read_modes(texts)
        if not INVISIBLE.isdisjoint(modes):
            self.unread |= {item for item, mode in zip(texts, modes, strict=True) if mode in INVISIBLE}
        if matrix is IDENTITY:  # nearly all text runs along the page, which is told cheaply
            turned = [(item, own) for item, own in zip(texts, matrices, strict=True) if own[1]]
        else:
            turned = [(item, multiply(own, matrix)) for item, own in zip(texts, matrices, strict=True)]
        self.unread |= {item for item, own in turned if is_slanted(own)}

    def _note_cut(self, texts: Sequence[Address], matrix: Matrix, window: Bounds | None) -> None:
        """Keep the texts that a clipping path of their own, or of a form around them, hides or cuts off."""
        cut = {item: (bound(matrix, own), bound(matrix, shown)) for item, (own, shown) in find_cut(texts).items()}
        if window is not None:
            for item, own in zip(texts, read_bounds(texts), strict=True):
                bounds, shown = cut.get(item, (bound(matrix, own), window))
                cut[item] = bounds, intersect((shown, window))
        for item, (bounds, shown) in cut.items():
            if is_hidden(bounds, shown):
                (self.overflow if is_overflow(bounds, shown) else self.unread).add(item)
            else:
                self.cut[item] = bounds, shown

    def _read_form(self, item: Address, matrix: Matrix, place: Place, window: Bounds | None) -> None:
        self.paint.note_form(item, place)
        form = as_handle(item)
        count = pdfium.FPDFFormObj_CountObjects(form)
        self._count(count)
        windows = [bound(matrix, shown) for _, shown in find_cut([item]).values()]
        window = intersect(windows if window is None else [*windows, window]) if windows else window
        self.read(read_inner_objects(item, count), multiply(read_matrix(form), matrix), place, window)

    def _count(self, more: int) -> None:
        self._seen += more
        if self._seen > MOST_STEPS:
            raise Unreadable("FILE.TOO_LARGE", f"more than {MOST_STEPS} drawing steps on page {self.index + 1}")

    def _read_path(self, item: Address, bounds: Bounds, matrix: Matrix, place: Place) -> None:
        """A thin path is one rule whatever it is made of; of others the straight strokes and thin parts are."""
        left, bottom, right, top = bounds
        if right - left <= THIN or top - bottom <= THIN:
            self._add(matrix, *bounds)
            return
        path = as_handle(item)
        fill, stroke = self._modes
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        count = pdfium.FPDFPath_CountSegments(path)
        if fill.value and count <= 5:
            self.paint.note_area(item, bounds, matrix, place)
        if not stroke.value and count <= 5:
            return
        self._count(count)
        if not stroke.value and top - bottom <= TALLEST and is_sign(path, count):
            if not is_faint(read_inks([item])[0]):
                self._note_ink(bounds, matrix)
            return
        if stroke.value and count > 2 and top - bottom <= TALLEST and is_sign(path, count) and not _is_pale(path):
            self._note_ink(bounds, matrix)
        whole = multiply(read_matrix(path), matrix)
        half = _measure_breadth(path) / 2 if stroke.value else 0.0
        for part in read_parts(path, count):
            self._read_part(part, whole, bool(stroke.value), half)

    def _read_part(self, points: list[tuple[float, float]], matrix: Matrix, is_stroked: bool, half: float) -> None:
        """The straight strokes of a part, of a broad one both edges, or the part itself if it is a thin area."""
        if is_stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                self._add(matrix, x0, y0, x1, y1)
                if THIN < abs(y1 - y0) <= TALLEST and THIN < abs(x1 - x0) <= LONGEST_SLANT:
                    ends = transform(matrix, x0, y0), transform(matrix, x1, y1)
                    (x0, y0, _, _), (x1, y1, _, _) = (self.frame.box(x, y, x, y) for x, y in ends)
                    self.slants.append((x0, y0, x1, y1))
            for (x0, y0), (x1, y1) in pairwise(points) if half else ():
                across, along = (half, 0.0) if x0 == x1 else (0.0, half)
                self._add(matrix, x0 - across, y0 - along, x1 - across, y1 - along)
                self._add(matrix, x0 + across, y0 + along, x1 + across, y1 + along)
            return
        xs = [point[0] for point in points]
        ys = [point[1] for point in points]
        self._add(matrix, min(xs), min(ys), max(xs), max(ys))

    def _add(self, matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep the stroke between two corners if it is thin where the page shows it."""
        if matrix is not IDENTITY:
            x0, y0 = transform(matrix, x0, y0)
            x1, y1 = transform(matrix, x1, y1)
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        if x1 - x0 <= THIN or y1 - y0 <= THIN:
            self.rules.append(RuleLine(*self.frame.box(x0, y0, x1, y1)))


def _is_pale(path: Any) -> bool:
    """Whether the strokes of a path can hardly be seen."""
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    is_known = pdfium.FPDFPageObj_GetStrokeColor(path, red, green, blue, opacity)
    return bool(is_known) and is_faint((red.value, green.value, blue.value, opacity.value))


def _measure_breadth(path: Any) -> float:
    """The breadth of a broad stroke; 0 for one whose middle says enough."""
    breadth = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(path, breadth)
    return breadth.value if BROAD < breadth.value <= BROADEST else 0.0


def is_sign(path: Any, count: int) -> bool:
    """Whether a filled path has curves or slanted edges, as drawn signs have, and frames and rules do not."""
    last: tuple[float, float] | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(min(count, MOST_CORNERS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return True
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = x.value, y.value
        if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None and min(map(_differ, here, last)) > EVEN:
            return True
        last = here
    return False


def _differ(one: float, other: float) -> float:
    return abs(one - other)


def read_parts(path: Any, count: int) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path that is made of straight lines only, closed where the path closes it."""
    parts: list[list[tuple[float, float]]] = []
    curved: set[int] = set()
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curved.add(len(parts) - 1)
        parts[-1].append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return [part for number, part in enumerate(parts) if number not in curved and len(part) > 1]
