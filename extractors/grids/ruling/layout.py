"""Tables around the text of a page, as web sites and office programs lay pages out: their prose is no cell."""

from collections.abc import Iterable, Iterator, Sequence

from extractors.grids.ruling.marks import Lattice, LatticeCell
from extractors.grids.ruling.text import GlyphRun

TALLEST_ROW = 80.0
"""Points; a box that is taller frames text, and is no row of a table."""
LONG = 60
"""Signs from which the text of a tall cell as broad as its table is prose."""


def part_at_prose(lattices: Iterable[Lattice], runs: Sequence[GlyphRun]) -> Iterator[Lattice]:
    """The lattices without the cells of prose that are as broad as they: what stands above and below, each by itself.

    A lattice of one cell stays: it may be a row that a page break parted from its table.
    """
    for lattice in lattices:
        tall = [cell for cell in lattice.cells if _is_tall(cell, len(lattice.xs) - 1)] if lattice.cells[1:] else []
        prose = [cell for cell in tall if _count_signs(cell, runs) >= LONG]
        yield from _cut(lattice, prose) if prose else (lattice,)


def _is_tall(cell: LatticeCell, columns: int) -> bool:
    return cell.colspan == columns and cell.bottom - cell.top > TALLEST_ROW


def _count_signs(cell: LatticeCell, runs: Iterable[GlyphRun]) -> int:
    inside = (run for run in runs if cell.top < run.middle < cell.bottom and cell.left < run.center < cell.right)
    return sum(len(run.text) for run in inside)


def _cut(lattice: Lattice, prose: Sequence[LatticeCell]) -> Iterator[Lattice]:
    """What the cells of prose leave of a lattice."""
    last = len(lattice.ys) - 1
    starts = [0, *(cell.row + cell.rowspan for cell in prose)]
    ends = [*(cell.row for cell in prose), last]
    for start, end in zip(starts, ends, strict=True):
        cells = [cell._replace(row=cell.row - start) for cell in lattice.cells if start <= cell.row < end]
        if cells:
            is_open = lattice.open_top and start == 0, lattice.open_bottom and end == last
            yield Lattice(lattice.xs, lattice.ys[start : end + 1], tuple(cells), *is_open)
