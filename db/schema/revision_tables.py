"""The tables of what a revision holds: sections, facts, figures, findings, and what could not be mapped."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
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

from db.schema.exact import Exact
from db.schema.metadata import metadata


def _revision_key() -> Column[int]:
    return Column("revision_id", ForeignKey("revision.id"), primary_key=True)


def _place_columns() -> list[Column[Any]]:
    """Locator and page as text and number; the frame in hundredths of a point, half the size of a REAL."""
    frame = [Column(f"box_{side}", Integer) for side in ("left", "top", "right", "bottom")]
    return [Column("locator", Text), Column("page", SmallInteger), *frame]


# No foreign keys to field, applicant, unit and label: to check four for every fact halves PostgreSQL's loading.
# The numbers come from those tables in the same transaction, and triggers keep what is in them (db/schema/triggers.py).
fact = Table(
    "fact",
    metadata,
    _revision_key(),
    Column("field_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("applicant_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("table_id", SmallInteger, nullable=False),
    Column("state_id", SmallInteger, nullable=False),
    Column("method_id", SmallInteger, nullable=False),
    Column("value", Exact),
    Column("standard_value", Exact),
    Column("unit_id", Integer),
    Column("raw", Text, nullable=False),
    Column("label_id", Integer, nullable=False),
    *_place_columns(),
    Column("candidates", Text),
    CheckConstraint("(value IS NOT NULL) = (state_id = 0)", name="only_numbers_have_values"),
    Index("ix_fact_field_id_applicant_id_revision_id_value", "field_id", "applicant_id", "revision_id", "value"),
    sqlite_with_rowid=False,
)

section = Table(
    "section",
    metadata,
    _revision_key(),
    Column("position", SmallInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    *_place_columns(),
)

topic = Table(
    "topic",
    metadata,
    _revision_key(),
    Column("section_position", SmallInteger, primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    sqlite_with_rowid=False,
)

figure = Table(
    "figure",
    metadata,
    _revision_key(),
    Column("position", SmallInteger, primary_key=True),
    Column("indicator", Text),
    Column("value", Exact),
    Column("value_max", Exact),
    Column("unit", Text, nullable=False),
    Column("approximate", Boolean, nullable=False),
    Column("scope", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("section", SmallInteger),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    *_place_columns(),
    Index("ix_figure_indicator_revision_id", "indicator", "revision_id"),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("message_en", Text, nullable=False),
    Column("table_code", Text),
    Column("field", Text),
    Column("applicant", Text),
    Column("expected", Exact),
    Column("reported", Exact),
    Column("formula", Text),
    Column("locator", Text),
    Column("operands", Text),
    Column("fingerprint", String(64), nullable=False),
    # A finding of a rule between two years holds while both revisions are current.
    Column("other_revision_id", ForeignKey("revision.id")),
    UniqueConstraint("revision_id", "position"),
    Index("ix_finding_rule_revision_id", "rule", "revision_id"),
)
_IS_COMPARED = text("other_revision_id IS NOT NULL")
Index(
    "ix_finding_compared",
    finding.c.revision_id,
    sqlite_where=_IS_COMPARED,
    postgresql_where=_IS_COMPARED,
)
"""The few findings between two revisions, which are counted apart from those of one."""

rule_tally = Table(
    "rule_tally",
    metadata,
    _revision_key(),
    Column("rule", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

unmapped = Table(
    "unmapped",
    metadata,
    _revision_key(),
    Column("position", SmallInteger, primary_key=True),
    Column("table_code", Text),
    Column("label", Text, nullable=False),
    Column("label_key", Text, nullable=False, index=True),
    Column("cells", Text, nullable=False),
    Column("unit", Text),
    *_place_columns(),
)

corrected_cell = Table(
    "corrected_cell",
    metadata,
    _revision_key(),
    Column("field", Text, primary_key=True),
    Column("applicant", Text, primary_key=True),
    Column("correction_id", ForeignKey("correction.id"), nullable=False),
    Column("read_as", Text),
    sqlite_with_rowid=False,
)
"""What the reader had read in a corrected cell (JSON; NULL: nothing): a withdrawn correction gives it back."""

fact_hash = Table(
    "fact_hash",
    metadata,
    _revision_key(),
    Column("hash", String(64), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Of a revision with numbers enough to tell it from others: what its numbers are, for finding those that are equal."""

comparison = Table(
    "comparison",
    metadata,
    _revision_key(),
    Column("other_revision_id", ForeignKey("revision.id"), primary_key=True),
    Column("kind", String(12), primary_key=True),
    sqlite_with_rowid=False,
)
"""Which revisions were held against each other; the findings, if any, belong to the first. Append-only."""

HELD = (section, topic, fact, figure, finding, rule_tally, unmapped, corrected_cell, fact_hash)
"""What a revision holds, in the order of writing. All of it is append-only."""
