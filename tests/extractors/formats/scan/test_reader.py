"""Pictures of pages: rules, cells, the way back to the page, and one whole page through recognition."""

import io
from dataclasses import dataclass

import pytest
from packaged_fonts import find_dejavu, find_packaged

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
cv2 = pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
pytest.importorskip("onnxruntime", reason="the [ocr] extra is not installed")

from PIL import Image, ImageDraw, ImageFont

from extractors.formats.scan import reader as scan
from extractors.formats.scan.cells import Patch, PrintLine, to_rules
from extractors.formats.scan.engine import LineReading, Recogniser, load_recogniser
from extractors.formats.scan.engine import RecognisedSign as ReadSign
from extractors.formats.scan.imaging.deskew import deepen_ink, measure_skew, set_upright
from extractors.formats.scan.imaging.rules import find_strokes
from extractors.formats.scan.imaging.shapes import cut_signs
from extractors.formats.scan.page import PageImage, open_pages
from extractors.formats.scan.reader import read_picture, read_scan, render_picture
from extractors.formats.scan.values import fold, is_figure, weigh_values
from extractors.grids.ruling.lattice import find_lattices
from extractors.model.document import Box, Table, Unreadable
from extractors.model.source import SourceDocument

DPI = 200
SCALE = DPI / 72
FONT = find_dejavu("DejaVuSans.ttf")
MONO = find_dejavu("DejaVuSansMono.ttf")
LEFT, TOP, WIDTH, HEIGHT = 150, 200, 150, 60


@dataclass(frozen=True)
class Printed:
    """A page with one ruled table as we draw it."""

    image: Image.Image
    rows: list[list[str]]


def print_table(rows, skew=0.0, rule=40, gap=0, seed=1, ink=50):
    """A page of 1200 x 1000 pixels; ``rule`` and ``ink`` are greys of lines and figures, ``gap`` pixels of a break."""
    image = Image.new("L", (1200, 1000), 235)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 29)
    columns = len(rows[0])
    for row in range(len(rows) + 1):
        y = TOP + row * HEIGHT
        draw.line((LEFT, y, LEFT + columns * WIDTH, y), fill=rule, width=2)
    for column in range(columns + 1):
        x = LEFT + column * WIDTH
        draw.line((x, TOP, x, TOP + len(rows) * HEIGHT), fill=rule, width=2)
        if gap:
            draw.rectangle((x - 2, TOP + 25, x + 2, TOP + 24 + gap), fill=235)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            middle = (LEFT + (column + 0.5) * WIDTH, TOP + (row + 0.5) * HEIGHT)
            draw.text(middle, text, font=font, fill=ink, anchor="mm")
    turned = np.asarray(image.rotate(skew, Image.Resampling.BILINEAR, fillcolor=235)).astype(np.float64)
    turned += np.random.default_rng(seed).normal(0, 6, turned.shape)
    return Printed(Image.fromarray(np.clip(turned, 0, 255).astype(np.uint8)), rows)


def to_png(image):
    target = io.BytesIO()
    image.save(target, "PNG", dpi=(DPI, DPI))
    return target.getvalue()


def lattice_of(printed):
    page = set_upright(PageImage(np.asarray(printed.image), SCALE, 1))
    return page, find_lattices(to_rules(find_strokes(page.gray, SCALE), SCALE))


ROWS = [["12", "0", "/"], ["—", "305", ""], ["8", "47", "1"]]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="level and clean"),
        pytest.param({"skew": 1.5}, id="turned by one and a half degrees"),
        pytest.param({"skew": -1.2}, id="turned the other way"),
        pytest.param({"rule": 175}, id="faint rules"),
        pytest.param({"gap": 8}, id="rules with a break"),
    ],
)
def test_rules_make_the_lattice(changes):
    _, lattices = lattice_of(print_table(ROWS, **changes))

    assert [(len(one.xs) - 1, len(one.ys) - 1, len(one.cells)) for one in lattices] == [(3, 3, 9)]


def test_pale_print_is_read_as_dark_print_is():
    dark = np.asarray(print_table(ROWS).image)
    pale = (255 - (255 - dark.astype(np.float64)) * 0.35).astype(np.uint8)
    inks = [set_upright(PageImage(pixels, SCALE, 1)).ink for pixels in (dark, pale)]

    assert inks[1].sum() > 0.9 * inks[0].sum()
    assert (inks[1] & ~inks[0]).sum() < 0.1 * inks[0].sum()


@pytest.mark.parametrize(("share", "is_pale"), [(1.0, False), (0.35, False), (0.22, True)])
def test_print_of_which_strokes_are_lost_is_told(share, is_pale):
    dark = np.asarray(print_table(ROWS).image)
    pale = (255 - (255 - dark.astype(np.float64)) * share).astype(np.uint8)

    assert set_upright(PageImage(pale, SCALE, 1)).is_pale == is_pale


def test_grain_is_not_made_stronger_and_dark_print_stays_as_it_is():
    paper = np.full((500, 400), 250, dtype=np.uint8)
    paper[::50, ::50] = 190

    assert deepen_ink(paper, paper) is paper
    paper[200:250, 100:300] = 30
    assert deepen_ink(paper, paper) is paper
    paper[200:250, 100:300] = 150
    assert deepen_ink(paper, paper)[225, 200] < 50


def test_strokes_as_pale_as_grain_that_is_white_are_made_dark_with_the_rest():
    soft = np.full((500, 400), 236, dtype=np.uint8)
    soft[200:250, 100:300] = 190
    soft[300:340, 100:300:6] = 224  # hairlines
    even = np.clip(soft * (272 / 236), 0, 255).astype(np.uint8)

    assert even[320, 100] == 255
    assert deepen_ink(even, soft)[320, 100] < 200


def test_print_alone_makes_no_rules():
    image = print_table([["12"]]).image.crop((0, 0, 1200, 190))
    ImageDraw.Draw(image).text((100, 100), "HEITHL 4711 — — ——", font=ImageFont.truetype(str(FONT), 40), fill=30)
    strokes = find_strokes(set_upright(PageImage(np.asarray(image), SCALE, 1)).gray, SCALE)

    assert (strokes.level, strokes.upright) == ((), ())


def test_a_page_of_grain_is_told_and_costs_no_more_than_a_look(monkeypatch):
    grain = np.random.default_rng(1).integers(0, 255, (320, 240), dtype=np.uint8)
    target, asked = io.BytesIO(), []
    Image.fromarray(grain).save(target, "PNG")
    look = Recogniser.read

    def count(self, lines, only=""):
        asked.extend(lines)
        return look(self, lines, only)

    monkeypatch.setattr(Recogniser, "read", count)
    problems = read_scan(SourceDocument(target.getvalue(), "x")).problems

    assert [(p.code, p.origin and p.origin.page) for p in problems] == [("FILE.NO_TEXT", None), ("PAGE.NO_TEXT", 1)]
    assert 0 < sum(line.shape[1] / line.shape[0] for line in asked) <= 4 * 8 * 16


@pytest.mark.parametrize("skew", [-1.5, -0.4, 0.0, 0.7, 1.5], ids=lambda skew: f"skew of {skew} degrees")
def test_skew_is_measured(skew):
    ink = np.asarray(print_table(ROWS, skew=skew).image) < 140

    assert measure_skew(ink) == pytest.approx(skew, abs=0.08)


@pytest.mark.parametrize("turns", [0, 1, 2, 3], ids=lambda turns: f"{turns} quarter turns")
def test_boxes_come_back_to_the_scanned_page(turns):
    printed = print_table(ROWS, skew=1.0)
    page = set_upright(PageImage(np.rot90(np.asarray(printed.image), -turns), SCALE, 1), turns)
    spot = Box(200.0, 90.0, 200.0, 90.0)
    back = page.box_on_page(spot)
    upright = page.gray[round(90.0 * SCALE), round(200.0 * SCALE)]
    raw = np.rot90(np.asarray(printed.image), -turns)

    assert abs(float(upright) - float(raw[round(back.top * SCALE), round(back.left * SCALE)])) < 60
    assert 0 <= back.left * SCALE <= raw.shape[1]
    assert 0 <= back.top * SCALE <= raw.shape[0]


@pytest.mark.parametrize(
    ("read", "folded", "figure"),
    [
        pytest.param("１２", "12", True, id="full-width digits"),
        pytest.param("O", "0", True, id="a lone letter O"),
        pytest.param("l", "1", True, id="a lone letter l"),
        pytest.param("／", "/", True, id="full-width slash"),
        pytest.param("", "", True, id="nothing read"),
        pytest.param("总计", "总计", False, id="a word"),
    ],
)
def test_fold(read, folded, figure):
    assert (fold(read), is_figure(read)) == (folded, figure)


def test_too_many_pixels_are_not_decoded(monkeypatch):
    monkeypatch.setattr("extractors.formats.scan.imaging.picture.MAX_SOURCE_PIXELS", 1000)

    with pytest.raises(Unreadable) as caught:
        list(open_pages(to_png(print_table(ROWS).image), "image/png"))

    assert caught.value.problem.code == "FILE.TOO_LARGE"


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf"])
def test_broken_bytes_are_unreadable(media_type):
    data = {"image/png": b"\x89PNG\r\n\x1a\n cut", "application/pdf": b"%PDF-1.4 cut"}[media_type]

    with pytest.raises(Unreadable) as caught:
        list(open_pages(data, media_type))

    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_without_the_packages_the_reader_says_what_to_install(monkeypatch):
    monkeypatch.setattr(scan, "NEEDED", ("a_package_nobody_has",))

    with pytest.raises(Unreadable) as caught:
        read_scan(SourceDocument(b"%PDF-1.4", "scan.pdf"))

    assert caught.value.problem.code == "FILE.NEEDS_EXTRA"
    assert "gongkai[ocr]" in caught.value.problem.detail


def test_a_picture_is_drawn_at_the_scale_of_its_boxes():
    drawn = Image.open(io.BytesIO(render_picture(to_png(print_table(ROWS).image), 1, 1.0)))

    assert drawn.size == (round(1200 / SCALE), round(1000 / SCALE))


@pytest.fixture(scope="module")
def recogniser():
    try:
        return load_recogniser(1)
    except Unreadable as error:
        pytest.skip(f"no recognition model: {error}")


def test_a_table_is_read_from_its_picture(recogniser):
    rows = [["12", "0", "/", "7"], ["—", "305", "", "0"], ["8", "47", "18", "96"], ["0", "/", "6", "54"]]
    (table,) = (b for b in read_picture(to_png(print_table(rows, skew=0.8).image), 1) if isinstance(b, Table))

    assert [[cell.text for cell in row] for row in table.rows] == rows
    assert {cell.doubt for row in table.rows for cell in row} == {""}
    first = table.rows[0][0].origin.box
    assert first.left * SCALE == pytest.approx(LEFT, abs=14)
    assert first.bottom * SCALE == pytest.approx(TOP + HEIGHT, abs=14)


def test_figures_paler_than_their_rules_are_read(recogniser):
    rows = [["12", "0", "/"], ["4.36", "305", ""], ["8", "47", "1"]]
    (table,) = (b for b in read_picture(to_png(print_table(rows, ink=185).image), 1) if isinstance(b, Table))

    assert [[cell.text for cell in row] for row in table.rows] == rows
    assert {cell.doubt for row in table.rows for cell in row if not cell.text} == {""}


def test_on_a_page_too_pale_even_blank_cells_are_in_doubt(recogniser):
    dark = np.asarray(print_table(ROWS).image)
    pale = (255 - (255 - dark.astype(np.float64)) * 0.22).astype(np.uint8)
    (table,) = (b for b in read_picture(to_png(Image.fromarray(pale)), 1) if isinstance(b, Table))

    assert {cell.doubt for row in table.rows for cell in row} == {"ocr"}
    assert any(cell.text == "" for row in table.rows for cell in row)


def test_a_digit_that_the_model_takes_for_a_letter_is_still_a_digit(recogniser):
    (table,) = (
        b for b in read_picture(to_png(print_table([["2", "31"], ["40", "2"]]).image), 1) if isinstance(b, Table)
    )

    assert [[cell.text for cell in row] for row in table.rows] == [["2", "31"], ["40", "2"]]


def test_a_faint_decimal_point_is_never_lost_in_silence(recogniser):
    printed = print_table([["15768.7673", "310"], ["40", "28"]])
    (table,) = (b for b in read_picture(to_png(printed.image), 1) if isinstance(b, Table))
    cell = table.rows[0][0]

    assert cell.text == "15768.7673" or cell.doubt == "ocr"


@dataclass(frozen=True)
class Deaf:
    """Stands for a model that reads the same digits in every picture."""

    digits: str
    probability: float = 0.99

    def read(self, pictures, only=None):
        return [make_reading(self.digits, self.probability) for _ in pictures]


def make_reading(text, probability=0.99):
    return LineReading(tuple(ReadSign(letter, probability, (at + 0.5) / len(text)) for at, letter in enumerate(text)))


@pytest.mark.parametrize(
    ("read_well", "is_sure"),
    [pytest.param(0, False, id="none of them read well"), pytest.param(5, True, id="most of them read well")],
)
def test_signs_that_look_alike_vouch_for_one_another_only_where_they_were_read_well(read_well, is_sure):
    image = Image.new("L", (40, 44), 255)
    ImageDraw.Draw(image).text((10, 4), "3", font=ImageFont.truetype(str(MONO), 29), fill=30)
    sure, unsure = make_reading("3"), make_reading("3", 0.4)
    readings = [sure if place < read_well else unsure for place in range(6)]
    lines = [(PrintLine(Patch(0, 0, 40, 44), np.asarray(image), reading), SCALE) for reading in readings]

    values = weigh_values(lines, Deaf("3", 0.6))

    assert values[-1].is_sure == is_sure


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        pytest.param("2819 66", "2819.66", id="a faint dot in room of its own is a point"),
        pytest.param("281966", "281966", id="digits that stand evenly have no room for a point"),
    ],
)
def test_a_point_that_was_wiped_as_a_stain_is_taken_back_where_it_has_room(printed, read):
    image = Image.new("L", (220, 44), 255)
    draw = ImageDraw.Draw(image)
    draw.text((10, 4), printed, font=ImageFont.truetype(str(MONO), 29), fill=30)
    stop = 10 + 4.5 * draw.textlength("2", font=ImageFont.truetype(str(MONO), 29))
    draw.rectangle((stop, 31, stop + 1, 32), fill=60)
    picture = np.asarray(image)
    line = PrintLine(Patch(0, 0, 220, 44), picture, make_reading("2819.66"))

    (value,) = weigh_values([(line, SCALE)], Deaf("281966"))

    assert value.text == read
    assert not value.is_sure
    assert {value.text, *value.candidates} >= {"2819.66", "281966"}


def test_the_end_of_a_stroke_that_came_off_is_not_taken_for_a_point():
    image = Image.new("L", (140, 44), 255)
    ImageDraw.Draw(image).text((10, 4), "1 31", font=ImageFont.truetype(str(MONO), 29), fill=30)
    picture = np.array(image)
    three = cut_signs(picture, SCALE)[1]
    left, foot = round(three.left), round(three.bottom)
    picture[foot - 8 : foot + 1, left : left + 5] = 255
    picture[foot - 5 : foot, left - 2 : left + 2] = 40
    line = PrintLine(Patch(0, 0, 140, 44), picture, make_reading("131"))

    (value,) = weigh_values([(line, SCALE)], Deaf("131"))

    assert (value.text, value.is_sure) == ("131", False)
    assert "1.31" in value.candidates


def test_ink_that_is_no_sign_is_neither_blank_nor_a_number(recogniser):
    printed = print_table([["12", "0", "3"], ["4", "", "5"]])
    draw = ImageDraw.Draw(printed.image)
    middle = (LEFT + 1.5 * WIDTH, TOP + 1.5 * HEIGHT)
    for step in range(6):
        draw.arc((middle[0] - 24, middle[1] - 18 + 4 * step, middle[0] + 24, middle[1] + 12), 20 * step, 300, 40, 3)
    (table,) = (b for b in read_picture(to_png(printed.image), 1) if isinstance(b, Table))
    cell = table.rows[1][1]

    assert cell.text != ""
    assert cell.doubt == "ocr"


def test_an_upside_down_page_is_turned(recogniser):
    chinese = find_packaged("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")
    printed = print_table([["", "2345"], ["", "6789"], ["", "3752"]])
    draw = ImageDraw.Draw(printed.image)
    for line in range(6):
        place = (150, 500 + 60 * line)
        draw.text(place, "主动公开政府信息情况的说明和数量", font=ImageFont.truetype(str(chinese), 40), fill=40)
    (table,) = (b for b in read_picture(to_png(printed.image.rotate(180)), 1) if isinstance(b, Table))

    assert [row[1].text for row in table.rows] == ["2345", "6789", "3752"]
