"""PDF -> Document: pdfium's glyphs and strokes, read through the lattice."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats import pdfium_fonts  # noqa: F401  (before the first PDF is opened)
from extractors.formats.collector import pause_collector
from extractors.formats.pdf.calls import BoxReader
from extractors.formats.pdf.contents import list_lost_parts
from extractors.formats.pdf.frame import read_frame, turn_upright
from extractors.formats.pdf.page import PdfPageMarks, read_page
from extractors.grids.ruling.blocks import PageBlocks, join_pages, page_blocks
from extractors.model.document import Document, Origin, Problem, Unreadable
from extractors.model.source import SourceDocument

MOST_PAGES = 500
BAD_SHARE = 0.1
"""Share of glyphs without a character from which a text layer is worthless: the digits of a table are a fifth of it."""
DOUBTFUL_SHARE = 0.02
"""The same beside a page whose layer is worthless: the font that spoils that page may stand on this one too."""
MOST_TOLD = 5
"""Lost parts of pages that are told by name."""
LAYER = b"/OCG"
"""Stands in the bytes of a file with layers, but where it packs all its objects together."""
TAIL = 4096
"""Bytes at the end of the file in which its end mark must stand; zeros and blanks that fill up a block do not count."""


@pause_collector()
def read_pdf(source: SourceDocument) -> Document:
    """The blocks of a PDF with a text layer; a page without one, or with a worthless one, becomes a Problem.

    Raises:
        Unreadable: FILE.ENCRYPTED, FILE.TRUNCATED or FILE.TOO_LARGE.
    """
    pages, problems = read_text_layer(source.data)
    blocks = join_pages(pages)
    return Document(source.sha256, source.media_type, source.name, blocks, (), problems, len(pages), "pdf")


def read_text_layer(data: bytes) -> tuple[list[PageBlocks], tuple[Problem, ...]]:
    """What the text layer says of each page, not yet joined, and what is wrong with it; raises as ``read_pdf``."""
    with open_pdf(data) as document:
        boxes, has_layers = BoxReader(), LAYER in data
        pages = [
            read_page(document, index, boxes, has_layers=has_layers)
            for index in range(pdfium.FPDF_GetPageCount(document))
        ]
    is_any_bad = any(_is_bad(marks, BAD_SHARE) for marks in pages)
    found = [_find_problem(marks, number, is_any_bad) for number, marks in enumerate(pages, start=1)]
    for marks, problem in zip(pages, found, strict=True):
        if problem is not None:
            marks.glyphs.clear()
    laid = [
        page_blocks(marks.glyphs, marks.rules, number, marks.width, marks.height, is_exact=True)
        for number, marks in enumerate(pages, start=1)
    ]
    problems = [problem for problem in found if problem is not None]
    lost = list_lost_parts(data, is_any_empty=any(not marks.glyphs and not marks.rules for marks in pages))
    if lost:
        problems.append(Problem("PAGE.DAMAGED", f"the file does not hold {', '.join(lost[:MOST_TOLD])}"))
    return laid, tuple(problems)


def _is_bad(marks: PdfPageMarks, share: float) -> bool:
    return marks.unmapped > share * len(marks.glyphs)


def _find_problem(marks: PdfPageMarks, page: int, is_any_bad: bool) -> Problem | None:
    """What is wrong with the text layer of a page; an empty page without a picture is in order."""
    if _is_bad(marks, DOUBTFUL_SHARE if is_any_bad else BAD_SHARE):
        detail = f"{marks.unmapped} of {len(marks.glyphs)} glyphs have no character"
        return Problem("PAGE.BAD_TEXT", detail, Origin(page=page))
    if not marks.glyphs and marks.images:
        return Problem("PAGE.NO_TEXT", "the page is a picture", Origin(page=page))
    return None


@contextmanager
def open_pdf(data: bytes) -> Iterator[Any]:
    """The pdfium document, closed at the end.

    Raises:
        Unreadable: FILE.ENCRYPTED, FILE.TRUNCATED or FILE.TOO_LARGE.
    """
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable("FILE.ENCRYPTED", "a password is needed")
        raise Unreadable("FILE.TRUNCATED", "no readable PDF structure")
    try:
        _check_size(document, data)
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _check_size(document: Any, data: bytes) -> None:
    # pdfium mends a file that was cut off and shows what is left, without a word.
    if not _has_end(data) and not _has_end(data.rstrip(b"\0\t\n\r ")):
        raise Unreadable("FILE.TRUNCATED", "the end of the file is missing")
    count = pdfium.FPDF_GetPageCount(document)
    if count == 0:
        raise Unreadable("FILE.TRUNCATED", "no pages")
    if count > MOST_PAGES:
        raise Unreadable("FILE.TOO_LARGE", f"{count} pages")


def _has_end(data: bytes) -> bool:
    return b"%%EOF" in data[-TAIL:] or b"startxref" in data[-TAIL:]


def render_page(data: bytes, page: int, scale: float) -> bytes:
    """PNG bytes of one page, counted from 1, turned as it was read; ``scale`` 1.0 gives 72 dots an inch.

    Raises:
        Unreadable: as ``read_pdf``; ValueError for a page that the file does not have.
    """
    import pypdfium2

    with open_pdf(data) as document:
        if not 1 <= page <= pdfium.FPDF_GetPageCount(document):
            raise ValueError(f"no page {page}")
    pdf = pypdfium2.PdfDocument(data)
    try:
        buffer = io.BytesIO()
        pdf.init_forms()
        shown = pdf[page - 1]
        shown.render(scale=scale, rotation=_find_rotation(shown.raw)).to_pil().save(buffer, "PNG")
        return buffer.getvalue()
    finally:
        pdf.close()


def _find_rotation(page: Any) -> int:
    """Degrees clockwise by which a page is turned further than the file says, so that its text stands upright."""
    frame = read_frame(page)
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return 0
    try:
        return (turn_upright(frame, text).turns - frame.turns) % 4 * 90
    finally:
        pdfium.FPDFText_ClosePage(text)
