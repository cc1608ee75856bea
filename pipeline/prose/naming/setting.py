"""Where one count stands, and what the figures before it have settled."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.prose.naming.rules import Settled
from pipeline.prose.phrases import Span

_NOTHING: frozenset[str] = frozenset()


REMEMBERED = 1024


@lru_cache(REMEMBERED)
def _name_near(indicator: str | None, group: str, parent: frozenset[str]) -> frozenset[str]:
    parents = {f"parent:{name}" for name in parent}
    return frozenset(parents if indicator is None else {f"group:{group}", f"after:{indicator}", *parents})


@lru_cache(REMEMBERED)
def _name_groups(groups: frozenset[str]) -> frozenset[str]:
    return frozenset(f"group:{name}" for name in groups)


@cache
def _name_topic(indicator: str, group: str) -> frozenset[str]:
    return frozenset({f"topic:{group}", f"topic:{indicator}"})


@dataclass(slots=True)
class PriorFigures:
    """What the figures before have settled."""

    indicator: str | None = None
    group: str = ""
    is_category: bool = False
    unit: str = ""

    groups: frozenset[str] = frozenset()
    """Groups of all figures of the sentence so far."""


@dataclass(slots=True)
class Setting:
    """Where one count stands: its sentence, the clauses before it, and the frames."""

    sentence: Span
    phrase: tuple[Span, ...]
    """Before and after the number, in its own phrase."""
    chain: tuple[Span, ...]
    """Clauses without a number between the count before and this one, the nearest first."""
    segment: Span
    """The sentence from its last stop or semicolon to the number, clauses with numbers included."""
    frame: PriorFigures
    topic: PriorFigures
    in_breakdown: bool
    parent: frozenset[str]
    """Indicator and group of the figure that a breakdown breaks down."""
    opens_list: Callable[[], bool]
    """Whether the next number continues a list of categories."""

    @property
    def settled(self) -> Settled:
        """What the figures before have settled, in the form that rules ask for it."""
        frame, topic = self.frame, self.topic
        return (
            _name_near(frame.indicator, frame.group, self.parent),
            _name_groups(frame.groups),
            _name_topic(topic.indicator, topic.group) if topic.indicator else _NOTHING,
        )

    def counts_in(self, unit: str, group: str) -> bool:
        """Whether the figure before is of a group and has this unit."""
        return self.frame.group == group and self.frame.unit == unit
