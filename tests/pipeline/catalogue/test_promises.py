"""The sums of the form, spelled out for the editions of a report."""

from decimal import Decimal

from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.promises import promises_of

CATALOGUE = load_catalogue()
NEW = {"T3": "gb2021_30", "T4": "gb2021_30"}


def test_a_sum_along_a_row_adds_the_six_kinds_of_applicants():
    promise = next(p for p in promises_of(CATALOGUE, NEW).all if p.field == "requests_received")

    assert promise.rule == "T3.ROW.SUM"
    assert [applicant for _, applicant in promise.left] == [a.code for a in CATALOGUE.applicants if not a.is_total]
    assert promise.right == (("requests_received", "all"),)
    assert promise.keys == promise.left + promise.right


def test_only_the_tables_of_the_report_promise_anything():
    promises = promises_of(CATALOGUE, {"T4": "gb2021_30"})

    assert {promise.table_code for promise in promises.all} == {"T4"}
    assert len(promises.all) == 3
    assert promises_of(CATALOGUE, {}).all == ()


def test_both_sides_are_added_from_a_value_for_each_cell():
    promises = promises_of(CATALOGUE, {"T4": "gb2021_30"})
    values = {"reconsideration_upheld": 2, "reconsideration_pending": 1, "reconsideration_total": 4}
    added = promises.add([Decimal(values.get(field, 0)) for field, _ in promises.cells])
    judged = {p.rule: (*sides, p.holds(*sides)) for p, sides in zip(promises.all, added, strict=True)}

    assert judged == {
        "T4.SUM.reconsideration": (3, 4, False),
        "T4.SUM.litigation_direct": (0, 0, True),
        "T4.SUM.litigation_after_reconsideration": (0, 0, True),
    }


def test_the_kinds_among_a_sums_cells_are_told():
    promises = promises_of(CATALOGUE, {"T4": "gb2021_30"})
    kinds = promises.spread([int(field == "litigation_direct_total") for field, _ in promises.cells])
    told = {promise.rule: kind for promise, kind in zip(promises.all, kinds, strict=True)}

    assert told["T4.SUM.litigation_direct"] == {0, 1}
    assert told["T4.SUM.reconsideration"] == {0}


def test_one_edition_is_spelled_out_once():
    assert promises_of(CATALOGUE, NEW) is promises_of(CATALOGUE, dict(reversed(NEW.items())))
