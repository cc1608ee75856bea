"""Commands about issuers: whose names the registry does not settle, whose they are, and who has published."""

from typing import TYPE_CHECKING

import click

from pipeline.commands.base import (
    USAGE,
    WORDS,
    YEAR,
    database_option,
    open_store,
    open_to_read,
    refuse_idle,
    stop,
    stop_on,
)

if TYPE_CHECKING:
    from pipeline.publishing.coverage import Tally


@click.group()
def issuers() -> None:
    """Look after the issuers."""


@issuers.command()
@database_option
def unresolved(database: str | None) -> None:
    """Issuers that the registry does not settle: how many reports, how they are printed, and why."""
    from pipeline.publishing.coverage import list_unresolved

    with open_to_read(database) as connection:
        found = list_unresolved(connection)
    for issuer in found:
        click.echo(f"{issuer.name}  {issuer.parent or '–'}  {_count(issuer.reports, 'report')}\n    {issuer.reason}")
    click.echo(f"未确定 unresolved: {len(found)}")


@issuers.command()
@click.argument("name")
@click.option("--year", type=YEAR, help="Year of the report: which divisions there were.")
@click.option("--parent", type=WORDS, help="A place above it, by name or code.")
def find(name: str, year: int | None, parent: str | None) -> None:
    """What the registry knows of a NAME or a registry code: its code, who runs it, where it lies, whom it may mean."""
    from pipeline.issuers.lookup import describe, is_place, look_up, read_code
    from pipeline.issuers.model import IssuerContext

    if read_code(name) is not None:
        refuse_idle("--year", "--parent", why=f"{name} is a registry code, which is one issuer's alone")
    if parent is not None and not is_place(parent, year):
        stop(f"the registry knows no place {parent}: --parent would have no effect", USAGE)
    resolution = look_up(name, IssuerContext(parent=parent or "", year=year))
    for line in describe(resolution):
        click.echo(line)
    raise SystemExit(0 if resolution.is_resolved else 1)


who_option = click.option("--who", "--by", "author", type=WORDS, required=True, help="Who says so.")


@issuers.command()
@click.argument("provisional")
@click.argument("target")
@who_option
@click.option("--why", type=WORDS, required=True, help="How it is known.")
@click.option("--parent", type=WORDS, help="Whose PROVISIONAL, where several have its name.")
@click.option("--target-parent", type=WORDS, help="Whose TARGET, where several have its name.")
@database_option
def merge(
    provisional: str,
    target: str,
    author: str,
    why: str,
    parent: str | None,
    target_parent: str | None,
    database: str | None,
) -> None:
    """Give the reports of an unsettled name to the issuer they are of: TARGET is its name or its registry code.

    Later reports under the name follow. What was held before stays in the history.
    """
    from db.schema.engine import StoreError
    from pipeline.loading.issuer_merging import Word, find_target, find_unsettled, merge_issuers

    with open_store(database, create=False) as store, stop_on(StoreError):
        with store.read() as connection:
            source = find_unsettled(connection, provisional, parent)
        found = find_target(store, target, target_parent)
        result = merge_issuers(store, source, found, Word(author, why))
    click.echo(f"{source.name} → {found.name} ({found.code or '–'}): {_count(result.moved, 'document')} moved")


@issuers.command()
@click.argument("provisional")
@who_option
@click.option("--parent", type=WORDS, help="Whose PROVISIONAL, where several have its name.")
@database_option
def undo(provisional: str, author: str, parent: str | None, database: str | None) -> None:
    """Take a merge back: the name has its reports again, those that came since among them."""
    from db.schema.engine import StoreError
    from pipeline.loading.issuer_merging import find_unsettled, undo_merge

    with open_store(database, create=False) as store, stop_on(StoreError):
        with store.read() as connection:
            source = find_unsettled(connection, provisional, parent)
        result = undo_merge(store, source, author)
    click.echo(f"{source.name}: {_count(result.moved, 'document')} given back")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--parent", type=WORDS, help="Only the issuers of this place, each by name.")
@database_option
def coverage(year: int, parent: str | None, database: str | None) -> None:
    """Who has published the report of YEAR, who has not, and who was late: by place, or each of one place.

    Held against the legal day: 31 January for departments, 31 March for governments; for townships, zones and public
    utilities, local rules mostly say 31 January.
    """
    from pipeline.publishing.coverage import list_coverage, tally_coverage

    with open_to_read(database) as connection:
        rows = list_coverage(connection, year, parent)
    if not rows:
        stop(f"no report of {year}" if parent is None else f"no issuer under {parent} with a report of {year}")
    if parent is not None:
        for row in rows:
            due = f"应于 due {row.deadline or '–'!s:10}"
            click.echo(f"{row.word:16s} {row.published_on or '–'!s:10}  {due}  {row.issuer}")
    for tally in tally_coverage(rows):
        click.echo(_describe(tally))


def _describe(tally: "Tally") -> str:
    due = ", ".join(f"{day} ({number})" for day, number in tally.deadlines)
    return (
        f"{tally.parent or '–'}: 已发布 published {tally.published}, 未见 not found {tally.missing}, "
        f"逾期 late {tally.late}"
        + (f", 日期不明 day unknown {tally.undated}" if tally.undated else "")
        + (f"; 应于 due {due}" if due else "")
    )


COMMANDS = (issuers, coverage)
