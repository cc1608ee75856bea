"""Where words begin and end, where that decides whether a sign is a number, a unit or a negation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import jieba

DOMAIN_FREQUENCY = 20_000
_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
"""Signs that the segmenter cuts as one piece; every other sign is a word of its own."""


@cache
def _segmenter(domain: tuple[str, ...]) -> jieba.Tokenizer:
    """The jieba segmenter with its own dictionary and our words, loaded once a process.

    The prefix table is built here and not by ``initialize``, which would read and write a marshal file in the
    machine's shared temporary folder.
    """
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    for word in domain:
        segmenter.add_word(word, freq=DOMAIN_FREQUENCY)
    return segmenter


def cut_words(text: str, domain: tuple[str, ...]) -> Iterable[str]:
    """The words of a text, in order; joined they are the text."""
    words: Iterable[str] = _segmenter(domain).cut(text, HMM=False)
    return words


@dataclass
class WordEdges:
    """The word boundaries of one text, found run by run and only when somebody asks."""

    text: str
    domain: tuple[str, ...]
    _known: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Every sign asked so far, and its neighbours in the same run, to the word that holds it."""

    def word_at(self, place: int) -> tuple[int, int]:
        """Span of the word that holds the sign at ``place``."""
        if place not in self._known:
            self._cut(place)
        return self._known[place]

    def _cut(self, place: int) -> None:
        """Cut the run that holds a place; the segmenter itself never looks over the end of a run."""
        ahead = _RUN.match(self.text, place)
        if ahead is None:
            self._known[place] = place, place + 1
            return
        start = place
        while start and _RUN.match(self.text[start - 1]):
            start -= 1
        for word in cut_words(self.text[start : ahead.end()], self.domain):
            end = start + len(word)
            self._known.update(dict.fromkeys(range(start, end), (start, end)))
            start = end
