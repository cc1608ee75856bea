"""What a run did, on one screen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from pipeline.run import Item

OUTCOMES = (
    ("loaded", "已入库 loaded"),
    ("unchanged", "无变化 unchanged"),
    ("flagged", "已入库，待核 flagged"),
    ("quarantined", "未入库 quarantined"),
    ("failed", "程序出错 failed"),
)
SHOWN_REASONS = 20


@dataclass(slots=True)
class Summary:
    """The counts of a run, filled item by item."""

    outcomes: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    editions: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    numbers: int = 0
    figures: int = 0
    told: list[Item] = field(default_factory=list)
    """Items whose reason a person should read, without their reports."""

    def add(self, item: Item) -> None:
        """Count one item."""
        self.outcomes[item.outcome] += 1
        if item.reason and item.outcome != "loaded":
            self.told.append(Item(item.location, item.outcome, item.reason, item.seconds))
        if item.result is not None:
            self.changes[item.result.outcome] += 1
        if item.report is not None and item.outcome in ("loaded", "flagged", "unchanged"):
            report = item.report
            self.formats[_short(report.document.media_type)] += 1
            self.editions["+".join(sorted({edition for _, edition in report.editions})) or "none"] += 1
            self.cells += len(report.facts)
            self.numbers += sum(fact.value is not None for fact in report.facts)
            self.figures += len(report.figures)

    @property
    def exit_code(self) -> int:
        """0 when all is well, 3 when some reports were flagged or kept out, 1 when the program failed on one."""
        if self.outcomes["failed"]:
            return 1
        return 3 if self.outcomes["flagged"] or self.outcomes["quarantined"] else 0


def _short(media_type: str) -> str:
    return {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/msword": "doc",
        "text/plain": "txt",
    }.get(media_type, media_type.rsplit("/", 1)[-1])


def print_summary(summary: Summary, console: Console, *, seconds: float, database: str) -> None:
    """The run at a glance: how many, of what kind, what needs a look and where."""
    total = sum(summary.outcomes.values())
    table = Table(title=f"{total} 份文件 documents · {seconds:.1f} s → {database}", title_justify="left", box=None)
    table.add_column("结果 outcome")
    table.add_column("份 reports", justify="right")
    for code, words in OUTCOMES:
        if summary.outcomes[code]:
            table.add_row(words, str(summary.outcomes[code]))
    console.print(table)
    console.print(
        f"单元格 cells {summary.cells:,} · 数值 numbers {summary.numbers:,} · 文字数据 figures {summary.figures:,}"
    )
    console.print(f"格式 formats: {_list(summary.formats)}")
    console.print(f"版式 editions: {_list(summary.editions)}")
    if summary.changes:
        console.print(f"版本 revisions: {_list(summary.changes)}")
    _print_told(summary.told, console)


def _list(counts: Counter[str]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts.most_common()) or "–"


def _print_told(items: Iterable[Item], console: Console) -> None:
    items = list(items)
    if not items:
        return
    console.print("\n需要查看 to look at:")
    for item in items[:SHOWN_REASONS]:
        console.print(f"  [bold]{item.outcome}[/bold] ", end="")
        console.print(f"{item.location}\n    {item.reason}", markup=False, highlight=False)
    if len(items) > SHOWN_REASONS:
        console.print(f"  … {len(items) - SHOWN_REASONS} more: table run_item")
