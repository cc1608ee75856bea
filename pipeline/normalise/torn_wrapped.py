"""The heads of torn table T4 where their lines run into one another: narrow columns, laid line by line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from extractors.labels import Folding
from pipeline.catalogue.model import FieldSpec
from pipeline.normalise.solve_splits import Token
from pipeline.normalise.torn_text import TornText
from pipeline.normalise.torn_values import Run

_MOST_BESIDE = 4
"""Signs beside those of the heads, as the label of the one row."""
_FEWEST_SUMS = 2
"""Groups whose total is the sum of the others: that all are is the report's business."""
_VALUE = r"(?:\d+|/)"


def find_wrapped(text: TornText, columns: Sequence[FieldSpec], folding: Folding, size: int) -> Run | None:
    """The values below heads of which every sign is there, in an order that lines of the form's heads can have.

    Args:
        text: the torn text.
        columns: of the table, from left to right.
        folding: of labels.
        size: columns of a group, the last of them its total.
    """
    labels = [folding.label_key(spec.label).key for spec in columns]
    groups = [folding.label_key(word).key for word in dict.fromkeys(word for spec in columns for word in spec.path)]
    needed = Counter("".join([*labels, *groups]))
    row = rf"(?<![\w.,/-]){_VALUE}(?:\s+{_VALUE}){{{len(columns) - 1}}}(?!\s*[\d/])(?![\w.,%])"
    for match in re.finditer(row, text.text):
        tokens = tuple(
            Token(one[0], match.start() + one.start(), match.start() + one.end(), one[0] != "/")
            for one in re.finditer(_VALUE, match[0])
        )
        above = _find_heads(folding.label_key(text.text[: match.start()][-_reach(needed) :]).key, needed)
        if _has_groups(above, groups) and _has_order(above, labels[:size], groups) and _adds_up(tokens, size):
            return Run((tokens,), match.start(), match.end(), is_clean=True)
    return None


def _reach(needed: Counter[str]) -> int:
    """Signs before the values in which the heads stand, blanks among them."""
    return 4 * needed.total()


def _find_heads(above: str, needed: Counter[str]) -> str:
    """The signs right before the values that make up the heads, with few others; empty where some are wanting."""
    letters = "".join(filter(str.isalpha, above))
    for beside in range(_MOST_BESIDE + 1):
        heads = letters[-(needed.total() + beside) :]
        if not needed - Counter(heads):
            return heads
    return ""


def _has_groups(heads: str, groups: Sequence[str]) -> bool:
    """Whether the heads over several columns stand there whole, and in the form's order."""
    at = 0
    for group in groups:
        at = heads.find(group, at)
        if at < 0:
            return False
        at += len(group)
    return True


def _has_order(heads: str, labels: Sequence[str], groups: Sequence[str]) -> bool:
    """Whether signs that one label only has, at the same place in two of them, take turns in the form's order."""
    pairs = list(_find_pairs([*labels, *groups], len(labels) - 1))
    return bool(pairs) and all(_take_turns([sign for sign in heads if sign in pair], pair) for pair in pairs)


def _find_pairs(words: Sequence[str], count: int) -> Iterator[tuple[str, str]]:
    often = Counter("".join(map("".join, map(dict.fromkeys, words))))
    for one, other in combinations(words[:count], 2):
        for pair in zip(one, other, strict=False):
            if all(often[sign] == 1 for sign in pair):
                yield pair


def _take_turns(signs: Sequence[str], pair: tuple[str, str]) -> bool:
    return len(signs) % 2 == 0 and list(signs) == [*pair] * (len(signs) // 2)


def _adds_up(tokens: Sequence[Token], size: int) -> bool:
    values = [int(token.text) if token.is_number else 0 for token in tokens]
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    return sum(sum(group[:-1]) == group[-1] for group in groups) >= _FEWEST_SUMS


def may_be_turned(values: Sequence[int | None]) -> bool:
    """Whether a group adds up with its total before the others as well, and would say something else."""
    first, *others = (value or 0 for value in values)
    return first != 0 and first == others[-1] and not any(others[:-1])
