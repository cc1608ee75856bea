"""Signs for what no letter says: digits set off the line, figures covered up, and what is drawn instead of written.

Digits above or below the line are marks of notes, which must not run into the number they stand at.

A reader that knows a run of text to be raised or lowered hands it on in the signs that Unicode has for that; where it
only knows that digits are smaller, it says where they begin.
"""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

SMALLER = "\u2063"
"""Invisible separator: put in where digits of a smaller size run on from a number, mark of a note or part of it."""

OVERLAID = "\u2061"
"""Function application: put before digits that are set so close that they stand on one another."""

DRAWN = "\ufffd"
"""Replacement character: put in where something is drawn that no character tells, of a number, it may be."""

DRAWN_BESIDE = "\u2064"
"""Invisible plus: put in where something is drawn beside digits, one more of them, it may be."""

UNSEEN = "\u2062"
"""Invisible times: put before figures that seem to be covered up, though nobody can be sure of it."""

ADDED = "\u2065"
"""A sign without a meaning: put before what a style sheet adds to a number, which the markup does not say."""


def raise_digits(text: str) -> str:
    """The text with its digits above the line."""
    return text.translate(_RAISED)


def lower_digits(text: str) -> str:
    """The text with its digits below the line."""
    return text.translate(_LOWERED)


def sign_drawn(text: str) -> str:
    """The sign for something drawn in a cell that says ``text``: nothing beside a word, which a picture adorns."""
    if any(map(str.isalpha, text)):
        return ""
    return DRAWN_BESIDE if any(map(str.isdigit, text)) else DRAWN
