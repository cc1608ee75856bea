"""The labels of a form found in running text: the best chain of them in the form's own order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from db.records import Method
from extractors.labels import Folding
from pipeline.catalogue.model import LabelSpec
from pipeline.normalise.torn_text import TornText

_NEAR = 60
"""Signs between two labels of one table that cost nothing; a T3 row of seven large numbers is shorter."""
_GAP_COST = 0.05
_FAR = 400
"""Signs between two labels beyond which they belong to different tables."""


_MOST_PLACES = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """One label of the chain."""

    index: int
    """Which of the form's labels."""
    start: int
    """Span in the torn text."""
    stop: int
    method: Method
    size: int
    """Signs that matched."""


def find_chain(text: TornText, labels: Sequence[LabelSpec], folding: Folding) -> tuple[Found, ...]:
    """The labels in form order that match most signs and stand closest together; each at most once.

    None at all in a text that repeats them thousands of times, which no report does.
    """
    all_places = list(islice(_find_all(text, labels, folding), _MOST_PLACES + 1))
    if len(all_places) > _MOST_PLACES:
        return ()
    places = sorted(all_places, key=lambda found: (found.start, found.stop))
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


def _follow(places: list[Found], scores: list[float], links: list[int | None]) -> tuple[Found, ...]:
    if not places:
        return ()
    position: int | None = max(range(len(places)), key=lambda i: scores[i])
    chain: list[Found] = []
    while position is not None:
        chain.append(places[position])
        position = links[position]
    return tuple(chain[::-1])


def _find_all(text: TornText, labels: Sequence[LabelSpec], folding: Folding) -> Iterator[Found]:
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
                yield Found(index, first, stop, method, len(key))


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
