"""Reading again what is no longer where it was seen: from the archive, and a word where that cannot give it either."""

import io
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from command_line import rows
from command_line import run_cleanly as run
from forge import Facts, Look, make_facts, render
from stored import start_run, store_report

from db.store import Store
from pipeline import line
from pipeline.commands.base import current_dictionary
from pipeline.loading.isolation.pool import Outcome
from pipeline.night.read import Archived, read_archived
from pipeline.sources.archive import Archive

pytestmark = pytest.mark.usefixtures("no_workers")

FINANCE = make_facts(1, scale="town", issuer="望楼县财政局")
CIVIL = make_facts(2, scale="town", issuer="望楼县民政局")
URL = "https://www.example.gov.cn/xxgk/"


def page(facts: Facts) -> bytes:
    return render(facts, Look(), "html")


def load_one(folder: Path, database: Path) -> None:
    (folder / "one.html").write_bytes(page(FINANCE))
    run("load", folder / "one.html", "--workers", 1, database=database)


def bind(*reports: Facts) -> bytes:
    pages = [page(facts).decode() for facts in reports]
    bodies = "".join(text[text.index("<body>") + 6 : text.index("</body>")] for text in pages)
    return f"<html><head><title>合订本</title></head><body>{bodies}</body></html>".encode()


def zip_up(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A database with one report, loaded from a file that has gone since; its bytes are in the archive."""
    (tmp_path / "a.html").write_bytes(page(FINANCE))
    run("load", tmp_path / "a.html", "--workers", 1, database=tmp_path / "x.db")
    Archive(str(tmp_path / "archive")).put(page(FINANCE))
    (tmp_path / "a.html").unlink()
    return tmp_path


REVISIONS = "SELECT id, number, reason, superseded_at FROM revision ORDER BY id"
SIGHTINGS = "SELECT location, published_on, title, first_seen, last_seen FROM sighting ORDER BY location"


@pytest.mark.parametrize("address", ["s3://nobody/none", "foo://nobody/none"])
def test_an_archive_that_cannot_be_opened_is_one_line(address, tmp_path):
    database = tmp_path / "x.db"
    load_one(tmp_path, database)
    result = run("reload", "--archive", address, database=database)

    assert result.exit_code == 1
    assert result.output.startswith(f"gongkai: cannot open the archive {address}: ")
    assert len(result.output.splitlines()) == 1


def test_reload_without_the_nights_packages_says_what_is_missing(tmp_path, monkeypatch):
    database = tmp_path / "x.db"
    load_one(tmp_path, database)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("reload", "--archive", tmp_path, database=database)

    assert result.exit_code == 1
    assert result.output.startswith("gongkai: this command needs fsspec, ")


def test_a_file_that_went_is_read_from_the_archive(folder):
    database = folder / "x.db"
    before = [rows(database, query) for query in (REVISIONS, SIGHTINGS)]
    result = run("reload", "--workers", 1, "--archive", folder / "archive", database=database)

    assert (result.exit_code, "kept as it is" in result.output) == (0, False), result.output
    assert [rows(database, query) for query in (REVISIONS, SIGHTINGS)] == before
    assert rows(database, "SELECT location, outcome FROM run_item WHERE run_id = 2") == [
        (str(folder / "a.html"), "unchanged")
    ]


def test_the_archive_of_the_nights_configuration_is_used(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (folder / "night.toml").write_text('archive = "archive"\n', encoding="utf-8")
    by_default = run("reload", "--workers", 1, database=folder / "x.db")
    (folder / "night.toml").rename(folder / "other.toml")
    told = run("reload", "--workers", 1, "--config", folder / "other.toml", database=folder / "x.db")

    assert (by_default.exit_code, told.exit_code) == (0, 0)


def test_a_better_reading_of_archived_bytes_becomes_a_revision(folder):
    drop = line.normalise
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "normalise", lambda *told: replace(drop(*told), facts=drop(*told).facts[:-1]))
        run("reload", "--workers", 1, "--archive", folder / "archive", database=folder / "x.db")

    assert [row[1:3] for row in rows(folder / "x.db", REVISIONS)] == [(1, "new"), (2, "code_changed")]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda path: path.unlink(), "is not in the archive", id="not in the archive"),
        pytest.param(
            lambda path: path.write_bytes(b"rotten"), "holds other bytes than were put there", id="rotten bytes"
        ),
    ],
)
def test_what_the_archive_cannot_give_is_said_and_kept(folder, spoil, words):
    spoil(next(path for path in (folder / "archive" / "objects").rglob("*") if path.is_file()))
    before = rows(folder / "x.db", REVISIONS)
    result = run("reload", "--workers", 1, "--archive", folder / "archive", database=folder / "x.db")
    (told, *_) = result.output.splitlines()

    assert result.exit_code == 1
    assert told.startswith(f"gongkai: {folder / 'a.html'}: the document is no longer there, or has changed, and ")
    assert told.endswith(f"{words}; kept as it is")
    assert rows(folder / "x.db", REVISIONS) == before


def test_without_an_archive_the_file_is_named(folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = run("reload", database=folder / "x.db")

    assert result.exit_code == 1
    assert result.output.splitlines()[0] == (
        f"gongkai: {folder / 'a.html'}: the document is no longer there, or has changed; kept as it is"
    )


# -- what a night fetched ------------------------------------------------------------------------------------------

FETCHED = {
    "a page": ("report.html", page(FINANCE), {""}),
    "two reports in an archive": (
        "all.zip",
        zip_up({"1.html": page(FINANCE), "2.html": page(CIVIL)}),
        {"#1.html", "#2.html"},
    ),
    "two reports in one document": ("bound.html", bind(FINANCE, CIVIL), {"", "#2"}),
    "a bound document in an archive": ("all.zip", zip_up({"b.html": bind(FINANCE, CIVIL)}), {"#b.html", "#b.html#2"}),
}


def fetch(folder: Path, name: str, data: bytes) -> Path:
    """A database and an archive as a night leaves them that fetched one address."""
    sha256, url = Archive(str(folder / "archive")).put(data), URL + name
    task = Archived(1, str(folder / "archive"), sha256, url, "年度报告", date(2025, 1, 20), "", None)
    with Store.open(f"sqlite:///{folder / 'x.db'}") as store:
        store.write_dictionary(current_dictionary())
        run_id = start_run(store, "night")
        for report in read_archived(task):
            store_report(store, report, report.sighting.location, run_id)
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute(
            "INSERT INTO frontier (id, url, host, source, kind, title, due_at, attempts, state, reason, versions) "
            "VALUES (1, ?, 'h', 's', 'report', '', '2025-01-01', 0, 'ok', '', 1)",
            (url,),
        )
        connection.execute(
            "INSERT INTO fetch (run_id, frontier_id, fetched_at, outcome, sha256, seconds, requests, tls_verified, reason)"
            " VALUES (1, 1, '2025-01-01', 'changed', ?, 0, 1, 1, '')",
            (sha256,),
        )
    return folder / "x.db"


@pytest.mark.parametrize(("name", "data", "inside"), FETCHED.values(), ids=FETCHED)
def test_what_a_night_fetched_is_read_from_the_archive_and_nothing_else_changes(name, data, inside, tmp_path):
    database = fetch(tmp_path, name, data)
    before = [rows(database, query) for query in (REVISIONS, SIGHTINGS)]
    result = run("reload", "--workers", 1, "--archive", tmp_path / "archive", database=database)

    assert {str(row[0]).removeprefix(URL + name) for row in before[1]} == inside
    assert (result.exit_code, "kept as it is" in result.output) == (0, False), result.output
    assert [rows(database, query) for query in (REVISIONS, SIGHTINGS)] == before
    outcomes = rows(database, "SELECT outcome FROM run_item WHERE run_id = 2")
    assert outcomes == [("unchanged",)] * len(inside)


# -- a reload that fails -------------------------------------------------------------------------------------------

CURRENT = "SELECT count(*), sum(value) FROM current_fact"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        pytest.param("ERROR", "failed", id="the program breaks"),
        pytest.param("FILE.CRASHED", "quarantined", id="the reader dies"),
        pytest.param("FILE.TIMEOUT", "quarantined", id="the reader takes too long"),
    ],
)
def test_a_reload_that_fails_leaves_the_last_good_revision_current(folder, monkeypatch, code, outcome):
    before = [rows(folder / "x.db", query) for query in (REVISIONS, CURRENT)]
    monkeypatch.setattr(
        "pipeline.loading.engines.local.map_in_order",
        lambda _, tasks, **__: ([Outcome(task, None, code, "x")] for task in tasks),
    )
    result = run("reload", "--workers", 1, "--archive", folder / "archive", database=folder / "x.db")

    assert result.exit_code in (1, 3)
    assert rows(folder / "x.db", "SELECT outcome FROM run_item WHERE run_id = 2") == [(outcome,)]
    assert [rows(folder / "x.db", query) for query in (REVISIONS, CURRENT)] == before


def test_a_document_that_is_no_report_to_todays_code_leaves_the_last_good_revision_current(folder, monkeypatch):
    before = [rows(folder / "x.db", query) for query in (REVISIONS, CURRENT)]
    empty = line.normalise
    monkeypatch.setattr(
        line, "normalise", lambda *told: replace(empty(*told), facts=(), sections=(), editions=(), title="")
    )
    result = run("reload", "--workers", 1, "--archive", folder / "archive", database=folder / "x.db")

    assert result.exit_code == 3
    assert rows(folder / "x.db", "SELECT outcome FROM run_item WHERE run_id = 2") == [("quarantined",)]
    assert [rows(folder / "x.db", query) for query in (REVISIONS, CURRENT)] == before


def test_an_archive_that_is_gone_is_said(folder):
    shutil.rmtree(folder / "archive")
    result = run("reload", "--archive", folder / "archive", database=folder / "x.db")

    assert result.exit_code == 2
    assert result.output == f"gongkai: no archive at {folder / 'archive'}\n"
