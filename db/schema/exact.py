"""Numbers and instants that come back from either engine exactly as they went in.

PostgreSQL has NUMERIC. SQLite has not: it has 64-bit integers and IEEE doubles. There a number is stored as an
INTEGER when it is whole, as a REAL when the shortest decimal of that double is the number itself (every number of 15
significant digits and most of 16 and 17), and otherwise as TEXT, digit for digit. The column has no affinity, so
SQLite changes none of the three. Counts, which are whole, add up exactly in SQL; the views turn the rare TEXT into a
REAL, so that ``value`` is a number there too.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

_INTEGER_DIGITS = 18
"""Whole numbers of so many digits fit a 64-bit integer."""

SqliteNumber = int | float | str


class _NoAffinity(UserDefinedType[Any]):
    """A SQLite column that keeps what it is given: the word BLOB in a type's name takes its affinity away."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "EXACT_BLOB"


class Exact(TypeDecorator[Decimal]):
    """A decimal number without binary noise; ValueError for NaN and infinity."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC, or on SQLite a column without affinity."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_NoAffinity())
        return dialect.type_descriptor(Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """What the driver is handed."""
        return bind_number(value, dialect.name)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The number that was stored."""
        return unpack_number(value)


class Instant(TypeDecorator[datetime]):
    """A moment with a time zone, always UTC inside; ValueError for one without a zone."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMP WITH TIME ZONE, or on SQLite text that sorts as time does."""
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} names no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, whatever zone the server speaks in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Portable = int | str | None
"""A number that travels: an integer where the printed one is a plain count, else its digits as they were given."""


def pack_number(value: Decimal | None) -> Portable:
    """The number as it travels to the writer; ValueError for NaN and infinity."""
    return None if value is None else pack_spelled(value, str(value))


def pack_spelled(value: Decimal | None, text: str) -> Portable:
    """``pack_number`` of a number whose ``str`` is known; ``text`` is empty for none."""
    if text.isdigit() and len(text) <= _INTEGER_DIGITS:
        return int(text)
    if value is None:
        return None
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be stored")
    return f"{value:f}"


def unpack_number(value: Any) -> Decimal | None:
    """The number that ``pack_number`` packed, or that either engine's driver gave."""
    if type(value) is int:  # most of millions
        return Decimal(value)
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def bind_packed(value: Any, engine: str) -> Any:
    """What the driver of ``engine`` is handed for a number that travelled."""
    return bind_number(Decimal(value), engine) if type(value) is str else value


def bind_number(value: Decimal | None, engine: str) -> Decimal | SqliteNumber | None:
    """What the driver of ``engine`` (``sqlite`` or ``postgresql``) is handed for a number."""
    if value is None:
        return None
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be stored")
    return _bind_sqlite_number(value) if engine == "sqlite" else value


def _bind_sqlite_number(value: Decimal) -> SqliteNumber:
    if value.adjusted() < _INTEGER_DIGITS and value == value.to_integral_value():
        return int(value)
    nearest = float(value)
    if Decimal(repr(nearest)) == value:
        return nearest
    return f"{value:f}"
