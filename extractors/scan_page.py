"""Opens what is only a picture: pages of a PDF without text, image files, and table pictures inside other documents."""

import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import raw as pdfium

from extractors.document import Unreadable

Gray = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

MAX_PAGES = 60
MAX_SOURCE_PIXELS = 120_000_000
"""Pixels of one embedded or standalone picture, as its header claims them; beyond that it is not decoded."""
MAX_WORK_PIXELS = 9_000_000
"""Pixels of one page as it is worked on (A4 at 300 dpi); larger pages are drawn smaller."""

_MIN_DPI, _MAX_DPI = 200.0, 300.0
_A4_WIDTH, _A4_HEIGHT = 595.0, 842.0
_WORK_WIDTH = 1500


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as grey pixels."""

    gray: Gray
    scale: float
    """Pixels per point."""
    number: int
    """Counted from 1."""


def open_pages(data: bytes, media_type: str) -> Iterator[PageImage]:
    """The pages of a PDF or an image file as grey pictures, one at a time, in order.

    Raises:
        Unreadable: FILE.TOO_LARGE beyond the caps, FILE.ENCRYPTED, FILE.TRUNCATED when the bytes cannot be decoded.
    """
    return _draw_pdf(data) if media_type == "application/pdf" else _open_image(data)


def _draw_pdf(data: bytes) -> Iterator[PageImage]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "FILE.ENCRYPTED" if "password" in str(error).lower() else "FILE.TRUNCATED"
        raise Unreadable(code, str(error)) from error
    try:
        if len(document) > MAX_PAGES:
            raise Unreadable("FILE.TOO_LARGE", f"{len(document)} pages to recognise, {MAX_PAGES} allowed")
        for index in range(len(document)):
            yield _draw_page(document, index)
    finally:
        document.close()


def _draw_page(document: pypdfium2.PdfDocument, index: int) -> PageImage:
    try:
        page = document[index]
        width, height = page.get_size()
        scale = _drawing_scale(page, width, height)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        gray = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        bitmap.close()
        page.close()
    except pypdfium2.PdfiumError as error:
        raise Unreadable("FILE.TRUNCATED", f"page {index + 1}: {error}") from error
    return PageImage(gray, scale, index + 1)


def _drawing_scale(page: pypdfium2.PdfPage, width: float, height: float) -> float:
    """Pixels per point: the picture's own resolution where one covers the page, as far as recognition profits."""
    dpi = _MIN_DPI
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        columns, rows = image.get_px_size()
        if columns * rows > MAX_SOURCE_PIXELS:
            raise Unreadable("FILE.TOO_LARGE", f"a picture of {columns} x {rows} pixels")
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > 0.5 * width * height:
            dpi = max(dpi, 72.0 * math.sqrt(columns * rows / ((right - left) * (top - bottom))))
    scale = min(dpi, _MAX_DPI) / 72.0
    return min(scale, math.sqrt(MAX_WORK_PIXELS / max(width * height, 1.0)))


def _open_image(data: bytes) -> Iterator[PageImage]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF"))
            frames = int(getattr(picture, "n_frames", 1))
            if frames > MAX_PAGES:
                raise Unreadable("FILE.TOO_LARGE", f"{frames} pages to recognise, {MAX_PAGES} allowed")
            for index in range(frames):
                picture.seek(index)
                yield _decode_frame(picture, index)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, EOFError, SyntaxError) as error:
        code = "FILE.TOO_LARGE" if isinstance(error, Image.DecompressionBombError) else "FILE.TRUNCATED"
        raise Unreadable(code, f"picture: {error}") from error


def _decode_frame(picture: Image.Image, index: int) -> PageImage:
    columns, rows = picture.size
    if columns * rows > MAX_SOURCE_PIXELS:
        raise Unreadable("FILE.TOO_LARGE", f"a picture of {columns} x {rows} pixels")
    gray = np.asarray(_flatten(picture))
    scale = _image_scale(picture, gray.shape[1], gray.shape[0])
    factor = min(_zoom(gray.shape[1]), math.sqrt(MAX_WORK_PIXELS / (columns * rows)))
    if factor != 1.0:
        how = cv2.INTER_CUBIC if factor > 1.0 else cv2.INTER_AREA
        gray = np.asarray(cv2.resize(gray, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8)
    return PageImage(gray, scale * factor, index + 1)


def _flatten(picture: Image.Image) -> Image.Image:
    """Grey pixels, upright by EXIF, transparency on white paper."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        coloured = upright.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(paper, coloured).convert("L")
    if upright.mode.startswith("I") or upright.mode == "F":
        wide = np.asarray(upright, dtype=np.float64)
        return Image.fromarray((255.0 * wide / max(float(wide.max()), 1.0)).astype(np.uint8))
    return upright.convert("L")


def _image_scale(picture: Image.Image, columns: int, rows: int) -> float:
    """Pixels per point by the header's resolution where it is believable, else as if the picture filled an A4 page."""
    resolution = picture.info.get("dpi", (0, 0))
    dpi = float(resolution[0]) if resolution else 0.0
    if 120.0 <= dpi <= 650.0:
        return dpi / 72.0
    return columns / (_A4_WIDTH if rows >= columns else _A4_HEIGHT)


def _zoom(columns: int) -> float:
    """How much to enlarge a small picture, so that its letters reach the size the recogniser was trained on."""
    return min(max(1.0, _WORK_WIDTH / columns), 3.0)
