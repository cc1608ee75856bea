"""The tables of a page as rows of spans, or the news that one only lays out the page."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors.formats.html.markup import OddNameError, read_attributes, read_lines, read_whole
from extractors.formats.html.styles.effects import asks_for_look
from extractors.formats.html.styles.note_marks import mark_moved, part_sizes, take_counters
from extractors.grids.grid import Span, get_text
from extractors.model.frozen import hasten

_STRUCTURE = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|td)(?=[\s/>])([^>]*)>")
_CELL = "<td"
_LINK = re.compile(r"<a(\s[^>]*?)(?:/>|>(.*?)</a>)", re.DOTALL)
_CAPTION = re.compile(r"<caption(?=[\s/>])[^>]*?(?:/>|>(.*?)</caption>)", re.DOTALL)
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_SHORT_MARKUP = 1024
"""Signs of a cell with its tags, as Word writes them."""
_MOST_PIECES = 8_192
"""Kept; then all are forgotten, and those that come again are soon back."""

_LAYOUT_CELLS = 6
_LAYOUT_SIGNS = 200
_MIN_DATA_CELLS = 30
_NESTED_SHARE = 0.1


Rows = list[list[Span | str]]


@hasten
@dataclass(frozen=True, slots=True)
class Step:
    """A tag that builds tables, with what stands behind it up to the next."""

    tag: str
    """With a stroke before it where it ends something: ``/td``."""
    behind: str
    """Markup; nothing where only blanks stand there."""
    start: int
    """Where the tag begins and ends, in signs."""
    end: int


@dataclass(frozen=True, slots=True)
class CellMarkup:
    """A cell and what follows it up to the next."""

    cell: Span | str
    """Its first text, up to its end or to a table inside, and how many places it takes, if it says so."""
    linked: int
    """Signs that stand in links."""
    steps: tuple[Step, ...]
    """None where the cell ends and the next one follows at once."""
    is_sure: bool
    """Whether all its text is seen, as it is written."""


_NEXT_ROW = (Step("/td", "", 0, 0), Step("/tr", "", 0, 0), Step("tr", "", 0, 0))
"""What follows the last cell of a row, wherever it stands."""
_TAGS_TO_ROW = tuple(step.tag for step in _NEXT_ROW)
_TAGS_TO_CELL = ("/td",)


@dataclass(slots=True)
class PageTable:
    """What stands in one table of a page."""

    start: int = 0
    """Where it stands in the markup of the page."""
    end: int = 0
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
    linked: int = 0
    """Signs that stand in links."""
    row: list[Span | str] | None = None
    """The open row."""
    is_cell_open: bool = False
    added: list[tuple[int, int, "PageTable | str"]] = field(default_factory=list)
    """What else stands in a cell, tables or markup, with the number of row and cell."""
    loose: list[str] = field(default_factory=list)
    """Markup outside of all cells."""

    def open_row(self) -> list[Span | str]:
        """Begins a row, which may stay without cells."""
        self.row = []
        self.rows.append(self.row)
        return self.row

    def add(self, inner: "PageTable | str") -> None:
        """Notes what stands in the open cell, or outside of all cells."""
        if self.is_cell_open:
            self.added.append((len(self.rows) - 1, len(self.rows[-1]) - 1, inner))
        elif isinstance(inner, str):
            self.loose.append(inner)

    def close(self, end: int, holder: "PageTable") -> None:
        """Counts the cells, when all inside are counted, and tells the table around."""
        self.end = end
        self.cells += sum(map(len, self.rows))
        holder.nested += 1 + self.nested
        holder.cells += self.cells
        holder.inside += self.cells + self.inside


class UnsureError(ValueError):
    """A style or an attribute may hide text, or set it off its line."""


def list_tables(markup: str, *, is_seen: bool) -> list[PageTable]:
    """Every table of a page, as they begin one after another. This runs for every cell of every page.

    Raises:
        OddNameError: when a name holds the beginning of another tag.
        UnsureError: when not all text may be seen, unless that is known (``is_seen``).
    """
    first, *pieces = markup.split(_CELL)
    if first.count("<") != first.count(">"):
        raise OddNameError
    if not is_seen and asks_for_look(first):
        raise UnsureError
    reading = _TableReading()
    table = reading.follow(_list_steps(first), 0)
    row = table.row
    position, passed = len(first), 0
    for number, piece in enumerate(map(_PIECES.__getitem__, pieces)):
        if row is None:  # cells outside of any row (a forgotten tr) make one of their own
            row = table.open_row()
        if isinstance(piece, str):  # nearly all cells
            row.append(piece)
            continue
        if not (is_seen or piece.is_sure):
            raise UnsureError
        row.append(piece.cell)
        table.linked += piece.linked
        if piece.steps is _NEXT_ROW:
            row = []
            table.rows.append(row)
        elif piece.steps:
            table.row, table.is_cell_open = row, True
            position += sum(map(len, pieces[passed:number])) + (number - passed) * len(_CELL)
            passed = number
            table = reading.follow(piece.steps, position)
            row = table.row
    return reading.tables


@dataclass(slots=True)
class _TableReading:
    """Which tables were met, and which of them are open, the innermost last."""

    tables: list[PageTable] = field(default_factory=list)
    open: list[PageTable] = field(default_factory=lambda: [PageTable()])

    def follow(self, steps: tuple[Step, ...], position: int) -> PageTable:
        """Opens and closes rows and tables; ``position`` is where the places of the steps are counted from.

        The result is the table in which the next cell stands.
        """
        for step in steps:
            table = self.open[-1]
            if step.tag == "/td":
                table.is_cell_open = False
            elif step.tag == "tr":
                table.open_row()
            elif step.tag == "table":
                inner = PageTable(position + step.start)
                table.add(inner)
                self.tables.append(inner)
                self.open.append(inner)
            elif step.tag == "/table":
                self.open.pop()
                table.close(position + step.end, self.open[-1])
            elif step.tag != "td":  # a row ends, or a group of rows begins or ends
                table.row = None
                if step.tag in _GROUPS:
                    table.groups.append(len(table.rows))
            if step.behind:
                self.open[-1].add(step.behind)
        return self.open[-1]


class _Pieces(dict[str, CellMarkup | str]):
    """Pieces by their markup, or bare texts where a piece has nothing else to tell.

    All reports print the same labels, most of their values are a few, and a program dresses all cells alike. Long ones,
    which mostly lay out a page, are not kept.
    """

    def __missing__(self, markup: str) -> CellMarkup | str:
        if len(markup) > _SHORT_MARKUP:
            return _cut_piece(markup)
        if len(self) >= _MOST_PIECES:
            self.clear()
        piece = self[markup] = _read_piece(markup)
        return piece


_PIECES = _Pieces()


def _read_piece(markup: str) -> CellMarkup | str:
    piece = _cut_piece(markup)
    attributes, *_ = markup.partition(">")
    first, *others = piece.steps
    text = read_lines(part_sizes(attributes, mark_moved(take_counters(first.behind))))
    steps = tuple(others)
    if not any(step.behind for step in others):
        tags = tuple(step.tag for step in others)
        steps = () if tags == _TAGS_TO_CELL else _NEXT_ROW if tags == _TAGS_TO_ROW else steps
    cell = text if isinstance(piece.cell, str) else replace(piece.cell, text=text)
    if isinstance(cell, str) and piece.is_sure and not (piece.linked or steps):
        return cell
    return replace(piece, cell=cell, steps=steps)


def _cut_piece(markup: str) -> CellMarkup:
    """A piece whose text is not read but stands as markup behind the first of the steps.

    So long ones are left; the text of those in a table of data is read when that is known.
    """
    attributes, *_ = markup.partition(">")
    if attributes[:1] not in ("", " ", "/") or markup.count("<") + 1 != markup.count(">"):
        raise OddNameError
    cell: Span | str = ""
    if "span=" in attributes:
        told = read_attributes(attributes)
        cell = Span("", read_whole(told.get("rowspan"), 1), read_whole(told.get("colspan"), 1) or 1)
    steps = _list_steps(f"{_CELL}{markup}")
    return CellMarkup(cell, _count_linked(steps[0].behind), steps, not asks_for_look(markup))


def _count_linked(markup: str) -> int:
    """How many signs stand in links."""
    links = _LINK.findall(markup) if "<a " in markup else ()
    return sum(len(read_lines(text)) for attributes, text in links if "href" in read_attributes(attributes))


def read_captions(table: PageTable) -> list[str]:
    """What stands over or under a table and is part of it."""
    return [read_lines(caption) for markup in table.loose for caption in _CAPTION.findall(markup)]


def _list_steps(markup: str) -> tuple[Step, ...]:
    """The tags that build tables, one after another; an empty one (``<tr/>``) counts as two."""
    found = [*_STRUCTURE.finditer(markup)]
    ends = [*[match.start() for match in found[1:]], len(markup)]
    steps: list[Step] = []
    for match, end in zip(found, ends, strict=False):  # without any the end is too much
        slash, tag, attributes = match.groups()
        behind = markup[match.end() : end]
        place = match.start(), match.end()
        if attributes.endswith("/"):
            steps.append(Step(tag, "", *place))
            slash = "/"
        steps.append(Step(slash + tag, "" if behind.isspace() else behind, *place))
    return tuple(steps)


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
        table.rows[row][number] = text if isinstance(cell, str) else replace(cell, text=text)
    table.added.clear()


def _list_texts(inner: PageTable | str) -> list[str]:
    """The texts of a table inside a cell, cell by cell, or of other markup."""
    if isinstance(inner, str):
        return [read_lines(part_sizes("", inner))]
    _join_inner(inner)
    return [*map(read_lines, inner.loose), *(get_text(cell) for row in inner.rows for cell in row)]


def _end_with_group(table: PageTable) -> None:
    """Ends every rowspan with its row group, as browsers do; a table of one group needs nothing."""
    if len(table.groups) > 1:
        for start, end in pairwise((*table.groups, len(table.rows))):
            _end_by(table.rows[start:end])


def _end_by(rows: Rows) -> None:
    for number, row in enumerate(rows):
        left = len(rows) - number
        row[:] = [
            cell if isinstance(cell, str) else replace(cell, rowspan=min(cell.rowspan or left, left)) for cell in row
        ]
