"""DuckDB reads the database itself through its extensions, as docs/analyst.md says, and sees what the database holds."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from postgresql_server import open_server
from sqlalchemy import create_engine, make_url, text

from db.schema.readonly import read_only
from db.schema.views.sql import VIEWS
from pipeline.commands.cli import main

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
imports = pytest.importorskip("duckdb_extensions", reason="duckdb-extensions is not installed")

ROOT = Path(__file__).resolve().parents[2]
ROLE = (ROOT / "db" / "schema" / "roles" / "postgresql_read_only.sql").read_text(encoding="utf-8")
SAMPLES = ("correction-1", "correction-2", "issuer-sum-error", "mixed-editions", "fee-in-yuan")
GUIDE = (ROOT / "docs" / "analyst.md").read_text(encoding="utf-8")
BLOCKS = [
    [one.strip() for one in block.split(";") if one.strip()]
    for block in re.findall(r"```duckdb\n(.*?)```", GUIDE, re.DOTALL)
]
ATTACH = {re.search(r"TYPE (\w+)", block[0])[1]: block[0] for block in BLOCKS}
QUERIES = {re.search(r"TYPE (\w+)", block[0])[1]: block[1:] for block in BLOCKS}
UNREADABLE = ("revision_change",)
"""Views that DuckDB cannot read from SQLite by name: it writes their SQL anew, in words that SQLite does not have."""


def load_samples(address):
    files = [str(next((ROOT / "samples" / name).glob("source.*"))) for name in SAMPLES]
    done = CliRunner().invoke(main, ["load", *files, "--workers", "1", "--db", address])
    assert done.exit_code in (0, 3), done.output
    return address


@pytest.fixture(scope="module")
def extensions(tmp_path_factory):
    """Where DuckDB finds its extensions: nothing of the person who runs the tests is touched."""
    return tmp_path_factory.mktemp("extensions")


def connect(extensions, name):
    pytest.importorskip(
        f"duckdb_extension_{name}", reason=f"duckdb-extension-{name.replace('_', '-')} is not installed"
    )
    settings = {"extension_directory": str(extensions), "autoinstall_known_extensions": "false"}
    connection = duckdb.connect(config=settings)
    imports.import_extension(name, con=connection)
    return connection


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory):
    return load_samples(f"sqlite:///{tmp_path_factory.mktemp('duck') / 'gongkai.db'}")


@pytest.fixture(scope="module")
def on_sqlite(extensions, sqlite_url):
    """The database, and DuckDB with the same database attached as the guide says."""
    with connect(extensions, "sqlite_scanner") as connection:
        connection.execute(ATTACH["sqlite"].replace("gongkai.db", sqlite_url.removeprefix("sqlite:///")))
        yield sqlite_url, connection


@pytest.fixture(scope="module")
def on_postgresql(extensions):
    """The same on PostgreSQL, as a person who may only read."""
    pytest.importorskip("psycopg", reason="psycopg (the pg extra) is not installed")
    with connect(extensions, "postgres_scanner") as connection, open_server() as address:
        url = load_samples(address)
        owner = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with owner.begin() as writing:
            writing.exec_driver_sql(ROLE.replace("%", "%%"))
            writing.execute(text("CREATE ROLE ana LOGIN IN ROLE gongkai_reader"))
        owner.dispose()
        place = f"host={make_url(address).query['host']} dbname=postgres"
        connection.execute(ATTACH["postgres"].replace("host=localhost dbname=gongkai", place))
        yield url, connection
        connection.execute("DETACH gongkai")


@pytest.fixture(params=["sqlite", "postgres"])
def attached(request):
    return request.param, *request.getfixturevalue("on_sqlite" if request.param == "sqlite" else "on_postgresql")


def plain(cell):
    """A cell as text that does not depend on the way it came: 3, 3.0 and '3' are one, and so is a moment.

    Twelve digits: SQLite writes a double as text with fifteen.
    """
    if cell is None:
        return None
    if str(cell).lower() in ("true", "false"):
        return plain(int(str(cell).lower() == "true"))
    try:
        return f"{float(str(cell)):.12g}"
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(str(cell))
    except ValueError:
        return str(cell)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).isoformat()


def list_rows(rows):
    return sorted((tuple(plain(cell) for cell in row) for row in rows), key=repr)


def read_from_database(url, query):
    with read_only(url) as connection:
        result = connection.exec_driver_sql(query)
        return list(result.keys()), list_rows(result.all())


def read_from_duckdb(connection, query):
    """Every cell as text, for Python has no moments with a zone in DuckDB without yet another package."""
    relation = connection.sql(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({query})")
    return relation.columns, list_rows(relation.fetchall())


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_the_same_through_duckdb(attached, view):
    engine, url, connection = attached
    query = f"SELECT * FROM gongkai.{view}"
    if engine == "sqlite" and view in UNREADABLE:
        with pytest.raises(duckdb.Error, match="syntax error"):
            connection.sql(query)
        query = f"SELECT * FROM sqlite_query('gongkai', 'SELECT * FROM {view}')"
    columns, rows = read_from_database(url, f"SELECT * FROM {view}")

    assert read_from_duckdb(connection, query) == (columns, rows)
    assert rows or view == "narrative_vs_table"


def test_the_statements_of_the_guide_give_what_the_database_gives(attached):
    engine, url, connection = attached
    asked = [
        "SELECT year, SUM(requests_received) AS received FROM applications WHERE applicant = 'all' GROUP BY year",
        "SELECT issuer, year, field, applicant, old_raw, new_raw FROM revision_change",
    ]
    told = [read_from_duckdb(connection, query) for query in QUERIES[engine]]

    assert told == [read_from_database(url, query) for query in asked[: len(told)]]
    assert len(told) == (2 if engine == "sqlite" else 1)
    assert all(len(rows) > 1 for _, rows in told)


def test_nothing_can_be_written_through_duckdb(attached):
    _, _, connection = attached
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("DELETE FROM gongkai.unit")


def test_numbers_of_a_view_on_sqlite_are_text_and_are_not_added_up_as_such(on_sqlite):
    _, connection = on_sqlite
    types = set(map(str, connection.sql("SELECT * FROM gongkai.applications").types))

    assert types == {"VARCHAR"}
    with pytest.raises(duckdb.BinderException, match=r"sum\(VARCHAR\)"):
        connection.sql("SELECT SUM(requests_received) FROM gongkai.applications")
    with pytest.raises(duckdb.BinderException, match="explicit cast"):
        connection.sql("SELECT * FROM gongkai.applications WHERE requests_received > 9")


def test_views_of_sqlite_cannot_be_listed(on_sqlite):
    """The guide says so: when this fails, let it say the contrary."""
    _, connection = on_sqlite
    with pytest.raises(duckdb.Error, match="Failed to prepare"):
        connection.execute("SHOW ALL TABLES")


def test_numbers_of_a_view_on_postgresql_are_doubles(on_postgresql):
    _, connection = on_postgresql
    relation = connection.sql("SELECT requests_received, outcome_total FROM gongkai.applications")

    assert list(map(str, relation.types)) == ["DOUBLE", "DOUBLE"]
