"""Pictures and the like in the cells of a page's tables: what they show is no blank."""

from itertools import islice

from lxml import etree

from extractors.html.effects import read_style
from extractors.html.texts import get_text
from extractors.raised import sign_drawn

_DRAWN = ("img", "svg", "canvas", "object", "embed")
_WRITTEN = "button"
_LEAST_CELLS = 12
"""Of a table of data; fewer lay out a page."""
_SPACER_PIXELS = ("0", "1", "2", "3")


def mark_drawn(root: etree._Element) -> None:
    """Puts a sign for what is drawn behind it, in cells of data that have no word; and there the text of a button."""
    for element in root.iter(*_DRAWN, _WRITTEN):
        cell = next(element.iterancestors("td", "th"), None)
        if cell is None or not _is_data(cell) or read_style(element.get("style") or "").is_hiding:
            continue
        inside = get_text(element)
        if element.tag == _WRITTEN:
            sign = inside
        else:
            sign = "" if _is_spacer(element) else sign_drawn(get_text(cell).replace(inside, "", 1))
        element.tail = sign + (element.tail or "")


def _is_data(cell: etree._Element) -> bool:
    table = next(cell.iterancestors("table"), None)
    if table is None or next(table.iterdescendants("table"), None) is not None:
        return False
    return len([*islice(table.iter("td", "th"), _LEAST_CELLS)]) == _LEAST_CELLS


def _is_spacer(element: etree._Element) -> bool:
    return any((element.get(side) or "").removesuffix("px") in _SPACER_PIXELS for side in ("width", "height"))
