import subprocess
import sys

import pytest

HEAVY = ("alembic", "psycopg", "pandas", "numpy", "pipeline", "extractors")


@pytest.mark.parametrize("module", ["db.store", "db.reading.history", "db.reading.frames"])
def test_opening_the_store_costs_no_heavy_import(module):
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_loading_into_an_existing_sqlite_database_imports_no_alembic(sqlite_url):
    code = (
        "import sys; from db.store import Store; s = Store.open(sys.argv[1]); s.hold_run('x').__enter__();"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    told = subprocess.run([sys.executable, "-c", code, sqlite_url], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_the_store_reads_while_it_writes(sqlite_store, made, query):
    """WAL: a reader is not locked out, and sees what was kept before the writer began."""
    from db.schema.engine import write_transaction

    with write_transaction(sqlite_store.engine) as connection:
        connection.exec_driver_sql("INSERT INTO unit (code) VALUES ('件')")
        seen = query(sqlite_store, "SELECT code FROM unit")

    assert seen == []
    assert query(sqlite_store, "SELECT code FROM unit") == [{"code": "件"}]
    with sqlite_store.read() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]
    assert told == ["wal", 2, 1, 30000]  # 2: what was committed outlasts a power failure
