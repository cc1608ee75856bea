"""Where one count stands, and what the figures before it have settled."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from db.hot_records import quicken
from pipeline.figures.phrases import Span

_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def name_all(form: str, names: frozenset[str]) -> frozenset[str]:
    """Indicators and groups in a form that rules ask for: ``group:requests``."""
    return frozenset(f"{form}:{name}" for name in names)


@cache
def _name_figure(indicator: str, group: str) -> frozenset[str]:
    return frozenset({f"group:{group}", f"after:{indicator}"})


@dataclass(slots=True)
class Frame:
    """What the figures before have settled."""

    indicator: str | None = None
    group: str = ""
    is_category: bool = False
    unit: str = ""

    groups: frozenset[str] = frozenset()
    """Groups of all figures of the sentence so far."""

    @property
    def names(self) -> frozenset[str]:
        """The frame in the form that rules ask for it."""
        return _NOTHING if self.indicator is None else _name_figure(self.indicator, self.group)

    @property
    def older_names(self) -> frozenset[str]:
        """All groups of the sentence so far."""
        return name_all("group", self.groups)

    @property
    def topic_names(self) -> frozenset[str]:
        """The frame as the sentences after it see it."""
        return name_all("topic", frozenset({self.group})) if self.indicator else _NOTHING


@quicken
@dataclass(frozen=True, slots=True)
class Setting:
    """Where one count stands: its sentence, the clauses before it, and the frames."""

    sentence: Span
    phrase: tuple[Span, ...]
    """Before and after the number, in its own phrase."""
    chain: tuple[Span, ...]
    """Clauses without a number between the count before and this one, the nearest first."""
    segment: Span
    """The sentence from its last stop or semicolon to the number, clauses with numbers included."""
    frame: Frame
    topic: Frame
    in_breakdown: bool
    parent: frozenset[str]
    """Indicator and group of the figure that a breakdown breaks down."""
    opens_list: Callable[[], bool]
    """Whether the next number continues a list of categories."""
