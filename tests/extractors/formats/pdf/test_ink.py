"""What a PDF holds and its page does not show, and what its page shows as struck out, raised, or drawn twice."""

import io
from itertools import pairwise

import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.formats.pdf.reader import read_pdf
from extractors.model.document import Table
from extractors.model.source import SourceDocument

XS = (100, 200, 300, 400)
YS = (700, 680, 660)
BASE = YS[0] - 14
"""Base line of the first row."""
PRINTED = (
    (105, BASE, "Labels"),
    (205, BASE, "12"),
    (305, BASE, "7"),
    (105, BASE - 20, "Other"),
    (205, BASE - 20, "3"),
    (305, BASE - 20, "0"),
)


def read_cells(draw, *, has_rules: bool = True, is_later: bool = True) -> list[tuple[str, str]]:
    """Text and doubt of each cell of the first row: a label, 12 beside what ``draw`` adds, and 7.

    ``is_later``: it is added when everything else is drawn, and not right after the 12.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    if has_rules:
        draw_rules(canvas)
    canvas.setFont("Helvetica", 10)
    for x, y, text in PRINTED[:2]:
        canvas.drawString(x, y, text)
    canvas.saveState()
    if not is_later:
        draw(canvas)
    canvas.restoreState()
    for x, y, text in PRINTED[2:]:
        canvas.drawString(x, y, text)
    if is_later:
        draw(canvas)
    canvas.save()
    document = read_pdf(SourceDocument(buffer.getvalue(), "made.pdf"))
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return [(cell.text, cell.doubt) for cell in table.rows[0]]


def draw_rules(canvas: Canvas) -> None:
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)


def after(text: str = "12") -> float:
    """Where the next digit goes behind the number in the second cell."""
    return 205 + 5.56 * len(text)


def draw_white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(after(), BASE, "9")


def draw_nearly_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.96, 0.98, 0.99)
    canvas.drawString(after(), BASE, "9")


def draw_transparent(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0.02))
    canvas.drawString(after(), BASE, "9")


def draw_clear_over_the_number(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    canvas.drawString(206, BASE, "912")


def draw_white_at_the_last_digit(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(after() - 1.2, BASE, "9")


def draw_covered(canvas: Canvas) -> None:
    canvas.drawString(after(), BASE, "9")
    canvas.setFillGray(1)
    canvas.rect(after(), BASE - 3, 6, 12, stroke=0, fill=1)


def draw_in_the_ink_of_its_ground(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(after(), BASE - 3, 8, 12, stroke=0, fill=1)
    canvas.drawString(after(), BASE, "9")


@pytest.mark.parametrize(
    "draw",
    [
        draw_white,
        draw_nearly_white,
        draw_transparent,
        draw_clear_over_the_number,
        draw_white_at_the_last_digit,
        draw_covered,
        draw_in_the_ink_of_its_ground,
    ],
)
def test_digits_that_the_page_does_not_show_are_no_part_of_a_number(draw):
    assert read_cells(draw) == [("Labels", ""), ("12", ""), ("7", "")]


def draw_white_on_dark(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(after(), BASE - 3, 8, 12, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(after(), BASE, "9")


def draw_grey(canvas: Canvas) -> None:
    canvas.setFillGray(0.6)
    canvas.drawString(after(), BASE, "9")


def draw_over_a_white_area(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.rect(after(), BASE - 3, 6, 12, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.drawString(after(), BASE, "9")


def draw_outlined_in_black(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.setLineWidth(0.4)
    canvas.drawString(after(), BASE, "9", mode=2)


@pytest.mark.parametrize("draw", [draw_white_on_dark, draw_grey, draw_over_a_white_area, draw_outlined_in_black])
def test_digits_that_the_page_shows_are_read_whatever_their_ink(draw):
    assert read_cells(draw) == [("Labels", ""), ("129", ""), ("7", "")]


def put_in(old: str, new: str, *, opacity: float = 1.0, is_last: bool = True):
    """Draws a number, an area over it, and another number; the other way round where the area is not the last."""

    def draw(canvas: Canvas) -> None:
        area = (after() - 0.5, BASE - 3, 30, 13)
        canvas.drawString(after(), BASE, old)
        if not is_last:
            canvas.drawString(after("12" + old), BASE, new)
        canvas.setFillColor(Color(1, 1, 1, alpha=opacity))
        canvas.rect(*area, stroke=0, fill=1)
        canvas.setFillColor(Color(0, 0, 0, alpha=1))
        if is_last:
            canvas.drawString(after(), BASE, new)

    return draw


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("9", "3", id="a digit"),
        pytest.param("93459", "345", id="more of the same digits"),
        pytest.param("3", "345", id="fewer of them"),
        pytest.param("3", "3", id="the same number"),
    ],
)
def test_a_number_printed_over_a_covered_one_is_read_alone(old, new):
    assert read_cells(put_in(old, new)) == [("Labels", ""), ("12" + new, ""), ("7", "")]


def test_a_number_under_a_thin_veil_is_read_with_what_is_printed_over_it():
    """Nobody can read it; so the two are not taken for one of them."""
    _, (text, _), _ = read_cells(put_in("8", "45", opacity=0.2))

    assert set(text) == set("12845")


def test_numbers_under_an_area_that_nothing_is_printed_on_are_no_part_of_a_number():
    assert read_cells(put_in("8", "4", is_last=False)) == [("Labels", ""), ("12", ""), ("7", "")]


def draw_struck(canvas: Canvas) -> None:
    canvas.drawString(after(), BASE, "45")
    canvas.setLineWidth(0.6)
    canvas.line(after(), BASE + 2.6, after("1245"), BASE + 2.6)


def draw_struck_twice(canvas: Canvas) -> None:
    draw_struck(canvas)
    canvas.line(after(), BASE + 4.4, after("1245"), BASE + 4.4)


@pytest.mark.parametrize("has_rules", [True, False], ids=["in a ruled table", "in a table without rules"])
@pytest.mark.parametrize("draw", [draw_struck, draw_struck_twice])
def test_a_struck_number_is_not_read_and_the_one_beside_it_is_in_doubt(draw, has_rules):
    assert read_cells(draw, has_rules=has_rules) == [("Labels", ""), ("12", "struck"), ("7", "")]


def strike_whole_number(canvas: Canvas) -> None:
    canvas.line(205, BASE + 2.6, after(), BASE + 2.6)


def test_a_cell_whose_number_is_struck_is_blank_and_in_doubt():
    assert read_cells(strike_whole_number) == [("Labels", ""), ("", "struck"), ("7", "")]


def test_without_rules_a_struck_number_that_nothing_replaces_stays_in_doubt():
    cells = read_cells(strike_whole_number, has_rules=False)

    assert cells == [("Labels", ""), ("12", "struck"), ("7", "")]


def underline(canvas: Canvas) -> None:
    canvas.line(205, BASE - 1.5, after(), BASE - 1.5)


def test_an_underlined_number_is_read():
    assert read_cells(underline) == [("Labels", ""), ("12", ""), ("7", "")]


@pytest.mark.parametrize(
    ("rise", "size", "printed"),
    [
        pytest.param(4, 6, "12³", id="raised: the mark of a note"),
        pytest.param(-3, 6, "12₃", id="lowered: the mark of a note"),
        pytest.param(0, 6, "12 3", id="on the line: apart, and so in doubt"),
        pytest.param(0, 9, "123", id="hardly smaller: a digit of the number"),
    ],
)
def test_a_digit_of_another_size_does_not_run_into_a_number(rise, size, printed):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(after(), BASE + rise, "3")

    assert read_cells(draw, is_later=False)[1] == (printed, "")


@pytest.mark.parametrize(("size", "printed"), [(6, "12 3"), (9, "123"), (14, "12 3")])
def test_nor_does_one_that_is_painted_later(size, printed):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(after(), BASE, "3")

    assert read_cells(draw)[1] == (printed, "")


def draw_double(gap: float, breadth: float):
    """A table of whose cells each is framed, as office programs draw double borders; breadth 0: hair lines."""

    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(max(breadth, 0.2))
        outer = (XS[0] - gap / 2, YS[-1] - gap / 2, XS[-1] - XS[0] + gap, YS[0] - YS[-1] + gap)
        canvas.rect(*outer, stroke=1, fill=0)
        for left, right in pairwise(XS):
            for top, bottom in pairwise(YS):
                canvas.rect(left + gap / 2, bottom + gap / 2, right - left - gap, top - bottom - gap, stroke=1, fill=0)

    return draw


@pytest.mark.parametrize(("gap", "breadth"), [(2.8, 0), (3.2, 1), (5, 0.5), (6, 2)])
def test_the_strokes_of_a_double_border_are_one_rule(gap, breadth):
    assert read_cells(draw_double(gap, breadth), has_rules=False) == [("Labels", ""), ("12", ""), ("7", "")]


def draw_broad(canvas: Canvas) -> None:
    canvas.setLineWidth(8)
    canvas.rect(XS[0], YS[-1], XS[-1] - XS[0], YS[0] - YS[-1], stroke=1, fill=0)
    canvas.setLineWidth(0.5)
    canvas.line(XS[0] + 4.5, YS[1], XS[-1] - 4.5, YS[1])
    for x in XS[1:-1]:
        canvas.line(x, YS[-1] + 4.5, x, YS[0] - 4.5)


def test_rules_that_end_at_the_edge_of_a_broad_frame_meet_it():
    assert read_cells(draw_broad, has_rules=False) == [("Labels", ""), ("12", ""), ("7", "")]


WHITE = Image.new("L", (4, 4), 255)


def cover_with_a_picture(canvas: Canvas) -> None:
    canvas.drawString(after(), BASE, "9")
    canvas.drawInlineImage(WHITE, after(), BASE - 3, 150, 14)
    canvas.drawString(305, BASE, "7")


def cover_with_a_clear_picture(canvas: Canvas) -> None:
    canvas.drawString(after(), BASE, "9")
    clear = ImageReader(Image.new("RGBA", (4, 4), (255, 0, 0, 40)))
    canvas.drawImage(clear, after() - 8, BASE - 20, 120, 60, mask="auto")


@pytest.mark.parametrize(
    ("draw", "printed"), [(cover_with_a_picture, "12"), (cover_with_a_clear_picture, "129")], ids=["white", "clear"]
)
def test_digits_under_a_picture_are_read_where_it_lets_them_through(draw, printed):
    assert read_cells(draw) == [("Labels", ""), (printed, ""), ("7", "")]


def draw_as_a_picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(Image.new("L", (4, 4), 0), 210, BASE - 22, 8, 10)


def draw_as_an_outline(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(210, BASE - 20)
    path.curveTo(222, BASE - 18, 222, BASE - 12, 214, BASE - 10)
    path.lineTo(212, BASE - 12)
    path.curveTo(216, BASE - 14, 216, BASE - 16, 211, BASE - 18)
    path.lineTo(209, BASE - 16)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def draw_a_frame(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(210, BASE - 22, 14, 12)
    path.rect(211, BASE - 21, 12, 10)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def read_second_row(draw) -> list[str]:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    draw_rules(canvas)
    for x, y, text in PRINTED:
        if (x, y) != (205, BASE - 20):
            canvas.drawString(x, y, text)
    canvas.drawString(100, 400, "Prose enough, so that the page is not taken for a picture.")
    draw(canvas)
    canvas.save()
    (table,) = read_pdf(SourceDocument(buffer.getvalue(), "made.pdf")).tables()
    return [cell.text for cell in table.rows[1]]


@pytest.mark.parametrize("draw", [draw_as_a_picture, draw_as_an_outline])
def test_a_number_that_is_drawn_and_no_text_is_not_a_blank(draw):
    assert read_second_row(draw) == ["Other", "\ufffd", "0"]


@pytest.mark.parametrize(("inside", "told"), [(1.0, "12\ufffd"), (4.0, "1\ufffd")], ids=["at its side", "over a digit"])
def test_a_picture_right_behind_a_number_may_be_its_last_digit(inside, told):
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (4, 4), 0), after() - inside, BASE, 5, 8)

    assert read_cells(draw)[1][0] == told


def test_a_frame_in_a_cell_is_no_number():
    assert read_second_row(draw_a_frame) == ["Other", "", "0"]


def test_a_page_of_outlines_is_one_without_text():
    def draw(canvas: Canvas) -> None:
        for step in range(12):
            canvas.saveState()
            canvas.translate(0, 15 * step)
            draw_as_an_outline(canvas)
            canvas.restoreState()

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    draw(canvas)
    canvas.save()
    document = read_pdf(SourceDocument(buffer.getvalue(), "made.pdf"))

    assert [problem.code for problem in document.problems] == ["PAGE.BAD_TEXT"]


def test_numbers_printed_on_one_another_are_in_doubt():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(206, BASE + 2, "88")

    assert read_cells(draw)[1][1] == "overprinted"


@pytest.mark.parametrize(
    ("ends", "cells"),
    [
        pytest.param((203, BASE - 1, 219, BASE + 9), [("", "struck"), ("7", "")], id="upwards"),
        pytest.param((203, BASE + 9, 219, BASE - 1), [("", "struck"), ("7", "")], id="downwards"),
        pytest.param((203, BASE + 10, 219, BASE + 14), [("12", ""), ("7", "")], id="above the number"),
        pytest.param((225, BASE - 2, 295, BASE + 9), [("12", ""), ("7", "")], id="beside the number"),
    ],
)
def test_a_number_that_a_slanted_stroke_runs_through_is_struck_out(ends, cells):
    assert read_cells(lambda canvas: canvas.line(*ends))[1:] == cells
