"""A PDF page as pdfium draws it: whether something can be seen at a place."""

import ctypes
from dataclasses import dataclass
from operator import ne
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.calls import Ink
from extractors.formats.pdf.geometry import Bounds

CONTRAST = 48
"""Steps, of 255, by which red, green or blue must differ inside the box of a text that is seen."""
SCALE = 3.0
"""Pixels to a point when a page is drawn."""
MOST_PIXELS = 20_000_000
TRIM = 0.4
"""Points at the sides of a text that may show its neighbours."""


def draw_page(page: Any, *, has_notes: bool = False) -> "Drawn | None":
    """The page as it is displayed; None where that is too large to be drawn. ``has_notes``: with what lies over it."""
    width, height = (
        round(size * SCALE) for size in (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    )
    if not 0 < width * height <= MOST_PIXELS:
        return None
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        return None
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT if has_notes else 0)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        return Drawn(page, pixels, stride, width, height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pixels of a page: blue, green, red and one unused, row by row."""

    page: Any
    pixels: bytes
    stride: int
    width: int
    height: int

    def is_blank(self, bounds: Bounds) -> bool:
        """Whether a place of the page shows one colour only."""
        shown = self.cut(bounds)
        return all(max(shown[part::4]) - min(shown[part::4]) < CONTRAST for part in range(3))

    def count_unlike(self, bounds: Bounds, ink: Ink) -> float:
        """The share of a place of the page that differs from an ink as much as text must."""
        shown = self.cut(bounds)
        red, green, blue, _ = ink
        near = zip(shown[0::4], shown[1::4], shown[2::4], strict=True)
        unlike = sum(max(abs(b - blue), abs(g - green), abs(r - red)) >= CONTRAST for b, g, r in near)
        return 4 * unlike / len(shown)

    def differ(self, bounds: Bounds, other: "Drawn") -> float:
        """The share of a place of the page that another drawing of it shows in other colours."""
        ones, others = (memoryview(drawn.cut(bounds)).cast("I") for drawn in (self, other))
        unlike: int = sum(map(ne, ones, others))
        return unlike / len(ones)

    def cut(self, bounds: Bounds) -> bytes:
        """The pixels of a place of the page."""
        left, bottom, right, top = bounds
        trim = min(TRIM, (right - left) / 4)
        (x0, y0), (x1, y1) = self._find(left + trim, top), self._find(right - trim, bottom)
        x0, x1 = sorted((min(max(x0, 0), self.width - 1), min(max(x1, 0), self.width - 1)))
        y0, y1 = sorted((min(max(y0, 0), self.height - 1), min(max(y1, 0), self.height - 1)))
        rows = [self.pixels[y * self.stride + 4 * x0 : y * self.stride + 4 * x1 + 4] for y in range(y0, y1 + 1)]
        return b"".join(rows)

    def _find(self, x: float, y: float) -> tuple[int, int]:
        """The pixel at a place of the page, whichever way it is turned."""
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self.page, 0, 0, self.width, self.height, 0, x, y, column, row)
        return column.value, row.value
