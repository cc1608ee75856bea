"""PDF fonts that say nothing true of their signs: of their height, or of what they stand for."""

import pytest
from raw_pdf import GRID, PROSE, write_pdf, write_stream

from extractors.formats.pdf.reader import read_pdf
from extractors.model.source import SourceDocument


def write_mapping(body: bytes) -> bytes:
    """A table that tells the characters of a font's codes."""
    start = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    return write_stream(start + body + b" endcmap end")


def make_pdf_in_private_characters() -> bytes:
    """A file whose font maps every letter to the private use area, as fonts cut down without care do."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    content = b"BT /F1 12 Tf 100 700 Td (ABCDEFGH) Tj ET"
    return write_pdf(content, font, write_mapping(b"1 beginbfrange <41> <5A> <E041> endbfrange"))


SHAPES = {"第": (50, -100, 950, 850), "一": (50, 350, 950, 420), "条": (60, -90, 940, 860), "3": (60, 0, 450, 700)}


def make_pdf_of_drawn_glyphs(content: str) -> bytes:
    """A file whose font draws each sign as a rectangle and says nothing true of its own height.

    Args:
        content: The page; a sign of the font stands for its code.
    """
    codes = {sign: b"%02x" % code for code, sign in enumerate(SHAPES, 1)}
    shown = "".join(codes[sign].decode() if sign in codes else sign for sign in content)
    names = b" ".join(b"/g" + code for code in codes.values())
    drawn = b" ".join(b"/g%s %d 0 R" % (code, number) for number, code in enumerate(codes.values(), 7))
    widths = b" ".join(b"%d" % _get_advance(sign) for sign in SHAPES)
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1 "
        b"/LastChar %d /Widths [%s] /CharProcs << %s >> /Encoding << /Type /Encoding /Differences [1 %s] >> "
        b"/ToUnicode 6 0 R /Resources << >> >>"
    ) % (len(SHAPES), widths, drawn, names)
    pairs = b" ".join(b"<%s> <%04x>" % (code, ord(sign)) for sign, code in codes.items())
    mapping = write_mapping(b"%d beginbfchar %s endbfchar" % (len(codes), pairs))
    return write_pdf(shown.encode(), font, mapping, *(_draw_shape(sign) for sign in SHAPES))


def _get_advance(sign: str) -> int:
    return 500 if sign.isdigit() else 1000


def _draw_shape(sign: str) -> bytes:
    left, bottom, right, top = SHAPES[sign]
    size = right - left, top - bottom
    edges = b"%d 0 %d %d %d %d d1" % (_get_advance(sign), left, bottom, right, top)
    return write_stream(edges + b" %d %d %d %d re f" % (left, bottom, *size))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("第一条", id="between two signs"),
        pytest.param("一条33", id="before a sign"),
        pytest.param("第一", id="after a sign"),
    ],
)
def test_a_stroke_with_the_box_of_its_ink_stays_on_its_line(text):
    (block,) = read_pdf(
        SourceDocument(make_pdf_of_drawn_glyphs(f"BT /F1 12 Tf 100 700 Td <{text}> Tj ET"), "x.pdf")
    ).blocks

    assert block.text == text


def test_a_lone_stroke_with_the_box_of_its_ink_is_as_high_as_wide():
    (block,) = read_pdf(SourceDocument(make_pdf_of_drawn_glyphs("BT /F1 12 Tf 100 700 Td <一> Tj ET"), "x.pdf")).blocks

    assert block.text == "一"
    assert block.origin.box.bottom - block.origin.box.top == pytest.approx(12.0)


def test_a_text_layer_without_characters_is_a_problem_and_not_text():
    document = read_pdf(SourceDocument(make_pdf_in_private_characters(), "x.pdf"))

    assert [problem.code for problem in document.problems] == ["PAGE.BAD_TEXT"]
    assert document.blocks == ()


def read_row(numbers: bytes, *font: bytes) -> list[str]:
    """The texts of the cells of a row: a label, 12, and what the font F1 prints."""
    labels = b"BT /F2 12 Tf 105 680 Td (Labels) Tj 100 0 Td (12) Tj ET "
    printed = b"BT /F1 12 Tf 305 680 Td %s Tj ET" % numbers
    data = write_pdf(GRID + PROSE + labels + printed, *font)
    helvetica = b"/F1 5 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    (table,) = read_pdf(SourceDocument(data.replace(b"/F1 5 0 R", helvetica), "x.pdf")).tables()
    return [cell.text for cell in table.rows[0]]


def test_a_digit_whose_character_is_not_told_leaves_a_hole_in_its_number():
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    mapping = write_mapping(b"2 beginbfchar <31> <0031> <37> <0007> endbfchar")

    assert read_row(b"(171)", font, mapping) == ["Labels", "12", "1\ufffd1"]


@pytest.mark.parametrize("sign", ["3", "/", "-"])
def test_the_code_of_a_glyph_is_not_taken_for_its_character(sign):
    inner = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Song /CIDToGIDMap /Identity /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    outer = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Song /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        inner,
        b"<< /Type /FontDescriptor /FontName /ABCDEF+Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        b"/Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>",
    )

    assert read_row(b"<%04x>" % ord(sign), *outer)[2] == "\ufffd"


BLANKS = [
    pytest.param("0020", id="blank"),
    pytest.param("00a0", id="blank that does not break"),
    pytest.param("3000", id="wide blank"),
    pytest.param("200b", id="blank without width"),
    pytest.param("feff", id="mark of the order of bytes"),
    pytest.param("000a", id="end of a line"),
]


@pytest.mark.parametrize("code", BLANKS)
@pytest.mark.parametrize(
    ("digits", "told"),
    [
        pytest.param(b"171", "1\ufffd1", id="inside a number"),
        pytest.param(b"7", "\ufffd", id="alone"),
        pytest.param(b"77", "\ufffd\ufffd", id="of which pdfium gives one"),
    ],
)
def test_a_digit_that_the_file_calls_a_blank_is_a_digit_that_is_not_known(code, digits, told):
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    mapping = write_mapping(b"2 beginbfchar <31> <0031> <37> <%s> endbfchar" % code.encode())

    assert read_row(b"(%s)" % digits, font, mapping) == ["Labels", "12", told]


def test_a_blank_that_a_glyph_tells_beside_its_digit_is_none_of_its_own():
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    mapping = write_mapping(b"2 beginbfchar <31> <0031> <37> <00370020> endbfchar")

    assert "".join(read_row(b"(171)", font, mapping)[2].split()) == "171"


def test_a_blank_without_ink_stays_a_blank():
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"

    assert read_row(b"( 1 ) Tj 20 0 Td ( 7 )", font) == ["Labels", "12", "1 7"]


def test_a_mark_whose_character_is_not_told_is_left_out_of_a_label():
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    mapping = write_mapping(b"1 beginbfrange <41> <5A> <0041> endbfrange 1 beginbfchar <6C> <F06C> endbfchar")

    assert read_row(b"(lABC)", font, mapping)[2] == "ABC"
