"""A table between the lines of a text whose cells are parted by commas, as a spreadsheet or a program saves them."""

import csv
import re
from collections.abc import Iterator, Sequence

from extractors.formats.decode import tidy_line
from extractors.formats.text.rows import Rows
from extractors.grids.grid import Span

_LEAST_COMMAS, _LEAST_ROWS = 3, 3
"""Of a table: fewer may stand in prose, or in numbers."""
_MOST_LINES = 30
"""Of one record; a quote that is not closed by then is a sign of its own."""
_TOUCHING = re.compile('[,"]')


def find_records(lines: Sequence[str], at: int) -> tuple[Rows, int]:
    """The rows of a table that begins at a line, and the line behind it; none where no table does.

    All its rows have as many cells. Where a line touches it that has commas too, or a quote, some may part no cells.
    """
    if lines[at].count(",") < _LEAST_COMMAS or (at > 0 and _TOUCHING.search(lines[at - 1])):
        return [], at
    records, end = _read_records(lines, at)
    is_cut_off = end < len(lines) and _TOUCHING.search(lines[end]) is not None
    has_value = any(cell.strip().isdecimal() for record in records for cell in record)
    if len(records) < _LEAST_ROWS or is_cut_off or not has_value:
        return [], at
    return [[Span(_tidy(cell)) for cell in record] for record in records], end


def _read_records(lines: Sequence[str], at: int) -> tuple[list[list[str]], int]:
    """The records of one length from a line on, and the line behind them; a cell in quotes may take several lines."""
    records: list[list[str]] = []
    end = at

    def list_lines() -> Iterator[str]:
        for number in range(at, len(lines)):
            if number - end >= _MOST_LINES:
                return
            yield f"{lines[number]}\n"

    reader = csv.reader(list_lines(), strict=True)
    try:
        for record in reader:
            if len(record) <= _LEAST_COMMAS or len(record) != len(records[0] if records else record):
                break
            records.append(record)
            end = at + reader.line_num
    except csv.Error:
        return [], at
    return records, end


def _tidy(cell: str) -> str:
    return "\n".join(line for line in map(tidy_line, cell.split("\n")) if line)
