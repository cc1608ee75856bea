"""Whose name it is: a printed name and what stood around it, to one issuer of the registry or to an honest no."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from db.schema.records import IssuerRef
from pipeline.issuers.division_tables import load_registry
from pipeline.issuers.evidence import Evidence, gather_evidence
from pipeline.issuers.model import NO_CONTEXT, IssuerContext, Reason, Resolution
from pipeline.issuers.names import clean
from pipeline.issuers.organs import (
    Organ,
    is_declared,
    names_place,
    read_branch,
    read_organ,
    read_relative,
    read_vertical,
    vertical_organ,
)
from pipeline.issuers.places import read_places
from pipeline.issuers.registry import NATION, Registry

REMEMBERED = 4096
"""Names kept with their answer: a site's reports come together and share their context."""


@dataclass(frozen=True, slots=True)
class IssuerCandidate:
    """One issuer that a name may mean."""

    place: str
    organ: Organ
    is_placed: bool
    """The name itself, or what stood in for it, says where the place is."""
    is_relative: bool = False
    """The place came from the context."""


@lru_cache(REMEMBERED)
def resolve(name: str, context: IssuerContext = NO_CONTEXT) -> Resolution:
    """The issuer of a name; when it may be several, or none, unresolved with the candidates. Never a guess."""
    return resolve_in(load_registry(), name, context)


def resolve_in(registry: Registry, name: str, context: IssuerContext = NO_CONTEXT) -> Resolution:
    """The same, in a registry of one's own."""
    text = clean(name, _place_ends(registry))
    evidence = gather_evidence(context, registry)
    candidates = _unique(_read_name(text, registry, context.year))
    if not candidates:
        candidates = _unique(_read_by_context(text, registry, evidence))
    if not candidates:
        return _refuse(name, _why_unknown(text, registry, context.year), _partial(text, registry), registry)
    return _decide(name, candidates, evidence, registry)


def _unique(candidates: Iterable[IssuerCandidate]) -> list[IssuerCandidate]:
    kept: dict[tuple[str, str], IssuerCandidate] = {}
    for candidate in candidates:
        key = (candidate.place, candidate.organ.key)
        if key not in kept or candidate.is_placed:
            kept[key] = candidate
    return list(kept.values())


def _read_name(text: str, registry: Registry, year: int | None) -> list[IssuerCandidate]:
    """What a name means by itself: an organ of the centre, or the best readings of a place and an organ of it."""
    words = registry.words.organs
    central = words.central.get(text) or words.central.get(text.removeprefix(words.state))
    if central is not None:
        return [IssuerCandidate(NATION, Organ(*central), True)]
    found = [*_read_vertical_names(text, registry, year)] or [*_read_placed_names(text, registry, year)]
    best = min((rank for rank, _ in found), default=(0, 0))
    kept = [candidate for rank, candidate in found if rank == best]
    if all(is_declared(candidate.organ, words) for candidate in kept):
        return kept
    deeper = (candidate for rank, candidate in found if rank[1] < best[1])  # 江苏省|沭阳|中等专业学校
    return kept + [c for c in deeper if any(registry.is_under(c.place, above.place) for above in kept)]


Ranked = tuple[tuple[int, int], IssuerCandidate]
"""Shortened places, signs after the place: the lower the better."""


def _read_placed_names(text: str, registry: Registry, year: int | None) -> Iterator[Ranked]:
    for reading in read_places(text, registry, year):
        organ = read_organ(reading.rest, reading.code, registry)
        is_town = registry.level(reading.code) == "township"
        if organ is not None and (reading.is_placed or not (is_town and organ.key)):
            yield (reading.shortened, len(reading.rest)), IssuerCandidate(reading.code, organ, reading.is_placed)


def _read_vertical_names(text: str, registry: Registry, year: int | None) -> Iterator[Ranked]:
    for vertical, named in read_vertical(text, registry.words.organs):
        for reading in read_places(named, registry, year):
            organ = vertical_organ(vertical, reading.rest)
            if organ is not None and (not organ.levels or registry.level(reading.code) in organ.levels):
                yield (reading.shortened, len(reading.rest)), IssuerCandidate(reading.code, organ, reading.is_placed)


def _read_by_context(text: str, registry: Registry, evidence: Evidence) -> Iterator[IssuerCandidate]:
    """What a name means that leaves its place to the reader: 区财政局, 镇人民政府, 财政局."""
    relative = read_relative(text, registry)
    if relative is None:
        return
    rank, organ = relative
    for place in evidence.places_for(rank, registry):
        kind = organ.kind if organ.key else registry.kind(place)
        yield IssuerCandidate(place, replace(organ, kind=kind), True, is_relative=True)


def _decide(name: str, candidates: list[IssuerCandidate], evidence: Evidence, registry: Registry) -> Resolution:
    fitting = [c for c in candidates if evidence.fits(c.place, registry)]
    only = candidates[0] if len(candidates) == 1 else None
    if only is not None and _stands_alone(only, registry):
        if not fitting and not only.is_placed:
            return _refuse(name, "contradiction", _refs(candidates, registry), registry)
        reason: Reason = "context" if only.is_relative else "named" if only.is_placed else "unique"
        return replace(_accept(name, only, reason, registry), is_contradicted=not fitting)
    if not fitting:
        return _refuse(name, "contradiction", _refs(candidates, registry), registry)
    supported = [c for c in fitting if evidence.supports(c.place, registry)] or fitting
    if len(supported) == 1 and evidence.supports(supported[0].place, registry):
        return _accept(name, supported[0], "context", registry)
    return _refuse(name, "ambiguous" if len(supported) > 1 else "unconfirmed", _refs(supported, registry), registry)


def _stands_alone(candidate: IssuerCandidate, registry: Registry) -> bool:
    """Whether one candidate is enough: a township needs its county, for other years had others of its name."""
    return candidate.is_placed or registry.level(candidate.place) != "township"


def _accept(name: str, candidate: IssuerCandidate, reason: Reason, registry: Registry) -> Resolution:
    place, organ = candidate.place, candidate.organ
    ref = replace(_ref(candidate, registry), name=clean(name, _place_ends(registry)), raw=name)
    territory = registry.territory(place)
    return Resolution(
        issuer=ref,
        reason=reason,
        division_code=registry.division_code(place),
        parent_code=place if organ.key else registry.parent(place),
        territory_code=territory[0] if len(territory) == 1 else None,
    )


def _place_ends(registry: Registry) -> tuple[str, ...]:
    """Ends of a bracket that says which of several: 东城区（景山街道） is not 东城区."""
    words = registry.words
    return (*words.organs.relative, words.divisions.subdistrict_office)


def _refuse(name: str, reason: Reason, candidates: tuple[IssuerRef, ...], registry: Registry) -> Resolution:
    levels = {candidate.level for candidate in candidates}
    kinds = {candidate.kind for candidate in candidates}
    ref = IssuerRef(
        name=clean(name, _place_ends(registry)),
        raw=name,
        level=levels.pop() if len(levels) == 1 else None,
        kind=kinds.pop() if len(kinds) == 1 else None,
    )
    told = tuple(candidate for candidate in candidates if candidate.code is not None)
    return Resolution(ref, reason, told)


def _refs(candidates: list[IssuerCandidate], registry: Registry) -> tuple[IssuerRef, ...]:
    return tuple(_ref(candidate, registry) for candidate in candidates)


def _ref(candidate: IssuerCandidate, registry: Registry) -> IssuerRef:
    """The issuer as the registry has it, under its full name."""
    place, organ = candidate.place, candidate.organ
    name = (registry.name_of[place] if place != NATION else "") + organ.key
    level, parent = registry.level(place), registry.name_of[place if organ.key else registry.parent(place)]
    branch = read_branch(organ.key, place, registry)
    if branch is not None:
        level, parent = registry.level(branch[0]), registry.name_of[place] + branch[1]
    elif organ.kind == "zone" and organ.key:
        level = None  # a county's zone or a city's may have any rank
    code = f"{place}/{organ.key}" if organ.key else place
    return IssuerRef(name, name, code, level, organ.kind, parent)


def _partial(text: str, registry: Registry) -> tuple[IssuerRef, ...]:
    """What a name tells of its issuer without telling its place, or after a place in no list: the kind."""
    signs = registry.words.organs.relative
    starts = [at for at in range(len(text) - 1, 0, -1) if text.startswith(signs, at)]
    for at in (0, *starts):
        relative = read_relative(text[at:], registry)
        if relative is not None:
            return (IssuerRef(text, text, kind=relative[1].kind),)
    return ()


def _why_unknown(text: str, registry: Registry, year: int | None) -> Reason:
    if read_relative(text, registry) is not None:
        return "unplaced"
    rests = [reading.rest for reading in read_places(text, registry, year)] or [text]
    shortest = min(rests, key=len)
    return "unknown_place" if names_place(shortest, registry.words.organs) else "unknown_organ"
