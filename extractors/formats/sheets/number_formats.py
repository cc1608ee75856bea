"""How a spreadsheet shows a number: rounded, in percent, or with a point put in to make 元 look like 万元."""

import operator
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_PAINT = re.compile(r"\[[^\]]*\]|_.|\*.")
"""Colours, conditions, currencies and paddings: none of them changes a digit."""
_CONDITION = re.compile(r"\[(?P<sign>[<>=]=?|<>)(?P<bound>-?\d+(?:\.\d+)?)\]")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<>": operator.ne,
}
_NUMERIC = 3
"""Parts of a pattern that are meant for numbers: above nothing, below it, and nothing; the fourth is for words."""
_WORDS = re.compile(r'"([^"]*)"|[\\!](.)')
_GENERAL = re.compile(r"(?i:((?:\"[^\"]*\"|[\\!].)*)general((?:\"[^\"]*\"|[\\!].)*))")
_WORDS_OR_PLACES = re.compile(rf"{_WORDS.pattern}|[#?,.]")
_PLACES = re.compile(r"[#0?]")
_PLAIN = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[0#?]+))?(?P<scale>,*)")
_POINTED = re.compile(r"[#0?]+\.[#0?]+(?P<scale>,*)")
_POINT = "\ue000"
"""Stands for a point that is mere decoration."""


def show_number(value: Decimal, pattern: str) -> str | None:
    """The number as the cell shows it, without separators of thousands; None where the pattern is not understood.

    A zero may be shown as a stroke, as a word or not at all.

    Args:
        value: what is stored.
        pattern: the cell's number format, as in Excel.
    """
    if pattern.strip() in ("", "@"):
        return f"{value:f}"
    found = _find_section(value, _split_sections(pattern))
    if found is None:
        return None
    section, is_signed = found
    general = _GENERAL.fullmatch(_PAINT.sub("", section).strip())
    if general is not None and (value >= 0 or is_signed):
        return _spell_words(general[1]) + f"{value:f}" + _spell_words(general[2])
    words = _show_words(section) if value == 0 else None
    if words is not None:
        return words
    parts = _take_apart(section)
    if parts is None:
        return None
    before, digits, after = parts
    try:
        shown = _show_digits(value if is_signed else -value, digits, is_percent="%" in after)
    except InvalidOperation:  # more digits than are ever shown
        return None
    if shown is None or (value and not any(digit in shown for digit in "123456789")):  # more than nothing, as nothing
        return None
    sign = "-" if not is_signed and "-" not in before else ""
    return f"{sign}{before}{shown}{after}".strip()


def _spell_words(text: str) -> str:
    return _WORDS.sub(lambda m: m[1] or m[2] or "", text)


def _find_section(value: Decimal, sections: Sequence[str]) -> tuple[str, bool] | None:
    """The part of the pattern that is meant for this number, and whether it shows the number's own sign."""
    conditions = [_CONDITION.search(section) for section in sections[:_NUMERIC]]
    if any(conditions):
        return _find_condition(value, sections[:_NUMERIC], conditions)
    if value == 0 and len(sections) >= _NUMERIC:
        return sections[2], True
    is_first = value >= 0 or len(sections) == 1
    return sections[0 if is_first else 1], is_first


def _find_condition(
    value: Decimal, sections: Sequence[str], conditions: Sequence[re.Match[str] | None]
) -> tuple[str, bool] | None:
    """The first part whose condition holds, or that has none; what a negative number looks like there is not known."""
    if value < 0:
        return None
    for section, condition in zip(sections, conditions, strict=True):
        if condition is None or _COMPARE[condition["sign"]](value, Decimal(condition["bound"])):
            return section, True
    return None


def _show_words(section: str) -> str | None:
    """What a part of a pattern that asks for no digit shows of a zero: words, a stroke, or nothing."""
    bare = _PAINT.sub("", section)
    if re.search(r"[0-9@/Eymdhs]", _WORDS.sub("", bare)):
        return None
    return _WORDS_OR_PLACES.sub(lambda m: m[1] or m[2] or "", bare).strip()


@lru_cache(256)
def _split_sections(pattern: str) -> tuple[str, ...]:
    return tuple(re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', pattern))


@lru_cache(256)
def _take_apart(section: str) -> tuple[str, str, str] | None:
    """The words before the digits, the pattern of the digits, and the words behind."""
    bare = _PAINT.sub("", section)
    if any(_PLACES.search(m[1] or m[2] or "") for m in _WORDS.finditer(bare)):
        return None  # digits that are always shown, beside those of the number
    bare = _WORDS.sub(lambda m: _POINT if (m[1] or m[2]) == "." else (m[1] or m[2] or ""), bare).replace("/", "")
    places = [match.start() for match in _PLACES.finditer(bare)]
    if not places:
        return None
    first, last = places[0], places[-1]
    while last + 1 < len(bare) and bare[last + 1] == ",":
        last += 1
    before, digits, after = bare[:first], bare[first : last + 1], bare[last + 1 :]
    is_known = not re.search(r"[#0-9?@Eymdhs]", before + after)
    return (before.replace("(", "-").strip(), digits, after.replace(")", "").strip()) if is_known else None


def _show_digits(value: Decimal, pattern: str, is_percent: bool) -> str | None:
    decorated = pattern.replace(_POINT, ".")
    if _POINT in pattern:
        match = _POINTED.fullmatch(decorated)
        if match is None:
            return None
        places = len(decorated.rstrip(",").partition(".")[2])
        whole = (value / 1000 ** len(match["scale"])).quantize(Decimal(1), ROUND_HALF_UP)
        return f"{whole.scaleb(-places):f}"
    match = _PLAIN.fullmatch(pattern)
    if match is None:
        return None
    scaled = value * (100 if is_percent else 1) / 1000 ** len(match["scale"])
    decimals = match["decimals"] or ""
    shown = f"{scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and shown.endswith("0") and "." in shown:
        shown, optional = shown[:-1], optional - 1
    return shown.rstrip(".")
