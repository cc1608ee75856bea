"""Topic ``formats``: one report from its bytes to the checked report, against what one would otherwise use."""

import importlib.util
from collections.abc import Callable

from benchmarks import others
from benchmarks.documents import WORD, Made, make_documents
from benchmarks.memory import measure_memory
from benchmarks.page import Chapter, Row, Target, in_ms, in_percent, in_times
from benchmarks.settings import Size
from benchmarks.timing import Timing, measure, ratio
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

KINDS = ("html", "docx", WORD, "doc", "pdf", "ofd", "xlsx", "text")
Read = Callable[[bytes], object]
OPTIONAL = ("camelot", "markitdown", "tablers")
"""Rivals that only the bench extra installs."""
AIMS = {"pdfplumber, tables and text": 8.0, "python-docx, row.cells": 5.0, "pandas.read_html": 1.0}
"""How many times as long as our whole line a rival should take, at least."""


def choose_rivals(kind: str) -> dict[str, Read]:
    """What one would otherwise read a format with, by name."""
    rivals: dict[str, dict[str, Read]] = {
        "html": {"pandas.read_html": others.read_with_pandas},
        "docx": {"python-docx, row.cells": others.read_with_python_docx},
        WORD: {"python-docx, row.cells": others.read_with_python_docx},
        "doc": {"office-oxide (Rust), to HTML": others.read_with_office_oxide},
        "pdf": {
            "pdfplumber, tables and text": others.read_with_pdfplumber,
            "tablers (Rust), tables": others.read_with_tablers,
            "camelot, ruled tables": others.read_with_camelot,
        },
        "xlsx": {"openpyxl, values": others.read_with_openpyxl},
    }
    chosen = {name: read for name, read in rivals.get(kind, {}).items() if _is_there(name)}
    if kind in ("html", "docx", "pdf") and _is_there("markitdown"):
        converter = others.Markitdown()
        chosen["markitdown"] = lambda data: converter.read(data, kind)
    return chosen


def _is_there(name: str) -> bool:
    """Whether a rival that is not always installed is."""
    package = name.partition(",")[0].partition(" ")[0]
    return package not in OPTIONAL or importlib.util.find_spec(package) is not None


def run(size: Size) -> list[Chapter]:
    """The chapters on time and on memory."""
    rows: list[Row] = []
    targets: list[Target] = []
    for kind in KINDS:
        timings, count = _measure_kind(kind, size)
        ours = timings["gongkai"]
        rows += [_write_row(kind, name, timing, ours, count) for name, timing in timings.items()]
        targets += [
            Target(f"{kind}: {name} ÷ gongkai, whole line", ratio(timing, ours), AIMS[name], is_least=True)
            for name, timing in timings.items()
            if name in AIMS and kind != WORD
        ]
    missing = [name for name in OPTIONAL if not _is_there(name)]
    text = f"{_TEXT} Not installed and left out: {', '.join(missing)}." if missing else _TEXT
    head = ("format and way", "CPU ms", "noise", "÷ gongkai")
    return [Chapter("One report by format", text, head, rows, targets), _weigh()]


_TEXT = """CPU time a report in one warm process, median of the rounds. **gongkai** is the whole line: bytes to checked
report with 200 facts, figures of the prose, findings. The others only hand over cells or text: no label is mapped, no
number read, no sum checked. `÷ gongkai` is how many times as long the other way takes, round by round. Our .doc files
come from a plain writer that gives every paragraph a page of properties; Word's own are smaller. **word** is a docx
with the properties that Word gives everything: most of its time goes into unpacking and parsing, for both ways."""


def _measure_kind(kind: str, size: Size) -> tuple[dict[str, Timing], int]:
    """How long each way took, and over how many documents."""
    made = make_documents(kind, size.documents)
    catalogue = load_catalogue()
    calls: dict[str, Callable[[], object]] = {
        "gongkai": lambda: [read_reports(one.source, catalogue) for one in made],
        **{name: _over(made, read) for name, read in choose_rivals(kind).items()},
    }
    return measure(calls, size.rounds), len(made)


def _over(made: list[Made], read: Read) -> Callable[[], object]:
    return lambda: [read(one.data) for one in made]


def _write_row(kind: str, name: str, timing: Timing, ours: Timing, count: int) -> Row:
    is_ours = name == "gongkai"
    label = f"**{kind}: gongkai**" if is_ours else f"{kind}: {name}"
    times = "" if is_ours else in_times(ratio(timing, ours))
    return label, in_ms(timing.seconds / count), in_percent(timing.noise), times


def _weigh() -> Chapter:
    text = (
        "Peak memory of a fresh process that reads eight reports of one format, and what it had before the first "
        "(interpreter, catalogue, word list). The difference is the format's own library and what "
        "the reports need."
    )
    rows = []
    for kind in KINDS:
        weight = measure_memory(kind, count=8)
        rows.append(
            (kind, f"{weight.peak_mb:.0f}", f"{weight.start_mb:.0f}", f"{weight.peak_mb - weight.start_mb:.0f}")
        )
    return Chapter("Memory by format", text, ("format", "peak MB", "before MB", "difference MB"), rows)
