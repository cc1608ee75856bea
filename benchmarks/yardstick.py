"""How fast the machine is while something is measured: a fixed piece of work in plain Python.

Aims in milliseconds, and in reports a second, were set on one machine; the same machine type runs the same code up to
twice as slowly on another day. A ratio of two ways measured in turns needs no yardstick; an absolute figure does.
"""

import re
import time
from collections import Counter
from decimal import Decimal
from statistics import median

REFERENCE_MS = 27.5
"""What the yardstick takes on the machine on which the aims were set, estimated: see ``docs/adr/0014``."""
_LINES = 3_000
_WORD = re.compile(r"[a-z]+|\d+")


_noted: list[float] = []


def note_speed() -> float:
    """Takes the yardstick once more, in between what is measured: a machine may change its speed within a minute.

    The result are its milliseconds of CPU time.
    """
    started = time.process_time()
    _work()
    _noted.append((time.process_time() - started) * 1000)
    return _noted[-1]


def take_speed() -> float:
    """Milliseconds of CPU time of the yardstick, the median since this was asked last.

    Raises:
        statistics.StatisticsError: when it was never taken.
    """
    found = median(_noted)
    _noted.clear()
    return found


def _work() -> Counter[str]:
    """Words and numbers out of made-up lines, counted, sorted and added up."""
    counts: Counter[str] = Counter()
    cells: dict[tuple[int, int], str] = {}  # all kept until the end: real work does not fit into the nearest cache
    total = Decimal(0)
    for number in range(_LINES):
        line = f"row {number} of table {number % 7}: received {number * 37 % 1009}, granted {number * 11 % 503} of all"
        words = _WORD.findall(line)
        counts.update(word for word in words if word.isalpha())
        values = [int(word) for word in words if word.isdecimal()]
        total += sum(map(Decimal, values))
        cells |= {(number, column): str(value) for column, value in enumerate(sorted(values))}
    counts["cells"] = len("".join(cells.values()).strip())
    counts["total"] = int(total)
    return counts
