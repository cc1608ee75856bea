"""Topic ``loading``: ``gongkai load`` of a mixed folder, from the command to the database."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

from benchmarks import ROOT
from benchmarks.databases import open_databases
from benchmarks.documents import make_document
from benchmarks.machine import find_load
from benchmarks.page import Chapter, Row, Target, in_ms
from benchmarks.settings import Size

MIXTURE = ("html", "html", "html", "html", "html", "docx", "docx", "doc", "pdf", "pdf")
"""Ten files in turn: half web pages, a fifth docx, a tenth doc, a fifth PDF."""
FIGURES = Path(__file__).with_name("loading.json")
"""What one report took, for ``benchmarks.national``; written by a whole run and with ``--keep``."""
MOST_MS = {"SQLite": 10.0, "PostgreSQL": 12.5}
"""Wall milliseconds a report with two workers on two cores that nobody else uses."""
_PAUSE = 0.1
"""Seconds between two looks at the processes."""
_GOOD_ENDS = (0, 3)


@dataclass(frozen=True, slots=True)
class Load:
    """One run of the command: seconds, CPU seconds of all processes and of the writing one, and their most memory."""

    files: int
    wall: float
    cpu: float
    writer_cpu: float
    worker_mb: float
    writer_mb: float
    stored: int = 0
    """Bytes of the database afterwards."""


def run(size: Size) -> list[Chapter]:
    """The chapter on whole loads."""
    rows: list[Row] = []
    growth: list[str] = []
    targets: list[Target] = []
    pairs: dict[str, tuple[Load, Load]] = {}
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name, open_databases() as databases:
        small, large = Path(name) / "small", Path(name) / "large"
        fill_folder(small, size.first_files)
        fill_folder(large, size.files)
        for engine in databases.engines:
            first = load_folder(small, size.first_files, databases.make(engine), 1)
            loads = {workers: load_folder(large, size.files, databases.make(engine), workers) for workers in (1, 2)}
            rows += [_write_row(engine, 1, first)]
            rows += [_write_row(engine, workers, load) for workers, load in loads.items()]
            growth.append(f"{engine} {_find_growth(first, loads[1]):.2f} ×")
            pairs[engine] = (first, loads[1])
            targets += _set_targets(engine, first, loads)
        write_figures(FIGURES if size.is_kept else Path(name) / FIGURES.name, pairs, large)
    words = (
        "Half HTML, a fifth docx, a tenth doc, a fifth PDF; everything counts: start of the processes, reading, "
        "checks, the transactions, the ledger, ANALYZE at the end. Wall time depends on what else the machine does; "
        "CPU time is that of all processes of the command, and of the one that writes, which nobody can help; the "
        "PostgreSQL server is not in it. "
        f"Growth: CPU of a report after the first {size.first_files}, over CPU of one of those: {'; '.join(growth)}. "
        "For 10,000 files: `python -m benchmarks --only loading --files 10000`."
    )
    head = ("database, workers, files", "reports/s (wall)", "CPU ms a report", "writer's", "worker MB", "writer MB")
    return [Chapter("Loading a folder", words, head, rows, targets)]


def _set_targets(engine: str, first: Load, loads: dict[int, Load]) -> list[Target]:
    one, two = loads[1], loads[2]
    return [
        Target(f"{engine}: two workers, a report (wall)", two.wall / two.files * 1000, MOST_MS[engine], "ms"),
        Target(f"{engine}: time of two workers ÷ that of one", two.wall / one.wall, 1 / 1.8),
        Target(f"{engine}: CPU of a later report ÷ that of an early one", _find_growth(first, one), 1.1),
        Target(f"{engine}: memory of a worker", max(one.worker_mb, two.worker_mb), 200, "MB"),
    ]


def _find_growth(first: Load, last: Load) -> float:
    more = (last.cpu - first.cpu) / (last.files - first.files)
    return more / (first.cpu / first.files)


def _write_row(engine: str, workers: int, load: Load) -> Row:
    return (
        f"{engine}, {workers}, {load.files:,}",
        f"{load.files / load.wall:.1f}",
        in_ms(load.cpu / load.files),
        in_ms(load.writer_cpu / load.files),
        f"{load.worker_mb:.0f}",
        f"{load.writer_mb:.0f}",
    )


def write_figures(path: Path, pairs: dict[str, tuple[Load, Load]], folder: Path) -> None:
    """Writes what ``benchmarks.national`` reckons with: what one more report takes, by database.

    Args:
        path: Where to.
        pairs: By database, a small load and a large one by one worker: their difference is without start and schema.
        folder: The files of the large one.
    """
    sizes = [file.stat().st_size for file in folder.iterdir()]
    told = {
        "files": len(sizes),
        "file_bytes": round(sum(sizes) / len(sizes)),
        "load_while_measured": find_load(),
        "engines": {engine: _describe_growth(*pair) for engine, pair in pairs.items()},
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _describe_growth(small: Load, large: Load) -> dict[str, float]:
    more = large.files - small.files
    writing = (large.writer_cpu - small.writer_cpu) / more
    return {
        "reading_ms": round(((large.cpu - small.cpu) / more - writing) * 1000, 2),
        "writing_ms": round(writing * 1000, 2),
        "worker_mb": round(large.worker_mb),
        "writer_mb": round(large.writer_mb),
        "stored_bytes": round((large.stored - small.stored) / more),
    }


def measure_stored(url: str) -> int:
    """Bytes that a database takes."""
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).stat().st_size
    engine = create_engine(url)
    with engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    return int(size)


def fill_folder(folder: Path, count: int) -> None:
    """Writes ``count`` reports in the formats of the mixture; never two of one issuer and year."""
    folder.mkdir()
    for number in range(count):
        made = make_document(MIXTURE[number % len(MIXTURE)], number)
        (folder / made.name).write_bytes(made.data)


def load_folder(folder: Path, count: int, url: str, workers: int) -> Load:
    """What one ``gongkai load`` took.

    Raises:
        RuntimeError: when the command failed.
    """
    command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    command += ["load", str(folder), "--db", url, "--workers", str(workers)]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
        watch = _Watch(psutil.Process(process.pid))
        while process.poll() is None:
            watch.look()
            time.sleep(_PAUSE)
        wall = time.perf_counter() - started
        if process.returncode not in _GOOD_ENDS:
            said.seek(0)
            raise RuntimeError(said.read().decode()[-2000:])
    return Load(count, wall, watch.cpu, watch.writer_cpu, watch.worker_mb, watch.writer_mb, measure_stored(url))


class _Watch:
    """Looks at a process and its descendants from time to time; they are gone when the command ends."""

    def __init__(self, root: psutil.Process) -> None:
        self.root = root
        self._cpu: dict[int, float] = {}
        self.worker_mb = 0.0
        self.writer_mb = 0.0

    @property
    def cpu(self) -> float:
        """CPU seconds of all processes seen, up to the last look at each."""
        return sum(self._cpu.values())

    @property
    def writer_cpu(self) -> float:
        """CPU seconds of the process that writes."""
        return self._cpu.get(self.root.pid, 0.0)

    def look(self) -> None:
        """Notes what every process has used so far."""
        try:
            family = [self.root, *self.root.children(recursive=True)]
        except psutil.Error:
            return
        for one in family:
            try:
                self._note(one)
            except psutil.Error:  # ended between being listed and being asked
                continue

    def _note(self, one: psutil.Process) -> None:
        with one.oneshot():
            times, held = one.cpu_times(), one.memory_info().rss / 2**20
        self._cpu[one.pid] = times.user + times.system
        if one.pid == self.root.pid:
            self.writer_mb = max(self.writer_mb, held)
        else:
            self.worker_mb = max(self.worker_mb, held)
