"""The context of an issuer's name, from a document's metadata and what the operator knows."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pipeline.issuers.model import IssuerContext
from pipeline.issuers.words import load_words

Metadata = Iterable[tuple[str, str]]


def read_context(
    metadata: Metadata, year: int | None = None, parent: str = "", url: str = "", others: Iterable[str] = ()
) -> IssuerContext:
    """What stood around a name: publisher and site of the metadata, the address, other names in the document."""
    keys, told = load_words().context, _by_key(metadata)
    return IssuerContext(
        parent=parent,
        publisher=next(_values(keys.publisher, told), ""),
        site_name=next(_values(keys.site_name, told), ""),
        site_domain=next(_values(keys.site_domain, told), "") or urlsplit(url).hostname or "",
        site_code=next(_values(keys.site_code, told), ""),
        others=tuple(dict.fromkeys([*others, *_values(keys.others, told)])),
        year=year,
    )


def _by_key(metadata: Metadata) -> dict[str, str]:
    """The first value under each key; what the reader put before its colon is left out."""
    told: dict[str, str] = {}
    for key, value in metadata:
        if value.strip():
            told.setdefault(key.rpartition(":")[2], value.strip())
    return told


def _values(keys: Iterable[str], told: dict[str, str]) -> Iterator[str]:
    return (told[key] for key in keys if key in told)
