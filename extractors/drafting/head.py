"""What stands above a report: keys with their values, number, issuer and dates, in a table or in lines."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

Pairs = list[tuple[str, str]]
"""Keys and values as printed."""

NO_KEY = "date"
"""Under what a day is kept that has no word in front of it."""

MIN_PAIRS = 2
_MAX_VALUE = 200
_WORD = r"[^\W\d_]{2,8}"
_SPACED = r"[^\W\d_](?:\s[^\W\d_]){1,7}"
_KEY = re.compile(_WORD)
_PAIR = re.compile(rf"({_WORD})\s*[:：]\s*(.*?)(?=\s{_WORD}\s*[:：]|$)")
_BETWEEN = re.compile(r"[\s|]*")
_NUMBER = re.compile(r"[\d.,/%+-]{1,5}")
_REGISTERED = re.compile(r"\d{4}[-/年]|[-/]\d{4}")
"""Part of a day, or of the number that a document is filed under."""
_DECORATION = " \u3000:：[]【】()（）*·•"

_DAY = r"(?<!\d)(?:19|20)\d{2}[-年/.]\s?\d{1,2}[-月/.]\s?\d{1,2}(?!\d)(?:日|(?!日))"
_CLOCK = r"[\sT]*\d{1,2}\s?[:：]\s?\d{2}(?:\s?[:：]\s?\d{2})?"
_TO_ANOTHER = r"(?!\D{0,3}(?:\d{4}[-年/.]\s?)?\d{1,2}[-月/.]\s?\d)"
"""Behind the first day of a period, which is no day of publication, stands its last one."""
_NO_DAY_BEFORE = r"(?<![-月/.]\d)(?<![-月/.]\d\d)"
_NAMED = re.compile(
    rf"(?:^\W*(?P<spaced>{_SPACED})|(?<![^\W\d_]){_NO_DAY_BEFORE}(?P<word>{_WORD}))[\s:：|\]】）)]*"
    rf"(?P<day>{_DAY}(?:{_CLOCK})?){_TO_ANOTHER}"
)
_ALONE = re.compile(rf"\W*(?P<day>{_DAY}(?P<clock>{_CLOCK})?)(?P<rest>.*)")
_MORE = re.compile(rf"\W*(?:{_WORD}\s*[:：][^:：]*)+")
"""What stands behind such a day: 来源：… 字体：…"""
_STOP = re.compile(r"[。；;！？]")
_BREAK = re.compile(r"[。；;！？，,《（(]")
_SENTENCE_SIGNS = 20
_SENTENCE_COMMAS = 2
_LONGEST = 300
"""Signs of a line in which a day is looked for."""


def pair_lines(lines: Iterable[str]) -> Pairs:
    """The keys and values of lines that are nothing else; none where there is but one, which may be anything."""
    pairs = [pair for line in lines for pair in _read_line_pairs(line)]
    return pairs if len(pairs) >= MIN_PAIRS else []


@lru_cache(1024)
def _read_line_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The pages of a site have the same lines over their reports."""
    if len(text) > _MAX_VALUE:
        return ()
    pairs: Pairs = []
    end = 0
    for match in _PAIR.finditer(text):
        if not _BETWEEN.fullmatch(text, end, match.start()):
            return ()
        pairs.append((match[1], match[2].strip(" |")))
        end = match.end()
    return tuple(pairs) if end == len(text) else ()


def pair_cells(rows: Sequence[Sequence[str]]) -> Pairs:
    """Key and value in turns through every row, or keys over values; empty when the table is anything else."""
    pairs = _pair_in_turns(rows) or _pair_below(rows)
    told = sum(1 for _, value in pairs if len(value) >= MIN_PAIRS)
    return [(key, value) for key, value in pairs if key] if told >= MIN_PAIRS else []


def _pair_in_turns(rows: Sequence[Sequence[str]]) -> Pairs:
    pairs: Pairs = []
    for texts in rows:
        if len(texts) % 2:
            return []
        for name, value in zip(texts[::2], texts[1::2], strict=True):
            key = _read_key(name)
            if key is None or _is_no_value(value):
                return []
            pairs.append((key, value))
    return pairs


def _pair_below(rows: Sequence[Sequence[str]]) -> Pairs:
    """A row of keys over a row of their values, one of which is a day or the number of a document."""
    if len(rows) != MIN_PAIRS or len(rows[0]) != len(rows[1]) or not any(map(_REGISTERED.search, rows[1])):
        return []
    keys = [_read_key(name) for name in rows[0]]
    if not all(keys) or any(map(_is_no_value, rows[1])):
        return []
    return [(key, value) for key, value in zip(keys, rows[1], strict=True) if key]


def _is_no_value(text: str) -> bool:
    return len(text) > _MAX_VALUE or _NUMBER.fullmatch(text) is not None


@lru_cache(4096)
def _read_key(text: str) -> str | None:
    """The bare key, "" for an empty filler cell, None when the text is no key."""
    key = "".join(text.strip(_DECORATION).split())
    return key if key == "" or _KEY.fullmatch(key) else None


def list_days(lines: Iterable[str]) -> Pairs:
    """The days in the lines above the first sentence, and at its beginning where they were run into it.

    Each has the word in front of it as its key, wherever in the line it stands: 柏川网 发布日期：2032-01-09 来源：…
    """
    found: Pairs = []
    before = ""
    for line in lines:
        is_sentence = is_prose(line)
        found += _read_days(_BREAK.split(line, maxsplit=1)[0] if is_sentence else line)
        if is_sentence:
            break
        if found and found[-1][0] == NO_KEY and (key := _read_key(before)):
            found.append((key, found[-1][1]))
        before = line
    return found


def is_prose(line: str) -> bool:
    """Whether a line is a sentence, or a part of one."""
    if len(line) < _SENTENCE_SIGNS:
        return False
    return _STOP.search(line) is not None or line.count("，") + line.count(",") >= _SENTENCE_COMMAS


@lru_cache(4096)
def _read_days(line: str) -> tuple[tuple[str, str], ...]:
    """The pages of a site have the same lines over their reports."""
    if len(line) > _LONGEST or ("20" not in line and "19" not in line):
        return ()
    named = [("".join((m["spaced"] or m["word"]).split()), m["day"]) for m in _NAMED.finditer(line)]
    if not named and (alone := _ALONE.fullmatch(line)) is not None and _is_stamp(alone):
        named = [(NO_KEY, alone["day"])]
    return tuple(named)


def _is_stamp(alone: re.Match[str]) -> bool:
    """Whether a page's program printed a day: with a clock time, in figures alone, or with pairs behind it.

    A day in words that stands alone is that of a signature, mostly.
    """
    rest = alone["rest"].strip()
    if rest:
        return _MORE.fullmatch(rest) is not None
    return alone["clock"] is not None or "年" not in alone["day"]
