"""The divisions of the country by code and by every name in use: central, province, prefecture, county, township."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.issuers.words import IssuerWords, Predecessor

NATION = "000000"
_NEVER: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Tables:
    """What the divisions are called, and what is called so."""

    name_of: Mapping[str, str]
    full: Mapping[str, str]
    """Name -> codes, parted by blanks: official names, names in use, and names that were."""
    short: Mapping[str, str]
    """Names without their ending -> codes; they need a closer look."""
    until: Mapping[str, Mapping[str, int]]
    """Name -> code -> last year in which the division was called so."""
    since: Mapping[str, Mapping[str, int]]
    """Names that a division took over from another of its province: a county that became a prefecture."""
    longest: int
    """Signs of the longest name."""


class Registry:
    """Look-ups over the divisions; make one and keep it (``load_registry``).

    A code has six digits down to counties (GB/T 2260, and the statistical codes 71 to 79 of zones), nine for townships.
    ``/`` stands between a place and what is kept under it, ``@`` before the year by which a township was gone.
    """

    def __init__(self, tables: Tables, words: IssuerWords) -> None:
        self.words = words
        self.name_of, self.longest = tables.name_of, tables.longest
        self._full, self._short, self._until, self._since = tables.full, tables.short, tables.until, tables.since
        self._zones = {zone.code: zone for zone in words.zones}
        self._predecessors = dict(words.predecessors)
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def codes_of(self, name: str, year: int | None) -> Iterator[str]:
        """Divisions called so in a year, or ever when no year is known; a sub-district also by its office."""
        words, known = self.words.divisions, name
        if name.endswith(words.subdistrict_office) and name not in self._full:
            known = name.removesuffix(words.subdistrict_office) + words.subdistrict
        ends, starts = self._until.get(known, _NEVER), self._since.get(known, _NEVER)
        for code in self._full.get(known, "").split():
            until, since = ends.get(code), starts.get(code)
            if year is None or ((until is None or year <= until) and (since is None or year >= since)):
                yield code

    def codes_of_short(self, name: str) -> list[str]:
        """Divisions, gone ones too, whose name without its ending is this: shortened names stay open to doubt."""
        return self._short.get(name, "").split()

    def parent(self, code: str) -> str:
        """The division that runs this one; the nation has itself."""
        zone = self._zones.get(code)
        if zone is not None:
            return zone.parent
        place = code.split("@")[0]
        if "/" in place:
            return place.rpartition("/")[0]
        if len(place) == 9 and place[:6] in self.name_of:
            return place[:6]
        city = place[:4] + "00"
        if city in self.name_of and city != place:
            return city
        return place[:2] + "0000" if not place.endswith("0000") else NATION

    def territory(self, code: str) -> tuple[str, ...]:
        """The statutory divisions a zone, or a township run by one, lies in, where they are declared."""
        own = self._zones.get(code)
        zone = own if own is not None else self._zones.get(self.parent(code))
        return () if zone is None else zone.territory

    def line(self, code: str) -> tuple[str, ...]:
        """The division and all above it, the nation last."""
        known = self._ancestors.get(code)
        if known is None:
            known = (code,) if code == NATION else (code, *self.line(self.parent(code)))
            self._ancestors[code] = known
        return known

    def is_under(self, code: str, place: str) -> bool:
        """Whether a division is this place or lies in it, by administration or by territory."""
        return place in self.line(code) or any(place in self.line(other) for other in self.territory(code))

    def level(self, code: str) -> str | None:
        """Rank of a division; None for a zone of which none is declared."""
        if code == NATION:
            return "central"
        zone = self._zones.get(code)
        if zone is not None:
            return zone.level
        place = code.split("@")[0]
        if "/" in place:
            return None
        if len(place) == 9:
            return "township"
        return "province" if place.endswith("0000") else "prefecture" if place.endswith("00") else "county"

    def kind(self, code: str) -> str | None:
        """What kind of issuer the government of a division is; None for farms and the like of township rank."""
        if code in self._zones or "/" in code or is_listed_zone(code):
            return "zone"
        if len(code) < 9:
            return "government"
        if code[6] >= "4":
            return "zone" if self.name_of[code].endswith(self.words.divisions.zone_endings) else None
        return "subdistrict" if code[6] == "0" else "township_government"

    def division_code(self, code: str) -> str | None:
        """The code of the lists; None for a zone of our own."""
        place = code.split("@")[0]
        return None if "/" in place else place

    def predecessors(self, key: str) -> tuple[Predecessor, ...]:
        """What an issuer was made from, as far as it is declared.

        By division code, or by the key of an organ of the centre: each predecessor again has such a key.
        """
        place, _, organ = key.rpartition("/")
        found = self._predecessors.get(organ if place == NATION else key, ())
        return tuple(Predecessor(p.code if p.code.isdecimal() else f"{NATION}/{p.code}", p.year) for p in found)


def is_listed_zone(code: str) -> bool:
    """Whether a six-digit code is one that the statistical list gives to zones, which GB/T 2260 leaves out."""
    return len(code) == 6 and code[4] == "7"
