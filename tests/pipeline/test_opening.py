"""Files and folders that the system does not give: each is told, and costs only itself."""

import errno
import gc
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import rows, run, said

from db.export.files import CsvFile, ParquetFile
from pipeline.inputs import NoSuchInputError, find_files
from pipeline.opening import NoAccessError, is_file, is_there, open_file

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

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


def test_what_lies_in_a_locked_folder_is_not_there(locked):
    with pytest.raises(NoSuchInputError, match="no such file, folder or pattern"):
        list(find_files([str(locked / "report.txt")]))
    assert not is_there(locked / "report.txt")
    assert not is_file(locked / "report.txt")


def test_a_file_that_is_gone_is_no_fault_of_the_program(tmp_path):
    with pytest.raises(NoAccessError, match="No such file or directory") as caught:
        open_file(tmp_path / "gone.html")

    assert caught.value.code == "FILE.NO_ACCESS"


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
