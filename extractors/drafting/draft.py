"""Which table is which, the six chapters, and what may be the title: a document put in the order of the form.

The words to look for are handed in as ``Landmarks``; this module knows none itself. Tables are found by what they say,
never by where they stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.drafting.chapters import DraftSection, find_chapters
from extractors.drafting.head import Pairs, is_prose, list_days, pair_cells, pair_lines
from extractors.drafting.side_by_side import part_beside
from extractors.drafting.table_names import count_votes, name_tables
from extractors.drafting.title_lines import TitleLine, find_titles
from extractors.model.document import Block, Cell, Document, Layout, Origin, Table
from extractors.model.labels import Folding
from extractors.model.landmarks import Landmarks, TableMark

Row = tuple[Cell, ...]

_LONGEST_CAPTION = 40
_HEAD = 20
"""Lines and tables among which those above a report are."""


@dataclass(frozen=True, slots=True)
class DraftTable:
    """One piece of a standard table: consecutive rows of one physical table that belong to one logical table."""

    code: str
    rows: tuple[Row, ...]
    layout: Layout
    origin: Origin
    caption: str = ""
    """The line right above the physical table, if it is short; nothing below another table."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document whose parts have names."""

    document: Document
    titles: tuple[TitleLine, ...]
    """Best first."""
    sections: tuple[DraftSection, ...]
    """In reading order; the first may be the preamble (number 0)."""
    tables: tuple[DraftTable, ...]
    """In reading order; several pieces may have one code."""
    spare_tables: tuple[Table, ...]
    """Tables that are none of the form's."""
    head: tuple[tuple[str, str], ...] = ()
    """Keys and values in what stands above the report, as ``block:KEY``: a page's are in its metadata already."""

    def pieces(self, code: str) -> tuple[DraftTable, ...]:
        """The pieces of one standard table, in reading order."""
        return tuple(table for table in self.tables if table.code == code)


def draft_report(document: Document, landmarks: Landmarks) -> Draft:
    """The document with its tables classified, its chapters found and its possible titles listed."""
    tables, spare = classify_tables(document, landmarks)
    sections = find_chapters(document, landmarks.chapters, landmarks.folding)
    titles = find_titles(document, landmarks)
    return Draft(document, titles, sections, tables, spare, tuple(_read_head(document, tables)))


def _read_head(document: Document, form: Sequence[DraftTable]) -> Iterator[tuple[str, str]]:
    """The pairs and the days above the first sentence, no further than the first table of the form."""
    if document.reader == "html":
        return
    origins = {table.origin for table in form}
    lines: list[str] = []
    for block in document.blocks[:_HEAD]:
        if not isinstance(block, Table):
            lines.append(block.text)
            if is_prose(block.text):
                break
        elif block.origin in origins:
            break
        else:
            rows = [[cell.text for cell in row if not cell.is_repeat] for row in block.rows]
            pairs = pair_cells(rows)
            lines += [] if pairs else map(" ".join, rows)
            yield from ((f"block:{key}", value) for key, value in pairs)
    found = (*_pair_barred(lines), *pair_lines(lines), *list_days(lines))
    yield from ((f"block:{key}", value) for key, value in found)


def _pair_barred(lines: Iterable[str]) -> Pairs:
    """The pairs in lines with bars, which are no table for want of a number."""
    rows = [[text.strip() for text in line.strip(" |").split("|")] for line in lines if "|" in line]
    return pair_cells([[*row, ""] if len(row) % 2 else row for row in rows])


def classify_tables(document: Document, landmarks: Landmarks) -> tuple[tuple[DraftTable, ...], tuple[Table, ...]]:
    """The pieces of standard tables in reading order, and the tables that are none."""
    found: list[DraftTable] = []
    spare: list[Table] = []
    captioned = list(_list_captioned(document.blocks))
    names = name_tables([table for table, _ in captioned], landmarks)
    for (table, caption), codes in zip(captioned, names, strict=True):
        if not codes:
            spare.append(table)
        elif len(codes) == 1:
            found.append(DraftTable(codes[0], table.rows, table.layout, table.origin, caption))
        else:
            for part in part_beside(table, _find_spots(table, codes, landmarks)):
                found.extend(_split_by_row(part, codes, landmarks))
    return tuple(found), tuple(spare)


def _list_captioned(blocks: Iterable[Block]) -> Iterator[tuple[Table, str]]:
    """Every table with the short line right above it."""
    line = ""
    for block in blocks:
        if isinstance(block, Table):
            yield block, line
            line = ""
        else:
            line = block.text if len(block.text) <= _LONGEST_CAPTION else ""


def _find_spots(table: Table, codes: tuple[str, ...], landmarks: Landmarks) -> list[list[tuple[int, int]]]:
    """For each of these tables the rows and columns of the cells that hold one of its words."""
    keys = [
        (landmarks.folding.text_key(cell.text), row, column)
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if not cell.is_repeat
    ]
    marks = [mark for mark in landmarks.tables if mark.code in codes]
    return [[(row, column) for key, row, column in keys if any(word in key for word in mark.votes)] for mark in marks]


def _split_by_row(table: Table, codes: tuple[str, ...], landmarks: Landmarks) -> list[DraftTable]:
    marks = tuple(mark for mark in landmarks.tables if mark.code in codes)
    names = [_row_code(row, marks, landmarks.folding) for row in table.rows]
    first = next((name for name in names if name), codes[0])
    pieces: list[DraftTable] = []
    start, current = 0, first
    for i, name in enumerate([*names, ""]):
        is_end = i == len(names)
        if not is_end and (not name or name == current):
            continue
        rows = table.rows[start:i]
        rows = _trim(rows) if table.layout == "grid" else rows
        pieces.append(DraftTable(current, rows, table.layout, table.rows[start][0].origin))
        start, current = i, name
    return pieces


def _trim(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without the blank columns behind them, which another piece of the same table is wider by."""
    printed = (i for row in rows for i, cell in enumerate(row) if not cell.is_repeat and cell.text.strip())
    width = max(printed, default=-1) + 1
    return tuple(row[:width] for row in rows) if any(len(row) > width for row in rows) else rows


def _row_code(row: Row, marks: tuple[TableMark, ...], folding: Folding) -> str:
    key = folding.text_key("\n".join(cell.text for cell in row if not cell.is_repeat))
    votes = count_votes(key, marks)
    best = max(votes.values())
    winners = [code for code, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else ""
