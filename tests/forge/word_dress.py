"""What Word and WPS write around the words: every cell, paragraph and run with its properties, and long style sheets.

The official blank form of 2021, which issuers fill in, has some 7,000 elements for its 279 cells; a Word file without
any properties has 1,800.
"""

import re
from itertools import count

_FONTS = '<w:rFonts w:hint="eastAsia" w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}" w:cs="{0}"/>'
_RUN = (
    f'{_FONTS.format("仿宋")}<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar"/>'
)
_PARAGRAPH = (
    '<w:widowControl/><w:spacing w:before="0" w:beforeAutospacing="0" w:after="0" w:afterAutospacing="0"/>'
    f'<w:ind w:left="0" w:right="0"/><w:jc w:val="center"/><w:rPr>{_FONTS.format("仿宋")}<w:sz w:val="20"/>'
    '<w:szCs w:val="20"/></w:rPr>'
)
_SIDES = "".join(
    f'<w:{side} w:val="single" w:color="auto" w:sz="4" w:space="0"/>' for side in ("top", "left", "bottom", "right")
)
_CELL = (
    f'<w:tcBorders>{_SIDES}</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="auto"/><w:vAlign w:val="center"/>'
)
_PARTS = re.compile(r"<w:p>(?:<w:pPr>(.*?)</w:pPr>)?|<w:r>(?:<w:rPr>(.*?)</w:rPr>)?|<w:tcPr>(.*?)</w:tcPr>")
_LATENT = 376
"""Style names that Word writes into every file, used or not."""


def dress(document: str) -> str:
    """The main part of a Word file with the properties that Word gives everything in it."""
    numbers = count(0x1A9BEF11)

    def write(match: re.Match[str]) -> str:
        if match[0].startswith("<w:p>"):
            own = match[1] or ""
            style = re.match(r"(?:<w:pStyle[^>]*/>)?(?:<w:numPr>.*?</w:numPr>)?", own)
            first = style[0] if style else ""
            name = f"{next(numbers):08X}"
            return (
                f'<w:p w:rsidR="00F37A2C" w:rsidRDefault="{name}">'
                f"<w:pPr>{first}{_PARAGRAPH}{own.removeprefix(first)}</w:pPr>"
            )
        if match[0].startswith("<w:r>"):
            return f"<w:r><w:rPr>{_RUN}{match[2] or ''}</w:rPr>"
        return f'<w:tcPr><w:tcW w:w="643" w:type="dxa"/>{match[3]}{_CELL}</w:tcPr>'

    return _PARTS.sub(write, document)


def write_latent_styles() -> str:
    """The names of styles that Word lists at the head of its style sheet."""
    names = "".join(
        f'<w:lsdException w:name="Style {number}" w:semiHidden="1" w:uiPriority="99" w:unhideWhenUsed="1"/>'
        for number in range(_LATENT)
    )
    return f'<w:latentStyles w:defUIPriority="99" w:defQFormat="0" w:count="{_LATENT}">{names}</w:latentStyles>'
