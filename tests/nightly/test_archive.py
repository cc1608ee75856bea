import hashlib
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from nightly.one_night import FIRST_NIGHT, open_gate, run_night

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.night.config import load_config
from pipeline.night.run import Night, make_manners
from pipeline.sources.archive import Archive, ArchivedBytes, DamagedError
from pipeline.sources.fetch import Fetcher

SEEN = ArchivedBytes(
    "0" * 64, "http://www.qinghe.gov.cn/a.html", 1, datetime(2025, 2, 3, tzinfo=UTC), "qinghe", "report"
)


@pytest.fixture(params=["a folder", "a bucket"])
def archive(request, tmp_path):
    """On a disk, and on a store of objects (fsspec's in memory, which has no renaming either)."""
    return Archive(str(tmp_path / "archive") if request.param == "a folder" else f"memory://{tmp_path.name}")


def test_bytes_come_back_by_their_hash(archive):
    sha256 = archive.put("年报".encode())

    assert sha256 == hashlib.sha256("年报".encode()).hexdigest()
    assert archive.get(sha256) == "年报".encode()
    assert archive.put("年报".encode()) == sha256


def test_bytes_that_are_not_there_are_told(archive):
    with pytest.raises(DamagedError, match="is not in the archive"):
        archive.get("0" * 64)


def test_rotten_bytes_are_never_handed_out_and_healed_by_the_right_ones(tmp_path):
    archive = Archive(str(tmp_path))
    sha256 = archive.put(b"right")
    (tmp_path / "objects" / sha256[:2] / sha256).write_bytes(b"wrong")

    with pytest.raises(DamagedError, match="holds other bytes"):
        archive.get(sha256)
    archive.put(b"right")
    assert archive.get(sha256) == b"right"


def test_known_bytes_are_not_written_again(tmp_path):
    archive = Archive(str(tmp_path))
    sha256 = archive.put(b"same")
    path = tmp_path / "objects" / sha256[:2] / sha256
    before = path.stat()
    archive.put(b"same")

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [file.name for file in path.parent.iterdir()] == [sha256]


def test_two_hands_that_put_the_same_bytes_leave_one_whole_object(tmp_path):
    archive, data = Archive(str(tmp_path)), b"x" * 300_000
    hands = [threading.Thread(target=archive.put, args=(data,)) for _ in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.stat().st_size for path in files] == [300_000]


def test_records_come_back_as_they_went_in(archive):
    told = replace(SEEN, title="年报", published_on=date(2025, 1, 17), found_on="http://x.gov.cn/", etag='"a"')
    archive.note(told)
    archive.note(replace(told, title="written later, and not instead"))
    archive.note(replace(told, version=3))

    assert sorted(archive.list_seen(), key=lambda seen: seen.version) == [told, replace(told, version=3)]


def test_a_record_that_is_none_is_named(tmp_path):
    archive = Archive(str(tmp_path))
    archive.note(SEEN)
    file = next(tmp_path.rglob("*.json"))
    file.write_text("{}")

    with pytest.raises(DamagedError, match="is no record of the archive"):
        list(archive.list_seen())


@pytest.mark.parametrize("kind", ["report", "attachment"])
def test_rotten_bytes_are_told_as_such_and_read_when_they_are_back(province, query, kind):
    with province(0.03) as given:
        crawl_night(given)
        hashes = query(given.folder, f"SELECT DISTINCT sha256 FROM frontier WHERE kind = '{kind}' AND sha256 NOT NULL")
        for (sha256,) in hashes:
            (given.folder / "archive" / "objects" / sha256[:2] / sha256).write_bytes(b"rotten")
        ill = run_night(given.folder, given.portal.port)
        unread = query(given.folder, "SELECT COUNT(*) FROM frontier WHERE sha256 <> COALESCE(read_sha256, '')")
        well = run_night(given.folder, given.portal.port, days=1)
        loaded = {issuer for (issuer,) in query(given.folder, "SELECT DISTINCT issuer FROM report_status")}
    damaged = [item for item in ill.summary.told if item.reason.startswith("FILE.DAMAGED: ")]

    assert len(hashes) > 0 < len(damaged) <= len(hashes)
    assert {item.outcome for item in damaged} == {"quarantined"}
    assert all("存档中的原文件缺失或已损坏" in one.reason and "holds other bytes" in one.reason for one in damaged)
    assert (ill.exit_code, ill.summary.outcomes["failed"]) == (4, 0)
    assert f"archive: the bytes of {len(damaged)} documents are lost or damaged" in ill.complaints
    assert unread[0][0] >= len(damaged)
    assert not [line for line in well.complaints if line.startswith("archive: ")]
    assert set(given.expected.values()) <= loaded


def crawl_night(given):
    """Everything of a province fetched into its archive, and nothing read."""
    config = load_config(given.folder / "night.toml")
    fetcher = Fetcher(make_manners(config.fetching), open_gate(given.portal.port))
    with Store.open(config.database) as store:
        store.write_dictionary(current_dictionary())
        Night(config, store, fetcher, lambda: FIRST_NIGHT, reads=False).run()
