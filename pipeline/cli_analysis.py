"""Commands for the analyst: named queries and exports."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.cli_base import USAGE, database_option, open_store, stop

FORMATS = ("parquet", "csv", "xlsx")


@click.command()
@click.argument("name", required=False)
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A value of the query.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@database_option
def query(name: str | None, parameters: tuple[str, ...], as_csv: bool, database: str | None) -> None:
    """Answer a named question; without NAME, list the questions."""
    from db.engine import StoreError
    from db.queries import list_queries, run_query

    if name is None:
        for known in list_queries():
            click.echo(f"{known.name:20s} {known.zh} / {known.en}")
            for parameter in known.parameters:
                click.echo(f"{'':20s}   -p {parameter.name}=… ({parameter.kind}) {parameter.meaning}")
        return
    pairs = [text.partition("=") for text in parameters]
    if any(not sign for _, sign, _ in pairs):
        stop("a parameter is given as NAME=VALUE", USAGE)
    with open_store(database, create=False) as store, store.read() as connection:
        try:
            answer = run_query(connection, name, {key: value for key, _, value in pairs})
        except StoreError as error:
            stop(str(error), USAGE)
    _print_answer([column.name for column in answer.columns], answer.rows, as_csv=as_csv)


def _print_answer(heads: list[str], rows: tuple[tuple[object, ...], ...], *, as_csv: bool) -> None:
    if as_csv:
        import csv
        import sys

        writer = csv.writer(sys.stdout)
        writer.writerow(heads)
        writer.writerows(rows)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*("–" if value is None else str(value) for value in row))
    Console(soft_wrap=True).print(table)
    click.echo(f"{len(rows)} rows")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Only these formats [all].")
@click.option("--from-year", type=int, help="First report year.")
@click.option("--to-year", type=int, help="Last report year.")
@click.option("--place", help="A province, a division code or its beginning, or the name of a parent or issuer.")
@click.option("--level", help="central, province, prefecture, county or township.")
@database_option
def export(
    folder: str,
    formats: tuple[str, ...],
    from_year: int | None,
    to_year: int | None,
    place: str | None,
    level: str | None,
    database: str | None,
) -> None:
    """Write the current figures into FOLDER as a data package: Parquet, CSV and one workbook."""
    from db.engine import StoreError
    from db.export import Selection
    from db.export import export as write_export

    selection = Selection(from_year, to_year, place, level)
    with open_store(database, create=False) as store, store.read() as connection:
        try:
            written = write_export(
                connection,
                Path(folder),
                selection=selection,
                formats=formats or FORMATS,  # type: ignore[arg-type]
                now=datetime.now(UTC),
            )
        except StoreError as error:
            stop(str(error))
    for file in written.files:
        click.echo(f"{file.path}: {file.rows} rows")
    click.echo(f"{folder}/datapackage.json names the state of the database and every column")


COMMANDS = (query, export)
