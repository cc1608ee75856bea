"""What one would otherwise pick, each used as its documentation shows it; none of them maps a label or checks a sum."""

import io

from lxml import etree


def read_with_pdfplumber(data: bytes) -> int:
    """The tables and the text of every page; how many cells came out."""
    import pdfplumber

    cells = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            cells += sum(len(row) for table in page.extract_tables() for row in table)
            page.extract_text()
    return cells


def read_with_camelot(data: bytes) -> int:
    """The ruled tables of every page; no prose."""
    import camelot

    tables = camelot.read_pdf(io.BytesIO(data), pages="all", flavor="lattice")
    return sum(table.df.size for table in tables)


def read_with_tablers(data: bytes) -> int:
    """The tables of every page, in Rust; no prose."""
    import tablers

    cells = 0
    with tablers.Document(bytes=data) as document:
        for page in document.pages():
            cells += sum(len(table.cells) for table in tablers.find_tables(page))
    return cells


def read_with_python_docx(data: bytes) -> int:
    """The text of every paragraph and of every cell by ``row.cells``."""
    import docx

    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    return sum(len([cell.text for cell in row.cells]) for table in document.tables for row in table.rows)


def read_with_pandas(data: bytes) -> int:
    """The tables of a page as data frames; no prose."""
    import pandas

    return sum(frame.size for frame in pandas.read_html(io.BytesIO(data)))


def read_with_openpyxl(data: bytes) -> int:
    """Every value of the first sheet."""
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return sum(1 for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def read_with_office_oxide(data: bytes) -> int:
    """A binary Word file as HTML, in Rust; its length in signs."""
    from office_oxide import Document

    return len(Document.from_bytes(data, "doc").to_html())


class Markitdown:
    """Microsoft's converter of anything to Markdown, kept open between documents."""

    def __init__(self) -> None:
        from markitdown import MarkItDown

        self._converter = MarkItDown(enable_plugins=False)

    def read(self, data: bytes, suffix: str) -> int:
        """The document as Markdown; its length in signs."""
        from markitdown import StreamInfo

        info = StreamInfo(extension=f".{suffix}", charset="utf-8" if suffix == "html" else None)
        return len(self._converter.convert_stream(io.BytesIO(data), stream_info=info).text_content)


def parse_with_lxml(data: bytes) -> etree._Element:
    """The tree of a web page, and nothing read from it."""
    return etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))


def unzip_and_parse(data: bytes) -> etree._Element:
    """The tree of a Word file's text, and nothing read from it."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))
