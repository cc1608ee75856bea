"""Automatic numbers of Word paragraphs as text: what the page shows in front of a paragraph is not in the paragraph."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_MAX_LEVELS = 9
_MAX_NUMBER = 9_999

# The signs with which Word counts, not words of the form.
_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks."""

    number_format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of one document, with where each stands in counting."""

    levels: Mapping[tuple[str, int], Level]
    """By list (``numId``) and level."""
    abstract: Mapping[str, str]
    """List to the definition it shares its counters with."""
    restarts: set[tuple[str, int]]
    """Lists and levels that begin anew when they are first used."""
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    def next_label(self, number_id: str, level: int) -> str:
        """The number of the next paragraph of this list and level, "" for a bullet or an unknown list."""
        definition = self.levels.get((number_id, level))
        if definition is None:
            return ""
        counts = self._counts.setdefault(self.abstract[number_id], [None] * _MAX_LEVELS)
        if (number_id, level) in self.restarts:
            self.restarts.discard((number_id, level))
            counts[level] = None
        before = counts[level]
        counts[level] = definition.start if before is None else before + 1
        counts[level + 1 :] = [None] * (_MAX_LEVELS - level - 1)
        return "" if definition.number_format in ("bullet", "none") else self._print(number_id, definition, counts)

    def _print(self, number_id: str, definition: Level, counts: list[int | None]) -> str:
        text = definition.text
        for index in range(_MAX_LEVELS):
            mark = f"%{index + 1}"
            if mark in text:
                level = self.levels.get((number_id, index), Level())
                count = counts[index]
                text = text.replace(mark, format_number(level.start if count is None else count, level.number_format))
        return f"{text} " if text[-1:].isalnum() else text


@dataclass(slots=True)
class NumberingPart:
    """The part of a file that holds its lists; it is only parsed when a paragraph is numbered."""

    load: Callable[[], etree._Element | None]
    """Gives the root of the part, or None where the file has none."""
    _root: etree._Element | None = None

    def count(self, lists: Sequence[tuple[str, int]]) -> list[str]:
        """The labels of paragraphs by their lists and levels, in reading order; none where the file has no lists."""
        if lists and self._root is None:
            self._root = self.load()
        if not lists or self._root is None:
            return []
        numbering = read_numbering(self._root, {number_id for number_id, _ in lists})
        return [numbering.next_label(*one) for one in lists]


def read_numbering(root: etree._Element, used: Container[str]) -> Numbering:
    """The lists of ``word/numbering.xml`` that are in use: Word keeps every list that its writer ever tried."""
    levels: dict[tuple[str, int], Level] = {}
    abstract: dict[str, str] = {}
    restarts: set[tuple[str, int]] = set()
    shared = {element.get(f"{W}abstractNumId", ""): element for element in root.iter(f"{W}abstractNum")}
    for number in root.iter(f"{W}num"):
        number_id = number.get(f"{W}numId", "")
        if number_id in used:
            link = number.find(f"{W}abstractNumId")
            abstract[number_id] = "" if link is None else link.get(VAL, "")
            _read_levels(shared.get(abstract[number_id]), number_id, levels)
            _read_overrides(number, number_id, levels, restarts)
    return Numbering(levels, abstract, restarts)


def _read_levels(definition: etree._Element | None, number_id: str, levels: dict[tuple[str, int], Level]) -> None:
    for level in () if definition is None else definition.iterchildren(f"{W}lvl"):
        levels[number_id, read_level_index(level.get(f"{W}ilvl"))] = _read_level(level)


def _read_overrides(
    number: etree._Element,
    number_id: str,
    levels: dict[tuple[str, int], Level],
    restarts: set[tuple[str, int]],
) -> None:
    for override in number.iterchildren(f"{W}lvlOverride"):
        index = read_level_index(override.get(f"{W}ilvl"))
        level = override.find(f"{W}lvl")
        if level is not None:
            levels[number_id, index] = _read_level(level)
        start = override.find(f"{W}startOverride")
        if start is not None:
            old = levels.get((number_id, index), Level())
            levels[number_id, index] = Level(old.number_format, old.text, _read_int(start.get(VAL), old.start))
            restarts.add((number_id, index))


def _read_level(level: etree._Element) -> Level:
    values = {str(child.tag).removeprefix(W): child.get(VAL) for child in level.iterchildren("*")}
    return Level(values.get("numFmt") or "decimal", values.get("lvlText") or "", _read_int(values.get("start"), 1))


def read_list(number: etree._Element) -> tuple[str, int]:
    """The list and the level that a paragraph or its style names."""
    values = {child.tag: child.get(VAL) for child in number.iterchildren(f"{W}numId", f"{W}ilvl")}
    return values.get(f"{W}numId") or "", read_level_index(values.get(f"{W}ilvl"))


def read_level_index(text: str | None) -> int:
    """A list level from 0; anything unheard of is the first."""
    index = _read_int(text, 0)
    return index if 0 <= index < _MAX_LEVELS else 0


def _read_int(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else default


def format_number(number: int, number_format: str) -> str:
    """A count as Word prints it in one of its number formats; an unknown format counts in digits."""
    return _FORMATS.get(number_format, str)(number)


def _count_chinese(number: int) -> str:
    """1 to 9,999 in Chinese: ten is one sign, twelve is ten-two."""
    if not 0 < number <= _MAX_NUMBER:
        return str(number) if number else _DIGITS[0]
    signs, rest, is_gap = "", number, False
    for value, sign in _PLACES:
        digit, rest = divmod(rest, value)
        if digit:
            signs += (_DIGITS[0] if is_gap else "") + _DIGITS[digit] + sign
        is_gap = bool(signs) and not digit and bool(rest)
    if rest:
        signs += (_DIGITS[0] if is_gap else "") + _DIGITS[rest]
    return signs[1:] if 10 <= number < 20 else signs


def _spell_digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _count_letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= _MAX_NUMBER else str(number)


def _count_roman(number: int) -> str:
    if not 0 < number <= _MAX_NUMBER:
        return str(number)
    signs = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        signs += sign * count
    return signs


def _circle(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _widen(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _pad_zero(number: int) -> str:
    return f"{number:02d}"


_ROMAN: Iterable[tuple[int, str]] = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _count_chinese,
    "chineseCountingThousand": _count_chinese,
    "chineseLegalSimplified": lambda number: _count_chinese(number).translate(_LEGAL),
    "japaneseCounting": _count_chinese,
    "taiwaneseCounting": _count_chinese,
    "taiwaneseCountingThousand": _count_chinese,
    "ideographDigital": _spell_digits,
    "japaneseDigitalTenThousand": _spell_digits,
    "taiwaneseDigital": _spell_digits,
    "lowerLetter": _count_letters,
    "upperLetter": lambda number: _count_letters(number).upper(),
    "lowerRoman": _count_roman,
    "upperRoman": lambda number: _count_roman(number).upper(),
    "decimalEnclosedCircle": _circle,
    "decimalEnclosedCircleChinese": _circle,
    "decimalFullWidth": _widen,
    "decimalFullWidth2": _widen,
    "decimalZero": _pad_zero,
}
