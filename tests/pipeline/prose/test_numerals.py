import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import load_lexicon
from pipeline.prose.words.numerals import Grammar, Numeral

GRAMMAR = Grammar(load_lexicon().numbers)


def read(raw: str) -> Numeral:
    numeral = GRAMMAR.read(raw)
    assert numeral is not None, raw
    return numeral


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        pytest.param("411", 411, id="plain digits"),
        pytest.param("1,234,567", 1234567, id="thousands separators"),
        pytest.param("3.1万", 31000, id="a decimal of ten thousands"),
        pytest.param("1万2千", 12000, id="Arabic digits with two scales"),
        pytest.param("1万2", 12000, id="a last digit counts in tenths of the scale before"),
        pytest.param("3亿5000万", 350000000, id="hundred millions and ten thousands"),
        pytest.param("1.2亿", 120000000, id="a decimal of hundred millions"),
        pytest.param("一百零六", 106, id="a zero between"),
        pytest.param("一百六", 160, id="a short tail after a hundred"),
        pytest.param("三万五", 35000, id="a short tail after ten thousand"),
        pytest.param("一万零五", 10005, id="no short tail after a zero"),
        pytest.param("两万三千", 23000, id="liang for two"),
        pytest.param("廿三", 23, id="the sign for twenty"),
        pytest.param("十", 10, id="ten without a one"),
        pytest.param("二〇二四", 2024, id="digits read one by one"),
        pytest.param("三点一万", 31000, id="a decimal point in words"),
        pytest.param("一万亿", 1000000000000, id="a group on a group"),
        pytest.param("零", 0, id="zero in words"),
        pytest.param("33万零410", 330_410, id="a zero between words and digits"),
    ],
)
def test_an_exact_number_is_read(raw, value):
    numeral = read(raw)

    assert (numeral.value, numeral.approximate) == (Decimal(value), False)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        pytest.param("200余", 200, id="and some, after the digits"),
        pytest.param("200+", 200, id="and some, as a sign"),
        pytest.param("9千多", 9000, id="and more, after a scale"),
        pytest.param("百余", 100, id="a hundred and some"),
        pytest.param("百余万", 1000000, id="some between two scales"),
        pytest.param("上百", 100, id="up to a hundred"),
        pytest.param("十几", 10, id="ten and a few"),
        pytest.param("三百五六十", 350, id="neighbouring digits behind a hundred"),
        pytest.param("二十三四", 23, id="neighbouring digits at the end"),
        pytest.param("一万二三千", 12000, id="neighbouring digits between two scales"),
        pytest.param("数十", None, id="tens give no number"),
        pytest.param("几百", None, id="hundreds give no number"),
        pytest.param("三五", None, id="neighbouring digits give no number"),
    ],
)
def test_an_approximate_number_says_so(raw, value):
    numeral = read(raw)

    assert numeral.approximate is True
    assert numeral.value == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("3至5", 3, 5, id="from three to five"),
        pytest.param("3-5", 3, 5, id="with a hyphen"),
        pytest.param("3至5万", 30000, 50000, id="the scale of the end holds for the start"),
        pytest.param("十至十五", 10, 15, id="in words"),
    ],
)
def test_a_range_has_two_ends(text, low, high):
    (numeral,) = GRAMMAR.find(text)

    assert (numeral.value, numeral.value_max, numeral.approximate) == (Decimal(low), Decimal(high), True)


def in_words(number: int, liang: bool = False) -> str:
    """The number in Chinese, written independently of the grammar under test."""
    digits = "零一二三四五六七八九"
    if number == 0:
        return digits[0]

    def below_ten_thousand(rest: int) -> str:
        words = ""
        for scale, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, rest = divmod(rest, scale)
            words += digits[digit] + sign if digit else "零"
        return re.sub("零+", "零", words).rstrip("零")

    words = ""
    for scale, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, scale)
        if part:
            words += ("零" if part < 1000 and words else "") + below_ten_thousand(part).lstrip("零") + sign
    words = words.removeprefix("一") if words.startswith("一十") else words
    return re.sub("^二(?=[千万亿])", "两", words) if liang else words


STYLES = {
    "Arabic": str,
    "separated": lambda n: f"{n:,}",
    "full width": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "words": in_words,
    "words with liang": lambda n: in_words(n, liang=True),
    "ten thousands": lambda n: f"{Decimal(n) / 10000:f}万",
}


@settings(deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(STYLES)))
def test_any_number_comes_back_from_any_style(number, style):
    text = f"全年共收到政府信息公开申请{STYLES[style](number)}件。"

    (figure,) = read_figures(text, 1, load_lexicon())

    assert (figure.indicator, figure.value, figure.unit) == ("requests_received", Decimal(number), "件")
    assert figure.approximate is False
    assert text[figure.start : figure.end] == figure.raw


@settings(deadline=None)
@given(
    st.integers(1, 10**7),
    st.sampled_from(["约{}件", "近{}件", "{}余件", "{}+件", "{}多件", "超过{}件", "{}件以上", "突破{}件", "{}件左右"]),
)
def test_an_approximate_number_never_looks_exact(number, pattern):
    text = f"全年共收到政府信息公开申请{pattern.format(number)}。"

    (figure,) = read_figures(text, 1, load_lexicon())

    assert (figure.value, figure.approximate) == (Decimal(number), True)


@settings(deadline=None)
@given(
    st.integers(1, 99999), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.sampled_from([" ", "\n", "\u3000"])
)
def test_blanks_inside_a_number_do_not_cut_it(number, places, blank):
    digits = str(number)
    cuts = sorted({place for place in places if place < len(digits)})
    parts = [digits[a:b] for a, b in zip([0, *cuts], [*cuts, len(digits)], strict=True)]
    text = f"微信公众号发布信息 {blank.join(parts)} 条。"

    values = [figure.value for figure in read_figures(text, 1, load_lexicon())]

    is_year_like = re.fullmatch("(19|20)..", parts[0]) is not None
    assert is_year_like or values == [Decimal(number)]


@settings(deadline=None)
@given(st.integers(1, 10**8 - 1))
def test_the_grammar_agrees_with_cn2an(number):
    cn2an = pytest.importorskip("cn2an")

    assert read(in_words(number)).value == cn2an.cn2an(in_words(number), "smart")


@settings(deadline=None)
@given(st.integers(1, 10**8 - 1))
def test_the_grammar_agrees_with_chinese2digits(number):
    chinese2digits = pytest.importorskip("chinese2digits")

    found = chinese2digits.takeNumberFromString(in_words(number))["digitsStringList"]

    assert [read(in_words(number)).value] == [Decimal(one) for one in found]
