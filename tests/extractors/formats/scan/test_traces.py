"""Print paler than the rest of its page is read at its own contrast; what is too pale for that is in doubt, no blank."""

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2", reason="the ocr extra is not installed")
pytest.importorskip("onnxruntime", reason="the ocr extra is not installed")

from extractors.formats.scan.blocks import ReadPage, _doubt_odd_ones, _drop_points, _finish_cell
from extractors.formats.scan.cells import PrintArea, PrintLine, cut_page, has_traces, to_rules
from extractors.formats.scan.imaging.deskew import SOFT_PAPER, UprightPage, set_upright
from extractors.formats.scan.imaging.faint import raise_print
from extractors.formats.scan.imaging.lines import Patch
from extractors.formats.scan.imaging.rules import find_strokes
from extractors.formats.scan.page import PageImage
from extractors.formats.scan.values import UNREAD, Value
from extractors.grids.ruling.lattice import find_lattices
from extractors.model.document import Box, Cell, Origin

CELL = Box(10.0, 10.0, 60.0, 30.0)
SCALE = 2.78
PATCH = Patch(28, 28, 167, 83)
HEIGHT, WIDTH = 120, 200


def write(page, text, darkness, at=(50, 67)):
    """The page with digits so much darker than what is there."""
    strokes = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.putText(strokes, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
    return page - darkness / 255 * cv2.GaussianBlur(strokes, (0, 0), 0.7)


def paper(grain=1.5, seed=1):
    return SOFT_PAPER + np.random.default_rng(seed).normal(0, grain, (HEIGHT, WIDTH))


def frame(page):
    """The page as pixels with a black frame around the cell."""
    soft = np.clip(page, 0, 255).astype(np.uint8)
    cv2.rectangle(soft, (PATCH.left, PATCH.top), (PATCH.right, PATCH.bottom), 0, 3)
    return soft


def is_traced(page):
    soft = frame(page)
    gray = np.clip(soft.astype(np.float64) * 255 / (SOFT_PAPER - 16), 0, 255).astype(np.uint8)
    level = np.eye(2, 3)
    return has_traces(UprightPage(gray, soft, gray < 128, SCALE, 1, level, level), CELL)


@pytest.mark.parametrize("darkness", [9, 16, 25, 60])
def test_pale_figures_between_dark_rules_are_noticed(darkness):
    assert is_traced(write(paper(), "27", darkness))
    assert is_traced(write(paper(), "1", darkness))


def watermark():
    wide = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.line(wide, (20, 110), (170, 5), 1.0, 24)
    return paper() - 14 * wide


def specks():
    page = paper()
    for across in range(40, 160, 17):
        page[45 + across % 20, across : across + 2] -= 60
    return page


def ringing():
    """Waves beside a rule, lighter as well as darker than paper, as JPEG makes them."""
    page = paper()
    page += 5 * np.cos(np.arange(WIDTH) * np.pi / 4)[None] * (np.abs(np.arange(WIDTH) - 90) < 30)[None]
    return page


BLANKS = {
    "paper": paper(),
    "coarse grain": paper(grain=7),
    "clouds": paper() + 8 * cv2.GaussianBlur(paper(30.0) - SOFT_PAPER, (0, 0), 3),
    "a shadow": paper() - np.linspace(0, 40, WIDTH)[None],
    "a watermark": watermark(),
    "specks": specks(),
    "waves": ringing(),
}


@pytest.mark.parametrize("page", BLANKS.values(), ids=BLANKS.keys())
def test_grain_and_shade_of_blank_paper_are_no_figures(page):
    assert not is_traced(page)
    assert raise_print(frame(page), PATCH, SCALE) is None


@pytest.mark.parametrize("darkness", [12, 30, 80])
def test_pale_print_is_cut_as_dark_print_is(darkness):
    whole = write(np.zeros((HEIGHT, WIDTH)), "1405", -1.0, (45, 67)) > 0.5
    raised = raise_print(frame(write(paper(grain=1.0), "1405", darkness, (45, 67))), PATCH, SCALE)
    place = slice(raised.patch.top, raised.patch.bottom), slice(raised.patch.left, raised.patch.right)

    assert not raised.is_doubtful
    assert raised.ink[whole[place]].mean() > 0.9
    assert (raised.ink & (cv2.dilate(whole.astype(np.uint8), np.ones((5, 5))) == 0)[place]).sum() == 0
    assert np.median(raised.clean[whole[place]]) < 90
    assert np.median(raised.clean) == 255


def test_a_shade_with_an_edge_that_leaves_no_ink_is_in_doubt():
    down, across = np.arange(42), np.arange(403)
    upper = np.where(down < 7, 0, 14 * np.exp(-(down - 7) / 8))
    side = np.where((across < 7) | (across > 395), 0, 16 * np.exp(-(395 - across) / 10))
    page = SOFT_PAPER - np.maximum(upper[:, None], side[None])
    raised = raise_print(page.round().astype(np.uint8), Patch(4, 4, 399, 38), SCALE)

    assert raised.is_doubtful
    assert not raised.ink.any()
    assert (raised.clean == 255).all()


def test_print_hardly_darker_than_grain_is_in_doubt():
    assert raise_print(frame(write(paper(grain=3.0), "1405", 12, (45, 67))), PATCH, SCALE).is_doubtful


def test_a_figure_of_which_a_part_is_much_paler_is_in_doubt():
    page = write(write(paper(grain=1.0), "14", 90, (45, 67)), "05", 14, (105, 67))

    assert raise_print(frame(page), PATCH, SCALE).is_doubtful


def test_print_that_runs_into_its_rule_is_in_doubt():
    assert raise_print(frame(write(paper(grain=1.0), "1405", 40, (45, 46))), PATCH, SCALE).is_doubtful


def areas_of(left, right):
    """The areas of a page with two framed cells that hold a digit so much darker than paper each, and dark words."""
    page = np.random.default_rng(2).normal(238, 1.5, (500, 900))
    for text, at, darkness in (("27", (150, 200), left), ("35", (550, 200), right), ("EXH", (150, 400), 210)):
        strokes = np.zeros(page.shape, np.uint8)
        cv2.putText(strokes, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 255, 3)
        page -= darkness / 255 * strokes
    pixels = np.clip(page, 0, 255).astype(np.uint8)
    for edges in ((100, 140, 450, 230), (450, 140, 800, 230), (100, 230, 450, 430), (450, 230, 800, 430)):
        cv2.rectangle(pixels, edges[:2], edges[2:], 20, 2)
    upright = set_upright(PageImage(pixels, SCALE, 1))
    strokes = find_strokes(upright.gray, SCALE)
    return cut_page(upright, strokes, find_lattices(to_rules(strokes, SCALE)))


def test_cells_of_one_page_are_cut_each_at_its_own_contrast():
    areas = areas_of(210, 15)
    sizes = [(line.patch.width, line.patch.height) for area in areas for line in area.lines]

    assert [len(area.lines) for area in areas] == [1, 1, 1]
    assert np.abs(np.subtract(sizes[0], sizes[1])).max() <= 6
    assert [bool(area.is_doubtful) for area in areas] == [False, False, False]
    assert areas[1].lines[0].picture.min() < 80


def figure_cell(row, text, depth, down=0):
    """A cell with one line of figures read, and the decision on it."""
    line = PrintLine(Patch(50, 60 * row + 20 + down, 80, 60 * row + 40 + down), np.full((20, 30), 255, np.uint8))
    area = PrintArea(Patch(0, 60 * row, 150, 60 * row + 60), [line], True, 1, SCALE, depth=depth)
    return area, Value(line, SCALE, line.picture, [], text=text, is_sure=True)


def judge(*figures):
    """Text and doubt of these cells, judged as those of one page."""
    cells = [figure_cell(row, *figure) for row, figure in enumerate(figures)]
    page = ReadPage(1, 500.0, 500.0, SCALE, None, (), tuple(area for area, _ in cells))
    _doubt_odd_ones(page, {id(value.line): value for _, value in cells})
    return [(value.text, area.is_doubtful) for area, value in cells]


def test_pale_figures_among_pale_ones_are_not_doubted_for_it():
    assert judge(("12", 20.0), ("0", 22.0), ("7", 17.0)) == [("12", False), ("0", False), ("7", False)]
    assert judge(("12", None), ("0", None)) == [("12", False), ("0", False)]


def test_a_pale_figure_unlike_the_others_is_in_doubt_and_a_nought_is_not_read():
    dark = ("12", None)
    assert judge(dark, dark, dark, ("7", 20.0), ("0", 20.0))[3:] == [("7", True), (UNREAD, True)]
    assert judge(("12", 20.0), ("0", 20.0), ("0", 9.0))[1:] == [("0", False), (UNREAD, True)]
    assert judge(("12", 20.0), ("0", 20.0), ("0", 20.0, 12))[1:] == [("0", False), (UNREAD, True)]


def test_a_blank_that_no_rules_frame_is_in_doubt():
    assert _finish_cell(Cell("", 0, 0, Origin(page=1)), {}, {}).doubt == "ocr"
    assert _finish_cell(Cell("", 0, 0, Origin(page=1, box=CELL)), {}, {}).doubt == ""
    assert _finish_cell(Cell("7", 0, 0, Origin(page=1)), {}, {}).doubt == ""


@pytest.mark.parametrize(
    ("texts", "left", "is_doubtful"),
    [
        pytest.param(("47", "."), ["47", ""], True, id="a figure and a stain"),
        pytest.param(("4", "7"), ["4", "7"], False, id="digits that wrap"),
        pytest.param((".",), ["."], False, id="ink alone"),
    ],
)
def test_points_on_a_line_of_their_own_are_no_part_of_a_figure(texts, left, is_doubtful):
    lines = [
        PrintLine(Patch(40, 30 + 20 * n, 60, 45 + 20 * n), np.zeros((15, 20), np.uint8)) for n in range(len(texts))
    ]
    values = {
        id(line): Value(line, SCALE, line.picture, [], text=text) for line, text in zip(lines, texts, strict=True)
    }
    area = PrintArea(PATCH, lines, is_cell=True, page=1, scale=SCALE)
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    upright = UprightPage(page, page, page < 128, SCALE, 1, np.eye(2, 3), np.eye(2, 3))
    _drop_points(ReadPage(1, 72.0, 43.0, SCALE, upright, (), (area,)), values)

    assert [values[id(line)].text for line in lines] == left
    assert area.is_doubtful == is_doubtful
