"""The kinds of numbers that count nothing, and where a text has them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.prose.words.signs import try_at

Span = tuple[int, int]
LEAD = 8
"""What a pattern looks for before its match is not longer."""
LONG = 7
"""A number of at least so many digits may be a telephone."""
MANY_DIGITS = "…"
"""What stands for these among the signs beside a number."""


@dataclass(frozen=True, eq=False)
class Mask:
    """One kind of number that counts nothing: dates, telephones, shares."""

    name: str
    pattern: str
    signs: frozenset[str]
    """One of these stands in every text that the pattern matches, or just before it; none where that is not known."""
    beside: frozenset[str]
    """One of these stands beside or in every number that a match touches; none where that is not known."""
    starts: str
    """The signs with which a match begins, as between square brackets; empty where they are not known."""

    @cached_property
    def tried(self) -> re.Pattern[str]:
        """The pattern, tried only at the signs with which a match begins, where these are known."""
        return try_at(self.starts, self.pattern) if self.starts else re.compile(self.pattern)

    @cached_property
    def any_sign(self) -> re.Pattern[str]:
        """One of ``signs``; nothing in particular where they are not known."""
        return _compile_any(self.signs)

    def find(self, text: str, start: int, end: int) -> list[Span]:
        """The spans that ``finditer`` of the pattern gives."""
        if not self.starts:
            return [match.span() for match in self.tried.finditer(text, start, end)]
        found: list[Span] = []
        while match := self.tried.match(text, start, end):
            found.append(match.span(1))
            start = match.end()
        return found


def read_mask(entry: Mapping[str, Any]) -> Mask:
    """One kind as the catalogue declares it."""
    pattern, starts = entry["pattern"], entry.get("starts", "")
    signs, beside = frozenset(entry.get("signs", "")), frozenset(entry.get("beside", ""))
    return Mask(entry["name"], pattern, signs, beside, starts)


def _compile_any(signs: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(signs)))}]" if signs else "")


@dataclass(frozen=True, slots=True)
class Needs:
    """Which kinds may be there, by signs of which each needs one; each kind is a bit."""

    by_sign: Mapping[str, int]
    others: int
    """Those that need none."""

    def met_by(self, signs: Iterable[str]) -> int:
        """The kinds that these signs leave room for."""
        kinds = self.others
        for sign in signs:
            kinds |= self.by_sign.get(sign, 0)
        return kinds


def index_needs(needs: Iterable[Iterable[str]]) -> Needs:
    """The signs that each kind needs, in order of the kinds, by sign; no signs for a kind that needs none."""
    by_sign, others = dict[str, int](), 0
    for number, signs in enumerate(needs):
        for sign in signs:
            by_sign[sign] = by_sign.get(sign, 0) | 1 << number
        others |= 0 if signs else 1 << number
    return Needs(by_sign, others)


@dataclass(frozen=True)
class Masks:
    """All kinds; in most sentences no more than a few are looked for."""

    kinds: tuple[Mask, ...]

    def find(self, text: str, start: int, end: int, numbers: Iterable[Span]) -> list[Span]:
        """Spans between two places that count nothing, in no order; all that touch one of these numbers are there."""
        possible, lead = 0, max(0, start - LEAD)
        for number in numbers:
            possible |= self._beside.met_by(find_beside(text, *number))
        possible &= self._told | self._signs.met_by(self._any_sign.findall(text, lead, end))
        found: list[Span] = []
        while possible:
            order = possible.bit_length() - 1
            possible ^= 1 << order
            kind = self.kinds[order]
            if not kind.beside or kind.any_sign.search(text, lead, end) is not None:
                found += kind.find(text, start, end)
        return [span for span in found if not _cuts_number(text, span)] if found else found

    @cached_property
    def _beside(self) -> Needs:
        return index_needs([mask.beside for mask in self.kinds])

    @cached_property
    def _told(self) -> int:
        """The kinds that what stands beside a number tells of, so that few of them are possible in one sentence."""
        return sum(1 << number for number, mask in enumerate(self.kinds) if mask.beside)

    @cached_property
    def _signs(self) -> Needs:
        """The signs of the other kinds, all of which are looked for at once."""
        return index_needs([() if mask.beside else mask.signs for mask in self.kinds])

    @cached_property
    def _any_sign(self) -> re.Pattern[str]:
        """Those of the signs, for few signs of a text are among them."""
        return _compile_any(self._signs.by_sign)


def find_beside(text: str, start: int, end: int) -> Iterable[str]:
    """The signs that stand right before and right behind a number, and its own if it is not only digits."""
    while text[start - 1 : start].isnumeric():  # a number right behind one in the other script
        start -= 1
    raw, beside = text[start:end], (text[start - 1 : start], text[end : end + 1])
    if raw.isdecimal() and len(raw) < LONG:  # as most are
        return beside
    plain = raw.replace(",", "").replace(".", "")
    own = "" if plain.isdecimal() else plain
    return {*beside, *own, MANY_DIGITS} if len(plain) >= LONG else {*beside, *own}


def _cuts_number(text: str, span: Span) -> bool:
    """True where a span begins or ends inside a run of digits: the 365 of 3650."""
    start, end = span
    return _is_digits(text[max(0, start - 1) : start + 1]) or _is_digits(text[end - 1 : end + 1])


def _is_digits(pair: str) -> bool:
    return len(pair) == 2 and pair.isdecimal()
