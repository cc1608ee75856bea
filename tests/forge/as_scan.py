"""The report as a scan: the PDF drawn, turned a little, dirtied, compressed, and wrapped in a PDF without text."""

import io

import pypdfium2
from PIL import Image

from forge.as_pdf import to_pdf
from forge.facts import Facts
from forge.look import Look


def to_scan(facts: Facts, look: Look) -> bytes:
    """The bytes of a PDF that holds one JPEG a page; glyphs are legible only where the system has a Chinese font."""
    document = pypdfium2.PdfDocument(to_pdf(facts, look))
    try:
        pages = [_photograph(page, look) for page in document]
    finally:
        document.close()
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=look.dots_per_inch)
    return buffer.getvalue()


def _photograph(page: pypdfium2.PdfPage, look: Look) -> Image.Image:
    image = page.render(scale=look.dots_per_inch / 72).to_pil().convert("L")
    image = image.rotate(look.skew, resample=Image.Resampling.BICUBIC, fillcolor=250)
    if look.noise:
        speckle = Image.effect_noise(image.size, look.noise)
        image = Image.blend(image, speckle, 0.12)
    squeezed = io.BytesIO()
    image.save(squeezed, "JPEG", quality=look.jpeg_quality)
    return Image.open(io.BytesIO(squeezed.getvalue()))
