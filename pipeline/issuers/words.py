"""The words of issuers.toml, as frozen records; refuses a name that is declared twice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pipeline.catalogue.compiled import read_toml

FILE = Path(__file__).parents[1] / "catalogue" / "issuers.toml"

Entry = dict[str, Any]
T = TypeVar("T")


class IssuerWordsError(Exception):
    """The catalogue of issuers contradicts itself; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Vertical:
    """Organs of one central body in the provinces."""

    prefix: str
    endings: tuple[str, ...]
    key: str
    """Stands before what follows the place, to tell apart what several bodies call the same."""
    levels: frozenset[str]
    """Ranks that the ending means; empty when it tells none."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that the lists lack, or do not tell all about."""

    code: str
    name: str
    territory: tuple[str, ...]
    """Statutory divisions it lies in."""
    parent: str
    level: str
    aliases: tuple[str, ...]
    is_listed: bool
    """The code is one of the lists, and not ours."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """What an issuer was made from, and since when it is."""

    code: str
    year: int


@dataclass(frozen=True, slots=True)
class DivisionWords:
    """How the name of a division changes in use."""

    nation: str
    short_endings: tuple[str, ...]
    peoples_end: re.Pattern[str]
    """Names of peoples at the end of a name of more than those."""
    everyday: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Official ending, what goes of it, what is said instead; the first that fits counts."""
    renamed: tuple[str, ...]
    """Endings of the names that have an everyday form."""
    district: str
    subdistrict: str
    subdistrict_office: str
    no_territory: tuple[str, ...]
    zone_endings: tuple[str, ...]
    zone_short: tuple[tuple[str, tuple[str, ...]], ...]
    """Official ending of a zone and those in use."""
    site_prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganWords:
    """What may stand after the name of a division."""

    government: frozenset[str]
    subdistrict: frozenset[str]
    committees: frozenset[str]
    office: frozenset[str]
    zone_office: frozenset[str]
    office_key: str
    relative: tuple[str, ...]
    not_relative: tuple[str, ...]
    branch: str
    refused_starts: tuple[str, ...]
    endings: dict[str, str]
    """Ending -> kind; an empty kind refuses."""
    departments: dict[str, tuple[str, str]]
    """Name in use -> (name it is kept under, kind)."""
    led_by: tuple[str, ...]
    """May stand between a place and its department: 人民政府外事办公室."""
    verticals: tuple[Vertical, ...]
    state: str
    central: dict[str, tuple[str, str]]
    """Name in use -> (name it is kept under, kind)."""


@dataclass(frozen=True, slots=True)
class ContextKeys:
    """Under which keys a document's metadata tells of its issuer, the best first."""

    publisher: tuple[str, ...]
    others: tuple[str, ...]
    site_name: tuple[str, ...]
    site_domain: tuple[str, ...]
    site_code: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuerWords:
    """All that issuers.toml declares."""

    divisions: DivisionWords
    organs: OrganWords
    context: ContextKeys
    zones: tuple[Zone, ...]
    sites: tuple[tuple[str, str], ...]
    """Domain and division code, the longest domain first."""
    aliases: tuple[tuple[str, str], ...]
    """Another name, and the code of the division it means."""
    predecessors: tuple[tuple[str, tuple[Predecessor, ...]], ...]
    undecided: dict[str, tuple[str, str]]
    """Why a name stays undecided (``Reason``): in Chinese, in English."""


@cache
def load_words(path: Path = FILE) -> IssuerWords:
    """The words of a file; IssuerWordsError when one name has two meanings."""
    data = read_toml(path)
    aliases = [(alias, str(entry["of"])) for entry in data.get("alias", ()) for alias in entry["names"]]
    return IssuerWords(
        divisions=_read_divisions(data),
        organs=_read_organs(data, aliases),
        context=ContextKeys(**{name: tuple(keys) for name, keys in data["context"].items()}),
        zones=tuple(_read_zone(entry) for entry in data.get("zone", ())),
        sites=tuple(sorted(((e["domain"], e["territory"]) for e in data.get("site", ())), key=lambda s: -len(s[0]))),
        aliases=tuple((alias, of) for alias, of in aliases if of.isdecimal()),
        predecessors=tuple(_read_predecessor(entry) for entry in data.get("predecessor", ())),
        undecided={reason: (told["zh"], told["en"]) for reason, told in data["undecided"].items()},
    )


def _read_divisions(data: Entry) -> DivisionWords:
    words, zones = data["division"], data["zones"]
    return DivisionWords(
        nation=words["nation"],
        short_endings=_longest_first(words["short_endings"]),
        peoples_end=re.compile(f"(?<=..)(?:{'|'.join(_longest_first(words['peoples']))})+$"),
        renamed=tuple(ending for ending, _, _ in words["everyday"]),
        everyday=tuple((ending, gone, tuple(used)) for ending, gone, used in words["everyday"]),
        district=words["district"],
        subdistrict=words["subdistrict"],
        subdistrict_office=words["subdistrict_office"],
        no_territory=tuple(words["no_territory"]),
        zone_endings=_longest_first(zones["endings"]),
        zone_short=tuple((entry["long"], tuple(entry["short"])) for entry in zones["short"]),
        site_prefixes=_longest_first(data["sites"]["prefixes"]),
    )


def _read_organs(data: Entry, aliases: list[tuple[str, str]]) -> OrganWords:
    words = data["organs"]
    endings = _once((ending, entry["kind"]) for entry in data["organ"] for ending in entry["endings"])
    known = [(entry, (entry["name"], entry.get("kind", "department"))) for entry in data["department"]]
    departments = _once((name, told) for entry, told in known for name in (told[0], *entry.get("aliases", ())))
    central = _once((name, (name, entry["kind"])) for entry in data["central"] for name in entry["names"])
    other = [(alias, central[of]) for alias, of in aliases if not of.isdecimal()]
    return OrganWords(
        government=frozenset(words["government"]),
        subdistrict=frozenset(words["subdistrict"]),
        committees=frozenset(data["zones"]["committees"]),
        office=frozenset(words["office"]),
        zone_office=frozenset(words["zone_office"]),
        office_key=words["office_key"],
        relative=_longest_first(words["relative"]),
        not_relative=_longest_first(words["not_relative"]),
        branch=words["branch"],
        refused_starts=tuple(words["refused_starts"]),
        endings=endings,
        departments=departments,
        led_by=_longest_first(words["led_by"]),
        verticals=tuple(_read_vertical(entry) for entry in data["vertical"]),
        state=data["centre"]["state"],
        central=_once([*central.items(), *other]),
    )


def _read_vertical(entry: Entry) -> Vertical:
    levels = frozenset(entry.get("levels", ()))
    return Vertical(entry["prefix"], tuple(entry["endings"]), entry.get("key", ""), levels)


def _read_zone(entry: Entry) -> Zone:
    territory = tuple(entry["territory"])
    if "code" not in entry and not territory:
        raise IssuerWordsError(f"zone {entry['name']}: without a code it needs a territory to be kept under")
    code = entry["code"] if "code" in entry else f"{territory[0]}/{entry['name']}"
    aliases = tuple(entry.get("aliases", ()))
    return Zone(code, entry["name"], territory, entry["parent"], entry["level"], aliases, "code" in entry)


def _read_predecessor(entry: Entry) -> tuple[str, tuple[Predecessor, ...]]:
    return str(entry["of"]), tuple(Predecessor(str(was), entry["year"]) for was in entry["was"])


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: -len(word)))


def _once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, meaning in pairs:
        if found.setdefault(name, meaning) != meaning:
            raise IssuerWordsError(f"{name!r} is declared twice: {found[name]!r} and {meaning!r}")
    return found
