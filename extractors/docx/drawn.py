"""Pictures, objects and fields without a result in the cells of a Word file: what they show is no blank."""

from itertools import islice

from lxml import etree

from extractors.docx.numbering import W
from extractors.raised import sign_drawn

_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_BOX, _TABLE, _CELL, _TEXT = f"{W}txbxContent", f"{W}tbl", f"{W}tc", f"{W}t"
_LEAST_CELLS = 12
"""Of a table of data; fewer lay out a page."""


def mark_drawn(root: etree._Element) -> None:
    """Puts a sign for what is drawn into the cells of data that have no word: a picture of a number, it may be."""
    for holder in [*root.iter(*_DRAWN)]:
        if next(holder.iter(_BOX), None) is None:
            mark_in_cell(holder)


def mark_in_cell(element: etree._Element) -> None:
    """Puts the sign behind an element that stands in such a cell."""
    cell = next(element.iterancestors(_CELL), None)
    table = None if cell is None else next(cell.iterancestors(_TABLE), None)
    if cell is None or table is None or next(table.iterdescendants(_TABLE), None) is not None:
        return
    sign = sign_drawn("".join(text.text or "" for text in cell.iter(_TEXT)))
    if sign and len([*islice(table.iter(_CELL), _LEAST_CELLS)]) == _LEAST_CELLS:
        text = element.makeelement(_TEXT, {}, None)
        text.text = sign
        element.addnext(text)
