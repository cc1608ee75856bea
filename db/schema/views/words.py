"""The expressions that every view is written with, and the few that the engines spell differently."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from db.schema.metadata import METHOD_NUMBERS

_MANUAL = METHOD_NUMBERS["manual"]
_LONGEST_NAME = 63
"""PostgreSQL cuts longer identifiers off without a word."""


@dataclass(frozen=True, slots=True)
class SqlWords:
    """The few expressions that the engines spell differently."""

    is_sqlite: bool

    def number(self, column: str) -> str:
        """A number in SQL. On SQLite the rare number kept as text becomes a REAL, or NULL where no REAL is so large."""
        if not self.is_sqlite:
            return column
        double = f"NULLIF(NULLIF(CAST({column} AS REAL), 9e999), -9e999)"
        return f"CASE typeof({column}) WHEN 'text' THEN {double} ELSE {column} END"

    def name_optional(self, table: str, alias: str, key: str) -> tuple[str, str]:
        """The code that a number may stand for, and the join that it needs.

        PostgreSQL leaves a join out where nothing of it is asked for; SQLite does not when it adds up, and reads the
        whole row of a fact for the key: there it is a look-up, which runs only when it is asked for.
        """
        if self.is_sqlite:
            return f"(SELECT {alias}.code FROM {table} {alias} WHERE {alias}.id = {key})", ""  # noqa: S608
        return f"{alias}.code", f"LEFT JOIN {table} {alias} ON {alias}.id = {key}"

    def printed(self, alias: str) -> str:
        """What the document prints in a cell, as it was read: beneath a correction too, nothing where none was found.

        Not by an arrow on SQLite, which knows it since 3.38 alone.
        """
        raw = "json_extract(k.read_as, '$.raw')" if self.is_sqlite else "(CAST(k.read_as AS json) ->> 'raw')"
        read = ask_correction(alias, f"COALESCE({raw}, '')")
        return f"COALESCE({read}, {alias}.raw)"

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


def write_corrected_raw(alias: str) -> str:
    """What a person says is printed in a cell, where somebody corrected it."""
    return f"CASE WHEN {alias}.method_id = {_MANUAL} THEN {alias}.raw END"


def ask_correction(alias: str, column: str) -> str:
    """What is known of the correction of a cell of the field ``d``; NULL for others, for which nothing is looked up."""
    same = f"k.revision_id = {alias}.revision_id AND k.field = d.code AND k.applicant = a.code"
    asked = f"SELECT {column} FROM corrected_cell k JOIN correction c ON c.id = k.correction_id WHERE {same}"  # noqa: S608
    return f"CASE WHEN {alias}.method_id = {_MANUAL} THEN ({asked}) END"


def write_differs(one: str, other: str) -> str:
    """Whether two columns differ, where no value is like no value.

    Not in the standard's words: SQLite knows them since 3.39, and to a program that brings an older one along a file
    with one such view is malformed as a whole. SQLite's own words no other engine can parse.
    """
    return f"COALESCE({one} <> {other}, ({one} IS NULL) <> ({other} IS NULL))"


def write_begins(column: str, start: str) -> str:
    """Whether a text begins so; not with LIKE, which DuckDB hands on to SQLite as an operator that SQLite lacks."""
    return f"substr({column}, 1, {len(start)}) = '{start}'"


CURRENT = """FROM revision v
JOIN report r ON r.id = v.report_id
JOIN issuer i ON i.id = r.issuer_id"""
HEAD = "r.id AS report_id, i.id AS issuer_id, i.name AS issuer, NULLIF(i.parent, '') AS parent, r.year AS year"
IS_CURRENT = "WHERE v.superseded_at IS NULL"
IS_UNMERGED = """NOT EXISTS (SELECT 1 FROM issuer_merge g
    WHERE g.issuer_id = i.id AND g.withdrawn_at IS NULL)"""
"""An issuer whose reports were not given to another."""


def write_holds(finding: str) -> str:
    """Whether a finding still holds: one between two revisions does while the other one is what its document says.

    The other one is current, or, where two documents of one report are compared, the newest reading of its document.
    """
    is_reading = f"""{write_begins(f"{finding}.rule", "RENDITION.")} AND EXISTS (SELECT 1 FROM rendition t
        WHERE t.report_id = w.report_id AND t.revision_id = w.id AND NOT EXISTS (SELECT 1 FROM rendition n
          WHERE n.document_id = t.document_id AND n.id > t.id))"""  # noqa: S608 (words of ours)
    return f"""({finding}.other_revision_id IS NULL OR EXISTS (SELECT 1 FROM revision w
      WHERE w.id = {finding}.other_revision_id AND (w.superseded_at IS NULL OR {is_reading})))"""  # noqa: S608


def name_wide_column(field_code: str, applicant_code: str | None) -> str:
    """The column of a wide view for a cell: ``field`` or ``field__applicant``.

    A longer name than PostgreSQL takes is cut to it and ends in eight digits of its hash, on both engines.
    """
    name = field_code if applicant_code is None else f"{field_code}__{applicant_code}"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: _LONGEST_NAME - 9].decode(errors='ignore')}_{digest}"
