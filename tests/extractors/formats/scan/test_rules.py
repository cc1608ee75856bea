"""Rules on scans that are no plain lines: double, thick and thin, dotted, dashed; and frames around tables."""

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
cv2 = pytest.importorskip("cv2", reason="the [ocr] extra is not installed")

from extractors.formats.scan.cells import cut_page, to_rules
from extractors.formats.scan.imaging.dashes import join_dashes
from extractors.formats.scan.imaging.deskew import set_upright
from extractors.formats.scan.imaging.rules import erase_strokes, find_strokes
from extractors.formats.scan.page import PageImage
from extractors.grids.ruling.lattice import find_lattices

SCALE = 200 / 72
LEVELS = range(200, 441, 60)
WALLS = range(150, 751, 150)
INK = 40


def blank_page():
    return np.full((700, 900), 255, np.uint8)


def draw_level(page, at, start, end, pattern):
    """``pattern``: the rows of the rule from the top, each as (thickness, is ink)."""
    for thickness, is_ink in pattern:
        if is_ink:
            page[at : at + thickness, start:end] = INK
        at += thickness


def draw_table(pattern, outer=None):
    """A table of four rows and columns, each rule drawn to the same pattern across; the outermost to ``outer``."""
    page = blank_page()
    width = sum(thickness for thickness, _ in pattern)
    for target, places, ends in ((page, LEVELS, WALLS), (page.T, WALLS, LEVELS)):
        for at in places:
            is_outer = outer and at in (places[0], places[-1])
            draw_level(target, at, ends[0], ends[-1] + width, outer if is_outer else pattern)
    return soften(page)


def soften(page):
    return cv2.GaussianBlur(page, (0, 0), 0.6)


def lattices_of(page):
    strokes = find_strokes(page, SCALE)
    return strokes, [
        (len(one.xs) - 1, len(one.ys) - 1, len(one.cells)) for one in find_lattices(to_rules(strokes, SCALE))
    ]


@pytest.mark.parametrize(
    ("pattern", "outer"),
    [
        pytest.param([(2, True), (2, False), (2, True)], None, id="two thin lines close together"),
        pytest.param([(2, True), (4, False), (2, True)], None, id="two thin lines further apart"),
        pytest.param([(3, True), (3, False), (3, True)], None, id="two lines of a point"),
        pytest.param([(2, True)], [(2, True), (3, False), (6, True)], id="thin and thick around the table"),
    ],
)
def test_a_double_rule_is_one_rule_and_wiped_whole(pattern, outer):
    page = draw_table(pattern, outer)
    strokes, lattices = lattices_of(page)

    assert lattices == [(4, 4, 16)]
    wiped = erase_strokes(page, strokes, SCALE)
    left = wiped[LEVELS[0] + 12 : LEVELS[-1] - 3, WALLS[0] + 12 : WALLS[-1] - 3]  # but for the outer edges
    assert (left > 200).all()


def draw_dashed(dash, gap):
    page = blank_page()
    for at in LEVELS:
        for start in range(WALLS[0], WALLS[-1], dash + gap):
            page[at : at + 2, start : start + dash] = INK
    for at in WALLS:
        for start in range(LEVELS[0], LEVELS[-1], dash + gap):
            page[start : start + dash, at : at + 2] = INK
    return soften(page)


@pytest.mark.parametrize(
    ("dash", "gap"),
    [
        pytest.param(2, 2, id="fine dots"),
        pytest.param(3, 4, id="dots"),
        pytest.param(6, 6, id="short dashes"),
        pytest.param(12, 7, id="long dashes"),
    ],
)
def test_dashes_and_dots_make_rules(dash, gap):
    assert lattices_of(draw_dashed(dash, gap))[1] == [(4, 4, 16)]


def test_what_is_no_row_of_even_dashes_is_not_drawn_through():
    page = blank_page()
    for place, left in enumerate(range(100, 700, 30)):  # letters that all have a level stroke at the same height
        page[100:103, left : left + 22] = INK
        page[100:124, left : left + 3] = INK
        page[112:115, left : left + 8 + 7 * (place % 3)] = INK
    page[200:202, 100:400] = INK
    page[200:202, 408:700] = INK  # a rule with one break in it
    soft = soften(page)

    assert join_dashes(soft, SCALE) is soft


def test_what_stands_in_a_table_within_a_frame_is_cut_out_once():
    page = draw_table([(2, True)])
    cv2.rectangle(page, (100, 120), (820, 560), INK, 2)
    for left in WALLS[:-1]:
        cv2.putText(page, "35", (left + 60, LEVELS[0] + 45), cv2.FONT_HERSHEY_SIMPLEX, 1.2, INK, 3)
    upright = set_upright(PageImage(page, SCALE, 1))
    strokes = find_strokes(upright.gray, SCALE)
    areas = cut_page(upright, strokes, find_lattices(to_rules(strokes, SCALE)))

    assert [len(area.lines) for area in areas] == [1, 1, 1, 1]
