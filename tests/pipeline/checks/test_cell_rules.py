"""Rules for one cell: what cannot be right, money, and the doubts of readers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from by_hand import document_of, edit_cells, report_of
from checked import findings, report_with
from forge.facts import Facts, alter, make_facts
from forge.printing import Printed

from extractors.model.document import Cell, Document


@pytest.mark.parametrize(
    ("key", "text", "rule"),
    [
        pytest.param(("normative_documents_repealed", "all"), "-3", "T2.NONNEG", id="a negative count in table 2"),
        pytest.param(("admin_fees_cny_10k", "all"), "-3.5", "T2.NONNEG", id="a negative fee"),
        pytest.param(("licensing_decisions", "all"), "3.5", "T2.NONNEG", id="half a decision"),
        pytest.param(("outcome_granted", "natural_person"), "-3", "T3.NONNEG", id="a negative count in table 3"),
        pytest.param(("outcome_granted", "all"), "3.5", "T3.NONNEG", id="half a request"),
        pytest.param(("reconsideration_other", "all"), "-1", "T4.NONNEG", id="a negative count in table 4"),
        pytest.param(("penalty_decisions", "all"), "见附件", "CELL.TEXT", id="text in a cell"),
        pytest.param(("penalty_decisions", "all"), "#REF!", "CELL.ILLEGIBLE", id="a spreadsheet error"),
        pytest.param(("penalty_decisions", "all"), "007", "CELL.SUSPECT", id="a leading zero"),
        pytest.param(("penalty_decisions", "all"), "O", "CELL.LETTER", id="a letter for a zero"),
        pytest.param(("penalty_decisions", "all"), "98765432", "CELL.SUSPECT", id="a count beyond all measure"),
        pytest.param(("penalty_decisions", "all"), "3万", "CELL.UNIT", id="a count in ten thousands"),
        pytest.param(("admin_fees_cny_10k", "all"), "12元", "CELL.UNIT", id="a fee in yuan"),
        pytest.param(("penalty_decisions", "all"), "③", "CELL.RINGED", id="a digit in a ring"),
        pytest.param(
            ("outcome_other_other", "research_institution"), "⓪", "CELL.RINGED", id="a ringed nought that sums confirm"
        ),
        pytest.param(
            ("outcome_other_other", "research_institution"), "o", "CELL.LETTER", id="a letter that sums confirm"
        ),
        pytest.param(
            ("outcome_other_other", "research_institution"), "\u20650", "CELL.ADDED", id="what a style sheet adds"
        ),
    ],
)
def test_a_cell_that_cannot_be_right(key, text, rule):
    told = findings(report_with({key: text}), rule)

    assert [(f.field, f.applicant) for f in told] == [key]
    assert told[0].locator is not None


def test_a_change_may_be_negative():
    base = make_facts(48, edition="gb2019_60", year=2020)

    assert findings(report_with({("licensing_items_change", "all"): "-18"}, base), "T2.NONNEG") == []


def test_money_without_a_unit_is_told():
    report = report_of(document_of(make_facts(49, edition="gb2019_60", year=2020)))

    assert [f.field for f in findings(report, "CELL.NO_UNIT")] == ["procurement_amount"]


def test_a_count_in_ten_thousands_has_no_standard_value_we_would_vouch_for():
    report = report_with({("penalty_decisions", "all"): "3万"})
    fact = next(f for f in report.facts if f.field == "penalty_decisions")

    assert (fact.value, fact.unit, fact.standard_value) == (3, "万", None)


@pytest.mark.parametrize(
    ("unit", "standard"),
    [
        pytest.param("元", "0.0012", id="yuan"),
        pytest.param("千元", "1.2", id="thousands"),
        pytest.param("万元", "12", id="the form's own unit"),
        pytest.param("亿元", "120000", id="hundred millions"),
    ],
)
def test_a_fee_in_another_unit_is_kept_and_converted(unit, standard):
    report = report_with({("admin_fees_cny_10k", "all"): f"12{unit}"})
    fact = next(f for f in report.facts if f.field == "admin_fees_cny_10k")

    assert (fact.value, fact.unit, fact.standard_value) == (12, unit, Decimal(standard))


def doubted(key: tuple[str, str], facts: Facts, why: str = "row_cut") -> Document:
    """The document whose reader is not sure of one cell of table 3."""
    document = document_of(facts)
    fact = next(f for f in report_of(document).facts if (f.field, f.applicant) == key)
    assert fact.place is not None
    place = fact.place.locator

    def doubt(cell: Cell) -> Cell:
        return replace(cell, doubt=why) if cell.origin.locator == place and not cell.is_repeat else cell

    return edit_cells(document, doubt)


def test_a_doubt_that_the_sums_settle_is_dropped():
    report = report_of(doubted(("outcome_granted", "natural_person"), make_facts(50)))

    assert findings(report, "CELL.DOUBT") == []


@pytest.mark.parametrize("why", ["astride", "slipped", "drawn", "broken"])
def test_that_the_sums_hold_without_a_zero_settles_no_blank_whose_number_may_stand_elsewhere(why):
    key = "outcome_unprocessed_publication", "other_organisation"
    facts = alter(make_facts(50, breaks=()), {key: Printed("", "blank", None)})
    assert make_facts(50).numbers[key] == 0
    report = report_of(doubted(key, facts, why))

    assert [(f.field, f.applicant) for f in findings(report, "CELL.SUSPECT")] == [key]


def test_where_a_blank_of_a_column_is_suspect_its_suspect_numbers_may_stand_in_other_rows():
    blank = "outcome_unprocessed_publication", "other_organisation"
    column, other = ("outcome_granted", "other_organisation"), ("outcome_granted", "natural_person")
    document = document_of(alter(make_facts(50), {blank: Printed("", "blank", None)}))
    places = {(f.field, f.applicant): f.place.locator for f in report_of(document).facts if f.place}
    suspect = {places[key] for key in (blank, column, other)}

    def doubt(cell: Cell) -> Cell:
        return replace(cell, doubt="shifted") if cell.origin.locator in suspect and not cell.is_repeat else cell

    told = {(f.field, f.applicant) for f in findings(report_of(edit_cells(document, doubt)), "CELL.SUSPECT")}

    assert told == {blank, column}


@pytest.mark.parametrize(
    ("breaks", "settled"),
    [
        pytest.param((), True, id="all sums hold"),
        pytest.param(("row_sum",), False, id="one sum does not hold"),
    ],
)
def test_where_most_of_a_table_is_suspect_sums_settle_nothing_unless_all_hold(breaks, settled):
    def doubt(cell: Cell) -> Cell:
        return replace(cell, doubt="astride") if cell.text.isdigit() and not cell.is_repeat else cell

    facts = make_facts(50, breaks=breaks)
    report = report_of(edit_cells(document_of(facts), doubt))
    doubted = {(f.field, f.applicant) for f in findings(report, "CELL.SUSPECT") if f.table_code == "T3"}
    cells = {(f.field, f.applicant) for f in report.facts if f.table_code == "T3"}

    assert doubted == (set() if settled else cells)


def test_a_number_printed_over_another_one_is_suspect():
    report = report_of(doubted(("licensing_decisions", "all"), make_facts(50), "overprinted"))

    assert [f.field for f in findings(report, "CELL.SUSPECT")] == ["licensing_decisions"]


def test_what_is_suspect_about_a_number_is_told_besides_the_doubt_of_its_reader():
    key = "licensing_decisions", "all"
    report = report_of(doubted(key, alter(make_facts(50), {key: Printed("007", "number", None)}), "overflow"))

    assert [(f.rule, f.field) for f in report.findings if f.rule in ("CELL.DOUBT", "CELL.SUSPECT")] == [
        ("CELL.SUSPECT", key[0]),
        ("CELL.DOUBT", key[0]),
    ]


def test_a_doubt_that_no_sum_settles_is_told():
    report = report_of(doubted(("licensing_decisions", "all"), make_facts(50)))

    assert [f.field for f in findings(report, "CELL.DOUBT")] == ["licensing_decisions"]


def test_a_doubt_under_a_broken_sum_is_told():
    report = report_of(doubted(("outcome_granted", "all"), make_facts(50, breaks=("row_sum",))))

    assert [(f.field, f.applicant) for f in findings(report, "CELL.DOUBT")] == [("outcome_granted", "all")]


def test_numbers_from_pictures_are_unchecked_where_no_sum_confirms_them():
    document = replace(document_of(make_facts(51)), reader="scan")
    unchecked = {f.field for f in findings(report_of(document), "CELL.UNCHECKED")}

    assert "licensing_decisions" in unchecked
    assert "outcome_granted" not in unchecked
    assert "reconsideration_upheld" not in unchecked


def test_a_sum_that_chose_a_reading_confirms_none_of_its_cells():
    facts = make_facts(51)
    misread, doubtful = ("litigation_direct_upheld", "all"), ("litigation_direct_other", "all")
    shown = int(facts.numbers[doubtful])
    texts = {misread: str(int(facts.numbers[misread]) + 3), doubtful: str(shown + 3)}
    document = document_of(alter(facts, {key: Printed(text, "number", Decimal(text)) for key, text in texts.items()}))
    places = {(f.field, f.applicant): f.place.locator for f in report_of(document).facts if f.place is not None}

    def doubt(cell: Cell) -> Cell:
        is_it = cell.origin.locator == places[doubtful] and not cell.is_repeat
        return replace(cell, doubt="ocr", candidates=(str(shown - 3),)) if is_it else cell

    report = report_of(edit_cells(replace(document, reader="scan"), doubt))
    told = {f.field for f in report.findings if f.rule in ("CELL.DOUBT", "CELL.UNCHECKED")}

    assert next(f.method for f in report.facts if (f.field, f.applicant) == doubtful) == "by_constraint"
    assert {misread[0], doubtful[0]} <= told


@pytest.mark.parametrize(
    ("suspects", "told"),
    [
        pytest.param(("upheld",), [], id="one suspect is settled"),
        pytest.param(("upheld", "total"), ["upheld", "total"], id="two may be short of the same"),
    ],
)
def test_a_lone_sum_settles_no_more_than_one_suspect_cell(suspects, told):
    facts = make_facts(50, scale="city")
    keys = [(f"reconsideration_{name}", "all") for name in suspects]
    report = report_with({key: f"0{facts.numbers[key]}" for key in keys}, facts)

    assert [f.field for f in findings(report, "CELL.SUSPECT")] == [f"reconsideration_{name}" for name in told]


@pytest.mark.parametrize(
    ("other", "is_suspect"),
    [
        pytest.param("三七", True, id="a number in numerals"),
        pytest.param("一0", True, id="a numeral among digits"),
        pytest.param("〇", True, id="a zero as a numeral"),
        pytest.param("一一", False, id="another dash"),
        pytest.param("见第三部分", False, id="numerals in words"),
        pytest.param("37", False, id="digits"),
    ],
)
def test_a_dash_typed_as_a_numeral_is_suspect_where_another_cell_has_numerals(other, is_suspect):
    report = report_with({("licensing_decisions", "all"): "一一", ("outcome_granted", "natural_person"): other})
    fact = next(f for f in report.facts if f.field == "licensing_decisions")
    suspect = [f.field for f in findings(report, "CELL.SUSPECT")]

    assert (fact.state, fact.value) == ("dash", None)
    assert suspect[:1] == (["licensing_decisions"] if is_suspect else [])
