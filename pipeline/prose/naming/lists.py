"""Lists of kinds of content and breakdowns of a total: where they begin, go on and end."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.prose.counts import Count
from pipeline.prose.naming.channels import CHANNELS
from pipeline.prose.naming.setting import PriorFigures
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.sentence import Sentence
from pipeline.prose.words.lexicon import Lexicon

DISCLOSURE = "disclosure"
PLAIN = frozenset({"info", "total", "disclosing", "various", "various_info", "government"})
"""Concepts that say nothing about the kind of content."""
OTHER_SUBJECTS = frozenset(
    {"document", "normative", "regulation", "interpretation", "request", "deputy", "cppcc", "proposals"}
) | {"and_so_on", "column"}
"""Concepts with indicators of their own, and those of a list without numbers."""
NO_KINDS = frozenset({"interpretation", "request", "deputy", "cppcc", "proposals"})
"""Concepts of what follows a total without being a kind of content."""
WHO = frozenset({"total", "bodies", "holder"})
"""Concepts of those who publish, and of sums."""
OTHER_MATTERS = frozenset({"message", "hotline", "inquiry", "reconsideration", "litigation", "training", "follower"})
"""Concepts behind a semicolon with which no breakdown of published items goes on."""
OTHER_WORK = frozenset({"inspection", "circular", "trainee"})
"""Concepts at the head of a sentence that is about work, not about what was published: 督查2次,发现问题46个."""
OTHER_MATTER = frozenset({(DISCLOSURE, "requests"), ("requests", DISCLOSURE)})
"""Groups of a total and of a figure that is no part of it."""
NO_CONTENT = CHANNELS | OTHER_SUBJECTS
OF_REQUESTS = {
    "request", "disclosure_request", "disclosing", "info", "total", "government", "citizen", "anyone", "applicant",
    "natural_person", "organisation", "organisation_kind", "online", "letter", "in_person", "hand_in", "email",
    "last_year",
    "carry", "fresh", "bodies", "holder", "actual", "on_time", "rest", "happen", "finished", "granted", "about",
}  # fmt: skip
MADE = frozenset({"made"})
_NEXT_KIND = re.compile(r"[、,][^、,。;:\d]{2,12}")
LIST = 3
"""So many numbers in a sentence without a verb go on with the list of the sentence before."""
KINDS = 2
"""So many kinds that are called so make a list of their own."""
TOTAL = frozenset({"total"})
SUM = frozenset({"total", "publish", "release", "info"})
"""These alone stand before the sum of a list."""
LIST_SIGNS = "、,"
OBJECT = 2
"""So many signs name something."""
LEAD = 2
"""A verb stands at the head of a segment where at most so many signs come before it."""


class ListWords:
    """The words that open, close and make up lists."""

    def __init__(self, lexicon: Lexicon) -> None:
        pattern, kinds, sets = lexicon.pattern, lexicon.kinds, lexicon.unit_sets
        self.lexicon = lexicon
        self.opens = lexicon.opens
        """The words that open a breakdown: 其中."""
        self.among = re.compile(lexicon.among)
        """The words that open a new breakdown of a total told before: 按内容看."""
        self.closes = re.compile(f"(?<=[,;])(?:{pattern('breakdown.closes')})")
        """The words at the head of a clause that end a breakdown: 全年."""
        self.places = re.compile(pattern("breakdown.places"))
        """The words before the channel through which something is published: 通过."""
        self.generic = re.compile(f"{pattern('breakdown.generic')}|[^\u4e00-\u9fff]")
        """The words of an object that name no kind of content, and all that is no character."""
        self.times = re.compile(pattern("breakdown.time_words"))
        """The words for a time of the year: 今年."""
        self.kind_ends = lexicon.words["breakdown.kind_ends"]
        """The words that end the name of a kind of content."""
        self.item_units = sets["items"] - sets["requests"] | {"条"}
        """The units of what is published and of no request, but for the commonest."""
        self.listed_units = sets["items"] | sets["kinds"]
        """The units of kinds of content in a list."""
        self.rounds = sets["rounds"]
        """The units of what was done so often."""
        self.named = kinds | {"info", "meeting", "document", "policy"}
        """The concepts of what may be published so often."""
        self.categories_or_info = kinds | {"info"}
        """The concepts that name kinds of content, and that of content at large."""
        self.categories_or_document = kinds | {"document"}
        """The concepts that name kinds of content, and that of papers."""
        self.plain_kinds = kinds | {"info", "document", "policy", "interpretation"}
        """The concepts that stand in a sentence that is nothing but kinds of content."""
        self.actions = (lexicon.rules.verbs | CHANNELS) - {"charge"}
        """The concepts that begin something new in a list: channels, and verbs of other things than money."""
        self.actions_or_media = self.actions | {"multimedia"}
        """The same, and interpretations in pictures."""
        self.actions_or_no_kinds = self.actions | NO_KINDS
        """The same, and what follows a total without being a kind of content."""
        self.not_of_kinds = self.actions_or_no_kinds | OTHER_MATTERS
        """The same, and what no breakdown of published items goes on with."""
        self.of_requests = OF_REQUESTS | lexicon.rules.verbs
        """The concepts of requests, of those who make them, and of verbs."""
        self.actions_but_publishing = self.actions - {"publish"}
        """The same without publishing."""

    def names_kind(self, passage: Passage, before: Span) -> bool:
        """True where the object of the verb says what kind of content it is: not 公开各类政府信息共."""
        hits = passage.hits_in(before)
        verb = max((number for number, hit in enumerate(hits) if "publish" in hit.concepts), default=-1)
        if verb < 0:
            return False
        start, names = hits[verb].end, hits[verb + 1 :]
        words = passage.text[start : before[1]]
        for hit in reversed(names):
            if not NO_CONTENT.isdisjoint(hit.concepts):
                return False
            if not PLAIN.isdisjoint(hit.concepts):
                words = words[: hit.start - start] + words[hit.end - start :]
        return len(words) >= 2 and len(self.generic.sub("", words)) >= 2

    def names_one_kind(self, passage: Passage, before: Span) -> bool:
        """True where the object of the verb is one kind of content: 公开人事任免等信息, 公开各类规划信息."""
        hits = passage.hits_in(before)
        verb = max((number for number, hit in enumerate(hits) if "publish" in hit.concepts), default=-1)
        kinds = [hit for hit in hits[verb + 1 :] if not self.lexicon.kinds.isdisjoint(hit.concepts)]
        return verb >= 0 and len(kinds) == 1 and not self.lexicon.joins.search(passage.text, hits[verb].end, before[1])

    def names_part(self, passage: Passage, span: Span, verb: int) -> bool:
        """True where the verb at a place ends the name of a kind of content in a list: 其中管理公开3条、政务公开5条."""
        words = passage.text[span[0] : verb]
        for hit in reversed(passage.hits_in((span[0], verb))):
            if not CHANNELS.isdisjoint(hit.concepts):
                return False
            if not WHO.isdisjoint(hit.concepts):
                words = words[: hit.start - span[0]] + words[hit.end - span[0] :]
        words = self.times.sub("", self.opens.sub("", words))
        return len(self.generic.sub("", words)) >= OBJECT

    def names_object(self, passage: Passage, before: Span) -> bool:
        """True where something is named before a number that has nothing to do with requests: 受理仲裁案件."""
        hits, verbs = passage.hits_in(before), self.lexicon.rules.verbs
        start = next((hit.end for hit in hits if not verbs.isdisjoint(hit.concepts)), before[0])
        words = passage.text[start : before[1]]
        for hit in reversed(hits):
            if hit.start >= start and not self.of_requests.isdisjoint(hit.concepts):
                words = words[: hit.start - start] + words[hit.end - start :]
        return len(self.generic.sub("", words)) >= OBJECT


def _has_any(ends: Iterable[int], start: int, stop: int) -> bool:
    """True where a figure ends between two places."""
    return any(start < end <= stop for end in ends)


@dataclass(frozen=True)
class ListReader:
    """Reads the lists of one passage."""

    words: ListWords
    passage: Passage
    _known: dict[int, bool] = field(default_factory=dict)
    """Start of the first number of a list to whether that is one of kinds of content, filled when asked."""

    def continues(self, sentence: Sentence, topic: PriorFigures, *, has_opened: bool) -> bool:
        """True where a sentence goes on with the list of the one before: …共100条。工作动态41条，医疗20条，其他3条.

        Fewer numbers do where that list ended with a kind of content and they are told of such kinds too. A sentence
        that opens a breakdown of its own does not, nor one of unknown things in another unit.
        """
        if has_opened:
            return False
        if topic.group in {"", DISCLOSURE} and self._are_named_kinds(sentence):
            return True
        if len(sentence.counts) < LIST and not (topic.is_category and self._are_kinds(sentence)):
            return False
        names = self.passage.concepts_in((sentence.span[0], sentence.counts[0].start))
        if not names.isdisjoint(OTHER_WORK):
            return False
        if not names.isdisjoint(self.words.actions):
            return False
        goes_on = topic.group == DISCLOSURE and sentence.counts[0].unit == topic.unit
        return goes_on or self.is_plain(sentence)

    def _are_kinds(self, sentence: Sentence) -> bool:
        """True where every number of a sentence has nothing but a kind of content before it."""
        wanted, actions = self.words.categories_or_document, self.words.actions
        for count in sentence.counts:
            names = self.passage.concepts_in((sentence.reach(count), count.start))
            if names.isdisjoint(wanted) or not names.isdisjoint(actions):
                return False
        return bool(sentence.counts)

    def _are_named_kinds(self, sentence: Sentence) -> bool:
        """True where all numbers are told of kinds that are called so: 农业类信息12条,水利类信息9条,合计21条."""
        if len(sentence.counts) < KINDS:
            return False
        text, kind_ends, others = self.passage.text, self.words.kind_ends, self.words.not_of_kinds
        if sum(text.endswith(kind_ends, 0, count.start) for count in sentence.counts) < KINDS:  # as mostly
            return False
        units, kinds = {count.unit for count in sentence.counts}, 0
        if len(units) != 1 or units.isdisjoint(self.words.item_units):
            return False
        for count in sentence.counts:
            start, end = sentence.reach(count), count.start
            names, is_kind = self.passage.concepts_in((start, end)), text.endswith(kind_ends, start, end)
            if not (is_kind and names.isdisjoint(others)) and names != TOTAL:
                return False
            kinds += is_kind
        title = self.passage.paragraph_title(sentence.counts[0].start)
        return kinds >= KINDS and "request" not in self.passage.concepts_in(title)

    def is_plain(self, sentence: Sentence) -> bool:
        """True for a sentence that is nothing but kinds of content: 人事信息5条、规划计划3条、年报1条."""
        spans = [(sentence.reach(count), count.start) for count in sentence.counts]
        names, concepts_in = self.words.plain_kinds, self.passage.concepts_in
        kinds = [span for span in spans if not names.isdisjoint(concepts_in(span)) and not self._is_channel(span)]
        if len(kinds) < LIST or len(kinds) >= len(spans) - 1:
            return len(kinds) >= LIST
        is_one_unit = len({count.unit for count in sentence.counts}) == 1
        if concepts_in(spans[-1]) <= SUM:
            del spans[-1]  # 概况12条,通知85条,动态266条,专栏41条,共发布404条
        return is_one_unit and all(
            self.words.actions.isdisjoint(said) or "column" in said for said in map(concepts_in, spans)
        )

    def _is_channel(self, span: Span) -> bool:
        """True for words that say where something was published, not what kind of content it is."""
        names = self.passage.concepts_in(span)
        return bool(names & CHANNELS and "publish" in names)

    def heads_kinds(self, count: Count, sentence: Sentence) -> bool:
        """True in a list of several kinds of content after one verb: 公开领导活动103条、统计数据24条."""
        if len(sentence.counts) < KINDS:
            return False
        head = sentence.head_of_list(count)
        if self.passage.text[head.end : head.end + 1] not in LIST_SIGNS:  # as mostly
            return False
        known = self._known.get(head.start)
        if known is None:
            known = self._known[head.start] = self._lists_kinds(head, sentence)
        return known

    def _lists_kinds(self, head: Count, sentence: Sentence) -> bool:
        """The same of the first of a list."""
        following, units = sentence.next_in_segment(head), self.words.listed_units
        if following is None or head.unit not in units or following.unit not in units:
            return False
        text, between = self.passage.text, (head.end, following.start)
        if not _NEXT_KIND.fullmatch(text, *between) or self.words.opens.search(text, *between):
            return False
        before = sentence.before(head)
        if head.unit in self.words.rounds and self.words.named.isdisjoint(self.passage.concepts_in(before)):
            return False  # 发布四级预警4次、三级预警2次
        if "publish" not in self.passage.concepts_in(before) or "follower" in self.passage.concepts_in(between):
            return False
        others = self.words.actions_or_no_kinds
        hits = [hit for hit in self.passage.hits_in(between) if not others.isdisjoint(hit.concepts)]
        if any(hit.start <= between[0] + 1 or hit.concepts & others != MADE for hit in hits):
            return False  # but not for a word of making inside a name: 水质检测报告
        return self.words.names_kind(self.passage, before)

    def is_over(self, opened: int, place: int, told: Sequence[tuple[int, str]]) -> bool:
        """True where a breakdown that opens at one place has ended before the other.

        A clause that speaks of the whole year again ends it (其中微博1个,全年发布信息80条), a segment that begins with
        a verb where the parts had none (其中教育8条、医疗6条;发布法定主动公开内容4条), and a figure of the other great
        matter: requests behind what was published, or that behind requests. ``told``: end and group of every figure.
        """
        text, ends = self.passage.text, [stop for stop, _ in told]
        whole = next((group for stop, group in reversed(told) if group and stop <= opened), "")
        if any(stop > opened and (whole, group) in OTHER_MATTER for stop, group in told):
            return True
        if any(_has_any(ends, opened, over.start()) for over in self.words.closes.finditer(text, opened, place)):
            return True
        breaks = self.passage.breaks_between(opened, place)
        if not breaks or not _has_any(ends, opened, breaks[0]):
            return False
        if self.passage.concepts_in((breaks[-1] + 1, place)) & OTHER_MATTERS:
            return True
        verbs = self.words.lexicon.rules.verbs
        first_part = opened, next(stop for stop in ends if stop > opened)
        if "publish" in self.passage.concepts_in(first_part):
            return False
        first = next(iter(self.passage.hits_in((breaks[-1] + 1, place))), None)
        is_verb = first is not None and first.start <= breaks[-1] + LEAD and verbs.intersection(first.concepts)
        return bool(is_verb or self.words.places.match(text, breaks[-1] + 1))
