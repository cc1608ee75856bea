"""Corrections applied to a reading, and taken back."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, select

from db.schema.records import Fact, Place, Report
from db.schema.tables import corrected_cell, correction
from db.writing.packed.fingerprints import FactKey, list_keys, spell_values
from db.writing.packed.packing import Row
from db.writing.packed.rows import Rows

_Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mend:
    """One corrected cell: which correction, and what the reader had read there (None: nothing)."""

    correction_id: int
    read_as: Fact | None


Mends = tuple[tuple[_Cell, Mend], ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A report with its corrections applied, and what they replaced."""

    report: Report
    mends: Mends = ()


def read_corrections(connection: Connection, document_id: int) -> tuple[sqlalchemy.Row[Any], ...]:
    """The corrections that stand for a document, oldest first."""
    standing = correction.c.withdrawn_at.is_(None)
    query = select(correction).where(correction.c.document_id == document_id, standing).order_by(correction.c.id)
    return tuple(connection.execute(query).all())


def mend(report: Report, corrections: Iterable[sqlalchemy.Row[Any]]) -> Mended:
    """The report as the corrections say it should have been read; the newest one for a cell wins."""
    by_cell = {(row.field, row.applicant): row for row in corrections}
    if not by_cell:
        return Mended(report)
    read = {(fact.field, fact.applicant): fact for fact in report.facts}
    facts = {**read, **{cell: _correct(read.get(cell), row) for cell, row in by_cell.items()}}
    mends = tuple((cell, Mend(row.id, read.get(cell))) for cell, row in by_cell.items())
    return Mended(replace(report, facts=tuple(facts.values())), mends)


def restore(connection: Connection, revision_id: int, report: Report) -> Mended:
    """A stored revision together with what its corrections had replaced."""
    return Mended(report, read_mends(connection, revision_id))


def read_mends(connection: Connection, revision_id: int) -> Mends:
    """The corrected cells of a stored revision."""
    query = select(corrected_cell).where(corrected_cell.c.revision_id == revision_id)
    return tuple(
        ((row.field, row.applicant), Mend(row.correction_id, _parse_fact(row.read_as)))
        for row in connection.execute(query)
    )


def read_printed(read_as: str | None) -> str:
    """What the document prints in a corrected cell, as it was read; empty where the reader found none."""
    return "" if read_as is None else str(json.loads(read_as)["raw"])


def list_corrected_cells(connection: Connection, revision_id: int) -> dict[_Cell, str]:
    """What the document prints, as it was read, in the cells of a revision that people mended: (field, applicant)."""
    columns = (corrected_cell.c.field, corrected_cell.c.applicant, corrected_cell.c.read_as)
    query = select(*columns).where(corrected_cell.c.revision_id == revision_id)
    return {(code, who): read_printed(read_as) for code, who, read_as in connection.execute(query)}


def unmend(mended: Mended) -> Report:
    """The report as the reader read it, before any correction."""
    facts = {(fact.field, fact.applicant): fact for fact in mended.report.facts}
    for cell, item in mended.mends:
        if item.read_as is None:
            facts.pop(cell, None)
        else:
            facts[cell] = item.read_as
    return replace(mended.report, facts=tuple(facts.values()))


def describe_beneath(document_id: int, mends: Mends, facts: Iterable[Fact]) -> str:
    """What a document says in the cells that corrections changed, as a text to compare; empty where none did.

    Args:
        document_id: The document that was read.
        mends: Its corrected cells.
        facts: The report with the corrections applied.
    """
    held = {(fact.field, fact.applicant): fact for fact in facts}
    pairs = [(cell, _list_keys(item.read_as), _list_keys(held.get(cell))) for cell, item in mends]
    changed = sorted((cell, read) for cell, read, told in pairs if read != told)
    return f"{document_id} {changed}" if changed else ""


def _list_keys(fact: Fact | None) -> list[FactKey]:
    facts = [] if fact is None else [fact]
    return list_keys(facts, spell_values(facts))


def write_corrected_cells(revision_id: int, mends: Mends) -> Rows:
    """The rows that say which cells of a revision a person mended."""
    rows: list[Row] = []
    for (field, applicant), item in mends:
        rows.append((revision_id, field, applicant, item.correction_id, _write_fact(item.read_as)))
    yield corrected_cell, rows


def _correct(fact: Fact | None, row: sqlalchemy.Row[Any]) -> Fact:
    told = {"state": row.state, "value": row.value, "raw": row.raw, "method": "manual"}
    if fact is not None:
        unit = row.unit or fact.unit
        return replace(fact, **told, unit=unit, standard_value=_find_standard(fact, row.value, unit), candidates=())
    cell = {"table_code": row.table_code, "field": row.field, "applicant": row.applicant}
    return Fact(**cell, **told, unit=row.unit, label="", place=None)


def _find_standard(fact: Fact, value: Decimal | None, unit: str | None) -> Decimal | None:
    """The corrected value in the standard unit, where the reading shows what one unit is worth; else None."""
    if value is None or fact.standard_value is None or unit != fact.unit or not fact.value:
        return None
    worth = fact.standard_value / fact.value
    return value * worth if worth * fact.value == fact.standard_value else None


def _write_fact(fact: Fact | None) -> str | None:
    return None if fact is None else json.dumps(asdict(fact), ensure_ascii=False, default=str)


def _parse_fact(text: str | None) -> Fact | None:
    if text is None:
        return None
    told = json.loads(text)
    for name in ("value", "standard_value"):
        told[name] = None if told[name] is None else Decimal(told[name])
    told["place"] = None if told["place"] is None else Place(**told["place"])
    told["candidates"] = tuple(told["candidates"])
    return Fact(**told)
