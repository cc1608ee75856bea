"""The least that any reader built on pdfium must do with a PDF: parse it, and take every glyph and every stroke."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium


def take_over(data: bytes) -> int:
    """Open the file, load every page, and hand over text, the box of every character, every segment of every path."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    try:
        return sum(_take_page(document, index) for index in range(pdfium.FPDF_GetPageCount(document)))
    finally:
        pdfium.FPDF_CloseDocument(document)


def _take_page(document: Any, index: int) -> int:
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        return _take_text(page) + _take_paths(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _take_text(page: Any) -> int:
    text = pdfium.FPDFText_LoadPage(page)
    try:
        count: int = pdfium.FPDFText_CountChars(text)
        pdfium.FPDFText_GetText(text, 0, count, (ctypes.c_ushort * (count + 1))())
        read_box, box = pdfium.FPDFText_GetLooseCharBox, pdfium.FS_RECTF()
        for number in range(count):
            read_box(text, number, box)
    finally:
        pdfium.FPDFText_ClosePage(text)
    return count


def _take_paths(page: Any) -> int:
    read_segment, read_point = pdfium.FPDFPath_GetPathSegment, pdfium.FPDFPathSegment_GetPoint
    x, y = ctypes.c_float(), ctypes.c_float()
    taken = 0
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        count = pdfium.FPDFPath_CountSegments(item)
        for segment in range(count):
            read_point(read_segment(item, segment), x, y)
        taken += count
    return taken
