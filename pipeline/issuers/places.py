"""The place at the start of a name, read from the widest division down: 河南省, 原阳县, 祝楼乡."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.issuers.registry import Registry

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """One way to read the start of a name as places."""

    code: str
    rest: str
    """What stands after the place."""
    shortened: int
    """How many of the places stand without their ending."""
    is_placed: bool
    """The name also gives a place above this one, finer than a province."""


def read_places(text: str, registry: Registry, year: int | None = None) -> list[PlaceReading]:
    """Every way to read the start of a name as one or more divisions, each lying in the one before."""
    found: dict[PlaceReading, None] = {}
    _follow(text, None, registry, year, found)
    return list(found)


def _follow(
    text: str, above: PlaceReading | None, registry: Registry, year: int | None, found: dict[PlaceReading, None]
) -> None:
    if above is not None:
        found[above] = None
    next_places = [*_next_places(text, above, registry, year), *_agencies(text, above, registry, year)]
    for reading in next_places:
        if reading not in found:
            _follow(reading.rest, reading, registry, year, found)


def _agencies(text: str, above: PlaceReading | None, registry: Registry, year: int | None) -> Iterator[PlaceReading]:
    """Sub-districts named as agencies of their government: 静安区人民政府江宁路街道办事处."""
    leader = next((word for word in registry.words.organs.led_by if text.startswith(word)), None)
    if above is None or leader is None:
        return
    for reading in _next_places(text.removeprefix(leader), above, registry, year):
        if registry.kind(reading.code) == "subdistrict":
            yield reading


def _next_places(text: str, above: PlaceReading | None, registry: Registry, year: int | None) -> Iterator[PlaceReading]:
    shortened = 0 if above is None else above.shortened
    is_placed = above is not None and (above.is_placed or registry.level(above.code) != "province")
    for length in range(SHORTEST, min(len(text), registry.longest) + 1):
        name = text[:length]
        for code in registry.codes_of(name, year):
            if _lies_in(code, above, registry):
                yield PlaceReading(code, text[length:], shortened, is_placed)
        for code in registry.codes_of_short(name):
            if _lies_in(code, above, registry):
                yield PlaceReading(code, text[length:], shortened + 1, is_placed)


def _lies_in(code: str, above: PlaceReading | None, registry: Registry) -> bool:
    return above is None or (code != above.code and registry.is_under(code, above.code))
