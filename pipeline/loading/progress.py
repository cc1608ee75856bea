"""A progress bar on standard error while a run goes on; nothing where standard error is no terminal."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

Item = TypeVar("Item")


class RateColumn(ProgressColumn):
    """Items a second, of late; nothing until there were some."""

    def render(self, task: Task) -> Text:
        """The rate in words."""
        return Text("" if task.speed is None else f"{task.speed:.0f}/s")


def show_progress(items: Iterable[Item], total: int) -> Iterator[Item]:
    """The items, counted on a bar as they pass."""
    columns = (TextColumn("读取 reading"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=total)
        for item in items:
            progress.advance(bar)
            yield item
