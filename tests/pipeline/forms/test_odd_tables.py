"""Tables T2, T3 and T4 in shapes that the form does not have: what stands in them is read or told, never guessed."""

from decimal import Decimal

import pytest
from by_hand import ABOVE, LEFT, make_document, make_table, report_of
from table_rows import values

from db.schema.records import Report
from extractors.formats.text.reader import read_text
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue

TITLE = "望楼县财政局2024年政府信息公开工作年度报告"
LEAVES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
T4_HEADS = [
    ["行政复议", *[LEFT] * 4, "行政诉讼", *[LEFT] * 9],
    [*[ABOVE] * 5, "未经复议直接起诉", *[LEFT] * 4, "复议后起诉", *[LEFT] * 4],
    LEAVES * 3,
]
ARTICLE = ["第二十条第（一）项", LEFT, LEFT, LEFT]
VALUES = [str(n) for n in (1, 2, 3, 4, 10, 0, 5, 0, 0, 5, 7, 0, 0, 1, 8)]


def read_t4(*rows: list[str]) -> tuple[list[tuple[str, object]], Report]:
    report = report_of(make_document(TITLE, make_table([*T4_HEADS, *rows])))
    return [(fact.state, fact.value) for fact in report.facts if fact.table_code == "T4"], report


def read_t2(*rows: list[str]) -> dict[str, object]:
    report = report_of(make_document(TITLE, make_table([ARTICLE, *rows])))
    return {fact.field: fact.value for fact in report.facts}


def numbers(texts: list[str]) -> list[tuple[str, object]]:
    return [("number", Decimal(text)) for text in texts]


def test_t4_one_zero_merged_over_all_columns():
    found, report = read_t4(["0", *[LEFT] * 14])

    assert found == [("number", 0), *[("merged_span", None)] * 14]
    assert report.coverage.numeric_cells == report.coverage.mapped == 1


def test_t4_one_zero_merged_over_each_group():
    found, _ = read_t4(["0", *[LEFT] * 4] * 3)

    assert found == [("number", 0), *[("merged_span", None)] * 4] * 3


@pytest.mark.parametrize(("text", "rule"), [("1 2 3 4 10", "CELL.SUSPECT"), ("1、2、3、4、10", "CELL.TEXT")])
def test_t4_several_numbers_in_one_merged_cell_are_told_of_every_column_they_may_belong_to(text, rule):
    found, report = read_t4([text, *[LEFT] * 4, *VALUES[5:]])

    assert [value for _, value in found[1:5]] == [None] * 4
    told = [f.field for f in report.findings if f.rule == rule]
    assert len(told) == len(set(told)) == 5


def test_t4_words_in_a_merged_cell_are_told_once():
    _, report = read_t4(["见附件", *[LEFT] * 4, *VALUES[5:]])

    assert [f.rule for f in report.findings].count("CELL.TEXT") == 1


def test_t4_words_among_the_numbers_cost_nothing_but_themselves():
    found, _ = read_t4([*VALUES[:5], "见附件", *VALUES[6:]])

    assert found == [*numbers(VALUES[:5]), ("text", None), *numbers(VALUES[6:])]


def test_t4_numbers_of_the_columns_are_no_values():
    counted = [str(n) for n in range(1, 16)]
    found, report = read_t4(counted, VALUES)

    assert found == numbers(VALUES)
    assert "T4.ROW.SHAPE" not in {finding.rule for finding in report.findings}


@pytest.mark.parametrize("names", [["上年", "本年"], ["本年", "去年同期"], ["2024年", "上年度"]])
def test_t4_a_row_for_the_year_before_is_none_of_its_own(names):
    heads = [["项目", *T4_HEADS[0]], [ABOVE, *T4_HEADS[1]], [ABOVE, *T4_HEADS[2]]]
    own = {"本年", "2024年"}
    rows = [[name, *(VALUES if name in own else ["9"] * 15)] for name in names]
    report = report_of(make_document(TITLE, make_table([*heads, *rows])))

    assert [(f.state, f.value) for f in report.facts if f.table_code == "T4"] == numbers(VALUES)
    assert "T4.ROW.SHAPE" not in {finding.rule for finding in report.findings}


def joined_heads() -> list[str]:
    return [group + leaf for group in ("行政复议", "未经复议直接起诉", "行政诉讼复议后起诉—") for leaf in LEAVES]


def test_t4_heads_that_name_group_and_outcome_in_one_cell():
    heads = joined_heads()
    turned = [heads[5:] + heads[:5], VALUES[5:] + VALUES[:5]]

    for rows in ([heads, VALUES], turned):
        report = report_of(make_document(TITLE, make_table(rows)))
        found = {fact.field: fact.value for fact in report.facts if fact.table_code == "T4"}
        assert [found[spec.code] for spec in load_catalogue().t4_columns] == [int(text) for text in VALUES]


def test_t4_joined_heads_of_lines_do_not_tell_which_value_is_whose():
    report = report_of(make_document(TITLE, make_table([joined_heads(), VALUES], "lines")))

    assert [fact for fact in report.facts if fact.table_code == "T4"] == []


def test_t4_a_note_below_is_no_row_of_values():
    found, _ = read_t4(VALUES, ["注：含上年结转 3 件。", *[LEFT] * 14])

    assert found == numbers(VALUES)


def test_t2_a_value_printed_in_every_column_of_its_merged_head():
    head = "本年处理决定数量"
    found = read_t2(["信息内容", head, head, head], ["行政许可", "12", "12", "12"])

    assert found == {"licensing_decisions": 12}


def test_t2_other_values_under_one_head_are_not_guessed():
    head = "本年处理决定数量"

    assert read_t2(["信息内容", head, head, head], ["行政许可", "12", "12", "3"]) == {}


@pytest.mark.parametrize("cells", [["12", "/", "/"], ["—", "12", "—"], ["", "", "12"]])
def test_t2_strokes_beside_the_number_under_a_merged_head_say_nothing(cells):
    head = "本年处理决定数量"

    assert read_t2(["信息内容", head, LEFT, LEFT], ["行政许可", *cells]) == {"licensing_decisions": 12}


@pytest.mark.parametrize("heads", [["上年处理决定数量", "本年处理决定数量"], ["本年处理决定数量", "上年处理决定数量"]])
def test_t2_a_column_for_the_year_before_stands_aside(heads):
    cells = ["9" if text.startswith("上") else "12" for text in heads]

    assert read_t2(["信息内容", *heads], ["行政许可", *cells]) == {"licensing_decisions": 12}


def test_t2_a_column_made_two_is_told_and_not_guessed():
    heads = ["信息内容", "上一年项目数量", "本年增", "本年减", "处理决定数量"]
    report = report_of(make_document(TITLE, make_table([heads, ["行政许可", "30", "0", "13", "8"]])))

    assert [fact.field for fact in report.facts if fact.table_code == "T2"] == []
    assert "T2.ROW.SHAPE" in {finding.rule for finding in report.findings}


def test_t2_a_line_with_fewer_cells_than_its_heads_has_no_cell_for_the_first_of_them():
    text = (
        "第二十条第（一）项\t信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t7\t3\t90\n规范性文件\t8\t6\t27"
    )
    report = report_of(read_text(SourceDocument(f"{TITLE}\n{text}".encode(), "report.txt")))
    found = {fact.field: fact.value for fact in report.facts}

    assert [found[f"regulations_{name}"] for name in ("issued", "repealed", "in_force")] == [7, 3, 90]


def test_t2_a_block_that_lost_its_heads_below_the_heads_of_another():
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    found = read_t2(heads, ["规章", "0", "0", "0"], ["行政许可", "12", LEFT, LEFT], ["行政处罚", "3", "4", ""])

    assert found["licensing_decisions"] == 12
    assert "penalty_decisions" not in found


def test_t2_heads_of_which_nothing_is_left_but_what_they_share():
    found = read_t2(["信息内容", "本年新", "本年新", "对外公"], ["规章", "0", "1", "7"], ["规范性文件", "2", "2", "9"])

    assert [found[f"normative_documents_{name}"] for name in ("new_made", "new_disclosed", "disclosed_total")] == [
        2,
        2,
        9,
    ]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        pytest.param("5.三类内部事务信息", "outcome_denied_internal_affairs", id="two keywords of one row"),
        pytest.param("8.属于行政查询事项的", "outcome_denied_admin_query", id="the same with a word behind"),
        pytest.param("1.本机关未掌握相关政府信息", "outcome_unable_not_held", id="another word for not"),
    ],
)
def test_t3_labels_in_other_words(label, field):
    head = ["项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    row = [label, "5", "1", "0", "0", "0", "2", "8"]
    table = make_table([head, ["一、本年新收政府信息公开申请数量", *row[1:]], row])
    report = report_of(make_document(TITLE, table))

    assert [fact.value for fact in report.facts if fact.field == field] == [5, 1, 0, 0, 0, 2, 8]


HEAD = ["", "", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
SEVEN = ["5", "1", "0", "0", "0", "2", "8"]


def t3_fields(*rows: list[str]) -> dict[str, list[object]]:
    first = ["一、本年新收政府信息公开申请数量", LEFT, LEFT, *SEVEN, ""]
    report = report_of(make_document(TITLE, make_table([[*HEAD, ""], first, *rows])))
    found: dict[str, list[object]] = {}
    for fact in report.facts:
        if fact.table_code == "T3":
            found.setdefault(fact.field, []).append(fact.value)
    return found


def test_t3_a_group_merged_too_far_down_pushes_rows_aside_and_takes_none_away():
    found = t3_fields(
        ["三、本年度办理结果", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息", *SEVEN, ""],
        [ABOVE, ABOVE, "（六）其他处理", "1.申请人无正当理由逾期不补正", *SEVEN],
        [ABOVE, "2.申请人逾期未按收费通知要求缴纳费用", ABOVE, *SEVEN, ""],
    )

    assert found["outcome_unprocessed_reconfirm"] == [5, 1, 0, 0, 0, 2, 8]
    assert found["outcome_other_not_corrected_in_time"] == [5, 1, 0, 0, 0, 2, 8]
    assert found["outcome_other_fee_unpaid"] == [5, 1, 0, 0, 0, 2, 8]


def test_t3_a_group_merged_not_far_enough_leaves_its_last_row_under_the_wrong_heads_and_its_values_right():
    found = t3_fields(
        ["三、本年度办理结果", "（三）不予公开", "7.属于行政执法案卷", *SEVEN, ""],
        [ABOVE, "8.属于行政查询事项", *SEVEN, "", ""],
    )

    assert found["outcome_denied_enforcement_file"] == [5, 1, 0, 0, 0, 2, 8]
    assert found["outcome_denied_admin_query"] == [5, 1, 0, 0, 0, 2, 8]


def test_t3_a_remark_behind_the_seven_values_costs_none_of_them():
    found = t3_fields(["三、本年度办理结果", "（一）予以公开", LEFT, *SEVEN, "含上年3件"])

    assert found["outcome_granted"] == [5, 1, 0, 0, 0, 2, 8]


def test_t3_a_number_behind_the_seven_values_stops_the_row():
    found = t3_fields(["三、本年度办理结果", "（一）予以公开", LEFT, *SEVEN, "3"])

    assert "outcome_granted" not in found


GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def t4_of(rows: list[list[str]]) -> list[object]:
    words = ["四、政府信息公开行政复议、行政诉讼情况", *[LEFT] * (len(rows[0]) - 1)]
    report = report_of(make_document(TITLE, make_table([words, *rows])))
    by_field = {fact.field: fact.value for fact in report.facts if fact.table_code == "T4"}
    return [by_field.get(field) for field in T4_FIELDS]


T4_FIELDS = [
    f"{group}_{outcome}"
    for group in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    for outcome in ("upheld", "corrected", "other", "pending", "total")
]
WANTED = [Decimal(text) for text in VALUES]


def test_t4_with_a_row_for_each_group():
    rows = [[group, *VALUES[5 * n : 5 * n + 5]] for n, group in enumerate(GROUPS)]

    assert t4_of([["类别", *LEAVES], *rows]) == WANTED


def test_t4_with_a_row_for_each_value():
    rows = [
        [group if n == 0 else ABOVE, leaf, VALUES[5 * g + n]]
        for g, group in enumerate(GROUPS)
        for n, leaf in enumerate(LEAVES)
    ]

    assert t4_of([["类别", LEFT, "数量"], *rows]) == WANTED


def test_a_table_for_every_row_with_invented_heads():
    heads = ["", *[f"数据{n}" for n in range(1, 8)]]
    labels = ["一、本年新收政府信息公开申请数量", "（一）予以公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开"]
    rows = [["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]]
    rows += [[label, *SEVEN] for label in labels]
    tables = [make_table([heads[: len(row)], row], number=n) for n, row in enumerate(rows)]
    report = report_of(make_document(TITLE, *tables))
    found = [(fact.field, fact.value) for fact in report.facts if fact.applicant == "all"]

    assert found == [
        ("requests_received", 8),
        ("outcome_granted", 8),
        ("outcome_denied_state_secret", 8),
        ("outcome_denied_other_law", 8),
    ]


def test_t4_digits_of_all_columns_in_one_merged_cell_are_no_number():
    found, report = read_t4(["21317000001324019", *[LEFT] * 14])

    assert found == []
    assert "T4.CELLS.MISSING" in {finding.rule for finding in report.findings}


def test_units_in_a_column_of_their_own_name_no_row_and_are_no_value():
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "单位"]
    found = t3_fields(["三、本年度办理结果", "（一）予以公开", "件", *SEVEN, ""])

    assert found["outcome_granted"] == [5, 1, 0, 0, 0, 2, 8]
    assert read_t2(heads, ["规章", "0", "1", "7", "件"]) == {
        "regulations_issued": 0,
        "regulations_repealed": 1,
        "regulations_in_force": 7,
    }


def test_an_empty_form_before_the_filled_one_takes_no_value_away_and_is_told():
    t2 = [ARTICLE, ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["行政规范性文件", "2", "0", "9"]]
    t3 = [["", *HEAD[3:]], ["一、本年新收政府信息公开申请数量", "5", "1", "0", "0", "0", "2", "8"]]
    filled = [t2, t3, [*T4_HEADS, VALUES]]
    empty = [[*rows[:-1], ["" if text.isdecimal() else text for text in rows[-1]]] for rows in filled]
    tables = [make_table(rows, number=n) for n, rows in enumerate([*empty, *filled], 1)]
    report = report_of(make_document(TITLE, *tables))
    found = {(fact.field, fact.applicant): fact.value for fact in report.facts}

    assert [found[f"normative_documents_{name}", "all"] for name in ("issued", "repealed", "in_force")] == [2, 0, 9]
    assert values(report, "requests_received") == [5, 1, 0, 0, 0, 2, 8]
    assert [found[spec.code, "all"] for spec in load_catalogue().t4_columns] == [int(text) for text in VALUES]
    assert {"T2.ROW.SHAPE", "T3.ROWS.DUP", "T4.ROW.SHAPE"} <= {finding.rule for finding in report.findings}


def test_t3_blanks_that_only_fill_up_ragged_lines_hold_no_value():
    rows = [
        "一、本年新收政府信息公开申请数量 | 1 | | | | | | 4 |",
        "三、本年度办理结果 | （一）予以公开 | | | | | | | 4 |",
        "| （三）不予公开 | 1.属于国家秘密 | | | | | | | 0 |",
    ]
    report = report_of(read_text(SourceDocument("\n".join([TITLE, *rows]).encode(), "report.txt")))
    found = [fact.value for fact in report.facts if fact.field == "outcome_granted"]

    assert found == [None, None, None, None, None, None, 4]


def test_t2_two_numbers_in_one_cell_are_no_label_of_the_row():
    rows = [
        "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |",
        "行政许可 | 30 | 0/0 | 8 |",
        "行政处罚 | 2 | 1 | 9",
    ]
    report = report_of(read_text(SourceDocument("\n".join([TITLE, *rows]).encode(), "report.txt")))
    found = {fact.field: (fact.state, fact.value) for fact in report.facts}

    assert found["licensing_items_prev_year"] == ("number", 30)
    assert found["licensing_items_change"] == ("text", None)
    assert found["licensing_decisions"] == ("number", 8)
