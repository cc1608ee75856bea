"""The bar of a run: how many, how fast, how long still."""

import io

from rich.console import Console

from pipeline.loading import progress


def test_the_bar_counts_what_passes(monkeypatch):
    said = io.StringIO()
    console = Console(file=said, force_terminal=True, width=100)
    monkeypatch.setattr(progress, "Console", lambda **_: console)
    seen = list(progress.show_progress(range(5), 10))

    assert seen == [0, 1, 2, 3, 4]
    assert "5/10" in said.getvalue()


def test_nothing_is_drawn_where_nobody_looks(monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda **_: Console(file=said, force_terminal=False))

    assert list(progress.show_progress("ab", 2)) == ["a", "b"]
    assert said.getvalue() == ""


def test_the_rate_is_told_once_there_is_one():
    column = progress.RateColumn()
    told = [column.render(_Task(speed)).plain for speed in (None, 61.6)]

    assert told == ["", "62/s"]


class _Task:
    """What the column asks of a task."""

    def __init__(self, speed):
        self.speed = speed
