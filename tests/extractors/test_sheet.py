"""Spreadsheets: every cell of a report right, whatever the layout of the sheet; hostile files end in a finding."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from forge import Facts, Look, expected_states, make_facts
from forge.grid import GridCell, GridTable
from forge.page import compose

from db.records import Report
from extractors import sheet
from extractors.document import Document, Heading, Paragraph, Table, Unreadable
from extractors.readers import read
from extractors.source import XLS, XLSX, SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
xlrd = pytest.importorskip("xlrd", reason="xlrd is not installed")
xlwt = pytest.importorskip("xlwt", reason="xlwt is not installed: no .xls can be made")

FACTS = make_facts(1, issuer="望楼县财政局")
Write = Callable[..., bytes]


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


TOWN = make_facts(2, scale="town", issuer="青禾镇人民政府", blank_organisations=True, zero="")


@each_format
@pytest.mark.parametrize(
    ("facts", "look", "layout"),
    [
        pytest.param(FACTS, Look(), {}, id="all on one sheet without a blank row"),
        pytest.param(FACTS, Look(), {"gap": 1}, id="all on one sheet with blank rows"),
        pytest.param(FACTS, Look(), {"sheets": True}, id="each table on a sheet of its own"),
        pytest.param(FACTS, Look(), {"wide_lines": 9}, id="title and sections merged over the sheet"),
        pytest.param(FACTS, Look(metadata_table=True), {"wide_lines": 9}, id="a block of metadata above"),
        pytest.param(FACTS, Look(lead_sentence=True, note_below_t4=True), {}, id="sentences around the tables"),
        pytest.param(FACTS, Look(t2_shape="four", t4_split=True), {}, id="tables cut into their blocks"),
        pytest.param(FACTS, Look(side="empty", unmerged_heads=True), {}, id="nothing merged"),
        pytest.param(FACTS, Look(one_big_table=True), {"wide_lines": 36}, id="one big table"),
        pytest.param(TOWN, Look(), {"wide_lines": 9}, id="a town that left most cells blank"),
        pytest.param(make_facts(3, edition="gb2019_60", year=2019), Look(), {}, id="the form of 2019"),
    ],
)
def test_every_cell_is_read(kind, facts, look, layout):
    report = read_one(write_report(kind, facts, look, **layout))

    assert wrong_cells(report, facts, look) == {}
    assert (report.issuer.name, report.year) == (facts.issuer, facts.year)
    assert [section.number for section in report.sections if section.number] == [1, 2, 3, 4, 5, 6]


@each_format
def test_a_cell_is_found_again_by_its_sheet_row_and_column(kind):
    book = WRITERS[kind]()
    book.write(0, 0, "年报", 1, 2)
    book.add_sheet("第二页")
    for row, texts in enumerate((("事项", "件数"), ("规章", "3"))):
        for column, text in enumerate(texts):
            book.write(row, column, text)
    document = read(SourceDocument(book.pack(), "x"))
    table = next(document.tables())

    assert [cell.origin.locator for cell in table.rows[1]] == ["p2.t1.r2c1", "p2.t1.r2c2"]
    assert table.rows[1][1].text == "3"


@each_format
def test_a_merged_cell_stands_in_every_place_it_covers(kind):
    book = WRITERS[kind]()
    book.write(0, 0, "甲", 2, 1)
    book.write(0, 1, "乙", 1, 2)
    book.write(1, 1, "1")
    book.write(1, 2, "2")
    table = next(read(SourceDocument(book.pack(), "x")).tables())

    assert [[(cell.text, cell.is_repeat) for cell in row] for row in table.rows] == [
        [("甲", False), ("乙", False), ("乙", True)],
        [("甲", True), ("1", False), ("2", False)],
    ]
    assert [(cell.rowspan, cell.colspan) for cell in table.rows[0]] == [(2, 1), (1, 2), (1, 2)]


@each_format
def test_a_hidden_sheet_is_not_read(kind):
    book = WRITERS[kind]()
    book.write(0, 0, "看得见")
    book.add_sheet("去年")
    book.write(0, 0, "看不见")
    if kind == "xlsx":
        book.sheet.sheet_state = "hidden"
    else:
        book.sheet.visibility = 1

    assert read(SourceDocument(book.pack(), "x")).text == "看得见"


def hide(book: Xlsx | Xls, rows=(), columns=()) -> None:
    for row in rows:
        if isinstance(book, Xlsx):
            book.sheet.row_dimensions[row + 1].hidden = True
        else:
            book.sheet.row(row).hidden = True
    for column in columns:
        if isinstance(book, Xlsx):
            book.sheet.column_dimensions["ABCDEFG"[column]].hidden = True
        else:
            book.sheet.col(column).hidden = True


@each_format
def test_hidden_rows_and_columns_are_not_read_and_the_others_keep_their_places(kind):
    book = WRITERS[kind]()
    for row, texts in enumerate((["", "项目", "去年", "今年"], ["", "甲", "70", "7"], ["", "乙", "80", "8"])):
        for column, text in enumerate(texts):
            book.write(row, column, text)
    book.write(3, 1, "丙", 1, 2)
    book.write(3, 3, "9")
    hide(book, rows=[1], columns=[2])
    table = next(read(SourceDocument(book.pack(), "x")).tables())

    assert [[cell.text for cell in row] for row in table.rows] == [
        ["", "项目", "今年"],
        ["", "乙", "8"],
        ["", "丙", "9"],
    ]
    assert table.rows[1][2].origin.locator == "p1.t1.r3c4"
    assert [cell.colspan for cell in table.rows[2]] == [1, 1, 1]


@each_format
def test_a_merged_cell_is_seen_while_a_part_of_it_is(kind):
    book = WRITERS[kind]()
    book.write(0, 0, "甲", 2, 2)
    book.write(0, 2, "1")
    book.write(1, 2, "2")
    hide(book, rows=[0], columns=[0])
    table = next(read(SourceDocument(book.pack(), "x")).tables())

    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "2"]]


def first_row(data: bytes) -> list[str]:
    return [cell.text for cell in next(read(SourceDocument(data, "x")).tables()).rows[0]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(3.0, "3", id="a whole number has no point"),
        pytest.param(24252.311082, "24252.311082", id="a decimal keeps its digits"),
        pytest.param(0.1 + 0.2, "0.3", id="binary noise is no digit"),
        pytest.param(1e20, "100000000000000000000", id="no exponent"),
        pytest.param(1e-7, "0.0000001", id="no negative exponent"),
        pytest.param(True, "TRUE", id="a truth value is no 1"),
        pytest.param("007", "007", id="text stays text"),
        pytest.param("#N/A", "#N/A", id="an error is no number"),
    ],
)
@each_format
def test_a_value_is_spelled_as_a_person_sees_it(kind, value, text):
    book = WRITERS[kind]()
    if kind == "xlsx":
        book.sheet.append(["值", value])
    else:
        book.sheet.write(0, 0, "值")
        book.sheet.write(0, 1, value)

    assert first_row(book.pack()) == ["值", text]


def test_the_code_of_an_error_in_an_old_sheet_is_no_number():
    cell = xlrd.sheet.Cell(xlrd.XL_CELL_ERROR, 42)

    assert sheet._spell_old(cell, "") == "#N/A"


def test_a_formula_without_a_result_is_neither_blank_nor_a_number():
    book = Xlsx()
    book.sheet.append(["合计", "=SUM(C1:D1)", 1, 2])

    assert first_row(book.pack()) == ["合计", "=SUM(C1:D1)", "1", "2"]


def test_a_cell_with_a_formula_without_a_result_is_text_and_told():
    cell = next(
        c for p in compose(FACTS, Look()) if isinstance(p, GridTable) for c in p.cells if c.key and c.text > "0"
    )
    data = write_report("xlsx", replace(FACTS, cells={**FACTS.cells, cell.key: formula_of(cell)}))
    report = read_one(data)
    fact = next(f for f in report.facts if (f.field, f.applicant) == cell.key)

    assert (fact.state, fact.value, fact.raw) == ("text", None, "=SUM(A1:A2)")
    assert [f.rule for f in report.findings if (f.field, f.applicant) == cell.key] == ["CELL.TEXT"]


def formula_of(cell: GridCell):
    return replace(FACTS.cells[cell.key], text="=SUM(A1:A2)")


@each_format
def test_a_workbook_without_a_word_is_empty(kind):
    assert read(SourceDocument(WRITERS[kind]().pack(), "x")).problems[0].code == "FILE.EMPTY"


# -- hostile -------------------------------------------------------------------------------------------------------


def problem_of(data: bytes) -> str:
    document = read(SourceDocument(data, "x"))
    assert document.blocks == ()
    return document.problems[0].code


def repack(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            member = old.read(info)
            new.writestr(info.filename, change(member) if info.filename == name else member)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SMALL = {kind: write_report(kind, TOWN, Look(missing_tables=("T3",))) for kind in WRITERS}


@each_format
@pytest.mark.parametrize("percent", range(10, 100, 10))
def test_a_cut_workbook_is_refused_wherever_it_is_cut(kind, percent):
    data = SMALL[kind]

    assert problem_of(data[: len(data) * percent // 100]) == "FILE.TRUNCATED"


def flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 12))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


@each_format
def test_two_hundred_damaged_workbooks_give_a_document_or_a_reason(kind):
    rng = random.Random(20)
    documents = [read(SourceDocument(flip(SMALL[kind], rng), "x")) for _ in range(200)]

    assert all(is_sound(document) for document in documents)


def test_damage_inside_the_sheets_of_a_whole_package_gives_a_document_or_a_reason():
    rng = random.Random(21)
    data = write_report("xlsx", make_facts(2, scale="town", issuer="青禾镇人民政府"), Look(missing_tables=("T3",)))
    documents = []
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
        for _ in range(15):
            damaged = repack(data, name, lambda member: flip(member, rng))
            documents.append(read(SourceDocument(damaged, "x")))

    assert all(is_sound(document) for document in documents)


def is_sound(document: Document) -> bool:
    return all(isinstance(b, Heading | Paragraph | Table) for b in document.blocks) and bool(
        document.blocks or document.problems
    )


def test_a_sheet_that_inflates_without_end_is_refused():
    data = repack(SMALL["xlsx"], SHEET, lambda member: member + b" " * (70 * 1024 * 1024))

    assert len(data) < 200_000
    assert problem_of(data) == "FILE.TOO_LARGE"


def test_a_merged_cell_over_the_whole_sheet_is_refused_before_it_is_filled():
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = repack(
        write_report("xlsx", TOWN, Look()), SHEET, lambda m: m.replace(b"</sheetData>", b"</sheetData>" + merged)
    )

    assert problem_of(data) == "FILE.TOO_LARGE"


def test_merged_ranges_are_taken_as_far_as_the_sheet_goes():
    assert sheet._clip([["1"]] * 3, [(0, 65_000, 0, 250), (7, 9, 0, 3), (1, 1, 1, 1)]) == [(0, 2, 0, 199)]


def test_more_merged_cells_than_any_report_has_are_refused():
    with pytest.raises(Unreadable, match=r"FILE\.TOO_LARGE"):
        sheet._clip([["1"]] * 5_000, [(0, 65_000, 0, 250)] * 2)


def test_a_declared_entity_is_refused():
    declared = b'<!DOCTYPE d [<!ENTITY a "9">]>'
    data = repack(SMALL["xlsx"], SHEET, lambda member: declared + member)

    assert problem_of(data) == "FILE.UNSAFE"


def test_a_directory_that_contains_itself_is_refused():
    data = bytearray(SMALL["xls"])
    entries = 512 * (1 + int.from_bytes(data[48:52], "little"))
    data[entries + 128 + 68 : entries + 128 + 72] = (1).to_bytes(4, "little")  # left of the first entry: itself

    assert problem_of(bytes(data)) == "FILE.TRUNCATED"


@pytest.mark.parametrize("value", [b"1E999", b"NaN", b"1e", b"--1"])
def test_a_number_that_is_none_is_no_number(value):
    book = Xlsx()
    book.sheet.append(["值", 4711])
    data = repack(book.pack(), SHEET, lambda member: member.replace(b"<v>4711</v>", b"<v>" + value + b"</v>"))
    document = read(SourceDocument(data, "x"))

    assert document.problems or not next(document.tables()).rows[0][1].text.isdecimal()


def test_the_type_is_told_by_the_bytes():
    assert [SourceDocument(SMALL[kind], "x.doc").media_type for kind in ("xlsx", "xls")] == [XLSX, XLS]


def write_formatted(kind: str, value: float, pattern: str) -> bytes:
    book = WRITERS[kind]()
    if kind == "xlsx":
        book.sheet.append(["值", value])
        book.sheet["B1"].number_format = pattern
    else:
        book.sheet.write(0, 0, "值")
        book.sheet.write(0, 1, value, xlwt.easyxf(num_format_str=pattern))
    return book.pack()


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        pytest.param(1234.56789, "#,##0.00", "1234.57", id="rounded"),
        pytest.param(1234.5, "0.00##", "1234.50", id="decimals that need not be shown"),
        pytest.param(0.07, "0%", "7%", id="percent"),
        pytest.param(2233220, "0!.0000", "223.3220", id="a point put in"),
        pytest.param(45474937, r"0\.0,", "4547.5", id="a point put in, and thousands"),
        pytest.param(45474937, "0.00,", "45474.94", id="in thousands"),
        pytest.param(12, '0"件"', "12件", id="a unit behind"),
        pytest.param(12, r'_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ ', "12", id="for accounts"),
        pytest.param(-12, "#,##0_);(#,##0)", "-12", id="a minus as brackets"),
        pytest.param(0, '#,##0;-#,##0;"-"', "0", id="a zero as a stroke"),
        pytest.param(12345, '[>=10000]0!.0000"万";0', '12345 ([>=10000]0!.0000"万";0)', id="with a condition"),
        pytest.param(1234.5, "0.0E+00", "1234.5 (0.0E+00)", id="with an exponent"),
        pytest.param(5, ";;;", "5 (;;;)", id="not shown at all"),
    ],
)
@each_format
def test_a_number_is_read_as_its_format_shows_it(kind, value, pattern, text):
    assert first_row(write_formatted(kind, value, pattern)) == ["值", text]


@each_format
def test_a_merged_cell_is_seen_beside_its_hidden_column(kind):
    book = WRITERS[kind]()
    book.write(0, 0, "行")
    book.write(0, 1, "合并", across=2)
    for column, text in enumerate(("许可", "1", "2")):
        book.write(1, column, text)
    hide(book, columns=[1])

    assert first_row(book.pack()) == ["行", "合并"]


@each_format
def test_sums_of_the_writer_s_own_beside_the_report_do_no_harm(kind):
    book = WRITERS[kind]()
    row = 0
    for piece in compose(FACTS, Look()):
        row += (write_table if isinstance(piece, GridTable) else write_line)(book, row, piece, 1)
    for number in range(row):
        book.write(number, 17, str(3 * number))

    assert not wrong_cells(read_one(book.pack()), FACTS)
