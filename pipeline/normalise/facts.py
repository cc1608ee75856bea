"""One cell and what it means, as a Fact with its place; and what looks odd about it, as notes for the checks."""

from dataclasses import dataclass, replace
from decimal import Decimal

from db.records import Fact, Method, Place, State
from extractors.document import Cell, Origin
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.normalise.cells import CellReader, Reading


@dataclass(frozen=True, slots=True)
class Note:
    """Something met while normalising that becomes a finding: the rule's code and the words to fill in."""

    rule: str
    table_code: str | None = None
    field: str | None = None
    applicant: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    locator: str | None = None


def place_of(origin: Origin) -> Place:
    """The origin a reader gave, in the store's form."""
    box = origin.box
    if box is None:
        return Place(origin.locator, origin.page)
    return Place(origin.locator, origin.page, box.left, box.top, box.right, box.bottom)


class FactMaker:
    """Makes facts from cells and collects the notes on the way; one for each report."""

    def __init__(self, catalogue: Catalogue, reader: CellReader, is_ocr: bool) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._is_ocr = is_ocr
        self._scales = {unit for pair in catalogue.values.conversions for unit in pair} | {"万"}
        self.notes: list[Note] = []

    def make(
        self,
        spec: FieldSpec,
        applicant: str,
        cell: Cell,
        method: Method,
        label: str,
        *,
        is_merged: bool = False,
        unit: str | None = None,
    ) -> Fact:
        """The fact a cell states; ``is_merged``: a copy of one printed over several places.

        ``unit`` is printed in the column's head; one in the cell itself goes before it.
        """
        reading = self._reader.read(cell.text, spec.kind)
        if reading.unit is None and unit is not None:
            reading = replace(reading, unit=unit)
        state: State = "merged_span" if is_merged and reading.state == "number" else reading.state
        value = reading.value if state == "number" else None
        if not is_merged:
            self._note(spec, applicant, cell, reading)
        return Fact(
            table_code=spec.table_code,
            field=spec.code,
            applicant=applicant,
            state=state,
            value=value,
            unit=reading.unit or spec.unit,
            raw=cell.text,
            method="ocr" if self._is_ocr else method,
            label=label,
            place=place_of(cell.origin),
            standard_value=self._convert(spec, reading, value),
            candidates=cell.candidates,
        )

    def missing(self, spec: FieldSpec, applicant: str, state: State) -> Fact:
        """A fact without a cell: its table is missing, or the cell could not be told from its neighbours."""
        return Fact(spec.table_code, spec.code, applicant, state, None, spec.unit, "", "exact", spec.label, None)

    def add(self, rule: str, spec: FieldSpec | None = None, cell: Cell | None = None, **words: str) -> None:
        """Note something for the checks."""
        self.notes.append(
            Note(
                rule,
                spec.table_code if spec else None,
                spec.code if spec else None,
                None,
                tuple(words.items()),
                cell.origin.locator if cell else None,
            )
        )

    def _convert(self, spec: FieldSpec, reading: Reading, value: Decimal | None) -> Decimal | None:
        if value is None or spec.unit is None or reading.unit in (None, spec.unit):
            return value
        factor = self._catalogue.values.conversions.get((reading.unit or "", spec.unit))
        if factor is not None:
            return value * factor
        return value if spec.kind != "money" and reading.unit not in self._scales else None

    def _note(self, spec: FieldSpec, applicant: str, cell: Cell, reading: Reading) -> None:
        rule, detail = self._oddity(spec, cell, reading)
        if rule:
            words = (("label", self.describe(spec, applicant)), ("raw", cell.text.strip()), ("detail", detail))
            self.notes.append(Note(rule, spec.table_code, spec.code, applicant, words, cell.origin.locator))

    def _oddity(self, spec: FieldSpec, cell: Cell, reading: Reading) -> tuple[str, str]:
        if reading.state == "text":
            return "CELL.TEXT", ""
        if reading.state == "illegible":
            return "CELL.ILLEGIBLE", ""
        if cell.doubt:
            return "CELL.DOUBT", " / ".join((cell.doubt, *cell.candidates))
        if reading.suspicion:
            return "CELL.SUSPECT", reading.suspicion
        if reading.unit is not None and spec.unit is not None and self._is_other_unit(spec, reading.unit):
            return "CELL.UNIT", reading.unit
        if reading.state == "number" and spec.unit is None and reading.unit is None and reading.value:
            return "CELL.NO_UNIT", ""
        return "", ""

    def _is_other_unit(self, spec: FieldSpec, unit: str) -> bool:
        """A unit of money or of ten thousands counts no cases; 件, 项 and 个 are all the same to a count."""
        return unit != spec.unit and (spec.kind == "money" or unit in self._scales)

    def describe(self, spec: FieldSpec, applicant: str) -> str:
        """The field's label, with the applicant's where there are columns."""
        if spec.table_code != "T3":
            return spec.label if spec.table_code == "T2" else "·".join((*spec.path, spec.label))
        return f"{spec.label}·{self._catalogue.applicant_labels[applicant]}"
