"""What a page says: headings, paragraphs and tables in reading order, each with its place.

Every reader gives this one model, whatever the format, and nothing after the reader looks at the file again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from extractors.model.frozen import hasten

Layout = Literal["grid", "lines", "aligned"]
"""How far the columns of a table can be trusted.

``grid``: spans or ruling lines were read, so a column index means the same in every row.
``lines``: separators only (tabs, Markdown); rows may be shifted against each other.
``aligned``: no lines at all, columns inferred from where the text stands on the page.
"""


@hasten
@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points (1/72 inch) from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@hasten
@dataclass(frozen=True, slots=True)
class Origin:
    """Where a piece of text stands. Made by the reader that saw it; everybody else copies it."""

    page: int | None = None
    """Counted from 1; None for formats without pages."""
    box: Box | None = None
    block: int | None = None
    """Index of the block in ``Document.blocks`` (prose), from 0."""
    table: int | None = None
    """Number of the table, from 1: on its page where there are pages, else in the document."""
    row: int | None = None
    column: int | None = None
    start: int | None = None
    """Character span inside the block's text (prose)."""
    end: int | None = None

    @property
    def locator(self) -> str:
        """Short readable address: ``p2.t2.r4c3`` for a cell, ``b12:31-36`` for prose; rows and columns from 1."""
        page = "" if self.page is None else f"p{self.page}."
        if self.table is not None:
            cell = "" if self.row is None else f".r{self.row + 1}c{(self.column or 0) + 1}"
            return f"{page}t{self.table}{cell}"
        span = "" if self.start is None else f":{self.start}-{self.end}"
        return f"{page}b{0 if self.block is None else self.block + 1}{span}"


@lru_cache(1024)
def place_block(number: int) -> Origin:
    """The origin of a whole block by its index in the document; one record serves all documents."""
    return Origin(block=number)


@hasten
@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a filled grid."""

    text: str
    """As printed; line breaks inside the cell are kept as newlines."""
    row: int
    column: int
    origin: Origin
    rowspan: int = 1
    colspan: int = 1
    is_repeat: bool = False
    """True on the copies that fill the rest of a merged cell; the copy has the text and origin of the first."""
    doubt: str = ""
    """Why the reader is not sure of the text: "", "row_cut", "ocr", "overflow", "overprinted", "astride", "slipped",
    "beside", "drawn", "torn", "broken", "glued", "struck"."""
    candidates: tuple[str, ...] = ()
    """Other readings of the same ink, best first, without ``text`` itself (OCR)."""


@hasten
@dataclass(frozen=True, slots=True)
class Heading:
    """A line that titles what follows, by markup or by look."""

    text: str
    origin: Origin
    level: int | None = None


@hasten
@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of prose, without a line break that only the page width forced."""

    text: str
    origin: Origin


@hasten
@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid, merged cells filled with repeats, pieces cut by a page break joined."""

    rows: tuple[tuple[Cell, ...], ...]
    origin: Origin
    layout: Layout = "grid"

    @property
    def text(self) -> str:
        """All printed cell texts once, row by row (repeats left out)."""
        return "\n".join("\t".join(c.text for c in row if not c.is_repeat) for row in self.rows)


Block = Heading | Paragraph | Table


BESIDE = "FILE.BESIDE"
"""The code of a member of an archive that is no document by its name: it is told of, its bytes are not asked for."""


def count_signs(block: Block) -> int:
    """How many signs are printed in a block."""
    if not isinstance(block, Table):
        return len(block.text)
    return sum(len(cell.text) for row in block.rows for cell in row if not cell.is_repeat)


@hasten
@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader could not do, or did with doubt. The code is declared in the catalogue of rules."""

    code: str
    detail: str = ""
    """What exactly, in a few English words; shown after the code's own message."""
    origin: Origin | None = None


@hasten
@dataclass(frozen=True, slots=True)
class Document:
    """What a reader saw. A document that could not be read has no blocks and at least one problem."""

    sha256: str
    media_type: str
    name: str
    blocks: tuple[Block, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    """Key and value as found: ``("html:title", "…")``, ``("meta:PubDate", "…")``, ``("block:发布机构", "…")``."""
    problems: tuple[Problem, ...] = ()
    pages: int | None = None
    reader: str = ""
    """Name of the reader that made this, for instance ``pdf`` or ``pdfplumber``; ``pdf+scan`` where some pages of a PDF
    were read by their text layer and the others by character recognition."""
    recognised: frozenset[int] = frozenset()
    """Pages read by character recognition in a document whose other pages were not; empty where all were read alike."""

    def tables(self) -> Iterator[Table]:
        """The tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def text(self) -> str:
        """Headings and paragraphs, one a line, without the tables."""
        return "\n".join(block.text for block in self.blocks if not isinstance(block, Table))


class Unreadable(Exception):
    """Raised inside a reader when the bytes cannot be read; ``readers.read`` makes it a Document with a Problem."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.problem = Problem(code, detail)


@dataclass(slots=True)
class BlockList:
    """Collects blocks in reading order and gives each its index, so that no two readers count differently."""

    blocks: list[Block] = field(default_factory=list)
    tables: int = 0

    def next_table(self) -> int:
        """The number of the next table of a document without pages, from 1."""
        self.tables += 1
        return self.tables
