"""The signs of the folded text at which its parts end, and those at which a pattern is worth trying."""

import re
from collections.abc import Iterator

BREAKS = "。;!?\n"
"""Signs that end a segment; ";" does not end a sentence."""
SENTENCE_BREAKS = "。!?\n"
QUOTES = '“「"'
"""Signs that open a name."""


def find_from(
    starts: re.Pattern[str], pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """What ``finditer`` of the pattern gives between two places, tried only at ``starts``, one sign of which begins it.

    An expression of several ways does not know by itself with which signs it can begin, and is tried at every place.
    """
    while first := starts.search(text, start, end):
        match = pattern.match(text, first.start(), end)
        start = match.end() if match else first.end()
        if match:
            yield match
