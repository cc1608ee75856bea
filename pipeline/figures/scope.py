"""Whose numbers a sentence gives, and of what time."""

import re
from dataclasses import dataclass
from functools import cached_property

from db.records import Period, Scope
from pipeline.figures.lexicon import Lexicon


@dataclass(frozen=True)
class ScopeReader:
    """Reads scope and period from the words before a number in its sentence."""

    lexicon: Lexicon

    @cached_property
    def _scope_word(self) -> re.Pattern[str]:
        not_before = self.lexicon.pattern("scope.not_wider_before")
        wider, own = self.lexicon.pattern("scope.wider"), self.lexicon.pattern("scope.own")
        return re.compile(f"(?P<own>{own})|(?P<wider>(?:{wider})(?!{not_before}))")

    @cached_property
    def _cumulative(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("period.cumulative"))

    @cached_property
    def _any_scope(self) -> re.Pattern[str]:
        return re.compile(self.lexicon.pattern("scope.own", "scope.wider"))

    def may_say(self, sentence: str) -> tuple[bool, bool]:
        """Whether a sentence has any word of scope at all, and any of a period."""
        return self._any_scope.search(sentence) is not None, self._cumulative.search(sentence) is not None

    def scope(self, before: str) -> Scope:
        """``wider`` where the last word of scope before the number names more than the issuer."""
        last = None
        for match in self._scope_word.finditer(before):
            last = match.lastgroup
        return "wider" if last == "wider" else "own"

    def period(self, before: str, indicator: str | None) -> Period:
        """``cumulative`` for a stock, and for a count since an opening."""
        if indicator is not None and self.lexicon.indicators[indicator].is_stock:
            return "cumulative"
        return "cumulative" if self._cumulative.search(before) else "year"
