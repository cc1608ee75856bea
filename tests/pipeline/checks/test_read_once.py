"""Findings of the readers and the normaliser outlive a second reading; those of the checks are made anew."""

import ast
from itertools import chain
from pathlib import Path

from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.check import is_made_by_checks

ROOT = Path(__file__).parents[3]
CATALOGUE = load_catalogue()


def find_modules(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def list_codes(*folders: str) -> set[str]:
    """The codes of rules that the modules of these folders write."""
    files = [file for folder in folders for file in find_modules(ROOT / folder) if file.name != "check.py"]  # the list
    nodes = chain.from_iterable(ast.walk(ast.parse(file.read_text(encoding="utf-8"))) for file in files)
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return words & CATALOGUE.rules.keys()


def test_no_finding_of_a_reader_is_taken_for_one_of_the_checks():
    read = list_codes("extractors", "pipeline/forms", "pipeline/issuers", "pipeline/normalise.py")

    assert "S14.ROWS.MISSING" in read
    assert {code for code in read if is_made_by_checks(make_finding(CATALOGUE, code))} == set()


def test_no_finding_of_the_checks_is_kept_from_a_first_reading():
    checked = list_codes("pipeline/checks") - list_codes(
        "extractors", "pipeline/forms", "pipeline/issuers", "pipeline/normalise.py"
    )

    assert "EDITION.MIXED" in checked
    assert {code for code in checked if not is_made_by_checks(make_finding(CATALOGUE, code))} == set()
