"""Pictures and the like in the cells of a page's tables: what they show is no blank."""

import re
from itertools import islice

from lxml import etree

from extractors.formats.html.named import Named
from extractors.formats.html.styles.effects import read_style
from extractors.formats.html.styles.generated_content import add_shown, may_add
from extractors.formats.html.styles.sheets import list_sheets
from extractors.formats.html.texts import get_text
from extractors.model.marked_text import DRAWN, sign_drawn

_WRITTEN = "button"
_DRAWN = frozenset({"img", "svg", "canvas", "object", "embed", _WRITTEN})
_LEAST_CELLS = 12
"""Of a table of data; fewer lay out a page."""
_SHOWN_ATTRIBUTE = re.compile(r"content\s*:\s*attr\(\s*([\w-]+)\s*\)")
_SPACER_PIXELS = ("0", "1", "2", "3")


def mark_drawn(root: etree._Element, named: Named) -> None:
    """Puts a sign for what is drawn behind it, in cells of data that have no word; and there the text of a button."""
    tables: dict[etree._Element, bool] = {}
    seen: set[etree._Element] = set()
    for element in [element for tag, element in named.elements if tag in _DRAWN]:
        cell = next(element.iterancestors("td", "th"), None)
        if cell is None or not _is_data(cell, tables) or read_style(element.get("style") or "").is_hiding:
            continue
        if element.tag == _WRITTEN:
            element.tail = get_text(element) + (element.tail or "")
        elif cell not in seen and not _is_spacer(element):
            seen.add(cell)  # looked at once, whatever there is in it
            sign = sign_drawn(get_text(cell).replace(get_text(element), "", 1))
            element.tail = sign + (element.tail or "")
    _mark_added(root, named, tables)


def _mark_added(root: etree._Element, named: Named, tables: dict[etree._Element, bool]) -> None:
    """Puts in what style sheets of the page add to cells, the sign for a number in an attribute that they show."""
    texts = list_sheets(named.pick("style"))
    if may_add(texts):
        add_shown(root, texts)
    names = {name for text in texts for name in _SHOWN_ATTRIBUTE.findall(text)}
    for cell in root.iter("td") if names else ():
        shown = "".join(cell.get(name) or "" for name in names)
        is_number = any(map(str.isdigit, shown)) and not any(map(str.isalpha, shown))
        if is_number and not get_text(cell).strip() and _is_data(cell, tables):
            cell.text = DRAWN


def _is_data(cell: etree._Element, tables: dict[etree._Element, bool]) -> bool:
    """Whether a cell is one of data; ``tables`` keeps what is known of each table."""
    table = next(cell.iterancestors("table"), None)
    if table is None:
        return False
    if table not in tables:
        is_large = len([*islice(table.iter("td", "th"), _LEAST_CELLS)]) == _LEAST_CELLS
        tables[table] = is_large and next(table.iterdescendants("table"), None) is None
    return tables[table]


def _is_spacer(element: etree._Element) -> bool:
    return any((element.get(side) or "").removesuffix("px") in _SPACER_PIXELS for side in ("width", "height"))
