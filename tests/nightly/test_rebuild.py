from datetime import UTC, datetime

import pytest
from hostile.attacks import make_good
from nightly.one_night import prepare, run_night
from nightly.portal import Page
from nightly.province import make_page

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.night.config import load_config
from pipeline.night.rebuild import NotEmptyError, rebuild
from pipeline.sources.archive import Archive, ArchivedBytes


def build(folder, name):
    config = load_config(folder / "night.toml")
    with Store.open(f"sqlite:///{folder / name}") as store:
        store.write_dictionary(current_dictionary())
        return list(rebuild(config, store, {}))


def test_the_database_is_built_anew_from_the_archive_alone(province, photograph, query):
    with province(0.05, ("qinghe", "wanglou")) as given:
        run_night(given.folder, given.portal.port)
        url, issuer = next(iter(given.expected.items()))
        given.portal.put(url, Page(make_page(issuer, 3, "gb18030")))
        run_night(given.folder, given.portal.port, days=8)
        expected = photograph(f"sqlite:///{given.folder / 'gongkai.db'}")

        items = build(given.folder, "again.db")
        found = photograph(f"sqlite:///{given.folder / 'again.db'}")
        (given.folder / "gongkai.db").unlink()
        (given.folder / "again.db").rename(given.folder / "gongkai.db")
        days = query(given.folder, "SELECT DISTINCT date(loaded_at) FROM revision ORDER BY 1")
        later = run_night(given.folder, given.portal.port, days=16)

    stubs = [item for item in items if item.is_beside]
    assert len(items) - len(stubs) == len(given.expected) + 1
    assert {item.reason.partition(":")[0] for item in stubs} == {"DOC.ATTACHED"}
    assert {name: found[name] for name in found if name != "frontier"} == {
        name: expected[name] for name in expected if name != "frontier"
    }
    assert days == [("2025-02-03",), ("2025-02-11",)]
    assert set(later.visits) == {"not_modified"}
    assert not later.summary.outcomes


def test_a_database_that_holds_something_is_left_alone(province):
    with province(0.03, ("shiping",)) as given:
        run_night(given.folder, given.portal.port)

        with pytest.raises(NotEmptyError, match="is not empty"):
            build(given.folder, "gongkai.db")


def test_documents_are_stored_in_the_order_of_their_addresses_whichever_is_read_first(tmp_path):
    """Of many alike the first are named: those must not be who was read fastest."""
    archive = Archive(str(tmp_path / "archive"))
    long = make_good(0).replace(b"</body>", "<p>办理情况良好3件。</p>".encode() * 12_000 + b"</body>")
    for name, data in {"a": long, "b": make_good(1), "c": make_good(2)}.items():
        url = f"http://www.qinghe.gov.cn/{name}.html"
        archive.note(ArchivedBytes(archive.put(data), url, 1, datetime(2025, 2, 3, tzinfo=UTC), "qinghe", "report"))
    items = build(prepare(tmp_path, {}, workers=2), "x.db")

    assert [item.location[-6:] for item in items] == ["a.html", "b.html", "c.html"]
    assert len(long) > 10 * len(make_good(1))  # so that it is read last


def test_rotten_bytes_cost_themselves_and_are_told_once(tmp_path):
    archive = Archive(str(tmp_path / "archive"))
    for number in range(3):
        url, sha256 = f"http://www.qinghe.gov.cn/{number}.html", archive.put(make_good(number))
        archive.note(ArchivedBytes(sha256, url, 1, datetime(2025, 2, 3 + number, tzinfo=UTC), "qinghe", "report"))
        if number == 0:
            (tmp_path / "archive" / "objects" / sha256[:2] / sha256).write_bytes(b"rotten")
    items = build(prepare(tmp_path, {}), "x.db")

    assert [(item.location[-6:], item.outcome) for item in items] == [
        ("0.html", "quarantined"), ("1.html", "loaded"), ("2.html", "loaded"),
    ]  # fmt: skip
    assert items[0].reason.startswith("FILE.DAMAGED: 存档中的原文件缺失或已损坏")


def test_a_version_that_was_archived_under_a_clock_ahead_is_not_the_last(tmp_path, query):
    archive, url = Archive(str(tmp_path / "archive")), "http://www.qinghe.gov.cn/a.html"
    for version, year in ((1, 2125), (2, 2025)):
        seen_at = datetime(year, 2, version, tzinfo=UTC)
        archive.note(
            ArchivedBytes(archive.put(make_page("青禾县财政局", version)), url, version, seen_at, "qinghe", "report")
        )
    build(prepare(tmp_path, {}), "gongkai.db")
    held = query(tmp_path, "SELECT number, date(loaded_at), superseded_at IS NULL FROM revision ORDER BY number")

    assert held == [(1, "2025-02-02", 0), (2, "2025-02-02", 1)]


def test_a_correction_that_was_taken_back_is_taken_back_in_the_new_database_too(province, photograph):
    with province(0.05, ("qinghe",)) as given:
        url, issuer = next(iter(given.expected.items()))
        for days, seed in ((0, 3), (8, 5), (16, 3)):
            given.portal.put(url, Page(make_page(issuer, seed, "gb18030")))
            run_night(given.folder, given.portal.port, days=days)
        build(given.folder, "again.db")
        found, expected = (photograph(f"sqlite:///{given.folder / name}") for name in ("again.db", "gongkai.db"))

    assert found["revision"][0] == len(given.expected) + 2
    assert [name for name in found if found[name] != expected[name]] in ([], ["frontier"])
