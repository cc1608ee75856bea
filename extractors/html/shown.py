"""What of a page its reader sees: hidden and struck-out text goes, what forms hold comes, raised digits say so."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import cast

from lxml import etree

from extractors.raised import lower_digits, raise_digits

# fmt: off
_INVISIBLE = (
    "script", "style", "template", "noscript", "xml", "select", "option", "textarea", "button", "svg", "canvas",
    "iframe", "object", "embed", "title",
    "s", "strike", "del", "rt", "rp",  # struck out: its writer took it back; or read aloud beside the text
)
# fmt: on
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0+(?:\.0+)?(?![.\d])"
    r"|line-through|(?:left|top|text-indent)\s*:\s*-999\d*",
    re.IGNORECASE,
)
_STYLES = etree.XPath(
    "set:distinct(descendant-or-self::*/@style)",
    namespaces={"set": "http://exslt.org/sets"},
    smart_strings=False,
)
_HAS_HIDDEN = etree.XPath("boolean(//@hidden)")
_WITH_HIDDEN = etree.XPath("//*[@hidden]")

_SHIFT = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_REFERENCES = ("MsoFootnoteReference", "MsoEndnoteReference")
_REFERENCE = b"noteReference"
"""Word raises marks of notes by a class of its own."""

_TYPED = frozenset({"", "text", "number"})
_ANSWER_SIGNS = 40
"""More is no answer to a form but the source of a page."""

Change = Callable[[str], str]


def show_printed(root: etree._Element, data: bytes, has_hidden: bool) -> None:
    """Makes the text of the tree what the page shows; ``has_hidden`` keeps what a script may show.

    Answers in fields of a form come in, digits above or below the line become the signs for them, what is hidden or
    struck out goes.
    """
    styles = _list_styles(root)
    for control in [*root.iter("input", "textarea", "select")]:
        if next(control.iterancestors("td", "th"), None) is not None:
            _show_answer(control)
    for element, change in _find_shifted(root, styles, has_references=_REFERENCE in data):
        for inner in element.iter():
            inner.text = change(inner.text or "")
            if inner is not element:
                inner.tail = change(inner.tail or "")
    _drop_invisible(root, styles, has_hidden)


def _list_styles(root: etree._Element) -> list[str]:
    """Every style once: asking every element costs as much as parsing the page."""
    return cast("list[str]", _STYLES(root))


def _show_answer(control: etree._Element) -> None:
    answer = _read_answer(control)
    if len(answer) <= _ANSWER_SIGNS:
        control.tail = answer + (control.tail or "")


def _read_answer(control: etree._Element) -> str:
    if control.tag == "input":
        is_typed = (control.get("type") or "").lower() in _TYPED
        return control.get("value") or "" if is_typed else ""
    if control.tag == "textarea":
        return "".join(map(str, control.itertext())).strip()
    chosen = next((option for option in control.iter("option") if option.get("selected") is not None), None)
    return "" if chosen is None else "".join(map(str, chosen.itertext())).strip()


def _find_shifted(
    root: etree._Element, styles: Sequence[str], *, has_references: bool
) -> list[tuple[etree._Element, Change]]:
    """The elements above or below the line, and how their digits change."""
    found: list[tuple[etree._Element, Change]] = []
    found += [(element, raise_digits if element.tag == "sup" else lower_digits) for element in root.iter("sup", "sub")]
    shifting = {style: match[1] for style in styles if (match := _SHIFT.search(style)) is not None}
    for element in root.iter() if shifting or has_references else ():
        if (place := shifting.get(element.get("style") or "")) is not None:
            found.append((element, raise_digits if place.lower() == "super" else lower_digits))
        elif (element.get("class") or "") in _REFERENCES:
            found.append((element, raise_digits))
    return found


def _drop_invisible(root: etree._Element, styles: Sequence[str], has_hidden: bool) -> None:
    dropped = [*root.iter(*_INVISIBLE)]
    if not has_hidden:
        dropped += [*_find_hidden_by_name(root), *_find_hidden_by_style(root, styles)]
    for element in dropped:
        _drop(element)


def _find_hidden_by_name(root: etree._Element) -> list[etree._Element]:
    return cast("list[etree._Element]", _WITH_HIDDEN(root)) if _HAS_HIDDEN(root) else []


def _find_hidden_by_style(root: etree._Element, styles: Sequence[str]) -> list[etree._Element]:
    hiding = {style for style in styles if _is_hiding(style)}
    return [element for element in root.iter() if element.get("style") in hiding] if hiding else []


@lru_cache(1024)
def _is_hiding(style: str) -> bool:
    """Word and its like print the same few styles on thousands of elements."""
    return _HIDDEN.search(style) is not None


def _drop(element: etree._Element) -> None:
    """Takes an element out of the tree and leaves the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail, element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
