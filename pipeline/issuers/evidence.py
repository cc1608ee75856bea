"""What stood around a name, as divisions: which of them speak for a candidate, and which against."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.issuers.model import IssuerContext
from pipeline.issuers.names import clean
from pipeline.issuers.organs import read_organ
from pipeline.issuers.places import PlaceReading, read_places
from pipeline.issuers.registry import Registry

Places = frozenset[str]
"""What one source may mean; a source can be ambiguous itself."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sources of a context, as the divisions each may mean."""

    owners: tuple[Places, ...]
    """Of those who speak of the issuer itself: the operator, the publisher."""
    sites: tuple[Places, ...]
    others: tuple[Places, ...]
    """Of other names in the document, which may be anybody's."""

    def fits(self, place: str, registry: Registry) -> bool:
        """Whether no source speaks against a place."""
        return all(_agree(place, source, registry) for source in (*self.owners, *self.sites))

    def supports(self, place: str, registry: Registry) -> bool:
        """Whether a source speaks for a place; for a township, one finer than its province."""
        is_township = registry.level(place) == "township"
        for source in (*self.owners, *self.sites, *self.others):
            near = {c for c in source if not (is_township and registry.level(c) in ("province", "central"))}
            if _agree(place, frozenset(near), registry):
                return True
        return False

    def places_for(self, rank: str, registry: Registry) -> list[str]:
        """The places that a name means which gives only their rank (区), or none: then its owner's, or a county site's.

        Of two that lie one in the other, the smaller.
        """
        found: dict[str, None] = {}
        for source in self.owners:
            found.update(_of_rank(source, rank, registry))
        for source in () if found else self.sites:
            places = _of_rank(source, rank, registry)
            found.update({p: None for p in places if rank or registry.level(p) not in ("province", "prefecture")})
        return [place for place in found if not any(o != place and registry.is_under(o, place) for o in found)]


def _of_rank(source: Places, rank: str, registry: Registry) -> dict[str, None]:
    """Of each place, itself or the nearest above it whose name ends with the rank."""
    found: dict[str, None] = {}
    for code in sorted(source):
        place = next((above for above in registry.line(code) if registry.name_of[above].endswith(rank)), None)
        if place is not None:
            found[place] = None
    return found


def _agree(place: str, source: Iterable[str], registry: Registry) -> bool:
    """Whether a place lies in one of the source's, or one of them in it."""
    return any(registry.is_under(place, code) or registry.is_under(code, place) for code in source)


def gather_evidence(context: IssuerContext, registry: Registry) -> Evidence:
    """The divisions that each part of a context may mean; parts that name none are left out."""
    year = context.year
    owners = (read_source(context.parent, registry, year), read_source(context.publisher, registry, year))
    sites = (
        _read_code(context.site_code, registry),
        read_source(context.site_name, registry, year),
        _read_domain(context.site_domain, registry),
    )
    others = (read_source(name, registry, year) for name in context.others)
    return Evidence(tuple(_named(owners)), tuple(_named(sites)), tuple(_named(others)))


def _named(sources: Iterable[Places]) -> Iterator[Places]:
    return (source for source in sources if source)


@lru_cache(4096)
def read_source(text: str, registry: Registry, year: int | None) -> Places:
    """The places that a name or code given beside an issuer's name begins with; none when it names none for sure."""
    text = clean(text)
    if text in registry.name_of:
        return frozenset({text})
    for prefix in registry.words.divisions.site_prefixes:
        text = text.removeprefix(prefix)
    readings = [r for r in read_places(text, registry, year) if _is_sure(r, registry)]
    best = min(((r.shortened, len(r.rest)) for r in readings), default=None)
    return frozenset(r.code for r in readings if (r.shortened, len(r.rest)) == best)


def _is_sure(reading: PlaceReading, registry: Registry) -> bool:
    """Whether a shortened place is one: 沭阳, 沭阳政府网, 沭阳发改局, but no newspaper called after a city."""
    if reading.shortened == 0 or not reading.rest:
        return True
    starts = tuple(registry.words.organs.government)
    return reading.rest.startswith(starts) or read_organ(reading.rest, reading.code, registry) is not None


def _read_code(text: str, registry: Registry) -> Places:
    code = text.strip()[:6]
    return frozenset({code}) if len(code) == 6 and code in registry.name_of else frozenset()


def _read_domain(text: str, registry: Registry) -> Places:
    host = text.strip().lower().partition("://")[2] or text.strip().lower()
    host = host.partition("/")[0].partition(":")[0]
    for domain, code in registry.words.sites:
        if host == domain or host.endswith("." + domain):
            return frozenset({code})
    return frozenset()
