"""What a run did, on one screen."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from db.schema.records import LoadResult
from pipeline.loading.locations import write_place
from pipeline.loading.run import Item

OUTCOMES = (
    ("loaded", "已入库 loaded"),
    ("unchanged", "无变化 unchanged"),
    ("flagged", "已入库，待核 flagged"),
    ("quarantined", "未入库 quarantined"),
    ("failed", "程序出错 failed"),
)
SHOWN_REASONS = 20
BESIDE = "报告之外，未读入 beside the reports"
KEPT_REASONS = 1000
"""Items kept with their reasons: a run of any length takes the same room."""

Given = TypeVar("Given")


@dataclass(slots=True)
class Summary:
    """The counts of a run, filled item by item."""

    outcomes: Counter[str] = field(default_factory=Counter)
    given: int | None = None
    """Files that were to be read, where they are counted."""
    files: int = 0
    """Files that are accounted for: with one item each, or with one for everything in them."""
    passed: Counter[str] = field(default_factory=Counter)
    """What the walk of a folder passed over, by why."""
    beside: int = 0
    """Of the items, those that are no report and lay beside one: no harm, and nothing to look at."""
    changes: Counter[str] = field(default_factory=Counter)
    editions: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    numbers: int = 0
    figures: int = 0
    known: int = 0
    """Files not read again."""
    told: list[Item] = field(default_factory=list)
    """The first items whose reason a person should read, without their reports."""
    more_to_tell: int = 0
    """How many such items came after those."""
    changed: list[str] = field(default_factory=list)
    """The first reports that were held before and now say something else, one line each."""
    more_changed: int = 0

    def count_given(self, files: Iterable[Given]) -> Iterator[Given]:
        """The files, counted as they are drawn to be read."""
        self.given = 0
        for file in files:
            self.given += 1
            yield file

    def add(self, item: Item) -> None:
        """Count one item."""
        self.outcomes[item.outcome] += 1
        self.files += item.is_first
        if item.is_beside:
            self.beside += 1
        elif item.reason and item.outcome != "loaded":
            self._note_reason(item)
        if item.result is not None or item.is_known:
            self.changes["unchanged" if item.result is None else item.result.outcome] += 1
        if item.result is not None and item.result.outcome not in ("new", "unchanged"):
            self._note_change(item, item.result)
        self.known += item.is_known
        if item.report is not None and item.outcome in ("loaded", "flagged", "unchanged") and not item.is_beside:
            head = item.report.head
            self.formats[_short(head.document.media_type)] += 1
            self.editions["+".join(sorted({edition for _, edition in head.editions})) or "none"] += 1
            self.cells += len(item.report.facts)
            self.numbers += item.report.numbers
            self.figures += len(item.report.figures)

    def _note_reason(self, item: Item) -> None:
        if len(self.told) < KEPT_REASONS:
            self.told.append(Item(item.location, item.outcome, item.reason, item.seconds))
        else:
            self.more_to_tell += 1

    def _note_change(self, item: Item, result: LoadResult) -> None:
        if len(self.changed) >= KEPT_REASONS:
            self.more_changed += 1
            return
        head = None if item.report is None else item.report.head
        whose = item.location if head is None else f"{head.issuer.name} {head.year or '?'}"
        count = result.changed_cells
        what = {0: "no cell differs", 1: "1 cell differs"}.get(count, f"{count} cells differ")
        late = "" if result.is_current else ", not current: a newer document is"
        self.changed.append(
            f"{result.outcome} {whose}: revision {result.revision_number}, {what}{late}  {item.location}"
        )

    def find_fault(self) -> str:
        """What is wrong where a run that went to its end has not told of every file; empty where it has."""
        if self.given is None or self.given == self.files:
            return ""
        return f"a fault of the program: {self.given} files were to be read, and {self.files} are accounted for"

    @property
    def exit_code(self) -> int:
        """0 when all is well, 3 when something was flagged, kept out or failed, 1 when the work was not done.

        It was not where every document met a fault of the program, or a file is not accounted for.
        """
        if self.find_fault() or self.outcomes["failed"] == self.outcomes.total() > 0:
            return 1
        return 3 if any(self.outcomes[outcome] for outcome in ("flagged", "quarantined", "failed")) else 0


def _short(media_type: str) -> str:
    return {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/msword": "doc",
        "text/plain": "txt",
    }.get(media_type, media_type.rsplit("/", 1)[-1])


def print_summary(summary: Summary, console: Console, *, seconds: float, database: str) -> None:
    """The run at a glance: how many, of what kind, what needs a look and where."""
    total = summary.outcomes.total()
    files = "" if summary.files == total else f"{summary.files} 个文件 files · "
    title = f"{files}{total} 份文件 documents · {seconds:.1f} s → {database}"
    table = Table(title=title, title_justify="left", box=None)
    table.add_column("结果 outcome")
    table.add_column("份 reports", justify="right")
    counts = [(words, summary.outcomes[code] - summary.beside * (code == "unchanged")) for code, words in OUTCOMES]
    for words, count in (*counts, (BESIDE, summary.beside)):
        if count:
            table.add_row(words, str(count))
    console.print(table)
    console.print(
        f"单元格 cells {summary.cells:,} · 数值 numbers {summary.numbers:,} · 文字数据 figures {summary.figures:,}"
    )
    console.print(f"格式 formats: {list_counts(summary.formats)}")
    console.print(f"版式 editions: {list_counts(summary.editions)}")
    if summary.changes:
        console.print(f"版本 revisions: {list_counts(summary.changes)}")
    if summary.passed:
        console.print(f"文件夹中略过 passed over in folders: {list_counts(summary.passed)}")
    if summary.known:
        console.print(f"先前已读，未重读 read before by this version, not read again: {summary.known}")
    _print_changed(summary, console)
    _print_told(summary, console)


def _print_changed(summary: Summary, console: Console) -> None:
    if not summary.changed:
        return
    console.print("\n有变化 changed (cell by cell: gongkai history, gongkai diff):")
    for line in summary.changed[:SHOWN_REASONS]:
        console.print(f"  {write_place(line)}", highlight=False)
    more = len(summary.changed) - SHOWN_REASONS + summary.more_changed
    if more > 0:
        console.print(f"  … {more} more: gongkai diff run:N run:N")


def list_counts(counts: Counter[str]) -> str:
    """Names and counts in one line, the most frequent first."""
    return " · ".join(f"{name} {count}" for name, count in counts.most_common()) or "–"


def _print_told(summary: Summary, console: Console) -> None:
    if not summary.told:
        return
    console.print("\n需要查看 to look at:")
    for item in summary.told[:SHOWN_REASONS]:
        console.print(f"  {item.outcome} ", style="bold", end="")
        console.print(f"{write_place(item.location)}\n    {write_place(item.reason)}", highlight=False)
    more = len(summary.told) - SHOWN_REASONS + summary.more_to_tell
    if more > 0:
        console.print(f"  … {more} more: table run_item")
