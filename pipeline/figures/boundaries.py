"""Where words begin and end, where that decides whether a sign is a number, a unit or a negation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import jieba

DOMAIN_FREQUENCY = 20_000


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
    """The word boundaries of one text, found sentence by sentence and only when somebody asks."""

    text: str
    domain: tuple[str, ...]
    _known: dict[int, dict[int, int]] = field(default_factory=dict)

    def word_at(self, place: int, reach: tuple[int, int]) -> tuple[int, int]:
        """Span of the word that holds the sign at ``place``; ``reach`` is the sentence to cut."""
        if reach[0] not in self._known:
            self._known[reach[0]] = self._cut(*reach)
        starts = self._known[reach[0]]
        start = place
        while start not in starts:
            start -= 1
        return start, starts[start]

    def _cut(self, start: int, end: int) -> dict[int, int]:
        edges, at = {}, start
        for word in cut_words(self.text[start:end], self.domain):
            edges[at] = at + len(word)
            at += len(word)
        return edges
