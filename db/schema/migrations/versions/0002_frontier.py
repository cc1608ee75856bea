"""The frontier and the ledger of the unattended night.

The statements are frozen in ``0002_<engine>.sql``, one after an empty line, like those of ``0001``.
"""

from pathlib import Path

from alembic import op

from db.schema.engine import execute_statement

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of ``db/schema/crawl_tables.py``."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0002_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n\n"):
        execute_statement(connection, statement.strip())
