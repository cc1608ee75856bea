"""What a national year and ten of them cost, reckoned from what one report took.

``python -m benchmarks.national`` writes docs/national-cost.md, ``--check`` fails when it is stale.
"""

import json
import sys
from pathlib import Path

from benchmarks.page import Row, write_table
from pipeline.commands.generated_pages import DOCS, renew

FIGURES = Path(__file__).with_name("loading.json")
REPORTS = 142_000
"""Annual reports of one year in the whole country, about."""
CELLS = 200
"""Cells of the standard tables in one report."""
CORES = (2, 8, 32, 64)
YEARS = (1, 10)
_HEAD = ("database, cores", "reports/s", "one year", "ten years", "memory of the processes")

_PAGE = """# What a national year costs

Written by `python -m benchmarks.national` from `benchmarks/loading.json`, which `make bench` measures
(`python -m benchmarks --only loading` measures this alone).
{reports:,} reports with {cells} cells each are {million:.0f} million cells a year. One report more took, in a folder of
{files:,} files, half HTML, a fifth docx, a tenth doc, a fifth PDF, while {load} processes wanted a processor (where
that is more than there are cores, the figures are too high):

{measured}
Reckoned: the processes share the cores until the one that writes is busy all the time; then more cores are of no use.
Scans are not in it: a page takes seconds (benchmarks/results.md). PostgreSQL's server needs a core and memory besides.

{hours}
{disk}"""


def make_page(figures: Path = FIGURES) -> str:
    """The page as Markdown."""
    told = json.loads(figures.read_text(encoding="utf-8"))
    engines = told["engines"]
    return _PAGE.format(
        reports=REPORTS,
        cells=CELLS,
        million=REPORTS * CELLS / 1e6,
        files=told["files"],
        load=told["load_while_measured"],
        measured=_write_measured(engines),
        hours=write_table(_HEAD, [_write_hours(name, one, cores) for name, one in engines.items() for cores in CORES]),
        disk=_write_disk(engines, told["file_bytes"]),
    )


def find_rate(reading_ms: float, writing_ms: float, cores: int) -> float:
    """Reports a second: all cores read and write, or the writer alone sets the pace."""
    return min(cores * 1000 / (reading_ms + writing_ms), 1000 / writing_ms)


def _write_measured(engines: dict[str, dict[str, float]]) -> str:
    head = ("database", "reading, CPU ms", "writing, CPU ms", "stored, KB", "worker, MB", "writer, MB")
    keys = ("reading_ms", "writing_ms", "stored_bytes", "worker_mb", "writer_mb")
    rows: list[Row] = []
    for name, one in engines.items():
        values = [one[key] / 1024 if key == "stored_bytes" else one[key] for key in keys]
        rows.append((name, *(f"{value:.1f}" for value in values)))
    return write_table(head, rows)


def _write_hours(name: str, one: dict[str, float], cores: int) -> Row:
    rate = find_rate(one["reading_ms"], one["writing_ms"], cores)
    memory = (one["worker_mb"] * cores + one["writer_mb"]) / 1024
    hours = [f"{years * REPORTS / rate / 3600:.1f} h" for years in YEARS]
    return (f"{name}, {cores}", f"{rate:.0f}", *hours, f"{memory:.1f} GB")


def _write_disk(engines: dict[str, dict[str, float]], file_bytes: int) -> str:
    head = ("on disk", *(f"{years} year{'s' if years > 1 else ''}" for years in YEARS))
    rows: list[Row] = [
        (name, *(f"{years * REPORTS * one['stored_bytes'] / 1e9:.1f} GB" for years in YEARS))
        for name, one in engines.items()
    ]
    made_up = f"archive, at {file_bytes / 1024:.0f} KB a file as measured here; real ones hold pictures and are larger"
    rows.append((made_up, *(f"{years * REPORTS * file_bytes / 1e9:.1f} GB" for years in YEARS)))
    return write_table(head, rows)


if __name__ == "__main__":
    sys.exit(not renew({DOCS / "national-cost.md": make_page()}, is_check="--check" in sys.argv[1:]))
