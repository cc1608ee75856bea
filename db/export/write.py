"""The views as files that others read: Parquet, CSV, XLSX, and a data package that says what is in them.

What is exported is of one moment when the connection reads so (``db/readonly.py``), and the package names it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, text

from db.columns import Column, convert, describe_columns
from db.dictionary import read_dictionary
from db.dictionary_records import Dictionary
from db.engine import StoreError
from db.export.files import CsvFile, ExportedFile, ParquetFile, Row, TableFile
from db.export.package import DatabaseState, write_package
from db.export.workbook import Workbook
from db.schema import SCHEMA_VERSION

Format = Literal["parquet", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "xlsx")

KEYS = {
    "report_status": ("report_id",),
    "current_fact": ("report_id", "field", "applicant"),
    "proactive_disclosure": ("report_id",),
    "applications": ("report_id", "applicant"),
    "reconsideration_litigation": ("report_id",),
    "derived": ("report_id", "applicant"),
    "quality": ("report_id", "field", "applicant"),
    "current_figure": ("report_id", "position"),
    "current_finding": ("finding_id",),
    "revision_change": ("to_revision", "field", "applicant"),
    "coverage": ("issuer_id", "year"),
    "place": ("issuer_id",),
}
"""The exported views with the columns that name a row; rows are in this order."""

_CHUNK = 10_000
"""Rows in memory at a time."""


class ExportRefusedError(StoreError):
    """The export was not begun; the message says why."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which issuers and years to export; None takes all."""

    from_year: int | None = None
    to_year: int | None = None
    place: str | None = None
    """A province, a division code or its beginning, or the name of a parent or issuer."""
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """What was written."""

    state: DatabaseState
    files: tuple[ExportedFile, ...]
    notes: tuple[str, ...]
    """What is not as one would expect, in words: numbers that a file cannot hold exactly, tables left out."""


def export(
    connection: Connection,
    folder: Path,
    *,
    selection: Selection = Selection(),
    formats: Sequence[Format] = FORMATS,
    tables: Sequence[str] = tuple(KEYS),
    now: datetime,
) -> Export:
    """Write the views into a new or empty folder; ``datapackage.json`` comes last, so that a folder with it is whole.

    Raises ExportRefusedError for a folder that holds something or a selection that fits no issuer, MissingExtraError
    for a format whose package is not installed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ExportRefusedError(f"{folder} is not empty")
    source = _Source(connection, selection, read_dictionary(connection))
    source.check()
    book = Workbook(folder / "gongkai.xlsx") if "xlsx" in formats else None
    makers = _choose_makers(formats)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[ExportedFile] = []
    state = source.read_state(now)
    try:
        for table in tables:
            files += _write_table(source, table, folder, makers, book)
        if book is not None:
            files.append(book.close(state.describe()))
        write_package(folder / "datapackage.json", files, state, KEYS)
    except OSError:
        if book is not None:
            book.abandon()
        raise
    notes = [f"{file.path.name}: {file.note}" for file in files if file.note]
    return Export(state, tuple(files), (*notes, *(book.notes if book is not None else ())))


Maker = Callable[[Path, str, tuple[Column, ...]], TableFile]


def _choose_makers(formats: Sequence[Format]) -> list[Maker]:
    makers: dict[str, Maker] = {"parquet": ParquetFile.open, "csv": CsvFile.open}
    return [maker for name, maker in makers.items() if name in formats]


def _write_table(
    source: "_Source", table: str, folder: Path, makers: Sequence[Maker], book: Workbook | None
) -> list[ExportedFile]:
    columns = source.describe(table)
    sinks = [make(folder, table, columns) for make in makers]
    if book is not None and book.takes(table, source.count(table)):
        sinks.append(book.open_sheet(table, columns))
    try:
        for rows in source.read(table, columns):
            for sink in sinks:
                sink.write(rows)
        closed = [sink.close() for sink in sinks]
    except OSError:
        for sink in sinks:
            sink.abandon()
        raise
    return [file for file in closed if file is not None]


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows of the views that a selection takes."""

    connection: Connection
    selection: Selection
    dictionary: Dictionary

    def check(self) -> None:
        """ExportRefusedError for a selection that fits no issuer."""
        condition, values = self._narrow(["issuer_id"])
        found = self.connection.execute(text(f"SELECT COUNT(*) FROM place WHERE {condition}"), values)  # noqa: S608
        if found.scalar_one() == 0 and values:
            told = ", ".join(str(value) for value in (self.selection.place, self.selection.level) if value)
            raise ExportRefusedError(f"no issuer of this database is of {told}")

    def describe(self, table: str) -> tuple[Column, ...]:
        """The columns of a view."""
        names = self.connection.execute(text(f"SELECT * FROM {table} WHERE 1 = 0")).keys()  # noqa: S608 (KEYS)
        return describe_columns(names, self.dictionary)

    def count(self, table: str) -> int:
        """How many rows will be read."""
        condition, values = self._narrow([column.name for column in self.describe(table)])
        query = text(f"SELECT COUNT(*) FROM {table} WHERE {condition}")  # noqa: S608 (KEYS)
        return int(self.connection.execute(query, values).scalar_one())

    def read(self, table: str, columns: tuple[Column, ...]) -> Iterator[list[Row]]:
        """The rows, in chunks, as Python values of the columns' kinds."""
        condition, values = self._narrow([column.name for column in columns])
        order = ", ".join(KEYS[table])
        query = text(f"SELECT * FROM {table} WHERE {condition} ORDER BY {order}")  # noqa: S608 (KEYS)
        result = self.connection.execution_options(yield_per=_CHUNK).execute(query, values)
        kinds = [column.kind for column in columns]
        for chunk in result.partitions(_CHUNK):
            yield [tuple(convert(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in chunk]

    def read_state(self, now: datetime) -> DatabaseState:
        """What the database held and by which versions it was read."""
        condition, values = self._narrow(["issuer_id", "year"])
        query = f"SELECT loaded_at, code_version, catalogue_version FROM report_status WHERE {condition}"  # noqa: S608
        rows = self.connection.execute(text(query), values).all()
        loaded = self.connection.execute(text("SELECT MAX(loaded_at) FROM revision")).scalar_one()
        return DatabaseState(
            as_of=convert(loaded, "instant"),
            written_at=now,
            reports=len(rows),
            code_versions=tuple(sorted({row.code_version for row in rows})),
            catalogue_versions=tuple(sorted({row.catalogue_version for row in rows})),
            schema_version=SCHEMA_VERSION,
            selection=tuple((name, value) for name, value in _list_filters(self.selection) if value is not None),
        )

    def _narrow(self, columns: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The condition on a view's rows, and its values."""
        chosen = self.selection
        conditions: list[str] = []
        values: dict[str, Any] = {}
        for name, value, sign in (("from_year", chosen.from_year, ">="), ("to_year", chosen.to_year, "<=")):
            if value is not None and "year" in columns:
                conditions.append(f"year {sign} :{name}")
                values[name] = value
        places = []
        if chosen.level is not None:
            places.append("level = :level")
            values["level"] = chosen.level
        if chosen.place is not None:
            places.append(_IS_IN_PLACE)
            values |= {"place": chosen.place, "beginning": f"{chosen.place}%"}
        if places:
            inside = " AND ".join(places)
            conditions.append(f"issuer_id IN (SELECT issuer_id FROM place WHERE {inside})")  # noqa: S608 (ours)
        return " AND ".join(conditions) or "1 = 1", values


_IS_IN_PLACE = """(province LIKE :beginning OR division_code LIKE :beginning OR parent LIKE :beginning
  OR issuer = :place)"""


def _list_filters(selection: Selection) -> tuple[tuple[str, Any], ...]:
    names = ("from_year", "to_year", "place", "level")
    return tuple((name, getattr(selection, name)) for name in names)
