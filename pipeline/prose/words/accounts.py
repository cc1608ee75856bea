"""Names of accounts in quotation marks, before or behind the channel they are on: “健康镇原”微信公众号."""

import re
from collections.abc import Collection, Sequence

from pipeline.prose.words.signs import QUOTES

Span = tuple[int, int]
_QUOTE = re.compile(f"[{QUOTES}]")
_NAME = re.compile(f'[{QUOTES}][^”」"\n]{{1,16}}[”」"]')


class AccountFinder:
    """Finds such names by the words for channels that stand beside them."""

    def __init__(self, channels: Collection[str], leads: Sequence[str], columns: Collection[str] = ()) -> None:
        self._channels = frozenset(channels)
        self._lengths = sorted({len(word) for word in channels}, reverse=True)
        self._firsts = frozenset(word[0] for word in channels)
        self._lasts = frozenset(word[-1] for word in channels)
        self._columns = tuple(columns)
        """What has a name of its own behind a channel: 门户网站“通知公告”栏目."""
        self._leads = (*leads, "")
        """What may stand between a name and its channel: “某某”官方微信."""

    def find(self, text: str) -> list[Span]:
        """Spans of the names, each with its first quotation mark; a channel belongs to one name alone."""
        found: list[Span] = []
        done = 0
        for quote in _QUOTE.finditer(text):
            start = quote.start()
            name = _NAME.match(text, start) if start >= done else None
            if name is None or text.startswith(self._columns, name.end()):
                continue
            end = name.end() if self._is_behind_channel(text, done, start) else self._end_of_channel(text, name.end())
            if end:
                found.append((start, name.end() - 1))
                done = end
        return found

    def _is_behind_channel(self, text: str, limit: int, place: int) -> bool:
        """True where a channel ends that begins at ``limit`` or later."""
        if text[place - 1 : place] not in self._lasts:
            return False
        return any(
            place - length >= limit and text[place - length : place] in self._channels for length in self._lengths
        )

    def _end_of_channel(self, text: str, place: int) -> int:
        """Where the longest channel ends that begins there; 0 where none does."""
        for lead in self._leads:
            start = place + len(lead)
            if text.startswith(lead, place) and text[start : start + 1] in self._firsts:
                for length in self._lengths:
                    if text[start : start + length] in self._channels:
                        return start + length
        return 0
