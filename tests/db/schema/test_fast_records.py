"""Records that are quick to make: like any other frozen dataclass, but for the time they take."""

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from decimal import Decimal

import pytest

from db.schema.fast_records import quicken
from db.schema.records import Fact, Place

FACT = Fact(
    "T3", "requests_received", "all", "number", Decimal("3.50"), "件", "3.50", "exact", "一", Place("p2.t1.r4c9", 2)
)


@dataclass(frozen=True, slots=True)
class _Plain:
    name: str
    number: int = 7
    words: tuple[str, ...] = ()


@quicken
@dataclass(frozen=True, slots=True)
class _Quick:
    name: str
    number: int = 7
    words: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param(("a",), {}, id="defaults fill what is not given"),
        pytest.param(("a", 1), {"words": ("x",)}, id="some by position and one by name"),
        pytest.param((), {"words": ("x",), "name": "a", "number": 0}, id="all by name in another order"),
    ],
)
def test_a_quick_record_holds_what_a_plain_one_does(given, named):
    quick, plain = _Quick(*given, **named), _Plain(*given, **named)

    assert type(quick) is _Quick
    assert (quick.name, quick.number, quick.words) == (plain.name, plain.number, plain.words)
    assert repr(quick) == repr(plain).replace("_Plain", "_Quick")
    assert quick == _Quick(*given, **named)
    assert hash(quick) == hash(plain)


def test_its_parameters_are_those_of_the_dataclass():
    assert inspect.signature(_Quick) == inspect.signature(_Plain)


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "other": 1}], ids=["a field missing", "a field too many"])
def test_wrong_fields_are_refused(wrong):
    with pytest.raises(TypeError):
        _Quick(**wrong)


def test_it_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        FACT.raw = "4"  # type: ignore[misc]

    assert FACT.raw == "3.50"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_fact_comes_back_the_same(protocol):
    back = pickle.loads(pickle.dumps(FACT, protocol))

    assert (type(back), type(back.place)) == (Fact, Place)
    assert repr(back) == repr(FACT)


def test_it_is_copied_and_replaced():
    assert copy.deepcopy(FACT) == FACT
    assert replace(FACT, raw="4") == Fact(
        "T3", "requests_received", "all", "number", Decimal("3.50"), "件", "4", "exact", "一", Place("p2.t1.r4c9", 2)
    )
