"""Which reading functions run on documents, and which never do: ``python -m benchmarks.census PATH…``.

Reads every document under the paths in this process and notes each function of ours that is entered. Printed are the
functions that no document enters, file by file; with ``--by-document`` also, for each function, how many documents
enter it. A function that never runs waits for a document that nobody has: keep it for a trusted standard or for a
damaged file, and delete it otherwise. Needs Python 3.12 (``sys.monitoring``).
"""

import argparse
import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType

from benchmarks import ROOT
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

READING = (
    "extractors",
    "pipeline/checks",
    "pipeline/forms",
    "pipeline/issuers",
    "pipeline/line.py",
    "pipeline/normalise.py",
    "pipeline/prose",
    "pipeline/witnesses",
)
"""Where the functions stand that read; those that load, store, fetch and show have tests of their own."""
NOT_DOCUMENTS = frozenset([".json", ".py", ".toml"])
Place = tuple[str, int]
"""A file of ours and the line on which a function of it begins, decorators included."""


def list_functions() -> dict[Place, tuple[str, int]]:
    """Every function that reads: where it stands -> its name and how many lines it has."""
    found = {}
    for name in READING:
        path = ROOT / name
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                    lines = (node.end_lineno or node.lineno) - node.lineno + 1
                    found[str(file.relative_to(ROOT)), first] = (node.name, lines)
    return found


class Watch:
    """Notes which code is entered; each code object tells itself once a document."""

    def __init__(self) -> None:
        self.entered: Counter[Place] = Counter()
        self._tool = sys.monitoring.PROFILER_ID
        self._prefix = f"{ROOT}/"
        sys.monitoring.use_tool_id(self._tool, "census")
        sys.monitoring.register_callback(self._tool, sys.monitoring.events.PY_START, self._note)
        sys.monitoring.set_events(self._tool, sys.monitoring.events.PY_START)

    def begin_document(self) -> None:
        """Let every function tell itself again."""
        sys.monitoring.restart_events()

    def _note(self, code: CodeType, _: int) -> object:
        if code.co_filename.startswith(self._prefix):
            self.entered[code.co_filename.removeprefix(self._prefix), code.co_firstlineno] += 1
        return sys.monitoring.DISABLE


def find_documents(paths: Sequence[Path]) -> Iterator[Path]:
    """Every document under the paths."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix not in NOT_DOCUMENTS:
                yield file


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the functions that never ran; 0 always."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--by-document", action="store_true", help="also how many documents enter each function")
    chosen = parser.parse_args(arguments)
    functions, watch, count = list_functions(), Watch(), 0
    for count, file in enumerate(find_documents(chosen.paths), 1):
        print(f"\r{count} {file.name[:60]:60}", end="", file=sys.stderr)
        watch.begin_document()
        read_reports(SourceDocument(file.read_bytes(), file.name), load_catalogue())
    print(file=sys.stderr)
    never: dict[str, list[Place]] = defaultdict(list)
    for place in functions:
        if place not in watch.entered:
            never[place[0]].append(place)
    for name, places in sorted(never.items()):
        print(name)
        for place in places:
            print(f"  {place[1]:4} {functions[place][0]} ({functions[place][1]} lines)")
    if chosen.by_document:
        for place, times in sorted(watch.entered.items(), key=lambda item: item[1]):
            if place in functions:
                print(f"{times:5} {place[0]}:{place[1]} {functions[place][0]}")
    missed = [place for places in never.values() for place in places]
    lines = sum(functions[place][1] for place in missed)
    print(f"{count} documents; {len(missed)} of {len(functions)} reading functions never ran ({lines} lines)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
