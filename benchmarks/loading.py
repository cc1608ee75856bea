"""Topic ``loading``: ``gongkai load`` of a mixed folder, from the command to the database."""

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import psutil
from sqlalchemy import create_engine, text

from benchmarks import ROOT
from benchmarks.databases import Databases, open_databases
from benchmarks.folders import Folders, open_folders
from benchmarks.machine import find_load
from benchmarks.page import Chapter, Row, Target, in_ms, in_times
from benchmarks.pool import time_reading
from benchmarks.settings import Size
from benchmarks.yardstick import REFERENCE_MS, note_speed

FIGURES = Path(__file__).with_name("loading.json")
"""What one report took, for ``benchmarks.national``; written by a whole run and with ``--keep``."""
LEAST_RATE = {"SQLite": 100.0, "PostgreSQL": 80.0}
"""Reports a second with two workers on two cores that nobody else uses."""
LEAST_SPEEDUP = 1.8
MOST_MB = 200.0
MOST_GROWTH = 1.1
_STARTS = 3
"""Loads of one file and of the smaller folder, in turns, before and after the large ones; the median counts."""
_PAUSE = 0.1
"""Seconds between two looks at the processes."""
_SPEED_PAUSE = 5.0
"""Seconds between two takings of the yardstick beside a load; it takes less than a hundredth of a core."""
_SPEEDS = 3
"""How often it is taken before a load and after it."""
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
    early_mb: float = 0.0
    """Most memory of the writing process in the first half of the time."""
    yardstick_ms: float = REFERENCE_MS
    """What the yardstick took meanwhile, the median."""

    @property
    def speed(self) -> float:
        """How fast the machine was, with that on which the aims were set as 1."""
        return REFERENCE_MS / self.yardstick_ms


@dataclass(frozen=True, slots=True)
class Loads:
    """What the loads of one database took."""

    starts: Sequence[Load]
    """One file each time: start of the processes, schema, statistics."""
    firsts: Sequence[Load]
    """The smaller folder, in turns with the single files."""
    one: Load
    two: Load
    narrow: Load | None = None
    """One worker and the writer on one core that they share; only where no server works on another."""

    @property
    def start(self) -> Load:
        """The middle one of the loads of one file."""
        return _take_middle(self.starts)

    @property
    def first(self) -> Load:
        """The middle one of the loads of the smaller folder."""
        return _take_middle(self.firsts)

    @property
    def growth(self) -> float:
        """CPU of a report of the large folder over that of one of the small folder, the start apart.

        A small folder takes little more than the start, which differs from time to time: each is held against the start
        measured just before it. The large folder takes minutes, in which the machine may change its speed: each time
        counts by the yardstick taken beside it.
        """
        return _take_each(self.start, self.one) / median(map(_take_each, self.starts, self.firsts))


def run(size: Size) -> list[Chapter]:
    """The chapters on whole loads and on what a second worker is worth."""
    loads: dict[str, Loads] = {}
    with open_folders() as folders, open_databases() as databases:
        large = folders.take(size.files)
        for engine in databases.engines:
            loads[engine] = _load_all(engine, size, folders, databases)
        if size.is_kept:
            write_figures(FIGURES, {engine: (one.start, one.one) for engine, one in loads.items()}, large)
        reading = time_reading(folders.take(min(size.files, size.pooled)), (1, 2))
    return [_describe_loads(loads, size), _describe_workers(loads, reading, size)]


def _load_all(engine: str, size: Size, folders: Folders, databases: Databases) -> Loads:
    def load(files: int, workers: int) -> Load:
        return load_folder(folders.take(files), files, databases.make(engine), workers)

    def load_small() -> list[tuple[Load, Load]]:
        return [(load(1, 1), load(size.first_files, 1)) for _ in range(_STARTS)]

    before, one, two = load_small(), load(size.files, 1), load(size.files, 2)
    starts, firsts = zip(*before, *load_small(), strict=True)
    loads = Loads(starts, firsts, one, two)
    if engine != "SQLite":
        return loads
    few = min(size.files, size.narrow_files)
    return replace(loads, narrow=load_folder(folders.take(few), few, databases.make(engine), 1, on_one_core=True))


def _describe_loads(loads: dict[str, Loads], size: Size) -> Chapter:
    text = (
        "Half HTML, a fifth docx, a tenth doc, a fifth PDF; everything counts: start of the processes, reading, "
        "checks, the transactions, the ledger, ANALYZE at the end. Wall time depends on what else the machine does; "
        "CPU time is that of all processes of the command, and of the one that writes, which nobody can help; the "
        "PostgreSQL server is not in it. Growth is CPU of a report of the large folder over that of a report of the "
        f"first {size.first_files}, both by one worker and without what a load of a single file takes, each counted at "
        "the speed that the yardstick had beside it. The writer's memory fills its caches with the first few thousand "
        "reports; if it grows then, the second half tells. "
        "For 10,000 files: `python -m benchmarks --only loading --files 10000`."
    )
    spent = ("reports/s (wall)", "CPU ms a report", "writer's", "yardstick ms")
    head = ("database, workers, files", *spent, "worker MB", "writer MB")
    rows = [
        _write_row(engine, workers, load)
        for engine, one in loads.items()
        for workers, load in ((1, one.start), (1, one.first), (1, one.one), (2, one.two))
    ]
    targets = [target for engine, one in loads.items() for target in _set_targets(engine, one)]
    return Chapter("Loading a folder", text, head, rows, targets)


def _set_targets(engine: str, loads: Loads) -> list[Target]:
    files, one, two = loads.two.files, loads.one, loads.two
    span = f"{files:,} files ÷ {loads.first.files}"
    rate, least = files / two.wall, LEAST_RATE[engine]
    return [
        Target(f"{engine}: reports/s, {files:,} files, two workers", rate, least, "/s", is_least=True, speed=two.speed),
        Target(f"{engine}: CPU of a report, {span}", loads.growth, MOST_GROWTH),
        Target(f"{engine}: memory of a worker", max(one.worker_mb, two.worker_mb), MOST_MB, "MB"),
        Target(f"{engine}: memory of a worker, {span}", one.worker_mb / loads.first.worker_mb, MOST_GROWTH),
        Target(f"{engine}: memory of the writer, {files:,} files ÷ the first half", _find_swelling(two), MOST_GROWTH),
    ]


def _find_swelling(load: Load) -> float:
    """How many times what it held in the first half of the time the writer held at most."""
    return load.writer_mb / load.early_mb if load.early_mb else math.inf


def _take_middle(loads: Sequence[Load]) -> Load:
    return sorted(loads, key=lambda one: one.cpu)[len(loads) // 2]


def _take_each(start: Load, load: Load) -> float:
    """CPU seconds of a report at the speed of the aims, the start apart."""
    return (load.cpu * load.speed - start.cpu * start.speed) / max(1, load.files - start.files)


def _describe_workers(loads: dict[str, Loads], reading: dict[int, Sequence[float]], size: Size) -> Chapter:
    text = (
        f"How many times as fast two workers are as one, in wall time. Reading alone: the same pool reads, checks and "
        f"packs {min(size.files, size.pooled):,} files of the mixture, what comes back is dropped; taken in turns, the "
        "median of the ratios. Two cores ÷ one: "
        "the whole load by two workers, against one worker and the writer kept to one core. A whole load has a third "
        "process, the one that writes, and PostgreSQL a fourth, its server. With one worker they have a core of their "
        "own; with two, on two cores, they take from the readers what they need: a whole load cannot gain more than "
        "twice the readers' share of its CPU time, which stands beside it (the server's time is not in it)."
    )
    factors = {"reading alone": median(one / two for one, two in zip(reading[1], reading[2], strict=True))}
    factors |= {
        f"whole load into {engine}, two cores ÷ one": (one.narrow.wall / one.narrow.files)
        / (one.two.wall / one.two.files)
        for engine, one in loads.items()
        if one.narrow is not None
    }
    rows = [(name, in_times(factor), "") for name, factor in factors.items()]
    rows += [
        (f"whole load into {engine}", in_times(one.one.wall / one.two.wall), in_times(find_ceiling(one.one)))
        for engine, one in loads.items()
    ]
    targets = [
        Target(f"two workers ÷ one, {name}", factor, LEAST_SPEEDUP, is_least=True) for name, factor in factors.items()
    ]
    return Chapter("A second worker", text, ("what", "two ÷ one", "at most, on two cores"), rows, targets)


def find_ceiling(load: Load) -> float:
    """How many times as fast as one worker two can be on two cores that they share with the one that writes."""
    return 2 * (load.cpu - load.writer_cpu) / load.cpu


def _write_row(engine: str, workers: int, load: Load) -> Row:
    return (
        f"{engine}, {workers}, {load.files:,}",
        f"{load.files / load.wall:.1f}",
        in_ms(load.cpu / load.files),
        in_ms(load.writer_cpu / load.files),
        f"{load.yardstick_ms:.1f}",
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


def load_folder(folder: Path, count: int, url: str, workers: int, *, on_one_core: bool = False) -> Load:
    """What one ``gongkai load`` took, with all its processes on one core where that is wanted.

    Raises:
        RuntimeError: when the command failed.
    """
    narrow = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); " if on_one_core else ""
    command = [sys.executable, "-c", f"{narrow}from pipeline.commands.cli import main; main()"]
    command += ["load", str(folder), "--db", url, "--workers", str(workers)]
    speeds = [note_speed() for _ in range(_SPEEDS)]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
        watch = _Watch(psutil.Process(process.pid))
        while process.poll() is None:
            watch.look()
            time.sleep(_PAUSE)
            if time.perf_counter() - started > _SPEED_PAUSE * (len(speeds) - _SPEEDS + 1):
                speeds.append(note_speed())
        wall = time.perf_counter() - started
        if process.returncode not in _GOOD_ENDS:
            said.seek(0)
            raise RuntimeError(said.read().decode()[-2000:])
    speeds += [note_speed() for _ in range(_SPEEDS)]
    return Load(
        count,
        wall,
        watch.cpu,
        watch.writer_cpu,
        watch.worker_mb,
        watch.writer_mb,
        measure_stored(url),
        watch.find_writer_mb(wall / 2),
        median(speeds),
    )


class _Watch:
    """Looks at a process and its descendants from time to time; they are gone when the command ends."""

    def __init__(self, root: psutil.Process) -> None:
        self.root = root
        self._cpu: dict[int, float] = {}
        self._begun = time.perf_counter()
        self._written: list[tuple[float, float]] = []
        """Seconds since the beginning, and megabytes of the process that writes."""
        self.worker_mb = 0.0

    @property
    def writer_mb(self) -> float:
        """Most memory of the process that writes."""
        return self.find_writer_mb(math.inf)

    def find_writer_mb(self, seconds: float) -> float:
        """Most memory of the process that writes in so many first seconds."""
        return max((held for at, held in self._written if at <= seconds), default=0.0)

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
            self._written.append((time.perf_counter() - self._begun, held))
        else:
            self.worker_mb = max(self.worker_mb, held)
