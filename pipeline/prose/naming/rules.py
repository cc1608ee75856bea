"""The rules that say which indicator a count belongs to: their shape, and which of those that fire decides."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby

RULE_KEYS = frozenset(
    {
        "near", "context", "without", "verb", "channel", "units", "followed_by", "breakdown", "kind", "named",
        "foreign", "sole", "absent", "weight",
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


class CountContext(ABC):
    """What stands around one count, as concepts; what few rules ask for is found when it is asked for first."""

    _said: frozenset[str] | None = None
    _later: frozenset[str] | None = None
    _channel: str | None = None
    _is_of_kind: bool | None = None
    _is_named: bool | None = None
    _is_foreign: bool | None = None

    near: frozenset[str]
    """Concepts in the phrase of the number, before and after it."""
    settled: Settled
    """What the figures before have settled, in the form that rules ask for it."""
    verb: frozenset[str]
    """What the governing verb means (收到 is receiving, of money too); ``{""}`` where there is none."""
    unit: str
    in_breakdown: bool
    rings: list[frozenset[str] | None]
    """The concepts further away, the nearest first; None where nobody has asked for them."""

    @abstractmethod
    def find_ring(self, number: int) -> frozenset[str]:
        """The concepts further away: in the clauses before (0), in the segment (1), in the title (2)."""

    @abstractmethod
    def find_said(self) -> frozenset[str]:
        """What ``said`` keeps."""

    @abstractmethod
    def count_words(self, concept: str) -> int:
        """How many words of the sentence stand for a concept."""

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

    @abstractmethod
    def find_foreign(self) -> bool:
        """What ``is_foreign`` keeps."""

    def ring_beyond(self, names: "Sought") -> int | None:
        """How far away the nearest of these is, none of which stands in the phrase; None if none is anywhere.

        Rings of words and of figures are counted together from 1; those of figures are the even ones.
        """
        is_absent, figures = names.figures.isdisjoint, None
        if names.figures:
            figures = next((2 * number for number, ring in enumerate(self.settled, 1) if not is_absent(ring)), None)
        words = names.words
        if not words:
            return figures
        # all rings but the last are parts of the sentence, and the verb
        first = RINGS - 1 if words.isdisjoint(self.said) and words.isdisjoint(self.verb) else 0
        for number in range(first, RINGS if figures is None else figures // 2):
            ring = self.rings[number]
            if ring is None:
                ring = self.rings[number] = self.find_ring(number)
            if not words.isdisjoint(ring):
                return 2 * number + 1
        return figures

    @property
    def said(self) -> frozenset[str]:
        """The concepts of all words of the sentence."""
        if self._said is None:
            self._said = self.find_said()
        return self._said

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

    @property
    def is_foreign(self) -> bool:
        """Before the number something is named that is no request and nobody who makes one."""
        if self._is_foreign is None:
            self._is_foreign = self.find_foreign()
        return self._is_foreign


Test = Callable[[CountContext], bool]
"""One thing that a rule asks of what stands around a count."""


@dataclass(frozen=True, slots=True)
class IndicatorRule:
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
    foreign: bool | None = None
    sole: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def conditions(self) -> tuple[object, ...]:
        """Everything that decides whether and how heavily the rule fires."""
        return (
            self.weight, self.near, self.context, self.without, self.verb, self.channel, self.units,
            self.followed_by, self.breakdown, self.kind, self.named, self.foreign, self.sole, self.absent,
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

    def list_tests(self) -> Iterator[Test]:
        """What it asks besides unit, breakdown, verb, the words of the phrase, ``channel`` and ``context``.

        Only what it does ask, the cheapest first: few rules ask any of it, and nearly all of these in vain.
        """
        figures, kind, named, is_foreign = pick_figures(self.without), self.kind, self.named, self.foreign
        if figures:
            yield lambda around: all(map(figures.isdisjoint, around.settled))
        if self.absent:
            yield lambda around: self.absent.isdisjoint(around.said)
        if self.sole:
            yield lambda around: self.sole <= around.said and all(around.count_words(name) == 1 for name in self.sole)
        if self.followed_by:
            yield lambda around: not any(map(around.later.isdisjoint, self.followed_by))
        if kind is not None:
            yield lambda around: around.is_of_kind == kind
        if named is not None:
            yield lambda around: around.is_named == named
        if is_foreign is not None:
            yield lambda around: around.is_foreign == is_foreign


class Sought:
    """Names of which one must stand further away than the phrase: those of words, and those of figures."""

    __slots__ = ("figures", "words")

    def __init__(self, names: frozenset[str]) -> None:
        self.figures = pick_figures(names)
        self.words = names - self.figures


_seek = cache(Sought)
"""The same for the same names, of which the rules have few."""


class RuleCandidate:
    """A rule for counts with one unit, one governing verb and some words in the phrase, and what is left to ask."""

    __slots__ = ("_context", "_tests", "is_sure", "rank", "rule")

    def __init__(self, rank: int, rule: IndicatorRule, near: frozenset[str], tests: tuple[Test, ...]) -> None:
        self.rank, self.rule = rank, rule
        """The rule and its place among all."""
        self._context = tuple(_seek(group) for group in rule.context if near.isdisjoint(group))
        self._tests = tests
        self.is_sure = not self._context and not tests
        """The rule fires whatever stands further away, for counts of its channel."""

    def distance(self, around: CountContext) -> int | None:
        """How far away the farthest word that the rule needs stands (0 = in the phrase); None when it does not fire."""
        for test in self._tests:
            if not test(around):
                return None
        farthest = 0
        for group in self._context:
            ring = around.ring_beyond(group)
            if ring is None:
                return None
            farthest = max(farthest, ring)
        return farthest


Weighed = tuple[tuple[RuleCandidate, ...], ...]
"""Candidates of one weight together, the heaviest first."""


class Choice:
    """The candidates for counts with one unit, one governing verb and some words in the phrase.

    Rules that ask for the channel are many, and a count has one channel: which of them are left is remembered by it.
    """

    __slots__ = ("_by_channel", "_others", "plain")

    def __init__(self, found: list[RuleCandidate]) -> None:
        asking = (candidate.rule.weight for candidate in found if candidate.rule.channel is not None)
        heaviest = next(asking, None)
        heavier = found if heaviest is None else [one for one in found if one.rule.weight > heaviest]
        self.plain = _weigh(heavier)
        """Those heavier than any that asks for the channel."""
        self._others = found[len(heavier) :]
        self._by_channel: dict[str, Weighed] = {}

    @property
    def asks_channel(self) -> bool:
        """Whether any is left besides ``plain``, and the channel says which."""
        return bool(self._others)

    def of_channel(self, channel: str) -> Weighed:
        """The others, for a count of this channel."""
        known = self._by_channel.get(channel)
        if known is None:
            fitting = [one for one in self._others if one.rule.channel is None or channel in one.rule.channel]
            known = self._by_channel[channel] = _weigh(fitting)
        return known


def _weigh(candidates: Iterable[RuleCandidate]) -> Weighed:
    return tuple(tuple(alike) for _, alike in groupby(candidates, key=lambda candidate: candidate.rule.weight))


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

    rules: tuple[IndicatorRule, ...]
    zeros: tuple[ZeroRule, ...]
    verbs: frozenset[str]
    """Concepts that are verbs."""

    def decide(self, around: CountContext) -> Iterator[IndicatorRule]:
        """The rules that fire, the deciding one first: the heaviest, then the one with its words nearest.

        Each is looked for when it is asked for; few are.
        """
        choice = self._choices(around.unit, around.in_breakdown, around.near, around.verb)
        if choice.plain:
            yield from self._decide_among(choice.plain, around)
        if choice.asks_channel:
            yield from self._decide_among(choice.of_channel(around.channel), around)

    def _decide_among(self, weighed: Weighed, around: CountContext) -> Iterator[IndicatorRule]:
        for candidates in weighed:
            if len(candidates) == 1:  # as mostly
                if candidates[0].is_sure or candidates[0].distance(around) is not None:
                    yield candidates[0].rule
                continue
            farther: list[tuple[int, int]] = []
            for candidate in candidates:
                distance = 0 if candidate.is_sure else candidate.distance(around)
                if distance == 0:  # nearer than any, and than those that nobody has asked for yet
                    yield candidate.rule
                elif distance is not None:
                    farther.append((distance, candidate.rank))
            yield from (self._ranked[rank] for _, rank in sorted(farther))

    @cached_property
    def _ranked(self) -> list[IndicatorRule]:
        """The heaviest first."""
        return sorted(self.rules, key=lambda rule: -rule.weight)

    @cached_property
    def _tests(self) -> list[tuple[Test, ...]]:
        """Of the same rules, what they ask besides."""
        return [tuple(rule.list_tests()) for rule in self._ranked]

    @cached_property
    def _choices(self) -> Callable[[str, bool, frozenset[str], frozenset[str]], Choice]:
        """What ``_find_choice`` finds, remembered: reports say the same few things in ever other sentences."""
        return lru_cache(REMEMBERED)(self._find_choice)

    def _find_choice(self, unit: str, in_breakdown: bool, near: frozenset[str], verb: frozenset[str]) -> Choice:
        """The rules for such a count that its phrase does not rule out, as it does nearly all."""
        by_word = self._by_kind.get((unit, in_breakdown)) or self._index((unit, in_breakdown))
        possible = set(by_word[""])
        for name in near | verb:
            possible.update(by_word.get(name, ()))
        rules = ((rank, self._ranked[rank]) for rank in sorted(possible))
        tests = self._tests
        return Choice([RuleCandidate(rank, rule, near, tests[rank]) for rank, rule in rules if rule.allows(near, verb)])

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
