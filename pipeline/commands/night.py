"""Commands of the unattended job: night, crawl, source, rebuild."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.base import (
    FAILED,
    USAGE,
    WORDS,
    Stopped,
    database_option,
    open_store,
    stop,
    stop_on,
    stop_when_interrupted,
    stop_without_archive,
)

if TYPE_CHECKING:
    from db.store import Store
    from pipeline.night.config import NightConfig

LOCKED = 75
DEFAULT_CONFIG = "night.toml"

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"Configuration [{DEFAULT_CONFIG}].",
)
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Tell every step, in lines for people.")


def need_extra() -> None:
    """One clear line when what the night is built on is not installed."""
    from importlib.util import find_spec

    parts = {
        "fsspec": "fsspec",
        "httpx2": "httpx2",
        "protego": "protego",
        "pydantic_settings": "pydantic-settings",
        "stamina": "stamina",
        "structlog": "structlog",
    }
    missing = [name for module, name in parts.items() if find_spec(module) is None]
    if missing:
        stop(f"this command needs {', '.join(missing)}: pip install 'gongkai[night]'")


def load_night_config(path: Path | None) -> "NightConfig":
    """The configuration in a file, else in night.toml where there is one; exit code 2 for one that cannot be used."""
    from pipeline.night.config import NightConfigError, load_config

    try:
        return load_config(_find_config(path))
    except NightConfigError as error:
        stop(str(error), USAGE)


def find_night_config(path: Path | None) -> "NightConfig | None":
    """The same; None where there is neither a file nor a word of it in the environment."""
    from pipeline.loading.settings import list_night_names

    if _find_config(path) is None and not list_night_names():
        return None
    need_extra()
    return load_night_config(path)


def _find_config(path: Path | None) -> Path | None:
    return Path(DEFAULT_CONFIG) if path is None and Path(DEFAULT_CONFIG).exists() else path


def _load_or_tell(path: Path | None) -> "NightConfig":
    """The configuration. Of one that cannot be used those are told whom the environment names."""
    from pipeline.loading import logs
    from pipeline.night.config import load_hooks
    from pipeline.night.tell import tell_unstarted

    try:
        return load_night_config(path)
    except Stopped as end:
        logs.configure(verbose=False)
        tell_unstarted(load_hooks(_find_config(path)), end.message, USAGE)
        raise


@click.command()
@config_option
@database_option
@verbose_option
def night(config_path: Path | None, database: str | None, verbose: bool) -> None:
    """The unattended job: fetch what is new, load it, judge the sources, tell. Exit code 4: something is ill."""
    _run(config_path, database, verbose, (), reads=True)


@click.command()
@click.argument("sources", nargs=-1)
@config_option
@database_option
@verbose_option
def crawl(sources: tuple[str, ...], config_path: Path | None, database: str | None, verbose: bool) -> None:
    """Only fetch into the archive, from all sources or those named by their codes; the next night reads it."""
    _run(config_path, database, verbose, sources, reads=False)


def _run(config_path: Path | None, database: str | None, verbose: bool, only: tuple[str, ...], *, reads: bool) -> None:
    need_extra()
    from pipeline.loading import logs
    from pipeline.loading.terminal import open_screen
    from pipeline.night.lock import LockedError, NoLockError
    from pipeline.night.run import Night
    from pipeline.night.tell import print_night, tell_unstarted
    from pipeline.sources.source import SourceError

    config = _load_or_tell(config_path)
    logs.configure(verbose=verbose, level=config.log_level)
    stays = stop_when_interrupted("what was put down stays, the next night goes on")
    with _open_or_tell(database or config.database or None, config) as store, stays:
        try:
            result = Night(config, store, only=frozenset(only), reads=reads).run()
        except LockedError as error:
            stop(str(error), LOCKED)
        except NoLockError as error:
            tell_unstarted(config, str(error), FAILED)
            stop(str(error))
        except SourceError as error:
            if not only:  # whoever names sources sits at the screen
                tell_unstarted(config, str(error), USAGE)
            stop(str(error), USAGE)
    print_night(result, open_screen(soft_wrap=True))
    raise SystemExit(result.exit_code)


def _open_or_tell(database: str | None, config: "NightConfig") -> "Store":
    """The store. One that cannot be opened is told to whom a night is told: nobody looks at an unattended screen."""
    from pipeline.night.tell import tell_unstarted

    try:
        return open_store(database)
    except Stopped as end:
        tell_unstarted(config, end.message, FAILED)
        raise


@click.group()
def source() -> None:
    """Look after the source files."""


@source.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
def check(file: Path, config_path: Path | None) -> None:
    """Try one source file: fetch its lists and show what a night would fetch from it; writes nothing."""
    need_extra()
    from pipeline.night.run import make_manners
    from pipeline.sources.fetch import Fetcher
    from pipeline.sources.source import SourceError, load_source
    from pipeline.sources.trial import try_source

    config = load_night_config(config_path)
    try:
        loaded = load_source(file)
    except SourceError as error:
        stop(str(error), USAGE)
    trial = try_source(loaded, Fetcher(make_manners(config.fetching)))
    for line in trial.lines:
        click.echo(line)
    raise SystemExit(0 if trial.is_well else 4)


@click.command()
@click.option(
    "--archive", type=WORDS, help="The archive: a folder or an address that fsspec opens [the configuration's]."
)
@config_option
@database_option
@verbose_option
def rebuild(archive: str | None, config_path: Path | None, database: str | None, verbose: bool) -> None:
    """Build an empty database anew from the archive alone, every version on the day it was seen."""
    need_extra()
    from pipeline.loading import logs

    config = load_night_config(config_path)
    logs.configure(verbose=verbose, level=config.log_level)
    config = config if archive is None else config.model_copy(update={"archive": archive})
    stop_without_archive(config.archive)
    half = stop_when_interrupted("the database is built in part: begin again with an empty one")
    with open_store(database or config.database or None) as store, half:
        raise SystemExit(_rebuild(config, store))


def _rebuild(config: "NightConfig", store: "Store") -> int:
    """Load what the archive holds, and show what was found; the exit code."""
    import contextlib
    import time

    from pipeline.loading.settings import show_database
    from pipeline.loading.summary import Summary, print_summary
    from pipeline.loading.terminal import open_screen
    from pipeline.night.rebuild import NotEmptyError
    from pipeline.night.rebuild import rebuild as build
    from pipeline.sources.archive import DamagedError
    from pipeline.sources.source import SourceError, load_sources

    summary, started = Summary(), time.monotonic()
    with stop_on(NotEmptyError, DamagedError, SourceError):
        sources = {s.code: s for s in load_sources(config.sources)} if config.sources.is_dir() else {}
        with contextlib.closing(build(config, store, sources)) as items:
            for item in items:
                summary.add(item)
    shown = show_database(store)
    print_summary(summary, open_screen(soft_wrap=True), seconds=time.monotonic() - started, database=shown)
    return summary.exit_code


COMMANDS = (night, crawl, source, rebuild)
