"""Finds the type size again where a writer stated the height of the ink as the size.

Converters that trace pages do so: every run of signs has a size of its own, and digits are a third lower than the words
beside them. Lines and columns are read by the height of the type, so each run gets that back, from the distances at
which its signs stand. Files that state their type size pass unchanged.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from statistics import median
from unicodedata import category, east_asian_width

from extractors.grids.ruling.marks import Glyph

_MANY_SIZES = 15
"""A report is set in a handful of sizes; more than so many are no type sizes."""
_GRAIN = 0.5
"""Points; type sizes are told apart by so much."""
_COMMON = 0.02
"""Share of the words that a size must have."""
_NEAR = 0.13
"""How far, in parts, the guess from the ink may lie from the size it is taken for."""
_INK_OF_WORDS = 0.95
_INK_OF_DIGITS = 0.63
_INK_OF_WIDE_DIGITS = 0.73
_INK_OF_BRACKETS = 0.9
"""Height of the ink over the type size."""
_DIGIT_WIDTH = 0.5
_LIKELY_GROWTH = (1.36, 1.9)
_DESCENT = 0.14
_LEVEL_STROKE = "一"
"""The numeral one: a word whose ink has no height."""

Run = list[Glyph]


def restore_type_sizes(pages: Sequence[Sequence[Glyph]]) -> list[list[Glyph]]:
    """The glyphs of each page in the same order, words and numbers at the height of their type."""
    runs = [list(_split_runs(glyphs)) for glyphs in pages]
    everything = list(chain.from_iterable(runs))
    if len({round(_height(run), 1) for run in everything}) <= _MANY_SIZES:
        return [list(glyphs) for glyphs in pages]
    sizes, growth = _find_type_sizes(everything), _measure_growth(everything)
    return [[glyph for run in page for glyph in _resize(run, sizes, growth)] for page in runs]


def _split_runs(glyphs: Sequence[Glyph]) -> Iterator[Run]:
    """Signs that one text object prints side by side."""
    run: Run = []
    for glyph in glyphs:
        if run and (run[-1].right, run[-1].top, run[-1].bottom) != (glyph.left, glyph.top, glyph.bottom):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _height(run: Run) -> float:
    return run[0].bottom - run[0].top


def _is_word(glyph: Glyph) -> bool:
    return category(glyph.text[0]) == "Lo" and glyph.text != _LEVEL_STROKE


def _is_digit(glyph: Glyph) -> bool:
    return "0" <= glyph.text <= "9"


def _is_wide(glyph: Glyph) -> bool:
    return east_asian_width(glyph.text[0]) in "WF"


def _is_bracket(glyph: Glyph) -> bool:
    return category(glyph.text[0]) in ("Ps", "Pe") and _is_wide(glyph)


def _is_wide_digit(glyph: Glyph) -> bool:
    return category(glyph.text[0]) == "Nd" and _is_wide(glyph)


def _find_type_sizes(runs: Sequence[Run]) -> list[float]:
    """The distances from word sign to word sign that are common: Chinese signs are as wide as high."""
    counts: Counter[float] = Counter()
    for run in runs:
        steps = [after.left - sign.left for sign, after in pairwise(run) if _is_word(sign) and _is_word(after)]
        if steps:
            counts[round(median(steps) / _GRAIN) * _GRAIN] += len(steps)
    return [size for size, count in counts.items() if size > 0 and count >= _COMMON * counts.total()]


def _measure_growth(runs: Sequence[Run]) -> float:
    """Type size over the ink of digits: a digit is half as wide as its type is high."""
    steps = [
        (after.left - digit.left) / _height(run) / _DIGIT_WIDTH
        for run in runs
        for digit, after in pairwise(run)
        if all(map(_is_digit, run))
    ]
    low, high = _LIKELY_GROWTH
    return median(steps) if steps and low <= median(steps) <= high else 1 / _INK_OF_DIGITS


def _resize(run: Run, sizes: Sequence[float], growth: float) -> Run:
    if all(map(_is_digit, run)):
        size = _find_nearest(_height(run) * growth, sizes)
        bottom = run[0].bottom + _DESCENT * size
        return _set_height(run, bottom - size, bottom, _DIGIT_WIDTH * size)
    if all(map(_is_wide_digit, run)):
        size = _find_nearest(_height(run) / _INK_OF_WIDE_DIGITS, sizes)
        bottom = run[0].bottom + _DESCENT * size
        return _set_height(_square_digits(run, size), bottom - size, bottom, 0.0)
    if any(map(_is_word, run)) or any(map(_is_bracket, run)):
        ink = _INK_OF_WORDS if any(map(_is_word, run)) else _INK_OF_BRACKETS
        size = _find_nearest(_height(run) / ink, sizes)
        top = (run[0].top + run[0].bottom - size) / 2
        return _set_height(_square_brackets(run, size), top, top + size, size if _is_wide(run[-1]) else 0.0)
    return run


def _find_nearest(guess: float, sizes: Sequence[float]) -> float:
    nearest = min(sizes, key=lambda size: abs(size - guess), default=guess)
    return nearest if abs(nearest - guess) <= _NEAR * nearest else guess


def _set_height(run: Run, top: float, bottom: float, last_width: float) -> Run:
    """The run between two heights; its last sign, whose end is not said, at least so wide."""
    resized = [Glyph(glyph.text, glyph.left, top, glyph.right, bottom) for glyph in run]
    return [*resized[:-1], resized[-1]._replace(right=max(run[-1].right, run[-1].left + last_width))]


def _square_digits(run: Run, size: float) -> Run:
    """The run with its first and last full-width digit as wide as high: their ink stands in the middle."""
    first, last = run[0], run[-1]
    left = min(first.left, (first.left + min(first.right, first.left + size / 2) - size) / 2)
    right = max(last.right, (last.left + min(last.right, last.left + size / 2) + size) / 2)
    squared = [first._replace(left=left), *run[1:]]
    return [*squared[:-1], squared[-1]._replace(right=right)]


def _square_brackets(run: Run, size: float) -> Run:
    """The run with its full-width opening brackets as wide as high: their ink fills only the right half."""
    squared: Run = []
    for glyph in run:
        if category(glyph.text[0]) in ("Ps", "Pi") and _is_wide(glyph):
            glyph = glyph._replace(left=min(glyph.left, glyph.right - size))
            if squared and squared[-1].right > glyph.left:
                squared[-1] = squared[-1]._replace(right=max(glyph.left, squared[-1].left))
        squared.append(glyph)
    return squared
