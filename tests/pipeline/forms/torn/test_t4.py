"""Table T4 of which only the words are left: every value is right or open."""

import pytest
from torn_text import CATALOGUE, T4_HEADS, by_key, read


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param("0" * 15, [0] * 15, id="fifteen zeros"),
        pytest.param("000000022410012", [0, 0, 0, 0, 0, 0, 0, 2, 2, 4, 1, 0, 0, 1, 2], id="fifteen digits that add up"),
        pytest.param("77777777777777777", [None] * 15, id="digits that no split satisfies"),
        pytest.param("0" * 12, [None] * 15, id="twelve zeros for fifteen cells"),
        pytest.param(
            "0 0 8 1 9 0 0 10 0 10 5 2 0 3 10",
            [0, 0, 8, 1, 9, 0, 0, 10, 0, 10, 5, 2, 0, 3, 10],
            id="blanks between all",
        ),
        pytest.param("00819001001052 0 310", [0, 0, 8, 1, 9, 0, 0, 10, 0, 10, 5, 2, 0, 3, 10], id="longer numbers"),
    ],
)
def test_table_4(values: str, expected: list[int | None]) -> None:
    result = read("四、政府信息公开行政复议、行政诉讼情况" + T4_HEADS + values + "五、存在的主要问题及改进情况")
    facts = by_key(result)

    assert [facts[spec.code, "all"].value for spec in CATALOGUE.t4_columns] == expected


def test_table_4_with_a_value_behind_every_label() -> None:
    numbers = [0, 0, 8, 1, 9, 0, 0, 10, 0, 10, 5, 2, 0, 3, 10]
    labels = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    lines = ["行政复议"]
    for i, number in enumerate(numbers):
        lines += ["未经复议直接起诉"] if i == 5 else ["复议后起诉"] if i == 10 else []
        lines += [labels[i % 5], str(number)]

    facts = by_key(read(*lines))

    assert [facts[spec.code, "all"].value for spec in CATALOGUE.t4_columns] == numbers
    assert {fact.method for fact in facts.values()} == {"exact"}


def test_table_4_with_its_groups_exchanged_stays_open() -> None:
    heads = T4_HEADS.replace("未经复议直接起诉复议后起诉", "复议后起诉未经复议直接起诉")

    result = read(heads + "000000022410012")

    assert {fact.state for fact in result.facts} == {"ambiguous"}


@pytest.mark.parametrize(
    "heads",
    [
        pytest.param(T4_HEADS.replace("行政复议行政诉讼", "行政诉讼行政复议"), id="side by side"),
        pytest.param(
            "行政诉讼未经复议直接起诉复议后起诉行政复议" + "结果维持结果纠正其他结果尚未审结总计" * 3,
            id="behind the others",
        ),
    ],
)
def test_table_4_with_lawsuits_first_stays_open(heads: str) -> None:
    result = read("四、政府信息公开行政复议、行政诉讼情况", heads + "000000022410012")

    assert {fact.state for fact in result.facts} == {"ambiguous"}
    assert [note.rule for note in result.notes] == ["UNDECODABLE"]


WRAPPED = (
    "四、政府信息公开行政复议、行政诉讼情况",
    "行政复议 行政诉讼",
    "未经复议直接起诉 复议后起诉",
    "结果 结果 其他结 尚未",
    "总计",
    "结 果 结果 其他 尚未 结果 结果 其他 尚未审",
    "维持 纠正 果 审结",
    "总计 总计",
    "维持 纠正 结果 审结 维持 纠正 结果 结",
)
"""Heads of two lines each, as programs take them line by line from a page."""
COUNTED = "7 6 17 3 33 13 4 8 1 26 12 1 1 6 20"


@pytest.mark.parametrize("values", [COUNTED, " ".join("0" * 15)])
def test_heads_that_are_wrapped_in_their_cells(values: str) -> None:
    facts = by_key(read(*WRAPPED, values, "五、存在的主要问题及改进情况"))

    assert [facts[spec.code, "all"].value for spec in CATALOGUE.t4_columns] == list(map(int, values.split()))


def test_glued_values_below_wrapped_heads_are_the_true_ones_or_left_open() -> None:
    facts = by_key(read(*WRAPPED, COUNTED.replace(" ", ""), "五、存在的主要问题及改进情况"))

    printed = {
        (spec.code, "all"): int(value) for spec, value in zip(CATALOGUE.t4_columns, COUNTED.split(), strict=True)
    }
    known = {key: fact.value for key, fact in facts.items() if fact.state != "ambiguous"}
    assert facts.keys() == printed.keys()
    assert known.items() <= printed.items()


def test_values_below_wrapped_heads_that_do_not_add_up_are_left_open() -> None:
    result = read(*WRAPPED, COUNTED.replace("33", "34"), "五、存在的主要问题及改进情况")

    assert {fact.state for fact in result.facts} == {"ambiguous"}
    assert [note.rule for note in result.notes] == ["UNDECODABLE"]


@pytest.mark.parametrize(
    ("line", "otherwise"),
    [
        pytest.param(3, "其他结 结果 结果 尚未", id="the other results first"),
        pytest.param(6, "纠正 维持 果 审结", id="corrected before upheld"),
        pytest.param(8, "纠正 维持 结果 审结 维持 纠正 结果 结", id="in the second group"),
        pytest.param(2, "复议后起诉 未经复议直接起诉", id="groups exchanged"),
        pytest.param(4, "合计", id="another word"),
    ],
)
def test_wrapped_heads_in_another_order_are_none(line: int, otherwise: str) -> None:
    heads = [*WRAPPED[:line], otherwise, *WRAPPED[line + 1 :]]

    assert read(*heads, COUNTED, "五、存在的主要问题及改进情况").facts == ()


@pytest.mark.parametrize("name", ["乙局", "合计"])
def test_rows_of_several_organs_are_left_open(name: str) -> None:
    result = read(T4_HEADS, f"甲局 {COUNTED}", f"{name} {COUNTED}", "五、存在的主要问题及改进情况")

    assert {fact.state for fact in result.facts} == {"ambiguous"}
    assert [note.rule for note in result.notes] == ["UNDECODABLE"]
