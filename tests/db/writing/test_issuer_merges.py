"""Reports of an unsettled name given to the issuer they are of, and back, on both engines: nothing is overwritten."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, text

from db.reading.history import ReportNotFoundError, current_revision, facts_of, find_report, history
from db.reading.queries import run_query
from db.schema.engine import open_engine
from db.schema.records import Correction, Finding, IssuerRef, Verdict
from db.store import Store
from db.writing.bulk import insert_rows
from db.writing.issuer_merges import Merge, MergedIssuer, MergeRefusedError, list_issuers

UNSETTLED = IssuerRef("县财政局", "县财政局")
OFFICE = IssuerRef("青禾县财政局", "青禾县财政局", "410122/财政局", "county", "department", "河南省青禾县")
DOUBT = Finding("ISSUER.DOUBT", "uncertain", "error", "哪个县", "which county")
RECEIVED = "SELECT issuer, year, value FROM current_fact WHERE field='requests_received' AND applicant='all' ORDER BY 2"


@pytest.fixture
def load(store, made, clock):
    def run(copy, received, issuer=UNSETTLED, **told):
        findings = (DOUBT,) if issuer is UNSETTLED else ()
        report = made.published(copy, told.pop("day", None), received, issuer=issuer, **{"findings": findings, **told})
        return store.load(report, now=clock.tick())

    return run


@pytest.fixture
def merge(store, clock):
    def run(source=UNSETTLED, target=OFFICE):
        ids = [store.add_issuer(issuer) for issuer in (source, target)]
        return store.merge(Merge(*ids, "李", "发布页属于青禾县", ("ISSUER.DOUBT",)), now=clock.tick())

    return run


@pytest.fixture
def undo(store, clock):
    return lambda source=UNSETTLED: store.undo_merge(store.add_issuer(source), "王", now=clock.tick())


@pytest.fixture
def held(store, query):
    return lambda: [tuple(row.values()) for row in query(store, RECEIVED)]


def test_the_reports_of_a_name_are_its_targets_from_then_on(load, merge, held, query, store):
    load("a", "3", year=2023)
    load("b", "4", year=2024)
    result = merge()

    assert held() == [("青禾县财政局", 2023, 3), ("青禾县财政局", 2024, 4)]
    assert result.moved == 2
    assert [row["issuer"] for row in query(store, "SELECT DISTINCT issuer FROM coverage")] == ["青禾县财政局"]
    assert [row["issuer"] for row in query(store, "SELECT DISTINCT issuer FROM place")] == ["青禾县财政局"]


def test_nothing_that_was_held_is_overwritten(load, merge, undo, store, dump, clock):
    load("a", "3", year=2023)
    load("b", "4", year=2024)
    load("c", "9", OFFICE, year=2024)
    before = dump(store)
    merge()
    undo()
    after = dump(store)

    for table in set(before) - {"revision", "issuer_name"}:
        assert set(map(repr, before[table])) <= set(map(repr, after[table])), table
    ends = [[row[:-1] for row in dumped["revision"]] for dumped in (before, after)]
    assert [row for row in ends[1] if row[0] <= len(ends[0])] == ends[0]


def test_the_name_printed_again_is_read_as_its_targets(load, merge, held):
    first = load("a", "3", year=2023)
    merge()
    again = load("a", "3", year=2023)
    new = load("b", "5", year=2024)

    assert (first.outcome, again.outcome, again.is_current, new.outcome) == ("new", "unchanged", True, "new")
    assert held() == [("青禾县财政局", 2023, 3), ("青禾县财政局", 2024, 5)]


def test_undoing_gives_back_what_was_moved_and_what_came_since(load, merge, undo, held):
    load("a", "3", year=2022)
    load("x", "7", OFFICE, year=2022)
    merge()
    load("b", "5", year=2023)
    load("y", "8", OFFICE, year=2024)
    result = undo()

    assert set(held()) == {
        ("县财政局", 2022, 3),
        ("青禾县财政局", 2022, 7),
        ("县财政局", 2023, 5),
        ("青禾县财政局", 2024, 8),
    }
    assert result.moved == 2


@pytest.mark.parametrize(
    ("days", "value"),
    [
        pytest.param((date(2025, 1, 20), date(2025, 1, 28)), 4, id="the target's is newer"),
        pytest.param((date(2025, 1, 28), date(2025, 1, 20)), 3, id="the name's is newer"),
        pytest.param((None, None), 4, id="no day is known, and the target's was seen later"),
    ],
)
def test_of_two_reports_of_one_year_the_newest_document_is_current_and_both_are_kept(
    load, merge, held, store, days, value
):
    load("a", "3", day=days[0])
    load("b", "4", OFFICE, day=days[1])
    merge()

    with store.read() as connection:
        revisions = history(connection, "青禾县财政局", 2024)
    assert held() == [("青禾县财政局", 2024, value)]
    assert [(one.issuer, one.reason, one.superseded_at is None) for one in revisions] == [
        ("县财政局", "new", False),
        ("青禾县财政局", "new", value == 4),
        ("青禾县财政局", "reassigned", value == 3),
    ]


def test_every_day_can_be_asked_what_was_held_then_under_either_name(load, merge, undo, store, made):
    load("a", "3")
    load("a", "6", code_version="2")
    merge()
    load("b", "9")
    undo()

    def ask(name):
        with store.read() as connection:
            days = [made.start + timedelta(days=number) for number in range(1, 6)]
            found = [current_revision(connection, find_report(connection, name, 2024), day) for day in days]
            return [None if one is None else _read_received(connection, one.revision_id) for one in found]

    assert ask("县财政局") == [3, 6, None, None, 9]
    assert ask("青禾县财政局") == [None, None, 6, 9, None]


def test_before_the_merge_the_target_answers_with_what_was_held_under_the_name(load, merge, store, made):
    load("a", "3")
    merge()
    load("b", "5")
    days = [made.start + timedelta(days=number) for number in range(5)]

    with store.read() as connection:
        ids = {find_report(connection, name, 2024) for name in ("县财政局", "青禾县财政局")}
        (report_id,) = ids
        found = [current_revision(connection, report_id, day) for day in days]
        values = [None if one is None else _read_received(connection, one.revision_id) for one in found]

    assert values == [None, 3, 3, 5, 5]
    assert [one and one.issuer for one in found] == [None, "县财政局", "青禾县财政局", "青禾县财政局", "青禾县财政局"]


def _read_received(connection, revision_id):
    facts = facts_of(connection, revision_id)
    return next(int(fact.value) for fact in facts if (fact.field, fact.applicant) == ("requests_received", "all"))


def test_corrections_move_with_their_document_and_can_be_withdrawn_there(load, merge, undo, held, store, clock):
    load("a", "3")
    mend = Correction("a" * 64, "requests_received", "all", "number", Decimal(8), "8", "李", "污点")
    store.correct(mend, now=clock.tick())
    merge()
    moved = held()
    reread = load("a", "3")
    store.withdraw_correction(1, "王", now=clock.tick())
    withdrawn = held()
    store.correct(mend, now=clock.tick())
    undo()

    assert (moved, reread.outcome) == ([("青禾县财政局", 2024, 8)], "unchanged")
    assert withdrawn == [("青禾县财政局", 2024, 3)]
    assert held() == [("县财政局", 2024, 8)]


def test_a_correction_is_told_once_under_the_name_that_its_document_has_now(load, merge, undo, store, clock):
    load("a", "3")
    store.correct(Correction("a" * 64, "requests_received", "all", "blank", None, "", "李", "污点"), now=clock.tick())
    told = []
    for change in (str, merge, undo):
        change()
        with store.read() as connection:
            told.append([row[1] for row in run_query(connection, "corrections").rows])

    assert told == [["县财政局"], ["青禾县财政局"], ["县财政局"]]


VERDICTS = "SELECT issuer, verdict, verdict_author FROM current_finding WHERE rule = 'T3.SUM'"


def test_verdicts_hold_on_either_side(load, merge, undo, store, made, clock, query):
    def judge(kind, author):
        finding_id = query(store, "SELECT finding_id AS n FROM current_finding WHERE rule = 'T3.SUM'")[0]["n"]
        return store.verdict(Verdict(finding_id, kind, author), now=clock.tick())

    def shown():
        return [tuple(row.values()) for row in query(store, VERDICTS)]

    load("a", "3", findings=(made.finding,))
    judge("issuer_error", "李")
    merge()
    moved = shown()
    judge("misreading", "王")
    undo()
    back = shown()
    merge()
    number = query(store, "SELECT verdict_id AS n FROM current_finding WHERE rule = 'T3.SUM'")[0]["n"]
    store.withdraw_verdict(number, "张", now=clock.tick())
    undo()

    assert moved == [("青禾县财政局", "issuer_error", "李")]
    assert back == [("县财政局", "misreading", "王")]
    assert shown() == [("县财政局", None, None)]


def test_the_doubts_that_the_merge_answers_count_no_more_and_come_back_with_the_name(load, merge, undo, store, query):
    def read():
        states = query(store, "SELECT state FROM current_finding WHERE rule = 'ISSUER.DOUBT'")
        return [row["state"] for row in states], query(store, "SELECT issuer, errors FROM report_status")

    load("a", "3")
    before = read()
    merge()
    merged = read()
    newer = load("a", "3", code_version="2")
    undo()

    assert before == (["uncertain"], [{"issuer": "县财政局", "errors": 1}])
    assert merged == (["pass"], [{"issuer": "青禾县财政局", "errors": 0}])
    assert newer.outcome == "unchanged"
    assert read() == before


def test_two_renditions_of_one_content_move_as_one(load, merge, held, store, query):
    load("a", "3")
    load("b", "3")
    merge()

    assert held() == [("青禾县财政局", 2024, 3)]
    assert query(store, "SELECT count(*) AS n FROM revision WHERE reason = 'reassigned'") == [{"n": 1}]
    assert load("b", "3").outcome == "unchanged"


def test_an_undated_report_moves_too(load, merge, held):
    load("a", "3", year=None)
    merge()

    assert held() == [("青禾县财政局", None, 3)]


OTHER = IssuerRef("财政局（本级）", "财政局（本级）")


def test_a_chain_is_followed_to_its_end_and_undone_link_by_link(load, merge, undo, held):
    load("a", "3", year=2022)
    merge(UNSETTLED, OTHER)
    load("b", "4", OTHER, year=2023)
    merge(OTHER, OFFICE)
    load("c", "5", year=2024)
    whole = {row[0] for row in held()}
    undo(OTHER)
    middle = {row[0] for row in held()}
    undo()

    assert (whole, middle) == ({"青禾县财政局"}, {"财政局（本级）"})
    assert held() == [("县财政局", 2022, 3), ("财政局（本级）", 2023, 4), ("县财政局", 2024, 5)]


def test_a_merged_name_keeps_no_code_when_the_registry_learns_it(load, merge, held, query, store):
    load("a", "3", year=2023)
    merge()
    settled = replace(UNSETTLED, code="990000/财政局")
    load("b", "4", settled, year=2024)

    assert held() == [("青禾县财政局", 2023, 3), ("县财政局", 2024, 4)]
    assert query(store, "SELECT count(*) AS n FROM issuer WHERE name = '县财政局'") == [{"n": 2}]


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        pytest.param(OFFICE, UNSETTLED, "青禾县财政局 is an issuer of the registry", id="an issuer of the registry"),
        pytest.param(UNSETTLED, UNSETTLED, "县财政局 cannot be given to itself", id="itself"),
    ],
)
def test_what_cannot_be_merged_is_refused(merge, store, dump, source, target, why):
    store.add_issuer(source)
    store.add_issuer(target)
    before = dump(store)

    with pytest.raises(MergeRefusedError, match=why):
        merge(source, target)
    assert dump(store) == before


def test_a_name_is_given_once_and_not_in_a_circle(merge, undo):
    merge(UNSETTLED, OTHER)

    with pytest.raises(MergeRefusedError, match="was given to another issuer already"):
        merge(UNSETTLED, OFFICE)
    with pytest.raises(MergeRefusedError, match="the target was given to 财政局（本级）"):
        merge(OTHER, UNSETTLED)
    undo()
    with pytest.raises(MergeRefusedError, match="this issuer was not given to another"):
        undo()
    assert merge(UNSETTLED, OFFICE).moved == 0


def test_issuers_are_listed_with_whom_they_were_given_to(load, merge, store):
    load("a", "3")
    merge()

    with store.read() as connection:
        names = list_issuers(connection, "县财政局")
        codes = list_issuers(connection, "410122/财政局")
        nobody = list_issuers(connection, "县财政局", "某县")
    assert names == (MergedIssuer(1, "县财政局", None, None, True, "青禾县财政局"),)
    assert codes == (MergedIssuer(2, "青禾县财政局", "河南省青禾县", "410122/财政局", False),)
    assert nobody == ()


def test_a_merge_is_kept_whole_or_not_at_all(url, made, clock, dump):
    """A fault at each statement in turn."""

    class FaultError(RuntimeError):
        pass

    left = [-1]

    def breaks(*_):
        left[0] -= 1
        if left[0] == 0:
            raise FaultError

    with Store(open_engine(url), writer=insert_rows) as store:
        store.load(made.report("a", "3", issuer=UNSETTLED, findings=(DOUBT, made.finding)), now=clock.tick())
        store.load(made.report("b", "4", issuer=OFFICE), now=clock.tick())
        ids = [store.add_issuer(one) for one in (UNSETTLED, OFFICE)]
        before, now, broken = dump(store), clock.tick(), 0
        event.listen(store.engine, "before_cursor_execute", breaks)
        while True:
            broken += 1
            left[0] = broken
            try:
                store.merge(Merge(*ids, "李", "同一机关"), now=now)
            except FaultError:
                left[0] = -1
                assert dump(store) == before
                continue
            break
        left[0] = -1

        assert broken > 20
        assert len(dump(store)["issuer_merge"]) == 1


def test_a_name_nobody_holds_is_said(store):
    with store.read() as connection, pytest.raises(ReportNotFoundError, match="no report of 县财政局 for 2024"):
        find_report(connection, "县财政局", 2024)


def test_the_row_of_a_merge_says_who_when_and_why(merge, undo, store, made):
    merge()
    undo()

    with store.read() as connection:
        row = connection.execute(text("SELECT author, explanation, withdrawn_by FROM issuer_merge")).one()
    assert tuple(row) == ("李", "发布页属于青禾县", "王")
