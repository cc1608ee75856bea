"""A progress bar on standard error while a run goes on; nothing where standard error is no terminal."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")


def show_progress(items: Iterable[Item], total: int) -> Iterator[Item]:
    """The items, counted on a bar as they pass."""
    columns = (TextColumn("读取 reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=total)
        for item in items:
            progress.advance(bar)
            yield item
