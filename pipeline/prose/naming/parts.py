"""Parts of a total that are told by body, time or account and so count what the total counts."""

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.prose.counts import Count
from pipeline.prose.naming.channels import NEW_MEDIA
from pipeline.prose.naming.rules import NO_VERB, CountContext
from pipeline.prose.naming.setting import Setting
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon
from pipeline.prose.words.signs import HAN

POSTS = frozenset(f"posts_{channel}" for channel in NEW_MEDIA)
_QUOTED = re.compile(r"[,、:]*[“「][^”」]*[”」]")
"""The name of an account: “某某发布”."""
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
ITEMS = "disclosure"
"""The group of what is published: whoever published it counts."""
PRESS = "posts_media"
NAME = 2
"""The own name of one organ has at least so many signs."""
WEAK = frozenset({"total", "info", "government", "party"})
"""Concepts that alone do not say what a phrase is about: look further back."""
BODY_WORDS = WEAK | {
    "added",
    "new_issue",
    "bodies",
    "holder",
    "publish",
    "release",
    "disclosing",
    "receive",
    "request",
    "disclosure_request",
}
"""Concepts that may stand at a part of a total that is one of several bodies."""
PART_WORDS = BODY_WORDS - {"bodies", "holder", "party", "government"}


@dataclass(frozen=True)
class PartReader:
    """Names parts after their total."""

    lexicon: Lexicon

    def whole(self, passage: Passage, count: Count, around: CountContext, setting: Setting) -> str | None:
        """The indicator that is broken down by bodies or times: 其中市本级42件 counts what the total counts."""
        if not setting.in_breakdown and not around.near <= BODY_WORDS:  # as mostly
            return None
        names = setting.parent if setting.in_breakdown else {setting.frame.indicator or ""}
        wholes = [name for name in names if name in self.lexicon.indicators]
        before = setting.phrase[0]
        if wholes and setting.in_breakdown and wholes[0] in POSTS and self._names_account(passage, before):
            return wholes[0]
        if not wholes or not around.near <= BODY_WORDS:
            return None
        if self.lexicon.indicators[wholes[0]].group != ITEMS and self._names_one(passage, before):
            return None
        is_body = "bodies" in around.near and not self._goes_on(passage, before)
        is_part = is_body or self._names_body(passage, before) or self._names_time(passage, before)
        if not setting.in_breakdown:
            is_part = is_part and around.verb == NO_VERB and count.unit == setting.frame.unit
        if is_part and setting.frame.indicator == PRESS and self._names_press(passage, before):
            return PRESS
        return wholes[0] if is_part else None

    def _names_press(self, passage: Passage, before: Span) -> bool:
        """True where only a level stands before a number, behind one of the press: 国家级媒体采用8篇、省级25篇."""
        return "".join(HAN.findall(self._own_words(passage, before))) in self.lexicon.words["breakdown.press_levels"]

    def _goes_on(self, passage: Passage, before: Span) -> bool:
        """True where the name of bodies is only the first part of a name: 部门档案."""
        bodies = [hit.end for hit in passage.hits_in(before) if "bodies" in hit.concepts]
        words = self._own_words(passage, (bodies[-1], before[1])) if bodies else ""
        return bool(HAN.match(words)) and len(HAN.findall(words)) >= NAME

    def _names_account(self, passage: Passage, before: Span) -> bool:
        """True where only a name in quotation marks stands before a number: 其中“某某发布”960条."""
        return bool(_QUOTED.fullmatch(self.lexicon.opens.sub("", passage.text[slice(*before)])))

    def _names_time(self, passage: Passage, before: Span) -> bool:
        """True where nothing but a time and a verb stand before a number: 其中本年新增137条."""
        words = self._own_words(passage, before)
        return bool(self._time.search(words)) and not _WORD.search(self._time.sub("", words))

    def _own_words(self, passage: Passage, before: Span) -> str:
        """The words before a number without those that say nothing about what a part of a total is."""
        words = passage.text[slice(*before)]
        for hit in reversed(passage.hits_in(before)):
            if PART_WORDS.issuperset(hit.concepts):
                words = words[: hit.start - before[0]] + words[hit.end - before[0] :]
        return self._sum.sub("", self.lexicon.opens.sub("", words))

    @cached_property
    def _sum(self) -> re.Pattern[str]:
        """The words for a sum right before a number, or that something is: 三家单位共50件, 2012年为2件."""
        return re.compile(f"(?:{self.lexicon.pattern('breakdown.sums', 'units.bare_verbs')})$")

    @cached_property
    def _time(self) -> re.Pattern[str]:
        return re.compile(f"{self.lexicon.year.pattern}|{self.lexicon.pattern('breakdown.time_words')}")

    def _names_body(self, passage: Passage, before: Span) -> bool:
        """True where the words before a number are the name of an organ, with or without a verb: 市局机关."""
        words = self._own_words(passage, before)
        if self._body.search(words) is None:
            return False
        # 工业园区信息 is no share of a body
        return not passage.text.endswith(self._info, *before) or "publish" in passage.concepts_in(before)

    @cached_property
    def _info(self) -> tuple[str, ...]:
        """The words for information, which end the name of a kind of content."""
        return tuple(word for word, names in self.lexicon.concepts.items() if names == {"info"})

    def _names_one(self, passage: Passage, before: Span) -> bool:
        """True where these words name one organ of many, 县教育局, not a kind of organs such as 市局机关."""
        words = self._own_words(passage, before)
        return bool(self._body.search(words)) and len(HAN.findall(self._levels.sub("", words))) >= NAME

    @cached_property
    def _levels(self) -> re.Pattern[str]:
        """What the name of a kind of bodies is made of: 省局机关, 各县(市)局."""
        return re.compile(self.lexicon.pattern("breakdown.body_ends", "breakdown.body_levels"))

    @cached_property
    def _body(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.lexicon.pattern('breakdown.body_ends')})$")
