"""PDFs of which some pages have a usable text layer and others are pictures: each read its own way, then joined.

Every document is asked for such pages, whatever its format: what reads a PDF is imported when there are some.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.model.document import Document, Problem, Unreadable
from extractors.model.source import SourceDocument

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 30
"""Pages that are recognised in one document; that takes seconds a page, and a report has a dozen."""

LARGE = 0.05
"""Share of a page that a picture of the smallest table covers: a head and one row, as wide as the lines of text."""
FORMS = 5
"""How deep forms within forms are looked into for pictures."""

_UNUSABLE = ("PAGE.NO_TEXT", "PAGE.BAD_TEXT")


def has_unread_pages(document: Document) -> bool:
    """Whether pages of a PDF read by its text layer have none that can be used, and recognition was not tried."""
    was_tried = any(problem.code in ("PAGE.NEEDS_EXTRA", "PAGE.SKIPPED") for problem in document.problems)
    return document.reader == "pdf" and not was_tried and bool(_list_unusable(document))


def read_mixed(source: SourceDocument, document: Document) -> Document:
    """The document with the pages recognised that have no usable text layer, all pages in their order.

    The problem of a page goes when print was found on it, and the page is one of ``recognised``; a page without print
    keeps its problem. Where nothing can be recognised the document comes back with PAGE.NEEDS_EXTRA (the optional
    packages are not there) or PAGE.SKIPPED.
    """
    from extractors.formats.pdf.reader import read_text_layer
    from extractors.formats.scan.reader import recognise_pages

    unusable = _list_unusable(document)
    try:
        pages, _ = read_text_layer(source.data)
        read = recognise_pages(source.data, frozenset(unusable[:MOST_PAGES]), pages)
    except Unreadable as error:
        return replace(document, problems=(*document.problems, tell_of_pages(error.problem)))
    kept = [one for one in document.problems if one.origin is None or one.origin.page not in read.printed]
    if len(unusable) > MOST_PAGES:
        kept.append(Problem("PAGE.SKIPPED", f"{len(unusable)} pages to recognise, {MOST_PAGES} allowed"))
    if not read.printed:
        return replace(document, problems=tuple(kept))
    return replace(document, blocks=read.blocks, problems=tuple(kept), reader="pdf+scan", recognised=read.printed)


def _list_unusable(document: Document) -> list[int]:
    """Numbers of the pages without a usable text layer."""
    found = [one.origin.page for one in document.problems if one.code in _UNUSABLE and one.origin is not None]
    return [page for page in found if page is not None]


def list_pictured(data: bytes) -> list[int]:
    """Numbers of the pages of a PDF on which a picture is large enough for a table, most of such beside text.

    Raises:
        Unreadable: as ``read_pdf``.
    """
    import pypdfium2

    from extractors.formats.pdf.reader import open_pdf

    with open_pdf(data):  # refuses what the reader refuses
        pdf = pypdfium2.PdfDocument(data)
    try:
        return [number for number, page in enumerate(pdf, start=1) if _has_large_picture(page)]
    finally:
        pdf.close()


def _has_large_picture(page: "pypdfium2.PdfPage") -> bool:
    """Whether a picture covers as much of the page as a table does; a seal, a code or a badge does not."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=FORMS):
        left, bottom, right, top = one.get_bounds()
        if min(right - left, width) * min(top - bottom, height) >= LARGE * width * height and right - left > width / 2:
            return True
    return False


def tell_of_pages(problem: Problem) -> Problem:
    """The problem as one of some pages: the others were read."""
    code = "PAGE.NEEDS_EXTRA" if problem.code == "FILE.NEEDS_EXTRA" else "PAGE.SKIPPED"
    return Problem(code, problem.detail)
