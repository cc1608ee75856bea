"""Files whose names are no UTF-8, as unpacked archives and old disks have them: read, stored, found again."""

import os
import shutil
from pathlib import Path

import pytest
from command_line import rows, run, said

from pipeline.loading.locations import read_place, write_place
from pipeline.loading.stored_bytes import find_file

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
GBK = os.fsdecode("公开".encode("gbk"))
WRITTEN = r"\xb9\xab\xbf\xaa"


@pytest.fixture
def folder(tmp_path) -> Path:
    """One report in a folder and under a name in GBK, one with a plain name behind it."""
    place = tmp_path / GBK
    try:
        place.mkdir()
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    shutil.copy(SAMPLES / "zhulou-2024" / "source.txt", place / f"{GBK}.txt")
    shutil.copy(SAMPLES / "slashes" / "source.docx", tmp_path / "z.docx")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("/a/公开.html", "/a/公开.html", id="UTF-8"),
        pytest.param(f"/a/{GBK}/公开.html", f"/a/{WRITTEN}/公开.html", id="a folder in GBK"),
        pytest.param("/a/x\x9b\u202e.html", r"/a/x\xc2\x9b\xe2\x80\xae.html", id="signs beyond ASCII that do"),
        pytest.param("/a/x\x1b[31m\n.html", r"/a/x\x1b[31m\x0a.html", id="signs that would steer a screen"),
    ],
)
def test_a_place_is_written_as_text_and_read_back(path, text):
    assert write_place(path) == text
    assert read_place(text) == path


def test_a_name_in_gbk_costs_nothing(folder, tmp_path):
    database = tmp_path / "new.db"
    result = run("load", folder, "--workers", 1, database=database)
    told = said(run("explain", "平原城乡一体化示范区祝楼乡", 2024, "requests_received", database=database))

    assert result.exit_code == 0, said(result)
    assert rows(database, "SELECT outcome FROM run_item") == [("loaded",), ("loaded",)]
    assert f"{folder}/{WRITTEN}/{WRITTEN}.txt" in told


def test_its_file_is_found_again_and_not_read_twice(folder, tmp_path):
    database = tmp_path / "new.db"
    run("load", folder / GBK, "--workers", 1, database=database)
    ((location,),) = rows(database, "SELECT location FROM sighting")
    again = said(run("load", folder / GBK, "--workers", 1, database=database))
    reloaded = run("reload", "--workers", 1, database=database)

    assert find_file(str(location)) == folder / GBK / f"{GBK}.txt"
    assert "not read again: 1" in again
    assert reloaded.exit_code == 0, said(reloaded)
    assert [location for (location,) in rows(database, "SELECT location FROM sighting")] == [location]
