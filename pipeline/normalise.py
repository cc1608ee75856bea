"""A draft becomes a report: facts of the three tables, chapters, issuer and year, and what was noticed on the way."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from db.schema.records import (
    Coverage,
    DocumentRef,
    Finding,
    Report,
    Section,
    Sighting,
)
from extractors.drafting.draft import Draft
from extractors.model.source import SourceDocument
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue
from pipeline.forms.blanks import doubt_blanks
from pipeline.forms.coverage import Numbers
from pipeline.forms.facts import FactMaker, Note, place_of
from pipeline.forms.other_years import find_years_aside, set_aside
from pipeline.forms.tables import TableReaders, Tables
from pipeline.issuers.context import read_context
from pipeline.issuers.model import Resolution
from pipeline.issuers.printed_names import resolve_printed
from pipeline.issuers.report_identity import ReportIdentity, identify
from pipeline.issuers.words import load_words
from pipeline.prose.read import read_prose
from pipeline.prose.topics import find_topics
from pipeline.prose.words.lexicon import load_lexicon
from pipeline.version import CODE_VERSION

OCR_READERS = frozenset({"scan"})


class Normaliser:
    """Turns drafts into reports with one catalogue; holds the catalogue's look-ups, so make one and keep it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._readers = TableReaders(catalogue)

    def normalise(self, draft: Draft, source: SourceDocument) -> Report:
        """The report a draft holds, unchecked; what could not be placed is in ``findings`` and ``unmapped``."""
        document = draft.document
        identity = identify(draft, source, self.catalogue)
        draft, others = set_aside(draft, identity.year)
        maker = FactMaker(self.catalogue, self._readers.cells, document.reader in OCR_READERS, document.recognised)
        tables = Tables(self._readers, draft, maker, identity.year)
        sections = tuple(_sections(draft, self.catalogue))
        context = read_context((*document.metadata, *draft.head), identity.year, url=source.url or "")
        resolution = resolve_printed(identity.issuer, self.catalogue.folding, context)
        findings = [*identity.findings, *self._doubt_issuer(identity, resolution), *self._problems(draft)]
        used = (fact.place.locator for fact in tables.facts if fact.place is not None)
        numbers = Numbers(draft, used, maker.locators, self._readers.cells.is_number)
        doubts = doubt_blanks(tables.facts, numbers, self.catalogue)
        findings += self._tell_years(draft, identity.year)
        findings += [self._finding(note) for note in (*maker.notes, *doubts)]
        findings += self._tell_aside(numbers)
        findings += [self._tell_other_year(code, year) for code, year in others]
        readings = [read_prose(section.text, section.number, load_lexicon()) for section in sections]
        if any(reading.is_cut for reading in readings):
            findings.append(make_finding(self.catalogue, "DOC.NO_STOPS", state="uncertain"))
        return Report(
            issuer=replace(resolution.issuer, name=identity.issuer, raw=identity.issuer_raw),
            year=identity.year,
            title=identity.title,
            document=DocumentRef(document.sha256, document.media_type, document.name, len(source.data), document.pages),
            sighting=_sighting(source, identity),
            editions=tuple(tables.editions),
            facts=tuple(tables.facts),
            figures=tuple(figure for reading in readings for figure in reading.figures),
            sections=sections,
            findings=tuple(findings),
            unmapped=tuple(tables.unmapped),
            coverage=_measure_coverage(numbers, tables),
            code_version=CODE_VERSION,
            catalogue_version=self.catalogue.version,
        )

    def _doubt_issuer(self, identity: ReportIdentity, resolution: Resolution) -> Iterable[Finding]:
        """An issuer that the registry does not know, or knows elsewhere; the report stays under the name it gives."""
        if not identity.issuer:
            return
        if resolution.is_contradicted:
            yield make_finding(self.catalogue, "ISSUER.ELSEWHERE", detail=identity.issuer)
        elif not resolution.is_resolved:
            told = ", ".join(candidate.code or candidate.name for candidate in resolution.candidates[:5])
            why, why_en = load_words().undecided[resolution.reason]
            words = {"why": why, "why_en": why_en, "detail": told}
            yield make_finding(self.catalogue, "ISSUER.UNRESOLVED", state="uncertain", words=words)

    def _finding(self, note: Note) -> Finding:
        words = dict(note.words)
        column = words.pop("column", None)
        if column is not None:
            names = {applicant.code: applicant.label for applicant in self.catalogue.applicants}
            words["label"] = f"{words['label']}·{names[column]}"
        return make_finding(
            self.catalogue,
            note.rule,
            table_code=note.table_code,  # type: ignore[arg-type]
            field=note.field,
            applicant=note.applicant,
            locator=note.locator,
            words=words,
        )

    def _problems(self, draft: Draft) -> list[Finding]:
        return [
            make_finding(
                self.catalogue,
                problem.code,
                detail=problem.detail,
                locator=problem.origin.locator if problem.origin else None,
            )
            for problem in draft.document.problems
        ]

    def _tell_years(self, draft: Draft, year: int | None) -> Iterator[Finding]:
        """Tables with a column of each of several years, which the form does not have."""
        for table, years in find_years_aside(draft, year):
            yield make_finding(
                self.catalogue,
                "TABLE.YEARS",
                table_code=table.code,  # type: ignore[arg-type]
                locator=table.origin.locator,
                words={"table": table.code[1:] if table.code.startswith("T") else ""},
                detail=", ".join(years),
            )

    def _tell_other_year(self, code: str, year: int) -> Finding:
        """A table that is printed for comparison."""
        words = {"table": code[1:], "year": str(year)}
        return make_finding(self.catalogue, "TABLE.OTHER_YEAR", table_code=code, words=words)  # type: ignore[arg-type]

    def _tell_aside(self, numbers: Numbers) -> Iterator[Finding]:
        """What stands in columns that no form has, one finding a table: it is no fact."""
        for table, cells in numbers.list_aside():
            first = cells[0]
            words = {"count": str(len(cells)), "detail": first.text.strip()}
            yield make_finding(
                self.catalogue,
                "TABLE.ASIDE",
                table_code=table.code,  # type: ignore[arg-type]
                locator=first.origin.locator,
                words=words,
            )


def _measure_coverage(numbers: Numbers, tables: Tables) -> Coverage:
    """Numeric cells of the tables, and those of them that became facts; of torn text the cells its digits fill.

    A row printed again with the same numbers, as in a second copy of the report, counts once.
    """
    torn = [fact.state for fact in tables.facts if (fact.field, fact.applicant) in tables.torn]
    read = torn.count("number")
    mapped = len(numbers.numeric & numbers.used) + read
    return Coverage(len(numbers.numeric) + read + torn.count("ambiguous"), mapped)


def _sections(draft: Draft, catalogue: Catalogue) -> Iterable[Section]:
    for section in draft.sections:
        if section.number == 0 and not section.text.strip():
            continue
        place = place_of(section.origin) if section.origin is not None else None
        text = section.text
        topics = find_topics(text, catalogue.topics, catalogue.folding) if section.number == 1 else ()
        yield Section(section.code, section.number, section.title, text, place, topics)


def _sighting(source: SourceDocument, identity: ReportIdentity) -> Sighting:
    return Sighting(source.url or source.name, identity.published_on, identity.title)


@cache
def normaliser_of(catalogue: Catalogue) -> Normaliser:
    """The normaliser of a catalogue, made once a process."""
    return Normaliser(catalogue)


def normalise(draft: Draft, source: SourceDocument, catalogue: Catalogue) -> Report:
    """The report a draft holds, unchecked."""
    return normaliser_of(catalogue).normalise(draft, source)


__all__ = ["Normaliser", "normalise", "normaliser_of"]
