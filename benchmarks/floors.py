"""Topic ``floors``: each step against the least that the library below it must do; these have targets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks import ROOT, others
from benchmarks.documents import WORD, Made, make_documents
from benchmarks.page import Chapter, Row, Target, in_ms, in_percent, in_times
from benchmarks.pdfium_floor import take_over
from benchmarks.settings import Size
from benchmarks.timing import measure, ratio
from db.schema.records import Section
from extractors.drafting.draft import Draft, draft_report
from extractors.model.source import SourceDocument
from extractors.readers import read
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.check import check
from pipeline.line import read_reports
from pipeline.normalise import normalise
from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import load_lexicon

_AGAIN = 4
"""A document of another program is read so many times in a row, so that it finds everything warm."""
GRID_LIMIT, LINE_LIMIT, TREE_LIMIT, PROSE_LIMIT, TABLES_LIMIT_MS = 2.5, 3.0, 3.0, 1.0, 5.0
MEANING_LIMIT_MS = 5.0

Bytes = list[bytes]


@dataclass(frozen=True, slots=True)
class Step:
    """One of our steps, the floor it stands on, and how many times the floor it may take."""

    name: str
    ours: Callable[[Bytes], object]
    floor_name: str
    floor: Callable[[Bytes], object]
    limit: float


def _read_all(documents: Bytes) -> object:
    return [read(SourceDocument(data, "report")) for data in documents]


def _read_line(documents: Bytes) -> object:
    catalogue = load_catalogue()
    return [read_reports(SourceDocument(data, "report"), catalogue) for data in documents]


def _over(call: Callable[[bytes], object]) -> Callable[[Bytes], object]:
    """Nothing is kept: trees that are all let go of at the end are cleared up in the time of whoever comes next."""

    def run(documents: Bytes) -> None:
        for data in documents:
            call(data)

    return run


_PDFIUM = "pdfium: pages, text, boxes, paths"
_UNZIP = "unzip and lxml parse"
STEPS: dict[str, tuple[Step, ...]] = {
    "pdf": (
        Step("PDF to grids", _read_all, _PDFIUM, _over(take_over), GRID_LIMIT),
        Step("PDF to checked report", _read_line, _PDFIUM, _over(take_over), LINE_LIMIT),
    ),
    "docx": (Step("docx to grids", _read_all, _UNZIP, _over(others.unzip_and_parse), TREE_LIMIT),),
    WORD: (Step("docx as Word writes it to grids", _read_all, _UNZIP, _over(others.unzip_and_parse), TREE_LIMIT),),
    "html": (Step("HTML to grids", _read_all, "lxml parse", _over(others.parse_with_lxml), TREE_LIMIT),),
}

_HEAD = ("step", "CPU ms", "floor ms", "noise", "÷ floor", "at most")


def run(size: Size) -> list[Chapter]:
    """The chapters on reading and on meaning, and one on documents that other programs made, where there are any."""
    rows: list[Row] = []
    targets: list[Target] = []
    for kind in STEPS:
        for step, timing, times in _measure_steps(
            STEPS[kind], [m.data for m in make_documents(kind, size.documents)], size
        ):
            rows.append((step.name, *timing, in_times(times), f"{step.limit:g} ×"))
            targets.append(Target(f"{step.name} ÷ {step.floor_name}", times, step.limit))
    chapters = [Chapter("Reading against its floor", _TEXT, _HEAD, rows, targets), _measure_meaning(size)]
    return chapters + _measure_foreign(size)


_TEXT = """The floor is what the library below has to do before anybody can read the page, written down in
`benchmarks/pdfium_floor.py` and `benchmarks/others.py`: nothing is kept of what it hands over."""


def _measure_steps(
    steps: tuple[Step, ...], documents: Bytes, size: Size
) -> list[tuple[Step, tuple[str, str, str], float]]:
    calls: dict[str, Callable[[], object]] = {}
    for step in steps:
        calls[step.name] = _bind(step.ours, documents)
        calls[step.floor_name] = _bind(step.floor, documents)
    timings = measure(calls, 2 * size.rounds)
    found = []
    for step in steps:
        ours, floor = timings[step.name], timings[step.floor_name]
        shown = (in_ms(ours.seconds / len(documents)), in_ms(floor.seconds / len(documents)), in_percent(ours.noise))
        found.append((step, shown, ratio(ours, floor)))
    return found


def _bind(call: Callable[[Bytes], object], documents: Bytes) -> Callable[[], object]:
    return lambda: call(documents)


def _measure_meaning(size: Size) -> Chapter:
    """Tables to facts and prose to figures, of documents that were read before."""
    made = make_documents("html", size.documents)
    timings = measure(_make_meaning_calls(made), 2 * size.rounds)
    rows = [(name, in_ms(timing.seconds / len(made)), in_percent(timing.noise)) for name, timing in timings.items()]
    tables = timings["tables to facts (normalise)"], timings["checks"]
    milliseconds = sum(timing.seconds for timing in tables) / len(made) * 1000
    prose_ms = timings["prose to figures"].seconds / len(made) * 1000
    prose = ratio(timings["prose to figures"], timings["reading the HTML page"])
    targets = (
        Target("tables to facts and checks, a report", milliseconds, TABLES_LIMIT_MS, "ms"),
        Target("mapping, checks and prose together, a report", milliseconds + prose_ms, MEANING_LIMIT_MS, "ms"),
        Target("prose to figures ÷ reading the HTML page", prose, PROSE_LIMIT),
    )
    signs = sum(len(text) for one in made for texts in one.facts.narrative.values() for text in texts) // len(made)
    text = f"What comes after the reader, on the same HTML pages; each report has about {signs} signs of prose."
    return Chapter("Meaning", text, ("step", "CPU ms", "noise"), rows, targets)


def _make_meaning_calls(made: list[Made]) -> dict[str, Callable[[], object]]:
    catalogue, lexicon = load_catalogue(), load_lexicon()
    drafts = [(draft_report(read(one.source), catalogue.landmarks), one.source) for one in made]
    reports = [normalise(draft, source, catalogue) for draft, source in drafts]
    bare = [(_leave_prose(draft), source) for draft, source in drafts]
    return {
        "reading the HTML page": lambda: [read(one.source) for one in made],
        "finding tables and chapters (draft)": lambda: [
            draft_report(draft.document, catalogue.landmarks) for draft, _ in drafts
        ],
        "tables to facts (normalise)": lambda: [normalise(draft, source, catalogue) for draft, source in bare],
        "prose to figures": lambda: [
            read_figures(section.text, section.number, lexicon) for report in reports for section in report.sections
        ],
        "checks": lambda: [check(report, catalogue) for report in reports],
    }


def _leave_prose(draft: Draft) -> Draft:
    return replace(draft, sections=())


CORPUS = ROOT.parent / "shared" / "corpus"


@cache
def _find_sections(data: bytes) -> tuple[Section, ...]:
    catalogue, source = load_catalogue(), SourceDocument(data, "report")
    return normalise(draft_report(read(source), catalogue.landmarks), source, catalogue).sections


def _read_prose(documents: Bytes) -> object:
    lexicon = load_lexicon()
    return [
        read_figures(section.text, section.number, lexicon) for data in documents for section in _find_sections(data)
    ]


_PROSE_STEP = Step("prose to figures", _read_prose, "reading the HTML page", _read_all, PROSE_LIMIT)


def _measure_foreign(size: Size) -> list[Chapter]:
    """Documents that LibreOffice, Chromium and others made, where a corpus lies beside the checkout."""
    rows: list[Row] = []
    worst: dict[Step, float] = {}
    for path in sorted(CORPUS.glob("generated/seed/source.*")) + sorted(CORPUS.glob("*/source.*")):
        kind = path.suffix[1:]
        if kind in STEPS and "scan" not in path.name and "blank" not in path.parent.name:
            for step, row, times in _measure_file(path, kind, size):
                rows.append(row)
                worst[step] = max(times, worst.get(step, 0.0))
    if not rows:
        return []
    text = (
        "The same on documents made by other programs and by issuers. They are not part of the repository and lie in "
        "`../shared/corpus`; without that folder this table is left out. Their pages carry the markup that real "
        "programs write, of which the made-up ones have little: more to parse for the same cells."
    )
    targets = [
        Target(f"{step.name} ÷ {step.floor_name}, documents of other programs, the worst", times, step.limit)
        for step, times in worst.items()
    ]
    return [Chapter("Documents of other programs", text, _HEAD, rows, targets)]


def _measure_file(path: Path, kind: str, size: Size) -> list[tuple[Step, Row, float]]:
    small = replace(size, rounds=max(1, size.rounds // 2))
    name = f"{path.parent.name} {path.name.removeprefix('source.')}"
    steps = (*STEPS[kind], _PROSE_STEP) if kind == "html" else STEPS[kind]
    return [
        (step, (f"{step.name}: {name}", *shown, in_times(times), f"{step.limit:g} ×"), times)
        for step, shown, times in _measure_steps(steps, [path.read_bytes()] * _AGAIN, small)
    ]
