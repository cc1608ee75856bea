"""Digits behind a number that are no part of it: marks of notes as links or in small print, digits set backwards."""

import re
from collections.abc import Iterable

from lxml import etree

from extractors.formats.html.markup import PARTING, list_tags
from extractors.formats.html.texts import change_text, get_text
from extractors.model.marked_text import DRAWN, OVERLAID, SMALLER, raise_digits

_CELLS = ("td", "th")
_INLINE = ("span", "font", "b", "i", "u", "strong", "small", "a")
_MARK = re.compile(r"\s*[0-9]{1,2}\s*")
_SIZE = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)(px|pt|em|rem|%)", re.IGNORECASE)
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
_SHARES = {"em": 1.0, "%": 0.01}
"""Of the size around."""
_FONT_SIZE = re.compile(r'\ssize="([^"]*)"')
_FONT_SIZES = {"1": 10.0, "2": 13.0, "-1": 13.0, "-2": 10.0}
_USUAL_SIZE = 14.0
"""Pixels of text that says nothing of its size."""
_SMALLER = 0.75
"""Digits of less than that share of the size of those before them are not of one number with them."""
_COUNTER = re.compile(r"""(<[^<>]*\sdata-(?:to|count|end|target)=(["'])([\d.,]+)\2[^<>]*>)(?:(?<=/>)|\s*0?\s*(?=</))""")
_MOVED = re.compile(
    r"""(<[a-z]+\b[^<>]*\sstyle\s*=\s*["'][^"'<>]*(?:float\s*:\s*(?:left|right)|(?<![-\w])order\s*:)[^<>]*>)(\s*\d[^<>]*)"""
)
"""What begins with a digit and is set to a side of its line, or in another place of it."""
_TAG = re.compile("<[^<>]*>")
_OVERRIDING = re.compile(r"unicode-bidi\s*:\s*(?:isolate-|bidi-)override", re.IGNORECASE)
_RIGHT_TO_LEFT = re.compile(r"direction\s*:\s*rtl", re.IGNORECASE)
_REVERSED = re.compile(r"flex-direction\s*:\s*row-reverse", re.IGNORECASE)
_OVERRIDE, _POP = "\u202e", "\u202c"


def mark_notes(elements: Iterable[etree._Element]) -> None:
    """Raises digits that stand behind a number of their cell as a link to a note or in the tag for small print."""
    for element in elements:
        is_note = element.tag == "small" or "#" in (element.get("href") or "")
        if is_note and _is_mark(element):
            change_text(element, raise_digits)


def take_counters(markup: str) -> str:
    """The markup of a cell with a sign for each nought, or blank, that a script counts up from to a number."""
    if "data-" not in markup:
        return markup
    return _COUNTER.sub(lambda match: match[0] if match[3].strip("0") == "" else f"{match[1]}{DRAWN}", markup)


def mark_moved(markup: str) -> str:
    """The markup of a cell with a sign before digits that are not seen where they are written beside others."""
    if "float" not in markup and "order:" not in markup:
        return markup
    digits = _count_digits(_TAG.sub("", markup))
    return _MOVED.sub(
        lambda match: f"{match[1]}{OVERLAID}{match[2]}" if _count_digits(match[2]) < digits else match[0], markup
    )


def _count_digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def part_sizes(attributes: str, markup: str) -> str:
    """The markup of a cell, with a mark where digits of a much smaller size run on from a number.

    ``attributes`` are those of the cell itself.
    """
    if "font-size" not in markup and "size=" not in markup:
        return markup
    before, tags = list_tags(markup)
    sizes = [_read_size("td", attributes, _USUAL_SIZE)]
    last, last_size = before[-1:], sizes[0]
    parts = [before]
    for slash, tag, told, text in tags:
        if tag == "br" or tag in PARTING:
            last = ""
        if slash and len(sizes) > 1:  # what ends may have begun before a table inside the cell
            sizes.pop()
        elif not slash and not told.endswith("/"):
            sizes.append(_read_size(tag, told, sizes[-1]))
        is_run_on = last.isdecimal() and _MARK.fullmatch(text) is not None and sizes[-1] < _SMALLER * last_size
        parts.append(f"<{slash}{tag}{told}>{SMALLER if is_run_on else ''}{text}")
        if text:
            last, last_size = text[-1], sizes[-1]
    return "".join(parts)


def _read_size(tag: str, attributes: str, outer: float) -> float:
    """The size of text inside a tag, in pixels."""
    match = _SIZE.search(attributes)
    if match is not None:
        unit = match[2].lower()
        return float(match[1]) * (outer * _SHARES[unit] if unit in _SHARES else _PIXELS[unit])
    told = _FONT_SIZE.search(attributes) if tag == "font" else None
    return outer if told is None else _FONT_SIZES.get(told[1], outer)


def mark_backwards(root: etree._Element, elements: Iterable[etree._Element], backwards: set[str]) -> None:
    """Turns figures round that the page shows from right to left; other text gets the sign of Unicode for that.

    ``elements`` are those that may say so by an attribute, ``backwards`` the styles that do.
    """
    found = [element for element in elements if (element.get("dir") or "").lower() == "rtl"]
    found += [element for element in root.iter() if element.get("style") in backwards] if backwards else []
    for element in found:
        is_row = _REVERSED.search(element.get("style") or "") is not None
        if not (_turn_boxes(element) if is_row else _turn_figures(element)):
            _mark_turned(element)


def _turn_figures(element: etree._Element) -> bool:
    """False where it holds words or elements."""
    text = element.text or ""
    if len(element) or any(map(str.isalpha, text)):
        return False
    element.text = text[::-1]
    return True


def _turn_boxes(row: etree._Element) -> bool:
    """False where what it holds is no plain row of boxes with a text each."""
    boxes = [*row]
    if (row.text or "").strip() or any(len(box) or (box.tail or "").strip() for box in boxes):
        return False
    for box, text in zip(boxes, [box.text for box in reversed(boxes)], strict=True):
        box.text = text
    return True


def _mark_turned(element: etree._Element) -> None:
    element.text = _OVERRIDE + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + _POP
    else:
        element.text += _POP


def mark_cramped(root: etree._Element, cramped: set[str]) -> None:
    """Puts a sign before digits that stand on others of their cell; ``cramped`` are the styles that set them so."""
    numbers: dict[etree._Element, bool] = {}
    for element in [element for element in root.iter() if element.get("style") in cramped] if cramped else ():
        cell = element if element.tag in _CELLS else next(element.iterancestors(*_CELLS), None)
        if cell is not None and cell not in numbers:
            numbers[cell] = sum(map(str.isdigit, get_text(cell))) > 1
        if cell is not None and numbers[cell] and any(map(str.isdigit, get_text(element))):
            element.text = OVERLAID + (element.text or "")


def _is_mark(element: etree._Element) -> bool:
    """Whether an element holds but one or two digits, right behind another digit of its cell."""
    text = get_text(element) if len(element) else element.text or ""
    if _MARK.fullmatch(text) is None:
        return False
    before, holder = element.getprevious(), element.getparent()
    while before is None and holder is not None and not holder.text and holder.tag in _INLINE and not element.tail:
        element, holder = holder, holder.getparent()
        before = element.getprevious()
    if holder is None:
        return False
    ahead = holder.text or "" if before is None else before.tail or get_text(before)
    return ahead[-1:].isdecimal() and next(element.iterancestors(*_CELLS), None) is not None


def is_backwards(style: str) -> bool:
    """Whether a style sets text from right to left, digits too."""
    is_set = _OVERRIDING.search(style) is not None and _RIGHT_TO_LEFT.search(style) is not None
    return is_set or _REVERSED.search(style) is not None
