"""A page as the text of its cleaned tree: each tag with the text behind it comes out in one call.

Asking the tree for one element after another takes several times as long as parsing the page.
"""

import re
from functools import lru_cache
from html import unescape

from lxml import etree

from extractors.formats.decode import tidy_line

LINE_END = "\ufdd0"
"""Put into a text where a line ends, so that it can be made in one piece and still has its lines.

A noncharacter of Unicode: no text may hold it.
"""

# fmt: off
LEVELS = {f"h{level}": level for level in range(1, 7)}
LINES = frozenset({"p", "hr", "legend", "caption", "dt", "li", "summary", "figcaption"})
"""A line begins with one of these, and another behind it when text follows."""
HOLDERS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "fieldset", "figure", "footer",
    "form", "header", "main", "nav", "ol", "pre", "section", "ul",
})
"""What holds lines: one begins and one ends with it."""
# fmt: on
PARTING = LEVELS.keys() | LINES | HOLDERS
"""Text before one of these and text inside are of different lines."""

_HEAD_CELL = re.compile(r"<(/?)th(?=[\s/>])")
_TAG = re.compile(r"<(/?)([^\s/<>]++)([^<>]*+)>([^<]*)")
_ATTRIBUTE = re.compile(r'(?<![^\s="])([^\s="]++)="([^"]*)"')
_EDGES = LINE_END + " \t\r\n\f\u00a0\u3000"
_WHOLE_NUMBER = re.compile(r"\s*\+?(\d{1,5})")

Tag = tuple[str, str, str, str]
"""``/`` for one that ends an element, its name, its attributes (with a ``/`` last when nothing is inside) and the text
behind it; both as written, with references for the signs of markup."""


class OddNameError(ValueError):
    """A damaged page has a tag or an attribute whose name looks like the beginning of another tag."""


def write_markup(root: etree._Element) -> str:
    """The tree as text, in which ``th`` is ``td``; only tags begin with ``<`` and end with ``>``, but for odd names."""
    markup = etree.tostring(root, encoding="unicode", with_tail=False)
    return markup if next(root.iter("th"), None) is None else _HEAD_CELL.sub(r"<\1td", markup)


def mend_names(root: etree._Element) -> None:
    """Takes odd names out of the tree."""
    for element in root.iter("*"):
        if "<" in element.tag or (element.tag.startswith("td") and element.tag != "td"):
            element.tag = "span"
        for name in [name for name in element.attrib if "<" in name]:
            del element.attrib[name]


def list_tags(markup: str) -> tuple[str, list[Tag]]:
    """The text before the first tag, and all tags, one after another."""
    before, *_ = markup.split("<", 1)
    return before, _TAG.findall(markup)


def read_attributes(attributes: str) -> dict[str, str]:
    """Name and value of each."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}


def read_lines(markup: str) -> str:
    """The printed lines of a piece of markup, joined by newlines."""
    text = _TAG.sub(_mark_line, markup) if "<" in markup else markup
    text = (unescape(text) if "&" in text else text).strip(_EDGES)
    if LINE_END not in text:
        return tidy_line(text)
    return "\n".join(filter(None, map(tidy_line, text.split(LINE_END))))


def _mark_line(match: re.Match[str]) -> str:
    """The text behind a tag, and before it the mark of a line that ends there."""
    slash, name, _, text = match.groups()
    if name == "pre" and not slash:
        return LINE_END + text.replace("\n", LINE_END)
    if name == "br" or (name in PARTING and (not slash or (text and not text.isspace()))):
        return LINE_END + text
    return text


@lru_cache(256)
def read_whole(text: str | None, default: int) -> int:
    """The number an attribute begins with, as browsers read it (``3px`` is 3)."""
    if text is None:
        return default
    match = _WHOLE_NUMBER.match(text)
    return default if match is None else int(match[1])
