"""The facts of a report by column: as they travel from the worker to the writer, and wait to be held against others.

A report has some two hundred facts. Two hundred rows are made, pickled, unpickled and taken apart one by one; seventeen
columns are handed from one built-in to the next. They come as rows only where rows are asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from db.schema.fast_records import quicken

Column = tuple[Any, ...]

PLACES_AND_CANDIDATES = 7
"""Columns that close a row: the six of a place, and the candidates."""
_TOLD = 10
"""Columns before those."""


@quicken
@dataclass(frozen=True, slots=True)
class FactColumns:
    """Facts in their order; words stand for what the database has numbers for."""

    fields: Column
    applicants: Column
    tables: Column
    states: Column
    methods: Column
    values: Column
    """As ``db/schema/exact.py`` packs them, or as a driver gives them."""
    standards: Column
    """The very same column where every value is in its field's standard unit."""
    units: Column
    raws: Column
    labels: Column
    rest: tuple[Column, ...]
    """Columns of the place, then the candidates: up to the last that says anything."""

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self.fields)

    @property
    def told(self) -> tuple[Column, ...]:
        """The columns that every fact has, in the order of a row."""
        numbers = self.values, self.standards
        words = self.units, self.raws, self.labels
        return self.fields, self.applicants, self.tables, self.states, self.methods, *numbers, *words

    def list_rows(self) -> Iterator[Column]:
        """The facts row by row, each with all its columns."""
        absent = repeat(repeat(None), PLACES_AND_CANDIDATES - len(self.rest))
        return zip(*self.told, *chain(self.rest, absent), strict=False)

    def find_row(self, place: int) -> Column:
        """One row."""
        absent = repeat(None, PLACES_AND_CANDIDATES - len(self.rest))
        return (*(column[place] for column in self.told), *(column[place] for column in self.rest), *absent)


def cut_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns up to the last that says anything."""
    count = len(columns)
    while count and columns[count - 1].count(None) == len(columns[count - 1]):
        count -= 1
    return tuple(columns[:count])


def turn_rows(rows: Iterable[Sequence[Any]]) -> FactColumns:
    """The columns of rows as ``FactColumns.list_rows`` gives them."""
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * (_TOLD + PLACES_AND_CANDIDATES)
    return FactColumns(*(*columns[:_TOLD], cut_columns(columns[_TOLD:])))
