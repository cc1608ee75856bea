"""Facts of torn tables: a cell that could be told apart, one that the sums told apart, one that stays open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from db.schema.records import Fact, Method, TableCode
from extractors.model.document import Cell
from pipeline.catalogue.model import FieldSpec
from pipeline.forms.facts import FactMaker, Note, suspect
from pipeline.forms.sums.splits import Split, SplitCell
from pipeline.forms.torn.text import TornText
from pipeline.forms.torn.values import ValueRun

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class TornTable:
    """What one torn table gave."""

    table_code: TableCode
    edition: str
    facts: tuple[Fact, ...]
    notes: tuple[Note, ...]


class TornFacts:
    """Makes the facts of torn tables with the report's own fact maker, so that oddities are noted alike."""

    def __init__(self, text: TornText, maker: FactMaker) -> None:
        self._text = text
        self._maker = maker

    def known(
        self, spec: FieldSpec, applicant: str, piece: SplitCell, label: str, method: Method, unit: str | None = None
    ) -> Fact:
        """The fact of a cell whose bounds are known; ``unit``: of money, printed in its head."""
        raw = self._text.quote(piece.start, piece.stop) if piece.stop > piece.start else ""
        cell = Cell(raw, 0, 0, self._text.origin(piece.start, piece.stop))
        fact = self._maker.make(spec, applicant, cell, method, label, unit=unit if unit != spec.unit else None)
        return replace(fact, method="by_constraint") if method == "by_constraint" else fact

    def doubt_label(self, made: Iterable[Fact], row: str) -> None:
        """Notes the values in a row whose label only holds the form's words for it."""
        self._maker.doubt_label(made, row)

    def suspect(self, fact: Fact, spec: FieldSpec, why: str) -> Note:
        """The note that the value of one cell may be another's."""
        return suspect(fact, self._maker.describe(spec, fact.applicant), why)

    def open(self, spec: FieldSpec, applicant: str, run: ValueRun, label: str, candidates: Iterable[str] = ()) -> Fact:
        """The fact of a cell that the text leaves open: no value, the row as printed, its possible readings."""
        return Fact(
            table_code=spec.table_code,
            field=spec.code,
            applicant=applicant,
            state="ambiguous",
            value=None,
            unit=spec.unit,
            raw=self._text.quote(run.start, run.stop),
            method="by_constraint",
            label=label,
            place=self._text.place(run.start, run.stop),
            candidates=tuple(dict.fromkeys(candidates))[:MOST_CANDIDATES],
        )

    def candidates(self, splits: Sequence[Split], column: int) -> list[str]:
        """What one cell reads in each way to cut its row."""
        return [self._text.quote(split[column].start, split[column].stop) for split in splits]

    def note(self, rule: str, spec: FieldSpec, run: ValueRun | None = None, **words: str) -> Note:
        """A note about one field, placed on its values."""
        locator = self._text.place(run.start, run.stop).locator if run else None
        return Note(rule, spec.table_code, spec.code, None, tuple(words.items()), locator)

    def open_note(self, spec: FieldSpec, run: ValueRun, label: str) -> Note:
        """The note that a row has several readings."""
        return self.note("CELL.AMBIGUOUS", spec, run, label=label, detail=self._text.quote(run.start, run.stop)[:80])


def undecodable(table_code: TableCode, detail: str, locator: str | None = None) -> Note:
    """The note that a torn table could not be decoded, or not whole."""
    return Note("UNDECODABLE", table_code, None, None, (("detail", detail),), locator)
