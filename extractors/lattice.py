"""Ruling lines -> lattices of cells: pieces joined, double rules made one, bundles cut by a page break closed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.ruling_marks import Lattice, LatticeCell, Rule

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
COVER = 0.6
"""Share of a side that a rule must cover to be a wall."""


@dataclass(slots=True)
class _Line:
    """A straight rule along one axis: where it stands across the axis, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class _Bundle:
    """Rules that touch one another."""

    across: list[_Line]
    down: list[_Line]


def find_lattices(rules: Iterable[Rule]) -> list[Lattice]:
    """The tables that the rules draw, top to bottom; a lattice of one cell (a frame, or a row cut off) is told too.

    Bundles of verticals (or horizontals) that end together without a rule are closed there: browsers draw none where a
    page break cuts a table.
    """
    across, down = _split_rules(rules)
    across, down = _join_collinear(across), _join_collinear(down)
    if len(across) * len(down) > MOST_CROSSINGS:
        return []
    bundles = sorted(_find_bundles(across, down), key=lambda bundle: -len(bundle.across) - len(bundle.down))
    lattices = [lattice for bundle in bundles[:MOST_TABLES] if (lattice := _build_lattice(bundle)) is not None]
    return sorted(lattices, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _split_rules(rules: Iterable[Rule]) -> tuple[list[_Line], list[_Line]]:
    """Horizontal and vertical strokes; a dot, which may be part of either, goes to both."""
    across: list[_Line] = []
    down: list[_Line] = []
    for rule in rules:
        width, height = rule.right - rule.left, rule.bottom - rule.top
        if height <= THIN and (width >= height or width <= THIN):
            across.append(_Line((rule.top + rule.bottom) / 2, rule.left, rule.right))
        if width <= THIN and (height > width or height <= THIN):
            down.append(_Line((rule.left + rule.right) / 2, rule.top, rule.bottom))
    return across, down


def _join_collinear(lines: list[_Line]) -> list[_Line]:
    """One line for the pieces that stand (almost) at the same place and (almost) touch."""
    lines.sort(key=lambda line: line.at)
    joined: list[_Line] = []
    first = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].at - lines[first].at > SNAP:
            joined += _join_touching(lines[first:index])
            first = index
    return [line for line in joined if line.end - line.start >= SHORTEST]


def _join_touching(lines: list[_Line]) -> list[_Line]:
    longest = max(lines, key=lambda line: line.end - line.start)
    lines.sort(key=lambda line: line.start)
    joined = [_Line(longest.at, lines[0].start, lines[0].end)]
    for line in lines[1:]:
        last = joined[-1]
        if line.start - last.end <= SNAP:
            last.end = max(last.end, line.end)
        else:
            joined.append(_Line(longest.at, line.start, line.end))
    return joined


def _find_bundles(across: list[_Line], down: list[_Line]) -> list[_Bundle]:
    """Groups of rules that touch, without the lone ones (underlines, margins)."""
    parent = list(range(len(across) + len(down)))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    places = [line.at for line in across]
    for number, line in enumerate(down):
        low, high = bisect_left(places, line.start - SNAP), bisect_right(places, line.end + SNAP)
        for index in range(low, high):
            if across[index].start - SNAP <= line.at <= across[index].end + SNAP:
                parent[find(index)] = find(len(across) + number)
    bundles: dict[int, _Bundle] = {}
    for index, line in enumerate(across):
        bundles.setdefault(find(index), _Bundle([], [])).across.append(line)
    for number, line in enumerate(down):
        bundles.setdefault(find(len(across) + number), _Bundle([], [])).down.append(line)
    return [bundle for bundle in bundles.values() if bundle.across and bundle.down]


def _build_lattice(bundle: _Bundle) -> Lattice | None:
    """The cells of one bundle, or None where it encloses nothing or is a drawing."""
    open_top, open_bottom = _close_ends(bundle.down, bundle.across)
    _close_ends(bundle.across, bundle.down)
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
    closers.sort(key=lambda line: line.at)
    return any(at - first <= SNAP for at in starts), any(last - at <= SNAP for at in ends)


def _close_bundles(tips: list[tuple[float, float]], closers: list[_Line]) -> list[float]:
    """The places of the rules added; ``tips`` are (where a line ends, where it stands)."""
    bare = sorted(tip for tip in tips if not _is_closed(tip, closers))
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
    return added


def _is_closed(tip: tuple[float, float], closers: list[_Line]) -> bool:
    """Whether a rule passes near the tip; a small overhang is not an open end."""
    place, stand = tip
    return any(abs(line.at - place) <= 2 * SNAP and line.start - SNAP <= stand <= line.end + SNAP for line in closers)


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
        self.columns, self.rows = len(xs) - 1, len(ys) - 1
        # left[r][c]: a wall on the left side of square (r, c); one more column than squares, and likewise top.
        self.left = [[False] * (self.columns + 1) for _ in range(self.rows)]
        self.top = [[False] * self.columns for _ in range(self.rows + 1)]
        for line in bundle.down:
            column = _nearest(xs, line.at)
            for row in _covered(ys, line):
                self.left[row][column] = True
        for line in bundle.across:
            row = _nearest(ys, line.at)
            for column in _covered(xs, line):
                self.top[row][column] = True
        self.taken = [[False] * self.columns for _ in range(self.rows)]

    def cells(self) -> list[LatticeCell]:
        """Rectangles of squares without a wall between them, in reading order."""
        found: list[LatticeCell] = []
        for row in range(self.rows):
            for column in range(self.columns):
                if not self.taken[row][column]:
                    height, width = self._extent(row, column)
                    found += self._cell(row, column, height, width)
        return found

    def _extent(self, row: int, column: int) -> tuple[int, int]:
        """Rows and columns of the largest rectangle without walls that begins at this square: first wide, then high."""
        width = 1
        while self._is_free(row, column + width) and not self.left[row][column + width]:
            width += 1
        height = 1
        while self._is_open_below(row + height, column, width):
            height += 1
        for r in range(row, row + height):
            for c in range(column, column + width):
                self.taken[r][c] = True
        return height, width

    def _is_free(self, row: int, column: int) -> bool:
        return column < self.columns and not self.taken[row][column]

    def _is_open_below(self, row: int, column: int, width: int) -> bool:
        """Whether the squares of this row may join the rectangle above: no wall above, none between them."""
        if row >= self.rows:
            return False
        inside = range(column, column + width)
        if any(self.top[row][c] or self.taken[row][c] for c in inside):
            return False
        return not any(self.left[row][c] for c in inside[1:])

    def _cell(self, row: int, column: int, height: int, width: int) -> list[LatticeCell]:
        """The rectangle as a cell, or nothing where it is the outside: open on two sides of the whole bundle."""
        sides = (
            column == 0 and not self.left[row][0],
            column + width == self.columns and not self.left[row][self.columns],
            row == 0 and not self.top[0][column],
            row + height == self.rows and not self.top[self.rows][column],
        )
        if sum(sides) >= 2:
            return []
        box = self.xs[column], self.ys[row], self.xs[column + width], self.ys[row + height]
        return [LatticeCell(row, column, height, width, *box)]


def _nearest(places: Sequence[float], at: float) -> int:
    index = bisect_left(places, at)
    if index == len(places) or (index > 0 and at - places[index - 1] <= places[index] - at):
        return index - 1
    return index


def _covered(places: Sequence[float], line: _Line) -> range:
    """Numbers of the gaps between places that the line covers for the most part."""
    first = max(bisect_right(places, line.start) - 1, 0)
    last = min(bisect_left(places, line.end), len(places) - 1)
    while first < last and not _is_covered(places, first, line):
        first += 1
    while last > first and not _is_covered(places, last - 1, line):
        last -= 1
    return range(first, last)


def _is_covered(places: Sequence[float], index: int, line: _Line) -> bool:
    low, high = places[index], places[index + 1]
    return min(line.end, high) - max(line.start, low) >= COVER * (high - low)
