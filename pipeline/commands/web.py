"""The command that serves the page."""

from pathlib import Path

import click

from pipeline.commands.base import USAGE, WORDS, database_option, first_line, stop, stop_without_archive

NEEDED = ("starlette", "jinja2", "uvicorn", "PIL", "limits")


@click.command()
@database_option
@click.option(
    "--archive", type=WORDS, metavar="DIR", help="The night's archive: where documents lie that came from the network."
)
@click.option("--host", type=WORDS, default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0: any free one.")
@click.option(
    "--token-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Let those correct and judge who know the token in this file; it is made when it is not there.",
)
@click.option(
    "--allow-host",
    "allowed",
    type=WORDS,
    multiple=True,
    metavar="NAME",
    help="Answer under this name too; needed, with a token, to listen beyond this machine.",
)
def serve(
    database: str | None, archive: str | None, host: str, port: int, token_file: Path | None, allowed: tuple[str, ...]
) -> None:
    """Serve the page: search, trace a number to its place, compare, review, correct."""
    from importlib.util import find_spec

    from sqlalchemy.exc import SQLAlchemyError

    from db.schema.engine import StoreError
    from pipeline.loading.settings import database_url

    if any(find_spec(name) is None for name in NEEDED):
        stop("the page needs packages that are not installed: pip install 'gongkai[web]'")
    if archive is not None and find_spec("fsspec") is None:
        stop("an archive needs packages that are not installed: pip install 'gongkai[night]'")
    if archive is not None:
        stop_without_archive(archive)
    from pipeline.web.serve import Plan, ServeRefusedError
    from pipeline.web.serve import serve as serve_site
    from pipeline.web.session import TokenRefusedError

    plan = Plan(database_url(database), archive, host, port, token_file, allowed)
    try:
        serve_site(plan, click.echo)
    except ServeRefusedError as error:
        stop(str(error), USAGE)
    except (TokenRefusedError, StoreError, SQLAlchemyError, ModuleNotFoundError) as error:
        stop(f"cannot serve {plan.database}: {first_line(error)}")


COMMANDS = (serve,)
