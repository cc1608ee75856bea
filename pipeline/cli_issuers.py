"""Commands about issuers: whose names the registry does not settle, and who has published."""

from typing import TYPE_CHECKING

import click

from pipeline.cli_base import USAGE, database_option, open_store, stop

if TYPE_CHECKING:
    from pipeline.coverage import Tally


@click.group()
def issuers() -> None:
    """Look after the issuers."""


@issuers.command()
@database_option
def unresolved(database: str | None) -> None:
    """Issuers that the registry does not settle: how many reports, how they are printed, and why."""
    from pipeline.coverage import list_unresolved

    with open_store(database, create=False) as store, store.read() as connection:
        found = list_unresolved(connection)
    for issuer in found:
        reports = f"{issuer.reports} report{'' if issuer.reports == 1 else 's'}"
        click.echo(f"{issuer.name}  {issuer.parent or '–'}  {reports}\n    {issuer.reason}")
    click.echo(f"未确定 unresolved: {len(found)}")


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--parent", help="Only the issuers of this place, each by name.")
@database_option
def coverage(year: int, parent: str | None, database: str | None) -> None:
    """Who has published the report of YEAR, who has not, and who was late: by place, or each of one place."""
    from pipeline.coverage import list_coverage, tally_coverage

    with open_store(database, create=False) as store, store.read() as connection:
        rows = list_coverage(connection, year, parent)
    if not rows:
        stop(f"no report of {year}" if parent is None else f"no issuer under {parent} with a report of {year}", USAGE)
    if parent is not None:
        for row in rows:
            click.echo(f"{row.word:16s} {row.published_on or '–'!s:10}  {row.issuer}")
    for tally in tally_coverage(rows):
        click.echo(_describe(tally))


def _describe(tally: "Tally") -> str:
    return (
        f"{tally.parent or '–'}: 已发布 published {tally.published}, 未见 not found {tally.missing}, "
        f"逾期 late {tally.late}"
    )


COMMANDS = (issuers, coverage)
