"""Word files made of a few words of markup, read for the tests, and their text as plain rows."""

import io
import zipfile

from extractors.formats.docx.reader import read_docx
from extractors.grids.grid import is_printed
from extractors.model.document import Table
from extractors.model.source import SourceDocument

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    'xmlns:w="{main}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def wrap(tag: str, inner: str, main: str = MAIN) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {NAMESPACES.format(main=main)}>{inner}</w:{tag}>'.encode()


def make_docx(body: str, main: str = MAIN, **parts: bytes) -> bytes:
    """A Word file with this body; further parts of ``word/`` by name without suffix."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", wrap("document", f"<w:body>{body}</w:body>", main))
        for name, data in parts.items():
            archive.writestr(name if "/" in name else f"word/{name}.xml", data)
    return target.getvalue()


def read(body: str, main: str = MAIN, **parts: bytes):
    return read_docx(SourceDocument(make_docx(body, main, **parts), "report.docx"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str, properties: str = "") -> str:
    content = inner if inner.startswith("<") or not inner else run(inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else cell(c) for c in cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def wide(text: str, columns: int) -> str:
    return cell(text, f'<w:gridSpan w:val="{columns}"/>')


def top(text: str) -> str:
    return cell(text, '<w:vMerge w:val="restart"/>')


BELOW = cell("", "<w:vMerge/>")


def prose(document):
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def grid(document, number=0):
    return [[cell.text for cell in row] for row in list(document.tables())[number].rows]


def look(document, number=0):
    rows = list(document.tables())[number].rows
    return ["".join("~" if c.is_repeat else "#" if is_printed(c) else "." for c in row) for row in rows]
