"""OFD files: the same page said in every way the standard allows, what is left out, and damage."""

import io
import json
import random

import pytest
from ofd_writer import NAMESPACE, SIZE, Manner, Sheet, draw_table, pack, write_ofd

from extractors.document import Table, Unreadable
from extractors.docx.reader import read_docx
from extractors.ofd.geometry import read_deltas, read_path
from extractors.ofd.image import render_page_ofd
from extractors.ofd.ink import restore_type_sizes
from extractors.ofd.lines import level_marks
from extractors.ofd.reader import read_ofd, read_ofd_pages
from extractors.source import SourceDocument

GENERATED = ("seed", "v01", "v03", "v08", "v12")
RULED = [
    [("申请人情况", 1, 2), "自然人", "总计"],
    [("办理结果", 2, 1), "予以公开", "12", "12"],
    ["不予公开", "3", ""],
    [("（七）总计", 1, 2), "1,234", "4567.89"],
]
RULED_GRID = [
    ["申请人情况", "~申请人情况", "自然人", "总计"],
    ["办理结果", "予以公开", "12", "12"],
    ["~办理结果", "不予公开", "3", ""],
    ["（七）总计", "~（七）总计", "1,234", "4567.89"],
]


def read(data):
    return read_ofd(SourceDocument(data, "样件.ofd"))


def grid(table):
    return [["~" * c.is_repeat + "".join(c.text.split()) for c in row] for row in table.rows]


def sample_sheet():
    sheet = Sheet()
    sheet.write(30, 30, "一、总体情况")
    sheet.write(38, 40, "2024年，收到申请12件。")
    draw_table(sheet, 30, 60, [30, 40, 40, 40], 10, RULED)
    sheet.write(30, 120, "二、其他事项")
    return sheet


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


def test_digits_that_state_their_ink_get_the_height_of_their_type_again():
    words = "".join(ink_run(20, 30 + 8 * n, 3.1 + 0.03 * n, 3.5, "收到申请") for n in range(20))
    numbers = "".join(ink_run(50, 30 + 8 * n, 2.2 + 0.01 * n, 1.75, "12") for n in range(20))
    (page,) = read_ofd_pages(one_page(words + numbers))
    ((*_, digit),) = restore_type_sizes([page.marks.glyphs])

    assert (digit.bottom - digit.top) * 25.4 / 72 == pytest.approx(3.53, abs=0.01)


def test_type_sizes_that_are_stated_are_left_alone():
    (page,) = read_ofd_pages(write_ofd([sample_sheet()]))

    assert restore_type_sizes([page.marks.glyphs]) == [page.marks.glyphs]
    assert level_marks(page.marks.glyphs) == page.marks.glyphs


def ink_run(x, bottom, height, step, text):
    """Signs at equal steps whose size is the height of their ink."""
    place = f'X="0" Y="{0.86 * height}" DeltaX="g {len(text) - 1} {step}"'
    box = f"{x} {bottom - height} {step * len(text)} {height}"
    code = f"<ofd:TextCode {place}>{text}</ofd:TextCode>"
    return f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="{height}">{code}</ofd:TextObject>'


def ink_object(x, bottom, height, sign):
    """A sign whose box is its ink, as converters from scanned or traced pages write them."""
    text = f'<ofd:TextCode X="0" Y="{0.86 * height}">{sign}</ofd:TextCode>'
    box = f"{x} {bottom - height} {max(height, 1)} {height}"
    return f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="{height}">{text}</ofd:TextObject>'


def one_page(objects, **more):
    xml = f'<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    return write_ofd([Sheet()], Doc_0__Pages__P0_dot_xml=xml.encode(), **more)


def text_object(attributes, code_attributes, text="甲12"):
    code = f"<ofd:TextCode {code_attributes}>{text}</ofd:TextCode>"
    return f'<ofd:TextObject ID="1" Boundary="20 20 100 9" Font="1" {attributes}>{code}</ofd:TextObject>'


@pytest.mark.parametrize(
    ("attributes", "code", "lefts"),
    [
        pytest.param('Size="4"', 'X="0" Y="4" DeltaX="4 2"', [20, 24, 26], id="distances"),
        pytest.param('Size="4"', 'X="0" Y="4" DeltaX="4"', [20, 24, 28], id="too few distances: the last goes on"),
        pytest.param('Size="4"', 'X="1" Y="4"', [21, 25, 27], id="none: a digit is half as wide"),
        pytest.param('Size="4" HScale="0.5"', 'X="0" Y="4"', [20, 22, 23], id="narrowed type"),
        pytest.param('Size="4" CTM="0.5 0 0 0.5 3 0"', 'X="0" Y="4"', [23, 25, 26], id="a transform with a shift"),
        pytest.param('Size="4" ReadDirection="90"', 'X="0" Y="4"', [20, 20, 20], id="from top to bottom"),
        pytest.param('Size="4"', 'X="0" Y="4" DeltaY="g 2 5"', [20, 20, 20], id="distances downwards only"),
        pytest.param('Size="4"', 'X="nan" Y="4" DeltaX="1e999 2"', [20, 20, 22], id="numbers that are none"),
    ],
)
def test_where_signs_stand(attributes, code, lefts):
    (page,) = read_ofd_pages(one_page(text_object(attributes, code)))

    assert [glyph.left * 25.4 / 72 for glyph in page.marks.glyphs] == pytest.approx(lefts)


@pytest.mark.parametrize(
    ("deltas", "count", "distances"),
    [
        pytest.param("g 3 2.5 4", 4, [2.5, 2.5, 2.5, 4], id="a repeat, then a single one"),
        pytest.param("1 g 2 3", 5, [1, 3, 3, 3, 3], id="the last goes on"),
        pytest.param("g 99999999 1", 2, [1, 1], id="a repeat without end is cut"),
        pytest.param("1 2 3 4", 2, [1, 2], id="too many"),
        pytest.param("g", 2, [], id="a repeat of nothing"),
        pytest.param(None, 2, [], id="none"),
    ],
)
def test_read_deltas(deltas, count, distances):
    assert read_deltas(deltas, count) == distances


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        pytest.param("M 0 0 L 9 0", [((0, 0), (9, 0))], id="a line"),
        pytest.param("S 0 0 L 9 0", [((0, 0), (9, 0))], id="a line begun with S"),
        pytest.param("M 0 0 L 9 0 L 9 5 C", [((0, 0), (9, 0)), ((9, 0), (9, 5)), ((9, 5), (0, 0))], id="closed"),
        pytest.param("M 0 0 B 1 1 2 2 9 0 L 9 9", [((9, 0), (9, 9))], id="a curve has no straight part"),
        pytest.param("M 0 0 A 1 1 0 0 1 4 0 L 4 4", [((4, 0), (4, 4))], id="nor has an arc"),
        pytest.param("M 0 0 Q 1 1 3 0 L 3 3 M 7 7 L 8 7", [((3, 0), (3, 3)), ((7, 7), (8, 7))], id="two sub-paths"),
        pytest.param("M 0 0 L 9 0 X 5 L 9 9", [((0, 0), (9, 0))], id="it ends where it stops making sense"),
    ],
)
def test_read_path(data, lines):
    assert [line for path in read_path(data) for line in path.lines] == lines


@pytest.mark.parametrize(
    ("attributes", "data", "count"),
    [
        pytest.param('Stroke="false" Fill="true"', "M 0 0 L 50 0 L 50 20 L 0 20 C", 0, id="a shade is no line"),
        pytest.param('Stroke="false" Fill="true"', "M 0 0 L 50 0 L 50 0.2 L 0 0.2 C", 1, id="a thin bar is one"),
        pytest.param(
            'Stroke="false" Fill="true"', "M 0 0 L 50 0 L 50 0.8 L 0 0.8 C", 1, id="so is a bar of a heavy rule"
        ),
        pytest.param('Stroke="false"', "M 0 0 L 50 0", 0, id="neither stroked nor filled"),
        pytest.param('Visible="false"', "M 0 0 L 50 0", 0, id="invisible"),
        pytest.param('Alpha="0"', "M 0 0 L 50 0", 0, id="transparent"),
        pytest.param("", "M 0 0 L 50 30", 0, id="a slanting stroke"),
        pytest.param("", "M 0 0 L 50 0.1", 1, id="a stroke that is nearly level"),
    ],
)
def test_what_counts_as_a_rule(attributes, data, count):
    inside = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    path = f'<ofd:PathObject ID="1" Boundary="20 20 60 40" {attributes}>{inside}</ofd:PathObject>'
    (page,) = read_ofd_pages(one_page(path))

    assert len(page.marks.rules) == count


def test_a_page_that_is_a_picture_has_no_text():
    scan, mixed = Sheet(pictures=[(0, 0, 210, 297)]), sample_sheet()
    mixed.pictures = [(20, 150, 150, 120)]
    sealed = sample_sheet()
    sealed.pictures = [(20, 150, 30, 30)]
    document = read(write_ofd([scan, mixed, sealed]))

    assert places(document) == [("PAGE.NO_TEXT", 1), ("PAGE.IMAGE", 2)]


def places(document):
    return [(problem.code, problem.origin.page) for problem in document.problems]


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


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        pytest.param({"Doc_0__Pages__P1_dot_xml": b"<Page>"}, "PAGE.SKIPPED", id="a broken page"),
        pytest.param({"Doc_0__Tpls__T1_dot_xml": b""}, None, id="a broken template costs only its lines"),
    ],
)
def test_damage_to_one_part_costs_that_part(extra, code):
    document = read(write_ofd([sample_sheet(), sample_sheet()], Manner(has_template=True), **extra))

    assert places(document) == ([(code, 2)] if code else [])
    assert grid(next(document.tables())) == RULED_GRID


def test_locations_in_another_case_and_without_their_folder_are_found():
    members = {
        "OFD.xml": b"<OFD><DocBody><DocRoot>doc_0\\document.XML</DocRoot></DocBody></OFD>",
        "Doc_0/Document.xml": b'<Document><Pages><Page BaseLoc="/Content.xml"/></Pages></Document>',
        "Doc_0/Pages/Page_0/Content.xml": b'<Page><Content><Layer><TextObject Boundary="9 9 90 9" Size="5">'
        b"<TextCode X='0' Y='5'>\xe6\xad\xa3\xe6\x96\x87</TextCode></TextObject></Layer></Content></Page>",
    }
    document = read(pack(members))

    assert document.text == "正文"


UNIT = '<ofd:CompositeGraphicUnit ID="{0}"><ofd:Content>{1}</ofd:Content></ofd:CompositeGraphicUnit>'


def composites(units):
    inside = "".join(UNIT.format(*unit) for unit in units)
    xml = f'<ofd:Res xmlns:ofd="{NAMESPACE}"><ofd:CompositeGraphicUnits>{inside}</ofd:CompositeGraphicUnits></ofd:Res>'
    root = (
        f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:PublicRes>R.xml</ofd:PublicRes></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P0.xml"/></ofd:Pages></ofd:Document>'
    )
    return {"Doc_0__R_dot_xml": xml.encode(), "Doc_0__Document_dot_xml": root.encode()}


def use(number):
    return f'<ofd:CompositeObject ID="9" Boundary="0 0 9 9" ResourceID="{number}"/>'


def test_a_vector_graphic_that_holds_itself_ends():
    text = text_object('Size="4"', 'X="0" Y="4"', "正文")
    document = read(one_page(text + use(1), **composites([(1, use(1))])))

    assert document.text == "正文"


def test_vector_graphics_that_multiply_are_refused():
    units = [(number, use(number + 1) * 10) for number in range(1, 12)]
    with pytest.raises(Unreadable) as caught:
        read(one_page(use(1), **composites(units)))

    assert caught.value.problem.code == "FILE.TOO_LARGE"


BOMB = b"<OFD>" + b" " * (70 * 1024 * 1024) + b"</OFD>"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({}, "FILE.TRUNCATED", id="no OFD.xml"),
        pytest.param({"OFD.xml": b"<OFD><DocBody/></OFD>"}, "FILE.TRUNCATED", id="no document"),
        pytest.param({"OFD.xml": b"<OFD/>"}, "FILE.TRUNCATED", id="no body"),
        pytest.param({"OFD.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><OFD>&b;</OFD>"}, "FILE.UNSAFE", id="entities"),
        pytest.param({"OFD.xml": BOMB}, "FILE.TOO_LARGE", id="a member that inflates without end"),
        pytest.param({"OFD.xml": b"<OFD/>", "Doc_0/Encryptions.xml": b""}, "FILE.ENCRYPTED", id="encrypted"),
        pytest.param({f"m{n}": b"" for n in range(5001)}, "FILE.TOO_LARGE", id="too many members"),
    ],
)
def test_unreadable_packages_say_why(members, code):
    with pytest.raises(Unreadable) as caught:
        read(pack(members))

    assert caught.value.problem.code == code


def test_more_pages_than_any_report_has_are_refused():
    entry = '<Page BaseLoc="Pages/P0.xml"/>' * 501
    document = f"<Document><Pages>{entry}</Pages></Document>".encode()
    with pytest.raises(Unreadable) as caught:
        read(write_ofd([Sheet()], Doc_0__Document_dot_xml=document))

    assert caught.value.problem.code == "FILE.TOO_LARGE"


@pytest.mark.parametrize("tenths", range(10), ids=lambda tenths: f"{tenths} tenths of the file")
def test_a_cut_off_file_is_said_to_be_cut_off(tenths):
    data = write_ofd([sample_sheet()])
    with pytest.raises(Unreadable) as caught:
        read(data[: len(data) * tenths // 10])

    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_flipped_bytes_never_break_the_reader():
    data, dice, codes = write_ofd([sample_sheet(), sample_sheet()]), random.Random(1), set()
    for _ in range(200):
        damaged = bytearray(data)
        damaged[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        codes |= outcome(bytes(damaged))

    assert codes <= {"read", "PAGE.SKIPPED", "FILE.TRUNCATED", "FILE.ENCRYPTED", "FILE.UNSAFE"}
    assert {"read", "FILE.TRUNCATED"} <= codes


def outcome(data):
    try:
        document = read(data)
    except Unreadable as error:
        return {error.problem.code}
    return {problem.code for problem in document.problems} or {"read"}


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
