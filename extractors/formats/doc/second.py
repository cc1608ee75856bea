"""The second, independent reading of an old Word document, for when the sums of the first do not hold.

LibreOffice when it is installed, else the library office-oxide. Each is somebody else's understanding of the format:
what they and ``doc`` agree on stands in the file.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from extractors.formats.doc.office import convert_by_office, find_office
from extractors.formats.docx.reader import read_docx
from extractors.grids.grid import Span, fill_rows
from extractors.model.document import BlockList, Document, Heading, Origin, Paragraph, Unreadable
from extractors.model.source import SourceDocument

_LEVELS = {f"h{level}": level for level in range(1, 7)}


def read_doc_second(source: SourceDocument) -> Document:
    """The document as another program understands it; ``reader`` says which: ``libreoffice`` or ``office-oxide``.

    With office-oxide the tables have layout ``lines``: it splits a table at each change of the columns, so that only
    the order of the cells in a row can be trusted.

    Raises:
        Unreadable: FILE.NEEDS_EXTRA when neither is there; FILE.TRUNCATED when they cannot read the file.
    """
    office = find_office()
    converted = None if office is None else convert_by_office(office, source.data)
    if converted is None:
        return read_by_library(source)
    document = read_docx(SourceDocument(converted, source.name))
    return replace(document, sha256=source.sha256, media_type=source.media_type, reader="libreoffice")


def read_by_library(source: SourceDocument) -> Document:
    """The document as office-oxide reads it.

    Raises:
        Unreadable: FILE.NEEDS_EXTRA when it is not installed, FILE.TRUNCATED when it gives up.
    """
    page = _render_html(source.data)
    # Bytes 1 to 8 and the like survive in its output and would end the parse.
    clean = "".join(sign for sign in page if sign >= " " or sign in "\t\n")
    root = etree.fromstring(f"<html><body>{clean}</body></html>".encode(), etree.HTMLParser(encoding="utf-8"))
    blocks = BlockList()
    for group in _group_elements(root.iterfind("body/*")):
        _add_group(blocks, group)
    return Document(source.sha256, source.media_type, source.name, tuple(blocks.blocks), reader="office-oxide")


def _render_html(data: bytes) -> str:
    try:
        from office_oxide import Document as OxideDocument
        from office_oxide import OfficeOxideError
    except ImportError as error:
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[doc]'") from error
    try:
        return str(OxideDocument.from_bytes(data, "doc").to_html())
    except OfficeOxideError as error:
        raise Unreadable("FILE.TRUNCATED", f"office-oxide: {error}") from error
    except BaseException as error:
        # A panic in Rust arrives as an exception outside the usual family, and under no name one could import.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("FILE.TRUNCATED", f"office-oxide gave up: {error}") from error


def _group_elements(elements: Iterator[etree._Element]) -> Iterator[list[etree._Element]]:
    """Single elements, and the tables that stand next to one another together: they are pieces of one table."""
    tables: list[etree._Element] = []
    for element in elements:
        if element.tag == "table":
            tables.append(element)
            continue
        if tables:
            yield tables
            tables = []
        yield [element]
    if tables:
        yield tables


def _add_group(blocks: BlockList, group: list[etree._Element]) -> None:
    if group[0].tag == "table":
        rows = [[Span(_read_cell(cell)) for cell in row.iterfind("td")] for table in group for row in table.iter("tr")]
        blocks.blocks.append(fill_rows(rows, Origin(table=blocks.next_table()), "lines"))
        return
    text, origin = _read_text(group[0]), Origin(block=len(blocks.blocks))
    level = _LEVELS.get(group[0].tag)
    if text:
        blocks.blocks.append(Paragraph(text, origin) if level is None else Heading(text, origin, level))


def _read_cell(cell: etree._Element) -> str:
    parts = [_read_text(part) for part in cell] if len(cell) else [_read_text(cell)]
    return "\n".join(part for part in parts if part)


def _read_text(element: etree._Element) -> str:
    return "".join(str(run) for run in element.itertext()).strip()
