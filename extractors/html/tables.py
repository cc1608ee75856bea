"""One HTML table as rows of spans, or the news that it only lays out the page."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from extractors.decode import tidy_line
from extractors.grid import Span, get_text

LINE_END = "\ufdd0"
"""Put into the tree where a line ends, so that the text of a cell comes out in one call and still has its lines.

A noncharacter of Unicode: no text may hold it.
"""

# fmt: off
LEVELS = {f"h{level}": level for level in range(1, 7)}
LINES = frozenset({"p", "hr", "legend", "caption", "dt", "li", "summary", "figcaption"})
"""A line begins with one of these, and another behind it when text follows."""
HOLDERS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "fieldset", "figure", "footer",
    "form", "header", "main", "nav", "ol", "pre", "section", "ul",
})
"""What holds lines: one begins and one ends with it."""
# fmt: on
_MARKED = tuple(sorted(LEVELS.keys() | LINES | HOLDERS))

_EDGES = LINE_END + " \t\r\n\f\u00a0\u3000"
_WHOLE_NUMBER = re.compile(r"\s*\+?(\d{1,5})")
_GROUPS = ("thead", "tbody", "tfoot")

_SHORT = 64
"""Signs; hardly a label of the form is longer."""

_LAYOUT_CELLS = 6
_LAYOUT_SIGNS = 200
_MIN_DATA_CELLS = 30
_NESTED_SHARE = 0.1


Rows = list[list[Span | str]]


@dataclass(slots=True)
class PageTable:
    """What stands in one table of a page, before anybody has read a word of it."""

    rows: list[list[etree._Element]] = field(default_factory=list)
    """Its own cells, without those of tables inside them."""
    holder: etree._Element | None = None
    """The element that holds the cells of the last row."""
    cells: int = 0
    """Its own cells and those of all the tables inside."""
    nested: int = 0
    """Tables inside, at any depth."""
    inside: int = 0
    """Cells of those tables, each as often as a table inside holds it."""

    def open_row(self, holder: etree._Element | None) -> list[etree._Element]:
        """The row whose cells that element holds: the last one, or a new one."""
        if holder is not self.holder or not self.rows:
            self.holder = holder
            self.rows.append([])
        return self.rows[-1]


Tables = dict[etree._Element | None, PageTable]


def find_tables(root: etree._Element) -> Tables:
    """Every table of a page with its cells row by row, in one walk: asking table by table takes ages on deep nesting.

    Cells outside of any row (a forgotten ``tr``) make one of their own. Under None are the cells outside of any table.
    """
    tables: Tables = {None: PageTable()}
    table, row = tables[None], tables[None].open_row(None)
    section: etree._Element | None = None
    for element in root.iter("table", "tr", "td", "th"):
        tag = element.tag
        parent = element.getparent()
        if tag == "td" or tag == "th":
            if parent is not table.holder:  # no row of its own, or back in one after a table inside
                section, table = None, tables[_own_table(element)]
                row = table.open_row(parent)
            row.append(element)
        elif tag == "tr":
            if parent is not section:  # rows of one parent are of one table
                section, table = parent, tables[_own_table(element)]
            row = table.open_row(element)
        else:
            tables[element] = PageTable()
    _count_nested(tables)
    return tables


def _own_table(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("table"), None)


def _count_nested(tables: Tables) -> None:
    for element, table in reversed(tables.items()):  # inner tables come after those that hold them
        table.cells += sum(map(len, table.rows))
        if element is not None:
            holder = tables[_own_table(element)]
            holder.nested += 1 + table.nested
            holder.cells += table.cells
            holder.inside += table.cells + table.inside


def read_data_rows(element: etree._Element, table: PageTable) -> Rows | None:
    """The cells of a table, row by row, as the page states them; None when the table only lays out the page.

    It does when its cells hold other tables (unless a few small ones stand in a large grid, which then give their
    text), when it has one cell only, or few cells with much text.
    """
    count = sum(map(len, table.rows))
    if count <= 1 or (table.nested and _holds_page(table)):
        return None
    _mark_lines(element)
    if table.nested:
        _end_lines(element)
    rows = [_read_cells(row) for row in table.rows]
    if count <= _LAYOUT_CELLS and any(len(get_text(cell)) > _LAYOUT_SIGNS for row in rows for cell in row):
        return None
    _end_with_group(element, rows)
    return rows


def _holds_page(table: PageTable) -> bool:
    return table.cells - table.inside < _MIN_DATA_CELLS or table.nested > _NESTED_SHARE * table.cells


def _mark_lines(table: etree._Element) -> None:
    """Says in the text where its lines end; outside of tables the walk over the page sees that by itself."""
    for element in table.iter("br"):
        element.tail = LINE_END + (element.tail or "")
    for element in table.iter("pre"):
        element.text = (element.text or "").replace("\n", LINE_END)
    for element in table.iter(*_MARKED):
        element.text = LINE_END + (element.text or "")
        tail = element.tail
        if tail is not None and not tail.isspace():
            element.tail = LINE_END + tail


def _end_lines(table: etree._Element) -> None:
    """Parts the cells of the tables inside a cell; elsewhere cells are taken one by one and need no mark."""
    for inner in table.iterdescendants("table"):
        for cell in inner.iter("td", "th"):
            cell.text = LINE_END + (cell.text or "")


def _read_cells(row: list[etree._Element]) -> list[Span | str]:
    """The cells of a row; this runs for every cell of every page."""
    cells: list[Span | str] = []
    for cell in row:
        text = _read_raw(cell) if len(cell) else cell.text or ""
        if not text.isalnum():
            text = _tidy_short(text) if len(text) <= _SHORT else _tidy_lines(text)
        names = cell.keys()
        if names and ("rowspan" in names or "colspan" in names):
            down, across = read_whole(cell.get("rowspan"), 1), read_whole(cell.get("colspan"), 1)
            cells.append(Span(text, down, across or 1))
        else:
            cells.append(text)
    return cells


def read_text(element: etree._Element) -> str:
    """The printed lines of an element, joined by newlines."""
    return _tidy_lines(_read_raw(element))


def _read_raw(element: etree._Element) -> str:
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def _tidy_lines(raw: str) -> str:
    text = raw.strip(_EDGES)
    if LINE_END not in text:
        return tidy_line(text)
    return "\n".join(filter(None, map(tidy_line, text.split(LINE_END))))


@lru_cache(4096)
def _tidy_short(raw: str) -> str:
    """The same for a label or a value: all reports print the same labels, and most of their values are a few."""
    return _tidy_lines(raw)


@lru_cache(256)
def read_whole(text: str | None, default: int) -> int:
    """The number an attribute begins with, as browsers read it (``3px`` is 3)."""
    if text is None:
        return default
    match = _WHOLE_NUMBER.match(text)
    return default if match is None else int(match[1])


def _end_with_group(table: etree._Element, rows: Rows) -> None:
    """Ends every rowspan with its row group, as browsers do; a table of one group needs nothing."""
    groups = [child for child in table if child.tag in _GROUPS]
    if len(groups) < 2:
        return
    start = 0
    for group in groups:
        size = sum(1 for child in group if child.tag == "tr")
        _end_by(rows[start : start + size])
        start += size


def _end_by(rows: Rows) -> None:
    for number, row in enumerate(rows):
        left = len(rows) - number
        for span in (cell for cell in row if not isinstance(cell, str)):
            span.rowspan = left if span.rowspan == 0 else min(span.rowspan, left)
