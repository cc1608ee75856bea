"""OFD files: the same page said in every way the standard allows, what is not printed, and the corpus."""

import io
import json

import pytest
from ofd_pages import RULED_GRID, grid, ink_object, one_page, places, read, sample_sheet, text_object
from ofd_writer import SIZE, Manner, Sheet, write_ofd

from extractors.formats.docx.reader import read_docx
from extractors.formats.ofd.image import render_page_ofd
from extractors.formats.ofd.reader import read_ofd_pages
from extractors.model.document import Table, Unreadable
from extractors.model.source import SourceDocument

GENERATED = ("seed", "v01", "v03", "v08", "v12")


MANNERS = [
    pytest.param(Manner(), id="prefixed names, one path a line"),
    pytest.param(Manner(prefix=""), id="default namespace"),
    pytest.param(Manner(prefix="", namespace=""), id="no namespace"),
    pytest.param(Manner(prefix="x", namespace="urn:other"), id="a foreign namespace"),
    pytest.param(Manner(is_absolute=True), id="absolute locations"),
    pytest.param(Manner(text="repeats"), id="distances with repeats"),
    pytest.param(Manner(text="signs"), id="each sign by itself"),
    pytest.param(Manner(text="scaled"), id="text under a transform"),
    pytest.param(Manner(text="shapes"), id="text with glyph substitution"),
    pytest.param(Manner(text="bare"), id="text without distances"),
    pytest.param(Manner(rules="cells"), id="a rectangle for each cell"),
    pytest.param(Manner(rules="bars"), id="thin filled bars"),
    pytest.param(Manner(rules="scaled"), id="lines under a transform"),
    pytest.param(Manner(rules="one path"), id="all lines in one path"),
    pytest.param(Manner(has_blocks=True), id="blocks in blocks"),
    pytest.param(Manner(has_template=True), id="lines in a template"),
    pytest.param(Manner(has_composite=True), id="lines in a vector graphic"),
]


@pytest.mark.parametrize("manner", MANNERS)
def test_one_page_is_the_same_however_it_is_said(manner):
    document = read(write_ofd([sample_sheet()], manner))
    (table,) = document.tables()

    assert grid(table) == RULED_GRID
    assert "".join(document.text.split()) == "一、总体情况2024年，收到申请12件。二、其他事项"
    assert (table.layout, table.origin.page, document.pages, document.problems) == ("grid", 1, 1, ())


@pytest.mark.parametrize("manner", MANNERS)
def test_signs_stand_where_the_page_has_them(manner):
    (page,) = read_ofd_pages(write_ofd([sample_sheet()], manner))
    first = page.marks.glyphs[0]
    millimetres = [edge * 25.4 / 72 for edge in (first.left, first.top, first.right, first.bottom)]

    assert first.text == "一"
    assert millimetres == pytest.approx([30, 30 - 0.86 * SIZE, 30 + SIZE, 30 + 0.14 * SIZE])
    assert (page.width, page.height) == pytest.approx((595.28, 841.89), abs=0.01)


@pytest.mark.parametrize("manner", [Manner(), Manner(has_template=True), Manner(has_composite=True)])
def test_places_count_from_the_corner_of_the_page(manner):
    (page,) = read_ofd_pages(write_ofd([sample_sheet()], manner, corner=(12.5, -20)))
    first, rule = page.marks.glyphs[0], min(page.marks.rules, key=lambda rule: (rule.top, rule.left))
    millimetres = [edge * 25.4 / 72 for edge in (first.left, first.top, rule.left, rule.top)]

    assert millimetres == pytest.approx([30 - 12.5, 30 + 20 - 0.86 * SIZE, 30 - 12.5, 60 + 20])
    assert (page.width, page.height) == pytest.approx((595.28, 841.89), abs=0.01)


def test_the_documents_of_one_package_follow_one_another():
    sheets = [Sheet() for _ in range(3)]
    for sheet, text in zip(sheets, "甲乙丙", strict=True):
        sheet.write(30, 40, text)
    data = write_ofd(sheets, bodies=2)

    pages = read_ofd_pages(data)

    assert [(page.number, page.marks.glyphs[0].text) for page in pages] == [(1, "甲"), (2, "乙"), (3, "丙")]
    assert read(data).pages == 3
    assert read(data).metadata == (("ofd:Title", "样件"), ("ofd:Title", "样件"))


def test_a_decimal_point_set_as_bare_ink_stays_in_its_number():
    glyphs = [(0, 2.9, "2"), (2.1, 2.9, "8"), (4.6, 0.5, "."), (6.3, 2.9, "6"), (8.4, 2.9, "6")]
    objects = "".join(ink_object(50 + x, 100, height, sign) for x, height, sign in glyphs)
    document = read(one_page(objects + ink_object(40, 100, 4.2, "计") + ink_object(36, 100, 4.2, "共")))

    assert "".join(document.text.split()) == "共计28.66"


def test_a_full_width_decimal_point_stays_in_its_number_beside_larger_type():
    prose = "".join(ink_object(20 + 6 * n, 40, 5.2, "字") for n in range(20))
    number = [(0, 2.6, "２"), (3.5, 2.6, "８"), (6.6, 0.3, "．"), (10.5, 2.6, "６")]
    document = read(one_page(prose + "".join(ink_object(50 + x, 100, height, sign) for x, height, sign in number)))

    assert "".join(document.text.split()) == "字" * 20 + "２８．６"


def test_a_page_that_is_a_picture_has_no_text():
    scan, mixed = Sheet(pictures=[(0, 0, 210, 297)]), sample_sheet()
    mixed.pictures = [(20, 150, 150, 120)]
    sealed = sample_sheet()
    sealed.pictures = [(20, 150, 30, 30)]
    document = read(write_ofd([scan, mixed, sealed]))

    assert places(document) == [("PAGE.NO_TEXT", 1), ("PAGE.IMAGE", 2)]


def test_glyphs_without_characters_are_told():
    document = read(one_page(text_object('Size="4"', 'X="0" Y="4"', "\u00a4\u00a4\u00a4甲")))

    assert [problem.code for problem in document.problems] == ["PAGE.BAD_TEXT"]


def test_invisible_text_is_not_printed():
    hidden = text_object('Size="4" Visible="false"', 'X="0" Y="4"', "99")
    document = read(one_page(hidden + text_object('Size="4"', 'X="0" Y="4"', "正文")))

    assert document.text == "正文"


def coloured(colour, attributes=""):
    """正文 in black and 99 with a colour."""
    mark = text_object(f'Size="4" {attributes}', 'X="40" Y="4"', "99").replace(
        "<ofd:TextCode", f"{colour}<ofd:TextCode"
    )
    return text_object('Size="4"', 'X="0" Y="4"', "正文") + mark


SHADE = (
    '<ofd:PathObject ID="7" Boundary="10 10 150 40" Fill="true" Stroke="false">'
    '<ofd:FillColor Value="20 30 90"/><ofd:AbbreviatedData>M 0 0 L 150 0 L 150 40 L 0 40 C</ofd:AbbreviatedData>'
    "</ofd:PathObject>"
)


@pytest.mark.parametrize(
    ("objects", "text"),
    [
        pytest.param(coloured('<ofd:FillColor Value="255 255 255"/>'), "正文", id="white on the paper"),
        pytest.param(coloured('<ofd:FillColor Value="0 0 0" Alpha="3"/>'), "正文", id="transparent"),
        pytest.param(coloured("", 'Fill="false"'), "正文", id="neither filled nor drawn"),
        pytest.param(coloured('<ofd:FillColor Value="255 0 0"/>'), "正文99", id="red stays"),
        pytest.param(coloured('<ofd:FillColor Value="0 0 0 0"/>'), "正文99", id="a colour of four parts stays"),
        pytest.param(coloured('<ofd:FillColor Value="255 255 255"/>', 'Stroke="true"'), "正文99", id="drawn around"),
        pytest.param(
            SHADE + coloured('<ofd:FillColor Value="255 255 255"/>'), "正文99", id="white on a dark area stays"
        ),
    ],
)
def test_text_that_cannot_be_seen_is_not_printed(objects, text):
    (page,) = read_ofd_pages(one_page(objects))

    assert "".join(glyph.text for glyph in page.marks.glyphs) == text


@pytest.mark.parametrize(
    ("matrix", "text"),
    [
        pytest.param("0.7 -0.7 0.7 0.7 0 0", "正文", id="a watermark"),
        pytest.param("0 1 -1 0 0 0", "正文99", id="words from top to bottom stay"),
        pytest.param("1 0.03 -0.03 1 0 0", "正文99", id="words of a page fed in crookedly stay"),
    ],
)
def test_words_aslant_over_the_page_are_not_read(matrix, text):
    mark = text_object(f'Size="4" CTM="{matrix}"', 'X="0" Y="4"', "99")
    (page,) = read_ofd_pages(one_page(text_object('Size="4"', 'X="0" Y="4"', "正文") + mark))

    assert "".join(glyph.text for glyph in page.marks.glyphs) == text


@pytest.mark.parametrize("case", GENERATED)
def test_tables_equal_those_of_the_same_report_as_docx(corpus, case):
    folder = corpus / "generated" / case
    placed = read((folder / "source.ofd").read_bytes())
    new = read_docx(SourceDocument((folder / "source.docx").read_bytes(), "source.docx"))

    assert [grid(table) for table in placed.tables()] == [grid(table) for table in new.tables()]
    assert "".join(placed.text.split()) == "".join(new.text.split())


def test_the_borderless_report_has_every_number_of_its_largest_table(corpus):
    folder = corpus / "generated" / "v07"
    facts = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["facts"]
    document = read((folder / "source.ofd").read_bytes())
    (table,) = (block for block in document.blocks if isinstance(block, Table) and len(block.rows) > 20)
    rows = [[float(cell.text) for cell in row[-7:]] for row in table.rows if row[-1].text.strip().isdigit()]
    totals = [value for key, value in facts.items() if key.startswith("outcome_total|")]

    assert len(rows) == 25
    assert totals in rows


def test_a_page_is_drawn_with_its_lines():
    image_module = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    image = image_module.open(io.BytesIO(render_page_ofd(write_ofd([sample_sheet()]), 1, 2.0)))
    left, top = (round(edge / 25.4 * 72 * 2) for edge in (30, 60))

    assert image.size == (1191, 1684)
    assert min(image.getpixel((left + 40, y)) for y in range(top - 2, top + 3)) == 0
    assert image.getpixel((20, 20)) == 255


@pytest.mark.parametrize(
    ("page", "scale", "code"),
    [
        pytest.param(2, 1.0, "PAGE.SKIPPED", id="no such page"),
        pytest.param(1, 900.0, "FILE.TOO_LARGE", id="too many pixels"),
    ],
)
def test_a_page_that_cannot_be_drawn_says_why(page, scale, code):
    with pytest.raises(Unreadable) as caught:
        render_page_ofd(write_ofd([sample_sheet()]), page, scale)

    assert caught.value.problem.code == code
