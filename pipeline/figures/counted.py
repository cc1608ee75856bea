"""Counts of who publishes, of issues and of rules: what they count stands beside the number, not before it."""

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.figures.channels import CHANNELS, PICTURES
from pipeline.figures.counts import Count
from pipeline.figures.lexicon import Lexicon
from pipeline.figures.phrases import Passage, Span

HOLDERS = CHANNELS | {"holder"}
"""Concepts of those who publish, and of what they publish on."""
LONGEST_CHANNEL = 12
OTHER_NUMBER = 16
"""A number with its unit beside another has at most so many signs."""


@dataclass(frozen=True)
class CountedReader:
    """Tells counts whose noun is none of those that the words before the number name."""

    lexicon: Lexicon

    def is_other(self, passage: Passage, count: Count, before: Span) -> bool:
        """True for 2个微信公众号 and 16个镇街, for 投诉处理等9项制度, and for 40项 in 40项信息共900条."""
        unit, following = count.unit, passage.text[count.end : count.end + 1]
        if following in self._noun_starts and unit in self.lexicon.words["units.of_rules"]:
            return self._counts_rules(passage, count, before) or self._counts_holders(passage, count)
        if unit in self.lexicon.words["units.holders"]:
            return self._counts_holders(passage, count)
        return unit in self.lexicon.words["units.summed_up"] and self._sum.match(passage.text, count.end) is not None

    def are_issues(self, passage: Passage, count: Count) -> bool:
        """True for 52期 in 推送信息52期130条, 52期,共计130条: how often something came out, beside how much."""
        if count.unit not in self.lexicon.words["units.issues"]:
            return False
        text = passage.text
        if self._and_items.match(text, count.end, count.end + OTHER_NUMBER):
            return True
        return self._items_end.search(text, max(0, count.start - OTHER_NUMBER), count.start) is not None

    @cached_property
    def _items(self) -> re.Pattern[str]:
        """A number of items."""
        return re.compile(rf"(?<!\d)\d[\d,.]*[^,。;:、\d]{{0,2}}?(?:{self.lexicon.pattern('units.issued')})(?!次)")

    @cached_property
    def _and_items(self) -> re.Pattern[str]:
        """The same, perhaps as a sum: 52期,共计130条."""
        return re.compile(f"(?:,?(?:{self.lexicon.pattern('units.sums')}))?{self._items.pattern}")

    @cached_property
    def _items_end(self) -> re.Pattern[str]:
        """The same, right before a place."""
        return re.compile(f"{self._items.pattern}$")

    def _counts_rules(self, passage: Passage, count: Count, before: Span) -> bool:
        """True where the noun behind the number is one of those that no indicator counts, and nothing is published."""
        is_noun = self._noun.match(passage.text, count.end) is not None
        return is_noun and "publish" not in passage.concepts_in(before)

    @cached_property
    def _sum(self) -> re.Pattern[str]:
        """A noun and the sum of what it names."""
        return re.compile(rf"[^,。;:、\d]{{2,8}}(?:{self.lexicon.pattern('units.sums')})\d")

    @cached_property
    def _noun_starts(self) -> frozenset[str]:
        return frozenset(word[0] for word in self.lexicon.words["units.other_nouns"])

    @cached_property
    def _noun(self) -> re.Pattern[str]:
        words = self.lexicon.pattern
        return re.compile(f"(?:{words('units.other_nouns')})(?!{words('units.other_nouns_not_before')})")

    def _counts_holders(self, passage: Passage, count: Count) -> bool:
        """True where who publishes is counted, not what."""
        if count.unit not in self.lexicon.words["units.holders"]:
            return False
        if passage.text[count.start - 1 : count.start] == "(" and self._ends_with_channel(passage, count.start - 1):
            return True
        hit = next(iter(passage.hits_in((count.end, count.end + LONGEST_CHANNEL))), None)
        if hit is None or hit.start > count.end:
            return False
        names = HOLDERS & hit.concepts
        is_account = passage.text.endswith(self.lexicon.words["units.accounts"], 0, hit.end)
        return bool(names - PICTURES or (names & PICTURES and is_account))

    @staticmethod
    def _ends_with_channel(passage: Passage, place: int) -> bool:
        hits = passage.hits_in((max(0, place - LONGEST_CHANNEL), place))
        return bool(hits) and hits[-1].end == place and not CHANNELS.isdisjoint(hits[-1].concepts)
