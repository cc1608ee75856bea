"""Sentences read for the tests, and the counts they state."""

import pytest

from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import load_lexicon


def figures(text: str):
    return read_figures(text, 1, load_lexicon())


def named(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for figure in figures(text):
        if figure.indicator is not None:
            found.setdefault(figure.indicator, []).append(int(figure.value))
    return found


def case(name: str, text: str, **expected):
    wanted = {key: value if isinstance(value, list) else [value] for key, value in expected.items()}
    return pytest.param(text, wanted, id=name)


def in_order(text: str) -> list[tuple[str | None, int]]:
    """Every number of a text with its indicator, in the order of the text."""
    return [(figure.indicator, int(figure.value)) for figure in figures(text) if figure.value is not None]


def case_in_order(name: str, text: str, *expected: tuple[str | None, int]):
    return pytest.param(text, list(expected), id=name)
