"""Kinds of content before one number: one, several that differ, or the name of a column."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

BETWEEN_QUOTES = "”“"
QUOTES_END = '”」"'
LIST_SIGNS = "、和及与"
WEBSITE = "website"
OF_PAPER = frozenset({"document", "normative", "regulation", "interpretation"})
"""Concepts of papers that stand beside the categories in a list of what was published."""
OTHERS = frozenset({"other_category"})


class KindReader:
    """Tells what the kinds of content before a number make of it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._kinds = lexicon.kinds | OF_PAPER
        """Concepts of kinds of content that have indicators of their own."""

    def are_mixed(self, passage: Passage, before: Span) -> bool:
        """True where a part of a list is of several kinds that differ: 其中政策法规、政策解读20条."""
        start = max(before[0], passage.text.rfind(")", *before) + 1)
        start += passage.text[start] in LIST_SIGNS
        if self.lexicon.joins.search(passage.text, start, before[1]) is None:  # as mostly
            return False
        named = [hit for hit in passage.hits_in((start, before[1])) if not self._kinds.isdisjoint(hit.concepts)]
        if any("normative" in hit.concepts for hit in named):  # 法律法规及规范性文件 are papers of one kind
            named = [hit for hit in named if self._kinds & hit.concepts != OTHERS]
        if len(named) < 2 or self._kinds.intersection(*(hit.concepts for hit in named)):
            return False
        return self._count_joints(passage, named[0].end, before[1]) > 0

    def _count_joints(self, passage: Passage, start: int, end: int) -> int:
        """How many joints of a list stand between two places; that of 规划和计划 is none."""
        joints = [one.start() for one in self.lexicon.joins.finditer(passage.text, start, end)]
        words = passage.hits_in((start, end)) if joints else []
        return sum(not any(hit.start < joint < hit.end for hit in words) for joint in joints)

    def name_column(self, passage: Passage, before: Span) -> bool:
        """True where a kind of content is the name of the column: 公示公告栏目, “公示公告”栏目发布信息3条."""
        hits = passage.hits_in(before)
        return any(
            passage.text[one.end : two.start].strip(QUOTES_END) == ""
            and "column" in two.concepts
            and not self.lexicon.kinds.isdisjoint(one.concepts)
            for one, two in pairwise(hits)
        )

    def are_one(self, passage: Passage, phrase: Sequence[Span], channel: str) -> bool:
        """True where a single kind says more than the channel: 门户网站发布政务新闻215条; on an account it does not.

        It may stand behind the number, too: 网站公开62条预决算信息.
        """
        if channel == WEBSITE and self.lexicon.kinds.isdisjoint(passage.concepts_in_any(phrase)):
            return False
        if passage.has_quotes and passage.text.find(BETWEEN_QUOTES, *phrase[0]) >= 0:
            return False  # 在“要闻动态”“党的建设”等栏目发布信息715条
        return channel in {WEBSITE, "none", "several"} and not self._is_enumerated(passage, phrase[0])

    def _is_enumerated(self, passage: Passage, before: Span) -> bool:
        """True where the verb has objects of several kinds: 公开党务、村务、财务信息, not 更新领导分工、机构职能."""
        hits = passage.hits_in(before)
        verb = max((hit.end for hit in hits if self.lexicon.rules.verbs.intersection(hit.concepts)), default=before[1])
        signs = self._count_joints(passage, verb, before[1])
        if not signs:
            return False
        named = [kinds for hit in hits if hit.start >= verb and (kinds := self.lexicon.kinds & hit.concepts)]
        return len(named) <= signs or (len(named) > 1 and not frozenset.intersection(*named))
