"""Table T2 of which only the words are left: every value is right, open, or absent."""

from decimal import Decimal

import pytest
from torn_text import ALL, CATALOGUE, CELLS, READER, by_key, document, read

from extractors.drafting.draft import draft_report
from pipeline.forms.facts import FactMaker

T2_2021 = (
    "二、主动公开政府信息情况第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章{0}行政规范性文件{1}"
    "第二十条第（五）项信息内容本年处理决定数量行政许可{2}第二十条第（六）项信息内容本年处理决定数量行政处罚{3}"
    "行政强制{4}第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费{5}三、收到和处理政府信息公开申请情况"
)


def test_table_2_is_read_where_digits_can_be_cut_in_one_way() -> None:
    facts = by_key(read(T2_2021.format("000", "12152", "181", "0", "54", "50.625827")))
    values = {field: fact.value for (field, _), fact in facts.items()}

    assert [values[f"regulations_{name}"] for name in ("issued", "repealed", "in_force")] == [0, 0, 0]
    assert values["licensing_decisions"] == 181
    assert values["admin_fees_cny_10k"] == Decimal("50.625827")
    assert facts["licensing_decisions", "all"].method == "exact"
    assert facts["regulations_issued", "all"].method == "by_constraint"


def test_table_2_leaves_open_what_can_be_cut_in_several_ways() -> None:
    result = read(T2_2021.format("000", "12152", "181", "0", "54", "50.625827"))
    fact = by_key(result)["normative_documents_in_force", "all"]

    assert (fact.state, fact.value, fact.raw) == ("ambiguous", None, "12152")
    assert "152" in fact.candidates
    assert [note.rule for note in result.notes] == ["CELL.AMBIGUOUS"]


def test_table_2_with_a_cell_that_may_be_blank_is_not_cut_by_counting() -> None:
    facts = by_key(read(T2_2021.format("", "125", "181", "0", "54", "50.6")))

    assert facts["normative_documents_issued", "all"].state == "ambiguous"


@pytest.mark.parametrize("sign", ["、", "."])
def test_a_sign_behind_a_value_may_part_rows_as_well_as_number_the_next(sign: str) -> None:
    facts = by_key(read(T2_2021.format("000", "1 2 152", f"181{sign}", "0", "54", "50.6")))
    fact = facts["licensing_decisions", "all"]

    assert (fact.state, set(fact.candidates)) == ("ambiguous", {"18", "181"})
    assert facts["penalty_decisions", "all"].value == 0


def test_a_unit_in_the_head_over_the_fee_is_read_with_it() -> None:
    text = T2_2021.format("000", "1 2 152", "181", "0", "54", "1200").replace("（单位：万元）", "（单位：元）")
    fact = by_key(read(text))["admin_fees_cny_10k", "all"]

    assert (fact.value, fact.unit, fact.standard_value) == (1200, "元", Decimal("0.12"))


@pytest.mark.parametrize("parted", ["620.\n87", "620\n.87", "620. 87"])
def test_a_fee_whose_decimals_a_line_break_parted_is_no_whole_number(parted: str) -> None:
    fact = by_key(read(*T2_2021.format("000", "1 2 152", "181", "0", "54", parted).split("\n")))[
        "admin_fees_cny_10k", "all"
    ]

    assert (fact.state, fact.value) == ("ambiguous", None)


@pytest.mark.parametrize("printed", ["2.14E+2", "12,34", "12。34", "12·34", "/（0）", "12余万元", "12→34"])
def test_a_fee_that_goes_on_behind_an_odd_sign_is_not_read_in_part(printed: str) -> None:
    fact = by_key(read(T2_2021.format("000", "1 2 152", "181", "0", "54", printed)))["admin_fees_cny_10k", "all"]

    assert (fact.state, fact.value) == ("ambiguous", None)


def test_a_stroke_with_a_nought_in_brackets_is_no_plain_stroke() -> None:
    facts = by_key(read(T2_2021.format("000", "1 2 152", "/（0）", "0", "54", "50.6")))

    assert (facts["licensing_decisions", "all"].state, facts["penalty_decisions", "all"].value) == ("ambiguous", 0)


def test_a_unit_behind_the_fee_is_read_with_it() -> None:
    fact = by_key(read(T2_2021.format("000", "1 2 152", "181", "0", "54", "1200元")))["admin_fees_cny_10k", "all"]

    assert (fact.value, fact.unit, fact.standard_value) == (1200, "元", Decimal("0.12"))


def test_the_year_that_begins_the_next_sentence_is_no_value() -> None:
    text = T2_2021.partition("三、")[0].format("000", "1 2 152", "181", "0", "54", "50.6")
    fact = by_key(read(text, "2025年，本机关制发规范性文件1件。"))["admin_fees_cny_10k", "all"]

    assert (fact.state, fact.value) == ("number", Decimal("50.6"))


def test_a_label_that_stood_before_with_a_value_is_not_read_again() -> None:
    licences = "15其中：网上办理行政许可1"
    facts = by_key(read(T2_2021.format("000", "1 2 152", licences, "0", "54", "50.6")))

    assert facts["licensing_decisions", "all"].state == "ambiguous"
    assert facts["penalty_decisions", "all"].value == 0


def test_a_unit_in_brackets_behind_the_fee_is_read_with_it() -> None:
    fact = by_key(read(T2_2021.format("000", "1 2 152", "181", "0", "54", "1200（元）")))["admin_fees_cny_10k", "all"]

    assert (fact.value, fact.unit, fact.standard_value) == (1200, "元", Decimal("0.12"))


@pytest.mark.parametrize(
    ("licences", "told"),
    [
        pytest.param("181", [], id="the form's own label"),
        pytest.param("（件）181", [], id="with its unit"),
        pytest.param("事项目录数181", ["licensing_decisions"], id="that goes on"),
        pytest.param("（网上办理）181", ["licensing_decisions"], id="with a remark"),
    ],
)
def test_a_label_that_goes_on_behind_the_form_s_words_is_told(licences: str, told: list[str]) -> None:
    draft = draft_report(document(T2_2021.format("000", "1 2 152", licences, "0", "54", "50.6")), CATALOGUE.landmarks)
    maker = FactMaker(CATALOGUE, CELLS, is_ocr=False)
    facts = by_key(READER.read(draft, ALL, "gb2021_30", maker))

    assert facts["licensing_decisions", "all"].value == 181
    assert [note.field for note in maker.notes if note.rule == "T2.ROW.LABEL"] == told


@pytest.mark.parametrize(("before", "told"), [("", []), ("县政府", ["normative_documents_issued"])])
def test_a_word_that_runs_on_into_a_label_is_told(before: str, told: list[str]) -> None:
    text = T2_2021.format("000", "1 2 152", "181", "0", "54", "50.6").replace(
        "行政规范性文件", f"{before}行政规范性文件"
    )
    draft = draft_report(document(text), CATALOGUE.landmarks)
    maker = FactMaker(CATALOGUE, CELLS, is_ocr=False)
    facts = by_key(READER.read(draft, ALL, "gb2021_30", maker))

    assert facts["normative_documents_in_force", "all"].value == 152
    assert [note.field for note in maker.notes if note.rule == "T2.ROW.LABEL"][:1] == told


def test_a_letter_behind_a_number_may_be_a_digit_of_it() -> None:
    fact = by_key(read(T2_2021.format("000", "1 2 152", "181", "63l", "54", "50.6")))["penalty_decisions", "all"]

    assert (fact.state, fact.value) == ("ambiguous", None)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        pytest.param(" ⓪ 2件为新增 ", "ambiguous", id="that may be the value"),
        pytest.param(" 2① ", "number", id="at a number, a mark of a note"),
        pytest.param("2 ② ", "number", id="before the next label, its number in a list"),
    ],
)
def test_a_circled_number_among_the_values(printed: str, state: str) -> None:
    fact = by_key(read(T2_2021.format("000", "1 2 152", "181", printed, "54", "50.6")))["penalty_decisions", "all"]

    assert fact.state == state


def test_a_remark_behind_a_number_belongs_to_its_cell() -> None:
    text = T2_2021.format("0\n0\n0", "5\n0\n168\n（其中修订84件）", "18（含续期2件）", "0", "54", "50.6")
    facts = by_key(read(*text.split("\n")))

    assert [facts[f"normative_documents_{name}", "all"].value for name in ("issued", "repealed", "in_force")] == [
        5,
        0,
        168,
    ]
    assert facts["normative_documents_in_force", "all"].raw == "168\n（其中修订84件）"
    assert facts["licensing_decisions", "all"].value == 18


def test_a_remark_between_two_numbers_parts_them_whosever_it_is() -> None:
    facts = by_key(read(T2_2021.format("0 0 0", "5 0（其中修订84件）168", "18", "0", "54", "50.6")))

    assert [facts[f"normative_documents_{name}", "all"].value for name in ("issued", "repealed", "in_force")] == [
        5,
        0,
        168,
    ]


@pytest.mark.parametrize(("printed", "value"), [("减5", -5), ("增加3", 3), ("-5", -5)])
def test_changes_signed_by_words(printed: str, value: int) -> None:
    heads = "信息内容上一年项目数量本年增/减处理决定数量"
    text = (
        f"第二十条第（五）项{heads}行政许可 12 {printed} 7 其他对外管理服务事项 0 {printed} 1"
        f"第二十条第（六）项{heads}行政处罚 4 {printed} 2 行政强制 6 {printed} 0"
        f"第二十条第（八）项信息内容上一年项目数量本年增/减行政事业性收费 3 {printed}"
    )

    facts = by_key(read(text))

    changed = [fact.value for (field, _), fact in facts.items() if field.endswith("_change")]
    assert changed == [value] * 5
    assert facts["licensing_decisions", "all"].value == 7


@pytest.mark.parametrize("mark", ["- 3 -", "— 12 —"])
def test_the_number_of_a_page_behind_a_value_is_none_of_its_own(mark: str) -> None:
    above, label, below = T2_2021.format("000", "1 2 152", "181", "0", "54", "50.6").partition("第二十条第（六）项")
    fact = by_key(read(above, mark, label + below))["licensing_decisions", "all"]

    assert fact.value == 181


def test_the_word_year_behind_digits_that_are_none_is_a_piece_of_a_label_beside_them() -> None:
    lines = T2_2021.format("000", "1 2 152", "181", "0", "54\n年\n度", "50.6").split("\n")

    assert by_key(read(*lines))["coercion_decisions", "all"].value == 54


def test_a_year_behind_a_value_begins_a_sentence() -> None:
    text = T2_2021.format("000", "1 2 152", "181", "0", "54", "50.6\n2024年，本机关")

    fact = by_key(read(*text.split("\n")))["admin_fees_cny_10k", "all"]

    assert fact.value == Decimal("50.6")


def test_values_that_stand_before_their_labels_are_not_those_of_the_label_above() -> None:
    lines = [
        "二、主动公开政府信息情况",
        "第二十条第（一）项",
        "信息内容",
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    ]
    lines += [
        "0",
        "0",
        "0",
        "规章",
        "5",
        "0",
        "168",
        "行政规范性文件",
        "第二十条第（五）项",
        "信息内容",
        "本年处理决定数量",
    ]
    lines += ["行政许可", "6", "第二十条第（六）项", "信息内容", "本年处理决定数量", "行政处罚", "7", "行政强制", "8"]
    facts = by_key(read(*lines, "三、收到和处理政府信息公开申请情况"))

    assert {facts[f"regulations_{name}", "all"].value for name in ("issued", "repealed", "in_force")} == {None}
    assert facts["licensing_decisions", "all"].value == 6


def _suspects(result) -> set[tuple[str | None, str]]:
    return {(note.field, dict(note.words)["detail"]) for note in result.notes if note.rule == "CELL.SUSPECT"}


def test_blanks_between_digits_that_stand_right_behind_their_label_may_part_no_cells() -> None:
    apart = T2_2021.format(" 0 0 0", "1 2 152", "181", "0", "54", "50.6")
    fields = ("issued", "repealed", "in_force")

    assert _suspects(read(apart)) == {(f"normative_documents_{name}", "digits apart") for name in fields}


def test_counts_that_are_all_some_digits_several_times_may_be_copies_of_merged_cells() -> None:
    why = "one number may stand over several columns"

    assert _suspects(read(T2_2021.format("000", "12152", "181181", "0", "5454", "50.6"))) == set()
    assert _suspects(read(T2_2021.format("000", "12152", "181181", "", "5454", "50.6"))) == {
        ("licensing_decisions", why),
        ("coercion_decisions", why),
    }


def test_rows_with_more_numbers_than_cells_shake_those_with_as_many() -> None:
    split = T2_2021.format(" 0 0 0", " 1 14 3", " 18 1", " 0", " 54", " 50.6")
    fields = {f"{name}_{kind}" for name in ("regulations", "normative_documents") for kind in ("issued", "in_force")}

    assert fields <= {field for field, why in _suspects(read(split)) if why == "digits apart"}
