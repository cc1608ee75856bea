"""One sentence with its numbers: where the clause, the segment and the list around a number begin and end."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.figures.counts import Count
from pipeline.figures.phrases import Passage, Span

LIST_SIGNS = "、和及与"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the folded text; a segment is a part of it between stops or semicolons."""

    passage: Passage
    span: Span
    counts: Sequence[Count]

    def segment_start(self, place: int) -> int:
        """Where the segment that holds ``place`` begins."""
        breaks = self.passage.breaks
        number = bisect_left(breaks, place)
        return max(self.span[0], breaks[number - 1] + 1) if number else self.span[0]

    def segment_end(self, place: int) -> int:
        """Where the segment that holds ``place`` ends."""
        breaks = self.passage.breaks
        number = bisect_left(breaks, place)
        return min(self.span[1], breaks[number]) if number < len(breaks) else self.span[1]

    def reach(self, count: Count) -> int:
        """How far back the words of a number go at most: to the number before it or the start of the segment."""
        place = self._before_brackets(count.start)
        ends = [
            self._head_end(other) for other in self.counts if other.end <= place and not self._is_aside(other, place)
        ]
        return max([self.segment_start(place), *(end for end in ends if end <= place)])

    def _head_end(self, count: Count) -> int:
        """Where a number ends with the noun behind it, if the sign of a list follows: 11件建议、15件提案."""
        later = [other.start for other in self.counts if other.start >= count.end]
        if not later or not self.passage.text[count.end : count.end + 1].strip("、,;:。()"):
            return count.end
        head = self.passage.head(count.end, min(later))
        return head[1] if self.passage.text[head[1] : head[1] + 1] == "、" else count.end

    def _is_aside(self, count: Count, place: int) -> bool:
        """True for the only thing in brackets behind a word, closed before ``place``: 微信公众号(1个)发布信息153条."""
        text = self.passage.text
        is_alone = text[count.start - 1 : count.start] == "(" and text[count.end : count.end + 1] == ")"
        return is_alone and count.end < place and not any(other.end == count.start - 1 for other in self.counts)

    def before(self, count: Count) -> Span:
        """The words before a number in its own clause.

        Right behind the sign of a list there are none; the words there belong to the number before: 3次会议、5次培训.
        Of two numbers side by side the second has the words of the first: 公众号发布12期96条.
        A remark in brackets just before the number is passed over: 重点领域信息（不含转载40条）152条.
        """
        if count.start not in self._befores:
            place, reach = self._before_brackets(count.start), self.reach(count)
            is_first = self.passage.text[place - 1] in LIST_SIGNS and reach > self.span[0]
            start = place if is_first else self.passage.clause_start(place, reach)
            twin = next((other for other in self.counts if other.end == start == place and other.unit), None)
            self._befores[count.start] = self.before(twin) if twin else (start, place)
        return self._befores[count.start]

    @cached_property
    def _befores(self) -> dict[int, Span]:
        """Start of a number to the words before it, filled when asked."""
        return {}

    def after(self, count: Count) -> Span:
        """The words after a number in its own phrase."""
        later = [other.start for other in self.counts if other.start >= count.end]
        people = self.passage.lexicon.unit_sets["people"]
        if later and count.unit not in people and self._is_one_phrase(count.end, later[0]):
            words = self.passage.hits_in((count.end, later[0]))
            later = [next((word.start for word in words if "hold" in word.concepts), later[0])]
        end = self.segment_end(count.end)
        is_last = self.passage.clause_end(count.end, end) < min([end + 1, *later])
        return self.passage.head(count.end, min([end, *later]), is_last=is_last)

    def _is_one_phrase(self, start: int, end: int) -> bool:
        """True where no sign stands between two numbers: the verb there is the second one's (12项实事开展征集8次)."""
        return self.passage.clause_end(start, end) == end and LIST_SIGNS[0] not in self.passage.text[start:end]

    def next_in_segment(self, count: Count) -> Count | None:
        """The number after this one, where the segment has another."""
        end = self.segment_end(count.end)
        return next((other for other in self.counts if count.end <= other.start < end), None)

    def chain(self, start: int, end: int) -> Iterator[Span]:
        """The clauses between two places, the nearest first."""
        while end > start:
            clause = self.passage.clause_start(end - 1, start)
            yield clause, end
            end = clause

    def is_of_earlier_year(self, count: Count) -> bool:
        """True for a number of an earlier year beside one of a later year in the same sentence."""
        years = self._years
        own = self._year_before(count.start, years)
        if own is None:
            return False
        others = [self._year_before(other.start, years) for other in self.counts]
        return any(year is not None and year > own for year in others)

    @staticmethod
    def _year_before(place: int, years: list[tuple[int, int]]) -> int | None:
        before = [year for end, year in years if end <= place]
        return before[-1] if before else None

    @cached_property
    def _years(self) -> list[tuple[int, int]]:
        """End and year of every year that says when something was: not a date, not 结转2025年."""
        found = self.passage.lexicon.plain_year.finditer(self.passage.text, *self.span)
        words = self.passage.hits_in(self.span)
        return [
            (match.end(), int(match[0][:4]))
            for match in found
            if not any(word.start <= match.start() < word.end for word in words)
        ]

    def _before_brackets(self, place: int) -> int:
        text = self.passage.text
        opened = text.rfind("(", self.span[0], place) if text[place - 1 : place] == ")" else -1
        is_remark = opened > self.span[0] and not self.passage.is_word_over(opened, place)
        return opened if is_remark else place
