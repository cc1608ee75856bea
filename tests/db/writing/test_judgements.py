from dataclasses import replace
from decimal import Decimal

import pytest

from db.reading.history import facts_of
from db.schema.records import Correction, Finding, Verdict
from db.store import Store
from db.writing.judgements import JudgementRefusedError
from db.writing.stored_content import read_report

CELL = ("requests_received", "all")


@pytest.fixture
def make_correction():
    def make(copy="a", value="44", field="requests_received", **told):
        number = None if value is None else Decimal(value)
        state = "blank" if value is None else "number"
        return Correction(copy * 64, field, "all", state, number, value or "", "李", "读错", "第2页", **told)

    return make


@pytest.fixture
def read_cell():
    def read(store, revision_id, cell=CELL):
        with store.read() as connection:
            facts = {(fact.field, fact.applicant): fact for fact in facts_of(connection, revision_id)}
        return facts.get(cell)

    return read


def test_a_correction_changes_the_cell_and_nothing_else(store, made, clock, make_correction, read_cell):
    first = store.load(made.full_report, now=clock.tick())

    corrected = store.correct(make_correction(), now=clock.tick())

    with store.read() as connection:
        before, after = (read_report(connection, one.revision_id) for one in (first, corrected))
    fact = read_cell(store, corrected.revision_id)
    others = [[fact for fact in report.facts if (fact.field, fact.applicant) != CELL] for report in (before, after)]
    assert (corrected.outcome, corrected.is_current, corrected.changed_cells) == ("corrected", True, 1)
    assert (fact.value, fact.raw, fact.method, fact.unit) == (Decimal(44), "44", "manual", "件")
    assert read_cell(store, first.revision_id).value == Decimal(3)
    assert others[0] == others[1]
    assert replace(before, facts=()) == replace(after, facts=())


def test_a_cell_the_reader_missed_can_be_put_in(store, made, clock, make_correction, read_cell):
    store.load(made.report(), now=clock.tick())

    told = make_correction(value="12", field="outcome_total", table_code="T3", unit="件")
    corrected = store.correct(told, now=clock.tick())
    withdrawn = store.withdraw_correction(1, "王", now=clock.tick())

    fact = read_cell(store, corrected.revision_id, ("outcome_total", "all"))
    assert (fact.value, fact.table_code, fact.unit, fact.place) == (Decimal(12), "T3", "件", None)
    assert read_cell(store, withdrawn.revision_id, ("outcome_total", "all")) is None


def test_a_misread_number_can_become_a_blank(store, made, clock, make_correction, read_cell):
    store.load(made.report(), now=clock.tick())

    corrected = store.correct(make_correction(value=None), now=clock.tick())

    fact = read_cell(store, corrected.revision_id)
    assert (fact.state, fact.value, fact.raw) == ("blank", None, "")


@pytest.mark.parametrize(
    ("standard", "expected"),
    [
        pytest.param("242523110", "440000", id="the standard value follows, 1 to 10000"),
        pytest.param(None, None, id="where none was given there is none"),
    ],
)
def test_the_standard_value_follows_a_correction(store, made, clock, make_correction, read_cell, standard, expected):
    told = {"table_code": "T2", "standard_value": standard and Decimal(standard)}
    fact = made.fact("admin_fees_amount", "all", "24252.311", **told)
    store.load(made.report(facts=(fact,)), now=clock.tick())

    corrected = store.correct(make_correction(field="admin_fees_amount"), now=clock.tick())

    held = read_cell(store, corrected.revision_id, ("admin_fees_amount", "all"))
    assert held.standard_value == (expected and Decimal(expected))


def test_loading_the_document_again_keeps_the_correction(store, made, clock, make_correction):
    store.load(made.report(), now=clock.tick())
    corrected = store.correct(make_correction(), now=clock.tick())

    again = store.load(made.report(), now=clock.tick())

    assert (again.outcome, again.revision_id, again.is_current) == ("unchanged", corrected.revision_id, True)


def test_newer_code_keeps_the_correction_and_withdrawal_gives_its_reading(
    store, made, clock, make_correction, read_cell
):
    store.load(made.report(), now=clock.tick())
    store.correct(make_correction(), now=clock.tick())
    fees = made.fact("admin_fees_amount", "all", "5", table_code="T2", unit="万元")

    newer = store.load(made.report(facts=(made.fact(*CELL, "8"), fees), code_version="2"), now=clock.tick())
    withdrawn = store.withdraw_correction(1, "王", now=clock.tick())

    assert (newer.outcome, read_cell(store, newer.revision_id).value) == ("code_changed", Decimal(44))
    assert (withdrawn.outcome, read_cell(store, withdrawn.revision_id).value) == ("corrected", Decimal(8))


def test_a_correction_does_not_follow_a_republished_document(store, made, clock, make_correction, read_cell):
    store.load(made.report("a"), now=clock.tick())
    store.correct(make_correction("a"), now=clock.tick())

    republished = store.load(made.report("b"), now=clock.tick())

    assert republished.outcome == "source_changed"
    assert read_cell(store, republished.revision_id).value == Decimal(3)


def test_a_correction_of_an_old_copy_does_not_make_it_current(store, made, clock, make_correction, query):
    store.load(made.report("a", "3"), now=clock.tick())
    store.load(made.report("b", "4"), now=clock.tick())

    corrected = store.correct(make_correction("a"), now=clock.tick())

    rows = query(store, "SELECT value FROM current_fact WHERE field='requests_received' AND applicant='all'")
    assert (corrected.outcome, corrected.is_current) == ("corrected", False)
    assert rows == [{"value": 4}]


def test_a_correction_of_a_rendition_leaves_the_other_document_as_it_is(store, made, clock, make_correction, read_cell):
    store.load(made.report("a", "3"), now=clock.tick())
    store.load(made.report("b", "3"), now=clock.tick())

    corrected = store.correct(make_correction("b"), now=clock.tick())
    other = store.load(made.report("a", "3"), now=clock.tick())

    assert (corrected.outcome, corrected.is_current) == ("corrected", True)
    assert (other.outcome, other.is_current) == ("unchanged", False)
    assert read_cell(store, other.revision_id).value == Decimal(3)


def test_of_two_corrections_of_one_cell_the_newer_holds(store, made, clock, make_correction, read_cell):
    store.load(made.report(), now=clock.tick())
    store.correct(make_correction(value="44"), now=clock.tick())

    second = store.correct(make_correction(value="45"), now=clock.tick())
    back = store.withdraw_correction(2, "王", now=clock.tick())

    assert read_cell(store, second.revision_id).value == Decimal(45)
    assert read_cell(store, back.revision_id).value == Decimal(44)


def test_findings_are_made_anew_after_a_correction(url, made, clock, make_correction):
    """The check is handed in: here one that finds fault with every number above forty."""

    def check(report):
        high = [fact for fact in report.facts if fact.value is not None and fact.value == 44]
        return replace(report, findings=tuple(Finding("HIGH", "fail", "warning", fact.raw, "") for fact in high))

    with Store.open(url, check=check) as store:
        store.load(made.report(findings=(made.finding,)), now=clock.tick())
        corrected = store.correct(make_correction(), now=clock.tick())
        again = store.load(made.report(findings=(made.finding,), code_version="2"), now=clock.tick())
        with store.read() as connection:
            held = read_report(connection, corrected.revision_id)

    assert [(finding.rule, finding.message) for finding in held.findings] == [("HIGH", "44")]
    assert again.outcome == "unchanged"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        pytest.param({"copy": "f"}, "no document f+ in this database", id="an unknown document"),
        pytest.param({"field": "outcome_total"}, "found no outcome_total, all", id="an unknown cell without a table"),
    ],
)
def test_a_correction_of_nothing_is_refused_and_leaves_no_trace(store, made, dump, make_correction, told, why):
    store.load(made.report(), now=made.start)
    before = dump(store)

    with pytest.raises(JudgementRefusedError, match=why):
        store.correct(make_correction(**told))

    assert dump(store) == before


def test_a_correction_cannot_give_a_blank_a_value(store, made, make_correction):
    store.load(made.report(), now=made.start)

    with pytest.raises(JudgementRefusedError, match="a cell that is blank cannot have the value 44"):
        store.correct(replace(make_correction(), state="blank"))


def test_a_correction_is_withdrawn_once(store, made, clock, make_correction):
    store.load(made.report(), now=clock.tick())
    store.correct(make_correction(), now=clock.tick())
    store.withdraw_correction(1, "王", now=clock.tick())

    with pytest.raises(JudgementRefusedError, match="no correction 1 stands"):
        store.withdraw_correction(1, "王", now=clock.tick())


def test_a_verdict_survives_a_new_reading_while_the_values_stand(store, made, clock, query):
    finding = made.finding
    store.load(made.report(findings=(finding,)), now=clock.tick())
    number = query(store, "SELECT finding_id FROM current_finding")[0]["finding_id"]
    store.verdict(Verdict(number, "issuer_error", "李", "原表如此"), now=clock.tick())
    standing = "SELECT verdict, verdict_author, verdict_explanation FROM current_finding"

    store.load(made.report("b", "3", findings=(finding,), figures=()), now=clock.tick())
    same = query(store, standing)
    store.load(made.report("c", "5", findings=(replace(finding, reported=Decimal(5)),)), now=clock.tick())
    other = query(store, standing)

    assert [tuple(row.values()) for row in same] == [("issuer_error", "李", "原表如此")]
    assert [tuple(row.values()) for row in other] == [(None, None, None)]


def test_a_newer_verdict_replaces_the_older_and_both_are_kept(store, made, clock, query):
    store.load(made.report(findings=(made.finding,)), now=clock.tick())
    number = query(store, "SELECT finding_id FROM current_finding")[0]["finding_id"]
    store.verdict(Verdict(number, "misreading", "李"), now=clock.tick())

    store.verdict(Verdict(number, "issuer_error", "王"), now=clock.tick())

    kept = query(store, "SELECT kind, withdrawn_by FROM verdict ORDER BY id")
    assert query(store, "SELECT verdict FROM current_finding") == [{"verdict": "issuer_error"}]
    assert [tuple(row.values()) for row in kept] == [("misreading", "王"), ("issuer_error", None)]


def test_a_verdict_on_nothing_is_refused(store):
    with pytest.raises(JudgementRefusedError, match="no finding 77"):
        store.verdict(Verdict(77, "accepted", "李"))
