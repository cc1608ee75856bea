"""What is drawn in a cell and not written is no blank, whatever the format."""

import pytest
from doc_grids import read as read_doc
from doc_writer import IN_TABLE, Para, row_end, write_doc
from doc_writer import cell as doc_cell
from docx_bodies import cell, paragraph, row, run, table
from docx_bodies import read as read_docx
from web_pages import read as read_page

from extractors.model.marked_text import DRAWN, DRAWN_BESIDE
from pipeline.catalogue.load import load_catalogue
from pipeline.forms.cells import CellReader

SIGNS = {"": DRAWN, "12": f"12{DRAWN_BESIDE}", "规章": "规章"}
"""What a cell with this text says where something is drawn beside it."""
PICTURE = "<w:r><w:drawing><wp:inline/></w:drawing></w:r>"
OBJECT = "<w:r><w:object><w:control/></w:object></w:r>"
SUM = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
each_text = pytest.mark.parametrize("text", SIGNS, ids=["no text", "a number", "a word"])
EDGES = [0, 1000, 2000]


def second_cell(document) -> str:
    return next(document.tables()).rows[0][1].text


@each_text
@pytest.mark.parametrize("drawn", [PICTURE, OBJECT], ids=["picture", "object"])
def test_in_a_word_file(text, drawn):
    inner = paragraph((run(text) if text else "") + drawn)
    rows = [row("项", f"<w:tc><w:tcPr/>{inner}</w:tc>"), *[row("规章", "0")] * 5]

    assert second_cell(read_docx(table(*rows))) == SIGNS[text]


def test_a_sum_that_the_file_has_no_result_of():
    rows = [row("项", f"<w:tc><w:tcPr/>{paragraph(SUM)}</w:tc>"), *[row("规章", "0")] * 5]

    assert second_cell(read_docx(table(*rows))) == DRAWN


@pytest.mark.parametrize(
    "field",
    [
        SUM.replace("=SUM(LEFT)", "EQ \\f(1,2)"),
        SUM.replace("=SUM(LEFT)", "FORMTEXT").replace(
            '"begin"/>', '"begin"><w:ffData><w:textInput><w:default w:val="5"/></w:textInput></w:ffData></w:fldChar>'
        ),
        SUM.replace('"end"', '"separate"') + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ],
    ids=["a formula", "a default", "a sum with an empty result"],
)
def test_fields_that_draw_or_fill_in_what_the_file_does_not_say(field):
    rows = [row("项", f"<w:tc><w:tcPr/>{paragraph(field)}</w:tc>"), *[row("规章", "0")] * 5]

    assert second_cell(read_docx(table(*rows))) == DRAWN


def test_a_picture_in_a_table_that_lays_out_a_page_is_left_alone():
    document = read_docx(table(row(cell("甲"), f"<w:tc><w:tcPr/>{paragraph(PICTURE)}</w:tc>")))

    assert DRAWN not in document.text + "".join(t.text for t in document.tables())


@each_text
@pytest.mark.parametrize("drawn", ["<img src='5.png'>", "<svg><text>5</text></svg>", "<canvas></canvas>"])
def test_on_a_page(text, drawn):
    filler = "<tr><td>规章</td><td>0</td></tr>" * 5

    assert second_cell(read_page(f"<table><tr><td>项</td><td>{text}{drawn}</td></tr>{filler}</table>")) == SIGNS[text]


@pytest.mark.parametrize(
    "unseen", ["<img src='a.gif' width='1'>", "<img src='5.png' style='display:none'>"], ids=["spacer", "hidden"]
)
def test_on_a_page_what_nobody_sees_is_nothing(unseen):
    filler = "<tr><td>规章</td><td>0</td></tr>" * 5

    assert second_cell(read_page(f"<table><tr><td>项</td><td>{unseen}</td></tr>{filler}</table>")) == ""


@pytest.mark.parametrize(("attribute", "text"), [("5", DRAWN), ("自然人", "")], ids=["a number", "a label"])
def test_on_a_page_what_a_style_sheet_shows_of_an_attribute(attribute, text):
    filler = "<tr><td>规章</td><td>0</td></tr>" * 5
    cell = f"<td data-v='{attribute}'></td>"
    page = f"<style>td::after{{content: attr(data-v)}}</style><table><tr><td>项</td>{cell}</tr>{filler}</table>"

    assert second_cell(read_page(page)) == text


def test_on_a_page_a_button_shows_its_text():
    filler = "<tr><td>规章</td><td>0</td></tr>" * 5

    assert second_cell(read_page(f"<table><tr><td>项</td><td><button>5</button></td></tr>{filler}</table>")) == "5"


@each_text
@pytest.mark.parametrize(
    "drawn", [r"{\pict\wmetafile8 01}", r"{\object\objemb{\*\objdata 01}}"], ids=["pict", "object"]
)
def test_in_rich_text(text, drawn):
    words = "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in text)
    cells = rf"\pard\intbl 7\cell\pard\intbl {drawn}{words}\cell\row"

    assert second_cell(read_doc(rf"{{\rtf1\ansi\trowd\cellx1000\cellx2000 {cells}}}".encode())) == SIGNS[text]


@each_text
@pytest.mark.parametrize("drawn", ["\x01", "\x08", "\x13 =SUM(LEFT) \x15"], ids=["picture", "shape", "a sum"])
def test_in_an_old_word_file(text, drawn):
    drawing = Para(((text + drawn, b""),), "\x07", IN_TABLE)

    assert second_cell(read_doc(write_doc([doc_cell("项"), drawing, row_end(EDGES)]))) == SIGNS[text]


def test_what_is_drawn_is_illegible_alone_and_suspected_beside_digits():
    cells = CellReader(load_catalogue().values)

    assert cells.read(DRAWN).state == "illegible"
    assert cells.read(f"12{DRAWN_BESIDE}").suspicion == "a picture beside the digits"
