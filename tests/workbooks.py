"""Workbooks made for the tests, of today's kind and of the old one, and what was read of them."""

import io
import zipfile
from collections.abc import Callable

import pytest
from forge import Facts, Look, expected_states, make_facts
from forge.grid import GridTable
from forge.page import compose

from db.schema.records import Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
xlwt = pytest.importorskip("xlwt", reason="xlwt is not installed: no .xls can be made")

SHEET = "xl/worksheets/sheet1.xml"
TOWN = make_facts(2, scale="town", issuer="青禾镇人民政府", blank_organisations=True, zero="")


def to_cell(text: str) -> int | str:
    """A number as a spreadsheet holds it; what is not printed as a plain number stays text."""
    return int(text) if text.isdecimal() and str(int(text)) == text else text


class Xlsx:
    """A workbook of today, written by openpyxl."""

    def __init__(self) -> None:
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active

    def add_sheet(self, name: str) -> None:
        self.sheet = self.book.create_sheet(name)

    def write(self, row: int, column: int, text: str, down: int = 1, across: int = 1) -> None:
        self.sheet.cell(row + 1, column + 1).value = to_cell(text)
        if down > 1 or across > 1:
            corners = {"start_row": row + 1, "end_row": row + down, "start_column": column + 1}
            self.sheet.merge_cells(**corners, end_column=column + across)

    def pack(self) -> bytes:
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


class Xls:
    """A workbook of before 2007, written by xlwt."""

    def __init__(self) -> None:
        self.book = xlwt.Workbook(encoding="utf-8")
        self.sheet = self.book.add_sheet("Sheet1")

    def add_sheet(self, name: str) -> None:
        self.sheet = self.book.add_sheet(name)

    def write(self, row: int, column: int, text: str, down: int = 1, across: int = 1) -> None:
        self.sheet.write_merge(row, row + down - 1, column, column + across - 1, to_cell(text))

    def pack(self) -> bytes:
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


WRITERS = {"xlsx": Xlsx, "xls": Xls}
each_format = pytest.mark.parametrize("kind", WRITERS)


def write_report(
    kind: str, facts: Facts, look: Look | None = None, *, sheets: bool = False, gap: int = 0, wide_lines: int = 1
) -> bytes:
    """The report in a workbook.

    Args:
        sheets: every table on a sheet of its own.
        gap: blank rows after every line and table.
        wide_lines: columns over which lines of prose are merged.
    """
    book = WRITERS[kind]()
    row = 0
    for number, piece in enumerate(compose(facts, look or Look())):
        if isinstance(piece, GridTable) and sheets:
            book.add_sheet(f"{piece.code} {number}")
            row = 0
        row += (write_table if isinstance(piece, GridTable) else write_line)(book, row, piece, wide_lines) + gap
    return book.pack()


def write_table(book, row: int, table: GridTable, _: int) -> int:
    for cell in table.cells:
        book.write(row + cell.row, cell.column, cell.text, cell.rowspan, cell.colspan)
    return table.row_count


def write_line(book, row: int, line, wide: int) -> int:
    book.write(row, 0, line.text, 1, wide)
    return 1


def read_one(data: bytes) -> Report:
    (report,) = read_reports(SourceDocument(data, "report"), load_catalogue())
    return report


def wrong_cells(report: Report, facts: Facts, look: Look | None = None) -> dict[object, object]:
    """The cells that are not what was written."""
    read_as = {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}
    return {
        key: (told, read_as.get(key)) for key, told in expected_states(facts, look).items() if read_as.get(key) != told
    }


def repack(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            member = old.read(info)
            new.writestr(info.filename, change(member) if info.filename == name else member)
    return target.getvalue()


SMALL = {kind: write_report(kind, TOWN, Look(missing_tables=("T3",))) for kind in WRITERS}
