"""``python -m benchmarks``: measures every topic and writes benchmarks/results.md."""

import argparse
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import engines, floors, formats, heldout, loading, querying, revisions, scans, serving, storing
from benchmarks.machine import describe_machine, find_load
from benchmarks.measured import Measured, describe_conditions, keep, recall
from benchmarks.page import Chapter, write_page
from benchmarks.settings import FULL, QUICK, Size
from benchmarks.yardstick import REFERENCE_MS, note_speed, take_speed

TOPICS: dict[str, Callable[[Size], list[Chapter]]] = {
    "heldout": heldout.run,
    "floors": floors.run,
    "formats": formats.run,
    "scans": scans.run,
    "storing": storing.run,
    "revisions": revisions.run,
    "loading": loading.run,
    "engines": engines.run,
    "querying": querying.run,
    "serving": serving.run,
}
RESULTS = Path(__file__).with_name("results.md")
HOW = """Written by `make bench` (`python -m benchmarks`); `--only TOPIC` measures one topic anew and leaves the others
as they were measured last (benchmarks/measured), `--quick` prints and writes nothing. All documents are made up and
generated on the spot. Ways that are compared run in turns in one process, on the same documents, after a warm-up;
times are CPU times of that process, medians over the rounds; ratios are medians of the ratios of single rounds, so a
busy machine slows both sides. Noise is half the distance between the quartiles. Trust a ratio to about the noise of
its two sides. Absolute figures depend on the machine's speed of the day: a yardstick is measured with each topic, and
what a figure comes to at the speed at which the aims were set stands beside it (docs/adr/0014)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what was asked for; 0 always, for a missed target is a result and not a failure."""
    chosen = _parse(arguments)
    size = replace(QUICK if chosen.quick else replace(FULL, is_kept=True), seed=chosen.seed)
    if chosen.files:
        size = replace(size, files=chosen.files)
    found = []
    for name in chosen.only or TOPICS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found.append(_measure(name, size))
        if not chosen.quick:
            keep(found[-1])
    if chosen.quick:
        print(_write(found))
    else:
        RESULTS.write_text(_write(recall(TOPICS)), encoding="utf-8")
        print(f"{RESULTS.parent.name}/{RESULTS.name} written")
    return 0


def _measure(name: str, size: Size) -> Measured:
    before = find_load()
    note_speed()
    chapters = TOPICS[name](size)
    note_speed()
    after, yardstick = find_load(), take_speed()
    chapters = [_rate(chapter, REFERENCE_MS / yardstick) for chapter in chapters]
    day, python = datetime.now(UTC).date().isoformat(), platform.python_version()
    return Measured(name, day, before, after, chapters, yardstick, python)


def _rate(chapter: Chapter, speed: float) -> Chapter:
    """The chapter, its targets told how fast the machine was, but for those that know it better."""
    return replace(chapter, targets=[replace(target, speed=target.speed or speed) for target in chapter.targets])


def _write(found: Sequence[Measured]) -> str:
    machine = [*describe_machine(), *describe_conditions(found)]
    return write_page(machine, [chapter for one in found for chapter in one.chapters], HOW)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer documents and rounds; printed, not written")
    parser.add_argument(
        "--only", action="append", choices=[*TOPICS], metavar="TOPIC", help=f"one of {', '.join(TOPICS)}"
    )
    parser.add_argument("--files", type=int, metavar="N", help=f"files of the mixed folder [{FULL.files:,}]")
    parser.add_argument(
        "--seed", type=int, metavar="N", help=f"number of the first report of heldout [{heldout.FIRST:,}]"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
