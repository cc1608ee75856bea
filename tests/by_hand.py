"""Documents and reports made by hand, without a file format: what a reader would have given."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from forge.facts import Facts
from forge.grid import GridTable
from forge.look import Look
from forge.page import Line, compose

from db.schema.records import Report
from extractors.drafting.draft import Draft, draft_report
from extractors.model.document import Block, Cell, Document, Heading, Layout, Origin, Paragraph, Table
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.check import check
from pipeline.normalise import normalise

LEFT, ABOVE = "<", "^"
"""Written in place of a cell's text: the cell is a copy of the one to its left, or of the one above."""

SOURCE = SourceDocument(b"made by hand", "by-hand.html")


def make_table(rows: Sequence[Sequence[str]], layout: Layout = "grid", number: int = 1) -> Table:
    """A table from its texts; ``<`` and ``^`` continue a merged cell."""
    made: list[tuple[Cell, ...]] = []
    for r, texts in enumerate(rows):
        row: list[Cell] = []
        for c, text in enumerate(texts):
            first = row[c - 1] if text == LEFT else made[r - 1][c] if text == ABOVE else None
            origin = Origin(table=number, row=r, column=c) if first is None else first.origin
            row.append(Cell(text if first is None else first.text, r, c, origin, is_repeat=first is not None))
        made.append(tuple(row))
    return Table(tuple(made), Origin(table=number), layout)


def make_document(*blocks: str | Table | Heading, metadata: tuple[tuple[str, str], ...] = ()) -> Document:
    """A document of these blocks; a string is a paragraph."""
    made: list[Block] = []
    for index, block in enumerate(blocks):
        origin = Origin(block=index)
        made.append(Paragraph(block, origin) if isinstance(block, str) else block)
    return Document(SOURCE.sha256, "text/html", SOURCE.name, tuple(made), metadata, reader="html")


def document_of(facts: Facts, look: Look | None = None, layout: Layout = "grid") -> Document:
    """The document that a perfect reader gives for a report of the forge."""
    look = look or Look()
    blocks: list[Block] = []
    tables = 0
    for index, piece in enumerate(compose(facts, look)):
        origin = Origin(block=index, start=0)
        if isinstance(piece, GridTable):
            tables += 1
            blocks.append(_table_of(piece, tables, layout))
        elif piece.kind in ("title", "heading"):
            blocks.append(Heading(piece.text, origin))
        elif piece.kind != "hidden":
            blocks.append(_paragraph(piece, origin))
    return Document(SOURCE.sha256, "text/html", SOURCE.name, tuple(blocks), reader="html")


def _paragraph(line: Line, origin: Origin) -> Paragraph:
    return Paragraph(line.text, origin)


def _table_of(grid: GridTable, number: int, layout: Layout) -> Table:
    owners = grid.owners()
    rows = []
    for r in range(grid.row_count):
        row = []
        for c in range(len(grid.weights)):
            owner = owners[r, c]
            origin = Origin(table=number, row=owner.row, column=owner.column)
            row.append(Cell(owner.text, r, c, origin, is_repeat=(owner.row, owner.column) != (r, c)))
        rows.append(tuple(row))
    return Table(tuple(rows), Origin(table=number), layout)


def edit_cells(document: Document, change: Callable[[Cell], Cell]) -> Document:
    """The document with every cell put through ``change``."""
    blocks = [
        replace(block, rows=tuple(tuple(change(cell) for cell in row) for row in block.rows))
        if isinstance(block, Table)
        else block
        for block in document.blocks
    ]
    return replace(document, blocks=tuple(blocks))


def edit_rows(document: Document, change: Callable[[list[tuple[Cell, ...]]], list[tuple[Cell, ...]]]) -> Document:
    """The document with the rows of every table put through ``change``."""
    blocks = [
        replace(block, rows=tuple(change(list(block.rows)))) if isinstance(block, Table) else block
        for block in document.blocks
    ]
    return replace(document, blocks=tuple(blocks))


def row_text(row: Sequence[Cell]) -> str:
    """What is printed in a row, once."""
    return " ".join(cell.text for cell in row if not cell.is_repeat)


def draft_of(document: Document) -> Draft:
    """The draft of a document."""
    return draft_report(document, load_catalogue().landmarks)


def report_of(document: Document, source: SourceDocument = SOURCE) -> Report:
    """The checked report of a document, read once."""
    catalogue = load_catalogue()
    return check(normalise(draft_of(document), source, catalogue), catalogue)


def unchecked_report_of(document: Document) -> Report:
    """The report of a document before its checks."""
    return normalise(draft_of(document), SOURCE, load_catalogue())


def rules_of(report: Report) -> set[str]:
    """The rules of the findings that are errors or warnings and did not pass."""
    return {f.rule for f in report.findings if f.severity != "info" and f.state in ("fail", "uncertain")}


def values_of(report: Report) -> dict[tuple[str, str], tuple[str, object]]:
    """(field, applicant) -> (state, value)."""
    return {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}
