"""The words of the lexicon as they stand in a text: those that are part of others, and names of organs, put right."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.prose.words.lexicon import Lexicon
from pipeline.prose.words.signs import CLAUSE_SIGNS
from pipeline.prose.words.vocabulary import Word

REMEMBERED = 8192
"""Pieces of text whose words are kept. Of the pieces of a report most stand in others too: 条, 全年共收到, 件."""

NO_WORD = frozenset({"no_word"})
"""What stands for none and only keeps others from being found in it: 全年报送 holds no 年报."""

InName = Callable[[int, int, frozenset[str]], bool]
"""Whether a word of these concepts that begins and ends at these places is part of a name."""


@dataclass(slots=True)
class Hit:
    """A word of the lexicon in the text."""

    start: int
    end: int
    concepts: frozenset[str]


class HitFinder:
    """Finds the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        words = "".join(lexicon.concepts)
        stops = "".join(sign for sign in CLAUSE_SIGNS if sign not in words)
        self._piece = re.compile(f"[^0-9{re.escape(stops)}]+")
        """What stands between numbers and stops: no word goes over them but those that hold digits."""
        self._words_of = lru_cache(REMEMBERED)(self._read_piece)

    def find(self, text: str, start: int, end: int, is_in_name: InName | None) -> list[Hit]:
        """The words between two places that are not part of a name, left to right; None where there are no names."""
        vocabulary = self.lexicon.vocabulary
        if is_in_name or vocabulary.has_digits(text, start, end):
            words: Iterable[Word] = vocabulary.find(text, start, end)
            if is_in_name:
                words = [word for word in words if not is_in_name(*word)]
            return self._put_right(text, words)
        found: list[Hit] = []
        for piece in self._piece.finditer(text, start, end):
            words = self._words_of(piece[0])
            if words:
                place = piece.start()
                found += [Hit(place + first, place + last, concepts) for first, last, concepts in words]
        return found

    def _read_piece(self, piece: str) -> tuple[Word, ...]:
        hits = self._put_right(piece, self.lexicon.vocabulary.find(piece, 0, len(piece)))
        return tuple((hit.start, hit.end, hit.concepts) for hit in hits)

    def _put_right(self, text: str, words: Iterable[Word]) -> list[Hit]:
        """The words without heads of names of organs, and as one those that belong together."""
        lexicon, found = self.lexicon, list[Hit]()
        for start, end, concepts in words:
            if concepts == NO_WORD or (not lexicon.kinds.isdisjoint(concepts) and lexicon.organ.match(text, end)):
                continue
            hit = Hit(start, end, concepts)
            if found and not lexicon.joining.isdisjoint(concepts) and self._belongs(text, found[-1], hit):
                found[-1] = Hit(found[-1].start, end, found[-1].concepts)
            else:
                found.append(hit)
        return found

    def _belongs(self, text: str, first: Hit, second: Hit) -> bool:
        lexicon = self.lexicon
        if first.end == second.start:
            attached = lexicon.attached if second.concepts <= lexicon.forms else ()
            return any(one in first.concepts and two in second.concepts for one, two in attached)
        merges = lexicon.merges if not lexicon.merging.isdisjoint(second.concepts) else ()
        is_pair = any(one in first.concepts and two in second.concepts for one, two in merges)
        return is_pair and lexicon.joins.fullmatch(text, first.end, second.start) is not None


@cache
def make_finder(lexicon: Lexicon) -> HitFinder:
    """The finder of a lexicon, made once."""
    return HitFinder(lexicon)
