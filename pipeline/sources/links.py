"""What a page leads to: reports on a list, its next page, the attachments of a report. Pure: bytes in, links out."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from extractors.formats.decode import decode_text
from pipeline.sources.source import ListPage, Source
from pipeline.sources.urls import join_url
from pipeline.sources.words import load_words, squeeze

MAX_PAGE = 8 << 20
"""Bytes of a page in which links are looked for; a list or a report page is far smaller."""
MAX_LINKS = 5_000
_DATE = re.compile(r"((?:19|20)\d{2})\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})")
_DAMAGE = "\ufffd"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ROWS = frozenset({"li", "tr", "dd", "dt", "p"})
_EMBEDDED = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}


class NoLinksError(Exception):
    """A list is not what its source file says; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Link:
    """One address on a page."""

    url: str
    text: str
    published_on: date | None = None


def list_reports(data: bytes, url: str, source: Source, listed: ListPage) -> tuple[Link, ...]:
    """The links of a list page that name annual reports, each address once; NoLinksError for a list that is none."""
    links = _read_json(data, url, listed) if listed.kind == "json" else _read_html(data, url)
    return tuple({link.url: link for link in links if source.is_report(link.text)}.values())


def find_next(data: bytes, url: str, listed: ListPage) -> str | None:
    """The address of the next page of a paged list, None on the last one."""
    if listed.kind != "paged":
        return None
    names = {squeeze(listed.next)} if listed.next else load_words().next
    urls = (link.url for link in _read_html(data, url) if squeeze(link.text) in names)
    return next((found for found in urls if found != url), None)


def list_attachments(data: bytes, url: str, title: str) -> tuple[Link, ...]:
    """The files a report page leads to; not those of other years' reports, which stand in many a side column."""
    year = _YEAR.search(squeeze(title))
    own = set() if year is None else {year[0], str(int(year[0]) + 1)}
    found = {}
    for link in _read_html(data, url):
        years = set(_YEAR.findall(squeeze(link.text)))
        if _is_file(link.url) and (not own or not years or years & own):
            found[link.url] = link
    return tuple(found.values())


def _is_file(url: str) -> bool:
    """Whether an address leads to an attachment: by its path, or by a parameter of a viewer or a download script."""
    parts = urlsplit(url)
    names = [unquote(parts.path), *(value for _, value in parse_qsl(parts.query))]
    return any(name.lower().endswith(load_words().attachments) for name in names)


def _read_html(data: bytes, url: str) -> Iterator[Link]:
    root = _parse(data[:MAX_PAGE])
    if root is None:
        return
    base = _find_base(root, url)
    count = 0
    for element in root.iter(*_EMBEDDED):
        target = element.get(_EMBEDDED[str(element.tag)]) or ""
        joined = join_url(base, target) if target and not target.startswith("#") else None
        if joined is not None:
            yield Link(joined, _find_text(element), _find_date(element))
            count += 1
        if count >= MAX_LINKS:
            return


def _parse(data: bytes) -> etree._Element | None:
    text = decode_text(data).replace("\x00", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _find_base(root: etree._Element, url: str) -> str:
    base = next(iter(root.iter("base")), None)
    return url if base is None else join_url(url, base.get("href") or "") or url


def _find_text(element: etree._Element) -> str:
    """The link's text; its title where that says more, for lists cut long titles short."""
    text = " ".join("".join(map(str, element.itertext())).split())
    title = " ".join((element.get("title") or "").split())
    is_cut = text.endswith(("…", "..."))
    return title if len(title) > len(text) or (is_cut and title) else text


def _find_date(element: etree._Element) -> date | None:
    """The day that stands in the same row of the list."""
    row = next((parent for parent in element.iterancestors() if parent.tag in _ROWS), None)
    if row is None:
        return None
    return read_date("".join(map(str, row.itertext()))[-400:])


def read_date(text: str) -> date | None:
    """The last day named in the text, None when there is none."""
    for year, month, day in reversed(_DATE.findall(text)):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _read_json(data: bytes, url: str, listed: ListPage) -> Iterator[Link]:
    try:
        told = json.loads(decode_text(data[:MAX_PAGE]))
    except (ValueError, RecursionError) as error:
        raise NoLinksError(f"the list is no JSON: {error}") from error
    items = _walk(told, listed.items)
    if not isinstance(items, list):
        raise NoLinksError(f"the list has no array at {listed.items!r}")
    for item in items[:MAX_LINKS]:
        joined = join_url(url, str(_walk(item, listed.link) or ""))
        if joined is not None:
            day = read_date(str(_walk(item, listed.date) or "")) if listed.date else None
            yield Link(joined, _clean(str(_walk(item, listed.title) or "")), day)


def _clean(text: str) -> str:
    """The text with what JSON can say and a database cannot hold, NUL and halves of signs, as U+FFFD."""
    return text.replace("\x00", _DAMAGE).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _walk(told: object, path: str) -> object:
    """What stands at a dotted path, None when nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(told, dict):
            told = told.get(step)
        elif isinstance(told, list) and step.isdecimal() and int(step) < len(told):
            told = told[int(step)]
        else:
            return None
    return told
