"""The ledger: every run, and what became of every document in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from db.schema.codes import add_row
from db.schema.records import ItemOutcome, RunItem
from db.schema.tables import document, rendition, revision, run, run_item, sighting

_own = run.alias("own")
_SAME_CODE = (_own.c.code_version == run.c.code_version) & (_own.c.catalogue_version == run.c.catalogue_version)
_EARLIER = (
    select(run.c.id)
    .join(_own, _SAME_CODE)
    .where(_own.c.id == bindparam("run_id"), run.c.id != _own.c.id)
    .where(exists().where(run_item.c.run_id == run.c.id))
    .limit(1)
)
_LOADED = (
    select(document.c.sha256, sighting.c.location, run_item.c.outcome, run_item.c.reason)
    .join(sighting, sighting.c.document_id == document.c.id)
    .join(rendition, rendition.c.document_id == document.c.id)
    .join(revision, revision.c.id == rendition.c.revision_id)
    .join(run_item, run_item.c.document_sha256 == document.c.sha256)
    .join(run, run.c.id == run_item.c.run_id)
    .join(_own, _SAME_CODE)
    .where(document.c.sha256.in_(bindparam("hashes", expanding=True)), _own.c.id == bindparam("run_id"))
    .where(run_item.c.outcome.in_(("loaded", "unchanged", "flagged")), revision.c.cells > 0)
    .order_by(run_item.c.id)
)
_SEEN_AGAIN = (
    update(sighting)
    .where(
        sighting.c.document_id
        == select(document.c.id).where(document.c.sha256 == bindparam("of_sha256")).scalar_subquery()
    )
    .where(sighting.c.location == bindparam("at_location"))
    .values(last_seen=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class SeenBytes:
    """These bytes at this place."""

    sha256: str
    location: str


def has_loaded(connection: Connection, run_id: int) -> bool:
    """Whether an earlier run of the same code and catalogue put anything into the ledger."""
    return connection.execute(_EARLIER, {"run_id": run_id}).first() is not None


def find_loaded(
    connection: Connection, seen: Collection[SeenBytes], run_id: int
) -> dict[SeenBytes, tuple[ItemOutcome, str]]:
    """Those whose facts a run of the same code and catalogue has read from the same bytes at the same place.

    Each with what becomes of it now: ``unchanged``, or ``flagged`` with the reason for which it was.
    """
    told = {"hashes": sorted({one.sha256 for one in seen}), "run_id": run_id}
    wanted = set(seen)
    found: dict[SeenBytes, tuple[ItemOutcome, str]] = {}
    for sha256, location, outcome, reason in connection.execute(_LOADED, told):
        if (one := SeenBytes(sha256, location)) in wanted:
            found[one] = ("flagged", reason) if outcome == "flagged" else ("unchanged", "")
    return found


def note_seen(connection: Connection, seen: Collection[SeenBytes], now: datetime) -> None:
    """Put down that these bytes are still there."""
    rows = [{"of_sha256": one.sha256, "at_location": one.location, "now": now} for one in seen]
    if rows:
        connection.execute(_SEEN_AGAIN, rows)


def write_run(connection: Connection, command: str, versions: tuple[str, str], now: datetime) -> int:
    """Put down that a run began, with its code and catalogue versions; the run's id."""
    code_version, catalogue_version = versions
    values = {"command": command, "code_version": code_version, "catalogue_version": catalogue_version}
    return add_row(connection, insert(run).values(**values, started_at=now))


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
