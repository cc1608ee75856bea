"""The pieces in which a binary Word file keeps its text ([MS-DOC] 2.9.38): where each lies, and what it says."""

import struct
from array import array
from dataclasses import dataclass
from itertools import pairwise

from extractors.model.document import Unreadable
from extractors.model.frozen import hasten

PLACES = 0x9A
"""Where the list of (offset, size) pairs begins that says what lies where in the table stream."""
_PIECES = 33
_PARAGRAPH_IN_TABLE, _ROW_END_SHORT, _DELETED_SHORT = 0x18, 0x19, 0x41
_MAX_CHARACTERS = 5_000_000

Span = tuple[int, int]


@hasten
@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text that is stored in one run of bytes."""

    first: int
    """First character of the document in this piece."""
    limit: int
    offset: int
    """Where its text lies in the WordDocument stream."""
    width: int
    """Bytes a character: 1 (Western) or 2 (UTF-16)."""
    modifiers: bytes

    def place_of(self, character: int) -> int:
        """Where a character lies in the WordDocument stream."""
        return self.offset + (character - self.first) * self.width


def find_part(word: bytes, table: bytes, index: int) -> bytes:
    """One part of the table stream, by its number; raises Unreadable FILE.TRUNCATED where it is not there."""
    offset, size = struct.unpack_from("<2I", word, PLACES + 8 * index)
    if offset + size > len(table):
        raise Unreadable("FILE.TRUNCATED", "a table of the Word file lies beyond its stream")
    return table[offset : offset + size]


def _find_limits(word: bytes, table: bytes) -> tuple[bytes, int, tuple[int, ...], list[bytes]]:
    """The table of pieces ([MS-DOC] 2.9.38): its bytes, where its entries begin, its edges, and shared modifiers."""
    part, place, groups = find_part(word, table, _PIECES), 0, []
    while part[place : place + 1] == b"\x01":
        size = int(struct.unpack_from("<H", part, place + 1)[0])
        groups.append(part[place + 3 : place + 3 + size])
        place += 3 + size
    if part[place : place + 1] != b"\x02":
        raise Unreadable("FILE.TRUNCATED", "the Word file has no piece table")
    size = int(struct.unpack_from("<I", part, place + 1)[0])
    count = max(size - 4, 0) // 12
    return part, place + 5 + 4 * (count + 1), struct.unpack_from(f"<{count + 1}I", part, place + 5), groups


def has_pieces(word: bytes, table: bytes, limit: int) -> bool:
    """Whether the pieces hold so many characters."""
    return limit <= min(_MAX_CHARACTERS, _find_limits(word, table)[2][-1])


def read_pieces(word: bytes, table: bytes, first: int, limit: int) -> list[TextPiece]:
    """The pieces between two characters of the file in order, counted from the first of them."""
    part, entries, edges, groups = _find_limits(word, table)
    if limit > min(_MAX_CHARACTERS, edges[-1]):
        raise Unreadable("FILE.TRUNCATED", "the piece table is shorter than the text")
    return [
        _read_piece(part, entries + 8 * number, (max(start - first, 0), min(end, limit) - first), groups, first - start)
        for number, (start, end) in enumerate(pairwise(edges))
        if max(start, first) < min(end, limit)
    ]


def _read_piece(part: bytes, place: int, span: Span, groups: list[bytes], skipped: int) -> TextPiece:
    packed, prm = struct.unpack_from("<IH", part, place + 2)
    is_western = bool(packed & 0x40000000)
    width = 1 if is_western else 2
    offset = (packed & 0x3FFFFFFF) // (3 - width) + max(skipped, 0) * width
    return TextPiece(*span, offset, width, _read_piece_modifiers(prm, groups))


def _read_piece_modifiers(prm: int, groups: list[bytes]) -> bytes:
    """Modifiers a fast save hung on a whole piece: by number of a group, or one packed into the entry itself."""
    if prm & 1:
        return groups[prm >> 1] if prm >> 1 < len(groups) else b""
    short = {_PARAGRAPH_IN_TABLE: 0x2416, _ROW_END_SHORT: 0x2417, _DELETED_SHORT: 0x0800}.get(prm >> 1 & 0x7F)
    return b"" if short is None else struct.pack("<HB", short, prm >> 8)


def read_text(word: bytes, pieces: list[TextPiece]) -> str:
    """The text with one character for each stored code unit, so that positions stay as the file counts them."""
    parts: list[str] = []
    position = 0
    for piece in pieces:
        stored = word[piece.offset : piece.offset + (piece.limit - piece.first) * piece.width]
        if piece.first != position or len(stored) < (piece.limit - piece.first) * piece.width:
            raise Unreadable("FILE.TRUNCATED", "a piece of the text lies beyond the stream")
        parts.append(stored.decode("cp1252", "replace") if piece.width == 1 else _decode_units(stored))
        position = piece.limit
    return "".join(parts)


def _decode_units(stored: bytes) -> str:
    text = stored.decode("utf-16-le", "surrogatepass")
    if len(text) * 2 == len(stored):
        return text
    units = array("H")
    units.frombytes(stored)
    return "".join(map(chr, units))
