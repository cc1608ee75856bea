"""What can be stored: the records that the pipeline fills and the store writes.

Every record is frozen. Numbers are exact (``Decimal``); a fact without a number has no value, and blank is not zero.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from db.schema.fast_records import quicken

Unclear = Literal["text", "illegible", "merged_span", "ambiguous", "missing_table", "not_on_form"]
State = Literal["number", "blank", "slash", "dash", "text_na", Unclear]
"""What a cell holds. Only ``number`` has a value."""

Method = Literal["exact", "variant", "keyword", "by_position", "by_constraint", "ocr", "manual"]
"""How the fact was identified: by the form's own label, a variant, a keyword, neighbours, the sums, OCR, a person."""

CheckState = Literal["pass", "pass_with_blanks", "fail", "uncertain", "not_applicable"]
Severity = Literal["error", "warning", "info"]
TableCode = Literal["T2", "T3", "T4", "S14", "LOCAL"]
"""T2, T3, T4: the standard tables. S14: the national statistics table of 2014. LOCAL: any other table before 2019."""
Scope = Literal["own", "wider", "unknown"]
Period = Literal["year", "cumulative"]


@quicken
@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page something stands: a readable locator, and the frame where the format has pages."""

    locator: str
    page: int | None = None
    left: float | None = None
    """Points from the left edge of the page; likewise top, right, bottom from the top left corner."""
    top: float | None = None
    right: float | None = None
    bottom: float | None = None


@quicken
@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of a standard table: (field, applicant)."""

    table_code: TableCode
    field: str
    applicant: str
    state: State
    value: Decimal | None
    """As printed, in ``unit``."""
    unit: str | None
    """The unit printed in the cell, else the one the form fixes; None when neither says."""
    raw: str
    """The printed text, untouched."""
    method: Method
    label: str
    """The label path as printed, parts joined by `` › ``."""
    place: Place | None
    standard_value: Decimal | None = None
    """The value in the field's standard unit; differs from ``value`` only when the cell names another unit."""
    candidates: tuple[str, ...] = ()
    """What the cell may say, when its state is ``ambiguous``."""


@dataclass(frozen=True, slots=True)
class UnmappedRow:
    """A label of a standard table that the catalogue does not know, with what stood beside it."""

    table_code: TableCode | None
    label: str
    label_key: str
    """The label after the published normalisation: what a catalogue entry would have to match."""
    values: tuple[str, ...]
    unit: str | None
    place: Place | None


@quicken
@dataclass(frozen=True, slots=True)
class Figure:
    """One count found in prose."""

    indicator: str | None
    value: Decimal | None
    """千, 万 and 亿 expanded, money in yuan; None where the words give no number (数十次)."""
    unit: str
    approximate: bool
    scope: Scope
    period: Period
    raw: str
    sentence: str
    section: int | None
    start: int
    """Span of ``raw`` in the section's text."""
    end: int
    value_max: Decimal | None = None
    """Upper end of a range."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A customary sub-topic of section 一, with its span in the section's text."""

    code: str
    title: str
    start: int
    end: int


@quicken
@dataclass(frozen=True, slots=True)
class Section:
    """One chapter of the report, whole."""

    code: str
    """``s1_overview`` … ``s6_other``, or ``preamble``."""
    number: int
    """1 to 6 by what the title says, 0 for what stands before the first."""
    title: str
    """As printed."""
    text: str
    place: Place | None = None
    topics: tuple[Topic, ...] = ()


@quicken
@dataclass(frozen=True, slots=True)
class Operand:
    """One number that a check used."""

    field: str
    applicant: str
    raw: str
    locator: str


@quicken
@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one rule worth telling: what was expected, what was reported, and where."""

    rule: str
    state: CheckState
    severity: Severity
    message: str
    """In Chinese."""
    message_en: str
    table_code: TableCode | None = None
    field: str | None = None
    applicant: str | None = None
    expected: Decimal | None = None
    reported: Decimal | None = None
    formula: str | None = None
    """The rule with its numbers: ``3 + 0 = 3 + 0``."""
    locator: str | None = None
    operands: tuple[Operand, ...] = ()


@quicken
@dataclass(frozen=True, slots=True)
class RuleTally:
    """How often a rule ended in a state on one report; passes are counted here and not stored one by one."""

    rule: str
    state: CheckState
    count: int


@quicken
@dataclass(frozen=True, slots=True)
class IssuerRef:
    """Whose report it is, as far as the document tells."""

    name: str
    """Cleaned for look-up: no blanks, no rendition marks."""
    raw: str
    """As printed."""
    code: str | None = None
    """Key in the issuer registry, when resolved."""
    level: str | None = None
    kind: str | None = None
    parent: str | None = None


@quicken
@dataclass(frozen=True, slots=True)
class DocumentRef:
    """The file a report was read from."""

    sha256: str
    media_type: str
    name: str
    size: int
    pages: int | None = None


@quicken
@dataclass(frozen=True, slots=True)
class Sighting:
    """These bytes were at this address: what the loader knows about where the document came from."""

    location: str  # URL or path
    published_on: date | None = None
    title: str = ""
    is_news: bool = True  # False: bytes kept from an earlier sighting, which says all there is to say


@quicken
@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the numeric cells printed in the standard tables, how many became facts."""

    numeric_cells: int
    mapped: int


@quicken
@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one document about one issuer and year."""

    issuer: IssuerRef
    year: int | None
    title: str
    document: DocumentRef
    sighting: Sighting
    editions: tuple[tuple[TableCode, str], ...]
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    tallies: tuple[RuleTally, ...] = ()
    unmapped: tuple[UnmappedRow, ...] = ()
    coverage: Coverage = Coverage(0, 0)
    code_version: str = ""
    catalogue_version: str = ""

    def edition(self, table_code: str) -> str | None:
        """The edition of one table, or None when the report has no such table."""
        return next((edition for code, edition in self.editions if code == table_code), None)


LoadOutcome = Literal["new", "unchanged", "code_changed", "source_changed", "corrected", "reassigned"]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading one report did."""

    outcome: LoadOutcome
    report_id: int
    revision_id: int
    """The revision written, or for ``unchanged`` the one that already said the same."""
    revision_number: int
    is_current: bool
    changed_cells: int = 0
    """Cells that differ from the revision that was current before."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's mend of a misreading; it is pinned to the document's hash and never follows a republished one."""

    document_sha256: str
    field: str
    applicant: str
    state: State
    value: Decimal | None
    raw: str
    """What is printed there, as the person reads it."""
    author: str
    explanation: str
    """Why the reading was wrong."""
    evidence: str = ""
    table_code: TableCode | None = None  # needed only where the reader found no such fact
    unit: str | None = None
    """Needed only where the unit was misread too, or the reader found no such fact; otherwise the unit stays."""


VerdictKind = Literal["issuer_error", "misreading", "false_alarm", "accepted"]
"""The issuer's own mistake, ours, a rule that does not apply here, or known and let stand."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's judgement of one finding; it holds for every later reading with the same rule, cells and values."""

    finding_id: int
    kind: VerdictKind
    author: str
    explanation: str = ""


ItemOutcome = Literal["loaded", "unchanged", "flagged", "quarantined", "failed"]


@dataclass(frozen=True, slots=True)
class RunItem:
    """What became of one document in one run."""

    run_id: int
    location: str
    document_sha256: str | None  # None when the bytes could not be had
    outcome: ItemOutcome
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class HeldRevision:
    """One revision as the database holds it, without its contents."""

    revision_id: int
    report_id: int
    number: int
    reason: LoadOutcome
    document_sha256: str
    code_version: str
    catalogue_version: str
    run_id: int | None
    loaded_at: datetime
    superseded_at: datetime | None
    """None while the revision is current; equal to ``loaded_at`` when it never was."""
    previous_id: int | None  # the revision this one is compared with in ``revision_change``
    issuer: str = ""  # under whose name: another's than the report's, before a merge


@dataclass(frozen=True, slots=True)
class Change:
    """One place where two revisions differ; None on the side that has nothing there."""

    kind: Literal["fact", "figure", "section"]
    key: tuple[str, ...]
    """(field, applicant) of a fact; (indicator, raw) of a figure; (code,) of a section."""
    old: Fact | Figure | Section | None
    new: Fact | Figure | Section | None
