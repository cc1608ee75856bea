"""From the address of a stored document back to its bytes: a file, a member of an archive, a part of a document."""

import re
from collections.abc import Iterator
from pathlib import Path

from extractors.drafting.splitting import hash_part
from extractors.formats.containers import unpack
from extractors.model.document import Unreadable
from extractors.model.source import SourceDocument
from pipeline.loading.file_access import NoAccessError, is_file, open_file
from pipeline.loading.locations import read_place

_PART = re.compile(r"#(\d+)$")
"""At the end of a location: the part of a document that holds several reports."""


def find_file(location: str) -> Path | None:
    """The file that a location names, or the archive or document that it lies in; None when there is none."""
    part = _PART.search(location)
    whole = Path(location[: part.start()] if part else location)
    as_written = (Path(location), whole, *whole.parents)
    as_named = map(Path, map(read_place, map(str, as_written)))
    return next((path for path in (*as_written, *as_named) if is_file(path)), None)


def is_hash_of(wanted: str, sha256: str, location: str) -> bool:
    """Whether a document's hash is that of these bytes, or of the part of them that the location names."""
    part = _PART.search(location)
    return wanted == sha256 or (part is not None and wanted == hash_part(sha256, int(part[1])))


def open_all(path: Path) -> Iterator[SourceDocument]:
    """A file, and everything in it when it is an archive that can be opened; nothing of one that cannot be read."""
    try:
        source = open_file(path)
    except NoAccessError:
        return
    yield from list_members(source)


def list_members(source: SourceDocument) -> Iterator[SourceDocument]:
    """A document, and everything in it when it is an archive that can be opened."""
    yield source
    try:
        yield from (member.source for member in unpack(source) if member.source is not source)
    except Unreadable:
        return
