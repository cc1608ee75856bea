"""Words are found as one long regular expression would find them, and numbers as without any short cut."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.model.nfkc import nfkc
from pipeline.prose.counts import CountReader
from pipeline.prose.phrases import Passage
from pipeline.prose.words.fold import fold_prose
from pipeline.prose.words.hits import HitFinder
from pipeline.prose.words.lexicon import load_lexicon
from pipeline.prose.words.masks import find_beside
from pipeline.prose.words.numerals import Grammar
from pipeline.prose.words.vocabulary import YEAR_SLOT, Vocabulary

PROSE = Path(__file__).parent / "sentences" / "constructions.jsonl"
LEXICON = load_lexicon()
WORDS = sorted(LEXICON.concepts)
YEAR = re.compile(r"\d{4}年度?")


def spell_out(words) -> re.Pattern[str]:
    """Any of the words, the longest first; a year is longer than its slot in no word that matters here."""
    spelt = (re.escape(word).replace(re.escape(YEAR_SLOT), LEXICON.year.pattern) for word in words)
    return re.compile("|".join(sorted(spelt, key=len, reverse=True)))


EVERY_WORD = spell_out(WORDS)


def find(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end, _ in LEXICON.vocabulary.find(text, 0, len(text))]


def test_words_of_the_labelled_prose_are_those_of_one_long_expression():
    texts = [json.loads(line)["text"] for line in PROSE.read_text(encoding="utf-8").splitlines()]
    texts = [fold_prose(text, LEXICON.folding).text for text in texts]

    assert [text for text in texts if find(text) != [match.span() for match in EVERY_WORD.finditer(text)]] == []


FINDER = HitFinder(LEXICON)


def find_hits(text: str, is_in_name=None):
    return FINDER.find(text, 0, len(text), is_in_name)


def find_hits_at_once(text: str):
    """With the question whether a word is part of a name a sentence is read as a whole."""
    return find_hits(text, lambda start, end, concepts: False)


def test_words_found_piece_by_piece_are_those_of_the_whole_text():
    texts = [json.loads(line)["text"] for line in PROSE.read_text(encoding="utf-8").splitlines()]
    texts = [fold_prose(text, LEXICON.folding).text for text in texts]

    assert [text for text in texts if find_hits(text) != find_hits_at_once(text)] == []


PIECES = [*(word.replace(YEAR_SLOT, "2024年度") for word in WORDS), "2023年", "12", "的", "一", ",", "有", "新"]


@settings(deadline=None, max_examples=150)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8), cut=st.integers(0, 3))
def test_words_in_any_order_are_those_of_one_long_expression(pieces, cut):
    text = "".join(pieces)[cut:]

    assert find(text) == [match.span() for match in EVERY_WORD.finditer(text)]


@settings(deadline=None, max_examples=150)
@given(pieces=st.lists(st.sampled_from([*PIECES, "、", "和", "局", "。", ":"]), max_size=8), cut=st.integers(0, 3))
def test_words_in_any_order_are_found_piece_by_piece_as_in_the_whole_text(pieces, cut):
    text = "".join(pieces)[cut:]

    assert find_hits(text) == find_hits_at_once(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("12345热线3件", ["12345热线"], id="a word that begins with digits"),
        pytest.param("申请3件,全国12315平台5件", ["申请", "全国12315平台"], id="a word with digits between its signs"),
        pytest.param("3件申请结转2025年度", ["申请", "结转2025年度"], id="a word with a year"),
        pytest.param("县(市、区)3个", ["县(市、区)"], id="a word with brackets and the sign of a list"),
    ],
)
def test_words_that_hold_digits_or_signs_are_not_cut(text, found):
    assert [text[hit.start : hit.end] for hit in find_hits(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("收到", ["收到"], id="the longer of two words that begin alike"),
        pytest.param("收", ["收"], id="a word of one sign at the end of the text"),
        pytest.param("收申请", ["收", "申请"], id="a word of one sign before another"),
        pytest.param("结转2025年度办", ["结转2025年度"], id="a word with a year rather than the word before the year"),
        pytest.param("2024年结转", ["2024年结转"], id="a word that begins with a year"),
        pytest.param("", [], id="no text"),
    ],
)
def test_the_longest_word_at_each_place_is_found(text, found):
    concepts = {word: frozenset({"x"}) for word in ("收", "收到", "申请", "结转", "结转{year}", "{year}结转")}
    vocabulary = Vocabulary(concepts, YEAR)

    assert [text[start:end] for start, end, _ in vocabulary.find(text, 0, len(text))] == found


def test_no_word_reaches_over_the_end_of_the_piece():
    vocabulary = Vocabulary({"申请": frozenset({"x"}), "申请公开": frozenset({"y"})}, YEAR)

    assert list(vocabulary.find("申请公开", 0, 3)) == [(0, 2, frozenset({"x"}))]


@pytest.mark.parametrize("mask", [mask for mask in LEXICON.not_a_count if mask.signs], ids=lambda mask: mask.name)
def test_what_is_no_count_has_one_of_the_signs_that_are_looked_for_first(mask):
    @settings(deadline=None, max_examples=60)
    @given(text=st.from_regex(mask.pattern))
    def check(text):
        for match in re.finditer(mask.pattern, text):
            assert not mask.signs.isdisjoint(text[max(0, match.start() - 4) : match.end() + 4])

    check()


def test_of_the_labelled_prose_every_number_that_counts_nothing_is_found_though_few_kinds_are_looked_for():
    texts = [json.loads(line)["text"] for line in PROSE.read_text(encoding="utf-8").splitlines()]
    for text in (fold_prose(text, LEXICON.folding).text for text in texts):
        numbers = [(one.start, one.end) for one in MAY_COUNT.find(text)]
        spans = [span for mask in LEXICON.not_a_count for span in mask.find(text, 0, len(text))]
        found = LEXICON.masks.find(text, 0, len(text), numbers)

        touched = [any(first < end and start < last for first, last in found) for start, end in numbers]
        assert touched == [any(first < end and start < last for first, last in spans) for start, end in numbers], text


EVERY_NUMBER, MAY_COUNT = Grammar(LEXICON.numbers), CountReader(LEXICON).grammar


@pytest.mark.parametrize("mask", [mask for mask in LEXICON.not_a_count if mask.beside], ids=lambda mask: mask.name)
def test_what_is_no_count_has_one_of_its_signs_beside_every_number_that_it_touches(mask):
    @settings(deadline=None, max_examples=300)
    @example(before="", text="万分之点", after="0")
    @given(before=st.text(FOLDED, max_size=3), text=st.from_regex(mask.pattern), after=st.text(FOLDED, max_size=3))
    def check(before, text, after):
        text = fold_prose(before + text + after, LEXICON.folding).text
        spans = mask.find(text, 0, len(text))
        for number in MAY_COUNT.find(text):
            if any(start < number.end and number.start < end for start, end in spans):
                assert not mask.beside.isdisjoint(find_beside(text, number.start, number.end))

    check()


FOLDED = "0123456789一二三十百万年月日.,-、:条件次审不"


@pytest.mark.parametrize("mask", [mask for mask in LEXICON.not_a_count if mask.starts], ids=lambda mask: mask.name)
def test_what_is_no_count_is_found_alike_where_only_the_signs_it_begins_with_are_looked_at(mask):
    @settings(deadline=None, max_examples=150)
    @given(before=st.text(FOLDED, max_size=4), text=st.from_regex(mask.pattern), after=st.text(FOLDED, max_size=4))
    def check(before, text, after):
        text = before + text + after
        plain = re.compile(mask.pattern)
        assert list(mask.find(text, 0, len(text))) == [match.span() for match in plain.finditer(text)]
        inner = [match.span() for match in plain.finditer(text, 1, len(text) - 1)]
        assert list(mask.find(text, 1, len(text) - 1)) == inner

    check()


NUMBERS = [
    "一",
    "三",
    "统一",
    "十",
    "百",
    "万",
    "12",
    "3.1",
    "1,842",
    "数",
    "余",
    "上",
    "至",
    "-",
    "件",
    "条",
    "点",
    "几",
    "的",
]


@settings(deadline=None, max_examples=100)
@given(text=st.lists(st.sampled_from(NUMBERS), max_size=14).map("".join))
def test_numbers_that_are_not_wanted_change_nothing_about_the_others(text):
    wanted = [one for one in EVERY_NUMBER.find(text) if text[one.end : one.end + 1] in {"件", "条"}]

    assert list(Grammar(LEXICON.numbers, "[件条]", "[件条]").find(text)) == wanted


def test_a_unit_that_is_printed_as_it_was_read_needs_no_other_form():
    units = {*LEXICON.words["units.count"], *LEXICON.words["units.money"]}

    assert [unit for unit in units if nfkc(unit) != unit or fold_prose(unit, LEXICON.folding).text != unit] == []


@settings(deadline=None, max_examples=300)
@given(text=st.lists(st.sampled_from([*NUMBERS, ",", ".", "零", "多", "亿", "二"]), max_size=14).map("".join))
def test_a_lone_run_of_digits_is_the_number_that_the_whole_grammar_finds(text):
    text = text.replace("至", "").replace("-", "")  # a range is one number
    whole = [match.span() for match in EVERY_NUMBER._pattern.finditer(text)]

    assert [(one.start, one.end) for one in EVERY_NUMBER.find(text)] == whole


@settings(deadline=None, max_examples=100)
@given(
    text=st.lists(st.sampled_from(["收到", " ", "\n", "　", "１２", "3", "，", "。", "件", "(fā)"]), max_size=20).map(
        "".join
    )
)
def test_every_sign_of_the_folded_text_knows_where_it_comes_from(text):
    prose = fold_prose(text, LEXICON.folding)

    for place, sign in enumerate(prose.text):
        start, end = prose.span(place, place + 1)
        printed = fold_prose(text[start:end], LEXICON.folding).text
        assert (printed or " ") == sign or sign in " \n、,"


def test_words_of_a_span_are_found_over_the_ends_of_sentences():
    passage = Passage(fold_prose("收到申请3件。办结2件。", LEXICON.folding), LEXICON)

    assert [passage.text[hit.start : hit.end] for hit in passage.hits_in((2, 11))] == ["申请", "办结"]
    assert passage.hits_in((3, 3)) == []
