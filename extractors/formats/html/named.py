"""The few elements of a page that are asked for by their tags, found in one look at the tree.

Each look at a whole tree costs as much as dozens of elements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

# fmt: off
INVISIBLE = (
    "script", "style", "template", "noscript", "xml", "select", "option", "textarea", "button", "svg", "canvas",
    "iframe", "object", "embed", "title", "video", "audio", "noframes",
    "meter", "progress",
    "s", "strike", "del", "rt", "rp",  # struck out: its writer took it back; or read aloud beside the text
)
# fmt: on
"""What nobody sees of a page."""
FACTS = ("title", "meta", "a", "iframe", "embed", "object")
"""Where a page says something about itself, or names a file."""
_SHOWN = ("style", "input", "textarea", "select", "sup", "sub", "small", "bdo", "dialog", "img")
_NAMED = tuple(dict.fromkeys((*INVISIBLE, *FACTS, *_SHOWN)))


@dataclass(frozen=True, slots=True)
class Named:
    """Elements with their tags, as they stand."""

    elements: Sequence[tuple[str, etree._Element]]
    by_tag: Mapping[str, Sequence[etree._Element]]

    def pick(self, *tags: str) -> list[etree._Element]:
        """Those with one of these tags, tag by tag."""
        return [element for tag in tags for element in self.by_tag.get(tag, ())]


def find_named(root: etree._Element) -> Named:
    """All of them."""
    elements = [(element.tag, element) for element in root.iter(*_NAMED)]
    by_tag: dict[str, list[etree._Element]] = {}
    for tag, element in elements:
        by_tag.setdefault(tag, []).append(element)
    return Named(elements, by_tag)
