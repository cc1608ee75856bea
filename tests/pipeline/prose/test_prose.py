"""Labelled prose: how many of the counts that people see are found, and how many get the right name.

A case has the text and its figures; one with indicator null is a real count outside the 70 and may be found or not.
``voices`` was labelled before it was read, batch by batch (the first two digits of a case): each batch in other words.
Its figures are of the issuer and of the year where they say nothing else.
``blind`` was labelled before any rule had been read (x) or after the mends that the batch before led to (y to v), and
no label was changed afterwards. Read for the first time, F1 for counts / for indicator and value was: x (50 cases)
0.997 / 0.936, y (40) 0.998 / 0.921, z (40) 1.000 / 0.952, w (40) 0.997 / 0.901, v (40) 0.994 / 0.906, u (70)
0.985 / 0.926, t (70) 0.995 / 0.900. This is how unknown prose is read; the floors below are those of the same texts
after the mends.
``turns`` holds the turns of phrase that u and t led to, each in several wordings of our own that were written before
the mends (k), and sentences on every subject that were written after them (m to p). These, read for the first time, gave
0.994 / 0.937, before some of their labels were put right.
``kept`` (s, 80 cases) was written like ``blind``: 0.988 / 0.945 before the mends that u and t led to, 0.988 / 0.948 after
them. Only words that were cut wrong and a few of carrying over were mended for it; no rule was made after its sentences.
Two more sets (r and q, 60 cases each; r of clerks of every manner, q mostly plain official prose), read for the first
time, gave 0.996 / 0.954 and 0.999 / 0.972; nothing was mended after them but what some of their misses have in common
with other texts: short verbs, kinds without a verb, numbers told again, words of the traditional script.
``short`` (e and f, 40 cases of few sentences each) was labelled before it was read. e was written with those turns in
mind: 0.990 / 0.949 without those mends and 0.994 / 0.970 with them; two of its labels were put right before that, after
other sets that have the same turn. f was written at large: 0.986 / 0.952 without them and 0.986 / 0.955 with them and
with what e had led to. What was of a kind was mended then, and no label was changed.
``tails`` and ``aside`` are two thirds and one third of one set: x is passages in the manner of many organs, t every
indicator in short sentences with rare words, u and v more of both. All was labelled before it was read; the third was
laid aside and only counted until the last mend. Read for the first time, tails had 0.995 / 0.930 and aside 0.993 / 0.928;
after the mends that tails, sentences put together by program and ``others`` led to, aside had 0.994 / 0.940: what helps
one text of rare words helps another little. Some labels of tails that were against the usage of the other sets were put
right after the first reading (its first figure has that already), none of aside.
``others`` are counts of everything else that such reports hold; none may get a name.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import INDICATORS, build_lexicon, load_lexicon
from pipeline.prose.words.lexicon import PROSE as WORDS

PROSE = Path(__file__).parent / "sentences"
CLOSE = 1e-6


@dataclass
class Tally:
    """Right, found and wanted figures."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted)


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (PROSE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def is_same(wanted: dict, figure, *, by_name: bool) -> bool:
    if by_name and wanted["indicator"] != figure.indicator:
        return False
    is_there = wanted["start"] < figure.end and figure.start < wanted["end"]
    return (
        is_there
        and figure.value is not None
        and abs(float(figure.value) - wanted["value"]) <= CLOSE * max(1, wanted["value"])
    )


def count_right(wanted: list[dict], figures: list, *, by_name: bool) -> tuple[int, list]:
    """How many are right, each figure used once, and the figures that are left."""
    left, right = list(figures), 0
    for one in sorted(wanted, key=lambda one: one["start"]):
        partner = next((figure for figure in left if is_same(one, figure, by_name=by_name)), None)
        if partner is not None:
            left.remove(partner)
            right += 1
    return right, left


def score(name: str) -> tuple[Tally, Tally]:
    """What is found at all, and what is found under its own name."""
    found, named = Tally(), Tally()
    for case in cases(name):
        figures = [one for one in read_figures(case["text"], 1, load_lexicon()) if one.value is not None]
        known = [one for one in case["figures"] if one["indicator"] is not None]
        others = [one for one in case["figures"] if one["indicator"] is None]
        right, left = count_right(known, figures, by_name=False)
        _, left = count_right(others, left, by_name=False)
        found.right, found.wanted, found.found = (
            found.right + right,
            found.wanted + len(known),
            found.found + right + len(left),
        )
        own = [one for one in figures if one.indicator is not None]
        named.right += count_right(known, own, by_name=True)[0]
        named.wanted, named.found = named.wanted + len(known), named.found + len(own)
    return found, named


@pytest.mark.parametrize(
    ("name", "found_floor", "named_floor"),
    [
        pytest.param("constructions", 0.99, 0.975, id="every indicator in many ways of saying it"),
        pytest.param("voices", 0.998, 0.972, id="organs of many kinds, each in its own way of writing"),
        pytest.param("turns", 0.998, 0.985, id="the same turn of phrase in several wordings"),
        pytest.param("blind", 0.997, 0.987, id="written and labelled without knowing the rules"),
        pytest.param("kept", 0.99, 0.97, id="the like, for which no rule was made"),
        pytest.param("short", 0.99, 0.985, id="a few sentences of every kind of organ"),
        pytest.param("tails", 0.997, 0.978, id="every indicator in rare words, and passages of many organs"),
        pytest.param("aside", 0.99, 0.935, id="the third of these that led to no mend"),
    ],
)
def test_counts_are_found_and_named(name, found_floor, named_floor):
    found, named = score(name)

    assert found.f1 >= found_floor
    assert named.f1 >= named_floor


def test_scope_follows_the_subject():
    told = [
        (one.get("scope", "own"), figure.scope)
        for case in cases("voices")
        for figure in read_figures(case["text"], 1, load_lexicon())
        for one in case["figures"]
        if figure.indicator is not None and figure.value is not None and is_same(one, figure, by_name=True)
    ]
    right = sum(wanted == found for wanted, found in told)

    assert right / len(told) >= 0.975


@pytest.mark.parametrize(
    "name", ["constructions", "voices", "blind", "kept", "turns", "short", "tails", "aside"], ids=str
)
def test_labels_stand_in_their_texts(name):
    for case in cases(name):
        for figure in case["figures"]:
            assert 0 <= figure["start"] < figure["end"] <= len(case["text"]), case["id"]


def test_every_indicator_is_asked_at_least_three_times():
    asked = [figure["indicator"] for name in ("constructions",) for case in cases(name) for figure in case["figures"]]
    rare = [code for code in load_lexicon().indicators if asked.count(code) < 3]

    assert rare == []


BEHIND = "2024年，我局主动公开政府信息120条，收到申请3件。"
"""What the counts of other things may stand behind."""


@pytest.mark.parametrize("before", ["", BEHIND], ids=["alone", "behind what was published and asked for"])
def test_counts_of_other_things_have_no_name(before):
    lines = (PROSE / "others.txt").read_text(encoding="utf-8").splitlines()
    named = [
        (figure.indicator, line)
        for line in lines
        for figure in read_figures(before + line, 1, load_lexicon())
        if figure.start >= len(before) and figure.indicator is not None
    ]

    assert len(lines) > 80
    assert named == []


def test_rows_of_a_table_give_no_figures():
    text = (
        "新收政府信息公开申请数量 3 0 0 0 0 0 3\n（一）予以公开 1 0 0 0 0 0 1\n结果维持 结果纠正 总计\n0 0 0 0 0 1 0\n"
    )

    assert read_figures(text, 3, load_lexicon()) == ()


def test_what_was_read_before_changes_nothing():
    lines = (PROSE / "turns.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    one, other = (build_lexicon(WORDS, INDICATORS) for _ in range(2))
    forwards = [read_figures(text, 1, one) for text in texts]
    backwards = [read_figures(text, 1, other) for text in reversed(texts)]
    assert forwards == backwards[::-1]
