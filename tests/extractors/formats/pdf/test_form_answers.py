"""What was typed or drawn over a PDF page, and whose look does not lie beside it or says something else."""

import re

import pytest
from raw_pdf import GRID, PROSE, write_pdf, write_stream

from extractors.formats.pdf.reader import read_pdf
from extractors.model.document import Table
from extractors.model.source import SourceDocument

LABELS = b"BT /F1 12 Tf 105 680 Td (Labels) Tj 100 0 Td (12) Tj ET "
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def read_row(note: bytes, printed: bytes = b"", **options: bytes) -> list[str]:
    """The texts of the cells of a row: a label, 12, and what a field or note over the third cell shows."""
    (table,) = read_tables(note, printed, **options)
    return [cell.text for cell in table.rows[0]]


def read_tables(
    note: bytes, printed: bytes = b"", *, labels: bytes = LABELS, where: bytes = b"302 672 398 698", look: bytes = b""
) -> tuple[Table, ...]:
    form = write_stream(look).replace(b"<< ", b"<< /Type /XObject /Subtype /Form /BBox [0 0 40 26] ", 1)
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1") + labels + printed, FONT, form)
    data = data.replace(
        b"/Contents 4 0 R", b"/Contents 4 0 R /Annots [<< /Type /Annot /Rect [%s] %s >>]" % (where, note)
    )
    data = re.sub(rb"xref.*trailer", b"trailer", data, flags=re.DOTALL)  # the places of the objects are others now
    return read_pdf(SourceDocument(data, "x.pdf")).tables()


FIELD = b"/Subtype /Widget /FT /Tx /T (a) "


@pytest.mark.parametrize(
    ("note", "told"),
    [
        pytest.param(FIELD + b"/V (307)", "307", id="a field without a look"),
        pytest.param(b"/Subtype /FreeText /Contents (307)", "307", id="a note without a look"),
        pytest.param(FIELD + b"/V (  )", "", id="a blank field"),
        pytest.param(FIELD + b"/F 2 /V (307)", "", id="a hidden field"),
        pytest.param(FIELD + b"/F 32 /V (307)", "", id="a field that no screen shows"),
        pytest.param(b"/Subtype /Stamp", "\ufffd", id="a stamp"),
        pytest.param(b"/Subtype /Link", "", id="a link"),
    ],
)
def test_what_lies_over_a_blank_cell(note, told):
    assert read_row(note) == ["Labels", "12", told]


def test_a_stamp_as_broad_as_several_cells_is_a_sign_in_each():
    assert read_row(b"/Subtype /Stamp", where=b"140 672 398 698", labels=b"")[1:] == ["\ufffd", "\ufffd"]


def test_an_answer_that_stands_on_the_page_too_is_not_read_twice():
    assert read_row(FIELD + b"/V (307)", b"BT /F1 12 Tf 305 680 Td (307) Tj ET")[2] == "307"


def test_an_answer_over_another_number_leaves_neither():
    assert read_row(FIELD + b"/V (307)", b"BT /F1 12 Tf 305 680 Td (5) Tj ET")[2] == "5\ufffd"


@pytest.mark.parametrize("kind", [b"Square", b"Stamp", b"Polygon"])
@pytest.mark.parametrize(
    ("look", "where", "shown"),
    [
        pytest.param(b"1 g 0 0 40 26 re f", b"200 672 240 698", "\ufffd\ufffd", id="white over the number"),
        pytest.param(b"0 g 0 0 40 26 re f", b"211.5 672 251.5 698", "1\ufffd", id="black over a digit"),
        pytest.param(b"1 0 0 RG 1 1 38 24 re S", b"200 672 240 698", "12", id="a frame around it"),
    ],
)
def test_digits_that_a_note_hides_are_not_known(kind, look, where, shown):
    note = b"/F 4 /Subtype /%s /AP << /N 6 0 R >>" % kind

    assert read_row(note, look=look, where=where)[1] == shown


@pytest.mark.parametrize(
    ("kind", "flags", "doubt"),
    [
        pytest.param(b"StrikeOut", 4, "struck", id="struck out"),
        pytest.param(b"StrikeOut", 2, "", id="by a hidden note"),
        pytest.param(b"Underline", 4, "", id="underlined"),
        pytest.param(b"Highlight", 4, "", id="highlighted"),
    ],
)
def test_a_number_that_a_note_strikes_out_is_in_doubt(kind, flags, doubt):
    note = b"/F %d /Subtype /%s /QuadPoints [205 690 219 690 205 677 219 677]" % (flags, kind)
    (table,) = read_tables(note, where=b"205 677 219 690")

    assert table.rows[0][1].doubt == doubt
