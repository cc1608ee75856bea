"""A font of our own to put into PDFs: every sign but blanks is a square, of its right width.

A report's PDF nearly always holds its fonts. One that does not makes pdfium open a font of the system for each file,
which costs more than the rest of the floor together and would make everything above it look cheap.
"""

import io
from functools import cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NAME = "squares"
_BLOCKS = ((0x20, 0x7F), (0x2010, 0x2060), (0x3000, 0x3020), (0x4E00, 0x9FA6), (0xFF01, 0xFF60))
_EM = 1000


@cache
def register_font() -> None:
    """Makes the font known to reportlab; once for a process."""
    pdfmetrics.registerFont(TTFont(NAME, io.BytesIO(_build_font())))


def _build_font() -> bytes:
    signs = [code for first, last in _BLOCKS for code in range(first, last)]
    names = {code: f"u{code:04X}" for code in signs}
    order = [".notdef", *names.values()]
    blank, narrow, wide = TTGlyphPen(None).glyph(), _draw_square(_EM // 2), _draw_square(_EM)
    glyphs = {code: blank if chr(code).isspace() else narrow if code < 0x80 else wide for code in signs}
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({".notdef": wide} | {names[code]: glyph for code, glyph in glyphs.items()})
    widths = {names[code]: _EM // 2 if code < 0x80 else _EM for code in signs}
    builder.setupHorizontalMetrics({name: (widths.get(name, _EM), 0) for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular", "psName": "Squares"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()


def _draw_square(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((60, 0))
    for point in ((60, 800), (width - 60, 800), (width - 60, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()
