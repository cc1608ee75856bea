"""How a spreadsheet shows a number: rounded, in percent, or with a point put in to make 元 look like 万元."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_PAINT = re.compile(r"\[[^\]]*\]|_.|\*.")
"""Colours, conditions, currencies and paddings: none of them changes a digit."""
_CONDITION = re.compile(r"\[[<>=]")
_WORDS = re.compile(r'"([^"]*)"|[\\!](.)')
_PLACES = re.compile(r"[#0?]")
_PLAIN = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[0#?]+))?(?P<scale>,*)")
_POINTED = re.compile(r"[#0?]+\.[#0?]+(?P<scale>,*)")
_POINT = "\ue000"
"""Stands for a point that is mere decoration."""


def show_number(value: Decimal, pattern: str) -> str | None:
    """The number as the cell shows it, without separators of thousands; None where the pattern is not understood.

    Args:
        value: what is stored.
        pattern: the cell's number format, as in Excel.
    """
    if value == 0 or pattern.strip().lower() in ("", "general", "@"):
        return f"{value:f}"
    if _CONDITION.search(pattern):
        return None
    sections = _split_sections(pattern)
    is_signed = value > 0 or len(sections) < 2
    parts = _take_apart(sections[0] if is_signed else sections[1])
    if parts is None:
        return None
    before, digits, after = parts
    try:
        shown = _show_digits(value if is_signed else -value, digits, is_percent="%" in after)
    except InvalidOperation:  # more digits than are ever shown
        return None
    if shown is None or not any(digit in shown for digit in "123456789"):  # more than nothing, shown as nothing
        return None
    sign = "-" if not is_signed and "-" not in before else ""
    return f"{sign}{before}{shown}{after}".strip()


@lru_cache(256)
def _split_sections(pattern: str) -> tuple[str, ...]:
    return tuple(re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', pattern))


@lru_cache(256)
def _take_apart(section: str) -> tuple[str, str, str] | None:
    """The words before the digits, the pattern of the digits, and the words behind."""
    bare = _PAINT.sub("", section)
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
