"""What was filled in on a PDF page: answers in the fields of a form, and notes typed over the page.

They lie beside the page and not on it, though whoever looks at it sees no difference.
"""

from ctypes import c_ushort
from typing import Any

import pypdfium2.raw as pdfium

_TYPED = frozenset({"Tx", "Ch"})
"""Fields with an answer in words. A signature is a picture that may lie over the text, and says nothing."""
_FIELD_SIGNS = 8


def show_answers(document: Any, page: Any, index: int) -> Any:
    """The page with its answers on it; ``page`` itself, where it has none, and else closed. The file stays as it is."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return page
    others = [place for place in range(count) if not _is_answer(page, place)]
    if len(others) == count:
        return page
    for place in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, place)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    shown = pdfium.FPDF_LoadPage(document, index)
    if not shown:
        return page
    pdfium.FPDF_ClosePage(page)
    return shown


def _is_answer(page: Any, place: int) -> bool:
    note = pdfium.FPDFPage_GetAnnot(page, place)
    if not note:
        return False
    try:
        subtype = pdfium.FPDFAnnot_GetSubtype(note)
        if subtype == pdfium.FPDF_ANNOT_FREETEXT:
            return True
        return subtype == pdfium.FPDF_ANNOT_WIDGET and _read_type(note) in _TYPED
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _read_type(note: Any) -> str:
    """The type of a form's field; empty where a field above it tells."""
    signs = (c_ushort * _FIELD_SIGNS)()
    length = pdfium.FPDFAnnot_GetStringValue(note, b"FT", signs, 2 * _FIELD_SIGNS)
    return "".join(map(chr, signs[: max(length // 2 - 1, 0)]))
