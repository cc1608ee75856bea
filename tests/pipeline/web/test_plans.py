"""How the database answers the page: no page walks through the facts, the figures or the prose of all reports."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from sqlalchemy import event
from starlette.testclient import TestClient

from pipeline.web.app import make_app
from pipeline.web.site import Settings

LARGE = {"fact", "f", "o", "n", "figure", "section", "finding", "corrected_cell", "run_item", "sighting"}
"""Tables, and the names that the views give them, of which there are many rows a report or document."""

_SCAN = re.compile(r"SCAN (\w+)(.*)")


@contextmanager
def watch(engine) -> Iterator[list[tuple[str, object]]]:
    """Every statement that is run meanwhile."""
    seen: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/", id="the first page"),
        pytest.param("/?q=县 2024", id="a search"),
        pytest.param("/reports/{}", id="a report"),
        pytest.param("/reports/{}/cells/outcome_granted/all", id="a trace"),
        pytest.param("/reports/{}/figures/0", id="a trace of a figure"),
        pytest.param("/compare?a=1&b=2", id="a comparison"),
        pytest.param("/queue?rule=T3.ROW.SUM&year=2024", id="the queue"),
        pytest.param("/coverage?year=2024", id="coverage"),
        pytest.param("/coverage?year=2024&place=none&under=", id="coverage of a place"),
        pytest.param("/runs", id="the runs"),
        pytest.param("/runs/1?outcome=loaded", id="a run"),
    ],
)
def test_no_page_walks_through_all_facts(template, address):
    app = make_app(Settings(template.url))
    site = app.state.site
    with TestClient(app, base_url="http://localhost") as client, watch(site.engine) as seen:
        answer = client.get(address.format(template.find("issuer-sum-error")))
    with site.read() as connection:
        plans = [
            row[3]
            for statement, parameters in seen
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    scanned = {match[1] for match in map(_SCAN.match, plans) if match is not None}

    assert answer.status_code == 200
    assert len(seen) >= 1
    assert not scanned & LARGE, [plan for plan in plans if _SCAN.match(plan)]
