"""Red stamps over the print of a page."""

import io

import pytest

np = pytest.importorskip("numpy", reason="the [ocr] extra is not installed")
cv2 = pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
PIL_Image = pytest.importorskip("PIL.Image")

from extractors.formats.scan.page import open_pages

RED, INK, PAPER = (205, 35, 45), 30, 245
CENTRE, RADIUS = (500, 700), 150


def draw_page(is_stamped=True):
    page = np.full((1700, 1200, 3), PAPER, np.uint8)
    for place in range(8):  # a red title
        cv2.putText(page, "E", (200 + 90 * place, 250), cv2.FONT_HERSHEY_SIMPLEX, 3.0, RED, 9)
    cv2.line(page, (150, 320), (1050, 320), RED, 6)
    if is_stamped:
        cv2.circle(page, CENTRE, RADIUS, RED, 8)
        cv2.putText(page, "A", (470, 640), cv2.FONT_HERSHEY_SIMPLEX, 2.0, RED, 8)
    cv2.putText(page, "3752", (400, 730), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (INK, INK, INK), 6)
    return page


def open_page(page, kind):
    target = io.BytesIO()
    PIL_Image.fromarray(page).save(target, kind, **({"dpi": (150, 150)} if kind == "PNG" else {"resolution": 150}))
    media_type = {"PNG": "image/png", "PDF": "application/pdf"}[kind]
    (opened,) = open_pages(target.getvalue(), media_type)
    return cv2.resize(opened.gray, (1200, 1700), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_stamp_is_taken_off_and_the_print_below_it_stays(kind):
    stamped, bare = open_page(draw_page(), kind), open_page(draw_page(is_stamped=False), kind)
    around = slice(520, 880), slice(320, 680)

    assert (stamped[around] < 150).sum() == pytest.approx((bare[around] < 150).sum(), rel=0.1)


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_red_titles_and_lines_stay(kind):
    page = open_page(draw_page(), kind)

    assert (page[180:255, 200:900] < 150).sum() > 5000
    assert (page[318:322, 200:1000] < 150).all()
