"""Documents that came back: a site took a correction down and shows what stood there before.

The statements are frozen in ``0004_<engine>.sql``, one after an empty line, like those of ``0001``.
"""

from pathlib import Path

from alembic import op

from db.schema.engine import execute_statement

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create ``comeback``, empty: what came back before was not put down."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0004_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n\n"):
        execute_statement(connection, statement.strip())
