"""Text that pdfium leaves out of a page's characters, because the file calls its glyphs blanks.

Of several blanks in a row pdfium gives one, and none beside a blank that it made up itself. Where a page is known to
call digits blanks, each text is held against the characters that were given for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from extractors.formats.pdf.calls import Address, read_bounds
from extractors.formats.pdf.drawn import draw_page
from extractors.formats.pdf.frame import PageFrame
from extractors.formats.pdf.geometry import Bounds, bound
from extractors.formats.pdf.paint import Paint
from extractors.grids.ruling.marks import UNREAD, Mark

STRIP = 20.0
"""Points; characters are looked up by strips of the page this high."""
LEAST = 0.2
"""Share of the height of a text that its gaps must be wide to have room for a digit."""


def find_lost(
    page: Any, texts: Iterable[tuple[Address, Bounds]], hidden: set[Address], boxes: Sequence[float], frame: PageFrame
) -> Iterator[Mark]:
    """What can be seen of texts of a page where no character was given, each as a glyph that is not known.

    Args:
        page: pdfium's page.
        texts: Texts of it, and where they are.
        hidden: Those that were taken off it.
        boxes: Left, top, right, bottom of each character.
        frame: What the page displays.
    """
    gaps = list(_list_gaps([bounds for item, bounds in texts if item not in hidden], boxes, frame.turns % 2))
    drawn = draw_page(page) if gaps else None
    if drawn is not None:
        yield from ((UNREAD, *frame.box(*gap)) for gap in gaps if not drawn.is_blank(gap))


def list_texts(paint: Paint) -> Iterator[tuple[Address, Bounds]]:
    """All texts of a page, and where they are."""
    for texts in paint.texts:
        for item, bounds in zip(texts.items, read_bounds(texts.items), strict=True):
            yield item, bound(texts.matrix, bounds)


def _list_gaps(texts: Iterable[Bounds], boxes: Sequence[float], along: int) -> Iterator[Bounds]:
    """The parts of texts for which no characters were given."""
    strips = _sort_by_strips(boxes, along)
    for bounds in texts:
        for low, high in _find_gaps(bounds, strips, along):
            yield (low, bounds[1], high, bounds[3]) if along == 0 else (bounds[0], low, bounds[2], high)


def _sort_by_strips(boxes: Sequence[float], along: int) -> dict[int, list[Bounds]]:
    """The boxes of the characters by the strip in which their middle lies, across the lines of text."""
    edge = iter(boxes)
    strips: dict[int, list[Bounds]] = {}
    for left, top, right, bottom in zip(edge, edge, edge, edge, strict=False):
        middle = (bottom + top) / 2 if along == 0 else (left + right) / 2
        if left < right:
            strips.setdefault(int(middle // STRIP), []).append((left, bottom, right, top))
    return strips


def _find_gaps(bounds: Bounds, strips: dict[int, list[Bounds]], along: int) -> Iterable[tuple[float, float]]:
    """From where to where a text has no characters."""
    across = 1 - along
    low, high = bounds[across], bounds[across + 2]
    near = (box for strip in range(int(low // STRIP), int(high // STRIP) + 1) for box in strips.get(strip, ()))
    covered = sorted((box[along], box[along + 2]) for box in near if low < (box[across] + box[across + 2]) / 2 < high)
    least, end = LEAST * (high - low), bounds[along]
    for start, stop in (*covered, (bounds[along + 2], bounds[along + 2])):
        if start >= bounds[along + 2]:
            start = bounds[along + 2]
        if start - end > least:
            yield end, start
        end = max(end, stop)
