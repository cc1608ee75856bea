"""The command line: each command loads what it needs, calls one function, prints, and sets the exit code.

Heavy imports stay inside the commands, so that ``gongkai --help`` answers at once.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands import analysis as cli_analysis
from pipeline.commands import issuers as cli_issuers
from pipeline.commands import night as cli_night
from pipeline.commands import revisions as cli_revisions
from pipeline.commands import web as cli_web
from pipeline.commands.base import (
    DONE,
    FAILED,
    FLAGGED,
    USAGE,
    WORDS,
    YEAR,
    current_dictionary,
    database_option,
    find_table,
    first_line,
    is_no_text,
    is_without_file,
    open_store,
    open_to_read,
    parent_option,
    raise_on_terminate,
    refuse_idle,
    stop,
    stop_at_other_kind,
    tell_refusal,
    write_every_sign,
)

WHOLE = 1000
"""Longer than any sentence."""

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.schema.records import Report
    from extractors.model.source import SourceDocument
    from pipeline.catalogue.model import Catalogue
    from pipeline.loading.engines.engine import Engine
    from pipeline.loading.run import Task
    from pipeline.loading.summary import Summary


_GIVEN = "gongkai.given"
"""Where the context keeps the words of the command line."""


class _Commands(click.Group):
    """All commands: what a database would not do ends each in one line, and the list of them cuts nothing off."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left for the command; all that was given is kept."""
        ctx.meta[_GIVEN] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except UnicodeEncodeError as error:
            if not any(map(is_no_text, ctx.meta[_GIVEN])):
                raise
            stop(f"no text in UTF-8, in which a database keeps its words: {error.object}", USAGE)
        except Exception as error:
            if (line := tell_refusal(error)) is None:
                raise
            stop(line)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole first sentence of each."""
        shown = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str(WHOLE)) for name, command in shown if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="gongkai")
def main() -> None:
    """Every figure of China's annual reports on government information disclosure, in a SQL database.

    政府信息公开工作年度报告：读表格、读文字、逐格核对、版本入库。
    """
    write_every_sign()


def read_source(path: str) -> "SourceDocument":
    """The bytes of a file; exit code 2 when there is none."""
    from extractors.model.source import SourceDocument
    from pipeline.loading.file_access import read_bytes
    from pipeline.loading.locations import write_place

    if not path:
        stop("the name of the file is empty", USAGE)
    try:
        return SourceDocument(read_bytes(Path(path), or_pipe=True), write_place(Path(path).name))
    except OSError as error:
        stop(f"{path}: {error.strerror}", USAGE)


@main.command()
@click.argument("paths", nargs=-1, required=True)
@database_option
@click.option("--workers", type=click.IntRange(1), default=None, help="Worker processes here [all cores].")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", help="Where files are read [local].")
@click.option(
    "--scheduler", type=WORDS, metavar="ADDRESS", help="The Dask scheduler, with --engine dask [tcp://HOST:8786]."
)
@click.option("--issuer", type=WORDS, help="Issuer of the files, where they do not say.")
@click.option("--year", type=click.IntRange(2000, 2100), help="Report year of the files, where they do not say.")
@click.option("--again", is_flag=True, help="Read also files that this version has read before.")
def load(
    paths: tuple[str, ...],
    database: str | None,
    workers: int | None,
    engine: str,
    scheduler: str | None,
    issuer: str | None,
    year: int | None,
    again: bool,
) -> None:
    """Read files, folders or globs into the database and show what was found."""
    from pipeline.line import Origins
    from pipeline.loading.engines.choose import choose_engine
    from pipeline.loading.engines.engine import EngineError
    from pipeline.loading.inputs import Inputs, NoSuchInputError
    from pipeline.loading.isolation.memory import explain_fit
    from pipeline.loading.locations import write_place
    from pipeline.loading.run import Task
    from pipeline.loading.summary import Summary, list_counts

    if engine != "local":
        refuse_idle("--workers", why=f"with --engine {engine} the scheduler has workers of its own")
    try:
        inputs = Inputs.name(paths)
    except NoSuchInputError as error:
        stop(str(error), USAGE)
    count = sum(1 for _ in inputs.walk())
    if not count:
        passed = f"; passed over: {list_counts(inputs.passed)}" if inputs.passed else ""
        stop(f"no files in {' '.join(paths)}{passed}", USAGE)
    try:
        asked = min(workers or os.cpu_count() or 1, count)
        chosen = choose_engine(engine, scheduler, asked)
    except EngineError as error:
        stop(str(error), USAGE)
    if engine == "local" and (words := explain_fit(asked)):
        click.echo(f"gongkai: {words}", err=True)
    tasks = (Task(str(path), Origins(issuer, year)) for path in inputs.walk())
    summary = Summary(passed=inputs.passed)
    raise SystemExit(_load(summary, tasks, count, database, chosen, write_place(" ".join(("load", *paths))), again))


def _load(
    summary: "Summary",
    tasks: "Iterable[Task]",
    count: int,
    database: str | None,
    engine: "Engine",
    command: str,
    again: bool,
) -> int:
    import contextlib
    import time

    from pipeline.loading.engines.engine import EngineError
    from pipeline.loading.progress import show_progress
    from pipeline.loading.run import load_files
    from pipeline.loading.settings import show_database
    from pipeline.loading.summary import print_summary
    from pipeline.loading.terminal import open_screen

    started = time.monotonic()
    with open_store(database) as store, raise_on_terminate():
        shown = show_database(store)
        items = load_files(store, summary.count_given(tasks), command=command, engine=engine, again=again)
        try:
            with contextlib.closing(items):
                for item in show_progress(items, count):
                    summary.add(item)
            code = summary.exit_code
            if fault := summary.find_fault():
                click.echo(f"gongkai: {fault}; what is stored stays", err=True)
        except KeyboardInterrupt:
            click.echo("gongkai: interrupted; what is stored stays, run the same command again to go on", err=True)
            code = FAILED
        except EngineError as error:
            click.echo(f"gongkai: {error}; what is stored stays", err=True)
            code = FAILED
    if code == FAILED and not summary.outcomes.total():
        return code  # it ended before the first file: a table of nothing says nothing
    print_summary(summary, open_screen(soft_wrap=True), seconds=time.monotonic() - started, database=shown)
    return code


@main.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (the default when the output is not a terminal).")
@click.option("--until", type=click.Choice(["document", "draft", "report"]), default="report", help="Joint to stop at.")
def extract(file: str, as_json: bool, until: str) -> None:
    """Read one file and print what it holds; writes nothing."""
    from extractors.formats.collector import read_one

    with read_one():
        _extract(file, as_json, until)


def _extract(file: str, as_json: bool, until: str) -> None:
    from extractors.drafting.draft import draft_report
    from extractors.readers import read
    from pipeline.catalogue.load import load_catalogue
    from pipeline.line import read_report
    from pipeline.publishing.exact_json import dump
    from pipeline.publishing.present import present_document, present_draft, present_report

    source = read_source(file)
    catalogue = load_catalogue()
    if until == "report":
        report = read_report(source, catalogue)
        if as_json or not sys.stdout.isatty():
            click.echo(dump(present_report(report), indent=1))
        else:
            _print_report(report, catalogue)
        raise SystemExit(_extract_code(report))
    document = read(source)
    if until == "document":
        click.echo(dump(present_document(document), indent=1))
    else:
        click.echo(dump(present_draft(draft_report(document, catalogue.landmarks)), indent=1))


def _extract_code(report: "Report") -> int:
    """0 for a clean report, 3 for one that is flagged or would be kept out; the reason goes to standard error."""
    from pipeline.loading.outcomes import judge

    judgement = judge(report)
    if judgement.fate == "loaded":
        return DONE
    click.echo(f"gongkai: {judgement.fate}: {judgement.reason}", err=True)
    return FLAGGED


def _print_report(report: "Report", catalogue: "Catalogue") -> None:
    from pipeline.loading.terminal import open_screen
    from pipeline.publishing.show import print_report

    print_report(report, catalogue, open_screen())


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option("--all", "show_all", is_flag=True, help="List every wrong or missing cell, not the first few.")
def evaluate(folder: str, show_all: bool) -> None:
    """Hold every case of FOLDER that has a truth.json against it: right, missing, wrong, silent."""
    from pipeline.publishing.evaluate import TruthError, evaluate_folder, print_scores

    try:
        scores = evaluate_folder(Path(folder), os.cpu_count() or 1)
    except TruthError as error:
        stop(str(error), USAGE)
    if not scores:
        stop(f"{folder}: no case with truth.json or expected.json and source.*", USAGE)
    raise SystemExit(print_scores(scores, show_all=show_all))


@main.command()
@click.argument("file", required=False)
@database_option
@click.option("--figures", is_flag=True, help="The most frequent counts in prose that have no indicator.")
def unmapped(file: str | None, database: str | None, figures: bool) -> None:
    """Labels that the catalogue does not know, as TOML ready to paste; from the database or one FILE."""
    from pipeline.publishing.unmapped import (
        figures_of_report,
        list_unmapped_figures,
        list_unmapped_rows,
        rows_of_report,
    )

    if file is not None:
        refuse_idle("--db", why="the labels are those of FILE")
        from pipeline.catalogue.load import load_catalogue
        from pipeline.line import read_report

        report = read_report(read_source(file), load_catalogue())
        click.echo(figures_of_report(report) if figures else rows_of_report(report))
        return
    with open_to_read(database) as connection:
        click.echo(list_unmapped_figures(connection) if figures else list_unmapped_rows(connection))


@main.command()
def dictionary() -> None:
    """Print the data dictionary as Markdown."""
    from pipeline.catalogue.load import load_catalogue
    from pipeline.publishing.dictionary_page import print_dictionary

    click.echo(print_dictionary(current_dictionary(), load_catalogue()), nl=False)


@main.command()
@click.argument("issuer")
@click.argument("year", type=YEAR)
@click.argument("field")
@click.argument("applicant", default="all")
@database_option
@click.option("--image", type=click.Path(dir_okay=False), help="Save the page with the cell framed: .png.")
@click.option(
    "--document", "document", type=click.Path(exists=True), help="The file itself, when it has moved, for --image."
)
@parent_option
def explain(
    issuer: str,
    year: int,
    field: str,
    applicant: str,
    database: str | None,
    image: str | None,
    document: str | None,
    parent: str | None,
) -> None:
    """Tell where a number comes from: printed text, label, document, page, cell, rule results."""
    from pipeline.publishing.explain import NotFoundError, explain_fact

    if image is None:
        refuse_idle("--document", why="the file is read for --image alone")
    elif Path(image).suffix.lower() != ".png":
        stop(f"{image}: the page is saved as PNG, in a file whose name ends in .png", USAGE)
    find_table(field, applicant)
    with open_to_read(database) as connection:
        try:
            explanation = explain_fact(connection, issuer, year, field, applicant, parent)
            click.echo(explanation.text)
            if image is not None:
                click.echo(explanation.save_image(Path(image), Path(document) if document else None))
        except NotFoundError as error:
            stop(str(error))


@main.command()
@click.argument("file")
def figures(file: str) -> None:
    """Find the figures in prose: {"id","text"} lines in, {"id","figures":[…]} lines out."""
    from pipeline.loading.locations import write_place
    from pipeline.publishing.figure_lines import read_lines

    lines = sys.stdin if file == "-" else read_source(file).data.decode("utf-8", "replace").splitlines()
    faults = 0
    for line, fault in read_lines(lines):
        click.echo(line if line is not None else f"gongkai: {write_place(file)}: {fault}", err=line is None)
        faults += line is None
    raise SystemExit(USAGE if faults else DONE)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
@database_option
def upgrade(database: str | None) -> None:
    """Bring the database to this version's schema; every row is kept."""
    from sqlalchemy.exc import SQLAlchemyError

    from db.store import Store, StoreError
    from pipeline.loading.settings import database_url, show_database

    url = database_url(database)
    stop_at_other_kind(url)
    if is_without_file(url):
        stop(f"cannot upgrade {url}: there is no such file")
    try:
        with Store.open(url, any_version=True) as store:
            store.upgrade()
            store.write_dictionary(current_dictionary())
    except (StoreError, SQLAlchemyError, ModuleNotFoundError) as error:
        stop(f"cannot upgrade {url}: {first_line(error)}")
    click.echo(f"{show_database(store)}: up to date")


for part in (cli_analysis, cli_revisions, cli_issuers, cli_night, cli_web):
    for command in part.COMMANDS:
        main.add_command(command)
