"""Reads a spreadsheet: every sheet's filled cells as tables, text-only rows between them as prose."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from extractors.document import Block, Cell, Document, Origin, Paragraph, Table, Unreadable
from extractors.source import SourceDocument
from extractors.zipsafe import open_zip

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 5_000, 200, 50

Rows = list[list[str]]
Span = tuple[int, int, int, int]
"""First row, last row, first column, last column of a merged range, from 0."""


def read_xlsx(source: SourceDocument) -> Document:
    """The sheets of an .xlsx file. Raises Unreadable: FILE.NEEDS_EXTRA, FILE.TRUNCATED, FILE.TOO_LARGE."""
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as error:
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[doc]'") from error
    archive = open_zip(source.data)
    for name in archive.names:  # counts what they inflate to before the library does
        archive.read(name)
    try:
        book = load_workbook(io.BytesIO(source.data), data_only=True)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ) as error:
        raise Unreadable("FILE.TRUNCATED", f"not a whole workbook: {error}") from error
    sheets = []
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state == "visible":
            rows = [[_spell(v) for v in row] for row in _iterate(sheet)]
            spans = [(m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
            sheets.append((rows, spans))
    return _make_document(source, sheets, "xlsx")


def read_xls(source: SourceDocument) -> Document:
    """The sheets of an old .xls file. Raises Unreadable: FILE.NEEDS_EXTRA, FILE.TRUNCATED, FILE.ENCRYPTED."""
    try:
        import xlrd
    except ModuleNotFoundError as error:
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[doc]'") from error
    try:
        book = xlrd.open_workbook(file_contents=source.data, logfile=io.StringIO(), formatting_info=True)
    except (xlrd.XLRDError, ValueError, IndexError, KeyError, AssertionError, TypeError, OverflowError) as error:
        code = "FILE.ENCRYPTED" if "encrypted" in str(error).lower() else "FILE.TRUNCATED"
        raise Unreadable(code, str(error)) from error
    sheets = []
    for sheet in book.sheets()[:MAX_SHEETS]:
        count = min(sheet.nrows, MAX_ROWS)
        rows = [[_spell(v) for v in sheet.row_values(r)[:MAX_COLUMNS]] for r in range(count)]
        spans = [(r1, r2 - 1, c1, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells]
        sheets.append((rows, spans))
    return _make_document(source, sheets, "xls")


def _iterate(sheet: Any) -> Iterator[tuple[object, ...]]:
    last_row, last_column = min(sheet.max_row, MAX_ROWS), min(sheet.max_column, MAX_COLUMNS)
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True)
    return rows


def _spell(value: object) -> str:
    """A cell as a person sees it; a whole number has no point, a decimal no binary noise."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}" if value != int(value) else str(int(value))
    return str(value)


def _make_document(source: SourceDocument, sheets: Iterable[tuple[Rows, Sequence[Span]]], reader: str) -> Document:
    blocks: list[Block] = []
    for number, (rows, spans) in enumerate(sheets, 1):
        blocks.extend(_read_sheet(rows, spans, number, len(blocks)))
    return Document(source.sha256, source.media_type, source.name, tuple(blocks), reader=reader)


def _read_sheet(rows: Rows, spans: Sequence[Span], sheet: int, first_block: int) -> Iterator[Block]:
    """Runs of filled rows as tables, and the rows that are a line of their own as paragraphs.

    A merged line right above a table is both: it may be a chapter's title or the head of a block of the table.
    """
    filled = [sum(bool(text.strip()) for text in row) for row in rows]
    is_line = _find_lines(rows, spans, filled)
    merged = {r1 for r1, _, _, _ in spans}
    start, block, table = 0, first_block, 0
    while start < len(rows):
        if not filled[start]:
            start += 1
            continue
        is_above_table = start in merged and _goes_on(filled, start + 1)
        if is_line[start] or _is_title(filled, start):
            text = " ".join(text.strip() for text in rows[start] if text.strip())
            yield Paragraph(text, Origin(block=block, start=0, end=len(text)))
            block += 1
            if not is_above_table:
                start += 1
                continue
        stop = _find_end(filled, is_line, start)
        table += 1
        yield _make_table(rows[start:stop], [s for s in spans if start <= s[0] < stop], start, sheet, table)
        start, block = stop, block + 1


def _find_lines(rows: Rows, spans: Sequence[Span], filled: Sequence[int]) -> list[bool]:
    """Which rows are a line: one filled cell, single or merged over half the sheet, and no cell reaching in from above."""
    half = max((i + 1 for row in rows for i, text in enumerate(row) if text.strip()), default=0) / 2
    tall = {row for r1, r2, _, _ in spans if r2 > r1 for row in range(r1, r2 + 1)}
    narrow = {r1 for r1, r2, c1, c2 in spans if r1 == r2 and c2 - c1 + 1 < half}
    return [count == 1 and row not in tall and row not in narrow for row, count in enumerate(filled)]


def _is_title(filled: Sequence[int], row: int) -> bool:
    """A single cell with nothing but another such cell or blank below it."""
    return filled[row] == 1 and (row + 1 >= len(filled) or filled[row + 1] <= 1)


def _find_end(filled: Sequence[int], is_line: Sequence[bool], start: int) -> int:
    """The row after a table's last: one blank row does not end it."""
    stop = start + 1
    while stop < len(filled) and not is_line[stop] and (filled[stop] or _goes_on(filled, stop + 1)):
        stop += 1
    return stop


def _goes_on(filled: Sequence[int], row: int) -> bool:
    """Whether a table has a row here."""
    return row < len(filled) and filled[row] > 1


def _make_table(rows: Rows, spans: Sequence[Span], top: int, sheet: int, number: int) -> Table:
    width = max(max((i + 1 for i, text in enumerate(row) if text.strip()), default=0) for row in rows)
    width = max([width, *(min(c2 + 1, MAX_COLUMNS) for _, _, _, c2 in spans)])
    owner = {(r, c): (r1, c1, r2, c2) for r1, r2, c1, c2 in spans for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
    grid = tuple(
        tuple(_make_cell(rows, owner, r + top, c, top, sheet, number) for c in range(width)) for r in range(len(rows))
    )
    return Table(grid, Origin(page=sheet, table=number))


def _make_cell(
    rows: Rows,
    owner: dict[tuple[int, int], tuple[int, int, int, int]],
    row: int,
    column: int,
    top: int,
    sheet: int,
    number: int,
) -> Cell:
    first_row, first_column, last_row, last_column = owner.get((row, column), (row, column, row, column))
    source = rows[first_row - top] if 0 <= first_row - top < len(rows) else []
    text = source[first_column] if first_column < len(source) else ""
    return Cell(
        text=text,
        row=row - top,
        column=column,
        origin=Origin(page=sheet, table=number, row=first_row, column=first_column),
        rowspan=last_row - first_row + 1,
        colspan=last_column - first_column + 1,
        is_repeat=(first_row, first_column) != (row, column),
    )
