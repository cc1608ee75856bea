"""Databases for the page: read from samples in this process, and one report full of markup."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser.page import MARKUP, TOKEN, doubt
from stored import record_item, start_run

from db.schema.records import (
    DocumentRef,
    Fact,
    Figure,
    Finding,
    IssuerRef,
    Operand,
    Place,
    Report,
    RunItem,
    Section,
    Sighting,
    UnmappedRow,
)
from db.store import Store
from pipeline.checks.check import check_again
from pipeline.commands.base import current_dictionary
from pipeline.loading.run import Task, read_file

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
LOADED = (
    "issuer-sum-error",
    "correction-1",
    "correction-2",
    "slashes",
    "all-blank",
    "trial-form-2020",
    "pdf-page-break",
    "remark-in-cell",
)
CORRECTED = ("issuer-sum-error", "outcome_granted", "all")
"""The cell that people correct: found by its place alone, and in two sums that fail."""
START = datetime(2025, 2, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    """A database and the reports in it by the name of their sample."""

    database: Path
    reports: dict[str, int]
    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    def find(self, name: str) -> int:
        """The report that a sample became."""
        return self.reports[name]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """The samples and the hostile report, loaded once."""
    folder = tmp_path_factory.mktemp("originals")
    database = tmp_path_factory.mktemp("held") / "held.db"
    reports = {}
    with Store.open(f"sqlite:///{database}", check=check_again) as store:
        store.write_dictionary(current_dictionary())
        run_id = start_run(store, "load samples", code_version="1", now=START)
        for day, (name, path) in enumerate(_copy_samples(folder)):
            (report,) = read_file(Task(str(path)))
            if name == CORRECTED[0]:
                report = doubt(report, *CORRECTED[1:])
            result = store.load(report, run_id=run_id, now=START + timedelta(days=day))
            record_item(store, RunItem(run_id, str(path), report.document.sha256, "loaded", "", 0.25))
            reports[name] = result.report_id
        reports["hostile"] = store.load(make_hostile(folder), now=START + timedelta(days=40)).report_id
        hostile = RunItem(run_id, MARKUP, None, "quarantined", MARKUP, 0.5)
        record_item(store, hostile)
        store.finish_run(run_id, now=START + timedelta(hours=1))
    return Held(database, reports, folder)


def _copy_samples(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in LOADED:
        source = next((SAMPLES / name).glob("source.*"))
        yield name, Path(shutil.copy(source, folder / f"{name}{source.suffix}"))


def make_hostile(folder: Path) -> Report:
    """A report whose every text is markup, and the page it stands on: a table of one cell."""
    page = folder / "<img src=x onerror=alert(1)>.html"
    escaped = MARKUP.replace("&", "&amp;").replace("<", "&lt;")
    page.write_text(f"<html><body><table><tr><td>{escaped}</td><td>7</td></tr></table></body></html>", encoding="utf-8")
    (read,) = read_file(Task(str(page)))
    place = Place("t1.r1c1")
    cell: dict[str, Any] = {"unit": MARKUP, "method": "exact", "label": MARKUP, "place": place}
    facts = (
        Fact("T3", "requests_received", "all", "text", None, raw=MARKUP, **cell),
        Fact("T3", "outcome_total", "all", "ambiguous", None, raw="", candidates=(MARKUP, "2"), **cell),
        Fact("LOCAL", "markup_field", "all", "number", Decimal(3), raw="3" + MARKUP, **cell),
    )
    finding = Finding(
        *("T3.ROW.SUM", "fail", "error", MARKUP, MARKUP, "T3", "requests_received", "all"),
        formula=MARKUP,
        locator=MARKUP,
        operands=(Operand("requests_received", "all", MARKUP, MARKUP),),
    )
    figure = Figure(None, Decimal(3), MARKUP, False, "own", "year", MARKUP, f"句子{MARKUP}句子", 1, 2, 2 + len(MARKUP))
    return Report(
        issuer=IssuerRef(f"标签{MARKUP}", MARKUP, None, None, None, MARKUP),
        year=2024,
        title=MARKUP,
        document=DocumentRef(read.document.sha256, "text/html", MARKUP, 10),
        sighting=Sighting(str(page), None, MARKUP),
        editions=(("T3", "gb2021_30"),),
        facts=facts,
        figures=(figure,),
        sections=(Section("s1_overview", 1, MARKUP, f"前文{MARKUP}后文", place),),
        findings=(finding,),
        unmapped=(UnmappedRow("T3", MARKUP, MARKUP, (MARKUP, ""), None, place),),
    )


@pytest.fixture
def held(template: Held, tmp_path: Path) -> Held:
    """A copy of one's own."""
    return replace(template, database=Path(shutil.copy(template.database, tmp_path / "held.db")))


@pytest.fixture(scope="session")
def reader(template: Held) -> Iterator["TestClient"]:
    """Somebody who only reads."""
    with _visit(template) as client:
        yield client


@pytest.fixture
def writer(held: Held) -> Iterator["TestClient"]:
    """Somebody who has signed in."""
    with _visit(held, token=TOKEN) as client:
        client.follow_redirects = False
        answer = client.post("/token", data={"name": "王核", "token": TOKEN})
        assert answer.status_code == 303
        yield client


def _visit(held: Held, **settings: Any) -> "TestClient":
    from starlette.testclient import TestClient

    from pipeline.web.app import make_app
    from pipeline.web.site import Settings

    return TestClient(make_app(Settings(held.url, **settings)), base_url="http://localhost:8080")
