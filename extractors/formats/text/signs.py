"""Signs that tables are drawn with in plain text, and how wide a text stands."""

import re
import unicodedata
from functools import lru_cache

BARS = "|│┃║╎┆┊¦｜"
"""The bar of Markdown, and bars as they are drawn where a font has signs for the lines of a table."""
DASHES = "-=:~_"
"""What rules are made of where no font has signs for them."""
_ARMS = (("UP", "u"), ("DOWN", "d"), ("LEFT", "l"), ("RIGHT", "r"), ("VERTICAL", "ud"), ("HORIZONTAL", "lr"))
_ESCAPE = "\x1b"
_GRAPHIC = re.compile(r"\x1b\(0([^\n]*?)(?:\x1b\(B|(?=\n)|\Z)")
"""Letters that a terminal shows as lines, up to the end of the line where nothing ends them before."""
_LINES = str.maketrans("jklmnqtuvwx", "┘┐┌└┼─├┤┴┬│")


def _read_arms(sign: str) -> str:
    """The sides to which a box sign reaches."""
    words = unicodedata.name(sign).split()
    return "" if "DIAGONAL" in words else "".join(arms for word, arms in _ARMS if word in words)


ARMS = {sign: _read_arms(sign) for sign in map(chr, range(0x2500, 0x2580))} | dict.fromkeys("|¦｜", "ud")


@lru_cache(4096)
def measure_sign(sign: str, wide: int, ambiguous: int) -> int:
    """The columns that a sign takes where Chinese ones and those of no fixed width take so many."""
    kind = unicodedata.east_asian_width(sign)
    if kind in "WF":
        return wide
    if kind == "A":
        return ambiguous
    return 0 if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf" else 1


def measure(text: str, wide: int, ambiguous: int) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    return sum([measure_sign(sign, wide, ambiguous) for sign in text])


def show_lines(text: str) -> str:
    """The text with box signs for the letters that a terminal was told to show as lines."""
    return _GRAPHIC.sub(lambda match: match[1].translate(_LINES), text) if _ESCAPE in text else text
