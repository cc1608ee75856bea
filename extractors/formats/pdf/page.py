"""One page of a PDF, through pdfium: glyphs with their boxes and the straight strokes, as the page is displayed."""

from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.answers import FormAnswer, lay_answers, list_notes, list_strikes, show_answers
from extractors.formats.pdf.calls import BoxReader, hide, read_objects
from extractors.formats.pdf.clips import is_figure, list_cut_signs
from extractors.formats.pdf.frame import read_frame, turn_upright
from extractors.formats.pdf.lost import find_lost, list_texts
from extractors.formats.pdf.paint import find_unseen, list_covered_signs, list_noted_signs
from extractors.formats.pdf.retold import drop_retold, find_told
from extractors.formats.pdf.strokes import StrokeReader
from extractors.formats.pdf.text import read_marks
from extractors.grids.ruling.drawn import find_apart
from extractors.grids.ruling.marks import Mark, RuleLine
from extractors.grids.ruling.slants import strike_through
from extractors.grids.ruling.stroke_digits import part_stroked
from extractors.model.document import Unreadable

MOST_OBJECTS = 200_000
"""Glyphs and page objects a page may have; a page of a report has a few thousand."""


@dataclass(frozen=True, slots=True)
class PdfPageMarks:
    """What one page shows."""

    glyphs: list[Mark]
    rules: list[RuleLine]
    width: float
    height: float
    images: int
    unmapped: int
    """Glyphs whose character the file does not tell."""


def read_page(document: Any, index: int, boxes: BoxReader, *, has_layers: bool = False) -> PdfPageMarks:
    """The marks of the page with this index, from 0; ``boxes`` is best the same for all pages of a document.

    ``has_layers``: some of its text may stand in layers that are hidden.

    Raises:
        Unreadable: when the page cannot be loaded or is too large.
    """
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise Unreadable("FILE.TRUNCATED", f"page {index + 1} cannot be loaded")
    page, answers = show_answers(document, page, index)
    try:
        return _read_marks(page, index, boxes, answers, has_layers)
    finally:
        pdfium.FPDF_ClosePage(page)


def _read_marks(page: Any, index: int, boxes: BoxReader, answers: list[FormAnswer], has_layers: bool) -> PdfPageMarks:
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        raise Unreadable("FILE.TRUNCATED", f"the text of page {index + 1} cannot be loaded")
    try:
        frame = turn_upright(read_frame(page), text)
        strokes = StrokeReader(frame, index)
        count = pdfium.FPDFPage_CountObjects(page)
        _check_count(count, "objects", index)
        strokes.read(read_objects(page, count))
        strokes.unread |= find_unseen(page, strokes.paint, has_layers=has_layers)
        strokes.unread |= {item for item in strokes.overflow if is_figure(text, item)}
        hide(strokes.unread)
        retold = drop_retold(strokes.paint)
        if strokes.unread or retold:
            text, whole = pdfium.FPDFText_LoadPage(page), text
            pdfium.FPDFText_ClosePage(whole)
        count = pdfium.FPDFText_CountChars(text)
        _check_count(count, "characters", index)
        places = boxes.read(text, count)
        cut = list(list_cut_signs(text, places, strokes.cut)) if strokes.cut else []
        if strokes.paint.half - strokes.unread:
            cut += list_covered_signs(page, text, places, strokes.paint)
        notes = list_notes(page)
        if notes:
            cut += list_noted_signs(page, text, places, notes)
            strokes.rules += list_strikes(page, frame)
        told = find_told(text, count, retold) if retold else {}
        glyphs, unmapped, has_lies = read_marks(page, text, places, frame, cut, told)
        strokes.rules += strike_through(strokes.slants, glyphs)
        lost = find_lost(page, list_texts(strokes.paint), strokes.unread, places, frame) if has_lies else ()
        drawn = [*find_apart(strokes.inked, glyphs), *lost]
        rules, stroked = part_stroked(strokes.rules, glyphs + drawn)
        drawn += stroked
        typed = list(lay_answers(answers, glyphs, frame)) if answers else []
    finally:
        pdfium.FPDFText_ClosePage(text)
    width, height = frame.size
    return PdfPageMarks(glyphs + drawn + typed, rules, width, height, strokes.images, unmapped + len(drawn))


def _check_count(count: int, things: str, index: int) -> None:
    if count > MOST_OBJECTS:
        raise Unreadable("FILE.TOO_LARGE", f"{count} {things} on page {index + 1}")
