"""The triggers that keep the store append-only, on both engines.

What a revision holds takes no UPDATE and no DELETE. A revision itself takes one change: the moment it was superseded.
Corrections, verdicts and merges of issuers take one change too: their withdrawal.
"""

from sqlalchemy import Table

from db.schema.tables import (
    HELD,
    applicant,
    comeback,
    comparison,
    correction,
    field,
    issuer_merge,
    label,
    merged_document,
    rendition,
    revision,
    unit,
    verdict,
)

_MUTABLE = {
    "revision": ("superseded_at",),
    "rendition": (),
    "correction": ("withdrawn_at", "withdrawn_by"),
    "verdict": ("withdrawn_at", "withdrawn_by"),
    "issuer_merge": ("withdrawn_at", "withdrawn_by"),
}

_DICTIONARY = (field, applicant, unit, label)
_FIXED = ("id", "code")
"""Facts hold these numbers without a foreign key: a word once numbered stays, under that number."""

_POSTGRESQL_FUNCTION = """\
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused; a change is a new revision', TG_TABLE_NAME, TG_OP;
END $$"""


def list_triggers(engine: str) -> list[str]:
    """The statements that create every trigger on an empty ``sqlite`` or ``postgresql`` database."""
    said = (correction, verdict, issuer_merge, merged_document)
    tables = (*HELD, comparison, comeback, rendition, revision, *said, *_DICTIONARY)
    if engine == "sqlite":
        return [statement for table in tables for statement in _write_sqlite_triggers(table)]
    return [_POSTGRESQL_FUNCTION, *(statement for table in tables for statement in _write_postgresql_triggers(table))]


def _write_update_event(table: Table) -> str:
    if table in _DICTIONARY:
        return "UPDATE OF " + ", ".join(_FIXED)
    mutable = _MUTABLE.get(table.name, ())
    if not mutable:
        return "UPDATE"
    return "UPDATE OF " + ", ".join(column.name for column in table.columns if column.name not in mutable)


def _write_sqlite_triggers(table: Table) -> list[str]:
    return [
        f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {event} ON {table.name} BEGIN "
        f"SELECT RAISE(ABORT, '{table.name} is append-only: {verb} refused; a change is a new revision'); END"
        for verb, event in (("UPDATE", _write_update_event(table)), ("DELETE", "DELETE"))
    ]


def _write_postgresql_triggers(table: Table) -> list[str]:
    event = f"{_write_update_event(table)} OR DELETE OR TRUNCATE"
    return [
        f"CREATE TRIGGER {table.name}_append_only BEFORE {event} ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    ]
