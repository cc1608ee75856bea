"""What all commands share: the exit codes, the database option, and ending with one clear line."""

import codecs
import errno
import io
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.schema.dictionary_records import Dictionary
    from db.schema.records import TableCode
    from db.store import Store

DONE, FAILED, USAGE, FLAGGED = 0, 1, 2, 3

ALL = "all"
_SQLITE = "sqlite:///"
BY_APPLICANT = "T3"
"""The one table that has a column for each applicant; in any other a field stands under ``all``."""


class _Words(click.ParamType[str]):
    """A text that says something: who, why, or where. Nothing but blanks is refused."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value.strip():
            self.fail("it says nothing", param, ctx)
        return value


WORDS = _Words()

database_option = click.option(
    "--db",
    "database",
    type=WORDS,  # an empty one is a variable that was not set: to take another database for it would be a surprise
    metavar="URL",
    help="Database: a SQLAlchemy URL or a SQLite file [GONGKAI_DB; gongkai.db].",
)

YEAR = click.IntRange(1, 9999)
LONGEST_NUMBER = 9
NUMBER = click.IntRange(1, 10**LONGEST_NUMBER - 1)
"""The number of a row of the database: no larger than either engine counts."""

parent_option = click.option(
    "--parent", type=WORDS, help="Whose ISSUER, where several have its name; or give its registry code."
)


def refuse_idle(*options: str, why: str) -> None:
    """End with exit code 2 where one of these options is given: it would do nothing here, and nobody would see that."""
    context = click.get_current_context()
    typed = click.core.ParameterSource.COMMANDLINE
    meant = [parameter for parameter in context.command.params if not set(options).isdisjoint(parameter.opts)]
    idle = [one.opts[-1] for one in meant if context.get_parameter_source(one.name or "") is typed]
    if idle:
        stop(f"{', '.join(idle)} would have no effect: {why}", USAGE)


class Stopped(SystemExit):
    """The end of a command that could not do its work; ``message`` is what was printed."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(code)
        self.message = message


def stop(message: str, code: int = FAILED) -> NoReturn:
    """End with one clear line on standard error, in which no address shows its password."""
    from pipeline.loading.locations import write_place
    from pipeline.loading.logs import hide_in_text

    shown = write_place(hide_in_text(message))
    click.echo(f"gongkai: {shown}", err=True)
    raise Stopped(shown, code)


def is_no_text(argument: str) -> bool:
    """Whether an argument holds bytes that are no UTF-8, which a path may and a text of a database may not."""
    return any("\ud800" <= sign <= "\udfff" for sign in argument)


@contextmanager
def stop_on(*kinds: type[Exception], code: int = FAILED) -> Iterator[None]:
    """Inside, an error of these kinds ends the command with its message as the one clear line."""
    try:
        yield
    except kinds as error:
        stop(str(error), code)


def write_every_sign() -> None:
    """Let any sign be printed wherever the output goes: where its encoding lacks one, its number stands for it.

    ASCII, which has no Chinese at all, becomes UTF-8, as ``click.echo`` does by itself.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="backslashreplace")


@contextmanager
def raise_on_terminate() -> Iterator[None]:
    """Inside, a polite request to end (SIGTERM: systemd, Kubernetes) ends a run as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def stop_when_interrupted(words: str) -> Iterator[None]:
    """Inside, Ctrl-C and SIGTERM end the command in order, with one line that says how things stand."""
    with raise_on_terminate():
        try:
            yield
        except KeyboardInterrupt:
            stop(f"interrupted; {words}")


def open_store(database: str | None, *, create: bool = True) -> "Store":
    """The store with today's dictionary; a message and exit code 1 when it cannot be opened."""
    from sqlalchemy.exc import SQLAlchemyError

    from db.store import Store, StoreError
    from pipeline.checks.check import check_again
    from pipeline.loading.settings import database_url

    url = database_url(database)
    stop_at_other_kind(url)
    if not create:
        _stop_without_file(url)
    try:
        store = Store.open(url, create=create, check=check_again)
        if create:
            store.write_dictionary(current_dictionary())
    except (StoreError, SQLAlchemyError, ModuleNotFoundError) as error:
        stop(f"cannot open {url}: {_find_missing_folder(url) or first_line(error)}")
    return store


def stop_without_archive(address: str) -> None:
    """End with exit code 2 where an archive is a folder that is not there; an address of a bucket is left to fsspec."""
    if "://" not in address and not Path(address).is_dir():
        stop(f"no archive at {address}", USAGE)


@contextmanager
def open_to_read(database: str | None) -> "Iterator[Connection]":
    """The database for reading alone, all of one moment; a message and exit code 1 when it cannot be opened."""
    from sqlalchemy.exc import SQLAlchemyError

    from db.schema.engine import StoreError
    from db.schema.readonly import read_only
    from pipeline.loading.settings import database_url

    url = database_url(database)
    stop_at_other_kind(url)
    _stop_without_file(url)
    try:
        with read_only(url) as connection:
            yield connection
    except (StoreError, SQLAlchemyError, ModuleNotFoundError) as error:
        stop(f"cannot read {url}: {first_line(error)}")


def is_without_file(url: str) -> bool:
    """Whether a SQLite file is not there: opened, a name that was written wrongly would become a new database."""
    from pipeline.loading.file_access import is_there

    return url.startswith(_SQLITE) and not is_there(Path(url.removeprefix(_SQLITE)))


def _find_missing_folder(url: str) -> str:
    """What to do where a SQLite file cannot be made for want of its folder, which SQLite does not say; else empty."""
    from pipeline.loading.file_access import is_named

    folder = Path(url.removeprefix(_SQLITE)).parent
    is_missing = url.startswith(_SQLITE) and not is_named(folder)
    return f"there is no folder {folder}: make it, or name another database" if is_missing else ""


def stop_at_other_kind(url: str) -> None:
    """End where a SQLite file is a pipe, a socket or a device: SQLite would wait for ever, or write to it."""
    from pipeline.loading.file_access import find_other_kind

    if url.startswith(_SQLITE) and (kind := find_other_kind(Path(url.removeprefix(_SQLITE)))):
        stop(f"cannot open {url}: {kind}")


def _stop_without_file(url: str) -> None:
    if is_without_file(url):
        stop(f"no database at {url}; make one with: gongkai load PATH")


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
NO_RIGHT = (errno.EACCES, errno.EPERM)
MAY_NOT = ("42501", "25006")
"""What PostgreSQL says to a user without the right to write, and on a server that only reads."""


def tell_refusal(error: Exception) -> str | None:
    """One line for what a database, an archive or a disk would not do; None for a fault of the program.

    A database is full, locked, gone, or lets nobody write; an archive wants a package or is of no known kind; a disk
    has no room, or a folder is another user's.
    """
    from sqlalchemy.exc import DBAPIError, OperationalError

    from pipeline.sources.archive import ArchiveRefusedError

    if isinstance(error, ArchiveRefusedError):
        return str(error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return f"cannot write {error.filename or 'what was to be printed'}: {error.strerror}"
    if isinstance(error, OSError) and error.errno in NO_RIGHT and error.filename:
        return f"may not use {error.filename}: {error.strerror}"
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in MAY_NOT:
        return f"the database does not let this user write: {first_line(error)}"
    if isinstance(error, OperationalError):
        return f"the database gave up: {first_line(error)}"
    return None


def find_table(field: str, applicant: str) -> "TableCode":
    """The table that prints a field; exit code 2 for a field, an applicant or a cell of the two that no form has."""
    from pipeline.catalogue.load import load_catalogue

    catalogue = load_catalogue()
    tables = [spec.table_code for (_, code), spec in catalogue.field_by_code.items() if code == field]
    if not tables:
        stop(f"no field {field}: see gongkai dictionary", USAGE)
    if applicant not in catalogue.applicant_labels:
        stop(f"no applicant {applicant}: {', '.join(catalogue.applicant_labels)}", USAGE)
    if applicant != ALL and BY_APPLICANT not in tables:
        stop(f"{field} is not told by applicant: leave {applicant} out", USAGE)
    return tables[0]


def current_dictionary() -> "Dictionary":
    """The dictionary of the installed catalogue."""
    from pipeline.catalogue.load import load_catalogue
    from pipeline.prose.words.lexicon import load_lexicon
    from pipeline.publishing.dictionary import describe_indicators, make_dictionary

    return make_dictionary(load_catalogue(), describe_indicators(load_lexicon()))


def first_line(error: BaseException) -> str:
    """The first line of an error's message."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
