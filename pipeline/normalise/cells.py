"""Turn the printed text of a table cell into a number, or say why it is not one (SPEC 6.7)."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from db.records import State
from pipeline.catalogue.model import Kind, ValueWords

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPACED_DIGITS = re.compile(r"\d\s+\d")
_LONG = 9
"""Digits from which a number without decimals is suspect: a phone number, or two numbers in one."""
_REMEMBERED = 4096
"""Texts of cells kept with what they say."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says, before anyone decides what it means."""

    state: State
    value: Decimal | None = None
    unit: str | None = None
    """Printed in the cell."""
    remark: str = ""
    """Printed beside the number, without its brackets."""
    suspicion: str = ""
    """Why the number may not be what it seems, in a few English words; empty for a clean one."""


_BLANK = Reading("blank")


class CellReader:
    """Reads cells with one catalogue's words; readings are cached, for most cells of most reports say 0."""

    def __init__(self, words: ValueWords) -> None:
        self._words = words
        units = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
        self._unit = re.compile(f"(?:{units})")
        signs = [(sign, "-") for sign in words.minus] + [(sign, "") for sign in words.plus]
        self._signs = sorted(signs, key=lambda pair: len(pair[0]), reverse=True)
        self.read = lru_cache(_REMEMBERED)(self._read)
        self.is_value = lru_cache(_REMEMBERED)(self._is_value)
        self.is_number = lru_cache(_REMEMBERED)(self._is_number)

    def _read(self, raw: str, kind: Kind = "count") -> Reading:
        """One cell. Blank, dash and unreadable stay apart from zero: who wrote nothing has not reported "none"."""
        if raw.isdecimal() and raw.isascii() and len(raw) < _LONG and (raw[0] != "0" or raw == "0"):
            return Reading("number", Decimal(raw))  # as nearly every cell: nothing to fold, nothing to suspect
        text = "".join(unicodedata.normalize("NFKC", raw).split()).replace("\u200b", "").replace("\ufeff", "")
        if not text:
            return _BLANK
        state = self._words.states.get(text)
        if state is not None:
            return Reading(state)  # type: ignore[arg-type]
        if text in self._words.zero_words:
            return Reading("number", Decimal(0))
        if text in self._words.zero_letters:
            return Reading("number", Decimal(0), suspicion="a letter O stands for the zero")
        return self._read_number(text, raw, kind)

    def _read_number(self, text: str, raw: str, kind: Kind) -> Reading:
        bare = _REMARK.sub("", text)
        remark = ";".join(part[1:-1] for part in _REMARK.findall(text))
        if remark in self._words.units and bare:  # 12(件)
            bare, remark = bare + remark, ""
        bare = self._spell_sign(bare, kind)
        match = _NUMBER.match(bare)
        if match is None:
            return self._read_text(bare)
        tail = bare[match.end() :]
        unit = self._unit.fullmatch(tail)
        if tail and unit is None:
            return self._read_text(text)
        value = Decimal(match["sign"] + match["whole"].replace(",", "") + (match["part"] or ""))
        return Reading("number", _trim(value), tail or None, remark, self._suspect(match, raw, remark))

    def _spell_sign(self, text: str, kind: Kind) -> str:
        """A sign printed as a word or an arrow, as + or -; only 本年增/减 is signed by words."""
        if kind != "signed":
            return text.replace("−", "-").replace("–", "-") if text[:1] in "−–" else text
        for printed, sign in self._signs:
            if text.startswith(printed) and text[len(printed) : len(printed) + 1].isdigit():
                return sign + text[len(printed) :]
        return text

    def _read_text(self, text: str) -> Reading:
        """No number: a remark around one of the known words (无（不涉及）) keeps that word's state."""
        state = self._words.states.get(text, "text")
        return Reading(state)  # type: ignore[arg-type]

    def _suspect(self, match: re.Match[str], raw: str, remark: str) -> str:
        whole = match["whole"]
        if len(whole) > 1 and whole[0] == "0":
            return "leading zero"
        if len(whole.replace(",", "")) >= _LONG and match["part"] is None:
            return "unusually long"
        if _SPACED_DIGITS.search(raw) and not remark:
            return "digits apart"
        return ""

    def _is_value(self, raw: str) -> bool:
        """Whether a cell could be a value: a number, a stroke, a "none" or nothing at all."""
        return self.read(raw, "signed").state != "text"

    def _is_number(self, raw: str) -> bool:
        """Whether a cell could be a number, signed by a word perhaps."""
        return self.read(raw, "signed").state == "number"


def _trim(value: Decimal) -> Decimal:
    """3.0 as 3; other decimals keep the digits printed."""
    return value.to_integral_value() if value == value.to_integral_value() else value
