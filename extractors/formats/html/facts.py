"""What a web page says about itself: title, meta tags, attachments, and the block of keys and values at its head."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.drafting.head import list_days, pair_cells, pair_lines
from extractors.formats.decode import tidy_line
from extractors.formats.html.named import Named
from extractors.formats.html.region import PageBlock
from extractors.grids.grid import get_text

Facts = list[tuple[str, str]]

_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|zip|rar|xlsx?)(?=$|[?#&])", re.IGNORECASE)
_LINKING = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}

_HEAD_ROWS = 8
"""No table above a report has more."""


def read_head_metadata(named: Named) -> Facts:
    """The page's title and its meta tags, as ``html:title`` and ``meta:NAME``."""
    facts: Facts = []
    for element in named.pick("title"):
        title = tidy_line(element.text or "")
        if title:
            facts.append(("html:title", title))
        break
    for element in named.pick("meta"):
        name, content = element.get("name") or element.get("property"), tidy_line(element.get("content") or "")
        if name and content:
            facts.append((f"meta:{name}", content))
    return facts


def find_attachments(named: Named) -> Facts:
    """Addresses of the files that the page links to or shows in a frame, each once, as ``attachment``."""
    found = dict.fromkeys(
        address.strip()
        for tag, element in named.elements
        if tag in _LINKING and (address := element.get(_LINKING[tag])) and _is_file(address)
    )
    return [("attachment", address) for address in found]


@lru_cache(4096)
def _is_file(address: str) -> bool:
    """The pages of a site have the same links around their reports."""
    return _FILE.search(address) is not None


def take_pairs(pieces: Sequence[PageBlock]) -> Facts:
    """The keys and values (number, issuer, dates) that stand before the first sentence, as ``block:KEY``.

    A table of nothing but pairs is marked as no part of the report. A line of pairs is only copied: in front of a very
    short report it cannot be told from the report's own words. Of other lines only the days are.
    """
    facts: Facts = []
    lines: list[str] = []
    texts: list[str] = []
    for piece in _down_to_first_sentence(pieces):
        if piece.kind == "table":
            rows = [[get_text(cell) for cell in row] for row in piece.rows]
            pairs = pair_cells(rows)
            if pairs:
                piece.is_chrome, piece.is_sure, piece.weight = True, False, 0
                facts.extend(pairs)
            elif len(rows) <= _HEAD_ROWS:
                lines.extend(map(" ".join, rows))
        elif piece.kind != "image":
            lines.append(piece.text)
            if piece.kind == "text" and not piece.is_sure:
                texts.append(piece.text)
    facts.extend(pair_lines(texts))
    told = {key for key, value in facts if value}
    facts.extend(pair for pair in list_days(lines) if pair[0] not in told)
    return [(f"block:{key}", value) for key, value in facts]


def _down_to_first_sentence(pieces: Sequence[PageBlock]) -> Iterator[PageBlock]:
    for piece in pieces:
        yield piece
        if piece.kind == "text" and piece.is_sure:
            return
