"""The second opinion on a PDF: pdfplumber's own characters and table finder, none of our lattice.

Only the numbers matter here: pieces of a table cut by a page break stay pieces, prose stays in lines.
"""

import io
import logging
import struct
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractors.model.document import Block, Box, Cell, Document, Origin, Paragraph, Problem, Table, Unreadable
from extractors.model.source import SourceDocument

MOST_PAGES = 120
"""This library takes some tenths of a second for each."""
MOST_CHARACTERS = 200_000
"""On one page; a page of a report has a few thousand."""
SAME_EDGE = 1.5
"""Points within which two edges of cells are one."""
SAME_LINE = 0.5
"""Share of the size of type within which two baselines are one."""
SLANT = 0.12
"""Rise of a line of text, for its length, from which it is slanted: about seven degrees."""

Chars = list[dict[str, Any]]

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what is wrong with a file is told as a Problem, once

_TRUSTED = (
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    struct.error,
    zlib.error,
)
"""What comes out of pdfplumber and the library below it when a damaged file is not what they trust it to be."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What pdfplumber says of one page."""

    number: int
    chars: Chars
    tables: list[tuple[Sequence[float], Sequence[Sequence[float]]]]
    """Box of each table and the boxes of its cells."""
    has_pictures: bool


def read_pdf_second(source: SourceDocument) -> Document:
    """The tables and lines of a PDF as pdfplumber finds them.

    Raises:
        Unreadable: FILE.ENCRYPTED, FILE.TRUNCATED or FILE.TOO_LARGE.
    """
    import pdfplumber  # a quarter of a second, and most documents need no second opinion
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psparser import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(source.data)) as pdf:
            count = len(pdf.pages)
            if count > MOST_PAGES:
                raise Unreadable("FILE.TOO_LARGE", f"{count} pages")
            pages = [_ask_page(page) for page in pdf.pages]
    except (PdfminerException, MalformedPDFException, PSException) as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise Unreadable("FILE.ENCRYPTED", "a password is needed") from error
        raise Unreadable("FILE.TRUNCATED", "no readable PDF structure") from error
    except _TRUSTED as error:
        raise Unreadable("FILE.TRUNCATED", f"pdfplumber gave up: {error}") from error
    return _make_document(source, pages)


def _ask_page(page: Any) -> _Page:
    """All that is wanted of a page, asked at once: whatever else is read stays out of the guarded part."""
    if len(page.chars) > MOST_CHARACTERS:
        raise Unreadable("FILE.TOO_LARGE", f"{len(page.chars)} characters on page {page.page_number}")
    tables = [(found.bbox, found.cells) for found in page.find_tables()]
    chars = [char for char in page.dedupe_chars().chars if not _is_slanted(char["matrix"])]
    told = _Page(page.page_number, chars, tables, bool(page.images))
    page.close()
    return told


def _is_slanted(matrix: Sequence[float]) -> bool:
    """Whether the character stands in a line aslant over the page, as the words of watermarks do."""
    along, across = abs(matrix[0]), abs(matrix[1])
    return min(along, across) > SLANT * max(along, across)


def _make_document(source: SourceDocument, pages: Sequence[_Page]) -> Document:
    blocks: list[Block] = []
    problems: list[Problem] = []
    for page in pages:
        if not page.chars and page.has_pictures:
            problems.append(Problem("PAGE.NO_TEXT", "the page is a picture", Origin(page=page.number)))
        blocks += _read_page(page, len(blocks))
    return Document(
        source.sha256, source.media_type, source.name, tuple(blocks), (), tuple(problems), len(pages), "pdfplumber"
    )


def _read_page(page: _Page, first_block: int) -> list[Block]:
    """Tables and lines of one page, top to bottom."""
    left = page.chars
    placed: list[tuple[float, Table | Chars]] = []
    for number, (box, cells) in enumerate(page.tables, 1):
        inside, left = _part_chars(left, box)
        placed.append((box[1], _make_table(cells, inside, page.number, number)))
    placed += [(line[0]["top"], line) for line in _split_lines(left)]
    blocks: list[Block] = []
    for _, item in sorted(placed, key=lambda entry: entry[0]):
        index = first_block + len(blocks)
        blocks.append(item if isinstance(item, Table) else _make_paragraph(item, page.number, index))
    return blocks


def _part_chars(chars: Chars, box: Sequence[float]) -> tuple[Chars, Chars]:
    """The characters with their middle inside the box, and the others."""
    inside: Chars = []
    outside: Chars = []
    for char in chars:
        (inside if _is_inside(char, box) else outside).append(char)
    return inside, outside


def _is_inside(char: dict[str, Any], box: Sequence[float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _make_table(boxes: Sequence[Sequence[float]], chars: Chars, page: int, number: int) -> Table:
    """The grid over all edges of the cells; what no cell covers is a blank cell of its own."""
    xs = _edges([edge for box in boxes for edge in (box[0], box[2])])
    ys = _edges([edge for box in boxes for edge in (box[1], box[3])])
    grid: list[list[Cell | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for box in boxes:
        inside, chars = _part_chars(chars, box)
        span = _edge(xs, box[0]), _edge(ys, box[1]), _edge(xs, box[2]), _edge(ys, box[3])
        _lay(grid, box, span, inside, page, number)
    origin = Origin(page=page, box=Box(xs[0], ys[0], xs[-1], ys[-1]), table=number)
    rows = tuple(
        tuple(cell or Cell("", row, column, origin) for column, cell in enumerate(cells))
        for row, cells in enumerate(grid)
    )
    return Table(rows, origin)


def _lay(
    grid: list[list[Cell | None]],
    box: Sequence[float],
    span: tuple[int, int, int, int],
    chars: Chars,
    page: int,
    number: int,
) -> None:
    """Put a cell and its repeats into the grid."""
    left, top, right, bottom = span
    text = "\n".join(_line_text(line) for line in _split_lines(chars))
    origin = Origin(page=page, box=Box(*box), table=number, row=top, column=left)
    for row in range(top, bottom):
        for column in range(left, right):
            is_repeat = (row, column) != (top, left)
            if grid[row][column] is None:
                grid[row][column] = Cell(text, row, column, origin, bottom - top, right - left, is_repeat)


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME_EDGE:
            edges.append(value)
    return edges


def _edge(edges: Sequence[float], value: float) -> int:
    index = bisect_left(edges, value)
    if index == len(edges) or (index > 0 and value - edges[index - 1] <= edges[index] - value):
        return index - 1
    return index


def _split_lines(chars: Chars) -> list[Chars]:
    """Characters by baseline, top to bottom, each line from left to right.

    By the baseline and not by the box: a decimal point of another font must not make a line of its own.
    """
    lines: list[Chars] = []
    for char in sorted(chars, key=lambda char: -char["matrix"][5]):
        if lines and lines[-1][0]["matrix"][5] - char["matrix"][5] <= SAME_LINE * char["size"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
        line.sort(key=lambda char: char["x0"])
    return [line for line in lines if any(not char["text"].isspace() for char in line)]


def _line_text(line: Chars) -> str:
    text = line[0]["text"]
    for last, char in pairwise(line):
        gap = char["x0"] - last["x1"]
        text += f" {char['text']}" if gap > SAME_LINE * char["size"] else char["text"]
    return str(text).strip()


def _make_paragraph(line: Chars, page: int, block: int) -> Paragraph:
    box = Box(line[0]["x0"], min(c["top"] for c in line), max(c["x1"] for c in line), max(c["bottom"] for c in line))
    return Paragraph(_line_text(line), Origin(page=page, box=box, block=block))
