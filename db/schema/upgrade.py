"""Bringing a database to the schema this code expects. Alembic is imported only when something is to be done."""

from pathlib import Path

from sqlalchemy import Connection, func, inspect, select

from db.schema.engine import OWN_TABLES, StoreError
from db.schema.tables import SCHEMA_VERSION, metadata
from db.schema.views.sql import create_views, drop_views

_UPGRADE_LOCK = 0x676B  # any number that only we take
_SHOWN = 3
"""Tables that a refusal names."""
_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaMismatchError(StoreError):
    """The database's schema is not the one this code reads and writes."""


def read_version(connection: Connection) -> str | None:
    """The migration the database stands at, None for an empty one; SchemaMismatchError when the tables are not ours.

    A SQLite file with anything in it is of one program. A PostgreSQL schema may be shared, with an extension say, but
    not with another program whose versions stand in the table of ours.
    """
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    if tables >= OWN_TABLES:
        versions = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        if versions:
            return str(versions[0])
    if tables & set(metadata.tables):
        raise SchemaMismatchError("the database has tables of our names but no version: it was not made by gongkai")
    if "alembic_version" in tables or connection.dialect.name == "sqlite":
        _refuse_foreign(sorted({*tables, *inspector.get_view_names()}))
    return None


def _refuse_foreign(names: list[str]) -> None:
    """SchemaMismatchError for a database in which another program keeps what it has."""
    if names:
        shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        raise SchemaMismatchError(f"it is another program's database, with {shown}: name one of ours, or a new file")


def check_version(version: str) -> None:
    """SchemaMismatchError unless ``version`` is the one this code expects; versions are numbers that grow."""
    if version < SCHEMA_VERSION:
        raise SchemaMismatchError(
            f"the database's schema is {version}, this program needs {SCHEMA_VERSION}: run `gongkai db upgrade`"
        )
    if version > SCHEMA_VERSION:
        raise SchemaMismatchError(
            f"the database's schema is {version}, this program knows {SCHEMA_VERSION}: install a newer gongkai"
        )


def upgrade_schema(connection: Connection) -> None:
    """Run every migration the database lacks, then make the views anew, in the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        # Two programs that open the same empty database: the second waits, then finds the work done.
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
    version = read_version(connection)
    if version is not None and version > SCHEMA_VERSION:
        check_version(version)
    if version is not None and version < SCHEMA_VERSION:
        drop_views(connection)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    create_views(connection)
