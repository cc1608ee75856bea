"""One HTML table as rows of spans, or the news that it only lays out the page."""

import re

from lxml import etree

from extractors.decode import tidy_line
from extractors.grid import Span

LINE_END = "\ufdd0"
"""Put into the tree where a line ends, so that the text of a cell comes out in one call and still has its lines.

A noncharacter of Unicode: no text may hold it.
"""

_EDGES = LINE_END + " \t\r\n\f\u00a0\u3000"
_WHOLE_NUMBER = re.compile(r"\s*\+?(\d{1,5})")
_GROUPS = ("thead", "tbody", "tfoot")

_LAYOUT_CELLS = 6
_LAYOUT_SIGNS = 200
_MIN_DATA_CELLS = 30
_NESTED_SHARE = 0.1


def read_data_rows(table: etree._Element) -> list[list[Span]] | None:
    """The cells of a table, row by row, as the page states them; None when the table only lays out the page.

    It does when its cells hold other tables (unless a few small ones stand in a large grid, which then give their
    text), when it has one cell only, or few cells with much text.
    """
    nested = [*table.iterdescendants("table")]
    if nested and _holds_page(table, nested):
        return None
    for inner in nested:
        _end_lines(inner)
    rows = [[_read_span(cell) for cell in row] for row in _read_rows(table, bool(nested))]
    cells = sum(map(len, rows))
    if cells <= 1 or (cells <= _LAYOUT_CELLS and any(len(span.text) > _LAYOUT_SIGNS for row in rows for span in row)):
        return None
    _end_with_group(table, rows)
    return rows


def _holds_page(table: etree._Element, nested: list[etree._Element]) -> bool:
    cells = sum(1 for _ in table.iter("td", "th"))
    inside = sum(1 for inner in nested for _ in inner.iter("td", "th"))
    return cells - inside < _MIN_DATA_CELLS or len(nested) > _NESTED_SHARE * cells


def _end_lines(table: etree._Element) -> None:
    """Parts the cells of a table inside a cell; elsewhere cells are taken one by one and need no mark."""
    for cell in table.iter("td", "th"):
        cell.text = LINE_END + (cell.text or "")


def read_text(element: etree._Element) -> str:
    """The printed lines of an element, joined by newlines."""
    raw: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    text = raw.strip(_EDGES)
    if not text or text.isalnum():
        return text
    lines = (tidy_line(line) for line in text.split(LINE_END))
    return "\n".join(line for line in lines if line)


def _read_rows(table: etree._Element, is_nesting: bool) -> list[list[etree._Element]]:
    """The cells of each row; cells outside of any row (a forgotten ``tr``) make one of their own."""
    rows: list[list[etree._Element]] = []
    holder: etree._Element | None = None
    for element in table.iter("tr", "td", "th"):
        if is_nesting and _own_table(element) is not table:
            continue
        is_row = element.tag == "tr"
        parent = element if is_row else element.getparent()
        if parent is not holder:
            rows.append([])
            holder = parent
        if not is_row:
            rows[-1].append(element)
    return rows


def _own_table(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("table"), None)


def _read_span(cell: etree._Element) -> Span:
    return Span(read_text(cell), read_whole(cell.get("rowspan"), 1), read_whole(cell.get("colspan"), 1) or 1)


def read_whole(text: str | None, default: int) -> int:
    """The number an attribute begins with, as browsers read it (``3px`` is 3)."""
    if text is None:
        return default
    match = _WHOLE_NUMBER.match(text)
    return default if match is None else int(match[1])


def _end_with_group(table: etree._Element, rows: list[list[Span]]) -> None:
    """Ends every rowspan with its row group, as browsers do; a table of one group needs nothing."""
    groups = [child for child in table if child.tag in _GROUPS]
    if len(groups) < 2:
        return
    start = 0
    for group in groups:
        size = sum(1 for child in group if child.tag == "tr")
        _end_by(rows[start : start + size])
        start += size


def _end_by(rows: list[list[Span]]) -> None:
    for number, row in enumerate(rows):
        left = len(rows) - number
        for span in row:
            span.rowspan = left if span.rowspan == 0 else min(span.rowspan, left)
