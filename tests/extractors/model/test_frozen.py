import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from extractors.model.document import Cell, Origin, Table
from extractors.model.frozen import hasten, make_all

HOME = Origin(table=1, row=0, column=2)
CELL = Cell("12", 0, 2, HOME, colspan=3, doubt="glued")
TABLE = Table(((CELL, replace(CELL, is_repeat=True)),), HOME)


@dataclass(frozen=True, slots=True)
class Slow:
    first: str
    second: int = 2
    third: tuple[str, ...] = ()


@hasten
@dataclass(frozen=True, slots=True)
class Quick:
    first: str
    second: int = 2
    third: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("values", "names"),
    [
        pytest.param(("a",), {}, id="the rest by default"),
        pytest.param(("a", 3, ("b",)), {}, id="by position"),
        pytest.param((), {"third": ("c",), "first": "a"}, id="by name"),
    ],
)
def test_a_hastened_record_takes_and_shows_what_the_plain_one_does(values, names):
    slow, quick = Slow(*values, **names), Quick(*values, **names)

    assert repr(quick) == repr(slow).replace("Slow", "Quick")
    assert quick == Quick(*values, **names)
    assert quick != slow
    assert hash(quick) == hash(slow)
    assert inspect.signature(Quick) == inspect.signature(Slow)


@pytest.mark.parametrize("values", [(), ("a", 1, (), "too many")], ids=["too few values", "too many values"])
def test_wrong_values_are_refused(values):
    with pytest.raises(TypeError):
        Quick(*values)


def test_nobody_can_change_a_record():
    for record, name in ((CELL, "text"), (HOME, "row"), (Quick("a"), "first")):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(record, name)


def test_a_record_has_no_room_for_more():
    assert not hasattr(CELL, "__dict__")
    assert type(CELL) is Cell


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_record_comes_back_from_a_pickle(protocol):
    again = pickle.loads(pickle.dumps(TABLE, protocol))

    assert again == TABLE
    assert again.rows[0][0].origin is again.rows[0][1].origin
    with pytest.raises(FrozenInstanceError):
        again.layout = "lines"


def test_copies_and_replacements_are_records_too():
    assert copy.deepcopy(TABLE) == TABLE
    assert copy.copy(CELL) == CELL
    assert replace(CELL, text="13") == Cell("13", 0, 2, HOME, colspan=3, doubt="glued")


def test_many_at_once_are_the_same_as_one_by_one():
    made = make_all(Quick, ["a", "b"], [(3, ()), (4, ("c",))])

    assert made == [Quick("a", 3), Quick("b", 4, ("c",))]
    assert {type(one) for one in made} == {Quick}
    with pytest.raises(FrozenInstanceError):
        made[1].first = "d"


def test_a_subclass_is_refused():
    with pytest.raises(TypeError, match="no subclasses"):
        type("Wider", (Cell,), {})


def test_a_class_that_does_more_on_construction_is_refused():
    @dataclass(frozen=True, slots=True)
    class Filled:
        first: str
        rest: list[str] = field(default_factory=list)

    @dataclass(frozen=True, slots=True)
    class Checked:
        first: str
        second: str

        def __post_init__(self):
            raise ValueError

    for refused in (Filled, Checked):
        with pytest.raises(TypeError, match="constructor"):
            hasten(refused)
