"""Spreadsheets: what a cell holds and does not show."""

import io

import pytest
from forge import make_facts
from workbooks import WRITERS, each_format, read_one, write_report, xlwt

from extractors.model.marked_text import UNSEEN
from extractors.model.source import SourceDocument
from extractors.readers import read

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
rules = pytest.importorskip("openpyxl.formatting.rule")
styles = pytest.importorskip("openpyxl.styles")

WHITE, DARK = "FFFFFFFF", "FF1F3864"


def texts_of(book) -> list[str]:
    return [cell.text for cell in next(read(SourceDocument(book.pack(), "x")).tables()).rows[0]]


def make_row(kind: str, *, color: str = "", fill: str = "", struck: bool = False):
    """A row of a word, a plain number, and a number that looks as it is told."""
    book = WRITERS[kind]()
    book.write(0, 0, "规章")
    book.write(0, 1, "7")
    book.write(0, 3, "件")
    if kind == "xlsx":
        book.write(0, 2, "5")
        cell = book.sheet["C1"]
        cell.font = styles.Font(color=color or None, strike=struck)
        cell.fill = styles.PatternFill("solid", fgColor=fill) if fill else styles.PatternFill()
    else:
        said = [f"font: {'colour white,' if color else ''} struck_out {'on' if struck else 'off'}"]
        said += ["pattern: pattern solid, fore_colour dark_blue"] if fill else []
        book.sheet.write(0, 2, 5, xlwt.easyxf("; ".join(said)))
    return book


@each_format
def test_a_number_struck_out_is_none(kind):
    assert texts_of(make_row(kind, struck=True)) == ["规章", "7", " ", "件"]


@each_format
def test_a_white_number_beside_a_black_one_is_doubted(kind):
    assert texts_of(make_row(kind, color=WHITE)) == ["规章", "7", f"{UNSEEN}5", "件"]


@each_format
def test_a_white_number_on_a_dark_ground_is_plain(kind):
    assert texts_of(make_row(kind, color=WHITE, fill=DARK)) == ["规章", "7", "5", "件"]


def test_a_white_number_on_a_gradient_is_plain():
    book = make_row("xlsx", color=WHITE)
    book.sheet["C1"].fill = styles.GradientFill(stop=("FF000000", "FF1F3864"))

    assert texts_of(book) == ["规章", "7", "5", "件"]


def test_where_all_numbers_are_white_the_ground_is_not():
    book = make_row("xlsx", color=WHITE)
    book.sheet["B1"].font = styles.Font(color=WHITE)

    assert texts_of(book) == ["规章", "7", "5", "件"]


@pytest.mark.parametrize("value", [0, 5], ids=["as the rule says", "as it does not"])
def test_a_rule_that_makes_zeros_white(value):
    book = WRITERS["xlsx"]()
    book.sheet.append(["规章", 7, value])
    white = rules.CellIsRule(operator="equal", formula=["0"], font=styles.Font(color=WHITE))
    book.sheet.conditional_formatting.add("A1:H9", white)

    assert texts_of(book) == ["规章", "7", "5" if value else f"{UNSEEN}0"]


@each_format
def test_a_sheet_that_shows_no_zeros_has_blanks(kind):
    book = WRITERS[kind]()
    for column, text in enumerate(("规章", "0", "10")):
        book.write(0, column, text)
    book.write(1, 1, "件")
    if kind == "xlsx":
        book.sheet.sheet_view.showZeros = False
    else:
        book.sheet.show_zero_values = 0

    assert texts_of(book) == ["规章", " ", "10"]


def test_a_white_zero_is_told_whatever_the_sums_say():
    facts = make_facts(5, issuer="青禾县财政局")
    book = openpyxl.load_workbook(io.BytesIO(write_report("xlsx", facts)))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == 0:
                cell.font = styles.Font(color=WHITE)
    target = io.BytesIO()
    book.save(target)
    report = read_one(target.getvalue())
    told = {(f.field, f.applicant) for f in report.findings if f.rule == "CELL.UNSEEN"}

    assert told == {(fact.field, fact.applicant) for fact in report.facts if fact.value == 0}
    assert told
