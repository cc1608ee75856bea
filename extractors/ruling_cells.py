"""Lattice + runs -> table pieces: which text stands in which cell, also where it overflows the cell."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.document import Layout
from extractors.ruling_marks import Glyph, Lattice, LatticeCell
from extractors.ruling_text import Run, cell_text

NUMERIC = frozenset("0123456789０１２３４５６７８９.,．，/／-—－–+＋%％")
STRADDLE = 0.3
"""Share of its width by which a glyph must reach over a wall to stand on it."""
FULL = 2.2
"""Widths of type that may be free at the end of a line that was broken because the cell is narrow."""
SPILL = 24.0
"""Points by which text may run over the lower end of a table that a page break left open: browsers cut rules first."""
PITCH = 1.6
"""Line pitch, in heights of type, up to which stacked runs are lines of one text."""


@dataclass(slots=True)
class PieceCell:
    """One printed cell of a piece of a table."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    box: tuple[float, float, float, float]
    page: int
    local: tuple[int, int]
    """Row and column in the piece, before pieces are joined."""
    doubt: str = ""
    is_full: bool = False
    """True when the last line runs to the right wall, so that the text may go on elsewhere."""
    piece: int = 0
    """Which piece of a joined table it came from, from 0."""


@dataclass(slots=True)
class Piece:
    """A table, or what one page shows of it."""

    page: int
    xs: list[float]
    rows: int
    cells: list[PieceCell]
    box: tuple[float, float, float, float]
    open_top: bool = False
    open_bottom: bool = False
    runs: list[Run] = field(default_factory=list)
    """The runs of a piece that has one cell and may be a mere frame."""
    pages: list[int] = field(default_factory=list)
    """All pages of a joined table."""
    layout: Layout = "grid"
    blank_doubt: str = ""
    """Doubt of the cells without text, where numbers may have gone to another row."""

    @property
    def is_frame(self) -> bool:
        """A box around text, unless a table goes on into it."""
        return len(self.cells) == 1


@dataclass(slots=True)
class _Slot:
    """A cell while it is being filled."""

    place: LatticeCell
    runs: list[Run] = field(default_factory=list)
    doubt: str = ""


class _Filling:
    """One lattice with a slot for each cell."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.slots = [_Slot(cell) for cell in lattice.cells]
        columns = len(lattice.xs) - 1
        self.owner: list[list[_Slot | None]] = [[None] * columns for _ in range(len(lattice.ys) - 1)]
        for slot in self.slots:
            cell = slot.place
            for row in range(cell.row, cell.row + cell.rowspan):
                self.owner[row][cell.column : cell.column + cell.colspan] = [slot] * cell.colspan
        self.by_run: dict[int, _Slot] = {}

    @property
    def area(self) -> float:
        xs, ys = self.lattice.xs, self.lattice.ys
        return (xs[-1] - xs[0]) * (ys[-1] - ys[0])

    def slot_at(self, x: float, y: float) -> _Slot | None:
        """The slot that encloses a point."""
        xs, ys = self.lattice.xs, self.lattice.ys
        bottom = ys[-1] + SPILL if self.lattice.open_bottom else ys[-1]
        if not (xs[0] <= x <= xs[-1] and ys[0] <= y <= bottom):
            return None
        row = min(bisect_right(ys, y), len(ys) - 1) - 1
        return self.owner[row][min(bisect_right(xs, x), len(xs) - 1) - 1]

    def put(self, run: Run, slot: _Slot) -> None:
        slot.runs.append(run)
        self.by_run[run.order] = slot

    def take(self, run: Run) -> bool:
        """Put the run where it belongs; False when it stands outside."""
        y = run.middle
        if len(run.glyphs) == 1:
            slot = self.slot_at(run.center, y)
            if slot is not None:
                self.put(run, slot)
            return slot is not None
        first, last = run.glyphs[0], run.glyphs[-1]
        start = self.slot_at((first.left + first.right) / 2, y)
        end = self.slot_at((last.left + last.right) / 2, y)
        if start is None and end is None:
            return False
        if start is end and start is not None:
            self.put(run, start)
        else:
            self._take_crossing(run, [self.slot_at((g.left + g.right) / 2, y) for g in run.glyphs])
        return True

    def _take_crossing(self, run: Run, seats: list[_Slot | None]) -> None:
        """A run that stands in several cells: parted where a wall falls between glyphs, else left to its owner."""
        slots = list({id(seat): seat for seat in seats if seat is not None}.values())
        owner = max(slots, key=lambda slot: sum(seat is slot for seat in seats))
        parts = _part_at_walls(run, seats)
        if parts is None:
            self.put(run, owner)
            is_unsure = any(glyph.text in NUMERIC for glyph in run.glyphs)
        else:
            for seat, glyphs in parts:
                self.put(part_run(run, glyphs), owner if seat is None else seat)
            is_unsure = _is_numeric_at_a_wall(parts)
        if is_unsure:
            for slot in slots:
                slot.doubt = "overflow"

    def mend_overflow(self, runs: Sequence[Run]) -> None:
        """Give a text that runs out of its cell downwards, into a cell with numbers, back to the cell it began in."""
        for last, run in pairwise(runs):
            above, below = self.by_run.get(last.order), self.by_run.get(run.order)
            if above is None or below is None or above is below:
                continue
            if _continues(last, run) and _has_number_beside(below, run) and _is_above(above.place, below.place):
                below.runs.remove(run)
                self.put(run, above)

    def piece(self, page: int) -> Piece:
        """The filled piece."""
        lattice = self.lattice
        cells = [_fill(slot, page) for slot in self.slots]
        runs = self.slots[0].runs if len(self.slots) == 1 else []
        box = lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1]
        return Piece(
            page, list(lattice.xs), len(lattice.ys) - 1, cells, box, lattice.open_top, lattice.open_bottom, runs, [page]
        )


def _part_at_walls(run: Run, seats: list[_Slot | None]) -> list[tuple[_Slot | None, list[Glyph]]] | None:
    """The glyphs of the run by cell, or None where a glyph stands on a wall or a word goes on over it."""
    parts: list[tuple[_Slot | None, list[Glyph]]] = []
    for glyph, seat in zip(run.glyphs, seats, strict=True):
        if parts and parts[-1][0] is seat:
            parts[-1][1].append(glyph)
            continue
        if parts and not _is_parted(parts[-1][1][-1], glyph, parts[-1][0] or seat):
            return None
        parts.append((seat, [glyph]))
    return parts


def _is_parted(last: Glyph, glyph: Glyph, slot: _Slot | None) -> bool:
    """Whether a wall of the slot falls between the two glyphs, and at least one of them is part of a number."""
    if slot is None or not (last.text in NUMERIC or glyph.text in NUMERIC):
        return False
    wall = slot.place.right if slot.place.left <= last.left else slot.place.left
    over = last.right - wall <= STRADDLE * (last.right - last.left)
    return over and wall - glyph.left <= STRADDLE * (glyph.right - glyph.left)


def _is_numeric_at_a_wall(parts: list[tuple[_Slot | None, list[Glyph]]]) -> bool:
    return any(one[-1].text in NUMERIC and other[0].text in NUMERIC for (_, one), (_, other) in pairwise(parts))


def part_run(run: Run, glyphs: list[Glyph]) -> Run:
    """A run of some of the glyphs."""
    return Run(
        "".join(glyph.text for glyph in glyphs),
        glyphs[0].left,
        min(glyph.top for glyph in glyphs),
        glyphs[-1].right,
        max(glyph.bottom for glyph in glyphs),
        glyphs,
        run.order,
        run.has_blank_before,
    )


def is_number(text: str) -> bool:
    """Whether every character is one that values are printed with."""
    return NUMERIC.issuperset(text)


def _continues(last: Run, run: Run) -> bool:
    """Whether the run is the next line of the same words: right below, over the same columns, no digit in either."""
    height = max(last.height, run.height)
    is_below = 0.5 * height < run.middle - last.middle < PITCH * height
    overlaps = min(last.right, run.right) - max(last.left, run.left) > 0.5 * min(
        last.right - last.left, run.right - run.left
    )
    return is_below and overlaps and NUMERIC.isdisjoint(last.text + run.text)


def _has_number_beside(slot: _Slot, run: Run) -> bool:
    return any(other is not run and is_number(other.text) for other in slot.runs)


def _is_above(upper: LatticeCell, lower: LatticeCell) -> bool:
    return upper.row + upper.rowspan <= lower.row and (
        max(upper.column, lower.column) < min(upper.column + upper.colspan, lower.column + lower.colspan)
    )


def _fill(slot: _Slot, page: int) -> PieceCell:
    place, runs = slot.place, slot.runs
    is_full = False
    if runs:
        last = max(runs, key=lambda run: (run.top, run.right))
        is_full = place.right - last.right < FULL * last.height
    return PieceCell(
        place.row,
        place.column,
        place.rowspan,
        place.colspan,
        cell_text(runs),
        (place.left, place.top, place.right, place.bottom),
        page,
        (place.row, place.column),
        slot.doubt,
        is_full,
    )


def fill_lattices(lattices: Sequence[Lattice], runs: Sequence[Run], page: int) -> tuple[list[Piece], list[Run]]:
    """The tables with their text, and the runs that stand outside; a run goes to the innermost table around it.

    Tables without any text (drawings, frames of pictures) are left out.
    """
    fillings = sorted((_Filling(lattice) for lattice in lattices), key=lambda filling: filling.area)
    free = [run for run in runs if not any(filling.take(run) for filling in fillings)]
    pieces: list[Piece] = []
    for filling in fillings:
        filling.mend_overflow(runs)
        if any(slot.runs for slot in filling.slots):
            pieces.append(filling.piece(page))
    return sorted(pieces, key=lambda piece: (piece.box[1], piece.box[0])), free
