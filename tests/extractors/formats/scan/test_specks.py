"""Grains of salt and pepper on pictures of pages."""

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
pytest.importorskip("cv2", reason="the [ocr] extra is not installed")

from extractors.formats.scan.imaging.specks import wipe_specks


def draw_page(grains):
    page = np.full((300, 300), 240, np.uint8)
    page[100:140, 100:104] = 30  # a stroke
    page[150:152, 150:152] = 30  # a point
    page[100:103, 140:141] = 30  # the smallest thing that is no grain
    random = np.random.default_rng(5)
    for row, column in random.integers(1, 99, (grains, 2)).tolist():
        page[3 * row, 3 * column] = 0
    page[120:123, 102] = (30, 255, 30)  # a grain of salt in the stroke
    return page


def test_single_pixels_are_wiped_and_nothing_else():
    page, clean = draw_page(400), draw_page(0)
    clean[121, 102] = 30
    wiped = wipe_specks(page)

    assert (wiped[95:160, 95:160] == clean[95:160, 95:160]).mean() > 0.99
    assert (wiped[100:140, 100:104] == 30).all()
    assert (wiped[150:152, 150:152] == 30).all()
    assert (wiped[100:103, 140] == 30).all()
    assert (wiped[:95] == 240).mean() > 0.99


def test_a_picture_with_hardly_a_grain_is_left_as_it_is():
    page = draw_page(20)

    assert wipe_specks(page) is page
