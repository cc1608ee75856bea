"""The channel that a count is about: the website, an account, the press."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.prose.naming.setting import Setting
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.hits import Hit
from pipeline.prose.words.lexicon import Lexicon

NEW_MEDIA = frozenset({"wechat", "weibo", "video", "new_media", "other_platform"})
BOARDS_AND_MEDIA = frozenset({"media", "notice_board"})
CHANNELS = NEW_MEDIA | BOARDS_AND_MEDIA | {"website", "gazette"}
MEDIA = frozenset({"media"})
CLOSE = 8
"""A word that closes a list stands so many signs before what closes it at most."""
PICTURES = frozenset({"video"})
"""Channels that are also ways of saying something: 图解、视频等形式."""
OWNERS = frozenset({"media", "website"})
"""Channels that have accounts of their own."""
PRESS = BOARDS_AND_MEDIA | {"other_platform", "new_media", "video"}
"""Channels that a list of the press may name."""
MEDIA, NOTHING = frozenset({"media"}), frozenset[str]()
LIST_SIGN = "、"
LISTED = (LIST_SIGN, ",")
HOLDER, ACCOUNT = 6, 20
"""A number of accounts, and the name of their kind before it, have at most so many signs."""
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_PAPER = re.compile(r"《[^》]{2,12}》")
_NAME = re.compile(r"“[^”]{1,16}”")
"""The name of an account in quotation marks."""


def _is_owner(text: str, hit: Hit, after: Hit | None) -> bool:
    """True for the press or a site before an account of its own: 融媒体中心“某某”客户端, 日报公众号, 门户网公众号."""
    if after is None or OWNERS.isdisjoint(hit.concepts) or not OWNERS.isdisjoint(after.concepts):
        return False
    is_beside = after.start == hit.end or _NAME.fullmatch(text, hit.end, after.start) is not None
    return is_beside and not after.concepts.isdisjoint(NEW_MEDIA - {"new_media"})


@dataclass(frozen=True)
class ChannelReader:
    """Reads the channel from the phrase, the clauses before it, the subject of the segment and the title."""

    lexicon: Lexicon

    def read(self, passage: Passage, phrase: tuple[Span, ...], setting: Setting) -> str:
        """The channel a count is told of: its concept, "none" or "several"."""
        account = self._counted_account(passage, setting.phrase[0])
        if account:
            return account
        told = self._told_channel(passage, phrase, setting)
        if told:
            return told
        subject = self._subject_channel(passage, setting)
        if subject:
            return subject
        before, earlier = setting.phrase[0][0], (setting.frame.indicator or "").removeprefix("posts_")
        if passage.text[before : before + 1] == LIST_SIGN:
            listed = self._listed_channel(passage, setting) if earlier not in CHANNELS - {"video"} else earlier
            if listed:
                return listed  # 公众号编发196期、信息588条
        if not CHANNELS.isdisjoint(passage.concepts_in((setting.sentence[0], before))):
            return "none"
        title = passage.paragraph_title(setting.segment[1])
        return self._titled_channel(passage, title) if title[1] <= setting.sentence[0] else "none"

    def _are_forms(self, passage: Passage, clause: Span, kinds: frozenset[str]) -> bool:
        """True for a clause that only says in what form something was told: 创新采用图解、短视频等形式."""
        return kinds <= PICTURES and passage.text.endswith(
            self.lexicon.words["breakdown.ways"], clause[0], clause[1] - 1
        )

    def end_of_ways(self, passage: Passage, span: Span) -> int:
        """Where a list of channels and other ways ends (通过网站、新闻发布会、查阅室等多种渠道), or 0."""
        if passage.text.find(LIST_SIGN, *span) < 0:
            return 0
        end = self._ways.search(passage.text, *span)
        signs = [at for at in range(span[0], end.start()) if passage.text[at] == LIST_SIGN] if end else []
        if end is None or not signs:
            return 0
        parts = [CHANNELS & passage.concepts_in(part) for part in pairwise([span[0], *signs, end.start()])]
        is_mixed = not all(parts) and not frozenset().union(*parts) <= PICTURES
        return end.end() if is_mixed else 0

    def _told_channel(self, passage: Passage, phrase: tuple[Span, ...], setting: Setting) -> str:
        """The channel that the phrase names, or else the nearest clause before it; "" where none does."""
        for spans in (phrase, *((clause,) for clause in setting.chain)):
            if spans is not phrase and passage.text.endswith(self._work, spans[0][0], spans[0][1] - 1):
                continue
            kinds = self._channels_in(passage, spans)
            if not kinds and passage.text.find("《", *spans[0]) >= 0:
                kinds = self._paper(passage, spans[0])
            if kinds and not (spans is not phrase and self._are_forms(passage, spans[0], kinds)):
                is_mixed = any(self.end_of_ways(passage, span) for span in spans)
                return "several" if is_mixed else self._one_channel(kinds)
            if setting.in_breakdown:
                return "none"
        return ""

    @property
    def _work(self) -> tuple[str, ...]:
        """The end of a clause that says what was worked on, not where something was published."""
        return self.lexicon.words["breakdown.no_place_ends"]

    @cached_property
    def _ways(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.ways"))

    def _counted_account(self, passage: Passage, before: Span) -> str:
        """The account of which the number before tells how many there are: 政务微信1个、公开信息396条."""
        if passage.text[before[0] : before[0] + 1] not in LISTED or "publish" not in passage.concepts_in(before):
            return ""
        counted = self._holder.search(passage.text, max(0, before[0] - HOLDER), before[0])
        hits = passage.hits_in((max(0, before[0] - ACCOUNT), counted.start())) if counted else []
        kinds = CHANNELS.intersection(hits[-1].concepts) if counted and hits and hits[-1].end == counted.start() else ()
        own = CHANNELS.isdisjoint(passage.concepts_in(before))
        return self._one_channel(frozenset(kinds)) if kinds and own else ""

    @cached_property
    def _holder(self) -> re.Pattern[str]:
        return re.compile(rf"\d+(?:{self.lexicon.pattern('units.holders')})$")

    def _listed_channel(self, passage: Passage, setting: Setting) -> str:
        """The channel through which all of a list is published: 通过主流媒体解读政策88篇、发布信息219条."""
        before = setting.phrase[0]
        clause = passage.clause_start(before[0], setting.segment[0]), before[0]
        place = self._places.search(passage.text, *clause)
        if place is None or "publish" not in passage.concepts_in(before):
            return ""
        kinds = self._channels_in(passage, ((place.end(), clause[1]),))
        return self._one_channel(kinds) if kinds else ""

    def _subject_channel(self, passage: Passage, setting: Setting) -> str:
        """The channel that is the subject of the segment: 门户网站公开文件45件,全年更新信息2300条."""
        names = passage.concepts_in(setting.phrase[0])
        if "publish" not in names or names & self.lexicon.kinds:
            return ""
        hits = passage.hits_in(setting.segment)
        named = [hit for hit in hits if CHANNELS.intersection(hit.concepts)]
        first = named[0] if named else None
        verb = next((hit.start for hit in hits if self.lexicon.rules.verbs.intersection(hit.concepts)), 0)
        if (
            first is None
            or named[-1].start > verb
            or not first.start < verb < self._end_of_subject(passage, first.end, setting.segment[1])
            or self._places.search(passage.text, setting.segment[0], first.start)
        ):
            return ""
        return self._one_channel(self._channels_in(passage, ((setting.segment[0], verb),)))

    def _end_of_subject(self, passage: Passage, place: int, limit: int) -> int:
        """Where the clause of a subject ends; it goes on behind 自2006年建成以来,累计发布信息3.6万条."""
        end = passage.clause_end(place, limit)
        is_since = passage.text.endswith(self.lexicon.words["breakdown.since"], place, end)
        return passage.clause_end(end + 1, limit) if is_since and end < limit else end

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
        named = CHANNELS & passage.concepts_in_any(spans)
        if len(named) < 2 and (named != MEDIA or not self._may_be_kinds(passage, spans[0])):  # as mostly
            return named
        hits = self._without_kinds(passage, spans, [hit for span in spans for hit in self._in_place(passage, span)])
        verbs = (n for n, hit in enumerate(hits) if "publish" in hit.concepts and not passage.is_quoted(hit))
        last_verb = max(verbs, default=-1)
        if any(self._sums_up_press(passage.text, hit) for hit in hits[: last_verb + 1]) and named <= PRESS:
            return MEDIA
        before = CHANNELS.intersection(name for hit in hits[: last_verb + 1] for name in hit.concepts)
        if before and any("and_so_on" in hit.concepts for hit in hits[last_verb + 1 :]):
            return before
        behind = hits[last_verb + 1 :]
        if before:  # 公众号推出“某某”等专栏,发布…
            behind = [hit for hit in behind if "column" not in hit.concepts]
        if "media" in named and self._names_press(passage.text, hits):
            return MEDIA
        found = self._own_channels(passage.text, behind)
        return found or self._own_channels(passage.text, hits[: last_verb + 1] if before else hits)

    def _names_press(self, text: str, hits: list[Hit]) -> bool:
        """True where the press closes a list of channels, which all are then of it: 今日头条、学习强国等主流媒体."""
        press = (hit for hit in hits if "media" in hit.concepts)
        return any(self._and_others.search(text, max(0, hit.start - CLOSE), hit.start) for hit in press)

    @cached_property
    def _and_others(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.lexicon.pattern('breakdown.and_others')})[^、,;。]*$")

    def _may_be_kinds(self, passage: Passage, span: Span) -> bool:
        """True where a closed list of kinds may stand in a span."""
        return passage.text.find(LIST_SIGN, *span) >= 0 and "publish" in passage.concepts_in(span)

    def _without_kinds(self, passage: Passage, spans: tuple[Span, ...], hits: list[Hit]) -> list[Hit]:
        """The words without those that name a kind of content in a list: 发布文物保护、广播电视、旅游等信息."""
        (start, end), text = spans[0], passage.text
        if not self._may_be_kinds(passage, (start, end)):
            return hits
        verbs = (hit for hit in passage.hits_in((start, end)) if "publish" in hit.concepts)
        verb = next((hit.end for hit in verbs if not passage.is_quoted(hit)), end)
        first = text.find(LIST_SIGN, verb, end)
        is_list = first >= 0 and self.lexicon.list_head.search(text, first, end) is not None
        if not is_list or self._places.search(text, verb, end):
            return hits
        return [
            hit
            for hit in hits
            if not verb <= hit.start < end or CHANNELS.isdisjoint(hit.concepts) or hit.concepts <= PICTURES
        ]

    def _paper(self, passage: Passage, span: Span) -> frozenset[str]:
        """The press where something is printed in what is named like a paper: 在《某某晨刊》刊登."""
        title = _PAPER.search(passage.text, *span)
        if title is None or "printed" not in passage.concepts_in((title.end(), span[1])):
            return NOTHING
        return MEDIA if self._places.search(passage.text, span[0], title.start()) else NOTHING

    def _sums_up_press(self, text: str, hit: Hit) -> bool:
        """True for a kind of press behind a list of what belongs to it: 人民网、某某客户端等中央媒体."""
        words = self.lexicon.words
        is_press = text[hit.start : hit.end] in words["breakdown.press"]
        return is_press and text.endswith(words["breakdown.and_others"], 0, hit.start)

    @staticmethod
    def _own_channels(text: str, hits: list[Hit]) -> frozenset[str]:
        """The channels of a phrase; an account after its kind is that account: 政务新媒体"某某"微信公众号."""
        named = [
            channels
            for hit, after in pairwise([*hits, None])
            if hit and (channels := CHANNELS.intersection(hit.concepts)) and not _is_owner(text, hit, after)
        ]
        found = frozenset().union(*named)
        is_account = len(found) == 2 and "new_media" in found and "new_media" not in named[-1]
        return found - {"new_media"} if is_account and found <= NEW_MEDIA else found

    def _in_place(self, passage: Passage, span: Span) -> list[Hit]:
        """The words of a phrase without the channel that is the one who publishes: 融媒体中心在日报刊发112篇."""
        hits = self._without_remarks(passage, span)
        place = self._places.search(passage.text, *span)
        if place is not None and passage.has_quotes and passage.is_quote_at(place.start()):  # “河长在身边”
            found = self._places.finditer(passage.text, *span)
            place = next((one for one in found if not passage.is_quote_at(one.start())), None)
        if place is None or not any(CHANNELS.intersection(hit.concepts) for hit in hits if hit.start >= place.end()):
            return hits
        return [hit for hit in hits if hit.start >= place.end() or not CHANNELS.intersection(hit.concepts)]

    @staticmethod
    def _without_remarks(passage: Passage, span: Span) -> list[Hit]:
        """The words of a phrase without the channels in brackets, where others stand outside: 主流媒体(包括新媒体)."""
        hits = passage.hits_in(span)
        if passage.text.find("(", *span) < 0:  # as mostly
            return hits
        remarks = passage.closed_brackets(*span)
        plain = [hit for hit in hits if not any(start < hit.start < end for start, end in remarks)]
        return hits if all(CHANNELS.isdisjoint(hit.concepts) for hit in plain) else plain

    @cached_property
    def _places(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.places"))

    @staticmethod
    def _one_channel(kinds: frozenset[str]) -> str:
        if len(kinds) == 1:
            return next(iter(kinds))
        if kinds <= NEW_MEDIA:
            return "new_media"
        return "media" if kinds <= BOARDS_AND_MEDIA else "several"
