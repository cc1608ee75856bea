"""How the values of a torn table before 2019 are set: run together, parted by blanks, or each on a line of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.forms.torn.labels import FoundLabel
from pipeline.forms.torn.text import BREAK, TornText
from pipeline.forms.torn.values import ValueRun

_NEXT_ROW = re.compile(r"\s*(?:\d{1,2}[.、)]\s*|\([^()]{1,2}\)\s*)?[^\W\d_]")
"""What begins the next row behind the values of one: a word, perhaps with its list number."""


@dataclass(frozen=True, slots=True)
class _Parting:
    """What parts the values of one row."""

    has_blanks: bool
    has_breaks: bool


class Layout:
    """What all rows of one table have in common."""

    def __init__(self, text: TornText, chain: Sequence[FoundLabel], runs: Sequence[ValueRun]) -> None:
        self._text = text.text
        filled = [(found, run) for found, run in zip(chain, runs, strict=True) if run.tokens]
        self._runs = [run for _, run in filled]
        partings = [self._part(run) for run in self._runs]
        self._is_parted = any(parting.has_blanks or parting.has_breaks for parting in partings)
        breaks = sum(self._begins_line(run) for run in self._runs)
        self._is_by_line = 2 * breaks > len(filled)
        """Whether each value has a line of its own."""
        self._is_apart = all(run.start == 0 or self._text[run.start - 1].isspace() for run in self._runs)

    def _part(self, run: ValueRun) -> _Parting:
        gaps = [self._text[a.stop : b.start] for a, b in zip(run.tokens, run.tokens[1:], strict=False)]
        blank = any(gap and BREAK not in gap for gap in gaps)
        return _Parting(blank, any(BREAK in gap for gap in gaps))

    def _begins_line(self, run: ValueRun) -> bool:
        return run.start > 0 and self._text[run.start - 1] == BREAK

    def has_one_value_a_row(self) -> bool:
        """Whether every row has one value that is set off from its label."""
        return self._is_apart and all(len(run.readings) == 1 and len(run.tokens) == 1 for run in self._runs)

    def is_full(self, width: int) -> bool:
        """Whether no row has fewer values than there are columns, and all are set off from their label."""
        return self._is_apart and all(len(tokens) >= width for run in self._runs for tokens in run.readings)

    def is_cut_short(self, run: ValueRun, width: int) -> bool:
        """Whether digits may be cut by a line's end, or too few where values stand apart: a cell is blank."""
        if not self._is_by_line and self._part(run).has_breaks:
            return True
        is_glued = any(token.is_number and len(token.text) > 1 and token.text[0] == "0" for token in run.tokens)
        return self._is_parted and not is_glued and len(run.tokens) < width

    def drop_list_numbers(self, run: ValueRun) -> ValueRun:
        """The run without the readings that take its last digit for the next row's list number, though a blank follows.

        Only where values are set off from their labels.
        """
        stop = max((token.stop for tokens in run.readings for token in tokens), default=run.stop)
        if not self._is_apart or not self._text[stop : stop + 1].isspace():
            return run
        kept = tuple(tokens for tokens in run.readings if tokens and tokens[-1].stop == stop)
        return replace(run, readings=kept or run.readings)

    def is_clean(self, run: ValueRun) -> bool:
        """Whether nothing behind the values belongs to them: what follows is another row."""
        return run.is_clean or (not run.is_sentence and _NEXT_ROW.match(self._text, run.stop) is not None)
