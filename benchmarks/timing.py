"""How long each of several ways takes, measured in turns so that a busy machine slows all of them alike."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.yardstick import note_speed

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU and wall seconds of each round, in the order of the rounds."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median of the CPU seconds: what the tables show."""
        return median(self.cpu)

    @property
    def wall_seconds(self) -> float:
        """The median of the wall seconds."""
        return median(self.wall)

    @property
    def noise(self) -> float:
        """Half the distance between the quartiles, as a share of the median."""
        if len(self.cpu) < 3:
            return 0.0
        low, _, high = quantiles(self.cpu, n=4)
        return (high - low) / 2 / self.seconds


def measure(calls: Mapping[str, Call], rounds: int, settle: int = 1) -> dict[str, Timing]:
    """The timings of every call by its name; every round makes each call once.

    Args:
        calls: What to measure, by name.
        rounds: Measured rounds.
        settle: Rounds before, which fill caches and are not counted.
    """
    for _ in range(settle):
        for call in calls.values():
            call()
    cpu: dict[str, list[float]] = {name: [] for name in calls}
    wall: dict[str, list[float]] = {name: [] for name in calls}
    note_speed()
    for _ in range(rounds):
        for name, call in calls.items():
            gc.collect()  # nobody pays for another's rubbish
            started = time.process_time(), time.perf_counter()
            call()
            cpu[name].append(time.process_time() - started[0])
            wall[name].append(time.perf_counter() - started[1])
    note_speed()
    return {name: Timing(tuple(cpu[name]), tuple(wall[name])) for name in calls}


def ratio(ours: Timing, theirs: Timing) -> float:
    """How many times as long as ``theirs`` ours takes: the median over the rounds, each held against its own round."""
    return median(one / other for one, other in zip(ours.cpu, theirs.cpu, strict=True))
