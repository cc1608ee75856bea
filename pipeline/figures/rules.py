"""The rules that say which indicator a count belongs to: their shape, and which of those that fire decides."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby

RULE_KEYS = frozenset(
    {
        "near", "context", "without", "verb", "channel", "units", "followed_by", "breakdown", "kind", "named", "sole",
        "absent", "weight",
    }
)  # fmt: skip
"""What a rule in the catalogue may be written with, besides its indicator."""

CONTEXT_FORMS = frozenset({"group", "topic", "parent", "after"})
"""``group:x``: a figure before in the sentence is of group x. ``topic:x``: the last figure of earlier sentences is.
``parent:x``: the figure that a breakdown breaks down is of group x. ``after:x``: the figure before is indicator x."""

HEAD = "parent:head"
"""The first of several kinds of content behind one verb, and those after it."""

REMEMBERED = 4096
"""Phrases, as unit, verb and concepts, whose possible rules are kept."""

NO_VERB = frozenset({""})
"""What stands for the verb where there is none."""


Settled = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""What the figures before have settled: just before, in the sentence, in the sentences before."""
RINGS = 3
"""Further away than the phrase stand the clauses before it, the segment and the title; what figures have settled lies
behind each of them."""


@cache
def pick_figures(names: frozenset[str]) -> frozenset[str]:
    """Those of the names that stand for figures before the number, not for words: ``group:requests``."""
    return frozenset(name for name in names if name.partition(":")[0] in CONTEXT_FORMS)


class Surroundings(ABC):
    """What stands around one count, as concepts; what few rules ask for is found when it is asked for first."""

    _sentence: list[frozenset[str]] | None = None
    _later: frozenset[str] | None = None
    _channel: str | None = None
    _is_of_kind: bool | None = None
    _is_named: bool | None = None

    near: frozenset[str]
    """Concepts in the phrase of the number, before and after it."""
    settled: Settled
    """What the figures before have settled, in the form that rules ask for it."""
    verb: frozenset[str]
    """What the governing verb means (收到 is receiving, of money too); ``{""}`` where there is none."""
    unit: str
    in_breakdown: bool
    rings: list[frozenset[str]]
    """The concepts further away that somebody has asked for, the nearest first."""

    @abstractmethod
    def find_ring(self, number: int) -> frozenset[str]:
        """The concepts further away: in the clauses before (0), in the segment (1), in the title (2)."""

    @abstractmethod
    def find_sentence(self) -> list[frozenset[str]]:
        """What ``sentence`` keeps."""

    @abstractmethod
    def find_later(self) -> frozenset[str]:
        """What ``later`` keeps."""

    @abstractmethod
    def find_channel(self) -> str:
        """What ``channel`` keeps."""

    @abstractmethod
    def find_kind(self) -> bool:
        """What ``is_of_kind`` keeps."""

    @abstractmethod
    def find_named(self) -> bool:
        """What ``is_named`` keeps."""

    def ring_beyond(self, names: "Sought") -> int | None:
        """How far away the nearest of these is, none of which stands in the phrase; None if none is anywhere.

        Rings of words and of figures are counted together from 1; those of figures are the even ones.
        """
        is_absent, figures = names.figures.isdisjoint, None
        if names.figures:
            figures = next((2 * number for number, ring in enumerate(self.settled, 1) if not is_absent(ring)), None)
        if not names.words:
            return figures
        for number in range(RINGS if figures is None else figures // 2):
            if number == len(self.rings):
                self.rings.append(self.find_ring(number))
            if not names.words.isdisjoint(self.rings[number]):
                return 2 * number + 1
        return figures

    @property
    def sentence(self) -> list[frozenset[str]]:
        """The concepts of each word of the sentence."""
        if self._sentence is None:
            self._sentence = self.find_sentence()
        return self._sentence

    @property
    def later(self) -> frozenset[str]:
        """Concepts after the number, to the end of the sentence."""
        if self._later is None:
            self._later = self.find_later()
        return self._later

    @property
    def channel(self) -> str:
        """The channel of publication, or ``none`` or ``several``."""
        if self._channel is None:
            self._channel = self.find_channel()
        return self._channel

    @property
    def is_of_kind(self) -> bool:
        """The verb before the number has an object that says what kind of content it is."""
        if self._is_of_kind is None:
            self._is_of_kind = self.find_kind()
        return self._is_of_kind

    @property
    def is_named(self) -> bool:
        """Words of its own stand before the number."""
        if self._is_named is None:
            self._is_named = self.find_named()
        return self._is_named


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
    kind: bool | None = None
    named: bool | None = None
    sole: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def conditions(self) -> tuple[object, ...]:
        """Everything that decides whether and how heavily the rule fires."""
        return (
            self.weight, self.near, self.context, self.without, self.verb, self.channel, self.units,
            self.followed_by, self.breakdown, self.kind, self.named, self.sole, self.absent,
        )  # fmt: skip

    @property
    def keys(self) -> frozenset[str]:
        """Of these concepts one must stand in the phrase; "" where the rule asks for none."""
        if self.near:
            return self.near[0]
        return self.verb if self.verb and "" not in self.verb else frozenset({""})

    def allows(self, near: frozenset[str], verb: frozenset[str]) -> bool:
        """Whether the words of a phrase and its verb leave room for the rule."""
        if self.verb is not None and verb.isdisjoint(self.verb):
            return False
        return self.without.isdisjoint(near) and not any(map(near.isdisjoint, self.near))

    @property
    def asks_further(self) -> bool:
        """Whether it asks anything besides unit, breakdown, verb, the words of the phrase and ``context``."""
        asked = self.channel, self.kind, self.named, self.sole, self.absent, self.followed_by
        return bool(pick_figures(self.without)) or any(one not in (None, frozenset(), ()) for one in asked)

    def fits(self, around: Surroundings) -> bool:
        """Whether all holds that it asks besides unit, breakdown, verb, the words of the phrase and ``context``."""
        return (
            (self.channel is None or around.channel in self.channel)
            and (not (figures := pick_figures(self.without)) or all(map(figures.isdisjoint, around.settled)))
            and (self.kind is None or self.kind == around.is_of_kind)
            and (self.named is None or self.named == around.is_named)
            and (not self.sole or all(sum(name in word for word in around.sentence) == 1 for name in self.sole))
            and (not self.absent or all(map(self.absent.isdisjoint, around.sentence)))
            and not (self.followed_by and any(map(around.later.isdisjoint, self.followed_by)))
        )


class Sought:
    """Names of which one must stand further away than the phrase: those of words, and those of figures."""

    __slots__ = ("figures", "words")

    def __init__(self, names: frozenset[str]) -> None:
        self.figures = pick_figures(names)
        self.words = names - self.figures


_seek = cache(Sought)
"""The same for the same names, of which the rules have few."""


class Candidate:
    """A rule for counts with one unit, one governing verb and some words in the phrase, and what is left to ask."""

    __slots__ = ("_asks_further", "_context", "is_sure", "rank", "rule")

    def __init__(self, rank: int, rule: Rule, near: frozenset[str], *, asks_further: bool) -> None:
        self.rank, self.rule = rank, rule
        """The rule and its place among all."""
        self._context = tuple(_seek(group) for group in rule.context if near.isdisjoint(group))
        self._asks_further = asks_further
        self.is_sure = not self._context and not asks_further
        """The rule fires whatever stands further away."""

    def distance(self, around: Surroundings) -> int | None:
        """How far away the farthest word that the rule needs stands (0 = in the phrase); None when it does not fire."""
        if self._asks_further and not self.rule.fits(around):
            return None
        farthest = 0
        for group in self._context:
            ring = around.ring_beyond(group)
            if ring is None:
                return None
            farthest = max(farthest, ring)
        return farthest


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

    def decide(self, around: Surroundings) -> Iterator[Rule]:
        """The rules that fire, the deciding one first: the heaviest, then the one with its words nearest.

        Each is looked for when it is asked for; few are.
        """
        for candidates in self._candidates(around.unit, around.in_breakdown, around.near, around.verb):
            if len(candidates) == 1:  # as mostly
                if candidates[0].is_sure or candidates[0].distance(around) is not None:
                    yield candidates[0].rule
                continue
            fired: list[tuple[int, int]] = []
            for candidate in candidates:
                distance = 0 if candidate.is_sure else candidate.distance(around)
                if distance is not None:
                    fired.append((distance, candidate.rank))
            yield from (self._ranked[rank] for _, rank in sorted(fired))

    @cached_property
    def _ranked(self) -> list[Rule]:
        """The heaviest first."""
        return sorted(self.rules, key=lambda rule: -rule.weight)

    @cached_property
    def _asking(self) -> list[bool]:
        """Of the same rules, whether they ask further."""
        return [rule.asks_further for rule in self._ranked]

    @cached_property
    def _candidates(self) -> Callable[[str, bool, frozenset[str], frozenset[str]], tuple[tuple[Candidate, ...], ...]]:
        """What ``_find_candidates`` finds, remembered: reports say the same few things in ever other sentences."""
        return lru_cache(REMEMBERED)(self._find_candidates)

    def _find_candidates(
        self, unit: str, in_breakdown: bool, near: frozenset[str], verb: frozenset[str]
    ) -> tuple[tuple[Candidate, ...], ...]:
        """The rules for such a count that its phrase does not rule out, as it does nearly all.

        Those of one weight together, the heaviest first.
        """
        by_word = self._by_kind.get((unit, in_breakdown)) or self._index((unit, in_breakdown))
        possible = set(by_word[""])
        for name in near | verb:
            possible.update(by_word.get(name, ()))
        rules = ((rank, self._ranked[rank]) for rank in sorted(possible))
        asking = self._asking
        found = (
            Candidate(rank, rule, near, asks_further=asking[rank]) for rank, rule in rules if rule.allows(near, verb)
        )
        return tuple(tuple(alike) for _, alike in groupby(found, key=lambda candidate: candidate.rule.weight))

    @cached_property
    def _by_kind(self) -> dict[tuple[str, bool], dict[str, list[int]]]:
        """The indexes of the units that were met, in a breakdown and not."""
        return {}

    def _index(self, kind: tuple[str, bool]) -> dict[str, list[int]]:
        """Word to the ranks of the rules that need it or one of its like; "" to those that need none."""
        unit, in_breakdown = kind
        index: dict[str, list[int]] = {"": []}
        for rank, rule in enumerate(self._ranked):
            if (rule.units is None or unit in rule.units) and rule.breakdown in {None, in_breakdown}:
                for name in rule.keys:
                    index.setdefault(name, []).append(rank)
        self._by_kind[kind] = index
        return index
