"""The views as files that others read: Parquet, CSV, XLSX, and a data package that says what is in them.

What is exported is of one moment when the connection reads so (``db/schema/readonly.py``), and the package names it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)

from db.exporting.files import CsvFile, ExportedFile, ParquetFile, Row, TableFile
from db.exporting.package import DatabaseState, write_package
from db.exporting.workbook import Workbook
from db.schema.dictionary import read_dictionary
from db.schema.dictionary_records import Dictionary
from db.schema.engine import StoreError
from db.schema.tables import SCHEMA_VERSION
from db.schema.views.columns import Column, convert, describe_columns

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
        raise ExportRefusedError(f"{folder} is not empty; name a new folder")
    source = _Source(connection, selection, read_dictionary(connection))
    source.check()
    book = Workbook(folder / "gongkai.xlsx") if "xlsx" in formats else None
    makers = _choose_makers(formats)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[ExportedFile] = []
    state = source.read_state(now)
    try:
        for view in tables:
            files += _write_view(source, view, folder, makers, book)
        if book is not None:
            files.append(book.close(state.describe()))
        write_package(folder / "datapackage.json", files, state, KEYS)
    except (OSError, KeyboardInterrupt):
        if book is not None:
            book.abandon()
        raise
    notes = [f"{file.path.name}: {file.note}" for file in files if file.note]
    return Export(state, tuple(files), (*notes, *(book.notes if book is not None else ())))


Maker = Callable[[Path, str, tuple[Column, ...]], TableFile]


def _choose_makers(formats: Sequence[Format]) -> list[Maker]:
    makers: dict[str, Maker] = {"parquet": ParquetFile.open, "csv": CsvFile.open}
    return [maker for name, maker in makers.items() if name in formats]


def _write_view(
    source: "_Source", view: str, folder: Path, makers: Sequence[Maker], book: Workbook | None
) -> list[ExportedFile]:
    columns = source.describe(view)
    sinks = [make(folder, view, columns) for make in makers]
    if book is not None and book.takes(view, source.count(view)):
        sinks.append(book.open_sheet(view, columns))
    try:
        for rows in source.read(view, columns):
            for sink in sinks:
                sink.write(rows)
        closed = [sink.close() for sink in sinks]
    except (OSError, KeyboardInterrupt):
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
        conditions = self._narrow(["issuer_id"])
        found = self.connection.execute(select(func.count()).select_from(table("place")).where(*conditions))
        if found.scalar_one() == 0 and conditions:
            told = ", ".join(str(value) for value in (self.selection.place, self.selection.level) if value)
            raise ExportRefusedError(f"no issuer of this database is of {told}")

    def describe(self, view: str) -> tuple[Column, ...]:
        """The columns of a view."""
        names = self.connection.execute(_select_all(view).where(false())).keys()
        return describe_columns(names, self.dictionary)

    def count(self, view: str) -> int:
        """How many rows will be read."""
        conditions = self._narrow([one.name for one in self.describe(view)])
        query = select(func.count()).select_from(table(view)).where(*conditions)
        return int(self.connection.execute(query).scalar_one())

    def read(self, view: str, columns: tuple[Column, ...]) -> Iterator[list[Row]]:
        """The rows, in chunks, as Python values of the columns' kinds."""
        conditions = self._narrow([one.name for one in columns])
        query = _select_all(view).where(*conditions).order_by(*map(column, KEYS[view]))
        result = self.connection.execution_options(yield_per=_CHUNK).execute(query)
        kinds = [one.kind for one in columns]
        for chunk in result.partitions(_CHUNK):
            yield [tuple(convert(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in chunk]

    def read_state(self, now: datetime) -> DatabaseState:
        """What the database held and by which versions it was read."""
        version, catalogue = column("code_version", Text), column("catalogue_version", Text)
        versions = select(version, catalogue).select_from(table("report_status"))
        rows = self.connection.execute(versions.where(*self._narrow(["issuer_id", "year"]))).all()
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

    def _narrow(self, columns: Sequence[str]) -> list[ColumnElement[bool]]:
        """The conditions on a view's rows."""
        chosen, conditions = self.selection, []
        if chosen.from_year is not None and "year" in columns:
            conditions.append(column("year", Integer) >= chosen.from_year)
        if chosen.to_year is not None and "year" in columns:
            conditions.append(column("year", Integer) <= chosen.to_year)
        places = []
        if chosen.level is not None:
            places.append(column("level", Text) == chosen.level)
        if chosen.place is not None:
            places.append(_is_in_place(chosen.place))
        if places:
            inside = select(column("issuer_id", Integer)).select_from(table("place")).where(*places)
            conditions.append(column("issuer_id", Integer).in_(inside))
        return conditions


def _select_all(view: str) -> Select[Any]:
    return select(literal_column("*")).select_from(table(view))


def _is_in_place(place: str) -> ColumnElement[bool]:
    """Whether an issuer lies in a place, by the beginning of a name or code, or is what is called so."""
    names = [column(name, Text).startswith(place, autoescape=True) for name in ("province", "division_code", "parent")]
    return or_(*names, column("issuer", Text) == place)


def _list_filters(selection: Selection) -> tuple[tuple[str, Any], ...]:
    names = ("from_year", "to_year", "place", "level")
    return tuple((name, getattr(selection, name)) for name in names)
