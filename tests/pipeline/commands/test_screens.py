"""What is printed where the screen is narrow, or its encoding has no Chinese."""

import contextlib
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import run
from rich.console import Console

from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.commands.cli import main
from pipeline.line import read_report
from pipeline.loading.terminal import open_screen
from pipeline.publishing.show import print_report

CALL = "from pipeline.commands.cli import main; main()"
SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "fee-in-yuan" / "source.html"


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("screens") / "one.db"
    assert run("load", SAMPLE, "--workers", 1, database=path).exit_code == 0
    return path


@pytest.mark.parametrize(
    ("encoding", "reads", "name"),
    [
        pytest.param("ascii", "utf-8", "柏川县自然资源局", id="ASCII becomes UTF-8"),
        pytest.param("gbk", "gbk", "柏川县自然资源局", id="GBK"),
        pytest.param("latin-1", "latin-1", r"\u67cf\u5ddd\u53bf", id="an encoding without Chinese"),
    ],
)
@pytest.mark.parametrize("words", [["query", "unit_slips"], ["query", "unit_slips", "--csv"], ["load", str(SAMPLE)]])
def test_no_encoding_of_the_output_ends_a_command(database, words, encoding, reads, name):
    done = subprocess.run(
        [sys.executable, "-c", CALL, *words, "--db", str(database)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert words[0] == "load" or name in done.stdout.decode(reads)


def test_on_a_narrow_screen_no_number_is_cut_short():
    report = read_report(SourceDocument(SAMPLE.read_bytes(), SAMPLE.name), load_catalogue())
    screen = io.StringIO()
    print_report(report, load_catalogue(), Console(file=screen, width=80))
    shown = screen.getvalue()
    rows = [line for line in shown.splitlines() if re.match("│ (requests|outcome)", line)]

    assert "T2 gb2021_30 · T3 gb2021_30 · T4 gb2021_30" in shown
    assert "…" not in shown.partition("\nT4")[0].partition("\nT3")[2]
    assert [cell.strip() for cell in rows[0].split("│")[2:-1]] == ["217", "146", "329", "223", "145", "3", "1063"]


def test_on_a_very_narrow_screen_no_name_is_cut_short():
    report = read_report(SourceDocument(SAMPLE.read_bytes(), SAMPLE.name), load_catalogue())
    screen = io.StringIO()
    print_report(report, load_catalogue(), Console(file=screen, width=50))
    rows = [line.split("│")[1].strip() for line in screen.getvalue().partition("\nT3")[0].splitlines() if "│" in line]

    assert "normative_documents_in_force" in "".join(rows)
    assert "…" not in "".join(rows)


def test_the_list_of_commands_cuts_no_sentence_off():
    told = " ".join(run("--help").output.split())

    assert "..." not in told.partition("Commands:")[2]
    for name, command in main.commands.items():
        assert f"{name} {command.get_short_help_str(1000)}" in told


NAMES = ("甲[b]乙局", "甲[/b]乙局", "甲:on:乙局", "甲[link=file:///]乙局")
"""What rich would take for words of its own: bold, the end of what never began, a picture, a link."""


@pytest.mark.parametrize("name", NAMES)
def test_what_is_held_is_shown_as_it_stands(name, database, tmp_path):
    shutil.copy(database, tmp_path / "x.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as connection, connection:
        connection.execute("UPDATE issuer SET name = ?", [name])
    asked = run("query", "unit_slips", database=tmp_path / "x.db")
    looked = run_look(tmp_path / "x.db")
    report = read_report(SourceDocument(SAMPLE.read_bytes(), SAMPLE.name), load_catalogue())
    with contextlib.redirect_stdout(io.StringIO()) as screen:
        print_report(replace(report, issuer=replace(report.issuer, name=name)), load_catalogue(), open_screen())

    assert [name in shown for shown in (asked.output, looked, screen.getvalue())] == [True, True, True]


def run_look(database: Path) -> str:
    """What the first look shows."""
    told = [sys.executable, "-m", "pipeline.publishing.look", f"sqlite:///{database}"]
    return subprocess.run(told, capture_output=True, check=True, encoding="utf-8").stdout
