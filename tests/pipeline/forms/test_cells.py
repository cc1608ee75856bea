"""The printed text of a cell: a number, or why it is none. Every kind that was seen."""

from decimal import Decimal

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.forms.cells import CellReader, CellReading

READER = CellReader(load_catalogue().values)


def number(value: str | int, unit: str | None = None, remark: str = "", suspicion: str = "") -> CellReading:
    return CellReading("number", Decimal(value), unit, remark, suspicion)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("12", number(12), id="digits"),
        pytest.param("１２", number(12), id="full-width digits"),
        pytest.param(" 12\n", number(12), id="blanks around"),
        pytest.param("\u00a012\u00a0", number(12), id="no-break spaces around"),
        pytest.param("\ufeff12\u200b", number(12), id="invisible signs around"),
        pytest.param("1,234", number(1234), id="a comma between thousands"),
        pytest.param("1，234", number(1234), id="a wide comma between thousands"),
        pytest.param("1,234,567", number(1234567), id="two commas"),
        pytest.param("12件", number(12, "件"), id="a unit"),
        pytest.param("12 项", number(12, "项"), id="a unit after a blank"),
        pytest.param("12(件)", number(12, "件"), id="a unit in brackets"),
        pytest.param("3.0", number(3), id="a decimal that is whole"),
        pytest.param("0.00", number(0), id="a zero with decimals"),
        pytest.param("24252.311082", number("24252.311082"), id="six decimals stay six"),
        pytest.param("4166.241619", number("4166.241619"), id="decimals are exact"),
        pytest.param("4.50", number("4.50"), id="printed digits are kept"),
        pytest.param("251000元", number(251000, "元"), id="money in yuan"),
        pytest.param("73802895.90元", number("73802895.90", "元"), id="money with fen"),
        pytest.param("976.81万元", number("976.81", "万元"), id="money in ten thousands"),
        pytest.param("0", number(0), id="zero is a number"),
        pytest.param("零", number(0), id="the word zero"),
        pytest.param("零件", number(0, "件"), id="the word zero with a unit"),
        pytest.param("&nbsp;12&#160;", number(12), id="blanks escaped twice"),
        pytest.param("\x0712\x00", number(12), id="controls around"),
        pytest.param("\ue5e512\ue5e5", number(12), id="the blank of the typesetters"),
        pytest.param("1\ue5e52", number(12, suspicion="digits apart"), id="that blank between digits"),
        pytest.param("〇", number(0), id="the round zero"),
        pytest.param("O", number(0, suspicion="a letter O stands for the zero"), id="a capital O"),
        pytest.param("o", number(0, suspicion="a letter O stands for the zero"), id="a small o"),
        pytest.param("-18", number(-18), id="a minus"),
        pytest.param("－18", number(-18), id="a full-width minus"),
        pytest.param("−18", number(-18), id="a mathematical minus"),
        pytest.param("007", number(7, suspicion="leading zero"), id="a leading zero"),
        pytest.param("1 2", number(12, suspicion="digits apart"), id="a blank between digits"),
        pytest.param(
            "1\n0（40）", number(10, remark="40", suspicion="digits apart"), id="a blank between digits before a remark"
        ),
        pytest.param("22（其中修订1 6件）", number(22, remark="其中修订16件"), id="a blank between digits of a remark"),
        pytest.param("037188123456", number(37188123456, suspicion="leading zero"), id="a phone number"),
        pytest.param("371881234", number(371881234, suspicion="unusually long"), id="a number of nine digits"),
        pytest.param("22（其中修订16件）", number(22, remark="其中修订16件"), id="a remark behind"),
        pytest.param("22\n（其中修订16件）", number(22, remark="其中修订16件"), id="a remark on its own line"),
        pytest.param("（其中修订16件）\n22", number(22, remark="其中修订16件"), id="a remark before"),
        pytest.param(
            "55（含自然失效29件）", number(55, remark="含自然失效29件"), id="a remark with a number of its own"
        ),
        pytest.param("22件（其中修订16件）", number(22, "件", "其中修订16件"), id="a unit and a remark"),
        pytest.param("22，其中修订16件", number(22, remark="其中修订16件"), id="a remark without brackets"),
        pytest.param("22件\n其中修订16件", number(22, "件", "其中修订16件"), id="the same on a line of its own"),
        pytest.param("其中修订16件\n22", number(22, remark="其中修订16件"), id="the same on the line above"),
        pytest.param("22【注1】", number(22, remark="注1"), id="a remark in black brackets"),
        pytest.param("22①", number(22, remark="①"), id="the mark of a note is no digit"),
        pytest.param("22¹", number(22, remark="¹"), id="nor is one above the line"),
        pytest.param("22①件", number(22, "件", "①"), id="a mark before the unit"),
        pytest.param("22*", number(22, remark="*"), id="an asterisk"),
        pytest.param(
            "⒉0",
            CellReading("number", Decimal(0), remark="⒉", suspicion="digits off the line"),
            id="a mark before a digit",
        ),
        pytest.param("②", number(2, suspicion="a digit in a ring"), id="nothing but a ringed digit"),
        pytest.param(" ⓪ ", number(0, suspicion="a digit in a ring"), id="a ringed nought"),
        pytest.param("㉑", number(21, suspicion="a digit in a ring"), id="a ringed number beyond twenty"),
        pytest.param("❸", number(3, suspicion="a digit in a ring"), id="a black one"),
        pytest.param("⓬", number(12, suspicion="a digit in a ring"), id="a black one beyond ten"),
        pytest.param("②件", number(2, "件", suspicion="digits off the line"), id="a ringed digit with a unit"),
        pytest.param("①⑤", number(15, suspicion="digits off the line"), id="two ringed digits"),
        pytest.param("2⓪", number(2, remark="⓪", suspicion="digits off the line"), id="a ringed nought behind a digit"),
        pytest.param("22㉑", number(22, remark="㉑"), id="the mark of a note beyond twenty"),
        pytest.param("/（0）", number(0), id="a slash and a nought in brackets"),
        pytest.param("无(0件)", number(0, "件"), id="none and a nought with a unit"),
        pytest.param("22件。", number(22, "件"), id="a full stop"),
        pytest.param("12\u20639", number(129, suspicion="digits of two sizes"), id="smaller digits behind"),
        pytest.param("\u206197", number(97, suspicion="digits set on one another"), id="digits on top of others"),
        pytest.param("\u202e21\u202c", number(21, suspicion="digits set from right to left"), id="set backwards"),
        pytest.param(
            "55（更正为274）", number(55, remark="更正为274", suspicion="a remark corrects it"), id="a correction"
        ),
        pytest.param("\u200e22\u200f", number(22), id="signs that say which way to read"),
        pytest.param("￥251000", number(251000, suspicion="a sign of money without a unit"), id="and no unit"),
        pytest.param("￥251000元", number(251000, "元"), id="the sign of the currency"),
    ],
)
def test_a_number(raw, expected):
    assert READER.read(raw) == expected


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        pytest.param("", "blank", id="nothing"),
        pytest.param(" \t\n\u3000\u00a0", "blank", id="blanks of every width"),
        pytest.param("\u200b", "blank", id="an invisible sign"),
        pytest.param("/", "slash", id="a slash"),
        pytest.param("／", "slash", id="a wide slash"),
        pytest.param("\\", "slash", id="a backslash"),
        pytest.param("-", "dash", id="a hyphen"),
        pytest.param("—", "dash", id="a long dash"),
        pytest.param("——", "dash", id="a double dash"),
        pytest.param("－", "dash", id="a wide hyphen"),
        pytest.param("无", "text_na", id="the word none"),
        pytest.param("不涉及", "text_na", id="not concerned"),
        pytest.param("不适用", "text_na", id="not applicable"),
        pytest.param("没有", "text_na", id="there is none"),
        pytest.param("N/A", "text_na", id="English not applicable"),
        pytest.param("Ｎ／Ａ", "text_na", id="the same in full width"),
        pytest.param("#REF!", "illegible", id="a spreadsheet error"),
        pytest.param("�", "illegible", id="a replacement sign"),
        pytest.param("□", "illegible", id="an empty box"),
        pytest.param("见附件", "text", id="a pointer to an annex"),
        pytest.param("3（其中…2", "text", id="a bracket never closed"),
        pytest.param("3-5", "text", id="a range"),
        pytest.param("2024年1月2日", "text", id="a date"),
        pytest.param("0371-88123456", "text", id="a phone number with a hyphen"),
        pytest.param("3;5", "text", id="two numbers"),
        pytest.param("1,23", "text", id="a comma that parts no thousands"),
        pytest.param("1.2.3", "text", id="two points"),
        pytest.param("961716\n.", "text", id="a point broken off its number"),
        pytest.param("12个半", "text", id="more than a unit behind"),
        pytest.param("约12", "text", id="a word before"),
        pytest.param("其中修订\n16", "text", id="a remark whose own number slipped down"),
        pytest.param("22 另有3件", "text", id="a second number beside"),
        pytest.param("─", "dash", id="a line drawn"),
        pytest.param("———", "dash", id="three long dashes"),
        pytest.param("－－－－", "dash", id="four wide hyphens"),
        pytest.param("///", "slash", id="three slashes"),
        pytest.param("null", "illegible", id="what a template prints for nothing"),
        pytest.param("3（其中2）1", "text", id="digits on both sides of a remark"),
        pytest.param("1【注】2", "text", id="on both sides of a note"),
        pytest.param("12*3", "text", id="on both sides of an asterisk"),
        pytest.param("/（3）", "text", id="a slash and a number in brackets"),
        pytest.param("-⑴⑶", "text", id="a stroke before digits in brackets"),
        pytest.param("无（3件）", "text", id="none and a number with a unit"),
        pytest.param("无（上年3件）", "text_na", id="none and a remark on another year"),
        pytest.param("⑴", "text", id="a digit in brackets of its own"),
        pytest.param("-⑵", "text", id="a minus before a number in brackets"),
        pytest.param("—（3）", "text", id="the same with a long dash"),
        pytest.param("—（不涉及）", "dash", id="a dash with a remark"),
        pytest.param("增3", "text", id="a sign in words outside the change columns"),
    ],
)
def test_no_number(raw, state):
    reading = READER.read(raw)

    assert (reading.state, reading.value) == (state, None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        pytest.param("-18", -18, id="a minus"),
        pytest.param("－18", -18, id="a wide minus"),
        pytest.param("减18", -18, id="the word less"),
        pytest.param("减少18", -18, id="the word lessened"),
        pytest.param("↓18", -18, id="an arrow down"),
        pytest.param("负18", -18, id="the word negative"),
        pytest.param("+5", 5, id="a plus"),
        pytest.param("增5", 5, id="the word more"),
        pytest.param("增加5项", 5, id="the word added with a unit"),
        pytest.param("↑5", 5, id="an arrow up"),
        pytest.param("0", 0, id="no change"),
    ],
)
def test_a_change_may_carry_its_sign_in_words(raw, value):
    reading = READER.read(raw, "signed")

    assert (reading.state, reading.value) == ("number", Decimal(value))


def test_a_word_without_a_number_is_no_change():
    assert READER.read("增", "signed").state == "text"


@pytest.mark.parametrize("raw", ["12", "", "/", "无", "减3", "22（其中修订16件）", "#REF!"])
def test_what_may_stand_in_a_value_column(raw):
    assert READER.is_value(raw)


@pytest.mark.parametrize("raw", ["规章", "1.属于国家秘密", "见附件", "总计"])
def test_what_parts_label_from_values(raw):
    assert not READER.is_value(raw)
