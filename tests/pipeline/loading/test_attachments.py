"""Files that hold or lead to other files, loaded from the command line: every report once, every file accounted for."""

import io
import stat
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from by_hand import document_of, report_of
from click.testing import CliRunner, Result
from command_line import rows
from forge import Facts, Look, make_facts, render

from db.schema.records import Finding, IssuerRef, Sighting
from extractors.model.source import SourceDocument
from pipeline.commands.cli import main
from pipeline.loading.inherited import take_from_page
from pipeline.loading.run import find_attachments
from pipeline.night.read import Archived, read_archived
from pipeline.sources.archive import Archive

pytestmark = pytest.mark.usefixtures("no_workers")

FINANCE, CIVIL = (make_facts(n, scale="town", issuer=f"望楼县{name}") for n, name in ((1, "财政局"), (2, "民政局")))


def run(*words: object, database: Path) -> Result:
    result = CliRunner().invoke(main, [*map(str, words), "--db", str(database), "--workers", "1"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def page(facts: Facts, **look: object) -> bytes:
    return render(facts, Look(**look), "html")


def zip_up(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


STATUS = "SELECT issuer, year FROM report_status ORDER BY issuer"
BOTH = [("望楼县民政局", 2024), ("望楼县财政局", 2024)]


def load(path: Path, data: bytes) -> tuple[Result, Path]:
    path.write_bytes(data)
    database = path.parent / "x.db"
    return run("load", path, database=database), database


def test_two_reports_in_an_archive_are_two_reports_with_places_of_their_own(tmp_path):
    result, database = load(tmp_path / "all.zip", zip_up({"年报/1.html": page(FINANCE), "2.html": page(CIVIL)}))

    assert result.exit_code == 0, result.output
    assert rows(database, STATUS) == BOTH
    assert rows(database, "SELECT location FROM sighting ORDER BY location") == [
        (f"{tmp_path / 'all.zip'}/2.html",),
        (f"{tmp_path / 'all.zip'}/年报/1.html",),
    ]
    assert sorted(rows(database, "SELECT location, outcome FROM run_item")) == [
        (f"{tmp_path / 'all.zip'}/2.html", "loaded"),
        (f"{tmp_path / 'all.zip'}/年报/1.html", "loaded"),
    ]


def test_an_archive_loaded_twice_is_unchanged(tmp_path):
    data = zip_up({"1.html": page(FINANCE), "2.html": page(CIVIL)})
    _, database = load(tmp_path / "all.zip", data)
    result, _ = load(tmp_path / "all.zip", data)

    assert result.exit_code == 0
    assert rows(database, "SELECT outcome FROM run_item WHERE run_id = 2") == [("unchanged",), ("unchanged",)]
    assert rows(database, "SELECT count(*) FROM revision") == [(2,)]


def test_the_archives_name_says_nothing_of_the_report_in_it(tmp_path):
    report = page(FINANCE).replace(FINANCE.issuer.encode(), b"").replace(b"2024", b"")
    name = "望楼县审计局2021年政府信息公开工作年度报告"
    _, database = load(tmp_path / f"{name}.zip", zip_up({"望楼县财政局2023年政府信息公开工作年度报告.html": report}))

    assert rows(database, STATUS) == [("望楼县财政局", 2023)]


def test_a_report_that_cannot_be_read_is_told_beside_one_that_can(tmp_path):
    cut = render(CIVIL, Look(), "docx")[:3000]
    result, database = load(
        tmp_path / "all.zip", zip_up({"1.html": page(FINANCE), "2.docx": cut, "logo.png": b"\x89PNG\r\n\x1a\n"})
    )

    assert result.exit_code == 3
    assert [
        (str(place).rpartition("/")[2], outcome)
        for place, outcome in rows(database, "SELECT location, outcome FROM run_item")
    ] == [
        ("1.html", "loaded"),
        ("2.docx", "quarantined"),
        ("logo.png", "unchanged"),
    ]
    assert "2.docx\n    FILE.TRUNCATED: " in result.output


def test_an_archive_without_a_report_is_one_line(tmp_path):
    result, database = load(tmp_path / "all.zip", zip_up({"说明.txt": "附件见内网。".encode()}))

    assert result.exit_code == 3
    assert [str(reason).partition(":")[0] for (reason,) in rows(database, "SELECT reason FROM run_item")] == [
        "DOC.NOT_REPORT"
    ]


def test_a_rar_without_a_program_that_opens_it_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result, database = load(tmp_path / "all.rar", b"Rar!\x1a\x07\x01\x00")
    ((reason,),) = rows(database, "SELECT reason FROM run_item")

    assert result.exit_code == 3
    assert str(reason).startswith("FILE.NEEDS_EXTRA: ")
    assert "install bsdtar (libarchive-tools) or unrar" in str(reason)


def test_a_report_in_a_rar_is_loaded_by_a_program_that_opens_it(tmp_path, monkeypatch):
    tools, inside = tmp_path / "tools", tmp_path / "inside"
    tools.mkdir()
    inside.write_bytes(page(FINANCE))
    program = tools / "bsdtar"
    program.write_text(f"#!/bin/sh\ncase $1 in -tf) echo a.html ;; *) /bin/cat {inside} ;; esac\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tools))
    _, database = load(tmp_path / "all.rar", b"Rar!\x1a\x07\x01\x00")

    assert rows(database, STATUS) == [("望楼县财政局", 2024)]
    assert rows(database, "SELECT location FROM sighting") == [(f"{tmp_path / 'all.rar'}/a.html",)]


# -- a page whose report is a file beside it -----------------------------------------------------------------------


def write_stub(folder: Path, *links: str) -> Path:
    """A page that has a title and nothing else but links."""
    title = "望楼县财政局2024年政府信息公开工作年度报告"
    anchors = "".join(f'<p><a href="{link}">附件：{title}</a></p>' for link in links)
    stub = folder / "stub.html"
    stub.write_text(
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="zoom"><h1>{title}</h1>{anchors}'
        "</div></body></html>",
        encoding="utf-8",
    )
    return stub


def nameless(kind: str) -> bytes:
    facts = make_facts(1, scale="town", issuer="望楼县财政局")
    bare = replace(facts, issuer="", narrative={n: () for n in range(7)})
    return render(bare, Look(title="no_year", missing_headings=()), kind)


@pytest.mark.parametrize(
    ("link", "name"),
    [
        pytest.param("report.docx", "report.docx", id="a name alone"),
        pytest.param("https://example.org/files/2025/report.docx?id=3", "report.docx", id="a whole address"),
        pytest.param("/files/%E5%B9%B4%E6%8A%A5.docx", "年报.docx", id="a name in percent signs"),
    ],
)
def test_the_report_beside_a_page_gets_issuer_and_year_from_the_page(link, name, tmp_path):
    stub = write_stub(tmp_path, link)
    (tmp_path / name).write_bytes(nameless("docx"))
    result = run("load", stub, database=tmp_path / "x.db")

    assert result.exit_code in (0, 3), result.output
    assert rows(tmp_path / "x.db", STATUS) == [("望楼县财政局", 2024)]
    assert rows(tmp_path / "x.db", "SELECT location FROM sighting") == [(str(tmp_path / name),)]


def test_what_the_attachment_says_itself_stands(tmp_path):
    stub = write_stub(tmp_path, "report.docx")
    (tmp_path / "report.docx").write_bytes(render(CIVIL, Look(), "docx"))
    run("load", stub, database=tmp_path / "x.db")

    assert rows(tmp_path / "x.db", STATUS) == [("望楼县民政局", 2024)]


def test_an_attachment_that_cannot_be_read_is_told(tmp_path):
    stub = write_stub(tmp_path, "report.docx")
    (tmp_path / "report.docx").write_bytes(render(CIVIL, Look(), "docx")[:3000])
    result = run("load", stub, database=tmp_path / "x.db")
    ((reason,),) = rows(tmp_path / "x.db", "SELECT reason FROM run_item")

    assert result.exit_code == 3
    assert str(reason).startswith("FILE.TRUNCATED: ")


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("gone.docx", id="a file that is not there"),
        pytest.param("../../etc/passwd.pdf", id="a path out of the folder"),
        pytest.param("http://[bad/report.docx", id="an address that is none"),
        pytest.param("/" + "a" * 300 + ".docx", id="a name no file can have"),
        pytest.param("stub.html", id="the page itself"),
        pytest.param("/files/.pdf/", id="a folder"),
    ],
)
def test_a_link_that_leads_nowhere_leads_nowhere(link, tmp_path):
    stub = write_stub(tmp_path, link)

    assert find_attachments(SourceDocument(stub.read_bytes(), "stub.html"), stub) == []


def test_a_page_with_a_report_of_its_own_does_not_open_its_attachments(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(page(FINANCE).replace(b"</h1>", b'</h1><p><a href="other.docx">annex</a></p>', 1))
    (tmp_path / "other.docx").write_bytes(render(CIVIL, Look(), "docx"))
    run("load", path, database=tmp_path / "x.db")

    assert rows(tmp_path / "x.db", STATUS) == [("望楼县财政局", 2024)]


# -- the page and the file beside it, both in the folder -----------------------------------------------------------


def write_pair(folder: Path) -> Path:
    """A page with a day and no figures, and a file with figures that says neither whose they are nor of when."""
    stub = write_stub(folder, "report.docx")
    day = '<meta name="PubDate" content="2025-01-21 09:30"></head>'
    stub.write_text(stub.read_text(encoding="utf-8").replace("</head>", day), encoding="utf-8")
    (folder / "report.docx").write_bytes(nameless("docx"))
    return stub


HELD = "SELECT issuer, year, title FROM report_status"
SEEN = "SELECT location, published_on FROM sighting ORDER BY location"
TITLE = "望楼县财政局2024年政府信息公开工作年度报告"


def test_a_page_and_the_file_that_hangs_on_it_are_one_report(tmp_path):
    write_pair(tmp_path)
    result = run("load", tmp_path, database=tmp_path / "x.db")
    outcomes = rows(tmp_path / "x.db", "SELECT outcome FROM run_item ORDER BY id")

    assert "未署名" not in result.output
    assert [row[:2] for row in rows(tmp_path / "x.db", HELD)] == [("望楼县财政局", 2024)]
    assert rows(tmp_path / "x.db", "SELECT name FROM issuer") == [("望楼县财政局",)]
    assert rows(tmp_path / "x.db", SEEN) == [(str(tmp_path / "report.docx"), "2025-01-21")]
    assert (len(outcomes), outcomes[1]) == (2, ("unchanged",) if outcomes[0] == ("loaded",) else outcomes[0])


def test_a_file_loaded_before_its_page_becomes_the_pages_report(tmp_path):
    stub = write_pair(tmp_path)
    run("load", tmp_path / "report.docx", database=tmp_path / "x.db")
    alone = rows(tmp_path / "x.db", HELD)
    run("load", stub, database=tmp_path / "x.db")
    run("load", tmp_path / "report.docx", database=tmp_path / "x.db")

    assert str(alone[0][0]).startswith("未署名 report.docx ")
    assert [row[:2] for row in rows(tmp_path / "x.db", HELD)] == [("望楼县财政局", 2024)]
    assert "未署名" not in run_plain("issuers", "unresolved", database=tmp_path / "x.db").output
    assert "未署名" not in run_plain("coverage", "2024", database=tmp_path / "x.db").output


def run_plain(*words: object, database: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words), "--db", str(database)])


def test_an_attachment_takes_what_it_does_not_say_from_its_page():
    page = report_of(document_of(make_facts(1, issuer="望楼县财政局")))
    doubt = Finding("DOC.NO_ISSUER", "fail", "error", "没有找到发布机关", "no issuer found")
    attachment = replace(page, issuer=IssuerRef("", ""), findings=(doubt,))
    page = replace(page, title=TITLE, sighting=Sighting("page.html", date(2025, 1, 21), TITLE))
    bare = replace(attachment, year=None, title="", sighting=Sighting("a.docx"))
    told = take_from_page(bare, page)
    own = take_from_page(replace(page, year=2023, title="甲", sighting=Sighting("b", date(2024, 2, 1), "乙")), page)

    assert (told.issuer.name, told.year, told.title) == ("望楼县财政局", page.year, TITLE)
    assert told.sighting == Sighting("a.docx", date(2025, 1, 21), TITLE)
    assert "DOC.NO_ISSUER" not in {finding.rule for finding in told.findings}
    assert (own.year, own.title, own.sighting) == (2023, "甲", Sighting("b", date(2024, 2, 1), "乙"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("附件下载", "望楼县财政局", id="the list names nobody: the page does"),
        pytest.param("望楼县民政局2024年政府信息公开工作年度报告", "望楼县民政局", id="the list names the issuer"),
    ],
)
def test_an_attachment_that_was_fetched_takes_issuer_and_day_from_its_page(title, name, tmp_path):
    stub = write_pair(tmp_path)
    archive = Archive(str(tmp_path / "archive"))
    page, file = (archive.put(path.read_bytes()) for path in (stub, tmp_path / "report.docx"))
    url = "https://www.example.gov.cn/"
    task = Archived(1, archive.url, file, f"{url}report.docx", title, None, "某县政府", None, (page, f"{url}stub.html"))
    (report,) = read_archived(task)

    assert (report.issuer.name, report.year) == (name, 2024)
    assert report.sighting.published_on == date(2025, 1, 21)
    assert report.sighting.location == f"{url}report.docx"


def test_a_fetched_file_that_nobody_names_is_its_sources(tmp_path):
    archive = Archive(str(tmp_path / "archive"))
    file = archive.put(nameless("docx"))
    task = Archived(1, archive.url, file, "https://www.example.gov.cn/a.docx", "附件", None, "望楼县财政局", None)

    assert read_archived(task)[0].issuer.name == "望楼县财政局"
