"""The published normalisation of labels: what two prints of one label have in common."""

import pytest

from extractors.model.labels import Folding, LabelKey

FOLDING = Folding(
    signs={ord("⻓"): "长", ord("複"): "复", ord("議"): "议", ord("總"): "总", ord("計"): "计"},
    words=(("其它", "其他"), ("钩稽", "勾稽"), ("或者", "或")),
    numerals="一二三四五六七八九十",
)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        pytest.param("（１）．，：", "(1).,:", id="full-width signs become half-width"),
        pytest.param("①", "1", id="a circled digit becomes a digit"),
        pytest.param("⼀⼆⼈", "一二人", id="Kangxi radicals become common signs"),
        pytest.param("局⻓", "局长", id="a radical of the supplement becomes its sign"),
        pytest.param("结果\u3000维\u00a0持\r\n", "结果维持", id="blanks of every width go"),
        pytest.param("总\u200b计\ufeff\u00ad", "总计", id="invisible signs go"),
        pytest.param("“三安全一稳定”", "三安全一稳定", id="curly quotes go"),
        pytest.param('"三安全一稳定"', "三安全一稳定", id="straight quotes go"),
        pytest.param("「三安全一稳定」", "三安全一稳定", id="corner brackets go"),
        pytest.param("其它", "其他", id="the older sign for other"),
        pytest.param("其 它", "其他", id="a word is folded after its blanks are gone"),
        pytest.param("钩稽关系", "勾稽关系", id="the hook of the sums in its other spelling"),
        pytest.param("複議總計", "复议总计", id="traditional signs"),
        pytest.param("", "", id="nothing stays nothing"),
    ],
)
def test_text_key(printed, key):
    assert FOLDING.text_key(printed) == key
    assert FOLDING.text_key(key) == key


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["結果 維持", "12", "“其它”"], id="signs, blanks and quotes"),
        pytest.param(["其", "它处理"], id="a word over two texts is folded like one"),
        pytest.param(["e", "\u0301a"], id="an accent joins nothing across texts"),
        pytest.param([], id="no texts"),
    ],
)
def test_joined_keys_are_the_key_of_the_joined_text(texts):
    assert FOLDING.join_keys(texts) == FOLDING.text_key("\t".join(texts))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("一、本年新收", LabelKey("本年新收", 1, 1), id="a first level number"),
        pytest.param("十二、其他", LabelKey("其他", 1, 12), id="a number of two numerals"),
        pytest.param("二十一、其他", LabelKey("其他", 1, 21), id="a number of three numerals"),
        pytest.param("（七）总计", LabelKey("总计", 2, 7), id="a second level number in wide brackets"),
        pytest.param("( 七 ) 总 计", LabelKey("总计", 2, 7), id="a second level number in spaced brackets"),
        pytest.param("(七)、总计", LabelKey("总计", 2, 7), id="a second level number with a comma behind it"),
        pytest.param("3.其他", LabelKey("其他", 3, 3), id="a third level number with a stop"),
        pytest.param("3．其它", LabelKey("其他", 3, 3), id="a third level number with a wide stop"),
        pytest.param("3、其他", LabelKey("其他", 3, 3), id="a third level number with a comma"),
        pytest.param("③其他", LabelKey("其他", 3, 3), id="a circled number"),
        pytest.param("3其他", LabelKey("其他", 3, 3), id="a bare number"),
        pytest.param("(3)其他", LabelKey("其他", 3, 3), id="an Arabic number in brackets"),
        pytest.param("总计", LabelKey("总计"), id="no number"),
        pytest.param("\ue5e53.&nbsp;其他\uf0a0", LabelKey("其他", 3, 3), id="private signs, a blank escaped twice"),
        pytest.param("一般情况", LabelKey("一般情况"), id="a numeral that begins a word is no number"),
        pytest.param("2024年度", LabelKey("2024年度"), id="a year is no list number"),
        pytest.param(
            "（二）部分公开（区分处理的，只计这一情形）",
            LabelKey("部分公开", 2, 2, "区分处理的,只计这一情形"),
            id="a note at the end is set aside",
        ),
        pytest.param(
            "本年收费金额（单位：万元）", LabelKey("本年收费金额", note="单位:万元"), id="a unit at the end is a note"
        ),
        pytest.param("规章（件）（含修订）", LabelKey("规章", note="件;含修订"), id="two notes keep their order"),
        pytest.param("（件）", LabelKey("(件)"), id="a note alone is a label"),
        pytest.param("本年增/减", LabelKey("本年增减"), id="strokes inside a label go"),
        pytest.param("五", LabelKey("五"), id="a number alone is a label"),
    ],
)
def test_label_key(printed, expected):
    assert FOLDING.label_key(printed) == expected


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        pytest.param("一", 1, id="one"),
        pytest.param("十", 10, id="ten alone"),
        pytest.param("十五", 15, id="fifteen"),
        pytest.param("二十", 20, id="twenty"),
        pytest.param("九十九", 99, id="ninety-nine"),
        pytest.param("12", 12, id="Arabic digits"),
        pytest.param("一二三", None, id="a row of numerals is none"),
    ],
)
def test_read_ordinal(digits, number):
    assert FOLDING.read_ordinal(digits) == number


def test_a_folding_without_numerals_reads_arabic_numbers_only():
    folding = Folding({}, (), "")

    assert folding.label_key("一、总体情况") == LabelKey("一总体情况")
    assert folding.label_key("1.总体情况") == LabelKey("总体情况", 3, 1)
