"""Answers about texts, remembered: most cells of most reports print one of a few."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Memo(dict[str, T]):
    """What a function says of each text it was asked about; ask by ``memo[text]``.

    That is one look-up in a dict, half of what an ``lru_cache`` takes, which counts where two hundred cells are asked
    about in every report. When full it forgets everything: that comes seldom, and needs no order of use to be kept.
    """

    def __init__(self, find: Callable[[str], T], most: int) -> None:
        super().__init__()
        self._find = find
        self._most = most

    def __missing__(self, text: str) -> T:
        if len(self) >= self._most:
            self.clear()
        answer = self[text] = self._find(text)
        return answer


def remember(find: Callable[[str], T], most: int) -> Callable[[str], T]:
    """The same function, quick for texts it was asked about before; ``most`` texts are remembered."""
    return Memo(find, most).__getitem__
