"""What stands after the place in an issuer's name: the government itself, its office, a department, an agency."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.issuers.names import short_names
from pipeline.issuers.registry import Registry
from pipeline.issuers.words import OrganWords, Vertical


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ of some place."""

    key: str
    """Name it is kept under; empty for the government itself, and for a zone's committee."""
    kind: str | None
    levels: frozenset[str] = frozenset()
    """Ranks of place the form of the name goes with; empty when it goes with any."""


def read_organ(rest: str, code: str, registry: Registry) -> Organ | None:
    """The organ of a place that the rest of a name means; None when it means none."""
    words, kind = registry.words.organs, registry.kind(code)
    own = words.government
    if kind == "subdistrict":
        own = words.subdistrict
    elif kind == "zone":
        own = own | words.committees
    if not rest or rest in own:
        return Organ("", kind)
    if rest in words.office or rest in _zone_offices(kind, code, registry):
        return Organ(words.office_key, "government_office")
    return read_department(rest, registry) or _read_branch_of(rest, code, registry)


def _read_branch_of(rest: str, code: str, registry: Registry) -> Organ | None:
    """A branch whose place is named with its ending, which goes: 生态环境局原阳县分局 is 生态环境局原阳分局."""
    words = registry.words.organs
    branch = read_branch(rest, code, registry)
    if branch is None or branch[1] not in words.departments:
        return None
    place = rest.removesuffix(words.branch).removeprefix(branch[1])
    short = next(short_names(place, registry.words.divisions), place)
    return Organ(f"{words.departments[branch[1]][0]}{short}{words.branch}", "department")


def _zone_offices(kind: str | None, code: str, registry: Registry) -> Iterator[str]:
    """Offices of zones and townships, which may be named without their government."""
    words = registry.words.organs
    if kind == "zone" or registry.level(code) == "township":
        for office in words.zone_office:
            yield office
            yield from (committee + office for committee in words.committees)


def read_department(rest: str, registry: Registry) -> Organ | None:
    """An organ by its own name, whatever the place: by its declared name, else by its ending."""
    words = registry.words.organs
    known = words.departments.get(rest)
    if known is not None:
        return Organ(*known)
    for leader in words.led_by:
        if rest.startswith(leader):
            return read_department(rest.removeprefix(leader), registry)
    if rest.startswith(words.refused_starts):
        return None
    kind = _kind_of_ending(rest, words)
    if kind is not None and not names_place(rest, words):
        return Organ(rest, kind)
    return _read_zone(rest, registry)


def _kind_of_ending(rest: str, words: OrganWords) -> str | None:
    """Kind by the longest declared ending; None when there is none, or one that is no issuer's."""
    for start in range(len(rest)):
        kind = words.endings.get(rest[start:])
        if kind is not None:
            return kind if kind and (start > 0 or len(rest) > 1) else None
    return None


def names_place(rest: str, words: OrganWords) -> bool:
    """Whether a division that the registry lacks may be named: 下城区财政局 must not become a bureau of the city."""
    for word in words.not_relative:
        rest = rest.replace(word, "")
    return any(sign in rest for sign in words.relative)


def _read_zone(rest: str, registry: Registry) -> Organ | None:
    """A zone of the place that no list has, or an organ of one."""
    words, endings = registry.words.organs, registry.words.divisions.zone_endings
    name = rest
    for committee in words.committees:
        name = name.removesuffix(committee)
    ending = next((ending for ending in endings if name.endswith(ending) and len(name) > len(ending)), None)
    if ending is None or names_place(name.removesuffix(ending), words):
        return None
    return Organ(name, "zone")


def read_vertical(text: str, words: OrganWords) -> Iterator[tuple[Vertical, str]]:
    """The central body that a name begins with, and what follows it."""
    for vertical in words.verticals:
        if text.startswith(vertical.prefix) and text.endswith(vertical.endings) and len(text) > len(vertical.prefix):
            yield vertical, text.removeprefix(vertical.prefix)


def vertical_organ(vertical: Vertical, rest: str) -> Organ | None:
    """The organ of a central body in a place, by what follows the place."""
    if not rest.endswith(vertical.endings):
        return None
    return Organ(vertical.key + rest, "vertical_agency", vertical.levels)


def read_relative(text: str, registry: Registry) -> tuple[str, Organ] | None:
    """The rank of the place that a name gives in its stead, and the organ: 区财政局; an empty rank for none at all."""
    words = registry.words.organs
    if text in words.departments:
        return "", Organ(*words.departments[text])
    rank = next((rank for rank in words.relative if text.startswith(rank)), None)
    if rank is None or text.startswith(words.not_relative):
        organ = read_department(text, registry)
        return None if organ is None else ("", organ)
    rest = text.removeprefix(rank)
    if rest in words.government or (rest in words.subdistrict and rank in registry.words.divisions.subdistrict):
        return rank, Organ("", None)
    if rest in words.office:
        return rank, Organ(words.office_key, "government_office")
    organ = read_department(rest, registry) if rest else None
    return None if organ is None else (rank, organ)


def is_declared(organ: Organ, words: OrganWords) -> bool:
    """Whether the organ's name is known whole, so that none of it can be the name of a place."""
    return organ.key in ("", words.office_key) or words.departments.get(organ.key, ("", ""))[0] == organ.key


def read_branch(key: str, place: str, registry: Registry) -> tuple[str, str] | None:
    """The place that a branch is for, and the department it belongs to: 生态环境局 | 原阳 | 分局."""
    body = key.removesuffix(registry.words.organs.branch)
    if body == key:
        return None
    for cut in range(2, len(body) - 1):
        name = body[cut:]
        codes = {*registry.codes_of(name, None), *registry.codes_of_short(name)}
        inside = [code for code in codes if code != place and registry.is_under(code, place)]
        if len(inside) == 1:
            return inside[0], body[:cut]
    return None
