"""The signs of the folded text at which its parts end, and those at which a pattern is worth trying."""

import re
from collections.abc import Iterator

BREAKS = "。;!?\n"
"""Signs that end a segment; ";" does not end a sentence."""
SENTENCE_BREAKS = "。!?\n"
CLAUSE_SIGNS = ",:+=" + BREAKS
"""Signs that end a clause."""
QUOTES = '“「"'
"""Signs that open a name."""
HAN = re.compile(r"[\u4e00-\u9fff]")
"""A Chinese character. Made once: so many signs between brackets take long to compile."""


def try_at(starts: str, pattern: str, follows: str = "") -> re.Pattern[str]:
    """An expression for ``find_tried`` that tries a pattern only at ``starts``, one sign of which begins every match.

    An expression of several ways does not know by itself with which signs it can begin, and is tried at every place.
    This one is a loop that runs from one such sign to the next, until the pattern matches there as its group 1; so one
    call says where the next match is, or that there is none.

    Args:
        starts: Signs, as they are written between square brackets.
        pattern: What is looked for; its own groups are numbered from 2 on.
        follows: What must stand behind it; where something else does, the loop goes on behind it.
    """
    found = re.compile(pattern).groups + 2 if follows else 1
    is_found, never = f"(?({found})", "(?!)"
    behind = f"(?:(?={follows})()|)" if follows else ""
    step = f"[^{starts}]*+(?:({pattern}){behind}|[{starts}])"
    # the loop never goes back on its steps: another way through the same signs finds nothing that this one does not
    return re.compile(f"(?>(?:{is_found}{never}|{step}))*){is_found}|{never})")


def find_tried(tried: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What ``finditer`` of the pattern gives between two places, as group 1 of each match."""
    while match := tried.match(text, start, end):
        yield match
        start = match.end()
