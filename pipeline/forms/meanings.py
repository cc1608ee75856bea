"""What a printed text means in a field: found once for all cells that print it, as most print 0."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from db.schema.records import State
from pipeline.catalogue.model import Catalogue, Kind, ValueWords
from pipeline.forms.cells import ADDED_BY_SHEET, LETTER_ZERO, RINGED, UNSEEN_FIGURES, CellReader, CellReading
from pipeline.forms.memo import remember

_REMEMBERED = 4096
"""Texts kept for each kind and unit."""
_KINDS = 256
"""Pairs of kind and unit kept, with the units that column heads print."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What every cell with one text says under fields of one kind and unit."""

    state: State
    value: Decimal | None
    unit: str | None
    """The unit printed, else the one the form fixes."""
    standard_value: Decimal | None
    rule: str
    """The code of what looks odd about it; empty when nothing does."""
    detail: str


class Meanings:
    """The meanings of texts under the fields of one kind and unit."""

    def __init__(self, cells: CellReader, words: ValueWords, kind: Kind, unit: str | None, head: str | None) -> None:
        self._cells = cells
        self._words = words
        self._kind = kind
        self._unit = unit
        self._head = head
        self._scales = {unit for pair in words.conversions for unit in pair} | {"万"}
        self.of = remember(self._find, _REMEMBERED)

    def _find(self, text: str) -> Meaning:
        reading = self._cells.read(text, self._kind)
        unit = self._head if reading.unit is None else reading.unit
        value = reading.value if reading.state == "number" else None
        rule, detail = self._oddity(reading, unit)
        return Meaning(reading.state, value, unit or self._unit, self._convert(value, unit), rule, detail)

    def _convert(self, value: Decimal | None, unit: str | None) -> Decimal | None:
        """The value in the unit that the form fixes; None where the printed one cannot be converted."""
        if value is None or self._unit is None or unit in (None, self._unit):
            return value
        factor = self._words.conversions.get((unit or "", self._unit))
        if factor is not None:
            return value * factor
        return value if self._kind != "money" and unit not in self._scales else None

    def _oddity(self, reading: CellReading, unit: str | None) -> tuple[str, str]:
        if reading.state == "text":
            return "CELL.TEXT", ""
        if reading.state == "illegible":
            return "CELL.ILLEGIBLE", ""
        if reading.suspicion == LETTER_ZERO:
            return "CELL.LETTER", ""
        if reading.suspicion == RINGED:
            return "CELL.RINGED", ""
        if reading.suspicion == UNSEEN_FIGURES and not reading.value:
            return "CELL.UNSEEN", ""
        if reading.suspicion == ADDED_BY_SHEET:
            return "CELL.ADDED", ""
        if reading.suspicion:
            return "CELL.SUSPECT", reading.suspicion
        if unit is not None and self._unit is not None and self._is_other_unit(unit):
            return "CELL.UNIT", unit
        if reading.state == "number" and self._unit is None and unit is None and reading.value:
            return "CELL.NO_UNIT", ""
        return "", ""

    def _is_other_unit(self, unit: str) -> bool:
        """A unit of money or of ten thousands counts no cases; 件, 项 and 个 are all the same to a count."""
        return unit != self._unit and (self._kind == "money" or unit in self._scales)


@lru_cache(_KINDS)
def meanings_of(
    cells: CellReader, catalogue: Catalogue, kind: Kind, unit: str | None, head: str | None = None
) -> Meanings:
    """The meanings under fields of one kind and unit; ``head`` is a unit printed in the column's head."""
    return Meanings(cells, catalogue.values, kind, unit, head)
