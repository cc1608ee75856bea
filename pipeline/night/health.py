"""What must hold at the end of a night: of each source, and in all. Pure: counts in, complaints out."""

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass

from pipeline.night.config import Health
from pipeline.sources.source import BrokenFile, Source

Fetches = Mapping[tuple[str, str, str], int]
"""How often each (source, kind, outcome) came."""

_GOOD = ("changed", "unchanged", "not_modified")
_CERTAIN = ("gone", "disallowed", "refused")
"""Answers that are no failure of anybody's, and say nothing of the night."""


@dataclass(slots=True)
class Labels:
    """Numeric cells of standard tables, and those whose label is known."""

    cells: int = 0
    mapped: int = 0


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What a source gave in a night."""

    code: str
    publisher: str
    found: int
    minimum: int
    fetches: Mapping[str, int]
    """Visits by outcome."""
    complaints: tuple[str, ...]


def examine_source(source: Source, found: int, fetches: Fetches) -> SourceHealth:
    """The health of one source; ``found`` is the number of reports its lists name."""
    own = {(kind, outcome): count for (code, kind, outcome), count in fetches.items() if code == source.code}
    by_outcome: dict[str, int] = {}
    for (_, outcome), count in own.items():
        by_outcome[outcome] = by_outcome.get(outcome, 0) + count
    return SourceHealth(
        source.code, source.publisher, found, source.minimum, by_outcome, tuple(_complain(source, found, own))
    )


def _complain(source: Source, found: int, own: Mapping[tuple[str, str], int]) -> Iterable[str]:
    lists = {outcome: count for (kind, outcome), count in own.items() if kind == "list"}
    if lists and not any(lists.get(outcome) for outcome in _GOOD):
        yield f"no list could be fetched: {', '.join(f'{outcome} {count}' for outcome, count in sorted(lists.items()))}"
    elif found == 0 and source.minimum:
        yield f"its lists name no report at all; at least {source.minimum} expected"
    elif found < source.minimum:
        yield f"its lists name {found} reports; at least {source.minimum} expected"
    blocked = sum(count for (_, outcome), count in own.items() if outcome == "blocked")
    if blocked:
        yield f"{blocked} addresses are blocked"


def examine_archive(damaged: int) -> tuple[str, ...]:
    """What is wrong with the archive: nothing in it may ever change."""
    return (f"archive: the bytes of {damaged} documents are lost or damaged",) if damaged else ()


def examine_faults(fault: str, failed: int) -> tuple[str, ...]:
    """Faults of the program: a file that is not accounted for, documents that it failed on."""
    told = f"the program failed on {failed} documents: see run_item" if failed else ""
    return tuple(filter(None, (fault, told)))


def examine_files(broken: Iterable[BrokenFile]) -> tuple[str, ...]:
    """What is wrong with the folder of source files: whose file is broken falls silent."""
    return tuple(f"source file cannot be used: {one.reason}" for one in broken)


def examine_sources(sources: Sized) -> tuple[str, ...]:
    """What is wrong with what was to be visited: a night that asks nobody must not pass for a good one."""
    return () if sources else ("no source is switched on: set enabled = true in a source file",)


def examine_night(health: Health, fetches: Fetches, outcomes: Mapping[str, int], labels: Labels) -> tuple[str, ...]:
    """What is wrong with the night as a whole."""
    return tuple(_examine(health, fetches, outcomes, labels))


def _examine(health: Health, fetches: Fetches, outcomes: Mapping[str, int], labels: Labels) -> Iterable[str]:
    visits = {outcome: 0 for *_, outcome in fetches}
    for (*_, outcome), count in fetches.items():
        visits[outcome] += count
    asked = sum(count for outcome, count in visits.items() if outcome not in _CERTAIN)
    yield from _compare("visits answered", sum(visits.get(o, 0) for o in _GOOD), asked, health.answered_share)
    lost = outcomes.get("quarantined", 0) + outcomes.get("failed", 0)
    total = sum(outcomes.values())
    yield from _compare("documents read", total - lost, total, health.read_share)
    yield from _compare("numeric cells with a known label", labels.mapped, labels.cells, health.mapped_share)


def _compare(what: str, part: int, whole: int, least: float) -> Iterable[str]:
    if whole and part < least * whole:
        yield f"{what}: {part} of {whole}, {part / whole:.1%}; at least {least:.0%} expected"
