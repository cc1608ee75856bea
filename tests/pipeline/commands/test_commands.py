"""All commands: each is documented and says what it does, and to ask for help is cheap."""

import subprocess
import sys
from pathlib import Path

import click

from pipeline.commands.cli import main
from pipeline.commands.cli_page import print_commands

ROOT = Path(__file__).resolve().parents[3]


def all_commands(group: click.Group, path: tuple[str, ...] = ("gongkai",)) -> list[str]:
    found = []
    for name, command in group.commands.items():
        deeper = isinstance(command, click.Group)
        found += all_commands(command, (*path, name)) if deeper else [" ".join((*path, name))]  # type: ignore[arg-type]
    return found


def test_every_command_is_documented():
    page = print_commands()

    assert [command for command in all_commands(main) if f"## `{command}`\n" not in page] == []


def test_every_command_says_what_it_does():
    def silent(group: click.Group) -> list[str]:
        inner = [c for c in group.commands.values() if isinstance(c, click.Group)]
        return [n for n, c in group.commands.items() if not c.help] + [n for c in inner for n in silent(c)]

    assert silent(main) == []


def test_the_page_of_commands_is_fresh():
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == print_commands()


def test_help_imports_nothing_heavy():
    heavy = (
        "pandas",
        "sqlalchemy",
        "lxml",
        "jieba",
        "rjieba",
        "pypdfium2",
        "pdfplumber",
        "docx",
        "numpy",
        "PIL",
        "rich",
    )
    program = (
        "import sys\nfrom pipeline.commands.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.splitlines()[-1] == "[]"
