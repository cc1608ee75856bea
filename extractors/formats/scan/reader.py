"""Reads pictures of pages: scanned PDFs, image files, and pictures of tables inside other documents."""

import importlib.util
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.formats.scan.imaging.picture import render_frame
from extractors.grids.pages import PageBlocks
from extractors.model.document import Block, Document, Origin, Problem, Unreadable
from extractors.model.source import SourceDocument, sniff

if TYPE_CHECKING:
    from extractors.formats.scan.blocks import ReadPictures

NEEDED = ("numpy", "cv2", "onnxruntime", "PIL")
THREADS = 2


def read_scan(source: SourceDocument, threads: int = THREADS) -> Document:
    """What the pages of a picture document say, by character recognition (``reader`` is ``scan``).

    A cell whose readings do not agree has ``doubt`` "ocr" and the other readings as ``candidates``; ink that could not
    be read at all is U+FFFD, never blank. Boxes are in points of the page as it was scanned.

    Raises:
        Unreadable: FILE.NEEDS_EXTRA without the recognition packages, FILE.TOO_LARGE beyond the caps, FILE.ENCRYPTED or
            FILE.TRUNCATED when the bytes cannot be opened.
    """
    read = _read(source.data, source.media_type, threads)
    illegible = [Problem("PAGE.NO_TEXT", "ink, but no print", Origin(page=number)) for number in read.illegible]
    nothing = [] if read.blocks else [Problem("FILE.NO_TEXT", "no print was found on the pages")]
    return Document(
        sha256=source.sha256,
        media_type=source.media_type,
        name=source.name,
        blocks=read.blocks,
        problems=(*nothing, *illegible),
        pages=read.pages,
        reader="scan",
    )


def read_picture(data: bytes, threads: int = THREADS) -> tuple[Block, ...]:
    """The blocks of one picture (PNG, JPEG, TIFF, BMP, GIF), for tables that other documents hold as a picture.

    Page and box of the origins count within the picture. Raises as ``read_scan`` does.
    """
    return _read(data, sniff(data), threads).blocks


def recognise_pages(
    data: bytes, numbers: frozenset[int], beside: Sequence[PageBlocks], threads: int = THREADS
) -> "ReadPictures":
    """What a PDF says some of whose pages are read by recognition (``numbers``, from 1), joined with the pages beside.

    Raises as ``read_scan`` does.
    """
    return _read(data, "application/pdf", threads, numbers, beside)


def render_picture(data: bytes, page: int, scale: float) -> bytes:
    """PNG bytes of one page of an image file (``page`` from 1) at ``scale`` pixels per point: what boxes are framed on.

    Raises:
        Unreadable: FILE.TOO_LARGE beyond the caps, FILE.TRUNCATED when there is no such page.
    """
    return render_frame(data, page, scale)


def _read(
    data: bytes,
    media_type: str,
    threads: int,
    only: frozenset[int] = frozenset(),
    beside: Sequence[PageBlocks] = (),
) -> "ReadPictures":
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise Unreadable("FILE.NEEDS_EXTRA", "pip install 'gongkai[ocr]'")
    # Imported here: without the extra, everything else must still work.
    from extractors.formats.scan.blocks import read_pictures
    from extractors.formats.scan.engine import load_recogniser
    from extractors.formats.scan.page import open_pages

    return read_pictures(open_pages(data, media_type, only), load_recogniser(threads), beside)
