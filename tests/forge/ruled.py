"""Where the rows, rules and glyphs of a table go on a page; distances in points from the top left corner."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth

from forge.grid import GridCell, GridTable
from forge.look import Look

_NUMBER_OR_SIGN = re.compile(r"[0-9.%-]+|.", re.DOTALL)
Edge = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Widths of one font at one size."""

    font: str
    size: float

    def width(self, text: str) -> float:
        """Width of a line of text."""
        return float(stringWidth(text, self.font, self.size))

    def wrap(self, text: str, room: float, *, keep_numbers: bool = False) -> list[str]:
        """The text in lines that fit, broken anywhere, also between digits unless numbers are to be kept whole."""
        lines, line = [], ""
        for sign in _NUMBER_OR_SIGN.findall(text) if keep_numbers else text:
            if line and self.width(line + sign) > room:
                lines.append(line)
                line = ""
            line += sign
        return [*lines, line] if line else lines or [""]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A row, or some of its text lines, placed on a page."""

    row: int
    first_slot: int
    end_slot: int
    top: float
    bottom: float
    is_start: bool
    is_end: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A table with its columns measured and its texts wrapped."""

    table: GridTable
    metrics: Metrics
    edges: tuple[float, ...]
    """Left edge of every column, and the right edge of the last, from the left edge of the table."""
    lines: dict[tuple[int, int], list[str]]
    """Wrapped text of each cell, by its (row, column)."""
    slots: tuple[int, ...]
    """How many text lines each row is high."""
    padding: float = 2.0
    drawn: dict[tuple[int, int], int] = field(default_factory=dict)
    """How many lines of each cell over several rows stand on pages already drawn."""

    @property
    def leading(self) -> float:
        """Distance of two text lines."""
        return self.metrics.size * 1.25

    def height(self, row: int) -> float:
        """Height of a whole row."""
        return self.slots[row] * self.leading + 2 * self.padding

    def whole(self, row: int, top: float) -> Fragment:
        """The whole row, placed."""
        return Fragment(row, 0, self.slots[row], top, top + self.height(row), True, True)

    def part(self, row: int, first: int, end: int, top: float) -> Fragment:
        """Some text lines of a row, placed."""
        is_start, is_end = first == 0, end == self.slots[row]
        height = (end - first) * self.leading + self.padding * (is_start + is_end)
        return Fragment(row, first, end, top, top + height, is_start, is_end)


def plan_table(table: GridTable, metrics: Metrics, width: float, *, overflow_heads: bool = False) -> Plan:
    """The table laid out to the given width; heads that may overflow claim a line less than they need."""
    total = sum(table.weights)
    edges = [0.0]
    for weight in table.weights:
        edges.append(edges[-1] + width * weight / total)
    lines = {}
    for cell in table.cells:
        room = edges[cell.column + cell.colspan] - edges[cell.column] - 4
        lines[cell.row, cell.column] = [part for text in cell.text.split("\n") for part in metrics.wrap(text, room)]
    return Plan(table, metrics, tuple(edges), lines, _count_slots(table, lines, overflow_heads))


def _count_slots(table: GridTable, lines: dict[tuple[int, int], list[str]], overflow_heads: bool) -> tuple[int, ...]:
    slots = [1] * table.row_count
    for cell in sorted(table.cells, key=lambda c: c.rowspan):
        count = len(lines[cell.row, cell.column])
        if overflow_heads and cell.kind == "head" and count > 2:
            count -= 1
        need = count - sum(slots[cell.row : cell.row + cell.rowspan])
        if need > 0:
            slots[cell.row + cell.rowspan - 1] += need
    return tuple(slots)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be drawn of a table on one page."""

    plan: Plan
    fragments: list[Fragment]
    left: float
    look: Look
    is_last: bool

    def texts(self) -> Iterator[tuple[str, float, float]]:
        """Every line of text with its left end and baseline."""
        for cell in self._cells():
            yield from self._place_text(cell)

    def shades(self) -> Iterator[Edge]:
        """The boxes of shaded heads."""
        if self.look.shaded_heads:
            yield from (self._box(cell) for cell in self._cells() if cell.kind == "head")

    def edges(self) -> Iterator[Edge]:
        """Rules around cells, as (left, top, right, bottom) with no thickness; none at an open page break."""
        edges = {edge for cell in self._cells() for edge in self._frame(cell)}
        if self.look.rules == "edges":
            yield from sorted(edges)
            return
        yield from _join(sorted(e for e in edges if e[1] == e[3]), 0)
        yield from _join(sorted(e for e in edges if e[0] == e[2]), 1)

    def _cells(self) -> list[GridCell]:
        rows = {fragment.row for fragment in self.fragments}
        return [cell for cell in self.plan.table.cells if rows & set(range(cell.row, cell.row + cell.rowspan))]

    def _fragments_of(self, cell: GridCell) -> list[Fragment]:
        return [f for f in self.fragments if cell.row <= f.row < cell.row + cell.rowspan]

    def _box(self, cell: GridCell) -> Edge:
        fragments = self._fragments_of(cell)
        left = self.left + self.plan.edges[cell.column]
        right = self.left + self.plan.edges[cell.column + cell.colspan]
        return (left, fragments[0].top, right, fragments[-1].bottom)

    def _frame(self, cell: GridCell) -> Iterator[Edge]:
        left, top, right, bottom = self._box(cell)
        yield (left, top, left, bottom)
        yield (right, top, right, bottom)
        first, last = self.fragments[0], self.fragments[-1]
        if top > first.top or not self._is_open(first, at_top=True):
            yield (left, top, right, top)
        if bottom < last.bottom or not self._is_open(last, at_top=False):
            yield (left, bottom, right, bottom)

    def _is_open(self, fragment: Fragment, *, at_top: bool) -> bool:
        """True where the page cuts the table and draws no rule."""
        if not self.look.open_break:
            return False
        return fragment.row > 0 if at_top else not self.is_last

    def _place_text(self, cell: GridCell) -> Iterator[tuple[str, float, float]]:
        lines = self.plan.lines[cell.row, cell.column]
        fragments = self._fragments_of(cell)
        if cell.rowspan > 1:
            yield from self._place_spanning(cell, lines, fragments)
            return
        start = (self.plan.slots[cell.row] - len(lines)) // 2
        if start < 0:
            yield from self._run_over(cell, lines, fragments[0].top)
            return
        for fragment in fragments:
            for slot in range(fragment.first_slot, fragment.end_slot):
                if 0 <= slot - start < len(lines):
                    top = fragment.top + self.plan.padding * fragment.is_start
                    y = top + (slot - fragment.first_slot) * self.plan.leading
                    yield self._centre(cell, lines[slot - start], y)

    def _place_spanning(
        self, cell: GridCell, lines: list[str], fragments: list[Fragment]
    ) -> Iterator[tuple[str, float, float]]:
        """A cell over several rows: lines that do not fit on its first page go on below the page break."""
        key = (cell.row, cell.column)
        drawn = self.plan.drawn
        begins_here = fragments[0].row == cell.row and fragments[0].is_start
        if begins_here or (self.look.repeat_side and drawn.get(key, 0) >= len(lines)):
            drawn[key] = 0
        left = lines[drawn.get(key, 0) :]
        room = fragments[-1].bottom - fragments[0].top
        fitting = left if self.look.overflow_heads else left[: max(1, int(room // self.plan.leading))]
        drawn[key] = drawn.get(key, 0) + len(fitting)
        top = fragments[0].top + max(0.0, (room - len(fitting) * self.plan.leading) / 2)
        for number, line in enumerate(fitting):
            yield self._centre(cell, line, top + number * self.plan.leading)

    def _run_over(self, cell: GridCell, lines: list[str], top: float) -> Iterator[tuple[str, float, float]]:
        """More lines than the row is high: they run on below it."""
        for number, line in enumerate(lines):
            yield self._centre(cell, line, top + self.plan.padding + number * self.plan.leading)

    def _centre(self, cell: GridCell, text: str, top: float) -> tuple[str, float, float]:
        left, _, right, _ = self._box(cell)
        indent = (right - left - self.plan.metrics.width(text)) / 2
        return (text, left + max(1.0, indent), top + self.plan.metrics.size)


def _join(edges: list[Edge], axis: int) -> Iterator[Edge]:
    """Pieces of one straight line joined where they touch; ``axis`` 0 for horizontal ones."""
    lines: dict[float, list[tuple[float, float]]] = {}
    for edge in edges:
        lines.setdefault(edge[1 - axis], []).append((edge[axis], edge[axis + 2]))
    for place, pieces in sorted(lines.items()):
        for start, end in _merge(sorted(pieces)):
            yield (start, place, end, place) if axis == 0 else (place, start, place, end)


def _merge(pieces: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in pieces:
        if merged and start <= merged[-1][1] + 0.01:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
