"""Rows of table T2 that the form does not have: one for each value, parts of another, words that only hold its own."""

from decimal import Decimal

import pytest
from by_hand import LEFT
from table_rows import ARTICLE, t2_values, told

LINES = [
    ["规章", "本年制发件数", "2", "7"],
    ["规章", "现行有效件数", "", "9"],
    ["行政许可", "本年处理决定数量", "5", "4"],
    ["行政事业性收费", "本年收费金额（单位：元）", "12000", "3"],
]


def test_t2_with_a_row_for_each_value():
    found, report = t2_values([["信息内容", "指标", "数量"], *(line[:3] for line in LINES)])
    fee = next(fact for fact in report.facts if fact.field == "admin_fees_cny_10k")

    assert found == {
        "regulations_issued": 2,
        "regulations_in_force": None,
        "licensing_decisions": 5,
        "admin_fees_cny_10k": 12000,
    }
    assert (fee.unit, fee.standard_value) == ("元", Decimal("1.2"))


def test_t2_with_a_row_for_each_value_and_a_column_of_the_year_before():
    found, _ = t2_values([["信息内容", "指标", "本年", "上年"], *LINES])

    assert (found["regulations_issued"], found["regulations_in_force"]) == (2, None)


def test_t2_with_two_values_in_a_row_for_one_is_not_guessed():
    found, report = t2_values([["信息内容", "指标", "数量", "备注"], *LINES])

    assert "regulations_issued" not in found
    assert "regulations_issued" in told(report, "T2.ROW.SHAPE")


def test_t2_labels_of_several_rows_beside_one_another_are_no_row_of_blanks():
    heads = ["规章", "行政许可", "行政处罚", "行政事业性收费", "", ""]
    found, report = t2_values([heads, ["制发", "废止", "本年处理决定数量", "收费", "", ""], list("123456")], "lines")

    assert found == {}
    assert "admin_fees_cny_10k" in told(report, "T2.CELLS.MISSING")


def test_t2_parts_of_a_row_that_say_the_same_are_told_as_well():
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    parts = [["政府规范性文件", "1", "0", "5"], ["部门规范性文件", "1", "0", "7"]]
    _, report = t2_values([ARTICLE, heads, *parts])

    assert told(report, "T2.ROW.SHAPE") == [
        "normative_documents_issued",
        "normative_documents_repealed",
        "normative_documents_in_force",
    ]


def test_t2_a_value_merged_over_columns_says_nothing_of_the_others_even_where_a_later_row_says_the_same():
    heads = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    simple, own = ["行政处罚（简易程序）", "1", LEFT, LEFT], ["行政处罚", "60", "7", "1"]
    _, report = t2_values([["第二十条第（六）项", LEFT, LEFT, LEFT], heads, simple, own])

    assert "penalty_decisions" in told(report, "T2.ROW.SHAPE")


@pytest.mark.parametrize(
    ("label", "is_told"),
    [
        pytest.param("行政处罚", False, id="the form's own"),
        pytest.param("行政处罚（件）", False, id="with its unit"),
        pytest.param("行政处罚（单位：件）", False, id="with its unit named"),
        pytest.param("行政处罚（简易程序）", True, id="a part of it"),
        pytest.param("行政处罚罚没金额（万元）", True, id="something else"),
        pytest.param("网上行政处罚", True, id="more words before it"),
    ],
)
def test_t2_a_row_that_only_holds_the_words_of_the_form_is_told(label, is_told):
    found, report = t2_values(
        [["第二十条第（六）项", LEFT], ["信息内容", "本年处理决定数量"], [label, "7"], ["行政强制", "1"]]
    )

    assert found == {"penalty_decisions": 7, "coercion_decisions": 1}
    assert told(report, "T2.ROW.LABEL") == (["penalty_decisions"] if is_told else [])


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        pytest.param(["5", "", "1", "74"], True, id="under one head"),
        pytest.param(["5", "1", "", "74"], False, id="each under its own"),
    ],
)
def test_t2_values_of_lines_without_rules_are_in_doubt_where_two_stand_under_one_head(cells, is_told):
    """The two may be one number with a gap in it, and a blank be among the others."""
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", LEFT]
    found, report = t2_values([heads, ["行政规范性文件", *cells]], layout="aligned")

    fields = [f"normative_documents_{name}" for name in ("issued", "repealed", "in_force")]
    assert [found[field] for field in fields] == [5, 1, 74]
    assert told(report, "CELL.SUSPECT") == (fields if is_told else [])


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        pytest.param(["", LEFT, LEFT, "12"], True, id="beside a blank under the head"),
        pytest.param(["12", LEFT, LEFT, ""], False, id="under the head"),
        pytest.param(["12", LEFT, LEFT, "5"], True, id="two numbers"),
    ],
)
def test_t2_a_number_in_a_column_without_a_head_is_in_doubt(cells, is_told):
    """It may be a remark, or a number of the year before."""
    heads = ["信息内容", "本年处理决定数量", LEFT, LEFT, ""]
    _, report = t2_values([heads, ["行政许可", *cells]])

    assert any(finding.field == "licensing_decisions" for finding in report.findings) == is_told


@pytest.mark.parametrize(("layout", "value"), [("grid", 1), ("aligned", None)])
def test_t2_the_same_digit_twice_under_one_head_is_a_repeat_only_in_a_grid(layout, value):
    heads = ["信息内容", "本年处理决定数量", LEFT]
    found, report = t2_values([heads, ["行政处罚", "1", "1"]], layout=layout)

    assert found.get("penalty_decisions") == value
    assert told(report, "T2.ROW.SHAPE") == ([] if layout == "grid" else ["penalty_decisions"])
