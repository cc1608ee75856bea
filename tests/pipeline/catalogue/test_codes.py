"""Every code that a reader can raise has its words in the catalogue: an undeclared one would be a crash."""

import re
from pathlib import Path

import pytest

import extractors
from pipeline.catalogue.load import load_catalogue

CODE = re.compile(r'"((?:FILE|PAGE|TABLE|ROW|CELL)\.[A-Z_0-9.]+)"')


@pytest.mark.parametrize("path", sorted(Path(extractors.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_the_codes_of_a_reader_are_declared(path):
    codes = set(CODE.findall(path.read_text(encoding="utf-8")))

    assert codes <= set(load_catalogue().rules)
