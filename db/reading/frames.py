"""The views as pandas frames with declared types: the same columns and types whatever rows are present.

Numbers are nullable doubles (``Float64``): a count is exact, an amount is exact to 15 digits, and a cell without a
number is NA. pandas is imported when a frame is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, column, literal_column, select, table

from db.schema.views.columns import convert

if TYPE_CHECKING:
    import pandas as pd

_INSTANT = "datetime64[us, UTC]"
_HEAD = {
    "report_id": "Int64",
    "issuer_id": "Int64",
    "issuer": "string",
    "parent": "string",
    "year": "Int64",
    "revision_id": "Int64",
}
_PLACE = {"page": "Int64", "locator": "string"}
_WORDS = dict.fromkeys(("field", "applicant", "unit", "raw", "label", "candidates"), "string")
_CORRECTION = {
    **dict.fromkeys(("corrected_raw", "corrected_by", "correction_reason"), "string"),
    "corrected_at": _INSTANT,
    "correction_id": "Int64",
}

_FACT_TYPES = {
    **_HEAD,
    **_PLACE,
    **_WORDS,
    **_CORRECTION,
    **dict.fromkeys(("table_code", "state", "method"), "category"),
}
_FIGURE_TYPES = {
    **_HEAD,
    **_PLACE,
    **dict.fromkeys(("indicator", "unit", "raw", "sentence"), "string"),
    **dict.fromkeys(("scope", "period"), "category"),
    **dict.fromkeys(("section", "span_start", "span_end", "position"), "Int64"),
    "approximate": "boolean",
}
_FINDING_TYPES = {
    **_HEAD,
    **dict.fromkeys(("rule", "field", "applicant", "message", "message_en", "formula", "operands"), "string"),
    **dict.fromkeys(("locator", "verdict", "verdict_author", "verdict_explanation"), "string"),
    **dict.fromkeys(("state", "severity", "table_code"), "category"),
    **dict.fromkeys(("finding_id", "verdict_id"), "Int64"),
}
_WIDE_TYPES = {**_HEAD, "applicant": "category", "edition": "category"}


def read_facts(connection: Connection, *, year: int | None = None, field: str | None = None) -> pd.DataFrame:
    """``current_fact``: one row a cell, of one year or field when asked for."""
    return _read(connection, "current_fact", _FACT_TYPES, year=year, field=field)


def read_applications(connection: Connection, *, year: int | None = None) -> pd.DataFrame:
    """``applications``: one row a report and applicant, the rows of T3 as columns."""
    return _read(connection, "applications", _WIDE_TYPES, year=year)


def read_proactive_disclosure(connection: Connection, *, year: int | None = None) -> pd.DataFrame:
    """``proactive_disclosure``: one row a report, the cells of T2 as columns."""
    return _read(connection, "proactive_disclosure", _WIDE_TYPES, year=year)


def read_litigation(connection: Connection, *, year: int | None = None) -> pd.DataFrame:
    """``reconsideration_litigation``: one row a report, the cells of T4 as columns."""
    return _read(connection, "reconsideration_litigation", _WIDE_TYPES, year=year)


def read_figures(connection: Connection, *, year: int | None = None, indicator: str | None = None) -> pd.DataFrame:
    """``current_figure``: one row a count found in prose."""
    return _read(connection, "current_figure", _FIGURE_TYPES, year=year, indicator=indicator)


def read_findings(connection: Connection, *, year: int | None = None, rule: str | None = None) -> pd.DataFrame:
    """``current_finding``: one row a finding, with the verdict that stands on it."""
    return _read(connection, "current_finding", _FINDING_TYPES, year=year, rule=rule)


def _read(connection: Connection, view: str, types: Mapping[str, str], **wanted: object) -> pd.DataFrame:
    """A view's rows; a column that is not declared is a number."""
    import pandas as pd

    asked = {name: value for name, value in wanted.items() if value is not None}
    conditions = [column(name) == value for name, value in asked.items()]
    query: Select[Any] = select(literal_column("*")).select_from(table(view)).where(*conditions)
    result = connection.execute(query)
    names = list(result.keys())
    rows = result.all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    arrays = (_make_array(pd, values, types.get(name, "Float64")) for name, values in zip(names, columns, strict=True))
    return pd.DataFrame(dict(zip(names, arrays, strict=True)))


def _make_array(pd: Any, values: Sequence[Any], kind: str) -> Any:
    if kind == "Float64":
        return pd.array([None if value is None else float(value) for value in values], dtype=kind)
    if kind == "boolean":
        return pd.array([None if value is None else bool(value) for value in values], dtype=kind)
    if kind == "category":
        return pd.Categorical(pd.array(list(values), dtype="string"))
    if kind == _INSTANT:
        return pd.array([convert(value, "instant") for value in values], dtype=kind)
    return pd.array(list(values), dtype=kind)
