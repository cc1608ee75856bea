"""Rows of table T2 that are not of the table's own form, and labels with a slip of the pen."""

import pytest
from by_hand import LEFT, make_document, make_table, report_of
from table_rows import TITLE, told

from db.schema.records import Report

ARTICLE = ["第二十条第（一）项", LEFT, LEFT, LEFT]
OF_2021 = [
    ["第二十条第（五）项", LEFT, LEFT, LEFT],
    ["信息内容", "本年处理决定数量", LEFT, LEFT],
    ["行政许可", "7", LEFT, LEFT],
    ["第二十条第（八）项", LEFT, LEFT, LEFT],
    ["信息内容", "本年收费金额（单位：万元）", LEFT, LEFT],
    ["行政事业性收费", "12.5", LEFT, LEFT],
]


def read_t2(rows: list[list[str]]) -> tuple[dict[str, object], Report]:
    report = report_of(make_document(TITLE, make_table(rows)))
    return {fact.field: fact.value for fact in report.facts}, report


@pytest.mark.parametrize(
    "heads",
    [
        pytest.param(["本年新制作数量", "本年新公开数量", "对外公开总数量"], id="whole"),
        pytest.param(["本年新", "本年新", "对外公开总数量"], id="cut off"),
    ],
)
def test_a_block_with_the_heads_of_the_older_form_is_read_as_that(heads):
    rows = [ARTICLE, ["信息内容", *heads], ["规章", "1", "2", "3"], ["规范性文件", "4", "5", "6"]]
    found, report = read_t2([*rows, *OF_2021])

    assert found == {
        "regulations_new_made": 1,
        "regulations_new_disclosed": 2,
        "regulations_disclosed_total": 3,
        "normative_documents_new_made": 4,
        "normative_documents_new_disclosed": 5,
        "normative_documents_disclosed_total": 6,
        "licensing_decisions": 7,
        "admin_fees_cny_10k": found["admin_fees_cny_10k"],
    }
    assert told(report, "T2.CELLS.MISSING")


def test_heads_that_no_form_has_leave_the_row_to_the_tables_own():
    rows = [ARTICLE, ["信息内容", "", "", ""], ["规章", "1", "2", "3"], ["规范性文件", "4", "5", "6"]]
    found, _ = read_t2([*rows, *OF_2021])

    assert found["regulations_in_force"] == 3


FEES = OF_2021[3:5]


@pytest.mark.parametrize(
    ("label", "value"),
    [
        pytest.param("行政事业型收费", 3, id="one sign wrong"),
        pytest.param("行政事业单位经费", None, id="another label"),
    ],
)
def test_a_slip_in_a_long_label_is_known_by_its_place(label, value):
    decisions = [["行政处罚", "8", LEFT, LEFT], ["行政强制", "9", LEFT, LEFT]]
    found, _ = read_t2([*OF_2021[:3], *decisions, *FEES, [label, "3", LEFT, LEFT]])

    assert found.get("admin_fees_cny_10k") == value
    assert found["licensing_decisions"] == 7


def test_a_slip_in_a_short_label_is_not_guessed_at():
    found, report = read_t2([["信息内容", "本年处理决定数量"], ["行政处分", "3"], ["行政强制", "1"]])

    assert "penalty_decisions" not in found
    assert told(report, "ROW.UNMAPPED") == [None]


@pytest.mark.parametrize(
    ("year", "edition"), [(2024, "gb2021_30"), (2020, "gb2019_60"), (None, "gb2021_30"), (2018, "gb2021_30")]
)
def test_one_head_with_a_word_of_the_other_form_decides_nothing(year, edition):
    rows = [
        ["第二十条第（一）项", "", "", "", "上年数"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "4"],
        ["规章", "0", "0", "0", "12"],
        ["行政规范性文件", "5", "0", "186", "34"],
    ]
    title = TITLE if year is None else f"某某县财政局{year}年政府信息公开工作年度报告"
    document = make_document(title, make_table(rows))

    assert dict(report_of(document).editions) == {"T2": edition}
