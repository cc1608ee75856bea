"""The page on PostgreSQL: every page is shown, a correction and a verdict are written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from browser.page import TOKEN, doubt, find_mark, read_string, read_text
from postgresql_server import open_server
from starlette.testclient import TestClient
from stored import start_run

from db.store import Store
from pipeline.checks.check import check_again
from pipeline.commands.base import current_dictionary
from pipeline.loading.run import Task, read_file
from pipeline.web.app import make_app
from pipeline.web.site import Settings

pytest.importorskip("psycopg", reason="psycopg (the pg extra) is not installed")
SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "issuer-sum-error" / "source.html"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server with one report."""
    with open_server() as address:
        with Store.open(address, check=check_again) as store:
            store.write_dictionary(current_dictionary())
            (report,) = read_file(Task(str(SAMPLE)))
            store.load(doubt(report, "outcome_granted", "all"), run_id=start_run(store, "load"))
        yield address


def test_it_is_the_same_on_postgresql(url):
    addresses = (
        "/",
        "/?q=砚溪 2024",
        "/reports/1",
        "/reports/1/cells/outcome_granted/all",
        "/reports/1/figures/0",
        "/queue",
        "/coverage",
        "/coverage?place=none&under=",
        "/runs",
        "/runs/1",
        "/?q=%00",
    )
    with TestClient(make_app(Settings(url, token=TOKEN)), base_url="http://localhost") as client:
        statuses = {address: client.get(address).status_code for address in addresses}
        client.post("/token", data={"name": "王核", "token": TOKEN})
        page = client.get("/reports/1/cells/outcome_granted/all").text
        form = {
            "mark": find_mark(page),
            "revision": read_string(page, "//input[@name='revision']/@value"),
            "state": "number",
            "value": "97",
            "who": "王核",
            "why": "误读",
        }
        corrected = client.post("/reports/1/cells/outcome_granted/all/correct", data=form)
        again = client.post("/reports/1/cells/outcome_granted/all/correct", data=form)

    assert statuses == dict.fromkeys(addresses, 200)
    assert "= 97 ✓ 97" in read_text(corrected.text)
    assert (again.status_code, "已有新版本" in read_text(again.text)) == (400, True)
