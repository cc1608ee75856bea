"""Rows, heads and windows of table T3: which cell is which, and when it is better not to say."""

from dataclasses import replace

import pytest
from by_hand import ABOVE, LEFT, document_of, edit_cells, edit_rows, make_document, make_table, report_of, row_text
from forge.facts import make_facts
from forge.look import Look
from table_rows import APPLICANTS, HEAD, TITLE, read_t3, states, told, values

from db.schema.records import Report
from extractors.model.document import Cell

# -- windows ---------------------------------------------------------------------------------------------

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


def test_a_row_without_heads_that_begins_blank_is_told():
    """The blank may be the place of a label, and the value behind it that of the first applicant."""
    blank_first = ["一、本年新收政府信息公开申请数量", "", "5", "", "", "", "", "5"]
    rows = [blank_first, CARRIED_IN[:1] + CARRIED_IN[2:]]

    assert told(report_of(make_document(TITLE, make_table(rows, "lines"))), "CELL.SUSPECT") == ["requests_received"]
    assert told(read_t3([HEAD[0], *HEAD[2:]], *rows, layout="grid"), "CELL.SUSPECT") == []


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


# -- heads -----------------------------------------------------------------------------------------------


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


# -- rows ------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((["2.重复"], ["申请", "1", "0", "0", "0", "0", "0", "1"]), id="values beside its end"),
        pytest.param((["2.重复", "1", "0", "0", "0", "0", "0", "1"], ["申请"]), id="values beside its beginning"),
        pytest.param((["2.重", "1", "0", "0", "0", "0", "0", "1"], ["复申请", *[""] * 7]), id="blanks beside its end"),
    ],
)
@pytest.mark.parametrize("layout", ["lines", "grid"])
def test_a_label_that_goes_on_in_the_next_row_is_one(rows, layout):
    head = HEAD[1:]
    group = ["（五）不予处理", *[""] * 7]
    first = ["1.信访举报投诉类申请", "3", "0", "0", "0", "0", "0", "3"]
    last = ["3.要求提供公开出版物", "4", "0", "0", "0", "0", "0", "4"]
    report = read_t3(head, group, first, *rows, last, layout=layout)

    assert values(report, "outcome_unprocessed_duplicate") == [1, 0, 0, 0, 0, 0, 1]
    assert values(report, "outcome_unprocessed_publication") == [4, 0, 0, 0, 0, 0, 4]
    assert told(report, "ROW.UNMAPPED") == []


def test_two_rows_with_values_are_never_put_together():
    ones, twos = ["1", *["0"] * 5, "1"], ["2", *["0"] * 5, "2"]
    report = read_t3(HEAD[1:], ["（五）不予处理", *[""] * 7], ["2.重复", *ones], ["申请", *twos])

    assert values(report, "outcome_unprocessed_duplicate")[0] != 2


def test_the_head_of_a_table_that_was_turned_is_no_row_of_blanks():
    names = [
        "申请人情况",
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "四、结转下年度继续办理",
    ]
    people = [[name, *"0123456789"] for name in ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构")]
    report = read_t3(names, *people)

    assert "requests_carried_out" in told(report, "T3.ROWS.MISSING")
    assert report.facts == ()


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


# -- columns and rows that are none of the form's --------------------------------------------------------

SEVEN = ["5", "1", "0", "0", "0", "2", "8"]


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        pytest.param([*HEAD, "备注"], [*SEVEN, "3"], id="a number as a remark"),
        pytest.param([*HEAD[:3], "小计", *HEAD[3:]], ["5", "3", *SEVEN[1:]], id="a sum before its parts"),
        pytest.param([*HEAD[:-1], "小计", "总计"], [*SEVEN[:-1], "3", "8"], id="a sum behind its parts"),
    ],
)
def test_a_column_under_a_head_of_its_own_belongs_to_no_applicant(heads, cells):
    report = read_t3(heads, [RECEIVED[0], "", *cells], [CARRIED_IN[0], "", *["0"] * len(cells)], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert values(report, "requests_carried_in") == [0] * 7


def test_a_number_beside_the_seven_under_no_head_stops_the_row():
    report = read_t3([*HEAD, ""], [RECEIVED[0], "", *SEVEN, "3"], [CARRIED_IN[0], "", *["0"] * 7, ""], layout="grid")

    assert values(report, "requests_received") == [None] * 7
    assert told(report, "T3.ROW.SHAPE") == ["requests_received"]


def test_two_columns_called_the_same_are_not_told_apart():
    heads = [*HEAD[:3], "总计", *HEAD[3:]]
    report = read_t3(heads, [RECEIVED[0], "", "5", "3", *SEVEN[1:]], [CARRIED_IN[0], "", *["0"] * 8], layout="grid")

    assert values(report, "requests_received") == [None] * 7


DENIED = ["1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益"]


def read_denied(*rows: tuple[str, int], group: str = "（三）不予公开") -> Report:
    return read_t3(HEAD, *[[group, label, str(n), *["0"] * 5, str(n)] for label, n in rows], layout="grid")


@pytest.mark.parametrize("word", ["小计", "合计"])
def test_the_sum_of_a_group_is_not_the_total_of_all_outcomes(word):
    after = ["（七）总计", "", "9", *["0"] * 5, "9"]
    rows = [["（三）不予公开", label, "1", *["0"] * 5, "1"] for label in DENIED[:2]]
    report = read_t3(HEAD, *rows, ["（三）不予公开", word, "2", *["0"] * 5, "2"], after, layout="grid")

    assert values(report, "outcome_total") == [9, 0, 0, 0, 0, 0, 9]


def test_a_total_without_its_number_is_the_total_behind_the_last_outcome():
    last = ["（六）其他处理", "3.其他", "4", *["0"] * 5, "4"]
    report = read_t3(HEAD, last, ["", "合计", "9", *["0"] * 5, "9"], layout="grid")

    assert values(report, "outcome_total") == [9, 0, 0, 0, 0, 0, 9]


FILES = ["5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法按卷", "8.属于行政查询事项"]


def test_a_label_with_a_sign_mistyped_is_known_by_its_place():
    report = read_denied((FILES[1], 1), (FILES[2], 2), (FILES[3], 3))

    assert values(report, "outcome_denied_enforcement_file") == [2, 0, 0, 0, 0, 0, 2]
    assert [f.method for f in report.facts if f.field == "outcome_denied_enforcement_file"] == ["by_position"] * 7


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(FILES[1], 1), ("7.属于工作秘密", 2), (FILES[3], 3)], id="another label in the place"),
        pytest.param([(FILES[0], 1), (FILES[2], 2), (FILES[3], 3)], id="two places for one row"),
    ],
)
def test_a_label_that_is_not_nearly_the_form_s_is_not_guessed_at(rows):
    assert values(read_denied(*rows), "outcome_denied_enforcement_file") == [None] * 7


def test_words_in_place_of_a_value_part_no_row_of_a_piece_that_goes_on_without_heads():
    first = make_table([HEAD, RECEIVED, CARRIED_IN], "grid")
    groups = ["三、本年度办理结果", "（三）不予公开"]
    rows = [[*groups, label, str(n), *["0"] * 5, str(n)] for n, label in enumerate(FILES[:2] + FILES[3:], 1)]
    rows += [[groups[0], "（七）总计", "", "9", *["0"] * 5, "9"], ["四、结转下年度继续办理", "", "", *["0"] * 7]]
    rows[1][7] = "见后"
    report = report_of(make_document(TITLE, first, make_table(rows, "grid", 2)))

    assert values(report, "outcome_denied_process_info") == [2, 0, 0, 0, None, 0, 2]
    assert told(report, "CELL.TEXT") == ["outcome_denied_process_info"]
