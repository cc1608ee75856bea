"""Columns of a borderless table, from where its texts stand."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Span = tuple[float, float]
Edge = Literal["center", "right", "left"]


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
    is_amended: bool = False
    """Text that is struck out stands beside it."""

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Middle from left to right."""
        return (self.left + self.right) / 2


def find_value_columns(values: Sequence[Text]) -> tuple[list[Span], list[Edge]]:
    """Left and right edge of each column of values, and the ways in which they may be set, the likeliest first.

    Values of a column share their middle, their right or their left edge: the one that gives the fewest columns.
    """
    size = values[0].size
    best = min((_cluster(values, key, size) for key in KEYS.values()), key=len)
    best.sort(key=lambda group: sum(map(_center, group)) / len(group))
    merged = [best[0]]
    for group in best[1:]:
        if _span(group)[0] < _span(merged[-1])[1] and not _share_a_row(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return [_span(group) for group in merged], _find_edges(merged, size)


def _find_edges(groups: Sequence[Sequence[Text]], size: float) -> list[Edge]:
    """The edges from which the values of each column differ least; several where all values are of one width."""
    spreads = {edge: sum(_spread(list(map(key, group))) for group in groups) for edge, key in KEYS.items()}
    least = min(spreads.values())
    return [edge for edge, spread in spreads.items() if spread <= 1.2 * least + 0.05 * size]


def _spread(places: list[float]) -> float:
    middle = sorted(places)[len(places) // 2]
    return sum(abs(place - middle) for place in places)


def _center(text: Text) -> float:
    return text.center


def _right(text: Text) -> float:
    return text.right


def _left(text: Text) -> float:
    return text.left


KEYS: dict[Edge, Callable[[Text], float]] = {"center": _center, "right": _right, "left": _left}


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


@dataclass(frozen=True, slots=True)
class ValueColumns:
    """The columns of a table right of its labels."""

    spans: list[Span]
    """What the values take, or the head of a column without any."""
    zones: list[Span]
    """The room of each column: lines of a head stand in one zone."""
    reach: list[Span]
    """What a head must overlap to stand over the column."""


def add_head_columns(
    columns: list[Span], heads: Sequence[Text], edges: Sequence[Edge], values: Sequence[Text]
) -> ValueColumns:
    """The columns of values, and a blank one under each lowest head that has none.

    Heads are often set in the middle over values at the right or left edge, and need not stand over any of them then.
    """
    rows = sorted({value.middle for value in values})
    lowest = [head for head in heads if _is_lowest(head, heads, rows)]
    lone: list[Text] = []
    for head in lowest:
        if not any(_overlaps(head, *column) for column in [*columns, *((other.left, other.right) for other in lone)]):
            lone.append(head)
    edge: Edge = "center"
    if len(columns) > 1:
        edge = _find_head_edge(lowest, columns, edges) if lone else _find_shared_edge(heads, columns, edges)
    added = lone if edge == "center" or not lone else _find_crowded(lowest, columns, edge)
    spans = sorted(columns + [(head.left, head.right) for head in added])
    places = find_zones(spans, edge)
    return ValueColumns(spans, places, spans if edge == "center" else places)


def _find_head_edge(heads: Sequence[Text], columns: Sequence[Span], edges: Sequence[Edge]) -> Edge:
    """Of the ways in which the values may be set, the one in which heads stand alike over their columns."""
    pairs = [(head, columns[under[0]]) for head in heads if len(under := _under(head, columns)) == 1]
    offsets: dict[Edge, list[float]] = {
        "center": [head.center - (left + right) / 2 for head, (left, right) in pairs],
        "right": [head.center - right for head, (_, right) in pairs],
        "left": [head.center - left for head, (left, _) in pairs],
    }
    return min(edges, key=lambda edge: round(_spread(offsets[edge]), 1)) if pairs else edges[0]


def _find_shared_edge(heads: Sequence[Text], columns: Sequence[Span], edges: Sequence[Edge]) -> Edge:
    """The edge that heads and values share, where all values are of one width; the middle unless another is plain."""
    pairs = [(head, columns[under[0]]) for head in heads if len(under := _under(head, columns)) == 1]
    if len(pairs) < 2:
        return "center"
    spreads: dict[Edge, float] = {
        "center": _spread([head.center - (left + right) / 2 for head, (left, right) in pairs]),
        "right": _spread([head.right - right for head, (_, right) in pairs]),
        "left": _spread([head.left - left for head, (left, _) in pairs]),
    }
    best = min(edges, key=lambda edge: round(spreads[edge], 1))
    is_plain = (
        spreads[best] < 0.03 * len(pairs) * heads[0].size and spreads["center"] > 2 * spreads[best] + heads[0].size
    )
    return best if is_plain else "center"


def _is_lowest(head: Text, heads: Sequence[Text], rows: Sequence[float]) -> bool:
    """Whether no other head stands under it before the next row of values; below that, another block begins."""
    end = next((row for row in rows if row > head.bottom), math.inf)
    return not any(head.top < other.top < end and _overlaps(other, head.left, head.right) for other in heads)


def _find_crowded(heads: Sequence[Text], columns: list[Span], edge: Edge) -> list[Text]:
    """The heads that share the zone of a column with another head nearer to its values."""
    places = find_zones(columns, edge)
    crowded: list[Text] = []
    for (left, right), column in zip(places, columns, strict=True):
        narrow = [head for head in heads if left <= head.center < right and len(_under(head, columns)) < 2]
        narrow.sort(key=lambda head: abs(head.center - (column[0] + column[1]) / 2))
        for index, head in enumerate(narrow):
            if index and not any(_overlaps(head, other.left, other.right) for other in narrow[:index]):
                crowded.append(head)
    outside = [head for head in heads if not places[0][0] <= head.center < places[-1][1]]
    return crowded + outside


def _overlaps(text: Text, left: float, right: float) -> bool:
    return text.left < right and text.right > left


def touched(text: Text, columns: Sequence[Span]) -> tuple[int, int]:
    """First column and number of columns that the text stands over; the nearest one where it stands over none."""
    under = _under(text, columns)
    if under:
        return under[0], under[-1] - under[0] + 1
    middles = [abs(text.center - (left + right) / 2) for left, right in columns]
    return middles.index(min(middles)), 1


def headed(head: Text, columns: Sequence[Span]) -> tuple[int, int]:
    """First column and number of columns that the head stands over: those whose middle is below it, else any."""
    under = [index for index, (left, right) in enumerate(columns) if head.left <= (left + right) / 2 <= head.right]
    return (under[0], under[-1] - under[0] + 1) if under else touched(head, columns)


def _under(text: Text, columns: Sequence[Span]) -> list[int]:
    return [index for index, column in enumerate(columns) if _overlaps(text, *column)]


def find_zones(columns: Sequence[Span], edge: Edge = "center") -> list[Span]:
    """The columns widened until they touch: on both sides of middles, to the left of right edges, else to the right.

    The outer ones go as far outwards as inwards.
    """
    if len(columns) < 2:
        return [(-math.inf, math.inf)]
    if edge == "right":
        cuts = [right + 1.0 for _, right in columns]
        return list(pairwise([2 * cuts[0] - cuts[1], *cuts]))
    if edge == "left":
        cuts = [left - 1.0 for left, _ in columns]
        return list(pairwise([*cuts, 2 * cuts[-1] - cuts[-2]]))
    middles = [(left + right) / 2 for left, right in columns]
    inner = [(a + b) / 2 for a, b in pairwise(middles)]
    return list(pairwise([2 * middles[0] - inner[0], *inner, 2 * middles[-1] - inner[-1]]))
