"""What one year's report is held against another's by: its cells, each made a fact only when it is asked for.

Every report of a load is held against those of the years beside it, and few of its 200 cells are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.schema.exact import unpack_number
from db.schema.fact_columns import FactColumns
from db.schema.records import DocumentRef, Fact, Section
from db.writing.packed.packing import Packed
from db.writing.packed.unpacking import make_fact, make_sections

Key = tuple[str, str]
"""Field and applicant of a cell."""

_PLAIN = {int, type(None)}
_TEXT = 4
"""Where the text stands in the row of a section."""


class Cells(Mapping[Key, Fact]):
    """The facts of a report by cell, as ``db/writing/packed/packing.py`` packs them or the database gives them."""

    def __init__(self, facts: FactColumns) -> None:
        self._facts = facts
        self._places = dict(zip(zip(facts.fields, facts.applicants, strict=True), range(len(facts)), strict=True))
        self._made: dict[Key, Fact] = {}
        self._values: dict[Key, Decimal | int | None] | None = None

    def __getitem__(self, key: Key) -> Fact:
        """The fact of a cell; KeyError where the report has none."""
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = make_fact(self._facts.find_row(self._places[key]))
        return made

    def __contains__(self, key: object) -> bool:
        """Whether the report has a fact of that cell."""
        return key in self._places

    def __iter__(self) -> Iterator[Key]:
        """The cells, in the order of the rows."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._places)

    def list_values(self) -> Mapping[Key, Decimal | int | None]:
        """The values as printed: whole ones may be integers, which compare with decimals."""
        if self._values is None:  # asked for with the year before and with the year after
            values = self._facts.values
            is_plain = set(map(type, values)) <= _PLAIN
            told = values if is_plain else map(unpack_number, values)
            self._values = dict(zip(self._places, told, strict=True))
        return self._values


@dataclass(frozen=True, slots=True)
class Year:
    """Of one report, what another year's of the same issuer is held against."""

    year: int | None
    document: DocumentRef
    cells: Cells
    section_rows: Sequence[Sequence[Any]]
    topic_rows: Sequence[Sequence[Any]] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact."""
        return tuple(self.cells.values())

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections; their topics where the year was read from the database."""
        return make_sections(self.section_rows, self.topic_rows)

    @property
    def prose(self) -> str:
        """What stands in the sections."""
        return "\n".join(row[_TEXT] for row in self.section_rows)


def make_year(packed: Packed) -> Year:
    """What a packed report is held against another year's by."""
    head = packed.head
    return Year(head.year, head.document, Cells(packed.facts), packed.sections)
