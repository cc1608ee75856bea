"""Torn table T3 whose total is named before all others: it may stand first, or reach up into the line of heads above."""

from decimal import Decimal

import pytest
from torn_text import CATALOGUE, Facts, by_key, read

APPLICANTS = [applicant.code for applicant in CATALOGUE.applicants]
HEADS = "申请人情况总计自然人法人或其他组织商业企业科研机构社会公益组织法律服务机构其他"
RECEIVED, GRANTED, TOTAL = "requests_received", "outcome_granted", "outcome_total"
NONE = (0, 0, 0, 0, 0, 0, 0)
Rows = dict[str, tuple[int, ...]]


def read_rows(rows: Rows, glue: str, heads: str = HEADS) -> tuple[Facts, list[str]]:
    """The facts of a table with these rows, all others of noughts, and the rules of the notes."""
    lines = [heads]
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        lines.append(spec.label + glue + glue.join(map(str, rows.get(spec.code, NONE))))
    result = read(*lines)
    return by_key(result), [note.rule for note in result.notes]


def turn(row: tuple[int, ...]) -> tuple[int, ...]:
    """The total before the others."""
    return (row[-1], *row[:-1])


@pytest.mark.parametrize("glue", [" ", ""])
def test_rows_that_add_up_with_the_total_behind_alone_are_read(glue: str) -> None:
    row = (2, 1, 0, 0, 0, 4, 7)

    facts, rules = read_rows({RECEIVED: row, GRANTED: row, TOTAL: row}, glue)

    assert [facts[GRANTED, name].value for name in APPLICANTS] == list(map(Decimal, row))
    assert rules == []


@pytest.mark.parametrize("glue", [" ", ""])
def test_rows_that_add_up_with_the_total_before_leave_every_cell_open(glue: str) -> None:
    row = turn((2, 1, 0, 0, 0, 4, 7))

    facts, rules = read_rows({RECEIVED: row, GRANTED: row, TOTAL: row}, glue)

    assert {fact.state for fact in facts.values()} == {"ambiguous"}
    assert "UNDECODABLE" in rules


def test_one_row_alone_proves_nothing() -> None:
    facts, _ = read_rows({RECEIVED: (2, 1, 0, 0, 0, 4, 7)}, " ")

    assert {fact.state for fact in facts.values()} == {"ambiguous"}


@pytest.mark.parametrize("glue", [" ", ""])
def test_rows_that_add_up_either_way_are_told_where_it_matters(glue: str) -> None:
    row = (3, 0, 0, 0, 0, 0, 3)

    facts, rules = read_rows({RECEIVED: row, GRANTED: row, TOTAL: row}, glue)

    assert [facts[GRANTED, name].value for name in APPLICANTS] == list(map(Decimal, row))
    assert rules == ["CELL.SUSPECT"] * 6


@pytest.mark.parametrize("glue", [" ", ""])
def test_noughts_are_noughts_in_any_order(glue: str) -> None:
    facts, rules = read_rows({}, glue)

    assert {fact.value for fact in facts.values()} == {Decimal(0)}
    assert rules == []


WRAPPED = "申请人情况法人或其他组织\n自然人 总计\n商业企 科研机 社会公益 法律服务\n其他\n业 构 组织 机构"
"""The heads as programs take them from a page: those in the middle of their cells before those on two lines."""


def test_a_total_that_is_named_behind_an_applicant_and_adds_up_last_alone_is_last() -> None:
    row = (2, 1, 0, 0, 0, 4, 7)

    facts, rules = read_rows({RECEIVED: row, GRANTED: row, TOTAL: row}, " ", WRAPPED)

    assert [facts[GRANTED, name].value for name in APPLICANTS] == list(map(Decimal, row))
    assert rules == []


@pytest.mark.parametrize("glue", [" ", ""])
def test_a_total_that_is_named_behind_an_applicant_and_adds_up_there_leaves_every_cell_open(glue: str) -> None:
    row = (2, 7, 1, 0, 0, 0, 4)

    facts, rules = read_rows({RECEIVED: row, GRANTED: row, TOTAL: row}, glue, WRAPPED)

    assert {fact.state for fact in facts.values()} == {"ambiguous"}
    assert "UNDECODABLE" in rules


def test_rows_of_one_applicant_that_add_up_either_way_are_told_where_it_matters() -> None:
    row = (0, 3, 0, 0, 0, 0, 3)

    facts, rules = read_rows({RECEIVED: row, GRANTED: row, TOTAL: row}, " ", WRAPPED)

    assert [facts[GRANTED, name].value for name in APPLICANTS] == list(map(Decimal, row))
    assert rules == ["CELL.SUSPECT"] * 6


@pytest.mark.parametrize("glue", [" ", ""])
@pytest.mark.parametrize("between", ["\n", " "])
def test_values_beside_a_label_that_goes_on_below_them_are_no_note_to_it(between: str, glue: str) -> None:
    row = (2, 1, 0, 0, 0, 4, 7)
    first, comma, rest = CATALOGUE.t3_fields("gb2021_30")[3].label.partition("，")
    lines = []
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        is_parted = spec.code == "outcome_partly_granted"
        values = glue.join(map(str, row if is_parted or spec.code in (RECEIVED, TOTAL) else NONE))
        lines.append(f"{first}{comma}{between}{values}\n{rest}" if is_parted else f"{spec.label} {values}")

    facts = by_key(read(HEADS.replace("总计", "", 1) + "总计", *"\n".join(lines).split("\n")))

    assert [facts["outcome_partly_granted", name].value for name in APPLICANTS] == list(row)


def test_the_last_label_may_be_printed_once_for_each_column_that_it_covers() -> None:
    row = (2, 1, 0, 0, 0, 4, 7)
    lines = [f"{spec.label} {spec.label} {' '.join(map(str, row))}" for spec in CATALOGUE.t3_fields("gb2021_30")]

    facts = by_key(read(HEADS.replace("总计", "", 1) + "总计", *lines))

    assert [facts["requests_carried_out", name].value for name in APPLICANTS] == list(row)


@pytest.mark.parametrize(("behind", "state"), [("\n无法提供", "number"), ("\n无", "ambiguous")])
def test_the_rest_of_a_label_is_no_word_for_none(behind: str, state: str) -> None:
    lines = [f"{spec.label} 0 0 0 0 0 0 0" for spec in CATALOGUE.t3_fields("gb2021_30")]
    at = next(n for n, spec in enumerate(CATALOGUE.t3_fields("gb2021_30")) if spec.code == "outcome_unable_not_held")
    lines[at] += behind

    facts = by_key(read(HEADS.replace("总计", "", 1) + "总计", *"\n".join(lines).split("\n")))

    assert {facts["outcome_unable_not_held", name].state for name in APPLICANTS} == {state}


@pytest.mark.parametrize("slip", [0, 1])
def test_a_list_number_apart_from_its_label_is_no_eighth_cell(slip: int) -> None:
    """Also where the report's own sums fail, so that they settle nothing."""
    row = (2, 1, 0, 0, 0, 4, 7 + slip)
    lines = [f"{spec.label.replace('.', ' ')} {' '.join(map(str, row))}" for spec in CATALOGUE.t3_fields("gb2021_30")]

    facts = by_key(read(HEADS.replace("总计", "", 1) + "总计", *" ".join(lines).split("（")))

    assert [facts["outcome_unprocessed_petition_complaint", name].value for name in APPLICANTS] == list(row)


@pytest.mark.parametrize("field", ["outcome_other_not_corrected_in_time", "outcome_other_fee_unpaid"])
def test_a_long_label_is_known_by_how_it_begins(field: str) -> None:
    row = (2, 1, 0, 0, 0, 4, 7)
    lines = []
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        cut = 12 if spec.code == field else len(spec.label)
        values = " ".join(map(str, row if spec.code in (field, RECEIVED, TOTAL) else NONE))
        lines += [f"{spec.label[:cut]} {values}", spec.label[cut:]]

    facts = by_key(read(HEADS.replace("总计", "", 1) + "总计", *lines))

    assert [facts[field, name].value for name in APPLICANTS] == list(row)


@pytest.mark.parametrize(
    ("field", "cut"), [("outcome_partly_granted", 22), ("outcome_unprocessed_reconfirm", 15), ("outcome_granted", 3)]
)
def test_the_end_of_a_label_may_stand_among_its_values(field: str, cut: int) -> None:
    row = (2, 1, 0, 0, 0, 4, 7)
    lines = []
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        first, *others = map(str, row if spec.code in (field, RECEIVED, TOTAL) else NONE)
        at = cut if spec.code == field else len(spec.label)
        lines += [spec.label[:at], first, spec.label[at:], *others]

    facts = by_key(read(HEADS.replace("总计", "", 1) + "总计", *lines))

    read_values = [facts[field, name].value for name in APPLICANTS]
    assert read_values == list(row) if field != "outcome_granted" else set(read_values) == {None}


def test_digits_left_on_the_line_above_a_label_belong_to_its_row() -> None:
    # 24 and 24 in narrow cells: their first digits stand above the label, and the last ones add up by themselves
    row = "0 0 0 0 0 4 4"
    lines = [HEADS.replace("总计", "", 1) + "总计"]
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        lines += ["2 2", f"{spec.label} {row}"] if spec.code == GRANTED else [f"{spec.label} 2 1 0 0 0 4 7"]

    facts = by_key(read(*lines))

    assert {facts[GRANTED, name].state for name in APPLICANTS} == {"ambiguous"}
    assert [facts[TOTAL, name].value for name in APPLICANTS] == [2, 1, 0, 0, 0, 4, 7]


def test_a_row_that_goes_on_over_lines_is_open_where_digits_are_left_elsewhere() -> None:
    lines = [HEADS.replace("总计", "", 1) + "总计"]
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        loose = ["2 2"] if spec.code.startswith("outcome_unable") else []
        values = ["2 1 0 0", "0 4 7"] if spec.code == TOTAL else ["2 1 0 0 0 4 7"]
        lines += [*loose, f"{spec.label} {values[0]}", *values[1:]]

    facts = by_key(read(*lines))

    assert {facts[TOTAL, name].state for name in APPLICANTS} == {"ambiguous"}
    assert facts[RECEIVED, "all"].value == 7
