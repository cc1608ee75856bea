"""The visible glyphs of a PDF page in the order of painting."""

import ctypes
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from unicodedata import category

import pypdfium2.raw as pdfium

from extractors.formats.pdf.calls import find_unmapped, read_ink_boxes
from extractors.formats.pdf.drawn import draw_page
from extractors.formats.pdf.frame import PageFrame
from extractors.formats.pdf.retold import tell
from extractors.grids.ruling.marks import UNREAD, Mark

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, counted from the lower left corner of the page."""
_STROKES = re.compile("一")
"""The numeral one: a font that does not state its height gives it the box of its ink."""
_BLANKS = re.compile(r"(?!\r)(?<!\r)\s")
"""Blanks but for the line ends that pdfium makes up."""
_FIGURES = re.compile("[!-9]+")
"""Numbers, and the signs that stand for one in a cell."""
ASKED = 50
"""Of so many characters one is asked whether the file tells it: a font that does not tell one tells none."""
LEAST_INK = 0.3
"""Points that ink is wide and high, at least: of a blank some fonts tell a box without height."""
FLAT = 0.6
"""Share of its width under which the box of the stroke is that of its ink."""
HYPHENS = "\x02", "\ufffe"
"""What pdfium gives for a hyphen at the end of a line."""


class PageText(NamedTuple):
    """What the text of a page gives."""

    marks: list[Mark]
    """The visible glyphs, real blanks and UNREAD among them."""
    unread: int
    """How many have no known character."""
    has_lies: bool
    """Whether the file calls glyphs blanks that are none: pdfium may have left out more of them."""


def read_marks(
    page: Any,
    text: Any,
    boxes: Sequence[float],
    frame: PageFrame,
    cut: Sequence[int] = (),
    told: Mapping[int, str] = MappingProxyType({}),
) -> PageText:
    """The visible glyphs of a page.

    Args:
        page: pdfium's page.
        text: pdfium's text page.
        boxes: Left, top, right, bottom of each of its characters, as pdfium gives them.
        frame: What the page displays; the rest is left out.
        cut: Those of its characters that are cut off: what is left may be another number.
        told: What the file tells besides that a character is, by its place.
    """
    count = len(boxes) // 4
    characters = _read_characters(text, count)
    for hyphen in HYPHENS:
        if hyphen in characters:
            characters = _read_hyphens(text, characters, hyphen)
    odd = {char for char in set(characters) if not char.isprintable() and not char.isspace()}
    formats = {char for char in odd if category(char) == "Cf"}
    lies = _find_lies(page, text, characters, boxes, formats)
    characters = tell(_mark_unread(text, characters, odd - formats), told)
    for place in (*lies, *cut):
        characters = f"{characters[:place]}{UNREAD}{characters[place + 1 :]}"
    boxes = _raise_strokes(characters, boxes)
    marks = _place(characters, boxes, frame)
    if not _are_inside(boxes, frame):
        marks = [mark for mark in marks if _is_inside(mark, frame.size)]
    known = [mark for mark in marks if mark[0] not in formats] if formats else marks
    unread = sum(mark[0] == UNREAD for mark in known) if UNREAD in characters else 0
    return PageText(known, len(marks) - len(known) + unread, bool(lies))


def _find_lies(page: Any, text: Any, characters: str, boxes: Sequence[float], formats: set[str]) -> list[int]:
    """The characters that the file calls blanks, or signs without ink, and that can be seen on the page."""
    places = [match.start() for match in _BLANKS.finditer(characters)]
    places += [place for place, char in enumerate(characters) if char in formats] if formats else []
    places = [
        place for place in places if boxes[4 * place] < boxes[4 * place + 2]
    ]  # those pdfium made up have no width
    if not places:
        return []
    inked = [
        (place, (left, bottom, right, top))
        for place, (left, right, bottom, top) in zip(places, read_ink_boxes(text, places), strict=True)
        if right - left > LEAST_INK < top - bottom and not _is_of_last(characters, boxes, place)
    ]
    # Fonts that are drawn sign by sign tell one box for all, so that only the page says which are blanks.
    drawn = draw_page(page) if inked else None
    return [place for place, box in inked if drawn is None or not drawn.is_blank(box)]


def _is_of_last(characters: str, boxes: Sequence[float], place: int) -> bool:
    """Whether a blank is told by the same glyph as the sign before it, whose ink it is."""
    last = characters[max(place - 1, 0)]
    return not last.isspace() and boxes[4 * place : 4 * place + 4] == boxes[4 * place - 4 : 4 * place]


def _mark_unread(text: Any, characters: str, strange: set[str]) -> str:
    """The characters, UNREAD in place of those that the file does not tell, and a blank in place of those without ink.

    ``strange`` are those that stand for nothing. Of the others only some are asked about, but of every number one: its
    font may have no other sign.
    """
    places = [match.start() for match in _FIGURES.finditer(characters)]
    places += range(0, len(characters), ASKED)
    unread = [place for place, char in enumerate(characters) if char in strange] if strange else []
    if find_unmapped(text, places):
        unread += find_unmapped(text, range(len(characters)))
    if not unread:
        return characters
    signs = list(characters)
    for place in unread:
        signs[place] = UNREAD if _has_ink(text, place) else " "
    return "".join(signs)


def _has_ink(text: Any, place: int) -> bool:
    box = _read_ink_box(text, place)
    return box is None or (box[0] < box[2] and box[3] < box[1])


def _read_hyphens(text: Any, characters: str, hyphen: str) -> str:
    """The characters, hyphens written as such: pdfium gives the same sign for a glyph that the file calls nothing."""
    signs = list(characters)
    for match in re.finditer(re.escape(hyphen), characters):
        box = _read_ink_box(text, match.start())
        signs[match.start()] = "-" if box is None or _is_flat(box) else UNREAD
    return "".join(signs)


def _read_ink_box(text: Any, place: int) -> Box | None:
    """The box of the ink of a character; None where pdfium does not tell."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, place, left, right, bottom, top):
        return None
    return left.value, top.value, right.value, bottom.value


def _place(characters: str, boxes: Sequence[float], frame: PageFrame) -> list[Mark]:
    """The glyphs as displayed; pdfium's own blanks and line ends have no width and are left out."""
    edge = iter(boxes)
    each = zip(characters, edge, edge, edge, edge, strict=False)
    if frame.turns == 0:
        shift, upper = frame.left, frame.top
        return [(c, x0 - shift, upper - y1, x1 - shift, upper - y0) for c, x0, y1, x1, y0 in each if x0 < x1]
    return [(c, *frame.box(x0, y0, x1, y1)) for c, x0, y1, x1, y0 in each if x0 < x1]


def _raise_strokes(characters: str, boxes: Sequence[float]) -> Sequence[float]:
    """The boxes, those of flat strokes as high as the signs beside them, or as high as wide where they stand alone."""
    found = (match.start() for match in _STROKES.finditer(characters))
    flat = [index for index in found if _is_flat(_get_box(boxes, index))]
    if not flat:
        return boxes
    raised = list(boxes)
    for index in flat:
        stroke = left, top, right, bottom = _get_box(boxes, index)
        near = (_get_box(boxes, other) for other in (index - 1, index + 1) if 0 <= other < len(characters))
        beside = [box for box in near if _is_beside(box, stroke)]
        middle, half = (top + bottom) / 2, (right - left) / 2
        raised[4 * index + 1] = max((box[1] for box in beside), default=middle + half)
        raised[4 * index + 3] = min((box[3] for box in beside), default=middle - half)
    return raised


def _get_box(boxes: Sequence[float], index: int) -> Box:
    left, top, right, bottom = boxes[4 * index : 4 * index + 4]
    return left, top, right, bottom


def _is_flat(box: Box) -> bool:
    left, top, right, bottom = box
    return top - bottom < FLAT * (right - left)


def _is_beside(box: Box, stroke: Box) -> bool:
    """Whether a sign that is not flat stands to the left or right of the stroke and covers its height."""
    left, top, right, bottom = box
    gap = max(left - stroke[2], stroke[0] - right)
    return (
        left < right and gap < stroke[2] - stroke[0] and bottom <= stroke[3] <= stroke[1] <= top and not _is_flat(box)
    )


def _are_inside(boxes: Sequence[float], frame: PageFrame) -> bool:
    """Whether surely no box reaches out of the frame."""
    if not boxes:
        return True
    is_inside = frame.left <= min(boxes[0::4]) and max(boxes[2::4]) <= frame.right
    return is_inside and frame.bottom <= min(boxes[3::4]) and max(boxes[1::4]) <= frame.top


def _is_inside(mark: Mark, size: tuple[float, float]) -> bool:
    """Whether the middle of the glyph stands on the page."""
    _, left, top, right, bottom = mark
    return 0 <= left + right <= 2 * size[0] and 0 <= top + bottom <= 2 * size[1]


def _read_characters(text: Any, count: int) -> str:
    """One character for each index: in one call where the text has as many, else one by one."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        string = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(string) == count:
            return string
    return "".join([chr(pdfium.FPDFText_GetUnicode(text, index)) for index in range(count)])
