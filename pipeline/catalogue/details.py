"""The Chinese of what readers and checks add to a finding: their own words are English."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.catalogue.compiled import read_toml
from pipeline.catalogue.load import HERE

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that can be added, in both languages."""

    english: re.Pattern[str]
    """With a group for each part that differs."""
    chinese: str
    """With the names of these groups in braces."""


@cache
def load_details(folder: Path = HERE) -> tuple[Detail, ...]:
    """All that are declared, those that say most first: "more than 9 pages" is not some number of pages."""
    words: dict[str, str] = read_toml(folder / "details.toml")["detail"]
    by_length = sorted(words, key=lambda english: len(_PLACE.sub("", english)), reverse=True)
    return tuple(Detail(_compile(english), words[english]) for english in by_length)


def _compile(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)  # text, name, text, name, … text
    return re.compile(
        "".join(f"(?P<{part}>.+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)), re.DOTALL
    )


def say_in_chinese(detail: str) -> str:
    """The detail in Chinese; unchanged where it is not declared, such as a name, a number or what is printed."""
    if not _has_word(detail):
        return detail
    for known in load_details():
        if (found := known.english.fullmatch(detail)) is not None:
            return known.chinese.format_map(found.groupdict())
    return detail


def _has_word(detail: str) -> bool:
    return any("a" <= sign <= "z" for sign in detail)
