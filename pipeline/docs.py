"""The generated pages: ``python -m pipeline.docs`` writes them, ``--check`` fails when one is stale."""

import sys
from importlib import import_module
from pathlib import Path

from pipeline.catalogue.load import load_catalogue
from pipeline.cli_base import current_dictionary
from pipeline.cli_docs import print_commands
from pipeline.dictionary_page import print_dictionary
from pipeline.figures.page import print_example

DOCS = Path(__file__).parent.parent / "docs"


def make_pages() -> dict[Path, str]:
    """Every generated page with its text."""
    return {
        DOCS / "data-dictionary.md": print_dictionary(current_dictionary(), load_catalogue()),
        DOCS / "cli.md": print_commands(),
        DOCS / "prose-example.md": print_example(),
        DOCS / "national-cost.md": _reckon_costs(),
    }


def _reckon_costs() -> str:
    """The page that benchmarks/national.py makes; the benchmarks are no part of the packages."""
    sys.path.insert(0, str(DOCS.parent))
    try:
        return str(import_module("benchmarks.national").make_page())
    finally:
        sys.path.pop(0)


def main() -> None:
    """Write the pages, or with ``--check`` name those that differ from what the code says."""
    is_check = "--check" in sys.argv[1:]
    stale = [
        path for path, text in make_pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if is_check:
            print(f"{path.relative_to(DOCS.parent)} is stale: make docs", file=sys.stderr)
        else:
            path.write_text(make_pages()[path], encoding="utf-8")
    raise SystemExit(bool(is_check and stale))


if __name__ == "__main__":
    main()
