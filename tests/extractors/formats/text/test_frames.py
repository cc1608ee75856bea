"""Tables that are drawn in plain text, with rules between their rows or without."""

import pytest

from extractors.formats.text.reader import read_text
from extractors.model.source import SourceDocument


def tables(text: str) -> list[list[list[str]]]:
    """The cells of the tables, those in doubt with a mark behind them."""
    found = read_text(SourceDocument(text.encode(), "report.txt")).tables()
    return [[[cell.text + ("?" if cell.doubt else "") for cell in row] for row in table.rows] for table in found]


SPANNED = """
┌────────┬────┬────┐
│项目    │甲  │乙  │
├────┬───┼────┼────┤
│办理│一 │1   │2   │
│    ├───┼────┼────┤
│结果│其 │    │    │
│    │他 │30  │4   │
├────┴───┼────┴────┤
│总计    │31       │
└────────┴─────────┘
"""


def test_cells_of_several_lines_rows_and_columns_stand_at_their_places():
    assert tables(SPANNED) == [
        [
            ["项目", "项目", "甲", "乙"],
            ["办理\n结果", "一", "1", "2"],
            ["办理\n结果", "其\n他", "30", "4"],
            ["总计", "总计", "31", "31"],
        ]
    ]


def test_each_drawn_cell_has_the_place_where_it_begins():
    (table,) = read_text(SourceDocument(SPANNED.encode(), "report.txt")).tables()

    assert table.rows[2][0].origin.locator == "t1.r2c1"
    assert table.rows[2][2].origin.locator == "t1.r3c3"
    assert table.layout == "grid"


@pytest.mark.parametrize(
    "signs", ["━┃┏┳┓┣╋┫┗┻┛", "═║╔╦╗╠╬╣╚╩╝", "─│╭┬╮├┼┤╰┴╯", "-|+++++++++", "=|+++++++++"], ids=lambda signs: signs[2]
)
def test_any_signs_may_draw_a_table(signs):
    drawn = SPANNED.translate(str.maketrans("─│┌┬┐├┼┤└┴┘", signs))

    assert tables(drawn) == tables(SPANNED)


def test_lines_that_a_terminal_was_told_to_draw_are_lines():
    letters = str.maketrans("┘┐┌└┼─├┤┴┬│", "jklmnqtuvwx")
    drawn = "".join(f"\x1b(0{sign.translate(letters)}\x1b(B" if sign in "┘┐┌└┼─├┤┴┬│" else sign for sign in SPANNED)

    assert tables(drawn) == tables(SPANNED)


def test_walls_without_a_sign_where_they_begin_stand_below_one_another():
    drawn = """
+-------------+
| 信息内容    |
|-------------|
| 规章 | 1    |
|------+------|
| 许可 | 2    |
+-------------+
"""

    assert tables(drawn) == [[["信息内容", "信息内容"], ["规章", "1"], ["许可", "2"]]]


def test_blank_lines_between_all_lines_of_a_drawn_table_are_none():
    assert tables(SPANNED.strip().replace("\n", "\n\n")) == tables(SPANNED)


def test_two_drawn_tables_that_touch_are_two():
    assert tables(SPANNED.strip() + "\n" + SPANNED.strip()) == tables(SPANNED) * 2


BARE = """
+----------------+----+----+
| 项目           | 甲 | 乙 |
+----------------+----+----+
| 规章           | 1  | 2  |
| 行政规范性文件 | 3  | 0  |
+----------------+----+----+
"""


def test_rows_without_rules_between_them_are_a_row_a_line():
    assert tables(BARE) == [[["项目", "甲", "乙"], ["规章", "1", "2"], ["行政规范性文件", "3", "0"]]]


def test_numbers_below_which_others_have_no_label_are_in_doubt():
    drawn = BARE.replace("| 行政规范性文件 | 3  | 0  |", "|                | 3  |    |")
    bars = "\n".join(line for line in drawn.split("\n") if "+" not in line)

    assert tables(drawn) == [[["项目", "甲", "乙"], ["规章", "1\n3?", "2?"]]]
    assert tables(bars) == [[["项目", "甲", "乙"], ["规章", "1?", "2?"], ["?", "3?", "?"]]]


def test_heads_above_the_numbers_of_a_row_without_a_label_leave_no_doubt():
    rows = "| 维持 | 纠正 | 总计 |\n|---|---|---|\n| 1 | 0 | 1 |\n"

    assert tables(rows) == [[["维持", "纠正", "总计"], ["1", "0", "1"]]]


@pytest.mark.parametrize("drawn", ["|---|---|\n|---|---|\n", "+--+--+\n+--+--+\n\n┌──┬──┐\n", "├──┤\n├──┤\n"])
def test_rules_around_nothing_are_no_table(drawn):
    assert tables(drawn) == []


def test_a_wall_that_stands_elsewhere_leaves_the_lines_as_they_are():
    drawn = "+----+----+\n| 甲 | 1  |\n+----+----+\n| 乙乙乙 | 2 | 3 |\n+----+----+\n"

    assert tables(drawn) == [[["甲", "1", ""], ["乙乙乙", "2", "3"]]]
