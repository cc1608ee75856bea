"""Numbers of which an area or picture that was painted later hides a digit: what can be seen may be another number."""

import io

import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.formats.pdf.reader import read_pdf
from extractors.model.document import Table
from extractors.model.source import SourceDocument

XS, YS, BASE = (100, 200, 300), (640, 670, 700), 680
LAST = 205 + 2 * 5.56
"""Where the third digit of a number begins."""


def read_row(draw, text: str = "123", *, is_before: bool = False) -> list[str]:
    """The texts of the first row: a label, and a number beside what ``draw`` paints."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)
    if is_before:
        draw(canvas)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont("Helvetica", 10)
    for x, y, words in ((105, BASE, "Labels"), (105, BASE - 30, "Other"), (205, BASE - 30, "3"), (205, BASE, text)):
        canvas.drawString(x, y, words)
    if not is_before:
        draw(canvas)
    canvas.save()
    document = read_pdf(SourceDocument(buffer.getvalue(), "made.pdf"))
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return [cell.text for cell in table.rows[0]]


def paint(red: float, green: float, blue: float, opacity: float = 1.0, left: float = LAST):
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(Color(red, green, blue, alpha=opacity))
        canvas.rect(left, BASE - 4, 20, 14, stroke=0, fill=1)

    return draw


def paste(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 255)), LAST, BASE - 4, 20, 14)


def print_in_white(canvas: Canvas) -> None:
    """A picture of the number 5, and 31 printed over it in white."""
    shape = Image.new("L", (60, 70), 255)
    shape.paste(0, (0, 0, 60, 12))
    shape.paste(0, (0, 58, 60, 70))
    canvas.drawImage(ImageReader(shape), 205 + 3 * 5.56, BASE - 0.2, 11, 7.4)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(205 + 3 * 5.56, BASE, "31")


WHITE, BLACK, YELLOW = paint(1, 1, 1), paint(0, 0, 0), paint(1, 1, 0, 0.4)


@pytest.mark.parametrize("cover", [WHITE, BLACK, paste], ids=["white", "black", "picture"])
def test_a_number_of_which_a_digit_is_covered_is_not_whole(cover):
    assert read_row(cover) == ["Labels", "12\ufffd"]


@pytest.mark.parametrize("left", [LAST + 2.7, LAST + 4], ids=["half", "less than half"])
def test_so_is_one_of_which_a_digit_is_covered_in_part(left):
    assert read_row(paint(0, 0, 0, left=left)) == ["Labels", "12\ufffd"]


def test_a_digit_that_is_touched_by_an_area_is_read():
    assert read_row(paint(0, 0, 0, left=LAST + 5.4)) == ["Labels", "123"]


def test_white_text_over_a_picture_of_print_is_not_read():
    assert "31" not in read_row(print_in_white)[1]


def test_a_digit_under_a_thin_veil_is_read():
    assert read_row(YELLOW) == ["Labels", "123"]


@pytest.mark.parametrize("ground", [WHITE, paste], ids=["white", "picture"])
def test_so_is_one_on_a_ground_that_was_painted_first(ground):
    assert read_row(ground, is_before=True) == ["Labels", "123"]


def test_words_of_which_a_part_is_covered_are_read_whole():
    assert read_row(WHITE, "Words") == ["Labels", "Words"]
