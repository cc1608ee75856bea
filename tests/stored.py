"""What a run leaves in the database, written by a test itself: a run without an end, lines of the ledger, reports."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from db.schema.engine import write_transaction
from db.schema.metadata import METHOD_NUMBERS
from db.schema.records import Report, RunItem
from db.store import Store
from db.writing import runs
from pipeline.catalogue.load import load_catalogue
from pipeline.loading.isolation.pool import Outcome
from pipeline.loading.prepare import seal
from pipeline.loading.run import Item, Task, write_outcomes


def start_run(
    store: Store, command: str, *, code_version: str = "", catalogue_version: str = "", now: datetime | None = None
) -> int:
    """The id of a run that was begun, and that nobody holds."""
    with write_transaction(store.engine) as connection:
        return runs.write_run(connection, command, (code_version, catalogue_version), now or datetime.now(UTC))


def record_item(store: Store, item: RunItem) -> None:
    """Put down what became of one document of a run."""
    store.record_known([], [item])


def store_report(store: Store, report: Report, location: str, run_id: int) -> Item:
    """The item of one report, stored as a run stores what its workers have read."""
    return next(write_outcomes(store, [Outcome(Task(location), seal([report]))], run_id, load_catalogue()))


def doubt_cells(database: Path, *fields: str) -> None:
    """As if cells had been found by their place alone, so that they may be corrected."""
    by_position = METHOD_NUMBERS["by_position"]
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DROP TRIGGER fact_no_update")
        for field in fields:
            found = "SELECT id FROM field WHERE code = ?"
            connection.execute(f"UPDATE fact SET method_id = {by_position} WHERE field_id = ({found})", [field])
