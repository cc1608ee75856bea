"""The look-ups of the registry, made of the shipped lists and of the words that tell how names change in use."""

import gzip
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pipeline.catalogue.compiled import Parted, keep, part
from pipeline.issuers import names, registry, words
from pipeline.issuers.names import everyday_names, short_names, zone_names
from pipeline.issuers.registry import NATION, Registry, Tables, is_listed_zone
from pipeline.issuers.words import IssuerWords, load_words

DATA = Path(__file__).parent / "data"
CURRENT, FORMER = DATA / "divisions.csv.gz", DATA / "former.csv.gz"
_SOURCES = (CURRENT, FORMER, words.FILE, *(Path(one) for one in (__file__, names.__file__, registry.__file__)))

_SIGN, _CITY = 1, 4
"""By so many signs are names kept together, and codes: a report asks for a few."""

Parts = dict[str, bytes]
Former = tuple[str, str, int]
"""Code, name and last year of a division that is gone."""


@cache
def load_registry() -> Registry:
    """The registry of the shipped tables; read once."""
    name_of, full, short, until, since, longest = keep(CURRENT, _SOURCES, _make_parts)
    tables = Tables(
        name_of=Parted(name_of, _CITY),
        full=Parted(full, _SIGN),
        short=Parted(short, _SIGN),
        until=Parted(until, _SIGN),
        since=Parted(since, _SIGN),
        longest=longest,
    )
    return Registry(tables, load_words())


def _make_parts() -> tuple[Parts, Parts, Parts, Parts, Parts, int]:
    current, former = _read(CURRENT, 2), _read(FORMER, 3)
    gone = zip(former[::3], former[1::3], map(int, former[2::3]), strict=True)
    tables = make_tables(dict(zip(current[::2], current[1::2], strict=True)), gone, load_words())
    return (
        part(tables.name_of, _CITY),
        part(tables.full, _SIGN),
        part(tables.short, _SIGN),
        part(tables.until, _SIGN),
        part(tables.since, _SIGN),
        tables.longest,
    )


def _read(path: Path, width: int) -> list[str]:
    """All fields of a table one after the other, without its head; three times as fast as row by row."""
    text = gzip.decompress(path.read_bytes()).decode()
    return text.rstrip().replace("\n", ",").split(",")[width:]


def make_tables(current: dict[str, str], former: Iterable[Former], words: IssuerWords) -> Tables:
    """The look-ups over the divisions there are, by code, and those that are gone."""
    made = _Maker(words)
    made.name_of.update(current)
    for code, name in current.items():
        if len(code) == 6:
            made.add_division(code, name)
    made.add_townships(current)
    made.add_declared()
    for code, name, until in former:
        made.add_former(code, name, until)
    return Tables(made.name_of, made.full, made.short, made.until, made.since, max(map(len, made.full)))


class _Maker:
    """Fills the tables."""

    def __init__(self, words: IssuerWords) -> None:
        self.words = words
        self.name_of = {NATION: words.divisions.nation}
        self.full: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.until: dict[str, dict[str, int]] = {}
        self.since: dict[str, dict[str, int]] = {}
        self._above = Registry(Tables(self.name_of, self.full, self.short, self.until, self.since, 0), words)
        """Tells what a division lies in, by the names that are there so far."""

    def _add(self, name: str, code: str) -> None:
        codes = self.full.get(name)
        if codes is None:
            self.full[name] = code
        elif code not in codes.split():
            self.full[name] = f"{codes} {code}"

    def add_townships(self, current: dict[str, str]) -> None:
        """Those of the codes that are townships, but for such as are no place of their own."""
        words, full = self.words.divisions, self.full
        renamed, no_territory = words.renamed, words.no_territory
        for code, name in current.items():
            if len(code) == 6 or name == current.get(code[:6]) or (code[6] >= "4" and name.endswith(no_territory)):
                continue
            full[name] = f"{full[name]} {code}" if name in full else code
            if name.endswith(renamed):
                for other in everyday_names(name, words):
                    self._add(other, code)

    def add_division(self, code: str, name: str) -> None:
        """One division of county rank or above, by all its names."""
        words = self.words.divisions
        self._add(name, code)
        for other in everyday_names(name, words):
            self._add(other, code)
        if is_listed_zone(code):
            places = [self.name_of[place] for place in self._above.line(code)[1:] if place != NATION]
            for other in zone_names(name, places, words):
                self._add(other, code)
        self._add_short(name, code)

    def _add_short(self, name: str, code: str) -> None:
        for other in short_names(name, self.words.divisions):
            codes = self.short.get(other)
            if codes is None or code not in codes.split():
                self.short[other] = code if codes is None else f"{codes} {code}"

    def add_declared(self) -> None:
        """The zones and the other names that the catalogue declares."""
        for zone in self.words.zones:
            self.name_of.setdefault(zone.code, zone.name)
            for name in (zone.name, *zone.aliases):
                self._add(name, zone.code)
        for name, code in self.words.aliases:
            self._add(name, code)

    def add_former(self, code: str, name: str, until: int) -> None:
        """One that was gone after a year."""
        key = f"{code}@{until}" if len(code) == 9 else code
        self.name_of.setdefault(key, name)
        heir = self._find_heir(code, name)
        words = self.words.divisions
        for other in (name, *everyday_names(name, words)) if name.endswith(words.renamed) else (name,):
            if key not in self.full.get(other, "").split():
                self._add(other, key)
                self.until.setdefault(other, {})[key] = until
        if heir is not None:
            self.since.setdefault(name, {})[heir] = until
        elif len(code) == 6:
            self._add_short(name, code)

    def _find_heir(self, code: str, name: str) -> str | None:
        """The division of the same province and another rank that is called so now."""
        if len(code) != 6:
            return None
        held = (other for other in self.full.get(name, "").split() if len(other) == 6 and other[:2] == code[:2])
        return next((other for other in held if other.endswith("00") != code.endswith("00")), None)
