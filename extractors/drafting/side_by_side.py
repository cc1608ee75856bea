"""Two standard tables side by side in one physical table, as wide sheets and layouts have them, taken apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from extractors.model.document import Cell, Table

Spots = Sequence[tuple[int, int]]
"""Rows and columns of the cells that hold the words of one standard table."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the second of two tables begins, and the rows that both stand in."""

    column: int
    first: int
    last: int


def part_beside(table: Table, spots: Sequence[Spots]) -> Iterator[Table]:
    """The table, or its parts where two of the standard tables stand beside each other: the left one, the right one.

    All words of one stand left of a column that no cell crosses, and all words of the other from it on. What stands
    above or below them both is a part of its own.
    """
    cut = next(filter(None, (_find_cut(table, spots, *pair) for pair in combinations(range(len(spots)), 2))), None)
    if cut is None:
        yield table
        return
    for start, stop in ((0, cut.first), (cut.first, cut.last + 1), (cut.last + 1, len(table.rows))):
        rows = table.rows[start:stop]
        if rows and start == cut.first:
            yield replace(table, rows=tuple(row[: cut.column] for row in rows))
            yield replace(table, rows=tuple(_move(row[cut.column :], cut.column) for row in rows))
        elif rows:
            yield replace(table, rows=rows)


def _find_cut(table: Table, spots: Sequence[Spots], one: int, other: int) -> _Cut | None:
    if not spots[one] or not spots[other]:
        return None
    left, right = sorted((spots[one], spots[other]), key=lambda found: min(column for _, column in found))
    column = min(at for _, at in right)
    if max(at for _, at in left) >= column:
        return None
    above, below = ({row for row, _ in found} for found in (left, right))
    if above.isdisjoint(below):
        return None
    cut = _Cut(column, min(above | below), max(above | below))
    others = {row for n, found in enumerate(spots) if n not in (one, other) for row, _ in found}
    is_alone = not any(cut.first <= row <= cut.last for row in others)
    return cut if is_alone and not any(_crosses(row, column) for row in table.rows[cut.first : cut.last + 1]) else None


def _crosses(row: Sequence[Cell], column: int) -> bool:
    """Whether a cell with text reaches over the border left of a column."""
    if column >= len(row):
        return False
    right = row[column]
    return right.is_repeat and right.origin == row[column - 1].origin and bool(right.text.strip())


def _move(row: Sequence[Cell], columns: int) -> tuple[Cell, ...]:
    return tuple(replace(cell, column=cell.column - columns) for cell in row)
