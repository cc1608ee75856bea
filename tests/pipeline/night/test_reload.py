"""Reading again what the database knows: nothing is written when nothing changed, and nothing is told wrongly."""

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import rows
from command_line import run_cleanly as run
from forge import Facts, Look, make_facts, render

from db.store import Store
from pipeline import line
from pipeline.line import UNKNOWN, Origins
from pipeline.night.reload import find_documents

pytestmark = pytest.mark.usefixtures("no_workers")

FINANCE = make_facts(1, scale="town", issuer="望楼县财政局")
CIVIL = make_facts(2, scale="town", issuer="望楼县民政局")
NAMELESS = "<p>政府信息公开工作年度报告</p>"


def page(facts: Facts) -> bytes:
    return render(facts, Look(), "html")


def nameless(facts: Facts) -> bytes:
    """The report without its issuer's name, in title, metadata and file name."""
    return page(facts).replace(facts.issuer.encode(), b"")


def bind(*reports: Facts) -> bytes:
    pages = [page(facts).decode() for facts in reports]
    bodies = "".join(text[text.index("<body>") + 6 : text.index("</body>")] for text in pages)
    return f"<html><head><title>合订本</title></head><body>{bodies}</body></html>".encode()


def zip_up(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


FILES = {
    "a page": ("report.html", page(FINANCE), ()),
    "two reports in an archive": ("all.zip", zip_up({"1.html": page(FINANCE), "2.html": page(CIVIL)}), ()),
    "two reports in one document": ("bound.html", bind(FINANCE, CIVIL), ()),
    "two reports in one document in an archive": ("all.zip", zip_up({"bound.html": bind(FINANCE, CIVIL)}), ()),
    "a report without its issuer": ("unnamed.html", nameless(FINANCE), ()),
    "a report whose issuer was told": ("told.html", nameless(FINANCE), ("--issuer", "望楼县审计局")),
    "a named report and one without a name": (
        "all.zip",
        zip_up({"1.html": page(FINANCE), "2.html": nameless(CIVIL)}),
        (),
    ),
}


@pytest.mark.parametrize(("name", "data", "told"), FILES.values(), ids=FILES)
def test_reading_again_writes_nothing_when_nothing_changed(name, data, told, tmp_path):
    database, path = tmp_path / "x.db", tmp_path / name
    path.write_bytes(data)
    run("load", path, "--workers", 1, *told, database=database)
    query = "SELECT id, report_id, number, findings_hash, superseded_at FROM revision ORDER BY id"
    before = rows(database, query), rows(database, "SELECT issuer, year FROM report_status ORDER BY 1")
    result = run("reload", "--workers", 1, database=database)

    assert before[0] != []
    assert "kept as it is" not in result.output
    assert (rows(database, query), rows(database, "SELECT issuer, year FROM report_status ORDER BY 1")) == before
    assert rows(database, "SELECT command FROM run ORDER BY id")[1] == ("reload",)


def find(database: Path, only: str | None = None) -> tuple[list[tuple[str, Origins]], list[str]]:
    with Store.open(f"sqlite:///{database}") as store, store.read() as connection:
        found, lost = find_documents(connection, only)
    return [(Path(task.path).name, task.origins) for task in found], lost


@pytest.fixture
def archive(tmp_path) -> Path:
    """The database, beside an archive with a named report and one without a name."""
    path = tmp_path / "all.zip"
    path.write_bytes(zip_up({"1.html": page(FINANCE), "2.html": nameless(CIVIL)}))
    run("load", path, "--workers", 1, database=tmp_path / "x.db")
    return tmp_path / "x.db"


def test_what_is_known_of_one_report_is_not_told_of_another_in_the_same_file(archive):
    assert find(archive) == ([("all.zip", UNKNOWN)], [])
    assert sorted(str(name)[:3] for (name,) in rows(archive, "SELECT issuer FROM report_status")) == [
        "望楼县",
        "未署名",
    ]


def test_a_name_we_made_up_is_not_told_as_the_issuers(tmp_path):
    (tmp_path / "unnamed.html").write_bytes(nameless(FINANCE))
    run("load", tmp_path / "unnamed.html", "--workers", 1, database=tmp_path / "x.db")

    assert find(tmp_path / "x.db") == ([("unnamed.html", Origins(None, 2024))], [])


def test_a_file_that_changed_or_went_is_told_and_kept(tmp_path):
    database = tmp_path / "x.db"
    for name, facts in (("changed.html", FINANCE), ("gone.html", CIVIL)):
        (tmp_path / name).write_bytes(page(facts))
        run("load", tmp_path / name, "--workers", 1, database=database)
    (tmp_path / "changed.html").write_bytes(page(CIVIL))
    (tmp_path / "gone.html").unlink()
    result = run("reload", "--workers", 1, database=database)

    assert result.exit_code == 1
    assert sorted(line for line in result.output.splitlines() if "kept as it is" in line) == [
        f"gongkai: {tmp_path / name}: the document is no longer there, or has changed; kept as it is"
        for name in ("changed.html", "gone.html")
    ]
    assert rows(database, "SELECT count(*) FROM report_status") == [(2,)]


def test_an_archive_that_was_replaced_does_not_bring_other_documents_in(archive):
    (archive.parent / "all.zip").write_bytes(zip_up({"1.html": page(CIVIL)}))

    assert find(archive)[0] == []
    assert len(find(archive)[1]) == 2


def test_one_lost_document_ends_with_3_and_the_others_are_read(tmp_path):
    database = tmp_path / "x.db"
    for name, facts in (("kept.html", FINANCE), ("gone.html", CIVIL)):
        (tmp_path / name).write_bytes(page(facts))
        run("load", tmp_path / name, "--workers", 1, database=database)
    (tmp_path / "gone.html").unlink()
    result = run("reload", "--workers", 1, database=database)

    assert result.exit_code == 3
    assert f"gongkai: {tmp_path / 'gone.html'}: the document is no longer there" in result.output
    assert rows(database, "SELECT outcome FROM run_item WHERE run_id = 3") == [("unchanged",)]


@pytest.mark.parametrize(
    ("only", "names"),
    [
        pytest.param("财政", ["a.html"], id="part of an issuer's name"),
        pytest.param("2024", ["a.html", "b.html"], id="a year"),
        pytest.param("审计", [], id="nobody's name"),
    ],
)
def test_only_some_reports_can_be_asked_for(only, names, tmp_path):
    for name, facts in (("a.html", FINANCE), ("b.html", CIVIL)):
        (tmp_path / name).write_bytes(page(facts))
    run("load", tmp_path / "a.html", tmp_path / "b.html", "--workers", 1, database=tmp_path / "x.db")

    assert sorted(name for name, _ in find(tmp_path / "x.db", only)[0]) == names


def test_a_better_reading_becomes_a_revision_with_its_reason(tmp_path):
    database = tmp_path / "x.db"
    (tmp_path / "a.html").write_bytes(page(FINANCE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "normalise", lose_one_fact(line.normalise))
        run("load", tmp_path / "a.html", "--workers", 1, database=database)
    result = run("reload", "--workers", 1, database=database)

    assert result.exit_code == 0
    assert rows(database, "SELECT number, reason, superseded_at IS NULL FROM revision ORDER BY number") == [
        (1, "new", 0),
        (2, "code_changed", 1),
    ]
    assert len(rows(database, "SELECT 1 FROM revision_change")) == 1
    assert f"  code_changed {FINANCE.issuer} {FINANCE.year}: revision 2, 1 cell differs  " in result.output


def lose_one_fact(normalise):
    def read(*told):
        report = normalise(*told)
        return replace(report, facts=report.facts[:-1])

    return read


def test_a_moved_file_is_found_at_its_newer_place(tmp_path):
    database = tmp_path / "x.db"
    (tmp_path / "new").mkdir()
    for folder in (tmp_path, tmp_path / "new"):
        (folder / "a.html").write_bytes(page(FINANCE))
        run("load", folder / "a.html", "--workers", 1, database=database)
    (tmp_path / "a.html").unlink()
    found, lost = find(database)

    assert (found, lost) == ([("a.html", Origins(FINANCE.issuer, 2024))], [])
    shutil.rmtree(tmp_path / "new")
    assert find(database)[0] == []
