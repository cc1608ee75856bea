"""Numbers as people type them."""

from decimal import Decimal

import pytest

from pipeline.typed import read_typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("12", Decimal(12), id="a count"),
        pytest.param(" 1,234.50 ", Decimal("1234.50"), id="commas and blanks"),
        pytest.param("１２", Decimal(12), id="full width"),
        pytest.param("-3", Decimal(-3), id="below zero"),
        pytest.param("1e9", None, id="a power of ten"),
        pytest.param("9" * 19, None, id="too many digits"),
        pytest.param("Infinity", None, id="no number at all"),
        pytest.param("", None, id="nothing"),
        pytest.param("1_000", None, id="as programs write it"),
    ],
)
def test_read_typed(text, number):
    assert read_typed(text) == number
