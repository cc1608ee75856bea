"""Where one count stands, and what the figures before it have settled."""

from collections.abc import Callable
from dataclasses import dataclass

from db.hot_records import quicken
from pipeline.figures.phrases import Span


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
        if self.indicator is None:
            return frozenset()
        return frozenset({f"group:{self.group}", f"after:{self.indicator}"})

    @property
    def older_names(self) -> frozenset[str]:
        """All groups of the sentence so far."""
        return frozenset(f"group:{group}" for group in self.groups)

    @property
    def topic_names(self) -> frozenset[str]:
        """The frame as the sentences after it see it."""
        return frozenset({f"topic:{self.group}", f"topic:{self.indicator}"}) if self.indicator else frozenset()


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
