"""Counts of who publishes, of issues and of rules: what they count stands beside the number, not before it."""

import re

from pipeline.prose.counts import Count
from pipeline.prose.naming.channels import CHANNELS, PICTURES
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

HOLDERS = CHANNELS | {"holder"}
"""Concepts of those who publish, and of what they publish on."""
LONGEST_CHANNEL = 12
OTHER_NUMBER = 16
"""A number with its unit beside another has at most so many signs."""


class CountedReader:
    """Tells counts whose noun is none of those that the words before the number name."""

    def __init__(self, lexicon: Lexicon) -> None:
        words, pattern = lexicon.words, lexicon.pattern
        self.issues = frozenset(words["units.issues"])
        """Units of how often something came out."""
        self._of_rules, self._holders = frozenset(words["units.of_rules"]), frozenset(words["units.holders"])
        self._summed_up = frozenset(words["units.summed_up"])
        self._accounts = words["units.accounts"]
        self._noun = re.compile(f"(?:{pattern('units.other_nouns')})(?!{pattern('units.other_nouns_not_before')})")
        self._noun_starts = frozenset(word[0] for word in words["units.other_nouns"])
        """The signs with which such a noun begins."""
        sums = pattern("units.sums")
        self._sum = re.compile(rf"[^,。;:、\d]{{2,8}}(?:{sums})\d")
        """A noun and the sum of what it names."""
        items = rf"(?<!\d)\d[\d,.]*[^,。;:、\d]{{0,2}}?(?:{pattern('units.issued')})(?!次)"
        also = f",?(?:{sums})|、(?:{pattern('units.issuing')})[^,。;:、\\d]{{0,4}}"
        self._and_items, self._items_end = re.compile(f"(?:{also})?{items}"), re.compile(f"{items}$")
        """A number of items, perhaps as a sum (52期,共计130条); the same right before a place."""

    def is_other(self, passage: Passage, count: Count, before: Span) -> bool:
        """True for 2个微信公众号 and 16个镇街, for 投诉处理等9项制度, and for 40项 in 40项信息共900条."""
        unit, text, end = count.unit, passage.text, count.end
        may_be_rules = text[end : end + 1] in self._noun_starts and unit in self._of_rules
        if may_be_rules and self._noun.match(text, end) and "publish" not in passage.concepts_in(before):
            return True
        if unit in self._holders:
            return self._counts_holders(passage, count)
        return unit in self._summed_up and self._sum.match(text, end) is not None

    def are_issues(self, passage: Passage, count: Count) -> bool:
        """True for 52期 in 推送信息52期130条, 52期,共计130条: how often something came out, beside how much."""
        text = passage.text
        if self._and_items.match(text, count.end, count.end + OTHER_NUMBER):
            return True
        return self._items_end.search(text, max(0, count.start - OTHER_NUMBER), count.start) is not None

    def _counts_holders(self, passage: Passage, count: Count) -> bool:
        """True where who publishes is counted, not what."""
        if passage.text[count.start - 1 : count.start] == "(" and self._ends_with_channel(passage, count.start - 1):
            return True
        hit = next(iter(passage.hits_in((count.end, count.end + LONGEST_CHANNEL))), None)
        if hit is None or hit.start > count.end:
            return False
        names = HOLDERS & hit.concepts
        is_account = passage.text.endswith(self._accounts, 0, hit.end)
        return bool(names - PICTURES or (names & PICTURES and is_account))

    @staticmethod
    def _ends_with_channel(passage: Passage, place: int) -> bool:
        hits = passage.hits_in((max(0, place - LONGEST_CHANNEL), place))
        return bool(hits) and hits[-1].end == place and not CHANNELS.isdisjoint(hits[-1].concepts)
