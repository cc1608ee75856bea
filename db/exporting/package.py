"""``datapackage.json``: what an export holds, column by column, and of which state of the database it is.

The format is Frictionless Data's Data Package, https://specs.frictionlessdata.io; CSV files are described as tables,
the others as files.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db.exporting.files import ExportedFile, read_words, spell_instant
from db.schema.views.columns import Column, Kind

_TYPES: dict[Kind, str] = {
    "integer": "integer",
    "number": "number",
    "text": "string",
    "category": "string",
    "boolean": "boolean",
    "date": "date",
    "instant": "datetime",
}
_MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Of which state of a database an export is."""

    as_of: datetime | None
    """When the last revision was loaded; None for a database without reports."""
    written_at: datetime
    reports: int
    code_versions: tuple[str, ...]
    catalogue_versions: tuple[str, ...]
    schema_version: str
    selection: tuple[tuple[str, Any], ...]
    """The filters that were used."""

    def describe(self) -> tuple[tuple[str, str], ...]:
        """Names and values, for people."""
        return (
            ("as_of", "" if self.as_of is None else spell_instant(self.as_of)),
            ("written_at", spell_instant(self.written_at)),
            ("reports", str(self.reports)),
            ("code_version", ", ".join(self.code_versions)),
            ("catalogue_version", ", ".join(self.catalogue_versions)),
            ("schema_version", self.schema_version),
            *((name, str(value)) for name, value in self.selection),
        )


def write_package(
    path: Path, files: Sequence[ExportedFile], state: DatabaseState, keys: Mapping[str, tuple[str, ...]]
) -> None:
    """Write the description of the files that stand beside it."""
    package = {
        "name": "gongkai",
        "title": read_words()["title"],
        "created": spell_instant(state.written_at),
        "gongkai": {
            "as_of": None if state.as_of is None else spell_instant(state.as_of),
            "reports": state.reports,
            "code_versions": list(state.code_versions),
            "catalogue_versions": list(state.catalogue_versions),
            "schema_version": state.schema_version,
            "selection": dict(state.selection),
        },
        "resources": [_describe_file(file, keys) for file in files],
    }
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _describe_file(file: ExportedFile, keys: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    format_name = file.path.suffix.removeprefix(".")
    described: dict[str, Any] = {
        "name": f"{file.path.stem}-{format_name}".replace("_", "-"),
        "path": file.path.name,
        "format": format_name,
        "mediatype": _MEDIA[format_name],
        "bytes": file.path.stat().st_size,
        "hash": f"sha256:{file.hash()}",
    }
    if file.note:
        described["description"] = file.note
    if format_name != "csv" or file.table is None:
        return described | {"type": "file"}
    fields = [_describe_column(column) for column in file.columns]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": list(keys[file.table])}
    return described | {
        "type": "table",
        "profile": "tabular-data-resource",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _describe_column(column: Column) -> dict[str, Any]:
    described = {"name": column.name, "type": _TYPES[column.kind], "title": column.zh, "description": column.en}
    return {key: word for key, word in described.items() if word} | ({"unit": column.unit} if column.unit else {})
