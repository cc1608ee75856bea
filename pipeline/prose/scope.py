"""Whose numbers a sentence gives, and of what time."""

import re
from dataclasses import dataclass
from functools import cached_property

from db.schema.records import Period, Scope
from pipeline.prose.words.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Stated:
    """What a sentence says about whose number it is; scope None where it says nothing."""

    scope: Scope | None
    is_subject: bool
    """The word of scope says who does what the sentence tells, not on what it is done."""


NOTHING, OWN = Stated(None, is_subject=False), Stated("own", is_subject=True)


@dataclass(slots=True)
class CarriedScope:
    """Goes on with the wider scope of one sentence in the next: 全市各级机关收到申请30件。办结28件."""

    earlier: frozenset[str] = frozenset()
    """Groups of figures that had the wider scope in the sentence before."""
    here: frozenset[str] = frozenset()

    def begin_sentence(self, *, is_paragraph: bool) -> None:
        """Forget what is two sentences ago; a new paragraph has a new subject."""
        self.earlier = frozenset() if is_paragraph else self.here or self.earlier
        self.here = frozenset()

    def resolve(self, stated: Stated, group: str, *, is_free: bool) -> Scope:
        """The scope of a figure; ``is_free``: nothing in its sentence is a subject of its own."""
        scope = stated.scope
        if scope is None and is_free and group in self.earlier:
            scope = "wider"
            self.here |= {group}
        elif scope == "wider" and stated.is_subject and group:
            self.here |= {group}
        elif scope == "own":
            self.earlier = frozenset()
        return scope or "own"


@dataclass(frozen=True)
class ScopeReader:
    """Reads scope and period from the words before a number in its sentence."""

    lexicon: Lexicon

    @cached_property
    def _scope_word(self) -> re.Pattern[str]:
        not_before = self.lexicon.pattern("scope.not_wider_before")
        # what must not follow is asked behind each word, so that the search knows with which signs one begins
        wider = (f"{re.escape(word)}(?!{not_before})" for word in self.lexicon.words["scope.wider"])
        return re.compile(f"{self.lexicon.pattern('scope.own')}|{'|'.join(wider)}")

    @cached_property
    def _own_words(self) -> frozenset[str]:
        return frozenset(self.lexicon.words["scope.own"])

    @cached_property
    def _cumulative(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("period.cumulative"))

    @cached_property
    def _any_scope(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("scope.own", "scope.wider"))

    def may_say(self, sentence: str) -> tuple[bool, bool]:
        """Whether a sentence has any word of scope at all, and any of a period."""
        return self._any_scope.search(sentence) is not None, self._cumulative.search(sentence) is not None

    @cached_property
    def _not_after(self) -> tuple[str, ...]:
        return self.lexicon.words["scope.not_wider_after"]

    @cached_property
    def _object(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.lexicon.pattern('scope.object_after')})[^,;:]*$")

    @cached_property
    def _new_clause(self) -> re.Pattern[str]:
        return re.compile(rf"[,;](?!{self.lexicon.opens.pattern})")

    @cached_property
    def _new_year(self) -> re.Pattern[str]:
        return re.compile(rf"[,;]{self.lexicon.plain_year.pattern}")

    def stated(self, before: str) -> Stated:
        """What the last word of scope before a number that governs it says."""
        last = NOTHING
        for match in self._scope_word.finditer(before):
            if match[0] in self._own_words:
                last = OWN
            elif not before.endswith(self._not_after, 0, match.start()):
                last = self._wider(before, match.span())
        return last

    def _wider(self, before: str, word: tuple[int, int]) -> Stated:
        """Nothing where a later clause is about something else: 公开各单位信息80条,通过公众号发布65条."""
        rest = before[word[1] :]
        if self._new_year.search(rest):
            return NOTHING
        is_subject = self._object.search(before[: word[0]]) is None
        is_near = self.lexicon.opens.search(rest) is not None or self._new_clause.search(rest) is None
        return Stated("wider", is_subject) if is_subject or is_near else NOTHING

    def period(self, before: str, indicator: str | None) -> Period:
        """``cumulative`` for a stock, and for a count since an opening."""
        if indicator is not None and self.lexicon.indicators[indicator].is_stock:
            return "cumulative"
        if not before or self._cumulative.search(before) is None:
            return "year"
        return "year" if self._year_part.search(before) else "cumulative"

    @cached_property
    def _year_part(self) -> re.Pattern[str]:
        """What makes a number the part of one year behind a total since an opening: 累计4217条,其中2012年638条."""
        times = f"{self.lexicon.plain_year.pattern}|{self.lexicon.pattern('breakdown.time_words')}"
        return re.compile(f"[,;。(](?:(?:{self.lexicon.opens.pattern})[:,]?)?(?:{times})[^,;。]*$")
