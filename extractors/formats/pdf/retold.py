"""Text for which marked content tells other characters than those of its glyphs (ActualText).

Browsers tell so which of two signs a glyph stands for, where both look alike, as 民 and the radical made of it. pdfium
takes what is told for what is seen: a blank told for digits would hide them, and a stroke told for a number would stand
in its place. So the glyphs speak for themselves, and only what is told for a sign of words is believed.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.calls import Address, as_handle, count_marks, find_marks, find_telling, find_text_of
from extractors.formats.pdf.paint import Paint
from extractors.model.document import Unreadable

KEY = b"ActualText"
MOST = 64
"""Bytes of what is told for one glyph."""
DEEPEST = 100
"""Marked contents within one another; files with tags have some ten."""
FULL_WIDTH = "\u2e80"
"""From here on signs are those of words, in Chinese."""


def drop_retold(paint: Paint) -> dict[Address, str]:
    """Make pdfium read the glyphs of all texts of a page when it reads it anew; what was told for each instead."""
    told: dict[Address, str] = {}
    holders: dict[Address, Address] = {}
    found: dict[Address, str] = {}
    for texts in paint.texts:
        for item, mark in _list_telling(texts.items):
            if mark not in found:
                found[mark], holders[mark] = _read_told(_as_mark(mark)), item
            told[item] = found[mark]
    for mark, holder in holders.items():
        pdfium.FPDFPageObjMark_RemoveParam(as_handle(holder), _as_mark(mark), KEY)
    return told


def find_told(text: Any, count: int, told: Mapping[Address, str]) -> dict[int, str]:
    """The signs that are told for characters of a page whose glyph is a text by itself, by the place of each."""
    if not any(map(_is_word, told.values())):
        return {}
    places: dict[Address, list[int]] = {}
    for place in range(count):
        item = find_text_of(text, place)
        if item in told:
            places.setdefault(item, []).append(place)
    return {own[0]: told[item] for item, own in places.items() if len(own) == 1 and _is_word(told[item])}


def tell(characters: str, told: Mapping[int, str]) -> str:
    """The characters, those of words replaced by what is told for them."""
    if not told:
        return characters
    signs = list(characters)
    for place, sign in told.items():
        if signs[place] >= FULL_WIDTH and not signs[place].isdigit():
            signs[place] = sign
    return "".join(signs)


def _is_word(told: str) -> bool:
    return len(told) == 1 and told >= FULL_WIDTH and told.isalpha()


def _list_telling(items: Sequence[Address]) -> Iterator[tuple[Address, Address]]:
    """Each text for which marked content tells characters, with the mark that tells them.

    Nearly all text of a file with tags is marked and nothing is told for it, so each mark is asked but once: neighbours
    in one content share them.

    Raises:
        Unreadable: FILE.TOO_LARGE where contents are marked too deep within others.
    """
    counts = count_marks(items)
    if max(counts, default=0) > DEEPEST:
        raise Unreadable("FILE.TOO_LARGE", f"{max(counts)} marked contents within one another")
    for number in range(max(counts, default=0)):
        marked = list(compress(items, map(number.__lt__, counts)))
        marks = find_marks(marked, number)
        telling = set(find_telling([mark for mark in set(marks) if mark], KEY))
        if telling:
            yield from ((item, mark) for item, mark in zip(marked, marks, strict=True) if mark in telling)


def _read_told(mark: Any) -> str:
    """What a mark tells; empty where it tells more than one glyph stands for."""
    memory, length = (ctypes.c_ubyte * MOST)(), ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetParamBlobValue(mark, KEY, memory, MOST, length) or length.value > MOST:
        return ""
    told = bytes(memory[: length.value])
    return told.decode("utf-16", "replace") if told.startswith(b"\xfe\xff") else told.decode("latin-1")


def _as_mark(mark: Address) -> Any:
    return ctypes.cast(mark, pdfium.FPDF_PAGEOBJECTMARK)
