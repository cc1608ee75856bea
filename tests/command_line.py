"""The command line as a test calls it: inside this process, and what it left in the database."""

import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.commands.cli import main


def run(*words: object, database: Path | None = None) -> Result:
    """What the command did; with ``database`` on that SQLite file."""
    options = [] if database is None else ["--db", str(database)]
    return CliRunner().invoke(main, [*map(str, words), *options])


def rows(database: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """What a query of the database gives."""
    with sqlite3.connect(database) as connection:
        return connection.execute(query, values).fetchall()


def said(result: Result) -> str:
    """Everything printed, with the proof that it ended in order."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


def run_cleanly(*words: object, database: Path | None = None) -> Result:
    """What the command did, after the proof that it ended in order, with 0 or with another exit code."""
    result = run(*words, database=database)
    said(result)
    return result
