"""Rows, heads and windows of the three tables: which cell is which, and when it is better not to say (SPEC 6.5)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from by_hand import ABOVE, LEFT, document_of, edit_cells, edit_rows, make_document, make_table, report_of, row_text
from forge.facts import make_facts
from forge.look import Look

from db.records import Report
from extractors.document import Cell

TITLE = "望楼县财政局2024年政府信息公开工作年度报告"
HEAD = ["", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_organisation",
    "legal_service_institution",
    "other_organisation",
    "all",
)


def values(report: Report, field: str) -> list[object]:
    """The seven values of a row, or ``None`` for a cell that was not read."""
    found = {fact.applicant: fact for fact in report.facts if fact.field == field}
    return [found[a].value if a in found else None for a in APPLICANTS]


def states(report: Report, field: str) -> list[str]:
    found = {fact.applicant: fact for fact in report.facts if fact.field == field}
    return [found[a].state if a in found else "absent" for a in APPLICANTS]


def told(report: Report, rule: str) -> list[str | None]:
    return [finding.field for finding in report.findings if finding.rule == rule]


def read_t3(*rows: list[str], layout: str = "lines") -> Report:
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    return report_of(make_document(TITLE, make_table(padded, layout)))  # type: ignore[arg-type]


# -- table T3: windows ---------------------------------------------------------------------------------------------

RECEIVED = ["一、本年新收政府信息公开申请数量", "", "5", "1", "0", "0", "0", "2", "8"]
CARRIED_IN = ["二、上年结转政府信息公开申请数量", "", "0", "0", "0", "0", "0", "0", "0"]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["", "5", "1", "0", "0", "0", "2", "8"], id="after one empty cell"),
        pytest.param(["5", "1", "0", "0", "0", "2", "8", "", ""], id="before two empty cells"),
        pytest.param(["", "", "5", "1", "0", "0", "0", "2", "8"], id="after two empty cells"),
        pytest.param(["5", "1", "0", "0", "0", "2", "8"], id="at once"),
    ],
)
def test_the_only_run_of_seven_is_the_row(cells):
    report = read_t3(HEAD, ["一、本年新收政府信息公开申请数量", *cells], CARRIED_IN)

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


def test_a_value_left_over_stops_the_row():
    report = read_t3(HEAD, [*RECEIVED[:2], "5", "1", "0", "0", "0", "2", "8", "4"], CARRIED_IN)

    assert values(report, "requests_received") == [None] * 7
    assert told(report, "T3.ROW.SHAPE") == ["requests_received"]


def test_six_values_are_no_row():
    report = report_of(
        make_document(TITLE, make_table([RECEIVED[:1] + RECEIVED[3:], CARRIED_IN[:1] + CARRIED_IN[3:]], "lines"))
    )

    assert values(report, "requests_received") == [None] * 7
    assert told(report, "T3.ROW.SHAPE") == ["requests_received", "requests_carried_in"]


def test_a_blank_at_the_end_is_placed_by_the_total():
    blank_first = ["一、本年新收政府信息公开申请数量", "", "", "1", "0", "0", "0", "2", "3"]
    report = read_t3([*HEAD, ""], [*blank_first, ""], [*CARRIED_IN, ""])

    assert values(report, "requests_received") == [None, 1, 0, 0, 0, 2, 3]
    assert states(report, "requests_received")[0] == "blank"


def test_a_blank_total_is_placed_as_in_the_rows_of_the_same_depth():
    blank_total = ["一、本年新收政府信息公开申请数量", "", "5", "1", "0", "0", "0", "2", ""]
    report = read_t3([*HEAD, ""], [*blank_total, ""], ["二、上年结转政府信息公开申请数量", "", *"1000001", ""])

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, None]
    assert states(report, "requests_received")[-1] == "blank"


def test_a_row_that_could_stand_in_two_places_is_not_guessed():
    row = ["一、本年新收政府信息公开申请数量", "", "5", "1", "0", "0", "0", "2", "", ""]
    report = read_t3([*HEAD, ""], row)

    assert values(report, "requests_received") == [None] * 7
    assert told(report, "T3.ROW.SHAPE") == ["requests_received"]


def test_rows_of_two_depths_in_one_column_place_the_rest():
    report = report_of(document_of(make_facts(81, blank_totals=True), Look(), "lines"))
    facts = make_facts(81, blank_totals=True)

    assert {(f.field, f.applicant): f.value for f in report.facts} == {k: c.value for k, c in facts.cells.items()}


def test_a_row_of_blanks_is_seven_blanks():
    report = read_t3(HEAD, RECEIVED, ["二、上年结转政府信息公开申请数量", *[""] * 8])

    assert states(report, "requests_carried_in") == ["blank"] * 7


def test_a_merged_value_belongs_to_the_first_column_alone():
    merged = ["二、上年结转政府信息公开申请数量", LEFT, "0", *[LEFT] * 6]
    report = read_t3(HEAD, RECEIVED, merged, layout="grid")

    assert states(report, "requests_carried_in") == ["number", *["merged_span"] * 6]
    assert values(report, "requests_carried_in") == [0, *[None] * 6]


# -- table T3: heads -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["lines", "grid"])
def test_values_move_with_their_heads(layout):
    head = ["", "", "自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计"]
    report = read_t3(head, RECEIVED, CARRIED_IN, layout=layout)

    assert values(report, "requests_received") == [5, 0, 1, 0, 0, 2, 8]


@pytest.mark.parametrize("layout", ["lines", "grid"])
def test_heads_that_stand_against_the_form_and_are_not_all_known_stop_every_row(layout):
    head = ["", "", "自然人", "科研机构", "商业企业", "社会公益", "法律服务机构", "其他", "总计"]
    report = read_t3(head, RECEIVED, CARRIED_IN, layout=layout)

    assert values(report, "requests_received") == [None] * 7
    assert told(report, "T3.ROW.SHAPE") == ["requests_received", "requests_carried_in"]


def test_a_head_that_is_not_known_changes_nothing_where_the_others_keep_the_forms_order():
    head = ["", "", "自然人", "商业企业", "科研机构", "社会公益", "法律服务机构", "其他", "总计"]
    report = read_t3(head, RECEIVED, CARRIED_IN)

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


def test_total_stands_first_where_its_head_does():
    head = ["", "", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    row = ["一、本年新收政府信息公开申请数量", "", "8", "5", "1", "0", "0", "0", "2"]

    assert values(read_t3(head, row, CARRIED_IN), "requests_received") == [5, 1, 0, 0, 0, 2, 8]


def test_a_second_piece_without_heads_keeps_the_order_of_the_first():
    head = ["", "", "自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计"]
    first = make_table([head, RECEIVED], "lines", 1)
    second = make_table([["（一）予以公开", "", *"5120008"]], "lines", 2)
    report = report_of(make_document(TITLE, first, second))

    assert values(report, "outcome_granted") == [5, 2, 1, 0, 0, 0, 8]


def test_a_head_split_over_two_rows_is_found():
    rows = [
        ["（本列数据…）", LEFT, "申请人情况", *[LEFT] * 6],
        [ABOVE, ABOVE, "自然人", "法人或其他组织", *[LEFT] * 4, "总计"],
        [ABOVE, ABOVE, ABOVE, "商业\n企业", "科研\n机构", "社会公\n益组织", "法律服\n务机构", "其它", ABOVE],
        RECEIVED,
        CARRIED_IN,
    ]
    report = report_of(make_document(TITLE, make_table(rows)))

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


# -- table T3: rows ------------------------------------------------------------------------------------------------


def test_a_row_that_lost_its_label_takes_the_free_place_between_its_neighbours():
    document = edit_cells(
        document_of(make_facts(82)), lambda c: replace(c, text="") if c.text.startswith("5.属于三类") else c
    )
    report = report_of(document)
    fact = next(f for f in report.facts if f.field == "outcome_denied_internal_affairs")

    assert fact.method == "by_position"
    assert told(report, "T3.ROWS.MISSING") == []


@pytest.mark.parametrize(
    ("reader", "printed", "is_read"),
    [
        pytest.param("scan", "2.重复中清", True, id="misread"),
        pytest.param("scan", "2.上级转办", False, id="another row on a scan"),
        pytest.param("html", "2.重复中清", False, id="a typing error"),
    ],
)
def test_a_row_whose_label_was_misread_takes_the_free_place_too(reader, printed, is_read):
    document = edit_cells(
        document_of(make_facts(82)), lambda c: replace(c, text=printed) if c.text == "2.重复申请" else c
    )
    report = report_of(replace(document, reader=reader))

    assert any(fact.field == "outcome_unprocessed_duplicate" for fact in report.facts) == is_read
    assert (told(report, "T3.ROWS.MISSING") == []) == is_read


def test_a_row_that_no_form_has_is_kept_as_it_is():
    document = edit_cells(
        document_of(make_facts(83)),
        lambda c: replace(c, text="5.属于工作秘密") if c.text.startswith("5.属于三类") else c,
    )
    report = report_of(document)

    assert told(report, "T3.ROWS.MISSING") == ["outcome_denied_internal_affairs"]
    assert [row.label_key for row in report.unmapped] == ["属于工作秘密"]
    assert len(report.unmapped[0].values) == 7


def test_a_row_left_out_is_missed():
    document = edit_rows(
        document_of(make_facts(84)), lambda rows: [row for row in rows if "2.重复申请" not in row_text(row)]
    )

    assert told(report_of(document), "T3.ROWS.MISSING") == ["outcome_unprocessed_duplicate"]


def test_a_row_printed_twice_with_other_numbers_is_told_and_the_first_kept():
    def double(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
        at = next((i for i, row in enumerate(rows) if "2.重复申请" in row_text(row)), None)
        if at is None:
            return rows
        again = tuple(replace(c, text="77") if c.text.isdigit() else c for c in rows[at])
        return [*rows[: at + 1], again, *rows[at + 1 :]]

    facts = make_facts(85)
    report = report_of(edit_rows(document_of(facts), double))

    assert told(report, "T3.ROWS.DUP") == ["outcome_unprocessed_duplicate"]
    assert values(report, "outcome_unprocessed_duplicate") == [
        facts.cells["outcome_unprocessed_duplicate", a].value for a in APPLICANTS
    ]


def test_rows_in_another_order_are_read_by_their_labels_and_told():
    def swap(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
        at = [i for i, row in enumerate(rows) if "6.属于四类" in row_text(row) or "7.属于行政执法" in row_text(row)]
        if len(at) == 2:
            rows[at[0]], rows[at[1]] = rows[at[1]], rows[at[0]]
        return rows

    facts = make_facts(86, scale="city")
    report = report_of(edit_rows(document_of(facts), swap))
    field = "outcome_denied_process_info"

    assert told(report, "T3.ROWS.ORDER") == [field]
    assert values(report, field) == [facts.cells[field, a].value for a in APPLICANTS]


@pytest.mark.parametrize("edition", ["gb2021_30", "gb2019_60"])
def test_a_form_left_blank_is_known_by_its_rows(edition):
    year = 2020 if edition == "gb2021_30" else 2023
    report = report_of(document_of(make_facts(87, edition=edition, year=year, all_blank=True)))

    assert {e for _, e in report.editions} == {edition}
    assert told(report, "T3.ROWS.MISSING") == []


# -- table T2 ------------------------------------------------------------------------------------------------------


def t2_values(rows: list[list[str]], layout: str = "grid") -> tuple[dict[str, object], Report]:
    report = report_of(make_document(TITLE, make_table(rows, layout)))  # type: ignore[arg-type]
    return {fact.field: fact.value for fact in report.facts}, report


ARTICLE = ["第二十条第（一）项", LEFT, LEFT, LEFT]


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


# -- table T4 ------------------------------------------------------------------------------------------------------

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
