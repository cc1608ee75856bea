"""Writes binary Word documents after [MS-CFB] and [MS-DOC], so that tests need no office program."""

import struct
from dataclasses import dataclass, field
from itertools import accumulate

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TEXT_AT = 0x800
_PAGE = 512
_PLAIN = b"\0"
"""Of a run of characters: nothing is said of it."""

Run = tuple[int, int, bytes]
"""First and last byte, and what is said of the text there."""

IN_TABLE = struct.pack("<HB", 0x2416, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
STRUCK = struct.pack("<HB", 0x0837, 1)
ON_THE_LINE, RAISED, LOWERED = (struct.pack("<HB", 0x2A48, place) for place in range(3))


def at_depth(depth: int) -> bytes:
    """In a table inside so many tables."""
    return IN_TABLE + struct.pack("<HI", 0x6649, depth)


def in_list(use: int, level: int) -> bytes:
    """Numbered by the list's use (from 1) on a level (from 0)."""
    return struct.pack("<HH", 0x460B, use) + struct.pack("<HB", 0x260A, level)


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: runs of text with their character modifiers, the sign that ends it, its own modifiers."""

    runs: tuple[tuple[str, bytes], ...]
    end: str = "\r"
    modifiers: bytes = b""
    style: int = 0

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs) + self.end


def para(text: str, *, style: int = 0, modifiers: bytes = b"") -> Para:
    """Plain prose."""
    return Para(((text, b""),), style=style, modifiers=modifiers)


def cell(text: str) -> Para:
    """The last (or only) paragraph of a cell."""
    return Para(((text, b""),), "\x07", IN_TABLE)


def define_row(edges: list[int], flags: list[int]) -> bytes:
    """The modifier that says where a row's cells begin and end, and their merge bits."""
    content = struct.pack("<B", len(flags)) + struct.pack(f"<{len(edges)}h", *edges)
    content += b"".join(struct.pack("<H", flag) + bytes(18) for flag in flags)
    return struct.pack("<HH", 0xD608, len(content) + 1) + content


def row_end(edges: list[int], flags: list[int] | None = None, more: bytes = b"") -> Para:
    """The end of a row; 0x60 opens a vertical merge, 0x20 continues it."""
    shape = define_row(edges, [0] * (len(edges) - 1) if flags is None else flags)
    return Para(((("", b"")),), "\x07", IN_TABLE + struct.pack("<HB", 0x2417, 1) + shape + more)


def rows_of(edges: list[int], texts: list[list[str]]) -> list[Para]:
    """A table without merged cells."""
    return [part for row in texts for part in [*map(cell, row), row_end(edges)]]


@dataclass(slots=True)
class DocWriter:
    """Puts paragraphs into the streams of a Word file."""

    paragraphs: list[Para]
    is_backwards: bool = False
    """Each paragraph is a piece, stored from the last to the first, Western text in single bytes (a fast save)."""
    is_long: bool = False
    """Paragraph modifiers lie in the Data stream."""
    lists: tuple[bytes, bytes, bytes] = (b"", b"", b"")
    """The lists, their levels, their uses."""
    outside: tuple[int, int] = (0, 0)
    """How many of the last paragraphs stand in headers and, behind those, in text boxes."""
    flags: int = 0x0200
    version: int = 0xC1
    _word: bytearray = field(default_factory=lambda: bytearray(_TEXT_AT))
    _data: bytearray = field(default_factory=bytearray)

    def write(self) -> bytes:
        """The bytes of the file."""
        places = self._store_text()
        pages = self._store_properties(places)
        table, at = self._make_table(places, pages)
        units = [_units(p.text) for p in self.paragraphs]
        boxes = len(units) - self.outside[1]
        headers = boxes - self.outside[0]
        struct.pack_into("<HH", self._word, 0, 0xA5EC, self.version)
        struct.pack_into("<H", self._word, 10, self.flags)
        for place, count in ((0x4C, units[:headers]), (0x54, units[headers:boxes]), (0x64, units[boxes:])):
            struct.pack_into("<I", self._word, place, sum(count))
        for index, (start, size) in at.items():
            struct.pack_into("<2I", self._word, 0x9A + 8 * index, start, size)
        streams = {"WordDocument": bytes(self._word), "1Table": table}
        return write_compound(streams | ({"Data": bytes(self._data)} if self._data else {}))

    def _store_text(self) -> dict[int, int]:
        """Where each paragraph's text begins."""
        order = range(len(self.paragraphs))
        places = {}
        for index in reversed(order) if self.is_backwards else order:
            places[index] = len(self._word)
            self._word += self.paragraphs[index].text.encode(self._encoding(index))
        return places

    def _encoding(self, index: int) -> str:
        is_western = self.is_backwards and self.paragraphs[index].text.isascii()
        return "cp1252" if is_western else "utf-16-le"

    def _store_properties(self, places: dict[int, int]) -> dict[str, list[tuple[int, int, int]]]:
        """Pages of properties: first and last byte they are about, and their number."""
        self._word += bytes(-len(self._word) % _PAGE)
        characters: list[Run] = []
        paragraphs: list[Run] = []
        for index, place in sorted(places.items(), key=lambda item: item[1]):
            paragraph, start = self.paragraphs[index], place
            for text, modifiers in (*paragraph.runs, (paragraph.end, b"")):
                end = start + len(text.encode(self._encoding(index)))
                characters.append((start, end, bytes([len(modifiers)]) + modifiers))
                start = end
            paragraphs.append((place, start, self._pack_paragraph(paragraph)))
        return {"characters": self._add_pages(characters, 1), "paragraphs": self._add_pages(paragraphs, 13)}

    def _pack_paragraph(self, paragraph: Para) -> bytes:
        modifiers = paragraph.modifiers
        if self.is_long and modifiers:
            place = len(self._data)
            self._data += struct.pack("<H", len(modifiers)) + modifiers
            modifiers = struct.pack("<HI", 0x6646, place)
        content = struct.pack("<H", paragraph.style) + modifiers
        if len(content) % 2:
            return bytes([(len(content) + 1) // 2]) + content
        return bytes([0, len(content) // 2]) + content

    def _add_pages(self, runs: list[Run], entry_bytes: int) -> list[tuple[int, int, int]]:
        """As many runs on a page as it has room for; what equal ones say stands there once, as Word does it."""
        pages = []
        while runs:
            count = 1
            while count < len(runs) and _lay_out(runs[: count + 1], entry_bytes) is not None:
                count += 1
            page = _lay_out(runs[:count], entry_bytes)
            assert page is not None
            pages.append((runs[0][0], runs[count - 1][1], len(self._word) // _PAGE))
            self._word += page
            runs = runs[count:]
        return pages

    def _make_table(
        self, places: dict[int, int], pages: dict[str, list[tuple[int, int, int]]]
    ) -> tuple[bytes, dict[int, tuple[int, int]]]:
        table, at = bytearray(8), {}
        parts = {12: _index_pages(pages["characters"]), 13: _index_pages(pages["paragraphs"]), 33: self._pieces(places)}
        for index, part in parts.items():
            at[index] = (len(table), len(part))
            table += part
        at[73] = (len(table), len(self.lists[0]))
        table += self.lists[0] + self.lists[1]
        at[74] = (len(table), len(self.lists[2]))
        return bytes(table + self.lists[2]), at

    def _pieces(self, places: dict[int, int]) -> bytes:
        """One piece, but for a fast save."""
        units = [_units(paragraph.text) for paragraph in self.paragraphs]
        if not self.is_backwards:
            return _write_pieces([0, sum(units)], [places[0]])
        offsets = []
        for index, place in sorted(places.items()):
            is_western = self._encoding(index) == "cp1252"
            offsets.append(2 * place | 0x40000000 if is_western else place)
        return _write_pieces([0, *accumulate(units)], offsets)


def _write_pieces(limits: list[int], offsets: list[int]) -> bytes:
    content = struct.pack(f"<{len(limits)}I", *limits) + b"".join(struct.pack("<HIH", 0, at, 0) for at in offsets)
    return b"\x02" + struct.pack("<I", len(content)) + content


def write_doc(paragraphs: list[Para], **manner: object) -> bytes:
    """The bytes of a Word document with these paragraphs."""
    return DocWriter(paragraphs, **manner).write()


def make_list(levels: list[tuple[int, int, str]]) -> tuple[bytes, bytes, bytes]:
    """One list, used once: start, number format and text of each of its nine levels (missing ones repeat the last)."""
    head = struct.pack("<H", 1) + struct.pack("<i", 77) + bytes(28 - 4)
    packed = b""
    for start, kind, text in (levels + levels[-1:] * 9)[:9]:
        packed += struct.pack("<iB", start, kind) + bytes(23)
        packed += struct.pack("<H", len(text)) + text.encode("utf-16-le")
    use = struct.pack("<I", 1) + struct.pack("<i", 77) + bytes(12) + struct.pack("<I", _FREE)
    return head, packed, use


def _lay_out(runs: list[Run], entry_bytes: int) -> bytes | None:
    """A page: edges and entries from its beginning, what is said from its end, and how many runs it has."""
    edges = struct.pack(f"<{len(runs) + 1}I", *(start for start, _, _ in runs), runs[-1][1])
    places, at = {_PLAIN: 0}, _PAGE - 1
    for _, _, content in runs:
        if content not in places:
            at = (at - len(content)) // 2 * 2
            places[content] = at
    if len(edges) + len(runs) * entry_bytes > at:
        return None
    entries = b"".join(bytes([places[content] // 2]).ljust(entry_bytes, b"\0") for _, _, content in runs)
    page = bytearray((edges + entries).ljust(_PAGE - 1, b"\0") + bytes([len(runs)]))
    del places[_PLAIN]
    for content, place in places.items():
        page[place : place + len(content)] = content
    return bytes(page)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _index_pages(pages: list[tuple[int, int, int]]) -> bytes:
    starts = [start for start, _, _ in pages] + [pages[-1][1]]
    return struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(pages)}I", *(page for _, _, page in pages))


def write_compound(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file with these streams under its root; short ones lie in the mini stream."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(content: bytes) -> int:
        """Appends sectors in a chain; gives the first."""
        first = len(sectors)
        parts = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        sectors.extend(parts)
        fat.extend([*range(first + 1, first + len(parts)), _END] if parts else [])
        return first if parts else _END

    mini, mini_fat, entries = b"", [], []
    for name, content in streams.items():
        if len(content) >= _CUTOFF:
            entries.append((name, 2, store(content), len(content)))
            continue
        first, count = len(mini_fat), -(-len(content) // _MINI)
        mini_fat += [*range(first + 1, first + count), _END] if count else []
        mini += content.ljust(count * _MINI, b"\0")
        entries.append((name, 2, first if count else _END, len(content)))
    root = ("Root Entry", 5, store(mini), len(mini))
    mini_at = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat))
    directory = b"".join(_entry(*entry, number, len(entries)) for number, entry in enumerate([root, *entries]))
    directory_at = store(directory)
    count = 1
    while count * 128 < len(sectors) + count:
        count += 1
    fat_at = len(sectors)
    fat += [_FAT] * count + [_FREE] * (count * 128 - len(sectors) - count)
    sectors.append(struct.pack(f"<{len(fat)}I", *fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<8I", 0, count, directory_at, 0, _CUTOFF, mini_at, bool(mini_fat), _END) + struct.pack("<I", 0)
    places = [*range(fat_at, fat_at + count)]
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, number: int, last: int) -> bytes:
    """A directory entry; all streams hang in one line at the right of the first."""
    stored = (name + "\0").encode("utf-16-le")
    right = number + 1 if 0 < number < last else _FREE
    child = 1 if number == 0 and last else _FREE
    head = stored.ljust(64, b"\0") + struct.pack("<HBB3I", len(stored), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<2I", start, size) + bytes(4)
