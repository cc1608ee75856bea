"""Whatever is given ends as exactly one outcome with a reason, the counts add up, and the exit code says so."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import rows, run, said
from hostile.attacks import make_good, pack

from db.schema.records import ItemOutcome
from pipeline.loading import run as runner
from pipeline.loading.run import Item
from pipeline.loading.summary import Summary

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def leave_out(data: bytes, *names: str) -> bytes:
    """A package without some of its members."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return pack({name: package.read(name) for name in package.namelist() if name not in names})


def cut_member(data: bytes, name: bytes) -> bytes:
    """A zip of which one member's bytes are damaged."""
    start = data.index(name) + len(name) + 8
    return data[:start] + bytes(8) + data[start + 8 :]


DOCX = (SAMPLES / "slashes" / "source.docx").read_bytes()
NO_DOCUMENT = leave_out(DOCX, "word/document.xml")
SAME = make_good(1)
GIVEN = {
    "a.html": SAME,
    "again.html": SAME,
    "bare.docx": pack({"[Content_Types].xml": b"<Types/>"}),
    "beside.zip": pack(
        {"r.html": make_good(2), "p.png": b"\x89PNG\r\n\x1a\n", "film.bin": b"\x01\x00\xff", "x.xml": b"<a/>"}
    ),
    "damaged.zip": cut_member(pack({"r.html": make_good(3), "s.html": make_good(4)}), b"s.html"),
    "empty.pdf": b"",
    "dot.zip": pack({"./r.html": make_good(6)}),
    "nothing.zip": pack({"x.xml": b"<a/>"}),
    "torn.docx": NO_DOCUMENT,
    "torn.zip": pack({"in/torn.docx": NO_DOCUMENT}),
    "twins.zip": pack({"r.html": make_good(5), "s.html": make_good(5)}),
    "note.json": b"{}",
    ".hidden.html": b"",
}
BECAME = {
    "a.html": "loaded",
    "again.html": "unchanged",
    "bare.docx": "quarantined FILE.UNKNOWN_TYPE",
    "beside.zip/r.html": "loaded",
    "beside.zip/p.png": "unchanged FILE.BESIDE",
    "beside.zip/film.bin": "unchanged FILE.BESIDE",
    "beside.zip/x.xml": "unchanged FILE.BESIDE",
    "damaged.zip/r.html": "loaded",
    "damaged.zip/s.html": "quarantined FILE.TRUNCATED",
    "dot.zip/./r.html": "loaded",
    "empty.pdf": "quarantined FILE.EMPTY",
    "nothing.zip": "quarantined FILE.EMPTY",
    "torn.docx": "quarantined FILE.TRUNCATED",
    "torn.zip/in/torn.docx": "quarantined FILE.TRUNCATED",
    "twins.zip/r.html": "loaded",
    "twins.zip/s.html": "unchanged",
}


def test_every_file_and_every_member_has_one_record(tmp_path):
    folder, database = tmp_path / "in", tmp_path / "x.db"
    folder.mkdir()
    for name, data in GIVEN.items():
        (folder / name).write_bytes(data)
    result = run("load", folder, "--workers", 1, database=database)
    told = rows(database, "SELECT location, outcome, reason FROM run_item")
    became = {str(at).removeprefix(f"{folder}/"): f"{o} {str(r).partition(':')[0]}".strip() for at, o, r in told}

    assert result.exit_code == 3, said(result)
    assert (became, len(told)) == (BECAME, len(BECAME))
    assert f"11 个文件 files · {len(BECAME)} 份文件 documents" in said(result)
    assert "beside the reports           3" in said(result)
    assert "passed over in folders: hidden 1 · .json 1" in said(result)


def test_what_lies_beside_reports_in_an_archive_needs_no_look(tmp_path):
    path = tmp_path / "beside.zip"
    path.write_bytes(GIVEN["beside.zip"])
    result = run("load", path, "--workers", 1, database=tmp_path / "x.db")

    assert result.exit_code == 0, said(result)
    assert "to look at" not in said(result)


def test_a_page_and_what_hangs_on_it_have_each_a_record(tmp_path):
    folder, database = tmp_path / "in", tmp_path / "x.db"
    folder.mkdir()
    title = "平原城乡一体化示范区祝楼乡2024年政府信息公开工作年度报告"
    (folder / "page.html").write_text(f"<html><title>{title}</title><h1>{title}</h1><a href='report.docx'>附件</a>")
    (folder / "report.docx").write_bytes(DOCX)
    result = run("load", folder, "--workers", 1, database=database)
    told = dict(rows(database, "SELECT location, outcome FROM run_item"))

    assert {Path(str(at)).name for at in told} == {"page.html", "report.docx"}, said(result)
    assert told[f"{folder}/report.docx"] == "unchanged"


def test_a_file_that_is_gone_before_it_is_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.html"
    path.write_bytes(SAME)
    load_files = runner.load_files

    def remove_first(*told, **options):
        path.unlink()
        return load_files(*told, **options)

    monkeypatch.setattr(runner, "load_files", remove_first)
    result = run("load", path, "--workers", 1, database=tmp_path / "x.db")

    assert result.exit_code == 3
    assert "FILE.NO_ACCESS" in said(result)


def test_a_reader_that_tells_nothing_of_a_file_is_a_fault_of_the_program(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "unseal", lambda _: ())
    path = tmp_path / "a.html"
    path.write_bytes(SAME)
    result = run("load", path, "--workers", 1, database=tmp_path / "x.db")

    assert result.exit_code == 1
    assert "failed ERROR: nothing is told of the file" in " ".join(
        map(str, *rows(tmp_path / "x.db", "SELECT outcome, reason FROM run_item"))
    )


def test_a_file_that_is_not_accounted_for_is_told_as_a_fault_of_the_program(tmp_path, monkeypatch):
    write_outcomes = runner.write_outcomes

    def lose_one(*told):
        yield from list(write_outcomes(*told))[1:]

    monkeypatch.setattr(runner, "write_outcomes", lose_one)
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_bytes(SAME)
    result = run("load", tmp_path, "--workers", 1, database=tmp_path / "x.db")

    assert result.exit_code == 1
    assert "a fault of the program: 2 files were to be read, and 1 are accounted for" in said(result)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param(["loaded", "unchanged"], 0, id="all well"),
        pytest.param(["loaded", "flagged"], 3, id="one flagged"),
        pytest.param(["loaded", "quarantined"], 3, id="one kept out"),
        pytest.param(["quarantined", "quarantined"], 3, id="all kept out"),
        pytest.param(["loaded", "failed"], 3, id="a fault of the program costs one document"),
        pytest.param(["quarantined", "failed"], 3, id="kept out, and a fault"),
        pytest.param(["failed", "failed"], 1, id="a fault at every document"),
    ],
)
def test_the_exit_code_of_a_run(outcomes: list[ItemOutcome], code: int):
    summary = Summary()
    for _ in summary.count_given(outcomes):
        pass
    for number, outcome in enumerate(outcomes):
        summary.add(Item(f"{number}.html", outcome, "" if outcome == "loaded" else "X: x", 0.1))

    assert summary.exit_code == code
    assert summary.find_fault() == ""


def test_several_items_of_one_file_count_as_one_file():
    summary, item = Summary(), Item("a.zip/1.html", "loaded", "", 0.1)
    for _ in summary.count_given(["a.zip"]):
        summary.add(item)
        summary.add(replace(item, is_first=False))

    assert (summary.files, summary.outcomes, summary.find_fault()) == (1, Counter(loaded=2), "")
