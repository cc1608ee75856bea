"""The page of a document as a picture, with one place framed."""

import io

from db.schema.records import Place
from extractors.model.document import Unreadable
from extractors.model.source import SourceDocument

SCALE = 2.0
"""Picture points a page point: 144 dots an inch."""
MARGIN = 2.0
FRAME = (214, 32, 32)


class NoPageError(Exception):
    """The format cannot be drawn here; the message says why."""


def frame_place(source: SourceDocument, place: Place) -> bytes:
    """PNG bytes of the page with a red frame around the place; NoPageError when the page cannot be drawn."""
    from PIL import Image, ImageDraw

    image = Image.open(io.BytesIO(draw_page(source, place.page or 1, SCALE))).convert("RGB")
    sides = [side or 0.0 for side in (place.left, place.top, place.right, place.bottom)]
    left, top, right, bottom = (side * SCALE for side in sides)
    grow = MARGIN * SCALE
    frame = (left - grow, top - grow, right + grow, bottom + grow)
    ImageDraw.Draw(image).rectangle(frame, outline=FRAME, width=3)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def draw_page(source: SourceDocument, page: int, scale: float) -> bytes:
    """PNG bytes of one page of a PDF, an OFD or a picture, ``scale`` 1.0 at 72 dots an inch; NoPageError for none."""
    try:
        return _draw(source, page, scale)
    except (Unreadable, ValueError) as error:
        raise NoPageError(f"{source.name}: page {page} cannot be drawn: {error}") from error


def _draw(source: SourceDocument, page: int, scale: float) -> bytes:
    if source.media_type == "application/pdf":
        from extractors.formats.pdf.reader import render_page

        return render_page(source.data, page, scale)
    if source.media_type == "application/ofd":
        from extractors.formats.ofd.image import render_page_ofd

        return render_page_ofd(source.data, page, scale)
    if source.media_type.startswith("image/"):
        return _draw_picture(source.data, page, scale)
    raise NoPageError(f"{source.name}: {source.media_type} has no pages to draw")


def _draw_picture(data: bytes, page: int, scale: float) -> bytes:
    from extractors.formats.scan.reader import render_picture

    return render_picture(data, page, scale)
