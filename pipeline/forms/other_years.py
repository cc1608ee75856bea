"""Other years in the tables of a report, to be compared with its own: whole tables, and columns beside columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.drafting.draft import Draft, DraftTable
from extractors.model.document import Cell, Document, Table
from extractors.model.nfkc import nfkc

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_YEAR_HEAD = re.compile(r"((?:19|20)\d{2})\s*年度?\D{0,8}")
_UNIFORM = ("T2", "T3", "T4")
"""Tables of a form that has no column for another year; in older ones the column of the report's year is read."""
_LONGEST_LINE = 40
_SENTENCE_ENDS = ("。", "；", ";")

_Place = tuple[int | None, int | None]
"""Page and number of a table."""


def set_aside(draft: Draft, year: int | None) -> tuple[Draft, tuple[tuple[str, int], ...]]:
    """The draft without the tables of other years, and their codes with those years.

    A table is of another year where the line right above it names that year alone, and where the line above another
    piece of the same table names the report's.
    """
    if year is None or len(draft.tables) < 2:
        return draft, ()
    captions = dict(_read_captions(draft.document))
    if len(set(captions.values())) < 2:  # as nearly always
        return draft, ()
    years = [captions.get(_place_of(table)) for table in draft.tables]
    own = {table.code for table, named in zip(draft.tables, years, strict=True) if named == year}
    others = [
        (table.code, named) if named not in (None, year) and table.code in own else None
        for table, named in zip(draft.tables, years, strict=True)
    ]
    kept = tuple(table for table, other in zip(draft.tables, others, strict=True) if other is None)
    told = dict.fromkeys(
        (code, named) for one in others if one is not None for code, named in [one] if named is not None
    )
    return replace(draft, tables=kept), tuple(told)


def find_years_aside(draft: Draft, year: int | None) -> tuple[tuple[DraftTable, tuple[str, ...]], ...]:
    """The tables whose heads name several years side by side, one of each code, with these years."""
    found: dict[str, tuple[DraftTable, tuple[str, ...]]] = {}
    for table in draft.tables:
        years = next(filter(None, map(_read_heads, table.rows)), ()) if year is None or table.code in _UNIFORM else ()
        if years:
            found.setdefault(table.code, (table, years))
    return tuple(found.values())


def _read_heads(row: Sequence[Cell]) -> tuple[str, ...]:
    """The years that stand side by side in a row, where there are several."""
    heads = (_YEAR_HEAD.fullmatch(nfkc(cell.text).strip()) for cell in row if not cell.is_repeat)
    years = sorted({head[1] for head in heads if head is not None})
    return tuple(years) if len(years) > 1 else ()


def _place_of(table: DraftTable | Table) -> _Place:
    return table.origin.page, table.origin.table


def _read_captions(document: Document) -> Iterator[tuple[_Place, int]]:
    """The year that stands above each table; one right below another table goes on with its year."""
    line, year = "", None
    for block in document.blocks:
        if not isinstance(block, Table):
            line = block.text
            continue
        if line:
            year = _read_year(line)
        if year is not None:
            yield _place_of(block), year
        line = ""


def _read_year(line: str) -> int | None:
    """The only year that a caption names; None for a sentence."""
    text = nfkc(line).strip()
    years = set(_YEAR.findall(text)) if len(text) <= _LONGEST_LINE and not text.endswith(_SENTENCE_ENDS) else ()
    return int(*years) if len(years) == 1 else None
