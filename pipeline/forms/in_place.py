"""Rows whose labels were misread: the places that the named rows around them leave free, and how like a label is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby


def find_free(names: Sequence[str], order: Sequence[str]) -> Iterator[tuple[range, tuple[str, ...]]]:
    """Each run of nameless rows with the names of the form that are free there, where these are just as many.

    Args:
        names: of the rows from top to bottom; "" for a row without one.
        order: the names of the form from top to bottom.
    """
    places = {name: place for place, name in enumerate(order)}
    for is_named, run in groupby(range(len(names)), key=lambda n: bool(names[n])):
        rows = list(run)
        if is_named:
            continue
        above = places.get(names[rows[0] - 1]) if rows[0] else -1
        below = places.get(names[rows[-1] + 1]) if rows[-1] + 1 < len(names) else len(order)
        if above is not None and below is not None and below - above - 1 == len(rows):
            yield range(rows[0], rows[-1] + 1), tuple(order[above + 1 : below])


def is_misspelt(printed: str, label: str, *, is_ocr: bool) -> bool:
    """Whether at least three of four signs of a key are those of the key of the label in whose place it stands.

    Where characters were recognised, half of the signs; of a long label whole lines may be lost.
    """
    common = count_common(printed, label)
    if not is_ocr:
        return 4 * common >= 3 * max(len(printed), len(label))
    printed = "".join(filter(str.isalnum, printed))  # what is left of a list number is brackets, mostly
    return 2 * common >= len(printed) and 3 * common > len(label)


def count_common(one: str, other: str) -> int:
    """How many signs two keys have in common, wherever these stand."""
    return (Counter(one) & Counter(other)).total()


def is_likest(printed: str, label: str, others: Sequence[str]) -> bool:
    """Whether a key has more signs in common with this label than with any other of these."""
    common = count_common(printed, label)
    return all(count_common(printed, other) < common for other in others if other != label)
