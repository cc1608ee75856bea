"""Topic ``heldout``: how much of reports that no test has seen is read right, and whether anything is wrong in silence.

Each report is written anew by a number of its own: random facts, in a random look of its format with traps of the real
ones (tests/forge/mixtures.py). Tests take numbers below ``FIRST`` only; when one of these reports has led to a mend,
``FIRST`` moves on, so that what is told is always a first reading. Other numbers are had by ``--seed``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forge.cases import Case
from forge.form import Key, table_keys
from forge.mixtures import mix_case

from benchmarks.as_doc import to_doc
from benchmarks.as_ofd import to_ofd
from benchmarks.as_xlsx import to_xlsx
from benchmarks.page import Chapter, Row, Target
from benchmarks.settings import Size
from db.reading.reviews import OPEN_STATES
from db.schema.records import Finding, Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.publishing.evaluate import Score, score_report

FIRST = 3_000_000
MIXED = ("html", "docx", "pdf", "text", "markdown")
WRITERS = {"doc": to_doc, "ofd": to_ofd, "xlsx": to_xlsx}
"""Formats that the benchmarks write; they share the traps of all formats and have none of their own."""
_HEAD = (
    "format",
    "documents",
    "cells",
    "right",
    "no number given",
    "… though printed, in silence",
    "wrong, told",
    "wrong in silence",
)
_OPEN = frozenset({"number", "text", "ambiguous", "illegible"})
"""States that do not claim that a cell prints no number."""
_TEXT = """{count} reports of each format, made from the numbers {first} to {last}: {cells:,} cells.
*No number given*: absent, or flagged without a value; *in silence*: the report claims that such a cell prints no
number, and no finding speaks of it. *Wrong in silence*: a number that is not the printed one, and no finding on its
cell. Other reports: `python -m benchmarks --only heldout --seed NUMBER`; one to look at: `mix_case` and `write_case` of
`forge.mixtures`. Scans are not among them, for recognising the characters of a report takes a minute."""


@dataclass(slots=True)
class _Sum:
    """What came out of the reports of one format."""

    documents: int = 0
    right: int = 0
    missing: int = 0
    untold: int = 0
    wrong: int = 0
    silent: int = 0

    @property
    def cells(self) -> int:
        return self.right + self.missing + self.wrong

    def add(self, score: Score, untold: int) -> None:
        self.documents += 1
        self.right += score.right
        self.missing += len(score.missing)
        self.untold += untold
        self.wrong += len(score.wrong)
        self.silent += len(score.silent)

    def row(self, kind: str) -> Row:
        told = self.wrong - self.silent
        share = f"{100 * self.right / self.cells:.3f} %"
        counts = (self.missing, self.untold, told, self.silent)
        return (kind, f"{self.documents:,}", f"{self.cells:,}", share, *map(str, counts))


def run(size: Size) -> list[Chapter]:
    """The chapter: a row a format, and the two aims of the whole project."""
    first = FIRST if size.seed is None else size.seed
    sums = {kind: _measure(kind, range(first, first + size.heldout)) for kind in (*MIXED, *WRITERS)}
    cells, right = (sum(getattr(one, name) for one in sums.values()) for name in ("cells", "right"))
    silent = sum(one.silent + one.untold for one in sums.values())
    text = _TEXT.format(count=size.heldout, first=first, last=first + size.heldout - 1, cells=cells)
    targets = [
        Target("reports that no test has seen: cells read right", 100 * right / cells, 99, "%", is_least=True),
        Target("reports that no test has seen: cells wrong, or missing, in silence", silent, 0, "cells"),
    ]
    rows = [one.row(kind) for kind, one in sums.items()]
    return [Chapter("Reports that no test has seen", text, _HEAD, rows, targets)]


def _measure(kind: str, seeds: range) -> _Sum:
    total = _Sum()
    for case, source in _make(kind, seeds):
        report = read_report(source, load_catalogue())
        total.add(score_report(case.name, report, case.truth()["facts"]), len(_find_untold(case, report)))
    return total


def _make(kind: str, seeds: range) -> Iterator[tuple[Case, SourceDocument]]:
    write = WRITERS.get(kind)
    for seed in seeds:
        case = mix_case(seed, "text" if write else kind)
        data, name = (write(case.facts, case.look), f"source.{kind}") if write else (case.data(), case.file_name)
        yield case, SourceDocument(data, name)


def _find_untold(case: Case, report: Report) -> list[Key]:
    """The cells that print a number of which the report says that there is none, or says nothing at all."""
    facts = {(fact.field, fact.applicant): fact.state for fact in report.facts}
    told = {(one.field or one.table_code, one.applicant) for one in report.findings if _speaks_against(one)}
    printed = {key for key, (_, value) in case.expected().items() if value is not None}
    return [
        key
        for code, edition in case.facts.editions.items()
        for key in table_keys(code, edition)
        if key in printed and facts.get(key) not in _OPEN and not told & {key, (key[0], None), (code, None)}
    ]


def _speaks_against(finding: Finding) -> bool:
    """Whether a finding is a doubt or a lack, and no mere remark such as that a sum holds."""
    return finding.state in OPEN_STATES and finding.severity != "info"
