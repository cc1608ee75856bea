"""Commands about what was held when: history, diff, correct, verdict, reload."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.base import (
    FLAGGED,
    LONGEST_NUMBER,
    NUMBER,
    USAGE,
    WORDS,
    YEAR,
    database_option,
    find_table,
    open_store,
    open_to_read,
    parent_option,
    refuse_idle,
    stop,
    stop_on,
    stop_when_interrupted,
    stop_without_archive,
)
from pipeline.commands.night import config_option, find_night_config, need_extra

if TYPE_CHECKING:
    from db.schema.records import LoadResult, State, VerdictKind
    from db.store import Store
    from pipeline.loading.typed_numbers import Printed
    from pipeline.night.config import NightConfig
    from pipeline.sources.archive import Archive

VERDICTS = ("issuer_error", "misreading", "false_alarm", "accepted")
WITHOUT_NUMBER = ("blank", "slash", "dash", "text_na", "text", "illegible")


class _Day(click.ParamType[datetime]):
    """A day, YYYY-MM-DD: its end, in UTC."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from pipeline.publishing.differences import NotAMomentError, read_day

        if isinstance(value, datetime):
            return value
        try:
            return read_day(str(value))
        except NotAMomentError as error:
            self.fail(str(error), param, ctx)


DAY = _Day()


@click.command()
@click.argument("issuer")
@click.argument("year", type=YEAR)
@database_option
@click.option("--as-of", type=DAY, help="Show only the revision that was current at the end of this day.")
@parent_option
def history(issuer: str, year: int, database: str | None, as_of: datetime | None, parent: str | None) -> None:
    """Every revision of a report: when, from which document, why."""
    from db.reading.as_of import list_said
    from db.reading.history import current_revision, find_report, list_revisions
    from db.schema.engine import StoreError
    from pipeline.publishing.changes import show_revision, show_said

    with open_to_read(database) as connection:
        with stop_on(StoreError):
            report_id = find_report(connection, issuer, year, parent=parent)
        if as_of is None:
            revisions = list_revisions(connection, report_id)
        else:
            held = current_revision(connection, report_id, as_of)
            revisions = () if held is None else (held,)
        names = {revision.issuer for revision in revisions}
        for revision in revisions:
            click.echo(show_revision(revision, names_issuer=len(names) > 1))
            for said in list_said(connection, revision):
                click.echo(f"    {show_said(said)}")
        if not revisions:
            click.echo(f"nothing was held of {issuer} {year} on that day")


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--issuer", type=WORDS, help="With --year: this issuer's report alone.")
@click.option("--year", type=YEAR)
@parent_option
@database_option
def diff(
    before: str, after: str, issuer: str | None, year: int | None, parent: str | None, database: str | None
) -> None:
    """What differs between two revisions of a report, two days, or two runs (run:N), and why.

    Cell by cell, sentence by sentence. With --issuer and --year, BEFORE and AFTER may be the report's revisions as
    history numbers them: diff 1 2 --issuer X --year Y. Without, every report that changed between days or runs.
    """
    from db.schema.engine import StoreError
    from pipeline.publishing.differences import Asked, NotAMomentError, compare_all, compare_report, is_revision

    if (issuer is None) != (year is None):
        stop("give --issuer and --year together", USAGE)
    if issuer is None:
        refuse_idle("--parent", why="it says whose ISSUER, so --issuer goes with it")
    numbers = [text for text in (before, after) if is_revision(text)]
    if issuer is None and numbers:
        stop(f"revision {numbers[0]} of which report? give --issuer and --year", USAGE)
    if any(len(text) > LONGEST_NUMBER for text in numbers):
        stop(f"no revision {max(numbers, key=len)}")
    with open_to_read(database) as connection:
        try:
            if issuer is not None and year is not None:
                lines = compare_report(connection, Asked(issuer, year, parent), before, after)
            else:
                lines = compare_all(connection, before, after)
            for line in lines:
                click.echo(line)
        except NotAMomentError as error:
            stop(f"{error}, nor run:N, nor the number of a revision", USAGE)
        except StoreError as error:
            stop(str(error))


@click.command()
@click.argument("issuer")
@click.argument("year", type=YEAR)
@click.argument("field")
@click.argument("applicant", default="all")
@click.option("--raw", help="The text that is printed there; it says the number, or that there is none.")
@click.option("--value", help="The number printed there: instead of the text, or which one of a text with several.")
@click.option("--state", type=click.Choice(WITHOUT_NUMBER), help="What stands in a cell without a number.")
@click.option("--by", "author", type=WORDS, required=True, help="Who corrects.")
@click.option("--why", type=WORDS, required=True, help="Why the reading was wrong.")
@click.option("--evidence", default="", help="Where to look: a page, a picture.")
@parent_option
@database_option
def correct(
    issuer: str,
    year: int,
    field: str,
    applicant: str,
    value: str | None,
    state: "State | None",
    raw: str | None,
    author: str,
    why: str,
    evidence: str,
    parent: str | None,
    database: str | None,
) -> None:
    """Mend a misreading (never the issuer's own figure): pinned to the document, kept with who, when and why.

    Say what is printed: by its text (--raw), its number (--value), or, of a cell without one, --state. Where the
    document's own text says otherwise and was read without doubt, the correction is refused (exit code 1): judge the
    issuer's own error with `gongkai verdict FINDING issuer_error`. What can be corrected: cells that are missing, blank
    or ambiguous, and those read by character recognition, by their place, by the sums, or with a doubt.
    """
    from db.reading.pages import find_corrections
    from db.schema.engine import StoreError
    from db.schema.records import Correction

    table_code = find_table(field, applicant)
    printed = _read_printed(field, value, state, raw)
    with open_store(database, create=False) as store, stop_on(StoreError):
        sha256 = _find_document(store, issuer, year, parent)
        correction = Correction(
            document_sha256=sha256,
            field=field,
            applicant=applicant,
            state=printed.state,
            value=printed.value,
            raw=printed.raw,
            author=author,
            explanation=why,
            evidence=evidence,
            table_code=table_code,
        )
        result = store.correct(correction)
        _judge(store, result)
        with store.read() as connection:
            given = find_corrections(connection, sha256, field, applicant)[0].correction_id
    what = f"{issuer} {year} {field} {applicant}"
    click.echo(f"{what}: revision {result.revision_number}, {result.outcome}; correction {given}")
    _tell_errors(database, result)


def _read_printed(field: str, value: str | None, state: "State | None", raw: str | None) -> "Printed":
    """What is printed, as the options say; exit code 2 where they say nothing, or gainsay each other."""
    from pipeline.catalogue.load import load_catalogue
    from pipeline.loading.typed_numbers import NotSaidError, read_printed

    try:
        return read_printed(load_catalogue(), field, value=value, state=state, raw=raw)
    except NotSaidError as error:
        told = {
            "no_value_there": "give either --value or --state",
            "nothing_said": "say what is printed: --raw TEXT, --value NUMBER, or --state",
            "not_a_number": f"{value} is not a number that a report prints, such as 12 or 3.5",
            "raw_missing": f"say by --raw which text is printed there, for --state {state}",
            "raw_says_otherwise": f"--raw {raw!r} does not say {value if state is None else state}",
        }
        stop(told[error.key], USAGE)


def _find_document(store: "Store", issuer: str, year: int, parent: str | None) -> str:
    """The hash of the document that a report is read from today, to which a correction is pinned."""
    from db.reading.history import current_revision, find_report

    with store.read() as connection:
        held = current_revision(connection, find_report(connection, issuer, year, parent=parent))
    if held is None:
        stop(f"no current revision of {issuer} {year}")
    return held.document_sha256


def _judge(store: "Store", result: "LoadResult") -> None:
    """Hold the report against others, as a load does."""
    from pipeline.checks.between import COMPARERS

    store.judge(result.report_id, COMPARERS)


def _tell_errors(database: str | None, result: "LoadResult") -> None:
    """Print which rules the report breaks now, apart from what a person judged: a slip in a correction shows there."""
    from sqlalchemy import text

    statement = (
        "SELECT rule, message, message_en FROM current_finding WHERE report_id = :report_id"
        " AND state = 'fail' AND severity = 'error' AND verdict IS NULL ORDER BY finding_id"
    )
    with open_to_read(database) as connection:
        for rule, zh, en in connection.execute(text(statement), {"report_id": result.report_id}):
            click.echo(f"  {rule}: {zh} / {en}")


@click.command()
@click.argument("finding", type=NUMBER)
@click.argument("kind", type=click.Choice(VERDICTS))
@click.option("--by", "author", type=WORDS, required=True, help="Who judges.")
@click.option("--why", default="", help="Why.")
@database_option
def verdict(finding: int, kind: "VerdictKind", author: str, why: str, database: str | None) -> None:
    """Judge a finding (its id is in current_finding); it holds while rule, cells and values stay the same."""
    from db.schema.engine import StoreError
    from db.schema.records import Verdict

    with open_store(database, create=False) as store, stop_on(StoreError):
        number = store.verdict(Verdict(finding, kind, author, why))
    click.echo(f"verdict {number}: finding {finding} is {kind}")


@click.command()
@click.argument("kind", type=click.Choice(["correction", "verdict"]))
@click.argument("number", type=NUMBER)
@click.option("--by", "author", type=WORDS, required=True, help="Who takes it back.")
@database_option
def withdraw(kind: str, number: int, author: str, database: str | None) -> None:
    """Take a correction or a verdict back; nothing is erased."""
    from db.schema.engine import StoreError

    with open_store(database, create=False) as store, stop_on(StoreError):
        if kind == "verdict":
            store.withdraw_verdict(number, author)
            click.echo(f"verdict {number} is withdrawn")
            return
        result = store.withdraw_correction(number, author)
        _judge(store, result)
    click.echo(f"correction {number} is withdrawn: revision {result.revision_number}, {result.outcome}")
    _tell_errors(database, result)


@click.command()
@click.option("--only", type=WORDS, default=None, help="Only reports whose issuer contains this text, or of this year.")
@click.option("--workers", type=click.IntRange(1), default=None, help="Worker processes [all cores].")
@click.option("--archive", type=WORDS, help="Where to read what is no longer at its place [the night's archive].")
@config_option
@database_option
def reload(
    only: str | None, workers: int | None, archive: str | None, config_path: Path | None, database: str | None
) -> None:
    """Read the documents of all current reports again with today's code; only what changed is written."""
    from pipeline.night.reload import find_documents, run_reload

    config = find_night_config(config_path)
    if archive is not None and (database is not None or config is None or not config.database):
        refuse_idle("--config", why="the archive and the database are told without it")
    kept = _open_archive(archive, config)
    database = database or (config.database if config is not None else None) or None
    stays = stop_when_interrupted("what is stored stays, the same command reads all again")
    with open_store(database, create=False) as store, stays:
        with store.read() as connection:
            found, lost = find_documents(connection, only, kept)
        for document in lost:
            click.echo(f"gongkai: {document.location}: {document.reason}; kept as it is", err=True)
        if not found:
            stop("no document to read again")
        code = run_reload(store, found, workers)
    raise SystemExit(code or (FLAGGED if lost else 0))


def _open_archive(address: str | None, config: "NightConfig | None") -> "Archive | None":
    """The archive given, else the one of the configuration; None where there is neither."""
    if address is not None:
        need_extra()
        stop_without_archive(address)
    elif config is not None:
        address = config.archive
    else:
        return None
    from pipeline.sources.archive import Archive

    return Archive(address)


COMMANDS = (history, diff, correct, verdict, withdraw, reload)
