"""Where last year goes on governing what is told: 去年收到申请35件,办结34件."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon
from pipeline.prose.words.signs import CLAUSE_SIGNS

CARRIED = frozenset({"carry", "last_year"})
"""What was carried over from last year is told of this one."""


def spell_move(lexicon: Lexicon) -> str:
    """A pattern of what stands between a number of before and that of now: 由250万次上升到475万次."""
    return f"(?:{lexicon.pattern('time.moved_on')})(?:{lexicon.pattern('time.moved_to')})"


@dataclass(frozen=True)
class EarlierReader:
    """Finds the numbers behind a clause about last year that are still of last year."""

    lexicon: Lexicon

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        """Last year at the head of a clause, not as what something is held against."""
        # what must not stand before a word is asked behind it, so that the search knows with which signs it begins
        words = (f"{word}(?<![^{CLAUSE_SIGNS}]{word})" for word in self.lexicon.words["time.opens_last_year"])
        return re.compile(f"(?:{'|'.join(words)})(?!{self.lexicon.pattern('time.opens_not_before')})")

    @cached_property
    def _now(self) -> re.Pattern[str]:
        """What leads back to this year."""
        pattern = self.lexicon.pattern
        return re.compile(f"{pattern('time.this_year')}|{self.lexicon.year.pattern}|{spell_move(self.lexicon)}")

    def governs(self, passage: Passage, sentence: Span, place: int, settled: Sequence[tuple[int, str]]) -> bool:
        """True for a number at ``place`` that a clause before it in the sentence gives to last year.

        ``settled`` has end and indicator of the numbers before, "" for one that is none: a clause about last year gives
        away what follows where its own first number went without a name, or where it only says 去年同期. Else it may be
        the year of a report that was written the year after (去年全年,共公开信息12条).
        """
        if not passage.says_last_year:  # as most do not
            return False
        has_unnamed = any(not name for _, name in settled)  # else nothing was given to last year
        if not (has_unnamed or passage.says_same_time):
            return False
        text = passage.text
        openings = list(self._opening.finditer(text, sentence[0], place))
        opening = openings[-1] if openings else None
        if opening is None or self._now.search(text, opening.end(), place):
            return False
        end = passage.clause_end(opening.end(), place)
        first = next((one for one in settled if one[0] > opening.end()), None)
        if first is not None and first[0] <= end:
            is_given = first[1] == ""
        else:
            is_given = opening.end() == end and text.endswith(self.lexicon.words["time.same_time"], 0, end)
        return is_given and passage.concepts_in((opening.start(), end)).isdisjoint(CARRIED)
