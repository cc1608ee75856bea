"""Lattice + runs -> table pieces: which text stands in which cell, also where it overflows the cell."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors.grids.ruling.doubts import (
    Levels,
    find_drawn,
    find_signed,
    find_slipped,
    has_digit,
    judge_overprint,
    list_strokes,
)
from extractors.grids.ruling.marks import UNREAD, Lattice, LatticeCell, Mark, RuleLine
from extractors.grids.ruling.numbers_on_rules import ASTRIDE, find_astride, find_inside
from extractors.grids.ruling.shifted import find_shifted
from extractors.grids.ruling.text import NUMERIC, GlyphRun, cell_text, drop_unread, is_number, is_stacked
from extractors.grids.ruling.unparted import are_unparted
from extractors.model.document import Layout

STRADDLE = 0.3
"""Share of its width by which a glyph must reach over a wall to stand on it."""
FULL = 2.2
"""Widths of type that may be free at the end of a line that was broken because the cell is narrow."""
UNEVEN = 0.04
"""Share of the usual step from digit to digit by which another step shows that two numbers meet."""
WIDER = 0.1
"""Heights of type by which the gap between the words of two cells is wider than that between the signs of one."""
SPILL = 24.0
"""Points by which text may run over the lower end of a table that a page break left open: browsers cut rules first."""
BESIDE = 2.0
"""Heights of type between a table and a number that may have slipped out of its last column."""
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
class TablePiece:
    """A table, or what one page shows of it."""

    page: int
    xs: list[float]
    rows: int
    cells: list[PieceCell]
    box: tuple[float, float, float, float]
    open_top: bool = False
    open_bottom: bool = False
    runs: list[GlyphRun] = field(default_factory=list)
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


class _Filling:
    """One lattice, and the runs that stand in each of its cells."""

    def __init__(self, lattice: Lattice, *, is_exact: bool = False) -> None:
        self.lattice = lattice
        self.is_exact = is_exact
        self.runs: list[list[GlyphRun]] = [[] for _ in lattice.cells]
        self.doubts: dict[int, str] = {}
        self.beside: set[int] = set()
        """Cells of the last column beside which a number stands outside the table."""
        self.by_run: dict[int, int] = {}
        """The cell of each run, by the order of the run."""
        columns = len(lattice.xs) - 1
        self.owner: list[list[int | None]] = [[None] * columns for _ in range(len(lattice.ys) - 1)]
        """Number of the cell at each square."""
        for number, (row, column, rowspan, colspan, *_) in enumerate(lattice.cells):
            for squares in self.owner[row : row + rowspan]:
                squares[column : column + colspan] = [number] * colspan
        self.bottom = lattice.ys[-1] + (SPILL if lattice.open_bottom else 0.0)

    @property
    def area(self) -> float:
        xs, ys = self.lattice.xs, self.lattice.ys
        return (xs[-1] - xs[0]) * (ys[-1] - ys[0])

    def put(self, run: GlyphRun, cell: int) -> None:
        self.runs[cell].append(run)
        self.by_run[run.order] = cell

    def take(self, run: GlyphRun) -> bool:
        """Put the run where it belongs; False when it stands outside."""
        y, ys = (run.top + run.bottom) / 2, self.lattice.ys
        if not ys[0] <= y <= self.bottom:
            if self.is_exact and max(ys[0] - y, y - ys[-1]) < ASTRIDE * (run.bottom - run.top):
                self._doubt(find_inside(self.lattice, self.owner, run))
            return False
        level = min(bisect_right(ys, y), len(ys) - 1)
        squares = self.owner[level - 1]
        glyphs = run.glyphs
        start = self._find_seat(glyphs[0], squares)
        end = start if len(glyphs) == 1 else self._find_seat(glyphs[-1], squares)
        if start is not None and start == end:
            self.runs[start].append(run)
            self.by_run[run.order] = start
        elif start is None and end is None:
            if not (self.is_exact and self._add_cell(run, level - 1)):
                self._note_beside(run, squares)
                return False
        elif y > ys[-1]:
            return False  # a line below the table goes its own way
        else:
            self._take_crossing(run, [self._find_seat(glyph, squares) for glyph in glyphs])
        if min(y - ys[level - 1], ys[level] - y) < ASTRIDE * (run.bottom - run.top) and self.is_exact:
            self._doubt(find_astride(self.lattice, self.owner, run, self.by_run.get(run.order)))
        return True

    def _add_cell(self, run: GlyphRun, row: int) -> bool:
        """Whether a number stands in a square that rules close on the left and above only, and so gets a doubtful cell.

        So do numbers in the last corner of a table without outer rules.
        """
        xs, ys = self.lattice.xs, self.lattice.ys
        column = bisect_right(xs, run.center) - 1
        if not (row > 0 and 0 < column < len(xs) - 1 and is_number(run.text) and self.owner[row][column] is None):
            return False
        if self.owner[row][column - 1] is None or self.owner[row - 1][column] is None:
            return False
        number = len(self.runs)
        cell = LatticeCell(row, column, 1, 1, xs[column], ys[row], xs[column + 1], ys[row + 1])
        self.lattice = replace(self.lattice, cells=(*self.lattice.cells, cell))
        self.runs.append([])
        self.owner[row][column] = number
        self.doubts[number] = "overflow"
        self.put(run, number)
        return True

    def _note_beside(self, run: GlyphRun, squares: Sequence[int | None]) -> None:
        """Remember the last cell of a row beside which a number stands, outside the table."""
        if 0 <= run.left - self.lattice.xs[-1] < BESIDE * run.height and has_digit(run) and is_number(run.text):
            self.beside.update(seat for seat in squares[-1:] if seat is not None)

    def _doubt(self, cells: Iterable[int]) -> None:
        self.doubts.update(dict.fromkeys(cells, "astride"))

    def strike(self, run: GlyphRun) -> bool:
        """Doubt the cell in which the run was struck out; False when it stands outside."""
        y, ys = (run.top + run.bottom) / 2, self.lattice.ys
        if not ys[0] <= y <= self.bottom:
            return False
        squares = self.owner[min(bisect_right(ys, y), len(ys) - 1) - 1]
        seats = {seat for glyph in run.glyphs if (seat := self._find_seat(glyph, squares)) is not None}
        self.doubts.update(dict.fromkeys(seats, "struck"))
        return bool(seats)

    def _find_seat(self, glyph: Mark, squares: list[int | None]) -> int | None:
        """The cell in which the glyph stands, of those in its row."""
        x, xs = (glyph[1] + glyph[3]) / 2, self.lattice.xs
        if not xs[0] <= x <= xs[-1]:
            return None
        return squares[min(bisect_right(xs, x), len(xs) - 1) - 1]

    def _take_crossing(self, run: GlyphRun, seats: list[int | None]) -> None:
        """A run that stands in several cells: parted where a wall falls between glyphs, else left to its owner."""
        cells = list(dict.fromkeys(seat for seat in seats if seat is not None))
        owner = max(cells, key=seats.count)
        parts = self._part_at_walls(run, seats) or self._part_at_steps(run, cells)
        if parts is None:
            self.put(run, owner)
            is_unsure = any(glyph[0] in NUMERIC for glyph in run.glyphs)
        else:
            for seat, glyphs in parts:
                self.put(part_run(run, glyphs), owner if seat is None else seat)
            is_unsure = _is_numeric_at_a_wall(parts)
        if is_unsure:
            self.doubts.update(dict.fromkeys(cells, "overflow"))

    def _part_at_walls(self, run: GlyphRun, seats: list[int | None]) -> list[tuple[int | None, list[Mark]]] | None:
        """The glyphs of the run by cell, or None where a glyph stands on a wall or a word goes on over it."""
        parts: list[tuple[int | None, list[Mark]]] = []
        wide = _usual_gap(run.glyphs) + WIDER * run.height
        for glyph, seat in zip(run.glyphs, seats, strict=True):
            if parts and parts[-1][0] == seat:
                parts[-1][1].append(glyph)
                continue
            last = parts[-1] if parts else None
            if last and not self._is_parted(last[1][-1], glyph, seat if last[0] is None else last[0], wide):
                return None
            parts.append((seat, [glyph]))
        return parts

    def _part_at_steps(self, run: GlyphRun, cells: list[int]) -> list[tuple[int | None, list[Mark]]] | None:
        """The digits of several numbers that touch over walls, parted where a step from digit to digit is uneven.

        Digits are all of one width, and numbers are set in the middle of their cells: where two of them meet, the step
        is another. None where the steps do not tell as many numbers as there are cells.
        """
        if not all(glyph[0].isdigit() for glyph in run.glyphs) or len(run.glyphs) < 2 * len(cells):
            return None
        lefts = [glyph[1] for glyph in run.glyphs]
        steps = [after - before for before, after in pairwise(lefts)]
        usual = sorted(steps)[len(steps) // 2]
        cuts = [index for index, step in enumerate(steps, 1) if abs(step - usual) > UNEVEN * usual]
        if len(cuts) != len(cells) - 1:
            return None
        pieces = [run.glyphs[start:end] for start, end in pairwise([0, *cuts, len(lefts)])]
        own = [self.lattice.cells[cell] for cell in cells]
        middles = [(piece[0][1] + piece[-1][3]) / 2 for piece in pieces]
        is_seated = all(cell.left < middle < cell.right for cell, middle in zip(own, middles, strict=True))
        return list(zip(cells, pieces, strict=True)) if is_seated else None

    def _is_parted(self, last: Mark, glyph: Mark, seat: int | None, wide: float) -> bool:
        """Whether a wall of the cell falls between the two glyphs, and one of them is part of a number.

        Words may run over a wall: they are parted only where the gap at it is a ``wide`` one.
        """
        (text, left, _, right, _), (next_text, next_left, _, next_right, _) = last, glyph
        if seat is None or not (text in NUMERIC or next_text in NUMERIC or next_left - right >= wide):
            return False
        cell = self.lattice.cells[seat]
        wall = cell.right if cell.left <= left else cell.left
        return right - wall <= STRADDLE * (right - left) and wall - next_left <= STRADDLE * (next_right - next_left)

    def mend_overflow(self) -> None:
        """Give a text that runs out of its cell downwards, into a cell with numbers, back to the cell it began in."""
        for number, cell in enumerate(self.lattice.cells):
            if cell.row > 0 and len(self.runs[number]) > 1:
                for run in sorted(self.runs[number], key=lambda run: run.top):
                    self._move_up(number, cell, run)

    def _move_up(self, number: int, cell: LatticeCell, run: GlyphRun) -> None:
        # By place, not by the order of painting: pdfium tells the glyphs that stand on one line from left to right.
        above = self._find_cell_above(cell, run)
        if above is None or not self.runs[above]:
            return
        last = max(self.runs[above], key=lambda other: other.middle)
        if _continues(last, run) and _runs_over(last, run, self.runs[number], cell.top):
            self.runs[number].remove(run)
            self.put(run, above)

    def _find_cell_above(self, cell: LatticeCell, run: GlyphRun) -> int | None:
        column = min(bisect_right(self.lattice.xs, run.center), len(self.lattice.xs) - 1) - 1
        return self.owner[cell.row - 1][max(column, 0)]

    def doubt_by_marks(self, upright: Levels, short: Sequence[RuleLine], free: Iterable[GlyphRun]) -> None:
        """Doubt the cells whose number, or whose blank, is not sure as the marks beside it show."""
        slipped = dict.fromkeys((seat for seat in self.beside if not self.runs[seat]), "beside")
        slipped |= dict.fromkeys(find_slipped(self.lattice, self.owner, self.runs), "slipped")
        drawn = dict.fromkeys(find_drawn(self.lattice, self.runs, upright), "drawn")
        drawn |= dict.fromkeys(find_signed(self.lattice, self.owner, self.runs, short), "drawn")
        shifted = dict.fromkeys(find_shifted(self.lattice, self.owner, self.runs, free), "shifted")
        self.doubts = {**shifted, **slipped, **drawn, **self.doubts}

    def make_piece(self, page: int) -> TablePiece:
        """The filled piece."""
        lattice, doubts = self.lattice, self.doubts
        cells = [
            _fill(cell, runs, page, doubts.get(number, ""), is_exact=self.is_exact)
            for number, (cell, runs) in enumerate(zip(lattice.cells, self.runs, strict=True))
        ]
        runs = self.runs[0] if len(cells) == 1 else []
        box = lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1]
        return TablePiece(
            page, list(lattice.xs), len(lattice.ys) - 1, cells, box, lattice.open_top, lattice.open_bottom, runs, [page]
        )


def _usual_gap(glyphs: Sequence[Mark]) -> float:
    """The middle one of the gaps from glyph to glyph."""
    gaps = sorted(after[1] - before[3] for before, after in pairwise(glyphs))
    return gaps[len(gaps) // 2]


def _is_numeric_at_a_wall(parts: list[tuple[int | None, list[Mark]]]) -> bool:
    return any(one[-1][0] in NUMERIC and other[0][0] in NUMERIC for (_, one), (_, other) in pairwise(parts))


def part_run(run: GlyphRun, glyphs: list[Mark]) -> GlyphRun:
    """A run of some of the glyphs."""
    texts, lefts, tops, rights, bottoms = zip(*glyphs, strict=True)
    return GlyphRun(
        "".join(texts),
        lefts[0],
        min(tops),
        rights[-1],
        max(bottoms),
        glyphs,
        run.order,
        run.has_blank_before,
        run.is_amended,
    )


def _continues(last: GlyphRun, run: GlyphRun) -> bool:
    """Whether the run is the next line of the same words: right below, over the same columns, no digit in either."""
    height = max(last.height, run.height)
    is_below = 0.5 * height < run.middle - last.middle < PITCH * height
    overlaps = min(last.right, run.right) - max(last.left, run.left) > 0.5 * min(
        last.right - last.left, run.right - run.left
    )
    return is_below and overlaps and NUMERIC.isdisjoint(last.text + run.text)


def _runs_over(last: GlyphRun, run: GlyphRun, runs: Sequence[GlyphRun], wall: float) -> bool:
    """Whether words stand on the upper wall of a cell with a number, over or under the number, or go down sign by sign.

    A unit stands beside its number, and below the wall.
    """
    numbers = [other for other in runs if other is not run and is_number(other.text)]
    is_on_number = any(min(run.right, other.right) - max(run.left, other.left) > 0 for other in numbers)
    is_upright = len(last.text) == len(run.text) == 1 and is_stacked(last, run)
    return bool(numbers) and (run.top < wall or is_on_number or is_upright)


def _fill(cell: LatticeCell, runs: Sequence[GlyphRun], page: int, doubt: str, *, is_exact: bool) -> PieceCell:
    row, column, rowspan, colspan, left, top, right, bottom = cell
    is_full = False
    if runs:
        last = runs[0] if len(runs) == 1 else max(runs, key=lambda run: (run.top, run.right))
        is_full = right - last.right < FULL * (last.bottom - last.top)
        if not doubt and len(runs) > 1:
            doubt = judge_overprint([run for run in runs if is_number(run.text)], is_exact=is_exact)
    text, box = cell_text(runs), (left, top, right, bottom)
    if UNREAD in text and any(map(str.isalpha, text)):
        text = drop_unread(text)
    return PieceCell(row, column, rowspan, colspan, text, box, page, (row, column), doubt, is_full)


def fill_lattices(
    lattices: Sequence[Lattice],
    runs: Sequence[GlyphRun],
    page: int,
    struck: Sequence[GlyphRun] = (),
    rules: Iterable[RuleLine] = (),
    *,
    is_exact: bool = False,
) -> tuple[list[TablePiece], list[GlyphRun], list[GlyphRun]]:
    """The tables with their text, and the runs that stand outside; a run goes to the innermost table around it.

    Tables without any text (drawings, frames of pictures) are left out. Of the text ``struck`` out in a cell only a
    doubt is left; what of it stands outside comes last. ``is_exact``: rules that do not part the columns or the rows
    are all there are, and the text of such a table stands outside; ``rules`` are those of the page.
    """
    fillings = sorted((_Filling(lattice, is_exact=is_exact) for lattice in lattices), key=lambda filling: filling.area)
    free: list[GlyphRun] = []
    for run in runs:
        for filling in fillings:
            if filling.take(run):
                break
        else:
            free.append(run)
    outside = [out for out in struck if not any(filling.strike(out) for filling in fillings)]
    pieces: list[TablePiece] = []
    upright, short = list_strokes(rules if is_exact and fillings else ())
    for filling in fillings:
        if is_exact and are_unparted(filling.runs):
            free += (run for runs in filling.runs for run in runs)
            continue
        filling.mend_overflow()
        if is_exact:
            filling.doubt_by_marks(upright, short, free)
        if any(filling.runs):
            pieces.append(filling.make_piece(page))
    return sorted(pieces, key=lambda piece: (piece.box[1], piece.box[0])), free, outside
