"""By when an issuer is to publish: said once, for the checks of a report and for the view ``coverage``.

Article 49 of Decree 711 names departments (31 January) and governments from the county up (31 March); for the reports
of 2018 and before it was 31 March for everybody. Townships, zones and public utilities have no legal date: they publish
by local rule or that of their ministry (art. 54, 55), and local rules mostly say 31 January, so that day is taken.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from db.schema.records import IssuerRef

DeadlineClass = Literal["dept_31_jan", "gov_31_mar", "local_rule"]

_DAYS: dict[DeadlineClass, tuple[int, int]] = {"dept_31_jan": (1, 31), "gov_31_mar": (3, 31), "local_rule": (1, 31)}
"""Month and day in the year after the report's."""
_OLD_DAY = (3, 31)
_LAST_OLD_YEAR = 2018
_LOCAL_KINDS = ("township_government", "subdistrict", "zone", "public_utility")
"""Kinds of issuers that article 49 does not name."""
_LOCAL_LEVEL = "township"


def deadline_class(issuer: IssuerRef) -> DeadlineClass | None:
    """What sets the day for an issuer; None while its kind is unknown."""
    if issuer.kind is None:
        return None
    if issuer.kind in _LOCAL_KINDS or issuer.level == _LOCAL_LEVEL:
        return "local_rule"
    return "gov_31_mar" if issuer.kind == "government" else "dept_31_jan"


def find_deadline(issuer: IssuerRef, year: int) -> date | None:
    """The last day on which a report of ``year`` is in time; None while the issuer's kind is unknown."""
    told = deadline_class(issuer)
    if told is None:
        return None
    return date(year + 1, *(_OLD_DAY if year <= _LAST_OLD_YEAR else _DAYS[told]))


def write_class() -> str:
    """``deadline_class`` as SQL over the columns ``kind`` and ``level``."""
    return f"""CASE WHEN kind IS NULL THEN NULL
        WHEN level = '{_LOCAL_LEVEL}' OR kind IN {_LOCAL_KINDS} THEN 'local_rule'
        WHEN kind = 'government' THEN 'gov_31_mar' ELSE 'dept_31_jan' END"""


def write_deadline(class_column: str, year_column: str, day: Callable[[str, str], str]) -> str:
    """``find_deadline`` as SQL; ``day`` writes a day from the SQL of a year and from month and day."""
    year = f"{year_column} + 1"
    cases = " ".join(f"WHEN {class_column} = '{name}' THEN {day(year, _spell(told))}" for name, told in _DAYS.items())
    return f"""CASE WHEN {class_column} IS NULL THEN NULL
    WHEN {year_column} <= {_LAST_OLD_YEAR} THEN {day(year, _spell(_OLD_DAY))} {cases} END"""


def _spell(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"
