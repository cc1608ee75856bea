"""The displayed part of a PDF page, and the way from the page's own coordinates to those of the display."""

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

_ASKED = 48
"""Characters of a page that are asked how they are turned."""


@dataclass(frozen=True, slots=True)
class PageFrame:
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


def read_frame(page: Any) -> PageFrame:
    """The part of the page that is displayed."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return PageFrame(rect.left, rect.bottom, rect.right, rect.top, pdfium.FPDFPage_GetRotation(page) % 4)


def turn_upright(frame: PageFrame, text: Any) -> PageFrame:
    """The frame turned so that most of the page's text stands upright: a wide table may lie on its side."""
    count = pdfium.FPDFText_CountChars(text)
    some = range(0, count, max(count // _ASKED, 1))
    asked = [index for index in some if pdfium.FPDFText_IsGenerated(text, index) == 0]  # blanks it made up lie flat
    turns = Counter(round(pdfium.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4 for index in asked)
    most, share = turns.most_common(1)[0] if turns else (0, 0)
    return replace(frame, turns=-most % 4) if 2 * share > len(asked) else frame
