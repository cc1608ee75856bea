"""Tables in PDFs whose rules part only the rows, only the columns, or frame the whole; and heads without merged cells."""

import io
from itertools import pairwise

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.formats.pdf.reader import read_pdf
from extractors.model.document import Table
from extractors.model.source import SourceDocument

FONT, SIZE = "STSong-Light", 9.0
XS = (60, 200, 260, 320, 380, 440)
TOP, PITCH = 760, 20
ROWS = (
    ("信息内容", "本年制发", "本年废止", "现行有效", "其他数量"),
    ("规章", "1", "20", "3", "4"),
    ("规范性文件", "15", "6", "700", "8"),
    ("行政许可", "9", "10", "11", "120"),
    ("行政处罚", "13", "0", "0", "2"),
    ("行政强制", "0", "17", "8", "1"),
    ("行政收费", "3", "5", "21", "42"),
)
YS = tuple(TOP - PITCH * row for row in range(len(ROWS) + 1))


def read_only_table(draw) -> Table:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    document = read_pdf(SourceDocument(buffer.getvalue(), "made.pdf"))
    (table,) = document.tables()
    return table


def place(text: str, left: float, right: float, align: str) -> float:
    """Left end of a text in a cell."""
    width = pdfmetrics.stringWidth(text, FONT, SIZE)
    return {"left": left + 3, "right": right - 3 - width, "center": (left + right - width) / 2}[align]


def write_rows(canvas: Canvas, align: str) -> None:
    for y, row in zip(YS, ROWS, strict=False):
        for (left, right), text in zip(pairwise(XS), row, strict=True):
            canvas.drawString(place(text, left, right, align if left > XS[0] else "left"), y - 14, text)


def rule_rows(canvas: Canvas) -> None:
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)


def rule_columns(canvas: Canvas) -> None:
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])


def frame(canvas: Canvas) -> None:
    canvas.rect(XS[0], YS[-1], XS[-1] - XS[0], YS[0] - YS[-1], stroke=1, fill=0)


def rule_labels_off(canvas: Canvas) -> None:
    canvas.line(XS[1], YS[0], XS[1], YS[-1])


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize(
    "rules",
    [
        pytest.param((), id="no rules"),
        pytest.param((rule_rows,), id="between rows"),
        pytest.param((rule_columns,), id="between columns"),
        pytest.param((frame,), id="around the table"),
        pytest.param((frame, rule_rows), id="around and between rows"),
        pytest.param((frame, rule_columns), id="around and between columns"),
        pytest.param((frame, rule_rows, rule_labels_off), id="between rows and beside the labels"),
    ],
)
def test_rules_that_leave_columns_or_rows_together_do_not_join_their_numbers(rules, align):
    def draw(canvas: Canvas) -> None:
        for rule in rules:
            rule(canvas)
        write_rows(canvas, align)

    table = read_only_table(draw)

    assert [tuple(cell.text for cell in row) for row in table.rows] == list(ROWS)
    assert {cell.doubt for row in table.rows for cell in row} == {""}


HEADS = ("结果维/持", "结果纠/正", "其他结/果", "尚未审/结", "总计")


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_heads_of_two_lines_are_joined_however_they_are_set(align):
    def draw(canvas: Canvas) -> None:
        for number in range(10):
            left = 60 + 34 * number
            lines = HEADS[number % 5].split("/")
            for index, line in enumerate(lines):
                y = 700 - 11.5 * index - (5.7 if len(lines) == 1 else 0)
                canvas.drawString(place(line, left, left + 33, align), y, line)
            value = str((number * 7) % 10)
            canvas.drawString(place(value, left, left + 33, align), 672, value)

    table = read_only_table(draw)

    assert [cell.text for cell in table.rows[0]] == [head.replace("/", "\n") for head in HEADS * 2]
    assert [cell.text for cell in table.rows[-1]] == ["0", "7", "4", "1", "8", "5", "2", "9", "6", "3"]
