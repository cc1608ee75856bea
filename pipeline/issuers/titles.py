"""Issuer and report year, from a title of any of the patterns in use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import TitleWords

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:年度?|度)?")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-年/.]\s?(\d{1,2})[-月/.]\s?(\d{1,2})")
_SPAN = re.compile(
    r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日[^\d。;]{0,4}(?:((?:19|20)\d{2})年)?(\d{1,2})月(\d{1,2})日"
)
_PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年?1月?1日?\D{0,8}?(?<!\d)(?:((?:19|20)\d{2})年?)?12(?:月?31日?|月[12]\d日)(?!\d)"
)
"""年, 月 and 日 may be lost: 统计期限自202111日起至20211231日止."""
_WHOLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?!\d{1,2}月)")
_CLAUSE = re.compile(r"[^,。;:、()《》]+")
_SEVERAL = 2
_GAP = "\x1f"
"""In place of a year right before the subject."""
_SEPARATOR = re.compile(r"[-_|—>：:]")
"""Between the parts of a page's title: 首页-政府信息公开年报-望楼县2024年…"""
_LETTER_NUMBER = re.compile(r"[〔\[(](?:19|20)\d{2}[〕\])]第?\d+号")
"""〔2025〕3号: the year in which a letter was sent."""
_LIST_NUMBER = re.compile(r"^(?:\d{1,2}[.、)]|\(\d{1,2}\))(?!\d)")
"""1. before a title: its number among the attachments of a page."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """What a title says."""

    issuer: str
    """Empty when the title names none."""
    year: int | None
    is_correction: bool
    """A mark such as （更正） stands in the title."""


def parse_title(text: str, words: TitleWords) -> ParsedTitle:
    """Issuer and year of one title line; blanks, full-width and Chinese digits, rendition marks allowed."""
    line = "".join(nfkc(text).split()).translate(_QUOTES)
    is_correction = any(mark in line for mark in words.corrections)
    line = _spell_year(line, words)
    bare = _BRACKETED.sub(lambda match: match[0] if _says_something(match[0], words) else "", line)
    bare = _LIST_NUMBER.sub("", _LETTER_NUMBER.sub("", bare))
    match = _find_year(bare, words)
    year = int(match[1]) if match else None
    issuer = _find_issuer(bare, match, words)
    return ParsedTitle("" if words.folding.simplify(issuer) in words.nobody else issuer, year, is_correction)


def _find_year(line: str, words: TitleWords) -> re.Match[str] | None:
    """The year beside the subject, else the first: 某部公告（2032年第1号）：某部2031年政府信息公开工作年度报告."""
    years = list(_YEAR.finditer(line))
    if len(years) < _SEVERAL:
        return years[0] if years else None
    parts = [0, *(part.end() for part in _SEPARATOR.finditer(line)), len(line)]
    folded = words.folding.simplify(line)
    for start, stop in pairwise(parts):
        if any(subject in folded[start:stop] for subject in words.subjects):
            return next((year for year in years if start <= year.start() < stop), years[0])
    return years[0]


def _says_something(bracket: str, words: TitleWords) -> bool:
    """Whether a bracket holds the year or names somebody, and is no mark such as （超链版）."""
    return _YEAR.search(bracket) is not None or bracket[1:-1].endswith(words.somebody)


_QUOTES = {ord(sign): None for sign in "《》\"'“”‘’「」"}


def _spell_year(line: str, words: TitleWords) -> str:
    """二〇二四年 as 2024年."""
    signs, pattern = _year_signs(words.digits, words.zero_signs)
    return pattern.sub(lambda match: "".join(signs[sign] for sign in match[0]), line)


@lru_cache(8)
def _year_signs(digits: str, zero_signs: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """The value of each Chinese digit, and a year written in four of them."""
    signs = {sign: str(value) for value, sign in enumerate(digits)} | {sign: "0" for sign in zero_signs}
    return signs, re.compile(f"[{''.join(map(re.escape, signs))}]{{4}}(?=年)")


def _find_issuer(line: str, year: re.Match[str] | None, words: TitleWords) -> str:
    """What stands before the subject, without the year: the issuer may come before or after it."""
    if year is not None:  # 望楼镇政府2031年信息公开 is no 政府信息公开 of the town
        before, after = line[: year.start()], line[year.end() :]
        is_behind = words.folding.simplify(after).startswith(words.subjects)
        line = f"{before}{_GAP if is_behind else ''}{after}"
    names = (_name_before_subject(part, words) for part in _SEPARATOR.split(line))
    return next((name for name in names if name), "")


def _name_before_subject(part: str, words: TitleWords) -> str:
    folded = words.folding.simplify(part)
    starts = [folded.find(subject) for subject in words.subjects if subject in folded]
    if not starts:
        return ""
    name, printed = folded[: min(starts)], part[: min(starts)]
    stripped = _strip_words(name, words)
    at = name.find(stripped)
    return _strip_words(printed, words) if at < 0 else printed[at : at + len(stripped)]


def _strip_words(name: str, words: TitleWords) -> str:
    name = name.removesuffix(_GAP)
    for prefix in words.prefixes:
        name = name.removeprefix(prefix)
    is_shorter = True
    while is_shorter:
        before = name
        for tail in words.tails:
            name = name.removesuffix(tail)
        is_shorter = name != before
    for end, rest in words.restore:
        if name.endswith(end):
            name += rest
    return name.strip(f"()[]【】、,.。·•{_GAP}")


def find_date(text: str) -> date | None:
    """The first calendar date in a line, or None; an impossible one counts as none."""
    match = _DATE.search(nfkc(text))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def find_periods(text: str) -> list[tuple[int, int]]:
    """First and last year of every statistical period that a text states, from 1 January to 31 December."""
    bare = "".join(nfkc(text).split())
    return [(int(match[1]), int(match[2] or match[1])) for match in _PERIOD.finditer(bare)]


def find_years(text: str) -> set[int]:
    """The years of which a text speaks: no days, and no numbers of letters."""
    bare = "".join(nfkc(text).split())
    return {int(match[1]) for match in _WHOLE_YEAR.finditer(bare)}


def find_compilers(text: str, words: TitleWords) -> Iterator[str]:
    """Who makes the report or publishes it, as its first sentences say: 本报告由望楼县财政局编制."""
    by, to = ("|".join(map(re.escape, verbs)) for verbs in (words.compiled, words.publishing))
    text = "".join(nfkc(text).split())
    for clause in _CLAUSE.finditer(words.folding.simplify(text)):
        match = (
            re.search(rf"由(.{{3,40}}?)(?:{by})", clause[0])
            or re.match(rf"[现特]?(.{{3,40}}?)[现特]?(?:{to})", clause[0])
            or re.match(rf"(.{{3,40}}?)[现特]?(?:{by})[完形]?[成了]?\d{{4}}年", clause[0])
        )
        if match is not None and match[1] not in words.nobody:
            yield text[clause.start() :][match.start(1) : match.end(1)]


def find_months(text: str) -> list[tuple[str, int]]:
    """Every span between two days that a text states, as printed, with the months from its first to its last."""
    bare = "".join(nfkc(text).split())
    found = []
    for match in _SPAN.finditer(bare):
        years = int(match[4] or match[1]) - int(match[1])
        found.append((match[0], 12 * years + int(match[5]) - int(match[2]) + 1))
    return found


def is_short_form(short: str, long: str) -> bool:
    """Whether every sign of one name stands in the other, in order: 沭发改局 for 沭阳县发展和改革局."""
    if len(short) > len(long):
        short, long = long, short
    rest = iter(long)
    return all(sign in rest for sign in short)
