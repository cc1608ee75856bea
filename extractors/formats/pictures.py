"""Tables that stand in a document as pictures: read like scans where a report has no others, or lacks some."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from extractors.formats.pdf.mixed import list_pictured, tell_of_pages
from extractors.model.document import Block, Document, Problem, Table, Unreadable
from extractors.model.source import DOCX, SourceDocument

MOST_PICTURES = 12
SMALLEST = 8_000
"""Bytes; a smaller picture is a seal, an icon or a line."""

_DATA_URI = re.compile(rb"data:image/[a-z]+;base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def has_pictures(document: Document) -> bool:
    """Whether the reader met pictures in the text."""
    return any(problem.code == "PAGE.IMAGE" for problem in document.problems)


def read_pictures(source: SourceDocument, document: Document) -> Document:
    """The document with the blocks of its pictures at its end, read by character recognition.

    A picture that cannot be read is left out. Without the optional packages the document comes back with the problem
    PAGE.NEEDS_EXTRA, and with the package's own where its pictures cannot be unpacked.
    """
    blocks, problems = _recognise(source)
    if problems:
        return replace(document, problems=(*document.problems, *problems))
    return replace(document, blocks=(*document.blocks, *blocks), reader="scan") if blocks else document


def read_picture_tables(source: SourceDocument) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """The tables on the pictures of a document whose other tables are text, and what kept them from being read.

    A PDF is drawn for it, as far as its pages hold large pictures.
    """
    if source.media_type == "application/pdf":
        blocks, problems = _recognise_pages(source)
    else:
        blocks, problems = _recognise(source)
    return tuple(block for block in blocks if isinstance(block, Table)), problems


def _recognise(source: SourceDocument) -> tuple[list[Block], tuple[Problem, ...]]:
    """What the pictures say, or why none can be read."""
    blocks: list[Block] = []
    try:
        found = list(islice(_find_pictures(source), MOST_PICTURES))
    except Unreadable as error:
        return [], (error.problem,)
    for data in found:
        try:
            blocks += _read_picture(data)
        except Unreadable as error:
            if error.problem.code == "FILE.NEEDS_EXTRA":
                return [], (Problem("PAGE.NEEDS_EXTRA", error.problem.detail),)
    return blocks, ()


def _recognise_pages(source: SourceDocument) -> tuple[list[Block], tuple[Problem, ...]]:
    from extractors.formats.scan.reader import recognise_pages

    try:
        pages = list_pictured(source.data)[:MOST_PICTURES]
        return (list(recognise_pages(source.data, frozenset(pages), ()).blocks) if pages else []), ()
    except Unreadable as error:
        return [], (tell_of_pages(error.problem),)


def _read_picture(data: bytes) -> tuple[Block, ...]:
    from extractors.formats.scan.reader import read_picture

    return read_picture(data)


def _find_pictures(source: SourceDocument) -> Iterator[bytes]:
    if source.media_type == DOCX:
        from extractors.formats.zipsafe import open_zip

        archive = open_zip(source.data)
        names = sorted((name for name in archive.names if name.startswith("word/media/")), key=_count_order)
        pictures = (archive.read(name) for name in names)
    else:
        pictures = (_decode(match[1]) for match in _DATA_URI.finditer(source.data))
    return (data for data in pictures if len(data) >= SMALLEST)


def _count_order(name: str) -> tuple[int, str, str]:
    """image2 before image10: Word numbers pictures as they come."""
    number = "".join(_NUMBER.findall(name)[-1:]).lstrip("0")
    return len(number), number, name


def _decode(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return b""
