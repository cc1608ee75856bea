"""Peak memory of reading one format, in a process of its own: ``python -m benchmarks.memory FOLDER THREADS``."""

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT
from benchmarks.documents import PLAIN_PROSE, make_documents

_KB = 1024


@dataclass(frozen=True, slots=True)
class Weight:
    """Megabytes before the first document and at the peak; CPU and wall seconds of reading them all."""

    start_mb: float
    peak_mb: float
    cpu_seconds: float
    wall_seconds: float


def measure_memory(kind: str, count: int, threads: int = 0) -> Weight:
    """What reading ``count`` documents of a format costs a fresh process; ``threads`` is for scans alone."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        for made in make_documents(kind, count):
            (Path(folder) / made.name).write_bytes(made.data)
        command = [sys.executable, "-m", "benchmarks.memory", folder, str(threads)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Weight(*map(float, done.stdout.split()))


def read_peak_mb() -> float:
    """The most memory this process has held since ``forget_peak``, or since it began where that cannot be had."""
    status = Path("/proc/self/status")
    if status.is_file():  # not the peak that getrusage tells: a child begins with its parent's there
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / _KB
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB / (_KB if sys.platform == "darwin" else 1)


def forget_peak() -> None:
    """Lets the peak begin anew at what is held now; on Linux alone."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def main(folder: str, threads: int) -> None:
    """Reads every file of a folder; prints megabytes before and at the peak, CPU and wall seconds."""
    from extractors.formats.scan.reader import read_scan
    from extractors.model.source import SourceDocument
    from pipeline.catalogue.load import load_catalogue
    from pipeline.line import finish, read_reports
    from pipeline.prose.read import read_figures
    from pipeline.prose.words.lexicon import load_lexicon

    catalogue = load_catalogue()
    read_figures(PLAIN_PROSE.read_text(encoding="utf-8"), 1, load_lexicon())  # the word list is shared by all formats
    forget_peak()
    before = read_peak_mb()
    cpu, wall = time.process_time(), time.perf_counter()
    for path in sorted(Path(folder).iterdir()):
        source = SourceDocument(path.read_bytes(), path.name)
        if threads:
            finish(read_scan(source, threads), source, catalogue)
        else:
            read_reports(source, catalogue)
    print(before, read_peak_mb(), time.process_time() - cpu, time.perf_counter() - wall)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
