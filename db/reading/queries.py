"""The named queries of ``db/reading/queries/*.sql``: questions with parameters, the same on SQLite and PostgreSQL.

A file begins with comments that say what it is::

    -- title: 中文标题
    -- title_en: English title
    -- answers: what the rows tell; may go on over several such lines
    -- param NAME integer|number|text [= DEFAULT]: what it is
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import Connection, text

from db.schema.dictionary import read_dictionary
from db.schema.engine import StoreError
from db.schema.views.columns import Column, convert, describe_columns

ParameterKind = Literal["integer", "number", "text"]

_FOLDER = Path(__file__).parent / "queries"
_HEAD_LINE = re.compile(r"-- (title|title_en|answers): (.+)")
_PARAMETER = re.compile(r"-- param (\w+) (integer|number|text)(?: = (\S+))?: (.+)")


class QueryRefusedError(StoreError):
    """No such query, or a parameter that it does not take; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named query."""

    name: str
    kind: ParameterKind
    default: int | Decimal | str | None
    """None: it must be given."""
    meaning: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question, ready to be asked."""

    name: str
    zh: str
    en: str
    answers: str
    parameters: tuple[Parameter, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of a query: Python values of the kinds its columns declare, whatever the engine."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@cache
def list_queries() -> tuple[NamedQuery, ...]:
    """Every named query, by name."""
    return tuple(_read_query(path) for path in sorted(_FOLDER.glob("*.sql")))


def find_query(name: str) -> NamedQuery:
    """One named query; QueryRefusedError when there is none of that name."""
    found = next((query for query in list_queries() if query.name == name), None)
    if found is None:
        raise QueryRefusedError(f"no query {name}; there are: {', '.join(query.name for query in list_queries())}")
    return found


def run_query(connection: Connection, name: str, values: Mapping[str, object] | None = None) -> QueryResult:
    """The answer to a named query; values may be given as text.

    Raises QueryRefusedError for an unknown query or parameter, one that is missing, or a value of the wrong kind.
    """
    query = find_query(name)
    given = _bind(query, values or {})
    is_sqlite = connection.dialect.name == "sqlite"  # whose driver takes no Decimal
    bound = {key: float(value) if is_sqlite and isinstance(value, Decimal) else value for key, value in given.items()}
    result = connection.execute(text(query.sql), bound)
    columns = describe_columns(result.keys(), read_dictionary(connection))
    kinds = [column.kind for column in columns]
    return QueryResult(columns, tuple(_convert_row(row, kinds) for row in result))


def _convert_row(row: Iterable[Any], kinds: list[Any]) -> tuple[Any, ...]:
    return tuple(convert(value, kind) for value, kind in zip(row, kinds, strict=True))


def _read_query(path: Path) -> NamedQuery:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("--")]
    told: dict[str, list[str]] = {"title": [], "title_en": [], "answers": []}
    parameters = []
    for line in head:
        if (match := _PARAMETER.fullmatch(line)) is not None:
            name, kind, default, meaning = match.groups()
            value = None if default is None else _read_value(name, kind, default.strip("'"))
            parameters.append(Parameter(name, cast(ParameterKind, kind), value, meaning))
        elif (match := _HEAD_LINE.fullmatch(line)) is not None:
            told[match[1]].append(match[2])
        else:
            raise ValueError(f"{path.name}: not a line of a query's head: {line}")
    sql = "\n".join(line for line in lines if not line.startswith("--"))
    title, title_en, answers = (" ".join(told[name]) for name in ("title", "title_en", "answers"))
    return NamedQuery(path.stem, title, title_en, answers, tuple(parameters), sql)


def _bind(query: NamedQuery, values: Mapping[str, object]) -> dict[str, int | Decimal | str]:
    known = {parameter.name for parameter in query.parameters}
    unknown = sorted(set(values) - known)
    if unknown:
        raise QueryRefusedError(
            f"{query.name} has no parameter {', '.join(unknown)}; it has: {', '.join(sorted(known))}"
        )
    bound = {}
    for parameter in query.parameters:
        given = values.get(parameter.name)
        value = parameter.default if given is None else _read_value(parameter.name, parameter.kind, given)
        if value is None:
            needed = f"{query.name} needs {parameter.name}: {parameter.meaning}"
            raise QueryRefusedError(f"{needed}; give it with -p {parameter.name}=…")
        bound[parameter.name] = value
    return bound


def _read_decimal(given: str) -> Decimal:
    value = Decimal(given)
    if value.is_nan():
        raise ValueError(given)
    return value


_READERS: dict[str, Callable[[str], int | Decimal | str]] = {"integer": int, "number": _read_decimal, "text": str}
_LARGEST = 2**31 - 1
"""What both engines take for an integer."""


def _read_value(name: str, kind: str, given: object) -> int | Decimal | str:
    refusal = QueryRefusedError(f"{name} must be {'an' if kind == 'integer' else 'a'} {kind}, not {given}")
    try:
        value = _READERS[kind](str(given))
    except (ValueError, InvalidOperation) as error:
        raise refusal from error
    if not isinstance(value, str) and not -_LARGEST <= value <= _LARGEST:
        raise refusal
    return value
