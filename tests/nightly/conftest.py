"""The made-up province as fixtures, and a night's database as something that can be compared."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from nightly.one_night import prepare
from nightly.province import Province, build_province
from sqlalchemy import text

from db.store import Store

HEALTHY = ("qinghe", "wanglou", "yanxi", "shiping")


@contextlib.contextmanager
def open_province(folder: Path, share: float, names: tuple[str, ...] | None = None) -> Iterator[SimpleNamespace]:
    """A province that answers, and a folder prepared for it; ``names`` of the sources, or all."""
    province: Province = build_province(share)
    server = province.portal.serve()
    chosen = {name: text for name, text in province.sources.items() if names is None or name in names}
    prepare(folder, chosen, workers=2 if share > 0.5 else 1)
    expected = {
        url: issuer
        for url, issuer in province.expected.items()
        if any(urlsplit(url).netloc in told for told in chosen.values())
    }
    try:
        yield SimpleNamespace(province=province, portal=province.portal, folder=folder, expected=expected)
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def province(tmp_path: Path) -> Callable[..., contextlib.AbstractContextManager[SimpleNamespace]]:
    """Opens a province of some size."""
    return lambda share, names=None, folder=tmp_path: open_province(folder, share, names)


QUERIES = {
    "report": "SELECT i.name, r.year FROM report r JOIN issuer i ON i.id = r.issuer_id",
    "document": "SELECT sha256, media_type, size FROM document",
    "sighting": "SELECT d.sha256, s.location, s.published_on, s.title "
    "FROM sighting s JOIN document d ON d.id = s.document_id",
    "revision": "SELECT i.name, r.year, v.number, v.reason, v.content_hash, v.findings_hash, d.sha256, "
    "v.superseded_at IS NULL FROM revision v JOIN report r ON r.id = v.report_id JOIN issuer i ON i.id = r.issuer_id "
    "JOIN document d ON d.id = v.document_id",
    "fact": "SELECT issuer, year, table_code, field, applicant, value, state, unit, raw, method, page, locator "
    "FROM current_fact",
    "figure": "SELECT issuer, year, indicator, value, unit, scope, raw, span_start FROM current_figure",
    "finding": "SELECT issuer, year, rule, state, field, applicant, message FROM current_finding",
    "frontier": "SELECT f.url, f.kind, f.source, f.title, f.published_on, f.state, f.sha256, f.etag, f.versions, "
    "f.links, f.read_sha256, f.role, p.url FROM frontier f LEFT JOIN frontier p ON p.id = f.found_on_id",
}


@pytest.fixture
def photograph() -> Callable[[str], dict[str, tuple[int, str]]]:
    """All that a night has put into a database, apart from numbers and times of its own: counts and hashes."""

    def take(url: str) -> dict[str, tuple[int, str]]:
        with Store.open(url) as store, store.read() as connection:
            rows = {name: sorted(map(repr, connection.execute(text(query)))) for name, query in QUERIES.items()}
        return {name: (len(told), hashlib.sha256("\n".join(told).encode()).hexdigest()) for name, told in rows.items()}

    return take


@pytest.fixture
def query() -> Callable[[Path, str], list[tuple[object, ...]]]:
    """Rows of a SQL query on the database of a folder."""

    def run(folder: Path, statement: str) -> list[tuple[object, ...]]:
        with Store.open(f"sqlite:///{folder / 'gongkai.db'}") as store, store.read() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    return run
