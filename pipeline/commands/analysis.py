"""Commands for the analyst: named queries, exports, pictures."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pipeline.commands.base import (
    NUMBER,
    USAGE,
    WORDS,
    YEAR,
    database_option,
    open_to_read,
    parent_option,
    refuse_idle,
    stop,
    stop_on,
    stop_when_interrupted,
)

if TYPE_CHECKING:
    from db.exporting.write import Format
    from db.reading.queries import QueryResult
    from db.schema.views.columns import Column

FORMATS: "tuple[Format, ...]" = ("parquet", "csv", "xlsx")
LEVELS = ("central", "province", "prefecture", "county", "township")
PICTURES = (".png", ".svg", ".pdf")
FIRST_YEAR, LAST_YEAR = 2000, 2100
_PICTURED = frozenset({"--issuer", "--parent", "--from-year", "--to-year", "--level", "--run"})
"""The options that say what a picture shows."""
PIPED_WIDTH = 240
"""Signs in a line where the output is no terminal."""


@click.command()
@click.argument("name", required=False)
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A value of the query.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@database_option
def query(name: str | None, parameters: tuple[str, ...], as_csv: bool, database: str | None) -> None:
    """Answer a named question; without NAME, list the questions."""
    from db.reading.queries import list_queries, run_query
    from db.schema.engine import StoreError

    if name is None:
        refuse_idle("--parameter", "--csv", "--db", why="without NAME the questions are listed")
        for known in list_queries():
            click.echo(f"{known.name:20s} {known.zh} / {known.en}")
            for parameter in known.parameters:
                click.echo(f"{'':20s}   -p {parameter.name}=… ({parameter.kind}) {parameter.meaning}")
        return
    pairs = [text.partition("=") for text in parameters]
    if any(not sign for _, sign, _ in pairs):
        stop("a parameter is given as NAME=VALUE", USAGE)
    values = {key: value for key, _, value in pairs}
    if len(values) < len(pairs):
        stop("a parameter is given more than once: only one value could have an effect", USAGE)
    with open_to_read(database) as connection, stop_on(StoreError, code=USAGE):
        answer = run_query(connection, name, values)
    _print_answer(answer, as_csv=as_csv)


def _print_answer(answer: "QueryResult", *, as_csv: bool) -> None:
    import sys

    heads, rows = [column.name for column in answer.columns], answer.rows

    if as_csv:
        import csv

        from db.exporting.files import make_safe

        writer = csv.writer(sys.stdout)
        writer.writerow(heads)
        writer.writerows([make_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
        return
    from rich.table import Table

    from pipeline.loading.terminal import open_screen

    table = Table(box=None)
    for column in answer.columns:
        side: Literal["right", "left"] = "right" if column.kind in ("number", "integer") else "left"
        table.add_column(column.name, overflow="fold", justify=side)  # a name cut short is another name
    for row in rows:
        table.add_row(*map(_write_cell, row, answer.columns))
    open_screen(piped_width=PIPED_WIDTH).print(table)
    click.echo(f"{len(rows)} rows")


def _write_cell(value: object, column: "Column") -> str:
    """A value for people: of a share that we reckoned four digits are enough, all else stands as it is."""
    if value is None:
        return "–"
    return f"{value:.4f}" if column.is_quotient else str(value)


def _check_years(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and first > last:
        stop(f"no year is from {first} to {last}", USAGE)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Only these formats [all].")
@click.option("--from-year", type=YEAR, help="First report year.")
@click.option("--to-year", type=YEAR, help="Last report year.")
@click.option(
    "--place", type=WORDS, help="A province, a division code or its beginning, or the name of a parent or issuer."
)
@click.option("--level", type=click.Choice(LEVELS), help="Only issuers of this level.")
@database_option
def export(
    folder: str,
    formats: "tuple[Format, ...]",
    from_year: int | None,
    to_year: int | None,
    place: str | None,
    level: str | None,
    database: str | None,
) -> None:
    """Write the current figures into FOLDER as a data package: Parquet, CSV and one workbook."""
    from db.exporting.write import Selection
    from db.exporting.write import export as write_export
    from db.schema.engine import StoreError

    _check_years(from_year, to_year)
    selection = Selection(from_year, to_year, place, level)
    with open_to_read(database) as connection, stop_when_interrupted(f"what stands in {folder} is not whole"):
        try:
            written = write_export(
                connection,
                Path(folder),
                selection=selection,
                formats=formats or FORMATS,
                now=datetime.now(UTC),
            )
        except StoreError as error:
            stop(str(error))
        except OSError as error:
            stop(f"cannot write {error.filename or folder}: {error.strerror}; what stands in {folder} is not whole")
    for file in written.files:
        click.echo(f"{file.path}: {file.rows} rows")
    for note in written.notes:
        click.echo(f"gongkai: {note}", err=True)
    click.echo(f"{folder}/datapackage.json names the state of the database and every column")


@click.command()
@click.argument("name", required=False)
@click.option("--out", type=click.Path(dir_okay=False), help="File: .png, .svg or .pdf [NAME.png].")
@click.option("--issuer", type=WORDS, help="Whose history, for the picture issuer.")
@parent_option
@click.option("--from-year", type=YEAR, help="First report year, for all pictures but run.")
@click.option("--to-year", type=YEAR, help="Last report year, for all pictures but run.")
@click.option("--level", type=click.Choice(LEVELS), help="Only issuers of this level, for all but issuer and run.")
@click.option("--run", "run_id", type=NUMBER, help="Which run, for the picture run [the newest that read a document].")
@database_option
def plot(
    name: str | None,
    out: str | None,
    issuer: str | None,
    parent: str | None,
    from_year: int | None,
    to_year: int | None,
    level: str | None,
    run_id: int | None,
    database: str | None,
) -> None:
    """Draw a picture of what the database holds; without NAME, list the pictures."""
    from db.schema.engine import StoreError
    from pipeline.publishing.plots.draw import PLOTS, PlotRequest

    if name is None:
        refuse_idle("--out", "--db", *_PICTURED, why="without NAME the pictures are listed")
        _list_plots()
        return
    path = Path(out or f"{name}.png")
    if name not in PLOTS or path.suffix.lower() not in PICTURES:
        stop(f"pictures are {', '.join(PLOTS)}; files end in .png, .svg or .pdf", USAGE)
    _refuse_unheeded(name)
    if name == "issuer" and issuer is None:
        stop("the picture issuer needs --issuer: whose history", USAGE)
    _check_years(from_year, to_year)
    wish = PlotRequest(from_year or FIRST_YEAR, to_year or LAST_YEAR, level or "", issuer or "", parent, run_id)
    with open_to_read(database) as connection, stop_on(StoreError):
        _save_plot(PLOTS[name].draw(connection, wish), path)
    click.echo(f"{path}: drawn")


def _list_plots() -> None:
    from pipeline.publishing.plots.canvas import say
    from pipeline.publishing.plots.draw import PLOTS

    for known in PLOTS:
        click.echo(f"{known:10s} {say('titles', known).format(issuer='--issuer', run='--run')}")


def _refuse_unheeded(name: str) -> None:
    """End with exit code 2 for an option that this picture does not look at; the pictures that do are told."""
    from pipeline.publishing.plots.draw import PLOTS

    for option in sorted(_PICTURED - PLOTS[name].options):
        heeding = [known for known, plot in PLOTS.items() if option in plot.options]
        refuse_idle(option, why=f"the picture {name} does not heed it, only {', '.join(heeding)}")


def _save_plot(figure: object, path: Path) -> None:
    from pipeline.publishing.plots.canvas import save_picture

    try:
        save_picture(figure, path)
    except OSError as error:
        stop(f"{path}: {error.strerror}")


COMMANDS = (query, export, plot)
