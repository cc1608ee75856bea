"""JSON in which a number has exactly the digits it has."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publishing.exact_json import dump


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(Decimal(3), "3", id="a whole number"),
        pytest.param(Decimal("3.0"), "3", id="a decimal that is whole"),
        pytest.param(Decimal("1E+3"), "1000", id="an exponent"),
        pytest.param(Decimal("-18"), "-18", id="a negative number"),
        pytest.param(Decimal("0.1"), "0.1", id="a tenth"),
        pytest.param(Decimal("1E-7"), "0.0000001", id="a small number"),
        pytest.param(Decimal("24252.311082"), "24252.311082", id="six decimals"),
        pytest.param(
            Decimal("12345678901234567890.12"), "12345678901234567890.12", id="more digits than a float holds"
        ),
        pytest.param({"值": Decimal("4.50")}, '{"值": 4.50}', id="inside an object, Chinese as it is"),
        pytest.param(["12", 12, None, True], '["12", 12, null, true]', id="other values as ever"),
    ],
)
def test_dump(value, text):
    assert dump(value) == text


def test_text_that_looks_like_the_mark_stays_text():
    text = "\x00decimal:12"
    loaded = json.loads(dump({"raw": text, "other": 'a "\\u0000decimal:3" b'}))

    assert loaded == {"raw": text, "other": 'a "\\u0000decimal:3" b'}


def test_what_is_no_json_is_refused():
    with pytest.raises(TypeError, match="set does not go into JSON"):
        dump({"a": {1}})


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_any_amount_comes_back_exactly(amount):
    assert json.loads(dump([amount]), parse_float=Decimal, parse_int=Decimal) == [amount]
