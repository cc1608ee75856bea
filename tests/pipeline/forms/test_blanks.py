"""Blank cells of which nobody can say that they are blank: numbers stand elsewhere in their table."""

import pytest
from table_rows import HEAD, read_t3, told, values

RECEIVED = ["一、本年新收政府信息公开申请数量", "", "5", "1", "0", "0", "0", "2", "8"]
CARRIED_IN = ["二、上年结转政府信息公开申请数量", *[""] * 8]


@pytest.mark.parametrize(
    ("label", "seven", "suspects"),
    [
        pytest.param("某项新增情形", ["1", "0", "0", "0", "0", "0", "2"], 7, id="numbers that may be theirs"),
        pytest.param("某项新增情形", [""] * 7, 0, id="no numbers"),
        pytest.param("栏次", [str(number) for number in range(1, 8)], 0, id="columns that are counted"),
    ],
)
def test_blanks_are_suspect_beside_a_row_that_is_not_known(label, seven, suspects):
    report = read_t3(HEAD, RECEIVED, CARRIED_IN, [label, "", *seven], layout="grid")

    assert told(report, "CELL.SUSPECT") == ["requests_carried_in"] * suspects


@pytest.mark.parametrize(("beside", "suspects"), [("5", 7), ("", 0)])
def test_a_blank_row_is_suspect_where_numbers_stand_in_a_column_of_no_applicant(beside, suspects):
    head = [*HEAD, "合计数"]
    report = read_t3(head, [*RECEIVED, beside], [*CARRIED_IN, ""], layout="grid")

    assert told(report, "CELL.SUSPECT") == ["requests_carried_in"] * suspects


def test_sums_of_a_group_are_no_values_of_its_first_row() -> None:
    group = "（三）不予公开"
    rows = [
        [group, "", *["0"] * 7],
        [group, "1.属于国家秘密", *[""] * 7],
        [group, "2.其他法律行政法规禁止公开", *["0"] * 7],
    ]
    report = read_t3(HEAD, RECEIVED, *rows, layout="grid")

    assert values(report, "outcome_denied_state_secret") == [None] * 7
    assert values(report, "outcome_denied_other_law") == [0] * 7
    assert told(report, "CELL.SUSPECT") == ["outcome_denied_state_secret"] * 7
