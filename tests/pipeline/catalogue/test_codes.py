"""Every code that a reader can raise has its words in the catalogue: an undeclared one would be a crash."""

import ast
import re
from pathlib import Path

import pytest

import db
import extractors
import pipeline
from pipeline.catalogue.load import load_catalogue

CODE = re.compile(r'"((?:FILE|PAGE|TABLE|ROW|CELL)\.[A-Z_0-9.]+)"')


@pytest.mark.parametrize("path", sorted(Path(extractors.__file__).parent.rglob("*.py")), ids=lambda path: path.name)
def test_the_codes_of_a_reader_are_declared(path):
    codes = set(CODE.findall(path.read_text(encoding="utf-8")))

    assert codes <= set(load_catalogue().rules)


# -- and every declared code is raised by something ----------------------------------------------------------------

PROGRAM = [
    path
    for package in (extractors, db, pipeline)
    for path in Path(package.__file__).parent.rglob("*.py")
    if "migrations" not in path.parts
]


def read_literals() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every string of the program's code, and a pattern for every string it puts together from a code's beginning."""
    whole: set[str] = set()
    pieced: list[re.Pattern[str]] = []
    for path in PROGRAM:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if any(part and re.search(r"[A-Z]{4}", part) for part in parts):
                    pieced.append(re.compile("".join("[A-Za-z0-9_]+" if p is None else re.escape(p) for p in parts)))
    return whole, pieced


def test_no_declared_rule_is_dead():
    """A rule that nothing can raise is a promise that nobody keeps: declared, documented, and silent."""
    whole, pieced = read_literals()
    folder = Path(pipeline.__file__).parent / "catalogue"
    told = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.toml") if "rules" not in path.name)
    declared = set(load_catalogue().rules)
    raised = whole | set(re.findall(r'"([A-Z0-9]+(?:\.[A-Za-z0-9_]+)+)"', told))
    dead = {code for code in declared - raised if not any(pattern.fullmatch(code) for pattern in pieced)}

    assert dead == set()
    assert {"XY.CARRY", "RENDITION.CONFLICT", "HIER.MAX", "DOC.CLONE"} <= declared & whole


def test_a_dead_rule_would_be_found():
    whole, pieced = read_literals()

    assert "DOC.NOBODY_RAISES_THIS" not in whole
    assert not any(pattern.fullmatch("DOC.NOBODY_RAISES_THIS") for pattern in pieced)
