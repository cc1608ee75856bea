"""The first schema.

The statements are frozen in ``0001_<engine>.sql``, one after an empty line, and not made from ``tables.py``: that
file moves on with later migrations, this one never does. A test holds the head and ``tables.py``
together.
"""

from pathlib import Path

from alembic import op

from db.schema.engine import execute_statement

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create tables, indexes and triggers on an empty database."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0001_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n\n"):
        execute_statement(connection, statement)
