"""What a fetched page leads to. Pure: the page in, new addresses out."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.crawling.frontier import Address, Kind, NewAddress
from extractors.model.source import sniff
from pipeline.sources.links import Link, NoLinksError, find_next, list_attachments, list_reports
from pipeline.sources.source import Source
from pipeline.sources.urls import find_host


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a page led to."""

    addresses: tuple[NewAddress, ...] = ()
    next_list: NewAddress | None = None
    reports: int | None = None
    """Reports named, where the page is a list."""
    complaint: str = ""


NOTHING = Discovery()


def discover(address: Address, data: bytes, url: str, source: Source) -> Discovery:
    """The reports and the next page of a list, the attachments of a report page; ``url`` is where the bytes were."""
    if address.kind == "list":
        return _read_list(address, data, url, source)
    if address.kind == "report" and sniff(data) == "text/html":
        links = list_attachments(data, url, address.title)
        return Discovery(tuple(_make(links, "attachment", source, address)))
    return NOTHING


def _read_list(address: Address, data: bytes, url: str, source: Source) -> Discovery:
    listed = source.find_list(address.url)
    try:
        links = list_reports(data, url, source, listed)
        following = find_next(data, url, listed)
    except NoLinksError as error:
        return Discovery(reports=0, complaint=str(error))
    after = None if following is None else NewAddress(following, find_host(following), source.code, "list")
    return Discovery(tuple(_make(links, "report", source, None)), after, len(links))


def _make(links: Iterable[Link], kind: Kind, source: Source, page: Address | None) -> Iterable[NewAddress]:
    for link in links:
        title = link.text if page is None else page.title or link.text
        day = link.published_on if page is None else page.published_on
        yield NewAddress(link.url, find_host(link.url), source.code, kind, title[:500], day)
