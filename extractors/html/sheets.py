"""What the style sheets inside a page hide: the one kind of rule that a page needs no browser for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
"""Rules for other media, pages and fonts, with what stands inside them."""
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_SHOWING = re.compile(r"(?:^|[;\s])(?:display|visibility)\s*:", re.IGNORECASE)
_SIMPLE = re.compile(r"[a-zA-Z0-9]*([.#][\w-]+)")
_NAME = re.compile(r"[.#][\w-]+")
_SETS = {"set": "http://exslt.org/sets"}
_CLASSES = etree.XPath("set:distinct(descendant-or-self::*/@class)", namespaces=_SETS, smart_strings=False)
_IDS = etree.XPath("descendant-or-self::*/@id", smart_strings=False)


@dataclass(slots=True)
class Hiding:
    """The classes (``.name``) and ids (``#name``) that hide, and those that show again what another one hides."""

    hidden: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def find(self, root: etree._Element) -> Iterator[etree._Element]:
        """The elements that are hidden; what an element's own style says of display goes before its class."""
        for element in root.iter() if self.hidden and self._is_used(root) else ():
            names = {f".{name}" for name in (element.get("class") or "").split()}
            names.add(f"#{element.get('id')}")
            is_hidden = not names.isdisjoint(self.hidden) and names.isdisjoint(self.shown)
            if is_hidden and _SHOWING.search(element.get("style") or "") is None:
                yield element

    def _is_used(self, root: etree._Element) -> bool:
        """Whether any element has such a class or id: few of the names in a style sheet stand on the page itself."""
        marks = {name[0] for name in self.hidden}
        classes = cast("list[str]", _CLASSES(root)) if "." in marks else ()
        ids = cast("list[str]", _IDS(root)) if "#" in marks else ()
        names = {f".{name}" for value in classes for name in value.split()}.union(f"#{name}" for name in ids)
        return not names.isdisjoint(self.hidden)


def read_sheets(texts: Iterable[str]) -> Hiding:
    """What the style sheets with these texts hide by the name of a class or an id alone."""
    found = Hiding()
    for text in texts:
        for selectors, declarations in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", text))):
            is_hiding = _HIDING.search(declarations) is not None
            if not is_hiding and _SHOWING.search(declarations) is None:
                continue
            for selector in map(str.strip, selectors.split(",")):
                simple = _SIMPLE.fullmatch(selector)
                if not is_hiding:
                    found.shown.update(_NAME.findall(selector))
                elif simple is not None:
                    found.hidden.add(simple[1])
    return found
