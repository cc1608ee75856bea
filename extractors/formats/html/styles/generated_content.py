"""What the style sheets of a page put before or behind the text of its cells: figures, signs, what they count."""

import re
from collections.abc import Sequence

from lxml import etree

from extractors.formats.html.styles.selectors import read_selector
from extractors.formats.html.styles.sheets import find_elements, split_rules
from extractors.formats.html.texts import get_text
from extractors.model.marked_text import ADDED, DRAWN_BESIDE

_ADDING = re.compile(
    r"content\s*:\s*(?:(['\"])(?:[-+.,\d]*\d[-+.,\d]*|[-+\u2212\u2013])\1|[^;{}]*\bcounters?\()", re.IGNORECASE
)
"""A declaration that may change a number; most only draw marks of lists, and end what floats."""
_DECLARED = re.compile(r"(?:^|;)\s*content\s*:\s*([^;!]+)", re.IGNORECASE)
_STRING = re.compile(r"(['\"])([^'\"\\]*)\1")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PSEUDO = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)
_CELLS = ("td", "th")

Rank = tuple[tuple[int, int, int], int]
"""The weight of a selector, and its place among all."""


def may_add(texts: Sequence[str]) -> bool:
    """Whether style sheets with these texts may add to a number; no other page is asked more."""
    return any(_ADDING.search(text) is not None for text in texts if "content" in text)


def add_shown(root: etree._Element, texts: Sequence[str]) -> None:
    """Puts what style sheets with these texts add to the figures of cells, or to blank ones, into the text of the tree.

    What they count is not known here: a sign says that something stands there.
    """
    texts_of: dict[etree._Element, str] = {}
    for (element, place), (_, content) in _gather(root, texts).items():
        cell = element if element.tag in _CELLS else next(element.iterancestors(*_CELLS), None)
        if cell is not None and cell not in texts_of:
            texts_of[cell] = get_text(cell)
        text = "" if cell is None else texts_of[cell]
        string = _STRING.fullmatch(content)
        if cell is None or any(map(str.isalpha, text)) or (string is None and "counter" not in content):
            continue
        added = _write(None if string is None else string[2], text)
        if place == "before":
            element.text = added + (element.text or "")
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + added
        else:
            element.text = (element.text or "") + added


def _write(string: str | None, text: str) -> str:
    """What is put in beside the text of a cell: figures and signs of numbers with a sign of ours, nothing else."""
    if string is None:
        return DRAWN_BESIDE if any(map(str.isdigit, text)) else ""
    return ADDED + string if string.strip() and not any(map(str.isalpha, string)) else ""


def _gather(root: etree._Element, texts: Sequence[str]) -> dict[tuple[etree._Element, str], tuple[Rank, str]]:
    """What stands before and behind elements, each by the rule that wins."""
    found: dict[tuple[etree._Element, str], tuple[Rank, str]] = {}
    for order, (selectors, body) in enumerate(split_rules(texts)):
        declared, pseudo = _DECLARED.findall(body), _PSEUDO.search(selectors)
        if not declared or pseudo is None:
            continue
        selector = read_selector(selectors[: pseudo.start()] or "*")
        if selector is None:
            continue
        said = (selector.weight, order), "" if _UNSEEN.search(body) else declared[-1].strip()
        for element in find_elements(root, selector):
            key = element, pseudo[1].lower()
            found[key] = max(found.get(key, said), said)
    return found
