"""The verb that governs a count: what was done with what is counted."""

import re

from pipeline.prose.counts import Count
from pipeline.prose.naming.channels import CHANNELS, LIST_SIGN, ChannelReader
from pipeline.prose.naming.lists import ListWords
from pipeline.prose.naming.rules import NO_VERB
from pipeline.prose.naming.setting import Setting
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.hits import Hit
from pipeline.prose.words.lexicon import Lexicon

DISCLOSURE = "disclosure"
NO_OBJECTS = CHANNELS | {"total", "bodies", "holder"}
"""Concepts before a verb that are not what it is done to."""
MONEY_VERB = frozenset({"charge"})
MADE = frozenset({"made"})
PUBLISH = frozenset({"publish"})
PAPERS = frozenset({"document", "normative", "regulation"})
"""Concepts of papers."""
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")

Verb = tuple[Hit, frozenset[str]]
"""A word, and what it means as a verb."""


class VerbReader:
    """Finds the governing verb of a count."""

    def __init__(self, lexicon: Lexicon, channels: ChannelReader, lists: ListWords) -> None:
        words, pattern = lexicon.words, lexicon.pattern
        self.lexicon, self._channels, self._lists = lexicon, channels, lists
        self._nominal = frozenset(words["verbs.nominal"])
        self._no_objects = NO_OBJECTS | lexicon.rules.verbs
        self._publishable = PAPERS | lexicon.kinds
        """Concepts that a verb behind the list may govern."""
        published = f"(?:{pattern('breakdown.all_of')})[^,;。]{{0,16}}(?:{pattern('breakdown.published')})"
        self._published, self._all_published = re.compile(published), re.compile(f"[,、]{published}")
        """The verb of all that stands before it: 均在网站公开."""

    def read(
        self, passage: Passage, count: Count, setting: Setting, phrase: tuple[Span, ...], names: frozenset[str]
    ) -> frozenset[str]:
        """The governing verb, where none stands by the number that of the end: 规章2部、文件9件,均在网站公开."""
        is_part = setting.in_breakdown and DISCLOSURE in setting.parent
        verb = self._verb(passage, phrase, is_part=is_part)
        if verb == MONEY_VERB and is_part and count.unit not in self.lexicon.unit_sets["money"] and count.value:
            return NO_VERB
        if verb == NO_VERB and self._is_published(passage, count, setting, phrase, names):
            return PUBLISH
        return verb

    def _is_published(
        self, passage: Passage, count: Count, setting: Setting, phrase: tuple[Span, ...], names: frozenset[str]
    ) -> bool:
        """True where the verb stands behind the list, or before it with a channel: 在日报刊登专版6个、新闻48篇."""
        before = setting.phrase[0]
        if (
            passage.text[before[0] : before[0] + 1] == LIST_SIGN
            and self._channels.read(passage, phrase, setting) in CHANNELS
        ):
            return any("publish" in passage.concepts_in(clause) for clause in setting.chain)
        if self._publishable.isdisjoint(names):
            return False
        if self._published.match(passage.text, setting.phrase[-1][1]):
            return True
        return bool(self._all_published.search(passage.text, count.end, setting.sentence[1]))

    def _verb(self, passage: Passage, phrase: tuple[Span, ...], *, is_part: bool) -> frozenset[str]:
        """The governing verb: the last before the number, else the first after it, else one of the clause before."""
        verbs = self.lexicon.rules.verbs
        for number, span in enumerate(phrase):
            if span[0] >= span[1] or verbs.isdisjoint(passage.concepts_in(span)):
                continue
            found = [
                (hit, verbs.intersection(hit.concepts))
                for hit in self._without_noun(passage, span, is_part=is_part)
                if not (verbs.isdisjoint(hit.concepts) or passage.is_quoted(hit))
            ]
            if len(found) > 1 and self._is_object(passage, found, span[1]):
                return PUBLISH
            if found:
                return found[0 if number == 1 else -1][1]
        return NO_VERB

    def _is_object(self, passage: Passage, found: list[Verb], end: int) -> bool:
        """True where the last verb is a part of what is published: 公开抽检结果等信息6条, 发布回应信息350条.

        So are all verbs in a list of what is published: 公开行政处罚、行政收费、建议办理等政府信息12条.
        """
        (last, names), text = found[-1], passage.text
        is_part = names == MADE or text.startswith(self.lexicon.words["verbs.qualifying"], last.end)
        is_part = is_part or ("publish" not in names and self._names_kind(text, last.end, end))
        if is_part and "publish" in found[-2][1] and last.end < end:
            return True
        first = next((hit for hit, meant in found[:-1] if "publish" in meant), None)
        if first is None or text.find(LIST_SIGN, first.end, end) < 0 or "publish" in names:
            return False
        return self.lexicon.list_head.search(text, last.end - 1, end) is not None or self._closes(
            passage, last.end, end
        )

    def _names_kind(self, text: str, start: int, end: int) -> bool:
        """True where the words behind a verb end the name of a kind of content: 公示了办结审批、备案类信息."""
        return text.find(LIST_SIGN, start, end) >= 0 and text.endswith(self._lists.kind_ends, start, end)

    @staticmethod
    def _closes(passage: Passage, start: int, end: int) -> bool:
        """True where a word that closes a list stands between two places."""
        return "and_so_on" in passage.concepts_in((start, end))

    def _without_noun(self, passage: Passage, span: Span, *, is_part: bool) -> list[Hit]:
        """Without a verb that ends the phrase after its object and so is a noun: 政务信息公开17条.

        In a list of kinds of content any verb may be part of the name of a kind: 其中社会保险12条、房屋征收9条.
        """
        hits = passage.hits_in(span)
        if is_part:
            hits = [hit for hit in hits if not self._is_in_name(passage, span, hit)]
        if not hits or hits[-1].end != span[1] or passage.text[hits[-1].start : span[1]] not in self._nominal:
            return hits
        is_noun = (
            len(hits) > 1 and self._no_objects.isdisjoint(hits[-2].concepts) and hits[-2].end == hits[-1].start
        ) or (is_part and self._lists.names_part(passage, span, hits[-1].start))
        return hits[:-1] if is_noun else hits

    def _is_in_name(self, passage: Passage, span: Span, verb: Hit) -> bool:
        """True for a verb other than "publish" with words of its own phrase before it."""
        if "publish" in verb.concepts or not self.lexicon.rules.verbs.intersection(verb.concepts):
            return False
        return len(_WORD.findall(self.lexicon.opens.sub("", passage.text[span[0] : verb.start]))) > 1
