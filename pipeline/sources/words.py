"""The words by which reports, next pages, attachments and block pages are known, from ``words.toml``."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What ``words.toml`` says."""

    report: re.Pattern[str]
    exclude: re.Pattern[str]
    next: frozenset[str]
    attachments: tuple[str, ...]
    little: int
    blocked_texts: tuple[str, ...]
    challenge_scripts: tuple[str, ...]
    blocked_statuses: frozenset[int]


@cache
def load_words() -> SourceWords:
    """The words that ship with the program."""
    told = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return SourceWords(
        report=re.compile(told["report"]),
        exclude=re.compile(told["exclude"]),
        next=frozenset(told["next"]),
        attachments=tuple(told["attachments"]),
        little=told["little"],
        blocked_texts=tuple(told["blocked_texts"]),
        challenge_scripts=tuple(told["challenge_scripts"]),
        blocked_statuses=frozenset(told["blocked_statuses"]),
    )


def squeeze(text: str) -> str:
    """The text as it is compared: one width for every sign, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())
