"""Streams of an OLE2 compound file ([MS-CFB]), read with bounds: no chain of sectors may loop or leave the file."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from extractors.model.document import Unreadable
from extractors.model.source import OLE2

_END_OF_CHAIN = 0xFFFFFFFA
"""This and all above mark no sector: free, end of chain, table of the file's own."""
_HEADER_BYTES = 512
_HEADER_DIFAT = 109
_ENTRY_BYTES = 128
_STREAM = 2
_ROOT = 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


@dataclass(frozen=True)
class CompoundFile:
    """A compound file whose header is sound.

    Attributes:
        data: the whole file.
        cutoff: streams smaller than this many bytes lie in the mini stream.
    """

    data: bytes
    sector_bytes: int
    mini_bytes: int
    cutoff: int

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the entries directly under the root, streams and storages."""
        return frozenset(entry.name for entry in self._children)

    def read(self, name: str) -> bytes:
        """The bytes of a stream directly under the root.

        Raises:
            Unreadable: FILE.TRUNCATED when the stream is absent or its sectors are not all there.
        """
        entry = next((e for e in self._children if e.name == name and e.kind == _STREAM), None)
        if entry is None:
            raise Unreadable("FILE.TRUNCATED", f"the compound file has no stream {name!r}")
        content = self._read_mini(entry) if entry.size < self.cutoff else self._read_sectors(entry.start)
        if len(content) < entry.size:
            raise Unreadable("FILE.TRUNCATED", f"stream {name!r} has {len(content)} of {entry.size} bytes")
        return content[: entry.size]

    def _read_mini(self, entry: _Entry) -> bytes:
        return _cut(self._mini_stream, _chain(entry.start, self._mini_fat), self.mini_bytes)

    def _sector(self, index: int) -> bytes:
        start = (index + 1) * self.sector_bytes
        if start >= len(self.data):
            raise Unreadable("FILE.TRUNCATED", f"sector {index} lies beyond the end of the file")
        return self.data[start : start + self.sector_bytes]

    def _read_sectors(self, start: int) -> bytes:
        chain = _chain(start, self._fat)
        if chain:
            self._sector(max(chain))  # where this one lies in the file, all do
        return _cut(memoryview(self.data)[self.sector_bytes :], chain, self.sector_bytes)

    @cached_property
    def _fat(self) -> tuple[int, ...]:
        table: list[int] = []
        for index in self._fat_sectors():
            table.extend(_read_table(self._sector(index)))
        return tuple(table)

    def _fat_sectors(self) -> Iterator[int]:
        """Where the allocation table itself lies: the first places in the header, the rest in a chain of its own."""
        count, next_table = _unpack("<I", self.data, 44), _unpack("<I", self.data, 68)
        if count > len(self.data) // self.sector_bytes:
            raise Unreadable("FILE.TRUNCATED", "the allocation table is larger than the file")
        places = list(struct.unpack_from(f"<{_HEADER_DIFAT}I", self.data, 76))
        while len(places) < count and next_table < _END_OF_CHAIN:
            more = _read_table(self._sector(next_table))
            places.extend(more[:-1])
            next_table = more[-1]
        return (place for place in places[:count] if place < _END_OF_CHAIN)

    @cached_property
    def _mini_fat(self) -> tuple[int, ...]:
        return _read_table(self._read_sectors(_unpack("<I", self.data, 60)))

    @cached_property
    def _mini_stream(self) -> bytes:
        return self._read_sectors(self._entries[0].start)

    @cached_property
    def _entries(self) -> tuple[_Entry, ...]:
        directory = self._read_sectors(_unpack("<I", self.data, 48))
        places = range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        entries = tuple(_read_entry(directory, place) for place in places)
        if not entries or entries[0].kind != _ROOT:
            raise Unreadable("FILE.TRUNCATED", "the compound file has no root directory")
        return entries

    @cached_property
    def _children(self) -> tuple[_Entry, ...]:
        entries, seen, waiting = self._entries, set[int](), [self._entries[0].child]
        while waiting:
            index = waiting.pop()
            if index in seen or index >= len(entries):
                continue
            seen.add(index)
            waiting += [entries[index].left, entries[index].right]
        return tuple(entries[index] for index in sorted(seen))


def open_compound(data: bytes) -> CompoundFile:
    """The compound file in ``data``.

    Raises:
        Unreadable: FILE.TRUNCATED when the header is not whole or says impossible sizes.
    """
    if len(data) < _HEADER_BYTES or not data.startswith(OLE2):
        raise Unreadable("FILE.TRUNCATED", "the header of the compound file is not whole")
    sector, mini = _unpack("<H", data, 30), _unpack("<H", data, 32)
    if sector not in (9, 12) or mini != 6:
        raise Unreadable("FILE.TRUNCATED", "the header of the compound file says impossible sector sizes")
    return CompoundFile(data, 1 << sector, 1 << mini, _unpack("<I", data, 56))


def _chain(start: int, table: tuple[int, ...]) -> list[int]:
    """The sector numbers from ``start`` on; a chain longer than its table goes in circles."""
    index, most, chain = start, len(table), list[int]()
    while index < _END_OF_CHAIN:
        if index >= most or len(chain) > most:
            raise Unreadable("FILE.TRUNCATED", "a chain of sectors leads nowhere")
        chain.append(index)
        index = table[index]
    return chain


def _cut(content: bytes | memoryview, chain: Iterable[int], size: int) -> bytes:
    """The parts of this size with these numbers, one after the other."""
    return b"".join([content[index * size : (index + 1) * size] for index in chain])


def _read_table(content: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(content) // 4}I", content)


def _read_entry(directory: bytes, place: int) -> _Entry:
    name_bytes = min(_unpack("<H", directory, place + 64), 64)
    name = directory[place : place + max(name_bytes - 2, 0)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<3I", directory, place + 68)
    start, size = struct.unpack_from("<2I", directory, place + 116)
    return _Entry(name, directory[place + 66], left, right, child, start, size)


def _unpack(form: str, data: bytes, place: int) -> int:
    return int(struct.unpack_from(form, data, place)[0])
