"""A zip that contains itself: its only member, inflated, is the zip again, byte for byte and with its right checksum.

The member is a DEFLATE stream that prints the whole file: what stands before it (the local header), itself, and what
stands after it (the directory). It is written in two instructions, each of five bytes so that they can print each other:
``say`` copies the bytes that follow it, ``again`` repeats as many bytes as were printed last. A program of these that
prints itself is the one known from self-reproducing archives; here it is assembled anew.

The checksum of the file stands in the file four times. A CRC is linear over bits, so the one that makes itself true is
the solution of 32 equations.
"""

import struct
import zlib

NAME = b"a-zip-that-contains-itself.zip"
_UNIT = 5
_CRC_BITS = 32


class _Bits:
    """Bits in the order of DEFLATE: least significant first, Huffman codes most significant first."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def add(self, value: int, width: int) -> None:
        self.bits += [value >> place & 1 for place in range(width)]

    def add_code(self, value: int, width: int) -> None:
        self.bits += [value >> place & 1 for place in reversed(range(width))]

    def pack(self) -> bytes:
        padded = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(
            sum(bit << at for at, bit in enumerate(padded[start : start + 8])) for start in range(0, len(padded), 8)
        )


def say(length: int) -> bytes:
    """The head of a stored block of so many bytes."""
    return struct.pack("<BHH", 0, length, length ^ 0xFFFF)


def again(length: int, *, matches: int = 1, empty: int = 0, is_last: bool = False) -> bytes:
    """A block that repeats the last ``length`` bytes, in so many equal matches, and so many empty blocks after it."""
    bits = _Bits()
    bits.add(is_last, 1)
    bits.add(1, 2)  # the fixed codes
    for _ in range(matches):
        _add_match(bits, length // matches, length)
    bits.add_code(0, 7)
    for _ in range(empty):
        bits.add(0b010, 3)
        bits.add_code(0, 7)
    return bits.pack()


def _add_match(bits: _Bits, length: int, distance: int) -> None:
    code, extra, base = _find_bucket(length - 3, 4, 257)
    bits.add_code(code - 256 if code < 280 else code - 280 + 0xC0, 7 if code < 280 else 8)
    bits.add(length - 3 - base, extra)
    code, extra, base = _find_bucket(distance - 1, 2, 0)
    bits.add_code(code, 5)
    bits.add(distance - 1 - base, extra)


def _find_bucket(value: int, per_bit: int, first: int) -> tuple[int, int, int]:
    """Code, extra bits and least value of the bucket: ``per_bit`` of each width, the first width twice."""
    code, base, extra = first, 0, 0
    while value >= base + (1 << extra):
        base += 1 << extra
        code += 1
        extra = max(0, (code - first) // per_bit - 1)
    return code, extra, base


def make_quine() -> bytes:
    """The zip."""
    blank = _assemble(0)
    rest = zlib.crc32(blank)
    columns = [zlib.crc32(_assemble(1 << bit)) ^ rest ^ 1 << bit for bit in range(_CRC_BITS)]
    return _assemble(_solve(columns, rest))


def _assemble(crc: int) -> bytes:
    """The zip with this for its checksum, be it true or not; it prints itself in any case."""
    sizes = [0, 0]
    while True:  # the sizes stand in it, and do not depend on what they are
        head, tail = _frame(crc, *sizes)
        stream = _write_program(head, tail)
        found = [len(stream), len(head) + len(stream) + len(tail)]
        if found == sizes:
            return head + stream + tail
        sizes = found


def _frame(crc: int, squeezed: int, size: int) -> tuple[bytes, bytes]:
    """What stands before the stream, and after it."""
    about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, squeezed, size, len(NAME), 0)
    head = b"PK\x03\x04" + about + NAME
    entry = b"PK\x01\x02\x14\x00" + about + struct.pack("<HHHII", 0, 0, 0, 0, 0) + NAME
    return head, entry + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(head) + squeezed, 0)


def _write_program(head: bytes, tail: bytes) -> bytes:
    """The stream that prints ``head``, itself and ``tail``. What each line prints is the part that comes next."""
    nothing, one, four = say(0), say(_UNIT), say(4 * _UNIT)
    repeat_four = again(4 * _UNIT, matches=2)
    say_head, repeat_head = say(len(head) + _UNIT), again(len(head) + _UNIT, empty=1)
    ending = again(len(tail) + 4, is_last=True) + tail
    say_ending = say(len(ending))
    assert {len(repeat_four), len(repeat_head), len(ending) - len(tail) + 1} == {_UNIT}
    return b"".join(
        [
            say_head + head + say_head,
            repeat_head,
            one + repeat_head,
            one + one,
            four + repeat_head + one + one + four,
            repeat_four,
            four + repeat_four + four + repeat_four + four,
            repeat_four,
            four + repeat_four + nothing + nothing + say_ending,
            repeat_four,
            nothing + nothing,
            say_ending + ending,
            ending[: -len(tail)],
        ]
    )


def _solve(columns: list[int], wanted: int) -> int:
    """The set of columns, as bits, whose sum (exclusive or) is ``wanted``."""
    basis: dict[int, tuple[int, int]] = {}
    for bit, column in enumerate(columns):
        value, combination = _reduce(column, 1 << bit, basis)
        if value:
            basis[value.bit_length()] = value, combination
    left, solution = _reduce(wanted, 0, basis)
    assert left == 0, "no checksum makes this file true: give it another name"
    return solution


def _reduce(value: int, combination: int, basis: dict[int, tuple[int, int]]) -> tuple[int, int]:
    while value and value.bit_length() in basis:
        other, parts = basis[value.bit_length()]
        value, combination = value ^ other, combination ^ parts
    return value, combination
