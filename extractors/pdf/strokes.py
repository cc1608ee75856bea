"""The straight strokes of a PDF page: thin paths, the strokes and thin parts of others, also inside forms."""

import ctypes
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from extractors.document import Unreadable
from extractors.pdf.calls import (
    Address,
    as_handle,
    read_bounds,
    read_inner_objects,
    read_matrices,
    read_modes,
    read_types,
)
from extractors.pdf.frame import Frame
from extractors.pdf.text import INVISIBLE
from extractors.ruling.marks import Rule

MOST_STEPS = 200_000
"""Path segments, and objects inside forms, that a page may have."""
DEEPEST_FORM = 8
THIN = 3.5
"""Points up to which a filled rectangle is a rule."""
SLANT = 0.12
"""Rise of a line of text, for its length, from which it is slanted: about seven degrees."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Bounds = tuple[float, float, float, float]
_DRAWN = frozenset((pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM))


class StrokeReader:
    """Collects the rules of a page from its objects and from the forms they stand in."""

    def __init__(self, frame: Frame, index: int) -> None:
        self.frame = frame
        self.index = index
        self.rules: list[Rule] = []
        self.images = 0
        self.has_invisible = False
        """Whether some text is painted without ink."""
        self.slanted: set[Address] = set()
        """Text that runs neither along nor across the page, as watermarks do."""
        self._seen = 0
        self._modes = ctypes.c_int(), ctypes.c_int()

    def read(self, items: Sequence[Address], matrix: Matrix = IDENTITY, depth: int = 0) -> None:
        """Read all objects of a page or form; ``matrix`` takes the form's coordinates to the page's."""
        kinds = read_types(items)
        texts = [item for item, kind in zip(items, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_TEXT]
        self.has_invisible = self.has_invisible or not INVISIBLE.isdisjoint(read_modes(texts))
        matrices = zip(texts, read_matrices(texts), strict=True)
        self.slanted |= {item for item, own in matrices if is_slanted(multiply(own, matrix))}
        self.images += kinds.count(pdfium.FPDF_PAGEOBJ_IMAGE)
        drawn = [(item, kind) for item, kind in zip(items, kinds, strict=True) if kind in _DRAWN]
        bounds = read_bounds([item for item, _ in drawn])
        for (item, kind), corners in zip(drawn, bounds, strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._read_path(item, corners, matrix)
            elif depth < DEEPEST_FORM:
                self._read_form(item, matrix, depth)

    def _read_form(self, item: Address, matrix: Matrix, depth: int) -> None:
        form = as_handle(item)
        count = pdfium.FPDFFormObj_CountObjects(form)
        self._count(count)
        self.read(read_inner_objects(item, count), multiply(read_matrix(form), matrix), depth + 1)

    def _count(self, more: int) -> None:
        self._seen += more
        if self._seen > MOST_STEPS:
            raise Unreadable("FILE.TOO_LARGE", f"more than {MOST_STEPS} drawing steps on page {self.index + 1}")

    def _read_path(self, item: Address, bounds: Bounds, matrix: Matrix) -> None:
        """A thin path is one rule whatever it is made of; of others the straight strokes and thin parts are."""
        left, bottom, right, top = bounds
        if right - left <= THIN or top - bottom <= THIN:
            self._add(matrix, *bounds)
            return
        path = as_handle(item)
        fill, stroke = self._modes
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        count = pdfium.FPDFPath_CountSegments(path)
        if not stroke.value and count <= 5:
            return  # a shaded area
        self._count(count)
        whole = multiply(read_matrix(path), matrix)
        for part in read_parts(path, count):
            self._read_part(part, whole, bool(stroke.value))

    def _read_part(self, points: list[tuple[float, float]], matrix: Matrix, is_stroked: bool) -> None:
        if is_stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                self._add(matrix, x0, y0, x1, y1)
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
            self.rules.append(Rule(*self.frame.box(x0, y0, x1, y1)))


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


def read_matrix(item: Any) -> Matrix:
    """The matrix of a page object."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def is_slanted(matrix: Matrix) -> bool:
    """Whether the matrix turns a line of text neither by quarters nor by the few degrees of a crooked scan."""
    along, across = abs(matrix[0]), abs(matrix[1])
    return min(along, across) > SLANT * max(along, across)


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point after the matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
