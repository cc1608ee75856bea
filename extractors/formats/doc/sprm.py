"""Property modifiers ("sprms") of the binary Word format: what they say of paragraphs, characters and table rows.

Numbers and layouts after [MS-DOC] 2.2.5, 2.6 and 2.9; lengths are in twips (1/20 point).
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from extractors.formats.doc.looks import PLAIN, PrintLook, sort_look

Vertical = Literal["single", "first", "covered"]

_IN_TABLE, _ROW_END, _DEPTH = 0x2416, 0x2417, 0x6649
_INNER_CELL, _INNER_ROW_END = 0x244B, 0x244C
_OUTLINE, _LIST, _LIST_LEVEL = 0x2640, 0x460B, 0x260A
_HIDING = (0x0800, 0x083C, 0x0837, 0x2A53)
"""Tracked deletion, hidden, struck out, struck out twice: what its writer took back."""
_HIDING_BYTES = tuple(struct.pack("<H", code) for code in _HIDING)
_ALIGN = 0x2A48
_POSITION = 0x4845
_OFFSET_BYTES = tuple(struct.pack("<H", code) for code in (_ALIGN, _POSITION))
_LIFTED = 6
"""Half-points off the line from which digits are a mark of a note."""
_SIZE, _SCALE, _SPACING, _PALETTE, _COLOR = 0x4A43, 0x4852, 0x8840, 0x2A42, 0x6870
_LOOKING_BYTES = tuple(struct.pack("<H", code) for code in (_SIZE, _SCALE, _SPACING, _PALETTE, _COLOR))
_WHITE = 8
"""Of the palette of sixteen."""
_PALEST = 240
"""Of 255: nobody tells the palest greys from white."""
# fmt: off
_GROUND_BYTES = tuple(struct.pack("<H", code) for code in (
    0xD609, 0xD60C, 0xD612, 0xD616, 0xD62D, 0xD670, 0xD671, 0xD672,  # of the cells of a row
    0x442D, 0xC64D, 0x4866, 0xCA71, 0x2A0C,  # of a paragraph, of a run
))
# fmt: on
_DEFINE_ROW, _MERGE, _SPLIT = 0xD608, 0x5624, 0x5625
_MERGE_DOWN, _INSERT, _DELETE, _WIDTH = 0xD62B, 0x7621, 0x5622, 0x7623
_CHANGE_TABS = 0xC615

_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""By the top three bits of the code; 6 means that the operand says its own length."""
_TC_BYTES = 20
_MAX_COLUMNS = 63
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class RowShape:
    """Where the cells of one row begin and end, and how they merge."""

    edges: tuple[int, ...]
    """One more than there are cells, from left to right, in twips."""
    vertical: tuple[Vertical, ...]
    is_covered: tuple[bool, ...]
    """True for a cell that belongs to the merged cell at its left."""


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What the modifiers say of one paragraph."""

    depth: int = 0
    """0 outside tables, 1 in a table, 2 in a table inside a cell."""
    is_cell_end: bool = False
    """Only for inner tables; a cell of the outermost ends with a character of its own."""
    is_row_end: bool = False
    outline: int | None = None
    """Level of a heading, from 1."""
    list_number: int = 0
    list_level: int = 0
    shape: RowShape | None = None


@dataclass(slots=True)
class _SprmRow:
    edges: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)

    def merge(self, first: int, limit: int, followers: int = 1) -> None:
        for index in range(first, min(limit, len(self.flags))):
            self.flags[index] = self.flags[index] & ~3 | (2 if index == first else followers)

    def insert(self, first: int, count: int, width: int) -> None:
        first = min(first, len(self.flags))
        count = min(count, _MAX_COLUMNS - len(self.flags))
        start = self.edges[first] if self.edges else 0
        added = [start + width * (number + 1) for number in range(count)]
        self.edges = self.edges[: first + 1] + added + [e + width * count for e in self.edges[first + 1 :]]
        self.flags[first:first] = [0] * count

    def delete(self, first: int, limit: int) -> None:
        limit = min(limit, len(self.flags))
        if not first < limit:
            return
        gone = self.edges[limit] - self.edges[first]
        self.edges = self.edges[: first + 1] + [e - gone for e in self.edges[limit + 1 :]]
        del self.flags[first:limit]

    def widen(self, first: int, limit: int, width: int) -> None:
        for index in range(first, min(limit, len(self.flags))):
            more = width - (self.edges[index + 1] - self.edges[index])
            self.edges[index + 1 :] = [edge + more for edge in self.edges[index + 1 :]]


def read_modifiers(group: bytes) -> Iterator[tuple[int, bytes]]:
    """Code and operand of each modifier; stops at the first that does not fit into the group."""
    place = 0
    while place + 2 <= len(group):
        code = int(struct.unpack_from("<H", group, place)[0])
        start, size = _measure_operand(code, group, place + 2)
        if start + size > len(group):
            return
        yield code, group[start : start + size]
        place = start + size


def _measure_operand(code: int, group: bytes, place: int) -> tuple[int, int]:
    kind = code >> 13
    if kind != 6:
        return place, _OPERAND_BYTES[kind]
    if code == _DEFINE_ROW:
        if place + 2 > len(group):
            return place, len(group)
        # The length of this one is written in two bytes and counts one byte too many.
        return place + 2, max(int(struct.unpack_from("<H", group, place)[0]) - 1, 0)
    size = group[place] if place < len(group) else 0
    if code == _CHANGE_TABS and size == 255:
        size = _measure_tabs(group, place + 1)
    return place + 1, size


def _measure_tabs(group: bytes, place: int) -> int:
    """Bytes of a list of tab stops too long for one byte: deleted ones of four bytes, then added ones of three."""
    deleted = group[place] if place < len(group) else 0
    after = place + 1 + 4 * deleted
    added = group[after] if after < len(group) else 0
    return 2 + 4 * deleted + 3 * added


def hides_text(group: bytes) -> bool:
    """True when a run of characters is a tracked deletion, hidden or struck out, so that it does not count."""
    if not any(code in group for code in _HIDING_BYTES):
        return False
    last = {code: operand[0] for code, operand in read_modifiers(group) if code in _HIDING and operand}
    # 0x81 is "the opposite of the style's", and no style hides its text.
    return any(value in (1, 0x81) for value in last.values())


def read_offset(group: bytes) -> int:
    """Where a run of characters stands: 0 on the line, 1 above it, 2 below it."""
    if not any(code in group for code in _OFFSET_BYTES):
        return 0
    said = {code: operand for code, operand in read_modifiers(group) if code in (_ALIGN, _POSITION) and operand}
    align = said.get(_ALIGN, b"\0")[0]
    half_points = int.from_bytes(said.get(_POSITION, b""), "little", signed=True)
    if align in (1, 2):
        return align
    return 0 if abs(half_points) < _LIFTED else 1 if half_points > 0 else 2


def read_look(group: bytes) -> PrintLook:
    """How a run of characters looks, as far as that may take it from the page."""
    if not any(code in group for code in _LOOKING_BYTES):
        return PLAIN
    said = dict(read_modifiers(group))
    return sort_look(
        int.from_bytes(said.get(_SIZE, b""), "little") or PLAIN.size,
        int.from_bytes(said.get(_SCALE, b""), "little") or PLAIN.width,
        int.from_bytes(said.get(_SPACING, b""), "little", signed=True),
        is_white=_is_white(said.get(_PALETTE, b""), said.get(_COLOR, b"")),
    )


def _is_white(palette: bytes, color: bytes) -> bool:
    """By the newer of the two ways to tell a colour, where that is told."""
    if len(color) == 4:
        return color[3] == 0 and min(color[:3]) >= _PALEST
    return palette[:1] == bytes([_WHITE])


def may_have_ground(group: bytes) -> bool:
    """Whether modifiers may paint something behind print."""
    return any(code in group for code in _GROUND_BYTES)


def read_paragraph_look(group: bytes) -> ParagraphLook:
    """What the modifiers of a paragraph say, the later over the earlier."""
    said: dict[int, int] = {}
    row = _SprmRow()
    for code, operand in read_modifiers(group):
        if not _apply_to_row(row, code, operand) and operand:
            said[code] = int.from_bytes(operand[:4], "little")
    inner_row = bool(said.get(_INNER_ROW_END))
    is_row_end = bool(said.get(_ROW_END)) or inner_row
    in_table = bool(said.get(_IN_TABLE)) or is_row_end
    depth = min(max(said.get(_DEPTH, 1), 1), 8) if in_table else 0
    level = said.get(_OUTLINE, _BODY_LEVEL)
    return ParagraphLook(
        depth=depth,
        is_cell_end=bool(said.get(_INNER_CELL)) and depth > 1,
        is_row_end=is_row_end,
        outline=level + 1 if level < _BODY_LEVEL else None,
        list_number=said.get(_LIST, 0),
        list_level=said.get(_LIST_LEVEL, 0),
        shape=_freeze(row) if is_row_end else None,
    )


def _apply_to_row(row: _SprmRow, code: int, operand: bytes) -> bool:
    """True when the modifier was one of a table row's geometry; one whose operand is cut short changes nothing."""
    least, change = _ROW_CHANGES.get(code, (0, None))
    if change is None or len(operand) < least:
        return False
    change(row, operand)
    return True


def _define(row: _SprmRow, operand: bytes) -> None:
    count = operand[0] if operand else 0
    if count > _MAX_COLUMNS or len(operand) < 1 + 2 * (count + 1):
        return
    row.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
    cells = operand[1 + 2 * (count + 1) :]
    present = len(cells) // _TC_BYTES
    flags = [int(struct.unpack_from("<H", cells, _TC_BYTES * index)[0]) for index in range(min(present, count))]
    row.flags = flags + [0] * (count - len(flags))


def _split(row: _SprmRow, first: int, limit: int) -> None:
    for index in range(first, min(limit, len(row.flags))):
        row.flags[index] &= ~3


def _merge_down(row: _SprmRow, operand: bytes) -> None:
    cell = operand[0]
    if cell < len(row.flags):
        row.flags[cell] = row.flags[cell] & ~0x60 | (operand[1] & 3) << 5


_ROW_CHANGES: dict[int, tuple[int, Callable[[_SprmRow, bytes], None]]] = {
    _DEFINE_ROW: (0, _define),
    _MERGE: (2, lambda row, operand: row.merge(operand[0], operand[1])),
    _SPLIT: (2, lambda row, operand: _split(row, operand[0], operand[1])),
    _MERGE_DOWN: (2, _merge_down),
    _INSERT: (4, lambda row, operand: row.insert(operand[0], operand[1], int.from_bytes(operand[2:4], "little"))),
    _DELETE: (2, lambda row, operand: row.delete(operand[0], operand[1])),
    _WIDTH: (4, lambda row, operand: row.widen(operand[0], operand[1], int.from_bytes(operand[2:4], "little"))),
}
"""What each modifier does to a row, and how many bytes of its operand that takes at least."""


def _freeze(row: _SprmRow) -> RowShape:
    vertical: list[Vertical] = [_read_vertical(flags) for flags in row.flags]
    return RowShape(tuple(row.edges), tuple(vertical), tuple(_find_covered(row.flags)))


def _read_vertical(flags: int) -> Vertical:
    if not flags & 0x20:
        return "single"
    return "first" if flags & 0x40 else "covered"


def _find_covered(flags: list[int]) -> Iterator[bool]:
    """Which cells continue the one at their left.

    Writers disagree on which of the two bits opens a merged cell and which continues it; the first that bears
    either cannot continue anything, so it tells.
    """
    opening = next((value & 3 for value in flags if value & 3), 0)
    open_now = False
    for value in flags:
        bits = value & 3
        yield bool(bits) and open_now and bits not in (opening, 3)
        open_now = bool(bits)
