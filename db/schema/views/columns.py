"""What the columns of the views hold and what they are called: the types that frames and exports promise."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from db.schema.dictionary_records import Dictionary
from db.schema.views.words import name_wide_column

Kind = Literal["integer", "number", "text", "category", "boolean", "date", "instant"]

_COLUMNS = Path(__file__).parent / "columns.toml"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a view, a named query or an exported table."""

    name: str
    kind: Kind
    zh: str = ""
    en: str = ""
    unit: str | None = None
    is_quotient: bool = False
    """A share or ratio that we reckoned: a double on both engines, to be rounded where people read it."""


@cache
def read_columns() -> dict[str, Column]:
    """The declared columns by name; those that fields make are in the dictionary."""
    declared = tomllib.loads(_COLUMNS.read_text(encoding="utf-8"))
    return {name: Column(name, **told) for name, told in declared.items()}


def describe_columns(names: Iterable[str], dictionary: Dictionary) -> tuple[Column, ...]:
    """The columns of a result, in order. A name that is neither declared nor a field's is a number without a title."""
    known = {**_describe_fields(dictionary), **read_columns()}
    return tuple(known.get(name) or Column(name, "number") for name in names)


def convert(value: Any, kind: Kind) -> Any:
    """What either engine's driver gave, as the one Python type of its kind; None stays None.

    int, Decimal, str, bool, date, or datetime in UTC.
    """
    if value is None:
        return None
    if kind == "number":
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if kind == "date":
        return date.fromisoformat(value) if isinstance(value, str) else value
    if kind == "instant":
        return _convert_instant(value)
    return {"integer": int, "boolean": bool, "text": str, "category": str}[kind](value)


def _convert_instant(value: str | datetime) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _describe_fields(dictionary: Dictionary) -> dict[str, Column]:
    described = {}
    for info in dictionary.fields:
        described[info.code] = Column(info.code, "number", info.zh, info.en, info.unit)
        if info.table_code == "T3":
            for who in dictionary.applicants:
                name = name_wide_column(info.code, who.code)
                titles = (f"{info.zh}·{who.zh}", f"{info.en}: {who.en}")
                described[name] = Column(name, "number", *titles, info.unit)
    return described
