"""Where words end: the two segmenters cut the same, and a text is cut only where somebody asks."""

import json
import random
import sys
from functools import cache
from math import log
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.prose.words import boundaries
from pipeline.prose.words.boundaries import WordEdges, load_jieba, load_segmenter
from pipeline.prose.words.lexicon import load_lexicon

PROSE = Path(__file__).parent / "sentences"
DOMAIN = load_lexicon().words["words.domain"]
PIECES = [
    *DOMAIN, *load_lexicon().words["units.count"], *load_lexicon().words["zero.never"],
    "统一", "三明市", "一次性", "部门", "条例", "收到", "共", "年", "无锡", "12", "3.1", "一百零六", "A", "网", "信息",
]  # fmt: skip


@pytest.fixture(scope="module")
def jieba():
    return load_jieba(DOMAIN)


@pytest.fixture(scope="module")
def rjieba():
    pytest.importorskip("rjieba")
    return load_segmenter(DOMAIN)


def read_runs() -> set[str]:
    lines = [line for path in PROSE.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    return {run for line in lines for run in boundaries._RUN.findall(json.loads(line)["text"])}


def test_both_segmenters_cut_the_labelled_prose_alike(jieba, rjieba):
    runs = read_runs()

    assert len(runs) > 1000
    assert [run for run in runs if list(jieba(run)) != list(rjieba(run))] == []


def test_both_segmenters_cut_words_of_the_list_put_together_alike(jieba, rjieba):
    import jieba as module

    listed = [line.split()[0] for line in module.get_dict_file().read().decode("utf-8").splitlines()]
    draw = random.Random(5)
    runs = ["".join(draw.choices(listed, k=draw.randint(2, 8))) for _ in range(3000)]
    runs = [piece for run in runs for piece in boundaries._RUN.findall(run)]

    assert [run for run in runs if list(jieba(run)) != list(rjieba(run))] == []


@settings(deadline=None, max_examples=100)
@given(run=st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
@example(run="页页页政府信息公开")
def test_both_segmenters_cut_our_words_in_any_order_alike_or_in_two_ways_that_weigh_the_same(jieba, rjieba, run):
    one, other = list(jieba(run)), list(rjieba(run))

    assert one == other or weigh(one) == pytest.approx(weigh(other), rel=1e-12)


@settings(deadline=None, max_examples=100)
@given(run=st.from_regex(boundaries._RUN, fullmatch=True))
@example(run="个个个丂")
def test_both_segmenters_cut_any_signs_alike_or_in_two_ways_that_weigh_the_same(jieba, rjieba, run):
    one, other = list(jieba(run)), list(rjieba(run))

    assert one == other or weigh(one) == pytest.approx(weigh(other), rel=1e-12)


@cache
def read_frequencies() -> tuple[dict[str, int], int]:
    import jieba

    return jieba.Tokenizer().gen_pfdict(jieba.Tokenizer().get_dict_file())


def weigh(words: list[str]) -> float:
    """What the segmenters make as large as they can: the logarithms of the words' shares, added up."""
    frequencies, total = read_frequencies()
    own = dict.fromkeys(DOMAIN, boundaries.DOMAIN_FREQUENCY)
    return sum(log(own.get(word) or frequencies.get(word) or 1) - log(total) for word in words)


def test_jieba_cuts_where_rjieba_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "rjieba", None)

    cut = load_segmenter.__wrapped__(("政府信息公开申请表",))
    assert list(cut("政府信息公开申请表")) == ["政府信息公开申请表"]
    assert list(cut("无锡市")) == ["无锡市"]


def test_a_second_list_of_words_does_not_change_the_first():
    domain = ("锡市公",)

    assert list(load_segmenter(DOMAIN)("无锡市公开")) == ["无锡市", "公开"]
    assert list(load_segmenter(domain)("一锡市公一")) == ["一", "锡市公", "一"]
    assert list(load_segmenter(DOMAIN)("一锡市公一")) == ["一", "锡", "市", "公", "一"]


@pytest.mark.parametrize(
    ("place", "word"),
    [
        pytest.param(0, "收到", id="the first word of the text"),
        pytest.param(3, "无锡市", id="a word behind a comma"),
        pytest.param(5, "无锡市", id="the last sign of a word"),
        pytest.param(2, ",", id="a sign that is in no run"),
        pytest.param(6, "公开", id="the last word of the text"),
    ],
)
def test_the_word_at_a_place(place, word):
    text = "收到,无锡市公开"
    edges = WordEdges(text, DOMAIN)

    assert text[slice(*edges.word_at(place))] == word


def test_only_the_run_that_is_asked_about_is_cut():
    edges = WordEdges("收到,无锡市公开", DOMAIN)
    edges.word_at(4)

    assert edges._known == {3: [3, 6, 8]}
