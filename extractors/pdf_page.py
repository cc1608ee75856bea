"""One page of a PDF, through pdfium: glyphs with their boxes and the straight strokes, as the page is displayed."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from extractors.document import Unreadable
from extractors.ruling_marks import Glyph, Rule

MOST_OBJECTS = 200_000
"""Glyphs, page objects and path segments a page may have; a page of a report has a few thousand."""
DEEPEST_FORM = 8
THIN = 3.5
"""Points up to which a filled rectangle is a rule."""
HYPHENS = frozenset("\x02\ufffe")
"""What pdfium gives for a hyphen at the end of a line."""
INVISIBLE = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The displayed part of a page, in the page's own coordinates, and its rotation in quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom from the displayed top left corner; (x0, y0) is the lower left corner."""
        if self.turns == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turns == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turns == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What one page shows."""

    glyphs: list[Glyph]
    rules: list[Rule]
    width: float
    height: float
    images: int
    unmapped: int
    """Glyphs whose character the file does not tell."""


def read_page(document: Any, index: int) -> PageMarks:
    """The marks of the page with this index, from 0.

    Raises:
        Unreadable: when the page cannot be loaded or is too large.
    """
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise Unreadable("FILE.TRUNCATED", f"page {index + 1} cannot be loaded")
    try:
        return _read_marks(page, index)
    finally:
        pdfium.FPDF_ClosePage(page)


def _read_marks(page: Any, index: int) -> PageMarks:
    frame = read_frame(page)
    objects = _Objects(frame, index)
    objects.read(_page_objects(page, index), IDENTITY, 0)
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        raise Unreadable("FILE.TRUNCATED", f"the text of page {index + 1} cannot be loaded")
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > MOST_OBJECTS:
            raise Unreadable("FILE.TOO_LARGE", f"{count} characters on page {index + 1}")
        glyphs, unmapped = _read_glyphs(text, count, frame, objects.has_invisible)
    finally:
        pdfium.FPDFText_ClosePage(text)
    width, height = frame.size
    return PageMarks(glyphs, objects.rules, width, height, objects.images, unmapped)


def read_frame(page: Any) -> Frame:
    """The part of the page that is displayed."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return Frame(rect.left, rect.bottom, rect.right, rect.top, pdfium.FPDFPage_GetRotation(page) % 4)


def _read_glyphs(text: Any, count: int, frame: Frame, has_invisible: bool) -> tuple[list[Glyph], int]:
    """The visible glyphs in the order of painting, real blanks among them, and how many have no known character."""
    characters = _read_characters(text, count)
    read_box = pdfium.FPDFText_GetLooseCharBox
    rect = pdfium.FS_RECTF()
    hidden = _find_hidden(text, count) if has_invisible else frozenset()
    width, height = frame.size
    is_upright, shift, upper = frame.turns == 0, frame.left, frame.top
    glyphs: list[Glyph] = []
    unmapped = 0
    for index, character in enumerate(characters):
        read_box(text, index, rect)
        left, right = rect.left, rect.right
        if left >= right or index in hidden:
            continue  # pdfium's own blanks and line ends have no width
        if is_upright:
            left, top, right, bottom = left - shift, upper - rect.top, right - shift, upper - rect.bottom
        else:
            left, top, right, bottom = frame.box(left, rect.bottom, right, rect.top)
        if not (0 <= left + right <= 2 * width and 0 <= top + bottom <= 2 * height):
            continue
        if character in HYPHENS:
            character = "-"
        elif not character.isprintable() and not character.isspace():
            unmapped += 1
            continue
        glyphs.append(Glyph(character, left, top, right, bottom))
    return glyphs, unmapped


def _read_characters(text: Any, count: int) -> list[str]:
    """One character for each index: in one call where the text has as many, else one by one."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        string = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(string) == count:
            return list(string)
    return [chr(pdfium.FPDFText_GetUnicode(text, index)) for index in range(count)]


def _find_hidden(text: Any, count: int) -> frozenset[int]:
    """Indexes of the characters that the file prints without ink (the layer under a scan)."""
    modes: dict[int, bool] = {}
    hidden: list[int] = []
    for index in range(count):
        item = pdfium.FPDFText_GetTextObject(text, index)
        if not item:
            continue
        address = ctypes.addressof(item.contents)
        if address not in modes:
            modes[address] = pdfium.FPDFTextObj_GetTextRenderMode(item) in INVISIBLE
        if modes[address]:
            hidden.append(index)
    return frozenset(hidden)


def _page_objects(page: Any, index: int) -> Iterator[Any]:
    count = pdfium.FPDFPage_CountObjects(page)
    if count > MOST_OBJECTS:
        raise Unreadable("FILE.TOO_LARGE", f"{count} objects on page {index + 1}")
    return (pdfium.FPDFPage_GetObject(page, number) for number in range(count))


class _Objects:
    """Collects the rules of a page from its objects and from the forms they stand in."""

    def __init__(self, frame: Frame, index: int) -> None:
        self.frame = frame
        self.index = index
        self.rules: list[Rule] = []
        self.images = 0
        self.has_invisible = False
        self.seen = 0
        self.edges = tuple(ctypes.c_float() for _ in range(4))
        self.modes = ctypes.c_int(), ctypes.c_int()

    def read(self, items: Iterator[Any], matrix: Matrix, depth: int) -> None:
        """Read all objects of a page or form; ``matrix`` takes the form's coordinates to the page's."""
        read_type = pdfium.FPDFPageObj_GetType
        for item in items:
            kind = read_type(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._read_path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                if pdfium.FPDFTextObj_GetTextRenderMode(item) in INVISIBLE:
                    self.has_invisible = True
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.images += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                self._read_form(item, matrix, depth)

    def _read_form(self, form: Any, matrix: Matrix, depth: int) -> None:
        count = pdfium.FPDFFormObj_CountObjects(form)
        self._count(count)
        items = (pdfium.FPDFFormObj_GetObject(form, number) for number in range(count))
        self.read(items, multiply(read_matrix(form), matrix), depth + 1)

    def _count(self, more: int) -> None:
        self.seen += more
        if self.seen > MOST_OBJECTS:
            raise Unreadable("FILE.TOO_LARGE", f"more than {MOST_OBJECTS} drawing steps on page {self.index + 1}")

    def _read_path(self, path: Any, matrix: Matrix) -> None:
        """A thin path is one rule whatever it is made of; of others the straight strokes and thin parts are."""
        left, bottom, right, top = self.edges
        pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top)
        x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
        if x1 - x0 <= THIN or y1 - y0 <= THIN:
            self._add(matrix, x0, y0, x1, y1)
            return
        fill, stroke = self.modes
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


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point after the matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
