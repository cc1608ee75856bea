"""A source tried out: its lists fetched, and what a night would fetch from them."""

from dataclasses import dataclass

from pipeline.sources.fetch import Fetcher, FetchResult
from pipeline.sources.links import Link, NoLinksError, find_next, list_attachments, list_reports
from pipeline.sources.source import ListPage, Source
from pipeline.sources.urls import is_allowed, spell_url

MAX_PAGES = 5
"""List pages a trial looks at."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source would give."""

    lines: tuple[str, ...]
    is_well: bool


def try_source(source: Source, fetcher: Fetcher) -> Trial:
    """The reports that the first few list pages name, the attachments of the first, and whether that is enough."""
    lines: list[str] = []
    found: dict[str, Link] = {}
    for listed in source.lists:
        lines += _try_list(source, listed, fetcher, found)
    lines += [_show(link, source) for link in found.values()]
    lines += _try_report(source, fetcher, found)
    lines.append(f"{len(found)} reports; the source expects at least {source.minimum}")
    return Trial(tuple(lines), len(found) >= source.minimum)


def _try_list(source: Source, listed: ListPage, fetcher: Fetcher, found: dict[str, Link]) -> list[str]:
    lines, waiting, seen = [], list(listed.urls()), 0
    while waiting and seen < MAX_PAGES:
        url, seen = spell_url(waiting.pop(0)) or "", seen + 1
        answer = fetcher.fetch(url, source)
        if answer.data is None:
            lines.append(f"list {url}: {answer.outcome}: {answer.reason}")
            continue
        try:
            links = list_reports(answer.data, answer.url, source, listed)
        except NoLinksError as error:
            lines.append(f"list {url}: {error}")
            continue
        following = find_next(answer.data, answer.url, listed)
        waiting += [following] if following else []
        found.update({link.url: link for link in links})
        lines.append(f"list {url}: {len(links)} reports" + (f", then {following}" if following else ""))
    if waiting:
        lines.append(f"… and more pages; a night follows up to {source.max_lists}")
    return lines


def _show(link: Link, source: Source) -> str:
    mark = "" if is_allowed(link.url, source.hosts) else "  REFUSED: neither under gov.cn nor named in hosts"
    return f"  {link.published_on or '          '}  {link.text}  {link.url}{mark}"


def _try_report(source: Source, fetcher: Fetcher, found: dict[str, Link]) -> list[str]:
    """What hangs on the first report."""
    first = next((link for link in found.values() if is_allowed(link.url, source.hosts)), None)
    if first is None:
        return []
    answer: FetchResult = fetcher.fetch(first.url, source)
    if answer.data is None:
        return [f"report {first.url}: {answer.outcome}: {answer.reason}"]
    attached = list_attachments(answer.data, answer.url, first.text)
    return [f"report {first.url}: {len(answer.data)} bytes"] + [
        f"  attached: {link.text}  {link.url}" for link in attached
    ]
