"""What one year's report is held against another's by: its cells, each made a fact only when it is asked for.

Every report of a load is held against those of the years beside it, and few of its 200 cells are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.exact import unpack_number
from db.packing import Packed
from db.records import DocumentRef, Fact, Section
from db.unpacking import make_fact, make_sections

Key = tuple[str, str]
"""Field and applicant of a cell."""

_VALUE = 5
"""Where the value stands in the row of a fact."""


class Cells(Mapping[Key, Fact]):
    """The facts of a report by cell, from their rows as ``db/packing.py`` makes them or the database gives them."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = {(row[0], row[1]): row for row in rows}
        self._made: dict[Key, Fact] = {}
        self._numbers: dict[Key, Decimal | int] | None = None

    def __getitem__(self, key: Key) -> Fact:
        """The fact of a cell; KeyError where the report has none."""
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = make_fact(self._rows[key])
        return made

    def __contains__(self, key: object) -> bool:
        """Whether the report has a fact of that cell."""
        return key in self._rows

    def __iter__(self) -> Iterator[Key]:
        """The cells, in the order of the rows."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._rows)

    def list_numbers(self) -> Mapping[Key, Decimal | int]:
        """The values other than nought, as printed: whole ones may be integers, which compare with decimals."""
        if self._numbers is None:  # asked for with the year before and with the year after
            self._numbers = dict(self._find_numbers())
        return self._numbers

    def _find_numbers(self) -> Iterator[tuple[Key, Decimal | int]]:
        for key, row in self._rows.items():
            value = row[_VALUE]
            number = value if type(value) is int else unpack_number(value)
            if number:
                yield key, number


@dataclass(frozen=True, slots=True)
class Year:
    """Of one report, what another year's of the same issuer is held against."""

    year: int | None
    document: DocumentRef
    cells: Cells
    sections: tuple[Section, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact."""
        return tuple(self.cells.values())


def make_year(packed: Packed) -> Year:
    """What a packed report is held against another year's by."""
    head = packed.head
    return Year(head.year, head.document, Cells(packed.facts), make_sections(packed.sections, ()))
