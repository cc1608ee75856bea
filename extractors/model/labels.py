"""The published normalisation of labels and headings: what two prints of one label have in common.

Applied to labels only, never to the stored printed text. The words it folds are handed in, this module knows none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from extractors.model.nfkc import nfkc

_INVISIBLE = {ord(c): None for c in "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"}
_PRIVATE = dict.fromkeys(range(0xE000, 0xF900))
"""Signs for private use: what a blank, a bullet or a rule becomes when a page leaves the program that made it."""
_QUOTES = {ord(c): None for c in "\"'`“”‘’「」『』〝〞《》〈〉"}
_PUNCTUATION = re.compile(r"[、,，。.;；:：·?？!！/\\_|*#~-]")
_REMEMBERED = 4096
"""Texts kept with their keys: labels come again, most numbers never, and memory must not grow with these."""


@dataclass(frozen=True, slots=True)
class LabelKey:
    """A label taken apart."""

    key: str
    """What identifies it: no blanks, quotes, number, trailing note or punctuation."""
    level: int | None = None
    """Level of the list number in front: 1 for 一、, 2 for （一）, 3 for 1."""
    ordinal: int | None = None
    """The list number itself; useful to spot shifted rows, never to identify one."""
    note: str = ""
    """The trailing note in brackets, for instance 单位:万元."""


class Folding:
    """The foldings of one catalogue and the functions that apply them (cached: the same labels recur on every report).

    Args:
        signs: single signs, as for ``str.translate``: radicals, traditional script.
        words: whole words, applied after the signs.
        numerals: the ten Chinese numerals that number lists, in order.
    """

    def __init__(self, signs: dict[int, str], words: tuple[tuple[str, str], ...], numerals: str) -> None:
        self._signs = signs
        self._kept: dict[int, int | str | None] = {**signs, **_PRIVATE, **_INVISIBLE, **_QUOTES}
        self._words = words
        self._numerals = numerals
        n = f"[{re.escape(numerals)}]+" if numerals else "(?!)"
        self._ordinal = re.compile(
            rf"(?:(?P<one>{n})[、.,:]|\((?P<two>{n})\)[、.,]?|\((?P<three_b>\d{{1,2}})\)|"
            r"(?P<three>\d{1,2})(?:[、.,)](?!\d)|(?=[^\d、.,)%(])))"
        )
        self._signs_folded = lru_cache(_REMEMBERED)(self._fold_signs)
        self.text_key = lru_cache(_REMEMBERED)(self._text_key)
        self.label_key = lru_cache(_REMEMBERED)(self._label_key)

    def simplify(self, text: str) -> str:
        """``text`` sign by sign, each in the script of the catalogue: as long as it was."""
        return text.translate(self._signs)

    def _text_key(self, text: str) -> str:
        """``text`` in NFKC, without blanks, invisible signs and quotes, foldings applied."""
        return self._fold_words(self._fold_signs(text))

    def join_keys(self, texts: Iterable[str]) -> str:
        """The text key of these texts with a blank between them: each is folded once for all documents."""
        return self._fold_words("".join(map(self._signs_folded, texts)))

    def _fold_signs(self, text: str) -> str:
        text = unescape(text) if "&" in text else text  # escaped twice: &nbsp; is seen on the page
        folded = "".join(nfkc(text.translate(self._signs)).split())
        return folded.translate(self._kept)

    def _fold_words(self, folded: str) -> str:
        for printed, kept in self._words:
            folded = folded.replace(printed, kept)
        return folded

    def _label_key(self, text: str) -> LabelKey:
        """``text`` as a label: list number and trailing note set aside, punctuation out."""
        rest = self.text_key(text)
        level, ordinal, rest = self.split_ordinal(rest)
        notes: list[str] = []
        end = len(rest)
        while rest.endswith(")", 0, end):
            start = rest.rfind("(", 0, end)
            if start <= 0 or rest.find(")", start) < end - 1:
                break
            notes.append(rest[start + 1 : end - 1])
            end = start
        return LabelKey(_PUNCTUATION.sub("", rest[:end]), level, ordinal, ";".join(reversed(notes)))

    def split_ordinal(self, key: str) -> tuple[int | None, int | None, str]:
        """Level and value of the list number before a text key, and the rest; the whole key when nothing follows."""
        match = self._ordinal.match(key)
        if match is None or match.end() == len(key):
            return None, None, key
        level = 1 if match["one"] else 2 if match["two"] else 3
        digits = match["one"] or match["two"] or match["three"] or match["three_b"]
        return level, self.read_ordinal(digits), key[match.end() :]

    def read_ordinal(self, digits: str) -> int | None:
        """The number of 十二, 三 or 12; None when it is none."""
        if digits.isdigit():
            return int(digits)
        tens, has_ten, ones = digits.rpartition(self._numerals[9])
        if len(tens) > 1 or len(ones) > 1:
            return None
        high = (self._numerals.find(tens) + 1 if tens else 1) * 10 if has_ten else 0
        return high + (self._numerals.find(ones) + 1 if ones else 0)
