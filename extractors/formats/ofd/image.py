"""Draws a page of an OFD file from what the reader saw, so that a person can compare a figure with its place."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.formats.ofd.reader import OfdPage, read_ofd_pages
from extractors.model.document import Unreadable

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
_FONT_NAMES = ("cjk", "simsun", "song", "wqy", "simhei", "pingfang", "heiti", "uming", "ukai", "droidsansfallback")
_FONT_SUFFIXES = frozenset({".ttf", ".ttc", ".otf"})
_MAX_PIXELS = 40_000_000


def render_page_ofd(data: bytes, page: int, scale: float = 2.0) -> bytes:
    """The page as PNG: its signs and ruling lines in black on white.

    Signs are boxes where the machine has no Chinese font. Pictures, seals and colours are left out.

    Args:
        data: the whole file.
        page: counted from 1.
        scale: pixels per point.

    Raises:
        Unreadable: as ``read_ofd``; PAGE.SKIPPED when there is no such page, FILE.TOO_LARGE for too many pixels,
            FILE.NEEDS_EXTRA without Pillow.
    """
    found = next((seen for seen in read_ofd_pages(data) if seen.number == page), None)
    if found is None:
        raise Unreadable("PAGE.SKIPPED", f"page {page} cannot be read")
    if found.width * scale * found.height * scale > _MAX_PIXELS:
        raise Unreadable("FILE.TOO_LARGE", "the page would be drawn with too many pixels")
    return _draw(found, scale)


def _draw(page: OfdPage, scale: float) -> bytes:
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install pillow") from error
    image = Image.new("L", (max(round(page.width * scale), 1), max(round(page.height * scale), 1)), 255)
    canvas = ImageDraw.Draw(image)
    for rule in page.marks.rules:
        edges = [edge * scale for edge in (rule.left, rule.top, rule.right, rule.bottom)]
        canvas.line(edges, fill=0, width=max(round(scale / 2), 1))
    _draw_signs(canvas, page, scale)
    packed = io.BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()


def _draw_signs(canvas: "ImageDraw", page: OfdPage, scale: float) -> None:
    face = find_chinese_font()
    fonts: dict[int, FreeTypeFont] = {}
    for glyph in page.marks.glyphs:
        size = min(max(round((glyph.bottom - glyph.top) * scale), 1), 500)
        if face is None:
            canvas.rectangle([edge * scale for edge in (glyph.left, glyph.top, glyph.right, glyph.bottom)], outline=128)
            continue
        if size not in fonts:
            fonts[size] = _load_font(face, size)
        canvas.text((glyph.left * scale, glyph.bottom * scale - 0.14 * size), glyph.text, 0, fonts[size], anchor="ls")


def _load_font(face: Path, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(face), size)


def find_chinese_font() -> Path | None:
    """A font file with Chinese signs in the usual folders of the system, by its name."""
    files = (file for folder in _FONT_FOLDERS for file in sorted(Path(folder).rglob("*")))
    fonts = (file for file in files if file.suffix.lower() in _FONT_SUFFIXES)
    return next((file for file in fonts if any(name in file.name.lower() for name in _FONT_NAMES)), None)
