"""Automatic numbers of a binary Word document: its lists in the form in which docx counts them.

Layouts after [MS-DOC] 2.9.131 (LFO), 2.9.147 (LSTF), 2.9.150 (LVLF); number formats after [MS-OSHARED] 2.2.1.3.
"""

import struct
from collections.abc import Iterator

from extractors.formats.docx.numbering import Level, Numbering

_FORMATS = {
    0x00: "decimal",
    0x01: "upperRoman",
    0x02: "lowerRoman",
    0x03: "upperLetter",
    0x04: "lowerLetter",
    0x0A: "ideographDigital",
    0x0B: "japaneseCounting",
    0x0E: "decimalFullWidth",
    0x10: "japaneseLegal",
    0x12: "decimalEnclosedCircle",
    0x13: "decimalFullWidth2",
    0x16: "decimalZero",
    0x17: "bullet",
    0x1A: "decimalEnclosedFullstop",
    0x1B: "decimalEnclosedParen",
    0x1C: "decimalEnclosedCircleChinese",
    0x1D: "ideographEnclosedCircle",
    0x1E: "ideographTraditional",
    0x1F: "ideographZodiac",
    0x21: "taiwaneseCounting",
    0x22: "ideographLegalTraditional",
    0x23: "taiwaneseCountingThousand",
    0x25: "chineseCounting",
    0x26: "chineseLegalSimplified",
    0x27: "chineseCountingThousand",
    0xFF: "none",
}
_LIST_BYTES, _LEVEL_BYTES, _USE_BYTES = 28, 28, 16
_LEVELS = 9
_STARTS_ANEW, _HAS_LEVEL = 0x10, 0x20


def read_lists(lists: bytes, levels: bytes, uses: bytes) -> Numbering:
    """The lists of a document; broken ones are left out, so that their paragraphs stand without a number.

    Args:
        lists: the part of the table stream that names the lists.
        levels: what follows it there: the levels of all of them, one after another.
        uses: the part that paragraphs refer to, each use with its own exceptions.
    """
    found: dict[tuple[str, int], Level] = {}
    abstract: dict[str, str] = {}
    restarts: set[tuple[str, int]] = set()
    try:
        shared = _read_definitions(lists, levels)
        for number, list_id, exceptions in _read_uses(uses):
            abstract[number] = str(list_id)
            found.update({(number, index): level for index, level in enumerate(shared.get(list_id, ()))})
            for index, start, level in exceptions:
                old = level or found.get((number, index), Level())
                found[number, index] = old if start is None else Level(old.number_format, old.text, start)
                restarts.update(() if start is None else {(number, index)})
    except (struct.error, IndexError):
        pass
    return Numbering(found, abstract, restarts)


def _read_definitions(lists: bytes, levels: bytes) -> dict[int, list[Level]]:
    definitions: dict[int, list[Level]] = {}
    place = 0
    for index in range(int.from_bytes(lists[:2], "little", signed=True)):
        start = 2 + index * _LIST_BYTES
        (list_id,) = struct.unpack_from("<i", lists, start)
        is_simple = lists[start + 26] & 1
        definitions[list_id] = []
        for _ in range(1 if is_simple else _LEVELS):
            level, place = _read_level(levels, place)
            definitions[list_id].append(level)
    return definitions


def _read_level(content: bytes, place: int) -> tuple[Level, int]:
    """One level, and the place after it."""
    (start,) = struct.unpack_from("<i", content, place)
    kind, looks = content[place + 4], content[place + 24] + content[place + 25]
    text_at = place + _LEVEL_BYTES + looks
    (length,) = struct.unpack_from("<H", content, text_at)
    end = text_at + 2 + 2 * length
    text = content[text_at + 2 : end].decode("utf-16-le", "replace")
    # In the text, the character with the code of a level stands for that level's count.
    marked = "".join(f"%{ord(sign) + 1}" if ord(sign) < _LEVELS else sign for sign in text)
    return Level(_FORMATS.get(kind, "decimal"), marked, start), end


def _read_uses(uses: bytes) -> Iterator[tuple[str, int, list[tuple[int, int | None, Level | None]]]]:
    """Number of the use as paragraphs give it, the list it uses, and its exceptions: level, new start, new look."""
    count = int.from_bytes(uses[:4], "little")
    place = 4 + count * _USE_BYTES
    for index in range(count):
        (list_id,) = struct.unpack_from("<i", uses, 4 + index * _USE_BYTES)
        exceptions = []
        place += 4
        for _ in range(uses[4 + index * _USE_BYTES + 12]):
            start, flags = struct.unpack_from("<iI", uses, place)
            level, place = _read_level(uses, place + 8) if flags & _HAS_LEVEL else (None, place + 8)
            exceptions.append((min(flags & 0xF, _LEVELS - 1), start if flags & _STARTS_ANEW else None, level))
        yield str(index + 1), list_id, exceptions
