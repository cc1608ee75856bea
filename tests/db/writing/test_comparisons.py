"""Reports held against others, on both engines: which pairs there are, and that each is judged once on either side."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.schema.records import Correction, Finding, IssuerRef, Sighting, Verdict
from db.writing.bulk import Pending, insert_rows
from db.writing.comparisons import find_pairs
from db.writing.issuer_merges import Merge
from db.writing.packed.fingerprints import hash_facts, list_keys, spell_values
from db.writing.related_reports import _DOUBLES, _ORGANS, MOST_DOUBLES, find_next, find_place

KINDS = ("years", "renditions", "doubles", "hierarchy")


def say(kind):
    """A rule that always has something to say: which documents it was handed."""

    def compare(other, own):
        told = f"{own.document.sha256[0]} against {other.document.sha256[0]}"
        rule = "RENDITION.TEST" if kind == "renditions" else f"TEST.{kind.upper()}"
        return (Finding(rule, "fail", "error", told, told),)

    return compare


COMPARERS = {kind: say(kind) for kind in KINDS}


@pytest.fixture
def load(store, made, clock):
    """Loads a copy and judges it by one kind of rule; gives how many findings came of it."""

    def run(kind, copy, received="3", *, now=None, **told):
        report = made.report(copy, received, **told)
        result = store.load(report, now=now or clock.tick())
        return store.judge(result.report_id, {kind: COMPARERS[kind]}, sha256=report.document.sha256)

    return run


@pytest.fixture
def found(store, query):
    def run():
        statement = "SELECT message FROM current_finding WHERE rule LIKE '%TEST%' ORDER BY message"
        return [row["message"] for row in query(store, statement)]

    return run


# -- two documents of one report, published together ---------------------------------------------------------------


def seen(place, day=None):
    return {"sighting": Sighting(f"https://example.org/{place}", day and date(2025, 1, day), "年报")}


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        pytest.param(seen("a.html", 20), seen("a.pdf", 20), ["b against a"], id="a page and its file of one day"),
        pytest.param(seen("a.html", 20), seen("a.pdf", 21), [], id="the second a day later: a correction"),
        pytest.param(seen("a.html", 20), seen("a.html", 20), [], id="one address: the second replaced the first"),
        pytest.param(seen("a.html"), seen("a.pdf"), ["b against a"], id="no day known, first seen on one day"),
        pytest.param(seen("a.html"), seen("a.pdf", 20), [], id="a day known of one alone"),
    ],
)
def test_documents_of_one_day_and_two_addresses_are_held_against_each_other(load, found, made, first, second, pairs):
    load("renditions", "a", "3", now=made.start, **first)
    load("renditions", "b", "4", now=made.start + timedelta(hours=2), **second)

    assert found() == pairs


def test_undated_documents_seen_on_two_days_are_one_after_the_other(load, found):
    load("renditions", "a", "3", **seen("a.html"))
    load("renditions", "b", "4", **seen("a.pdf"))

    assert found() == []


def test_documents_that_say_the_same_are_no_pair(load, found):
    load("renditions", "a", "3", **seen("a.html", 20))
    load("renditions", "b", "3", **seen("a.pdf", 20))

    assert found() == []


def test_a_conflict_ends_when_the_other_document_is_read_otherwise(load, found):
    load("renditions", "a", "3", **seen("a.html", 20))
    load("renditions", "b", "4", **seen("a.pdf", 20))
    load("renditions", "a", "5", code_version="2", **seen("a.html", 20))
    again = found()
    load("renditions", "a", "4", code_version="3", **seen("a.html", 20))

    assert again == ["b against a"]
    assert found() == []


def test_a_conflict_counts_in_the_status_of_its_report_and_can_be_judged(load, store, query):
    load("renditions", "a", "3", **seen("a.html", 20))
    load("renditions", "b", "4", **seen("a.pdf", 20))
    status = "SELECT errors, warnings, state FROM report_status"
    before = query(store, status)
    (row,) = query(store, "SELECT finding_id FROM current_finding WHERE rule = 'RENDITION.TEST'")
    store.verdict(Verdict(row["finding_id"], "issuer_error", "李"))

    assert before == [{"errors": 1, "warnings": 0, "state": "flagged"}]
    assert query(store, status) == [{"errors": 1, "warnings": 0, "state": "reviewed"}]


# -- two issuers' reports with the same figures --------------------------------------------------------------------


def many(made, *, last="11", zero=None):
    values = [*map(str, range(1, 11)), last]
    facts = tuple(made.fact(f"cell_{number}", "all", value) for number, value in enumerate(values))
    return {"facts": (*facts, made.fact("cell_20", "all", zero))}


def named(name):
    return {"issuer": IssuerRef(name, name, None, "county", "department", "某县")}


def test_equal_figures_of_two_issuers_are_told_on_both(load, found, made):
    first = load("doubles", "a", **named("甲局"), **many(made))
    second = load("doubles", "b", **named("乙局"), **many(made, zero="0"), year=2023)

    assert (first, second) == (0, 2)
    assert found() == ["a against b", "b against a"]


def test_one_issuers_two_years_are_no_doubles(load, found, made):
    load("doubles", "a", **named("甲局"), **many(made))
    load("doubles", "b", **named("甲局"), **many(made), year=2023)

    assert found() == []


def test_other_figures_are_no_doubles(load, found, made):
    load("doubles", "a", **named("甲局"), **many(made))
    load("doubles", "b", **named("乙局"), **many(made, last="12"))

    assert found() == []


def test_a_double_that_is_replaced_is_named_no_more(load, found, made):
    load("doubles", "a", **named("甲局"), **many(made))
    load("doubles", "b", **named("乙局"), **many(made))
    load("doubles", "c", **named("乙局"), **many(made, last="12"))

    assert found() == []


def test_a_blank_form_filled_in_hundreds_of_times_names_a_few(load, found, made):
    for number in range(MOST_DOUBLES + 3):
        load("doubles", "abcdefgh"[number], **named(f"第{number}局"), **many(made))

    told = [message[0] for message in found()]
    assert max(map(told.count, told)) == MOST_DOUBLES
    assert set(told) == set("abcdefgh")


def hash_of(facts):
    return hash_facts(list_keys(facts, spell_values(facts)))


@pytest.mark.parametrize(
    ("values", "is_hashed"),
    [
        pytest.param(range(1, 11), True, id="ten numbers"),
        pytest.param(range(1, 10), False, id="nine numbers"),
        pytest.param([1, 2, 3, 4] * 5, False, id="four different ones"),
        pytest.param([0] * 40, False, id="noughts alone"),
        pytest.param([1, 2, 3, 4, 5] * 2, True, id="five different ones, each twice"),
    ],
)
def test_only_figures_that_tell_reports_apart_are_hashed(made, values, is_hashed):
    facts = tuple(made.fact(f"cell_{number}", "all", str(value)) for number, value in enumerate(values))

    assert (hash_of(facts) is not None) == is_hashed


def test_the_hash_is_of_numbers_and_cells_and_of_nothing_else(made):
    report = made.report(**many(made))
    spelt = tuple(replace(fact, raw=f" {fact.raw}", method="ocr", place=None) for fact in report.facts)
    moved = tuple(replace(fact, applicant="natural_person") for fact in report.facts)

    assert hash_of(spelt[::-1]) == hash_of(report.facts)
    assert hash_of(moved) != hash_of(report.facts)


def test_doubles_are_found_by_an_index(sqlite_store):
    query = _DOUBLES.params(revision_id=1, issuer_id=2).compile(
        sqlite_store.engine, compile_kwargs={"literal_binds": True}
    )
    with sqlite_store.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()

    steps = " ".join(str(row[-1]) for row in plan)
    assert "ix_fact_hash_hash" in steps
    assert "SCAN" not in steps


# -- an organ's report and its government's ------------------------------------------------------------------------

COUNTY = {"issuer": IssuerRef("青禾县人民政府", "", "410122", "county", "government", "河南省")}
BUREAU = {"issuer": IssuerRef("青禾县财政局", "", "410122/财政局", "county", "department", "河南省青禾县")}
TOWN = {"issuer": IssuerRef("祝楼乡人民政府", "", "410122100", "township", "township_government", "河南省青禾县")}
ELSEWHERE = {"issuer": IssuerRef("白水县财政局", "", "410123/财政局", "county", "department", "河南省白水县")}


@pytest.mark.parametrize(
    ("organ", "told"),
    [
        pytest.param(BUREAU, ["a against b"], id="a bureau"),
        pytest.param(TOWN, ["a against b"], id="a township"),
        pytest.param(ELSEWHERE, [], id="another county's bureau"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the government first", "the organ first"])
def test_an_organ_that_reports_more_is_told_on_its_governments_report(load, found, organ, told, order):
    for copy, received, issuer in [(("a", "3", COUNTY), ("b", "4", organ))[n] for n in order]:
        load("hierarchy", copy, received, **issuer)

    assert found() == told


@pytest.mark.parametrize("received", ["3", "2", None], ids=["as much", "less", "a blank"])
def test_an_organ_that_reports_no_more_is_no_news(load, found, received):
    load("hierarchy", "a", "3", **COUNTY)
    load("hierarchy", "b", received, **BUREAU)

    assert found() == []


def test_another_year_is_another_matter(load, found):
    load("hierarchy", "a", "3", **COUNTY)
    load("hierarchy", "b", "4", **BUREAU, year=2023)

    assert found() == []


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("410122", None),
        ("410122/财政局", "410122"),
        ("410122100", "410122"),
        ("410122100/司法所", "410122100"),
        ("410700/示范区/财政局", "410700/示范区"),
    ],
)
def test_find_place(code, place):
    assert find_place(code) == place


@pytest.mark.parametrize(
    ("place", "beyond"),
    [("410122", "410123"), ("410129", "410130"), ("419999", "420000"), ("010199", "010200")],
)
def test_codes_of_a_place_s_organs_end_before_those_of_the_next(place, beyond):
    assert find_next(place) == beyond
    assert place < f"{place}/财政局" < f"{place}999" < beyond


def test_organs_are_found_by_their_codes_and_not_among_all_reports_of_the_year(sqlite_store):
    query = str(_ORGANS.compile(dialect=sqlite_store.engine.dialect))
    with sqlite_store.read() as connection:
        told = (0, 2024, "410122", "410123")
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", told)]

    assert [step.split()[:2] for step in plan[:3]] == [["SEARCH", name] for name in ("issuer", "report", "revision")]
    assert "(code>? AND code<?)" in plan[0]


# -- once a pair, and again with every new revision ----------------------------------------------------------------


def test_a_pair_is_compared_once_even_when_nothing_came_of_it(store, made, clock):
    calls = []

    def compare(before, now):
        calls.append((before.year, now.year))
        return ()

    for copy, year in (("a", 2023), ("b", 2024)):
        result = store.load(made.report(copy, year=year))
        store.judge(result.report_id, {"years": compare})
        store.judge(result.report_id, {"years": compare})

    assert calls == [(2023, 2024)]


def test_what_became_current_again_through_an_unchanged_load_is_judged(store, made, clock, load, found):
    """The newer document turns out to be older: the first one's reading is current again, and new as a revision."""
    load("years", "x", "1", year=2023)
    load("years", "a", "3", **seen("a.html", 25))
    load("years", "b", "4", **seen("b.html"))
    newer = found()
    load("years", "b", "4", **seen("b.html", 20))

    assert newer == ["b against x"]
    assert found() == ["a against x"]


def test_the_report_that_a_document_left_is_judged_too(load, found):
    load("years", "x", "1", year=2022)
    load("years", "a", "3", year=2023)
    load("years", "b", "4", year=2023)
    load("years", "b", "4", year=2030, code_version="2")

    assert found() == ["a against x"]


def test_a_correction_makes_a_new_pair(store, load, found, clock):
    load("years", "a", "3", year=2023)
    load("years", "b", "4", year=2024)
    result = store.correct(Correction("b" * 64, "requests_received", "all", "blank", None, "", "李", "格线"))
    before = found()
    store.judge(result.report_id, COMPARERS)

    assert before == []
    assert found() == ["b against a"]


def test_after_a_merge_the_years_of_the_target_are_judged(store, load, found, clock):
    load("years", "a", "3", year=2023, issuer=IssuerRef("青禾县财政局", "", "410122/财政局"))
    load("years", "b", "4", year=2024, issuer=IssuerRef("县财政局", ""))
    ids = [store.add_issuer(IssuerRef(*told)) for told in (("县财政局", ""), ("青禾县财政局", "", "410122/财政局"))]
    merged = store.merge(Merge(*ids, "李", "同一机关"), now=clock.tick())
    for report_id in merged.report_ids:
        store.judge(report_id, COMPARERS)
    together = found()
    store.undo_merge(ids[0], "王", now=clock.tick())

    assert together == ["b against a"]
    assert found() == []


def test_a_report_with_nothing_current_makes_no_pair(store, load):
    load("years", "a", "3", year=2023)
    load("years", "a", "3", year=2024, code_version="2")

    with store.read() as connection:
        assert find_pairs(connection, 1, KINDS, Pending(insert_rows)) == []
