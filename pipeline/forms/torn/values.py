"""The values that follow a label in torn text: sure cuts, and digits that may hold several cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.catalogue.model import ValueWords
from pipeline.forms.sums.splits import Token, count_signs
from pipeline.forms.torn.text import BREAK, TornText

_DASHES = "—–―-"
_NOTE = re.compile(r"\s*\((?![^()]*\d{7})(?:[^()\s]|\s(?!\s*\d)){3,}\)")
"""Behind a label. A row of digits in it, or digits set apart, are values that stand beside its first line."""
_REMARK = re.compile(r"\s*\((?=[^()]*[^\W\d_])[^()]{3,}\)")
"""Behind a number, with words; a bracket with fewer signs numbers the next label."""
_ORDINAL_SIGN = re.compile(r"\s*[.、)]")
_PROSE_SIGN = re.compile(r"\s*[,;。，；]")
_LIST_NUMBER = re.compile(r"\(\d{1,2}\)|\d{1,2}\s*[.、)]|\d{1,2}$")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年")
"""At the end of digits, where a sentence begins with the year."""
_YEAR_DIGITS = 4
_CUT = r"\s*\.\s*\d|[,。·][+-]?\d|[A-Za-z]|\(0+\)|→"
"""More of the last value: a decimal point that a line break parted from its digits, signs that some write for a point
or for thousands, a power of ten, a letter for a digit, a nought in brackets beside a stroke, which numbers no list."""
_LOOSE = re.compile(r"([\W\d]*)\b[^\W\d]?\W*\Z")
"""Digits right before the first label and its number, with no word among them."""
_DIGITS = re.compile(r"\d+")
_ABOVE = 60
"""Signs before the first label among which such digits are looked for."""
_FEWEST_LOOSE = 2
_FEWEST_NARROW = 3
_GLUED = re.compile(r"[\d,]{7,}|0\d.*")
_WORDS = re.compile(r"\D+")
_FEWEST_LETTERS = 2
"""Of the end of a label on a line of its own."""
_SKIP = 45
_SKIP_LAST = 12


@dataclass(frozen=True, slots=True)
class ValueRun:
    """The values between one label and the next."""

    readings: tuple[tuple[Token, ...], ...]
    """The tokens; several when it is open whether the last digit numbers the next label, or how dashes divide."""
    start: int
    """Span in the torn text, list number left out."""
    stop: int
    is_clean: bool
    """False when digits stand behind the values that belong to nothing."""
    is_own: bool = True
    """False when the values do not stand behind their label but were shared out by order."""
    is_sentence: bool = False
    """Whether a sign of prose follows: comma, semicolon, full stop."""

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The first reading."""
        return self.readings[0]

    @property
    def signs(self) -> int:
        """The most cells that any reading can fill."""
        return max(count_signs(tokens) for tokens in self.readings)

    @property
    def is_glued(self) -> bool:
        """Whether a token must hold several cells: too long for one, or with a zero in front."""
        return any(token.is_number and _GLUED.fullmatch(token.text) for token in self.tokens)


class RunReader:
    """Reads runs with one catalogue's words for cells without a number."""

    def __init__(self, words: ValueWords) -> None:
        strokes = [text for text, state in words.states.items() if state == "slash" and len(text) == 1]
        spoken = [text for text, state in words.states.items() if state == "text_na"]
        units = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
        blank_words = "|".join(sorted(map(re.escape, spoken), key=len, reverse=True))
        numerals = "".join(sorted(words.numerals))
        # the rest of a label that takes several lines may begin like one of these words
        blank_words = rf"(?:{blank_words})(?!(?!{blank_words}|[{numerals}]+[、.])[^\W\d_])"
        stroke = "".join(map(re.escape, strokes))
        behind = rf"\s*(?:{units}|\((?:{units})\))"
        number = rf"\d+(?:,\d{{3}})*(?:\.\d+)?(?:{behind})?"
        signs = sorted(filter(str.isalpha, (*words.minus, *words.plus)), key=len, reverse=True)
        sign = "|".join(signs)
        self._token = re.compile(
            rf"(?P<number>(?:[+-]|{sign})?{number})|(?P<stroke>[{stroke}])|(?P<dash>[{_DASHES}]+)|(?P<word>{blank_words})"
        )
        self._first = re.compile(rf"(?:{sign})?\d|[{stroke}{_DASHES}]")
        self._unit = re.compile(rf"{behind}$")
        self._idle = re.compile(rf"\s*(?:(?:{units})\s*)?")
        self._in_units = re.compile(rf"\s*\((?:{units})\)")
        self._cut = re.compile("|".join([_CUT, *map(re.escape, words.more)]))

    def read(
        self, text: TornText, start: int, limit: int, ordinal: int | None, *, is_last: bool = False, whole: str = ""
    ) -> ValueRun:
        """The run between a label's end and the next label's start; for the last label ``limit`` is the text's end.

        Args:
            text: the torn text.
            start: where the label ends.
            limit: where the next label starts.
            ordinal: the list number that the form prints before the next label.
            is_last: whether no label of the table follows.
            whole: letters of the label, the end of which may stand among the values, where a line broke it.
        """
        first = self._find_first(text.text, start, limit, is_last=is_last)
        if first is None:
            behind = text.text[start : start + _SKIP].partition(BREAK)[0] if is_last else text.text[start:limit]
            return ValueRun(((),), start, start, is_clean=not _has_digits(behind))
        tokens = list(self._tokens(text.text, first, limit, whole))
        stop = tokens[-1].stop if tokens else first
        readings = self._without_ordinal(text.text, tokens, stop, limit, ordinal)
        readings = [variant for reading in readings for variant in _divide_dashes(reading)]
        last = max((token.stop for reading in readings for token in reading), default=first)
        is_whole = self._cut.match(text.text, stop) is None
        is_clean = is_whole and (is_last or not _has_digits(text.text[stop:limit]))
        is_sentence = _PROSE_SIGN.match(text.text, stop) is not None
        return ValueRun(tuple(dict.fromkeys(map(tuple, readings))), first, last, is_clean, is_sentence=is_sentence)

    def _find_first(self, text: str, start: int, limit: int, *, is_last: bool) -> int | None:
        """Where the first value begins; None when words stand between it and the label."""
        note = _NOTE.match(text, start, limit) or self._in_units.match(text, start, limit)
        start = note.end() if note else start
        idle = self._idle.match(text, start, limit)
        at = idle.end() if idle else start
        if at < limit and (match := self._token.match(text, at, limit)) and match["word"]:
            return at
        match = self._first.search(text, start, limit)
        if match is None:
            return None
        skipped = text[start : match.start()].strip()
        if is_last and (len(skipped) > _SKIP_LAST or not (skipped == "" or skipped.isalpha())):
            return None
        return match.start() if len(skipped) <= _SKIP else None

    def _tokens(self, text: str, start: int, limit: int, whole: str) -> Iterator[Token]:
        at = start
        while at < limit:
            if text[at].isspace():
                at += 1
                continue
            match = self._token.match(text, at, limit)
            if match is None and (words := _find_end_of(whole, text, at, limit)) is not None:
                at, whole = words.end(), ""
                continue
            if match is None or (match["number"] and _YEAR.match(text, match.end("number") - _YEAR_DIGITS)):
                return
            digits = self._unit.sub("", match[0])
            remark = _REMARK.match(text, match.end(), limit) if match["number"] else None
            stop = remark.end() if remark else match.end()
            yield Token(digits if match["number"] else match[0], at, stop, bool(match["number"]))
            at = stop

    def _without_ordinal(
        self, text: str, tokens: list[Token], stop: int, limit: int, ordinal: int | None
    ) -> list[list[Token]]:
        """The tokens without the next label's list number; both ways when nothing shows whether there is one.

        Of a number of several digits before such a sign only the one that the form prints is surely none of its own:
        the sign may part one row from the next.
        """
        if not tokens or not tokens[-1].is_number or not text[stop - 1].isdigit():
            return [tokens]
        if _ORDINAL_SIGN.match(text, stop, limit):
            is_own = len(tokens[-1].text) > 1 and (ordinal is None or text[stop - 1] != str(ordinal % 10))
            return [_drop_last_digit(tokens), tokens] if is_own else [_drop_last_digit(tokens)]
        is_direct = text[stop:limit].strip() == ""
        if is_direct and ordinal is not None and text[stop - 1] == str(ordinal % 10):
            return [tokens, _drop_last_digit(tokens)]
        return [tokens]


def _find_end_of(whole: str, text: str, at: int, limit: int) -> re.Match[str] | None:
    """The words up to the next digit, where they are how a label ends."""
    words = _WORDS.match(text, at, limit)
    letters = "".join(filter(str.isalpha, words[0])) if words else ""
    return words if len(letters) >= _FEWEST_LETTERS and whole.endswith(letters) else None


def _drop_last_digit(tokens: list[Token]) -> list[Token]:
    last = tokens[-1]
    if len(last.text) == 1:
        return tokens[:-1]
    return [*tokens[:-1], replace(last, text=last.text[:-1], stop=last.stop - 1)]


def _divide_dashes(tokens: list[Token]) -> Iterator[list[Token]]:
    """A run of dashes is one cell, a cell each, or a cell for every two."""
    if not any(not token.is_number and len(token.text) > 1 and token.text[0] in _DASHES for token in tokens):
        yield tokens
        return
    yield tokens
    for size in (1, 2):
        yield [part for token in tokens for part in _divide(token, size)]


def _divide(token: Token, size: int) -> list[Token]:
    """A run of dashes in cells of ``size`` dashes; anything else as it is."""
    if token.is_number or token.text[0] not in _DASHES or len(token.text) % size:
        return [token]
    starts = range(0, len(token.text), size)
    return [Token(token.text[i : i + size], token.start + i, token.start + i + size, False) for i in starts]


def _has_digits(text: str) -> bool:
    return count_numbers(text) > 0


def count_numbers(text: str) -> int:
    """How many numbers stand in a stretch that number no list."""
    return len(_DIGITS.findall(_LIST_NUMBER.sub("", text)))


def doubt_wrapped(text: TornText, starts: Sequence[int], runs: Sequence[ValueRun], width: int) -> list[ValueRun]:
    """The runs, not clean where digits of theirs may be left on the lines above: cells too narrow for their numbers.

    Args:
        text: the torn text.
        starts: where the label of each run begins.
        runs: the values behind the labels.
        width: cells of a row.

    Several numbers right above a label that belong to nothing are such digits; a single one may number the page. Where
    some rows have them, no run is clean that goes on over lines: in one row they may be what a line break cut.
    """
    first = _LOOSE.search(text.text, max(0, starts[0] - _ABOVE), starts[0])
    above = [count_numbers(first[1]) if first else 0]
    for run, start in zip(runs, starts[1:], strict=False):
        above.append(count_numbers(text.text[run.stop : start]) + max(0, len(run.tokens) - width))
    has_loose = [count >= _FEWEST_LOOSE for count in above]
    is_narrow = sum(has_loose) >= _FEWEST_NARROW
    return [
        replace(run, is_clean=False) if is_loose or (is_narrow and _is_on_lines(text, run)) else run
        for run, is_loose in zip(runs, has_loose, strict=True)
    ]


def _is_on_lines(text: TornText, run: ValueRun) -> bool:
    """Whether the values stand on several lines, but not on one each."""
    breaks = text.text.count(BREAK, run.start, run.stop)
    return 0 < breaks < len(run.tokens) - 1
