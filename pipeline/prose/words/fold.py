"""A copy of the prose in which everything is written one way, and the way back to the places of the original."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.model.nfkc import ODD, nfkc
from pipeline.prose.words.lexicon import TextFolding
from pipeline.prose.words.signs import BREAKS, find_tried, try_at

_WHITE = try_at(
    r"\s\u200b\ufeff(?",
    r"[\s\u200b\ufeff]+|\([a-z]*[à-üā-ǜ][a-z]*\)|(?<=[\u4e00-\u9fff:])\?+(?=\d)|(?<=[\u4e00-\u9fff\d])\?+(?=[,;。、])|"
    r"\([^()\n]{0,6}(?:https?:|www\.)[^()\s\u4e00-\u9fff]*\)",
)
"""Blanks, the address on the net in brackets behind a name, the pronunciation in brackets that some sites put behind a
character (发(fā)布), and the question marks that stand for a blank that was lost: 发布信息共?1290条?,收到申请3件."""
_DIGITS_BEFORE = re.compile(r"(?<![\d\-/:.])(\d[\d,]*)$")
_COUNT_AFTER = re.compile(r"\d[\d,.]*\s*[\u4e00-\u9fff]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COMMA_IN_DIGITS = re.compile(r"，(?<=\d，)\d")
_WIDE_COMMA = re.compile("，")
UNREAD = "\ufffd"
"""What readers give for a sign that they cannot tell."""
_UNREAD_NUMBER = re.compile(rf"(?<![\d.,])[\d.,]*+{UNREAD}[\d.,{UNREAD}]*")
"""A number of which not all digits are known says nothing."""
_LIST_COMMA = re.compile(r"\d,(?=\d)(?!\d{3}(?!\d))")
_CIRCLED = range(0x2460, 0x2500)
_LABEL, _NUMBER = r"[^,。;:\d\n]{1,14}", r"\d[\d,]*[\u4e00-\u9fff]{0,3}[;。]?"
_ROW_BEFORE = re.compile(f"{_LABEL}:{_NUMBER}$")
_ROW_AFTER = re.compile(rf"{_LABEL}:?{_NUMBER}\s*(?:\n|$)")
"""A line that is a label and its number; the number of a sum may stand without a colon: 合计92条."""
_LINE_ENDS = BREAKS + ":"
MOST_ODD = 200
"""Different signs of a text that are replaced one by one, each of which takes a look at all of the text."""
AHEAD = 32
"""So many signs behind a blank say what becomes of it."""
LONG_LINE = 18
"""A line at least this long that ends without a stop was broken by the page, not by the writer."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Folded text, and the way back to the original; between two cuts both run in step."""

    text: str
    source: str
    cuts: tuple[int, ...]
    """Places of the folded text at which a piece begins, the first 0."""
    origins: tuple[int, ...]
    """Where in the original each piece begins."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of a span of the folded text."""
        if len(self.cuts) == 1:
            return start, end
        return self._original(start), self._original(end - 1) + 1

    def printed(self, start: int, end: int) -> str:
        """The original signs of a span of the folded text, half-width and without blanks."""
        first, last = self.span(start, end)
        signs = self.source[first:last]
        if len(signs) != end - start:
            signs = "".join(self.source[self._original(place)] for place in range(start, end))
        return _print(signs)

    def _original(self, place: int) -> int:
        """The index in the original of a sign of the folded text."""
        piece = bisect_right(self.cuts, place) - 1
        return self.origins[piece] + place - self.cuts[piece]


@lru_cache(maxsize=1024)
def _print(signs: str) -> str:
    return nfkc(signs)


class _Signs(dict[str, str]):
    """Each sign folded, filled as signs are met: half-width, simplified."""

    def __init__(self, folding: TextFolding) -> None:
        super().__init__()
        self.folding = folding
        self._traditional = re.compile(f"[{''.join(map(chr, folding.traditional))}]")

    def __missing__(self, sign: str) -> str:
        plain = nfkc(sign)
        kept = plain if len(plain) == 1 and ord(sign) not in _CIRCLED else sign
        self[sign] = chr(self.folding.traditional.get(ord(kept), ord(kept)))
        return self[sign]

    def fold(self, text: str) -> str:
        """The text with each sign folded, and then the words that are written with other signs."""
        folded, odd = text, {*ODD.findall(text), *self._traditional.findall(text)}
        if len(odd) > MOST_ODD:
            folded = "".join(map(self.__getitem__, text))
        else:
            for sign in odd:  # few: nearly all signs stay as they are
                folded = folded.replace(sign, self[sign])
        return self.folding.any_word.sub(lambda word: self.folding.words[word[0]], folded)


@cache
def _signs(folding: TextFolding) -> _Signs:
    return _Signs(folding)


def _fold_signs(text: str, folding: TextFolding) -> str:
    folded = _signs(folding).fold(text)
    if UNREAD in folded:
        folded = _UNREAD_NUMBER.sub(lambda number: UNREAD * len(number[0]), folded)
    if _COMMA_IN_DIGITS.search(text) is None:
        return folded
    # a full-width comma between digits separates two numbers (12，45), unless three digits follow (1，845)
    signs = list(folded)
    for comma in _WIDE_COMMA.finditer(text):
        if _LIST_COMMA.match(folded, comma.start() - 1):
            signs[comma.start()] = "、"
    return "".join(signs)


def _joins_digits(before: str, after: str, folding: TextFolding) -> bool:
    """True where blanks split one number: ``1 06次``. A year keeps its distance."""
    left = _DIGITS_BEFORE.search(before)
    return bool(left and not _YEAR.fullmatch(left[1]) and folding.digits_go_on.match(after))


def _joins_lines(before: str, after: str, folding: TextFolding) -> bool:
    """True where a line break stands inside a sentence."""
    last, first = before[-1:], after[:1]
    if last in _LINE_ENDS or not first or not last or folding.list_mark.match(after):
        return False
    line = before.rpartition("\n")[2]
    if folding.title.match(line):
        return False
    if last in ",、(" or first in ",、。;)":
        return True
    if last.isdigit():
        return True
    if _is_row(line):
        return False  # what comes next is no part of it: 其他:30条 and the title 依申请公开
    is_count = bool(_COUNT_AFTER.match(after)) and not _YEAR.match(after)
    return is_count or len(line) >= LONG_LINE


def _is_row(line: str) -> bool:
    """True for a list of rows, the last of which may be told by its length from a sentence the page has broken."""
    row = line.rpartition(";")[2]
    return len(row) < LONG_LINE and ":" in row and _ROW_BEFORE.fullmatch(row) is not None


def _goes_on_with_row(before: str, after: str, folding: TextFolding) -> bool:
    """True between two lines of a list with one label and one number each: 概况信息:6条 and (2)规划计划:4条."""
    line = before.rpartition("\n")[2]
    if ":" not in line or not _ROW_BEFORE.search(line):
        return False
    after = after.replace(" ", "")
    mark = folding.list_mark.match(after)
    return _ROW_AFTER.match(after, mark.end() if mark else 0) is not None


def _blank(before: str, white: str, after: str, printed: str, folding: TextFolding) -> str:
    """What remains of a run of blanks: nothing, a space, or a line break; ``printed`` is ``before`` with its blanks."""
    last, first = before[-1:], after[:1]
    if last.isdigit() and first.isdigit():
        return "" if _joins_digits(printed, after[:20], folding) else " "
    if "\n" in white:
        near = before[-200:]
        if _goes_on_with_row(near, after, folding):
            return "" if last in BREAKS else ";"
        return "" if _joins_lines(near, after[:20], folding) else "\n"
    return " " if last.isascii() and first.isascii() and last.isalnum() and first.isalnum() else ""


def fold_prose(text: str, folding: TextFolding) -> Prose:
    """The folded copy: simplified, half-width, without the blanks that mean nothing."""
    folded, kept, at = _fold_signs(text, folding), "", 0
    cuts, origins = [0], [0]
    for white in find_tried(_WHITE, folded, 0, len(folded)):
        start, end = white.span(1)
        kept += folded[at:start]
        rest = _blank(kept, white[1], folded[end : end + AHEAD], folded[max(0, start - 20) : start], folding)
        at = end
        if len(rest) != end - start:  # else both go on in step
            cuts += [len(kept), len(kept) + len(rest)]
            origins += [start, at]
        kept += rest
    return Prose(kept + folded[at:], text, tuple(cuts), tuple(origins))
