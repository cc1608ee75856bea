"""Rows and columns of table T2: values under their heads, in any order, and what is not guessed."""

from dataclasses import replace

import pytest
from by_hand import LEFT, document_of, edit_cells, make_document, make_table, report_of
from forge.facts import make_facts
from forge.look import Look
from table_rows import ARTICLE, TITLE, t2_values, told


@pytest.mark.parametrize("layout", ["grid", "lines", "aligned"])
def test_t2_values_stand_under_their_heads_in_any_order(layout):
    found, _ = t2_values(
        [ARTICLE, ["信息内容", "现行有效件数", "本年制发件数", "本年废止件数"], ["规章", "9", "2", "1"]], layout
    )

    assert found == {"regulations_issued": 2, "regulations_repealed": 1, "regulations_in_force": 9}


@pytest.mark.parametrize(
    "heads",
    [
        pytest.param(["本年制发件", "本年废止件", "现行有效件"], id="the last sign missing"),
        pytest.param(["本年制发件数", "本年废止件数", "现行有效"], id="one head cut off"),
        pytest.param(["制发件数", "废止件数", "有效件数"], id="the first words missing"),
        pytest.param(["", "", ""], id="no heads at all"),
    ],
)
@pytest.mark.parametrize("layout", ["grid", "lines"])
def test_t2_heads_cut_off_in_form_order(heads, layout):
    found, _ = t2_values(
        [ARTICLE, ["信息内容", *heads], ["规章", "2", "1", "9"], ["行政规范性文件", "5", "0", "7"]], layout
    )

    assert found["regulations_in_force"] == 9
    assert found["normative_documents_issued"] == 5


@pytest.mark.parametrize("layout", ["grid", "lines"])
def test_t2_heads_cut_off_in_another_order_are_not_guessed(layout):
    heads = ["信息内容", "对外公开总数量", "本年新", "本年新"]
    found, report = t2_values(
        [ARTICLE, heads, ["规章", "9", "2", "1"], ["其他对外管理服务事项", "1", "2", "3"]], layout
    )

    assert "regulations_disclosed_total" not in found
    assert "regulations_new_made" in told(report, "T2.ROW.SHAPE")


def test_t2_one_value_beside_empty_cells():
    found, _ = t2_values(
        [
            ["第二十条第（五）项", LEFT, LEFT, LEFT],
            ["信息内容", "本年处理决定数量", LEFT, LEFT],
            ["行政许可", "7", "", ""],
        ]
    )

    assert found == {"licensing_decisions": 7}


def test_t2_one_value_merged_over_three_columns():
    found, _ = t2_values(
        [
            ["第二十条第（五）项", LEFT, LEFT, LEFT],
            ["信息内容", "本年处理决定数量", LEFT, LEFT],
            ["行政许可", "7", LEFT, LEFT],
        ]
    )

    assert found == {"licensing_decisions": 7}


def test_t2_two_values_for_one_field_are_not_guessed():
    found, report = t2_values(
        [["第二十条第（五）项", LEFT, LEFT], ["信息内容", "本年处理决定数量", LEFT], ["行政许可", "7", "9"]]
    )

    assert "licensing_decisions" not in found
    assert told(report, "T2.ROW.SHAPE") == ["licensing_decisions"]


def test_t2_the_same_row_twice_is_told():
    rows = [
        ARTICLE,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "2", "1", "9"],
        ["规章", "3", "1", "9"],
    ]
    found, report = t2_values(rows)

    assert found["regulations_issued"] == 2
    assert told(report, "T2.ROW.SHAPE") == ["regulations_issued"]


def test_t2_the_row_itself_goes_before_a_part_of_it_and_both_are_told():
    heads, part = ["信息内容", "本年处理决定数量"], "其中：简易程序行政处罚"
    found, report = t2_values([heads, [part, "5"], ["行政处罚", "9"], ["行政强制", "0"]])

    assert found["penalty_decisions"] == 9
    assert told(report, "T2.ROW.SHAPE") == ["penalty_decisions"]


def test_t2_a_picture_in_the_corner_does_not_hide_the_heads():
    rows = [
        ["\ufffd", "现行有效件数", "本年制发件数", "本年废止件数"],
        ["规章", "9", "2", "1"],
        ["行政规范性文件", "8", "3", "0"],
    ]
    found, _ = t2_values(rows)

    assert found["regulations_in_force"] == 9
    assert found["normative_documents_repealed"] == 0


def test_t2_names_the_cells_it_did_not_find():
    _, report = t2_values(
        [ARTICLE, ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "2", "1", "9"]]
    )

    assert len(told(report, "T2.CELLS.MISSING")) == 7


def test_t2_an_extra_row_is_kept_as_it_is():
    report = report_of(document_of(make_facts(88), Look(extra_row=True)))

    assert len(report.unmapped) == 1
    assert told(report, "ROW.UNMAPPED") == [None]
    assert len(report.facts) == 200


def test_t2_signed_changes_and_money_of_the_trial_form():
    facts = make_facts(89, edition="gb2019_60", year=2019, signs="arrows", money="wan")
    report = report_of(document_of(facts))
    money = next(f for f in report.facts if f.field == "procurement_amount")

    assert {(f.field, f.applicant): f.value for f in report.facts} == {k: c.value for k, c in facts.cells.items()}
    assert money.unit == "万元"


@pytest.mark.parametrize("layout", ["grid", "lines"])
def test_t2_a_head_printed_over_every_column_that_its_value_is_merged_over(layout):
    head = ["信息内容", *["本年处理决定数量"] * 3]
    found, _ = t2_values([ARTICLE, head, ["行政许可", "7", "", ""]], layout)

    assert found == {"licensing_decisions": 7}


def test_t2_different_values_under_one_head_are_not_guessed_at():
    found, report = t2_values([ARTICLE, ["信息内容", *["本年处理决定数量"] * 3], ["行政许可", "7", "", "8"]])

    assert "licensing_decisions" not in found
    assert told(report, "T2.ROW.SHAPE") == ["licensing_decisions"]


def test_t2_a_column_under_a_head_of_its_own_stands_aside():
    heads = ["信息内容", "本年制发件数", "本年修改件数", "本年废止件数", "现行有效件数"]
    found, _ = t2_values([heads, ["规章", "2", "5", "1", "9"], ["行政规范性文件", "3", "6", "0", "7"]])

    assert found == {
        "regulations_issued": 2,
        "regulations_repealed": 1,
        "regulations_in_force": 9,
        "normative_documents_issued": 3,
        "normative_documents_repealed": 0,
        "normative_documents_in_force": 7,
    }


def test_t2_a_value_under_no_head_stops_the_row():
    heads = ["信息内容", "本年制发件数", "", "本年废止件数", "现行有效件数"]
    found, report = t2_values([heads, ["规章", "2", "5", "1", "9"]])

    assert found == {}
    assert told(report, "T2.ROW.SHAPE") == ["regulations_issued"]


def test_t2_a_row_with_gaps_among_more_columns_than_the_form_has_is_laid_on_its_heads():
    """Columns found by where text stands: another article of the table has heads in other places."""
    heads = ["信息内容", "本年制发件数", "本年废止件数", "", "现行有效件数"]
    found, _ = t2_values([[*ARTICLE, LEFT], heads, ["规章", "", "1", "", "9"]], "aligned")

    assert found == {"regulations_issued": None, "regulations_repealed": 1, "regulations_in_force": 9}


def test_t2_a_number_that_stands_left_of_its_head_leaves_no_blank():
    broad = [[*ARTICLE, LEFT, LEFT], ["信息内容", LEFT, "本年处理决定数量", LEFT, "", ""]]
    broad.append(["行政处罚", LEFT, "3", LEFT, "", ""])
    upper, lower = make_table(broad), make_table([["行政强制", "15", ""]])
    report = report_of(make_document(TITLE, upper, lower))

    assert "coercion_decisions" not in {fact.field for fact in report.facts}
    assert told(report, "T2.ROW.SHAPE") == ["coercion_decisions"]


def test_t2_units_in_a_column_of_their_own_name_no_row():
    heads = ["信息内容", "单位", "本年制发件数", "本年废止件数", "现行有效件数"]
    found, _ = t2_values([heads, ["规章", "件", "2", "1", "9"]])

    assert found == {"regulations_issued": 2, "regulations_repealed": 1, "regulations_in_force": 9}


FEES = ["第二十条第（八）项", LEFT, LEFT]


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("本年收费金额（单位：万元）", "12345"),
        ("本年收费金额/万元", "12345"),
        ("本年收费金额", "12345"),
        ("本年收费金额（单位：元）", "1.2345"),
        ("本年收费金额/元", "1.2345"),
        ("本年收费金额 单位：元", "1.2345"),
        ("本年收费金额（单位：千元）", "1234.5"),
    ],
)
def test_t2_money_has_the_unit_of_its_head(head, value):
    _, report = t2_values([FEES, ["信息内容", head, LEFT], ["行政事业性收费", "12345", LEFT]])
    (fee,) = [fact for fact in report.facts if fact.field == "admin_fees_cny_10k"]

    assert str(fee.standard_value.normalize() if fee.standard_value is not None else fee.value) == value
    assert told(report, "CELL.UNIT") == ([] if value == "12345" else ["admin_fees_cny_10k"])


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        pytest.param(["行政事业性收费", "元", "12345"], True, id="before the value"),
        pytest.param(["行政事业性收费", "12345", "元"], True, id="behind the value"),
        pytest.param(["行政事业性收费", "万元", "12345"], False, id="the form's own"),
    ],
)
def test_t2_money_has_the_unit_of_a_cell_of_its_own(row, is_told):
    at = row.index("12345")
    heads = ["信息内容", *(["本年收费金额", "单位"] if at == 1 else ["单位", "本年收费金额"])]
    found, report = t2_values([FEES, heads, row])

    assert found == {"admin_fees_cny_10k": 12345}
    assert told(report, "CELL.UNIT") == (["admin_fees_cny_10k"] if is_told else [])


@pytest.mark.parametrize(
    ("line", "head", "value"),
    [
        pytest.param("单位：元", "本年收费金额", "1.2345", id="a line above"),
        pytest.param("（计量单位: 件、元）", "本年收费金额", "1.2345", id="with the unit of the counts"),
        pytest.param("单位：件", "本年收费金额", "12345", id="no unit of money"),
        pytest.param("单位：万元", "本年收费金额", "12345", id="the form's own"),
        pytest.param("单位：元", "本年收费金额（单位：万元）", "12345", id="the head says another"),
        pytest.param("报送单位：元", "本年收费金额", "12345", id="who sends it"),
    ],
)
@pytest.mark.parametrize("is_inside", [False, True])
def test_t2_money_has_the_unit_of_a_line_above_the_table(line, head, value, is_inside):
    rows = [FEES, ["信息内容", head, LEFT], ["行政事业性收费", "12345", LEFT]]
    lines = [] if is_inside else [line]
    report = report_of(make_document(TITLE, *lines, make_table([[line, LEFT, LEFT], *rows] if is_inside else rows)))
    (fee,) = [fact for fact in report.facts if fact.field == "admin_fees_cny_10k"]

    assert str(fee.standard_value.normalize() if fee.standard_value is not None else fee.value) == value
    assert told(report, "CELL.UNIT") == ([] if value == "12345" else ["admin_fees_cny_10k"])


@pytest.mark.parametrize("at", [1, 2, 4], ids=["first", "between", "last"])
@pytest.mark.parametrize("value", ["88", ""], ids=["filled", "blank"])
def test_t2_lines_with_a_column_under_a_head_of_its_own_keep_their_blanks_in_place(at, value):
    heads, cells = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "", "", "9"]
    heads.insert(at, "历年累计")
    cells.insert(at, value)
    found, _ = t2_values([heads, cells], "lines")

    assert found == {"regulations_issued": None, "regulations_repealed": None, "regulations_in_force": 9}


HEADS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
NORMATIVE = ["行政规范性文件", "5", "0", "7"]


def test_t2_the_head_over_the_labels_may_stand_right_of_them():
    rows = [
        ["", "信息内容", "", "本年处理决定数量", ""],
        ["行政许可", "", "", "43", ""],
    ]

    values, _ = t2_values(rows, "aligned")

    assert values["licensing_decisions"] == 43


def read_misread(labels, reader="scan"):
    """Table T2 of a report with some texts misread."""
    document = edit_cells(
        document_of(make_facts(82)), lambda cell: replace(cell, text=labels.get(cell.text, cell.text))
    )
    return report_of(replace(document, reader=reader))


@pytest.mark.parametrize(
    ("label", "misread", "field"),
    [
        pytest.param("行政许可", "行政许甲", "licensing_decisions", id="a row alone in its block"),
        pytest.param("行政强制", "行改强制", "coercion_decisions", id="the last of a block"),
        pytest.param("本年废止件数", "本年度止件数", "normative_documents_repealed", id="a head"),
    ],
)
def test_t2_labels_that_were_misread_are_known_by_their_place(label, misread, field):
    report = read_misread({label: misread})

    assert [fact.value for fact in report.facts if fact.field == field] == [make_facts(82).numbers[field, "all"]]
    assert told(report, "T2.CELLS.MISSING") == []


@pytest.mark.parametrize(
    ("label", "printed", "reader"),
    [
        pytest.param("行政许可", "行政许甲", "docx", id="written like that"),
        pytest.param("行政许可", "行政备案", "scan", id="like other rows as much"),
        pytest.param("本年废止件数", "本年制止件数", "scan", id="a head like two others"),
    ],
)
def test_t2_other_labels_in_the_place_are_not_taken_for_misread(label, printed, reader):
    assert told(read_misread({label: printed}, reader), "T2.CELLS.MISSING")


def test_t2_a_row_whose_label_cannot_be_read_is_named_by_its_place():
    found, report = t2_values([ARTICLE, HEADS, [",\\", "2", "1", "9"], NORMATIVE])

    assert found["regulations_issued"] == 2
    assert found["regulations_in_force"] == 9
    assert {fact.method for fact in report.facts if fact.field.startswith("regulations")} == {"by_position"}
    assert found["normative_documents_issued"] == 5


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[",", "2", "1", "9"], [",", "3", "1", "9"], NORMATIVE], id="two such rows"),
        pytest.param([NORMATIVE, [",", "2", "1", "9"]], id="in another order"),
        pytest.param([["其他文件", "2", "1", "9"], NORMATIVE], id="a label of its own"),
        pytest.param([[",", "2", "1", "9"]], id="nothing beside it"),
    ],
)
def test_t2_a_row_that_may_be_another_is_not_named_by_its_place(rows):
    found, _ = t2_values([ARTICLE, HEADS, *rows])

    assert "regulations_issued" not in found
