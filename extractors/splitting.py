"""A file that holds several reports one after the other (部门合订本), cut into one document for each."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from extractors.document import Document, Table
from extractors.draft import Landmarks, count_votes, is_title

Name = Callable[[str], tuple[str, int | None]]
"""Issuer and year that a title names; an empty issuer for none."""


def split_document(document: Document, landmarks: Landmarks, name: Name) -> tuple[Document, ...]:
    """The document cut before every title that names another issuer or year and has tables of its own below it.

    Each part but the first gets a name with its number and a hash of its own, made from the file's and the number.
    """
    starts = _find_starts(document, landmarks, name)
    if len(starts) < 2:
        return (document,)
    cuts = [0, *starts[1:], len(document.blocks)]
    return tuple(_cut(document, n, cuts[n], cuts[n + 1]) for n in range(len(starts)))


def _find_starts(document: Document, landmarks: Landmarks, name: Name) -> list[int]:
    starts: list[int] = []
    known: set[tuple[str, int | None]] = set()
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table) or not is_title(block.text, landmarks):
            continue
        who = name(block.text)
        if who[0] and who[1] is not None and who not in known and _has_tables(document, index, landmarks):
            known.add(who)
            starts.append(index)
    return starts


def _has_tables(document: Document, start: int, landmarks: Landmarks) -> bool:
    """Whether a table of requests stands below, before the next title."""
    mark = next(mark for mark in landmarks.tables if mark.code == "T3")
    for block in document.blocks[start + 1 :]:
        if isinstance(block, Table):
            if count_votes(landmarks.folding.text_key(block.text), (mark,))[mark.code] >= mark.minimum:
                return True
        elif is_title(block.text, landmarks):
            return False
    return False


def _cut(document: Document, number: int, start: int, stop: int) -> Document:
    blocks = document.blocks[start:stop]
    if number == 0:
        return replace(document, blocks=blocks)
    sha256 = hashlib.sha256(f"{document.sha256}#{number + 1}".encode()).hexdigest()
    return replace(document, blocks=blocks, sha256=sha256, name=f"{document.name}#{number + 1}", metadata=())
