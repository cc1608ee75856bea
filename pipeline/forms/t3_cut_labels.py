"""Rows of table T3 that were cut in two, the rest of their label or values in a row of its own: as at a page's edge."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extractors.model.document import Cell
from pipeline.catalogue.model import FieldSpec
from pipeline.forms.matching import Match
from pipeline.forms.t3_shapes import NamedRow

_Above = tuple[tuple[str, ...], tuple[str, ...]]
Find = Callable[[tuple[str, ...], _Above | None, str | None], tuple[Match[FieldSpec] | None, tuple[str, ...]]]
"""The field that a label path means, below the row above and the last named one, with the keys of its parents."""

_SURE = ("exact", "variant")


def join_cut(rows: Sequence[NamedRow], find: Find) -> list[NamedRow]:
    """The rows, two of them as one where only both labels together name a row and one alone has values."""
    if all(row.spec is not None and row.method in _SURE for row in rows):  # as nearly always
        return list(rows)
    return list(_join(rows, find))


def _join(rows: Sequence[NamedRow], find: Find) -> Iterator[NamedRow]:
    above: NamedRow | None = None
    previous: str | None = None
    number = 0
    while number < len(rows):
        row, below = rows[number], rows[number + 1] if number + 1 < len(rows) else None
        whole = None if below is None else _put_together(row, below, above, previous, find)
        if below is not None and whole is None:
            row = _doubt_blanks(row, below)
        number += 1 if whole is None else 2
        above = row if whole is None else whole
        previous = above.spec.code if above.spec is not None else previous
        yield above


def _put_together(
    first: NamedRow, second: NamedRow, above: NamedRow | None, previous: str | None, find: Find
) -> NamedRow | None:
    """The one row that two make; None for two rows that each mean something."""
    is_sure = all(row.spec is not None and row.method in _SURE for row in (first, second))
    filled = [row for row in (first, second) if any(cell.text.strip() for cell in row.row.values)]
    if is_sure or len(filled) != 1 or not (first.row.labels and second.row.labels):
        return None
    labels = (*first.row.labels[:-1], first.row.labels[-1] + second.row.labels[-1])
    context = None if above is None else (above.parents, above.row.labels[-1:])
    match, parents = find(labels, context, previous)
    if match is None or match.method not in _SURE:
        return None
    if second.spec is match.entry and second.method in _SURE:  # the second says it alone: the first heads its group
        return None
    whole = replace(filled[0].row, labels=labels)
    return replace(filled[0], row=whole, spec=match.entry, method=match.method, parents=parents)


def _doubt_blanks(row: NamedRow, below: NamedRow) -> NamedRow:
    """The row, its blanks in doubt where a row without a label has values under one of them: they may be its own."""
    if row.spec is None or below.spec is not None or below.row.labels:
        return row
    filled = {cell.column for cell in below.row.values if any(map(str.isdigit, cell.text))}
    if not filled.intersection(cell.column for cell in row.row.values if not cell.text.strip()):
        return row
    return replace(row, row=replace(row.row, cells=tuple(map(_doubt_blank, row.row.cells))))


def _doubt_blank(cell: Cell) -> Cell:
    return cell if cell.text.strip() else replace(cell, doubt="broken")
