"""Heads of torn table T4 whose labels are wrapped in their cells: their signs are left, line by line."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from pipeline.catalogue.model import Catalogue
from pipeline.forms.torn.text import TornText

_FARTHEST = 120
"""Signs between the name of the first group and that of the last."""
_PIECES = (1, 2, 3)
"""Signs of a label in its first line."""
_HALF = 2
_MOST_BESIDE = 4
"""Signs beside those of the heads: the label of the one row, and its head."""
_VALUE = re.compile(r"[\d/—–―-]")


def find_wrapped_heads(catalogue: Catalogue, text: TornText) -> int | None:
    """Where the values begin behind the names of the groups and all the signs of the heads below them; None without.

    The groups must stand in the form's order. The heads below may lie in lines: 结果 结果 其他 尚未 above 维持 纠正
    结果 审结.
    """
    fold = catalogue.folding.label_key
    groups = [fold(group).key for group in dict.fromkeys(name for spec in catalogue.t4_columns for name in spec.path)]
    outcomes = [fold(label).key for label in dict.fromkeys(spec.label for spec in catalogue.t4_columns)][:-1]
    signs = Counter(fold(spec.label).key for spec in catalogue.t4_columns)
    wanted = Counter(sign for label, count in signs.items() for sign in label * count)
    last = text.squeezed.find(groups[-1])
    while last >= 0:
        value = _VALUE.search(text.squeezed, last)
        if value is None:
            return None
        heads = _cut_groups(text.squeezed[max(0, last - _FARTHEST) : value.start()], groups)
        if heads is not None and _has_all(heads, wanted) and _is_in_order(heads, outcomes, max(signs.values())):
            return text.unsqueeze(value.start(), value.start() + 1)[0]
        last = text.squeezed.find(groups[-1], last + 1)
    return None


def _cut_groups(signs: str, groups: Sequence[str]) -> str | None:
    """What is left of the heads without the names of the groups; None where these do not stand in order."""
    start = signs.rfind(groups[0])
    if start < 0:
        return None
    signs = signs[start:]
    places = [signs.find(group) for group in groups]
    if places != sorted(places) or min(places) < 0:
        return None
    for group in groups:
        signs = signs.replace(group, "", 1)
    return signs


def _has_all(heads: str, wanted: Counter[str]) -> bool:
    """Whether the signs that are wanted are there, and few others."""
    return not wanted - Counter(heads) and len(heads) - wanted.total() <= _MOST_BESIDE


def _is_in_order(heads: str, outcomes: Sequence[str], count: int) -> bool:
    """Whether the labels of every group are in the form's order, as far as their pieces of one to three signs tell.

    The first line must begin as the form's does, and signs that one label alone has, at the same place in two of them,
    must take turns in that order in every group. The place of the total is told by the sums.
    """
    firsts = ["".join(label[:size] for label in outcomes[:-1]) for size in _PIECES]
    bound = [*outcomes[:-1], outcomes[-1][:_HALF]]  # the last one may be broken elsewhere
    pairs = [
        pair
        for one, other in combinations(bound, 2)
        for pair in zip(one, other, strict=False)
        if all(_is_own(sign, outcomes) for sign in pair)
    ]
    is_begun = any(-1 < heads.find(first) <= _MOST_BESIDE for first in firsts)
    return is_begun and all(_repeats(heads, pair, count) for pair in pairs)


def _is_own(sign: str, labels: Sequence[str]) -> bool:
    return sum(sign in label for label in labels) == 1


def _repeats(heads: str, signs: Sequence[str], count: int) -> bool:
    """Whether these signs stand among the heads in this order, so many times one after the other."""
    return [sign for sign in heads if sign in signs] == [*signs] * count
