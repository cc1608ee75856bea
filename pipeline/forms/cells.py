"""Turn the printed text of a table cell into a number, or say why it is not one."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from html import unescape
from unicodedata import numeric

from db.schema.records import State
from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import Kind, ValueWords
from pipeline.forms.memo import remember

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_RINGS = "①-⑳⓪⓫-⓿❶-➓㉑-㉟㊱-㊿🄋🄌"
_SMALL = f"⁰¹²³⁴-⁹₀-₉⑴-⒛🄀-🄊{_RINGS}"
_MARK = re.compile(f"[{_SMALL}*※†‡]+")
"""Marks of notes beside a number. Most are digits to NFKC, which would run them into the number."""
_ODD_MARK = re.compile(rf"[{_SMALL}]\d|[⒈-⒛⓪⓿🄀-🄌]")
"""Such digits right before others, those with a stop, and noughts: part of the number, perhaps, and no note to it."""
_BETWEEN = re.compile(rf"\d\s*(?:[*※†‡]|{_REMARK.pattern})+\s*\d")
"""Signs and remarks between digits, which make two numbers of them, or none."""
_RING = re.compile(f"[{_RINGS}]")
_UNSEEN = [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
"""Signs that join, part or direct others and are not seen themselves."""
_AS_BLANK = [*range(0x09), *range(0x0E, 0x1B), 0x7F, 0xE5E5]
"""Signs that are seen as a blank at most: controls, and the blank of the GB typesetters, 0xA3A0, in Unicode."""
_UNPRINTED: dict[int, str | None] = {**dict.fromkeys(_UNSEEN), **dict.fromkeys(_AS_BLANK, " ")}
UNSEEN_FIGURES = "white figures beside black ones"
"""What is suspected of figures that may not be seen; that sums hold with a zero does not make it a printed one."""
ADDED_BY_SHEET = "the style sheet adds to it"
"""What is suspected of a number that is written otherwise than it is shown; sums may hold either way."""
_ODD_SIGNS = {
    "\u2061": "digits set on one another",
    "\u2063": "digits of two sizes",
    "\u202e": "digits set from right to left",
    "\u2062": UNSEEN_FIGURES,
    "\u2064": "a picture beside the digits",
    "\u2065": ADDED_BY_SHEET,
}
"""Signs that nobody sees, after which digits are no plain part of a number."""
_STOPS = "。;"
_NUMBERS = re.compile(r"[\s+-]*\d[\d\s/+-]*")
"""As 0/0 under 本年增/减: no one number, and no label."""
_SPACED_DIGITS = re.compile(r"\d\s+\d")
_LONG = 9
"""Digits from which a number without decimals is suspect: a phone number, or two numbers in one."""
_LONGEST = 13
"""The same for one with decimals: no fee has so many."""
MOST_DIGITS = 25
"""Of a number that is worked with. Decimals are exact to 28 digits, those of a sum of a whole table among them; no
report prints so many, and what does is no number: its text is kept, and nothing is worked out from it."""
_REMEMBERED = 4096
"""Texts of cells kept with what they say."""
RINGED = "a digit in a ring"
"""What is suspected of a cell that prints nothing else: a number it is, or the mark of a note to an empty cell."""
LETTER_ZERO = "a letter O stands for the zero"
"""What is suspected of such a cell; that sums hold with a zero does not make it a printed one."""


@dataclass(frozen=True, slots=True)
class CellReading:
    """What a cell says, before anyone decides what it means."""

    state: State
    value: Decimal | None = None
    unit: str | None = None
    """Printed in the cell."""
    remark: str = ""
    """Printed beside the number, without its brackets."""
    suspicion: str = ""
    """Why the number may not be what it seems, in a few English words; empty for a clean one."""


_BLANK = CellReading("blank")
_NONE = frozenset({"slash", "dash", "text_na"})


class CellReader:
    """Reads cells with one catalogue's words; readings are cached, for most cells of most reports say 0."""

    def __init__(self, words: ValueWords) -> None:
        self._words = words
        units = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
        self._unit = re.compile(f"(?:{units})")
        words_of_remarks = "|".join(map(re.escape, words.remarks))
        self._remark = re.compile(f"[,;]?(?:{words_of_remarks})")
        signs = [(sign, "-") for sign in words.minus] + [(sign, "") for sign in words.plus]
        self._signs = sorted(signs, key=lambda pair: len(pair[0]), reverse=True)
        self.read = lru_cache(_REMEMBERED)(self._read)
        self.is_value = remember(self._is_value, _REMEMBERED)
        self.is_number = remember(self._is_number, _REMEMBERED)

    def _read(self, raw: str, kind: Kind = "count") -> CellReading:
        """One cell. Blank, dash and unreadable stay apart from zero: who wrote nothing has not reported "none"."""
        if raw.isdecimal() and raw.isascii() and len(raw) < _LONG and (raw[0] != "0" or raw == "0"):
            return CellReading("number", Decimal(raw))  # as nearly every cell: nothing to fold, nothing to suspect
        odd = next((why for sign, why in _ODD_SIGNS.items() if sign in raw), "")
        if odd:
            reading = self._read_seen(raw, kind)
            return replace(reading, suspicion=odd) if reading.state == "number" else reading
        return self._read_seen(raw, kind)

    def _read_seen(self, raw: str, kind: Kind) -> CellReading:
        """A cell without the signs in it that nobody sees."""
        plain = unescape(raw) if "&" in raw else raw  # escaped twice: &nbsp; is seen on the page
        bare = plain.translate(_UNPRINTED)
        marks = _MARK.findall(bare)
        if marks and _BETWEEN.search(bare):
            return CellReading("text")
        unmarked = _MARK.sub("", bare) if marks else bare
        if marks and any(sign.isdigit() for sign in unmarked):
            reading = self._read_folded(unmarked, kind)
            odd = "digits off the line" if _ODD_MARK.search(bare) and reading.state == "number" else ""
            remark = ";".join(filter(None, (reading.remark, *marks)))
            return replace(reading, remark=remark, suspicion=reading.suspicion or odd)
        if marks and _RING.fullmatch(bare.strip()):
            return CellReading("number", Decimal(int(numeric(bare.strip()))), suspicion=RINGED)
        reading = self._read_folded(bare, kind)
        return replace(reading, suspicion="digits off the line") if marks and reading.value is not None else reading

    def _read_folded(self, raw: str, kind: Kind) -> CellReading:
        text = "".join(nfkc(raw).split())
        if not text:
            return _BLANK
        state = self._find_state(text)
        if state is not None:
            return CellReading(state)  # type: ignore[arg-type]
        if text[:1] in self._words.zero_words and (not text[1:] or text[1:] in self._words.units):
            return CellReading("number", Decimal(0), text[1:] or None)
        if text in self._words.zero_letters:
            return CellReading("number", Decimal(0), suspicion=LETTER_ZERO)
        return self._read_number(text, raw, kind)

    def _read_number(self, text: str, raw: str, kind: Kind) -> CellReading:
        bare = _REMARK.sub("", text).rstrip(_STOPS)
        if bare != text and _BETWEEN.search(text):
            return CellReading("text")
        remark = ";".join(part[1:-1] for part in _REMARK.findall(text))
        if remark in self._words.units and bare:  # 12(件)
            bare, remark = bare + remark, ""
        bare = self._spell_sign(bare, kind)
        match = _NUMBER.match(bare)
        if match is None:
            return self._read_beside_remark(raw, kind) or self._read_word(bare, remark)
        tail, aside = self._part_remark(bare[match.end() :])
        unit = self._unit.fullmatch(tail)
        if (tail and unit is None) or sum(map(str.isdigit, match[0])) > MOST_DIGITS:
            return self._read_beside_remark(raw, kind) or self._read_text(text)
        remark = ";".join(filter(None, (remark, aside)))
        value = Decimal(match["sign"] + match["whole"].replace(",", "") + (match["part"] or ""))
        suspicion = self._suspect(match, raw, remark)
        if not tail and text.startswith("¥"):  # 元 stands behind it, whatever unit the column has
            suspicion = suspicion or "a sign of money without a unit"
        return CellReading("number", _trim(value), tail or None, remark, suspicion)

    def _part_remark(self, tail: str) -> tuple[str, str]:
        """What follows a number, parted where a remark without brackets begins."""
        begin = self._remark.search(tail)
        return (tail, "") if begin is None else (tail[: begin.start()], tail[begin.start() :].lstrip(",;"))

    def _read_beside_remark(self, raw: str, kind: Kind) -> CellReading | None:
        """A number on a line of its own below a remark that has its number too: else that one may have slipped."""
        above, _, below = nfkc(raw).strip().rpartition("\n")
        remark = "".join(above.split())
        if self._remark.match(remark) is None or not any(sign.isdigit() for sign in remark):
            return None
        reading = self._read(below, kind)
        is_whole = reading.state == "number" and not remark[-1].isdigit()
        return replace(reading, remark=remark) if is_whole else None

    def _find_state(self, text: str) -> str | None:
        """The state of a known word, or of a stroke drawn longer: several signs of one meaning."""
        known = self._words.states.get(text)
        if known is None and len(text) > 1:
            each = {self._words.states.get(sign) for sign in set(text)}
            known = each.pop() if len(each) == 1 and each <= {"slash", "dash"} else None
        return known

    def _spell_sign(self, text: str, kind: Kind) -> str:
        """A sign printed as a word or an arrow, as + or -; only 本年增/减 is signed by words."""
        text = text.removeprefix("¥")
        if kind != "signed":
            return text.replace("−", "-").replace("–", "-") if text[:1] in "−–" else text
        for printed, sign in self._signs:
            if text.startswith(printed) and text[len(printed) : len(printed) + 1].isdigit():
                return sign + text[len(printed) :]
        return text

    def _read_word(self, word: str, remark: str) -> CellReading:
        """No number, or one in brackets beside a word or stroke for none: /（0） says the same twice, /（3） does not.

        Any other remark around one of the known words (无（不涉及）) keeps that word's state.
        """
        reading = self._read_text(word)
        if reading.state in _NONE and ";" in remark and all(map(str.isdigit, remark.split(";"))):
            return CellReading("text")  # signs like ⑴⑶, of which a number is made
        number = _NUMBER.match(remark) if reading.state in _NONE else None
        if number is None or remark[number.end() :] not in ("", *self._words.units):
            return reading
        if Decimal(remark[: number.end()].replace(",", "")):
            return CellReading("text")
        return CellReading("number", Decimal(0), remark[number.end() :] or None)

    def _read_text(self, text: str) -> CellReading:
        state = self._find_state(text) or "text"
        return CellReading(state)  # type: ignore[arg-type]

    def _suspect(self, match: re.Match[str], raw: str, remark: str) -> str:
        whole = match["whole"]
        if len(whole) > 1 and whole[0] == "0":
            return "leading zero"
        if len(whole.replace(",", "")) >= (_LONG if match["part"] is None else _LONGEST):
            return "unusually long"
        if _SPACED_DIGITS.search(raw) and not (remark and whole in _REMARK.sub(" ", nfkc(raw))):
            return "digits apart"
        if remark and any(word in remark for word in self._words.corrections):
            return "a remark corrects it"
        return ""

    def _is_value(self, raw: str) -> bool:
        """Whether a cell could be a value: a number, a stroke, a "none", nothing at all, numbers with signs between."""
        return self.read(raw, "signed").state != "text" or _NUMBERS.fullmatch(nfkc(raw)) is not None

    def _is_number(self, raw: str) -> bool:
        """Whether a cell could be a number, signed by a word perhaps."""
        return self.read(raw, "signed").state == "number"


def _trim(value: Decimal) -> Decimal:
    """3.0 as 3; other decimals keep the digits printed."""
    return value.to_integral_value() if value == value.to_integral_value() else value
