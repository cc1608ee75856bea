"""Streaks of a feeder run from edge to edge of a page: they are no walls, and what they cross may have lost print."""

from dataclasses import replace

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
cv2 = pytest.importorskip("cv2", reason="the [ocr] extra is not installed")

from extractors.formats.scan.blocks import DOUBT, ReadPage, _finish_cell
from extractors.formats.scan.cells import to_rules
from extractors.formats.scan.imaging.deskew import set_upright
from extractors.formats.scan.imaging.rules import find_strokes
from extractors.formats.scan.imaging.streaks import wipe_streaks
from extractors.formats.scan.page import PageImage
from extractors.grids.ruling.lattice import find_lattices
from extractors.model.document import Box, Cell, Origin

SCALE = 200 / 72
LEFT, TOP, WIDTH, HEIGHT = 150, 200, 150, 60
BETWEEN = LEFT + WIDTH // 2


def draw_table(skew=0.4):
    """A page of 900 x 700 pixels with a table of three by four cells, turned a little, with grain."""
    page = np.full((700, 900), 240, np.uint8)
    for row in range(5):
        cv2.line(page, (LEFT, TOP + row * HEIGHT), (LEFT + 3 * WIDTH, TOP + row * HEIGHT), 40, 2)
    for column in range(4):
        cv2.line(page, (LEFT + column * WIDTH, TOP), (LEFT + column * WIDTH, TOP + 4 * HEIGHT), 40, 2)
        for row in range(4):
            where = (LEFT + column * WIDTH + 60, TOP + row * HEIGHT + 42)
            cv2.putText(page, "28", where, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 40, 2)
    turn = cv2.getRotationMatrix2D((450, 350), skew, 1.0)
    turned = cv2.warpAffine(page, turn, (900, 700), borderValue=(240,)).astype(np.float64)
    return np.clip(turned + np.random.default_rng(1).normal(0, 4, turned.shape), 0, 255).astype(np.uint8)


def add_streaks(page, columns, darkness=120):
    streaked = page.copy()
    for column in columns:
        streaked[:, column : column + 3] = np.minimum(streaked[:, column : column + 3], 240 - darkness)
    return streaked


def count_cells(gray):
    upright = set_upright(PageImage(gray, SCALE, 1))
    lattices = find_lattices(to_rules(find_strokes(upright.gray, SCALE), SCALE))
    return [(len(one.xs) - 1, len(one.ys) - 1) for one in lattices]


@pytest.mark.parametrize("darkness", [40, 120, 220])
def test_streaks_part_no_cells(darkness):
    page = draw_table()

    assert count_cells(page) == [(3, 4)]
    assert count_cells(add_streaks(page, (BETWEEN, 420, 700), darkness)) == [(3, 4)]


def test_streaks_close_to_the_outer_walls_are_none_of_them():
    assert count_cells(add_streaks(draw_table(0.0), (LEFT + 8, BETWEEN, LEFT + 3 * WIDTH - 10))) == [(3, 4)]


def test_a_wall_under_a_paler_streak_stays():
    page = draw_table(0.0)[TOP - 40 : TOP + 4 * HEIGHT + 40]  # the wall is longer than the streak beside it

    assert count_cells(add_streaks(page, (LEFT + WIDTH - 1,), 80)) == [(3, 4)]


def test_level_streaks_are_taken_off_too_and_print_on_a_pale_one_stays():
    page = draw_table()
    streaks = wipe_streaks(np.ascontiguousarray(add_streaks(page, (BETWEEN,), 60).T), SCALE)

    assert np.flatnonzero(streaks.mask.any(axis=1)).tolist() == [*range(BETWEEN - 1, BETWEEN + 4)]
    assert cv2.absdiff(streaks.gray.T, page).max() < 120
    assert (streaks.gray.T < 100)[:, BETWEEN : BETWEEN + 3].sum() > 0.8 * (page < 100)[:, BETWEEN : BETWEEN + 3].sum()


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(np.s_[:, :], id="a whole page"),
        pytest.param(np.s_[TOP + 20 : TOP + 4 * HEIGHT - 20, :], id="the middle of a table, cut off above and below"),
        pytest.param(np.s_[:, LEFT + 20 : LEFT + 3 * WIDTH - 20], id="the same, cut off on both sides"),
        pytest.param(np.s_[TOP - 2 : TOP + 4 * HEIGHT + 3, LEFT - 2 : LEFT + 3 * WIDTH + 3], id="nothing but a table"),
    ],
)
def test_walls_and_rules_are_no_streaks(cut):
    assert wipe_streaks(np.ascontiguousarray(draw_table(0.0)[cut]), SCALE) is None


def test_cells_that_a_streak_crosses_are_in_doubt():
    upright = set_upright(PageImage(add_streaks(draw_table(), (BETWEEN,)), SCALE, 1))
    page = ReadPage(1, 300.0, 240.0, SCALE, upright, (), ())
    margin = (upright.gray.shape[1] - 900) / 2
    left, top, right, bottom = LEFT + margin, TOP + margin, LEFT + WIDTH + margin, TOP + HEIGHT + margin
    first = Cell("", 0, 0, origin=Origin(page=1, box=Box(left / SCALE, top / SCALE, right / SCALE, bottom / SCALE)))
    beside = replace(
        first, text="28", origin=Origin(page=1, box=replace(first.origin.box, left=right / SCALE, right=400 / SCALE))
    )

    assert [_finish_cell(cell, {}, {1: page}).doubt for cell in (first, beside)] == [DOUBT, ""]
