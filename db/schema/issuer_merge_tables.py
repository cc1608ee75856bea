"""The tables of what a person decided about issuers: whose reports those of an unsettled name are."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text, text

from db.schema.exact import Instant
from db.schema.metadata import metadata

issuer_merge = Table(
    "issuer_merge",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issuer_id", ForeignKey("issuer.id"), nullable=False),
    Column("target_id", ForeignKey("issuer.id"), nullable=False, index=True),
    Column("solved", JSON, nullable=False),
    Column("author", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", Text),
)
"""What is printed under one issuer's name is another's. ``solved``: rules whose findings this answers."""

_STANDS = text("withdrawn_at IS NULL")
Index(
    "uq_issuer_merge_standing",
    issuer_merge.c.issuer_id,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)

merged_document = Table(
    "merged_document",
    metadata,
    Column("merge_id", ForeignKey("issuer_merge.id"), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True),
    sqlite_with_rowid=False,
)
"""Which documents a merge gave to its target: an undone one gives them back."""
