"""Word tables as spans at exact grid places, and the printed lines of a cell or paragraph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise

from lxml import etree

from extractors.formats.decode import tidy_line
from extractors.formats.docx.numbering import VAL, W
from extractors.grids.grid import Place

_P, _T, _TBL, _TR, _TC = f"{W}p", f"{W}t", f"{W}tbl", f"{W}tr", f"{W}tc"
_GRID_SPAN, _V_MERGE, _GRID_BEFORE = f"{W}gridSpan", f"{W}vMerge", f"{W}gridBefore"
_FRAMES = frozenset((_TC, _TR, _GRID_SPAN, _V_MERGE, _GRID_BEFORE))
"""What a table has besides print: its cells and rows, and the few words about spans."""
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_CELL = "\0"
"""Where a cell begins in the text of a table: no XML can hold it."""
_RARELY_PRINTED = (_MATH, f"{W}sym", *_SIGNS)

_SHORT = 64
"""Signs; hardly a label of the form is longer."""

_KEPT_SHAPES = 128
_KEPT_CELLS = 2_048
"""Cells and rows of a table whose places are kept; those of the form have 50 to 400."""

LAYOUT_CELLS = 6
LAYOUT_SIGNS = 200
"""A table of no more cells, one of which has more signs, is a piece of the page."""
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
    few = [*islice(table.iter(_TC), LAYOUT_CELLS + 1)]
    if len(few) <= 1:
        return True
    return len(few) <= LAYOUT_CELLS and any(_count_signs(cell) > LAYOUT_SIGNS for cell in few)


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
        pieces = [*paragraph.iter(*self.printed)]
        if leave_out:
            skipped = {inner for box in leave_out for inner in box.iter(*self.printed)}
            pieces = [piece for piece in pieces if piece not in skipped]
        return split_lines([self._print(piece, piece.tag) for piece in pieces])

    def _print(self, piece: etree._Element, tag: str) -> str:
        if tag in (_T, _MATH):
            return piece.text or ""
        if tag == _P:
            return "\n" + self.labels.get(piece, "")
        return _SIGNS[tag] if tag in _SIGNS else _read_symbol(piece)

    def iter_cells(self, table: etree._Element) -> Iterator[etree._Element]:
        """The table's own cells in reading order, without those of tables inside them."""
        return (cell for cell in table.iter(_TC) if next(cell.iterancestors(_TBL), None) is table)

    def read_grid(self, table: etree._Element) -> "CellSequence":
        """Rows, cells, their spans and text; a table inside a cell gives its text.

        It is one walk over the table: asking cell by cell takes twice as long.
        """
        inner = {piece for other in table.iterdescendants(_TBL) for piece in other.iter(*_FRAMES)}
        labels = self.labels
        grid = CellSequence()
        cells = 0
        parts: list[str] = []
        for piece in table.iter(*_FRAMES, *self.printed):
            tag = piece.tag
            if tag == _T:  # the commonest first: a cell is one paragraph with one text
                parts.append(piece.text or "")
            elif tag == _P:
                parts.append("\n" + labels.get(piece, "") if labels else "\n")
            elif tag == _TC and piece not in inner:
                parts.append(_CELL)
                cells += 1
            elif tag not in _FRAMES:
                parts.append(self._print(piece, tag))
            elif piece in inner:
                parts.append("\n")
            elif tag == _TR:
                grid.starts.append(cells)
            else:
                grid.note(tag, piece.get(VAL), cells - 1)
        grid.raws = "".join(parts).split(_CELL)[1:]
        return grid


@dataclass(slots=True)
class CellSequence:
    """The cells of a table one after the other, and where rows begin among them, as the file states them."""

    raws: list[str] = field(default_factory=list)
    """The text of every cell as it stands in the file."""
    starts: list[int] = field(default_factory=list)
    """Number of the first cell of every row."""
    widths: dict[int, int] = field(default_factory=dict)
    """Columns that a cell takes, for those that take several."""
    merges: dict[int, bool] = field(default_factory=dict)
    """Whether a cell goes on from above or begins, for those that are merged downwards."""
    before: dict[int, int] = field(default_factory=dict)
    """Columns that a row leaves out in front of its first cell, for those that do."""

    def note(self, tag: str, value: str | None, cell: int) -> None:
        """Takes in a word on spans; it speaks of the last row or the last cell, in whose properties it stands."""
        if tag == _GRID_SPAN:
            self.widths[cell] = read_span(value)
        elif tag == _V_MERGE:
            self.merges[cell] = goes_on_from_above(value)
        else:
            self.before[len(self.starts) - 1] = read_span(value, 0)

    def describe(self) -> "_Shape":
        """All but the words."""
        starts = (*self.starts, len(self.raws))
        return _Shape(starts, tuple(self.widths.items()), tuple(self.merges.items()), tuple(self.before.items()))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What places the cells of a table: a grid without its words, fit for the key of a cache."""

    starts: tuple[int, ...]
    """Number of the first cell of every row, and last of all how many cells there are."""
    widths: tuple[tuple[int, int], ...]
    merges: tuple[tuple[int, bool], ...]
    before: tuple[tuple[int, int], ...]


def place_cells(grid: CellSequence) -> tuple[list[str], Sequence[Place]]:
    """The texts of the cells that stand for themselves, and their places."""
    shape = grid.describe()
    is_large = len(grid.raws) + len(grid.starts) > _KEPT_CELLS
    cells, places = _place_cells(shape) if is_large else _recall_places(shape)
    return [_join_lines(grid.raws[cell]) for cell in cells], places


def split_lines(parts: Sequence[str]) -> list[str]:
    """The printed lines of a text that comes in parts."""
    return [line for line in map(tidy_line, "".join(parts).split("\n")) if line]


def _join_lines(raw: str) -> str:
    """The text of a cell; most have one word or number in one paragraph."""
    text = raw.strip("\n")
    if text.isalnum():
        return text
    return _join_short(text) if len(text) <= _SHORT else "\n".join(split_lines((text,)))


@lru_cache(4096)
def _join_short(text: str) -> str:
    """The same for a label or a value: all reports print the same labels, and most of their values are a few."""
    return "\n".join(split_lines((text,)))


def _place_cells(shape: _Shape) -> tuple[tuple[int, ...], tuple[Place, ...]]:
    """Which cells stand for themselves and do not go on from above, and the grid place of each."""
    widths, merges, before = dict(shape.widths), dict(shape.merges), dict(shape.before)
    cells: list[int] = []
    places: list[Place] = []
    above: dict[int, int] = {}
    for number, (start, behind) in enumerate(pairwise(shape.starts)):
        column = before.get(number, 0)
        below: dict[int, int] = {}
        for cell in range(start, behind):
            width, goes_on = widths.get(cell, 1), merges.get(cell)
            place = above.get(column) if goes_on else None
            if place is None or places[place][1] != width:
                place = len(places)
                cells.append(cell)
                places.append((0, width, number, column))
            rowspan, _, top, left = places[place]
            places[place] = (rowspan + 1, width, top, left)
            if goes_on is not None:
                below[column] = place
            column += width
        above = below
    return tuple(cells), tuple(places)


_recall_places = lru_cache(_KEPT_SHAPES)(_place_cells)
"""The same for a table that may be in every report: all print the same form."""


def goes_on_from_above(merge: str | None) -> bool:
    """Whether a cell that is merged downwards does not begin here; without a value it does not."""
    return merge is None or merge == "continue"


@lru_cache(256)
def read_span(value: str | None, least: int = 1) -> int:
    """A number of columns; anything unheard of is the least."""
    value = value or ""
    return min(max(int(value), least), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else least


def _read_symbol(piece: etree._Element) -> str:
    code = piece.get(f"{W}char", "")
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isprintable() or "\ue000" <= sign <= "\uf8ff" else ""
