"""The expressions that every view is written with, and the few that the engines spell differently."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST_NAME = 63
"""PostgreSQL cuts longer identifiers off without a word."""


@dataclass(frozen=True, slots=True)
class Words:
    """The few expressions that the engines spell differently."""

    is_sqlite: bool

    def number(self, column: str) -> str:
        """A number in SQL: on SQLite the rare number kept as text becomes a REAL."""
        if not self.is_sqlite:
            return column
        return f"CASE typeof({column}) WHEN 'text' THEN CAST({column} AS REAL) ELSE {column} END"

    def day(self, year: str, month_and_day: str) -> str:
        """A date in the year given by an expression."""
        if self.is_sqlite:
            return f"printf('%04d-{month_and_day}', {year})"
        month, day = month_and_day.split("-")
        return f"make_date({year}, {int(month)}, {int(day)})"


def decode(column: str, numbers: Mapping[str, int]) -> str:
    """The word of a fixed vocabulary for the number that stands in a column."""
    cases = " ".join(f"WHEN {number} THEN '{word}'" for word, number in numbers.items())
    return f"CASE {column} {cases} END"


CURRENT = """FROM revision v
JOIN report r ON r.id = v.report_id
JOIN issuer i ON i.id = r.issuer_id"""
HEAD = "r.id AS report_id, i.id AS issuer_id, i.name AS issuer, NULLIF(i.parent, '') AS parent, r.year AS year"
IS_CURRENT = "WHERE v.superseded_at IS NULL"


def name_wide_column(field_code: str, applicant_code: str | None) -> str:
    """The column of a wide view for a cell: ``field`` or ``field__applicant``.

    A longer name than PostgreSQL takes is cut to it and ends in eight digits of its hash, on both engines.
    """
    name = field_code if applicant_code is None else f"{field_code}__{applicant_code}"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: _LONGEST_NAME - 9].decode(errors='ignore')}_{digest}"
