"""The type of lines on a scan: needs numpy and OpenCV, no model."""

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
pytest.importorskip("onnxruntime", reason="the [ocr] extra is not installed")

from extractors.formats.scan.cells import PrintLine
from extractors.formats.scan.engine import LineReading, RecognisedSign
from extractors.formats.scan.imaging.lines import InkPiece, Patch, find_lines
from extractors.formats.scan.type import measure_type, place_signs

SCALE = 2.0


def read_line(text, left, top, size, height):
    """A line as the engine reads it: every sign in the middle of a square of ``size`` pixels."""
    width = size * len(text)
    signs = tuple(RecognisedSign(sign, 0.99, (index + 0.5) / len(text)) for index, sign in enumerate(text))
    patch = Patch(left, top, left + width, top + height)
    return PrintLine(patch, np.full((height, width), 255, np.uint8), LineReading(signs))


def test_words_and_figures_of_one_table_have_one_size_of_type():
    words = read_line("行政规范性文件", 100, 100, 20, 19)
    figures = read_line("0", 300, 103, 10, 14)
    single = read_line("息", 100, 130, 20, 19)
    heading = read_line("收到和处理申请情况", 100, 200, 30, 28)

    sizes = measure_type([(line, SCALE) for line in (words, figures, single, heading)])

    assert [round(sizes[id(line)], 1) for line in (words, figures, single, heading)] == [10.0, 10.0, 10.0, 15.0]


def test_a_bracket_at_the_end_of_words_takes_its_whole_square():
    line = read_line("（一）", 100, 100, 20, 19)

    first, _, last = place_signs(line, SCALE, 10.0)

    assert (round(first.left, 1), round(last.right, 1)) == (45.0, 85.0)
    assert round(last.bottom - last.top, 1) == 12.0


def test_small_figures_on_a_page_of_large_type_stay_in_their_own_rows():
    prose = [InkPiece(Patch(left, 100, left + 30, 130), 300) for left in range(100, 1100, 32)]
    labels = [
        InkPiece(Patch(left, top, left + 18, top + 18), 100) for top in (300, 325) for left in range(100, 460, 20)
    ]
    digits = [InkPiece(Patch(left, top, left + 9, top + 14), 60) for top in (302, 327) for left in (600, 610, 620)]
    pieces = prose + labels + digits

    lines = find_lines(np.zeros((400, 1200), np.bool_), pieces, SCALE)

    assert Patch(600, 302, 629, 316) in lines
    assert Patch(600, 327, 629, 341) in lines
