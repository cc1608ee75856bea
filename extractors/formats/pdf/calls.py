"""The calls of pdfium that run for every glyph and every object of a page, bound as lightly as ctypes allows.

pypdfium2 declares every argument, so that each call checks and wraps each of them anew: that costs more than what
pdfium does. Here a handle is wrapped once (``wrap``) or is a bare address, places for results are made once, and whole
columns are fetched with ``map``. Their memory is an ``array``: ctypes would make a class for every size. The
interpreter's lock is kept: the calls are short, and pdfium has no threads.
"""

import ctypes
import struct
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, repeat
from typing import Any

import pypdfium2.raw as pdfium

Address = int
"""Of an object inside pdfium, valid as long as its page is loaded."""
RECT = ctypes.sizeof(pdfium.FS_RECTF)
MATRIX = ctypes.sizeof(pdfium.FS_MATRIX)
INK = struct.calcsize("4I")
POINT = struct.calcsize("2f")
MOST_CORNERS = 10_000
"""Of a clipping path that is looked at."""
INK_BOX = struct.calcsize("4d")
Ink = tuple[int, int, int, int]
"""Red, green, blue and opacity, each up to 255."""
LAYER = (*map(ord, "OC"), 0)
"""The name of the mark of text in a layer, as pdfium gives it."""
BLACK: Ink = (0, 0, 0, 255)
FAR = -1e6
"""Points; no page is as large."""


def _bind(function: Any, result: Any, *arguments: Any) -> Any:
    address: Any = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_ADDRESS = ctypes.c_void_p
# Without declared arguments: only wrapped handles, wrapped places and small numbers may be passed.
_get_box = _bind(pdfium.FPDFText_GetLooseCharBox, None)
_is_unmapped = _bind(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int)
_get_object = _bind(pdfium.FPDFPage_GetObject, _ADDRESS)
_get_inner = _bind(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
_get_type = _bind(pdfium.FPDFPageObj_GetType, ctypes.c_int, _ADDRESS)
_get_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _ADDRESS)
_get_matrix = _bind(pdfium.FPDFPageObj_GetMatrix, None, *[_ADDRESS] * 2)
_get_ink = _bind(pdfium.FPDFPageObj_GetFillColor, None, _ADDRESS)
_get_ink_box = _bind(pdfium.FPDFText_GetCharBox, ctypes.c_int, _ADDRESS, ctypes.c_int, *[_ADDRESS] * 4)
_get_clip = _bind(pdfium.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
_count_paths = _bind(pdfium.FPDFClipPath_CountPaths, ctypes.c_int, _ADDRESS)
_count_segments = _bind(pdfium.FPDFClipPath_CountPathSegments, ctypes.c_int, _ADDRESS, ctypes.c_int)
_get_segment = _bind(pdfium.FPDFClipPath_GetPathSegment, _ADDRESS, _ADDRESS, *[ctypes.c_int] * 2)
_get_point = _bind(pdfium.FPDFPathSegment_GetPoint, ctypes.c_int, *[_ADDRESS] * 3)
_get_text_object = _bind(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, ctypes.c_int)
_count_marks = _bind(pdfium.FPDFPageObj_CountMarks, ctypes.c_int, _ADDRESS)
_get_mark = _bind(pdfium.FPDFPageObj_GetMark, _ADDRESS, _ADDRESS, ctypes.c_ulong)
_get_kind = _bind(pdfium.FPDFPageObjMark_GetParamValueType, ctypes.c_int, _ADDRESS, ctypes.c_char_p)
_get_bounds = _bind(pdfium.FPDFPageObj_GetBounds, None, *[_ADDRESS] * 5)


def wrap(handle: Any) -> Any:
    """A handle of pypdfium2 (page, text page) as an argument that need not be wrapped again."""
    return ctypes.byref(handle.contents)


class BoxReader:
    """Reads the boxes of the characters of one page after another into the same memory."""

    def __init__(self) -> None:
        self._places: list[Any] = []
        self._memory = ctypes.create_string_buffer(0)

    def read(self, text: Any, count: int) -> tuple[float, ...]:
        """Left, top, right, bottom of each character, one after the other, in points from the lower left corner.

        The boxes reach from the descender to the ascender of the font. Characters that pdfium made up itself (line
        ends, most blanks) have no width.
        """
        if count > len(self._places):
            self._memory = ctypes.create_string_buffer(count * RECT)
            self._places = list(map(ctypes.byref, repeat(self._memory), range(0, count * RECT, RECT)))
        deque(map(_get_box, repeat(wrap(text)), range(count), self._places), 0)
        return struct.unpack_from(f"={4 * count}f", self._memory)


def read_ink_boxes(text: Any, places: Sequence[int]) -> list[tuple[float, float, float, float]]:
    """Left, right, bottom, top of the ink of some of the characters, as far as the font tells; all 0 without any."""
    memory = array("d", bytes(len(places) * INK_BOX))
    start, size = memory.buffer_info()
    edges = (range(start + offset, start + 8 * size, INK_BOX) for offset in (0, 8, 16, 24))
    deque(map(_get_ink_box, repeat(wrap(text)), places, *edges), 0)
    return list(struct.iter_unpack("=4d", memory))


def find_unmapped(text: Any, places: Sequence[int]) -> list[int]:
    """Those of the characters for which the file has a code only: their text is that code, and says nothing."""
    return list(compress(places, map(_is_unmapped, repeat(wrap(text)), places)))


def read_objects(page: Any, count: int) -> list[Address]:
    """The objects of a page."""
    return list(map(_get_object, repeat(wrap(page)), range(count)))


def read_inner_objects(form: Address, count: int) -> list[Address]:
    """The objects of a form."""
    return list(map(_get_inner, repeat(form), range(count)))


def read_types(objects: Sequence[Address]) -> list[int]:
    """The type of each object, as ``FPDF_PAGEOBJ_…``."""
    return list(map(_get_type, objects))


def find_layered(texts: Sequence[Address]) -> list[Address]:
    """Those of the text objects that stand in a layer, which may be hidden."""
    return _find_marked(texts, _is_layer)


def count_marks(texts: Sequence[Address]) -> list[int]:
    """In how many marked contents each text object stands, one within the other."""
    return list(map(_count_marks, texts))


def find_marks(texts: Sequence[Address], number: int) -> list[Address | None]:
    """The mark with this number of each text object."""
    return list(map(_get_mark, texts, repeat(number)))


def find_telling(marks: Sequence[Address], key: bytes) -> list[Address]:
    """Those of the marks that tell something under this key."""
    return list(compress(marks, map(_get_kind, marks, repeat(key))))


def _find_marked(texts: Sequence[Address], is_it: Callable[[Any], bool]) -> list[Address]:
    marked = [(item, count) for item, count in zip(texts, map(_count_marks, texts), strict=True) if count > 0]
    return [
        item
        for item, count in marked
        if any(is_it(pdfium.FPDFPageObj_GetMark(as_handle(item), number)) for number in range(count))
    ]


def _is_layer(mark: Any) -> bool:
    """Whether a mark of marked content is that of a layer."""
    name, length = (ctypes.c_ushort * len(LAYER))(), ctypes.c_ulong()
    is_told = pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
    return bool(is_told) and tuple(name) == LAYER


def read_modes(texts: Sequence[Address]) -> list[int]:
    """The way in which each text object is painted, as ``FPDF_TEXTRENDERMODE_…``."""
    return list(map(_get_mode, texts))


def read_matrices(objects: Sequence[Address]) -> list[tuple[float, float, float, float, float, float]]:
    """The matrix of each object."""
    memory = array("B", bytes(len(objects) * MATRIX))
    start, size = memory.buffer_info()
    deque(map(_get_matrix, objects, range(start, start + size, MATRIX)), 0)
    return list(struct.iter_unpack("=6f", memory))


def read_bounds(objects: Sequence[Address]) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of each object."""
    memory = array("B", bytes(len(objects) * RECT))
    start, size = memory.buffer_info()
    edges = (range(start + offset, start + offset + size, RECT) for offset in (0, 4, 8, 12))
    deque(map(_get_bounds, objects, *edges), 0)
    return list(struct.iter_unpack("=4f", memory))


def list_clipped(objects: Sequence[Address]) -> list[tuple[Address, Address, int]]:
    """Those of the objects that are clipped, each with the clip and the number of its paths."""
    clips = list(map(_get_clip, objects))
    counts = list(map(_count_paths, clips))
    if not counts or max(counts) <= 0:
        return []
    return [one for one in zip(objects, clips, counts, strict=True) if one[2] > 0]


def read_clip_corners(clips: Sequence[tuple[Address, int]]) -> list[tuple[float, float, float, float] | None]:
    """Left, bottom, right, top of two opposite corners of each clip that is one path of four sides; None for others."""
    single = [clip for clip, count in clips if count == 1]
    sides = map(_count_segments, single, repeat(0))
    single = [clip for clip, count in zip(single, sides, strict=True) if count in (4, 5)]
    ones, others = (
        _read_points(map(_get_segment, single, repeat(0), repeat(number)), len(single)) for number in (0, 2)
    )
    found = {
        clip: (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for clip, (x0, y0), (x1, y1) in zip(single, ones, others, strict=True)
    }
    return [found.get(clip) for clip, _ in clips]


def read_clip_boxes(clip: Address, count: int) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top around each path of a clip; without those of more corners than are worth a look."""
    boxes = []
    for number in range(count):
        corners = _count_segments(clip, number)
        if 0 < corners <= MOST_CORNERS:
            segments = map(_get_segment, repeat(clip), repeat(number), range(corners))
            xs, ys = zip(*_read_points(segments, corners), strict=True)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return boxes


def _read_points(segments: Iterable[Address], count: int) -> list[tuple[float, float]]:
    memory = array("B", bytes(count * POINT))
    start, size = memory.buffer_info()
    deque(map(_get_point, segments, *(range(start + offset, start + offset + size, POINT) for offset in (0, 4))), 0)
    return list(struct.iter_unpack("=2f", memory))


def hide(objects: Iterable[Address]) -> None:
    """Takes objects off their page, as long as that is loaded.

    Text that nobody sees has to go before the text of the page is read: of two equal signs close by pdfium gives one,
    and of two equal texts in one place the first, shown or not. So each is moved far away as well.
    """
    for handle in map(as_handle, objects):
        pdfium.FPDFPageObj_SetIsActive(handle, 0)
        pdfium.FPDFPageObj_Transform(handle, 1, 0, 0, 1, FAR, FAR)


class _InkMemory(threading.local):
    """Places for the colours of objects, kept from page to page."""

    def __init__(self) -> None:
        self.memory = ctypes.create_string_buffer(0)
        self.places: list[list[Any]] = [[]]

    def grow(self, size: int) -> None:
        self.memory = ctypes.create_string_buffer(size)
        self.places = [list(map(ctypes.byref, repeat(self.memory), range(part, size, INK))) for part in (0, 4, 8, 12)]


_INKS = _InkMemory()


def read_inks(objects: Sequence[Address]) -> list[Ink]:
    """The colour with which each object is filled; black where pdfium does not say."""
    size = len(objects) * INK
    if size > len(_INKS.memory):
        _INKS.grow(size)
    ctypes.memmove(_INKS.memory, struct.pack("=4I", *BLACK) * len(objects), size)
    deque(map(_get_ink, objects, *_INKS.places), 0)
    return list(struct.iter_unpack("=4I", memoryview(_INKS.memory)[:size]))


def find_text_of(text: Any, place: int) -> Address:
    """The text object to which a character belongs; 0 for those that pdfium made up."""
    return _get_text_object(wrap(text), place) or 0


def as_handle(item: Address) -> Any:
    """The object as the functions of pypdfium2 take it."""
    return ctypes.cast(item, pdfium.FPDF_PAGEOBJECT)
