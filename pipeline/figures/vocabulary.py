"""The words that stand for concepts, found in a text without a regular expression over all of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

YEAR_SLOT = "{year}"
YEAR_SIGN = "年"
NO_SIGN = "\0"
"""Goes on with no word."""

Word = tuple[int, int, frozenset[str]]
"""Start, end and concepts."""
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

    def find(self, text: str, start: int, end: int) -> list[Word]:
        """Every word between two places."""
        piece, dated = text[start:end] + NO_SIGN, self._find_dated(text, start, end)
        branch_of, stop = self._trunk.following.get, 0
        found: list[Word] = []
        for place, sign in enumerate(piece):
            if place < stop:
                continue
            branch = branch_of(sign)
            if dated and place in dated:
                stop, concepts = dated[place]
            elif branch is not None and (branch.concepts or piece[place + 1] in branch.following):
                stop, concepts = _follow(branch, piece, place)
            else:
                continue
            if stop:
                found.append((start + place, start + stop, concepts))
        return found

    def _find_dated(self, text: str, start: int, end: int) -> dict[int, tuple[int, frozenset[str]]]:
        """Place behind ``start`` of every word with a year to its end and concepts.

        It is longer than any plain word there.
        """
        if text.find(YEAR_SIGN, start, end) < 0:
            return {}
        found: dict[int, tuple[int, frozenset[str]]] = {}
        for year in self._any_year.finditer(text, start, end):
            for lead in self._leads:
                place = year.start() - lead
                word = self._dated.match(text, place, end) if place >= start else None
                if word:
                    concepts = self.concepts[self.year.sub(YEAR_SLOT, word[0])]
                    found[place - start] = word.end() - start, concepts
        return found

    @cached_property
    def _any_year(self) -> re.Pattern[str]:
        return re.compile(f"(?={self.year.pattern})")

    @cached_property
    def _leads(self) -> frozenset[int]:
        """How many signs stand before the year in words that hold one."""
        return frozenset(word.index(YEAR_SLOT) for word in self.concepts if YEAR_SLOT in word)

    @cached_property
    def _dated(self) -> re.Pattern[str]:
        words = sorted((word for word in self.concepts if YEAR_SLOT in word), key=len, reverse=True)
        spelt = (re.escape(word).replace(re.escape(YEAR_SLOT), self.year.pattern) for word in words)
        return re.compile("|".join(spelt))

    @cached_property
    def _trunk(self) -> Branch:
        """All plain words, branching where they stop being alike."""
        trunk = Branch()
        for word, concepts in self.concepts.items():
            if YEAR_SLOT not in word:
                branch = trunk
                for sign in word:
                    branch = branch.following.setdefault(sign, Branch())
                branch.concepts = concepts
        return trunk


def _follow(branch: Branch | None, piece: str, place: int) -> tuple[int, frozenset[str]]:
    """End and concepts of the longest word at a place, whose first sign has this branch; 0 where none is there."""
    stop, concepts = 0, _NOTHING
    while branch is not None:
        place += 1
        if branch.concepts:
            stop, concepts = place, branch.concepts
        branch = branch.following.get(piece[place])
    return stop, concepts
