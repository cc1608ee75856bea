"""Selectors of a style sheet as XPath, by cssselect, which is imported for the first page that has any."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cssselect import HTMLTranslator

_NOT = re.compile(r":not\(([^()]*)\)")
_NEEDS_NO_NAME = re.compile(r":\w[\w-]*\([^()]*\)|\[[^\]]*\]")
_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}\s?|.)"
_NAME = re.compile(rf"[.#]-?(?:[^\W\d]|{_ESCAPE})(?:[\w-]|{_ESCAPE})*")
_ESCAPED = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
"""A sign by its number, or one that stands for itself: so are names spelled that begin with a digit or have a colon."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Where the elements of one selector are, and how much it weighs against others."""

    path: str
    weight: tuple[int, int, int]
    """Ids, classes and tags, as style sheets count them."""


@cache
def _translator() -> "HTMLTranslator":
    from cssselect import HTMLTranslator

    return HTMLTranslator()


def list_names(text: str) -> frozenset[str]:
    """Classes (``.name``) and ids (``#name``) that a page must have for the selector to find anything."""
    return frozenset(_ESCAPED.sub(_read_escape, name) for name in _NAME.findall(_NEEDS_NO_NAME.sub("", text)))


def _read_escape(match: re.Match[str]) -> str:
    return match[2] or chr(min(int(match[1], 16), 0x10FFFF))


@lru_cache(4096)
def read_selector(text: str) -> Selector | None:
    """The selector, or None for one that no element of a page at rest has, or that is broken."""
    from cssselect import SelectorError, parse

    try:
        (selector,) = parse(_NOT.sub(_part_not, text))
        if selector.pseudo_element is not None:  # what a sheet puts before or behind an element, not the element
            return None
        path = _translator().selector_to_xpath(selector)
    except (SelectorError, ValueError):
        return None
    return Selector(path, selector.specificity())


def _part_not(match: re.Match[str]) -> str:
    """``:not(a, b)`` as ``:not(a):not(b)``: the same, in the older spelling, which is all that cssselect knows."""
    return "".join(f":not({one.strip()})" for one in match[1].split(","))
