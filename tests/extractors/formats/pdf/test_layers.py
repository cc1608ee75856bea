"""Text in marked content of a PDF: in layers, hidden or shown, and such as is told by other characters."""

import re

import pytest
from raw_pdf import GRID, PROSE, write_pdf

from extractors.formats.pdf import retold
from extractors.formats.pdf.reader import read_pdf
from extractors.model.source import SourceDocument

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
LABELS = b"BT /F1 12 Tf 105 680 Td (Labels) Tj 100 0 Td (12) Tj ET "
RETOLD = b"/Span << /ActualText (%s) >> BDC BT /F1 12 Tf %g 680 Td (%s) Tj ET EMC "
LAYERED = b"/OC /L BDC BT /F1 12 Tf %d 680 Td (3) Tj ET EMC"


def read_row(layered: bytes, hidden: bytes) -> list[str]:
    """The texts of the cells of a row: a label, 12, and nothing, beside what stands in a layer."""
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1") + LABELS + layered, FONT, b"<< /Type /OCG /Name (layer) >>")
    layers = b"/Type /Catalog /OCProperties << /OCGs [6 0 R] /D << /OFF [%s] >> >>" % hidden
    data = data.replace(b"/Type /Catalog", layers)
    data = data.replace(b"/Resources << ", b"/Resources << /Properties << /L 6 0 R >> ")
    data = re.sub(rb"xref.*trailer", b"trailer", data, flags=re.DOTALL)  # the places of the objects are others now
    (table,) = read_pdf(SourceDocument(data, "x.pdf")).tables()
    return [cell.text for cell in table.rows[0]]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        pytest.param(305, ["Labels", "12", "3"], id="in a blank cell"),
        pytest.param(218.4, ["Labels", "123", ""], id="right behind a number"),
    ],
)
def test_only_a_layer_that_is_shown_is_read(place, shown):
    layered = LAYERED.replace(b"%d", b"%g" % place)

    assert read_row(layered, b"") == shown
    assert read_row(layered, b"6 0 R") == ["Labels", "12", ""]


@pytest.mark.parametrize(
    ("told", "place", "glyphs", "shown"),
    [
        pytest.param(b" ", 305, b"3", ["Labels", "12", "3"], id="a number told as a blank"),
        pytest.param(b" ", 218.4, b"3", ["Labels", "123", ""], id="a digit told as a blank"),
        pytest.param(b" ", 205, b"30", ["Labels", "3012", ""], id="digits told as a blank where others begin"),
        pytest.param(b"-", 305, b"3", ["Labels", "12", "3"], id="a number told as a stroke"),
        pytest.param(b"5", 305, b"3", ["Labels", "12", "3"], id="a number told as another"),
        pytest.param(b"\xfe\xff\x6c\x11", 305, b"31", ["Labels", "12", "31"], id="a number told as a word"),
        pytest.param(b"3", 305, b"3", ["Labels", "12", "3"], id="a number told as it is"),
        pytest.param(b" ", 305, b" ", ["Labels", "12", ""], id="a blank told as a blank"),
    ],
)
def test_digits_for_which_something_else_is_told_are_read_as_they_are_seen(told, place, glyphs, shown):
    labels = LABELS.replace(b"100 0 Td (12)", b"%d 0 Td (12)" % (113.4 if place == 205 else 100))
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1") + labels + RETOLD % (told, place, glyphs), FONT)
    (table,) = read_pdf(SourceDocument(data, "x.pdf")).tables()

    assert [cell.text for cell in table.rows[0]] == shown


@pytest.mark.parametrize(
    "contents",
    [
        pytest.param(
            b"/Span << /ActualText ( ) >> BDC /P << /MCID 0 >> BDC %s EMC EMC", id="around one that tells none"
        ),
        pytest.param(
            b"/P << /MCID 0 >> BDC /Span << /ActualText ( ) >> BDC %s EMC EMC", id="inside one that tells none"
        ),
        pytest.param(b"/P << /MCID 0 >> BDC EMC /Span << /ActualText ( ) >> BDC %s EMC", id="behind one that is empty"),
    ],
)
def test_what_one_of_several_contents_tells_is_not_believed(contents):
    marked = contents % b"BT /F1 12 Tf 305 680 Td (3) Tj ET"
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1") + LABELS + marked, FONT)
    (table,) = read_pdf(SourceDocument(data, "x.pdf")).tables()

    assert [cell.text for cell in table.rows[0]] == ["Labels", "12", "3"]


def test_texts_of_one_content_are_asked_once_what_it_tells(monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(retold, "find_telling", lambda marks, _: asked.extend(marks) or [])
    marked = b"/P << /MCID 0 >> BDC " + LABELS + LABELS.replace(b"680", b"655") + b" EMC "
    read_pdf(SourceDocument(write_pdf(GRID + PROSE.replace(b"F2", b"F1") + marked, FONT), "x.pdf"))

    assert len(asked) == 1


def test_a_word_told_for_a_glyph_that_looks_alike_is_believed():
    song = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
        b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
        b"/Supplement 4 >> /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 800 "
        b"/Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 /FontBBox [-25 -254 1000 880] >> >>] >>"
    )
    word = b"/Span << /ActualText <feff6c11> >> BDC BT /F2 12 Tf %d 680 Td <5c38> Tj ET EMC "
    number = word.replace(b"5c38", b"00310032")
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1") + word % 105 + word % 205 + number % 305, FONT, song)
    data = data.replace(b"/Font << /F1 5 0 R", b"/Font << /F1 5 0 R /F2 6 0 R")
    (table,) = read_pdf(SourceDocument(data, "x.pdf")).tables()

    assert [cell.text for cell in table.rows[0]] == ["民", "民", "12"]
