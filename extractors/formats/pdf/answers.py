"""What was filled in on a PDF page: answers in the fields of a form, and notes typed over the page.

They lie beside the page and not on it, though whoever looks at it sees no difference. How an answer looks should lie
beside it; where it does not, or is not that of the answer, some programs show what was typed and others do not.
"""

import math
from collections.abc import Iterator, Sequence
from ctypes import c_ushort
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.frame import PageFrame
from extractors.formats.pdf.geometry import Bounds
from extractors.grids.ruling.drawn import BROADEST, make_drawn
from extractors.grids.ruling.marks import UNREAD, Mark, RuleLine

_TYPED = frozenset({"Tx", "Ch"})
"""Fields with an answer in words. A signature is a picture that may lie over the text, and says nothing."""
DRAWN = "Drawn"
_DRAWN = frozenset({pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_INK})
"""Notes that may show a number and say no text."""
_BARE = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_TEXT})
"""Notes that hide nothing of the page."""
_UNSHOWN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
LONGEST = 200
"""Signs of an answer that are looked at; a cell holds a few."""
TYPE = 10.0
"""Points, the size in which an answer is laid out whose look is not known."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What was typed into a field or note, and where."""

    text: str
    """Empty where something was drawn, as a stamp."""
    box: tuple[float, float, float, float]
    """Left, bottom, right, top on the page."""
    is_shown: bool
    """Whether its look lies beside it."""


def show_answers(document: Any, page: Any, index: int) -> tuple[Any, list[FormAnswer]]:
    """The page with its answers on it, and the answers.

    It is ``page`` itself, where it has none, and that one is closed else. The file stays as it is.
    """
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return page, []
    kinds = [_read_kind(page, place) for place in range(count)]
    if not any(kinds):
        return page, []
    others = [place for place, kind in enumerate(kinds) if kind in ("", DRAWN)]
    answers = [answer for place, kind in enumerate(kinds) if kind and (answer := _read_answer(page, place, kind))]
    if set(kinds) <= {"", DRAWN}:
        return page, answers
    for place in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, place)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    shown = pdfium.FPDF_LoadPage(document, index)
    if not shown:
        return page, answers
    pdfium.FPDF_ClosePage(page)
    return shown, answers


def list_notes(page: Any) -> list[Bounds]:
    """Where something lies over the page that may hide what stands there: all notes but links and signs of remarks."""
    notes = (pdfium.FPDFPage_GetAnnot(page, place) for place in range(pdfium.FPDFPage_GetAnnotCount(page)))
    return [box for note in notes if note and (box := _read_cover(note)) is not None]


def _read_cover(note: Any) -> Bounds | None:
    try:
        rect = pdfium.FS_RECTF()
        is_bare = pdfium.FPDFAnnot_GetSubtype(note) in _BARE or pdfium.FPDFAnnot_GetFlags(note) & _UNSHOWN
        if is_bare or not pdfium.FPDFAnnot_GetRect(note, rect):
            return None
        bottom, top = sorted((rect.bottom, rect.top))
        return min(rect.left, rect.right), bottom, max(rect.left, rect.right), top
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def list_strikes(page: Any, frame: PageFrame) -> Iterator[RuleLine]:
    """The strokes of the notes that strike out text: a note has one for each line of it."""
    for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, place)
        if not note:
            continue
        try:
            is_hidden = pdfium.FPDFAnnot_GetFlags(note) & _UNSHOWN
            if pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_STRIKEOUT and not is_hidden:
                for left, bottom, right, top in _list_lines(note):
                    middle = (bottom + top) / 2
                    yield RuleLine(*frame.box(left, middle, right, middle))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _list_lines(note: Any) -> Iterator[Bounds]:
    """Where the lines of text are that a note marks."""
    corners = pdfium.FS_QUADPOINTSF()
    for number in range(pdfium.FPDFAnnot_CountAttachmentPoints(note)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(note, number, corners):
            xs, ys = ([getattr(corners, f"{axis}{n}") for n in range(1, 5)] for axis in "xy")
            yield min(xs), min(ys), max(xs), max(ys)


def lay_answers(answers: Sequence[FormAnswer], glyphs: Sequence[Mark], frame: PageFrame) -> Iterator[Mark]:
    """The answers that do not stand on the page as they were typed: laid out, or as a glyph that is not known."""
    for answer in answers:
        left, top, right, bottom = frame.box(*answer.box)
        inside = [g for g in glyphs if left < (g[1] + g[3]) / 2 < right and top < (g[2] + g[4]) / 2 < bottom]
        inside = [glyph for glyph in inside if not glyph[0].isspace()]
        shown = "".join(glyph[0] for glyph in inside)
        if not answer.text:
            yield from () if inside else _lay_drawn(left, top, right, bottom)
        elif not inside and not answer.is_shown:
            yield from _lay(answer.text.strip(), left, top, right, bottom)
        elif not inside:
            yield UNREAD, left, top, right, bottom
        elif _squeeze(answer.text) not in _squeeze(shown):  # what else stands there is another matter
            _, _, upper, end, lower = max(inside, key=itemgetter(3))
            yield UNREAD, end, upper, end + (lower - upper) / 2, lower


def _lay_drawn(left: float, top: float, right: float, bottom: float) -> Iterator[Mark]:
    """What is drawn in the box of a note, side by side where that is broader than a cell: its ink may lie anywhere."""
    count = math.ceil((right - left) / BROADEST)
    if count <= 1:
        yield from make_drawn(left, top, right, bottom)
        return
    width = (right - left) / count
    for start in (left + number * width for number in range(count)):
        yield from make_drawn(start + width / 4, top, start + width * 3 / 4, bottom)


def _squeeze(text: str) -> str:
    """The text as it is held against another: a field may part thousands, and break its lines anywhere."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in ",，")


def _lay(text: str, left: float, top: float, right: float, bottom: float) -> Iterator[Mark]:
    """The signs of an answer on one line in the middle of its field."""
    size = min(TYPE, bottom - top)
    width = min(size / 2, (right - left) / len(text))
    upper = (top + bottom - size) / 2
    for number, sign in enumerate(text):
        yield sign, left + number * width, upper, left + (number + 1) * width, upper + size


def _read_kind(page: Any, place: int) -> str:
    """The type of a field with an answer in words, of a note, or DRAWN; empty for others."""
    note = pdfium.FPDFPage_GetAnnot(page, place)
    if not note:
        return ""
    try:
        subtype = pdfium.FPDFAnnot_GetSubtype(note)
        if subtype == pdfium.FPDF_ANNOT_FREETEXT:
            return "FreeText"
        if subtype in _DRAWN:
            return DRAWN
        kind = _read_string(note, b"FT") if subtype == pdfium.FPDF_ANNOT_WIDGET else ""
        return kind if kind in _TYPED else ""
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _read_answer(page: Any, place: int, kind: str) -> FormAnswer | None:
    """What was typed there; None where nothing was, or nobody sees it."""
    note = pdfium.FPDFPage_GetAnnot(page, place)
    if not note:
        return None
    try:
        text = "" if kind == DRAWN else _read_string(note, b"Contents" if kind == "FreeText" else b"V")
        rect = pdfium.FS_RECTF()
        is_blank = not text.strip() and kind != DRAWN
        if is_blank or pdfium.FPDFAnnot_GetFlags(note) & _UNSHOWN or not pdfium.FPDFAnnot_GetRect(note, rect):
            return None
        look = pdfium.FPDFAnnot_GetAP(note, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
        if kind == "Ch" and look > 2:  # an item of a list may be shown by another name
            return None
        box = min(rect.left, rect.right), min(rect.bottom, rect.top), max(rect.left, rect.right)
        return FormAnswer(text, (*box, max(rect.bottom, rect.top)), look > 2)
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _read_string(note: Any, key: bytes) -> str:
    """A text beside a field or note; empty where there is none, as where a field above it tells."""
    signs = (c_ushort * (LONGEST + 1))()
    length = pdfium.FPDFAnnot_GetStringValue(note, key, signs, 2 * len(signs))
    if length > 2 * len(signs):
        return ""
    return bytes(signs)[: max(length - 2, 0)].decode("utf-16-le", "replace")
