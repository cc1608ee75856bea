"""One cell and what it means, as a Fact with its place; and what looks odd about it, as notes for the checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from db.schema.records import Fact, Method, Place, State
from extractors.model.document import Cell, Origin
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.forms.cells import CellReader
from pipeline.forms.meanings import Meaning, meanings_of

LaidCell = tuple[str, tuple[Cell, bool]]
"""Applicant, and the cell with whether it is a copy of one printed over several places."""


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
    if box is not None:
        return Place(origin.locator, origin.page, box.left, box.top, box.right, box.bottom)
    if origin.table is not None:
        return _place_in_table(origin.page, origin.table, origin.row, origin.column)
    return Place(origin.locator, origin.page)


@lru_cache(8192)
def _place_in_table(page: int | None, table: int, row: int | None, column: int | None) -> Place:
    """All reports have their cells in the same few places, and nobody can change one."""
    return Place(Origin(page, table=table, row=row, column=column).locator, page)


_FIRM_DOUBTS = {
    "astride": "on the rule between two cells",
    "overprinted": "numbers printed on one another",
    "slipped": "two numbers stand in the cell beside it",
    "beside": "a number stands beside the table",
    "shifted": "numbers of its column stand higher or lower than the rows",
    "drawn": "something is drawn in the cell",
    "torn": "the row goes on on another page",
    "broken": "the row may go on on another line",
}
"""Doubts that a second reader, who sees no more, cannot take away, and what they say."""


def suspect(fact: Fact, label: str, detail: str) -> Note:
    """The note that a cell's number, or its blank, may be another."""
    words = (("label", label), ("raw", fact.raw.strip()), ("detail", detail))
    place = fact.place.locator if fact.place else None
    return Note("CELL.SUSPECT", fact.table_code, fact.field, fact.applicant, words, place)


class FactMaker:
    """Makes facts from cells and collects the notes on the way; one for each report."""

    def __init__(
        self, catalogue: Catalogue, reader: CellReader, is_ocr: bool, recognised: frozenset[int] = frozenset()
    ) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self.is_ocr = is_ocr
        """Whether the whole document was read by character recognition."""
        self._recognised = recognised
        self.notes: list[Note] = []
        self.locators: dict[int, str] = {}
        """Locator of every cell that was read, by the cell's ``id``: to be asked for cells of the draft only, which
        live as long as the maker, so that no other cell can have had their id."""

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
        return self.make_row(spec, ((applicant, (cell, is_merged)),), method, label, unit=unit)[0]

    def make_row(
        self, spec: FieldSpec, laid: Iterable[LaidCell], method: Method, label: str, *, unit: str | None = None
    ) -> list[Fact]:
        """The facts that the cells of one field state, each with its applicant and whether it is a merged copy."""
        find = meanings_of(self._reader, self._catalogue, spec.kind, spec.unit, unit).of
        table_code, field, method = spec.table_code, spec.code, "ocr" if self.is_ocr else method
        facts, recognised = [], self._recognised
        for applicant, (cell, is_merged) in laid:
            text = cell.text
            said = find(text)
            state, value, standard = said.state, said.value, said.standard_value
            if is_merged:
                state, value, standard = "merged_span" if state == "number" else state, None, None
            # of words in a merged cell once is enough; another number in it may be the copy's own
            if cell.doubt or (said.rule and (not is_merged or any(map(str.isdigit, text)))):
                self._note(spec, applicant, cell, said)
            place, candidates = place_of(cell.origin), cell.candidates
            how: Method = "ocr" if recognised and place.page in recognised else method
            self.locators[id(cell)] = place.locator
            # by position, which is quicker: there are two hundred in a report
            fact = Fact(
                table_code, field, applicant, state, value, said.unit, text, how, label, place, standard, candidates
            )
            facts.append(fact)
        return facts

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

    def suspect(self, facts: Iterable[Fact], detail: str) -> None:
        """Notes cells whose number, or whose blank, may be another."""
        for fact in facts:
            spec = self._catalogue.field_by_code[fact.table_code, fact.field]
            self.notes.append(suspect(fact, self.describe(spec, fact.applicant), detail))

    def doubt_label(self, facts: Iterable[Fact], row: str) -> None:
        """Notes the values of table T2 that stand in a row whose label only holds the form's words for it."""
        for fact in facts:
            if fact.value is not None and not self.is_ocr:
                words = (("label", fact.label), ("detail", row))
                place = fact.place.locator if fact.place else None
                self.notes.append(Note("T2.ROW.LABEL", fact.table_code, fact.field, fact.applicant, words, place))

    def _note(self, spec: FieldSpec, applicant: str, cell: Cell, said: Meaning) -> None:
        rule, detail = said.rule, said.detail
        if cell.doubt in _FIRM_DOUBTS:
            rule, detail = "CELL.SUSPECT", _FIRM_DOUBTS[cell.doubt]
        elif cell.doubt and rule not in ("CELL.TEXT", "CELL.ILLEGIBLE"):
            if rule == "CELL.SUSPECT" and cell.doubt != "ocr":  # which a second reader cannot take away either
                self._add_note(spec, applicant, cell, rule, detail)
            rule, detail = "CELL.DOUBT", " / ".join((cell.doubt, *cell.candidates))
        self._add_note(spec, applicant, cell, rule, detail)

    def _add_note(self, spec: FieldSpec, applicant: str, cell: Cell, rule: str, detail: str) -> None:
        words = (("label", self.describe(spec, applicant)), ("raw", cell.text.strip()), ("detail", detail))
        self.notes.append(Note(rule, spec.table_code, spec.code, applicant, words, cell.origin.locator))

    def describe(self, spec: FieldSpec, applicant: str) -> str:
        """The field's label, with the applicant's where there are columns."""
        if spec.table_code != "T3":
            return spec.label if spec.table_code == "T2" else "·".join((*spec.path, spec.label))
        return f"{spec.label}·{self._catalogue.applicant_labels[applicant]}"
