"""Rows of a standard table: which cells are the label, which the values, and which seven of them count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.schema.fast_records import quicken
from extractors.model.document import Cell

Row = Sequence[Cell]
Span = tuple[int, int]


@quicken
@dataclass(frozen=True, slots=True)
class SplitRow:
    """A row cut after its last label cell."""

    labels: tuple[str, ...]
    """Printed texts of the label cells, each merged cell once, blanks left out."""
    cells: tuple[Cell, ...]
    first_value: int
    """Index in ``cells`` of the first cell after the label."""

    @property
    def values(self) -> tuple[Cell, ...]:
        """The cells after the label, merged copies included."""
        return self.cells[self.first_value :]


def split_row(row: Row, is_value: Callable[[str], bool], at_least: int = 0) -> SplitRow:
    """The row cut after the last cell that cannot be a value; ``at_least``: columns known to hold labels."""
    least = min(at_least, len(row))
    first_value = len(row)
    while first_value > least and is_value(row[first_value - 1].text):
        first_value -= 1
    return cut_row(row, first_value)


def cut_row(row: Row, first_value: int) -> SplitRow:
    """The row cut at a known column."""
    return SplitRow(_label_texts(row[:first_value]), tuple(row), first_value)


def _label_texts(cells: Row) -> tuple[str, ...]:
    """The printed labels, those merged down from above first: a group pushed aside still is none of the row's own."""
    above: list[str] = []
    own: list[str] = []
    previous: Cell | None = None
    for cell in cells:
        is_same = cell.is_repeat and previous is not None and _is_same_cell(cell, previous)
        if cell.text.strip() and not is_same:
            (above if cell.is_repeat else own).append(cell.text)
        previous = cell
    return (*above, *own)


def _is_same_cell(one: Cell, other: Cell) -> bool:
    return one.origin is other.origin or one.origin == other.origin


def find_windows(cells: Row, width: int) -> list[Span]:
    """Every run of ``width`` cells such that all cells outside it are blank, as (start, stop) in ``cells``."""
    filled = [i for i, cell in enumerate(cells) if cell.text.strip()]
    low, high = (filled[0], filled[-1]) if filled else (len(cells), -1)
    return [(start, start + width) for start in range(len(cells) - width + 1) if start <= low and high < start + width]


def find_printed(cells: Row, width: int) -> list[Cell] | None:
    """The printed cells, where they are just as many as a row has: then their order tells all, whatever the columns."""
    printed = [cell for cell in cells if cell.text.strip() and not cell.is_repeat]
    return printed if len(printed) == width else None


def drop_copies(cells: Row) -> list[Cell]:
    """The cells without the copies that fill merged ones."""
    return [cell for cell in cells if not cell.is_repeat]


def columns_with(rows: Sequence[Row], find: Callable[[str], str | None]) -> dict[str, list[int]]:
    """For each name that ``find`` gives to a head cell, the columns that stand under it."""
    columns: dict[str, list[int]] = {}
    width = max((len(row) for row in rows), default=0)
    for column in range(width):
        names = [find(row[column].text) for row in rows if column < len(row) and row[column].text.strip()]
        known = [name for name in names if name is not None]
        if known:
            columns.setdefault(known[-1], []).append(column)
    return columns
