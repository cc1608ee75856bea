"""What a run leaves in the database, written by a test itself: a run without an end, lines of the ledger, reports."""

from datetime import UTC, datetime

from db import runs
from db.engine import write_transaction
from db.records import Report, RunItem
from db.store import Store
from pipeline.catalogue.load import load_catalogue
from pipeline.isolate import Outcome
from pipeline.prepare import seal
from pipeline.run import Item, Task, write_outcomes


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
