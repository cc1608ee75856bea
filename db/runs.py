"""The ledger: every run, and what became of every document in it."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from db.records import RunItem
from db.schema import run, run_item


def write_run(connection: Connection, command: str, versions: tuple[str, str], now: datetime) -> int:
    """Put down that a run began, with its code and catalogue versions; the run's id."""
    code_version, catalogue_version = versions
    values = {"command": command, "code_version": code_version, "catalogue_version": catalogue_version}
    inserted = connection.execute(insert(run).values(**values, started_at=now)).inserted_primary_key
    assert inserted is not None  # noqa: S101  (a single-row INSERT always has one)
    return int(inserted[0])


def write_item(connection: Connection, item: RunItem) -> None:
    """Put down what became of one document."""
    statement = insert(run_item).values(
        run_id=item.run_id,
        location=item.location,
        document_sha256=item.document_sha256,
        outcome=item.outcome,
        reason=item.reason,
        seconds=item.seconds,
    )
    connection.execute(statement)


def finish_run(connection: Connection, run_id: int, outcome: str, now: datetime) -> None:
    """Put down how a run ended."""
    connection.execute(update(run).where(run.c.id == run_id).values(finished_at=now, outcome=outcome))
