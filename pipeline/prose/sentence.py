"""One sentence with its numbers: where the clause, the segment and the list around a number begin and end."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.prose.counts import Count
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.signs import CLAUSE_SIGNS
from pipeline.prose.words.vocabulary import YEAR_SIGN

LIST_SIGNS = "、和及与"
NEW_MATTER = frozenset({"made", "hold", "set_up"})
"""Concepts of the verbs that begin something new behind a number."""
MOST_CLAUSES = 40
"""Of a sentence; what stands before so many has nothing to say of a number."""
KINDS_OF = 12
"""What there are several kinds of is named in at most so many signs."""
_PART = re.compile(r"[,。;:、()\d]")


class Sentence:
    """A sentence of the folded text; a segment is a part of it between stops or semicolons."""

    def __init__(self, passage: Passage, span: Span, counts: Sequence[Count]) -> None:
        self.passage, self.span, self.counts = passage, span, counts
        breaks = passage.breaks
        self._stops = breaks[bisect_left(breaks, span[0]) : bisect_left(breaks, span[1])]
        self._order = {count.start: number for number, count in enumerate(counts)}
        self.has_brackets = passage.text.find("(", *span) >= 0
        self._befores: dict[int, Span] = {}
        """Start of a number to the words before it, filled when asked."""
        self._years: list[tuple[int, int]] | None = None
        self._heads: dict[int, Count] = {}
        """Start of a number to the first of its list, filled when asked."""

    def segment_start(self, place: int) -> int:
        """Where the segment that holds ``place`` begins."""
        number = bisect_left(self._stops, place)
        return self._stops[number - 1] + 1 if number else self.span[0]

    def segment_end(self, place: int) -> int:
        """Where the segment that holds ``place`` ends."""
        number = bisect_left(self._stops, place)
        return self._stops[number] if number < len(self._stops) else self.span[1]

    def order_of(self, count: Count) -> int:
        """The place of a number among those of the sentence."""
        return self._order[count.start]

    def head_of_list(self, count: Count) -> Count:
        """The first number of the list that a number stands in (A3条、B5条、C2条); itself where it stands alone."""
        text, heads, head, order = self.passage.text, self._heads, count, self._order[count.start]
        if not order or text[self.counts[order - 1].end] != LIST_SIGNS[0]:  # as mostly
            return count
        for number in range(order - 1, -1, -1):
            before, place = self.counts[number], head.start
            is_listed = before.end < place and text[before.end] == LIST_SIGNS[0]
            if not is_listed or self.passage.clause_end(before.end, place) != place:
                break
            head = heads.get(before.start, before)
            if head is not before:
                break
        heads[count.start] = head
        return head

    def reach(self, count: Count) -> int:
        """How far back the words of a number go at most: to the number before it or the start of the segment."""
        return self._reach(count, self._before_brackets(count.start))

    def _reach(self, count: Count, place: int) -> int:
        start = self.segment_start(place)
        for number in range(self._order[count.start] - 1, -1, -1):
            other = self.counts[number]
            if other.end <= start:
                return start
            if other.end > place or self._is_attribute(other, place):
                continue
            if self.has_brackets and self._is_aside(number, place) and not self._is_alone(count):
                continue
            end = self._head_end(number)
            if end <= place:
                return max(start, end)
        return start

    def _head_end(self, number: int) -> int:
        """Where a number ends with the noun behind it, if the sign of a list follows: 11件建议、15件提案."""
        text, end = self.passage.text, self.counts[number].end
        if number + 1 == len(self.counts) or not text[end : end + 1].strip("、,;:。()"):
            return end
        head = self.passage.head(end, self.counts[number + 1].start)
        return head[1] if text[head[1] : head[1] + 1] == "、" else end

    def _is_attribute(self, count: Count, place: int) -> bool:
        """True for a number that only says how many kinds there are of what is counted: 公开7类政策文件229件."""
        words = self.passage.lexicon.words
        is_holder, is_kind = count.unit in words["units.holders"], count.unit in words["units.attributive"]
        if not (is_holder or is_kind):
            return False
        between = self.passage.text[count.end : place]
        is_account = is_holder and between.startswith(words["units.account_words"])
        return (is_account or (is_kind and 0 < len(between) <= KINDS_OF)) and not _PART.search(between)

    def _is_aside(self, number: int, place: int) -> bool:
        """True for the only thing in brackets behind a word, closed before ``place``: 微信公众号(1个)发布信息153条."""
        count = self.counts[number]
        follows_number = number > 0 and self.counts[number - 1].end == count.start - 1
        return self._is_alone(count) and count.end < place and not follows_number

    def _is_alone(self, count: Count) -> bool:
        """True for a number that is all that stands in its brackets."""
        text, start, end = self.passage.text, count.start, count.end
        return self.has_brackets and text[end : end + 1] == ")" and text[start - 1 : start] == "("

    def before(self, count: Count) -> Span:
        """The words before a number in its own clause.

        Right behind the sign of a list there are none; the words there belong to the number before: 3次会议、5次培训.
        Of two numbers side by side the second has the words of the first: 公众号发布12期96条, 12期、96条.
        A remark in brackets just before the number is passed over: 重点领域信息（不含转载40条）152条.
        """
        known = self._befores.get(count.start)
        if known is None:
            place = self._before_brackets(count.start)
            reach = self._reach(count, place)
            is_listed = self.passage.text[place - 1] in LIST_SIGNS and reach > self.span[0]
            is_first = is_listed and self._is_joint(place - 1)
            start = place if is_first else self.passage.clause_start(place, reach)
            if start < place and self.passage.new_starts:
                start = self._own_start(start, place)
            twin = self._twin(count, place, is_first=is_first) if start == place else None
            known = self._befores[count.start] = self.before(twin) if twin else (start, place)
        return known

    def _own_start(self, start: int, place: int) -> int:
        """Where the words of a number begin in its clause.

        That is behind another that lost its unit (无法提供27收到来信33件), and at a word that opens a breakdown
        without a sign before it (公开各类信息其中动态33条).
        """
        starts = self.passage.new_starts
        for first, last in reversed(starts[bisect_left(starts, (start,)) : bisect_left(starts, (place + 1,))]):
            if last <= place:
                words = self.passage.hits_in((start, place)) if first < last else []
                if not any(hit.start <= first < hit.end for hit in words):
                    return last
        return start

    def _is_joint(self, place: int) -> bool:
        """True for the sign of a list that joins, not for the same sign in a word: 涉及."""
        text = self.passage.text
        return text[place] == LIST_SIGNS[0] or self.passage.lexicon.joins.match(text, place) is not None

    def _twin(self, count: Count, place: int, *, is_first: bool) -> Count | None:
        """The number before that counts the same in another unit: 公众号发布12期96条, 12期、96条."""
        twin = self._ending_at(place - 1 if is_first else place)
        return None if is_first and twin is not None and twin.unit == count.unit else twin

    def _ending_at(self, place: int) -> Count | None:
        """The number with a unit that ends at a place."""
        return next((count for count in self.counts if count.end == place and count.unit), None)

    def after(self, count: Count) -> Span:
        """The words after a number in its own phrase."""
        if count.is_glued or self.passage.text[count.end : count.end + 1] in CLAUSE_SIGNS or self._is_alone(count):
            return count.end, count.end  # 企业(6件)和个人(11件): the words behind a bracket are not about what is in it
        if self.has_brackets and self.passage.text[count.end : count.end + 1] == "(":
            return self._behind_remark(count)
        following = self._following(count)
        if following and self._is_of_next(count, following):
            return count.end, count.end
        end = self.segment_end(count.end)
        later = self._next_words(count, following) if following else end + 1
        is_last = self.passage.clause_end(count.end, end) < min(end + 1, later)
        head = self.passage.head(count.end, min(end, later), is_last=is_last)
        return (count.end, count.end) if self._runs_on(count, head) else head

    def _behind_remark(self, count: Count) -> Span:
        """What is said of a number behind a remark on it, where no other number follows: 13件(含2件结转)均已答复."""
        text, limit = self.passage.text, self.segment_end(count.end)
        place = text.find(")", count.end, limit) + 1
        is_mark = self.passage.lexicon.folding.list_mark.match(text, count.end) is not None  # 概况6条(2)规划4条
        if is_mark or not place or text.find("(", count.end + 1, place) >= 0 or text[place : place + 1] in CLAUSE_SIGNS:
            return count.end, count.end
        end = self.passage.clause_end(place, limit)
        if any(place <= other.start < end for other in self.counts):
            return count.end, count.end
        return self.passage.head(place, end, is_last=True)

    def _runs_on(self, count: Count, head: Span) -> bool:
        """True where another verb follows without a stop between: 发布信息18816条制作专题6个."""
        if head[0] == head[1] or NEW_MATTER.isdisjoint(self.passage.concepts_in(head)):  # as mostly
            return False
        first = self.passage.hits_in(head)[0]
        if first.start > count.end or NEW_MATTER.isdisjoint(first.concepts):
            return False
        return not self.passage.lexicon.rules.verbs.isdisjoint(self.passage.concepts_in(self.before(count)))

    def _is_of_next(self, count: Count, following: Count) -> bool:
        """True where a sign was lost and the words between are of the next number: 公文28件社会信息29条."""
        text, between = self.passage.text, following.start - count.end
        if not 2 <= between <= KINDS_OF or not count.unit or _PART.search(text, count.end, following.start):
            return False
        hits = self.passage.hits_in(self.before(count))
        is_noun = (
            hits and hits[-1].end == count.start and self.passage.lexicon.rules.verbs.isdisjoint(hits[-1].concepts)
        )
        own = self.passage.hits_in((count.end, following.start))
        return bool(is_noun and own and own[-1].end == following.start and own[0].start == count.end)

    def _next_words(self, count: Count, following: Count) -> int:
        """Where the words before the next number begin: at its own verb, when both stand in one phrase."""
        people = self.passage.lexicon.unit_sets["people"]
        if count.unit in people or not self._is_one_phrase(count.end, following.start):
            return following.start
        words = self.passage.hits_in((count.end, following.start))
        return next((word.start for word in words if "hold" in word.concepts), following.start)

    def _is_one_phrase(self, start: int, end: int) -> bool:
        """True where no sign stands between two numbers: the verb there is the second one's (12项实事开展征集8次)."""
        return self.passage.clause_end(start, end) == end and LIST_SIGNS[0] not in self.passage.text[start:end]

    def next_in_segment(self, count: Count) -> Count | None:
        """The number after this one, where the segment has another."""
        following = self._following(count)
        return following if following and following.start < self.segment_end(count.end) else None

    def _following(self, count: Count) -> Count | None:
        number = self._order[count.start] + 1
        return self.counts[number] if number < len(self.counts) else None

    def chain(self, start: int, end: int) -> tuple[Span, ...]:
        """The clauses between two places, the nearest first; no more than a sentence has."""
        clauses: list[Span] = []
        while end > start and len(clauses) < MOST_CLAUSES:
            clause = self.passage.clause_start(end - 1, start)
            clauses.append((clause, end))
            end = clause
        return tuple(clauses)

    def is_of_earlier_year(self, count: Count) -> bool:
        """True for a number of an earlier year beside one of a later year in the same sentence."""
        if self._years is None:
            self._years = self._find_years()
        years = self._years
        if not years:
            return False
        own = self._year_before(count.start, years)
        return own is not None and any((self._year_before(other.start, years) or 0) > own for other in self.counts)

    @staticmethod
    def _year_before(place: int, years: list[tuple[int, int]]) -> int | None:
        before = [year for end, year in years if end <= place]
        return before[-1] if before else None

    def _find_years(self) -> list[tuple[int, int]]:
        """End and year of every year that says when something was: not a date, not 结转2025年; none if all are one."""
        text, span = self.passage.text, self.span
        if text.find(YEAR_SIGN, *span) == text.rfind(YEAR_SIGN, *span):
            return []
        found = list(self.passage.lexicon.plain_year.finditer(text, *span))
        if len({match[0][:4] for match in found}) < 2:
            return []
        words = self.passage.hits_in(span)
        return [
            (match.end(), int(match[0][:4]))
            for match in found
            if not any(word.start <= match.start() < word.end for word in words)
        ]

    def _before_brackets(self, place: int) -> int:
        if not self.has_brackets:
            return place
        text = self.passage.text
        opened = text.rfind("(", self.span[0], place) if text[place - 1 : place] == ")" else -1
        is_remark = opened > self.span[0] and not self.passage.is_word_over(opened, place)
        return opened if is_remark else place
