"""The grammar of numbers as reports write them: ``1,842``, ``3.1万``, ``1万2千``, ``一百零六``, ``200余``, ``3至5``."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from pipeline.prose.words.signs import try_at

ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
TENTH = Decimal("0.1")
LONGEST = 40
"""Signs of a number that is worked out; no report writes one half as long."""
MOST = Decimal(10**25)
"""From here on a number is not worked with: decimals are exact to 28 digits, those of a sum of several among them."""
REMEMBERED = 1024
"""So many numbers with words in them are kept with their values."""
_ASCII_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of the language, as data."""

    digits: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    groups: Mapping[str, int]
    point: str
    more: tuple[str, ...]
    several: tuple[str, ...]
    over_prefix: tuple[str, ...]
    range_signs: tuple[str, ...]


def _is_arabic(raw: str) -> bool:
    """Whether it is nothing but digits, with their points and commas: 5+ says that there are more."""
    return raw.isascii() and raw[-1:].isdecimal()


def _read_arabic(raw: str) -> Decimal | None:
    """The value of digits with their points and commas; None beyond what is worked with."""
    value = Decimal(raw.replace(",", "")) if len(raw) <= LONGEST else MOST
    return value if value < MOST else None


def _is_chinese(raw: str) -> bool:
    return not raw.isascii() and _ASCII_DIGIT.search(raw) is None


@dataclass(slots=True)
class Numeral:
    """One number, with its span."""

    start: int
    end: int
    value: Decimal | None
    """None where the words give no number (数十), or one beyond what is worked with."""
    approximate: bool = False
    value_max: Decimal | None = None
    is_chinese: bool = False
    """Written without any Arabic digit."""


@dataclass(frozen=True)
class Grammar:
    """Reads numbers by the number words it is given."""

    words: NumberWords
    follows: str = ""
    """A pattern of what stands behind every number that is wanted; the others (2024年) are never worked out."""
    follows_words: str = ""
    """The same for numbers without any Arabic digit, most of which are parts of words: 统一, 三明."""

    @cached_property
    def _scales(self) -> dict[str, int]:
        return {**self.words.scales, **self.words.groups}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._spelt)

    @cached_property
    def _tried(self) -> re.Pattern[str]:
        """A number that may be wanted, tried only at the signs that one begins with.

        Before the sign of a range it may be, for what follows the range is not known yet.
        """
        words = self.words
        signs = [*words.digits, *words.tens, *self._scales, *words.several, *words.over_prefix]
        follows = f"{self._range.pattern}|{self.follows}" if self.follows else ""
        return try_at(rf"\d{''.join(signs)}", f"{self._lone}|{self._spelt}", follows)

    @property
    def _lone(self) -> str:
        """A run of Arabic digits or one Chinese sign behind which no number goes on.

        These are nearly all; what ``_spelt`` finds there is the same, after it has tried in vain whatever may follow.
        """
        words = self.words
        digits = "".join([*words.digits, *words.tens])
        signs = "".join([digits, *self._scales])
        goes_on = rf"\d{signs}{words.point}{''.join(words.more)}{''.join(words.several)}"
        return rf"(?<![{digits}])\d++(?![{goes_on},.])|[{signs}](?![{goes_on}])"

    @cached_property
    def _is_followed(self) -> re.Pattern[str]:
        return re.compile(self.follows)

    @cached_property
    def _is_word_followed(self) -> re.Pattern[str]:
        return re.compile(self.follows_words)

    @cached_property
    def _spelt(self) -> str:
        words, scales = self.words, "".join(self._scales)
        signs = "".join([*words.digits, *words.tens, *self._scales])
        more, several = "".join(words.more), "".join(words.several)
        digits = "".join([*words.digits, *words.tens])
        # digits of the two scripts never touch inside one number (23二 is a number and the mark of the next line)
        arabic = rf"(?<![{digits}])(?:{ARABIC})(?![{digits}])"
        ones = "".join(words.digits)
        point = rf"(?<=[{ones}\d]){words.point}(?=[{ones}])"
        zeros = "".join(sign for sign, value in words.digits.items() if not value)
        filled = rf"(?<=[{''.join(words.groups)}])[{zeros}](?:{ARABIC})"  # 33万零410
        part = rf"(?:{filled}|{arabic}|[{signs}]|{point}|[{more}](?=[{scales}]))"
        over = f"(?:[{''.join(words.over_prefix)}](?=[{scales}]))?"
        number = rf"(?!{words.point}|[{more}]){part}+[{several}]?"
        return rf"{over}(?:[{several}][{scales}]+|{number})[{more}]?"

    @cached_property
    def _over(self) -> str:
        return "".join(self.words.over_prefix)

    @cached_property
    def _vague(self) -> dict[int, None]:
        """Signs that only make a number vague, for ``translate``."""
        return {ord(sign): None for sign in (*self.words.more, *self.words.several)}

    @cached_property
    def _token(self) -> re.Pattern[str]:
        return re.compile(rf"{ARABIC}|.")

    @cached_property
    def _range(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.words.range_signs)))

    @cached_property
    def _range_firsts(self) -> frozenset[str]:
        return frozenset(sign[0] for sign in self.words.range_signs)

    def find(self, text: str) -> Iterator[Numeral]:
        """Every number in folded text that is wanted, left to right; a range is one number."""
        at = 0
        while match := self._tried.match(text, at):
            start, at = match.span(1)
            raw = match[1]
            if text[at : at + 1] in self._range_firsts:
                numeral = self._range_from(text, self._numeral(raw, start))
                at = numeral.end
                if self._is_wanted(text, at, numeral.is_chinese):
                    yield numeral
            elif _is_arabic(raw):  # as most are
                yield Numeral(start, at, _read_arabic(raw))
            elif not _is_chinese(raw) or self._is_word_followed.match(text, at):
                yield self._numeral(raw, start)

    def _is_wanted(self, text: str, end: int, is_chinese: bool) -> bool:
        wanted = self._is_word_followed if is_chinese else self._is_followed
        return wanted.match(text, end) is not None

    def read(self, raw: str) -> Numeral | None:
        """The number that this whole text is, or None."""
        return self._numeral(raw, 0) if self._pattern.fullmatch(raw) else None

    def _numeral(self, raw: str, start: int) -> Numeral:
        """The number written so, where it begins at a place."""
        end = start + len(raw)
        if _is_arabic(raw):
            return Numeral(start, end, _read_arabic(raw))
        value, is_about = self._read_words(raw)
        return Numeral(start, end, value, is_about, None, _is_chinese(raw))

    @cached_property
    def _read_words(self) -> Callable[[str], tuple[Decimal | None, bool]]:
        """What ``_work_out`` gives, remembered: most numbers with words in them are one of a few."""
        return lru_cache(REMEMBERED)(self._work_out)

    def _work_out(self, raw: str) -> tuple[Decimal | None, bool]:
        """The value of a number written so, None where the words give none, and whether it is only about so much."""
        if len(raw) > LONGEST:
            return None, True
        body = raw.lstrip(self._over)
        stripped = body.translate(self._vague)
        is_more = stripped != raw
        is_chinese = _is_chinese(raw)
        points = stripped.count(self.words.point) + stripped.count(".")
        if body[:1] in self.words.several or self._is_loose(stripped) or points > 1:
            return None, True
        low = self._low(stripped) if is_chinese else stripped
        value = self._value(low)
        return (value, is_more or low != stripped) if value < MOST else (None, True)

    def _is_loose(self, body: str) -> bool:
        """True for two neighbouring digits that mean "some": 三五件, 二三十."""
        digits = [self.words.digits.get(sign, -9) for sign in body[:2]]
        rest = body[2:]
        return len(digits) == 2 and 0 < digits[0] < digits[1] <= digits[0] + 2 and all(s in self._scales for s in rest)

    def _low(self, body: str) -> str:
        """The number without the second of two neighbouring digits: 三百五六十 is 350 or more, 二十三四 23."""
        digits = self.words.digits
        for at in range(2, len(body)):
            one, two = digits.get(body[at - 1], -9), digits.get(body[at], -9)
            is_last = at + 1 == len(body) or body[at + 1] in self._scales
            if 0 < one < two <= one + 2 and is_last and body[at - 2] in self._scales:
                return body[:at] + body[at + 1 :]
        return body

    def _value(self, body: str) -> Decimal:
        if all(sign in self.words.digits for sign in body):
            return Decimal("".join(str(self.words.digits[sign]) for sign in body))
        total, section, pending, last_scale, has_zero = Decimal(0), Decimal(0), None, 1, False
        for token in self._token.findall(self._with_decimals(body)):
            if token in self.words.groups:
                group = self.words.groups[token]
                is_bare = pending is None and not section
                section = Decimal(is_bare and not total) + section + (pending or Decimal(0))
                total, section = self._close_group(total, section, group)
                pending, last_scale, has_zero = None, group, False
            elif token in self.words.scales:
                last_scale = self.words.scales[token]
                section += (Decimal(1) if pending is None else pending) * last_scale
                pending, has_zero = None, False
            elif token in self.words.tens:
                section, last_scale = section + self.words.tens[token], 10
            else:
                digit = self._digit(token)
                has_zero = has_zero or digit == 0
                pending = digit if pending is None else pending * 10 + digit
        if pending is None:
            return total + section
        # 三万五 is 35000, 一百五 is 150: the last digit counts in tenths of the scale before it
        is_short = last_scale > 10 and not has_zero and pending < 10 and pending == int(pending)
        return total + section + (pending * last_scale * TENTH if is_short else pending)

    @staticmethod
    def _close_group(total: Decimal, section: Decimal, group: int) -> tuple[Decimal, Decimal]:
        """The total with one more group: a larger group multiplies all before it (一万亿), a smaller one is added."""
        if total and (total < group or not section):
            return (total + section) * group, Decimal(0)
        return total + section * group, Decimal(0)

    def _digit(self, token: str) -> Decimal:
        return Decimal(self.words.digits[token]) if token in self.words.digits else Decimal(token.replace(",", ""))

    def _with_decimals(self, body: str) -> str:
        """三点一万 -> 3.1万: the digits around the point written in Arabic."""
        head, point, tail = body.partition(self.words.point)
        if not point:
            return body
        digits = self.words.digits
        fraction = "".join(str(digits[sign]) for sign in tail if sign in digits)
        rest = "".join(sign for sign in tail if sign not in digits)
        return f"{int(self._value(head))}.{fraction}{rest}"

    def _range_from(self, text: str, low: Numeral) -> Numeral:
        sign = self._range.match(text, low.end)
        match = sign and self._pattern.match(text, sign.end())
        if low.value is None or not match:
            return low
        high = self._numeral(match[0], match.start())
        if high.value is None:
            return low
        bottom = low.value if low.value < high.value else None
        scale = self._scales.get(match[0][-1:], 1)
        raw = text[low.start : low.end]
        if bottom is not None and scale > 1 and not any(sign in raw for sign in self._scales):
            bottom *= scale
        if bottom is None or bottom >= high.value:
            return low
        return replace(low, end=high.end, value=bottom, value_max=high.value, approximate=True)
