"""Which indicator a count belongs to: gathers what stands around it and lets the rules decide."""

import re
from collections.abc import Iterator
from functools import cached_property

from pipeline.prose.counts import Count
from pipeline.prose.naming.channels import CHANNELS, LIST_SIGN, ChannelReader
from pipeline.prose.naming.counted import CountedReader
from pipeline.prose.naming.earlier import spell_move
from pipeline.prose.naming.governing import VerbReader
from pipeline.prose.naming.kinds import KindReader
from pipeline.prose.naming.lists import LIST_SIGNS, ListWords
from pipeline.prose.naming.one_sign_verbs import BareVerbReader
from pipeline.prose.naming.parts import WEAK, PartReader
from pipeline.prose.naming.rules import RINGS, CountContext, IndicatorRule
from pipeline.prose.naming.setting import Setting
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_DIGIT = re.compile(r"\d(?![\d).、])")
QUOTE = "“"
NOUN = 3
"""The noun of a number has at least so many signs."""
BESIDES = 10
"""So soon behind an exception stands the word that makes it none."""


DISCLOSURE = "disclosure"
ITEM = "条"
"""The commonest unit of what is published; with it the parts of a total that is counted in another one are asked."""
AND_SO_ON = frozenset({"and_so_on"})
TOTAL = frozenset({"total"})
CLOSED_LIST = frozenset({"and_key_areas"})
"""What closes a list of kinds of content and names them all together."""
WEAK_OR_ACTUAL = WEAK | {"actual", "hold", "complete", "receive", "publish", "reply"}
"""These alone say nothing of what there was: 原计划召开会议4次,实际召开3次."""
PAPERS = frozenset({"documents", "interpretation"})
"""Groups of such papers."""
OF_CONTENT = PAPERS | {DISCLOSURE}
"""Groups of what is published."""
HANDLED, ANSWERED = frozenset({"handle", "request"}), frozenset({"complete", "reply"})
COUNTED = frozenset({"answers_counted"})
SHOWN = frozenset({"notices", "publish"})


class Around(CountContext):
    """What stands around one count of a passage."""

    def __init__(
        self, reader: "IndicatorReader", passage: Passage, count: Count, setting: Setting, phrase: tuple[Span, ...],
        near: frozenset[str], verb: frozenset[str],
    ) -> None:  # fmt: skip
        self.near, self.settled, self.verb, self.rings = near, setting.settled, verb, [None] * RINGS
        self.in_breakdown = setting.in_breakdown
        is_part = setting.in_breakdown and count.unit in reader.as_items
        self.unit = ITEM if is_part and setting.counts_in(count.unit, DISCLOSURE) else count.unit
        self.reader, self.passage, self.count, self.setting, self.phrase = reader, passage, count, setting, phrase

    def find_ring(self, number: int) -> frozenset[str]:
        """The concepts in the clauses before, in the segment, in the title."""
        passage, setting = self.passage, self.setting
        if number == 0:
            return passage.concepts_in_any(setting.chain) | self.verb
        if number == 1:
            return passage.concepts_in(setting.segment)
        title = passage.concepts_in(passage.paragraph_title(self.count.start))
        if passage.text[setting.sentence[0]] not in self.reader.lexicon.open_starts:  # as mostly
            return title
        return title | passage.concepts_in(passage.goes_on_from(setting.sentence))

    def find_said(self) -> frozenset[str]:
        """The concepts of all words of the sentence."""
        return self.passage.concepts_in(self.setting.sentence)

    def count_words(self, concept: str) -> int:
        """How many words of the sentence stand for a concept."""
        return sum(concept in hit.concepts for hit in self.passage.hits_in(self.setting.sentence))

    def find_later(self) -> frozenset[str]:
        """Concepts after the number, to the end of the sentence."""
        return self.passage.concepts_in((self.count.end, self.setting.sentence[1]))

    def find_channel(self) -> str:
        """The channel of publication."""
        return self.reader.read_channel(self.passage, self.phrase, self.setting)

    def find_kind(self) -> bool:
        """The verb before the number has an object that says what kind of content it is."""
        return self.reader.names_kind(self.passage, self.setting.phrase[0])

    def find_foreign(self) -> bool:
        """Before the number something is named that is no request and nobody who makes one."""
        passage, setting = self.passage, self.setting
        received = (clause for clause in setting.chain if "receive" in passage.concepts_in(clause))
        return any(self.reader.lists.names_object(passage, span) for span in (setting.phrase[0], *received))

    def find_named(self) -> bool:
        """Words of its own stand before the number."""
        before = [span for span in self.phrase if span[1] <= self.count.start]
        return any(self.reader.is_named(self.passage, span) for span in before)


class IndicatorReader:
    """Names the indicator of a count."""

    def __init__(self, lexicon: Lexicon) -> None:
        words, pattern = lexicon.words, lexicon.pattern
        self.lexicon = lexicon
        self._channels, self.lists, self._parts = ChannelReader(lexicon), ListWords(lexicon), PartReader(lexicon)
        self._kinds = KindReader(lexicon)
        self._bare_verbs, self.as_items = BareVerbReader(lexicon), frozenset(words["units.as_items"])
        self._verbs = VerbReader(lexicon, self._channels, self.lists)
        self._repeat = *words["time.repeat"], *(f"{word}的" for word in words["time.repeat"])
        self._repeat_ends = frozenset(word[-1] for word in self._repeat)
        """The signs with which such a word ends."""
        share = rf"(?:{pattern('zero.of')})[\d.]+(?:{pattern('time.share_signs')})|{pattern('time.reference')}"
        moved = spell_move(lexicon)
        self._measure = re.compile(f"{moved}|{share}")
        """What says behind a number that another is held against it: 由250万次上升到475万次, 完成400条的112.5%."""
        planned = [f"{re.escape(word)}(?!{pattern('time.planned_not_before')})" for word in words["time.planned"]]
        self._intention = "|".join(planned)
        # each begins with a word, so that the search knows all first signs
        held = "|".join(f"{word}{lexicon.year.pattern}(?!.*{moved})" for word in words["time.than"])
        self._planned = re.compile(f"{self._intention}|{pattern('time.last_year', 'time.rates')}|{held}")
        self._than = re.compile(pattern("time.than"))
        self._changes = re.compile(f"[{LIST_SIGNS}]?(?:{pattern('time.changes')})(?!{pattern('time.moved_to')})")
        self._within = re.compile(pattern("breakdown.within"))
        self._future = re.compile(pattern("time.future"))
        self._apart, self._counted = words["breakdown.apart"], CountedReader(lexicon)
        self._sums = frozenset(words["breakdown.sums"])
        self._plain_words = re.compile(f"{lexicon.opens.pattern}|共|总")
        self._said_of_all = re.compile(pattern("breakdown.all_of", "breakdown.said_of"))
        """What begins a remark on what is counted, no noun: 3件未办结, 12条涉及教育."""

    @cached_property
    def _intended(self) -> re.Pattern[str]:
        return re.compile(self._intention)

    def decide(self, passage: Passage, count: Count, setting: Setting) -> str | None:
        """The indicator, or None for a count that is none of them."""
        before = setting.phrase[0]
        if self.goes_back(passage, count, before):
            return None
        if self._is_left_out(passage, count, before):
            return None
        if self._counted.is_other(passage, count, before) or self._measure.match(passage.text, count.end):
            return None
        around = self.surroundings(passage, count, setting)
        whole = self._parts.whole(passage, count, around, setting)
        if whole:
            return whole
        rules = self.lexicon.rules.decide(around)
        chosen = self._prefer_channel(passage, rules, around, setting)
        if chosen is None or self._is_other_time(passage, setting, chosen) or self._is_to_come(passage, setting):
            return None
        may_be_issues = count.unit in self._counted.issues and chosen.group == DISCLOSURE
        return None if may_be_issues and self._counted.are_issues(passage, count) else chosen.indicator

    def goes_back(self, passage: Passage, count: Count, before: Span) -> bool:
        """True for a number that a word such as 上述 says was told before."""
        text, start = passage.text, count.start
        return text[start - 1 : start] in self._repeat_ends and text.endswith(
            self._repeat, max(before[0] - 1, 0), start
        )

    def _is_left_out(self, passage: Passage, count: Count, before: Span) -> bool:
        """True for what is told as an exception: 除涉密的2件外."""
        if not passage.text.startswith(self._apart, count.end):
            return False
        following = passage.text[count.end : count.end + BESIDES]
        if any(word in following for word in self.lexicon.words["breakdown.besides"]):
            return False
        return any(word in passage.text[slice(*before)] for word in self.lexicon.words["breakdown.except"])

    def _prefer_channel(
        self, passage: Passage, rules: Iterator[IndicatorRule], around: CountContext, setting: Setting
    ) -> IndicatorRule | None:
        """The deciding rule; a category that stands alone gives way to the channel, or to the total of a list.

        公众号推送政务动态75条 says what was posted, not a part of a total; 公开党务、财务信息30条 names no single kind.
        """
        chosen = next(rules, None)
        if chosen is None or chosen.indicator is None:
            return chosen
        if setting.in_breakdown and AND_SO_ON.isdisjoint(around.near):
            is_kind = self.lexicon.indicators[chosen.indicator].is_category or chosen.group in PAPERS
            is_mixed = is_kind and self._kinds.are_mixed(passage, setting.phrase[0])
            return self._of_channel(rules, around) if is_mixed else chosen
        if setting.in_breakdown and around.channel not in CHANNELS:
            return chosen
        if not self.lexicon.indicators[chosen.indicator].is_category or setting.opens_list():
            return chosen
        if self._kinds.name_column(passage, setting.phrase[0]):
            return chosen
        if not CLOSED_LIST.isdisjoint(around.near):
            return chosen  # 通过网站公开教育、医疗等重点领域信息67条
        if self._kinds.are_one(passage, setting.phrase, around.channel):
            return chosen
        return self._next_of_all(rules) or chosen

    def _of_channel(self, rules: Iterator[IndicatorRule], around: CountContext) -> IndicatorRule | None:
        """The rule of the channel where a part of a list says one: 其中,网站发布动态、政策和其他栏目信息共231条."""
        says_channel = around.channel in CHANNELS and "publish" in around.verb
        return self._next_of_all(rules) if says_channel else None

    def _next_of_all(self, rules: Iterator[IndicatorRule]) -> IndicatorRule | None:
        """The next rule that is about what was published, whatever its kind."""
        known = self.lexicon.indicators
        others = (rule for rule in rules if rule.group in OF_CONTENT and not known[rule.indicator or ""].is_category)
        return next(others, None)

    def _is_other_time(self, passage: Passage, setting: Setting, rule: IndicatorRule) -> bool:
        """True for a number of last year, one that is only planned, or a change."""
        if rule.indicator == "requests_carried_in":
            return False
        before, segment = setting.phrase[0], setting.segment
        start = before[0]
        is_listed = passage.text[start : start + 1] == LIST_SIGN
        if is_listed or self._within.search(passage.text, *before):
            # 计划开展培训3次、督查2次; 去年31篇解读中仅有图解4篇
            sooner = passage.clause_start(start, passage.sentence_at(start)[0]), start
            if self._says(self._intended if is_listed else self._planned, passage, sooner):
                return True
        if self._changes.match(passage.text, *before) and self._than.search(passage.text, segment[0], start):
            return True  # 较上年同期相比,增加公开信息56条
        return self._says(self._planned, passage, before)

    @staticmethod
    def _says(pattern: re.Pattern[str], passage: Passage, span: Span) -> bool:
        """True where a word of the pattern stands that is no part of a word of the lexicon."""
        if pattern.search(passage.text, *span) is None:
            return False
        hits = passage.hits_in(span)
        found = pattern.finditer(passage.text, *span)
        return any(not any(hit.start <= match.start() < hit.end for hit in hits) for match in found)

    def _is_to_come(self, passage: Passage, setting: Setting) -> bool:
        """True behind a word that says that all of the segment is still to come: 力争公开5000条,新增解读20篇."""
        if not passage.says_what_is_to_come:
            return False
        word = self._future.search(passage.text, *setting.segment)
        return word is not None and not any(
            hit.start <= word.start() < hit.end or "actual" in hit.concepts for hit in passage.hits_in(setting.segment)
        )

    def surroundings(self, passage: Passage, count: Count, setting: Setting) -> CountContext:
        """Everything that the rules may ask about one count."""
        phrase, names = self._widened(passage, setting)
        verb = self._verbs.read(passage, count, setting, phrase, names)
        near = self._near(passage, phrase[0], names, count, setting)
        return Around(self, passage, count, setting, phrase, near, verb)

    def names_kind(self, passage: Passage, before: Span) -> bool:
        """True where the object of the verb says what kind of content it is: not 公开各类政府信息共."""
        return self.lists.names_kind(passage, before)

    def read_channel(self, passage: Passage, phrase: tuple[Span, ...], setting: Setting) -> str:
        """The channel a count is told of: its concept, "none" or "several"."""
        return self._channels.read(passage, phrase, setting)

    def _near(
        self, passage: Passage, before: Span, names: frozenset[str], count: Count, setting: Setting
    ) -> frozenset[str]:
        """The concepts of the phrase, with that of a list of several kinds where it is one."""
        text, (start, end) = passage.text, before
        has_list = text.find(LIST_SIGN, start, count.start) >= 0
        ways = self._channels.end_of_ways(passage, before) if has_list else 0
        if ways:  # what is no channel there says nothing of what was published
            names = names - passage.concepts_in((start, ways)) | passage.concepts_in((ways, end))
            start = ways
            has_list = text.find(LIST_SIGN, start, count.start) >= 0
        if names >= SHOWN and self._has_object(passage, (start, end)):
            names = names - {"notices"}  # 公示处罚结果12条 tells of no notices
        if ("various" in names or "and_the_like" in names) and self.lists.names_one_kind(passage, (start, end)):
            names = names - ({"various", "and_so_on"} if "and_the_like" in names else {"various"})
        if names >= HANDLED and self._are_answers_counted(passage, count):
            names = names | COUNTED
        if text[start:end] in self._sums:
            names = names | TOTAL  # 工作动态20条,通知5条,共25条
        bare = self._bare_verbs.read(passage, before, setting.chain, setting.segment)
        names = names | bare if bare else names
        if has_list and self.lexicon.list_head.search(text, start, count.end) is not None:
            return names | AND_SO_ON
        if has_list and not setting.in_breakdown and self.lexicon.list_rest.search(text, start, count.end) is not None:
            return names | AND_SO_ON
        return names

    @staticmethod
    def _are_answers_counted(passage: Passage, count: Count) -> bool:
        """True where a number of answers follows: 办理申请48件,办结43件, not 办理申请48件,均已答复."""
        place, limit = count.end, passage.sentence_at(count.start)[1]
        while place < limit:
            end = passage.clause_end(place + 1, limit)
            if not ANSWERED.isdisjoint(passage.concepts_in((place, end))):
                return _DIGIT.search(passage.text, place, end) is not None
            place = end
        return False

    def _has_object(self, passage: Passage, before: Span) -> bool:
        """True where all words for notices before a number are verbs, the last with an object: 公示低保名单."""
        hits = [hit for hit in passage.hits_in(before) if "notices" in hit.concepts]
        if not hits or not all("publish" in hit.concepts for hit in hits):
            return False
        return len(_WORD.findall(self.lists.generic.sub("", passage.text[hits[-1].end : before[1]]))) > 1

    def is_named(self, passage: Passage, before: Span) -> bool:
        """True where words of its own stand before a number, or in a clause before it."""
        words = passage.text[slice(*before)]
        for hit in reversed(passage.hits_in(before)):
            if {"publish", "total"}.issuperset(hit.concepts):
                words = words[: hit.start - before[0]] + words[hit.end - before[0] :]  # 共发布106条 names nothing
        return len(_WORD.findall(self._plain_words.sub("", words))) > 1

    def _counts_else(self, passage: Passage, setting: Setting, names: frozenset[str]) -> bool:
        """True for a number whose own noun behind it we do not know: 覆盖248条公交线路."""
        if names or len(setting.phrase) < 2:
            return False
        words = passage.text[slice(*setting.phrase[1])]
        return len(_WORD.findall(words)) >= NOUN and not self._said_of_all.match(words)

    @staticmethod
    def _without_quotes(passage: Passage, phrase: tuple[Span, ...], names: frozenset[str]) -> frozenset[str]:
        """The concepts of a phrase without those of a name in quotation marks behind a number: 2件经“专栏”提出."""
        start, end = phrase[1] if len(phrase) > 1 else (0, 0)
        if passage.text.find(QUOTE, start + 1, end) < 0:
            return names
        behind = (hit.concepts for hit in passage.hits_in((start, end)) if not passage.is_quoted(hit))
        return passage.concepts_in(phrase[0]).union(*behind)

    def _widened(self, passage: Passage, setting: Setting) -> tuple[tuple[Span, ...], frozenset[str]]:
        """The phrase, and where it says nothing the nearest clause before it that does; the concepts in them."""
        names = passage.concepts_in_any(setting.phrase)
        if passage.has_quotes:
            names = self._without_quotes(passage, setting.phrase, names)
        if not names <= WEAK and not ("actual" in names and names <= WEAK_OR_ACTUAL):
            return setting.phrase, names
        if self._counts_else(passage, setting, names):
            return setting.phrase, names
        in_breakdown = setting.in_breakdown and not self._measure.fullmatch(passage.text, *setting.phrase[0])
        has_own = in_breakdown and self.is_named(passage, setting.phrase[0])  # but 自然人申请由35件减至27件
        chain = () if has_own and not names else setting.chain  # another kind of content: 公报及知识49期
        for clause in chain:
            if has_own and self.lexicon.opens.search(passage.text, clause[0] - 1, clause[1]):
                break  # 12件申请中,涉企3件
            if in_breakdown and _DIGIT.search(passage.text, *clause):
                break  # another part of the list
            said = passage.concepts_in(clause)
            if not said <= WEAK:
                return (*setting.phrase, clause), names | said
        before = setting.phrase[0]
        if before[0] == before[1] and passage.text[before[0] - 1 : before[0]] == ":":
            label = setting.chain[:1]
            return (*setting.phrase, *label), names | passage.concepts_in_any(label)
        return setting.phrase, names
