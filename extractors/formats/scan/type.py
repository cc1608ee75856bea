"""The size of the type of each line on a scan, and the boxes of its signs as a file with text would give them.

Ink says little about type: a digit is lower than its line, a bracket fills half of its square, and a character is read
at about its place. The sizes are few in a document, so that many lines together tell each of them well.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from extractors.formats.scan.cells import PrintLine
from extractors.formats.scan.engine import RecognisedSign
from extractors.grids.ruling.marks import Glyph

FIRST_FULL_WIDTH = "\u2e80"
DIGIT_HEIGHT, INK_HEIGHT = 0.72, 0.97
"""Height of the ink of a digit, and of a line of characters, in widths of type."""
LINE_HEIGHT = 1.2
"""Height of the box of a line of type, in widths of type."""
SAME_SIZE = 1.1
"""Ratio up to which two measured sizes are one."""
GUESSED_SIZE = 1.3
"""Ratio up to which a guess from the height of the ink takes one of the measured sizes."""
LONG = 4
"""Characters in a row that measure the size of their type."""
OPENERS, CLOSERS = frozenset("(（《“〔["), frozenset(")）》”〕]、，。；：")


def measure_type(lines: Sequence[tuple[PrintLine, float]]) -> dict[int, float]:
    """Width of a full-width character in points, by ``id`` of the line; ``lines`` come with their pixels per point."""
    measured = {id(line): pitch / scale for line, scale in lines if (pitch := _pitch(line)) is not None}
    sizes = _find_sizes(list(measured.values()))
    return {id(line): _take_nearest(measured.get(id(line)), _guess(line, scale), sizes) for line, scale in lines}


def _pitch(line: PrintLine) -> float | None:
    """Pixels from character to character in the longest run of full-width ones; None in a short line."""
    runs: list[list[RecognisedSign]] = [[]]
    for sign in line.reading.signs:
        if is_full_width(sign.text):
            runs[-1].append(sign)
        else:
            runs.append([])
    longest = max(runs, key=len)
    if len(longest) < LONG:
        return None
    steps = sorted((b.at - a.at) * line.patch.width for a, b in pairwise(longest))
    inner = steps[len(steps) // 4 : len(steps) - len(steps) // 4] or steps
    return min(sum(inner) / len(inner), 1.15 * line.patch.height)


def is_full_width(text: str) -> bool:
    """Whether the sign is a character that fills a square of its own; marks of punctuation are often set narrower."""
    return text[:1] >= FIRST_FULL_WIDTH and unicodedata.category(text[0])[0] == "L"


def _guess(line: PrintLine, scale: float) -> float:
    has_words = any(sign.text.isalpha() for sign in line.reading.signs)
    return line.patch.height / scale / (INK_HEIGHT if has_words else DIGIT_HEIGHT)


def _find_sizes(measured: list[float]) -> list[float]:
    """The few sizes that the measured ones scatter around, the commonest first."""
    sizes: list[float] = []
    left = sorted(measured)
    while left:
        around = [[one for one in left if size / SAME_SIZE <= one <= size * SAME_SIZE] for size in dict.fromkeys(left)]
        group = max(around, key=len)
        sizes.append(group[len(group) // 2])
        left = [one for one in left if not group[0] <= one <= group[-1]]
    return sizes


def _take_nearest(measured: float | None, guess: float, sizes: Sequence[float]) -> float:
    """The measured size nearest to what the line says itself; a guess far from all of them stands."""
    own = guess if measured is None else measured
    nearest = min(sizes, key=lambda size: max(size, own) / min(size, own), default=own)
    limit = GUESSED_SIZE if measured is None else SAME_SIZE
    return nearest if max(nearest, own) / min(nearest, own) <= limit else own


def place_signs(line: PrintLine, scale: float, size: float) -> list[Glyph]:
    """Each sign of a line of words in the box that its type takes: full-width ones as wide as the type."""
    patch, signs = line.patch, line.reading.signs
    left, right = patch.left / scale, patch.right / scale
    top, bottom = frame_line(line, scale, size)
    has_words = any(is_full_width(sign.text) for sign in signs)
    places = [left + sign.at * (right - left) for sign in signs]
    glyphs = []
    for index, (sign, at) in enumerate(zip(signs, places, strict=True)):
        before = places[index - 1] if index else None
        after = places[index + 1] if index + 1 < len(signs) else None
        if is_full_width(sign.text):
            start = left if before is None else at - size / 2
            end = right if after is None else at + size / 2
        else:
            start = _find_start(at, 2 * left - at if before is None else before, size)
            end = _find_end(at, 2 * right - at if after is None else after, size)
            # a bracket among words is as wide as they are, and its ink stands on the side of the words
            start -= 0.5 * size if has_words and before is None and sign.text in OPENERS else 0.0
            end += 0.5 * size if has_words and after is None and sign.text in CLOSERS else 0.0
        glyphs.append(Glyph(sign.text, min(start, at), top, max(end, at), bottom))
    return glyphs


def _find_start(at: float, before: float, size: float) -> float:
    """Half the way to the sign before, and not far from its own place."""
    return max((before + at) / 2, at - 0.55 * size)


def _find_end(at: float, after: float, size: float) -> float:
    """Half the way to the sign after it, likewise."""
    return min((at + after) / 2, at + 0.55 * size)


def frame_line(line: PrintLine, scale: float, size: float) -> tuple[float, float]:
    """Top and bottom of the line's type in points, around the middle of its ink."""
    middle = (line.patch.top + line.patch.bottom) / 2 / scale
    return middle - LINE_HEIGHT / 2 * size, middle + LINE_HEIGHT / 2 * size
