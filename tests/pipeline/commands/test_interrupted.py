"""Ctrl-C, and a polite request to end, end every long command in order, with one line that says how things stand."""

import json
import os
import signal
import time

import pytest
from command_line import rows, run, said
from nightly.one_night import prepare

from db.exporting.workbook import Workbook


def be_told(sign):
    """Stands for the work of a command, in the midst of which the process is told to end."""

    def work(*_, **__):
        os.kill(os.getpid(), sign)
        time.sleep(5)

    return work


@pytest.fixture(autouse=True)
def hears_ctrl_c():
    """A shell that starts the tests in the background lets them ignore Ctrl-C: here it is heard."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where an operator works: configuration, an archive without anything, a database with one sample."""
    monkeypatch.chdir(prepare(tmp_path, {}))
    (tmp_path / "archive").mkdir()
    (tmp_path / "sources" / "one.toml").write_text(
        'code = "one"\npublisher = "青禾县人民政府"\nminimum = 1\nenabled = true\n'
        '[[lists]]\nkind = "static"\nurl = "http://www.qinghe.gov.cn/nb/"\n',
        encoding="utf-8",
    )
    page = tmp_path / "report.html"
    page.write_text("<h1>青禾县财政局2024年政府信息公开工作年度报告</h1>", encoding="utf-8")
    run("load", page, "--workers", 1, database=tmp_path / "gongkai.db")
    return tmp_path


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a polite request to end"])
@pytest.mark.parametrize(
    ("command", "work", "words"),
    [
        (("night",), "pipeline.sources.crawl.Crawl.run", "what was put down stays, the next night goes on"),
        (("rebuild", "--db", "new.db"), "pipeline.night.rebuild.rebuild", "the database is built in part: begin again"),
        (("reload",), "pipeline.night.reload.run_reload", "what is stored stays, the same command reads all again"),
        (("export", "out"), "db.exporting.write._write_view", "what stands in out is not whole"),
    ],
    ids=["a night", "a rebuild", "a reload", "an export"],
)
def test_a_command_that_is_told_to_end_ends_in_order(folder, monkeypatch, command, work, words, sign):
    monkeypatch.setattr("pipeline.night.reload.find_documents", lambda *_: (["a document"], []))
    monkeypatch.setattr(work, be_told(sign))
    before = signal.getsignal(signal.SIGTERM)
    result = run(*command)

    assert result.exit_code == 1
    assert said(result).splitlines()[-1].startswith(f"gongkai: interrupted; {words}")
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_night_that_is_told_to_end_says_so_to_those_who_are_told(folder, monkeypatch):
    monkeypatch.setattr("pipeline.sources.crawl.Crawl.run", be_told(signal.SIGTERM))
    run("night")
    told = json.loads((folder / "night.json").read_text(encoding="utf-8"))

    assert (told["exit_code"], told["error"]) == (1, "interrupted")
    assert rows(folder / "gongkai.db", "SELECT outcome FROM run WHERE command = 'night'") == [("failed",)]


def test_an_export_that_is_told_to_end_lets_go_of_its_workbook(folder, monkeypatch):
    abandoned, abandon = [], Workbook.abandon

    def note(book):
        abandoned.append(book)
        abandon(book)

    monkeypatch.setattr(Workbook, "close", be_told(signal.SIGINT))
    monkeypatch.setattr(Workbook, "abandon", note)
    run("export", folder / "out", database=folder / "gongkai.db")

    assert len(abandoned) == 1
