"""Opens image files within bounds and says how large they are on paper; needs Pillow only, no recognition packages."""

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.model.document import Unreadable

MAX_PAGES = 60
MAX_SOURCE_PIXELS = 120_000_000
"""Pixels of one embedded or standalone picture, as its header claims them; beyond that it is not decoded."""

MOST_COLOURED = 30_000_000
"""Pixels of a picture up to which its colours are looked at: they take three times the memory."""

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")
_A4_WIDTH, _A4_HEIGHT = 595.0, 842.0


def open_frames(data: bytes, is_coloured: bool = False) -> Iterator[tuple[Image.Image, float]]:
    """The pictures of an image file, upright and grey, each with its pixels per point.

    ``is_coloured``: pictures in colours stay so, those of moderate size.

    Raises:
        Unreadable: FILE.TOO_LARGE beyond the caps, FILE.TRUNCATED when the bytes cannot be decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            frames = int(getattr(picture, "n_frames", 1))
            if frames > MAX_PAGES:
                raise Unreadable("FILE.TOO_LARGE", f"{frames} pages to recognise, {MAX_PAGES} allowed")
            for index in range(frames):
                picture.seek(index)
                yield _decode(picture, is_coloured)
    except Image.DecompressionBombError as error:
        raise Unreadable("FILE.TOO_LARGE", f"picture: {error}") from error
    except (UnidentifiedImageError, OSError, ValueError, EOFError, SyntaxError) as error:
        raise Unreadable("FILE.TRUNCATED", f"picture: {error}") from error


def _decode(picture: Image.Image, is_coloured: bool) -> tuple[Image.Image, float]:
    columns, rows = picture.size
    if columns * rows > MAX_SOURCE_PIXELS:
        raise Unreadable("FILE.TOO_LARGE", f"a picture of {columns} x {rows} pixels")
    flat = _flatten(picture)
    if not (is_coloured and flat.mode == "RGB" and columns * rows <= MOST_COLOURED):
        flat = flat.convert("L")
    return flat, _measure_scale(picture, *flat.size)


def _flatten(picture: Image.Image) -> Image.Image:
    """Pixels in grey or in red, green and blue, upright by EXIF, transparency on white paper."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        coloured = upright.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(paper, coloured).convert("RGB")
    if upright.mode.startswith("I") or upright.mode == "F":
        wide = upright.convert("F")
        low, high = (float(value) for value in wide.getextrema()[:2])  # type: ignore[arg-type]
        factor = 255.0 / max(high - low, 1.0)
        return wide.point(lambda value: value * factor - low * factor).convert("L")
    return upright if upright.mode == "RGB" else upright.convert("L")


def _measure_scale(picture: Image.Image, columns: int, rows: int) -> float:
    """Pixels per point by the header's resolution where it is believable, else as if the picture filled an A4 page."""
    resolution = picture.info.get("dpi", (0, 0))
    dpi = float(resolution[0]) if resolution else 0.0
    if 120.0 <= dpi <= 650.0:
        return dpi / 72.0
    return columns / (_A4_WIDTH if rows >= columns else _A4_HEIGHT)


def render_frame(data: bytes, page: int, scale: float) -> bytes:
    """PNG bytes of one picture of an image file (``page`` from 1), drawn at ``scale`` pixels per point.

    Raises:
        Unreadable: FILE.TRUNCATED when there is no such picture; otherwise as ``open_frames``.
    """
    for number, (gray, own_scale) in enumerate(open_frames(data), start=1):
        if number == page:
            factor = scale / own_scale
            target = io.BytesIO()
            gray.resize((max(1, round(gray.width * factor)), max(1, round(gray.height * factor)))).save(target, "PNG")
            return target.getvalue()
    raise Unreadable("FILE.TRUNCATED", f"no picture {page}")
