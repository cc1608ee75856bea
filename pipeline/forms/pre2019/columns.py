"""Columns of a table before 2019: what its heads say of them, and which value of a row stands in which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.model.document import Cell, Layout
from extractors.model.labels import Folding
from pipeline.forms.pre2019.labels import ALL_YEARS, THIS_YEAR, OldForm, role_of
from pipeline.forms.rows import drop_copies

Row = Sequence[Cell]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class HeadColumns:
    """What stands in which column, as far as the heads say; values in printed order."""

    values: tuple[str, ...]
    """The applicant of each column of values; empty text for one that is not read."""
    places: tuple[int, ...]
    """Their column numbers; empty when the columns cannot be trusted."""
    is_exact: bool = True
    """Whether the page itself parts the columns; else they were told from where the text stands."""
    wide: tuple[tuple[int, int], ...] = ()
    """The columns over which a head goes on, each with the head's own."""

    def lay(self, values: Sequence[Cell]) -> list[tuple[str, Cell]]:
        """Each value that is read with its applicant: by its column's head, else in order, as many as heads."""
        printed = [cell for cell in values if cell.text.strip()]
        heads = [self._head_of(cell) for cell in printed]
        if self.places and (self.is_exact or set(self.places).issuperset(heads)):
            laid = self._lay_by_place(values, dict(zip(heads, printed, strict=True)))
            laid = laid if len(set(heads)) == len(heads) else []
        else:  # a blank cell of a column told from places may be no cell at all
            is_full = all(self.values) and printed == list(values[: len(printed)])
            laid = self._lay_in_order(values) if self.is_exact or is_full else []
        return [(name, cell) for name, cell in laid if name]

    def list_headless(self, values: Sequence[Cell]) -> list[Cell]:
        """The values that stand below no head of a table whose columns are sure."""
        is_sure = bool(self.places) and self.is_exact
        return [cell for cell in values if is_sure and self._head_of(cell) not in self.places]

    def _head_of(self, cell: Cell) -> int:
        return dict(self.wide).get(cell.column, cell.column)

    def _lay_by_place(self, values: Sequence[Cell], printed: dict[int, Cell]) -> list[tuple[str, Cell]]:
        at = {cell.column: cell for cell in values} | printed
        pairs = zip(self.values, self.places, strict=True)
        return [(name, at[place]) for name, place in pairs if place in at]

    def _lay_in_order(self, values: Sequence[Cell]) -> list[tuple[str, Cell]]:
        cells = list(values)
        while len(cells) > len(self.values) and not cells[-1].text.strip():
            cells.pop()
        return list(zip(self.values, cells, strict=False)) if len(cells) == len(self.values) else []


ONE_COLUMN = HeadColumns((THIS_YEAR,), ())
NO_COLUMN = HeadColumns((), ())
"""Of a table without heads and with values side by side: nothing says which is this year's."""


class ColumnReader:
    """Reads the heads of one older form, for a report of one year."""

    def __init__(self, form: OldForm, folding: Folding, year: int | None) -> None:
        self._words = form.words
        self._folding = folding
        self._year = year

    def read(self, row: Row, layout: Layout = "grid") -> HeadColumns | None:
        """The columns that a row of heads announces, or None for any other row."""
        heads = [cell for cell in drop_copies(row) if cell.text.strip()]
        roles = {cell.column: self._role(cell) for cell in heads}
        if "indicator" not in roles.values() or not {"year", "cumulative"} & set(roles.values()):
            return None
        first = min(column for column, role in roles.items() if role == "indicator")
        behind = [cell for cell in heads if cell.column > first and roles[cell.column] != "unit"]
        names = _drop_twins([self._applicant(cell, roles[cell.column]) for cell in behind])
        if layout == "lines":
            return HeadColumns(names, ())
        return HeadColumns(names, tuple(cell.column for cell in behind), layout == "grid", tuple(_list_wide(row)))

    def join(self, row: Row, after: Row) -> Row:
        """A row of heads with the heads below it in place of one that is printed over several columns."""
        own = [cell for cell in after if not cell.is_repeat and cell.text.strip()]
        if len(row) != len(after) or not own or self.read(row) is None:
            return row
        roles = set(map(self._role, own))
        first = min(cell.column for cell in row if not cell.is_repeat and self._role(cell) == "indicator")
        is_row = own[0].column <= first  # with a label of its own: a remark may read like a head
        if is_row or not {"year", "cumulative"} & roles or {"indicator", "unit"} & roles:
            return row
        return [below if any(below is cell for cell in own) else above for above, below in zip(row, after, strict=True)]

    def find_blocks(self, row: Row) -> list[int]:
        """Where the blocks of a table begin, if this row is that of their heads: each has labels and values."""
        roles = [None if cell.is_repeat else self._role(cell) for cell in row]
        starts = [i for i, role in enumerate(roles) if role == "indicator"]
        spans = pairwise([*starts, len(roles)])
        is_whole = all({"year", "cumulative"} & set(roles[start:stop]) for start, stop in spans)
        return [0, *starts[1:]] if starts and is_whole else []

    def _role(self, cell: Cell) -> str | None:
        return role_of(cell.text, self._words, self._folding)

    def _applicant(self, head: Cell, role: str | None) -> str:
        """Under which applicant a column is kept; empty for one of another year or of unknown meaning."""
        if role == "cumulative":
            return ALL_YEARS
        printed = _YEAR.search(self._folding.text_key(head.text))
        is_other_year = printed is not None and self._year is not None and int(printed[0]) != self._year
        return THIS_YEAR if role == "year" and not is_other_year else ""


def _list_wide(row: Row) -> Iterator[tuple[int, int]]:
    """The columns over which heads go on, each with the first of its head."""
    first = -1
    for cell in row:
        if not cell.is_repeat:
            first = cell.column
        elif cell.text.strip() and first >= 0:
            yield cell.column, first


def _drop_twins(names: Sequence[str]) -> tuple[str, ...]:
    """The applicants of the columns, empty for those of one kind that stand twice: nothing says which is meant."""
    return tuple(name if names.count(name) == 1 else "" for name in names)
