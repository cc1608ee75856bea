"""What README and the guides print can be typed: commands and options are there, queries run, and the README's screens
are what a person sees."""

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest
from command_line import run

from pipeline.commands.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INLINE = re.compile(r"`(gongkai(?: [^`]+)?)`")
TYPED = re.compile(r"^(?:    |\$ )(gongkai .+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
VARIES = re.compile(r"· [\d.]+ s |loaded [^,]+,|code \S+,|catalogue \S+|…?/\S*samples/")
"""What is another one on every day, machine or version."""


def list_typed() -> list[tuple[str, str]]:
    """(page, command line), remarks left out."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found += [
            (page.name, re.split(r"\s{2,}|\s#", line)[0]) for line in (*INLINE.findall(text), *TYPED.findall(text))
        ]
    return sorted(set(found))


def find_command(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that a line calls, and the words after its name."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize(("page", "line"), list_typed())
def test_a_printed_command_is_there_with_its_options(page, line):
    command, words = find_command(shlex.split(line.replace("…", ""))[1:])
    known = {option for parameter in command.params for option in parameter.opts}
    given = {word.strip("[]").partition("=")[0] for word in words if word.strip("[").startswith("-")}

    assert given - known - {"--help"} == set()


def test_commands_are_printed_in_the_guides():
    assert {page for page, _ in list_typed()} >= {"README.md", "operations.md", "analyst.md", "web.md", "sources.md"}
    assert len(list_typed()) > 40


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_a_file_and_a_heading(page):
    text = page.read_text(encoding="utf-8")
    heads = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.+)$", text, re.M)}
    near = [link for link in LINK.findall(text) if "://" not in link]
    lost = [link for link in near if not link.startswith("#") and not (page.parent / link.partition("#")[0]).exists()]

    assert lost + [link for link in near if link.startswith("#") and link[1:] not in heads] == []


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> tuple[Path, str]:
    """The samples in a database, and what was printed of it."""
    path = tmp_path_factory.mktemp("readme") / "gongkai.db"
    return path, run("load", ROOT / "samples", database=path).output


def plain(text: str) -> list[str]:
    """The lines of a screen without what varies, and without the blanks that fill a line."""
    lines = [" ".join(VARIES.sub("", line.replace(f"{ROOT}/", "/")).split()) for line in text.splitlines()]
    return [line for line in lines if line and line != "…"]


def block_after(words: str) -> str:
    """What the README shows below a command."""
    return README[README.index(words) + len(words) :].partition("```")[0]


def test_the_first_screen_of_the_readme_is_what_one_sees(loaded):
    database, printed = loaded
    seen = plain(printed.replace(f"sqlite:///{database}", "sqlite:///gongkai.db").replace(" samples/", " /x/samples/"))
    shown = plain(block_after("$ make run\n").replace(" samples/", " /x/samples/"))
    joined = re.sub(r" / ", " ", " ".join(seen))

    assert len(shown) > 12
    assert [line for line in shown if line.strip("/ ") not in joined and line not in seen] == []


def test_the_explanation_in_the_readme_is_what_one_sees(loaded):
    line = "gongkai explain 砚溪县人民政府 2024 outcome_granted"
    result = run(*shlex.split(line)[1:], database=loaded[0])

    assert plain(block_after(f"$ {line}\n")) == plain(result.output)


def list_queries() -> list[tuple[str, str]]:
    """(page, query) of the README and of the operator's guide."""
    blocks = re.findall(r"```sql\n(.+?)```", README, re.DOTALL)
    queries = [("README.md", query) for block in blocks for query in block.split(";") if "SELECT" in query]
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return queries + [("operations.md", query) for query in re.findall(r"^    (SELECT .+?);$", guide, re.M | re.DOTALL)]


@pytest.mark.parametrize(("page", "query"), list_queries())
def test_a_printed_query_runs(page, query, loaded):
    with closing(sqlite3.connect(loaded[0])) as connection:
        rows = connection.execute(query).fetchall()

    assert rows or page == "operations.md"


def test_the_readme_prints_nothing_that_is_another_every_day():
    assert re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d|(?:catalogue|code) [0-9a-f]{12}", README) == []
