"""Table T4: three rows of heads over fifteen values, in one table or two, and what is not guessed."""

from decimal import Decimal

import pytest
from by_hand import ABOVE, LEFT, make_document, make_table, report_of
from table_rows import HEAD, TITLE, read_t3, told, values

from db.schema.records import Report

LEAVES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


T4_TOP = ["行政复议", *[LEFT] * 4, "行政诉讼", *[LEFT] * 9]


T4_MIDDLE = [ABOVE] * 5 + ["未经复议直接起诉", *[LEFT] * 4, "复议后起诉", *[LEFT] * 4]


T4_VALUES = [str(n) for n in (1, 2, 3, 4, 10, 0, 5, 0, 0, 5, 7, 0, 0, 1, 8)]


def t4_values(*rows: list[str], layout: str = "grid") -> tuple[list[object], Report]:
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    report = report_of(make_document(TITLE, make_table(padded, layout)))  # type: ignore[arg-type]
    return [fact.value for fact in report.facts if fact.table_code == "T4"], report


def as_numbers(texts: list[str]) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_t4_values_stand_under_three_rows_of_heads():
    found, _ = t4_values(T4_TOP, T4_MIDDLE, LEAVES * 3, T4_VALUES)

    assert found == as_numbers(T4_VALUES)


def test_t4_with_a_label_before_its_row():
    found, _ = t4_values(["类别", *T4_TOP], [ABOVE, *T4_MIDDLE], [ABOVE, *LEAVES * 3], ["件数", *T4_VALUES])

    assert found == as_numbers(T4_VALUES)


def test_t4_in_two_tables_with_a_label_before_each_row():
    first = make_table([["类别", "行政复议", *[LEFT] * 4], [ABOVE, *LEAVES], ["件数", *T4_VALUES[:5]]], number=1)
    heads = [["类别", "行政诉讼", *[LEFT] * 9], [ABOVE, "未经复议直接起诉", *[LEFT] * 4, "复议后起诉", *[LEFT] * 4]]
    second = make_table([*heads, [ABOVE, *LEAVES * 2], ["件数", *T4_VALUES[5:]]], number=2)
    report = report_of(make_document(TITLE, first, second))

    assert [f.value for f in report.facts if f.table_code == "T4"] == as_numbers(T4_VALUES)
    assert told(report, "T4.ROW.SHAPE") == []


def test_t4_as_lines_is_a_run_of_fifteen():
    top = ["行政复议", "", "", "", "", "行政诉讼"]
    middle = ["", "", "", "", "", "未经复议直接起诉", "", "", "", "", "复议后起诉"]
    found, _ = t4_values(top, middle, LEAVES * 3, T4_VALUES, layout="lines")

    assert found == as_numbers(T4_VALUES)


@pytest.mark.parametrize("layout", ["grid", "lines"])
def test_t4_with_columns_in_another_order_is_read_by_heads_or_not_at_all(layout):
    swapped = ["结果纠正", "结果维持", "其他结果", "尚未审结", "总计"]
    values = ["2", "1", *T4_VALUES[2:]]
    found, report = t4_values(T4_TOP, T4_MIDDLE, swapped + LEAVES * 2, values, layout=layout)

    if layout == "grid":
        assert sorted(found) == sorted(as_numbers(T4_VALUES))
        assert next(f.value for f in report.facts if f.field == "reconsideration_upheld") == 1
    else:
        assert found == []
        assert "reconsideration_upheld" in told(report, "T4.ROW.SHAPE")


def test_t4_with_fourteen_values_is_not_guessed():
    found, report = t4_values(T4_TOP[:14], T4_MIDDLE[:14], (LEAVES * 3)[:14], T4_VALUES[:14], layout="lines")

    assert found == []
    assert told(report, "T4.ROW.SHAPE") == ["reconsideration_upheld"]
    assert len(told(report, "T4.CELLS.MISSING")) == 15


def test_t4_with_a_blank_at_the_end_of_fifteen_columns():
    found, _ = t4_values(T4_TOP, T4_MIDDLE, LEAVES * 3, [*T4_VALUES[:14], ""])

    assert found == [*as_numbers(T4_VALUES[:14]), None]


@pytest.mark.parametrize("years", [("2024年", "2023年"), ("2023年度", "2024年度")])
def test_of_rows_named_by_years_the_reports_own_is_read(years):
    other = ["1"] * 15
    rows = [[year, *(T4_VALUES if "2024" in year else other)] for year in years]
    found, report = t4_values(["年度", *T4_TOP], [ABOVE, *T4_MIDDLE], [ABOVE, *LEAVES * 3], *rows)

    assert found == as_numbers(T4_VALUES)
    assert told(report, "T4.ROW.SHAPE") == []


def test_of_rows_named_by_organs_every_value_is_told():
    """One that is the same in both is not therefore that of the report."""
    rows = [["甲局", *T4_VALUES], ["乙局", *T4_VALUES[:14], "9"]]
    _, report = t4_values(["单位", *T4_TOP], [ABOVE, *T4_MIDDLE], [ABOVE, *LEAVES * 3], *rows)

    findings = {f.field for f in report.findings if f.rule == "T4.ROW.SHAPE" and f.applicant == "all"}
    assert len(findings) == 15


@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_rows_named_by_organs_their_total_is_read(place):
    rows = [["甲局", *["1"] * 15], ["乙局", *["2"] * 15]]
    rows.insert(place, ["合计", *T4_VALUES])
    found, report = t4_values(["单位", *T4_TOP], [ABOVE, *T4_MIDDLE], [ABOVE, *LEAVES * 3], *rows)

    assert found == as_numbers(T4_VALUES)
    assert told(report, "T4.ROW.SHAPE") == []


def test_an_empty_row_below_the_values_is_not_told():
    """Word ends a table with one to say how broad its columns are."""
    found, report = t4_values(T4_TOP, T4_MIDDLE, LEAVES * 3, T4_VALUES, [""] * 15)

    assert found == as_numbers(T4_VALUES)
    assert told(report, "T4.ROW.SHAPE") == []


def test_an_empty_row_gives_no_blanks_for_a_row_that_cannot_be_laid():
    found, report = t4_values(T4_TOP, T4_MIDDLE, LEAVES * 3, [*T4_VALUES, "38"], [""] * 15)

    assert found == []
    assert told(report, "T4.ROW.SHAPE") != []


def test_a_row_in_quotes_is_the_row_of_values_and_told():
    found, report = t4_values(T4_TOP, T4_MIDDLE, LEAVES * 3, [f"“{text}”" for text in T4_VALUES], ["1"] * 15)

    assert found == [None] * 15
    assert len(told(report, "CELL.TEXT")) == 15


@pytest.mark.parametrize("sign", ["---", "/", ""])
def test_a_row_of_strokes_says_nothing_beside_one_that_cannot_be_laid(sign):
    found, report = t4_values(T4_TOP, T4_MIDDLE, LEAVES * 3, [*T4_VALUES, "38"], [sign] * 15)

    assert found == []
    assert len(told(report, "T4.CELLS.MISSING")) == 15


def test_seven_values_with_empty_columns_among_them_are_told_by_their_order():
    report = read_t3(
        ["", *HEAD[2:6], "", *HEAD[6:]],
        ["一、本年新收政府信息公开申请数量", "5", "1", "", "0", "0", "0", "", "2", "8"],
        ["二、上年结转政府信息公开申请数量", "0", "0", "", "0", "0", "0", "1", "", "1"],
        ["（七）总计", "", "0", "", "0", "0", "0", "", "2", "8"],
        layout="aligned",
    )

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert values(report, "requests_carried_in") == [0, 0, 0, 0, 0, 1, 1]
    assert values(report, "outcome_total") == [None] * 7


def test_t4_with_a_word_for_a_sum_before_its_row():
    found, _ = t4_values(["类别", *T4_TOP], [ABOVE, *T4_MIDDLE], [ABOVE, *LEAVES * 3], ["合计", *T4_VALUES])

    assert found == as_numbers(T4_VALUES)


def test_t4_a_sum_under_a_head_of_its_own_stands_aside():
    top = [*T4_TOP, "诉讼合计"]
    found, _ = t4_values(top, [*T4_MIDDLE, ABOVE], [*LEAVES * 3, ABOVE], [*T4_VALUES, "13"])

    assert found == as_numbers(T4_VALUES)


def test_t4_a_head_mistyped_is_no_head_of_its_own():
    leaves = ["结果维待", *LEAVES[1:], *LEAVES * 2]
    found, _ = t4_values(T4_TOP, T4_MIDDLE, leaves, T4_VALUES)

    assert found == as_numbers(T4_VALUES)


def test_t4_the_sum_of_all_groups_stands_aside():
    """合计 is the form's word for the sum of a group; under no group it is the sum of all of them."""
    found, _ = t4_values([*T4_TOP, "合计"], [*T4_MIDDLE, ABOVE], [*LEAVES * 3, ABOVE], [*T4_VALUES, "23"])

    assert found == as_numbers(T4_VALUES)


def test_t4_a_sum_under_no_group_is_nothing_where_a_field_has_no_head_of_its_own():
    top = ["行政复议", "", "", "", "", *T4_TOP[5:]]
    found, _ = t4_values(top, ["", "", "", "", "", *T4_MIDDLE[5:]], LEAVES * 3, T4_VALUES)

    assert found == as_numbers(T4_VALUES)


def test_t4_lines_whose_groups_stand_the_other_way_round_are_not_guessed_at():
    """The head over both kinds of lawsuits counts too: its own heads stand in another row than that of the reviews."""
    top = ["行政诉讼", *[""] * 9, "行政复议", *[""] * 4]
    middle = ["未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4, *[""] * 5]
    found, report = t4_values(top, middle, LEAVES * 3, [*T4_VALUES[5:], *T4_VALUES[:5]], layout="lines")

    assert found == []
    assert "reconsideration_upheld" in told(report, "T4.ROW.SHAPE")


@pytest.mark.parametrize("layout", ["grid", "lines"])
@pytest.mark.parametrize("before", ["财政局", "2", "年度"])
def test_t4_with_a_row_for_each_group_and_a_column_before_the_groups(before, layout):
    names = ["行政复议", "行政诉讼未经复议直接起诉", "行政诉讼复议后起诉"]
    rows = [[before, name, *T4_VALUES[start : start + 5]] for name, start in zip(names, (0, 5, 10), strict=True)]
    found, report = t4_values(["序号", "类别", *LEAVES], *rows, layout=layout)

    assert found == as_numbers(T4_VALUES)
    assert told(report, "T4.ROW.SHAPE") == []


def test_t4_a_line_named_for_a_group_gives_no_blanks_to_the_others():
    rows = [["行政复议", *T4_VALUES[:5]], ["行政诉讼", "未经复议直接起诉", *T4_VALUES[5:10]], ["", *[""] * 15]]
    found, report = t4_values(["类别", "", *LEAVES], *rows, layout="lines")

    assert found == as_numbers(T4_VALUES[:10])
    assert len(told(report, "T4.CELLS.MISSING")) == 5
