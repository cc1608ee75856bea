"""Statements of none: 未收到政府信息公开申请 is a figure of value 0."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.prose.others import OthersReader
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.boundaries import WordEdges
from pipeline.prose.words.hits import Hit
from pipeline.prose.words.lexicon import Lexicon

CLOSE = 3
"""The verb of a negation follows it within this many signs: 未曾再收到."""
PHRASE = 60
"""A statement of none has at most so many signs after its negation."""
_ASCII_DIGIT = re.compile("[0-9]")
LIST_SIGN = "、"
ANEW = "、)"
"""Right behind a negation these end what it says, where another follows."""
PAPERS = frozenset({"issue", "repeal"})
"""What is done with one kind of papers only, so that a second negation may stand before the object of both."""
REPEAL = frozenset({"repeal"})
"""Of what is repealed a negation without a verb speaks; elsewhere it may speak of anything that was done."""
BEFALLEN = frozenset({"happen", "charge"})
"""Behind a reason (未因…) only what befell somebody can be denied, not what was done: 没有因答复不当而败诉."""
CARRIED, EARLIER = frozenset({"carry"}), frozenset({"last_year"})
LEAD = 4
"""A condition stands at most so many signs before its negation."""
TAIL = 5
"""An object before its negation is denied only where the clause ends within this many signs: 行政诉讼均未发生."""


@dataclass(frozen=True, slots=True)
class NoneStated:
    """One statement of none about one indicator; spans are those of the folded text."""

    start: int
    end: int
    indicator: str


@dataclass(frozen=True)
class NoneReader:
    """Finds statements of none."""

    lexicon: Lexicon

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        """Words that deny nothing before those that do; without groups, so that the search knows all first signs."""
        return re.compile(f"{self.lexicon.pattern('zero.never')}|{self.lexicon.pattern('zero.negations')}")

    @cached_property
    def _never(self) -> frozenset[str]:
        return frozenset(self.lexicon.words["zero.never"])

    @cached_property
    def _known_verbs(self) -> frozenset[str]:
        return frozenset(name for rule in self.lexicon.rules.zeros for name in rule.verbs)

    @cached_property
    def _known_objects(self) -> frozenset[str]:
        return frozenset(name for rule in self.lexicon.rules.zeros for name in rule.objects)

    @cached_property
    def _cause(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.cause_ends"))

    @cached_property
    def _condition(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.lexicon.pattern('zero.condition', 'time.last_year')})$")

    @cached_property
    def _earlier(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("time.last_year"))

    @cached_property
    def _others(self) -> OthersReader:
        return OthersReader(self.lexicon)

    @cached_property
    def _one(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("zero.one"))

    @cached_property
    def _service(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("zero.services"))

    @cached_property
    def _forward(self) -> frozenset[str]:
        """Negations that deny only what follows them."""
        return frozenset(self.lexicon.words["zero.forward"])

    @cached_property
    def _this_time(self) -> re.Pattern[str]:
        return re.compile(f"{self.lexicon.year.pattern}|{self.lexicon.pattern('time.this_year')}")

    def is_counted(self, none: NoneStated, said: int, passage: Passage) -> bool:
        """True where the paragraph has said that there are some: what is denied then is a kind of them, not all.

        A later sentence that says the year before it denies speaks of another time, or of all of it. ``said``: where in
        the original it was last said that there are some; -1 where nowhere.
        """
        if said < passage.prose.span(passage.paragraph_start(none.start), none.end)[0]:
            return False
        begins = passage.sentence_at(none.start)[0]
        is_same = said >= passage.prose.span(begins, none.end)[0]
        return is_same or self._this_time.search(passage.text, begins, none.start) is None

    def find(self, passage: Passage, counts: list[Span], edges: WordEdges) -> list[NoneStated]:
        """Every statement of none, left to right; ``counts`` are the spans of the numbers."""
        found: list[NoneStated] = []
        done = 0
        for match in self._negation.finditer(passage.text):
            if match[0] in self._never or match.start() < done:
                continue
            first, last = passage.sentence_at(match.start())
            if self._known_objects.isdisjoint(passage.concepts_in((first, last))):
                continue  # as mostly: nothing is said there of which there might be none
            sentence = max(first, done), last
            inside = counts[bisect_left(counts, (first,)) : bisect_left(counts, (last,))]
            stated = list(self._statements(passage, match.span(), sentence, inside))
            if stated and self._is_word(passage, match.span(), edges):
                found += stated
                done = max(one.end for one in stated)
        return found

    def _is_word(self, passage: Passage, span: Span, edges: WordEdges) -> bool:
        """True where the negation is a word of its own, or the first part of one whose rest the lexicon knows."""
        start, end = edges.word_at(span[0])
        if end <= span[1]:
            return start >= span[0] or end == span[1]
        follows = passage.text.startswith(self.lexicon.words["zero.follows"], span[1])
        known = passage.hits_in((span[1], end)) or [hit for hit in self._near(passage, span) if hit.start == span[1]]
        return start == span[0] and (follows or bool(known))

    @staticmethod
    def _near(passage: Passage, span: Span) -> list[Hit]:
        """The words of the lexicon just behind a negation, long ones too: 无政府信息公开申请."""
        return passage.hits_in((span[1], passage.sentence_at(span[0])[1]))

    def _statements(self, passage: Passage, span: Span, sentence: Span, counts: list[Span]) -> Iterator[NoneStated]:
        clause = passage.clause_start(span[0], sentence[0])
        lead = passage.text[max(clause, span[0] - LEAD) : span[0]]
        if self._condition.search(lead) and not (self._earlier.search(lead) and self._denies_carried(passage, span)):
            return
        is_forward = passage.text[slice(*span)] in self._forward
        if is_forward and passage.text.endswith(self.lexicon.words["zero.not_there"], clause, span[0]):
            return
        end = self._end(passage, span[1], sentence[1])
        if not self._is_phrase(passage.text[span[1] : end]):
            return
        numbers = [one for one in counts if clause <= one[0] < end and not self._one.match(passage.text, one[0])]
        if any(span[0] <= one[0] for one in numbers):
            return
        verbs = self._verbs(passage, (span[1], end))
        objects_span = self._after_cause(passage, (span[1], end))
        start = span[0]
        if not verbs.isdisjoint(PAPERS) and self._heads(passage, objects_span).isdisjoint(self._known_objects):
            objects_span = span[1], passage.clause_end(span[1], sentence[1])  # 未制发、未废止规范性文件
        indicators = self._denied(passage, verbs, objects_span, clause)
        is_open = any(span[1] < one[0] < end for one in counts) and verbs == {""}  # 诉讼尚未审结1件 denies nothing
        if not indicators and end - span[1] <= TAIL and not numbers and not is_forward and not is_open:
            indicators, start = self._denied_before(passage, span, (clause, end), sentence[0])
        if indicators and self._others.are_meant(passage, (clause, span[0]), counts):
            return
        for indicator in indicators:
            yield NoneStated(start, end, indicator)

    def _denies_carried(self, passage: Passage, span: Span) -> bool:
        """True where a negation stands right before what is carried over: 上年度无结转."""
        following = next(iter(self._near(passage, span)), None)
        return following is not None and following.start == span[1] and not CARRIED.isdisjoint(following.concepts)

    def _is_phrase(self, words: str) -> bool:
        """True for words of one phrase; digits in them are what is left of a table."""
        plain = self._service.sub("", self._one.sub("", self.lexicon.year.sub("", words)))
        return len(plain) <= PHRASE and _ASCII_DIGIT.search(plain) is None

    def _end(self, passage: Passage, place: int, limit: int) -> int:
        """The end of the clause, or of its part where the next part is denied anew: 无新收申请、无结转."""
        end = passage.clause_end(place, limit)
        anew = [one.start() for one in self._negation.finditer(passage.text, place, end) if one[0] not in self._never]
        if anew and passage.text[place] in ANEW:
            return place  # 行政复议为零、行政诉讼为零; 行政复议(无)、行政诉讼(无)
        split = next((start - 1 for start in anew if passage.text[start - 1] == "、"), None)
        return self._further_end(passage, end, limit) if split is None else split

    def _further_end(self, passage: Passage, end: int, limit: int) -> int:
        """Where a clause ends with the next, if that only names one thing more: 无因此产生行政复议,提起诉讼的情况."""
        text = passage.text
        if text[end : end + 1] != ",":
            return end
        last = passage.clause_end(end + 1, limit)
        hits = [hit for hit in passage.hits_in((end + 1, last)) if not self._known_objects.isdisjoint(hit.concepts)]
        if len(hits) != 1:
            return end
        words = self.lexicon.words
        names_one = text[hits[0].end : last] in words["zero.goes_on_ends"]
        return last if names_one and text[end + 1 : hits[0].start] in words["zero.goes_on"] else end

    def _verbs(self, passage: Passage, region: Span) -> frozenset[str]:
        if passage.text.startswith(self.lexicon.words["zero.because"], region[0]):
            return BEFALLEN
        hits = [hit for hit in passage.hits_in(region) if hit.start - region[0] < CLOSE]
        verbs = [(hit, names) for hit in hits if (names := hit.concepts & self._known_verbs)]
        if not verbs:
            return frozenset({""})
        first, names = verbs[0]
        behind_sign = self._behind_signs(passage, (first.end, region[1]))
        return names.union(*self._further(passage, first, region), *behind_sign)

    def _behind_signs(self, passage: Passage, region: Span) -> Iterator[frozenset[str]]:
        """The verbs with which further members of a list begin: 没有出台规范性文件、受理行政诉讼."""
        for hit in passage.hits_in(region):
            if passage.text[hit.start - 1] == LIST_SIGN and not self._known_verbs.isdisjoint(hit.concepts):
                yield hit.concepts & self._known_verbs

    def _further(self, passage: Passage, verb: Hit, region: Span) -> Iterator[frozenset[str]]:
        """The verbs joined to the first one: 未制发、废止规范性文件."""
        end = verb.end
        for hit in passage.hits_in((verb.end, region[1])):
            if not self._joined.fullmatch(passage.text, end, hit.start) or not hit.concepts & self._known_verbs:
                return
            yield hit.concepts & self._known_verbs
            end = hit.end

    def _after_cause(self, passage: Passage, region: Span) -> Span:
        """The region without what only says why: 因…申请引发的行政复议 denies the reconsideration alone."""
        start = region[0]
        for match in self._cause.finditer(passage.text, *region):
            is_part = self._joined.fullmatch(passage.text, match.start() - 1, match.start())  # 诉讼案和有关的申诉案
            if passage.hits_in((match.end(), region[1])) and match.start() - region[0] > 1 and not is_part:
                start = match.end()
        return start, region[1]

    def _denied(self, passage: Passage, verbs: frozenset[str], region: Span, clause: int) -> list[str]:
        all_words = passage.concepts_in(region)
        objects = self._heads(passage, region)
        if not objects.isdisjoint(CARRIED) and self._earlier.search(passage.text, clause, region[0]):
            objects = objects - CARRIED | EARLIER  # 上年也无结转
        if not objects:
            return []  # as mostly
        fitting = [
            rule
            for rule in self.lexicon.rules.zeros
            if not (rule.verbs.isdisjoint(verbs) or rule.objects.isdisjoint(objects))
            and rule.without.isdisjoint(all_words)
        ]
        return list(dict.fromkeys(rule.indicator for rule in fitting))

    def _heads(self, passage: Passage, region: Span) -> frozenset[str]:
        """The objects that are denied, without those that only qualify another: 有关公开申请的行政复议, 诉讼的申请."""
        hits = [hit for hit in passage.hits_in(region) if not self._known_objects.isdisjoint(hit.concepts)]
        heads = [hit for n, hit in enumerate(hits) if not self._qualifies(passage, hits, n)]
        return frozenset(name for hit in heads for name in hit.concepts)

    def _qualifies(self, passage: Passage, hits: list[Hit], number: int) -> bool:
        """True for an object such as "request" that stands by another object without a joint between."""
        hit = hits[number]
        if len(hits) == 1 or not set(self.lexicon.words["zero.qualifiers"]).intersection(hit.concepts):
            return False
        if number == len(hits) - 1:
            return passage.text.startswith(self.lexicon.words["zero.of"], hit.start - 1)
        following = hits[number + 1]
        is_same_kind = bool(set(following.concepts).intersection(hit.concepts))
        return not is_same_kind and not self._joined.search(passage.text, hit.end, following.start)

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("breakdown.joins", "zero.or"))

    def _is_not_even_one(self, passage: Passage, span: Span, clause: Span) -> bool:
        """True for a clause that denies even one of what the clause before names: 至于申请,今年一件也没有收到."""
        is_known = clause[1] == span[1] or self._verbs(passage, (span[1], clause[1])) != {""}
        return is_known and self._not_even.fullmatch(passage.text, clause[0], span[0]) is not None

    @cached_property
    def _not_even(self) -> re.Pattern[str]:
        pattern = self.lexicon.pattern
        lead = f"{self.lexicon.year.pattern}|{pattern('breakdown.time_words', 'breakdown.generic', 'scope.own')}"
        return re.compile(f"(?:{lead})*(?:{pattern('zero.one')})(?:{pattern('zero.not_even')})")

    def _denied_before(self, passage: Passage, span: Span, clause: Span, limit: int) -> tuple[list[str], int]:
        """What stands before the negation and is denied by it: 行政复议、行政诉讼均未发生; 依申请公开:无."""
        start = clause[0]
        sign = passage.text[start - 1] if start > limit else ""
        is_label = sign == ":" and passage.concepts_in((start, span[0])) <= self._known_verbs - self._known_objects
        if is_label or (sign == "," and self._is_not_even_one(passage, span, clause)):
            start = passage.clause_start(start - 1, limit)
        region = self._after_cause(passage, (start, span[0]))
        verbs = self._verbs(passage, (span[1], clause[1]))
        if verbs == {""}:
            verbs |= self._verbs(passage, (start, span[0]))
            if not REPEAL.isdisjoint(passage.concepts_in(region)):
                verbs = passage.concepts_in(region) & self._known_verbs  # 废止规范性文件数量为零 speaks of no others
        hits = passage.hits_in(region)
        return self._denied(passage, verbs, region, region[0]), hits[0].start if hits else start
