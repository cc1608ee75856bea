"""Numbers as people type them."""

from decimal import Decimal

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.loading.typed_numbers import NotSaidError, read_printed, read_typed


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


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        pytest.param({"value": "１２"}, ("number", 12, "１２"), id="a number"),
        pytest.param({"raw": "1,234件"}, ("number", 1234, "1,234件"), id="its text alone"),
        pytest.param({"raw": "/"}, ("slash", None, "/"), id="a stroke"),
        pytest.param({"raw": ""}, ("blank", None, ""), id="nothing printed"),
        pytest.param({"raw": "见附件"}, ("text", None, "见附件"), id="words"),
        pytest.param({"raw": "22（其中修订16件）"}, ("number", 22, "22（其中修订16件）"), id="the number of a text"),
        pytest.param(
            {"raw": "22（其中修订16件）", "value": "16"}, ("number", 16, "22（其中修订16件）"), id="another of it"
        ),
        pytest.param({"raw": "零", "value": "0"}, ("number", 0, "零"), id="a word"),
        pytest.param({"state": "blank"}, ("blank", None, ""), id="blank"),
        pytest.param({"state": "illegible"}, ("illegible", None, ""), id="illegible"),
        pytest.param({"state": "dash", "raw": "——"}, ("dash", None, "——"), id="a long dash"),
    ],
)
def test_read_printed(told, printed):
    found = read_printed(load_catalogue(), "outcome_total", **{"value": None, "state": None, "raw": None, **told})

    assert (found.state, found.value, found.raw) == printed


@pytest.mark.parametrize(
    ("told", "key"),
    [
        pytest.param({}, "nothing_said", id="nothing"),
        pytest.param({"value": "1", "state": "blank"}, "no_value_there", id="a blank with a number"),
        pytest.param({"value": "twelve"}, "not_a_number", id="a word"),
        pytest.param({"state": "slash"}, "raw_missing", id="a stroke that nobody copied"),
        pytest.param({"raw": "99", "value": "97"}, "raw_says_otherwise", id="another number"),
        pytest.param({"raw": "—", "state": "slash"}, "raw_says_otherwise", id="another stroke"),
        pytest.param({"raw": "0", "state": "blank"}, "raw_says_otherwise", id="a nought for a blank"),
        pytest.param({"raw": "99", "state": "text"}, "raw_says_otherwise", id="a number for text"),
        pytest.param({"raw": "99", "state": "illegible"}, "raw_says_otherwise", id="a number for illegible"),
        pytest.param({"raw": "", "value": "9"}, "raw_says_otherwise", id="a number where nothing is printed"),
    ],
)
def test_what_does_not_say_what_is_printed(told, key):
    with pytest.raises(NotSaidError) as caught:
        read_printed(load_catalogue(), "outcome_total", **{"value": None, "state": None, "raw": None, **told})

    assert caught.value.key == key
