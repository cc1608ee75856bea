"""A source: one publisher's list pages, how its reports are known, and how gently it is asked. One TOML file each."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.loading.file_access import read_bytes
from pipeline.sources.urls import is_allowed, spell_url
from pipeline.sources.words import load_words, squeeze

ListKind = Literal["static", "paged", "json"]
LIST_KINDS = ("static", "paged", "json")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SOURCE_KEYS = {
    "code", "publisher", "enabled", "hosts", "minimum", "pace_seconds", "concurrency",
    "max_lists", "max_empty_lists", "max_reports",
    "report", "exclude", "tls_exception", "only_own", "lists",
}  # fmt: skip
_LIST_KEYS = {"kind", "url", "first", "last", "items", "title", "link", "date", "next"}
_WORDS = ("code", "publisher", "report", "exclude", "kind", "url", "items", "title", "link", "date", "next")
_MOST_PAGES = 10_000
"""Addresses that one ``{page}`` may stand for."""


class SourceError(Exception):
    """A source file says something that cannot be used; the message names file and key."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Where a list begins, and how it goes on."""

    kind: ListKind
    url: str
    """``{page}`` in it is replaced by the numbers from ``first`` to ``last``."""
    first: int = 1
    last: int = 1
    next: str = ""
    """Text of the link to the next page; empty: the usual ones."""
    items: str = ""
    """JSON: dotted path to the array of entries; ``title``, ``link`` and ``date`` are dotted paths in an entry."""
    title: str = "title"
    link: str = "url"
    date: str = ""

    def urls(self) -> tuple[str, ...]:
        """The addresses to begin with."""
        if "{page}" not in self.url:
            return (self.url,)
        return tuple(self.url.replace("{page}", str(number)) for number in range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher."""

    code: str
    publisher: str
    lists: tuple[ListPage, ...]
    enabled: bool = True
    hosts: frozenset[str] = frozenset()
    """Hosts outside gov.cn that belong to it, with ``:port`` where the port is unusual."""
    minimum: int = 1
    """So many reports the lists must name, else the night says that the source is ill."""
    pace_seconds: float = 2.0
    concurrency: int = 1
    max_lists: int = 200
    max_empty_lists: int = 10
    """After so many list pages in a row without a report, the next page is not asked for."""
    max_reports: int = 20_000
    report: re.Pattern[str] = field(default_factory=lambda: load_words().report)
    exclude: re.Pattern[str] = field(default_factory=lambda: load_words().exclude)
    tls_exception: str = ""
    """Why this publisher's certificate is not verified; empty: it is."""
    only_own: bool = False
    """The lists hold the publisher's own reports only, so it is the issuer where a report does not say."""

    def is_report(self, text: str) -> bool:
        """Whether the text of a link names an annual report."""
        squeezed = squeeze(text)
        return self.report.search(squeezed) is not None and self.exclude.search(squeezed) is None

    def find_list(self, url: str) -> ListPage:
        """The list that a list page belongs to: the one that begins with it, else the first that is paged."""
        begins = next((one for one in self.lists if url in {spell_url(u) for u in one.urls()}), None)
        return begins or next((one for one in self.lists if one.kind == "paged"), self.lists[0])


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A source file that cannot be used."""

    name: str
    reason: str
    """In one line, with file and key."""


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """What a folder of source files holds."""

    sources: tuple[Source, ...]
    broken: tuple[BrokenFile, ...] = ()


def read_sources(folder: Path) -> SourceFolder:
    """The sources of a folder of TOML files, and its files that cannot be used: one of them costs only itself.

    SourceError when not a single file can be used.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise SourceError(f"{folder} holds no source file (*.toml)")
    sources: dict[str, Source] = {}
    broken = []
    for path in paths:
        try:
            source = load_source(path)
        except SourceError as error:
            broken.append(BrokenFile(path.name, " ".join(str(error).split())))
            continue
        if sources.setdefault(source.code, source) is not source:
            broken.append(BrokenFile(path.name, f"{path}: code: {source.code} is another file's code too"))
    if not sources:
        raise SourceError(f"{folder}: no source file can be used: {'; '.join(one.reason for one in broken)}")
    return SourceFolder(tuple(sources.values()), tuple(broken))


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Every source in a folder of TOML files. SourceError for a bad file, or two with one code."""
    found = read_sources(folder)
    if found.broken:
        raise SourceError(found.broken[0].reason)
    return found.sources


def load_source(path: Path) -> Source:
    """The source that a file declares. SourceError, naming the key, for anything it may not say."""
    try:
        told = tomllib.loads(read_bytes(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"{path}: {error}") from error
    return make_source(told, str(path))


def make_source(told: Mapping[str, Any], name: str) -> Source:
    """The source that ``told`` declares; ``name`` stands in messages."""
    _refuse_unknown(told, _SOURCE_KEYS, name)
    for key in ("code", "publisher", "lists"):
        if not told.get(key):
            raise SourceError(f"{name}: {key}: is missing")
    _check_arrays(told, name)
    if not _CODE.fullmatch(str(told["code"])):
        raise SourceError(f"{name}: code: {told['code']!r} is not small letters, digits, - and _")
    lists = tuple(_make_list(one, f"{name}: lists[{number}]") for number, one in enumerate(told["lists"]))
    given = {key: value for key, value in told.items() if key not in ("lists", "hosts", "report", "exclude")}
    given |= {key: _compile(told[key], f"{name}: {key}") for key in ("report", "exclude") if key in told}
    source = Source(**given, lists=lists, hosts=frozenset(told.get("hosts", ())))
    _check(source, name)
    return source


def _make_list(told: Mapping[str, Any], name: str) -> ListPage:
    _refuse_unknown(told, _LIST_KEYS, name)
    if told.get("kind") not in LIST_KINDS:
        raise SourceError(f"{name}: kind: must be one of {', '.join(LIST_KINDS)}")
    if not told.get("url"):
        raise SourceError(f"{name}: url: is missing")
    first, last = (told.get(key, 1) for key in ("first", "last"))
    if type(first) is not int or type(last) is not int or not 0 <= last - first < _MOST_PAGES:
        raise SourceError(f"{name}: first, last: must be whole numbers, {_MOST_PAGES} pages at most")
    return ListPage(**told)


def _refuse_unknown(told: Mapping[str, Any], known: set[str], name: str) -> None:
    for key, value in told.items():
        if key not in known:
            raise SourceError(f"{name}: {key}: no such key; known are {', '.join(sorted(known))}")
        if key in _WORDS and not isinstance(value, str):
            raise SourceError(f"{name}: {key}: must be words")


def _check_arrays(told: Mapping[str, Any], name: str) -> None:
    """That what is to be gone through can be."""
    for key, kind, words in (("lists", dict, "tables: [[lists]]"), ("hosts", str, "words")):
        value = told.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, kind) for one in value):
            raise SourceError(f"{name}: {key}: must be an array of {words}")


def _compile(pattern: str, name: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise SourceError(f"{name}: not a pattern: {error}") from error


_LEAST = {"minimum": 0, "pace_seconds": 0, "concurrency": 1, "max_lists": 1, "max_empty_lists": 1, "max_reports": 1}


def _check(source: Source, name: str) -> None:
    for key, least in _LEAST.items():
        value = getattr(source, key)
        is_number = isinstance(value, int) or (key == "pace_seconds" and isinstance(value, float))
        if not is_number or isinstance(value, bool) or not least <= value < math.inf:
            raise SourceError(f"{name}: {key}: must be a number from {least} up")
    for key in ("enabled", "only_own"):
        if not isinstance(getattr(source, key), bool):
            raise SourceError(f"{name}: {key}: must be true or false")
    if not isinstance(source.tls_exception, str):
        raise SourceError(f"{name}: tls_exception: must be the reason, in words")
    for url in (url for one in source.lists for url in one.urls()):
        spelled = spell_url(url)
        if spelled is None or not is_allowed(spelled, source.hosts):
            raise SourceError(f"{name}: lists: {url} is no http(s) address under gov.cn or on a host named in hosts")
