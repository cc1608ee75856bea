"""Heads of torn table T4 whose labels are wrapped in their cells: their signs are left, line by line."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.catalogue.model import Catalogue
from pipeline.normalise.torn_text import TornText

_FARTHEST = 120
"""Signs between the name of the first group and that of the last."""
_HALF = 2
"""Signs of a label in its first line."""
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
        if heads is not None and Counter(heads) == wanted and _is_in_order(heads, outcomes, max(signs.values())):
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


def _is_in_order(heads: str, outcomes: Sequence[str], count: int) -> bool:
    """Whether the labels of every group are in the form's order, as far as two lines of their halves tell.

    The first line must begin as the form's does, and in either line the signs that one label alone has must come in
    order in every group. The place of the total is told by the sums.
    """
    firsts = [label[:_HALF] for label in outcomes]
    seconds = [label[_HALF:] for label in outcomes[:-1]]  # the last one may be broken elsewhere
    return heads.startswith("".join(firsts[:-1])) and all(
        _repeats(heads, [sign for half in halves for sign in half[:1] if _is_own(sign, outcomes)], count)
        for halves in (firsts, seconds)
    )


def _is_own(sign: str, labels: Sequence[str]) -> bool:
    return sum(sign in label for label in labels) == 1


def _repeats(heads: str, signs: Sequence[str], count: int) -> bool:
    """Whether these signs stand among the heads in this order, so many times one after the other."""
    return [sign for sign in heads if sign in signs] == [*signs] * count
