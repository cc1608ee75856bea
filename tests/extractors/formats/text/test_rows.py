import pytest

from extractors.formats.text.reader import read_text
from extractors.model.source import SourceDocument

HEAD = "申请数量\t自然人\t商业企业\t科研机构\t总计\n"
WHOLE = "本年新收\t1\t2\t3\t6\n"


def read(text: str) -> list[list[str]]:
    """The cells of the one table, those in doubt with a mark behind them."""
    (table,) = read_text(SourceDocument(text.encode(), "report.txt")).tables()
    return [[cell.text + ("?" if cell.doubt else "") for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        pytest.param("上年结转\t12\t3\n4\t5\t51", ["12?", "34?", "5?", "51?"], id="inside a number"),
        pytest.param("上年结转\t12\n3\t4\t19", ["12?", "3?", "4?", "19?"], id="between two numbers"),
        pytest.param("上年结转\t12\t\n3\t4\t19", ["12?", "3?", "4?", "19?"], id="behind the tab"),
        pytest.param("上年结转\t12\n\t3\t4\t19", ["12?", "3?", "4?", "19?"], id="before the tab"),
        pytest.param("上年结转\t1\n2\t3\t4\t1\n9", ["12?", "3?", "4?", "19?"], id="twice, and last inside its end"),
    ],
)
def test_a_row_that_breaks_among_its_values_is_put_together_in_doubt(lines, cells):
    text = f"{HEAD}{WHOLE}{lines}\n"

    assert read(text)[-1] == ["上年结转", *cells]


def test_a_row_whose_pieces_do_not_fit_stays_apart_in_doubt_with_all_that_it_lacks():
    text = f"{HEAD}{WHOLE}上年结转\t12\n3\n"

    assert read(text)[-1] == ["上年结转", "12?", "?", "?", "?"]
    assert read(f"{HEAD}{WHOLE}上年结转\t12\n3\t4\n")[-2:] == [
        ["上年结转", "12?", "?", "?", "?"],
        ["3?", "4?", "?", "?", "?"],
    ]


def test_no_row_is_put_together_where_the_longest_one_breaks_too():
    text = "申请数量\t自然人\t企业\n本年新收\t1\t2\t3\n4\t10\n上年结转\t0\n3\t3\n"

    assert read(text)[-2:] == [["上年结转", "0?", "?", "?"], ["3?", "3?", "?", "?"]]


def test_a_break_behind_the_label_leaves_the_cells_of_its_row_in_doubt():
    text = f"{HEAD}{WHOLE}上年结转\n".replace("上年结转", "上年\t结转") + "12\t3\t4\t\n"

    assert read(text)[-2] == ["上年", "结转", "?", "?", "?"]


def test_rows_of_labels_of_several_lengths_are_not_in_doubt():
    text = "行政复议\t行政诉讼\n维持\t纠正\t总计\n1\t0\t1\n其他\t2\t\n数量\t3\n"

    assert read(text)[2:] == [["1", "0", "1"], ["其他", "2", ""], ["数量", "3", ""]]


def test_a_rule_of_several_lines_under_a_head_is_no_row():
    text = "| 自然人 | 企业 |\n|---|\n---|\n| 1 | 2 |\n"

    assert read(text) == [["自然人", "企业"], ["1", "2"]]


def test_a_label_that_stands_further_to_the_left_than_the_one_above_leaves_no_doubt():
    text = "| 办理结果 | 其他处理 | 其他 | 1 | 2 |\n|---|---|---|---|---|\n|  |  | 其他 | 1 | 2 |\n|  | 总计 |  | 3 | 4 |\n"

    assert read(text)[1:] == [["", "", "其他", "1", "2"], ["", "总计", "", "3", "4"]]


def test_heads_that_go_on_in_the_next_line_are_put_together():
    text = "|  | 自然人 | 法律服务机 | 科研机 |\n|---|---|---|---|\n|  |  | 构 | 构 |\n| 本年新收 | 1 | 2 | 3 |\n"

    assert read(text)[0] == ["", "自然人", "法律服务机\n构", "科研机\n构"]


@pytest.mark.parametrize(
    "below", ["| 规章 | 无 | 无 | 无 |", "|  | 部分公开 | 无 | 无 |", "|  |  | 构 |  |", "|  | 自然人 | 业 | 构 |"]
)
def test_words_below_heads_that_may_be_a_row_stay_one(below):
    text = f"|  | 自然人 | 商业企 | 科研机 |\n|---|---|---|---|\n{below}\n| 许可 | 1 | 2 | 3 |\n"

    assert len(read(text)) == 3


def test_a_number_that_goes_on_in_a_whole_line_is_in_doubt():
    text = "项目| 数量| 备注\n---|---|---\n许可| 4| 无\n处罚| 21\n19| |   \n"

    assert read(text)[2:] == [["处罚", "21?", "?"], ["19?", "?", "?"]]
