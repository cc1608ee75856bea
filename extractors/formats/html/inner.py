"""The page that a page carries inside: in the data of its scripts, in a template, in a frame without an address.

Some sites send an empty page and let a script put the article on it. Without a browser nothing would be there.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

_TEMPLATES = frozenset({"text/html", "text/template", "text/x-template"})
"""Types of a script that is no script but markup for one."""
_CARRIERS = ("script", "textarea", "template", "noscript", "xmp")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"' + r"|'((?:[^'\\]|\\.)*+)'" + r"|`((?:[^`\\]|\\.)*+)`", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_BLANKS = {"n": "\n", "r": "\n", "t": "\t"}
_TABLE, _CELL = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"<t[dh]\b", re.IGNORECASE)
_LEAST_CELLS = 12
"""Fewer are no table of a report."""


def find_inner_page(root: etree._Element) -> str | None:
    """The markup with the most cells among all that the page carries; None where no table of a report is in it.

    ``root`` is the page as it was sent, with its scripts.
    """
    found = {text: len(_CELL.findall(text)) for text in _find_markup(root)}
    best = max(found, key=lambda text: found[text], default=None)
    return best if best is not None and found[best] >= _LEAST_CELLS else None


def _find_markup(root: etree._Element) -> Iterator[str]:
    for frame in root.iter("iframe"):
        yield from _read_markup(frame.get("srcdoc") or "")
    for carrier in root.iter(*_CARRIERS):
        text = (carrier.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in carrier)
        if carrier.tag != "script" or (carrier.get("type") or "").lower() in _TEMPLATES:
            yield from _read_markup(text)
        elif "table" in text:
            for match in _STRING.finditer(text):
                string = match[match.lastindex or 1] or ""
                if "table" in string:
                    yield from _read_markup(_ESCAPE.sub(_read_escape, string))


def _read_markup(text: str) -> Iterator[str]:
    """The text, where it is markup with a table, or the markup that it spells with references."""
    if _TABLE.search(text) is None and "&lt;" in text:
        text = unescape(text)
    if _TABLE.search(text) is not None:
        yield text


def _read_escape(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    return chr(int(digits, 16)) if digits else _BLANKS.get(match[3], match[3])
