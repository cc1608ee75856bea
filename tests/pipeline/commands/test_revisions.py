"""history, diff, correct, verdict, withdraw: what was held when, end to end on SQLite."""

import re
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import rows
from command_line import run_cleanly as run
from stored import doubt_cells

pytestmark = pytest.mark.usefixtures("no_workers")

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
OFFICE, YEAR, FAULTY = "望楼县财政局", 2023, "issuer-sum-error"
REPORT = ("--issuer", OFFICE, "--year", YEAR)


def find_source(name: str) -> Path:
    return next((SAMPLES / name).glob("source.*"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report, its corrected copy, and a report with the issuer's own error; some cells found by their place alone."""
    folder = tmp_path_factory.mktemp("revisions")
    database = folder / "filled.db"
    for name in ("correction-1", "correction-2", FAULTY):
        copy = folder / f"{name}{find_source(name).suffix}"
        shutil.copy(find_source(name), copy)
        assert run("load", copy, "--workers", 1, database=database).exit_code in (0, 3)
    doubt_cells(database, "licensing_decisions", "requests_carried_in", "outcome_total")
    return database


@pytest.fixture
def database(filled, tmp_path) -> Path:
    """A copy to write in."""
    return Path(shutil.copy(filled, tmp_path / "copy.db"))


def value_of(database: Path, field: str) -> object:
    query = "SELECT value FROM current_fact WHERE issuer = ? AND field = ? AND applicant = 'all'"
    return rows(database, query, OFFICE, field)[0][0]


# -- history -------------------------------------------------------------------------------------------------------


def test_history_shows_each_revision_with_its_document_and_reason(filled):
    result = run("history", OFFICE, YEAR, database=filled)
    lines = result.output.splitlines()
    hashes = [sha for (sha,) in rows(filled, "SELECT sha256 FROM document ORDER BY id")]

    assert result.exit_code == 0
    assert [re.split(r"\s{2,}", line)[1].split()[0] for line in lines] == ["new", "source_changed"]
    assert [f"document {sha[:12]}" in line for sha, line in zip(hashes, lines, strict=False)] == [True, True]
    assert ["  current  " in line for line in lines] == [False, True]


def test_history_as_of_shows_what_was_held_on_that_day(filled):
    today = datetime.now(UTC).date()
    held = run("history", OFFICE, YEAR, "--as-of", today, database=filled)
    before = run("history", OFFICE, YEAR, "--as-of", today - timedelta(days=2), database=filled)

    assert len(held.output.splitlines()) == 1
    assert "source_changed" in held.output
    assert before.output == f"nothing was held of {OFFICE} {YEAR} on that day\n"


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param(
            ["history", "没有局", 2024], 1, "gongkai: no report of 没有局 for 2024", id="an issuer that is none"
        ),
        pytest.param(["history", OFFICE, "last"], 2, "'last' is not a valid integer", id="a year that is none"),
        pytest.param(["history", OFFICE, YEAR, "--as-of", "2025-13-01"], 2, "2025-13-01 is not a day", id="a month 13"),
        pytest.param(["diff", 1, 99, *REPORT], 1, "gongkai: no revision 99; the last is 2", id="no such revision"),
        pytest.param(["diff", 1, 0, *REPORT], 1, "gongkai: no revision 0", id="a revision before the first"),
        pytest.param(
            ["diff", 1, 2], 2, "gongkai: revision 1 of which report? give --issuer and --year", id="of no report"
        ),
        pytest.param(["diff", "2025-01-31", 2], 2, "gongkai: revision 2 of which report?", id="a day and a revision"),
        pytest.param(
            ["diff", "yesterday", "today"],
            2,
            "yesterday is not a day such as 2025-01-31, nor run:N, nor the number of a revision",
            id="words for days",
        ),
        pytest.param(["diff", 1, 2, "--year", YEAR], 2, "give --issuer and --year together", id="half a report"),
        pytest.param(
            ["history", OFFICE, YEAR, "--parent", "白水县"], 1, f"no report of {OFFICE}", id="an issuer of elsewhere"
        ),
        pytest.param(
            ["diff", "x", "y", "--issuer", OFFICE, "--year", YEAR], 2, "x is not a day", id="days that are none"
        ),
        pytest.param(
            ["diff", "2001-01-01", "2001-01-02", "--issuer", OFFICE, "--year", YEAR],
            0,
            "nothing was held of 望楼县财政局 2023 on 2001-01-01\nnothing was held of 望楼县财政局 2023 on 2001-01-02",
            id="days before anything was held",
        ),
        pytest.param(
            ["diff", "run:0", "run:1", "--issuer", OFFICE, "--year", YEAR], 1, "gongkai: no run 0", id="no such run"
        ),
        pytest.param(
            ["correct", OFFICE, YEAR, "licensing_decisions", "--by", "李", "--why", "错"],
            2,
            "gongkai: say what is printed: --raw TEXT, --value NUMBER, or --state",
            id="a correction without a value",
        ),
        pytest.param(
            [
                "correct",
                OFFICE,
                2024,
                "licensing_decisions",
                "--by",
                "李",
                "--why",
                "错",
                "--value",
                1,
                "--state",
                "blank",
            ],
            2,
            "gongkai: give either --value or --state",
            id="a correction with value and state",
        ),
        pytest.param(
            ["correct", OFFICE, YEAR, "licensing_decisions", "--by", "李", "--why", "错", "--value", "twelve"],
            2,
            "gongkai: twelve is not a number",
            id="a word for a value",
        ),
        pytest.param(
            ["correct", OFFICE, YEAR, "licensing_decisions", "--by", "李", "--why", "错", "--value", "NaN"],
            2,
            "gongkai: NaN is not a number",
            id="a value that is no number",
        ),
        pytest.param(
            ["correct", OFFICE, YEAR, "licensing_decisions", "--by", "李", "--why", "错", "--state", "empty"],
            2,
            "'empty' is not one of 'blank', 'slash'",
            id="a state that is none",
        ),
        pytest.param(
            ["correct", OFFICE, YEAR, "licences", "--by", "李", "--why", "错", "--value", 1],
            2,
            "gongkai: no field licences: see gongkai dictionary",
            id="a field that is none",
        ),
        pytest.param(
            ["correct", OFFICE, YEAR, "outcome_total", "people", "--by", "李", "--why", "错", "--value", 1],
            2,
            "gongkai: no applicant people: natural_person,",
            id="an applicant that is none",
        ),
        pytest.param(["correct", OFFICE, YEAR, "outcome_total", "--value", 1], 2, "'--by'", id="nobody who corrects"),
        pytest.param(["verdict", 9999, "accepted", "--by", "李"], 1, "gongkai: no finding 9999", id="no such finding"),
        pytest.param(["verdict", 1, "fine", "--by", "李"], 2, "'fine' is not one of", id="no such verdict"),
        pytest.param(["withdraw", "verdict", 7, "--by", "李"], 1, "no verdict 7 stands", id="no verdict to take back"),
        pytest.param(
            ["withdraw", "correction", 7, "--by", "李"], 1, "gongkai: no correction 7", id="no correction either"
        ),
        pytest.param(
            ["reload", "--only", "没有局"], 1, "gongkai: no document to read again", id="nothing to read again"
        ),
    ],
)
def test_wrong_use_is_one_clear_line(filled, words, code, line):
    result = run(*words, database=filled)

    assert result.exit_code == code, result.output
    assert line in result.output


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["history", OFFICE, YEAR], id="history"),
        pytest.param(["diff", 1, 2, *REPORT], id="diff"),
        pytest.param(
            ["correct", OFFICE, YEAR, "outcome_total", "--value", 1, "--by", "李", "--why", "错"], id="correct"
        ),
        pytest.param(["verdict", 1, "accepted", "--by", "李"], id="verdict"),
        pytest.param(["withdraw", "verdict", 1, "--by", "李"], id="withdraw"),
        pytest.param(["reload"], id="reload"),
        pytest.param(["issuers", "unresolved"], id="issuers unresolved"),
        pytest.param(["coverage", 2024], id="coverage"),
    ],
)
def test_without_a_database_nothing_is_made(words, tmp_path):
    result = run(*words, database=tmp_path / "none.db")

    assert result.exit_code == 1
    assert (
        result.output == f"gongkai: no database at sqlite:///{tmp_path / 'none.db'}; make one with: gongkai load PATH\n"
    )
    assert not (tmp_path / "none.db").exists()


# -- diff ----------------------------------------------------------------------------------------------------------


def test_diff_shows_cell_by_cell_what_the_corrected_copy_changed(filled):
    result = run("diff", 1, 2, *REPORT, database=filled)
    lines = result.output.splitlines()

    assert result.exit_code == 0
    assert lines[0] == f"{OFFICE} {YEAR}: revision 1 → 2"
    assert lines[1].startswith("why      source_changed 文件更换, ")
    assert any(line.startswith("fact     licensing_decisions · all: 0 → 12  ") for line in lines)
    assert lines[-1] == f"{len(lines) - 3} differences between revisions 1 and 2"
    assert len([line for line in lines if line.startswith("fact ")]) == 7


def test_a_revision_has_one_number_wherever_a_person_reads_of_it(filled, tmp_path):
    """The third revision of the database is the first one of its report."""
    other, year = "砚溪县人民政府", 2024
    changed = shutil.copy(find_source(FAULTY), tmp_path / "changed.html")
    database = shutil.copy(filled, tmp_path / "copy.db")
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("</td>", " </td>").replace(">0 <", ">1 <", 1), encoding="utf-8")
    loaded = run("load", changed, "--workers", 1, database=database).output
    shown = run("history", other, year, database=database).output.splitlines()
    told = run("diff", 1, 2, "--issuer", other, "--year", year, database=database).output.splitlines()
    explained = run("explain", other, year, "outcome_total", database=database).output

    assert rows(database, "SELECT revision_id, revision_number FROM report_status WHERE issuer = ?", other) == [(4, 2)]
    assert f"source_changed {other} {year}: revision 2, " in loaded
    assert [line.split("  ")[0] for line in shown] == ["revision 1", "revision 2"]
    assert told[0] == f"{other} {year}: revision 1 → 2"
    assert "版本 revision   2 (source_changed)" in explained


def test_a_day_and_a_revision_of_a_report_can_be_compared(filled):
    today = datetime.now(UTC).date()

    assert run("diff", 1, today, *REPORT, database=filled).output == run("diff", 1, 2, *REPORT, database=filled).output


def test_diff_the_other_way_round_says_the_opposite(filled):
    assert "\nfact     licensing_decisions · all: 12 → 0  " in f"\n{run('diff', 2, 1, *REPORT, database=filled).output}"


def test_diff_between_runs_means_the_revisions_they_left(filled):
    told = ("--issuer", OFFICE, "--year", YEAR)

    assert (
        run("diff", "run:1", "run:2", *told, database=filled).output
        == run("diff", 1, 2, *REPORT, database=filled).output
    )
    assert run("diff", "run:2", "run:3", *told, database=filled).output.splitlines() == [
        f"{OFFICE} {YEAR}: revision 2 → 2",
        "0 differences between revisions 2 and 2",
    ]


def test_diff_between_days_means_the_revisions_held_on_them(filled):
    today = datetime.now(UTC).date()
    told = ("--issuer", OFFICE, "--year", YEAR)

    assert run("diff", today, today, *told, database=filled).output.splitlines()[-1] == (
        "0 differences between revisions 2 and 2"
    )


def test_diff_between_runs_or_days_tells_every_report_that_changed(filled):
    today = datetime.now(UTC).date()
    runs = run("diff", "run:1", "run:3", database=filled).output.splitlines()
    back = run("diff", "run:3", "run:1", database=filled).output.splitlines()
    days = run("diff", today - timedelta(days=2), today, database=filled).output.splitlines()

    assert runs[: len(runs) - 2] == run("diff", 1, 2, *REPORT, database=filled).output.splitlines()
    assert runs[-2].endswith(", code 0.1.0, run 3")
    assert "2024: revision 1 came, new 首次入库, " in runs[-2]
    assert runs[-1] == "2 reports differ between run:1 and run:3: 1 came, 0 went, 1 changed"
    assert back[-1] == "2 reports differ between run:3 and run:1: 0 came, 1 went, 1 changed"
    assert [line.split(":")[0] for line in days[:-1]] == sorted(line.split(":")[0] for line in days[:-1])
    assert days[-1] == f"2 reports differ between {today - timedelta(days=2)} and {today}: 2 came, 0 went, 0 changed"


def test_a_run_that_was_killed_ends_where_the_next_one_begins(database):
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE run SET finished_at = NULL WHERE id IN (1, 3)")
    lines = run("diff", "run:1", "run:3", database=database).output.splitlines()

    assert lines[-1] == "2 reports differ between run:1 and run:3: 1 came, 0 went, 1 changed"


# -- correct, withdraw ---------------------------------------------------------------------------------------------

CORRECTION = ("correct", OFFICE, YEAR, "licensing_decisions", "--value", 21, "--by", "李", "--why", "数字颠倒")


def test_a_correction_is_a_revision_that_says_who_and_explain_shows_it(database):
    result = run(*CORRECTION, "--evidence", "第2页", database=database)
    told = run("explain", OFFICE, YEAR, "licensing_decisions", database=database).output

    assert result.exit_code == 0
    assert result.output == f"{OFFICE} {YEAR} licensing_decisions all: revision 3, corrected; correction 1\n"
    assert "数值 value      21 件" in told
    assert "(manual)" in told
    assert "原文 printed    '12'" in told
    assert "版本 revision   3 (corrected)" in told
    assert re.search(r"更正 correction 1: 21 '21' by 李, \d{4}-\d\d-\d\d: 数字颠倒, see 第2页\n", told)
    assert rows(database, "SELECT author, explanation, evidence FROM correction") == [("李", "数字颠倒", "第2页")]


def test_an_issuers_own_figure_is_not_corrected(database):
    """99 is printed, and the sums want 97: that is to be judged."""
    issuer = rows(database, "SELECT DISTINCT issuer FROM current_finding WHERE rule = 'T3.ROW.SUM'")[0][0]
    words = ("correct", issuer, 2024, "outcome_granted", "all", "--value", 97, "--by", "李", "--why", "合计应为97")
    before = rows(database, "SELECT count(*) FROM revision")
    result = run(*words, database=database)

    assert result.exit_code == 1
    assert re.fullmatch(
        r"gongkai: the document prints 「99」 at \S+, and that was read without doubt: .*\n", result.output
    )
    assert "gongkai verdict FINDING issuer_error" in result.output
    assert rows(database, "SELECT count(*) FROM revision") == before
    assert rows(database, "SELECT count(*) FROM correction") == [(0,)]


def test_a_text_says_the_number_and_another_number_is_wrong_use(database):
    words = [*CORRECTION[:4], "--by", "李", "--why", "错"]
    wrong = run(*words, "--raw", "21件", "--value", 22, database=database)
    right = run(*words, "--raw", "21件", database=database)

    assert (wrong.exit_code, wrong.output) == (2, "gongkai: --raw '21件' does not say 22\n")
    assert right.exit_code == 0
    query = "SELECT value, raw, corrected_raw FROM current_fact WHERE field = 'licensing_decisions' AND issuer = ?"
    assert rows(database, query, OFFICE) == [(21, "12", "21件")]


def test_a_correction_belongs_to_its_document_and_survives_a_second_load(database, filled):
    run(*CORRECTION, database=database)
    again = run("load", filled.parent / f"correction-2{find_source('correction-2').suffix}", database=database)

    assert again.exit_code == 0
    assert value_of(database, "licensing_decisions") == 21
    assert rows(database, "SELECT count(*) FROM revision WHERE report_id = 1") == [(3,)]


def test_a_correction_tells_which_sums_it_breaks_and_its_withdrawal_that_they_hold_again(database):
    words = (
        "correct",
        OFFICE,
        YEAR,
        "requests_carried_in",
        "natural_person",
        "--value",
        99,
        "--by",
        "李",
        "--why",
        "x",
    )
    broken = run(*words, database=database).output.splitlines()
    mended = run("withdraw", "correction", 1, "--by", "李", database=database).output.splitlines()

    assert [line.split(":")[0].strip() for line in broken[1:]] == ["T3.ROW.SUM", "T3.COL.BALANCE"]
    assert "the applicants add up to 145, the total says 46" in broken[1]
    assert mended == ["correction 1 is withdrawn: revision 4, corrected"]


def test_what_was_read_stays_told_however_often_a_cell_is_corrected(database):
    for value in (2, 3, 3, 4):
        run(*CORRECTION[:4], "all", "--value", value, "--by", "李", "--why", "x", database=database)
    run("withdraw", "correction", 4, "--by", "李", database=database)
    told = run("query", "corrections", "--csv", database=database).output.splitlines()[1:]

    assert [tuple(line.split(",")[5:7]) for line in told] == [("12", "2"), ("12", "3"), ("12", "3"), ("12", "4")]


def test_a_cell_can_be_corrected_to_no_number(database):
    words = (
        "correct",
        OFFICE,
        YEAR,
        "licensing_decisions",
        "--state",
        "slash",
        "--raw",
        "/",
        "--by",
        "李",
        "--why",
        "错",
    )
    run(*words, database=database)
    columns = "state, value, raw, corrected_raw"
    query = f"SELECT {columns} FROM current_fact WHERE issuer = ? AND field = 'licensing_decisions'"

    assert rows(database, query, OFFICE) == [("slash", None, "12", "/")]


def test_a_withdrawn_correction_says_again_what_was_read(database):
    run(*CORRECTION, database=database)
    result = run("withdraw", "correction", 1, "--by", "王", database=database)
    lines = run("history", OFFICE, YEAR, database=database).output.splitlines()

    assert result.output == "correction 1 is withdrawn: revision 4, corrected\n"
    assert value_of(database, "licensing_decisions") == 12
    assert len(lines) == 6
    assert lines[-3:-2] == [
        "    李 says correction 1: licensing_decisions · all 「数字颠倒」, printed 「21」, read as 「12」"
    ]
    assert "  current  " in lines[-2]
    assert lines[-1] == "    王 takes back correction 1: licensing_decisions · all 「数字颠倒」"
    assert "; withdrawn by 王, " in run("explain", OFFICE, YEAR, "licensing_decisions", database=database).output
    assert lines[-1].strip() in run("diff", 3, 4, *REPORT, database=database).output
    assert rows(database, "SELECT withdrawn_by FROM correction") == [("王",)]


def test_a_correction_is_judged_by_the_checks_anew(database):
    words = ("correct", OFFICE, YEAR, "outcome_total", "natural_person", "--value", 999, "--by", "李", "--why", "试")
    run(*words, database=database)
    query = "SELECT rule FROM current_finding WHERE issuer = ? AND state = 'fail' AND severity = 'error'"

    assert {rule for (rule,) in rows(database, query, OFFICE)} >= {"T3.ROW.SUM", "T3.COL.RESULT", "T3.COL.BALANCE"}


# -- verdict -------------------------------------------------------------------------------------------------------


def find_fault(database: Path) -> tuple[int, str]:
    query = "SELECT finding_id, rule FROM current_finding WHERE severity = 'error' AND state = 'fail' ORDER BY 1"
    return rows(database, query)[0]  # type: ignore[return-value]


def test_a_verdict_survives_reading_everything_again(database):
    finding, rule = find_fault(database)
    given = run("verdict", finding, "issuer_error", "--by", "李", "--why", "原文如此", database=database)
    reloaded = run("reload", "--workers", 1, database=database)
    query = "SELECT verdict, verdict_author, verdict_explanation FROM current_finding WHERE rule = ? AND verdict IS NOT NULL"

    assert given.output == f"verdict 1: finding {finding} is issuer_error\n"
    assert reloaded.exit_code in (0, 3)
    assert rows(database, query, rule) == [("issuer_error", "李", "原文如此")]


def test_a_withdrawn_verdict_leaves_the_finding_open(database):
    run("verdict", find_fault(database)[0], "false_alarm", "--by", "李", database=database)
    result = run("withdraw", "verdict", 1, "--by", "王", database=database)

    assert result.output == "verdict 1 is withdrawn\n"
    assert rows(database, "SELECT count(*) FROM current_finding WHERE verdict IS NOT NULL") == [(0,)]
    assert run("withdraw", "verdict", 1, "--by", "王", database=database).exit_code == 1
