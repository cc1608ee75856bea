"""One pass through a text, sentence by sentence, with what the figures before have settled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from db.schema.records import Figure, Scope
from pipeline.prose.counts import Count, CountReader
from pipeline.prose.naming.channels import CHANNELS
from pipeline.prose.naming.distribution import Distributor, Share
from pipeline.prose.naming.earlier import EarlierReader
from pipeline.prose.naming.indicators import IndicatorReader
from pipeline.prose.naming.lists import DISCLOSURE, LIST_SIGNS, OTHER_SUBJECTS, ListReader, ListWords
from pipeline.prose.naming.repeated_counts import AgainReader
from pipeline.prose.naming.rules import HEAD
from pipeline.prose.naming.setting import PriorFigures, Setting
from pipeline.prose.none_stated import NoneReader, NoneStated
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.scope import NOTHING, CarriedScope, ScopeReader
from pipeline.prose.sentence import Sentence
from pipeline.prose.words.lexicon import Lexicon

KIND = 14
"""A kind of information in a list has at most so many signs."""
OPENING = 6
"""A sentence whose breakdown word stands within so many signs of its start goes on with the sentence before."""
MOST_OPEN = 8
"""Breakdowns of one sentence; of more of them the last are asked whether they go on."""
AUDIENCE = "audience"
KINDS_OF_DOCUMENT = frozenset({"documents_disclosed", "normative_documents_disclosed"})
"""In a list of kinds of content these stand beside the categories."""
PLACES = frozenset({"posts_media", "posts_notice_board"})
"""These are parts of a total; a new breakdown behind them is one of the total."""
NO_NEXT_KIND = CHANNELS | OTHER_SUBJECTS | {"publish"}
"""Concepts of what is no kind of content behind one."""
SUBJECTS = CHANNELS | {"bodies", "staff"}
NO_FRAME = PriorFigures()
HEAD_OF_LIST = frozenset({DISCLOSURE, HEAD.removeprefix("parent:")})
"""What a list of kinds behind one verb is of."""
NO_GROUP = frozenset({""})
NO_REMARK = (-1, NO_FRAME)
ONE = Decimal(1)


class Tools:
    """The readers that one lexicon gives, each made once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.counts = CountReader(lexicon)
        """Finds numbers that count."""
        self.nones = NoneReader(lexicon)
        """Finds statements of none."""
        self.indicators = IndicatorReader(lexicon)
        """Names the indicator of a count."""
        self.again = AgainReader(lexicon, self.indicators)
        """Tells numbers told again."""
        self.scopes = ScopeReader(lexicon)
        """Reads scope and period."""
        self.earlier = EarlierReader(lexicon)
        """Finds where last year goes on."""
        self.distributor = Distributor(lexicon)
        """Splits subjects over numbers."""
        self.lists = ListWords(lexicon)
        """The words that open, close and make up lists."""


@dataclass(slots=True)
class ReadSentence:
    """A sentence as printed, and whether it has any word of scope or of a period."""

    printed: str
    has_scope: bool
    has_period: bool


class PassageWalk:
    """Collects the figures of one passage."""

    def __init__(self, tools: Tools, passage: Passage, section: int | None) -> None:
        self.tools, self.passage, self.section = tools, passage, section
        self.lists = ListReader(tools.lists, passage)
        self.figures: list[Figure] = []
        self.frame, self.topic = NO_FRAME, NO_FRAME
        self.settled: list[tuple[int, str]] = []
        """End and indicator of every figure of the sentence so far; "" for one that is none."""
        self.groups_told: list[tuple[int, str]] = []
        """End and group of the same."""
        self.opens: list[Span] = []
        """Where words like 其中 stand in the sentence."""
        self.is_continued = self.may_share = False
        self.told: dict[Decimal | None, dict[str, str]] = {}
        """Value of every figure so far to its indicator, by that itself, by its group and by ""."""
        self.counted: dict[str, int] = {}
        """Indicator to the last place of the original where one that is not 0 is told of it."""
        self.said: ReadSentence | None = None
        """What all figures of the sentence share, once one is there."""
        self.carried = CarriedScope()
        self.remark: tuple[int, PriorFigures] = NO_REMARK
        """Where the remark in brackets that is being read begins, and the frame before it."""

    def read_sentence(self, sentence: Sentence, nones: list[NoneStated]) -> None:
        """Add the figures of the next sentence."""
        self._begin(sentence.span)
        found = self.tools.lists.opens.finditer(self.passage.text, *sentence.span)
        self.opens = [match.span() for match in found]
        self.may_share = self.tools.distributor.may_share(self.passage.text, sentence.span)
        self.is_continued = self.lists.continues(sentence, self.topic, has_opened=bool(self.opens))
        events: Sequence[Count | NoneStated] = sentence.counts
        if nones:
            events = sorted([*events, *nones], key=lambda event: event.start)
        done: set[int] = set()
        for event in events:
            if isinstance(event, NoneStated):
                none = Count(event.start, event.end, Decimal(0), None, "", approximate=False)
                # 2022年未发生诉讼,2023年发生2件; but not 2023年未收到申请,2024年力争公开信息150条
                is_of_now = self.passage.says_what_is_to_come or not sentence.is_of_earlier_year(none)
                said = self.counted.get(event.indicator, -1)
                if is_of_now and not self.tools.nones.is_counted(event, said, self.passage):
                    self._add(none, event.indicator, sentence)
            elif event.start not in done:
                if sentence.has_brackets:
                    self._step_in_or_out(event.start, sentence)
                for member in self._add_count(event, sentence):
                    done.add(member.start)
        self._end(sentence.span)

    def pass_over(self, span: Span) -> None:
        """Go by a sentence that says no figure."""
        if self.frame is not NO_FRAME or self.carried.earlier or self.carried.here:
            self._begin(span)  # else there is nothing that it could end
        self._end(span)

    def _step_in_or_out(self, place: int, sentence: Sentence) -> None:
        """What a remark in brackets settles is forgotten behind it: 规章11件(含新制定4件),人事任免文件98件."""
        text, start = self.passage.text, sentence.span[0]
        opened = text.rfind("(", start, place)
        inside = opened if opened >= 0 and opened > text.rfind(")", start, place) else -1
        if inside == self.remark[0]:
            return
        if self.remark[0] >= 0:
            before = self.remark[1]
            self.frame = replace(before, groups=before.groups | self.frame.groups)
        self.remark = (inside, self.frame)

    def _end(self, span: Span) -> None:
        if self.passage.text[span[1] - 1] == "\n":
            self.topic = NO_FRAME

    def _begin(self, span: Span) -> None:
        start = span[0]
        if self.frame.group:
            self.topic = self._topic()
        self.remark, self.settled, self.groups_told, self.said = NO_REMARK, [], [], None
        self.carried.begin_sentence(is_paragraph=self.passage.text[start - 1 : start] == "\n")
        is_new = self.frame is not NO_FRAME
        if is_new and not self.tools.lists.opens.search(self.passage.text, start, min(start + OPENING, span[1])):
            self.frame = NO_FRAME

    def _topic(self) -> PriorFigures:
        """What the sentences after this one go on with: what was published, not how often it was looked at."""
        if self.frame.group != AUDIENCE or DISCLOSURE not in self.frame.groups:
            return self.frame
        known = self.tools.lexicon.indicators
        published = (name for _, name in reversed(self.settled) if name and known[name].group == DISCLOSURE)
        last = next(published, None)
        if last is None:  # told in the sentence before, with which this one went on: 发布信息63条。其中粉丝118人
            return self.topic
        return replace(self.frame, indicator=last, group=DISCLOSURE, is_category=known[last].is_category)

    def _add_count(self, count: Count, sentence: Sentence) -> Sequence[Count]:
        """Add the figure or figures of one number; returns the other numbers that this has dealt with."""
        if self.may_share or (count.value is not None and not count.value):
            distributor, end = self.tools.distributor, sentence.segment_end(count.end)
            members = distributor.run(self.passage, sentence.counts, sentence.order_of(count), end)
            shares = distributor.respectively(self.passage, members, (sentence.reach(count), count.start), end)
            if shares:
                self._add_shares(shares, sentence)
                return members[1:]
            shares = distributor.each(self.passage, count, sentence.before(count), end)
            named = self._named(shares, sentence) if shares else ()
            for indicator in named:
                self._add(count, indicator, sentence)
            if named:
                return ()
        phrase = sentence.before(count), sentence.after(count)
        decided = self._decide(count, sentence, phrase)
        told = self.told.get(count.value)
        again = self.tools.again.find(self.passage, count, decided, phrase, told) if told else None
        self._add(count, again or decided, sentence, is_again=again is not None)
        return ()

    def _named(self, shares: list[Share], sentence: Sentence) -> list[str]:
        """The indicators of the subjects that share one number; none unless each subject has its own."""
        found = [self._decide(share.count, sentence, share.spans) for share in shares]
        named = [indicator for indicator in found if indicator is not None]
        kinds = [name for name in named if self.tools.lexicon.indicators[name].is_category]
        is_split = len(named) == len(shares) > 1 and (len(set(named)) == len(named) or len(kinds) == len(named))
        return named if is_split else []

    def _add_shares(self, shares: list[Share], sentence: Sentence) -> None:
        """Add the numbers of a list (分别为12、3和5件); a number without a unit is asked with that of the last."""
        for share in shares:
            asked = share.count if share.count.unit else replace(share.count, unit=shares[-1].count.unit)
            indicator = self._decide(asked, sentence, share.spans) if share.spans else None
            self._add(share.count, indicator, sentence)

    def _decide(self, count: Count, sentence: Sentence, phrase: tuple[Span, ...]) -> str | None:
        if sentence.is_of_earlier_year(count):
            return None
        if self.tools.earlier.governs(self.passage, sentence.span, count.start, self.settled):
            return None
        before = sentence.before(count)
        segment = sentence.segment_start(count.start)
        opened = self._opened(sentence.span[0], count.start)
        is_head, is_next = self.lists.heads_kinds(count, sentence), self._is_next_kind(count, before)
        setting = Setting(
            sentence=sentence.span,
            phrase=phrase,
            chain=sentence.chain(self._last_named(count, segment), before[0]),
            segment=(segment, count.start),
            frame=self.frame,
            topic=self.topic,
            in_breakdown=opened is not None or self._is_part_of_list(is_head, is_next, before),
            parent=self._parent(opened, is_head, is_next, sentence),
            opens_list=lambda: self._opens_list(count, sentence),
        )
        return self.tools.indicators.decide(self.passage, count, setting)

    def _last_named(self, count: Count, segment: int) -> int:
        """Where the last figure with an indicator ended; counts of other things do not cut a train of thought."""
        for end, indicator in reversed(self.settled):
            if end <= segment:
                break
            if indicator and end <= count.start:
                return end
        return segment

    def _is_part_of_list(self, is_head: bool, is_next: bool, before: Span) -> bool:
        if is_head or is_next:
            return True
        is_list = self.is_continued or self.frame.is_category
        return is_list and self.tools.lexicon.rules.verbs.isdisjoint(self.passage.concepts_in(before))

    def _parent(self, opened: int | None, is_head: bool, is_next: bool, sentence: Sentence) -> frozenset[str]:
        """The figure before the last breakdown word, as indicator and group; a list without such a word has its own."""
        start = sentence.span[0]
        if opened is None:
            group = self._list_group(is_next)
            if is_head:
                return HEAD_OF_LIST
            return frozenset({group}) if group else NO_GROUP
        end, whole = next((one for one in reversed(self.settled) if one[0] <= opened), (-1, ""))
        if end >= start and (whole or not self._lists_kinds(end, opened, sentence)):
            return frozenset({whole, self._group(whole)})
        words = self.passage.concepts_in((start, opened))
        if self.topic.indicator in PLACES and self.tools.lists.among.match(self.passage.text, opened):
            return frozenset({DISCLOSURE, "items_disclosed"})  # …公示栏14条。从内容看,…
        if words & {"publish", "info"} or (not self.topic.group and self.lists.is_plain(sentence)):
            return frozenset({DISCLOSURE})
        return frozenset({self.topic.indicator or "", self.topic.group})

    def _lists_kinds(self, place: int, opened: int, sentence: Sentence) -> bool:
        """True for a list of kinds of content behind a number of columns: 更新8个板块,其中动态4条、公告5条."""
        head = self.passage.clause_start(place, sentence.span[0]), opened
        if "column" not in self.passage.concepts_in(head):
            return False
        units = {count.end: count.unit for count in sentence.counts}
        return units.get(place) != next((count.unit for count in sentence.counts if count.start >= opened), None)

    def _opened(self, start: int, end: int) -> int | None:
        """Where the last word like 其中 stands that opens what is told there; in a closed remark it opens nothing."""
        found = [first for first, last in self.opens if last <= end]
        bracket = self.remark[0]
        if start <= bracket and any(stop == bracket for stop, _ in self.settled):
            found.append(bracket + 1)  # 无法提供6件(不掌握4件、另行制作2件)
        if not found:
            return None
        if self.passage.text.find("(", start, end) >= 0:
            closed = self.passage.closed_brackets(start, end)
            found = [place for place in found if not any(first < place < last for first, last in closed)]
        nearest = reversed(found[-MOST_OPEN:])
        return next((place for place in nearest if not self.lists.is_over(place, end, self.groups_told)), None)

    def _group(self, indicator: str) -> str:
        return self.tools.lexicon.indicators[indicator].group if indicator else ""

    def _list_group(self, is_next: bool) -> str:
        if is_next or self.is_continued:
            return DISCLOSURE
        return self.frame.group if self.frame.is_category else ""

    def _is_next_kind(self, count: Count, before: Span) -> bool:
        """True for the next kind of information in an open list: 政务信息30条、办事服务信息12条."""
        if not self.frame.groups:  # as mostly
            return False
        text, lists, (start, end) = self.passage.text, self.tools.lists, before
        if text[start] == "、" and self._is_after_kind(count, start):
            return self.passage.concepts_in(before).isdisjoint(NO_NEXT_KIND)
        if not 0 < end - start <= KIND:
            return False
        is_behind = self._is_after_kind(count, start - (text[start] != ","))
        is_listed = text[start] in LIST_SIGNS and DISCLOSURE in self.frame.groups
        if not is_behind and not is_listed:  # as mostly
            return False
        names = self.passage.concepts_in(before)
        if not names:
            return is_behind and end - start > 2
        is_kind = names.isdisjoint(lists.actions_or_media) and not names.isdisjoint(lists.categories_or_info)
        return is_listed and is_kind and text.endswith(count.unit, 0, start)

    def _is_after_kind(self, count: Count, place: int) -> bool:
        """True where the figure that ends at a place is a kind of content in the same unit."""
        end, indicator = self.settled[-1] if self.settled else (0, "")
        is_kind = self.frame.is_category or indicator in KINDS_OF_DOCUMENT
        return end == place and bool(indicator) and is_kind and self.passage.text.endswith(count.unit, 0, end)

    def _opens_list(self, count: Count, sentence: Sentence) -> bool:
        """True where another kind of content with its own number follows in the same segment."""
        following = sentence.next_in_segment(count)
        if following is None:
            return False
        names = self.passage.concepts_in((count.end, following.start))
        lists = self.tools.lists
        return not names.isdisjoint(lists.categories_or_document) and names.isdisjoint(lists.actions_but_publishing)

    def _add(self, count: Count, indicator: str | None, sentence: Sentence, *, is_again: bool = False) -> None:
        """Add a figure; one that is told again goes without a name, but what follows still belongs to it."""
        if indicator is None and (count.is_article or count.is_loose):
            return
        self._settle(indicator, count)
        prose, unit = self.passage.prose, count.unit
        start, end = prose.span(count.start, count.end)
        raw = prose.source[start:end]
        if unit and raw != self.passage.text[count.start : count.end]:  # else the unit is printed as it was read
            unit = prose.printed(count.end - len(unit), count.end)
        if indicator is not None and count.value and not is_again:
            self.counted[indicator] = max(start, self.counted.get(indicator, -1))
        said = self.said = self.said or self._look_at(sentence)
        before = self.passage.text[sentence.span[0] : count.start] if said.has_scope or said.has_period else ""
        self.figures.append(
            Figure(
                indicator=None if is_again else indicator,
                value=_plain(count.value),
                value_max=None if count.value_max is None else _plain(count.value_max),
                unit=unit,
                approximate=count.approximate,
                scope=self._scope(before if said.has_scope else "", count, indicator, sentence),
                period=self.tools.scopes.period(before if said.has_period else "", indicator),
                raw=raw,
                sentence=said.printed,
                section=self.section,
                start=start,
                end=end,
            )
        )

    def _scope(self, before: str, count: Count, indicator: str | None, sentence: Sentence) -> Scope:
        """The scope that the sentence states, else that of the sentence before where this goes on with its matter."""
        if not before and not self.carried.earlier:
            return "own"
        stated, group = self.tools.scopes.stated(before) if before else NOTHING, self._group(indicator or "")
        is_free = group in self.carried.earlier and self._is_free(count, sentence.span[0])
        return self.carried.resolve(stated, group, is_free=is_free)

    def _is_free(self, count: Count, start: int) -> bool:
        """True where nothing in the sentence that starts there is a subject of its own."""
        opens = self.tools.lists.opens.search(self.passage.text, start, min(start + OPENING, count.start))
        return bool(opens) or self.passage.concepts_in((start, count.start)).isdisjoint(SUBJECTS)

    def _look_at(self, sentence: Sentence) -> ReadSentence:
        first, last = self.passage.prose.span(*sentence.span)
        has_scope, has_period = self.tools.scopes.may_say(self.passage.text[slice(*sentence.span)])
        return ReadSentence(self.passage.prose.source[first:last].strip(), has_scope, has_period)

    def _settle(self, indicator: str | None, count: Count) -> None:
        end, unit, value = count.end, count.unit, count.value
        known = self.tools.lexicon.indicators[indicator] if indicator else None
        self.settled.append((end, indicator or ""))
        self.groups_told.append((end, known.group if known else ""))
        if known:
            told = self.told.setdefault(value, {})
            told[""] = told[known.code] = told[known.group] = known.code
            self.frame = PriorFigures(
                known.code, known.group, known.is_category, unit, self.frame.groups | {known.group}
            )


def _plain(value: Decimal | None) -> Decimal | None:
    """The same number without an exponent or idle zeros behind the point."""
    if value is None or value.same_quantum(ONE):
        return value
    whole = value.to_integral_value()
    if value == whole:
        return whole if whole.same_quantum(ONE) else Decimal(f"{whole:f}")
    return Decimal(f"{value:f}".rstrip("0"))  # all its digits, where normalize() keeps but as many as a context has
