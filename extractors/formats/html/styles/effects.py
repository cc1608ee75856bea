"""What the styles and attributes of elements do to the text inside: hide it, set it off the line, turn it round."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from extractors.formats.html.styles.colors import is_white, read_color
from extractors.formats.html.styles.note_marks import is_backwards

NO_COLOR = (
    r"(?:transparent|(?:rgb|hsl)a\([^()]*,\s*[0.]+%?\s*\)|(?:rgb|hsl)a?\([^()]*/\s*[0.]+%?\s*\)"
    r"|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)(?![0-9a-f]))"
)
"""A colour through which all that is behind is seen."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*(?:0+(?:\.0+)?(?![.\d])|(?:[0-2](?:\.\d+)?|\.\d+)p[xt]|\d%|0*\.0\d*r?em)"
    r"|opacity\s*:\s*0*(?:\.0\d*|0)(?![.\d])|(?<![-\w])filter\s*:\s*opacity\(\s*0*(?:\.0\d*)?%?\s*\)|line-through"
    r"|(?:left|top|right|text-indent)\s*:\s*-(?:999\d*|\d{4,})"
    r"|transform\s*:[^;]{0,200}(?:scale[xy]?\(\s*0*(?:\.0\d*)?\s*[,)]|translate(?:x|3d)?\(\s*-(?:999\d*|\d{4,}))"
    r"|(?<![-\w])zoom\s*:\s*0*\.0\d"
    r"|clip\s*:\s*rect\((?:\s*[01](?:px)?[\s,)]){4}|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)",
    re.IGNORECASE,
)
_CLEAR = re.compile(rf"(?<![-\w])(?:-webkit-text-fill-)?color\s*:\s*{NO_COLOR}", re.IGNORECASE)
_CLIPPED = "background-clip"
"""The ground shows in the shape of the letters."""
SIZE = re.compile(r"font-size\s*:[^;]*", re.IGNORECASE)
_FOLDED = re.compile(r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*0+(?:\.0+)?(?![.\d])", re.IGNORECASE)
_TINY = re.compile(r"(?:^|[;\s])(?:height|width)\s*:\s*1px", re.IGNORECASE)
_TAKEN_OUT = re.compile(r"position\s*:\s*absolute", re.IGNORECASE)
"""A box of one pixel outside of the lines: text for those who have it read out to them."""
_CUT_OFF = re.compile(r"overflow\s*:\s*(?:hidden|clip)", re.IGNORECASE)
"""What is folded up to nothing is still printed unless it is cut off there."""
_SHIFT = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_RAISED = re.compile(r"mso-text-raise\s*:\s*\.?[1-9]", re.IGNORECASE)
_RELATIVE = re.compile(r"position\s*:\s*relative", re.IGNORECASE)
_UP = re.compile(r"(?<![-\w])top\s*:\s*-\.?[1-9]", re.IGNORECASE)
"""Moved up by hand, as Word writes it; where all of a cell is, nothing in it is a mark."""
CRAMPED = r"letter-spacing\s*:\s*-(?:0*\.[5-9]\d*r?em|0*[1-9]\d*(?:\.\d+)?r?em|0*(?:[5-9]|[1-9]\d+)(?:\.\d+)?p[xt])"
"""By half of a digit at least; less closes the gaps between boxes, or fits a line."""
_SET_ON_OTHERS = re.compile(CRAMPED, re.IGNORECASE)
REFERENCE = "noteReference"
"""Word raises marks of notes by classes of its own, which end so."""
_STYLE = re.compile(' style="([^"]*)"')
_FONT_COLOR = re.compile(r'<font[^>]*\scolor="([^"]*)"')
_STYLED, _HIDDEN_BY_NAME = ' style="', ' hidden="'


@dataclass(frozen=True, slots=True)
class Effect:
    """What a style does to text."""

    is_hiding: bool = False
    is_white: bool = False
    is_raised: bool = False
    is_backwards: bool = False
    is_cramped: bool = False
    """Its signs stand on one another."""
    shift: str = ""
    """``super``, ``sub`` or nothing."""


PLAIN = Effect()
"""It does nothing."""


@lru_cache(4096)
def read_style(style: str) -> Effect:
    """Word and its like print the same few styles on thousands of elements, and most of them do nothing."""
    shift = _SHIFT.search(style)
    is_folded = _FOLDED.search(style) is not None or (
        _TINY.search(style) is not None and _TAKEN_OUT.search(style) is not None
    )
    is_clear = _CLEAR.search(style) is not None and _CLIPPED not in style
    is_folded = is_folded and _CUT_OFF.search(style) is not None
    is_moved = _RELATIVE.search(style) is not None and _UP.search(style) is not None
    effect = Effect(
        is_hiding=is_folded or is_clear or _HIDDEN.search(style) is not None,
        is_white=is_white(read_color(style)),
        is_raised=is_moved or _RAISED.search(style) is not None,
        is_backwards=is_backwards(style),
        is_cramped=_SET_ON_OTHERS.search(style) is not None,
        shift="" if shift is None else shift[1].lower(),
    )
    return PLAIN if effect == PLAIN else effect


def asks_for_look(markup: str) -> bool:
    """Whether a piece of markup may hold text that is not seen as it is written; only the tree tells."""
    styles = {*_STYLE.findall(markup)} if _STYLED in markup else ()
    if any(read_style(unescape(style)) is not PLAIN for style in styles):
        return True
    if _HIDDEN_BY_NAME in markup or REFERENCE in markup:
        return True
    return "<font" in markup and any(map(is_white, map(unescape, _FONT_COLOR.findall(markup))))
