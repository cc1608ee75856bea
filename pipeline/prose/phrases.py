"""The phrases around a number: its clause, the clauses before it, and the concepts that stand in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Protocol, TypeVar

from pipeline.prose.words.fold import Prose
from pipeline.prose.words.hits import Hit, make_finder
from pipeline.prose.words.lexicon import Lexicon
from pipeline.prose.words.signs import BREAKS, CLAUSE_SIGNS, HAN, QUOTES, SENTENCE_BREAKS

Span = tuple[int, int]
_LAST_STOP = re.compile(rf"[{CLAUSE_SIGNS}()]")
_HEAD_STOP = re.compile(rf"[{CLAUSE_SIGNS}、()]")
_TITLE_STOP = re.compile("[。:\n]")
_LINE_END = re.compile("\n")
_TITLE = re.compile(r"《[^》\n]{7,60}》")
"""The title of a document says nothing about the numbers around it; short names (《公报》) may."""
_BRACKETS = re.compile(r"\([^()\n]*\)")
_QUOTE = re.compile(r"“[^”\n]{1,30}”")
_LAST_PAUSE, _LAST_WORD = re.compile(r".*(?:[;:、]|,(?!\d))", re.DOTALL), re.compile(r".*[^0-9A-Za-z.,]", re.DOTALL)
"""All up to the last place at which a sentence without end is cut: behind a sign, else not inside a number."""
_BEFORE_MARK = "。;"
_END = itemgetter(1)
NAME = 6
"""A word with brackets has at most so many signs before them."""
LONGEST_SENTENCE = 1_000
"""Signs of a sentence; what goes on for longer without a stop is read in pieces, or time would grow with its square."""
_REMEMBERED = 20_000
"""Spans whose words are kept; they are asked for again soon or not at all."""
HEADING = 28
"""A first sentence of a paragraph up to this long is read as its title."""


class HasStart(Protocol):
    """Anything found in the text."""

    @property
    def start(self) -> int:
        """Where it begins."""


Placed = TypeVar("Placed", bound=HasStart)
_NO_CONCEPTS: frozenset[str] = frozenset()


def _is_inside(place: int, spans: Sequence[Span]) -> bool:
    return _is_touched((place, place), spans)


def _is_touched(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a span has a part in common with one of these, which are in order and apart from one another."""
    number = bisect_left(spans, (span[1],)) - 1
    return number >= 0 and span[0] < spans[number][1]


def _bound(text: str, stops: Iterable[int]) -> Iterator[int]:
    """The ends of the sentences, and of the pieces of one that is longer than any sentence is."""
    start = 0
    for stop in stops:
        while stop - start > LONGEST_SENTENCE:
            limit = start + LONGEST_SENTENCE
            cut = _LAST_PAUSE.match(text, start, limit) or _LAST_WORD.match(text, start, limit)
            start = cut.end() if cut else limit
            yield start
        yield stop
        start = stop


def _split_clauses(text: str) -> list[str]:
    """The text cut at every sign of a clause; with one sign in place of all, which is much faster than a pattern."""
    for sign in CLAUSE_SIGNS[1:]:
        text = text.replace(sign, CLAUSE_SIGNS[0])
    return text.split(CLAUSE_SIGNS[0])


@cache
def _compile_cut(lexicon: Lexicon) -> re.Pattern[str]:
    plain, later = lexicon.pattern("breakdown.cuts"), lexicon.pattern("breakdown.cuts_later")
    not_after, not_before = (
        lexicon.pattern("breakdown.within_not_after"),
        lexicon.pattern("breakdown.within_not_before"),
    )
    within = f"(?<!{not_after})(?:{lexicon.pattern('breakdown.within')})(?!{not_before})"
    return re.compile(f"(?<!{lexicon.pattern('breakdown.cuts_not_after')})(?:{plain})|(?P<later>{later})|{within}")


@dataclass(slots=True)
class SentenceWords:
    """The words of the lexicon in one sentence, left to right; none inside another."""

    start: int
    end: int
    hits: list[Hit]
    starts: list[int]
    ends: list[int]

    def inside(self, start: int, end: int) -> list[Hit]:
        """Those that lie wholly between two places."""
        return self.hits[bisect_left(self.starts, start) : bisect_right(self.ends, end)]


class Passage:
    """One folded text with the words of the lexicon found in it."""

    def __init__(self, prose: Prose, lexicon: Lexicon) -> None:
        self.prose, self.lexicon = prose, lexicon
        self.text = text = prose.text
        clauses = _split_clauses(text)[:-1]
        # before a sign stand all clauses so far and as many signs
        self._clause_signs = [end + number for number, end in enumerate(accumulate(map(len, clauses)))]
        self.breaks = [place for place in self._clause_signs if text[place] in BREAKS]
        """Places of the signs that end a segment."""
        stops = [place + 1 for place in self.breaks if text[place] in SENTENCE_BREAKS]
        if text and (not stops or stops[-1] < len(text)):
            stops.append(len(text))
        self.is_cut = any(end - start > LONGEST_SENTENCE for start, end in pairwise((0, *stops)))
        """Whether a sentence is too long to be read as one."""
        stops = [*_bound(text, stops)] if self.is_cut else stops
        self._sentence_starts = [0, *stops[:-1]]
        self.sentences: tuple[Span, ...] = tuple(zip(self._sentence_starts, stops, strict=False))
        """Spans of the sentences, each with its stop; together they are the text."""
        self._titles = [match.span() for match in _TITLE.finditer(text)]
        self.has_titles = bool(self._titles)
        """Whether any document is named by its title."""
        self._quotes = [match.span() for match in _QUOTE.finditer(text)]
        self.has_quotes = bool(self._quotes)
        self._accounts = lexicon.accounts.find(text) if any(map(text.__contains__, QUOTES)) else []
        self._by_sentence: dict[int, SentenceWords] = {}
        self._last = SentenceWords(0, 0, [], [], [])
        """Those of the sentence that was asked about last; the next question is mostly about the same."""
        self._inside: dict[Span, list[Hit]] = {}
        """Span to the words in it, filled when asked; the same few spans are asked for again and again."""
        self._names: dict[Span, frozenset[str]] = {}
        """Span to the concepts in it, filled when asked."""
        self._marks: dict[int, tuple[list[int], list[int]]] = {}
        self._titles_behind: dict[int, Span] = {}
        """Where a paragraph or an item of a list begins to the title of all that stands behind its first words."""
        self._line_ends = [place for place in self.breaks if text[place] == "\n"]
        self._title_ends: dict[int, int] = {}
        """Where a title may begin to where it ends, filled when asked; to 0 where none begins."""

    def _find_hits(self, sentence: Span) -> list[Hit]:
        start, end = sentence
        has_names = any(_is_touched(sentence, names) for names in (self._titles, self._accounts))  # as a rule not
        return make_finder(self.lexicon).find(self.text, start, end, self._is_in_name if has_names else None)

    def _is_in_name(self, start: int, end: int, concepts: frozenset[str]) -> bool:
        """True for a word in the title of a document or in the name of an account; not for 报》 at the end of one."""
        number = bisect_left(self._titles, (start,)) - 1
        last = self._titles[number][1] if number >= 0 else 0
        if "gazette" not in concepts and start < last != end:
            return True
        return not self.lexicon.named.isdisjoint(concepts) and _is_inside(start, self._accounts)

    def is_in_title(self, place: int) -> bool:
        """True inside the title of a document."""
        return _is_inside(place, self._titles)

    def is_quoted(self, hit: Hit) -> bool:
        """True inside quotation marks: the name of a thing, not what somebody does."""
        return self.is_quote_at(hit.start)

    def is_quote_at(self, place: int) -> bool:
        """True for a place inside quotation marks."""
        return self.has_quotes and _is_inside(place, self._quotes)

    def hits_in(self, span: Span) -> list[Hit]:
        """The words of the lexicon that lie wholly inside a span, left to right, the longest at each place."""
        known = self._inside.get(span)
        if known is None:
            start, end = span
            last = self._last
            if start >= end:
                known = []
            elif last.start <= start and end <= last.end:
                known = last.inside(start, end)
            else:
                known = self._look_up(start, end)
            if len(self._inside) >= _REMEMBERED:
                self._inside.clear()
            self._inside[span] = known
        return known

    def _look_up(self, start: int, end: int) -> list[Hit]:
        """The same in whatever sentences the span lies."""
        sentence_starts = self._sentence_starts
        first = bisect_right(sentence_starts, start) - 1
        words = self._words_of(first)
        if end <= words.end:  # as mostly
            return words.inside(start, end)
        numbers = range(first, bisect_left(sentence_starts, end, first + 1))
        return [hit for number in numbers for hit in self._words_of(number).inside(start, end)]

    def _words_of(self, number: int) -> SentenceWords:
        """The words of one sentence; sentences nobody asks about are never searched."""
        known = self._by_sentence.get(number)
        if known is None:
            sentence = self.sentences[number]
            hits = self._find_hits(sentence)
            known = SentenceWords(*sentence, hits, [hit.start for hit in hits], [hit.end for hit in hits])
            self._by_sentence[number] = known
        self._last = known
        return known

    def is_word_over(self, place: int, end: int) -> bool:
        """True where one word of the lexicon spans ``place`` and ends at ``end``: 县(市、区)."""
        return any(hit.end == end for hit in self.hits_in((max(0, place - NAME), end)) if hit.start < place)

    def concepts_in(self, span: Span) -> frozenset[str]:
        """The concepts whose words lie inside a span."""
        known = self._names.get(span)
        return self._gather(span) if known is None else known

    def _gather(self, span: Span) -> frozenset[str]:
        hits = self.hits_in(span)
        if len(hits) < 2:
            names = hits[0].concepts if hits else _NO_CONCEPTS
        else:
            names = _NO_CONCEPTS.union(*[hit.concepts for hit in hits])
        if len(self._names) >= _REMEMBERED:
            self._names.clear()
        self._names[span] = names
        return names

    def concepts_in_any(self, spans: Iterable[Span]) -> frozenset[str]:
        """The concepts whose words lie inside any of these spans."""
        found = _NO_CONCEPTS
        for span in spans:
            if span[0] >= span[1]:  # as mostly behind a number
                continue
            names = self._names.get(span)
            if names is None:
                names = self._gather(span)
            if names:
                found = found | names if found else names
        return found

    def sentences_between(self, first: Span, last: Span) -> tuple[Span, ...]:
        """The sentences from one to another, both included."""
        return self.sentences[self.sentences.index(first) : self.sentences.index(last) + 1]

    def breaks_between(self, start: int, end: int) -> list[int]:
        """Places of the signs between two places that end a segment."""
        return self.breaks[bisect_right(self.breaks, start) : bisect_left(self.breaks, end)]

    def paragraph_start(self, place: int) -> int:
        """Where the paragraph that holds a place begins."""
        number = bisect_left(self._line_ends, place)
        return self._line_ends[number - 1] + 1 if number else 0

    def sentence_at(self, place: int) -> Span:
        """The sentence that holds a place."""
        return self.sentences[bisect_right(self._sentence_starts, place) - 1]

    def group(self, found: Iterable[Placed]) -> Iterator[tuple[Span, list[Placed]]]:
        """What was found in order of the text, sentence by sentence; sentences without any are left out."""
        sentence, inside = (0, 0), list[Placed]()
        for one in found:
            if one.start >= sentence[1]:
                if inside:
                    yield sentence, inside
                sentence, inside = self.sentence_at(one.start), []
            inside.append(one)
        if inside:
            yield sentence, inside

    def clause_start(self, place: int, limit: int) -> int:
        """Where the clause that holds ``place`` begins, not before ``limit``."""
        signs = self._clause_signs
        number = bisect_left(signs, place)
        return signs[number - 1] + 1 if number and signs[number - 1] >= limit else limit

    def clause_end(self, place: int, limit: int) -> int:
        """Where the clause that holds ``place`` ends, not after ``limit``."""
        signs = self._clause_signs
        number = bisect_left(signs, place)
        return signs[number] if number < len(signs) and signs[number] < limit else limit

    def head(self, place: int, limit: int, *, is_last: bool = False) -> Span:
        """The words that follow a number in its own phrase: 3件申请, 3场业务培训.

        With ``is_last`` no other number follows in the clause, and all of a list belongs to it: 8件议案、提案.
        """
        stop = (_LAST_STOP if is_last else _HEAD_STOP).search(self.text, place, limit)
        end = stop.start() if stop else limit
        is_label = stop is not None and stop[0] == ":" and self.text[end + 1 : end + 2].isdecimal()
        if is_label or self.text.startswith(self.lexicon.words["breakdown.and_others"], place):
            return place, place  # of the next number: 网站:150条 公报:0条; of the sum: 土地9条等重点领域信息203条
        if self.lexicon.joins.match(self.text, place):
            return place, place
        for cut in self._cut.finditer(self.text, place, end):
            is_verb_of_all = cut.lastgroup == "later" and cut.start() == place
            words = self.hits_in((place, end))
            if not is_verb_of_all and not any(word.start < cut.start() < word.end for word in words):
                return place, cut.start()
        return place, end

    @property
    def _cut(self) -> re.Pattern[str]:
        return _compile_cut(self.lexicon)

    def closed_brackets(self, start: int, end: int) -> list[Span]:
        """Spans of the remarks in brackets between two places that are closed there."""
        return [match.span() for match in _BRACKETS.finditer(self.text, start, end)]

    def goes_on_from(self, sentence: Span) -> Span:
        """The sentence before one that begins with a word such as 其中; else nothing."""
        start = sentence[0]
        is_begun = start and self.text[start - 1] != "\n"
        return (
            self.sentence_at(start - 1) if is_begun and self.lexicon.opens.match(self.text, start) else (start, start)
        )

    def paragraph_title(self, place: int) -> Span:
        """The short opening words of the paragraph that holds ``place`` (（二）依申请公开情况), else of the chapter.

        A paragraph may have several: 一是门户网站。… 二是微信公众号。…
        """
        start = self.paragraph_start(place)
        openings, ends = self._marks_of(start)
        passed: list[int] = []
        title = None
        for number in range(bisect_right(ends, place) - 1, -1, -1):
            opening = openings[number]
            title = self._titles_behind.get(opening) if place > opening + HEADING else None
            title = title or self._telling_title(opening, place)
            if title is not None:
                break
            passed.append(opening)
        title = title or self._chapter_title(start)
        # nearer to an opening its title may go on behind the place
        self._titles_behind.update((opening, title) for opening in passed if place > opening + HEADING)
        return title

    def _telling_title(self, opening: int, place: int) -> Span | None:
        """The title that begins at an opening and ends before ``place``, if it says something."""
        title = self._title_at(opening, place)
        return title if title[0] < title[1] and self.concepts_in(title) else None

    def _marks_of(self, start: int) -> tuple[list[int], list[int]]:
        """Where a paragraph and the items of a list in it begin, and from where on each may head what is told."""
        known = self._marks.get(start)
        if known is None:
            marks = [(start, start), *self._find_marks(start)]
            known = self._marks[start] = [opening for opening, _ in marks], [end for _, end in marks]
        return known

    def _find_marks(self, start: int) -> Iterator[Span]:
        text, breaks, done = self.text, self.breaks, start
        for number in range(bisect_left(breaks, start), len(breaks)):
            after = breaks[number] + 1
            if text[after - 1] == "\n":
                return
            if text[after - 1] in _BEFORE_MARK and after >= done:
                mark = self.lexicon.folding.list_mark.match(text, after)
                if mark:
                    done = mark.end()
                    yield mark.span()

    def _title_at(self, start: int, place: int) -> Span:
        """The title that begins at ``start`` and ends before ``place``; an empty span where none does."""
        end = self._title_ends.get(start)
        if end is None:
            stop = _TITLE_STOP.search(self.text, start, start + HEADING)
            end = self._title_ends[start] = stop.start() if stop else 0
        return (start, end) if start <= end < place else (start, start)

    def _chapter_title(self, place: int) -> Span:
        """The nearest line above the paragraph that begins here that is only a numbered title."""
        titles = self._chapters if place else []
        above = bisect_left(titles, place, key=_END)
        return titles[above - 1] if above else (0, 0)

    @cached_property
    def says_what_is_to_come(self) -> bool:
        """A word somewhere says so: 力争, 明年."""
        return any(map(self.text.__contains__, self.lexicon.words["time.future"]))

    @cached_property
    def new_starts(self) -> list[Span]:
        """Where in a clause the words of the next number may begin: at an empty span, or behind a lost number."""
        text, lexicon = self.text, self.lexicon
        found = [one.span() for one in lexicon.lost_number.finditer(text) if HAN.match(text, one.start() - 1)]
        for word in lexicon.words["breakdown.begins"]:
            place = text.find(word)
            while place >= 0:
                if HAN.match(text, place - 1):
                    found.append((place, place))
                place = text.find(word, place + 1)
        return sorted(found)

    @cached_property
    def says_last_year(self) -> bool:
        """A word somewhere may give to last year what follows it: 去年."""
        return any(map(self.text.__contains__, self.lexicon.words["time.opens_last_year"]))

    @cached_property
    def says_same_time(self) -> bool:
        """A word somewhere speaks of the same time of another year: 去年同期."""
        return any(map(self.text.__contains__, self.lexicon.words["time.same_time"]))

    @cached_property
    def _chapters(self) -> list[Span]:
        """Every line that is only a numbered title: looked for once, for a text may have thousands of paragraphs."""
        mark, text = self.lexicon.folding.list_mark, self.text
        lines = pairwise((-1, *(found.start() for found in _LINE_END.finditer(text))))
        return [(at + 1, end) for at, end in lines if end - at <= HEADING + 1 and mark.match(text, at + 1)]
