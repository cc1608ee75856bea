"""What the shape of the ink says, apart from any recogniser: needs numpy and OpenCV, no model."""

from dataclasses import replace

import pytest
from packaged_fonts import find_dejavu

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
cv2 = pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
PIL_Image = pytest.importorskip("PIL.Image")
PIL_ImageDraw = pytest.importorskip("PIL.ImageDraw")
PIL_ImageFont = pytest.importorskip("PIL.ImageFont")

from extractors.formats.scan.imaging.shapes import (
    cut_signs,
    fits_digit,
    is_broken_off,
    is_proved,
    read_strokes,
    restore_point,
    wipe_stains,
)

SCALE = 200 / 72


def draw_text(text, font="DejaVuSans.ttf", noise=0):
    image = PIL_Image.new("L", (40 + 24 * len(text), 44), 255)
    PIL_ImageDraw.Draw(image).text((10, 4), text, font=PIL_ImageFont.truetype(str(find_dejavu(font)), 29), fill=30)
    pixels = np.asarray(image).astype(np.float64)
    pixels += np.random.default_rng(1).normal(0, noise, pixels.shape)
    return np.clip(pixels, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        pytest.param("/", "/", id="a leaning stroke is a slash"),
        pytest.param("\\", "\\", id="a stroke leaning left is a backslash"),
        pytest.param("—", "—", id="a level stroke is a dash"),
        pytest.param("-", "-", id="a short level stroke is a hyphen"),
        pytest.param("1", "", id="a one is no slash"),
        pytest.param("7", "", id="a seven is no slash"),
        pytest.param("0", "", id="a zero is no stroke"),
        pytest.param("4", "", id="a four is no stroke"),
    ],
)
@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf"])
def test_read_strokes(printed, read, font):
    text, _ = read_strokes(cut_signs(draw_text(printed, font, noise=6), SCALE), SCALE)

    assert text == read


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSerif.ttf"])
@pytest.mark.parametrize("digit", "0123456789")
def test_holes_allow_the_digit_that_was_printed(digit, font):
    signs = cut_signs(draw_text(digit, font, noise=6), SCALE)

    assert len(signs) == 1
    assert fits_digit(signs[0], digit)


@pytest.mark.parametrize(
    ("printed", "misread"),
    [("0", "8"), ("8", "0"), ("8", "3"), ("3", "8"), ("6", "0"), ("9", "6"), ("0", "7"), ("7", "0"), ("1", "0")],
    ids=lambda digit: f"digit {digit}",
)
def test_holes_speak_against_a_misreading(printed, misread):
    (sign,) = cut_signs(draw_text(printed), SCALE)

    assert not fits_digit(sign, misread)


def test_a_zero_is_proved_by_its_hole_alone():
    (sign,) = cut_signs(draw_text("0"), SCALE)

    assert is_proved(sign, "0")
    assert not is_proved(sign, "6")


def test_a_stain_beside_a_digit_is_wiped_and_a_decimal_point_is_not():
    stained = draw_text("12")
    stained[33:37, 62:66] = 40
    decimal = draw_text("1.2")

    assert len(cut_signs(wipe_stains(stained, SCALE), SCALE)) == 2
    assert len(cut_signs(wipe_stains(decimal, SCALE), SCALE)) == 3


def test_a_minus_before_the_digits_is_no_stain():
    minus = draw_text("12")
    high, low = minus.copy(), minus.copy()
    left = int(np.flatnonzero((minus < 128).any(axis=0))[0])
    rows = np.flatnonzero((minus < 128).any(axis=1))
    middle = int(rows[0] + rows[-1]) // 2
    for picture, row in ((minus, middle), (high, int(rows[0]) + 1), (low, int(rows[-1]) - 1)):
        picture[row - 1 : row + 2, left - 11 : left - 4] = 40

    assert [len(cut_signs(wipe_stains(picture, SCALE), SCALE)) for picture in (minus, high, low)] == [3, 2, 2]


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf"])
@pytest.mark.parametrize(
    ("printed", "digits", "read"),
    [
        pytest.param("2819.66", "281966", "2819.66", id="a point between digits"),
        pytest.param("1111.17", "111117", "1111.17", id="a point between narrow digits"),
        pytest.param("281966", "281966", None, id="no point"),
        pytest.param("12,819", "12819", None, id="a comma"),
        pytest.param("2819.66", "28196", None, id="another number of digits than the ink shows"),
        pytest.param("1.2", "12", None, id="too few digits to tell"),
    ],
)
def test_a_point_that_a_recogniser_passed_over_is_found_in_the_ink(printed, digits, read, font):
    assert restore_point(digits, cut_signs(draw_text(printed, font, noise=4), SCALE)) == read


def test_a_stain_at_the_foot_between_digits_is_no_point():
    stained = draw_text("281966", "DejaVuSansMono.ttf")
    before, after = cut_signs(stained, SCALE)[2:4]
    middle, foot = round((before.right + after.left) / 2), round(before.bottom)
    stained[foot - 4 : foot, middle - 1 : middle + 1] = 40
    signs = cut_signs(stained, SCALE)

    assert sum(sign.is_point for sign in signs) == 1
    assert restore_point("281966", signs) is None


def test_the_end_of_a_stroke_that_came_off_its_digit_is_told_from_a_point():
    before, point, after = cut_signs(draw_text("1.3"), SCALE)
    came_off = replace(point, left=after.left - 3, right=after.left + 1)

    assert not is_broken_off([before, point, after])
    assert is_broken_off([before, came_off, after])


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf"])
@pytest.mark.parametrize(("printed", "is_leaning"), [("/", True), ("1", False), ("0", False), ("4", False)])
def test_a_stained_slash_leans_and_no_one_does(printed, is_leaning, font):
    picture = draw_text(printed, font)
    rows, columns = np.nonzero(picture < 128)
    for share in (0.3, 0.7):  # a stain that hangs on to the stroke
        row = int(rows.min() + share * np.ptp(rows))
        at = int(columns[rows == row].max())
        picture[row - 1 : row + 2, at : at + 4] = 60
    (sign,) = cut_signs(picture, SCALE)

    assert sign.tilt is None or not is_leaning
    assert (sign.lean >= 8.0) == is_leaning
