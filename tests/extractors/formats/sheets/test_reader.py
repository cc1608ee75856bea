"""Spreadsheets: every cell of a report right, whatever the layout of the sheet."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from forge import Look, make_facts
from forge.grid import GridCell, GridTable
from forge.page import compose
from workbooks import (
    SHEET,
    SMALL,
    TOWN,
    WRITERS,
    Xls,
    Xlsx,
    each_format,
    read_one,
    repack,
    write_line,
    write_report,
    write_table,
    wrong_cells,
    xlwt,
)

from extractors.formats.sheets import reader as sheet
from extractors.model.source import XLS, XLSX, SourceDocument
from extractors.readers import read
from pipeline.catalogue.load import load_catalogue
from pipeline.forms.cells import CellReader

xlrd = pytest.importorskip("xlrd", reason="xlrd is not installed")

FACTS = make_facts(1, issuer="望楼县财政局")
Write = Callable[..., bytes]


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
        pytest.param(
            make_facts(3, edition="gb2019_60", year=2019, regulations_zero=""),
            Look(shuffled_heads=True, labels=("short_article",)),
            {},
            id="a row left blank below heads in another order",
        ),
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
        book.sheet.append(["值", value, "件"])
        book.sheet["B1"].number_format = pattern
    else:
        book.sheet.write(0, 0, "值")
        book.sheet.write(0, 1, value, xlwt.easyxf(num_format_str=pattern))
        book.sheet.write(0, 2, "件")
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
        pytest.param(0, '#,##0;-#,##0;"-"', "-", id="a zero as a stroke"),
        pytest.param(0, r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-", id="a zero for accounts"),
        pytest.param(0, '0;-0;"无"', "无", id="a zero as a word"),
        pytest.param(0, "0;-0;;@", " ", id="a zero not shown"),
        pytest.param(0, "#,###", " ", id="a zero without a place for it"),
        pytest.param(0, "0;-0", "0", id="a zero like a number above it"),
        pytest.param(0, "0%", "0%", id="a zero in percent"),
        pytest.param(0, '[=0]"-";0', "-", id="a zero by a condition"),
        pytest.param(12, '[=0]"-";0', "12", id="no zero under a condition"),
        pytest.param(12345, '[>=10000]0!.0000"万";0', "1.2345万", id="with a condition"),
        pytest.param(-12345, '[>=10000]0!.0000"万";0', '-12345 {[>=10000]0!.0000"万";0}', id="below all conditions"),
        pytest.param(12, 'General"件"', "12件", id="as it is, and a unit"),
        pytest.param(-3, "General", "-3", id="as it is, below zero"),
        pytest.param(12, "[DBNum1]General", "12", id="in Chinese numerals"),
        pytest.param(37, "0.00,,", "37 {0.00,,}", id="shown as nothing in millions"),
        pytest.param(0.3, "0", "0.3 {0}", id="rounded to nothing"),
        pytest.param(8, '"12"0', '8 {"12"0}', id="digits that are words"),
        pytest.param(8, '"0"', '8 {"0"}', id="a nought that is a word"),
        pytest.param(8, '0"00"', '8 {0"00"}', id="noughts behind the number that are words"),
        pytest.param(1234.5, "0.0E+00", "1234.5 {0.0E+00}", id="with an exponent"),
        pytest.param(5, ";;;", "5 {;;;}", id="not shown at all"),
    ],
)
@each_format
def test_a_number_is_read_as_its_format_shows_it(kind, value, pattern, text):
    assert first_row(write_formatted(kind, value, pattern)) == ["值", text, "件"]


@each_format
def test_a_format_that_is_not_understood_is_no_remark(kind):
    text = first_row(write_formatted(kind, 12, "0.0E+00"))[1]

    assert CellReader(load_catalogue().values).read(text).state == "text"


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
