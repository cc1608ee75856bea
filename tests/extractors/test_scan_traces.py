"""A cell of a scan that holds something too pale to be read is in doubt, and no blank."""

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2", reason="the ocr extra is not installed")

from extractors.document import Box  # noqa: E402
from extractors.scan.cells import has_traces  # noqa: E402
from extractors.scan.deskew import UprightPage  # noqa: E402

CELL = Box(10.0, 10.0, 60.0, 30.0)
SCALE = 2.78


def draw(darkness: int) -> UprightPage:
    """A page with a framed cell that holds a number, drawn so much darker than paper."""
    gray = np.full((120, 200), 255, np.uint8)
    left, top, right, bottom = (round(side * SCALE) for side in (CELL.left, CELL.top, CELL.right, CELL.bottom))
    cv2.putText(gray, "27", (left + 40, bottom - 16), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255 - darkness, 2)
    cv2.rectangle(gray, (left, top), (right, bottom), 0, 3)
    level = np.eye(2, 3)
    return UprightPage(gray, gray < 128, SCALE, 1, level, level)


@pytest.mark.parametrize(("darkness", "is_traced"), [(0, False), (25, True), (60, True)])
def test_pale_figures_between_dark_rules_are_noticed(darkness, is_traced):
    assert has_traces(draw(darkness), CELL) is is_traced
