"""The tables of a page as rows of spans, or the news that one only lays out the page.

They are read from the tree's own markup, written out once: asking the tree for every cell takes five times as long.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import pairwise

from lxml import etree

from extractors.decode import tidy_line
from extractors.grid import Span, get_text

LINE_END = "\ufdd0"
"""Put into a text where a line ends, so that it can be made in one piece and still has its lines.

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
_PARTING = LEVELS.keys() | LINES | HOLDERS

_EDGES = LINE_END + " \t\r\n\f\u00a0\u3000"
_WHOLE_NUMBER = re.compile(r"\s*\+?(\d{1,5})")

_HEAD_CELL = re.compile(r"<(/?)th(?=[\s/>])")
_STRUCTURE = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|td)(?=[\s/>])([^>]*)>")
_TAG = re.compile(r"<(/?)([^\s/>]+)[^>]*>([^<]*)")
_ATTRIBUTE = re.compile(r'([^\s="]+)="([^"]*)"')

_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_SHORT_MARKUP = 512
"""Signs of a cell with its tags, as Word writes them."""

_LAYOUT_CELLS = 6
_LAYOUT_SIGNS = 200
_MIN_DATA_CELLS = 30
_NESTED_SHARE = 0.1


Rows = list[list[Span | str]]
Steps = tuple[tuple[str, str], ...]
"""What follows the text of a cell: the tags that build tables (``/td``, ``tr``), each with the markup behind it."""
_CLOSED: Steps = (("/td", ""),)


@dataclass(slots=True)
class PageTable:
    """What stands in one table of a page."""

    rows: Rows = field(default_factory=list)
    """Its own cells, without those of tables inside them."""
    groups: list[int] = field(default_factory=list)
    """How many rows stand before each of its row groups."""
    cells: int = 0
    """Its own cells and those of all the tables inside."""
    nested: int = 0
    """Tables inside, at any depth."""
    inside: int = 0
    """Cells of those tables, each as often as a table inside holds it."""
    is_row_open: bool = False
    is_cell_open: bool = False
    added: list[tuple[int, int, "PageTable | str"]] = field(default_factory=list)
    """What stands in a cell behind its first text, tables or markup, with the number of row and cell."""
    loose: list[str] = field(default_factory=list)
    """Markup outside of all cells."""

    def open_row(self) -> None:
        """Begins a row, which may stay without cells."""
        self.rows.append([])
        self.is_row_open = True

    def add(self, inner: "PageTable | str") -> None:
        """Notes what stands in the open cell, or outside of all cells."""
        if self.is_cell_open:
            self.added.append((len(self.rows) - 1, len(self.rows[-1]) - 1, inner))
        elif isinstance(inner, str):
            self.loose.append(inner)

    def close(self, holder: "PageTable") -> None:
        """Counts the cells, when all inside are counted, and tells the table around."""
        self.cells += sum(map(len, self.rows))
        holder.nested += 1 + self.nested
        holder.cells += self.cells
        holder.inside += self.cells + self.inside


def list_tables(table: etree._Element) -> list[PageTable]:
    """A table and all that stand in it, as they begin one after another."""
    try:
        return _read_tables(_write_markup(table))
    except _OddNameError:
        _mend_names(table)
        return _read_tables(_write_markup(table))


class _OddNameError(ValueError):
    """A damaged page has a tag or an attribute whose name looks like the beginning of another tag."""


def _write_markup(table: etree._Element) -> str:
    """The table as text, in which ``th`` is ``td``; only tags begin with ``<`` and end with ``>``."""
    markup = etree.tostring(table, encoding="unicode", with_tail=False)
    return markup if next(table.iter("th"), None) is None else _HEAD_CELL.sub(r"<\1td", markup)


def _mend_names(table: etree._Element) -> None:
    for element in table.iter():
        if "<" in element.tag or (element.tag.startswith("td") and element.tag != "td"):
            element.tag = "span"
        for name in [name for name in element.attrib if "<" in name]:
            del element.attrib[name]


def _read_tables(markup: str) -> list[PageTable]:
    """This runs for every cell of every page."""
    first, *pieces = markup.split("<td")
    if first.count("<") != first.count(">"):
        raise _OddNameError
    tables: list[PageTable] = []
    opened = [PageTable()]
    _follow(_list_steps(first), opened, tables)
    table = opened[-1]
    for piece in pieces:
        text, spans, steps = _recall_cell(piece) if len(piece) <= _SHORT_MARKUP else _read_cell(piece)
        if not table.is_row_open:  # cells outside of any row (a forgotten tr) make one of their own
            table.open_row()
        table.rows[-1].append(text if spans is None else Span(text, *spans))
        if steps is not _CLOSED:
            table.is_cell_open = True
            _follow(steps, opened, tables)
            table = opened[-1]
    return tables


def _follow(steps: Steps, opened: list[PageTable], tables: list[PageTable]) -> None:
    """Opens and closes rows and tables; of those that are open the innermost stands last."""
    for tag, behind in steps:
        table = opened[-1]
        if tag == "/td":
            table.is_cell_open = False
        elif tag == "tr":
            table.open_row()
        elif tag == "table":
            inner = PageTable()
            table.add(inner)
            tables.append(inner)
            opened.append(inner)
        elif tag == "/table":
            opened.pop()
            table.close(opened[-1])
        else:  # a row ends, or a group of rows begins or ends
            table.is_row_open = False
            if tag in _GROUPS:
                table.groups.append(len(table.rows))
        if behind:
            opened[-1].add(behind)


Piece = tuple[str, tuple[int, int] | None, Steps]
"""The first text of a cell, how many rows and columns it takes if it says so, and what follows."""


@lru_cache(4096)
def _recall_cell(piece: str) -> Piece:
    """All reports print the same labels, most of their values are a few, and a program dresses all cells alike."""
    return _read_cell(piece)


def _read_cell(piece: str) -> Piece:
    """A cell by its markup behind ``<td``, which goes on to the next cell."""
    attributes, _, content = piece.partition(">")
    if attributes[:1] not in ("", " ", "/") or piece.count("<") + 1 != piece.count(">"):
        raise _OddNameError
    spans = None
    if "span=" in attributes:
        told = dict(_ATTRIBUTE.findall(attributes))
        spans = read_whole(told.get("rowspan"), 1), read_whole(told.get("colspan"), 1) or 1
    if attributes.endswith("/"):  # nothing in it
        content = f"</td>{content}"
    text = _STRUCTURE.split(content, 1)[0]
    steps = _list_steps(content)
    return _read_lines(text), spans, _CLOSED if steps == _CLOSED else steps


def _list_steps(markup: str) -> Steps:
    """The tags that build tables, one after another; an empty one (``<tr/>``) counts as two."""
    _, *parts = _STRUCTURE.split(markup)
    steps: list[tuple[str, str]] = []
    for slash, tag, attributes, behind in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True):
        if attributes.endswith("/"):
            steps.append((tag, ""))
            slash = "/"
        steps.append((slash + tag, "" if behind.isspace() else behind))
    return tuple(steps)


def _read_lines(markup: str) -> str:
    """The printed lines of a piece of markup, joined by newlines."""
    text = _TAG.sub(_mark_line, markup) if "<" in markup else markup
    return _tidy_lines(unescape(text) if "&" in text else text)


def _mark_line(match: re.Match[str]) -> str:
    """The text behind a tag, and before it the mark of a line that ends there."""
    slash, name, text = match.groups()
    if name == "pre" and not slash:
        return LINE_END + text.replace("\n", LINE_END)
    if name == "br" or (name in _PARTING and (not slash or (text and not text.isspace()))):
        return LINE_END + text
    return text


def read_data_rows(table: PageTable) -> Rows | None:
    """The cells of a table, row by row, as the page states them; None when the table only lays out the page.

    It does when its cells hold other tables (unless a few small ones stand in a large grid, which then give their
    text), when it has one cell only, or few cells with much text.
    """
    count = sum(map(len, table.rows))
    if count <= 1 or (table.nested and _holds_page(table)):
        return None
    _join_inner(table)
    if count <= _LAYOUT_CELLS and any(len(get_text(cell)) > _LAYOUT_SIGNS for row in table.rows for cell in row):
        return None
    _end_with_group(table)
    return table.rows


def _holds_page(table: PageTable) -> bool:
    return table.cells - table.inside < _MIN_DATA_CELLS or table.nested > _NESTED_SHARE * table.cells


def _join_inner(table: PageTable) -> None:
    """Puts what stands in a cell behind its first text into that text, line by line."""
    for row, number, inner in table.added:
        cell = table.rows[row][number]
        text = "\n".join(filter(None, (get_text(cell), *_list_texts(inner))))
        if isinstance(cell, str):
            table.rows[row][number] = text
        else:
            cell.text = text
    table.added.clear()


def _list_texts(inner: PageTable | str) -> list[str]:
    """The texts of a table inside a cell, cell by cell, or of other markup."""
    if isinstance(inner, str):
        return [_read_lines(inner)]
    _join_inner(inner)
    return [*map(_read_lines, inner.loose), *(get_text(cell) for row in inner.rows for cell in row)]


def read_text(element: etree._Element) -> str:
    """The printed lines of an element, joined by newlines."""
    return _tidy_lines(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def _tidy_lines(raw: str) -> str:
    text = raw.strip(_EDGES)
    if LINE_END not in text:
        return tidy_line(text)
    return "\n".join(filter(None, map(tidy_line, text.split(LINE_END))))


@lru_cache(256)
def read_whole(text: str | None, default: int) -> int:
    """The number an attribute begins with, as browsers read it (``3px`` is 3)."""
    if text is None:
        return default
    match = _WHOLE_NUMBER.match(text)
    return default if match is None else int(match[1])


def _end_with_group(table: PageTable) -> None:
    """Ends every rowspan with its row group, as browsers do; a table of one group needs nothing."""
    if len(table.groups) > 1:
        for start, end in pairwise((*table.groups, len(table.rows))):
            _end_by(table.rows[start:end])


def _end_by(rows: Rows) -> None:
    for number, row in enumerate(rows):
        left = len(rows) - number
        for span in (cell for cell in row if not isinstance(cell, str)):
            span.rowspan = left if span.rowspan == 0 else min(span.rowspan, left)
