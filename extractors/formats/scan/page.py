"""Opens what is only a picture: pages of a PDF without text, image files, and table pictures inside other documents."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image
from pypdfium2 import raw as pdfium

from extractors.formats import pdfium_fonts  # noqa: F401  (before the first PDF is opened)
from extractors.formats.page_time import PAGE_TIME
from extractors.formats.scan.imaging.picture import MAX_PAGES, MAX_SOURCE_PIXELS, open_frames
from extractors.formats.scan.imaging.specks import wipe_specks
from extractors.formats.scan.imaging.stamp import LOOK_SCALE, Colours, find_stamps, wipe_stamps
from extractors.model.document import Unreadable

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

MAX_WORK_PIXELS = 9_000_000
"""Pixels of one page as it is worked on (A4 at 300 dpi); larger pages are drawn smaller."""

_MIN_DPI, _MAX_DPI = 200.0, 300.0
_WORK_WIDTH = 1500


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as grey pixels."""

    gray: Gray
    scale: float
    """Pixels per point."""
    number: int
    """Counted from 1."""


def open_pages(data: bytes, media_type: str, only: Collection[int] = ()) -> Iterator[PageImage]:
    """The pages of a PDF or an image file as grey pictures, one at a time, in order.

    ``only``: numbers of the pages of a PDF that are wanted, from 1; all of them where it is empty.

    Raises:
        Unreadable: FILE.TOO_LARGE beyond the caps, FILE.ENCRYPTED, FILE.TRUNCATED when the bytes cannot be decoded.
    """
    return _draw_pdf(data, only) if media_type == "application/pdf" else _open_image(data)


def _draw_pdf(data: bytes, only: Collection[int]) -> Iterator[PageImage]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "FILE.ENCRYPTED" if "password" in str(error).lower() else "FILE.TRUNCATED"
        raise Unreadable(code, f"PDF file: {error}") from error
    try:
        numbers = sorted(only) or range(1, len(document) + 1)
        if len(numbers) > MAX_PAGES:
            raise Unreadable("FILE.TOO_LARGE", f"{len(numbers)} pages to recognise, {MAX_PAGES} allowed")
        for number in numbers:
            PAGE_TIME.begin_page()
            yield _draw_page(document, number - 1)
    finally:
        document.close()


def _draw_page(document: pypdfium2.PdfDocument, index: int) -> PageImage:
    try:
        page = document[index]
        width, height = page.get_size()
        own = _own_dpi(page, width, height)
        scale = min(max(own, _MIN_DPI), _MAX_DPI) / 72.0
        scale = min(scale, math.sqrt(MAX_WORK_PIXELS / max(width * height, 1.0)))
        gray = wipe_specks(_render(page, scale))
        stamps = find_stamps(_render_colours(page, LOOK_SCALE), LOOK_SCALE) if own else []
        if stamps:
            gray = wipe_stamps(gray, _render_colours(page, scale), stamps)
        elif 0.0 < own < 0.98 * _MIN_DPI:
            gray = _redraw_clean(page, own / 72.0, gray)
        page.close()
    except pypdfium2.PdfiumError as error:
        raise Unreadable("FILE.TRUNCATED", f"page {index + 1}: {error}") from error
    return PageImage(gray, scale, index + 1)


def _render(page: pypdfium2.PdfPage, scale: float) -> Gray:
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    gray = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
    bitmap.close()
    return gray


def _render_colours(page: pypdfium2.PdfPage, scale: float) -> Colours:
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    colours = np.array(bitmap.to_numpy())[:, :, :3]
    bitmap.close()
    return np.ascontiguousarray(colours)


def _redraw_clean(page: pypdfium2.PdfPage, scale: float, enlarged: Gray) -> Gray:
    """The page enlarged after its grains were wiped, for enlarging spreads them; as it is where it has none."""
    drawn = _render(page, scale)
    clean = wipe_specks(drawn)
    if clean is drawn:
        return enlarged
    size = (enlarged.shape[1], enlarged.shape[0])
    return np.asarray(cv2.resize(clean, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _own_dpi(page: pypdfium2.PdfPage, width: float, height: float) -> float:
    """Dots an inch of the picture that covers the page, of the finest if there are several; 0 where there is none."""
    dpi = 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        columns, rows = image.get_px_size()
        if columns * rows > MAX_SOURCE_PIXELS:
            raise Unreadable("FILE.TOO_LARGE", f"a picture of {columns} x {rows} pixels")
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > 0.5 * width * height:
            dpi = max(dpi, 72.0 * math.sqrt(columns * rows / ((right - left) * (top - bottom))))
    return dpi


def _open_image(data: bytes) -> Iterator[PageImage]:
    for number, (picture, scale) in enumerate(open_frames(data, is_coloured=True), start=1):
        PAGE_TIME.begin_page()
        gray = wipe_specks(_without_stamps(picture, scale))
        factor = min(_zoom(gray.shape[1]), math.sqrt(MAX_WORK_PIXELS / gray.size))
        if factor != 1.0:
            how = cv2.INTER_CUBIC if factor > 1.0 else cv2.INTER_AREA
            gray = np.asarray(cv2.resize(gray, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8)
        yield PageImage(gray, scale * factor, number)


def _without_stamps(picture: Image.Image, scale: float) -> Gray:
    gray = np.asarray(picture.convert("L"))
    if picture.mode != "RGB":
        return gray
    factor = LOOK_SCALE / scale
    small = picture.resize((max(1, round(picture.width * factor)), max(1, round(picture.height * factor))))
    stamps = find_stamps(np.asarray(small), LOOK_SCALE)
    return wipe_stamps(gray, np.asarray(picture), stamps) if stamps else gray


def _zoom(columns: int) -> float:
    """How much to enlarge a small picture, so that its letters reach the size the recogniser was trained on."""
    return min(max(1.0, _WORK_WIDTH / columns), 3.0)
