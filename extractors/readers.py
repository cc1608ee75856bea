"""The one list of formats, and the door through which every file is read.

A format's module is imported when the first file of that format comes: nobody pays for OCR to read a web page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from extractors.model.document import Document, Problem, Unreadable, count_signs
from extractors.model.source import DOCX, MHT, WORD_XML, XLS, XLSX, SourceDocument

Read = Callable[[SourceDocument], Document]

MOST_SIGNS = 1_000_000
"""Of a document; five hundred full pages have as many, and what is found in them is looked at many times."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How the files of some media types are read."""

    media_types: tuple[str, ...]
    read: Read
    read_again: Read | None = None
    """A second reader that shares as little as possible with the first."""


def _read_html(source: SourceDocument) -> Document:
    from extractors.formats.html.reader import read_html

    return read_html(source)


def _read_mht(source: SourceDocument) -> Document:
    from extractors.formats.html.mht import read_mht

    return read_mht(source)


def _read_text(source: SourceDocument) -> Document:
    from extractors.formats.text.reader import read_text

    return read_text(source)


def _read_docx(source: SourceDocument) -> Document:
    from extractors.formats.docx.reader import read_docx

    return read_docx(source)


def _read_docx_second(source: SourceDocument) -> Document:
    from extractors.formats.docx.second import read_docx_second

    return read_docx_second(source)


def _read_word_xml(source: SourceDocument) -> Document:
    from extractors.formats.docx.flat import read_word_xml

    return read_word_xml(source)


def _read_doc(source: SourceDocument) -> Document:
    from extractors.formats.doc.reader import read_doc

    return read_doc(source)


def _read_doc_second(source: SourceDocument) -> Document:
    from extractors.formats.doc.second import read_doc_second

    return read_doc_second(source)


def _read_pdf(source: SourceDocument) -> Document:
    """By the text layer; a file without a usable one is read as pictures, and pages whose layer is worthless with it.

    Pages that are mere pictures beside pages with text are left to ``pdf_mixed``: most hold a stamp or a photo.
    """
    from extractors.formats.pdf.reader import read_pdf

    document = read_pdf(source)
    codes = {problem.code for problem in document.problems}
    if document.blocks:
        return _read_mixed(source, document) if "PAGE.BAD_TEXT" in codes else document
    if not codes & {"PAGE.BAD_TEXT", "PAGE.NO_TEXT"}:
        return document
    scanned = _attempt(_read_scan, source)
    return scanned if scanned.blocks else replace(document, problems=document.problems + scanned.problems)


def _read_mixed(source: SourceDocument, document: Document) -> Document:
    from extractors.formats.pdf.mixed import read_mixed

    return read_mixed(source, document)


def _read_pdf_second(source: SourceDocument) -> Document:
    from extractors.formats.pdf.second import read_pdf_second

    return read_pdf_second(source)


def _read_xlsx(source: SourceDocument) -> Document:
    from extractors.formats.sheets.reader import read_xlsx

    return read_xlsx(source)


def _read_xls(source: SourceDocument) -> Document:
    from extractors.formats.sheets.reader import read_xls

    return read_xls(source)


def _read_ofd(source: SourceDocument) -> Document:
    from extractors.formats.ofd.reader import read_ofd

    return read_ofd(source)


def _read_scan(source: SourceDocument) -> Document:
    from extractors.formats.scan.reader import read_scan

    return read_scan(source)


def _refuse_empty(source: SourceDocument) -> Document:
    raise Unreadable("FILE.EMPTY", f"{len(source.data)} bytes, none of them a sign")


def _refuse_zip(source: SourceDocument) -> Document:
    """A package without the member that names its format: cut off, or of a kind that is not read."""
    from extractors.formats.zipsafe import open_zip

    open_zip(source.data)
    raise Unreadable("FILE.UNKNOWN_TYPE", source.media_type)


def _refuse_unknown(source: SourceDocument) -> Document:
    raise Unreadable("FILE.UNKNOWN_TYPE", source.media_type)


READERS: tuple[Reader, ...] = (
    Reader(("text/html",), _read_html),
    Reader((MHT,), _read_mht),
    Reader(("text/plain",), _read_text),
    Reader((DOCX,), _read_docx, _read_docx_second),
    Reader((WORD_XML,), _read_word_xml),
    Reader(("application/msword", "application/rtf"), _read_doc, _read_doc_second),
    Reader(("application/pdf",), _read_pdf, _read_pdf_second),
    Reader(("application/ofd",), _read_ofd),
    Reader((XLSX,), _read_xlsx),
    Reader((XLS,), _read_xls),
    Reader(("image/png", "image/jpeg", "image/tiff", "image/bmp"), _read_scan),
    Reader(("application/x-empty",), _refuse_empty),
    Reader(("application/zip",), _refuse_zip),
)
_UNKNOWN = Reader((), _refuse_unknown)
_BY_TYPE = {media_type: reader for reader in READERS for media_type in reader.media_types}


def read(source: SourceDocument) -> Document:
    """What the file says. A file that cannot be read gives a Document without blocks and with the Problem."""
    return _attempt(_find_reader(source).read, source)


def read_again(source: SourceDocument) -> Document | None:
    """A second, independent reading of the same file; None when its format has no second reader."""
    second = _find_reader(source).read_again
    return None if second is None else _attempt(second, source)


def read_ink(source: SourceDocument) -> Document:
    """What the pages of a PDF show, by character recognition, whatever their text layer says."""
    return _attempt(_read_scan, source)


def _find_reader(source: SourceDocument) -> Reader:
    return _BY_TYPE.get(source.media_type, _UNKNOWN)


def _attempt(read_with: Read, source: SourceDocument) -> Document:
    try:
        document = read_with(source)
    except Unreadable as error:
        return refuse(source, error.problem)
    if sum(map(count_signs, document.blocks)) > MOST_SIGNS:
        return refuse(source, Problem("FILE.TOO_LARGE", f"more than {MOST_SIGNS} signs of text"))
    return document


def refuse(source: SourceDocument, problem: Problem) -> Document:
    """A Document without blocks that says why the file could not be read."""
    return Document(source.sha256, source.media_type, source.name, problems=(problem,))
