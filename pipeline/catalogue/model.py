"""The form, declared: what the catalogue's TOML files say, as frozen records with their look-ups built."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from db.schema.records import Severity, TableCode
from extractors.model.labels import Folding
from extractors.model.landmarks import Landmarks

Kind = Literal["count", "signed", "money"]
"""``count``: a whole number of 0 or more. ``signed``: one with a sign. ``money``: an exact decimal of 0 or more."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One official form."""

    code: str
    zh: str
    en: str
    first_year: int
    last_year: int | None
    tables: tuple[TableCode, ...]


@dataclass(frozen=True, slots=True)
class Applicant:
    """One value column of table T3."""

    code: str
    label: str
    en: str
    variants: tuple[str, ...]
    is_total: bool
    group: str = ""
    """The head over this column and others; empty for a column that stands alone."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One canonical field: a row of T3, a cell of T2, a column of T4, or a line of an older table."""

    code: str
    table_code: TableCode
    label: str
    """As the form prints it."""
    en: str
    path: tuple[str, ...]
    """Labels above it, outermost first: block and column of T2, parents of a T3 row, heads of a T4 column."""
    editions: tuple[str, ...]
    unit: str | None
    kind: Kind
    role: str
    """``leaf``, ``total``, ``input`` (received, carried in) or ``output`` (carried out)."""
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True)
class LabelSpec:
    """A printed label and the other wordings it is known by."""

    label: str
    variants: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class T2Form:
    """Table T2 of one edition."""

    edition: str
    rows: tuple[LabelSpec, ...]
    columns: tuple[LabelSpec, ...]
    cells: dict[tuple[str, str], FieldSpec]
    """(row label, column label) -> field, in form order."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum the form promises."""

    rule: str
    table_code: TableCode
    edition: str | None
    for_each: str | None
    left: tuple[str, ...]
    relation: Literal["=", "<="]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A code that a finding can carry, with its words."""

    code: str
    severity: Severity
    zh: str
    en: str
    fix: str


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A customary sub-topic of the first chapter."""

    code: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueWords:
    """What a cell may hold besides digits."""

    states: dict[str, str]
    """Cell text (NFKC, no blanks) -> state."""
    zero_words: frozenset[str]
    zero_letters: frozenset[str]
    numerals: frozenset[str]
    """Signs of which a number in Chinese numerals is made."""
    minus: tuple[str, ...]
    plus: tuple[str, ...]
    remarks: tuple[str, ...]
    """What a remark begins with that stands beside a number without brackets."""
    corrections: tuple[str, ...]
    """What a remark says that gives another number in place of the one it stands at."""
    more: tuple[str, ...]
    """What follows a number that says less than there is: "and some more"."""
    last_year: frozenset[str]
    """What a row of a table is called that repeats the year before."""
    unit_words: tuple[str, ...]
    """What stands before the colon in a line that prints the unit of a whole table."""
    units: frozenset[str]
    conversions: dict[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words around issuer and year in a title, and where metadata names issuer and date."""

    subjects: tuple[str, ...]
    prefixes: tuple[str, ...]
    tails: tuple[str, ...]
    restore: tuple[tuple[str, str], ...]
    """End of a name that the subject cut off, and what to give it back."""
    corrections: tuple[str, ...]
    nobody: frozenset[str]
    """Words in the place of the issuer that name none: 本机关."""
    compiled: tuple[str, ...]
    """What follows 由 and the name of who made the report."""
    publishing: tuple[str, ...]
    """What follows the name of who publishes it."""
    issuer_keys: tuple[str, ...]
    source_keys: tuple[str, ...]
    """Where a page says what it was taken from: its issuer, or some site."""
    date_keys: tuple[str, ...]
    digits: str
    """The ten Chinese digits, zero first."""
    zero_signs: str
    somebody: tuple[str, ...]
    """Ends of a bracket that names another issuer."""
    folding: Folding
    """What finds these words in traditional script; the issuer's name stays as printed."""


@dataclass(frozen=True, slots=True)
class CheckWords:
    """Words that the document-level checks look for."""

    fee_words: tuple[str, ...]
    old_form_numbers: tuple[str, ...]
    no_regulation_endings: tuple[str, ...]
    regulation_makers: tuple[str, ...]
    own_sites: tuple[str, ...]
    """What an issuer calls the site it publishes on, after the name of its place; longer ones first."""
    period_words: tuple[str, ...]
    """With one of these a sentence says over which days the figures of the report were counted."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything declared, with the look-ups that the normaliser and the checks use."""

    version: str
    editions: tuple[Edition, ...]
    applicants: tuple[Applicant, ...]
    t2: tuple[T2Form, ...]
    t3_rows: tuple[FieldSpec, ...]
    """Rows of all editions, in form order."""
    t3_labels: dict[str, LabelSpec]
    t4_columns: tuple[FieldSpec, ...]
    t4_labels: dict[str, LabelSpec]
    """Column label or group label -> its wordings."""
    old_tables: tuple[FieldSpec, ...]
    identities: tuple[Identity, ...]
    rules: dict[str, Rule]
    topics: tuple[TopicSpec, ...]
    values: ValueWords
    titles: TitleWords
    check_words: CheckWords
    landmarks: Landmarks
    folding: Folding

    def edition(self, code: str) -> Edition:
        """The edition with this code; KeyError when there is none."""
        return next(edition for edition in self.editions if edition.code == code)

    def form_of_year(self, year: int | None) -> str:
        """Code of the edition with the three tables that a report of this year follows; the newest where none does."""
        forms = [edition for edition in self.editions if "T2" in edition.tables]
        own = (
            edition
            for edition in forms
            if year is not None and edition.first_year <= year <= (edition.last_year or year)
        )
        return next(own, max(forms, key=lambda edition: edition.first_year)).code

    @cached_property
    def fields(self) -> tuple[FieldSpec, ...]:
        """All fields of the standard tables, in form order, each once."""
        cells: dict[str, FieldSpec] = {}
        for form in self.t2:
            for spec in form.cells.values():
                known = cells.get(spec.code)
                cells[spec.code] = spec if known is None else known
        return (*cells.values(), *self.t3_rows, *self.t4_columns)

    @cached_property
    def field_by_code(self) -> dict[tuple[str, str], FieldSpec]:
        """(table code, field code) -> field."""
        return {(spec.table_code, spec.code): spec for spec in (*self.fields, *self.old_tables)}

    @cached_property
    def applicant_labels(self) -> dict[str, str]:
        """Applicant code -> label as the form prints it."""
        return {applicant.code: applicant.label for applicant in self.applicants}

    def t3_fields(self, edition: str) -> tuple[FieldSpec, ...]:
        """The rows of table T3 of one edition, in form order."""
        return self._t3_by_edition.get(edition, ())

    @cached_property
    def _t3_by_edition(self) -> dict[str, tuple[FieldSpec, ...]]:
        editions = {edition for row in self.t3_rows for edition in row.editions}
        return {edition: tuple(row for row in self.t3_rows if edition in row.editions) for edition in editions}

    def t2_form(self, edition: str) -> T2Form:
        """Table T2 of one edition."""
        return next(form for form in self.t2 if form.edition == edition)
