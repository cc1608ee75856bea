"""Numbers, matrices and paths of OFD (GB/T 33190-2016, 7.2, 8.5 and 9.1); lengths are millimetres as in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Point = tuple[float, float]

_LIMIT = 1e9
"""Millimetres; nothing on a page is that long, and nothing shorter can overflow further on."""
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_MAX_REPEAT = 100_000


_SLANT = 0.12
"""Rise of a line, for its length, from which it is slanted: about seven degrees."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, x: float, y: float) -> Point:
        """The point in the outer space."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def is_slanted(self) -> bool:
        """Whether a level line comes out neither level nor upright, by more than the few degrees of a crooked scan."""
        along, across = abs(self.a), abs(self.b)
        return min(along, across) > _SLANT * max(along, across)

    def after(self, inner: "Matrix") -> "Matrix":
        """The matrix that applies ``inner`` first and this one then."""
        e, f = self.apply(inner.e, inner.f)
        return Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )

    def move(self, right: float, down: float) -> "Matrix":
        """The matrix that applies this one first and moves what comes out."""
        return Matrix(self.a, self.b, self.c, self.d, self.e + right, self.f + down)

    def bound(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """The upright rectangle around a rectangle once it is in the outer space."""
        if self.b == 0 == self.c and self.a > 0 < self.d:
            return self.a * left + self.e, self.d * top + self.f, self.a * right + self.e, self.d * bottom + self.f
        corners = [self.apply(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


IDENTITY = Matrix()


@dataclass(frozen=True, slots=True)
class SubPath:
    """One connected stroke of a path."""

    points: tuple[Point, ...]
    lines: tuple[tuple[Point, Point], ...]
    """Its straight parts, the closing one included."""


def read_number(text: str | None, default: float) -> float:
    """The number, or ``default`` when there is none that a page could mean."""
    try:
        value = default if text is None else float(text)
    except ValueError:
        return default
    return value if abs(value) < _LIMIT else default


@lru_cache(1024)
def read_numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """Exactly ``count`` numbers, or None; several ask one after the other for the place of the same object."""
    return None if text is None else _take_numbers(text.replace(",", " ").split(), 0, count)


def _take_numbers(words: Sequence[str], start: int, count: int) -> tuple[float, ...] | None:
    """``count`` numbers from one place on, or None where there are fewer, or one that no page could mean."""
    try:
        values = tuple(map(float, words[start : start + count]))
    except ValueError:
        return None
    if len(values) < count or not all([-_LIMIT < value < _LIMIT for value in values]):
        return None
    return values


def read_matrix(text: str | None) -> Matrix:
    """The matrix; the one that changes nothing when there is none."""
    values = read_numbers(text, 6)
    return IDENTITY if values is None else Matrix(*values)


def read_deltas(text: str | None, count: int) -> list[float]:
    """Distances between ``count`` + 1 characters: "g 3 2.5" stands for three times 2.5, and the last goes on."""
    words = iter((text or "").replace(",", " ").split())
    deltas: list[float] = []
    for word in words:
        if len(deltas) >= count:
            break
        if word.lower() == "g":
            repeat = int(read_number(next(words, None), 0))
            deltas += [read_number(next(words, None), 0.0)] * min(max(repeat, 0), count, _MAX_REPEAT)
        else:
            deltas.append(read_number(word, 0.0))
    if deltas:
        deltas += deltas[-1:] * (count - len(deltas))
    return deltas[:count]


def read_path(data: str) -> Iterator[SubPath]:
    """The sub-paths of an AbbreviatedData; of curves only the ends are kept."""
    points: list[Point] = []
    lines: list[tuple[Point, Point]] = []
    for command, operands in _read_commands(data):
        if command in ("S", "M"):
            if points:
                yield SubPath(tuple(points), tuple(lines))
            points, lines = [(operands[0], operands[1])], []
        elif points:
            end = points[0] if command == "C" else (operands[-2], operands[-1])
            if command in ("L", "C"):
                lines.append((points[-1], end))
            points.append(end)
    if points:
        yield SubPath(tuple(points), tuple(lines))


def _read_commands(data: str) -> Iterator[tuple[str, Sequence[float]]]:
    """Commands with their operands; the path ends where it stops making sense."""
    words = data.replace(",", " ").split()
    place = 0
    while place < len(words):
        command = words[place].upper()
        count = _OPERANDS.get(command)
        values = None if count is None else _take_numbers(words, place + 1, count)
        if count is None or values is None:
            return
        yield command, values
        place += 1 + count
