"""Numbers that are told again: 上述15件申请, 办结的15件申请中, 9件申请均已答复."""

from collections.abc import Mapping

from pipeline.prose.counts import Count
from pipeline.prose.naming.indicators import IndicatorReader
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

ALL_ITEMS, DISCLOSURE = "items_disclosed", "disclosure"
TAKEN_UP = 8
"""What a number counts, right behind it, has at most so many signs."""
VERB, OF = 4, "的"
"""A verb before the sign that makes it a quality has at most so many signs."""
DONE = frozenset({"receive", "complete", "handle"})
"""Concepts of the verbs that say what was done with a number of things already told."""


class AgainReader:
    """Tells numbers that only go back to one told before."""

    def __init__(self, lexicon: Lexicon, indicators: IndicatorReader) -> None:
        self._within, self._indicators = lexicon.words["breakdown.within_after"], indicators

    def find(
        self, passage: Passage, count: Count, indicator: str | None, phrase: tuple[Span, Span], told: Mapping[str, str]
    ) -> str | None:
        """What a number was told of before to which this one goes back; None for a number that is new.

        ``told``: the indicators of this value so far, by that itself, by its group and by "".
        """
        text = passage.text
        if indicator is None:
            return told[""] if self._indicators.goes_back(passage, count, phrase[0]) else None
        if self._is_what_was_done(passage, count) or self._is_taken_up(passage, count, phrase[0]):
            return told.get(indicator)
        end = phrase[1][1]
        if not (text.startswith(self._within, end) or text.endswith(self._within, count.end, end)):
            return None
        published = DISCLOSURE if indicator == ALL_ITEMS else indicator  # 网站89条。公开的89条中,
        return told.get(indicator, told.get(published))

    @staticmethod
    def _is_taken_up(passage: Passage, count: Count, before: Span) -> bool:
        """True for a number right before the requests it counts, with no word of ours before it: 9件申请均已答复."""
        following = passage.hits_in((count.end, count.end + TAKEN_UP))
        is_request = bool(following) and following[0].start == count.end and "request" in following[0].concepts
        return is_request and not passage.concepts_in(before)

    @staticmethod
    def _is_what_was_done(passage: Passage, count: Count) -> bool:
        """True for a number behind a verb that qualifies it: 对收到的7件申请."""
        place = count.start - 1
        words = passage.hits_in((max(0, place - VERB), place)) if passage.text[place : count.start] == OF else []
        return bool(words) and words[-1].end == place and not words[-1].concepts.isdisjoint(DONE)
