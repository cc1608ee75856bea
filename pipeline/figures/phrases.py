"""The phrases around a number: its clause, the clauses before it, and the concepts that stand in them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.figures.fold import BREAKS, Prose
from pipeline.figures.lexicon import YEAR_SLOT, Lexicon

Span = tuple[int, int]
CLAUSE_SIGNS = ",:" + BREAKS
_CLAUSE_SIGN = re.compile(f"[{CLAUSE_SIGNS}]")
_LAST_STOP = re.compile(rf"[{CLAUSE_SIGNS}(]")
_HEAD_STOP = re.compile(rf"[{CLAUSE_SIGNS}、(]")
_TITLE_STOP = re.compile("[。:\n]")
_TITLE = re.compile(r"《[^》\n]{7,60}》")
"""The title of a document says nothing about the numbers around it; short names (《公报》) may."""
_BRACKETS = re.compile(r"\([^()\n]*\)")
_QUOTE = re.compile(r"“[^”\n]{1,30}”")
NAME = 6
"""A word with brackets has at most so many signs before them."""
HEADING = 28
"""A first sentence of a paragraph up to this long is read as its title."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon in the text."""

    start: int
    end: int
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """One folded text with the words of the lexicon found in it."""

    prose: Prose
    lexicon: Lexicon

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return self.prose.text

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Words of the lexicon, left to right, the longest at each place."""
        return tuple(self._merged(self._find_hits()))

    def _find_hits(self) -> Iterator[Hit]:
        titles = [match.span() for match in _TITLE.finditer(self.text)]
        names = self._account_names
        for match in self.lexicon.concept_pattern.finditer(self.text):
            concepts = self.lexicon.concepts.get(match[0])
            if concepts is None:
                concepts = self._with_year(match[0])
            if "gazette" not in concepts and any(start < match.start() < end for start, end in titles):
                continue
            is_name = any(start < match.start() < end for start, end in names)
            if is_name and not self.lexicon.named.isdisjoint(concepts):
                continue
            if not self.lexicon.kinds.isdisjoint(concepts) and self._organ.match(self.text, match.end()):
                continue
            yield Hit(match.start(), match.end(), concepts)

    @property
    def _organ(self) -> re.Pattern[str]:
        """What makes the name of an organ of the kind of content before it: 财政局."""
        return self.lexicon.organ

    @cached_property
    def _account_names(self) -> list[Span]:
        """Spans of the names of accounts in quotation marks: “健康镇原”微信公众号."""
        return [match.span(1) for match in self.lexicon.account.finditer(self.text)]

    def _merged(self, hits: Iterator[Hit]) -> Iterator[Hit]:
        last: Hit | None = None
        for hit in hits:
            if last and self._belongs(last, hit):
                last = Hit(last.start, hit.end, last.concepts)
                continue
            if last:
                yield last
            last = hit
        if last:
            yield last

    def _belongs(self, first: Hit, second: Hit) -> bool:
        if first.end == second.start:
            attached = self.lexicon.attached if set(second.concepts) <= self.lexicon.forms else ()
            return any(one in first.concepts and two in second.concepts for one, two in attached)
        is_joined = self._join.fullmatch(self.text, first.end, second.start)
        pairs = self.lexicon.merges if is_joined else ()
        return any(one in first.concepts and two in second.concepts for one, two in pairs)

    def _with_year(self, word: str) -> tuple[str, ...]:
        return self.lexicon.concepts[self.lexicon.year.sub(YEAR_SLOT, word)]

    @cached_property
    def breaks(self) -> list[int]:
        """Places of the signs that end a segment."""
        return [place for place, sign in enumerate(self.text) if sign in BREAKS]

    def is_quoted(self, hit: Hit) -> bool:
        """True inside quotation marks: the name of a thing, not what somebody does."""
        return any(start < hit.start < end for start, end in self._quotes)

    @cached_property
    def _quotes(self) -> list[Span]:
        return [match.span() for match in _QUOTE.finditer(self.text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [hit.start for hit in self.hits]

    def hits_in(self, span: Span) -> list[Hit]:
        """The words that lie wholly inside a span."""
        if span not in self._inside:
            first = bisect_left(self._starts, span[0])
            last = bisect_left(self._starts, span[1])
            self._inside[span] = [hit for hit in self.hits[first:last] if hit.end <= span[1]]
        return self._inside[span]

    @cached_property
    def _inside(self) -> dict[Span, list[Hit]]:
        """Span to the words in it, filled when asked; the same few spans are asked for again and again."""
        return {}

    def is_word_over(self, place: int, end: int) -> bool:
        """True where one word of the lexicon spans ``place`` and ends at ``end``: 县(市、区)."""
        return any(hit.end == end for hit in self.hits_in((max(0, place - NAME), end)) if hit.start < place)

    def concepts_in(self, spans: Iterable[Span]) -> frozenset[str]:
        """The concepts whose words lie inside any of these spans."""
        return frozenset(name for span in spans for hit in self.hits_in(span) for name in hit.concepts)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Spans of the sentences."""
        return tuple(match.span() for match in re.finditer(r"[^。!?\n]*[。!?\n]?", self.text) if match[0])

    def clause_start(self, place: int, limit: int) -> int:
        """Where the clause that holds ``place`` begins, not before ``limit``."""
        signs = [match.end() for match in _CLAUSE_SIGN.finditer(self.text, limit, place)]
        return signs[-1] if signs else limit

    def clause_end(self, place: int, limit: int) -> int:
        """Where the clause that holds ``place`` ends, not after ``limit``."""
        sign = _CLAUSE_SIGN.search(self.text, place, limit)
        return sign.start() if sign else limit

    def head(self, place: int, limit: int, *, is_last: bool = False) -> Span:
        """The words that follow a number in its own phrase: 3件申请, 3场业务培训.

        With ``is_last`` no other number follows in the clause, and all of a list belongs to it: 8件议案、提案.
        """
        stop = (_LAST_STOP if is_last else _HEAD_STOP).search(self.text, place, limit)
        end = stop.start() if stop else limit
        if self._join.match(self.text, place):
            return place, place
        words = self.hits_in((place, end))
        for cut in self._cut.finditer(self.text, place, end):
            is_verb_of_all = cut.lastgroup == "later" and cut.start() == place
            if not is_verb_of_all and not any(word.start < cut.start() < word.end for word in words):
                return place, cut.start()
        return place, end

    @cached_property
    def _join(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.joins)

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        plain, later = self.lexicon.pattern("breakdown.cuts"), self.lexicon.pattern("breakdown.cuts_later")
        return re.compile(f"{plain}|(?P<later>{later})")

    def closed_brackets(self, start: int, end: int) -> list[Span]:
        """Spans of the remarks in brackets between two places that are closed there."""
        return [match.span() for match in _BRACKETS.finditer(self.text, start, end)]

    def paragraph_title(self, place: int) -> Span:
        """The short opening words of the paragraph that holds ``place`` (（二）依申请公开情况), else of the chapter.

        A paragraph may have several: 一是门户网站。… 二是微信公众号。…
        """
        start = self.text.rfind("\n", 0, place) + 1
        marked = [match.start() for match in self._mark.finditer(self.text, start, place)]
        for opening in (*reversed(marked), start):
            title = self._title_at(opening, place)
            if self.hits_in(title):
                return title
        return self._chapter_title(start)

    def _title_at(self, start: int, place: int) -> Span:
        stop = _TITLE_STOP.search(self.text, start, min(start + HEADING, place))
        return start, stop.start() if stop else start

    def _chapter_title(self, place: int) -> Span:
        """The nearest line above that is only a numbered title."""
        end = place - 1
        while end > 0:
            start = self.text.rfind("\n", 0, end) + 1
            if end - start <= HEADING and self.lexicon.folding.list_mark.match(self.text, start):
                return start, end
            end = start - 1
        return 0, 0

    @cached_property
    def _mark(self) -> re.Pattern[str]:
        return re.compile(f"(?<=[。;])(?:{self.lexicon.folding.list_mark.pattern})")
