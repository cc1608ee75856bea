"""Columns of a borderless table, from where its texts stand."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[float, float]


@dataclass(slots=True)
class Text:
    """A label, or a value, in one or more visual lines."""

    lines: list[str]
    left: float
    top: float
    right: float
    bottom: float
    page: int
    is_value: bool
    size: float
    last: "Text | None" = None
    """The last of several lines."""

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Middle from left to right."""
        return (self.left + self.right) / 2


def find_value_columns(values: Sequence[Text]) -> list[Span]:
    """Left and right edge of each column of values.

    Values of a column share their middle, their right or their left edge: the one that gives the fewest columns.
    """
    size = values[0].size
    best = min((_cluster(values, key, size) for key in (_center, _right, _left)), key=len)
    best.sort(key=lambda group: sum(map(_center, group)) / len(group))
    merged = [best[0]]
    for group in best[1:]:
        if _span(group)[0] < _span(merged[-1])[1] and not _share_a_row(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return [_span(group) for group in merged]


def _center(text: Text) -> float:
    return text.center


def _right(text: Text) -> float:
    return text.right


def _left(text: Text) -> float:
    return text.left


def _span(group: Sequence[Text]) -> Span:
    return min(map(_left, group)), max(map(_right, group))


def _cluster(values: Sequence[Text], key: Callable[[Text], float], size: float) -> list[list[Text]]:
    """Values whose keys lie close together, one after another."""
    groups: list[list[Text]] = []
    for value in sorted(values, key=key):
        if groups and key(value) - key(groups[-1][-1]) <= 0.4 * size:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def _share_a_row(one: Sequence[Text], other: Sequence[Text]) -> bool:
    heights = {round(value.middle) for value in one}
    return any(round(value.middle) + step in heights for value in other for step in (-1, 0, 1))


def find_label_columns(labels: Sequence[Text]) -> list[Span]:
    """Left and right edge of each column of labels; the narrow texts make them, the wide ones may span several."""
    columns: list[Span] = []
    for label in sorted(labels, key=lambda label: label.right - label.left):
        under = [column for column in columns if label.left < column[1] and label.right > column[0]]
        if len(under) > 1:
            continue
        columns = [column for column in columns if column not in under]
        lefts, rights = [label.left, *(c[0] for c in under)], [label.right, *(c[1] for c in under)]
        columns.append((min(lefts), max(rights)))
    return sorted(columns)


def add_head_columns(columns: list[Span], heads: Sequence[Text]) -> list[Span]:
    """The columns of values, and a blank one under each lowest head that stands over none."""
    added: list[Span] = []
    for head in heads:
        is_lowest = not any(other.top > head.top and _overlaps(other, head.left, head.right) for other in heads)
        if is_lowest and not any(_overlaps(head, *column) for column in columns + added):
            added.append((head.left, head.right))
    return sorted(columns + added)


def _overlaps(text: Text, left: float, right: float) -> bool:
    return text.left < right and text.right > left


def touched(text: Text, columns: Sequence[Span]) -> tuple[int, int]:
    """First column and number of columns that the text stands over; the nearest one where it stands over none."""
    under = [index for index, column in enumerate(columns) if _overlaps(text, *column)]
    if under:
        return under[0], under[-1] - under[0] + 1
    middles = [abs(text.center - (left + right) / 2) for left, right in columns]
    return middles.index(min(middles)), 1


def zones(columns: Sequence[Span]) -> list[Span]:
    """The columns widened to the middle between neighbours, the outer ones as far outwards as inwards."""
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    if not inner:
        return [(-math.inf, math.inf)]
    first = columns[0][0] + columns[0][1] - inner[0]
    last = columns[-1][0] + columns[-1][1] - inner[-1]
    return list(pairwise([first, *inner, last]))
