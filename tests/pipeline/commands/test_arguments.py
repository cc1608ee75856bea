"""Arguments that fit no database and no form: one line, and the exit code for wrong use or for what is not there."""

from pathlib import Path

import pytest
from command_line import rows
from command_line import run_cleanly as run

from db.schema.engine import open_engine
from db.store import Store
from pipeline.loading.settings import show_database

TOWN, YEAR = "平原城乡一体化示范区祝楼乡", 2024
SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "zhulou-2024" / "source.txt"
HUGE = 10**20
"""More than either engine counts."""
CORRECT = ["correct", TOWN, YEAR, "licensing_decisions", "--by", "李", "--why", "错", "--value"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("arguments") / "one.db"
    assert run("load", SAMPLE, "--workers", 1, database=path).exit_code == 0
    return path


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param(["verdict", HUGE, "accepted", "--by", "李"], 2, f"{HUGE} is not in the range", id="no finding"),
        pytest.param(["withdraw", "verdict", HUGE, "--by", "李"], 2, f"{HUGE} is not in the range", id="no verdict"),
        pytest.param(["history", TOWN, HUGE], 2, f"{HUGE} is not in the range", id="no year of history"),
        pytest.param(["explain", TOWN, HUGE, "outcome_total"], 2, f"{HUGE} is not in the range", id="no year"),
        pytest.param(["export", "out", "--from-year", HUGE], 2, f"{HUGE} is not in the range", id="no first year"),
        pytest.param(["plot", "run", "--run", HUGE], 2, f"{HUGE} is not in the range", id="no run to draw"),
        pytest.param(
            ["diff", HUGE, 1, "--issuer", TOWN, "--year", YEAR],
            1,
            f"gongkai: no revision {HUGE}",
            id="no revision of so many digits",
        ),
        pytest.param(["diff", f"run:{HUGE}", "run:1"], 2, "is not a day such as", id="no run of so many digits"),
        pytest.param(["diff", "²", "³"], 2, "gongkai: ² is not a day", id="raised digits are no numbers of revisions"),
        pytest.param(
            ["query", "top_movers", "-p", f"most={HUGE}"], 2, "most must be an integer", id="a parameter too large"
        ),
        pytest.param(["query", "unit_slips", "-p", "factor=NaN"], 2, "factor must be a number", id="no number"),
        pytest.param(
            ["explain", TOWN, YEAR, "regulations_issued", "natural_person"],
            2,
            "gongkai: regulations_issued is not told by applicant: leave natural_person out",
            id="a cell that no form has",
        ),
        pytest.param(
            ["correct", TOWN, YEAR, "regulations_issued", "natural_person", *CORRECT[4:], 1],
            2,
            "gongkai: regulations_issued is not told by applicant: leave natural_person out",
            id="a correction of a cell that no form has",
        ),
        pytest.param(
            [*CORRECT, "1e400"], 2, "1e400 is not a number that a report prints, such as 12 or 3.5", id="1e400"
        ),
        pytest.param([*CORRECT, "9" * 40], 2, "is not a number that a report prints", id="forty digits"),
        pytest.param(["extract", ""], 2, "gongkai: the name of the file is empty", id="an empty name"),
        pytest.param(["load", ""], 2, "gongkai: a path is empty", id="an empty path is not this folder"),
    ],
)
def test_what_fits_nothing_is_one_line(database, words, code, line):
    held = rows(database, "SELECT COUNT(*) FROM revision")
    result = run(*words, *([] if words[0] == "extract" else ["--db", database]))

    assert result.exit_code == code, result.output
    assert line in result.output
    assert rows(database, "SELECT COUNT(*) FROM revision") == held


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param(["青禾镇", "2024", "outcome_total"], 1, "青禾镇", id="no such issuer"),
        pytest.param([TOWN, "2011", "outcome_total"], 1, "2011", id="no such year"),
        pytest.param([TOWN, "2024", "outcome_totl"], 2, "no field outcome_totl", id="no such field"),
        pytest.param([TOWN, "2024", "outcome_total", "everybody"], 2, "no applicant everybody", id="no such applicant"),
        pytest.param(
            [TOWN, "2024", "outcome_other"], 1, "outcome_other is not_on_form", id="a field of the other form"
        ),
    ],
)
def test_explain_says_what_is_not_there(database, words, code, line):
    result = run("explain", *words, database=database)

    assert result.exit_code == code
    assert line in result.output
    assert len(result.output.splitlines()) == 1


def test_a_database_in_a_folder_that_is_not_there_says_what_to_do(tmp_path):
    database = tmp_path / "none" / "x.db"
    result = run("load", SAMPLE, "--workers", 1, database=database)

    words = f"there is no folder {database.parent}: make it, or name another database"
    assert (result.exit_code, result.output) == (1, f"gongkai: cannot open sqlite:///{database}: {words}\n")
    assert not database.parent.exists()


@pytest.mark.parametrize("words", [["load", SAMPLE], ["query", "failed_sums"], ["db", "upgrade"], ["night"]], ids=str)
@pytest.mark.parametrize("address", ["me:made-up@127.0.0.1:9/x", "127.0.0.1:9/x?user=me&password=made-up"])
def test_a_database_that_does_not_answer_is_named_without_its_password(words, address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*words, "--db", f"postgresql://{address}")

    assert result.exit_code == 1
    assert result.output.startswith("gongkai: cannot ")
    assert "@127.0.0.1:9/x" in result.output or "127.0.0.1:9/x?user=me&password=***" in result.output
    assert "made-up" not in result.output


@pytest.mark.parametrize("address", ["me:made-up@127.0.0.1/x", "127.0.0.1/x?user=me&password=made-up"])
def test_an_open_database_is_named_without_its_password(address):
    shown = show_database(Store(open_engine(f"postgresql://{address}")))

    assert shown.startswith("postgresql+psycopg://")
    assert "***" in shown
    assert "made-up" not in shown
