import contextlib
import sqlite3

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable

from db.schema.engine import StoreError, execute_statement, open_engine, write_transaction
from db.schema.tables import SCHEMA_VERSION, metadata
from db.schema.triggers import list_triggers
from db.schema.upgrade import SchemaMismatchError
from db.schema.views.sql import VIEWS
from db.store import Store


def read_schema(connection):
    """What the engine's own catalogue says of every table, index and trigger."""
    if connection.dialect.name == "sqlite":
        query = "SELECT type, name, sql FROM sqlite_master WHERE type <> 'view' AND sql <> ''"
        rows = connection.exec_driver_sql(query)
        return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows if "alembic" not in name}
    columns = "table_name, column_name, data_type, is_nullable, column_default, ordinal_position"
    queries = (
        f"SELECT {columns} FROM information_schema.columns WHERE table_schema = 'public' AND table_name IN "
        "(SELECT tablename FROM pg_tables WHERE schemaname = 'public')",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    )
    return {
        tuple(row) for query in queries for row in connection.exec_driver_sql(query) if "alembic" not in str(row[0])
    }


def create_from_metadata(connection):
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))
    for statement in list_triggers(connection.dialect.name):
        execute_statement(connection, statement)


def test_the_migrations_end_in_the_schema_the_code_expects(empty_url):
    engine = open_engine(empty_url)
    with write_transaction(engine) as connection:
        create_from_metadata(connection)
        expected = read_schema(connection)
        connection.rollback()
    engine.dispose()

    with Store.open(empty_url) as store, store.read() as connection:
        migrated = read_schema(connection)

    assert len(expected) > 60
    assert migrated == expected


def upgrade_to(connection, version):
    config = Config()
    config.set_main_option("script_location", "db/schema/migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def test_a_database_of_an_older_version_keeps_all_it_has_and_gets_what_is_new(made, clock, url, dump, old_url):
    """Loaded today and put into an older schema, row by row: the migration makes of it what was loaded."""
    with Store.open(url) as today:
        facts = tuple(
            made.fact(f"cell_{n}", "all", value) for n, value in enumerate(["0.10", "1e3", *"23456789", "11"])
        )
        big = made.fact("cell_30", "all", "123456789012345678901.5", table_code="T2")
        for copy, year, cells in (("a", 2023, facts), ("b", 2024, (*facts, big)), ("c", 2022, facts[:9])):
            report = made.report(copy, year=year, facts=cells, findings=(made.finding,))
            result = today.load(report, now=clock.tick())
            today.judge(result.report_id, {"years": lambda before, now: (made.finding,)})
        expected = dump(today)
        with today.read() as connection:
            rows = [(table, list(connection.execute(select(table)).mappings())) for table in metadata.sorted_tables]

    with Store.open(old_url, any_version=True) as older:
        with write_transaction(older.engine) as connection:
            there = set(inspect(connection).get_table_names()) - {"meta"}
            for table, told in rows:
                if told and table.name in there:
                    connection.execute(insert(table), [dict(row) for row in told])
        older.upgrade()
        migrated = dump(older)

    assert len(expected["fact_hash"]) == 2
    assert len(expected["comparison"]) == 2
    assert {name: told for name, told in migrated.items() if name != "meta"} == {
        name: told for name, told in expected.items() if name != "meta"
    }


@pytest.fixture(params=["0001", "0002", "0003"])
def old_url(request, empty_url):
    """A database of an older version, the first one too, on the engine of ``empty_url``."""
    engine = open_engine(empty_url)
    with write_transaction(engine) as connection:
        upgrade_to(connection, request.param)
    engine.dispose()
    return empty_url


def test_the_expected_version_is_the_head_of_the_migrations():
    config = Config()
    config.set_main_option("script_location", "db/schema/migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


def test_opening_twice_changes_nothing(empty_url, dump):
    with Store.open(empty_url) as store:
        before = dump(store)
    with Store.open(empty_url) as store:
        after = dump(store)
        with store.read() as connection:
            views = set(inspect(connection).get_view_names())

    assert after == before
    assert views == set(VIEWS)


def test_an_empty_database_is_left_empty_unless_it_is_to_be_created(empty_url):
    with pytest.raises(StoreError, match="is an empty database"):
        Store.open(empty_url, create=False)

    with open_engine(empty_url).connect() as connection:
        assert inspect(connection).get_table_names() == []


@pytest.mark.parametrize(
    ("version", "why"),
    [
        pytest.param("0000", "schema is 0000, this program needs .*: run `gongkai db upgrade`", id="an older schema"),
        pytest.param("9999", "schema is 9999, this program knows .*: install a newer gongkai", id="a newer schema"),
    ],
)
def test_a_database_of_another_version_is_refused(empty_url, version, why):
    with Store.open(empty_url) as store, write_transaction(store.engine) as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")

    with pytest.raises(SchemaMismatchError, match=why):
        Store.open(empty_url)


def test_a_newer_database_cannot_be_upgraded(empty_url):
    with Store.open(empty_url) as store, write_transaction(store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with Store.open(empty_url, any_version=True) as store, pytest.raises(SchemaMismatchError, match="install a newer"):
        store.upgrade()


def test_upgrading_brings_missing_views_back(empty_url, query):
    with Store.open(empty_url) as store:
        with write_transaction(store.engine) as connection:
            connection.exec_driver_sql("DROP VIEW coverage")
            connection.exec_driver_sql("DELETE FROM meta")
        store.upgrade()

        assert query(store, "SELECT * FROM coverage") == []


def test_tables_of_somebody_else_are_refused(empty_url):
    with write_transaction(open_engine(empty_url)) as connection:
        connection.exec_driver_sql("CREATE TABLE report (id INTEGER)")

    with pytest.raises(SchemaMismatchError, match="was not made by gongkai"):
        Store.open(empty_url)


FOREIGN = {
    "a table": ["CREATE TABLE customers (name TEXT)"],
    "nothing but a view": ["CREATE VIEW customers AS SELECT 1"],
    "many": [f"CREATE TABLE {name} (id)" for name in ("pears", "customers", "apples", "figs")],
    "versions of its own": [
        "CREATE TABLE alembic_version (version_num)",
        "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
        "CREATE TABLE customers (name TEXT)",
    ],
}


@pytest.mark.parametrize("kind", sorted(FOREIGN))
@pytest.mark.parametrize("any_version", [False, True], ids=["to load", "to upgrade"])
def test_the_sqlite_file_of_another_program_is_refused_and_stays_as_it_is(kind, any_version, tmp_path):
    path = tmp_path / "theirs.db"
    with contextlib.closing(sqlite3.connect(path)) as theirs, theirs:
        for statement in FOREIGN[kind]:
            theirs.execute(statement)
    before = path.read_bytes()

    with pytest.raises(
        SchemaMismatchError, match=r"another program's database, with .*customers.*: name one of ours, or a new file"
    ) as told:
        Store.open(f"sqlite:///{path}", any_version=any_version)
    assert ("…" in str(told.value)) == (kind == "many")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["theirs.db"]


def test_a_file_without_a_table_is_empty(tmp_path):
    path = tmp_path / "new.db"
    with contextlib.closing(sqlite3.connect(path)) as new, new:
        new.execute("CREATE TABLE x (id)")
        new.execute("DROP TABLE x")

    with Store.open(f"sqlite:///{path}") as store, store.read() as connection:
        assert inspect(connection).has_table("run_item")


def test_our_database_may_hold_tables_of_its_owner(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE my_notes (issuer TEXT)")

    with Store.open(sqlite_url) as store, store.read() as connection:
        assert inspect(connection).has_table("my_notes")


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_schema_of_a_server_may_be_shared_but_not_with_versions_of_another_program(empty_url):
    with write_transaction(open_engine(empty_url)) as connection:
        connection.exec_driver_sql("CREATE TABLE spatial_ref_sys (srid INTEGER)")
    with Store.open(empty_url) as store, write_transaction(store.engine) as connection:
        assert inspect(connection).has_table("run_item")
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('ae1027a6acf')")

    with pytest.raises(SchemaMismatchError, match="another program's database, with alembic_version"):
        Store.open(empty_url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("mysql://localhost/x", "mysql is not supported", id="another engine"),
        pytest.param("gongkai.db", "not a database address", id="a bare file name"),
    ],
)
def test_an_address_that_cannot_be_opened_says_why(url, why):
    with pytest.raises(StoreError, match=why):
        Store.open(url)
