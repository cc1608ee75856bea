"""Which indicator a count belongs to: gathers what stands around it and lets the rules decide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.figures.counts import Count
from pipeline.figures.lexicon import Lexicon
from pipeline.figures.phrases import Hit, Passage, Span
from pipeline.figures.rules import Rule, Surroundings

NEW_MEDIA = frozenset({"wechat", "weibo", "video", "new_media", "other_platform"})
BOARDS_AND_MEDIA = frozenset({"media", "notice_board"})
CHANNELS = NEW_MEDIA | BOARDS_AND_MEDIA | {"website", "gazette"}
NO_OBJECTS = CHANNELS | {"total", "bodies", "holder"}
"""Concepts before a verb that are not what it is done to."""
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
POSTS = frozenset(f"posts_{channel}" for channel in NEW_MEDIA)
_QUOTED = re.compile(r"[,、:]*[“「][^”」]*[”」]")
"""The name of an account: “某某发布”."""
_DIGIT = re.compile(r"\d(?![\d).、])")
LIST_SIGN = "、"
LONGEST_CHANNEL = 12
WEAK = frozenset({"total", "info", "government", "party"})
"""Concepts that alone do not say what a phrase is about: look further back."""


DISCLOSURE = "disclosure"
NO_VERB, MONEY_VERB = frozenset({""}), frozenset({"charge"})
PAPERS = frozenset({"document", "normative", "regulation"})
"""Concepts that a verb behind the list may govern."""
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


@dataclass(slots=True)
class Frame:
    """What the figures before have settled."""

    indicator: str | None = None
    group: str = ""
    is_category: bool = False
    unit: str = ""

    groups: frozenset[str] = frozenset()
    """Groups of all figures of the sentence so far."""

    @property
    def names(self) -> frozenset[str]:
        """The frame in the form that rules ask for it."""
        if self.indicator is None:
            return frozenset()
        return frozenset({f"group:{self.group}", f"after:{self.indicator}"})

    @property
    def older_names(self) -> frozenset[str]:
        """All groups of the sentence so far."""
        return frozenset(f"group:{group}" for group in self.groups)

    @property
    def topic_names(self) -> frozenset[str]:
        """The frame as the sentences after it see it."""
        return frozenset({f"topic:{self.group}"}) if self.indicator else frozenset()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where one count stands: its sentence, the clauses before it, and the frames."""

    sentence: Span
    phrase: tuple[Span, ...]
    """Before and after the number, in its own phrase."""
    chain: tuple[Span, ...]
    """Clauses without a number between the count before and this one, the nearest first."""
    segment: Span
    """The sentence from its last stop or semicolon to the number, clauses with numbers included."""
    frame: Frame
    topic: Frame
    title: Span
    in_breakdown: bool
    parent: frozenset[str]
    """Indicator and group of the figure that a breakdown breaks down."""
    is_list: bool = False
    """The next number continues a list of categories."""


@dataclass(frozen=True)
class IndicatorReader:
    """Names the indicator of a count."""

    lexicon: Lexicon
    _planned: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_planned", re.compile(self.lexicon.pattern("time.planned", "time.last_year")))

    @cached_property
    def _places(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.places"))

    @cached_property
    def _repeat(self) -> tuple[str, ...]:
        words = self.lexicon.words["time.repeat"]
        return *words, *(f"{word}的" for word in words)

    def decide(self, passage: Passage, count: Count, setting: Setting) -> str | None:
        """The indicator, or None for a count that is none of them."""
        before = setting.phrase[0]
        if passage.text[max(before[0] - 1, 0) : count.start].endswith(self._repeat):
            return None
        if self._counts_holders(passage, count):
            return None
        around = self.surroundings(passage, count, setting)
        whole = self._whole_of_part(passage, count, around, setting)
        if whole:
            return whole
        rules = self.lexicon.rules.decide(around)
        chosen = self._prefer_channel(passage, rules, around.channel, setting)
        if chosen is None or self._is_other_time(passage, before, chosen):
            return None
        return chosen.indicator

    def _whole_of_part(self, passage: Passage, count: Count, around: Surroundings, setting: Setting) -> str | None:
        """The indicator that is broken down by bodies or times: 其中市本级42件 counts what the total counts."""
        names = setting.parent if setting.in_breakdown else {setting.frame.indicator or ""}
        wholes = [name for name in names if name in self.lexicon.indicators]
        before = setting.phrase[0]
        if wholes and setting.in_breakdown and wholes[0] in POSTS and self._names_account(passage, before):
            return wholes[0]
        if not wholes or not around.near <= BODY_WORDS:
            return None
        is_part = "bodies" in around.near or self._names_body(passage, before) or self._names_time(passage, before)
        if not setting.in_breakdown:
            is_part = is_part and around.verb == NO_VERB and count.unit == setting.frame.unit
        return wholes[0] if is_part else None

    def _names_account(self, passage: Passage, before: Span) -> bool:
        """True where only a name in quotation marks stands before a number: 其中“某某发布”960条."""
        return bool(_QUOTED.fullmatch(self.lexicon.opens.sub("", passage.text[slice(*before)])))

    def _names_time(self, passage: Passage, before: Span) -> bool:
        """True where nothing but a time and a verb stand before a number: 其中本年新增137条."""
        words = self.lexicon.opens.sub("", passage.text[slice(*before)])
        for hit in reversed(passage.hits_in(before)):
            if hit.end == before[1] and "publish" in hit.concepts:
                words = words[: hit.start - hit.end]
        return bool(self._time.search(words)) and not _WORD.search(self._time.sub("", words))

    @cached_property
    def _time(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.time_words"))

    def _names_body(self, passage: Passage, before: Span) -> bool:
        """True where the words before a number are the name of an organ, with or without a verb: 市局机关."""
        words = self.lexicon.opens.sub("", passage.text[slice(*before)])
        for hit in reversed(passage.hits_in(before)):
            if hit.end == before[1] and "publish" in hit.concepts:
                words = words[: hit.start - hit.end]
        return bool(self._body.search(words))

    @cached_property
    def _body(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.lexicon.pattern('breakdown.body_ends')})$")

    def _counts_holders(self, passage: Passage, count: Count) -> bool:
        """True for 2个微信公众号 and 16个镇街: who publishes is counted, not what."""
        if count.unit not in self.lexicon.words["units.holders"]:
            return False
        if passage.text[count.start - 1 : count.start] == "(" and self._ends_with_channel(passage, count.start - 1):
            return True
        next_hits = [hit for hit in passage.hits_in((count.end, count.end + 12)) if hit.start == count.end]
        accounts = self.lexicon.words["units.accounts"]
        return any(
            (CHANNELS | {"holder"}).intersection(hit.concepts) - {"video"}
            or (CHANNELS.intersection(hit.concepts) and passage.text[: hit.end].endswith(accounts))
            for hit in next_hits
        )

    @staticmethod
    def _ends_with_channel(passage: Passage, place: int) -> bool:
        hits = passage.hits_in((max(0, place - LONGEST_CHANNEL), place))
        return bool(hits) and hits[-1].end == place and bool(CHANNELS.intersection(hits[-1].concepts))

    def _prefer_channel(self, passage: Passage, rules: Sequence[Rule], channel: str, setting: Setting) -> Rule | None:
        """The deciding rule; a category that stands alone gives way to the channel, or to the total of a list.

        公众号推送政务动态75条 says what was posted, not a part of a total; 公开党务、财务信息30条 names no single kind.
        """
        chosen = next(iter(rules), None)
        if chosen is None or chosen.indicator is None or setting.in_breakdown or setting.is_list:
            return chosen
        is_single = channel in {"none", "several"} and not self._is_enumerated(passage, setting.phrase[0])
        if is_single or not self.lexicon.indicators[chosen.indicator].is_category:
            return chosen
        others = (rule for rule in rules if rule.indicator and not self.lexicon.indicators[rule.indicator].is_category)
        return next(others, chosen)

    def _is_enumerated(self, passage: Passage, before: Span) -> bool:
        """True where the verb has several objects: 公开党务、村务、财务信息."""
        verbs = [hit.end for hit in passage.hits_in(before) if self.lexicon.rules.verbs.intersection(hit.concepts)]
        return LIST_SIGN in passage.text[max(verbs, default=before[1]) : before[1]]

    def _is_other_time(self, passage: Passage, before: Span, rule: Rule) -> bool:
        """True for a number of last year, or one that is only planned."""
        if rule.indicator == "requests_carried_in":
            return False
        if self._planned.search(passage.text, *before) is None:
            return False
        hits = passage.hits_in(before)
        return any(
            not any(hit.start <= match.start() < hit.end for hit in hits)
            for match in self._planned.finditer(passage.text, *before)
        )

    def surroundings(self, passage: Passage, count: Count, setting: Setting) -> Surroundings:
        """Everything that the rules may ask about one count."""
        phrase = self._widened(passage, setting)
        parent = frozenset(f"parent:{name}" for name in setting.parent)
        settled = (setting.frame.names | parent, setting.frame.older_names, setting.topic.topic_names)
        verb = self._governing(passage, count, setting, phrase)
        return Surroundings(
            near=passage.concepts_in(phrase),
            settled=settled,
            verb=verb,
            unit=count.unit,
            in_breakdown=setting.in_breakdown,
            find_context=lambda: self._context(passage, setting, settled, verb),
            find_sentence=lambda: passage.count_concepts(setting.sentence),
            find_later=lambda: passage.concepts_in([(count.end, setting.sentence[1])]),
            find_channel=lambda: self._channel(passage, phrase, setting),
            find_named=lambda: any(self._is_named(passage, span) for span in phrase if span[1] <= count.start),
        )

    @staticmethod
    def _context(
        passage: Passage, setting: Setting, settled: tuple[frozenset[str], ...], verb: frozenset[str]
    ) -> tuple[frozenset[str], ...]:
        """Concepts further away, the nearest ring first."""
        chain, segment = passage.concepts_in(setting.chain) | verb, passage.concepts_in([setting.segment])
        return chain, settled[0], segment, settled[1], passage.concepts_in([setting.title]), settled[2]

    def _is_named(self, passage: Passage, before: Span) -> bool:
        words = self.lexicon.opens.sub("", passage.text[slice(*before)])
        return len(_WORD.findall(words)) > 1

    def _widened(self, passage: Passage, setting: Setting) -> tuple[Span, ...]:
        """The phrase, and where it says nothing the nearest clause before it that does."""
        if passage.concepts_in(setting.phrase) - WEAK:
            return setting.phrase
        for clause in setting.chain:
            if setting.in_breakdown and _DIGIT.search(passage.text, *clause):
                break  # another part of the list
            if passage.concepts_in([clause]) - WEAK:
                return (*setting.phrase, clause)
        return setting.phrase

    def _governing(self, passage: Passage, count: Count, setting: Setting, phrase: tuple[Span, ...]) -> frozenset[str]:
        """The governing verb, where none stands by the number that of the end: 规章2部、文件9件,均在网站公开."""
        is_part = setting.in_breakdown and DISCLOSURE in setting.parent
        verb = self._verb(passage, phrase, is_part=is_part)
        if verb == MONEY_VERB and count.unit not in self.lexicon.unit_sets["money"] and count.value:
            return NO_VERB
        if verb == NO_VERB and self._is_published(passage, count, setting, phrase):
            return frozenset({"publish"})
        return verb

    def _is_published(self, passage: Passage, count: Count, setting: Setting, phrase: tuple[Span, ...]) -> bool:
        """True where the verb stands behind the list, or before it with a channel: 在日报刊登专版6个、新闻48篇."""
        before = setting.phrase[0]
        if passage.text[before[0] : before[0] + 1] == LIST_SIGN and self._channel(passage, phrase, setting) in CHANNELS:
            return any("publish" in passage.concepts_in([clause]) for clause in setting.chain)
        if not (PAPERS | self.lexicon.kinds) & passage.concepts_in(phrase):
            return False
        return bool(self._all_published.search(passage.text, count.end, setting.sentence[1]))

    @cached_property
    def _all_published(self) -> re.Pattern[str]:
        ends, verbs = self.lexicon.pattern("breakdown.all_of"), self.lexicon.pattern("breakdown.published")
        return re.compile(f"[,、](?:{ends})[^,;。]{{0,16}}(?:{verbs})")

    def _verb(self, passage: Passage, phrase: tuple[Span, ...], *, is_part: bool) -> frozenset[str]:
        """The governing verb: the last before the number, else the first after it, else one of the clause before."""
        verbs = self.lexicon.rules.verbs
        for number, span in enumerate(phrase):
            hits = self._without_noun(passage, span, is_part=is_part)
            hits = [hit for hit in hits if not passage.is_quoted(hit)]
            found = [verb for hit in hits if (verb := verbs.intersection(hit.concepts))]
            if found:
                return found[0] if number == 1 else found[-1]
        return NO_VERB

    def _without_noun(self, passage: Passage, span: Span, *, is_part: bool) -> list[Hit]:
        """Without a verb that ends the phrase after its object and so is a noun: 政务信息公开17条.

        In a list of kinds of content any verb may be part of the name of a kind: 其中社会保险12条、房屋征收9条.
        """
        hits = passage.hits_in(span)
        if is_part:
            hits = [hit for hit in hits if not self._is_in_name(passage, span, hit)]
        nominal = self.lexicon.words["verbs.nominal"]
        is_noun = (
            len(hits) > 1
            and hits[-1].end == span[1]
            and passage.text[hits[-1].start : span[1]] in nominal
            and not (NO_OBJECTS | self.lexicon.rules.verbs).intersection(hits[-2].concepts)
            and hits[-2].end == hits[-1].start
        )
        return hits[:-1] if is_noun else hits

    def _is_in_name(self, passage: Passage, span: Span, verb: Hit) -> bool:
        """True for a verb other than "publish" with words of its own phrase before it."""
        if "publish" in verb.concepts or not self.lexicon.rules.verbs.intersection(verb.concepts):
            return False
        return len(_WORD.findall(self.lexicon.opens.sub("", passage.text[span[0] : verb.start]))) > 1

    def _channel(self, passage: Passage, phrase: tuple[Span, ...], setting: Setting) -> str:
        for spans in (phrase, *((clause,) for clause in setting.chain)):
            kinds = self._channels_in(passage, spans)
            if kinds:
                return self._one_channel(kinds)
            if setting.in_breakdown:
                return "none"
        before, earlier = setting.phrase[0][0], (setting.frame.indicator or "").removeprefix("posts_")
        if passage.text[before : before + 1] == LIST_SIGN and earlier in CHANNELS - {"video"}:
            return earlier  # 公众号编发196期、信息588条
        is_above = setting.title[1] <= setting.sentence[0]
        return self._titled_channel(passage, setting.title) if is_above else "none"

    def _titled_channel(self, passage: Passage, title: Span) -> str:
        """The channel that a title names and nothing besides: 一是门户网站。发布信息143条."""
        words, kinds = passage.text[slice(*title)], self._channels_in(passage, (title,))
        if not kinds:
            return "none"
        for hit in reversed(passage.hits_in(title)):
            if CHANNELS.intersection(hit.concepts):
                words = words[: hit.start - title[0]] + words[hit.end - title[0] :]
        words = self.lexicon.folding.list_mark.sub("", words)
        return "none" if _WORD.search(self._plain.sub("", words)) else self._one_channel(kinds)

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.title_words"))

    def _channels_in(self, passage: Passage, spans: tuple[Span, ...]) -> frozenset[str]:
        """The channels named; those after the verb where there are any (公众号发布短视频5个)."""
        if CHANNELS.isdisjoint(passage.concepts_in(spans)):
            return frozenset()
        hits = [hit for span in spans for hit in self._in_place(passage, span)]
        last_verb = max((n for n, hit in enumerate(hits) if "publish" in hit.concepts), default=-1)
        before = CHANNELS.intersection(name for hit in hits[: last_verb + 1] for name in hit.concepts)
        if before and any("and_so_on" in hit.concepts for hit in hits[last_verb + 1 :]):
            return before
        return self._own_channels(hits[last_verb + 1 :]) or self._own_channels(hits)

    @staticmethod
    def _own_channels(hits: list[Hit]) -> frozenset[str]:
        """The channels of a phrase; an account after its kind is that account: 政务新媒体"某某"微信公众号."""
        named = [channels for hit in hits if (channels := CHANNELS.intersection(hit.concepts))]
        found = frozenset().union(*named)
        is_account = len(found) == 2 and "new_media" in found and "new_media" not in named[-1]
        return found - {"new_media"} if is_account and found <= NEW_MEDIA else found

    def _in_place(self, passage: Passage, span: Span) -> list[Hit]:
        """The words of a phrase without the channel that is the one who publishes: 融媒体中心在日报刊发112篇."""
        hits = passage.hits_in(span)
        place = self._places.search(passage.text, *span)
        if place is None or not any(CHANNELS.intersection(hit.concepts) for hit in hits if hit.start >= place.end()):
            return hits
        return [hit for hit in hits if hit.start >= place.end() or not CHANNELS.intersection(hit.concepts)]

    @staticmethod
    def _one_channel(kinds: frozenset[str]) -> str:
        if len(kinds) == 1:
            return next(iter(kinds))
        if kinds <= NEW_MEDIA:
            return "new_media"
        return "media" if kinds <= BOARDS_AND_MEDIA else "several"
