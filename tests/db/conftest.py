"""A store on either engine, and reports made up for it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from postgresql_server import open_server
from sqlalchemy import Connection, create_engine, select, text

from db.schema.dictionary_records import ApplicantInfo, Dictionary, FieldInfo, IndicatorInfo, RuleInfo
from db.schema.records import (
    Coverage,
    DocumentRef,
    Fact,
    Figure,
    Finding,
    IssuerRef,
    Operand,
    Place,
    Report,
    RuleTally,
    Section,
    Sighting,
    Topic,
    UnmappedRow,
)
from db.schema.tables import metadata
from db.store import Store

ENGINES = ("sqlite", "postgresql")
START = datetime(2025, 2, 1, 8, tzinfo=UTC)
_numbers = count()

DICTIONARY = Dictionary(
    fields=(
        FieldInfo("regulations_issued", "T2", "规章制发件数", "regulations issued", "件", ("gb2021_30",), 1),
        FieldInfo("admin_fees_amount", "T2", "行政事业性收费", "fees", "万元", ("gb2021_30",), 2),
        FieldInfo("requests_received", "T3", "本年新收", "requests received", "件", ("gb2019_60", "gb2021_30"), 3),
        FieldInfo("outcome_total", "T3", "总计", "total", "件", ("gb2019_60", "gb2021_30"), 4),
        FieldInfo("litigation_direct_total", "T4", "总计", "total", "件", ("gb2021_30",), 5),
        FieldInfo("posts_total", "S14", "主动公开数", "items disclosed", "条", ("gbf2014_32",), 6),
    ),
    applicants=(ApplicantInfo("natural_person", "自然人", "natural person", 1), ApplicantInfo("all", "总计", "all", 7)),
    indicators=(IndicatorInfo("posts_wechat", "微信", "posts on WeChat", "条"),),
    rules=(RuleInfo("T3.SUM", "error", "合计不符", "sums differ", "T3"),),
)


def make_fact(field: str, applicant: str, value: str | None, **told: Any) -> Fact:
    """A fact; a string that is a number is one, ``None`` is a blank cell. Recognised, so that it may be corrected."""
    number = None if value is None else Decimal(value)
    state = "blank" if value is None else "number"
    given = {"table_code": "T3", "state": state, "value": number, "unit": "件", "raw": value or "", "method": "ocr"}
    given |= {"label": f"三、{field}", "place": Place("p2.t2.r4c3", 2, 72.25, 100.0, 90.5, 112.75)}
    return Fact(field=field, applicant=applicant, **{**given, **told})


def make_report(copy: str = "a", received: str | None = "3", **told: Any) -> Report:
    """A small report of one made-up bureau: document ``copy`` says that ``received`` requests came."""
    facts = (
        make_fact("requests_received", "all", received),
        make_fact("requests_received", "natural_person", None),
        make_fact("admin_fees_amount", "all", "24252.311082", table_code="T2", unit="万元"),
    )
    sentence = f"全年收到申请{received}件，推送微信106条。"
    given: dict[str, Any] = {
        "issuer": IssuerRef("青禾县财政局", "青禾县 财政局", None, "county", "department", "青禾县"),
        "year": 2024,
        "title": "青禾县财政局2024年政府信息公开工作年度报告",
        "document": DocumentRef(copy * 64, "application/pdf", f"{copy}.pdf", 1000, 3),
        "sighting": Sighting(f"https://example.org/{copy}.pdf", None, "年度报告"),
        "editions": (("T2", "gb2021_30"), ("T3", "gb2021_30")),
        "facts": facts,
        "figures": (Figure("posts_wechat", Decimal(106), "条", False, "own", "year", "106条", sentence, 1, 11, 15),),
        "sections": (
            Section("s1_overview", 1, "一、总体情况", sentence, Place("p1.b3", 1), (Topic("ov_media", "平台", 0, 4),)),
        ),
        "code_version": "1",
        "catalogue_version": "1",
    }
    return Report(**{**given, **told})


FINDING = Finding(
    rule="T3.SUM",
    state="fail",
    severity="error",
    message="合计应为3，报告为4",
    message_en="the total should be 3, the report says 4",
    table_code="T3",
    field="requests_received",
    applicant="all",
    expected=Decimal(3),
    reported=Decimal(4),
    formula="3 + 0 = 4",
    locator="p2.t2.r4c9",
    operands=(Operand("requests_received", "natural_person", "3", "p2.t2.r4c3"),),
)

FULL_REPORT = make_report(
    findings=(FINDING,),
    tallies=(RuleTally("T3.SUM", "fail", 1), RuleTally("T3.SUM", "pass", 24)),
    unmapped=(UnmappedRow("T3", "（八）新行", "新行", ("1", "", "2"), None, Place("p2.t2.r30c1", 2)),),
    coverage=Coverage(24, 21),
)


@dataclass
class Clock:
    """Gives a moment, one day after the last one."""

    now: datetime = START

    def tick(self) -> datetime:
        self.now += timedelta(days=1)
        return self.now


@dataclass(frozen=True)
class Made:
    """What the tests make: handed out as a fixture, for test modules do not import each other."""

    finding: Finding = FINDING
    full_report: Report = FULL_REPORT
    dictionary: Dictionary = DICTIONARY
    start: datetime = START

    @staticmethod
    def clock() -> Clock:
        """A clock of one's own."""
        return Clock()

    @staticmethod
    def report(*told: Any, **more: Any) -> Report:
        """A small report, as ``make_report`` makes it."""
        return make_report(*told, **more)

    @staticmethod
    def fact(*told: Any, **more: Any) -> Fact:
        """A fact, as ``make_fact`` makes it."""
        return make_fact(*told, **more)

    @staticmethod
    def published(copy: str, day: date | None, received: str = "3", **told: Any) -> Report:
        """A report whose document was published on a day."""
        sighting = Sighting(f"https://example.org/{copy}.pdf", day, "年度报告")
        return make_report(copy, received, sighting=sighting, **told)


@pytest.fixture(scope="session")
def made() -> Made:
    return Made()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real server, started for this session; it fails, and does not skip, when it does not start."""
    with open_server() as address:
        _execute(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield address


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'gongkai.db'}"
        return
    server, name = request.getfixturevalue("postgresql"), f"gongkai_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name}")
    yield _name_database(server, name)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Databases with schema and dictionary, by engine, to be copied."""
    return {}


@pytest.fixture(params=ENGINES)
def url(
    request: pytest.FixtureRequest, templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database with schema and dictionary, and nothing else."""
    if request.param == "sqlite":
        yield _copy_file(templates, tmp_path_factory)
        return
    yield from _reuse_database(request, templates)


@pytest.fixture
def sqlite_url(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Like ``url``, on SQLite alone."""
    return _copy_file(templates, tmp_path_factory)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
def dump() -> Callable[[Store], dict[str, list[tuple[object, ...]]]]:
    """Every row of every table of a store."""

    def read(store: Store) -> dict[str, list[tuple[object, ...]]]:
        with store.read() as connection:
            return {table.name: _read_rows(connection, table) for table in metadata.sorted_tables}

    return read


@pytest.fixture
def query() -> Callable[..., list[dict[str, Any]]]:
    """Rows of a SQL query as dictionaries."""

    def run(store: Store, statement: str, **values: object) -> list[dict[str, Any]]:
        with store.read() as connection:
            return [dict(row) for row in connection.execute(text(statement), values).mappings()]

    return run


def _read_rows(connection: Connection, table: Any) -> list[tuple[object, ...]]:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns))
    return [tuple(row) for row in rows]


def _copy_file(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    if "sqlite" not in templates:
        templates["sqlite"] = str(tmp_path_factory.mktemp("template") / "template.db")
        _fill(f"sqlite:///{templates['sqlite']}")
    copy = tmp_path_factory.mktemp("store") / "gongkai.db"
    shutil.copy(templates["sqlite"], copy)
    return f"sqlite:///{copy}"


def _reuse_database(request: pytest.FixtureRequest, templates: dict[str, str]) -> Iterator[str]:
    server = request.getfixturevalue("postgresql")
    if "postgresql" not in templates:
        templates["postgresql"] = _name_database(server, "gongkai_reused")
        _execute(server, "CREATE DATABASE gongkai_reused")
        _fill(templates["postgresql"])
    yield templates["postgresql"]
    _empty(templates["postgresql"])


def _fill(url: str) -> None:
    with Store.open(url) as store:
        store.write_dictionary(DICTIONARY)


def _empty(url: str) -> None:
    """Take out all but the dictionary; on a server that is ten times as fast as a new database."""
    kept = {"meta", "field", "applicant", "indicator", "rule"}
    tables = [table for table in metadata.sorted_tables if table.name not in kept]
    sequences = [f"{table.name}_id_seq" for table in tables if table.name == "finding" or table.c.keys()[0] == "id"]
    statements = (
        "SET session_replication_role = replica",  # lets the triggers sleep, for this connection
        *(f'DELETE FROM "{table.name}"' for table in tables),
        *(f"DELETE FROM {name} WHERE NOT declared" for name in ("field", "applicant")),
        *(f"ALTER SEQUENCE {name} RESTART" for name in sequences),
    )
    _execute(url, "; ".join(statements))


def _name_database(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _execute(server: str, *statements: str) -> None:
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def fresh_stores(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Gives the address of yet another database on SQLite, with schema and dictionary."""
    return lambda: _copy_file(templates, tmp_path_factory)


@pytest.fixture
def reused_postgresql(request: pytest.FixtureRequest, templates: dict[str, str]) -> Iterator[str]:
    """Like ``url``, on PostgreSQL alone."""
    yield from _reuse_database(request, templates)


@pytest.fixture
def fault() -> Any:
    """Makes the n-th statement from now on fail."""

    class Fault(RuntimeError):
        pass

    class Breaker:
        error = Fault
        left = -1
        seen = 0

        def __call__(self, *_: object) -> None:
            self.seen += 1
            self.left -= 1
            if self.left == 0:
                raise Fault

    return Breaker()
