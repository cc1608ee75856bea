"""Whose none it is: 部分单位未配备专职人员 says nothing of the issuer, 确保无行政复议 nothing of the year."""

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

HOLDERS = frozenset({"holder", "bodies"})
"""Concepts of those of whom some may have none."""


@dataclass(frozen=True)
class OthersReader:
    """Tells statements of none about others, or about what is only wished, from those about the issuer's year."""

    lexicon: Lexicon

    @cached_property
    def _some(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("zero.some", "zero.wishes"))

    @cached_property
    def _still(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("zero.still"))

    def are_meant(self, passage: Passage, lead: Span, counts: list[Span]) -> bool:
        """True where the words before a negation name others or wish something, or those behind it call it a lack.

        ``lead`` holds these words, from the start of the clause; ``counts`` are the spans of the numbers.
        """
        clause = passage.clause_end(lead[1], passage.sentence_at(lead[1])[1])
        if self._still.search(passage.text, lead[1], clause) or self._is_to_come(passage, lead):
            return True
        if self._names_some(passage, lead):
            return True
        counted = [one for one in counts if lead[0] <= one[0] and one[1] <= lead[1]]
        return bool(counted) and self._are_counted(passage, counted[-1], lead[1])

    def _names_some(self, passage: Passage, lead: Span) -> bool:
        """True where such a word stands that is no part of another one, as 部分 is of 部分公开."""
        found = [match.span() for match in self._some.finditer(passage.text, *lead)]
        words = passage.hits_in(lead) if found else []
        return any(not any(hit.start <= at and end < hit.end for hit in words) for at, end in found)

    def _is_to_come(self, passage: Passage, lead: Span) -> bool:
        """True behind a word that says that all of the sentence is still to come."""
        if not passage.says_what_is_to_come:
            return False
        start = passage.sentence_at(lead[1])[0]
        return any(passage.text.find(word, start, lead[1]) >= 0 for word in self.lexicon.words["time.future"])

    def _are_counted(self, passage: Passage, count: Span, place: int) -> bool:
        """True where a number of bodies stands right before a negation: 6个未配备, 有3家单位没有收到."""
        if not passage.text.startswith(self.lexicon.words["units.holders"], count[1] - 1):
            return False
        return count[1] == place or not HOLDERS.isdisjoint(passage.concepts_in((count[1], place)))
