"""The unit that a line above a table prints for all of it: 单位：元, 单位：件、万元."""

import re
from collections.abc import Iterator, Sequence

from extractors.drafting.draft import Draft, DraftTable
from extractors.model.document import Table
from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import ValueWords

_LINES = 3
"""Lines above a table that may speak of it."""
_SIGNS = 30
"""A longer line says more than a unit."""
_PARTS = re.compile(r"[,、/;和或及]")


def find_money_unit(draft: Draft, pieces: Sequence[DraftTable], words: ValueWords) -> str | None:
    """The unit of money that lines right above a table, or cells of its own, print for it; None where they differ."""
    money = {unit for pair in words.conversions for unit in pair}
    found: set[str] = set()
    for text in _list_lines(draft, pieces):
        if len(text) <= _SIGNS and any(word in text for word in words.unit_words):
            word, _, units = "".join(nfkc(text).split()).strip("()").partition(":")
            found |= money & {*_PARTS.split(units)} if word in words.unit_words else set()
    return found.pop() if len(found) == 1 else None


def _list_lines(draft: Draft, pieces: Sequence[DraftTable]) -> Iterator[str]:
    blocks = draft.document.blocks
    starts = {id(piece.rows[0]) for piece in pieces if piece.rows}
    for number, block in enumerate(blocks):
        if isinstance(block, Table) and any(id(row) in starts for row in block.rows):
            for above in reversed(blocks[max(0, number - _LINES) : number]):
                if isinstance(above, Table):
                    break
                yield above.text
    for piece in pieces:
        yield from (cell.text for row in piece.rows for cell in row if not cell.is_repeat)
