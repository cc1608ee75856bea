"""All the text inside an element of the tree: read, and changed piece by piece."""

from collections.abc import Callable

from lxml import etree


def get_text(element: etree._Element) -> str:
    """The pieces in one."""
    return "".join(map(str, element.itertext()))


def change_text(element: etree._Element, change: Callable[[str], str]) -> None:
    """Changes every piece inside; what stands behind the element stays."""
    for inner in element.iter():
        inner.text = change(inner.text or "")
        if inner is not element:
            inner.tail = change(inner.tail or "")
