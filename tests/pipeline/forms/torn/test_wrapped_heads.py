"""Torn table T4 whose heads take several lines each, which run into one another."""

import pytest
from torn_text import CATALOGUE, by_key, read

from db.schema.records import Fact

TWO_LINES = (
    "行政复议 行政诉讼",
    "未经复议直接起诉 复议后起诉",
    "类别 结果 结果 其他 尚未",
    "总计 结果 结果 其他 尚未 结果 结果 其他 尚未",
    "维持 纠正 结果 审结 总计 总计",
    "维持 纠正 结果 审结 维持 纠正 结果 审结",
)
ONE_SIGN_A_LINE = (
    "行政复议 行政诉讼",
    "结 结 其 尚 总 未经复议直接起诉 复议后起诉",
    "果 果 他 未 计 结 结 其 尚 总 结 结 其 尚 总",
    "维 纠 结 审 果 果 他 未 计 果 果 他 未 计",
    "持 正 果 结 维 纠 结 审 维 纠 结 审",
    "持 正 果 结 持 正 果 结",
)
NUMBERS = [0, 0, 8, 1, 9, 0, 0, 10, 0, 10, 5, 2, 0, 3, 10]
ROW = " ".join(map(str, NUMBERS))


def read_values(*lines: str) -> list[Fact]:
    facts = by_key(read("四、政府信息公开行政复议、行政诉讼情况", *lines, "五、存在的主要问题及改进情况"))
    return [facts[spec.code, "all"] for spec in CATALOGUE.t4_columns if (spec.code, "all") in facts]


@pytest.mark.parametrize("heads", [TWO_LINES, ONE_SIGN_A_LINE])
@pytest.mark.parametrize("row", [ROW, f"件数 {ROW}", ROW.replace(" ", "\n")])
def test_heads_of_several_lines_each(heads: tuple[str, ...], row: str) -> None:
    assert [fact.value for fact in read_values(*heads, *row.split("\n"))] == NUMBERS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("维持 纠正", "纠正 维持"),
        ("其他 尚未", "尚未 其他"),
        ("行政复议 行政诉讼", "行政诉讼 行政复议"),
        ("未经复议直接起诉 复议后起诉", "复议后起诉 未经复议直接起诉"),
        ("审结", "审"),
        ("类别", "本年度收到的件数"),
    ],
)
def test_heads_in_another_order_or_with_other_signs_leave_the_table_out(old: str, new: str) -> None:
    heads = [line.replace(old, new) for line in TWO_LINES]
    heads = [*heads[:2], new, *heads[2:]] if old == "类别" else heads
    heads[-1] += " 合计以外" if old == "类别" else ""

    assert heads != list(TWO_LINES)
    assert read_values(*heads, ROW) == []


@pytest.mark.parametrize("row", [ROW[:-3], f"{ROW} 3", f"2024.{ROW}", " ".join(map(str, range(15))), f"{ROW}\n3"])
def test_other_numbers_are_no_row_of_the_table(row: str) -> None:
    assert {fact.value for fact in read_values(*TWO_LINES, *row.split("\n"))} <= {None}


def test_heads_of_the_first_group_may_stand_on_both_lines() -> None:
    outcomes = "结果维持结果纠正其他结果尚未审结总计"
    heads = ("行政复议行政诉讼", f"{outcomes}未经复议直接起诉复议后起诉", outcomes * 3)

    assert [fact.value for fact in read_values(*heads, ROW)] == NUMBERS
    assert [fact.value for fact in read_values(*heads, ROW.replace(" ", ""))] != []
