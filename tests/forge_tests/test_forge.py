"""What the forge says: facts keep the sums, and cells are printed as told."""

import json
import re
from decimal import Decimal

import pytest
from forge import Look, expected_states, failed_sums, make_facts, truth
from forge.form import APPLICANTS, T3, T4_GROUPS, t3_leaves, table_keys
from forge.grid import GridTable
from forge.page import compose

EDITIONS = ("gb2021_30", "gb2019_60")


def grids(facts, look):
    return [piece for piece in compose(facts, look) if isinstance(piece, GridTable)]


@pytest.mark.parametrize(
    ("edition", "counts"),
    [
        pytest.param("gb2021_30", (10, 175, 15), id="the form of 2021 has 200 cells"),
        pytest.param("gb2019_60", (22, 161, 15), id="the form of 2019 has 198 cells"),
    ],
)
def test_form_has_as_many_cells_as_the_specification_says(edition, counts):
    keys = [table_keys(code, edition) for code in ("T2", "T3", "T4")]

    assert tuple(len(table) for table in keys) == counts
    assert len({key for table in keys for key in table}) == sum(counts)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("scale", ["town", "county", "city"])
@pytest.mark.parametrize("seed", range(5))
def test_consistent_facts_keep_every_sum(seed, scale, edition):
    facts = make_facts(seed, scale=scale, edition=edition)
    value = {key: number for key, (_, number) in expected_states(facts).items()}

    for row in T3[edition]:
        assert sum(value[row.field, a] for a in APPLICANTS[:-1]) == value[row.field, "all"]
    for a in APPLICANTS:
        outcome = value["outcome_total", a]
        assert sum(value[leaf, a] for leaf in t3_leaves(edition)) == outcome
        assert (
            value["requests_received", a] + value["requests_carried_in", a]
            == outcome + value["requests_carried_out", a]
        )
    for group in T4_GROUPS:
        parts = sum(value[f"{group}_{part}", "all"] for part in ("upheld", "corrected", "other", "pending"))
        assert parts == value[f"{group}_total", "all"]
    assert all(number >= 0 for key, number in value.items() if not key[0].endswith("_change"))
    assert failed_sums(facts) == frozenset()


@pytest.mark.parametrize(
    ("name", "failed"),
    [
        pytest.param(
            "row_sum",
            {("T3.ROW.SUM", "outcome_granted", "all"), ("T3.COL.RESULT", "outcome_total", "all")},
            id="a wrong row total breaks its row and the column of totals",
        ),
        pytest.param(
            "column_result",
            {("T3.COL.RESULT", "outcome_total", "natural_person"), ("T3.COL.RESULT", "outcome_total", "all")},
            id="a wrong result breaks its column and the column of totals",
        ),
        pytest.param(
            "balance",
            {("T3.COL.BALANCE", "outcome_total", "natural_person"), ("T3.COL.BALANCE", "outcome_total", "all")},
            id="a wrong intake breaks only the balance",
        ),
        pytest.param(
            "t4_sum",
            {("T4.SUM.reconsideration", "reconsideration_total", "all")},
            id="a wrong total in table 4 breaks one sum",
        ),
    ],
)
def test_named_break_breaks_just_its_sums(name, failed):
    assert failed_sums(make_facts(4, breaks=(name,))) == failed


def test_inconsistent_facts_break_at_least_one_sum():
    assert all(failed_sums(make_facts(seed, consistent=False)) for seed in range(10))


def test_unknown_break_is_refused():
    with pytest.raises(ValueError, match="unknown break"):
        make_facts(1, breaks=("column",))


def test_the_same_seed_gives_the_same_report():
    assert make_facts(7) == make_facts(7)
    assert make_facts(7).cells != make_facts(8).cells


def test_truth_is_exact_json():
    facts = make_facts(5, scale="city", zero="/")
    told = json.loads(json.dumps(truth(facts)))

    assert told["issuer"] == facts.issuer
    assert told["year"] == 2024
    assert len(told["facts"]) == 200
    fee = facts.numbers["admin_fees_cny_10k", "all"]
    assert Decimal(told["facts"]["admin_fees_cny_10k|all"]) == fee
    assert told["facts"]["outcome_total|all"] == int(facts.numbers["outcome_total", "all"])
    nulls = {key for key, value in told["facts"].items() if value is None}
    assert nulls == {f"{key[0]}|{key[1]}" for key in facts.cells if facts.cells[key].text == "/"}


def test_a_table_left_out_has_states_and_no_values():
    states = expected_states(make_facts(5), Look(missing_tables=("T4",)))

    assert {states[key] for key in table_keys("T4", "gb2021_30")} == {("missing_table", None)}
    assert states["requests_received", "all"][0] == "number"


def test_prose_quotes_the_numbers_of_the_tables():
    facts = make_facts(6)
    received = facts.numbers["requests_received", "all"]

    assert f"收到政府信息公开申请{received}件" in facts.narrative[1][1]
    assert set(facts.narrative) == {0, 1, 5, 6}


@pytest.mark.parametrize(
    ("traps", "key", "printed"),
    [
        pytest.param({"zero": "/"}, None, ("/", "slash", None), id="a slash has no value"),
        pytest.param({"zero": "—"}, None, ("—", "dash", None), id="a dash has no value"),
        pytest.param({"zero": ""}, None, ("", "blank", None), id="a blank has no value"),
        pytest.param({"zero": "无"}, None, ("无", "text_na", None), id="the word none has no value"),
        pytest.param({"full_width": True}, None, ("０", "number", 0), id="a full-width zero is zero"),
        pytest.param({"units": True}, None, ("0件", "number", 0), id="a zero may carry its unit"),
        pytest.param({"all_blank": True}, "outcome_total", ("", "blank", None), id="all blank leaves totals blank"),
    ],
)
def test_printed_zero(traps, key, printed):
    facts = make_facts(3, scale="town", **traps)
    zeros = [k for k in facts.cells if facts.numbers[k] == 0 and k[0].startswith("outcome")]
    cell = facts.cells[key or zeros[0][0], "all" if key else zeros[0][1]]

    assert zeros
    assert (cell.text, cell.state, cell.value) == printed


@pytest.mark.parametrize(
    ("traps", "field", "pattern", "unit"),
    [
        pytest.param({"thousands": ","}, "outcome_total", r"\d{1,3}(,\d{3})+", None, id="commas"),
        pytest.param({"thousands": "，"}, "outcome_total", r"\d{1,3}(，\d{3})+", None, id="full-width commas"),
        pytest.param({"spaced": True}, "outcome_total", r"\d \d+", None, id="a blank inside"),
        pytest.param({"full_width": True}, "outcome_total", r"[０-９]+", None, id="full-width digits"),
        pytest.param({"units": True}, "outcome_total", r"\d+件", "件", id="a unit behind"),
        pytest.param(
            {"remarks": "bracket"}, "normative_documents_in_force", r"\d+（其中修订\d+件）", None, id="a remark behind"
        ),
        pytest.param(
            {"remarks": "line"}, "normative_documents_in_force", r"\d+\n（其中修订\d+件）", None, id="a remark below"
        ),
        pytest.param(
            {"remarks": "before"}, "normative_documents_in_force", r"（其中修订\d+件）\n\d+", None, id="a remark above"
        ),
    ],
)
def test_printed_number_keeps_its_value(traps, field, pattern, unit):
    facts = make_facts(9, scale="city", **traps)
    cell = facts.cells[field, "all"]

    assert re.fullmatch(pattern, cell.text)
    assert (cell.state, cell.value, cell.unit) == ("number", facts.numbers[field, "all"], unit)


@pytest.mark.parametrize(
    ("signs", "pattern"),
    [
        pytest.param("minus", r"-?\d+", id="a minus only"),
        pytest.param("plus", r"[+-]\d+", id="plus and minus"),
        pytest.param("words", r"[增减]\d+", id="words"),
        pytest.param("arrows", r"[↑↓]\d+", id="arrows"),
        pytest.param("full", r"[＋－]\d+", id="full-width signs"),
    ],
)
def test_printed_change_keeps_its_sign(signs, pattern):
    facts = make_facts(12, edition="gb2019_60", signs=signs)
    changes = [k for k in facts.cells if k[0].endswith("_items_change") and facts.numbers[k] != 0]

    assert any(facts.numbers[k] < 0 for k in changes)
    assert all(re.fullmatch(pattern, facts.text(k)) for k in changes)
    assert all(facts.cells[k].value == facts.numbers[k] for k in changes)


@pytest.mark.parametrize(
    ("money", "pattern", "unit"),
    [
        pytest.param("bare", r"\d+\.\d\d?", None, id="no unit"),
        pytest.param("yuan", r"\d+\.\d\d?元", "元", id="yuan"),
        pytest.param("wan", r"\d+\.\d\d万元", "万元", id="ten thousands"),
    ],
)
def test_printed_money_names_its_unit(money, pattern, unit):
    cell = make_facts(12, edition="gb2019_60", money=money).cells["procurement_amount", "all"]

    assert re.fullmatch(pattern, cell.text)
    assert (cell.unit, str(cell.value)) == (unit, cell.text.removesuffix(unit or ""))


def test_merged_zero_row_has_one_value_and_six_spans():
    facts = make_facts(3, scale="town", merged_zero_rows=True)
    states = expected_states(facts)
    merged = {key[0] for key, (state, _) in states.items() if state == "merged_span"}
    field = sorted(merged)[0]

    assert states[field, "natural_person"] == ("number", 0)
    assert {states[field, applicant] for applicant in APPLICANTS[1:]} == {("merged_span", None)}
    table = next(grid for grid in grids(facts, Look()) if grid.code == "T3")
    assert [c.colspan for c in table.cells if c.key and c.key[0] == field] == [7]
