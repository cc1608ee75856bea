"""Ruling lines -> lattices of cells: pieces joined, double rules made one, bundles cut by a page break closed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from extractors.grids.ruling.marks import Lattice, LatticeCell, RuleLine

SNAP = 3.0
"""Points within which two parallel strokes are one rule: a double rule is narrower, no row of text is as low."""
THIN = 3.5
"""Points up to which a rectangle is a stroke."""
SHORTEST = 5.0
"""Points a joined rule must run; dots and serifs are shorter."""
MOST_SQUARES = 250_000
"""Crossings beyond which a bundle of rules is a drawing and not a table."""
MOST_CROSSINGS = 4_000_000
"""Pairs of rules beyond which a page is a drawing."""
MOST_TABLES = 200
MOST_RULES = 500
"""Rules in one direction, beyond which it is not asked which of them run on below their table."""
COVER = 0.6
"""Share of a side that a rule must cover to be a wall."""


class _Line(NamedTuple):
    """A straight rule along one axis: where it stands across the axis, and from where to where it runs."""

    at: float
    start: float
    end: float


_Piece = tuple[float, float, float]
"""A stroke as it was drawn, perhaps one of several that make a line: at, start, end."""
_AT, _START = itemgetter(0), itemgetter(1)


@dataclass(slots=True)
class _Bundle:
    """Rules that touch one another, by their places."""

    across: list[_Line]
    down: list[_Line]


def find_lattices(rules: Iterable[RuleLine]) -> list[Lattice]:
    """The tables that the rules draw, top to bottom; a lattice of one cell (a frame, or a row cut off) is told too.

    Bundles of verticals (or horizontals) that end together without a rule are closed there: browsers draw none where a
    page break cuts a table.
    """
    drawn = _split_rules(rules)
    across, down = map(_join_collinear, drawn)
    if len(across) * len(down) > MOST_CROSSINGS:
        return []
    down = _cut_strays(across, down, drawn[1])
    bundles = sorted(_find_bundles(across, down), key=lambda bundle: -len(bundle.across) - len(bundle.down))
    lattices = [lattice for bundle in bundles[:MOST_TABLES] if (lattice := _build_lattice(bundle)) is not None]
    return sorted(lattices, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _split_rules(rules: Iterable[RuleLine]) -> tuple[list[_Piece], list[_Piece]]:
    """Horizontal and vertical strokes; a dot, which may be part of either, goes to both."""
    across: list[_Piece] = []
    down: list[_Piece] = []
    for left, top, right, bottom in rules:
        width, height = right - left, bottom - top
        if height <= THIN and (width >= height or width <= THIN):
            across.append(((top + bottom) / 2, left, right))
        if width <= THIN and (height > width or height <= THIN):
            down.append(((left + right) / 2, top, bottom))
    return across, down


def _join_collinear(pieces: list[_Piece]) -> list[_Line]:
    """One line for the pieces that stand (almost) at the same place and (almost) touch, by their places."""
    pieces.sort(key=_AT)
    joined: list[_Line] = []
    first = 0
    for index in range(1, len(pieces) + 1):
        if index == len(pieces) or pieces[index][0] - pieces[first][0] > SNAP:
            joined += _join_touching(pieces[first:index])
            first = index
    return joined


def _join_touching(pieces: list[_Piece]) -> list[_Line]:
    """The lines that the pieces of one place make, without those that are too short."""
    if len(pieces) == 1:
        line = _Line(*pieces[0])
        return [line] if line[2] - line[1] >= SHORTEST else []
    at = max(pieces, key=_get_length)[0]
    pieces.sort(key=_START)
    joined: list[_Line] = []
    _, begin, end = pieces[0]
    for _, start, stop in pieces:
        if start - end > SNAP:
            joined.append(_Line(at, begin, end))
            begin, end = start, stop
        elif stop > end:
            end = stop
    joined.append(_Line(at, begin, end))
    return [line for line in joined if line.end - line.start >= SHORTEST]


def _get_length(piece: _Piece) -> float:
    return piece[2] - piece[1]


def _cut_strays(across: list[_Line], down: list[_Line], pieces: list[_Piece]) -> list[_Line]:
    """The verticals, those that end in the open without what is no wall of a table; ``pieces``: as they were drawn."""
    if max(len(across), len(down)) > MOST_RULES:
        return down
    places = [line.at for line in across]
    parts: list[_Line] = []
    for line in down:
        is_closed = _is_closed((line.end, line.at), across, places)
        parts += [line] if is_closed else _cut_stray(line, across, down, pieces)
    return sorted(parts, key=_AT)


def _cut_stray(line: _Line, across: list[_Line], down: list[_Line], pieces: list[_Piece]) -> list[_Line]:
    """The vertical without what runs on below its table: office programs draw the sides of a label over many rows so.

    A row of a table has a wall at its right end; where that wall ended above, what goes on is no wall. Below such a
    gap it may only be the outer wall of another table, or one of its inner walls that was drawn by itself.
    """
    touching = [other for other in across if _meets(line, other)]
    if not any(_is_foot(other, down) for other in touching) or _has_right_wall(touching[-1], line.end, down):
        return [line]
    parts: list[_Line] = []
    is_apart, first = False, line.start
    for above, below in pairwise(touching):
        if (is_apart or _is_foot(above, down)) and not _has_right_wall(above, below.at, down):
            is_apart, first = bool(parts), below.at
        elif (
            not is_apart
            or min(abs(line.at - above.start), abs(line.at - above.end)) <= SNAP
            or _is_drawn_between(line.at, first, (above.at, below.at), pieces)
        ):
            begin = line.start if not parts else above.at
            if parts and parts[-1].end == above.at:
                begin = parts.pop().start
            parts.append(_Line(line.at, begin, below.at))
    return parts or [line]


def _is_drawn_between(at: float, first: float, rules: tuple[float, float], pieces: list[_Piece]) -> bool:
    """Whether a piece that begins no higher than the first rule of a table is a wall between two rules of it."""
    near = pieces[bisect_left(pieces, at - SNAP, key=_AT) : bisect_right(pieces, at + SNAP, key=_AT)]
    top, bottom = rules
    return any(first - SNAP <= start <= top + SNAP and end >= bottom - SNAP for _, start, end in near)


def _meets(line: _Line, across: _Line) -> bool:
    is_beside = across.start - SNAP <= line.at <= across.end + SNAP
    return is_beside and line.start - SNAP <= across.at <= line.end + SNAP


def _is_foot(rule: _Line, down: list[_Line]) -> bool:
    """Whether the right wall of a table ends at the rule."""
    return any(abs(line.at - rule.end) <= SNAP and abs(line.end - rule.at) <= SNAP for line in down)


def _has_right_wall(above: _Line, below: float, down: list[_Line]) -> bool:
    """Whether a vertical runs from the right end of the rule down to the given height."""
    return any(
        abs(line.at - above.end) <= SNAP and line.start <= above.at + SNAP and line.end >= below - SNAP for line in down
    )


def _find_bundles(across: list[_Line], down: list[_Line]) -> list[_Bundle]:
    """Groups of rules that touch, without the lone ones (underlines, margins)."""
    parent = list(range(len(across) + len(down)))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    places = [line.at for line in across]
    for number, (at, start, end) in enumerate(down, len(across)):
        for index in range(bisect_left(places, start - SNAP), bisect_right(places, end + SNAP)):
            line = across[index]
            if line[1] - SNAP <= at <= line[2] + SNAP and parent[index] != parent[number]:
                parent[find(index)] = find(number)
    bundles: dict[int, _Bundle] = {}
    for index, line in enumerate(across):
        bundles.setdefault(find(index), _Bundle([], [])).across.append(line)
    for number, line in enumerate(down, len(across)):
        bundles.setdefault(find(number), _Bundle([], [])).down.append(line)
    crossing = [bundle for bundle in bundles.values() if bundle.across and bundle.down]
    lone = [bundle.down[0] for bundle in bundles.values() if not bundle.across]
    _adopt(lone, crossing)
    return crossing


def _adopt(lone: list[_Line], bundles: list[_Bundle]) -> None:
    """Give verticals that touch no rule to the table beside them where they run as far as its own open verticals.

    So stands the outer wall of a label over all the rows of a page, where page breaks cut the table above and below.
    """
    for line in lone:
        alike = [bundle for bundle in bundles if sum(_is_as_long(line, other) for other in bundle.down) > 1]
        if alike:
            min(alike, key=lambda bundle: min(abs(line.at - other.at) for other in bundle.down)).down.append(line)
    for bundle in bundles:
        bundle.down.sort(key=_AT)


def _is_as_long(line: _Line, other: _Line) -> bool:
    return abs(line.start - other.start) <= SNAP and abs(line.end - other.end) <= SNAP


def _build_lattice(bundle: _Bundle) -> Lattice | None:
    """The cells of one bundle, or None where it encloses nothing or is a drawing."""
    open_top, open_bottom = _close_ends(bundle.down, bundle.across)
    open_left, open_right = _close_ends(bundle.across, bundle.down)
    if (open_top or open_bottom) and (open_left or open_right):
        _close_corners(bundle, (open_left, open_top, open_right, open_bottom))
    xs = _places(bundle.down)
    ys = _places(bundle.across)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MOST_SQUARES:
        return None
    squares = _Squares(xs, ys, bundle)
    cells = squares.cells()
    open_top = open_top or not all(squares.top[0])
    open_bottom = open_bottom or not all(squares.top[-1])
    return Lattice(tuple(xs), tuple(ys), tuple(cells), open_top, open_bottom) if cells else None


def _close_ends(lines: list[_Line], closers: list[_Line]) -> tuple[bool, bool]:
    """Add the rule that is missing where lines begin, or end, together; say whether an outermost one was missing."""
    first = min(line.start for line in lines)
    last = max(line.end for line in lines)
    starts = _close_bundles([(line.start, line.at) for line in lines], closers)
    ends = _close_bundles([(line.end, line.at) for line in lines], closers)
    return any(at - first <= SNAP for at in starts), any(last - at <= SNAP for at in ends)


def _close_corners(bundle: _Bundle, is_open: tuple[bool, bool, bool, bool]) -> None:
    """Let the rules meet that were added on two sides of a table: each reaches as far as the lines that end there."""
    open_left, open_top, open_right, open_bottom = is_open
    for lines, ends, before, after in (
        (bundle.across, (open_top, open_bottom), open_left, open_right),
        (bundle.down, (open_left, open_right), open_top, open_bottom),
    ):
        others = bundle.down if lines is bundle.across else bundle.across
        low, high = min(line.at for line in others), max(line.at for line in others)
        for index, is_added in ((0, ends[0]), (-1, ends[1])):
            at, start, end = lines[index]
            if is_added:
                lines[index] = _Line(at, min(start, low) if before else start, max(end, high) if after else end)


def _close_bundles(tips: list[tuple[float, float]], closers: list[_Line]) -> list[float]:
    """The places of the rules added; ``tips`` are (where a line ends, where it stands)."""
    places = [line.at for line in closers]
    bare = sorted(tip for tip in tips if not _is_closed(tip, closers, places))
    added: list[float] = []
    first = 0
    for index in range(1, len(bare) + 1):
        if index < len(bare) and bare[index][0] - bare[first][0] <= SNAP:
            continue
        stand = [tip[1] for tip in bare[first:index]]
        if max(stand) - min(stand) > SNAP:
            closers.append(_Line(bare[first][0], min(stand), max(stand)))
            added.append(bare[first][0])
        first = index
    closers.sort(key=_AT)
    return added


def _is_closed(tip: tuple[float, float], closers: list[_Line], places: list[float]) -> bool:
    """Whether a rule passes near the tip; a small overhang is not an open end."""
    place, stand = tip
    first, last = bisect_left(places, place - 2 * SNAP), bisect_right(places, place + 2 * SNAP)
    return any(start - SNAP <= stand <= end + SNAP for _, start, end in closers[first:last])


def _places(lines: list[_Line]) -> list[float]:
    places: list[float] = []
    for at in sorted(line.at for line in lines):
        if not places or at - places[-1] > SNAP:
            places.append(at)
    return places


class _Squares:
    """The squares between neighbouring rules, and the walls between the squares."""

    def __init__(self, xs: list[float], ys: list[float], bundle: _Bundle) -> None:
        self.xs, self.ys = xs, ys
        self.columns, self.rows = columns, rows = len(xs) - 1, len(ys) - 1
        # left[r][c]: a wall on the left side of square (r, c); one more column than squares, and likewise top.
        self.left = [[False] * (columns + 1) for _ in range(rows)]
        self.top = [[False] * columns for _ in range(rows + 1)]
        for line in bundle.down:
            column = _nearest(xs, line.at)
            for walls in self.left[_covered(ys, line)]:
                walls[column] = True
        for line in bundle.across:
            gaps = _covered(xs, line)
            self.top[_nearest(ys, line.at)][gaps] = [True] * (gaps.stop - gaps.start)
        self.taken = [[False] * columns for _ in range(rows)]

    def cells(self) -> list[LatticeCell]:
        """Rectangles of squares without a wall between them, in reading order."""
        found: list[LatticeCell] = []
        xs, ys = self.xs, self.ys
        for row in range(self.rows):
            taken, walls, floor = self.taken[row], self.left[row], self.top[row + 1]
            for column in range(self.columns):
                if taken[column]:
                    continue
                # Most cells have walls on their four sides; a later square never looks back at them.
                is_single = walls[column + 1] and floor[column]
                height, width = (1, 1) if is_single else self._extent(row, column)
                below, right = row + height, column + width
                if not self._is_outside(row, column, below, right):
                    found.append(LatticeCell(row, column, height, width, xs[column], ys[row], xs[right], ys[below]))
        return found

    def _extent(self, row: int, column: int) -> tuple[int, int]:
        """Rows and columns of the largest rectangle without walls that begins at this square: first wide, then high."""
        width = 1
        while self._is_free(row, column + width) and not self.left[row][column + width]:
            width += 1
        height = 1
        while self._is_open_below(row + height, column, width):
            height += 1
        for taken in self.taken[row : row + height]:
            taken[column : column + width] = [True] * width
        return height, width

    def _is_free(self, row: int, column: int) -> bool:
        return column < self.columns and not self.taken[row][column]

    def _is_open_below(self, row: int, column: int, width: int) -> bool:
        """Whether the squares of this row may join the rectangle above: no wall above, none between them."""
        if row >= self.rows:
            return False
        end = column + width
        if any(self.top[row][column:end]) or any(self.taken[row][column:end]):
            return False
        return not any(self.left[row][column + 1 : end])

    def _is_outside(self, row: int, column: int, below: int, right: int) -> bool:
        """Whether the rectangle is open on two sides of the whole bundle."""
        if row > 0 and column > 0 and below < self.rows and right < self.columns:
            return False
        sides = (
            column == 0 and not self.left[row][0],
            right == self.columns and not self.left[row][right],
            row == 0 and not self.top[0][column],
            below == self.rows and not self.top[below][column],
        )
        return sum(sides) >= 2


def _nearest(places: Sequence[float], at: float) -> int:
    index = bisect_left(places, at)
    if index == len(places) or (index > 0 and at - places[index - 1] <= places[index] - at):
        return index - 1
    return index


def _covered(places: Sequence[float], line: _Line) -> slice:
    """The gaps between places that the line covers for the most part."""
    first = max(bisect_right(places, line.start) - 1, 0)
    last = min(bisect_left(places, line.end), len(places) - 1)
    while first < last and not _is_covered(places, first, line):
        first += 1
    while last > first and not _is_covered(places, last - 1, line):
        last -= 1
    return slice(first, max(first, last))


def _is_covered(places: Sequence[float], index: int, line: _Line) -> bool:
    low, high = places[index], places[index + 1]
    return min(line.end, high) - max(line.start, low) >= COVER * (high - low)
