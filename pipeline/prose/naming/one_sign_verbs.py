"""Verbs of one sign that say alone what was done with requests: 全年收8件,结8件."""

import re
from collections.abc import Sequence

from pipeline.prose.naming.lists import OTHER_MATTERS
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

CONCEPTS = ("bare_receive", "bare_complete")
"""What such a verb stands for; its words are in the table of the same name of the catalogue."""
NOT_WITH = OTHER_MATTERS | {
    "complaint", "petition", "appeal", "deputy", "cppcc", "proposals", "service_place", "service_matter", "opinion",
    "publish", "issue", "hold", "licensing", "penalty",
}  # fmt: skip
"""With one of these before it in its segment such a verb is no word about requests: 复议收1件,结1件."""
NOTHING: frozenset[str] = frozenset()
REQUEST = "request"
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_DIGIT = re.compile(r"\d(?![\d).、])")


class BareVerbReader:
    """Finds such a verb before a number."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._concepts = {
            word: frozenset({concept}) for concept in CONCEPTS for word in lexicon.words[f"bare.{concept}"]
        }
        lead = lexicon.pattern("breakdown.generic", "breakdown.time_words", "breakdown.all_of", "scope.own")
        self._lead = re.compile(f"{lexicon.year.pattern}|{lead}")
        """What may stand before such a verb."""

    def read(self, passage: Passage, before: Span, chain: Sequence[Span], segment: Span) -> frozenset[str]:
        """What the verb before a number stands for; nothing where other words stand there or something else is told."""
        names = self._concepts.get(passage.text[before[1] - 1 : before[1]], NOTHING)
        if not names or not NOT_WITH.isdisjoint(passage.concepts_in(segment)):
            return NOTHING
        label = chain[:1] if passage.text[before[0] - 1 : before[0]] == ":" else ()
        if label and REQUEST not in passage.concepts_in(label[0]):
            return NOTHING  # 信访工作:收3件
        if any(_DIGIT.search(passage.text, *clause) for clause in chain):
            return NOTHING  # 信访收2件,结2件
        return names if self._stands_alone(passage, (before[0], before[1] - 1)) else NOTHING

    def _stands_alone(self, passage: Passage, lead: Span) -> bool:
        """True where nothing is said before the verb but when, by whom and that it is about requests."""
        words = passage.text[slice(*lead)]
        for hit in reversed(passage.hits_in(lead)):
            if REQUEST in hit.concepts:
                words = words[: hit.start - lead[0]] + words[hit.end - lead[0] :]
        return not _WORD.search(self._lead.sub("", words))
