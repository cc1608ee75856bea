"""Properties of a run that take it off the page or off the line, by their name and value."""

import re

_OFF = frozenset({"0", "false", "off", "none"})
_WHITE = re.compile(r"(?:F[A-F]){3}|WHITE", re.IGNORECASE)
"""Nobody tells the palest greys from it."""
_SET_OFF = frozenset({"superscript", "subscript"})
_LIFTED = 6
"""Half-points above the line from which a run beside others is a mark of a note; less is how centres are trimmed."""
SMALL_PRINT = 16
"""Half-points: the largest print that is asked whether it is smaller than what stands before it."""

_NARROW = 20
"""Word offers 33 as the least."""
_SQUEEZED = 100
"""Twips, of which a digit of the usual size takes as many alone."""
_CLOSE = 50
"""Half of a digit of the usual size; print that is tightened to fit a column loses a tenth of it."""


def is_on(value: str | None) -> bool:
    """Whether a property that is there holds; without a value it does."""
    return value not in _OFF


def is_white(color: str | None) -> bool:
    """Whether print of this colour is not seen on white."""
    return color is not None and _WHITE.fullmatch(color) is not None


GROUNDS = frozenset({"background1", "light1", "bg1", "lt1"})
"""What a theme calls the white of the page."""
_AUTOMATIC = frozenset({None, "", "auto"})
_TRANSPARENT = 90_000
"""Thousandths of a per cent."""
_MOST_DIGITS = 18
"""Of a measure, far beyond any page."""


def read_number(digits: str) -> int:
    """The number that decimal digits spell; one of more digits than any measure has is only as large as that.

    Python refuses to read thousands of digits, and takes long for it where it does not.
    """
    return int(digits.lstrip("0")[:_MOST_DIGITS] or "0")


def name_color(value: str | None, theme: str | None, shade: str | None) -> str | None:
    """A colour, where it only names one of the theme; a shade of white is not white."""
    return "FFFFFF" if value in _AUTOMATIC and theme in GROUNDS and shade is None else value


def is_transparent(share: str | None) -> bool:
    """Whether print is seen through."""
    return share is not None and share.isdecimal() and read_number(share) >= _TRANSPARENT


def is_low(position: str | None) -> bool:
    """Whether print stands clearly below the line."""
    return position is not None and position[:1] == "-" and is_high(position[1:])


def is_high(position: str | None) -> bool:
    """Whether print stands clearly above the line."""
    return position is not None and position.isdecimal() and read_number(position) >= _LIFTED


def is_small(size: str | None) -> bool:
    """Whether print of this size may be a mark of a note, or not be seen at all."""
    return size is not None and size.isdecimal() and read_number(size) <= SMALL_PRINT


def is_narrow(share: str | None) -> bool:
    """Whether print is drawn so narrow, in per cent of its width, that digits look like strokes."""
    return share is not None and share.isdecimal() and read_number(share) <= _NARROW


def is_squeezed(width: str | None) -> bool:
    """Whether a run is fitted into a width in which its digits look like strokes."""
    return width is not None and width.isdecimal() and read_number(width) <= _SQUEEZED


def is_close(spacing: str | None) -> bool:
    """Whether signs are set so close, in twentieths of a point, that they stand on one another."""
    return spacing is not None and spacing[:1] == "-" and spacing[1:].isdecimal() and read_number(spacing[1:]) >= _CLOSE


def may_change_print(name: str, value: str | None) -> bool:
    """Whether a run with this property may print anything but its text.

    Args:
        name: One of ``NAMES``.
        value: What the property says.
    """
    return _CHANGES[name](value)


def may_hide_print(name: str, value: str | None) -> bool:
    """Whether this, in what print is filled with, may leave nothing of it.

    Args:
        name: One of ``FILLS``.
        value: What it says.
    """
    return name == "noFill" or (is_transparent(value) if name == "alpha" else is_white(value) or value in GROUNDS)


def _is_set_off(place: str | None) -> bool:
    return place in _SET_OFF


def _is_off_line(position: str | None) -> bool:
    return is_high(position) or is_low(position)


_CHANGES = {
    "vanish": is_on,
    "strike": is_on,
    "dstrike": is_on,
    "vertAlign": _is_set_off,
    "position": _is_off_line,
    "color": is_white,
    "sz": is_small,
    "w": is_narrow,
    "spacing": is_close,
    "fitText": is_squeezed,
}
NAMES = frozenset(_CHANGES)
"""The properties that do so."""
FILLS = frozenset({"noFill", "srgbClr", "schemeClr", "alpha"})
"""What the word ``textFill`` holds."""
