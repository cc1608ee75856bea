"""Both PDF readers on files made here, and on the corpus where it is at hand."""

import io
import json
import re
import unicodedata
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors.formats.pdf.reader import read_pdf, render_page
from extractors.formats.pdf.second import read_pdf_second
from extractors.model.document import Document, Table, Unreadable
from extractors.model.source import SourceDocument

XS = (100, 200, 300, 400)
YS = (700, 680, 660)
VALUES = (("Labels", "12", "96171.6"), ("Other", "/", "0"))


def make_pdf(draw, **options) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def draw_values(canvas) -> None:
    for y, row in zip(YS, VALUES, strict=False):
        for x, text in zip(XS, row, strict=False):
            canvas.drawString(x + 5, y - 15, text)


def draw_table(canvas) -> None:
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)
    draw_values(canvas)


def draw_thin_rectangles(canvas) -> None:
    """As word processors do: every edge of every cell a filled rectangle, heads shaded."""
    canvas.setFillGray(0.8)
    canvas.rect(XS[0], YS[1], XS[-1] - XS[0], YS[0] - YS[1], stroke=0, fill=1)
    canvas.setFillGray(0)
    for left, right in pairwise(XS):
        for y in YS:
            canvas.rect(left, y, right - left, 0.5, stroke=0, fill=1)
    for top, bottom in pairwise(YS):
        for x in XS:
            canvas.rect(x, bottom, 0.5, top - bottom, stroke=0, fill=1)
    draw_values(canvas)


def draw_stroked_rectangles(canvas) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
    draw_values(canvas)


def draw_in_scaled_form(canvas) -> None:
    canvas.beginForm("table")
    draw_table(canvas)
    canvas.endForm()
    canvas.translate(20, 100)
    canvas.scale(0.8, 0.8)
    canvas.doForm("table")


def draw_under_watermark(canvas) -> None:
    draw_table(canvas)
    canvas.saveState()
    canvas.translate(210, 640)
    canvas.rotate(40)
    canvas.setFont("Helvetica", 30)
    canvas.drawString(0, 0, "COPY 2024 9 9 9")
    canvas.restoreState()


def draw_under_watermark_in_form(canvas) -> None:
    canvas.beginForm("stamp")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(0, 0, "7 7 7 7 7 7 7 7")
    canvas.endForm()
    draw_table(canvas)
    canvas.translate(210, 650)
    canvas.rotate(-30)
    canvas.doForm("stamp")


def draw_turned(canvas) -> None:
    """A page stored sideways, that its rotation puts upright."""
    canvas.setPageRotation(90)
    canvas.translate(595, 0)
    canvas.rotate(90)
    canvas.translate(0, -300)
    draw_table(canvas)


def source(data: bytes) -> SourceDocument:
    return SourceDocument(data, "made.pdf")


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(draw_table, id="stroked lines"),
        pytest.param(draw_thin_rectangles, id="thin filled rectangles under a shaded head"),
        pytest.param(draw_stroked_rectangles, id="a stroked rectangle for each cell"),
        pytest.param(draw_in_scaled_form, id="a form drawn at another size"),
        pytest.param(draw_turned, id="a page turned by its rotation"),
        pytest.param(draw_under_watermark, id="words aslant over the table"),
        pytest.param(draw_under_watermark_in_form, id="words aslant in a form over the table"),
    ],
)
@pytest.mark.parametrize("read", [read_pdf, read_pdf_second])
def test_a_ruled_table_is_read_however_it_is_drawn(draw, read):
    table = only_table(read(source(make_pdf(draw))))

    assert tuple(tuple(cell.text for cell in row) for row in table.rows) == VALUES
    assert table.layout == "grid"


def draw_upside_down(canvas) -> None:
    canvas.translate(595, 842)
    canvas.rotate(180)
    draw_table(canvas)


def draw_on_its_side(canvas) -> None:
    canvas.translate(0, 842)
    canvas.rotate(-90)
    canvas.scale(0.7, 0.7)
    draw_table(canvas)


def draw_on_its_other_side(canvas) -> None:
    canvas.translate(595, 0)
    canvas.rotate(90)
    canvas.scale(0.7, 0.7)
    draw_table(canvas)


def draw_with_a_wrong_rotation(canvas) -> None:
    canvas.setPageRotation(90)
    canvas.translate(0, -300)
    draw_table(canvas)


DIGITS = (("3", "1", "4"), ("1", "5", "9"))


def draw_digits_turned(canvas) -> None:
    """A page put upright by its rotation, with more blanks between its signs than signs."""
    canvas.setPageRotation(90)
    canvas.translate(595, 0)
    canvas.rotate(90)
    canvas.translate(0, -300)
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)
    for y, row in zip(YS, DIGITS, strict=False):
        for x, text in zip(XS, row, strict=False):
            canvas.drawString(x + 50, y - 15, text)


def test_a_page_of_single_digits_is_not_turned_by_the_blanks_between_them():
    table = only_table(read_pdf(source(make_pdf(draw_digits_turned))))

    assert tuple(tuple(cell.text for cell in row) for row in table.rows) == DIGITS


def draw_form(canvas) -> None:
    draw_table(canvas)
    for x, answer in ((XS[1], "7"), (XS[2], "1204")):
        canvas.acroForm.textfield(name=answer, value=answer, x=x + 30, y=YS[1] - 18, width=50, height=16, borderWidth=0)


def test_the_answers_in_a_form_are_read_as_if_they_were_printed():
    table = only_table(read_pdf(source(make_pdf(draw_form))))

    assert [cell.text for cell in table.rows[1]] == ["Other", "/ 7", "0 1204"]


def test_a_cell_tells_its_frame_in_points_from_the_top():
    document = read_pdf(source(make_pdf(draw_table)))

    cell = only_table(document).rows[1][2]
    box = cell.origin.box
    assert cell.origin.locator == "p1.t1.r2c3"
    assert (round(box.left), round(box.top), round(box.right), round(box.bottom)) == (300, 162, 400, 182)
    assert (document.reader, document.pages) == ("pdf", 1)


def test_text_printed_without_ink_is_not_read():
    def draw(canvas):
        draw_table(canvas)
        hidden = canvas.beginText(205, 670)
        hidden.setTextRenderMode(3)
        hidden.textOut("999")
        canvas.drawText(hidden)

    table = only_table(read_pdf(source(make_pdf(draw))))

    assert table.rows[1][1].text == "/"


def test_text_outside_the_page_is_not_read():
    def draw(canvas):
        draw_table(canvas)
        canvas.drawString(700, 650, "999")

    document = read_pdf(source(make_pdf(draw)))

    assert len(document.blocks) == 1


def draw_picture(canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (20, 20))), 50, 50, 400, 600)


@pytest.mark.parametrize("read", [read_pdf, read_pdf_second])
def test_a_page_that_is_a_picture_is_a_problem_of_that_page(read):
    def draw(canvas):
        draw_table(canvas)
        canvas.showPage()
        draw_picture(canvas)

    document = read(source(make_pdf(draw)))

    assert [(problem.code, problem.origin.page) for problem in document.problems] == [("PAGE.NO_TEXT", 2)]
    assert len(list(document.tables())) == 1


def test_a_document_of_pictures_has_no_blocks():
    document = read_pdf(source(make_pdf(draw_picture)))

    assert document.blocks == ()
    assert [problem.code for problem in document.problems] == ["PAGE.NO_TEXT"]


@pytest.mark.parametrize("read", [read_pdf, read_pdf_second])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(lambda data: data[: len(data) // 2], "FILE.TRUNCATED", id="half a file"),
        pytest.param(lambda data: data[:200], "FILE.TRUNCATED", id="the first bytes only"),
        pytest.param(lambda data: b"%PDF-1.7\nnothing of the sort", "FILE.TRUNCATED", id="not a PDF at all"),
    ],
)
def test_a_damaged_file_is_refused_with_its_reason(read, spoil, code):
    data = spoil(make_pdf(lambda canvas: [draw_table(canvas), canvas.showPage(), draw_table(canvas)]))

    with pytest.raises(Unreadable) as caught:
        read(source(data))
    assert caught.value.problem.code == code


def test_a_file_filled_up_with_zeros_is_whole():
    document = read_pdf(source(make_pdf(draw_table) + bytes(9000)))

    assert len(list(document.tables())) == 1


@pytest.mark.parametrize("read", [read_pdf, read_pdf_second])
def test_a_file_that_needs_a_password_is_refused_with_its_reason(read):
    data = make_pdf(draw_table, encrypt=StandardEncryption("secret"))

    with pytest.raises(Unreadable) as caught:
        read(source(data))
    assert caught.value.problem.code == "FILE.ENCRYPTED"


def test_a_page_of_impossible_size_is_no_fault_of_the_second_reader():
    data = make_pdf(draw_values)
    spoiled = re.sub(rb"/MediaBox *\[[^]]*\]", lambda box: b"/MediaBox [0 0 /x 841]".ljust(len(box[0])), data)
    with pytest.raises(Unreadable) as caught:
        read_pdf_second(source(spoiled))

    assert spoiled != data
    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_a_page_is_rendered_as_png():
    image = render_page(make_pdf(draw_table), 1, 0.5)

    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20], "big") == 298


def test_a_page_on_its_side_is_shown_as_it_was_read():
    image = render_page(make_pdf(draw_with_a_wrong_rotation), 1, 0.5)

    assert int.from_bytes(image[16:20], "big") == 421


def test_the_answers_in_a_form_are_shown():
    def read_ink(draw) -> bytes:
        return render_page(make_pdf(draw), 1, 0.5)

    assert read_ink(draw_form) != read_ink(draw_table)


def test_a_page_that_is_not_there_cannot_be_rendered():
    with pytest.raises(ValueError, match="no page 2"):
        render_page(make_pdf(draw_table), 2, 1.0)


RULED = [
    pytest.param(f"generated/{variant}/source.{producer}.pdf", id=f"{variant} by {producer}")
    for variant in ("seed", "v01", "v03", "v07", "v08", "v12")
    for producer in ("lo", "chromium", "weasy", "rl")
]


@pytest.mark.parametrize("path", [pytest.param("huaian_2024/source.pdf", id="a real report"), *RULED])
def test_every_number_of_the_corpus_stands_in_the_tables(corpus: Path, path: str):
    """All numbers of the truth, as often as it has them; fields are told apart elsewhere."""
    file = corpus / path
    facts = json.loads((file.parent / "truth.json").read_text("utf-8"))["facts"]
    expected = sorted(Decimal(str(value)) for value in facts.values() if value is not None)

    document = read_pdf(source(file.read_bytes()))

    cells = [c for table in document.tables() for row in table.rows for c in row if not c.is_repeat and c.text]
    texts = ["".join(unicodedata.normalize("NFKC", cell.text).split()) for cell in cells]
    found = sorted(Decimal(text) for text in texts if text.replace(".", "", 1).isdecimal())
    assert found == expected
    assert {cell.doubt for cell in cells} <= {"", "row_cut"}
