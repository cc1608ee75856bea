"""``gongkai serve``: the one line it prints, and what it refuses."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")
pytest.importorskip("uvicorn", reason="uvicorn (the web extra) is not installed")

from click.testing import CliRunner

from pipeline.commands.cli import main
from pipeline.web.serve import Plan, describe

ROOT = Path(__file__).resolve().parents[3]


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["serve", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param(["--host", "0.0.0.0"], 2, "0.0.0.0 can be reached from other machines", id="all the world"),
        pytest.param(
            ["--host", "0.0.0.0", "--allow-host", "a.example"], 2, "--token-file FILE", id="a name and no token"
        ),
        pytest.param(["--host", "0.0.0.0", "--token-file", "t"], 2, "--allow-host NAME", id="a token and no name"),
        pytest.param(
            ["--host", "192.0.2.1", "--token-file", "t", "--allow-host", "a"],
            2,
            "192.0.2.1 port 8080",
            id="an address of another machine",
        ),
        pytest.param(["--port", "70000"], 2, "--port", id="a port that is none"),
        pytest.param(["--archive", "none"], 2, "no archive at none", id="an archive that is not there"),
    ],
)
def test_what_cannot_be_served_is_one_line(template, tmp_path, monkeypatch, words, code, line):
    monkeypatch.chdir(tmp_path)
    status, told = run("--db", template.url, *words)

    assert status == code
    assert line in told
    assert "Traceback" not in told


def test_no_database_is_one_line(tmp_path):
    status, told = run("--db", str(tmp_path / "none.db"), "--port", "0")

    assert status == 1
    assert told == f"gongkai: cannot serve sqlite:///{tmp_path}/none.db: no database at {tmp_path}/none.db\n"


def test_a_port_that_is_taken_is_one_line(template):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, told = run("--db", template.url, "--port", str(port))

    assert (status, told) == (2, f"gongkai: 127.0.0.1 port {port}: Address already in use\n")


def test_without_the_extra_it_is_one_line(template, monkeypatch):
    monkeypatch.setattr("pipeline.commands.web.NEEDED", ("no_such_package",))

    assert run("--db", template.url) == (
        1,
        "gongkai: the page needs packages that are not installed: pip install 'gongkai[web]'\n",
    )


@pytest.mark.parametrize(
    ("host", "allowed", "token", "line"),
    [
        pytest.param("127.0.0.1", (), None, "gongkai: http://127.0.0.1:80/  (read only; Ctrl-C ends)", id="to read"),
        pytest.param(
            "::1",
            (),
            Path("t"),
            "gongkai: http://[::1]:80/  (to write, enter the token in t at /token; Ctrl-C ends)",
            id="to write",
        ),
        pytest.param(
            "0.0.0.0",
            ("a.example",),
            Path("t"),
            "gongkai: http://a.example:80/  (to write, enter the token in t at /token; Ctrl-C ends)",
            id="for others",
        ),
    ],
)
def test_one_line_tells_where_it_is(host, allowed, token, line):
    assert describe(Plan("sqlite://", None, host, 80, token, allowed), 80) == line


def test_it_serves_until_it_is_interrupted(template, tmp_path):
    words = ["serve", "--db", template.url, "--port", "0", "--token-file", str(tmp_path / "token")]
    program = f"import sys; from pipeline.commands.cli import main; sys.argv[1:] = {words!r}; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with (
        subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as process,
        contextlib.ExitStack() as ending,
    ):
        ending.callback(process.kill)
        line = process.stdout.readline()
        address = line.split()[1]
        with urllib.request.urlopen(address, timeout=60) as answer:
            status, page = answer.status, answer.read().decode()
        process.send_signal(signal.SIGINT)
        code, rest, errors = process.wait(60), process.stdout.read(), process.stderr.read()

    assert (status, code, rest, errors) == (200, 0, "", "")
    assert "库中报告" in page
    assert "to write, enter the token in" in line
