"""One table as a file: CSV and Parquet. Rows come as Python values of their columns' kinds (``columns.py``)."""

import contextlib
import hashlib
import math
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self

from db.schema.extras import require
from db.schema.views.columns import Column, Kind

Row = tuple[Any, ...]

_WORDS = Path(__file__).parent / "export.toml"

UNSAFE = frozenset("=+-@\t\r\n＝＋－＠'")
"""Signs at the beginning of a text that make a spreadsheet take it for a formula, and the apostrophe that stops it."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that an export wrote."""

    path: Path
    table: str | None
    """None for a file that holds several."""
    columns: tuple[Column, ...]
    rows: int
    note: str = ""
    """What a reader should know: numbers it does not hold exactly."""

    def hash(self) -> str:
        """SHA-256 of its bytes."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def read_words() -> dict[str, Any]:
    """What exports are called, in Chinese and English."""
    return dict(tomllib.loads(_WORDS.read_text(encoding="utf-8")))


class TableFile(Protocol):
    """Where the rows of one table go."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""

    def close(self) -> ExportedFile | None:
        """What was written; None for a part of a file that is closed later."""

    def abandon(self) -> None:
        """Let go of a file that cannot be finished, without another word."""


def make_safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; a reader takes one apostrophe away."""
    return f"'{text}" if text[:1] in UNSAFE and text else text


@dataclass(slots=True)
class CsvFile:
    """UTF-8 with byte order mark, commas, CRLF. Text is quoted always, and nothing is what has no value."""

    path: Path
    table: str
    columns: tuple[Column, ...]
    stream: BinaryIO
    rows: int = 0

    @classmethod
    def open(cls, folder: Path, table: str, columns: tuple[Column, ...]) -> Self:
        """A new file with its head."""
        path = folder / f"{table}.csv"
        file = cls(path, table, columns, path.open("wb"))
        head = ",".join(column.name for column in columns)
        file.stream.write(f"\ufeff{head}\r\n".encode())
        return file

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        spellings = [_SPELLINGS[column.kind] for column in self.columns]
        self.stream.write("".join(_spell_row(row, spellings) for row in rows).encode())
        self.rows += len(rows)

    def close(self) -> ExportedFile:
        """What was written."""
        self.stream.close()
        return ExportedFile(self.path, self.table, self.columns, self.rows)

    def abandon(self) -> None:
        """Let go of it."""
        with contextlib.suppress(OSError):
            self.stream.close()


def _spell_row(row: Row, spellings: Iterable[Callable[[Any], str]]) -> str:
    cells = ("" if value is None else spell(value) for value, spell in zip(row, spellings, strict=True))
    return ",".join(cells) + "\r\n"


def spell_number(value: Decimal) -> str:
    """Every digit, and no power of ten."""
    return f"{value:f}"


def _quote(text: str) -> str:
    return '"' + make_safe(text).replace('"', '""') + '"'


def spell_instant(value: datetime) -> str:
    """ISO 8601 in UTC."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


_SPELLINGS: dict[Kind, Callable[[Any], str]] = {
    "integer": str,
    "number": spell_number,
    "text": _quote,
    "category": _quote,
    "boolean": lambda value: "true" if value else "false",
    "date": lambda value: value.isoformat(),
    "instant": spell_instant,
}


@dataclass(slots=True)
class ParquetFile:
    """Parquet with declared types: integers of 64 bits, doubles, categories as dictionaries, UTC instants."""

    path: Path
    table: str
    columns: tuple[Column, ...]
    arrow: Any
    schema: Any
    writer: Any
    rows: int = 0
    inexact: int = field(default=0)
    """Numbers that a double does not hold to the last digit."""

    @classmethod
    def open(cls, folder: Path, table: str, columns: tuple[Column, ...]) -> Self:
        """A new file; MissingExtraError without pyarrow."""
        arrow, parquet = require("pyarrow", "analysis"), require("pyarrow.parquet", "analysis")
        schema = arrow.schema([_make_field(arrow, column) for column in columns])
        path = folder / f"{table}.parquet"
        return cls(path, table, columns, arrow, schema, parquet.ParquetWriter(path, schema, compression="zstd"))

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        arrays = []
        for column, values, declared in zip(self.columns, zip(*rows, strict=True), self.schema, strict=True):
            held = self._round(values) if column.kind == "number" else values
            arrays.append(self.arrow.array(held, type=declared.type))
        self.writer.write_table(self.arrow.table(arrays, schema=self.schema))
        self.rows += len(rows)

    def close(self) -> ExportedFile:
        """What was written."""
        self.writer.close()
        note = f"numbers with more digits than a double holds: {self.inexact}; the CSV has them whole"
        return ExportedFile(self.path, self.table, self.columns, self.rows, note if self.inexact else "")

    def abandon(self) -> None:
        """Let go of it."""
        with contextlib.suppress(OSError):
            self.writer.close()
        self.writer.is_open = False  # else it tries again, and complains, when it is thrown away

    def _round(self, values: Iterable[Decimal | None]) -> list[float | None]:
        told = list(values)
        rounded = [None if value is None else _find_double(value) for value in told]
        pairs = zip(rounded, told, strict=True)
        self.inexact += sum(
            value is not None and (held is None or Decimal(repr(held)) != value) for held, value in pairs
        )
        return rounded


def _find_double(value: Decimal) -> float | None:
    """The nearest double; None where none is so large."""
    return held if math.isfinite(held := float(value)) else None


def _make_field(arrow: Any, column: Column) -> Any:
    types = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "text": arrow.string(),
        "category": arrow.dictionary(arrow.int32(), arrow.string()),
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
        "instant": arrow.timestamp("us", tz="UTC"),
    }
    told = {"zh": column.zh, "en": column.en, "unit": column.unit}
    return arrow.field(column.name, types[column.kind], metadata={key: word for key, word in told.items() if word})
