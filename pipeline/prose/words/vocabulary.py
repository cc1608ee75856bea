"""The words that stand for concepts, found in a text without a regular expression over all of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

YEAR_SLOT = "{year}"
YEAR_SIGN = "年"
YEAR_DIGITS = 4
NO_SIGN = "\0"
"""Goes on with no word."""

Word = tuple[int, int, frozenset[str]]
"""Start, end and concepts."""
_NOTHING: frozenset[str] = frozenset()
_YEAR_SIGN = re.compile(rf"{YEAR_SIGN}(?<=\d{{{YEAR_DIGITS}}}{YEAR_SIGN})")
"""The sign behind the digits of a year."""
_DIGIT, _RUN = re.compile(r"\d"), re.compile(r"[A-Za-z]*\d+")


class Branch:
    """Words that begin alike: what the word that ends here stands for, if one does, and what may follow."""

    __slots__ = ("concepts", "following")

    def __init__(self) -> None:
        self.concepts: frozenset[str] = _NOTHING
        self.following: dict[str, Branch] = _NO_WAYS

    def grow(self, sign: str) -> "Branch":
        """The branch behind a sign, new where there is none."""
        after = self.following.get(sign)
        if after is None:
            if not self.following:  # most words end without another going on
                self.following = {}
            after = self.following[sign] = Branch()
        return after


_NO_WAYS: dict[str, Branch] = {}
"""What follows the last sign of a word with which none goes on; shared, and never filled."""


class Trunk(dict[str, Branch | None]):
    """The words by their first sign, branching where they stop being alike; None for a sign with which none begins.

    What begins with a sign grows when the sign is met first: a page begins few of the words.
    """

    def __init__(self, concepts: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._concepts = concepts
        self._words: dict[str, list[str]] = {}
        for word in concepts:
            if YEAR_SLOT not in word:
                self._words.setdefault(word[0], []).append(word)

    def __missing__(self, sign: str) -> Branch | None:
        words = self._words.get(sign)
        first = None if words is None else self._grow(words)
        self[sign] = first
        return first

    def _grow(self, words: Iterable[str]) -> Branch:
        first = Branch()
        for word in words:
            branch = first
            for sign in word[1:]:
                branch = branch.grow(sign)
            branch.concepts = self._concepts[word]
        return first


_DATED = Branch()
"""Stands where a word with a year begins."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Finds words: the longest at each place, from left to right, none inside another."""

    concepts: Mapping[str, frozenset[str]]
    """Word, with ``{year}`` where it holds a year, to the concepts it stands for."""
    year: re.Pattern[str]
    """A year as printed: four digits and its sign, and perhaps more."""

    def find(self, text: str, start: int, end: int) -> list[Word]:
        """Every word between two places."""
        signs, dated = [*text[start:end], NO_SIGN], self._find_dated(text, start, end)
        branches: Iterable[Branch | None] = map(self._trunk.__getitem__, signs)
        if dated:
            branches = [_DATED if place in dated else branch for place, branch in enumerate(branches)]
        found: list[Word] = []
        stop = 0
        for place, branch in enumerate(branches):
            if branch is None or place < stop:
                continue
            if branch is _DATED:
                stop, concepts = dated[place]
                found.append((start + place, start + stop, concepts))
                continue
            longest, at = None, place
            while branch is not None:
                at += 1
                if branch.concepts:
                    longest, stop = branch.concepts, at
                branch = branch.following.get(signs[at])
            if longest is not None:
                found.append((start + place, start + stop, longest))
        return found

    def has_digits(self, text: str, start: int, end: int) -> bool:
        """Whether a word that holds digits may stand between two places: a hotline, or a word with a year."""
        return self._digits.search(text, start, end) is not None or bool(self._find_dated(text, start, end))

    @cached_property
    def _digits(self) -> re.Pattern[str]:
        """The digits of the words that hold some, with letters before them: H5, 12345."""
        runs = {run[0] for word in filter(_DIGIT.search, self.concepts) if (run := _RUN.search(word))}
        return re.compile("|".join(map(re.escape, sorted(runs))) or "(?!)")

    def _find_dated(self, text: str, start: int, end: int) -> dict[int, tuple[int, frozenset[str]]]:
        """Place behind ``start`` of every word with a year to its end and concepts.

        It is longer than any plain word there.
        """
        if text.find(YEAR_SIGN, start, end) < 0:
            return {}
        found: dict[int, tuple[int, frozenset[str]]] = {}
        for sign in _YEAR_SIGN.finditer(text, start, end):
            for lead in self._leads:
                place = sign.start() - YEAR_DIGITS - lead
                word = self._dated.match(text, place, end) if place >= start else None
                if word:
                    concepts = self.concepts[self.year.sub(YEAR_SLOT, word[0])]
                    found[place - start] = word.end() - start, concepts
        return found

    @cached_property
    def _leads(self) -> frozenset[int]:
        """How many signs stand before the year in words that hold one."""
        return frozenset(word.index(YEAR_SLOT) for word in self.concepts if YEAR_SLOT in word)

    @cached_property
    def _dated(self) -> re.Pattern[str]:
        """Words with a year; those that begin alike in one way, so that each year is looked at once."""
        tails: dict[str, list[str]] = {}
        for word in sorted((word for word in self.concepts if YEAR_SLOT in word), key=len, reverse=True):
            head, _, tail = word.partition(YEAR_SLOT)
            tails.setdefault(head, []).append(re.escape(tail))
        ways = (f"{re.escape(head)}{self.year.pattern}(?:{'|'.join(found)})" for head, found in tails.items())
        return re.compile("|".join(ways) or "(?!)")

    @cached_property
    def _trunk(self) -> Trunk:
        """All plain words."""
        return Trunk(self.concepts)
