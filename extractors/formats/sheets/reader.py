"""Reads a spreadsheet: every sheet's filled cells as tables, text-only rows between them as prose."""

import io
import math
import re
import struct
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from extractors.formats.sheets.looks import Looks, mark_hidden, read_old_look, settle_white, show
from extractors.formats.sheets.number_formats import show_number
from extractors.formats.sheets.rich_text import read_old_runs, read_runs, spell_runs
from extractors.formats.zipsafe import SafeZip, open_zip, parse_xml
from extractors.model.document import Block, Cell, Document, Heading, Origin, Paragraph, Table, Unreadable
from extractors.model.source import SourceDocument

MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 5_000, 200, 50
MAX_MERGED = 1_000_000
"""Cells under merged ranges, all together: a report has some hundreds."""

_USUAL_SIZE = 11.0
"""Points of text whose cell does not say its size."""
EXCEL_DIGITS = 15
"""Significant digits that a spreadsheet keeps and shows; what a binary fraction has beyond them is noise."""

_LEAST_LABELLED = 5
"""Rows with a label and a number that make a table."""

Rows = list[list[str]]
Span = tuple[int, int, int, int]
"""First row, last row, first column, last column of a merged range, from 0."""


@dataclass(slots=True)
class _Sheet:
    """What is to be seen of a sheet: hidden rows and columns are left out."""

    rows: Rows
    spans: list[Span]
    down: Sequence[int]
    """Where on the sheet each row stands, from 0."""
    across: Sequence[int]
    """The same of the columns."""
    name: str = ""


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FONTS = re.compile(rb"<(?:\w+:)?rPr[\s>]")
_BROKEN = (
    zipfile.BadZipFile,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,  # a directory that contains itself
    SyntaxError,  # broken XML
    TypeError,
    ValueError,
)
"""What the two libraries raise on damaged files."""


def read_xlsx(source: SourceDocument) -> Document:
    """The sheets of an .xlsx file.

    A formula that the file has no result of gives its own text: a cell that says nothing and is not blank.

    Raises:
        Unreadable: FILE.NEEDS_EXTRA, FILE.TRUNCATED, FILE.TOO_LARGE, FILE.UNSAFE, FILE.ENCRYPTED.
    """
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[doc]'") from error
    has_formulas, has_fonts = _examine_package(open_zip(source.data))
    try:
        books = [openpyxl.load_workbook(io.BytesIO(source.data), data_only=True, rich_text=has_fonts)]
        if has_formulas:
            books.append(openpyxl.load_workbook(io.BytesIO(source.data), rich_text=has_fonts))
        results, *formulas = [_read_visible(book) for book in books]
    except _BROKEN as error:
        raise Unreadable("FILE.TRUNCATED", f"not a whole workbook: {error}") from error
    for sheet, other in zip(results, formulas[0] if formulas else results, strict=True):
        sheet.rows = _fill_in(sheet.rows, other.rows)
    return _make_document(source, results, "xlsx")


def _examine_package(archive: SafeZip) -> tuple[bool, bool]:
    """Whether a sheet has formulas, and text in several fonts; Unreadable for a package unsafe to hand on."""
    area, has_formulas, has_fonts = 0, False, False
    for name in archive.names:  # counts what they inflate to before the library does
        data = archive.read(name)
        if not name.endswith((".xml", ".rels")):
            continue
        parse_xml(data)
        has_formulas = has_formulas or _FORMULA.search(data) is not None
        has_fonts = has_fonts or _FONTS.search(data) is not None
        for left, top, right, bottom in _MERGED.findall(data):
            area += (int(bottom) - int(top) + 1) * (_count_columns(right) - _count_columns(left) + 1)
    if area > MAX_MERGED:
        raise Unreadable("FILE.TOO_LARGE", f"{area} cells are merged")
    return has_formulas, has_fonts


def _count_columns(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _read_visible(book: Any) -> list[_Sheet]:
    sheets, looks = [], Looks()
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state == "visible":
            has_zeros = sheet.sheet_view.showZeros is not False
            rows = [[_spell_cell(cell, looks, has_zeros=has_zeros) for cell in row] for row in _iterate(sheet)]
            mark_hidden(sheet, rows)
            settle_white(rows)
            spans = [(m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
            sheets.append(replace(_show(rows, spans, *_find_hidden(sheet)), name=sheet.title))
    return sheets


def _spell_cell(cell: Any, looks: Looks, *, has_zeros: bool) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, list):  # text in several fonts
        return spell_runs(read_runs(value), cell.font.sz or _USUAL_SIZE)
    return show(_spell(value, cell.number_format), value, looks.of(cell), has_zeros=has_zeros)


def _find_hidden(sheet: Any) -> tuple[set[int], set[int]]:
    """The rows and the columns that are hidden, from 0."""
    rows = {number - 1 for number, row in sheet.row_dimensions.items() if row.hidden or row.height == 0}
    hidden = [column for column in sheet.column_dimensions.values() if column.hidden or column.width == 0]
    return rows, {number - 1 for column in hidden for number in range(column.min, min(column.max, MAX_COLUMNS) + 1)}


def _show(rows: Rows, spans: Sequence[Span], hidden_rows: Container[int], hidden_columns: Container[int]) -> _Sheet:
    """What is left to see of a sheet; the text of a merged cell is seen as long as any part of it is."""
    width = max((len(row) for row in rows), default=0)
    down = [row for row in range(len(rows)) if row not in hidden_rows]
    across = [column for column in range(width) if column not in hidden_columns]
    if len(down) == len(rows) and len(across) == width:
        return _Sheet(rows, list(spans), range(len(rows)), range(MAX_COLUMNS))
    shown = [[rows[row][column] for column in across if column < len(rows[row])] for row in down]
    left: list[Span] = []
    for r1, r2, c1, c2 in spans:
        top, bottom = bisect_left(down, r1), bisect_right(down, r2) - 1
        first, last = bisect_left(across, c1), bisect_right(across, c2) - 1
        if top <= bottom and first <= last:
            left.append((top, bottom, first, last))
            shown[top][first] = rows[r1][c1]
    return _Sheet(shown, left, down, across)


def _fill_in(results: Rows, formulas: Rows) -> Rows:
    """The rows of results, with the formula where there is none."""
    pairs = zip(results, formulas, strict=True)
    return [[text or formula for text, formula in zip(*row, strict=True)] for row in pairs]


def read_xls(source: SourceDocument) -> Document:
    """The sheets of an old .xls file. Raises Unreadable: FILE.NEEDS_EXTRA, FILE.TRUNCATED, FILE.ENCRYPTED."""
    try:
        import xlrd
        from xlrd.compdoc import CompDocError
    except ModuleNotFoundError as error:
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[doc]'") from error
    try:
        book = xlrd.open_workbook(file_contents=source.data, logfile=io.StringIO(), formatting_info=True)
        sheets = [_read_old_sheet(sheet) for sheet in book.sheets()[:MAX_SHEETS] if sheet.visibility == 0]
    except (xlrd.XLRDError, CompDocError, *_BROKEN) as error:
        code = "FILE.ENCRYPTED" if "encrypted" in str(error).lower() else "FILE.TRUNCATED"
        raise Unreadable(code, f"workbook: {error}") from error
    return _make_document(source, sheets, "xls")


def _read_old_sheet(sheet: Any) -> _Sheet:
    count = min(sheet.nrows, MAX_ROWS)
    cells, fonts = sheet.book.xf_list, sheet.book.font_list
    rows = [[_show_old(sheet, cell) for cell in sheet.row(r)[:MAX_COLUMNS]] for r in range(count)]
    settle_white(rows)
    for (r, c), starts in sheet.rich_text_runlist_map.items():
        if r < len(rows) and c < len(rows[r]):
            size = fonts[cells[sheet.cell(r, c).xf_index].font_index].height / 20
            rows[r][c] = spell_runs(read_old_runs(rows[r][c], starts, fonts), size)
    spans = [(r1, r2 - 1, c1, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells]
    hidden_rows = {number for number, row in sheet.rowinfo_map.items() if row.hidden or row.height == 0}
    hidden_columns = {number for number, column in sheet.colinfo_map.items() if column.hidden or column.width == 0}
    return replace(_show(rows, spans, hidden_rows, hidden_columns), name=sheet.name)


def _show_old(sheet: Any, cell: Any) -> str:
    """The text of a cell, for most of them without a look at its style: they are empty."""
    if cell.value == "":
        return ""
    style = sheet.book.xf_list[cell.xf_index]
    text = _spell_old(cell, sheet.book.format_map[style.format_key].format_str)
    return show(text, cell.value, read_old_look(sheet.book, style), has_zeros=bool(sheet.show_zero_values))


def _spell_old(cell: Any, pattern: str) -> str:
    """The number of an error or a truth value is no number of the report."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value)).upper()
    return _spell(cell.value, pattern if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) else "")


def _iterate(sheet: Any) -> Iterator[tuple[Any, ...]]:
    last_row, last_column = min(sheet.max_row, MAX_ROWS), min(sheet.max_column, MAX_COLUMNS)
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_row=last_row, max_col=last_column)
    return rows


def _spell(value: object, pattern: str) -> str:
    """A cell as a person sees it; a whole number has no point, a decimal no binary noise.

    A number shown in a way that is not understood gives that way too, so that nobody takes it for a plain number: in
    brackets that no remark stands in.
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        number = Decimal(value) if value == int(value) else Decimal(f"{value:.{EXCEL_DIGITS}g}").normalize()
        shown = show_number(number, pattern)
        return f"{number:f} {{{pattern}}}" if shown is None else shown or " "
    return str(value).upper() if isinstance(value, bool) else str(value)


def read_records(source: SourceDocument, records: Rows) -> Document:
    """The one sheet of a text file that has a line for each row."""
    rows = [[text.strip() for text in record[:MAX_COLUMNS]] for record in records[:MAX_ROWS]]
    return _make_document(source, [_Sheet(rows, [], range(len(rows)), range(MAX_COLUMNS))], "text")


def _make_document(source: SourceDocument, sheets: Iterable[_Sheet], reader: str) -> Document:
    blocks: list[Block] = []
    sheets = [*sheets]
    years = {match[1] for sheet in sheets if (match := _YEAR.search(sheet.name)) is not None}
    for number, sheet in enumerate(sheets, 1):
        sheet.spans = _clip(sheet.rows, sheet.spans)
        if len(years) > 1 and _YEAR.search(sheet.name) is not None:  # the name says what the sheet may not
            blocks.append(Heading(sheet.name.strip(), Origin(page=number, block=len(blocks))))
        for part in _set_aside(sheet):
            blocks.extend(_read_sheet(part, number, len(blocks)))
    if not blocks:
        raise Unreadable("FILE.EMPTY", "no sheet that is shown has anything on it")
    return Document(source.sha256, source.media_type, source.name, tuple(blocks), reader=reader)


def _set_aside(sheet: _Sheet) -> list[_Sheet]:
    """The sheet, cut at a blank column where what stands behind it is no part of the same table.

    That is sums of the writer's own, without a word, or another table with labels of its own.
    """
    rows, spans = sheet.rows, sheet.spans
    used = {c for row in rows for c, text in enumerate(row) if text.strip()}
    used |= {c for _, _, c1, c2 in spans for c in range(c1, c2 + 1)}
    gap = max((c for c in range(max(used, default=0)) if c not in used), default=0)
    if gap == 0:
        return [sheet]
    before, behind = [row[:gap] for row in rows], [[""] * len(row[: gap + 1]) + row[gap + 1 :] for row in rows]
    has_words = any(sign.isalpha() for row in behind for text in row for sign in text)
    if has_words and not (_has_own_labels(before) and _has_own_labels(behind)):
        return [sheet]
    return [
        *(_set_aside(replace(sheet, rows=before)) if has_words else [replace(sheet, rows=before)]),
        replace(sheet, rows=behind),
    ]


def _has_own_labels(rows: Rows) -> bool:
    """Whether some rows begin with a word and go on with a number."""
    filled = [[text.strip() for text in row if text.strip()] for row in rows]
    labelled = [row for row in filled if any(map(str.isalpha, row[0] if row else "")) and row[-1].isdecimal()]
    return len(labelled) >= _LEAST_LABELLED


def _clip(rows: Rows, spans: Iterable[Span]) -> list[Span]:
    """The merged ranges as far as they lie in the rows; Unreadable for more than any report has."""
    clipped = [(r1, min(r2, len(rows) - 1), c1, min(c2, MAX_COLUMNS - 1)) for r1, r2, c1, c2 in spans]
    kept = [(r1, r2, c1, c2) for r1, r2, c1, c2 in clipped if r1 <= r2 and c1 <= c2 and (r1, c1) != (r2, c2)]
    if sum((r2 - r1 + 1) * (c2 - c1 + 1) for r1, r2, c1, c2 in kept) > MAX_MERGED:
        raise Unreadable("FILE.TOO_LARGE", "too many merged cells")
    return kept


def _read_sheet(sheet: _Sheet, number: int, first_block: int) -> Iterator[Block]:
    """Runs of filled rows as tables, and the rows that are a line of their own as paragraphs.

    A line that a table may own is in both: a merged one right above it, and all that stand between two rows of tables.
    They may be a chapter's title, the head of a block of the table, or a row whose values were left blank.
    """
    rows, spans = sheet.rows, sheet.spans
    filled = [sum(bool(text.strip()) for text in row) for row in rows]
    is_line = _find_lines(rows, spans, filled)
    start, block, table = 0, first_block, 0
    while start < len(rows):
        if not filled[start]:
            start += 1
            continue
        after = next((row for row in range(start, len(rows)) if not is_line[row]), len(rows))
        for row in range(start, after):
            text = " ".join(text.strip() for text in rows[row] if text.strip())
            yield Paragraph(text, Origin(block=block, start=0, end=len(text)))
            block += 1
        if after == len(rows) or not filled[after]:
            start = after
            continue
        first = _find_start(filled, spans, start, after)
        start = _find_end(filled, is_line, after)
        table += 1
        yield _make_table(sheet, first, start, Origin(page=number, table=table))
        block += 1


def _find_start(filled: Sequence[int], spans: Sequence[Span], first: int, after: int) -> int:
    """Where the table below some lines starts: with its own first row, or with lines that it may own."""
    if first and filled[first - 1]:
        return first
    is_merged = first < after and any(span[0] == after - 1 for span in spans)
    return after - 1 if is_merged else after


def _find_lines(rows: Rows, spans: Sequence[Span], filled: Sequence[int]) -> list[bool]:
    """Which rows are a line: one filled cell, none crossing from another row, single or merged over half the sheet.

    Above all tables a narrower one is a line too.
    """
    half = max((i + 1 for row in rows for i, text in enumerate(row) if text.strip()), default=0) / 2
    tall = {row for r1, r2, _, _ in spans if r2 > r1 for row in range(r1, r2 + 1)}
    narrow = {r1 for r1, r2, c1, c2 in spans if r1 == r2 and c2 - c1 + 1 < half}
    head = next((row for row, count in enumerate(filled) if count > 1 or row in tall), len(rows))
    return [count == 1 and row not in tall and (row not in narrow or row < head) for row, count in enumerate(filled)]


def _find_end(filled: Sequence[int], is_line: Sequence[bool], start: int) -> int:
    """The row after a table's last: one blank row does not end it."""
    stop = start
    while stop < len(filled) and not is_line[stop] and (filled[stop] or _goes_on(filled, stop + 1)):
        stop += 1
    return stop


def _goes_on(filled: Sequence[int], row: int) -> bool:
    """Whether a table has a row here."""
    return row < len(filled) and filled[row] > 1


def _make_table(sheet: _Sheet, top: int, stop: int, origin: Origin) -> Table:
    rows, spans = sheet.rows[top:stop], [span for span in sheet.spans if top <= span[0] < stop]
    width = max(max((i + 1 for i, text in enumerate(row) if text.strip()), default=0) for row in rows)
    width = max([width, *(min(c2 + 1, MAX_COLUMNS) for _, _, _, c2 in spans)])
    owner = {(r, c): (r1, c1, r2, c2) for r1, r2, c1, c2 in spans for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
    grid = tuple(
        tuple(_make_cell(sheet, owner, row, column, top, origin) for column in range(width))
        for row in range(top, top + len(rows))
    )
    return Table(grid, origin)


def _make_cell(
    sheet: _Sheet,
    owner: dict[tuple[int, int], tuple[int, int, int, int]],
    row: int,
    column: int,
    top: int,
    table: Origin,
) -> Cell:
    first_row, first_column, last_row, last_column = owner.get((row, column), (row, column, row, column))
    source = sheet.rows[first_row] if first_row < len(sheet.rows) else []
    text = source[first_column] if first_column < len(source) else ""
    return Cell(
        text=text,
        row=row - top,
        column=column,
        origin=replace(table, row=sheet.down[first_row], column=sheet.across[first_column]),
        rowspan=last_row - first_row + 1,
        colspan=last_column - first_column + 1,
        is_repeat=(first_row, first_column) != (row, column),
    )
