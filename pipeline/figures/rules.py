"""The rules that say which indicator a count belongs to: their shape, and which of those that fire decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

CONTEXT_FORMS = frozenset({"group", "topic", "parent", "after"})
"""``group:x``: a figure before in the sentence is of group x. ``topic:x``: the last figure of earlier sentences is.
``parent:x``: the figure that a breakdown breaks down is of group x. ``after:x``: the figure before is indicator x."""


NO_VERB = frozenset({""})
"""What stands for the verb where there is none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around one count, as concepts."""

    near: frozenset[str]
    """Concepts in the phrase of the number, before and after it."""
    context: tuple[frozenset[str], ...]
    """Concepts further away, the nearest ring first; with ``group:`` and ``after:`` of the figures before."""
    settled: tuple[frozenset[str], ...]
    """The rings of ``context`` that name figures, not words."""
    sentence: Mapping[str, int]
    """How often each concept stands in the sentence."""
    later: frozenset[str]
    """Concepts after the number, to the end of the sentence."""
    verb: frozenset[str]
    """What the governing verb means (收到 is receiving, of money too); ``{""}`` where there is none."""
    channel: str
    unit: str
    in_breakdown: bool
    is_named: bool
    """Words of its own stand before the number."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to recognise an indicator (or, with indicator None, a count that is none of them)."""

    indicator: str | None
    group: str
    weight: int
    near: tuple[frozenset[str], ...] = ()
    context: tuple[frozenset[str], ...] = ()
    without: frozenset[str] = frozenset()
    verb: frozenset[str] | None = None
    channel: frozenset[str] | None = None
    units: frozenset[str] | None = None
    followed_by: tuple[frozenset[str], ...] = ()
    breakdown: bool | None = None
    named: bool | None = None
    sole: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def conditions(self) -> tuple[object, ...]:
        """Everything that decides whether and how heavily the rule fires."""
        return (
            self.weight, self.near, self.context, self.without, self.verb, self.channel, self.units,
            self.followed_by, self.breakdown, self.named, self.sole, self.absent,
        )  # fmt: skip

    def distance(self, around: Surroundings) -> int | None:
        """How far away the farthest word that the rule needs stands (0 = in the phrase); None when it does not fire."""
        if not self._phrase_fits(around) or not all(group & around.later for group in self.followed_by):
            return None
        farthest = 0
        for group in self.context:
            ring = next((n for n, words in enumerate((around.near, *around.context)) if group & words), None)
            if ring is None:
                return None
            farthest = max(farthest, ring)
        return farthest

    @property
    def keys(self) -> frozenset[str]:
        """Of these concepts one must stand in the phrase; "" where the rule asks for none."""
        if self.near:
            return self.near[0]
        return self.verb if self.verb and "" not in self.verb else frozenset({""})

    def _phrase_fits(self, around: Surroundings) -> bool:
        return (
            (self.units is None or around.unit in self.units)
            and (self.verb is None or bool(around.verb & self.verb))
            and (self.channel is None or around.channel in self.channel)
            and (self.breakdown is None or self.breakdown == around.in_breakdown)
            and (self.named is None or self.named == around.is_named)
            and all(around.sentence.get(name) == 1 for name in self.sole)
            and not any(name in around.sentence for name in self.absent)
            and not self.without & around.near
            and not any(self.without & words for words in around.settled)
            and all(group & around.near for group in self.near)
        )


@dataclass(frozen=True, slots=True)
class ZeroRule:
    """A statement of none: a negation, one of these verbs ("" = none), and one of these objects."""

    indicator: str
    verbs: frozenset[str]
    objects: frozenset[str]
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RuleBook:
    """All rules."""

    rules: tuple[Rule, ...]
    zeros: tuple[ZeroRule, ...]
    verbs: frozenset[str]
    """Concepts that are verbs."""

    def decide(self, around: Surroundings) -> tuple[Rule, ...]:
        """The rules that fire, the deciding one first: the heaviest, then the one with its words nearest."""
        fired = []
        for order in self._possible(around.near | around.verb):
            rule = self.rules[order]
            distance = rule.distance(around)
            if distance is not None:
                fired.append((-rule.weight, distance, order))
        return tuple(self.rules[order] for _, _, order in sorted(fired))

    def _possible(self, near: frozenset[str]) -> set[int]:
        """Places of the rules whose first near word is there at all; most are not, and are never looked at."""
        return set(self._by_word.get("", ())).union(*(self._by_word.get(name, ()) for name in near))

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for order, rule in enumerate(self.rules):
            for name in rule.keys:
                index.setdefault(name, []).append(order)
        return index
