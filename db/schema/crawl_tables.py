"""The tables of the unattended night: every address it knows, every request it made, what each source gave.

A killed crawl goes on from here: an address is due until the transaction that puts down what became of it.
"""

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text

from db.schema.exact import Instant
from db.schema.metadata import metadata

frontier = Table(
    "frontier",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("host", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("found_on_id", ForeignKey("frontier.id")),
    Column("title", Text, nullable=False),
    Column("published_on", Date),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", String(64)),
    Column("versions", Integer, nullable=False),
    Column("links", Integer),
    Column("seen_at", Instant),
    Column("read_sha256", String(64)),
    Column("role", Text),
    Index("ix_frontier_source_kind", "source", "kind"),
    Index("ix_frontier_due_at", "due_at"),
    Index("ix_frontier_found_on_id", "found_on_id"),
)
"""One row an address. ``kind``: list, report, attachment. ``state``: new, ok, gone, blocked, disallowed, refused,
failed, deferred. ``attempts``: failures in a row. ``versions``: how often its bytes were others than before.
``links``: reports recognised on a list when it was last read. ``read_sha256``: the bytes last read and stored.
``role``: what they were: report, stub (the report is attached), alone (nothing attached is a report), none."""

fetch = Table(
    "fetch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("frontier_id", ForeignKey("frontier.id"), nullable=False, index=True),
    Column("fetched_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("final_url", Text),
    Column("sha256", String(64)),
    Column("size", Integer),
    Column("seconds", Float, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("tls_verified", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_fetch_run_id_outcome", "run_id", "outcome"),
)
"""One row an address and night. ``outcome``: changed, unchanged, not_modified, gone, blocked, disallowed, refused,
failed, deferred. ``tls_verified`` is false where the source's declared exception was used."""

source_night = Table(
    "source_night",
    metadata,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("found", Integer, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("complaints", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a source gave in a night, and what is wrong with it: one complaint a line, empty when all is well."""

FRONTIER = (frontier, fetch, source_night)
