"""A database opened for reading: everything can be read, nothing can be written, on both engines."""

import shutil
from pathlib import Path

import made_reports
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from db.schema.engine import StoreError, execute_statement
from db.schema.readonly import open_read_only, read_only
from db.store import Store

ROLE = Path(__file__).resolve().parents[3] / "db" / "schema" / "roles" / "postgresql_read_only.sql"
WRITES = (
    "INSERT INTO unit (code) VALUES ('件')",
    "UPDATE report SET year = 1999",
    "DELETE FROM fact",
    "DROP VIEW quality",
    "CREATE TABLE mine (id INTEGER)",
)


@pytest.mark.parametrize("statement", WRITES)
def test_nothing_can_be_written(store, url, made, statement):
    store.load(made.report("a", "3"), now=made.start)

    with read_only(url) as connection, pytest.raises(DBAPIError, match=r"(?i)read.?only|readonly"):
        connection.execute(text(statement))


def test_everything_can_be_read(store, url, made):
    store.load(made.report("a", "3"), now=made.start)

    with read_only(url) as connection:
        query = "SELECT value FROM current_fact WHERE field = 'requests_received' AND applicant = 'all'"
        assert connection.execute(text(query)).scalar_one() == 3


def test_what_is_read_is_of_one_moment(store, url, made):
    with read_only(url) as connection:
        before = connection.execute(text("SELECT COUNT(*) FROM report_status")).scalar_one()
        store.load(made.report("a", "3"), now=made.start)
        after = connection.execute(text("SELECT COUNT(*) FROM report_status")).scalar_one()

    assert (before, after) == (0, 0)


def test_a_sqlite_database_in_a_folder_that_cannot_be_written(sqlite_url, tmp_path, monkeypatch):
    folder = tmp_path / "archive 100%"
    folder.mkdir()
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), folder / "gongkai.db")
    monkeypatch.setattr("os.access", lambda *_: False)

    with read_only(f"sqlite:///{folder / 'gongkai.db'}") as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM report_status")).scalar_one() == 0
    assert [path.name for path in folder.iterdir()] == ["gongkai.db"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        pytest.param("sqlite:///nowhere/gongkai.db", "no database at nowhere/gongkai.db", id="no such file"),
        pytest.param("mysql://localhost/x", "mysql is not supported", id="another engine"),
        pytest.param("gongkai", "not a database address", id="no address"),
    ],
)
def test_what_cannot_be_opened(address, message):
    with pytest.raises(StoreError, match=message):
        open_read_only(address)


def test_an_empty_database_is_refused(empty_url):
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()

    with pytest.raises(StoreError, match="it is an empty database"), read_only(empty_url):
        pass


def test_the_role_reads_and_writes_nothing_even_after_the_views_were_made_anew(reused_postgresql, made):
    script = ROLE.read_text(encoding="utf-8")
    admin = create_engine(reused_postgresql.replace("postgresql://", "postgresql+psycopg://"))
    with Store.open(reused_postgresql) as store, admin.connect() as connection:
        for _ in range(2):
            execute_statement(connection, script)
        connection.commit()
        store.load(made.report("a", "3"), now=made.start)
        store.write_dictionary(made_reports.DICTIONARY)
        store.write_dictionary(made.dictionary)
        connection.exec_driver_sql("SET ROLE gongkai_reader")
        read = connection.exec_driver_sql("SELECT COUNT(*) FROM quality").scalar_one()
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.exec_driver_sql("DELETE FROM verdict")
        connection.rollback()
        connection.exec_driver_sql("RESET ROLE; DROP OWNED BY gongkai_reader; DROP ROLE gongkai_reader")
        connection.commit()
    admin.dispose()

    assert read == 3
