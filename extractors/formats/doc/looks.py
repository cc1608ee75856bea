"""How print of an old Word document is seen: too small, too narrow or white on white, or on top of other print."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.model.marked_text import OVERLAID, SMALLER, UNSEEN

_TINY = 4
"""Half-points: nobody reads two points."""
_SMALL = 16
"""Half-points: the largest print that is asked whether it is smaller than what stands before it."""
_USUAL = 21
_SHARE = 0.7
"""Digits of less than that share of the size of those before them are not of one number with them."""
_HAIR, _NARROW = 5, 20
"""Per cent of its width: a digit is a hair, or a stroke."""
_CLOSE = -50
"""Twips between signs: half of a digit of the usual size."""
_MARK = re.compile(r"[0-9]{1,2}")


class PrintLook(NamedTuple):
    """How a run of print looks, by what may take it from the page; the other sizes and widths are all the same."""

    size: int = _USUAL
    """Half-points."""
    width: int = 100
    """Per cent of its own."""
    spacing: int = 0
    """Twips between two signs."""
    is_white: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether print is seen like any other."""
        is_small = self.size <= _SMALL
        return not (self.is_white or is_small or self.width <= _NARROW or self.spacing <= _CLOSE)

    @property
    def is_lost(self) -> bool:
        """Whether nobody sees it, whatever it stands on."""
        return self.size <= _TINY or self.width <= _HAIR

    @property
    def is_cramped(self) -> bool:
        """Whether its digits stand on others."""
        return self.width <= _NARROW or self.spacing <= _CLOSE


PLAIN = PrintLook()


def sort_look(size: int, width: int, spacing: int, *, is_white: bool) -> PrintLook:
    """A look by what is asked of it: however many a file has, few are told apart."""
    width = min((share for share in (_HAIR, _NARROW) if width <= share), default=PLAIN.width)
    look = PrintLook(min(size, _USUAL), width, _CLOSE if spacing <= _CLOSE else 0, is_white)
    return PLAIN if look.is_plain else look


Pieces = Sequence[tuple[str, PrintLook]]


def show(pieces: Pieces, *, is_cell: bool, may_have_ground: bool) -> str:
    """What is seen of a paragraph, with signs where digits may not be what they seem.

    White figures in a cell go that stand beside other text on no ground; where all of it is white, or something in the
    document has a ground, a sign says that they may not be seen.
    """
    if all(look.is_plain for _, look in pieces):
        return "".join([text for text, _ in pieces])
    seen = [(text, look) for text, look in pieces if text and not look.is_lost]
    if not is_cell:
        return "".join([text for text, _ in seen])
    return _show_in_cell(seen, may_have_ground=may_have_ground)


def _show_in_cell(seen: Pieces, *, may_have_ground: bool) -> str:
    has_other = any(not look.is_white and any(map(str.isalnum, text)) for text, look in seen)
    digits = sum(map(str.isdigit, "".join([text for text, _ in seen])))
    shown = ""
    size = _USUAL
    for text, look in seen:
        has_figures = any(map(str.isdigit, text)) and not any(map(str.isalpha, text))
        if look.is_white and has_figures:
            if has_other and not may_have_ground:
                continue
            shown += UNSEEN if has_other or not may_have_ground else ""
        if look.is_cramped and has_figures and digits > 1:
            shown += OVERLAID
        elif shown[-1:].isdecimal() and _MARK.fullmatch(text) and look.size <= _SMALL and look.size < _SHARE * size:
            shown += SMALLER
        shown += text
        size = look.size
    return shown


@dataclass(frozen=True, slots=True)
class ShownText:
    """The text of a document, and how its print is seen."""

    text: str
    odd: list[tuple[tuple[int, int], PrintLook]]
    """Where it is not plain: from and up to which sign, in order."""
    may_have_ground: bool

    def show(self, begin: int, end: int, *, is_cell: bool) -> str:
        """What is seen of a paragraph."""
        if not self.odd:
            return self.text[begin:end]
        pieces: list[tuple[str, PrintLook]] = []
        at = begin
        before = max(bisect_left(self.odd, ((begin, 0), PLAIN)) - 1, 0)  # print may go on over the end of a paragraph
        for index in range(before, len(self.odd)):
            (first, limit), look = self.odd[index]
            if first >= end:
                break
            if limit > at:
                first = max(first, at)
                pieces += [(self.text[at:first], PLAIN), (self.text[first : min(limit, end)], look)]
                at = min(limit, end)
        return show([*pieces, (self.text[at:end], PLAIN)], is_cell=is_cell, may_have_ground=self.may_have_ground)
