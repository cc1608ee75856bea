from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reading.history import facts_of
from db.schema.exact import Exact, Instant, bind_number

NUMBERS = (
    "0",
    "3",
    "-5",
    "0.1",
    "24252.311082",
    "75394432.52",
    "123456789012345",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999999",
    "12345678901234567890.12",
    "0.30000000000000000001",
    "1E+6",
)


class Engine:
    name = "sqlite"


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        pytest.param("7", 7, id="a count is an integer"),
        pytest.param("7.00", 7, id="a whole amount is an integer"),
        pytest.param("24252.311082", 24252.311082, id="an amount is a double"),
        pytest.param("12345678901234567890.12", "12345678901234567890.12", id="more digits than a double has are text"),
        pytest.param("99999999999999999999", "99999999999999999999", id="a huge count is text"),
    ],
)
def test_what_sqlite_is_given(value, bound):
    given = bind_number(Decimal(value), "sqlite")

    assert (type(given), given) == (type(bound), bound)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_any_number_comes_back_from_sqlite(value):
    assert Exact().process_result_value(bind_number(value, "sqlite"), Engine()) == value


@pytest.mark.parametrize("value", ["NaN", "Infinity"], ids=["no number", "infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a number that can be stored"):
        bind_number(Decimal(value), "postgresql")


def test_numbers_come_back_exactly_on_both_engines(store, made):
    facts = tuple(made.fact(f"field_{index}", "all", value) for index, value in enumerate(NUMBERS))

    result = store.load(made.report(facts=facts), now=made.start)

    with store.read() as connection:
        held = {fact.field: fact for fact in facts_of(connection, result.revision_id)}
    assert [held[f"field_{index}"].value for index in range(len(NUMBERS))] == [Decimal(value) for value in NUMBERS]
    assert [held[f"field_{index}"].raw for index in range(len(NUMBERS))] == list(NUMBERS)


def test_values_add_up_in_sql_on_both_engines(store, made, query):
    facts = tuple(made.fact(f"field_{index}", "all", value) for index, value in enumerate(("3", "4", "0.5", None)))
    big = made.fact("big", "all", "12345678901234567890.12")
    store.load(made.report(facts=(*facts, big)), now=made.start)

    small = query(store, "SELECT SUM(value) AS total, COUNT(value) AS n FROM current_fact WHERE field <> 'big'")[0]
    larger = query(store, "SELECT field FROM current_fact WHERE value > 100")

    assert (float(small["total"]), small["n"]) == (7.5, 3)
    assert [row["field"] for row in larger] == ["big"]


def test_an_instant_comes_back_in_utc():
    told = datetime(2025, 2, 1, 8, tzinfo=timezone(timedelta(hours=8)))

    bound = Instant().process_bind_param(told, Engine())

    assert bound == datetime(2025, 2, 1, 0)
    assert Instant().process_result_value(bound, Engine()) == datetime(2025, 2, 1, 0, tzinfo=UTC)
