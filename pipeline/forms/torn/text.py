"""The prose of a document as one string in which labels and digits can be found, with the way back to the page."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

from db.schema.records import Place
from extractors.model.document import Document, Heading, Origin, Paragraph, Table
from extractors.model.labels import Folding
from pipeline.forms.facts import place_of

_PAGE_NUMBER = re.compile(r"[-—–―─]\s*\d{1,3}\s*[-—–―─]")
"""A line of a page's foot, as — 4 —: what stands before it and behind it belongs together."""
BREAK = "\n"
"""Stands between two blocks."""


@dataclass(frozen=True, slots=True)
class _SignOrigin:
    """Where one sign of the text comes from."""

    block: int
    offset: int


class TornText:
    """Headings and paragraphs laid end to end.

    ``text`` is what the values are read from: folded signs, blanks kept. ``squeezed`` is what labels are looked for in:
    the same without blanks and punctuation.
    """

    def __init__(self, document: Document, folding: Folding) -> None:
        self._blocks: list[Heading | Paragraph] = [
            block
            for block in document.blocks
            if not isinstance(block, Table) and not _PAGE_NUMBER.fullmatch(block.text)
        ]
        self._folding = folding
        self._rings: list[int] = []
        signs: list[str] = []
        self._sources: list[_SignOrigin] = []
        for number, block in enumerate(self._blocks):
            for offset, sign in enumerate(block.text):
                if _is_ring(sign):
                    self._rings.append(len(signs))
                for folded in self._fold(sign):
                    signs.append(folded)
                    self._sources.append(_SignOrigin(number, offset))
            signs.append(BREAK)
            self._sources.append(_SignOrigin(number, len(block.text)))
        self.text = "".join(signs)

    def _fold(self, sign: str) -> str:
        """A blank for every kind of blank; circled and other numbers that only number lists count as one."""
        if sign.isspace() or _is_ring(sign):
            return " "
        return self._folding.text_key(sign)

    @cached_property
    def _squeeze(self) -> tuple[str, list[int]]:
        """The signs that labels are made of, words folded as in labels, and where each stands in ``text``."""
        bare = [
            (key, i)
            for i, sign in enumerate(self.text)
            if not sign.isspace()
            for key in self._folding.label_key(sign).key
        ]
        kept: list[tuple[str, int]] = []
        at = 0
        while at < len(bare):
            pair = "".join(key for key, _ in bare[at : at + 2])
            folded = self._folding.text_key(pair)
            step = 1 if folded == pair else len(pair)
            kept += [(sign, bare[min(at + n, len(bare) - 1)][1]) for n, sign in enumerate(folded[:step])]
            at += step
        return "".join(key for key, _ in kept), [i for _, i in kept]

    @property
    def squeezed(self) -> str:
        """The text without blanks and punctuation."""
        return self._squeeze[0]

    def has_ring_between(self, start: int, stop: int) -> bool:
        """Whether a circled number stands by itself in a stretch of ``text``, where it is no mark at another sign."""
        inside = self._rings[bisect_left(self._rings, start) : bisect_left(self._rings, stop)]
        return any(self.text[max(at - 1, 0)].isspace() and self.text[at + 1].isspace() for at in inside)

    def unsqueeze(self, start: int, stop: int) -> tuple[int, int]:
        """The stretch of ``text`` that a stretch of ``squeezed`` comes from."""
        positions = self._squeeze[1]
        return positions[start], positions[stop - 1] + 1

    def quote(self, start: int, stop: int) -> str:
        """A stretch as printed; line breaks between blocks as newlines."""
        if stop <= start:
            return ""
        first, last = self._sources[start], self._sources[stop - 1]
        if first.block == last.block:
            return self._blocks[first.block].text[first.offset : last.offset + 1]
        middle = [block.text for block in self._blocks[first.block + 1 : last.block]]
        head = self._blocks[first.block].text[first.offset :]
        return "\n".join([head, *middle, self._blocks[last.block].text[: last.offset + 1]])

    def place(self, start: int, stop: int) -> Place:
        """Where a stretch stands, in the store's form."""
        return place_of(self.origin(start, stop))

    def origin(self, start: int, stop: int) -> Origin:
        """Where a stretch stands; one that runs over several blocks is placed by its part in the first."""
        first = self._sources[min(start, len(self._sources) - 1)]
        last = self._sources[max(start, stop - 1)] if stop > start else first
        block = self._blocks[first.block]
        end = last.offset + 1 if last.block == first.block else len(block.text)
        if stop <= start:
            end = first.offset
        return _narrow(block.origin, first.offset, end)


def _is_ring(sign: str) -> bool:
    return unicodedata.category(sign) == "No"


def _narrow(origin: Origin, start: int, end: int) -> Origin:
    offset = origin.start or 0
    return replace(origin, start=offset + start, end=offset + end)
