"""Files and folders that the system does not give: each is told, and costs only itself."""

import errno
import gc
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from command_line import rows, run, said

from db.exporting.files import CsvFile, ParquetFile
from pipeline.loading.file_access import NoAccessError, is_file, is_there, open_file, read_bytes
from pipeline.loading.inputs import find_files

SAMPLES = Path(__file__).resolve().parents[3] / "samples"

needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for files that Linux has")


@pytest.fixture
def locked(tmp_path, monkeypatch) -> Path:
    """A folder beside a report, that nobody may enter: the user of a test may be one who may do everything."""
    folder = tmp_path / "locked"
    folder.mkdir()
    (tmp_path / "report.txt").write_bytes((SAMPLES / "zhulou-2024" / "source.txt").read_bytes())
    refused = PermissionError(errno.EACCES, "Permission denied")

    def deny(method):
        def ask(path, *args, **options):
            if folder == path or folder in path.parents:
                raise refused
            return method(path, *args, **options)

        return ask

    for name in ("iterdir", "read_bytes"):
        monkeypatch.setattr(Path, name, deny(getattr(Path, name)))
    stat = Path.stat
    monkeypatch.setattr(
        Path,
        "stat",
        lambda path, **options: deny(stat)(path, **options) if folder in path.parents else stat(path, **options),
    )
    return folder


def test_a_locked_folder_is_named_in_the_list(locked):
    assert [path.name for path in find_files([str(locked.parent)])] == ["locked", "report.txt"]


def test_what_lies_in_a_locked_folder_is_named_and_told_as_locked(locked):
    assert [path.name for path in find_files([str(locked / "report.txt")])] == ["report.txt"]
    with pytest.raises(NoAccessError, match="Permission denied"):
        open_file(locked / "report.txt")
    assert not is_there(locked / "report.txt")
    assert not is_file(locked / "report.txt")


def test_a_file_that_is_gone_is_no_fault_of_the_program(tmp_path):
    with pytest.raises(NoAccessError, match="No such file or directory") as caught:
        open_file(tmp_path / "gone.html")

    assert caught.value.code == "FILE.NO_ACCESS"


@pytest.fixture
def odd(tmp_path) -> Path:
    """A folder with a report, what is no file, and what cannot be reached."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes((SAMPLES / "zhulou-2024" / "source.txt").read_bytes())
    os.mkfifo(folder / "pipe.html")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(folder / "socket.html"))
    (folder / "device.html").symlink_to("/dev/zero")
    (folder / "gone.html").symlink_to("no-such-file")
    (folder / "circle.html").symlink_to("circle.html")
    (folder / "x\x1b[31m\n[b]\x9b\u202e.html").symlink_to("no-such-file")
    return folder


ODD = {
    "pipe.html": "a named pipe, no file",
    "socket.html": "a socket, no file",
    "device.html": "a device, no file",
    "gone.html": "No such file or directory",
    "circle.html": "Too many levels of symbolic links",
    r"x\x1b[31m\x0a[b]\xc2\x9b\xe2\x80\xae.html": "No such file or directory",
}


@needs_linux
@pytest.mark.parametrize("is_named", [False, True], ids=["found in a folder", "given by name"])
def test_what_is_no_file_is_one_line_and_the_report_beside_it_loads(odd, tmp_path, is_named):
    paths = sorted(odd.iterdir()) if is_named else [odd]
    result = run("load", *paths, "--workers", 1, database=tmp_path / "x.db")
    items = dict(rows(tmp_path / "x.db", "SELECT location, outcome || ' ' || reason FROM run_item"))

    assert result.exit_code == 3, said(result)
    assert items.pop(f"{odd}/a.txt") == "loaded "
    assert {Path(str(at)).name: str(why).rpartition("(")[2][:-1] for at, why in items.items()} == ODD
    assert all(str(why).startswith("quarantined FILE.NO_ACCESS: ") for why in items.values())
    assert not set(said(result)) & {"\x1b", "\x9b", "\u202e"}


@needs_linux
@pytest.mark.parametrize("command", ["extract", "figures"])
@pytest.mark.parametrize("name", ["pipe.html", "socket.html", "device.html", "circle.html", "x" * 300])
def test_a_file_to_read_that_is_none_is_one_line(odd, command, name):
    result = run(command, odd / name)

    assert result.exit_code == 2
    assert said(result).startswith(f"gongkai: {odd / name}: ")
    assert said(result).count("\n") == 1


@needs_linux
def test_a_pipe_that_somebody_writes_to_is_read_by_name(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    program = "import sys; open(sys.argv[1], 'wb').write(b'x' * 100000)"
    with subprocess.Popen([sys.executable, "-c", program, tmp_path / "pipe"]) as writer:
        with (tmp_path / "pipe").open("rb") as first:  # the writer is there from here on
            assert first.read(1) == b"x"
            assert set(read_bytes(tmp_path / "pipe", or_pipe=True)) == {ord("x")}
        writer.wait()


@needs_linux
@pytest.mark.parametrize("command", [["load", str(SAMPLES / "not-a-report")], ["unmapped"], ["db", "upgrade"]])
@pytest.mark.parametrize("name", ["pipe.html", "socket.html", "device.html", "x" * 300, f"{'x' * 300}/y.db"])
def test_a_database_where_none_can_be_is_one_line(odd, command, name):
    result = run(*command, "--db", odd / name)

    assert result.exit_code == 1
    assert said(result).startswith("gongkai: ")
    assert said(result).count("\n") == 1


@needs_linux
def test_another_user_is_told_what_may_not_be_read():
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    program = (
        "import os, sys; from pipeline.loading.inputs import find_files; "
        "from pipeline.loading.file_access import NoAccessError, open_file; os.setuid(65534)\n"
        "for path in find_files(sys.argv[1:]):\n"
        "    try: open_file(path)\n"
        "    except NoAccessError as error: print(path.name, error)\n"
    )
    with tempfile.TemporaryDirectory() as place:  # the folders of pytest are closed to others
        folder = Path(place)
        folder.chmod(0o755)
        (folder / "shut").mkdir(0)
        (folder / "locked.txt").touch(0)
        words = [sys.executable, "-c", program, folder, folder / "shut" / "y"]
        told = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout

    assert told.splitlines() == ["locked.txt Permission denied", "shut Permission denied", "y Permission denied"]


@needs_linux
def test_a_database_may_have_a_name_in_gbk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode("公开.db".encode("gbk"))
    result = run("load", SAMPLES / "zhulou-2024" / "source.txt", "--workers", 1, "--db", name)

    assert result.exit_code == 0, said(result)
    assert r"sqlite:///\xb9\xab\xbf\xaa.db" in said(result)
    assert said(run("unmapped", "--db", name)) == "# every label is known\n"


@needs_linux
def test_a_file_that_gives_nothing_costs_only_itself(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").symlink_to(SAMPLES / "zhulou-2024" / "source.txt")
    (tmp_path / "in" / "b.html").symlink_to("/proc/self/mem")  # is there, and gives nothing
    database = tmp_path / "x.db"
    result = run("load", tmp_path / "in", "--workers", 1, database=database)
    items = rows(database, "SELECT outcome, reason FROM run_item ORDER BY location")

    assert result.exit_code == 3, said(result)
    assert items[0][0] == "loaded"
    assert items[1] == (
        "quarantined",
        "FILE.NO_ACCESS: 文件打不开（读写错误） / the file cannot be opened (Input/output error)",
    )


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["explain", "局\udcff", "2024", "outcome_total"], id="explain"),
        pytest.param(["coverage", "2024", "--parent", "县\udcff"], id="coverage"),
        pytest.param(["query", "top_movers", "-p", "field=\udcff"], id="query"),
    ],
)
def test_bytes_that_are_no_text_are_wrong_use(words, tmp_path):
    database = tmp_path / "x.db"
    run("load", SAMPLES / "zhulou-2024" / "source.txt", "--workers", 1, database=database)
    result = run(*words, "--db", database)

    assert result.exit_code == 2
    assert said(result).startswith("gongkai: no text in UTF-8")


@needs_linux
def test_a_disk_without_room_for_what_is_printed_is_one_line(tmp_path):
    program = Path(sys.executable).with_name("gongkai")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([program, "dictionary"], stdout=full, stderr=subprocess.PIPE, text=True)

    assert (done.returncode, done.stderr) == (
        1,
        "gongkai: cannot write what was to be printed: No space left on device\n",
    )


@needs_linux
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_export_on_a_full_disk_is_one_line(kind, tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    maker = {"csv": CsvFile, "parquet": ParquetFile}[kind]
    begin = maker.open.__func__

    def open_full(cls, folder, table, columns):
        if table != "current_fact":
            return begin(cls, folder, table, columns)
        (folder / f"{table}.{kind}").symlink_to("/dev/full")
        return begin(cls, folder, table, columns)

    monkeypatch.setattr(maker, "open", classmethod(open_full))
    database = tmp_path / "x.db"
    run("load", SAMPLES / "zhulou-2024" / "source.txt", "--workers", 1, database=database)
    result = run("export", tmp_path / "full", "--format", kind, "--format", "xlsx", database=database)
    gc.collect()

    assert result.exit_code == 1
    assert said(result).startswith(f"gongkai: cannot write {tmp_path / 'full'}: ")
    assert "No space left on device" in result.output
    assert result.output.count("\n") == 1
    assert not (tmp_path / "full" / "datapackage.json").exists()


@needs_linux
def test_an_export_that_cannot_be_written_is_one_line(tmp_path):
    folder = "/proc/none"
    database = tmp_path / "x.db"
    run("load", SAMPLES / "zhulou-2024" / "source.txt", "--workers", 1, database=database)
    result = run("export", folder, "--format", "csv", database=database)

    assert result.exit_code == 1
    assert said(result) == (
        f"gongkai: cannot write {folder}: No such file or directory; what stands in {folder} is not whole\n"
    )
