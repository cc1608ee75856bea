"""No option is without effect: each changes what is printed or written, or is refused with exit code 2 and one line."""

import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import made_reports
import pytest
from click.testing import CliRunner, Result
from command_line import run_cleanly
from option_table import CHANGES, ROWS
from stored import doubt_cells, record_item, start_run

from db.schema.records import RunItem
from db.store import Store
from db.writing.issuer_merges import Merge
from pipeline.commands.base import WORDS
from pipeline.commands.cli import main
from pipeline.loading.isolation.pool import Outcome

for package in ("matplotlib", "pyarrow", "starlette", "uvicorn", "fsspec", "structlog", "httpx2"):
    pytest.importorskip(package, reason=f"{package} is not installed")

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
VARIES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?|[\d.]+ s\b|\d+\.\d{5,}|run-\d+-\w+")
"""Moments and how long it took: another one each time."""
PASSING = re.compile(r"-run-|-shm$|-wal$|\.lock$")
"""Files that stand there only while a database is in use."""
NAMESAKE = replace(made_reports.TOWN, parent="湖北省青禾县")
GIVEN = replace(made_reports.TOWN, parent="湖北省别县")
"""A third of the name, whose reports a person has given to another issuer."""


def fill(folder: Path) -> None:
    """All that a row may name, in a folder that is the working folder."""
    url = "sqlite:///gongkai.db"
    made_reports.fill_store(url)
    facts = made_reports.make_facts("3 0 1 0 0 0 0 0 0 1 0")
    with Store.open(url) as store:
        store.load(made_reports.make_report("8", NAMESAKE, 2023, None, facts), now=made_reports.START)
        store.load(made_reports.make_report("9", GIVEN, 2020, None, facts), now=made_reports.START)
        for outcomes in (("loaded", "failed"), ("loaded",)):
            run_id = start_run(store, "load")
            for outcome in outcomes:
                record_item(store, RunItem(run_id, "a.pdf", None, outcome))
        with store.read() as connection:
            issuers = {row.parent: row.id for row in connection.exec_driver_sql("SELECT id, parent FROM issuer")}
        store.merge(Merge(issuers["湖北省别县"], issuers["河南省"], "李", "同", ()))
    doubt_cells(Path("gongkai.db"), "outcome_granted")
    known = (SAMPLES / "correction-1" / "source.html").read_text(encoding="utf-8")
    Path("known.html").write_text(known, encoding="utf-8")
    Path("nameless.html").write_text(re.sub(r"20\d\d|望楼县财政局", "", known), encoding="utf-8")
    run_cleanly("load", "known.html", "nameless.html", database=Path("known.db"))
    (folder / "cases" / "a").mkdir(parents=True)
    shutil.copy("known.html", folder / "cases" / "a" / "source.html")
    truth = (SAMPLES / "correction-1" / "expected.json").read_text(encoding="utf-8")
    (folder / "cases" / "a" / "truth.json").write_text(re.sub(r": \d+,", ": 987654,", truth), encoding="utf-8")
    fill_night(folder)


def fill_night(folder: Path) -> None:
    """Sources, configurations and an archive, as an operator has them."""
    from pipeline.sources.archive import Archive, ArchivedBytes

    (folder / "sources").mkdir()
    off = 'code = "off"\npublisher = "青禾县"\nenabled = false\n'
    page = '[[lists]]\nkind = "static"\nurl = "http://www.example.gov.cn/"\n'
    Path("sources/off.toml").write_text(off + page, encoding="utf-8")
    Path("sources/broken.toml").write_text('code = "broken"\n', encoding="utf-8")
    Path("other.toml").write_text('archive = "archive"\nsummary = "s.json"\nfetching.attempts = 1\n', encoding="utf-8")
    Path("alone.toml").write_text('sources = "none"\n', encoding="utf-8")
    Path("known.toml").write_text('database = "known.db"\n', encoding="utf-8")
    Path("token").write_text("a made-up token of some length\n", encoding="utf-8")
    archive, moment = Archive("archive"), datetime(2025, 2, 3, tzinfo=UTC)
    sha256 = archive.put(Path("known.html").read_bytes())
    archive.note(ArchivedBytes(sha256, "http://www.example.gov.cn/1.html", 1, moment, "off", "report"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands in the working folder before each command; it is put anew into one and the same place."""
    folder = tmp_path_factory.mktemp("options")
    (folder / "work").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder / "work")
        read_here(patch)
        fill(folder / "work")
    shutil.copytree(folder / "work", folder / "before")
    return folder


def read_here(patch: pytest.MonkeyPatch) -> None:
    """Read documents in this process, and tell with how many workers they were to be read."""

    def map_batches(work: Callable[[Any], Any], tasks: Any, *, size: int) -> Iterator[list[Any]]:
        yield [Outcome(task, work(task)) for task in tasks if task is not None]

    def choose(workers: int, *_: object) -> SimpleNamespace:
        click.echo(f"{workers} workers")
        return SimpleNamespace(map_batches=map_batches)

    patch.setattr("pipeline.loading.engines.choose.LocalEngine", choose)
    patch.setattr("pipeline.night.reload.LocalEngine", choose)


def stop_before_the_network(patch: pytest.MonkeyPatch) -> None:
    """Tell what would listen, and what would fetch."""
    from pipeline.web import serve

    def open_socket(host: str, port: int) -> SimpleNamespace:
        return SimpleNamespace(getsockname=lambda: (host, port), close=lambda: None)

    def make_app(settings: object) -> object:
        click.echo(repr(settings))
        return serving(settings)

    def try_source(_: object, fetcher: Any) -> SimpleNamespace:
        return SimpleNamespace(lines=[repr(fetcher.manners)], is_well=True)

    serving = serve.make_app
    patch.setattr(serve, "open_socket", open_socket)
    patch.setattr(serve, "make_app", make_app)
    patch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    patch.setattr("pipeline.sources.trial.try_source", try_source)


def photograph(path: Path) -> str:
    """What a file holds, apart from moments; of a database every row, apart from the command that wrote it."""
    if path.suffix != ".db":
        return VARIES.sub("", path.read_bytes().decode("utf-8", "backslashreplace"))
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [f"{table} {row}" for table in sorted(tables) for row in connection.execute(f'SELECT * FROM "{table}"')]
    return VARIES.sub("", "\n".join(rows))


def observe(folder: Path, line: str) -> tuple[Result, str]:
    """How a command ends in a fresh working folder, and all that can be seen of what it did."""
    work = folder / "work"
    for path in work.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(folder / "before", work, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        read_here(patch)
        stop_before_the_network(patch)
        patch.delenv("GONGKAI_DB", raising=False)
        patch.setattr("pipeline.loading.logs._is_configured", False)
        patch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: line.startswith("extract"))
        result = CliRunner().invoke(main, shlex.split(line))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    before = {path.relative_to(folder / "before"): path for path in (folder / "before").rglob("*") if path.is_file()}
    kept = (path for path in work.rglob("*") if path.is_file() and not PASSING.search(path.name))
    files = {path.relative_to(work): path for path in kept}
    written = [
        f"{name}: {photograph(path)}"
        for name, path in sorted(files.items())
        if name not in before or path.read_bytes() != before[name].read_bytes()
    ]
    return result, "\n".join([str(result.exit_code), VARIES.sub("", result.output), *written])


@pytest.fixture(scope="module")
def seen(template: Path) -> Callable[[str], str]:
    """What a command does without the option; twice the same, so that a difference comes from the option."""
    known: dict[str, str] = {}

    def look(line: str) -> str:
        if line not in known:
            known[line] = observe(template, line)[1]
            assert observe(template, line)[1] == known[line]
        return known[line]

    return look


@pytest.mark.parametrize(("line", "option", "told"), [pytest.param(*row, id=" ".join(row[:2])) for row in ROWS])
def test_an_option_changes_something_or_is_refused(template, seen, line, option, told):
    result, with_option = observe(template, f"{line} {option}")

    if told == CHANGES:
        assert with_option != seen(line)
        return
    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert told in result.output


def list_options(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Option]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from list_options(command, (*path, name))
        else:
            found = (parameter for parameter in command.params if isinstance(parameter, click.Option))
            yield from ((" ".join((*path, name)), option) for option in found)


def test_every_option_of_every_command_has_a_row():
    def has_row(command: str, option: click.Option) -> bool:
        return any(f"{row[0]} ".startswith(f"{command} ") and row[1].split()[0] in option.opts for row in ROWS)

    options = list(list_options(main))

    assert len(options) > 70
    assert [(command, option.opts[0]) for command, option in options if not has_row(command, option)] == []


MAY_BE_EMPTY = {"correct --value", "correct --raw", "correct --evidence", "verdict --why", "query -p"}
"""Refused elsewhere, or something of which one may well have nothing to say."""


def test_an_option_that_says_nothing_is_refused(template):
    """An empty text is a variable that was not set: it would choose all, or another than was meant."""
    texts = [(command, option) for command, option in list_options(main) if option.type.name == "text"]
    lenient = {f"{command} {option.opts[0]}" for command, option in texts if option.type is not WORDS}
    result, _ = observe(template, "reload --only ''")

    assert lenient == MAY_BE_EMPTY
    assert (result.exit_code, "it says nothing" in result.output) == (2, True)


@pytest.mark.parametrize(
    "name", ["GONGKAI_NIGHT_ARCHIV", "GONGKAI_NIGHT_FETCHING_AGENT", "GONGKAI_NIGHT_HEALTH__SHARE"]
)
@pytest.mark.parametrize("command", ["night", "crawl", "rebuild", "reload"])
def test_a_name_in_the_environment_that_is_no_key_is_refused(template, monkeypatch, command, name):
    monkeypatch.setenv(name, "1")
    result, _ = observe(template, command)

    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert "there is no such key" in result.output


def test_the_nights_archive_is_heeded_where_only_the_environment_tells_it(template, monkeypatch):
    without = observe(template, "reload")[1]
    monkeypatch.setenv("GONGKAI_NIGHT_ARCHIVE", "archive")

    assert observe(template, "reload")[1] == observe(template, "reload --archive archive")[1] != without
