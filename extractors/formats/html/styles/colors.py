"""Colours of text and ground, as styles spell them."""

import re
from collections.abc import Iterator
from functools import lru_cache

_COLOR = re.compile(r"(?<![-\w])(?:-webkit-text-fill-)?color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![-\w])background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{3,8})\b", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)", re.IGNORECASE)
_SHARES = re.compile(
    r"(?:rgba?\(\s*([\d.]+)%[\s,]+([\d.]+)%[\s,]+([\d.]+)%|hsla?\([^,%]+[\s,]+[\d.]+%[\s,]+([\d.]+)%)", re.IGNORECASE
)
"""Red, green and blue in per cent, or how light it is."""
_LIGHT_NAMES = frozenset({"white", "snow", "ivory", "whitesmoke", "ghostwhite", "floralwhite", "azure", "mintcream"})
_NO_GROUND = frozenset({"", "none", "transparent", "initial", "inherit", "unset", "auto", "0", "0px", "0%"})
_CLEAR = re.compile(r"rgba\([^()]*,\s*[0.]+\s*\)", re.IGNORECASE)
_WHITE, _LIGHT = 0xFA, 0xE0
"""The least that each of red, green and blue has in white, and in a ground on which white is not seen."""


def read_color(style: str) -> str | None:
    """The colour that a style gives to text, as spelled; None where it gives none."""
    said = _COLOR.findall(style)
    return said[-1].strip() if said else None


def list_grounds(style: str) -> Iterator[str]:
    """The grounds that a style paints; those that let what is behind shine through are none."""
    for value in _GROUND.findall(style):
        if value.strip().lower() not in _NO_GROUND and not _CLEAR.fullmatch(value.strip()):
            yield value.strip()


@lru_cache(1024)
def is_white(color: str | None) -> bool:
    """Whether a colour is white, or cannot be told from it."""
    return color is not None and _is_at_least(color, _WHITE)


def is_light(ground: str) -> bool:
    """Whether white text is not seen on a ground; a picture may have any colour."""
    return "url(" not in ground and "gradient(" not in ground and _is_at_least(ground, _LIGHT)


def _is_at_least(color: str, least: int) -> bool:
    match = _HEX.search(color)
    if match is not None:
        return all(part >= least for part in _split_hex(match[1]))
    match = _SHARES.search(color) if "%" in color else None
    if match is not None:
        return all(float(part) * 255 >= least * 100 for part in match.groups() if part is not None)
    match = _RGB.search(color)
    if match is not None:
        return all(len(part) > 3 or int(part) >= least for part in match.groups())
    return any(word in _LIGHT_NAMES for word in color.lower().split())


def _split_hex(digits: str) -> list[int]:
    """Red, green and blue; how far they shine through is not asked."""
    if len(digits) < 6:
        return [int(digit * 2, 16) for digit in digits[:3]]
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
