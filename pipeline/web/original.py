"""The place of a number in the document itself: the page as a picture with the cell framed, or its table drawn anew.

Documents are opened in a worker process with limits: one that hangs or crashes a drawing library costs one picture.
"""

import contextlib
import io
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from db.schema.records import Place
from extractors.model.document import Document, Table, Unreadable
from extractors.model.source import SourceDocument
from extractors.readers import read
from pipeline.loading.isolation.pool import Limits, map_isolated
from pipeline.loading.stored_bytes import find_file, is_hash_of, open_all
from pipeline.publishing.page_image import SCALE, NoPageError, frame_place
from pipeline.sources.archive import Archive, DamagedError, is_remote

LIMITS = Limits(wall_seconds=60.0, cpu_seconds=45, documents_per_worker=1)
KEPT = 24
"""Pictures and tables that are kept in memory."""
AROUND = 130.0
"""Points of the page that are shown above and below the framed cell."""
AROUND_SIGNS = 160
"""Signs of prose shown on either side of the framed words."""
MOST_ROWS = 60
_SPAN = re.compile(r":(\d+)-(\d+)$")
_NEIGHBOURS = 24
"""Rows shown above and below the framed one in a table longer than ``MOST_ROWS``."""


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """Which place of which document to show."""

    sha256: str
    locations: tuple[str, ...]
    """Where the document was seen: files, or addresses whose bytes lie in the archive."""
    place: Place
    archive: str | None = None
    fetched: tuple[str, ...] = ()
    """Hashes of archived files that the document may lie in."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table drawn anew."""

    text: str
    rowspan: int
    colspan: int
    is_framed: bool


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """What can be shown of the place."""

    kind: Literal["page", "table", "prose", "gone", "nowhere"]
    """``gone``: the document is not where it was; ``nowhere``: it is there, and the place cannot be drawn."""
    page: bytes = b""
    """PNG of the whole page."""
    strip: bytes = b""
    """PNG of the part of the page around the cell."""
    rows: tuple[tuple[GridCell, ...], ...] = ()
    text: str = ""
    """What stands in the frame by a reading made now."""
    before: str = ""
    """What stands before the framed words in prose; ``after`` likewise."""
    after: str = ""
    reason: str = ""


class Originals:
    """Shows places, keeps what it showed last, and opens at most two documents at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Place], ShownPlace] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(2)

    def show(self, wish: PlaceRequest) -> ShownPlace:
        """What can be shown of a place; a document that is gone is looked for again the next time."""
        key = (wish.sha256, wish.place)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if wish.archive is None and not any(map(find_file, wish.locations)):
            return ShownPlace("gone")
        with self._turns:
            shown = _show_isolated(wish)
        if shown.kind in ("page", "table", "prose"):
            with self._lock:
                self._kept[key] = shown
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return shown


def _show_isolated(wish: PlaceRequest) -> ShownPlace:
    limits = replace(LIMITS, is_online=wish.archive is not None and is_remote(wish.archive))
    with contextlib.closing(map_isolated(show_place, [wish], workers=1, limits=limits)) as outcomes:
        outcome = next(outcomes)
    return outcome.result or ShownPlace("nowhere", reason=outcome.code)


def is_drawn(media_type: str, place: Place | None) -> bool:
    """Whether the place is one of a format with pages, and so shown as a picture."""
    has_pages = media_type in ("application/pdf", "application/ofd") or media_type.startswith("image/")
    return has_pages and place is not None and place.page is not None and place.left is not None


def show_place(wish: PlaceRequest) -> ShownPlace:
    """The place shown; runs in a worker."""
    source = find_source(wish)
    if source is None:
        return ShownPlace("gone")
    if is_drawn(source.media_type, wish.place):
        try:
            return _show_page(source, wish.place)
        except NoPageError as error:
            return ShownPlace("nowhere", reason=str(error))
        except ModuleNotFoundError as error:
            return ShownPlace("nowhere", reason=f"{error.name}: pip install 'gongkai[web,ocr]'")
    return _show_words(source, wish.place)


def find_source(wish: PlaceRequest) -> SourceDocument | None:
    """The document itself, by its hash: from a file, or from the archive; None when it is no longer there."""
    return next(_list_sources(wish), None)


def _list_sources(wish: PlaceRequest) -> Iterator[SourceDocument]:
    for location in wish.locations:
        path = find_file(location)
        sources = open_all(path) if path is not None else ()
        yield from (one for one in sources if is_hash_of(wish.sha256, one.sha256, location))
    if wish.archive is not None:
        yield from _list_archived(wish, Archive(wish.archive))


def _list_archived(wish: PlaceRequest, archive: Archive) -> Iterator[SourceDocument]:
    from extractors.formats.containers import unpack

    for sha256 in dict.fromkeys((wish.sha256, *wish.fetched)):
        try:
            whole = SourceDocument(archive.get(sha256), wish.locations[0] if wish.locations else sha256)
            members = [member.source for member in unpack(whole)]
        except (DamagedError, Unreadable):
            continue
        locations = wish.locations or ("",)
        for source in (whole, *members):
            if any(is_hash_of(wish.sha256, source.sha256, location) for location in locations):
                yield source


def _show_page(source: SourceDocument, place: Place) -> ShownPlace:
    from PIL import Image

    page = frame_place(source, place)
    picture = Image.open(io.BytesIO(page))
    top = max(0, int(((place.top or 0.0) - AROUND) * SCALE))
    bottom = min(picture.height, int(((place.bottom or 0.0) + AROUND) * SCALE))
    if bottom <= top:
        return ShownPlace("page", page, page)
    target = io.BytesIO()
    picture.crop((0, top, picture.width, bottom)).save(target, "PNG")
    return ShownPlace("page", page, target.getvalue())


def _show_words(source: SourceDocument, place: Place) -> ShownPlace:
    """The table or the prose that the place is in."""
    document = read(source)
    for table in document.tables():
        rows = _frame_rows(table, place.locator)
        if rows is not None:
            framed = next(cell.text for row in rows for cell in row if cell.is_framed)
            return ShownPlace("table", rows=rows, text=framed)
    return _show_prose(document, place.locator)


def _show_prose(document: Document, locator: str) -> ShownPlace:
    """The words that a locator such as ``b12:31-36`` names, with what stands around them."""
    span = _SPAN.search(locator)
    block = next((one for one in document.blocks if span and one.origin.locator == locator[: span.start()]), None)
    if span is None or block is None:
        return ShownPlace("nowhere")
    start, end = int(span[1]), int(span[2])
    before, text, after = block.text[:start], block.text[start:end], block.text[end:]
    return ShownPlace("prose", text=text, before=before[-AROUND_SIGNS:], after=after[:AROUND_SIGNS])


def _frame_rows(table: Table, locator: str) -> tuple[tuple[GridCell, ...], ...] | None:
    """The table's rows with the cell framed, its spans as they were; None when the cell is not in it."""
    at = next((n for n, row in enumerate(table.rows) if any(c.origin.locator == locator for c in row)), None)
    if at is None:
        return None
    is_long = len(table.rows) > MOST_ROWS
    rows = table.rows[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1] if is_long else table.rows
    return tuple(
        tuple(
            GridCell(cell.text, cell.rowspan, cell.colspan, cell.origin.locator == locator)
            for cell in row
            if not cell.is_repeat
        )
        for row in rows
    )
