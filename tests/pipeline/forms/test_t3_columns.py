"""Table T3 with a column too few, with its columns or the heads over them in another order, with sums among its rows."""

import pytest
from by_hand import ABOVE, LEFT, make_document, make_table, report_of
from table_rows import APPLICANTS, HEAD, TITLE, read_t3, states, told, values

from db.schema.records import Report
from pipeline.catalogue.load import load_catalogue

LABEL = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
SEVEN = ["5", "1", "0", "0", "0", "2", "8"]
GROUP = "法人或其他组织"
LEAVES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def missing(report: Report) -> list[str | None]:
    return [finding.applicant for finding in report.findings if finding.rule == "T3.COLUMNS.MISSING"]


@pytest.mark.parametrize("lost", range(7), ids=APPLICANTS)
def test_a_column_that_the_table_lacks_is_told_and_the_others_are_read(lost):
    head, cells = list(HEAD), [LABEL, "", *SEVEN]
    del head[2 + lost], cells[2 + lost]
    report = read_t3(head, cells, layout="grid")

    expected = [None if n == lost else int(text) for n, text in enumerate(SEVEN)]
    assert values(report, "requests_received") == expected
    assert states(report, "requests_received")[lost] == "absent"
    assert missing(report) == [APPLICANTS[lost]]


def test_a_table_of_seven_columns_lacks_none():
    report = read_t3(HEAD, [LABEL, "", *SEVEN], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert missing(report) == []


@pytest.mark.parametrize("word", ["", "备用"], ids=["a head that was lost", "a head that is not known"])
def test_a_column_whose_head_is_not_known_is_not_missing(word):
    head = [word if text == "法律服务机构" else text for text in HEAD]
    report = read_t3(head, [LABEL, "", *SEVEN], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert missing(report) == []


def test_a_table_that_lacks_most_of_its_columns_is_not_read():
    report = read_t3(["", "自然人", "商业企业", "科研机构", "总计"], [LABEL, "5", "1", "2", "8"], layout="grid")

    assert values(report, "requests_received") == [None] * 7
    assert told(report, "T3.ROW.SHAPE") == ["requests_received"]


@pytest.mark.parametrize("layout", ["lines", "grid"])
def test_values_move_with_the_head_over_their_group(layout):
    """Lines have no heads over their columns: the order of the upper row of heads has to tell."""
    upper = ["", "", GROUP, "", "", "", "", "自然人", "总计"]
    lower = ["", "", *HEAD[3:8], "", ""]
    report = read_t3(upper, lower, [LABEL, "", *SEVEN[1:6], "5", "8"], layout=layout)

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


@pytest.mark.parametrize(
    "upper",
    [
        pytest.param(["", "", "自然人", GROUP, "", "", "", "", "总计"], id="as on the form"),
        pytest.param(["", "", "自然人", *[GROUP] * 5, "总计"], id="printed once a column"),
    ],
)
def test_a_group_in_its_place_moves_nothing(upper):
    report = read_t3(upper, ["", "", "", *HEAD[3:8], ""], [LABEL, "", *SEVEN])

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


def test_the_sum_of_the_last_group_is_not_the_total_where_that_has_its_number():
    last = ["三、本年度办理结果 （六）其他处理", "3.其他", *SEVEN]
    total = ["三、本年度办理结果", "（七）总计", *"9100028"]
    total[-1] = "12"
    report = read_t3(HEAD, last, ["", "小计", *"4000004"], total)

    assert values(report, "outcome_total") == [9, 1, 0, 0, 0, 2, 12]
    assert told(report, "T3.ROWS.DUP") == []


def test_heads_that_come_again_may_name_another_order():
    again = ["", "", "自然人", "科研机构", "商业企业", *HEAD[5:]]
    report = read_t3(HEAD, [LABEL, "", *SEVEN], again, ["（一）予以公开", "", *"4010005"], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert values(report, "outcome_granted") == [4, 1, 0, 0, 0, 0, 5]


@pytest.mark.parametrize("layout", ["grid", "aligned"])
def test_two_heads_that_run_together_stand_over_both_columns(layout):
    head = ["社会公益组织法律服务" if text == "社会公益组织" else text for text in HEAD]
    head[head.index("法律服务机构")] = LEFT
    report = read_t3(head, [LABEL, "", *SEVEN], layout=layout)

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


def count_rows(start: int, step: int) -> Report:
    labels = [LABEL, "二、上年结转政府信息公开申请数量", "（一）予以公开", "（二）部分公开", "（七）总计"]
    rows = [[label, str(start + step * n), *SEVEN] for n, label in enumerate(labels)]
    return read_t3(["", "行次", *HEAD[2:]], *rows, layout="grid")


@pytest.mark.parametrize("start", [1, 24])
def test_a_column_that_counts_the_rows_is_no_value(start):
    report = count_rows(start, 1)

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert values(report, "outcome_total") == [5, 1, 0, 0, 0, 2, 8]


def test_a_column_of_other_numbers_before_the_values_is_not_left_out():
    assert "requests_received" in told(count_rows(1, 2), "T3.ROW.SHAPE")


def test_a_table_that_lacks_a_column_is_no_wider_for_a_wider_one_below_it():
    wide = [*LEAVES, *LEAVES, *LEAVES]
    head, cells = [text for text in HEAD if text != "自然人"], [LABEL, "", *SEVEN[1:6], "3"]
    report = read_t3(head, cells, ["行政复议", *[LEFT] * 14], wide, ["0"] * 15, layout="grid")

    assert values(report, "requests_received") == [None, 1, 0, 0, 0, 2, 3]
    assert missing(report) == ["natural_person"]


def test_without_heads_a_blank_cell_beside_six_values_is_no_seventh():
    rows = [[LABEL, "", *SEVEN[1:6], "3"], ["三、本年度办理结果", "（一）予以公开", *SEVEN[1:6], "3"]]
    report = read_t3(*rows, layout="lines")

    assert values(report, "requests_received") == [None] * 7
    assert set(told(report, "T3.ROW.SHAPE")) == {"requests_received", "outcome_granted"}


def test_heads_beside_their_columns_with_the_group_over_the_first_are_not_taken_at_their_word():
    upper = ["", "", "自然人", GROUP, "", "", "", "", "总计"]
    lower = ["", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "", "其他"]
    report = read_t3(upper, lower, [LABEL, "", "5", "1", "0", "0", "0", "2", "8", ""], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


def turned_rows() -> list[list[str]]:
    """A table with a row for each applicant: the cell (row, column) says 100 times the row and the column."""
    form = load_catalogue().t3_fields("gb2021_30")
    groups = [*(spec.path[-1] if spec.path else "" for spec in form)]
    upper = ["申请人情况", LEFT, *(LEFT if a == b != "" else a for a, b in zip(groups, ["", *groups], strict=False))]
    lower = [ABOVE, LEFT, *(spec.label for spec in form)]
    beside = [["自然人", LEFT], [GROUP, "商业企业"], *[[ABOVE, text] for text in HEAD[4:8]], ["总计", LEFT]]
    rows = [[*names, *(str(100 * r + c) for c in range(len(form)))] for r, names in enumerate(beside)]
    return [upper, lower, *rows]


def test_a_table_with_a_row_for_each_applicant_is_turned():
    report = report_of(make_document(TITLE, make_table(turned_rows())))

    assert values(report, "requests_received") == [100 * n for n in range(7)]
    assert values(report, "outcome_denied_state_secret") == [100 * n + 4 for n in range(7)]
    assert values(report, "outcome_other_other") == [100 * n + 22 for n in range(7)]
    place = next(f.place for f in report.facts if (f.field, f.applicant) == ("outcome_granted", "all"))
    assert place is not None
    assert place.locator == "t1.r9c5"


@pytest.mark.parametrize("group", [GROUP, "法人和其他组织", "法人及其它组织"])
def test_natural_persons_and_the_total_are_read_where_all_organisations_share_a_column(group):
    report = read_t3(["", "自然人", group, "总计"], [LABEL, "5", "3", "8"], layout="grid")

    assert values(report, "requests_received") == [5, None, None, None, None, None, 8]
    assert missing(report) == list(APPLICANTS[1:6])


def test_a_group_over_five_columns_without_heads_is_no_shared_column():
    head = ["", "自然人", GROUP, LEFT, LEFT, LEFT, LEFT, "总计"]
    report = read_t3(head, [LABEL, *SEVEN], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]


@pytest.mark.parametrize(
    ("below", "suspect"),
    [
        pytest.param(["", "", "", "", "", "", "0", "0", "0"], APPLICANTS[4:], id="the rest of the row"),
        pytest.param(["", "", "0", "0", "", "", "", "", ""], [], id="values under values"),
        pytest.param(["注", "", "", "", "", "", "0", "0", "0"], [], id="a row with a label"),
    ],
)
def test_blanks_under_which_a_row_without_a_label_has_values_are_suspect(below, suspect):
    report = read_t3(HEAD, [LABEL, "", "0", "0", "0", "0", "", "", ""], below, layout="grid")

    told_of = [finding.applicant for finding in report.findings if finding.rule == "CELL.SUSPECT"]
    assert told_of == list(suspect)
    assert values(report, "requests_received") == [0, 0, 0, 0, None, None, None]


@pytest.mark.parametrize(
    ("head", "first", "second", "tables"),
    [
        pytest.param("上年数", "77", "66", ["T3"], id="last year's numbers are told"),
        pytest.param("备注", "网上申请为主", "", [], id="a remark is no number"),
    ],
)
def test_numbers_in_a_column_of_their_own_are_no_data_and_told(head, first, second, tables):
    report = read_t3([*HEAD, head], [LABEL, "", *SEVEN, first], [CARRIED_IN, "", *["0"] * 7, second], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert [finding.table_code for finding in report.findings if finding.rule == "TABLE.ASIDE"] == tables


def test_a_column_that_numbers_the_rows_is_told_of_nobody():
    report = read_t3(["序号", *HEAD], ["1", LABEL, "", *SEVEN], ["2", CARRIED_IN, "", *["0"] * 7], layout="grid")

    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert told(report, "TABLE.ASIDE") == []


@pytest.mark.parametrize(
    ("second", "suspects"),
    [
        pytest.param(["", "", "", "", "", "", ""], 7, id="the only number of its row"),
        pytest.param(["", "", "", "", "", "", "6"], 0, id="beside a number that was read"),
    ],
)
def test_a_number_in_a_column_of_its_own_makes_a_row_without_numbers_suspect(second, suspects):
    report = read_t3([*HEAD, "上年数"], [LABEL, "", *SEVEN, "77"], [CARRIED_IN, "", *second, "66"], layout="grid")

    assert told(report, "CELL.SUSPECT") == ["requests_carried_in"] * suspects


@pytest.mark.parametrize(
    ("cells", "doubted"),
    [
        pytest.param(["", "", "", "0", "", "", ""], APPLICANTS, id="in the middle of the row"),
        pytest.param(["5", "", "", "0", "", "", "5"], APPLICANTS[1:6], id="in the middle of the organisations"),
        pytest.param(["5", "0", "", "", "", "", "5"], (), id="not in the middle"),
        pytest.param(["", "", "", "4", "", "", "4"], (), id="no zero"),
        pytest.param(["5", "0", "0", "0", "0", "0", "5"], (), id="no blanks"),
    ],
)
def test_a_zero_in_the_middle_of_blanks_may_be_that_of_all_of_them(cells, doubted):
    """Of a cell merged over several columns nothing is seen but its zero, where no rules are drawn."""
    above = [LABEL, "", *SEVEN]
    report = read_t3(HEAD, above, [CARRIED_IN, "", *cells], layout="aligned")

    found = {f.applicant for f in report.findings if f.rule == "CELL.SUSPECT" and f.field == "requests_carried_in"}
    assert found == set(doubted)


def test_where_rules_are_drawn_a_zero_stands_in_its_own_cell():
    report = read_t3(HEAD, [CARRIED_IN, "", "", "", "", "0", "", "", ""], layout="grid")

    assert told(report, "CELL.SUSPECT") == []
