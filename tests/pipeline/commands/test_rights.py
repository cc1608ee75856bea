"""What a command may do to a database, and what is told where it may not; who and why are always said."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command_line import rows
from command_line import run as run_raw
from command_line import run_cleanly as run
from sqlalchemy.exc import OperationalError, ProgrammingError

pytestmark = pytest.mark.usefixtures("no_workers")

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
OFFICE, YEAR = "望楼县财政局", 2023
CORRECTION = ("correct", OFFICE, YEAR, "licensing_decisions", "--value", 21, "--by", "李", "--why", "数字颠倒")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report and its corrected copy, of two runs; and one whose sums fail, of a third."""
    database = tmp_path_factory.mktemp("rights") / "filled.db"
    for name in ("correction-1", "correction-2", "issuer-sum-error"):
        assert run("load", SAMPLES / name, "--workers", 1, database=database).exit_code in (0, 3)
    return database


@pytest.fixture
def database(filled, tmp_path) -> Path:
    """A copy to write in."""
    return Path(shutil.copy(filled, tmp_path / "copy.db"))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["history", OFFICE, YEAR], id="history"),
        pytest.param(["diff", 1, 2, "--issuer", OFFICE, "--year", YEAR], id="diff"),
        pytest.param(["diff", "run:1", "run:3"], id="diff of runs"),
        pytest.param(["explain", OFFICE, YEAR, "outcome_total"], id="explain"),
        pytest.param(["unmapped"], id="unmapped"),
        pytest.param(["unmapped", "--figures"], id="unmapped --figures"),
        pytest.param(["issuers", "unresolved"], id="issuers unresolved"),
        pytest.param(["coverage", YEAR], id="coverage"),
    ],
)
def test_a_command_that_reads_writes_nothing_and_needs_no_right_to(words, database):
    """Opened to write, a database is put into WAL mode: what only may read it fails, and its bytes change."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    held = database.read_bytes()
    result = run(*words, database=database)

    assert result.exit_code == 0
    assert result.output
    assert database.read_bytes() == held


class _NoRight(Exception):
    """What psycopg raises where a role may not write."""

    sqlstate = "42501"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(
            ProgrammingError("INSERT", {}, _NoRight("permission denied for table verdict")),
            "the database does not let this user write: ",
            id="a role that only reads",
        ),
        pytest.param(
            OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
            "the database gave up: (sqlite3.OperationalError) database or disk is full",
            id="a full disk",
        ),
        pytest.param(ProgrammingError("SELCT", {}, sqlite3.Error("syntax error")), None, id="a fault of the program"),
    ],
)
def test_what_the_database_will_not_do_is_one_line_and_a_fault_is_none(database, monkeypatch, error, told):
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("db.store.Store.verdict", refuse)
    result = run_raw("verdict", 1, "accepted", "--by", "李", database=database)

    assert result.exit_code == 1
    assert result.output.startswith(f"gongkai: {told}") if told else result.exception is error
    assert result.output.count("\n") == (1 if told else 0)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([*CORRECTION, "--by", ""], id="a correction by nobody"),
        pytest.param([*CORRECTION, "--why", " "], id="a correction for no reason"),
        pytest.param(["verdict", 1, "accepted", "--by", " "], id="a verdict by nobody"),
        pytest.param(["withdraw", "verdict", 1, "--by", ""], id="nobody takes back"),
        pytest.param(["issuers", "merge", OFFICE, "321322", "--who", "李", "--why", ""], id="a merge for no reason"),
        pytest.param(["issuers", "undo", OFFICE, "--who", ""], id="nobody undoes"),
    ],
)
def test_who_and_why_are_said_and_not_left_blank(words, database):
    result = run(*words, database=database)

    assert result.exit_code == 2
    assert "it says nothing" in result.output
    assert rows(database, "SELECT (SELECT count(*) FROM correction) + (SELECT count(*) FROM verdict)") == [(0,)]


def test_a_database_that_is_not_there_is_not_made_by_an_upgrade(tmp_path):
    nowhere = tmp_path / "none.db"
    result = run("db", "upgrade", database=nowhere)

    assert result.exit_code == 1
    assert result.output == f"gongkai: cannot upgrade sqlite:///{nowhere}: there is no such file\n"
    assert not nowhere.exists()
