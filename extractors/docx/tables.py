"""Word tables as spans at exact grid places, and the printed lines of a cell or paragraph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import etree

from extractors.decode import tidy_line
from extractors.docx.numbering import VAL, W
from extractors.grid import Place

_P, _T, _TBL, _TR, _TC = f"{W}p", f"{W}t", f"{W}tbl", f"{W}tr", f"{W}tc"
_GRID_SPAN, _V_MERGE, _GRID_BEFORE = f"{W}gridSpan", f"{W}vMerge", f"{W}gridBefore"
_FRAMES = (_TC, _TR)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_CELL = "\0"
"""Where a cell begins in the text of a table: no XML can hold it."""
_RARELY_PRINTED = (_MATH, f"{W}sym", *_SIGNS)

_SHORT = 64
"""Signs; hardly a label of the form is longer."""

_LAYOUT_CELLS = 6
_LAYOUT_SIGNS = 200
_MIN_DATA_CELLS = 30
_NESTED_SHARE = 0.1
_MAX_SPAN = 1_000


def is_layout(table: etree._Element) -> bool:
    """True when the cells hold pieces of the page and not data: other tables, one cell only, or few with much text."""
    nested = sum(1 for _ in table.iterdescendants(_TBL))
    if nested:
        cells = sum(1 for _ in table.iter(_TC))
        inside = sum(1 for inner in table.iterdescendants(_TBL) for _ in inner.iter(_TC))
        return cells - inside < _MIN_DATA_CELLS or nested > _NESTED_SHARE * cells
    few = [*islice(table.iter(_TC), _LAYOUT_CELLS + 1)]
    if len(few) <= 1:
        return True
    return len(few) <= _LAYOUT_CELLS and any(_count_signs(cell) > _LAYOUT_SIGNS for cell in few)


def _count_signs(cell: etree._Element) -> int:
    return sum(len(text.text or "") for text in cell.iter(_T))


def find_printed(body: etree._Element) -> tuple[str, ...]:
    """The elements to look for in paragraphs and cells: texts, and of the rare signs those that the document has."""
    return (_P, _T, *{str(element.tag) for element in body.iter(*_RARELY_PRINTED)})


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads tables and lines of one document."""

    labels: Mapping[etree._Element, str]
    """The automatic number of each numbered paragraph."""
    printed: tuple[str, ...]
    """The elements with printed signs that the document has; see ``find_printed``."""

    def read_lines(self, paragraph: etree._Element, leave_out: Sequence[etree._Element] = ()) -> list[str]:
        """The printed lines of a paragraph, without those inside the elements left out."""
        skipped = {inner for box in leave_out for inner in box.iter(*self.printed)}
        parts: list[str] = []
        for piece in paragraph.iter(*self.printed):
            if not skipped or piece not in skipped:
                parts.append(piece.text or "" if piece.tag == _T else self._print(piece, piece.tag))
        return _split_lines(parts)

    def _print(self, piece: etree._Element, tag: str) -> str:
        if tag == _P:
            return "\n" + self.labels.get(piece, "")
        if tag in (_T, _MATH):
            return piece.text or ""
        return _SIGNS[tag] if tag in _SIGNS else _read_symbol(piece)

    def iter_cells(self, table: etree._Element) -> Iterator[etree._Element]:
        """The table's own cells in reading order, without those of tables inside them."""
        return (cell for cell in table.iter(_TC) if next(cell.iterancestors(_TBL), None) is table)

    def read_cells(self, table: etree._Element) -> tuple[list[str], list[Place], int]:
        """The texts of the cells, their grid places, and the number of rows; a table inside a cell gives its text."""
        marks = _read_marks(table)
        rows = self._read_rows(table)
        texts: list[str] = []
        places: list[Place] = []
        chains: dict[int, int] = {}
        for number, row in enumerate(rows):
            chains = _place_row(row, number, marks, chains, texts, places)
        return texts, places, len(rows)

    def _read_rows(self, table: etree._Element) -> list["_Row"]:
        """Rows, cells and their text, in one walk over the table: asking cell by cell takes twice as long."""
        is_nesting, labels = next(table.iterdescendants(_TBL), None) is not None, self.labels
        rows: list[_Row] = []
        parts: list[str] = []
        for piece in table.iter(_TR, _TC, *self.printed):
            tag = piece.tag
            if tag == _T:  # the commonest first: a cell is one paragraph with one text
                parts.append(piece.text or "")
            elif tag == _P:
                parts.append("\n" + labels.get(piece, "") if labels else "\n")
            elif tag not in _FRAMES:
                parts.append(self._print(piece, tag))
            elif is_nesting and next(piece.iterancestors(_TBL), None) is not table:
                parts.append("\n")
            elif tag == _TR:
                rows.append(_Row(piece))
            elif rows:
                parts.append(_CELL)
                rows[-1].cells.append(piece)
        texts = islice("".join(parts).split(_CELL), 1, None)
        for row in rows:
            row.texts = [*islice(texts, len(row.cells))]
        return rows


@dataclass(slots=True)
class _Row:
    """A row with its cells and their raw texts."""

    element: etree._Element
    cells: list[etree._Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def _split_lines(parts: Sequence[str]) -> list[str]:
    return [line for line in map(tidy_line, "".join(parts).split("\n")) if line]


def _join_lines(raw: str) -> str:
    """The text of a cell; most have one word or number in one paragraph."""
    text = raw.strip("\n")
    if text.isalnum():
        return text
    return _join_short(text) if len(text) <= _SHORT else "\n".join(_split_lines((text,)))


@lru_cache(4096)
def _join_short(text: str) -> str:
    """The same for a label or a value: all reports print the same labels, and most of their values are a few."""
    return "\n".join(_split_lines((text,)))


def _place_row(
    row: _Row, number: int, marks: "_Marks", above: Mapping[int, int], texts: list[str], places: list[Place]
) -> dict[int, int]:
    """Adds the cells that begin in a row; gives, by column, which of all cells are open below it."""
    column = marks.before.get(row.element, 0)
    widths, merges = marks.widths, marks.merges
    chains: dict[int, int] = {}
    for cell, raw in zip(row.cells, row.texts, strict=True):
        width = widths.get(cell, 1)
        merge = merges.get(cell)
        first = above.get(column) if merge == "continue" else None
        if first is not None and places[first][1] == width:
            rowspan, _, top, left = places[first]
            places[first] = (rowspan + 1, width, top, left)
        else:
            first = len(places)
            texts.append(_join_lines(raw))
            places.append((1, width, number, column))
        if merge is not None:
            chains[column] = first
        column += width
    return chains


@dataclass(frozen=True, slots=True)
class _Marks:
    """The few cells and rows of a table that say something about spans, so that the many others are not asked."""

    widths: dict[etree._Element, int]
    merges: dict[etree._Element, str]
    before: dict[etree._Element, int]


def _read_marks(table: etree._Element) -> _Marks:
    marks = _Marks({}, {}, {})
    for mark in table.iter(_GRID_SPAN, _V_MERGE, _GRID_BEFORE):
        tag, owner = mark.tag, _get_owner(mark)
        if tag == _GRID_SPAN:
            marks.widths[owner] = _read_span(mark)
        elif tag == _V_MERGE:
            marks.merges[owner] = mark.get(VAL, "continue")
        else:
            marks.before[owner] = _read_span(mark, 0)
    return marks


def _get_owner(mark: etree._Element) -> etree._Element:
    """The cell or row that a mark in its properties speaks of."""
    properties = mark.getparent()
    owner = None if properties is None else properties.getparent()
    return mark if owner is None else owner


def _read_span(mark: etree._Element, least: int = 1) -> int:
    value = mark.get(VAL, "")
    return min(max(int(value), least), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else least


def _read_symbol(piece: etree._Element) -> str:
    code = piece.get(f"{W}char", "")
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isprintable() or "\ue000" <= sign <= "\uf8ff" else ""
