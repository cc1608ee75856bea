"""Pages that a camera took: rules that run together, bent rules, and what lies around the paper."""

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
cv2 = pytest.importorskip("cv2", reason="the [ocr] extra is not installed")

from extractors.formats.scan.cells import to_rules
from extractors.formats.scan.imaging.deskew import set_upright
from extractors.formats.scan.imaging.paper_edges import find_surroundings
from extractors.formats.scan.imaging.rules import find_strokes
from extractors.formats.scan.imaging.warp import measure_warp
from extractors.formats.scan.page import PageImage
from extractors.grids.ruling.lattice import find_lattices
from extractors.model.document import Box

SCALE = 150 / 72
WIDTH, HEIGHT = 1100, 1400
LEVELS, WALLS = range(300, 1201, 60), range(150, 951, 100)
SPOT = (700, 880)
"""A mark in the middle of a cell: across, down."""


def draw_page():
    page = np.full((HEIGHT, WIDTH), 245, np.uint8)
    for y in LEVELS:
        page[y : y + 2, WALLS[0] : WALLS[-1] + 2] = 40
    for x in WALLS:
        page[LEVELS[0] : LEVELS[-1] + 2, x : x + 2] = 40
    cv2.circle(page, SPOT, 9, 40, -1)
    return page


def bend(page, move, around=60):
    """The page seen by a camera: what is shown at (x, y), both from -1 to 1, lies at ``move(x, y)`` on the paper."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    x, y = move(across / WIDTH * 2 - 1, down / HEIGHT * 2 - 1)
    places = [((x + 1) * WIDTH / 2).astype(np.float32), ((y + 1) * HEIGHT / 2).astype(np.float32)]
    seen = cv2.remap(page, *places, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=around)
    grain = np.random.default_rng(1).normal(0, 4, seen.shape)
    return np.clip(seen + grain, 0, 255).astype(np.uint8)


def from_aside(x, y):
    depth = 1 - 0.06 * x + 0.05 * y
    return 1.05 * x / depth, 1.05 * (y + 0.03 * x) / depth


def through_a_lens(x, y):
    swell = 1 + 0.02 * (x * x + y * y)
    return x * swell, y * swell


def in_a_bound_volume(x, y):
    return x, y + 0.025 * np.cos(np.pi * x / 2)


WAYS = [
    pytest.param(from_aside, id="taken from aside"),
    pytest.param(through_a_lens, id="through a lens"),
    pytest.param(in_a_bound_volume, id="in a bound volume"),
]


@pytest.mark.parametrize("move", WAYS)
def test_bent_rules_are_set_right(move):
    page = set_upright(PageImage(bend(draw_page(), move), SCALE, 1))
    lattices = find_lattices(to_rules(find_strokes(page.gray, SCALE), SCALE))

    assert [(len(one.xs) - 1, len(one.ys) - 1, len(one.cells)) for one in lattices] == [(8, 15, 120)]


@pytest.mark.parametrize("move", WAYS)
def test_boxes_come_back_to_the_page_as_it_was_taken(move):
    taken = bend(draw_page(), move)
    page = set_upright(PageImage(taken, SCALE, 1))
    marks = cv2.erode((page.gray < 128).astype(np.uint8), np.ones((9, 9), np.uint8))
    down, across = (float(place.mean()) / SCALE for place in np.nonzero(marks))
    back = page.box_on_page(Box(across, down, across, down))
    near = taken[round(back.top * SCALE) - 3 : round(back.top * SCALE) + 4, round(back.left * SCALE) - 3 :][:, :7]

    assert near.mean() < 90


@pytest.mark.parametrize("turn", [0.0, 1.5, -3.0], ids=lambda turn: f"turned by {turn} degrees")
def test_a_page_that_is_merely_turned_is_left_alone(turn):
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn, 1.0)

    assert measure_warp(cv2.warpAffine(draw_page(), matrix, (WIDTH, HEIGHT), borderValue=245), SCALE) is None


def test_lines_that_fit_no_page_are_left_alone():
    page = np.full((HEIGHT, WIDTH), 245, np.uint8)
    random = np.random.default_rng(3)
    for x, y in random.integers(100, 900, (60, 2)).tolist():
        tilt = int(random.integers(-14, 15))
        cv2.line(page, (x, y), (x + 150, y + tilt), 40, 2)
        cv2.line(page, (x, y), (x + tilt, y + 150), 40, 2)

    assert measure_warp(page, SCALE) is None


def test_what_lies_around_the_paper_is_found_and_print_on_dark_paper_is_none_of_it():
    page = cv2.copyMakeBorder(draw_page(), 50, 0, 70, 0, cv2.BORDER_CONSTANT, value=35)
    found = find_surroundings(page, SCALE)

    assert found[:45].all()
    assert found[:, :65].all()
    assert not found[60:, 80:].any()
    page[:45, :] = 90
    for left in range(100, 1000, 24):
        cv2.putText(page, "8", (left, 36), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 3)
    page[:, :70] = 245
    assert find_surroundings(page, SCALE) is None


def test_a_page_of_print_has_no_surroundings():
    assert find_surroundings(draw_page(), SCALE) is None
