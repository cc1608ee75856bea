"""The command line: what each command prints, writes and ends with; a user's error is one line, never a traceback."""

import errno
import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import Result
from command_line import rows, run, said
from forge.hostile import bad_files

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
TOWN, OFFICE = "平原城乡一体化示范区祝楼乡", "望楼县财政局"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three good reports, a corrected copy, one with the issuer's own error, and bad files beside them."""
    place = tmp_path_factory.mktemp("reports")
    for name in ("zhulou-2024", "correction-1", "correction-2", "issuer-sum-error", "pdf-page-break", "not-a-report"):
        source = next((SAMPLES / name).glob("source.*"))
        shutil.copy(source, place / f"{name}{source.suffix}")
    (place / "empty.pdf").write_bytes(b"")
    (place / "cut-off.pdf").write_bytes(bad_files()["truncated pdf"])
    (place / "notes.toml").write_text("x = 1\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The database after the folder was loaded once, and what was printed."""
    database = tmp_path_factory.mktemp("database") / "first.db"
    return database, run("load", folder, "--workers", 2, database=database)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one clean report."""
    database = tmp_path_factory.mktemp("database") / "clean.db"
    result = run("load", SAMPLES / "zhulou-2024" / "source.txt", "--workers", 1, database=database)
    assert result.exit_code == 0, result.output
    return database


# -- load ----------------------------------------------------------------------------------------------------------


def test_a_folder_with_bad_files_ends_with_3_and_every_file_accounted_for(loaded):
    database, result = loaded
    said(result)
    items = {Path(str(p)).stem: o for p, o in rows(database, "SELECT location, outcome FROM run_item")}

    assert result.exit_code == 3
    assert items == {
        "zhulou-2024": "loaded",
        "correction-1": "loaded",
        "correction-2": "loaded",
        "pdf-page-break": "loaded",
        "issuer-sum-error": "flagged",
        "not-a-report": "quarantined",
        "empty": "quarantined",
        "cut-off": "quarantined",
    }


def test_each_bad_file_gets_one_clear_line(loaded):
    database, result = loaded
    reasons = dict(rows(database, "SELECT location, reason FROM run_item WHERE outcome = 'quarantined'"))

    assert sorted(str(reason).partition(":")[0] for reason in reasons.values()) == [
        "DOC.NOT_REPORT",
        "FILE.EMPTY",
        "FILE.TRUNCATED",
    ]
    for location, reason in reasons.items():
        assert "\n" not in str(reason)
        assert f"{location}\n    {reason}\n" in result.output


def test_the_numbers_are_in_the_database(loaded):
    database, _ = loaded
    query = f"SELECT value, raw, method FROM current_fact WHERE issuer = '{TOWN}' AND field = 'outcome_total'"

    assert Counter(rows(database, query))[3, "3", "exact"] == 2
    assert rows(database, "SELECT count(*) FROM current_fact") == [(200 * 4,)]


def test_a_corrected_copy_is_a_second_revision_and_the_current_one(loaded):
    database, _ = loaded
    changes = rows(database, "SELECT field, applicant, old_value, new_value, reason FROM revision_change")

    assert ("licensing_decisions", "all", 0, 12, "source_changed") in changes
    assert len(changes) == 7
    assert rows(
        database, f"SELECT value FROM current_fact WHERE issuer = '{OFFICE}' AND field = 'licensing_decisions'"
    ) == [(12,)]


def test_what_cannot_be_loaded_leaves_nothing_behind(loaded):
    database, _ = loaded

    assert rows(database, "SELECT count(*) FROM report_status") == [(4,)]


def test_loading_again_writes_nothing(folder, loaded, tmp_path):
    database = tmp_path / "again.db"
    shutil.copy(loaded[0], database)
    before = rows(database, "SELECT (SELECT count(*) FROM revision), (SELECT count(*) FROM fact)")
    result = run("load", folder, "--workers", 2, database=database)

    assert result.exit_code == 3
    assert "版本 revisions: unchanged 5" in said(result)
    assert rows(database, "SELECT (SELECT count(*) FROM revision), (SELECT count(*) FROM fact)") == before
    assert Counter(o for (o,) in rows(database, "SELECT outcome FROM run_item WHERE run_id = 2")) == {
        "unchanged": 4,
        "flagged": 1,
        "quarantined": 3,
    }


def test_a_clean_report_ends_with_0_and_a_second_load_is_unchanged(clean, tmp_path):
    database = tmp_path / "clean.db"
    shutil.copy(clean, database)
    result = run("load", SAMPLES / "zhulou-2024" / "source.txt", "--workers", 1, database=database)

    assert result.exit_code == 0
    assert "无变化 unchanged" in said(result)


def test_issuer_and_year_may_be_told(tmp_path):
    text = (SAMPLES / "zhulou-2024" / "source.txt").read_text(encoding="utf-8")
    path = tmp_path / "unnamed.txt"
    lines = text.splitlines()
    path.write_text("\n".join(["政府信息公开工作年度报告", *lines[3:]]), encoding="utf-8")
    database = tmp_path / "told.db"
    result = run("load", path, "--workers", 1, "--issuer", "青禾镇人民政府", "--year", 2022, database=database)

    assert result.exit_code == 0, said(result)
    assert rows(database, "SELECT issuer, year FROM report_status") == [("青禾镇人民政府", 2022)]


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param(
            ["load", "no/such.pdf"], 2, "no/such.pdf: no such file, folder or pattern", id="a file that is not"
        ),
        pytest.param(["load"], 2, "Missing argument 'PATHS...'", id="no path at all"),
        pytest.param(["load", ".", "--year", "12"], 2, "Invalid value for '--year'", id="a year that is none"),
        pytest.param(["load", ".", "--workers", "0"], 2, "Invalid value for '--workers'", id="no worker"),
        pytest.param(["extract", "no/such.pdf"], 2, "no/such.pdf: No such file or directory", id="nothing to extract"),
        pytest.param(["extract", "/"], 2, "/: Is a directory", id="a folder to extract"),
        pytest.param(["evaluate", "no/such"], 2, "does not exist", id="nothing to evaluate"),
        pytest.param(["figures", "no/such.jsonl"], 2, "No such file or directory", id="no lines"),
        pytest.param(["unmapped", "no/such.pdf"], 2, "No such file or directory", id="no file of labels"),
        pytest.param(["no-such-command"], 2, "No such command", id="no such command"),
    ],
)
def test_wrong_use_is_one_line_and_code_2(words, code, line):
    result = run(*words)

    assert result.exit_code == code
    assert line in said(result)


def test_an_empty_folder_is_wrong_use(tmp_path):
    result = run("load", tmp_path)

    assert result.exit_code == 2
    assert said(result) == f"gongkai: no files in {tmp_path}\n"


@pytest.mark.parametrize("command", [["explain", "x", "2024", "outcome_total"], ["unmapped"]])
def test_no_database_is_one_line_and_code_1(command, tmp_path):
    result = run(*command, database=tmp_path / "none.db")

    assert result.exit_code == 1
    assert "make one with: gongkai load PATH" in said(result)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("nosuch://x", id="an engine that is none"),
        pytest.param("://", id="no URL at all"),
        pytest.param("sqlite:////no/such/folder/x.db", id="a folder that is not"),
    ],
)
@pytest.mark.parametrize("command", [["load", str(SAMPLES / "not-a-report")], ["db", "upgrade"]])
def test_a_bad_database_url_is_one_line_and_code_1(command, url):
    result = run(*command, "--db", url)
    lines = said(result).splitlines()

    assert result.exit_code == 1
    assert len(lines) == 1
    assert lines[0].startswith("gongkai: cannot ")


@pytest.mark.parametrize("url", ["", " "])
def test_an_empty_database_url_is_not_taken_for_the_usual_one(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("load", SAMPLES / "not-a-report", "--db", url)

    assert result.exit_code == 2
    assert "Invalid value for '--db': it says nothing" in said(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(errno.ENOSPC, "cannot write", id="no room"),
        pytest.param(errno.EROFS, "cannot write", id="a disk that is only read"),
        pytest.param(errno.EACCES, "may not use", id="another user's folder"),
    ],
)
def test_what_a_disk_would_not_do_is_one_line(number, words, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(number, os.strerror(number), "archive/objects")

    monkeypatch.setattr("db.store.Store.analyze", refuse)
    result = run("load", SAMPLES / "not-a-report", "--workers", 1, database=tmp_path / "x.db")

    assert result.exit_code == 1
    assert said(result) == f"gongkai: {words} archive/objects: {os.strerror(number)}\n"


def test_a_file_that_is_no_database_is_one_line_and_code_1(tmp_path):
    path = tmp_path / "no-database.db"
    path.write_bytes(b"this is no database, it is a sentence of plain words" * 40)
    result = run("load", SAMPLES / "not-a-report", database=path)

    assert result.exit_code == 1
    assert said(result).startswith(f"gongkai: cannot open sqlite:///{path}: ")


def test_a_link_to_nothing_is_kept_out_with_its_reason(tmp_path):
    path = tmp_path / "link.html"
    path.symlink_to(tmp_path / "gone.html")
    result = run("load", path, database=tmp_path / "x.db")

    assert result.exit_code == 3
    assert f"{path}\n    FILE.NO_ACCESS: " in said(result)


# -- the other commands --------------------------------------------------------------------------------------------


def test_evaluate_holds_every_sample_against_its_truth():
    result = run("evaluate", SAMPLES / "trial-form-2020")

    assert result.exit_code == 0
    assert "1 documents, 198 cells: 100.00 %  right 198  missing 0  wrong 0  silent 0" in said(result)


def test_evaluate_of_a_folder_without_cases_is_wrong_use(tmp_path):
    result = run("evaluate", tmp_path)

    assert result.exit_code == 2
    assert "no case with truth.json" in said(result)


def test_explain_says_where_a_number_comes_from(clean):
    result = run("explain", TOWN, 2024, "outcome_denied_state_secret", "natural_person", database=clean)
    text = said(result)

    assert result.exit_code == 0
    assert "原文 printed    '3'" in text
    assert "属于国家秘密" in text
    assert "T3.ROW.SUM  3 = 3" in text
    assert str(SAMPLES / "zhulou-2024" / "source.txt") in text


def test_explain_frames_the_cell_on_its_page(loaded, tmp_path):
    image = tmp_path / "cell.png"
    result = run("explain", "鹤浦市人民政府", 2024, "outcome_granted", "--image", image, database=loaded[0])

    assert result.exit_code == 0, said(result)
    assert image.read_bytes().startswith(b"\x89PNG\r\n")


def test_explain_has_no_page_of_a_text_to_frame(clean, tmp_path):
    result = run("explain", TOWN, 2024, "outcome_granted", "--image", tmp_path / "x.png", database=clean)

    assert result.exit_code == 1
    assert "the format of this document has no pages to show" in said(result)
    assert not (tmp_path / "x.png").exists()


def test_unmapped_labels_are_toml_ready_to_paste(tmp_path):
    text = (SAMPLES / "zhulou-2024" / "source.txt").read_text(encoding="utf-8")
    path = tmp_path / "new.txt"
    path.write_text(text.replace("5. 属于三类内部事务信息", "5. 属于工作秘密"), encoding="utf-8")
    database = tmp_path / "x.db"
    from_file = run("unmapped", path)
    run("load", path, "--workers", 1, database=database)
    from_database = run("unmapped", database=database)

    assert 'label = "5. 属于工作秘密"' in said(from_file)
    assert 'label = "5. 属于工作秘密"' in said(from_database)
    assert said(from_file).startswith("# table T3, in 1 report: ")


def test_unmapped_says_when_every_label_is_known(clean):
    assert said(run("unmapped", database=clean)) == "# every label is known\n"
    assert run("unmapped", "--figures", SAMPLES / "zhulou-2024" / "source.txt").exit_code == 0


def test_figures_go_in_and_out_as_lines(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text(
        '{"id": "a", "text": "微信公众号推送信息 106 次。"}\n{"id": 2, "text": "没有数字。"}\n', encoding="utf-8"
    )
    result = run("figures", path)
    lines = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert [line["id"] for line in lines] == ["a", 2]
    assert [(f["indicator"], f["value"]) for f in lines[0]["figures"]] == [("posts_wechat", 106)]
    assert lines[1]["figures"] == []


def test_a_bad_line_of_figures_is_named_and_the_others_are_read(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"id": 1, "text": "收到申请3件。"}\nnot json\n', encoding="utf-8")
    result = run("figures", path)

    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith(f"gongkai: {path}: ")


def test_dictionary_prints_every_table():
    text = said(run("dictionary"))

    assert text.startswith("# Data dictionary · 数据字典\n")
    assert (
        "| `outcome_denied_state_secret` | 1.属于国家秘密 | Denied: state secret | 件 | gb2019_60, gb2021_30 |" in text
    )


def test_the_database_is_brought_up_to_date_and_stays_as_it_is(clean, tmp_path):
    database = tmp_path / "x.db"
    shutil.copy(clean, database)
    result = run("db", "upgrade", database=database)

    assert result.exit_code == 0
    assert said(result).endswith(": up to date\n")
    assert rows(database, "SELECT count(*) FROM current_fact") == [(200,)]
