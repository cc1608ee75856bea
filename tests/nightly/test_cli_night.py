import errno
import importlib.util
import json
import os

import pytest
from click.testing import CliRunner

from db.schema.engine import open_engine
from pipeline.commands import night as cli_night
from pipeline.loading import logs
from pipeline.night.lock import hold_lock

SOURCE = 'code = "a"\npublisher = "青禾县"\n[[lists]]\nkind = "static"\nurl = "http://www.qinghe.gov.cn/"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.toml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "night.toml").write_text('database = "gongkai.db"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command, *arguments):
    return CliRunner().invoke(command, arguments)


def test_a_second_night_ends_with_75(folder):
    with hold_lock(folder / "night.lock", open_engine("sqlite://")):
        result = run(cli_night.night)

    assert result.exit_code == 75
    assert "another night holds" in result.output


@pytest.mark.parametrize("call", ["os.open", "fcntl.flock"], ids=["another user's lock", "a disk without locks"])
def test_a_night_that_cannot_have_its_lock_is_told_and_ends_in_one_line(folder, monkeypatch, call):
    def refuse(path, *told, **more):
        if call == "os.open" and not str(path).endswith("night.lock"):
            return os_open(path, *told, **more)
        raise OSError(errno.EACCES if call == "os.open" else errno.ENOLCK, "not for you")

    os_open = os.open
    monkeypatch.setattr("pipeline.night.lock." + call, refuse)
    monkeypatch.setenv("GONGKAI_NIGHT_SUMMARY", "night.json")
    result = run(cli_night.night)
    told = json.loads((folder / "night.json").read_text(encoding="utf-8"))

    assert result.exit_code == 1
    assert result.output.startswith("gongkai: cannot ")
    assert (told["exit_code"], told["run"]) == (1, None)
    assert "not for you" in told["error"]


def test_a_night_that_asks_nobody_is_no_good_night(folder):
    (folder / "sources" / "a.toml").write_text(f"enabled = false\n{SOURCE}", encoding="utf-8")
    result = run(cli_night.night)

    assert result.exit_code == 4
    assert "health no source is switched on: set enabled = true in a source file" in result.output


def test_a_source_that_there_is_not_is_refused(folder):
    result = run(cli_night.crawl, "b")

    assert (result.exit_code, result.output) == (2, "gongkai: no source b; there are: a\n")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        pytest.param("databse = 'x'", "databse: there is no such key", id="a key that does not exist"),
        pytest.param("[health]\nread_share = 2", "health.read_share: Input should be", id="a share above one"),
        pytest.param("[alert]\nwebhook = 'ftp://x'", "alert.webhook: String should match", id="a hook of no web"),
        pytest.param("a = ", "night.toml: Invalid value", id="no TOML"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told_in_one_line(folder, config, words):
    (folder / "night.toml").write_text(config)
    result = run(cli_night.night)

    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert words in result.output


@pytest.mark.parametrize("command", [cli_night.night, cli_night.rebuild])
def test_a_configuration_that_is_not_there_is_one_short_line(folder, command):
    result = run(command, "--config", "none.toml")

    assert (result.exit_code, result.output) == (2, "gongkai: none.toml: No such file or directory\n")


def test_a_rebuild_without_its_archive_is_refused_and_makes_no_database(folder):
    result = run(cli_night.rebuild, "--archive", "none", "--db", "new.db")

    assert (result.exit_code, result.output) == (2, "gongkai: no archive at none\n")
    assert not (folder / "new.db").exists()


def test_events_are_lines_of_json_and_verbose_ones_are_for_people(capsys):
    logs.configure(verbose=False)
    logs.get_logger("x").warning("fetched", url="http://a:b@www.gov.cn/", outcome="failed")
    logs.get_logger("x").info("fetched", url="http://www.gov.cn/")
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure(verbose=True)
    logs.get_logger("x").info("fetched", url="http://www.gov.cn/")

    assert [(one["event"], one["level"], one["url"]) for one in told] == [
        ("fetched", "warning", "http://***@www.gov.cn/")
    ]
    assert "http://www.gov.cn/" in capsys.readouterr().err


def test_without_the_extra_one_line_says_what_to_install(folder, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "protego" else real(name))
    result = run(cli_night.night)

    assert (result.exit_code, result.output) == (
        1,
        "gongkai: this command needs protego: pip install 'gongkai[night]'\n",
    )


def test_secrets_come_from_the_environment(folder, monkeypatch):
    from pathlib import Path

    from pipeline.night.config import load_config

    monkeypatch.setenv("GONGKAI_NIGHT_ALERT__WEBHOOK", "https://hooks.example.org/?token=made-up")

    assert load_config(Path("night.toml")).alert.webhook == "https://hooks.example.org/?token=made-up"


def test_a_folder_without_sources_is_told(folder):
    (folder / "sources" / "a.toml").unlink()
    result = run(cli_night.night)

    assert result.exit_code == 2
    assert "holds no source file" in result.output


def test_importing_the_commands_costs_no_heavy_import():
    import subprocess
    import sys

    heavy = ("httpx2", "stamina", "structlog", "fsspec", "sqlalchemy")
    code = f"import sys, pipeline.commands.night; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
