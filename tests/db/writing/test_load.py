import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from db.reading.history import current_revision, facts_of
from db.schema.engine import open_engine
from db.schema.records import Correction, DocumentRef, Figure, IssuerRef, LoadResult, Place, Section, Verdict
from db.store import LoadRefused, Store
from db.writing.bulk import copy_rows, insert_rows
from db.writing.issuer_merges import Merge
from db.writing.stored_content import read_report

RECEIVED = "SELECT value FROM current_fact WHERE field = 'requests_received' AND applicant = 'all'"


def read_current(store, query):
    return [row["value"] for row in query(store, RECEIVED)]


def find_received(facts):
    return next(fact.value for fact in facts if (fact.field, fact.applicant) == ("requests_received", "all"))


def test_a_loaded_report_comes_back_as_it_was(store, made):
    report = made.full_report

    result = store.load(report, now=made.start)

    with store.read() as connection:
        held = read_report(connection, result.revision_id)
    assert result == LoadResult("new", result.report_id, result.revision_id, 1, True, 0)
    assert sorted(held.facts, key=repr) == sorted(report.facts, key=repr)
    assert replace(held, facts=()) == replace(report, facts=())


def test_the_life_of_one_report(store, made, clock, query):
    """A, A, B, B, A, A read by newer code, a correction of B, B published again in another file."""
    wrote, values, moments = [], [], []

    def load(*told, **more):
        result = store.load(made.report(*told, **more), now=clock.tick())
        wrote.append((result.outcome, result.revision_number, result.is_current))
        values.extend(read_current(store, query))
        moments.append(clock.now)

    load("a", "3")
    load("a", "3")
    load("b", "4")
    load("b", "4")
    load("a", "3")
    load("a", "5", code_version="2")
    correction = Correction("b" * 64, "requests_received", "all", "number", Decimal(44), "44", "李", "污点")
    corrected = store.correct(correction, now=clock.tick())
    wrote.append((corrected.outcome, corrected.revision_number, corrected.is_current))
    values.extend(read_current(store, query))
    moments.append(clock.now)
    load("b", "4")
    load("c", "4")
    with store.read() as connection:
        held = [current_revision(connection, corrected.report_id, as_of=moment) for moment in moments]
        as_of = [find_received(facts_of(connection, one.revision_id)) for one in held if one is not None]
        before = current_revision(connection, corrected.report_id, as_of=made.start)

    assert wrote == [
        ("new", 1, True),
        ("unchanged", 1, True),
        ("source_changed", 2, True),
        ("unchanged", 2, True),
        ("unchanged", 1, False),
        ("code_changed", 3, False),
        ("corrected", 4, True),
        ("unchanged", 4, True),
        ("source_changed", 5, True),
    ]
    assert values == [3, 3, 4, 4, 4, 4, 44, 44, 4]
    assert (as_of, before) == (values, None)
    reasons = query(store, "SELECT number, reason FROM revision ORDER BY number")
    assert [(row["number"], row["reason"]) for row in reasons] == [
        (1, "new"),
        (2, "source_changed"),
        (3, "code_changed"),
        (4, "corrected"),
        (5, "source_changed"),
    ]


def test_every_moment_can_be_asked_what_was_held_then(store, made, clock):
    steps = [("a", "3"), ("b", "4"), ("a", "3"), ("c", "6")]
    results = [store.load(made.report(copy, value), now=clock.tick()) for copy, value in steps]
    report_id = results[0].report_id

    with store.read() as connection:
        days = [made.start + timedelta(days=number) for number in range(5)]
        held = [current_revision(connection, report_id, as_of=day) for day in days]
        numbers = [None if one is None else one.number for one in held]
        values = {one.number: find_received(facts_of(connection, one.revision_id)) for one in held if one is not None}

    assert numbers == [None, 1, 2, 2, 3]
    assert values == {1: Decimal(3), 2: Decimal(4), 3: Decimal(6)}


def test_loading_a_folder_twice_writes_nothing_but_sightings(store, made, clock, dump):
    folder = [made.report("a", "3", year=2023), made.report("b", "4", year=2024)]
    list(store.load_many(folder, now=clock.tick()))
    before = dump(store)
    statements = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    results = list(store.load_many(folder, now=clock.tick()))

    after = dump(store)
    assert [result.outcome for result in results] == ["unchanged", "unchanged"]
    assert {name for name in after if after[name] != before[name]} == {"sighting"}
    writes = {statement.split()[1] for statement in statements if re.match("INSERT|UPDATE|DELETE", statement)}
    assert writes == {"sighting"}


CHANGING = {"sighting", "revision", "correction", "verdict", "issuer_merge", "merged_document", "issuer", "issuer_name"}
"""When something was seen last, how long it was held and when it was taken back; none of them holds what was printed."""


def test_no_statement_updates_or_deletes_what_a_revision_holds(store, made, clock):
    statements = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    for copy, value, version in (("a", "3", "1"), ("b", "4", "1"), ("a", "9", "2"), ("b", "9", "2")):
        store.load(made.report(copy, value, code_version=version), now=clock.tick())
    store.correct(Correction("b" * 64, "requests_received", "all", "blank", None, "", "李", "格线"), now=clock.tick())
    store.withdraw_correction(1, "李", now=clock.tick())
    office = IssuerRef("青禾县财政局", "", "410122/财政局")
    later = store.load(made.report("d", year=2025, issuer=office, findings=(made.finding,)), now=clock.tick())
    store.judge(later.report_id, {"years": lambda before, now: (made.finding,)})
    store.verdict(Verdict(1, "accepted", "李"), now=clock.tick())
    store.withdraw_verdict(1, "李", now=clock.tick())
    ids = [store.add_issuer(issuer) for issuer in (made.report("a").issuer, office)]
    store.merge(Merge(*ids, "李", "同一机关"), now=clock.tick())
    store.undo_merge(ids[0], "王", now=clock.tick())

    told = [statement.split() for statement in statements if re.match("UPDATE|DELETE", statement)]
    assert len(statements) > 100
    assert {words[0] for words in told} == {"UPDATE"}
    assert {words[1] for words in told} <= CHANGING


@pytest.mark.parametrize("is_batch", [False, True], ids=["one report", "a batch"])
def test_a_fault_at_any_statement_leaves_the_database_as_it_was(url, made, clock, dump, fault, is_batch):
    store = Store(open_engine(url), writer=insert_rows)
    store.load(made.full_report, now=clock.tick())
    before = dump(store)
    report = replace(made.full_report, document=DocumentRef("b" * 64, "text/html", "b.html", 9), facts=(), figures=())
    event.listen(store.engine, "before_cursor_execute", fault)
    now = clock.tick()

    def load():
        return list(store.load_many([report], now=now)) if is_batch else [store.load(report, now=now)]

    broken = 0
    while True:
        broken += 1
        fault.left, fault.seen = broken, 0
        try:
            results = load()
        except fault.error:
            fault.left = -1
            assert dump(store) == before
            continue
        break

    fault.left = -1
    assert broken > 10
    assert [result.outcome for result in results] == ["source_changed"]
    assert len(dump(store)["revision"]) == 2
    store.close()


def test_a_fault_at_the_commit_leaves_the_database_as_it_was(store, made, clock, dump, fault):
    store.load(made.full_report, now=clock.tick())
    before = dump(store)
    fault.left = 1
    event.listen(store.engine, "commit", fault)

    with pytest.raises(fault.error):
        store.load(made.report("b", "8", facts=(made.fact("never_seen_field", "all", "1"),)), now=clock.tick())
    after = dump(store)
    again = store.load(made.report("b", "8", facts=(made.fact("never_seen_field", "all", "1"),)), now=clock.tick())

    assert after == before
    assert again.outcome == "source_changed"


def test_copy_writes_what_insert_writes(postgresql, made, clock, dump, request):
    dumps = []
    for writer in (insert_rows, copy_rows):
        url = request.getfixturevalue("two_databases")[len(dumps)]
        with Store.open(url) as opened:
            store = Store(opened.engine, writer=writer)
            store.load(made.full_report, now=made.start)
            raw = "制表\t换行\n反斜\\线 \\N"
            store.load(made.report("b", None, facts=(made.fact("outcome_total", "all", "1", raw=raw),)), now=clock.now)
            dumps.append(dump(store))

    assert dumps[0]["fact"] == dumps[1]["fact"]
    assert dumps[0] == dumps[1]


@pytest.fixture
def two_databases(postgresql):
    from contextlib import ExitStack, contextmanager

    from sqlalchemy import create_engine, text

    @contextmanager
    def make(name):
        engine = create_engine(
            postgresql.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            yield postgresql.replace("/postgres?", f"/{name}?")
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()

    with ExitStack() as stack:
        yield [stack.enter_context(make(name)) for name in ("plain_path", "copy_path")]


def test_many_reports_load_as_one_by_one(store, made):
    reports = [made.report(copy, str(value), year=2000 + value) for value, copy in enumerate("abcdefg")]
    reports.append(made.report("h", "99", year=2003))

    results = list(store.load_many(reports, now=made.start, batch=3))

    outcomes = [(result.outcome, result.revision_number, result.changed_cells) for result in results]
    assert outcomes == [("new", 1, 0)] * 7 + [("source_changed", 2, 1)]
    assert [result.report_id for result in results[:7]] == sorted({result.report_id for result in results})
    assert results[7].report_id == results[3].report_id


def test_two_copies_of_one_report_in_one_batch_are_told_apart(store, made, query):
    results = list(store.load_many([made.report("a", "3"), made.report("b", "4")], now=made.start))

    assert [result.outcome for result in results] == ["new", "source_changed"]
    assert results[1].changed_cells == 1
    assert read_current(store, query) == [4]


def test_a_report_of_nobody_is_refused_and_nothing_is_written(store, made, dump):
    before = dump(store)

    with pytest.raises(LoadRefused, match="names no issuer"):
        store.load(made.report(issuer=IssuerRef("", "")))

    assert dump(store) == before


def test_a_report_that_names_no_year_is_kept_without_one_and_found_again(store, made, query):
    undated = made.report(year=None)
    outcomes = [store.load(undated).outcome, store.load(undated).outcome]

    assert outcomes == ["new", "unchanged"]
    assert query(store, "SELECT year FROM report_status") == [{"year": None}]


def test_two_facts_for_one_cell_are_refused(store, made):
    fact = made.fact("requests_received", "all", "1")

    with pytest.raises(LoadRefused, match="two facts for requests_received, all"):
        store.load(made.report(facts=(fact, replace(fact, value=Decimal(2)))))


def test_a_refusal_in_a_batch_leaves_the_others_loaded(store, made, query):
    results = list(store.load_many([made.report("a", issuer=IssuerRef("", "")), made.report("b", "4")], now=made.start))

    assert isinstance(results[0], LoadRefused)
    assert results[1].outcome == "new"
    assert read_current(store, query) == [4]


def test_the_same_content_in_another_file_is_a_rendition_and_no_revision(store, made, clock, query):
    first = store.load(made.report("a", "3"), now=clock.tick())
    sections = tuple(replace(part, text=part.text.replace("，", "， \n")) for part in made.report("a", "3").sections)

    second = store.load(made.report("b", "3", sections=sections), now=clock.tick())
    again = store.load(made.report("b", "3", sections=sections), now=clock.tick())

    assert (second.outcome, second.revision_id) == ("unchanged", first.revision_id)
    assert (again.outcome, again.revision_id) == ("unchanged", first.revision_id)
    assert len(query(store, "SELECT * FROM rendition")) == 2


def test_a_rendition_that_turns_out_newest_carries_its_own_later_readings(store, made, clock, query):
    store.load(made.report("a", "3"), now=clock.tick())
    store.load(made.report("b", "3"), now=clock.tick())

    old = store.load(made.report("a", "7", code_version="2"), now=clock.tick())
    new = store.load(made.report("b", "8", code_version="2"), now=clock.tick())

    assert (old.outcome, old.is_current) == ("code_changed", False)
    assert (new.outcome, new.is_current) == ("code_changed", True)
    assert read_current(store, query) == [8]


@pytest.mark.parametrize(
    ("days", "value"),
    [
        pytest.param((date(2025, 1, 20), date(2025, 1, 28)), 4, id="the later published wins when seen later"),
        pytest.param((date(2025, 1, 28), date(2025, 1, 20)), 3, id="the later published wins when seen first"),
        pytest.param((date(2025, 1, 20), None), 4, id="a silent replacement without a date is newer"),
        pytest.param((None, date(2025, 1, 20)), 4, id="a dated document is newer than an undated one seen before"),
        pytest.param((date(2025, 1, 20), date(2025, 1, 20)), 4, id="of one day the one seen later is newer"),
    ],
)
def test_the_newest_document_is_current(store, made, clock, query, days, value):
    store.load(made.published("a", days[0], "3"), now=clock.tick())
    store.load(made.published("b", days[1], "4"), now=clock.tick())

    assert read_current(store, query) == [value]


def test_a_date_learned_late_brings_the_right_document_forward(store, made, clock, query):
    store.load(made.published("a", None, "3"), now=clock.tick())
    store.load(made.published("b", None, "4"), now=clock.tick())
    before = read_current(store, query)

    store.load(made.published("b", date(2025, 1, 20), "4"), now=clock.tick())
    store.load(made.published("a", date(2025, 1, 28), "3"), now=clock.tick())

    assert before == [4]
    assert read_current(store, query) == [3]
    reasons = [row["reason"] for row in query(store, "SELECT reason FROM revision ORDER BY number")]
    assert reasons == ["new", "source_changed", "source_changed"]


def test_a_date_learned_for_the_current_document_can_make_another_current(store, made, clock, query):
    store.load(made.published("a", date(2025, 1, 28), "3"), now=clock.tick())
    store.load(made.published("b", None, "4"), now=clock.tick())

    result = store.load(made.published("b", date(2025, 1, 20), "4"), now=clock.tick())

    assert (result.outcome, result.is_current) == ("unchanged", False)
    assert read_current(store, query) == [3]


def test_a_document_read_anew_as_another_year_leaves_the_first_report(store, made, clock, query):
    store.load(made.report("a", "3", year=2023), now=clock.tick())
    store.load(made.report("b", "5", year=2023), now=clock.tick())

    moved = store.load(made.report("b", "5", year=2024, code_version="2"), now=clock.tick())

    rows = query(store, "SELECT year, value FROM current_fact WHERE field='requests_received' AND applicant='all'")
    assert moved.outcome == "new"
    assert {(row["year"], row["value"]) for row in rows} == {(2023, 3), (2024, 5)}


def test_a_report_whose_only_document_went_elsewhere_has_nothing_current(store, made, clock, query):
    store.load(made.report("a", "3", year=2023), now=clock.tick())

    store.load(made.report("a", "3", year=2024, code_version="2"), now=clock.tick())

    published = {row["year"]: bool(row["published"]) for row in query(store, "SELECT year, published FROM coverage")}
    assert [row["year"] for row in query(store, "SELECT year FROM report_status")] == [2024]
    assert published == {2023: False, 2024: True}


def test_other_findings_of_other_rules_are_stored_as_a_reading_by_newer_code(store, made, clock):
    store.load(made.report(), now=clock.tick())

    same_rules = store.load(made.report(findings=(made.finding,)), now=clock.tick())
    new_rules = store.load(made.report(findings=(made.finding,), catalogue_version="2"), now=clock.tick())
    newer_code = store.load(made.report(findings=(made.finding,), code_version="9"), now=clock.tick())

    assert [same_rules.outcome, new_rules.outcome, newer_code.outcome] == ["unchanged", "code_changed", "unchanged"]
    assert new_rules.changed_cells == 0


def test_a_change_in_prose_alone_is_a_change(store, made, clock):
    store.load(made.report(), now=clock.tick())
    figure = Figure("posts_wechat", Decimal(107), "条", False, "own", "year", "107条", "推送107条。", 1, 2, 6)
    section = Section("s5_problems", 5, "五、存在的主要问题及改进情况", "无。", Place("p3.b1", 3))

    figures = store.load(made.report("b", figures=(figure,)), now=clock.tick())
    sections = store.load(made.report("c", figures=(figure,), sections=(section,)), now=clock.tick())

    assert (figures.outcome, figures.changed_cells) == ("source_changed", 0)
    assert (sections.outcome, sections.changed_cells) == ("source_changed", 0)


def test_a_moment_without_a_time_zone_is_refused(store, made):
    with pytest.raises(Exception, match="names no time zone"):
        store.load(made.report(), now=made.start.replace(tzinfo=None))
