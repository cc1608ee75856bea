"""The data dictionary in the database: written from the catalogue, read back to make the views."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select, update

from db.schema.codes import add_if_new
from db.schema.dictionary_records import ApplicantInfo, Dictionary, FieldInfo, IndicatorInfo, RuleInfo
from db.schema.tables import applicant, field, indicator, rule

_Info = FieldInfo | ApplicantInfo | IndicatorInfo | RuleInfo
_Kind = TypeVar("_Kind", FieldInfo, ApplicantInfo, IndicatorInfo, RuleInfo)


def write_dictionary(connection: Connection, dictionary: Dictionary) -> bool:
    """True when anything changed. A word that is gone from the catalogue stays, no longer declared: old facts name it.

    ValueError for a dictionary that gives one code twice.
    """
    tables: tuple[tuple[Table, Sequence[_Info], Sequence[_Info]], ...] = (
        (field, dictionary.fields, _read(connection, field, FieldInfo)),
        (applicant, dictionary.applicants, _read(connection, applicant, ApplicantInfo)),
        (indicator, dictionary.indicators, _read(connection, indicator, IndicatorInfo)),
        (rule, dictionary.rules, _read(connection, rule, RuleInfo)),
    )
    changed = [(table, told) for table, told, held in tables if set(told) != set(held)]
    for table, told in changed:
        _write(connection, table, told)
    return bool(changed)


def read_dictionary(connection: Connection) -> Dictionary:
    """What the catalogue declared last, in the order of the form."""
    return Dictionary(
        fields=_read(connection, field, FieldInfo),
        applicants=_read(connection, applicant, ApplicantInfo),
        indicators=_read(connection, indicator, IndicatorInfo),
        rules=_read(connection, rule, RuleInfo),
    )


def _write(connection: Connection, table: Table, infos: Sequence[_Info]) -> None:
    codes = [info.code for info in infos]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"the dictionary declares twice in {table.name}: {', '.join(twice)}")
    connection.execute(update(table).values(declared=False))
    for info in infos:
        values = {**asdict(info), "declared": True}
        told = {name: value for name, value in values.items() if name != "code"}  # a code never changes
        if connection.execute(update(table).where(table.c.code == info.code).values(told)).rowcount == 0:
            add_if_new(connection, table, values)


def _read(connection: Connection, table: Table, kind: type[_Kind]) -> tuple[_Kind, ...]:
    query = select(table).where(table.c.declared.is_(True)).order_by(table.c.position, table.c.code)
    names = [field.name for field in fields(kind)]
    return tuple(_make(kind, {name: row[name] for name in names}) for row in connection.execute(query).mappings())


def _make(kind: type[_Kind], told: dict[str, Any]) -> _Kind:
    if "editions" in told:
        told["editions"] = tuple(told["editions"])
    return kind(**told)
