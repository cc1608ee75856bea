"""The export as one Excel workbook: Chinese headings, a sheet a table, and a first sheet that says what it is."""

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.exporting.files import ExportedFile, Row, read_words, spell_number
from db.schema.extras import require
from db.schema.views.columns import Column

MOST_ROWS = 1_048_575
"""Rows of one sheet below its heading."""
LONGEST_TEXT = 32_767
_LARGEST = Decimal(sys.float_info.max)
_CUT = "…"
_COVER_COLUMNS = ("sheet", "heading", "column", "English", "unit")
_COVER_WIDTHS = (28, 44, 34, 60, 10)
_WIDTHS = {"integer": 10, "number": 12, "text": 24, "category": 14, "boolean": 8, "date": 12, "instant": 20}


class Workbook:
    """A workbook being written. MissingExtraError without openpyxl."""

    def __init__(self, path: Path) -> None:
        words = read_words()
        self._openpyxl = require("openpyxl", "analysis")
        self._illegal = require("openpyxl.cell.cell", "analysis").ILLEGAL_CHARACTERS_RE
        self._cell = require("openpyxl.cell", "analysis").WriteOnlyCell
        self._path = path
        self._book = self._openpyxl.Workbook(write_only=True)
        self._cover = self._book.create_sheet(words["cover"])
        self._set_widths(self._cover, _COVER_WIDTHS)
        self._about: dict[str, str] = words["about"]
        self._sheets: list[Sheet] = []
        self.notes: list[str] = []
        """Tables that were left out, and what could not be kept."""

    def takes(self, table: str, rows: int) -> bool:
        """Whether a table has room in a sheet; if not, that is noted."""
        if rows > MOST_ROWS:
            self.notes.append(f"{self._path.name}: {table} has {rows} rows, more than a sheet holds; it is left out")
        return rows <= MOST_ROWS

    def open_sheet(self, table: str, columns: tuple[Column, ...]) -> "Sheet":
        """A new sheet with its heading."""
        sheet = self._book.create_sheet(table)
        sheet.freeze_panes = "A2"
        self._set_widths(sheet, [_WIDTHS[column.kind] for column in columns])
        sheet.append([self._make_heading(sheet, heading) for heading in name_headings(columns)])
        self._sheets.append(Sheet(self, sheet, table, columns))
        return self._sheets[-1]

    @staticmethod
    def _set_widths(sheet: Any, widths: Sequence[int]) -> None:
        letters = require("openpyxl.utils", "analysis").get_column_letter
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[letters(number)].width = width

    def _make_heading(self, sheet: Any, words: str) -> Any:
        """A heading in bold, in as many lines as it needs."""
        styles = require("openpyxl.styles", "analysis")
        cell = self.make_cell(sheet, words)
        cell.font = styles.Font(bold=True)
        cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
        return cell

    def make_cell(self, sheet: Any, value: Any) -> Any:
        """A cell that says what the value says; a text is never a formula."""
        if isinstance(value, str):
            cell = self._cell(sheet, _fit(self._illegal.sub("\ufffd", value)))
            cell.data_type = "s"
            return cell
        if isinstance(value, Decimal):
            return _write_number(value)
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None)
        return value

    def close(self, about: Iterable[tuple[str, str]]) -> ExportedFile:
        """The workbook with what the export is about, and every column of it, on its first sheet."""
        told = [(name, value, self._about.get(name, "")) for name, value in about]
        told += [(sheet.table, str(sheet.rows), self._about["rows"]) for sheet in self._sheets]
        told += [("note", note, self._about["note"]) for note in self.notes]
        lines: list[tuple[str | None, ...]] = [*told, ()]
        for sheet in self._sheets:
            headings = name_headings(sheet.columns)
            for heading, column in zip(headings, sheet.columns, strict=True):
                lines.append((sheet.table, heading, column.name, column.en, column.unit or ""))
        heads = [self._about.get(name, name) for name in _COVER_COLUMNS]
        for place, line in enumerate(lines):
            if place == len(told) + 1:
                self._cover.append([self._make_heading(self._cover, head) for head in heads])
            self._cover.append([self.make_cell(self._cover, value) for value in line])
        self._book.save(self._path)
        return ExportedFile(self._path, None, (), sum(sheet.rows for sheet in self._sheets))

    def abandon(self) -> None:
        """Let go of a book that cannot be finished: its sheets end in order, and nothing is saved."""
        for sheet in (self._cover, *(one.sheet for one in self._sheets)):
            with contextlib.suppress(OSError):
                sheet.close()


@dataclass(slots=True)
class Sheet:
    """A sheet being written."""

    book: Workbook
    sheet: Any
    table: str
    columns: tuple[Column, ...]
    rows: int = field(default=0)

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        for row in rows:
            self.sheet.append([self.book.make_cell(self.sheet, value) for value in row])
        self.rows += len(rows)

    def close(self) -> None:
        """Nothing: the workbook closes its sheets."""

    def abandon(self) -> None:
        """Nothing either."""


def name_headings(columns: Sequence[Column]) -> list[str]:
    """The Chinese headings; where two columns would have the same, the column's name stands behind it."""
    names = [column.zh or column.name for column in columns]
    counts = Counter(names)
    return [name if counts[name] == 1 else f"{name} {column.name}" for name, column in zip(names, columns, strict=True)]


def _write_number(value: Decimal) -> int | float | str:
    """A number, as text where a spreadsheet has none so large."""
    if abs(value) > _LARGEST:
        return spell_number(value)
    return int(value) if value == value.to_integral_value() else float(value)


def _fit(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(_CUT)] + _CUT
