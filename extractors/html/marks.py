"""Digits behind a number that are no part of it: marks of notes as links or in small print, digits set backwards."""

import math
import re
from collections.abc import Sequence

from lxml import etree

from extractors.raised import SMALLER, raise_digits

_CELLS = ("td", "th")
_INLINE = ("span", "font", "b", "i", "u", "strong", "small", "a")
_MARK_SIGNS = 2
_SIZE = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)(px|pt|em|rem|%)", re.IGNORECASE)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16}
_FONT_SIZES = {"1": 10.0, "2": 13.0, "-1": 13.0, "-2": 10.0}
_USUAL_SIZE = 14.0
"""Pixels of text that says nothing of its size."""
_SMALL_PRINT = 12.0
_SMALLER = 0.75
"""Digits of less than that share of the size of those before them are not of one number with them."""
_BACKWARDS = re.compile(
    r"(?=.*unicode-bidi\s*:\s*(?:isolate-|bidi-)override)(?=.*direction\s*:\s*rtl)|flex-direction\s*:\s*row-reverse",
    re.IGNORECASE,
)
_OVERRIDE, _POP = "\u202e", "\u202c"


def mark_notes(root: etree._Element) -> None:
    """Raises digits that stand behind a number of their cell as a link to a note or in the tag for small print."""
    for element in root.iter("small", "a"):
        is_note = element.tag == "small" or "#" in (element.get("href") or "")
        if is_note and _find_mark(element) is not None:
            for inner in element.iter():
                inner.text = raise_digits(inner.text or "")
                if inner is not element:
                    inner.tail = raise_digits(inner.tail or "")


def mark_smaller(root: etree._Element, styles: Sequence[str]) -> None:
    """Says where digits of a much smaller size run on from a number of their cell; asked on pages with small print."""
    sizes = {style: size for style in styles if (size := _read_size(style)) is not None}
    fonts = {font.get("size") or "" for font in root.iter("font")}
    is_small = min(sizes.values(), default=_USUAL_SIZE) <= _SMALL_PRINT or not fonts.isdisjoint(_FONT_SIZES)
    for element in root.iter(*_INLINE) if is_small else ():
        mark = None if len(element) else _find_mark(element)
        if mark is not None and _size_inside(mark, sizes) < _SMALLER * _size_before(mark, sizes):
            mark.text = SMALLER + (mark.text or "")


def mark_backwards(root: etree._Element, styles: Sequence[str]) -> None:
    """Puts the sign of Unicode around what the page shows from right to left, digits too."""
    backwards = {style for style in styles if _BACKWARDS.search(style) is not None}
    found = [element for element in root.iter("bdo") if (element.get("dir") or "").lower() == "rtl"]
    found += [element for element in root.iter() if element.get("style") in backwards] if backwards else []
    for element in found:
        element.text = _OVERRIDE + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + _POP
        else:
            element.text += _POP


def _find_mark(element: etree._Element) -> etree._Element | None:
    """The outermost element that holds but one or two digits, where these stand right behind a digit of their cell."""
    text = (_read(element) if len(element) else element.text or "").strip()
    if len(text) > _MARK_SIGNS or not text.isdecimal():
        return None
    before, holder = element.getprevious(), element.getparent()
    while before is None and holder is not None and not holder.text and holder.tag in _INLINE and not element.tail:
        element, holder = holder, holder.getparent()
        before = element.getprevious()
    if holder is None:
        return None
    ahead = holder.text or "" if before is None else before.tail or _read(before)
    is_behind = ahead[-1:].isdecimal() and next(element.iterancestors(*_CELLS), None) is not None
    return element if is_behind else None


def _read(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _size_inside(element: etree._Element, sizes: dict[str, float]) -> float:
    """The size of the text of an element that says its own, in pixels; without one never smaller than any other."""
    said = [
        size
        for inner in element.iter()
        if (size := sizes.get(inner.get("style") or "") or _FONT_SIZES.get(inner.get("size") or "")) is not None
    ]
    return min(said, default=math.inf)


def _size_before(element: etree._Element, sizes: dict[str, float]) -> float:
    """The size of the text right before an element, in pixels."""
    before = element.getprevious()
    start = element.getparent() if before is None or before.tail else before
    if start is None:
        return _USUAL_SIZE
    inside = [start, *start.iterdescendants()] if start is before else [start]
    for holder in (*reversed(inside), *start.iterancestors()):
        size = sizes.get(holder.get("style") or "")
        if size is not None:
            return size
        if holder.tag in _CELLS:
            break
    return _USUAL_SIZE


def _read_size(style: str) -> float | None:
    match = _SIZE.search(style)
    return None if match is None else float(match[1]) * _PIXELS[match[2].lower()]
