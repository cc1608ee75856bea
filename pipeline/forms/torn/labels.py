"""The labels of a form found in running text: the best chain of them in the form's own order."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from db.schema.records import Method
from extractors.model.labels import Folding
from pipeline.catalogue.model import LabelSpec
from pipeline.forms.torn.text import TornText

_NEAR = 60
"""Signs between two labels of one table that cost nothing; a T3 row of seven large numbers is shorter."""
_GAP_COST = 0.05
_STRAY = 120
"""Signs behind a table's last label within which another of its rows may stand."""
_FAR = 400
"""Signs between two labels beyond which they belong to different tables."""


_CAPTION = 300
"""Signs before a table's first label in which its year is looked for: heads may stand between."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")

_MOST_PLACES = 2000
_SHARE = 0.75
"""Of the signs of a table's labels, that make another one of the same."""


@dataclass(frozen=True, slots=True)
class FoundLabel:
    """One label of the chain."""

    index: int
    """Which of the form's labels."""
    start: int
    """Span in the torn text."""
    stop: int
    method: Method
    size: int
    """Signs that matched."""


def find_chain(
    text: TornText, labels: Sequence[LabelSpec], folding: Folding, begins: Callable[[int], bool] | None = None
) -> tuple[FoundLabel, ...]:
    """The labels in form order that match most signs and stand closest together; each at most once.

    None at all in a text that repeats them thousands of times, which no report does. ``begins``: whether a label can
    begin at a place of the text; else it is the end of a longer one.
    """
    places = find_places(text, labels, folding)
    return _chain(places if begins is None else [found for found in places if begins(found.start)])


def add_strays(
    text: TornText,
    labels: Sequence[LabelSpec],
    folding: Folding,
    chain: Sequence[FoundLabel],
    begins: Callable[[int], bool],
    first: int,
    last: int = 0,
) -> tuple[FoundLabel, ...]:
    """The chain with labels that stand between or close behind its own, but not in the form's order, each in one place.

    A label that the form has twice belongs to the row above it, and is no stray. ``first``: where the heads end;
    ``last``: where the last row begins, as far as that is known.
    """
    keys = [folding.label_key(label.label).key for label in labels]
    taken = {found.index for found in chain}
    strays: dict[int, list[FoundLabel]] = {}
    for found in find_places(text, labels, folding):
        if found.index not in taken and keys.count(keys[found.index]) == 1 and begins(found.start):
            strays.setdefault(found.index, []).append(found)
    whole = list(chain)
    for found in sorted((places[0] for places in strays.values() if len(places) == 1), key=lambda one: one.start):
        is_apart = all(found.stop <= one.start or one.stop <= found.start for one in whole)
        end = max(one.stop for one in whole)
        if is_apart and first <= found.start <= max(end + _STRAY, last):
            whole.append(found)
    return tuple(sorted(whole, key=lambda one: one.start))


def find_again(
    text: TornText,
    labels: Sequence[LabelSpec],
    folding: Folding,
    chain: Sequence[FoundLabel],
    begins: Callable[[int], bool] | None = None,
) -> tuple[FoundLabel, ...]:
    """The same labels once more, before or behind a chain: nearly as many of them, or none."""
    places = [found for found in find_places(text, labels, folding) if begins is None or begins(found.start)]
    before = _chain([found for found in places if found.stop <= chain[0].start])
    behind = _chain([found for found in places if found.start >= chain[-1].stop])
    again = max((before, behind), key=measure_chain)
    return again if measure_chain(again) >= _SHARE * measure_chain(chain) else ()


def choose_own(
    text: TornText, chain: tuple[FoundLabel, ...], again: tuple[FoundLabel, ...], year: int | None
) -> tuple[tuple[FoundLabel, ...], tuple[FoundLabel, ...]]:
    """The report's own of two tables, and the other one; none where captions with years say that it is no rival."""
    above = [_find_year(text, one) for one in (chain, again) if one]
    if year is None or len(above) < 2 or above.count(year) != 1 or None in above:
        return chain, again
    return (chain if above[0] == year else again), ()


def _find_year(text: TornText, chain: tuple[FoundLabel, ...]) -> int | None:
    """The year named last in front of a table."""
    start = chain[0].start
    years = _YEAR.findall(text.text, max(0, start - _CAPTION), start)
    return int(years[-1]) if years else None


def measure_chain(chain: Sequence[FoundLabel]) -> int:
    """How many signs of the text it names."""
    return sum(found.size for found in chain)


def find_places(text: TornText, labels: Sequence[LabelSpec], folding: Folding) -> list[FoundLabel]:
    """Every place where one of the labels stands, in reading order; none where they stand thousands of times."""
    places = list(islice(_find_all(text, labels, folding), _MOST_PLACES + 1))
    if len(places) > _MOST_PLACES:
        return []
    return sorted(places, key=lambda found: (found.start, found.stop))


def _chain(places: list[FoundLabel]) -> tuple[FoundLabel, ...]:
    scores: list[float] = []
    links: list[int | None] = []
    for i, last in enumerate(places):
        best, link = 0.0, None
        for j in range(i - 1, -1, -1):
            before = places[j]
            if last.start - before.stop > _FAR:
                break
            gain = scores[j] - _GAP_COST * max(0, last.start - before.stop - _NEAR)
            if before.index < last.index and before.stop <= last.start and gain > best:
                best, link = gain, j
        scores.append(best + last.size)
        links.append(link)
    return _follow(places, scores, links)


def _follow(places: list[FoundLabel], scores: list[float], links: list[int | None]) -> tuple[FoundLabel, ...]:
    if not places:
        return ()
    position: int | None = max(range(len(places)), key=lambda i: scores[i])
    chain: list[FoundLabel] = []
    while position is not None:
        chain.append(places[position])
        position = links[position]
    return tuple(chain[::-1])


def _find_all(text: TornText, labels: Sequence[LabelSpec], folding: Folding) -> Iterator[FoundLabel]:
    wordings = [_wordings(label, folding) for label in labels]
    keys = {key for ways in wordings for key, _ in ways}
    for index, ways in enumerate(wordings):
        taken: set[int] = set()
        for key, method in ways:
            longer = tuple(other for other in keys if len(other) > len(key) and other.startswith(key))
            for start in _occurrences(text.squeezed, key, longer):
                if start in taken:
                    continue
                taken.add(start)
                first, stop = text.unsqueeze(start, start + len(key))
                yield FoundLabel(index, first, stop, method, len(key))


def _wordings(label: LabelSpec, folding: Folding) -> list[tuple[str, Method]]:
    """Every wording with its method, longest first: where two begin at one place, the longer is meant."""
    ways: dict[str, Method] = {}
    exact: Method = "exact"
    for method, texts in ((exact, (label.label,)), ("variant", label.variants), ("keyword", label.keywords)):
        for printed in texts:
            ways.setdefault(folding.label_key(printed).key, method)  # type: ignore[arg-type]
    return sorted(((key, method) for key, method in ways.items() if key), key=lambda way: -len(way[0]))


def _occurrences(text: str, key: str, longer: tuple[str, ...]) -> Iterator[int]:
    """Where a wording stands and no longer label begins with it."""
    start = text.find(key)
    while start >= 0:
        if not (longer and text.startswith(longer, start)):
            yield start
        start = text.find(key, start + 1)
