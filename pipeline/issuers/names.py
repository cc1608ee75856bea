"""Names cleaned for look-up, and the names a division goes by besides its official one."""

from collections.abc import Iterator, Sequence

from extractors.model.nfkc import nfkc
from pipeline.issuers.words import DivisionWords

SHORTEST = 2
"""Signs of the shortest name that may stand without its ending."""


def clean(name: str, place_ends: tuple[str, ...] = ()) -> str:
    """A name for look-up: full-width signs as plain ones, no blanks, no brackets at its end that name no place."""
    text = "".join(nfkc(name).split())
    while text.endswith(")") and text.rfind("(") > 0 and not text[:-1].endswith(place_ends):
        text = text[: text.rfind("(")]
    return text


def everyday_names(name: str, words: DivisionWords) -> Iterator[str]:
    """Names as good as the official one: an autonomous county as a county."""
    for official, gone, used in words.everyday:
        if name.endswith(official):
            stem = words.peoples_end.sub("", name.removesuffix(gone))
            if len(stem) >= SHORTEST:
                yield from (stem + end for end in used if stem + end != name)
            return


def short_names(name: str, words: DivisionWords) -> Iterator[str]:
    """The name without its ending, where that leaves a name."""
    ending = next((ending for ending in words.short_endings if name.endswith(ending)), None)
    if ending is not None:
        stem = words.peoples_end.sub("", name.removesuffix(ending))
        if len(stem) >= SHORTEST:
            yield stem


def zone_names(name: str, places: Sequence[str], words: DivisionWords) -> Iterator[str]:
    """A zone without the places before it, and in the short forms of its kind."""
    bare = _without_places(name, places, words)
    names = {name, bare}
    for form in (name, bare):
        for official, used in words.zone_short:
            if form.endswith(official):
                names.update(form.removesuffix(official) + short for short in used)
    yield from sorted(names - {name})


def _without_places(name: str, places: Sequence[str], words: DivisionWords) -> str:
    forms = [form for place in places for form in (place, *short_names(place, words))]
    while True:
        first = next((form for form in forms if name.startswith(form) and len(name) > len(form) + 2), None)
        if first is None:
            return name
        name = name.removeprefix(first)
