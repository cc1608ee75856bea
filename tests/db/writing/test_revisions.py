from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.reading.history import current_revision, facts_of
from db.schema.records import DocumentRef, IssuerRef, Sighting
from db.store import Store
from db.writing.revisions import Copy, Keep, Known, ReadingKey, ReportState, Write, decide, find_newest, find_unsettled


def make_copy(number, day, revision_id=None, **told):
    return Copy(number, day and date(2025, 1, day), revision_id, **{"arrival": number, **told})


def make_reading(content, findings="f", version="1"):
    return ReadingKey(content, findings, version, "1")


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
    copies = COPIES if document < 3 else (*COPIES, make_copy(3, None, arrival=None))

    assert decide(ReportState((OLD, CURRENT), copies), document, reading) == decision


def test_the_first_reading_of_all_is_new():
    assert decide(ReportState((), (make_copy(1, None, arrival=None),)), 1, make_reading("X")) == Write(
        "new", True, None
    )


@pytest.mark.parametrize(
    ("copies", "unsettled"),
    [
        pytest.param(COPIES, None, id="the newest document's reading is current"),
        pytest.param((COPIES[0],), 10, id="the newest document went to another report"),
        pytest.param((), None, id="no document is left"),
    ],
)
def test_find_unsettled(copies, unsettled):
    assert find_unsettled(ReportState((OLD, CURRENT), copies)) == unsettled


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


@settings(max_examples=60, deadline=None)
@given(
    events=st.lists(st.tuples(st.sampled_from(DOCUMENTS), st.sampled_from("12")), min_size=2, max_size=12),
    days=st.lists(st.sampled_from([None, 3, 9, 15]), min_size=4, max_size=4),
)
def test_dated_or_not_and_saying_the_same_or_not_the_newest_document_is_current(events, days, store_of_few_words):
    published = dict(zip(DOCUMENTS, days, strict=True))
    first = list(dict.fromkeys(copy for copy, _ in events))
    newest = find_newest(
        [make_copy(DOCUMENTS.index(copy), published[copy], arrival=first.index(copy)) for copy in first]
    )
    said = dict(events)

    assert newest is not None
    assert store_of_few_words(events, published) == int(said[DOCUMENTS[newest.document_id]])


@pytest.fixture(scope="module")
def store_of_few_words(made, fresh_stores):
    """Loads documents that say 1 or 2, one or the other code version each time; gives what is current."""
    numbers = count()
    with Store.open(fresh_stores()) as store:

        def load_all(events, published):
            number, clock = next(numbers), made.clock()
            issuer = IssuerRef(f"第{number}局", f"第{number}局")
            for version, (copy, value) in enumerate(events):
                day = published[copy] and date(2025, 1, published[copy])
                file = DocumentRef(f"{number:063}{copy}", "application/pdf", copy, 1)
                told = {"issuer": issuer, "document": file, "sighting": Sighting(f"/{copy}.pdf", day, "年报")}
                result = store.load(
                    replace(made.report(copy, value, **told), code_version=str(version)), now=clock.tick()
                )
            with store.read() as connection:
                held = current_revision(connection, result.report_id)
                facts = facts_of(connection, held.revision_id)
            return next(fact.value for fact in facts if (fact.field, fact.applicant) == ("requests_received", "all"))

        yield load_all


@pytest.mark.parametrize("days_ahead", [0, 30_000, -30_000], ids=["right", "far ahead", "far behind"])
def test_a_clock_that_was_wrong_once_keeps_no_correction_from_being_current(store, made, clock, query, days_ahead):
    store.load(made.report("a", "3"), now=clock.tick() + timedelta(days=days_ahead))
    correction = store.load(made.report("b", "4"), now=clock.tick())
    store.load(made.report("a", "3"), now=clock.tick())

    current = query(store, "SELECT value FROM current_fact WHERE field = 'requests_received' AND applicant = 'all'")
    assert correction.is_current
    assert [row["value"] for row in current] == [4]


@pytest.mark.parametrize(
    ("printed", "current"),
    [
        pytest.param(date(2205, 1, 20), 4, id="a year misprinted"),
        pytest.param(date(2025, 12, 20), 4, id="a month misprinted"),
        pytest.param(date(2025, 1, 20), 3, id="a day gone by"),
    ],
)
def test_a_day_yet_to_come_keeps_no_correction_from_being_current(printed, current, store, made, query):
    for (copy, received, day), seen in zip(
        [("a", "3", printed), ("b", "4", date(2025, 1, 10))], [date(2025, 1, 21), date(2025, 2, 3)], strict=True
    ):
        store.load(made.published(copy, day, received), now=datetime.combine(seen, time(), UTC))
    store.load(made.published("a", printed, "3"), now=datetime(2206, 1, 1, tzinfo=UTC))

    held = query(store, "SELECT value FROM current_fact WHERE field = 'requests_received' AND applicant = 'all'")
    assert [row["value"] for row in held] == [current]


SITE, FILE = "https://example.org/report.html", "/reports/report.html"
A, B, C = ("a", 10, "3"), ("b", 20, "4"), ("c", None, "5")
"""Documents: name, day in January, and what it says."""


@pytest.mark.parametrize(
    ("seen", "values"),
    [
        pytest.param([(A, SITE), (B, SITE), (A, SITE)], [3, 4, 3], id="a site that takes a correction back"),
        pytest.param([(A, SITE), (B, SITE), (A, SITE), (A, SITE)], [3, 4, 3], id="that then stays"),
        pytest.param([(A, SITE), (B, SITE), (A, SITE), (B, SITE)], [3, 4, 3, 4], id="that brings it again"),
        pytest.param([(A, SITE), (B, SITE), (A, SITE), (C, SITE)], [3, 4, 3, 5], id="that then corrects otherwise"),
        pytest.param([(A, SITE), (B, SITE), (A, SITE), (B, FILE)], [3, 4, 3], id="a copy of what was taken back"),
        pytest.param([(B, SITE), (A, FILE), (A, SITE)], [4, 3], id="an older one that was known from a copy"),
        pytest.param([(A, SITE), (B, SITE), (A, f"{SITE}?2")], [3, 4], id="an old copy at another address"),
        pytest.param([(A, SITE), (B, SITE), (C, f"{SITE}?2"), (A, SITE)], [3, 4, 5], id="a newer one stands elsewhere"),
        pytest.param([(A, FILE), (B, FILE), (A, FILE)], [3, 4], id="an old file at the place of a newer one"),
    ],
)
def test_what_a_site_shows_in_the_place_of_the_newest_is_current(seen, values, store, made, clock, query):
    for (copy, day, received), place in seen:
        published = None if day is None else date(2025, 1, day)
        store.load(made.report(copy, received, sighting=Sighting(place, published, "年度报告")), now=clock.tick())
    for copy, _, received in (B, A):  # read by newer code, and not seen again
        again = Sighting(SITE, None, "年度报告", is_news=False)
        store.load(made.report(copy, received, sighting=again, code_version="2"), now=clock.tick())

    held = query(
        store,
        "SELECT v.reason, v.superseded_at IS NULL AS is_current, f.value FROM revision v "
        "JOIN fact f ON f.revision_id = v.id JOIN field d ON d.id = f.field_id JOIN applicant a ON a.id = f.applicant_id "
        "WHERE d.code = 'requests_received' AND a.code = 'all' AND (v.superseded_at IS NULL OR v.superseded_at > v.loaded_at) "
        "ORDER BY v.id",
    )
    assert [row["value"] for row in held] == values
    assert [row["reason"] for row in held] == ["new", *["source_changed"] * (len(values) - 1)]
    assert [bool(row["is_current"]) for row in held] == [*[False] * (len(values) - 1), True]
