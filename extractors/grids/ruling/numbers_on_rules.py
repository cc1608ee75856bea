"""Numbers that stand on a rule: it runs through their middle, and they may be those of either cell beside it."""

from collections.abc import Iterator, Sequence

from extractors.grids.ruling.marks import Lattice
from extractors.grids.ruling.text import GlyphRun

ASTRIDE = 0.2
"""Share of its height within which the middle of a number lies on a rule that runs through it."""

Owners = Sequence[Sequence[int | None]]
"""Number of the cell at each square of a lattice."""


def find_astride(lattice: Lattice, owners: Owners, run: GlyphRun, number: int | None) -> Iterator[int]:
    """The cells on both sides of the rule on which a number stands; ``number``: the cell to which it was given."""
    if number is None or not _has_digit(run):
        return
    cell, reach = lattice.cells[number], ASTRIDE * run.height
    if run.height > cell.bottom - cell.top:
        return  # the font tells no true height
    above, below = cell.row - 1, cell.row + cell.rowspan
    is_over = run.middle - cell.top < reach and not (above < 0 and lattice.open_top)
    is_under = cell.bottom - run.middle < reach and not (below == len(owners) and lattice.open_bottom)
    if is_over or is_under:
        yield number
    for row, is_beside in ((above, is_over), (below, is_under)):
        if is_beside and 0 <= row < len(owners):
            yield from _find_at(lattice, owners[row], run)


def find_inside(lattice: Lattice, owners: Owners, run: GlyphRun) -> Iterator[int]:
    """The cell inside the outer rule of a table on which a number outside stands."""
    reach, ys = ASTRIDE * run.height, lattice.ys
    is_over, is_under = 0 < ys[0] - run.middle < reach, 0 < run.middle - ys[-1] < reach
    is_closed = not (lattice.open_top if is_over else lattice.open_bottom)
    if (is_over or is_under) and is_closed and _has_digit(run):
        yield from _find_at(lattice, owners[0 if is_over else -1], run)


def _has_digit(run: GlyphRun) -> bool:
    return any(map(str.isdigit, run.text))


def _find_at(lattice: Lattice, owners: Sequence[int | None], run: GlyphRun) -> Iterator[int]:
    """The cell of a row that holds the middle of the run."""
    for left, right, number in zip(lattice.xs, lattice.xs[1:], owners, strict=False):
        if left <= run.center < right and number is not None:
            yield number
