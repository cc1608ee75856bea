from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.records import DocumentRef, IssuerRef
from db.revisions import Copy, Keep, Known, Reading, Standing, Write, decide, find_newest, find_unsettled
from db.store import Store


def make_copy(number, day, revision_id=None):
    return Copy(number, day and date(2025, 1, day), revision_id)


def make_reading(content, findings="f", version="1"):
    return Reading(content, findings, version, "1")


@pytest.mark.parametrize(
    ("copies", "newest"),
    [
        pytest.param([], None, id="no document"),
        pytest.param([(1, None), (2, None)], 2, id="without dates the last to come is newest"),
        pytest.param([(1, 20), (2, 10)], 1, id="an older copy that comes later stays older"),
        pytest.param([(1, 20), (2, None), (3, 10)], 2, id="an undated copy is as new as what came before it"),
        pytest.param([(1, None), (2, 1)], 2, id="a dated copy is newer than an undated one before it"),
        pytest.param([(1, 10), (2, None), (3, 20)], 3, id="a later date outranks an undated copy"),
        pytest.param([(1, 10), (2, 10)], 2, id="of one day the last to come is newest"),
    ],
)
def test_find_newest(copies, newest):
    found = find_newest([make_copy(*told) for told in copies])

    assert (None if found is None else found.document_id) == newest


@given(st.permutations([(1, 10), (2, None), (3, 12), (4, None), (5, 11)]))
def test_the_newest_does_not_depend_on_the_order_of_asking(copies):
    newest = find_newest([make_copy(*told) for told in copies])

    assert newest is not None
    assert newest.document_id == 4


CURRENT = Known(20, 2, make_reading("Y"), is_current=True)
OLD = Known(10, 1, make_reading("X"), is_current=False)
COPIES = (make_copy(1, None, 10), make_copy(2, None, 20))


@pytest.mark.parametrize(
    ("document", "reading", "decision"),
    [
        pytest.param(2, make_reading("Y"), Keep(20, False), id="the newest document says the same"),
        pytest.param(1, make_reading("X"), Keep(10, False), id="an old copy says the same"),
        pytest.param(2, make_reading("Z"), Write("code_changed", True, 20), id="the newest document is read otherwise"),
        pytest.param(1, make_reading("Z"), Write("code_changed", False, 10), id="an old copy is read otherwise"),
        pytest.param(1, make_reading("Y"), Keep(20, True), id="an old copy now says what is current"),
        pytest.param(3, make_reading("Y"), Keep(20, True), id="a new document says what is current"),
        pytest.param(3, make_reading("X"), Write("source_changed", True, 20), id="a new document says old things"),
        pytest.param(2, make_reading("Y", "g"), Keep(20, False), id="other findings of the same version"),
        pytest.param(
            2, make_reading("Y", "g", "2"), Write("code_changed", True, 20), id="other findings of a newer version"
        ),
        pytest.param(2, make_reading("Y", "f", "2"), Keep(20, False), id="the same findings of a newer version"),
    ],
)
def test_decide(document, reading, decision):
    copies = COPIES if document < 3 else (*COPIES, make_copy(3, None))

    assert decide(Standing((OLD, CURRENT), copies), document, reading) == decision


def test_the_first_reading_of_all_is_new():
    assert decide(Standing((), (make_copy(1, None),)), 1, make_reading("X")) == Write("new", True, None)


@pytest.mark.parametrize(
    ("copies", "unsettled"),
    [
        pytest.param(COPIES, None, id="the newest document's reading is current"),
        pytest.param((COPIES[0],), 10, id="the newest document went to another report"),
        pytest.param((), None, id="no document is left"),
    ],
)
def test_find_unsettled(copies, unsettled):
    assert find_unsettled(Standing((OLD, CURRENT), copies)) == unsettled


DOCUMENTS = "abcd"
EVENTS = st.lists(st.tuples(st.sampled_from(DOCUMENTS), st.sampled_from("12")), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def play(made, fresh_stores):
    """Loads documents in some order as one new report; gives what is current, and what each document says last.

    Code version 2 reads one more request than version 1: the number read tells document and code.
    """
    numbers = count()
    with Store.open(fresh_stores()) as store:

        def load_all(events, published):
            number, clock, last = next(numbers), made.clock(), {}
            issuer = IssuerRef(f"第{number}局", f"第{number}局")
            for copy, code in events:
                value = 10 * DOCUMENTS.index(copy) + int(code)
                file = DocumentRef(f"{number:063}{copy}", "application/pdf", copy, 1)
                report = made.published(copy, published.get(copy), str(value), issuer=issuer, document=file)
                store.load(replace(report, code_version=code), now=clock.tick())
                last[copy] = value
            wanted = "field = 'requests_received' AND applicant = 'all' AND issuer = :issuer"
            with store.read() as connection:
                query = text(f"SELECT value FROM current_fact WHERE {wanted}")
                return list(connection.execute(query, {"issuer": issuer.name}).scalars()), last

        yield load_all


@settings(max_examples=40, deadline=None)
@given(events=EVENTS, days=st.permutations([3, 9, 15, 21]))
def test_any_order_of_loads_ends_with_the_last_reading_of_the_newest_document(events, days, play):
    published = {copy: date(2025, 1, day) for copy, day in zip(DOCUMENTS, days, strict=True)}

    current, last = play(events, published)

    assert current == [last[max(last, key=lambda copy: published[copy])]]


@settings(max_examples=40, deadline=None)
@given(events=EVENTS)
def test_without_dates_the_document_first_seen_last_wins(events, play):
    current, last = play(events, {})

    assert current == [list(last.values())[-1]]


@pytest.mark.parametrize("days_ahead", [0, 30_000, -30_000], ids=["right", "far ahead", "far behind"])
def test_a_clock_that_was_wrong_once_keeps_no_correction_from_being_current(store, made, clock, query, days_ahead):
    store.load(made.report("a", "3"), now=clock.tick() + timedelta(days=days_ahead))
    correction = store.load(made.report("b", "4"), now=clock.tick())
    store.load(made.report("a", "3"), now=clock.tick())

    current = query(store, "SELECT value FROM current_fact WHERE field = 'requests_received' AND applicant = 'all'")
    assert correction.is_current
    assert [row["value"] for row in current] == [4]
