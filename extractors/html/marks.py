"""Digits behind a number that are no part of it: marks of notes as links or in small print, digits set backwards."""

import re

from lxml import etree

from extractors.raised import SMALLER, raise_digits

_CELLS = ("td", "th")
_MARK = re.compile(r"\s*[0-9]{1,2}\s*")
_SIZE = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)(px|pt|em|rem|%)", re.IGNORECASE)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16}
_FONT_SIZES = {"1": 10.0, "2": 13.0, "-1": 13.0, "-2": 10.0}
_USUAL_SIZE = 14.0
"""Pixels of text that says nothing of its size."""
_SMALLER = 0.75
"""Digits of less than that share of the size of those before them are not of one number with them."""
_OVERRIDING = re.compile(r"unicode-bidi\s*:\s*(?:isolate-|bidi-)override", re.IGNORECASE)
_RIGHT_TO_LEFT = re.compile(r"direction\s*:\s*rtl", re.IGNORECASE)
_REVERSED = re.compile(r"flex-direction\s*:\s*row-reverse", re.IGNORECASE)
_OVERRIDE, _POP = "\u202e", "\u202c"


def mark_notes(root: etree._Element) -> None:
    """Raises digits that stand behind a number of their cell as a link to a note or in small print."""
    for element in root.iter("small", "a"):
        is_meant = element.tag == "small" or "#" in (element.get("href") or "")
        if is_meant and _is_behind_number(element):
            for inner in element.iter():
                inner.text = raise_digits(inner.text or "")
                if inner is not element:
                    inner.tail = raise_digits(inner.tail or "")


def mark_smaller(root: etree._Element, sizes: dict[str, float]) -> None:
    """Says where digits of a much smaller size run on from a number of their cell; ``sizes`` are those of styles."""
    least = min(sizes.values(), default=_USUAL_SIZE)
    if least >= _SMALLER * max(sizes.values(), default=_USUAL_SIZE) and least >= _SMALLER * _USUAL_SIZE:
        sizes = {}
    for element in root.iter("span", "font") if sizes else root.iter("font"):
        own = sizes.get(element.get("style") or "") or _FONT_SIZES.get(element.get("size") or "")
        if own is not None and _is_behind_number(element) and own < _SMALLER * _size_before(element, sizes):
            element.text = SMALLER + (element.text or "")


def mark_backwards(root: etree._Element, backwards: set[str]) -> None:
    """Puts the sign of Unicode around what the page shows from right to left, digits too, by these styles."""
    found = [element for element in root.iter("bdo") if (element.get("dir") or "").lower() == "rtl"]
    found += [element for element in root.iter() if element.get("style") in backwards] if backwards else []
    for element in found:
        element.text = _OVERRIDE + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + _POP
        else:
            element.text += _POP


def _is_behind_number(element: etree._Element) -> bool:
    """Whether an element holds one or two digits, right behind another digit of its cell."""
    text = "".join(map(str, element.itertext()))
    if _MARK.fullmatch(text) is None or next(element.iterancestors(*_CELLS), None) is None:
        return False
    return _text_before(element)[-1:].isdecimal()


def _text_before(element: etree._Element) -> str:
    """What stands right before an element on its line, as far as its cell goes."""
    before, holder = element.getprevious(), element.getparent()
    if before is not None:
        return (before.tail or "") or "".join(map(str, before.itertext()))
    if holder is None or holder.text or holder.tag in _CELLS or holder.tag == "p":
        return "" if holder is None else holder.text or ""
    return _text_before(holder)


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


def is_backwards(style: str) -> bool:
    """Whether a style sets text from right to left, digits too."""
    is_set = _OVERRIDING.search(style) is not None and _RIGHT_TO_LEFT.search(style) is not None
    return is_set or _REVERSED.search(style) is not None


def read_size(style: str) -> float | None:
    """The size that a style gives to text, in pixels."""
    match = _SIZE.search(style)
    return None if match is None else float(match[1]) * _PIXELS[match[2].lower()]
