"""Whether a PDF holds all that its pages are made of: pdfium shows a page without its lost parts, and says nothing."""

import re
from collections.abc import Iterator

_CONTENTS = b"/Contents"
_PARTS = re.compile(rb"/Contents\s*(?:\[((?:\s*\d+\s+\d+\s+R)*)\s*\]|(\d+\s+\d+\s+R))")
_PART = re.compile(rb"(\d+)\s+(\d+)\s+R")
_PAGE = re.compile(rb"/Type\s*/Page\b")
NEAR = 100_000
"""Bytes on both sides of a page in which its parts stand as a rule."""


def list_lost_parts(data: bytes, *, is_any_empty: bool) -> list[str]:
    """The parts of pages that are named and stand nowhere in the file, as the file names them.

    A part is a stream, which stands in the file as it is; only of pages that are packed in streams nothing is told.
    ``is_any_empty``: a page shows nothing at all; only then those of one part are looked at.
    """
    return [
        f"{number} {generation} R"
        for place in _find_all(data, _CONTENTS, 0, len(data))
        for number, generation in _list_parts(data, place, 1 if is_any_empty else 2)
        if not _has_object(data, number, generation, place)
    ]


def _find_all(data: bytes, sought: bytes, start: int, end: int) -> Iterator[int]:
    place = data.find(sought, start, end)
    while place >= 0:
        yield place
        place = data.find(sought, place + 1, end)


def _list_parts(data: bytes, place: int, least: int) -> list[tuple[int, int]]:
    """The numbers of the objects that a page is made of; none for other things that have contents, as notes."""
    found = _PARTS.match(data, place)
    parts = _PART.findall(found[1] or found[2] or b"") if found is not None else []
    if len(parts) < least:
        return []
    start, end = data.rfind(b"obj", 0, place), data.find(b"endobj", place)
    if not _PAGE.search(data, max(start, 0), end if end >= 0 else len(data)):
        return []
    return [(int(number), int(generation)) for number, generation in parts]


def _has_object(data: bytes, number: int, generation: int, near: int) -> bool:
    head = b"%d %d obj" % (number, generation)
    for start, end in ((max(near - NEAR, 0), near + NEAR), (0, len(data))):
        if any(not data[place - 1 : place].isdigit() for place in _find_all(data, head, start, end)):
            return True
    return re.search(rb"(?<!\d)%d\s+%d\s+obj" % (number, generation), data) is not None
