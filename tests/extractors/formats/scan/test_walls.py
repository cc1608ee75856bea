"""Walls of tables on pictures of pages: where they begin and end, and what beside them is none."""

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
pytest.importorskip("cv2", reason="the [ocr] extra is not installed")

from PIL import Image, ImageDraw, ImageFilter

from extractors.formats.scan.imaging.rules import erase_strokes, find_strokes

SCALE = 200 / 72


def test_a_short_wall_that_characters_prolong_is_found_and_they_are_not():
    image = Image.new("L", (600, 400), 255)
    draw = ImageDraw.Draw(image)
    for y in (100, 150, 200, 250, 300):
        draw.line((50, y, 550, y), fill=40, width=2)
    for x, top, bottom in ((50, 100, 300), (550, 100, 300), (300, 150, 250)):
        draw.line((x, top, x, bottom), fill=40, width=2)
    for top, bottom in ((108, 149), (251, 292)):  # a sign in the rows above and below, its long stroke over the wall
        draw.line((300, top, 300, bottom), fill=40, width=2)
        draw.rectangle((294, top + 8, 306, bottom - 8), outline=40, width=2)

    strokes = find_strokes(np.asarray(image), SCALE)

    inner = [stroke for stroke in strokes.upright if 290 < stroke.at < 310]
    assert [(round(stroke.start, -1), round(stroke.end, -1)) for stroke in inner] == [(150, 250)]


def draw_rules(levels, walls, width=2):
    """A page with level rules at these heights from 50 to 550, and walls given as (x, top, bottom)."""
    image = Image.new("L", (600, 700), 255)
    draw = ImageDraw.Draw(image)
    for y in levels:
        draw.line((50, y, 550, y), fill=40, width=width)
    for x, top, bottom in ((50, levels[0], levels[-1]), (550, levels[0], levels[-1]), *walls):
        draw.line((x, top, x, bottom), fill=40, width=width)
    return image, draw


def walls_at(image, x):
    strokes = find_strokes(np.asarray(image), SCALE)
    return [(round(s.start, -1), round(s.end, -1)) for s in strokes.upright if abs(s.at - x) < 10]


def test_a_character_as_high_as_its_row_is_no_wall():
    image, draw = draw_rules(range(100, 301, 30), [(200, 130, 220)])
    for top in (100, 160, 220):  # a cross whose upright stroke all but touches the rules above and below
        draw.line((300, top + 3, 300, top + 28), fill=40, width=2)
        draw.line((288, top + 13, 312, top + 13), fill=40, width=2)

    assert (walls_at(image, 300), walls_at(image, 200)) == ([], [(130, 220)])


def test_heavy_rules_are_walls_as_thick_as_their_ink():
    image, _ = draw_rules((100, 140, 180, 220), [(300, 140, 220)], width=6)
    soft = image.filter(ImageFilter.GaussianBlur(0.8))

    strokes = find_strokes(np.asarray(soft), SCALE)

    assert walls_at(soft, 300) == [(140, 220)]
    assert all(stroke.thickness >= 6 for stroke in (*strokes.level, *strokes.upright))


def test_a_wall_that_runs_on_out_of_its_table_is_cut_back_and_wiped():
    image, draw = draw_rules(range(100, 261, 40), [(200, 100, 680), (300, 100, 260), (400, 100, 260)])
    for top in (230, 300):  # print that the stray line goes through, in the last row and below the table
        draw.rectangle((194, top, 206, top + 24), fill=40)

    strokes = find_strokes(np.asarray(image), SCALE)
    wiped = erase_strokes(np.asarray(image), strokes, SCALE)

    assert walls_at(image, 200) == [(100, 220)]
    assert walls_at(image, 300) == [(100, 260)]
    assert (wiped[340:670, 195:206] == 255).all()
    assert (wiped[302:322, 196:204] == 40).all()  # the print is whole


def test_walls_of_a_table_that_goes_on_overleaf_are_not_cut_back():
    walls = [(x, 100, 380) for x in (50, 200, 300, 400, 550)]
    image, _ = draw_rules(range(100, 261, 40), walls)

    assert [walls_at(image, x) for x, *_ in walls] == [[(100, 380)]] * len(walls)


def test_walls_of_very_low_rows_are_found_whole():
    image, _ = draw_rules((100, 123, 146, 169, 192), [(300, 123, 192)])

    assert walls_at(image, 50) == [(100, 190)]
    assert walls_at(image, 300) == [(120, 190)]


def test_a_wall_that_stops_in_rows_of_print_is_found_between_them():
    levels = range(100, 621, 40)
    stops = (100, 260, 380, 500)
    image, draw = draw_rules(levels, [(300, y, y + 40) for y in levels[:-1] if y not in stops])
    for top in stops:  # strokes of characters where the wall would go on, with gaps between them
        for at in (top + 9, top + 20, top + 31):
            draw.line((300, at, 300, at + 3), fill=40, width=3)

    assert walls_at(image, 300) == [(140, 260), (300, 380), (420, 500), (540, 620)]
