"""Archives, portfolios and what lies in them: every member comes out under its name, and a bad one costs itself."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from forge import Look, make_facts, render
from reportlab.pdfgen.canvas import Canvas

from extractors.formats import containers
from extractors.formats.containers import Member, is_beside, spell_name, unpack
from extractors.model.document import Unreadable
from extractors.model.source import SourceDocument

REPORT = render(make_facts(1), Look(), "html")


def make_zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def mark_encrypted(data: bytes, name: str) -> bytes:
    """The archive with the mark of a password on one member, in both places where it stands."""
    changed = bytearray(data)
    for signature, flag, length in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = 0
        while (at := data.find(signature, at)) >= 0:
            if data[at + length : at + length + len(name)] == name.encode():
                changed[at + flag] |= 1
            at += 4
    return bytes(changed)


def open_all(data: bytes, name: str = "file.zip") -> dict[str, bytes]:
    return {member.source.name: member.source.data for member in unpack(SourceDocument(data, name))}


def refusal(data: bytes, name: str = "file.zip") -> str:
    with pytest.raises(Unreadable) as error:
        unpack(SourceDocument(data, name))
    return error.value.problem.code


def test_a_file_that_is_no_container_comes_back_as_it_is():
    source = SourceDocument(REPORT, "report.html")

    assert unpack(source) == (Member(source),)


def test_members_come_with_their_folders_and_the_archives_name_before_them():
    made = make_zip({"年报/": b"", "年报/财政局.html": b"<p>1", "说明.txt": b"2"})

    assert open_all(made) == {"file.zip/年报/财政局.html": b"<p>1", "file.zip/说明.txt": b"2"}


def test_an_archive_in_an_archive_is_opened_and_one_deeper_is_not():
    deepest = make_zip({"c.txt": b"3"})
    inner = make_zip({"b.txt": b"2", "deepest.zip": deepest})
    made = make_zip({"a.txt": b"1", "inner.zip": inner})

    assert open_all(made) == {
        "file.zip/a.txt": b"1",
        "file.zip/inner.zip/b.txt": b"2",
        "file.zip/inner.zip/deepest.zip": deepest,
    }


def test_an_address_goes_down_to_every_member():
    source = SourceDocument(make_zip({"a.txt": b"1"}), "file.zip", "https://example.org/file.zip")

    assert [member.source.url for member in unpack(source)] == ["https://example.org/file.zip"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("__MACOSX/._报告.html", id="what a Mac leaves behind"),
        pytest.param(".DS_Store", id="a hidden file"),
        pytest.param(".git/report.html", id="a file in a hidden folder"),
        pytest.param("style.CSS", id="a style sheet"),
        pytest.param("img\\Thumbs.db", id="a thumbnail store under a Windows folder"),
    ],
)
def test_what_no_person_sees_is_told_of_and_not_read(name):
    members = unpack(SourceDocument(make_zip({name: b"1", "a.txt": b"2"}), "file.zip"))

    assert [(member.source.data, is_beside(member)) for member in members] == [(b"", True), (b"2", False)]


@pytest.mark.parametrize("name", ["./a.html", "../a.html", "b/../a.html"])
def test_a_name_that_goes_through_folders_is_no_hidden_one(name):
    assert open_all(make_zip({name: b"1"})) == {f"file.zip/{name}": b"1"}


def test_an_archive_of_such_files_alone_says_that_there_is_nothing_to_read():
    assert refusal(make_zip({"style.css": b"1", "a.xml": b"<a/>"})) == "FILE.EMPTY"
    assert refusal(make_zip({"folder/": b""})) == "FILE.EMPTY"


def test_each_of_two_members_with_the_same_name_has_its_own_bytes():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", b"2")

    assert [member.source.data for member in unpack(SourceDocument(buffer.getvalue(), "x.zip"))] == [b"1", b"2"]


@pytest.mark.parametrize(
    ("raw", "flag", "spelled"),
    [
        pytest.param(
            "财政局/报告.docx".encode("gb18030").decode("cp437"), 0, "财政局/报告.docx", id="GBK without a mark"
        ),
        pytest.param("财政局.docx".encode().decode("cp437"), 0, "财政局.docx", id="UTF-8 without its mark"),
        pytest.param("财政局.docx", 0x800, "财政局.docx", id="UTF-8 with its mark"),
        pytest.param("report.docx", 0, "report.docx", id="plain letters"),
        pytest.param("a\nb.docx", 0, "a?b.docx", id="a line break, which would break every list"),
    ],
)
def test_names_are_spelled_as_they_were_written(raw, flag, spelled):
    info = zipfile.ZipInfo(raw)
    info.flag_bits = flag

    assert spell_name(info) == spelled


def test_a_member_under_a_gbk_name_can_be_read():
    placeholder, name = "xxxx.txt", "报告.txt".encode("gb18030")
    made = make_zip({placeholder: b"1"}).replace(placeholder.encode(), name)

    assert open_all(made) == {"file.zip/报告.txt": b"1"}


def test_a_locked_archive_is_refused_in_one():
    locked = mark_encrypted(mark_encrypted(make_zip({"a.txt": b"1", "b.txt": b"2"}), "a.txt"), "b.txt")

    assert refusal(locked) == "FILE.ENCRYPTED"


def test_a_locked_member_costs_itself_alone():
    made = mark_encrypted(make_zip({"a.txt": b"1", "b.txt": b"2"}), "a.txt")
    first, second = unpack(SourceDocument(made, "file.zip"))

    assert (first.source.name, first.source.data) == ("file.zip/a.txt", b"")
    assert first.problem is not None
    assert first.problem.code == "FILE.ENCRYPTED"
    assert (second.source.data, second.problem) == (b"2", None)


def test_a_damaged_member_costs_itself_alone():
    made = bytearray(make_zip({"a.txt": b"first" * 9, "b.txt": b"second"}, zipfile.ZIP_STORED))
    made[made.index(b"first")] ^= 1
    first, second = unpack(SourceDocument(bytes(made), "file.zip"))

    assert first.problem is not None
    assert first.problem.code == "FILE.TRUNCATED"
    assert (second.source.data, second.problem) == (b"second", None)


@pytest.mark.parametrize("percent", range(10, 100, 10))
def test_a_cut_archive_is_refused_wherever_it_is_cut(percent):
    made = make_zip({"a.html": REPORT, "b.html": REPORT})

    assert refusal(made[: len(made) * percent // 100]) == "FILE.TRUNCATED"


def test_a_cut_archive_inside_a_whole_one_costs_itself_alone():
    inner = make_zip({"b.txt": b"2"})[:-12]
    first, second = unpack(SourceDocument(make_zip({"inner.zip": inner, "a.txt": b"1"}), "file.zip"))

    assert first.problem is not None
    assert (first.source.name, first.problem.code) == ("file.zip/inner.zip", "FILE.TRUNCATED")
    assert second.source.data == b"1"


def test_a_member_that_inflates_without_end_is_refused(monkeypatch):
    made = make_zip({"zeros.bin": bytes(70 * 1024 * 1024)})

    assert len(made) < 100_000
    assert refusal(made) == "FILE.TOO_LARGE"


def test_archives_in_an_archive_count_together(monkeypatch):
    monkeypatch.setattr(containers, "MAX_TOTAL_BYTES", 5_000)
    inner = make_zip({"a.bin": bytes(2_000)})

    assert len(open_all(make_zip({f"{n}.zip": inner for n in range(2)}))) == 2
    assert refusal(make_zip({f"{n}.zip": inner for n in range(3)})) == "FILE.TOO_LARGE"


def test_too_many_members_are_refused_also_when_shared_out(monkeypatch):
    monkeypatch.setattr(containers, "MAX_MEMBERS", 5)
    inner = make_zip({f"{n}.txt": b"1" for n in range(3)})

    assert refusal(make_zip({"1.zip": inner, "2.zip": inner})) == "FILE.TOO_LARGE"


# -- rar -----------------------------------------------------------------------------------------------------------

RAR = b"Rar!\x1a\x07\x01\x00 the rest is for a program that opens it"

STAND_IN = """#!/bin/sh
case "$1" in
-tf) printf '%s\\n' '年报/' '年报/财政局.txt' '附件[1].txt' '--use-compress-program=touch' '__MACOSX/x' ;;
-xOf) case "$3" in
  '年报/财政局.txt') printf first ;;
  '附件\\[1\\].txt') printf second ;;
  *) exit 1 ;;
  esac ;;
esac
"""


def install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(script, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """The only folder besides the shell's own in which programs are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_rar_is_opened_by_a_program(programs):
    install(programs, "bsdtar", STAND_IN)
    members = unpack(SourceDocument(RAR, "file.rar"))

    assert [(m.source.name, m.source.data) for m in members if m.problem is None] == [
        ("file.rar/年报/财政局.txt", b"first"),
        ("file.rar/附件[1].txt", b"second"),
    ]


def test_a_member_whose_name_is_an_option_is_never_handed_to_the_program(programs):
    install(programs, "bsdtar", STAND_IN)
    refused = [m for m in unpack(SourceDocument(RAR, "file.rar")) if m.problem and not is_beside(m)]

    assert [(m.source.name, m.problem.code) for m in refused if m.problem] == [
        ("file.rar/--use-compress-program=touch", "FILE.UNSAFE")
    ]


def test_a_rar_without_a_program_says_what_to_install(programs):
    with pytest.raises(Unreadable) as error:
        unpack(SourceDocument(RAR, "file.rar"))

    assert error.value.problem.code == "FILE.NEEDS_EXTRA"
    assert error.value.problem.detail == "install bsdtar (libarchive-tools) or unrar"


def test_a_rar_that_the_program_cannot_open_is_refused(programs):
    install(programs, "unrar", "#!/bin/sh\nexit 3\n")

    assert refusal(RAR, "file.rar") == "FILE.TRUNCATED"


def test_a_rar_that_pours_without_end_is_refused(programs, monkeypatch):
    monkeypatch.setattr(containers, "MAX_MEMBER_BYTES", 1_000)
    install(programs, "bsdtar", "#!/bin/sh\nwhile echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do :; done\n")

    assert refusal(RAR, "file.rar") == "FILE.TOO_LARGE"


def test_a_program_that_hangs_is_ended(programs, monkeypatch):
    monkeypatch.setattr(containers, "RAR_SECONDS", 0.2)
    install(programs, "bsdtar", "#!/bin/sh\nwhile :; do :; done\n")

    assert refusal(RAR, "file.rar") == "FILE.TRUNCATED"


def test_nothing_of_the_archive_is_left_on_the_disk(programs, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(programs))
    install(programs, "bsdtar", STAND_IN)
    unpack(SourceDocument(RAR, "file.rar"))

    assert [path.name for path in Path(programs).iterdir()] == ["bsdtar"]


# -- PDF portfolio -------------------------------------------------------------------------------------------------


def make_portfolio(attached: dict[str, bytes]) -> bytes:
    import pypdfium2

    page = io.BytesIO()
    canvas = Canvas(page, invariant=1)
    canvas.drawString(72, 720, "see the attached files")
    canvas.save()
    pdf = pypdfium2.PdfDocument(page.getvalue())
    for name, data in attached.items():
        pdf.new_attachment(name).set_data(data)
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def test_the_files_in_a_portfolio_come_after_its_own_page():
    made = make_portfolio({"财政局.html": REPORT, "logo.gif": b"GIF89a"})
    members = unpack(SourceDocument(made, "all.pdf"))

    assert {member.source.name: is_beside(member) for member in members} == {
        "all.pdf": False,
        "all.pdf/财政局.html": False,
        "all.pdf/logo.gif": True,
    }
    assert members[0].source.data == made
    assert REPORT in [member.source.data for member in members]


def test_a_pdf_without_attachments_comes_back_as_it_is():
    source = SourceDocument(render(make_facts(1, scale="town"), Look(), "pdf"), "report.pdf")

    assert unpack(source) == (Member(source),)


def test_a_broken_portfolio_is_left_to_the_reader_of_pdf():
    source = SourceDocument(make_portfolio({"a.html": REPORT})[:300] + b"/EmbeddedFiles", "all.pdf")

    assert unpack(source) == (Member(source),)
