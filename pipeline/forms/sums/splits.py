"""How a string of digits can be cut into the cells of a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.forms.sums.solve import Candidate, Value

LIMIT = 2000
"""Splits of one row; a row with more cannot be decoded by its sums."""
_SIGNS = 60
"""Digits of one row; no real row has as many."""
_STEPS = 200_000
"""Cells tried in one row, a fraction of a second."""

_NUMBER = re.compile(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
_STROKE = "/"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a row between two sure cuts: digits, or one sign or word that stands for a cell without a number."""

    text: str
    start: int
    """Position in the torn text; likewise ``stop``."""
    stop: int
    is_number: bool


@dataclass(frozen=True, slots=True)
class SplitCell:
    """One cell cut out of a row; ``value`` is None when it holds no number."""

    value: Value
    start: int
    stop: int


Split = tuple[SplitCell, ...]
_Cuts = tuple[int, ...]


class TooManySplits(Exception):
    """A row can be cut in more ways than the search may look at."""


def values_of(split: Split) -> Candidate:
    """The row's values."""
    return tuple(piece.value for piece in split)


def read_whole(tokens: Sequence[Token]) -> Split:
    """The row whose every token is a cell of its own."""
    return tuple(
        SplitCell(read_digits(token.text) if token.is_number else None, token.start, token.stop) for token in tokens
    )


def read_digits(text: str) -> Value:
    """The whole number that digits, grouped or not, spell; None for what no sum uses: decimals, endless digits."""
    digits = text.replace(",", "")
    return int(digits) if digits.isdecimal() and len(digits) <= _SIGNS else None


def count_signs(tokens: Sequence[Token]) -> int:
    """The most cells that the tokens can fill."""
    return sum(sum(map(str.isdigit, token.text)) if token.is_number else 1 for token in tokens)


def split_with_total(tokens: Sequence[Token], width: int) -> list[Split]:
    """Every way to cut the tokens into ``width`` cells of which the last is the sum of the others.

    Raises:
        TooManySplits: more than ``LIMIT`` ways, or too many to try.
    """
    row = _TokenRow(tokens)
    return row.collect(row.cuts_with_total(0, len(row.text), width))


def may_have_total_at(tokens: Sequence[Token], width: int, column: int) -> bool:
    """Whether the tokens can be cut into ``width`` cells of which the one at this column is the sum of the others.

    Where several cells stand in one token, it is looked into for the first column only, and may be for any other.
    """
    if len(tokens) == width:
        values = [value or 0 for value in values_of(read_whole(tokens))]
        return 2 * values[column] == sum(values)
    try:
        return column > 0 or next(_TokenRow(tokens).cuts_with_total_first(width), None) is not None
    except TooManySplits:
        return True


def split_freely(tokens: Sequence[Token], width: int) -> list[Split]:
    """Every way to cut the tokens into ``width`` cells.

    Raises:
        TooManySplits: more than ``LIMIT`` ways, or too many to try.
    """
    row = _TokenRow(tokens)
    return row.collect(row.cuts(0, len(row.text), width))


def split_in_groups(tokens: Sequence[Token], count: int, width: int) -> list[list[Split]]:
    """For each of ``count`` groups of ``width`` cells, the last of each the sum of the others, its possible readings.

    Raises:
        TooManySplits: too many ways to try.
    """
    return _TokenRow(tokens).groups(count, width)


class _TokenRow:
    """The tokens laid end to end; a cell is a stretch inside one token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.text = "".join(token.text if token.is_number else _STROKE for token in tokens)
        self._stops: list[int] = []
        self._sources: list[tuple[int, int]] = []
        for token in tokens:
            size = len(token.text) if token.is_number else 1
            stop = len(self._stops) + size
            self._sources += [(token.start + i, token.start + i + 1) for i in range(size)]
            self._stops += [stop] * size
            if not token.is_number:
                self._sources[-1] = (token.start, token.stop)
        self._steps = _STEPS
        self._known: dict[tuple[int, int], tuple[bool, Value]] = {}
        if len(self.text) > _SIGNS:
            raise TooManySplits

    def collect(self, all_cuts: Iterator[_Cuts]) -> list[Split]:
        """The cells of each way to cut."""
        found: list[Split] = []
        for cuts in all_cuts:
            if len(found) == LIMIT:
                raise TooManySplits
            found.append(self._split(0, cuts))
        return found

    def _split(self, start: int, cuts: _Cuts) -> Split:
        return tuple(self._piece(a, b) for a, b in zip((start, *cuts[:-1]), cuts, strict=True))

    def _piece(self, start: int, stop: int) -> SplitCell:
        value = None if self.text[start] == _STROKE else read_digits(self.text[start:stop])
        return SplitCell(value, self._sources[start][0], self._sources[stop - 1][1])

    def _is_cell(self, start: int, stop: int) -> bool:
        """Whether a stretch can be a cell: inside one token, no zero in front, no thousands cut off."""
        return self._read(start, stop)[0]

    def _value(self, start: int, stop: int) -> Value:
        """The number of a stretch, a stroke counting as 0; None where it is no cell."""
        return self._read(start, stop)[1]

    def _read(self, start: int, stop: int) -> tuple[bool, Value]:
        self._steps -= 1
        if self._steps < 0:
            raise TooManySplits
        known = self._known.get((start, stop))
        if known is None:
            known = self._known[start, stop] = self._read_afresh(start, stop)
        return known

    def _read_afresh(self, start: int, stop: int) -> tuple[bool, Value]:
        text = self.text[start:stop]
        if stop > self._stops[start]:
            return False, None
        if text == _STROKE:
            return True, 0
        is_number = _NUMBER.fullmatch(text) is not None and self.text[stop : stop + 1] not in (",", ".")
        return is_number, read_digits(text) if is_number else None

    def cuts_with_total(self, first: int, stop: int, width: int) -> Iterator[_Cuts]:
        """The ends of the cells, for every way in which the last is the sum of the others."""
        digits = _digit_sum(self.text[first:stop])
        for start in range(stop - 1, first + width - 2, -1):
            total = self._value(start, stop)
            # A number and the sum of its digits leave the same rest when divided by nine, so most totals fall out here.
            if total is None or (digits - 2 * _digit_sum(self.text[start:stop])) % 9:
                continue
            for cuts in self._cuts_to_sum(first, start, width - 1, total):
                yield (*cuts, stop)

    def cuts_with_total_first(self, width: int) -> Iterator[_Cuts]:
        """The ends of the cells, for every way in which the first is the sum of the others."""
        for end in range(1, len(self.text) - width + 2):
            total = self._value(0, end)
            if total is not None:
                for cuts in self._cuts_to_sum(end, len(self.text), width - 1, total):
                    yield (end, *cuts)

    def _cuts_to_sum(self, start: int, stop: int, width: int, total: int) -> Iterator[_Cuts]:
        """The ends of ``width`` cells between two positions that add up to ``total``."""
        if width == 1:
            if start < stop and self._value(start, stop) == total:
                yield (stop,)
            return
        longest = len(f"{total:,}")
        least = max(1, stop - start - (width - 1) * longest)
        for size in range(least, min(longest, stop - start - width + 1) + 1):
            value = self._value(start, start + size)
            if value is None:
                continue
            if value > total:
                return
            for cuts in self._cuts_to_sum(start + size, stop, width - 1, total - value):
                yield (start + size, *cuts)

    def cuts(self, start: int, stop: int, width: int) -> Iterator[_Cuts]:
        """The ends of ``width`` cells between two positions, whatever they hold."""
        if width == 1:
            if start < stop and self._is_cell(start, stop):
                yield (stop,)
            return
        for size in range(1, stop - start - width + 2):
            if not self._is_cell(start, start + size):
                continue
            for cuts in self.cuts(start + size, stop, width - 1):
                yield (start + size, *cuts)

    def groups(self, count: int, width: int) -> list[list[Split]]:
        """For each of ``count`` groups, its readings in all the ways to cut the whole row into groups with totals."""
        stop = len(self.text)
        ways: list[dict[tuple[int, int], list[_Cuts]]] = []
        starts = {0}
        for number in range(count):
            ends = range(width, stop + 1) if number < count - 1 else (stop,)
            spans = {(a, b): list(self.cuts_with_total(a, b, width)) for a in starts for b in ends if b - a >= width}
            ways.append({span: cuts for span, cuts in spans.items() if cuts})
            starts = {b for _, b in ways[-1]}
        found: list[list[Split]] = []
        ends_kept = {stop}
        for spans_kept in reversed(ways):
            kept = {span: cuts for span, cuts in spans_kept.items() if span[1] in ends_kept}
            found.append([self._split(a, cuts) for (a, _), all_cuts in kept.items() for cuts in all_cuts])
            ends_kept = {a for a, _ in kept}
        return found[::-1]


def _digit_sum(text: str) -> int:
    return sum(int(sign) for sign in text if sign.isdigit())
