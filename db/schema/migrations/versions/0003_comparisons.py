"""Issuers merged, revisions held against each other, and equal figures found by their hash.

The statements are frozen in ``0003_<engine>.sql``, one after an empty line, like those of ``0001``. What was stored
before gets its rows here: the hashes from its facts, the comparisons from their findings.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path

from alembic import op
from sqlalchemy import text

from db.schema.engine import execute_statement
from db.schema.exact import Exact

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBERS = text(
    "SELECT f.revision_id AS revision_id, d.code AS field, a.code AS applicant, f.value AS value FROM fact f "
    "JOIN field d ON d.id = f.field_id JOIN applicant a ON a.id = f.applicant_id "
    "WHERE f.table_id IN (2, 3, 4) AND f.value IS NOT NULL AND f.value <> 0 ORDER BY f.revision_id"
).columns(value=Exact)
_HASH = text("INSERT INTO fact_hash (revision_id, hash) VALUES (:revision_id, :hash)")
_COMPARISONS = (
    "INSERT INTO comparison (revision_id, other_revision_id, kind) "
    "SELECT DISTINCT revision_id, other_revision_id, 'years' FROM finding WHERE other_revision_id IS NOT NULL"
)
_LEAST_CELLS, _LEAST_NUMBERS = 10, 5
_BATCH = 1000


def upgrade() -> None:
    """Create the tables of ``issuer_merge_tables.py``, ``comparison`` and ``fact_hash``, and fill the last two."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0003_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n\n"):
        execute_statement(connection, statement.strip())
    execute_statement(connection, _COMPARISONS)
    hashed = _hash_revisions(connection.execute(_NUMBERS))
    while batch := list(islice(hashed, _BATCH)):
        connection.execute(_HASH, batch)


def _hash_revisions(rows: Iterable[tuple[int, str, str, Decimal]]) -> Iterator[dict[str, object]]:
    """As ``db/writing/packed/fingerprints.py`` hashed them when this was written."""
    for revision_id, numbers in groupby(rows, key=lambda row: row[0]):
        told = sorted((field, applicant, _spell(value)) for _, field, applicant, value in numbers)
        if len(told) >= _LEAST_CELLS and len({value for _, _, value in told}) >= _LEAST_NUMBERS:
            spelt = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            yield {"revision_id": revision_id, "hash": hashlib.sha256(spelt.encode()).hexdigest()}


def _spell(value: Decimal) -> str:
    spelt = f"{value:f}"
    return spelt.rstrip("0").rstrip(".") if "." in spelt else spelt
