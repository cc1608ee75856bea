"""The divisions of the country by code and by every name in use: central, province, prefecture, county, township."""

import gzip
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from pipeline.issuers.names import everyday_names, short_names, zone_names
from pipeline.issuers.words import IssuerWords, Predecessor, load_words

DATA = Path(__file__).parent / "data"
NATION = "000000"


class Registry:
    """Look-ups over the divisions; make one and keep it (``load_registry``).

    A code has six digits down to counties (GB/T 2260, and the statistical codes 71 to 79 of zones), nine for townships.
    ``/`` stands between a place and what is kept under it, ``@`` before the year by which a township was gone.
    """

    def __init__(self, current: dict[str, str], former: Iterable[tuple[str, str, int]], words: IssuerWords) -> None:
        self.words = words
        self.name_of: dict[str, str] = {NATION: words.divisions.nation}
        self._full: dict[str, str] = {}
        """Name -> codes, parted by blanks: official names, names in use, and names that were."""
        self._short: dict[str, str] = {}
        """Names without their ending -> codes; they need a closer look."""
        self._until: dict[tuple[str, str], int] = {}
        self._since: dict[tuple[str, str], int] = {}
        """Names that a division took over from another of its province: a county that became a prefecture."""
        self._zones = {zone.code: zone for zone in words.zones}
        self._predecessors = dict(words.predecessors)
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self.name_of.update(current)
        divisions = [code for code in current if len(code) == 6]
        for code in divisions:
            self._add_division(code, current[code])
        self._add_townships(current)
        self._add_declared()
        for code, name, until in former:
            self._add_former(code, name, until)
        self.longest = max(map(len, self._full))

    def _add(self, name: str, code: str) -> None:
        codes = self._full.get(name)
        if codes is None:
            self._full[name] = code
        elif code not in codes.split():
            self._full[name] = f"{codes} {code}"

    def _add_townships(self, current: dict[str, str]) -> None:
        words, full = self.words.divisions, self._full
        renamed, no_territory = words.renamed, words.no_territory
        for code, name in current.items():
            if len(code) == 6 or name == current.get(code[:6]) or (code[6] >= "4" and name.endswith(no_territory)):
                continue
            full[name] = f"{full[name]} {code}" if name in full else code
            if name.endswith(renamed):
                for other in everyday_names(name, words):
                    self._add(other, code)

    def _add_division(self, code: str, name: str) -> None:
        words = self.words.divisions
        self._add(name, code)
        for other in everyday_names(name, words):
            self._add(other, code)
        if is_listed_zone(code):
            places = [self.name_of[place] for place in self.line(code)[1:] if place != NATION]
            for other in zone_names(name, places, words):
                self._add(other, code)
        self._add_short(name, code)

    def _add_short(self, name: str, code: str) -> None:
        for other in short_names(name, self.words.divisions):
            codes = self._short.get(other)
            if codes is None or code not in codes.split():
                self._short[other] = code if codes is None else f"{codes} {code}"

    def _add_declared(self) -> None:
        for zone in self._zones.values():
            self.name_of.setdefault(zone.code, zone.name)
            for name in (zone.name, *zone.aliases):
                self._add(name, zone.code)
        for name, code in self.words.aliases:
            self._add(name, code)

    def _add_former(self, code: str, name: str, until: int) -> None:
        key = f"{code}@{until}" if len(code) == 9 else code
        self.name_of.setdefault(key, name)
        heir = self._find_heir(code, name)
        words = self.words.divisions
        for other in (name, *everyday_names(name, words)) if name.endswith(words.renamed) else (name,):
            if key not in self._full.get(other, "").split():
                self._add(other, key)
                self._until[(other, key)] = until
        if heir is not None:
            self._since[(name, heir)] = until
        elif len(code) == 6:
            self._add_short(name, code)

    def _find_heir(self, code: str, name: str) -> str | None:
        """The division of the same province and another rank that is called so now."""
        if len(code) != 6:
            return None
        held = (other for other in self._full.get(name, "").split() if len(other) == 6 and other[:2] == code[:2])
        return next((other for other in held if other.endswith("00") != code.endswith("00")), None)

    def codes_of(self, name: str, year: int | None) -> Iterator[str]:
        """Divisions called so in a year, or ever when no year is known; a sub-district also by its office."""
        words, known = self.words.divisions, name
        if name.endswith(words.subdistrict_office) and name not in self._full:
            known = name.removesuffix(words.subdistrict_office) + words.subdistrict
        for code in self._full.get(known, "").split():
            until = self._until.get((known, code))
            since = self._since.get((known, code))
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


@cache
def load_registry() -> Registry:
    """The registry of the shipped tables; read once."""
    current = _read("divisions.csv.gz", 2)
    former = _read("former.csv.gz", 3)
    gone = zip(former[::3], former[1::3], map(int, former[2::3]), strict=True)
    return Registry(dict(zip(current[::2], current[1::2], strict=True)), gone, load_words())


def _read(name: str, width: int) -> list[str]:
    """All fields of a table one after the other, without its head; three times as fast as row by row."""
    text = gzip.decompress((DATA / name).read_bytes()).decode()
    return text.rstrip().replace("\n", ",").split(",")[width:]
