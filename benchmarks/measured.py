"""What was measured last, topic by topic: kept beside the code, so that one topic can be measured anew alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.page import Chapter, Target
from benchmarks.yardstick import REFERENCE_MS

FOLDER = Path(__file__).with_name("measured")


@dataclass(frozen=True, slots=True)
class Measured:
    """The chapters of one topic, how busy the machine was, and how long the yardstick took on it."""

    topic: str
    day: str
    load_before: str
    load_after: str
    chapters: Sequence[Chapter]
    yardstick_ms: float = 0.0
    """0 where it was not measured, as before there was one."""
    python: str = ""
    """The version of Python it ran on."""


def keep(measured: Measured, folder: Path = FOLDER) -> None:
    """Write one topic's file, in place of what was measured before."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(asdict(measured), ensure_ascii=False, indent=1)
    (folder / f"{measured.topic}.json").write_text(f"{text}\n", encoding="utf-8")


def recall(topics: Iterable[str], folder: Path = FOLDER) -> list[Measured]:
    """What was kept of these topics, in their order."""
    paths = [folder / f"{topic}.json" for topic in topics]
    return [_read(json.loads(path.read_text(encoding="utf-8"))) for path in paths if path.exists()]


def describe_conditions(all_measured: Sequence[Measured]) -> list[str]:
    """By which Python and when each topic was measured, how busy the machine was before and after it, and its speed."""
    loads = [f"{one.topic} {one.load_before} → {one.load_after} ({one.day})" for one in all_measured]
    sticks = [f"{one.topic} {one.yardstick_ms:.1f} ms" for one in all_measured if one.yardstick_ms]
    pythons = [f"{one.topic} {one.python}" for one in all_measured if one.python]
    return [
        f"Python: {', '.join(pythons)}",
        f"Processes that wanted a processor, before and after each topic: {', '.join(loads)}",
        f"Yardstick (plain Python, {REFERENCE_MS:g} ms at the speed at which the aims were set): {', '.join(sticks)}",
    ]


def _read(told: dict[str, Any]) -> Measured:
    return Measured(**{**told, "chapters": [_read_chapter(one) for one in told["chapters"]]})


def _read_chapter(told: dict[str, Any]) -> Chapter:
    rows = [tuple(row) for row in told["rows"]]
    targets = [Target(**target) for target in told["targets"]]
    return Chapter(told["title"], told["text"], tuple(told["head"]), rows, targets)
