"""The words of the data dictionary as the catalogue declares them, and as the database holds them."""

from dataclasses import dataclass

from db.schema.records import Severity, TableCode


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What the dictionary says of one field of a standard table."""

    code: str
    table_code: TableCode
    """The table whose wide view shows the field, where several tables print it."""
    zh: str
    en: str
    unit: str | None = None
    editions: tuple[str, ...] = ()
    position: int = 0
    definition: str = ""


@dataclass(frozen=True, slots=True)
class ApplicantInfo:
    """What the dictionary says of one kind of applicant, ``all`` among them."""

    code: str
    zh: str
    en: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    """What the dictionary says of one count that reports give in prose."""

    code: str
    zh: str
    en: str
    unit: str | None = None
    field: str | None = None
    """The field of a standard table it can be held against."""
    applicant: str | None = None
    position: int = 0
    definition: str = ""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What the dictionary says of one rule."""

    code: str
    severity: Severity
    zh: str
    en: str
    table_code: TableCode | None = None
    formula: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The data dictionary: every word that may stand in the database, in the order of the form."""

    fields: tuple[FieldInfo, ...] = ()
    applicants: tuple[ApplicantInfo, ...] = ()
    indicators: tuple[IndicatorInfo, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
