"""Columns of a ruled table whose numbers stand higher or lower than their rows, so that they may be those of others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from extractors.grids.ruling.doubts import has_digit, list_above_and_below
from extractors.grids.ruling.marks import Lattice
from extractors.grids.ruling.numbers_on_rules import ASTRIDE, Owners
from extractors.grids.ruling.text import GlyphRun, is_number

SEATED = LEVEL = 0.22
"""Heights of type by which the middle of a number may differ from that of its cell, and from that of words beside."""
LEAST, SHARE = 2, 0.15
"""Numbers of a column, and share of them, from which it has shifted where they fit neither."""
MANY = 3
"""Columns that have shifted, from which all have, if they are half of those with numbers."""

SHIFTED = "shifted"
Seats = Sequence[Sequence[GlyphRun]]


class Placed(Protocol):
    """A cell, as far as its columns go."""

    @property
    def column(self) -> int:
        """Its first column."""

    @property
    def colspan(self) -> int:
        """Over how many columns it goes."""


class Doubted(Placed, Protocol):
    """A cell that holds text, or none, and may be in doubt."""

    doubt: str

    @property
    def text(self) -> str:
        """What is printed in it."""


def find_shifted(lattice: Lattice, owners: Owners, runs: Seats, free: Iterable[GlyphRun]) -> Iterator[int]:
    """The cells with numbers, or blank ones, of columns that have shifted against the rows, or where one number has.

    ``owners`` has the number of the cell at each square; ``runs`` are those of each cell, ``free`` those outside.
    """
    values: list[int] = []
    among: list[GlyphRun] = []
    for number, inside in enumerate(runs):
        if inside and is_number(inside[0].text) and (len(inside) == 1 or all(is_number(run.text) for run in inside)):
            values.append(number)
        elif len(inside) > 1 or (inside and _ends_with_digit(inside[0])):
            among += _list_among_words(inside)
    unseated = _find_unseated(lattice, owners, runs, values)
    gone = _list_outside(free, lattice) + among
    if not unseated and not gone:
        return  # as in nearly all tables
    columns = _list_columns(lattice, values)
    shifted = {column for column, inside in columns.items() if _are_many(len(unseated.intersection(inside)), inside)}
    blank = _list_columns(lattice, [number for number, inside in enumerate(runs) if not inside]) if gone else {}
    for run in gone:
        shifted.update(column for column in blank if lattice.xs[column] < run.center < lattice.xs[column + 1])
    if len(shifted) >= MANY and 2 * len(shifted) >= len(columns):
        shifted.update(columns)
    for number, cell in enumerate(lattice.cells) if shifted else ():
        if all(is_number(run.text) for run in runs[number]) and not shifted.isdisjoint(_span(cell)):
            yield number
    few = {
        number for inside in columns.values() if len(both := unseated.intersection(inside)) >= LEAST for number in both
    }
    for number in unseated:
        beside = [seat for seat in list_above_and_below(owners, lattice.cells[number]) if seat is not None]
        beside = [seat for seat in beside if not runs[seat] or (number in few and seat in values)]
        yield from (number, *beside) if beside else ()


def _are_many(count: int, inside: Sequence[int]) -> bool:
    return count >= SHARE * len(inside) and count >= min(LEAST, len(inside))


def _span(cell: Placed) -> range:
    return range(cell.column, cell.column + cell.colspan)


def _list_columns(lattice: Lattice, numbers: Iterable[int]) -> dict[int, list[int]]:
    """Those of the cells that stand in each column."""
    columns: dict[int, list[int]] = {}
    for number in numbers:
        for column in _span(lattice.cells[number]):
            columns.setdefault(column, []).append(number)
    return columns


def _find_unseated(lattice: Lattice, owners: Owners, runs: Seats, values: Iterable[int]) -> set[int]:
    """The numbers that stand neither in the middle of their cells nor level with any words of their rows."""
    unseated: set[int] = set()
    words: dict[int, list[float]] = {}
    for number in values:
        cell, run = lattice.cells[number], runs[number][0]
        middle, height = (run.top + run.bottom) / 2, run.bottom - run.top
        if abs(middle - (cell.top + cell.bottom) / 2) <= SEATED * height:
            continue  # as nearly all
        if len(runs[number]) > 1 or cell.rowspan > 1:
            continue
        if cell.row not in words:
            words[cell.row] = list(_list_words(owners[cell.row], runs))
        beside = words[cell.row]
        if beside and not any(abs(middle - other) <= LEVEL * height for other in beside):
            unseated.add(number)
    return unseated


def _list_words(row: Sequence[int | None], runs: Seats) -> Iterator[float]:
    """The middles of the words of a row of cells."""
    for seat in set(row):
        if seat is not None:
            yield from (run.middle for run in runs[seat] if not is_number(run.text))


def _list_outside(free: Iterable[GlyphRun], lattice: Lattice) -> list[GlyphRun]:
    """The numbers right above or below the table, as in a row of it."""
    ys = lattice.ys
    upper, lower, first, last = ys[0], ys[-1], ys[1] - ys[0], ys[-1] - ys[-2]
    found: list[GlyphRun] = []
    for run in free:
        middle = (run.top + run.bottom) / 2
        if upper - middle < first and middle - lower < last:
            is_near = max(upper - middle, middle - lower) >= ASTRIDE * run.height
            found += [run] if is_near and is_number(run.text) else ()
    return found if any(map(has_digit, found)) else []


def _ends_with_digit(run: GlyphRun) -> bool:
    return run.text[-1].isdigit()


def _list_among_words(inside: Sequence[GlyphRun]) -> Iterator[GlyphRun]:
    """The numbers of a cell that stand among words, or touch them."""
    words = [run for run in inside if len(run.text) > 1 and run.text[0].isalpha()]
    if words:
        yield from (run for run in inside if is_number(run.text) and has_digit(run))
        yield from filter(_ends_with_digit, words)


def spread_shifted(cells: Sequence[Doubted]) -> None:
    """Doubt the columns of a table over several pages that have shifted on one of them on the others as well."""
    counts = Counter(column for cell in cells if cell.doubt == SHIFTED for column in _span(cell))
    shifted = {column for column, count in counts.items() if count >= MANY}
    for cell in cells if shifted else ():
        if not cell.doubt and is_number(cell.text) and not shifted.isdisjoint(_span(cell)):
            cell.doubt = SHIFTED
