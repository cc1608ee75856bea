"""Pictures, objects and fields without a result in the cells of a Word file: what they show is no blank."""

from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from extractors.formats.docx.numbering import W
from extractors.model.marked_text import sign_drawn

_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_BOX, _TABLE, _CELL, _TEXT = f"{W}txbxContent", f"{W}tbl", f"{W}tc", f"{W}t"
_LEAST_CELLS = 12
"""Of a table of data; fewer lay out a page."""


def mark_drawn(root: etree._Element) -> None:
    """Puts a sign for what is drawn into the cells of data that have no word: a picture of a number, it may be."""
    cells = DrawnCells()
    for holder in [*root.iter(*_DRAWN)]:
        if next(holder.iter(_BOX), None) is None:
            cells.mark(holder)


@dataclass(slots=True)
class DrawnCells:
    """The cells that something is drawn in; each is looked at once, and so is each table."""

    seen: set[etree._Element] = field(default_factory=set)
    tables: dict[etree._Element, bool] = field(default_factory=dict)
    """Whether a table is one of data."""

    def mark(self, element: etree._Element) -> None:
        """Puts the sign behind an element that stands in such a cell."""
        cell = next(element.iterancestors(_CELL), None)
        if cell is None or cell in self.seen:
            return
        self.seen.add(cell)
        sign = sign_drawn("".join(text.text or "" for text in cell.iter(_TEXT)))
        if sign and self._is_data(cell):
            text = element.makeelement(_TEXT, {}, None)
            text.text = sign
            element.addnext(text)

    def _is_data(self, cell: etree._Element) -> bool:
        table = next(cell.iterancestors(_TABLE), None)
        if table is None:
            return False
        if table not in self.tables:
            is_large = len([*islice(table.iter(_CELL), _LEAST_CELLS)]) == _LEAST_CELLS
            self.tables[table] = is_large and next(table.iterdescendants(_TABLE), None) is None
        return self.tables[table]
