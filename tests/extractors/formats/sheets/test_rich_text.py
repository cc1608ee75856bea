"""Spreadsheets: text of a cell in several fonts."""

import io

import pytest

from extractors.formats.sheets.reader import read_xls, read_xlsx
from extractors.model.marked_text import SMALLER
from extractors.model.source import SourceDocument

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
xlwt = pytest.importorskip("xlwt", reason="xlwt is not installed")
rich_text = pytest.importorskip("openpyxl.cell.rich_text")
inline_font = pytest.importorskip("openpyxl.cell.text").InlineFont


def read_cell_xlsx(*runs: tuple[str, dict[str, object]]) -> str:
    book = openpyxl.Workbook()
    for row in range(1, 4):
        book.active.append(["规章", row])
    blocks = [rich_text.TextBlock(inline_font(**font), text) if font else text for text, font in runs]
    book.active["B1"] = rich_text.CellRichText(*blocks)
    target = io.BytesIO()
    book.save(target)
    (table,) = read_xlsx(SourceDocument(target.getvalue(), "report.xlsx")).tables()
    return table.rows[0][1].text


def read_cell_xls(*runs: tuple[str, dict[str, object]]) -> str:
    book = xlwt.Workbook()
    sheet = book.add_sheet("年报")
    fonts = []
    for text, said in runs:
        font = xlwt.Font()
        font.escapement = {"superscript": 1, "subscript": 2}.get(said.get("vertAlign"), 0)
        font.struck_out = bool(said.get("strike"))
        font.height = 20 * said.get("sz", 10)
        fonts.append((text, font))
    for row in range(3):
        sheet.write(row, 0, "规章")
        sheet.write(row, 1, row) if row else sheet.write_rich_text(row, 1, fonts)
    target = io.BytesIO()
    book.save(target)
    (table,) = read_xls(SourceDocument(target.getvalue(), "report.xls")).tables()
    return table.rows[0][1].text


@pytest.mark.parametrize("read_cell", [read_cell_xlsx, read_cell_xls])
@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param((("12", {}), ("1", {"vertAlign": "superscript"})), "12¹", id="above the line"),
        pytest.param((("12", {}), ("1", {"vertAlign": "subscript"})), "12₁", id="below the line"),
        pytest.param((("77", {"strike": True}), ("5", {})), "5", id="struck out"),
        pytest.param((("12", {}), ("9", {"sz": 5})), f"12{SMALLER}9", id="small print behind a number"),
        pytest.param((("1", {}), ("2", {"b": True})), "12", id="bold print"),
        pytest.param((("12件", {}), ("9", {"sz": 5})), "12件9", id="small print behind a word"),
    ],
)
def test_a_cell_in_several_fonts(read_cell, runs, expected):
    assert read_cell(*runs) == expected
