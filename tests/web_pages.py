"""Web pages made for the tests, read, and their text as plain rows."""

from extractors.formats.html.reader import read_html
from extractors.model.document import Table
from extractors.model.source import SourceDocument

PROSE = "2031年，本机关主动公开信息12条，其中规范性文件3件，政务动态9条，群众满意度进一步提高。"
LONG = f"<p>{PROSE}</p>" * 3
FORM = (
    "<table><tr><td colspan='4'>第二十条第（一）项</td></tr>"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>"
    "<tr><td>行政规范性文件</td><td>1</td><td></td><td>3</td></tr></table>"
)


def read(page: str, encoding: str = "utf-8"):
    return read_html(SourceDocument(page.encode(encoding), "page.html"))


def prose(document):
    return [block.text for block in document.blocks if not isinstance(block, Table)]


def grid(document, number=0):
    return [[cell.text for cell in row] for row in list(document.tables())[number].rows]


def codes(document):
    return [problem.code for problem in document.problems]


def cells_of(cell: str) -> list[str]:
    """The lines of one cell that stands in a table big enough to be data."""
    filler = "<tr><td>规章</td><td>0</td></tr>" * 3
    return grid(read(f"<table><tr><td>项</td>{cell}</tr>{filler}</table>"))[0][1].split("\n")
