"""The words that stand for concepts, found in a text without a regular expression over all of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

YEAR_SLOT = "{year}"
YEAR_SIGN = "年"


_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Branch:
    """Words that begin alike: what the word that ends here stands for, if one does, and what may follow."""

    concepts: frozenset[str] = _NOTHING
    following: "dict[str, Branch]" = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Finds words: the longest at each place, from left to right, none inside another."""

    concepts: Mapping[str, frozenset[str]]
    """Word, with ``{year}`` where it holds a year, to the concepts it stands for."""
    year: re.Pattern[str]

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Start, end and concepts of every word between two places."""
        piece, pairs, signs = text[start:end], self._branches, self._signs
        dated = self._find_dated(text, start, end)
        places = [n for n, (one, two) in enumerate(pairwise(piece), start) if one + two in pairs or one in signs]
        if dated or piece[-1:] in signs:
            places = sorted({*places, *dated, *([end - 1] if piece[-1:] in signs else ())})
        at = start
        for place in places:
            if place < at:
                continue
            stop, concepts = (dated and dated.get(place)) or self._word_at(text, place, end)
            if stop:
                yield place, stop, concepts
                at = stop

    def _word_at(self, text: str, place: int, end: int) -> tuple[int, frozenset[str]]:
        """End and concepts of the longest plain word that begins here; 0 where none does."""
        stop, concepts = (place + 1, self.concepts[text[place]]) if text[place] in self._signs else (0, _NOTHING)
        at = place + 2
        branch = self._branches.get(text[place:at]) if at <= end else None
        while branch is not None:
            if branch.concepts:
                stop, concepts = at, branch.concepts
            branch = branch.following.get(text[at]) if at < end else None
            at += 1
        return stop, concepts

    def _find_dated(self, text: str, start: int, end: int) -> dict[int, tuple[int, frozenset[str]]]:
        """Place of every word with a year to its end and concepts; it is longer than any plain word there."""
        if text.find(YEAR_SIGN, start, end) < 0 or self.year.search(text, start, end) is None:
            return {}
        found = ((match.start(), match[1]) for match in self._dated.finditer(text, start, end))
        return {place: (place + len(word), self.concepts[self.year.sub(YEAR_SLOT, word)]) for place, word in found}

    @cached_property
    def _dated(self) -> re.Pattern[str]:
        words = sorted((word for word in self.concepts if YEAR_SLOT in word), key=len, reverse=True)
        spelt = (re.escape(word).replace(re.escape(YEAR_SLOT), self.year.pattern) for word in words)
        return re.compile(f"(?=({'|'.join(spelt)}))")

    @cached_property
    def _branches(self) -> dict[str, Branch]:
        """The first two signs of plain words to what may follow them."""
        found: dict[str, Branch] = {}
        for word in self._plain_words():
            if len(word) > 1:
                branch = found.setdefault(word[:2], Branch())
                for sign in word[2:]:
                    branch = branch.following.setdefault(sign, Branch())
                branch.concepts = self.concepts[word]
        return found

    @cached_property
    def _signs(self) -> frozenset[str]:
        """Words of a single sign."""
        return frozenset(word for word in self.concepts if len(word) == 1)

    def _plain_words(self) -> Iterable[str]:
        return (word for word in self.concepts if YEAR_SLOT not in word)
