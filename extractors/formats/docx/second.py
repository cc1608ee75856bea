"""Reads a Word file once more, by python-docx: another library's idea of which cells are merged and what they say.

What is deleted, hidden or wrapped is cleared away as in ``docx``; rows, merges and texts are python-docx's own. It
knows no automatic numbers and no text boxes. It is asked when the first reading does not satisfy the sums.
"""

import io
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from extractors.formats.decode import tidy_line
from extractors.formats.docx.numbering import W
from extractors.formats.docx.reader import drop_what_is_not_printed
from extractors.formats.docx.styles import StyleSheet
from extractors.formats.docx.tables import is_layout
from extractors.formats.zipsafe import open_zip, parse_xml
from extractors.grids.grid import Span, fill_grid
from extractors.model.document import BlockList, Document, Origin, Paragraph, Unreadable
from extractors.model.source import SourceDocument, find_docx_body

_MOST_MERGED = 2_000
"""Cells of a table that go on from the row above: python-docx climbs up from each of them, cell by cell."""
_WRAPPERS = tuple(f"{W}{name}" for name in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml"))
_ABOUT_WRAPPERS = tuple(f"{W}{name}" for name in ("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"))
_BROKEN = (PythonDocxError, etree.LxmlError, KeyError, IndexError, ValueError, AttributeError)


def read_docx_second(source: SourceDocument) -> Document:
    """The paragraphs and tables as python-docx sees them.

    Raises:
        Unreadable: what ``open_zip`` raises; FILE.UNKNOWN_TYPE for a package that python-docx does not understand;
            FILE.TOO_LARGE for a table that it would take too long for.
    """
    _measure(source.data)
    blocks = BlockList()
    try:
        word = docx.Document(io.BytesIO(source.data))
        StyleSheet(lambda: word.styles.element).mark_runs(word.element.body)
        drop_what_is_not_printed(word.element.body)
        etree.strip_elements(word.element.body, *_ABOUT_WRAPPERS)
        etree.strip_tags(word.element.body, *_WRAPPERS)
        _add_blocks(blocks, word)
    except _BROKEN as error:
        raise Unreadable("FILE.UNKNOWN_TYPE", f"python-docx: {type(error).__name__}: {error}") from error
    return Document(source.sha256, source.media_type, source.name, tuple(blocks.blocks), reader="python-docx")


def _measure(data: bytes) -> None:
    """Inflates every member once within the bounds: python-docx itself has none."""
    package = open_zip(data)
    for name in sorted(package.names):
        package.read(name)
    package.inflated = 0
    parse_xml(package.read(find_docx_body(package.names) or "word/document.xml"))


def _add_blocks(blocks: BlockList, holder: WordDocument | WordCell) -> None:
    for part in holder.iter_inner_content():
        if isinstance(part, WordParagraph):
            _add_lines(blocks, part.text)
        elif is_layout(part._tbl):
            for tc in (tc for row in part._tbl.tr_lst for tc in row.tc_lst):
                _add_blocks(blocks, WordCell(tc, part))
        else:
            _add_table(blocks, part)


def _add_lines(blocks: BlockList, text: str) -> None:
    for line in filter(None, map(tidy_line, text.split("\n"))):
        blocks.blocks.append(Paragraph(line, Origin(block=len(blocks.blocks))))


def _add_table(blocks: BlockList, table: WordTable) -> None:
    merged = sum(1 for _ in table._tbl.iter(f"{W}vMerge"))
    if merged > _MOST_MERGED:
        raise Unreadable("FILE.TOO_LARGE", f"{merged} cells of one table are merged downwards")
    spans = list(_iter_spans(table))
    if spans:
        origin = Origin(table=blocks.next_table())
        blocks.blocks.append(fill_grid(spans, origin, row_count=len(table.rows)))


def _iter_spans(table: WordTable) -> Iterator[Span]:
    """One span per cell: python-docx names the same cell at every place it covers."""
    found: dict[object, Span] = {}
    for row_number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells, start=row.grid_cols_before):
            span = found.get(cell._tc)
            if span is None:
                lines = filter(None, map(tidy_line, cell.text.split("\n")))
                found[cell._tc] = Span("\n".join(lines), 1, 1, row_number, column)
            else:
                span.rowspan = row_number - span.row + 1
                span.colspan = max(span.colspan, column - span.column + 1)
    yield from found.values()
