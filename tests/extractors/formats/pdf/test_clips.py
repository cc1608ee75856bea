"""Text that a clipping path hides, or cuts off: what nobody sees is no number."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.formats.pdf.reader import read_pdf
from extractors.model.document import Table
from extractors.model.source import SourceDocument

XS, YS, BASE = (100, 200, 300), (640, 670, 700), 680
DIGIT = 5.56
"""Points that a digit is broad."""


def read_row(draw) -> list[str]:
    """The texts of the first row: a label, and what ``draw`` prints in the cell behind it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)
    canvas.setFont("Helvetica", 10)
    for x, y, text in ((105, BASE, "Labels"), (105, BASE - 30, "Other"), (205, BASE - 30, "3")):
        canvas.drawString(x, y, text)
    draw(canvas)
    canvas.save()
    document = read_pdf(SourceDocument(buffer.getvalue(), "made.pdf"))
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return [cell.text for cell in table.rows[0]]


def clip(*corners: tuple[float, float]):
    """Draws text that only shows inside a path."""

    def draw(canvas: Canvas, x: float, text: str) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(x, BASE, text)
        canvas.restoreState()

    return draw


def box(left: float, bottom: float, right: float, top: float):
    return clip((left, bottom), (right, bottom), (right, top), (left, top))


FAR, ABOVE = box(0, 0, 1, 1), box(200, 692, 300, 700)
CORNER = clip((0, 0), (9, 0), (0, 9))
PAGE, CELL, ROOMY = box(0, 0, 595, 842), box(200, 670, 300, 700), clip((-900, 0), (1500, 0), (300, 3000))


@pytest.mark.parametrize("hidden", [FAR, CORNER], ids=["rectangle", "triangle"])
@pytest.mark.parametrize("x", [205 - DIGIT, 205 + 2 * DIGIT], ids=["before", "behind"])
def test_a_digit_out_of_sight_is_no_part_of_the_number_beside_it(hidden, x):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(205, BASE, "12")
        hidden(canvas, x, "9")

    assert read_row(draw) == ["Labels", "12"]


def test_a_number_out_of_sight_leaves_a_blank():
    assert read_row(lambda canvas: FAR(canvas, 205, "12")) == ["Labels", ""]


@pytest.mark.parametrize("shown", [PAGE, CELL, ROOMY], ids=["page", "cell", "triangle"])
def test_a_number_that_its_path_shows_is_read(shown):
    assert read_row(lambda canvas: shown(canvas, 205, "12")) == ["Labels", "12"]


def test_a_number_of_which_a_digit_is_cut_off_is_not_whole():
    cut = box(200, 670, 205 + 2 * DIGIT, 700)

    assert read_row(lambda canvas: cut(canvas, 205, "123")) == ["Labels", "12\ufffd"]


def test_words_that_go_on_out_of_sight_are_read_whole():
    cut = box(200, 670, 225, 700)

    assert read_row(lambda canvas: cut(canvas, 205, "Words 2024")) == ["Labels", "Words 2024"]


def test_a_number_under_the_lines_that_a_cell_has_room_for_is_not_read():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(205, BASE + 5, "12")
        ABOVE(canvas, 205, "9")

    assert read_row(draw) == ["Labels", "12"]


def test_what_a_form_holds_outside_its_box_is_not_read():
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("cropped", 200, 670, 240, 700)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(205, BASE, "12")
        canvas.drawString(260, BASE, "99")
        canvas.endForm()
        canvas.doForm("cropped")

    assert read_row(draw) == ["Labels", "12"]


def test_nor_is_what_a_path_around_the_form_cuts_off():
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("whole", 0, 0, 595, 842)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(205, BASE, "12")
        canvas.drawString(260, BASE, "99")
        canvas.endForm()
        path = canvas.beginPath()
        path.rect(200, 670, 40, 30)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.doForm("whole")

    assert read_row(draw) == ["Labels", "12"]
