"""Standard tables of which only the words are left: labels and digits in running text."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.schema.records import Fact, TableCode
from extractors.drafting.draft import Draft
from pipeline.catalogue.model import Catalogue
from pipeline.forms.facts import FactMaker, Note
from pipeline.forms.torn.facts import TornFacts, TornTable
from pipeline.forms.torn.t2 import TornT2
from pipeline.forms.torn.t3 import TornT3
from pipeline.forms.torn.t4 import TornT4
from pipeline.forms.torn.text import TornText
from pipeline.forms.torn.values import RunReader


@dataclass(frozen=True, slots=True)
class TornResult:
    """What torn text gave; empty for ordinary prose."""

    facts: tuple[Fact, ...] = ()
    editions: tuple[tuple[TableCode, str], ...] = ()
    notes: tuple[Note, ...] = ()


class TornReader:
    """Reads torn tables with one catalogue; make one and keep it."""

    def __init__(self, catalogue: Catalogue) -> None:
        runs = RunReader(catalogue.values)
        self._catalogue = catalogue
        self._t2 = TornT2(catalogue, runs)
        self._t3 = TornT3(catalogue, runs)
        self._t4 = TornT4(catalogue, runs)

    def read(
        self, draft: Draft, missing: Sequence[str], edition: str, maker: FactMaker, year: int | None = None
    ) -> TornResult:
        """The standard tables that stand in the prose as torn text.

        Args:
            draft: the draft; only its document's headings and paragraphs are looked at.
            missing: codes of the standard tables of which no table was found; no others are looked for.
            edition: edition of table T4 when neither T2 nor T3 says it.
            maker: the report's fact maker; oddities of cells are noted there, everything else in the result.
            year: of the report, where it is known: tables of other years may stand beside its own.
        """
        if not missing:
            return TornResult()
        text = TornText(draft.document, self._catalogue.folding)
        facts = TornFacts(text, maker)
        tables: list[TornTable] = []
        if "T2" in missing:
            tables += _present(self._t2.read(text, facts, year))
        if "T3" in missing:
            tables += _present(self._t3.read(text, facts, year))
        if "T4" in missing:
            known = {table.table_code: table.edition for table in tables}
            tables += _present(self._t4.read(text, facts, known.get("T3", known.get("T2", edition)), year))
        return TornResult(
            tuple(fact for table in tables for fact in table.facts),
            tuple((table.table_code, table.edition) for table in tables),
            tuple(note for table in tables for note in table.notes),
        )


def _present(table: TornTable | None) -> list[TornTable]:
    return [] if table is None else [table]
