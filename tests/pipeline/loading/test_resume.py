"""What a run of the same code has read is not read again; all else is."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from forge import Look, make_facts, render

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.line import Origins
from pipeline.loading.isolation.pool import Outcome
from pipeline.loading.run import Task, load_files

ROOT = Path(__file__).parents[3]


@dataclass
class Here:
    """An engine that reads in this process and remembers what it was given."""

    read: list[str] = field(default_factory=list)
    fails_at: int = -1

    def map_batches(self, work, tasks, *, size):
        for task in tasks:
            if task is None:
                yield []
                continue
            if len(self.read) == self.fails_at:
                raise KeyboardInterrupt
            self.read.append(Path(task.path).name)
            yield [Outcome(task, work(task))]


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "reports"
    path.mkdir()
    for number, year in enumerate((2021, 2022, 2023)):
        (path / f"{number}.html").write_bytes(
            render(make_facts(number, year=year, issuer="望楼县财政局"), Look(), "html")
        )
    (path / "3.html").write_text("<p>这里没有报告</p>", encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'x.db'}") as opened:
        opened.write_dictionary(current_dictionary())
        yield opened


def load(store, folder, *, again=False, origins=None, **told):
    engine = Here(**told)
    tasks = (Task(str(path), origins or Origins()) for path in sorted(folder.iterdir()))
    items = list(load_files(store, tasks, command="load", engine=engine, again=again))
    return engine.read, [(Path(item.location).name, item.outcome) for item in items]


def query(store, statement):
    with sqlite3.connect(str(store.engine.url.database)) as connection:
        return connection.execute(statement).fetchall()


def test_only_what_gave_no_facts_is_read_again(store, folder):
    first = load(store, folder)
    second = load(store, folder)

    assert first[0] == ["0.html", "1.html", "2.html", "3.html"]
    assert second[0] == ["3.html"]
    assert sorted(name for name, outcome in second[1] if outcome in ("unchanged", "flagged")) == first[0][:3]
    assert dict(first[1])["3.html"] == dict(second[1])["3.html"] == "quarantined"
    assert query(store, "SELECT run_id, count(*) FROM run_item GROUP BY run_id") == [(1, 4), (2, 4)]


def test_what_was_flagged_is_still_told_with_its_reason(store, folder):
    page = (folder / "0.html").read_bytes()
    facts = make_facts(0, year=2021, issuer="望楼县财政局")
    (folder / "0.html").write_bytes(page.replace(facts.issuer.encode(), b"", 1))
    load(store, folder)
    store_reason = (
        "UPDATE run_item SET outcome = 'flagged', reason = 'T3.ROW.SUM: 合计不符' WHERE location LIKE '%1.html'"
    )
    with sqlite3.connect(str(store.engine.url.database)) as connection:
        connection.execute(store_reason)
    load(store, folder)

    told = query(store, "SELECT outcome, reason FROM run_item WHERE run_id = 2 AND location LIKE '%1.html'")
    assert told == [("flagged", "T3.ROW.SUM: 合计不符")]


def test_a_file_that_is_still_there_was_seen_again(store, folder):
    load(store, folder)
    before = query(store, "SELECT location, first_seen, last_seen FROM sighting ORDER BY location")
    load(store, folder)

    after = query(store, "SELECT location, first_seen, last_seen FROM sighting ORDER BY location")
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert all(new[2] > old[2] for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("change", "read"),
    [
        pytest.param("bytes", ["1.html", "3.html"], id="other bytes at the place"),
        pytest.param("place", ["3.html", "9.html"], id="the same bytes at another place"),
        pytest.param("code", ["0.html", "1.html", "2.html", "3.html"], id="another code"),
        pytest.param("origins", ["0.html", "1.html", "2.html", "3.html"], id="something told about the files"),
        pytest.param("again", ["0.html", "1.html", "2.html", "3.html"], id="a wish to read all again"),
    ],
)
def test_what_is_not_the_same_is_read(store, folder, monkeypatch, change, read):
    load(store, folder)
    if change == "bytes":
        (folder / "1.html").write_bytes((folder / "1.html").read_bytes() + b"\n")
    if change == "place":
        (folder / "1.html").rename(folder / "9.html")
    if change == "code":
        monkeypatch.setattr("pipeline.loading.run.identify_code", lambda: "0.1.0+000000000000")
    origins = Origins("望楼县财政局") if change == "origins" else None

    assert load(store, folder, again=change == "again", origins=origins)[0] == read


def test_an_interrupted_run_is_gone_on_with(store, folder):
    with pytest.raises(KeyboardInterrupt):
        load(store, folder, fails_at=2)
    read, _ = load(store, folder)

    assert read == ["2.html", "3.html"]
    assert query(store, "SELECT outcome FROM run ORDER BY id") == [("interrupted",), ("done",)]
    assert query(store, "SELECT count(*) FROM revision") == [(3,)]


def test_a_page_whose_report_lies_beside_it_is_read_again_for_that_may_change(store, folder, tmp_path):
    (folder / "1.html").rename(folder / "9.html")
    (folder / "1.html").write_text('<a href="9.html">年报</a>', encoding="utf-8")
    load(store, folder)

    assert load(store, folder)[0] == ["1.html", "3.html"]


ENDLESS = """
import pathlib, time
read = pathlib.Path.read_bytes
pathlib.Path.read_bytes = lambda path: time.sleep(600) if path.name == "endless" else read(path)
"""
"""Whoever reads a file of that name waits."""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a polite request to end"])
def test_a_run_that_is_asked_to_end_ends_in_order_and_goes_on_later(folder, tmp_path, sign):
    database, endless = tmp_path / "x.db", tmp_path / "endless"
    endless.write_bytes(b"")
    (tmp_path / "sitecustomize.py").write_text(ENDLESS)
    command = [
        sys.executable,
        "-c",
        "from pipeline.commands.cli import main; main()",
        "load",
        str(folder),
        "--db",
        str(database),
    ]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    with (tmp_path / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [*command, str(endless)],
            env=environment,
            stdout=errors,
            stderr=errors,
            start_new_session=True,
            preexec_fn=hear_ctrl_c,
        )
        while process.poll() is None and count_items(database) < 4:
            time.sleep(0.05)
        os.killpg(process.pid, sign) if sign == signal.SIGINT else process.send_signal(sign)
        code = process.wait()
    again = subprocess.run(command, env=environment, capture_output=True)

    said = (tmp_path / "errors").read_text(encoding="utf-8")
    assert (code, again.returncode) == (1, 3)
    assert "gongkai: interrupted; what is stored stays, run the same command again to go on\n" in said
    assert "Traceback" not in said
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT outcome FROM run ORDER BY id").fetchall() == [("interrupted",), ("done",)]
        assert connection.execute("SELECT count(*) FROM revision").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM run_item WHERE run_id = 2").fetchone() == (4,)


def hear_ctrl_c():
    """What a shell starts in the background ignores it, and so would all that the tests start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def count_items(database):
    if not database.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return connection.execute("SELECT count(*) FROM run_item").fetchone()[0]
    except sqlite3.OperationalError:  # the tables are being made
        return 0
