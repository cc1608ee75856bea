"""The generated pages: ``python -m pipeline.commands.generated_pages`` writes them, ``--check`` tells a stale one."""

import sys
from collections.abc import Mapping
from pathlib import Path

from pipeline.catalogue.load import load_catalogue
from pipeline.commands.base import current_dictionary
from pipeline.commands.cli_page import print_commands
from pipeline.publishing.dictionary_page import print_dictionary
from pipeline.publishing.prose_page import print_example

DOCS = Path(__file__).parents[2] / "docs"


def make_pages() -> dict[Path, str]:
    """Every page that the packages' own code tells, with its text."""
    return {
        DOCS / "data-dictionary.md": print_dictionary(current_dictionary(), load_catalogue()),
        DOCS / "cli.md": print_commands(),
        DOCS / "prose-example.md": print_example(),
    }


def renew(pages: Mapping[Path, str], *, is_check: bool) -> bool:
    """Write the pages that differ from their text, or only name them; whether all are fresh now."""
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if is_check:
            print(f"{path.relative_to(DOCS.parent)} is stale: make docs", file=sys.stderr)
        else:
            path.write_text(pages[path], encoding="utf-8")
    return not (is_check and stale)


if __name__ == "__main__":
    sys.exit(not renew(make_pages(), is_check="--check" in sys.argv[1:]))
