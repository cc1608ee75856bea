"""Where words begin and end, where that decides whether a sign is a number, a unit or a negation."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate

DOMAIN_FREQUENCY = 20_000
_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
"""Signs that the segmenter cuts as one piece; every other sign is a word of its own."""

Cut = Callable[[str], Iterable[str]]


@cache
def load_segmenter(domain: tuple[str, ...]) -> Cut:
    """What cuts a run into its words, with our words added to its own; loaded once a process.

    That is rjieba where it is installed, which loads faster and holds its words in less memory, else jieba: both cut
    the same, but where two ways to cut weigh exactly the same (个个个). Neither is imported before somebody asks,
    because importing rjieba loads its words.
    """
    try:
        import rjieba
    except ImportError:
        return load_jieba(domain)
    # the segmenter of the module is there anyhow; a further list of words has one of its own
    segmenter = rjieba if load_segmenter.cache_info().currsize == 0 else rjieba.Jieba()
    for word in domain:
        segmenter.add_word(word, DOMAIN_FREQUENCY, None)
    return lambda run: segmenter.cut(run, False)  # without guesses at words that no list has


def load_jieba(domain: tuple[str, ...]) -> Cut:
    """The same from jieba.

    The prefix table is built here and not by ``initialize``, which would read and write a marshal file in the
    machine's shared temporary folder.
    """
    import jieba

    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    for word in domain:
        segmenter.add_word(word, freq=DOMAIN_FREQUENCY)
    return lambda run: segmenter.cut(run, HMM=False)


@dataclass
class WordEdges:
    """The word boundaries of one text, found run by run and only when somebody asks."""

    text: str
    domain: tuple[str, ...]
    _known: dict[int, list[int]] = field(default_factory=dict)
    """Start of a run that was cut to the places where its words begin, and its end."""
    _run: tuple[int, int] = (0, 0)
    """The run that was asked about last; a run may be as long as the text."""

    def word_at(self, place: int) -> tuple[int, int]:
        """Span of the word that holds the sign at ``place``."""
        start, end = self._run
        if not start <= place < end:
            start, end = self._run = self._run_at(place)
        if start == end:
            return place, place + 1
        words = self._cut(start, end)
        after = bisect_right(words, place)
        return words[after - 1], words[after]

    def _run_at(self, place: int) -> tuple[int, int]:
        """Span of the run that holds a place; an empty one where the sign there is a word of its own."""
        ahead, back = _RUN.match(self.text, place), _RUN.match(self._backwards, len(self.text) - 1 - place)
        return (place + 1 - len(back[0]), ahead.end()) if ahead and back else (place, place)

    @cached_property
    def _backwards(self) -> str:
        return self.text[::-1]

    def _cut(self, start: int, end: int) -> list[int]:
        if start not in self._known:
            words = load_segmenter(self.domain)(self.text[start:end])
            self._known[start] = list(accumulate(map(len, words), initial=start))
        return self._known[start]
