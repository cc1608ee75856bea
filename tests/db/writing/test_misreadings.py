"""A correction mends what was misread, and never what the issuer printed; what was read stays beside it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from db.schema.records import Correction, Finding, Operand
from db.store import Store
from db.writing.judgements import JudgementRefusedError, NotAMisreadingError
from db.writing.misreadings import agrees, holds_number, is_certain, is_sound

CELL = ("requests_received", "all")


def say(value="97", raw=None, state="number", **told):
    number = None if value is None else Decimal(value)
    printed = raw if raw is not None else value or ""
    return Correction("a" * 64, *CELL, state, number, printed, "李", "读错", **told)


def doubt(rule, **told):
    words = {"state": "fail", "severity": "warning", "message": "疑", "message_en": "doubt"}
    return Finding(rule=rule, **{**words, "table_code": "T3", "field": CELL[0], "applicant": "all", **told})


@pytest.fixture
def read(made, clock):
    """Stores a report whose one cell was read so."""

    def load(store, value="99", findings=(), **told):
        fact = made.fact(*CELL, value, **{"method": "exact", **told})
        return store.load(made.report(facts=(fact,), findings=findings), now=clock.tick())

    return load


@pytest.mark.parametrize("method", ["exact", "variant", "keyword"])
def test_what_the_issuer_printed_is_not_corrected_and_nothing_is_written(store, read, dump, method):
    read(store, method=method)
    before = dump(store)

    with pytest.raises(NotAMisreadingError, match=r"prints 「99」 at p2\.t2\.r4c3, .* issuer_error$"):
        store.correct(say("97"))

    assert dump(store) == before


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"method": "ocr"}, id="recognised"),
        pytest.param({"method": "by_constraint"}, id="decoded by the sums"),
        pytest.param({"method": "by_position"}, id="by its place"),
        pytest.param({"value": None}, id="blank"),
        pytest.param({"value": None, "state": "ambiguous", "raw": "1 | 7", "candidates": ("1", "7")}, id="ambiguous"),
        pytest.param({"value": None, "state": "illegible", "raw": "9口"}, id="illegible"),
        pytest.param({"value": None, "state": "merged_span", "raw": "9"}, id="merged"),
        pytest.param({"findings": (doubt("CELL.DOUBT"),)}, id="a doubt about the cell"),
        pytest.param({"findings": (doubt("READ.DISAGREE", state="uncertain"),)}, id="two readers differ"),
        pytest.param({"findings": (doubt("T3.ROWS.DUP", applicant=None),)}, id="a row that stands twice"),
        pytest.param({"findings": (doubt("T3.COLUMNS.MISSING", field=None),)}, id="a column that is not there"),
        pytest.param(
            {"findings": (doubt("READ.TEXT_LAYER", table_code=None, field=None, applicant=None),)},
            id="a text layer that lies",
        ),
        pytest.param({"raw": "99（其中修订97件）"}, id="another number of the same text"),
    ],
)
def test_a_misreading_is_corrected(sqlite_store, read, query, told):
    read(sqlite_store, **told)
    result = sqlite_store.correct(say("97"))

    assert (result.outcome, query(sqlite_store, "SELECT value FROM current_fact")) == ("corrected", [{"value": 97}])


def test_a_cell_that_the_reader_did_not_find_is_given(store, read, query):
    read(store)
    store.correct(replace(say("12"), field="outcome_total", table_code="T3"))
    rows = query(store, "SELECT value, raw, corrected_raw FROM current_fact WHERE field = 'outcome_total'")

    assert rows == [{"value": 12, "raw": "", "corrected_raw": "12"}]


@pytest.mark.parametrize(
    "finding",
    [
        pytest.param(doubt("T3.ROW.SUM", severity="error"), id="a sum that fails"),
        pytest.param(doubt("CELL.LOCATED", severity="info"), id="where the issuer most likely slipped"),
        pytest.param(doubt("CELL.UNIT"), id="its unit"),
        pytest.param(doubt("READ.CONFIRMED", state="pass"), id="a doubt that a second reader took away"),
        pytest.param(doubt("CELL.DOUBT", applicant="natural_person"), id="a doubt about another cell"),
        pytest.param(doubt("CELL.DOUBT", field="outcome_total"), id="a doubt about another row"),
        pytest.param(doubt("CELL.DOUBT", table_code="T4"), id="a doubt about another table"),
    ],
)
def test_a_finding_that_doubts_nothing_of_the_cell_lets_nobody_correct_it(read, sqlite_store, finding):
    read(sqlite_store, findings=(finding,))

    with pytest.raises(NotAMisreadingError):
        sqlite_store.correct(say("97"))


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(say(None, "", state="blank"), id="blank"),
        pytest.param(say(None, "—", state="dash"), id="a dash"),
        pytest.param(say(None, "", state="illegible"), id="illegible"),
        pytest.param(say(None, "见附件", state="text"), id="text"),
    ],
)
def test_an_issuers_number_is_not_taken_away(read, sqlite_store, item):
    read(sqlite_store)

    with pytest.raises(NotAMisreadingError):
        sqlite_store.correct(item)


@pytest.mark.parametrize(
    ("item", "is_said"),
    [
        pytest.param(say("97"), True, id="the number"),
        pytest.param(say("97", "97件"), True, id="with its unit"),
        pytest.param(say("0", "零"), True, id="a word"),
        pytest.param(say("97", "99"), False, id="another number"),
        pytest.param(say("97", ""), False, id="nothing printed"),
        pytest.param(say("9", "97"), False, id="a part of the number"),
        pytest.param(say(None, "", state="blank"), True, id="blank"),
        pytest.param(say(None, "0", state="blank"), False, id="a nought is not blank"),
        pytest.param(say(None, "99", state="slash"), False, id="a number is no stroke"),
        pytest.param(say(None, "99", state="text"), False, id="nor is it text"),
        pytest.param(say(None, "99", state="illegible"), False, id="nor illegible"),
        pytest.param(say(None, "99（含转办）", state="text"), True, id="a number among words may be text"),
    ],
)
def test_what_is_said_to_be_printed_says_what_is_made_of_it(sqlite_store, read, item, is_said):
    assert is_sound(item) is is_said
    read(sqlite_store, method="ocr")
    if not is_said:
        with pytest.raises(JudgementRefusedError, match="does not say"):
            sqlite_store.correct(item)


@pytest.mark.parametrize(
    ("raw", "value", "holds"),
    [
        ("22（其中修订16件）", "16", True),
        ("22（其中修订16件）", "2", False),
        ("１，２３４．50", "1234.5", True),
        ("12 34", "1234", True),
        ("3-5", "5", True),
        ("-3", "3", False),
        ("-3", "-3", True),
        ("减3", "-3", True),
        ("3", "-3", False),
        ("无", "0", False),
        ("", "0", False),
    ],
)
def test_a_text_holds_its_numbers_whole_and_signed(raw, value, holds):
    assert holds_number(raw, Decimal(value)) is holds


def test_blanks_and_full_width_make_no_other_text(made):
    fact = made.fact(*CELL, None, state="text", raw="见 附件（1）", method="exact")

    assert agrees(fact, say(None, "见附件(1)", state="text"))
    assert is_certain(fact, [doubt("CELL.TEXT")])


def test_a_doubt_that_the_first_correction_settled_lets_a_second_mend_it(url, made, clock):
    """The checks take a doubt away where the corrected number makes the sums hold; the reading was doubtful still."""

    def check(report):
        is_mended = any(fact.value == 96 for fact in report.facts)
        return replace(report, findings=() if is_mended else report.findings)

    with Store.open(url, check=check) as store:
        fact = made.fact(*CELL, "99", method="exact")
        store.load(made.report(facts=(fact,), findings=(doubt("CELL.DOUBT"),)), now=clock.tick())
        store.correct(say("96"), now=clock.tick())
        second = store.correct(say("97"), now=clock.tick())

    assert (second.outcome, second.revision_number) == ("corrected", 3)


def test_a_doubt_that_a_correction_settled_is_told_again_when_it_is_withdrawn(url, made, clock, query):
    def check(report):
        is_mended = any(fact.value == 97 for fact in report.facts)
        return replace(report, findings=() if is_mended else report.findings)

    with Store.open(url, check=check) as store:
        fact = made.fact(*CELL, "99", method="exact")
        store.load(made.report(facts=(fact,), findings=(doubt("CELL.DOUBT"),)), now=clock.tick())
        store.correct(say("97"), now=clock.tick())
        mended = query(store, "SELECT rule FROM current_finding")
        store.withdraw_correction(1, "王", now=clock.tick())

        assert mended == []
        assert query(store, "SELECT rule FROM current_finding") == [{"rule": "CELL.DOUBT"}]


def test_newer_code_that_reads_without_doubt_ends_what_can_be_corrected(store, made, clock):
    doubtful, sure = (made.fact(*CELL, "99", method=method) for method in ("ocr", "exact"))
    store.load(made.report(facts=(doubtful,)), now=clock.tick())
    store.load(made.report(facts=(sure,), code_version="2", catalogue_version="2", title="新"), now=clock.tick())
    store.load(made.report(facts=(made.fact(*CELL, "98", method="exact"),), code_version="3"), now=clock.tick())

    with pytest.raises(NotAMisreadingError, match="「98」"):
        store.correct(say("97"), now=clock.tick())


# -- what was read stays to be seen ----------------------------------------------------------------------------------


def test_the_printed_text_as_read_stays_beside_the_correction(store, read, query):
    read(store, method="ocr")
    store.correct(say("97", "97件"), now=datetime(2025, 5, 4, 3, tzinfo=UTC))
    columns = "value, raw, method, corrected_raw, corrected_by, correction_reason, correction_id"
    (fact,) = query(store, f"SELECT {columns} FROM current_fact")
    (at,) = query(store, "SELECT corrected_at FROM current_fact")[0].values()

    assert tuple(fact.values()) == (97, "99", "manual", "97件", "李", "读错", 1)
    assert str(at).startswith("2025-05-04 03:00:00")


def test_a_cell_that_nobody_corrected_has_no_correction(store, read, query):
    read(store)
    columns = "raw, corrected_raw, corrected_by, corrected_at, correction_reason, correction_id"

    assert [tuple(row.values()) for row in query(store, f"SELECT {columns} FROM current_fact")] == [
        ("99", None, None, None, None, None)
    ]


def test_a_change_by_a_correction_tells_what_was_read_who_and_why(store, read, query, clock):
    read(store, method="ocr")
    store.correct(say("97"), now=clock.tick())
    store.correct(say("96"), now=clock.tick())
    store.withdraw_correction(2, "王", now=clock.tick())
    store.withdraw_correction(1, "王", now=clock.tick())
    columns = "old_value, new_value, old_raw, new_raw, old_corrected_raw, new_corrected_raw, corrected_by"

    rows = query(store, f"SELECT {columns} FROM revision_change ORDER BY to_number")
    assert [tuple(row.values()) for row in rows] == [
        (99, 97, "99", "99", None, "97", "李"),
        (97, 96, "99", "99", "97", "96", "李"),
        (96, 97, "99", "99", "96", "97", "李"),
        (97, 99, "99", "99", "97", None, None),
    ]


def test_findings_about_operands_do_not_matter(sqlite_store, read):
    """A cell is doubted by a finding about it, not by one that merely reckons with it."""
    used = (Operand(*CELL, "99", "p1"),)
    read(sqlite_store, findings=(doubt("CELL.DOUBT", field="outcome_total", operands=used),))

    with pytest.raises(NotAMisreadingError):
        sqlite_store.correct(say("97"))
