"""The tables, the same on SQLite and PostgreSQL.

What a revision holds is append-only: triggers refuse UPDATE and DELETE (``triggers.py``). A national year is 28
million facts, so a fact is one narrow row: words that repeat (field, applicant, unit, label) are numbers of small
dictionary tables, the fixed vocabularies (table, state, method) are the numbers given here, and its place is plain
columns. Analysts read the views, which show words.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from db.schema.crawl_tables import FRONTIER
from db.schema.exact import Exact, Instant
from db.schema.issuer_merge_tables import issuer_merge, merged_document
from db.schema.metadata import METHOD_NUMBERS, STATE_NUMBERS, TABLE_NUMBERS, metadata
from db.schema.revision_tables import (
    HELD,
    comparison,
    corrected_cell,
    fact,
    fact_hash,
    figure,
    finding,
    rule_tally,
    section,
    topic,
    unmapped,
)

__all__ = [
    "FRONTIER",
    "HELD",
    "METHOD_NUMBERS",
    "SCHEMA_VERSION",
    "STATE_NUMBERS",
    "TABLE_NUMBERS",
    "applicant",
    "comeback",
    "comparison",
    "corrected_cell",
    "correction",
    "document",
    "fact",
    "fact_hash",
    "field",
    "figure",
    "finding",
    "indicator",
    "issuer",
    "issuer_merge",
    "issuer_name",
    "label",
    "merged_document",
    "meta",
    "metadata",
    "rendition",
    "report",
    "revision",
    "rule",
    "rule_tally",
    "run",
    "run_item",
    "section",
    "sighting",
    "topic",
    "unit",
    "unmapped",
    "verdict",
]

SCHEMA_VERSION = "0004"
"""The migration this code expects: the head of ``db/schema/migrations``."""

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("text", Text, nullable=False),
)

issuer = Table(
    "issuer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Text, nullable=False, server_default=""),
    Column("code", Text, unique=True),
    Column("level", Text),
    Column("kind", Text),
    Column("division_code", Text),
    Column("provisional", Boolean, nullable=False),
    Index("ix_issuer_name_parent", "name", "parent"),
)
"""Two bureaus of one name and parent are two issuers when the registry has two codes for them."""
Index(
    "uq_issuer_uncoded",
    issuer.c.name,
    issuer.c.parent,
    unique=True,
    sqlite_where=text("code IS NULL"),
    postgresql_where=text("code IS NULL"),
)

issuer_name = Table(
    "issuer_name",
    metadata,
    Column("issuer_id", ForeignKey("issuer.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("first_year", SmallInteger, nullable=False),
    Column("last_year", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("media_type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer),
)

sighting = Table(
    "sighting",
    metadata,
    Column("document_id", ForeignKey("document.id"), primary_key=True),
    Column("location", Text, primary_key=True),
    Column("published_on", Date),
    Column("title", Text, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    sqlite_with_rowid=False,
)

report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issuer_id", ForeignKey("issuer.id"), nullable=False),
    Column("year", SmallInteger),  # NULL where the document names none
    UniqueConstraint("issuer_id", "year"),
    Index("ix_report_year_issuer_id", "year", "issuer_id"),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("catalogue_version", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("outcome", Text),
)

run_item = Table(
    "run_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("location", Text, nullable=False),
    Column("document_sha256", String(64), index=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("seconds", Float, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("findings_hash", String(64), nullable=False),
    Column("previous_id", ForeignKey("revision.id")),
    Column("title", Text, nullable=False),
    Column("issuer_raw", Text, nullable=False),
    Column("edition_t2", Text),
    Column("edition_t3", Text),
    Column("edition_t4", Text),
    Column("editions", JSON, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("numeric_cells", Integer, nullable=False),
    Column("mapped_cells", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("catalogue_version", Text, nullable=False),
    Column("run_id", ForeignKey("run.id")),
    Column("loaded_at", Instant, nullable=False),
    Column("superseded_at", Instant),
    UniqueConstraint("report_id", "number"),
)

_IS_CURRENT = text("superseded_at IS NULL")
Index(
    "uq_revision_current",
    revision.c.report_id,
    unique=True,
    sqlite_where=_IS_CURRENT,
    postgresql_where=_IS_CURRENT,
)

rendition = Table(
    "rendition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("report_id", ForeignKey("report.id"), nullable=False, index=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False),
    Column("read_at", Instant, nullable=False),
    Index("ix_rendition_document_id_id", "document_id", "id"),
)
"""Which document says what a revision holds; its newest row is what the document says by our newest reading."""

comeback = Table(
    "comeback",
    metadata,
    Column("rendition_id", ForeignKey("rendition.id"), primary_key=True),
)
"""Renditions that were written because a site shows a document again where it had shown a later one."""

field = Table(
    "field",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("table_code", Text, nullable=False),
    Column("zh", Text, nullable=False, server_default=""),
    Column("en", Text, nullable=False, server_default=""),
    Column("unit", Text),
    Column("editions", JSON),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("definition", Text, nullable=False, server_default=""),
    Column("declared", Boolean, nullable=False),
)

applicant = Table(
    "applicant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("zh", Text, nullable=False, server_default=""),
    Column("en", Text, nullable=False, server_default=""),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("declared", Boolean, nullable=False),
)

indicator = Table(
    "indicator",
    metadata,
    Column("code", Text, primary_key=True),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("unit", Text),
    Column("field", Text),
    Column("applicant", Text),
    Column("position", Integer, nullable=False),
    Column("definition", Text, nullable=False),
    Column("declared", Boolean, nullable=False),
)

rule = Table(
    "rule",
    metadata,
    Column("code", Text, primary_key=True),
    Column("severity", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("table_code", Text),
    Column("formula", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("declared", Boolean, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
)

label = Table(
    "label",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("rule", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", Text),
)
Index(
    "uq_verdict_standing",
    verdict.c.report_id,
    verdict.c.fingerprint,
    unique=True,
    sqlite_where=text("withdrawn_at IS NULL"),
    postgresql_where=text("withdrawn_at IS NULL"),
)

correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("field", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("value", Exact),
    Column("raw", Text, nullable=False),
    Column("unit", Text),
    Column("table_code", Text),
    Column("author", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", Text),
)
