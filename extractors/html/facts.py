"""What a web page says about itself: title, meta tags, attachments, and the block of keys and values at its head."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.decode import tidy_line
from extractors.grid import get_text
from extractors.html.named import Named
from extractors.html.region import Piece

Facts = list[tuple[str, str]]

_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|zip|rar|xlsx?)(?=$|[?#&])", re.IGNORECASE)
_LINKING = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}

_MAX_VALUE = 200
_MIN_PAIRS = 2
_KEY = re.compile(r"[^\W\d_]{2,8}")
_PAIR = re.compile(r"([^\W\d_]{2,8})\s*[:：]\s*(.*?)(?=\s[^\W\d_]{2,8}\s*[:：]|$)")
_BETWEEN = re.compile(r"[\s|]*")
_NUMBER = re.compile(r"[\d.,/%+-]{1,5}")
_DECORATION = " \u3000:：[]【】()（）*·"


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


def take_pairs(pieces: Sequence[Piece]) -> Facts:
    """The keys and values (number, issuer, dates) that stand before the first sentence, as ``block:KEY``.

    A table of nothing but pairs is marked as no part of the report. A line of pairs is only copied: in front of a very
    short report it cannot be told from the report's own words.
    """
    facts: Facts = []
    lines: Facts = []
    for piece in _before_first_sentence(pieces):
        if piece.kind == "table":
            pairs = _read_table_pairs(piece)
            if pairs:
                piece.is_chrome, piece.is_sure, piece.weight = True, False, 0
                facts.extend(pairs)
        elif piece.kind == "text":
            lines.extend(_read_line_pairs(piece.text))
    if len(lines) >= _MIN_PAIRS:
        facts.extend(lines)
    return [(f"block:{key}", value) for key, value in facts]


def _before_first_sentence(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if piece.kind == "text" and piece.is_sure:
            return
        yield piece


def _read_table_pairs(piece: Piece) -> Facts:
    """Key and value in turns through every row; empty when the table is anything else."""
    pairs: Facts = []
    for row in piece.rows:
        if len(row) % 2:
            return []
        texts = [get_text(cell) for cell in row]
        for name, value in zip(texts[::2], texts[1::2], strict=True):
            key = _read_key(name)
            if key is None or len(value) > _MAX_VALUE or _NUMBER.fullmatch(value):
                return []
            pairs.append((key, value))
    told = sum(1 for _, value in pairs if len(value) >= _MIN_PAIRS)
    return [(key, value) for key, value in pairs if key] if told >= _MIN_PAIRS else []


@lru_cache(4096)
def _read_key(text: str) -> str | None:
    """The bare key, "" for an empty filler cell, None when the text is no key."""
    key = "".join(text.strip(_DECORATION).split())
    return key if key == "" or _KEY.fullmatch(key) else None


@lru_cache(1024)
def _read_line_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The pages of a site have the same lines over their reports."""
    if len(text) > _MAX_VALUE:
        return ()
    pairs: Facts = []
    end = 0
    for match in _PAIR.finditer(text):
        if not _BETWEEN.fullmatch(text, end, match.start()):
            return ()
        pairs.append((match[1], match[2].strip()))
        end = match.end()
    return tuple(pairs) if end == len(text) else ()
