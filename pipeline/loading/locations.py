"""How the place of a file is written down: as text that every database and every screen can hold."""

import re

_BYTE = re.compile(rb"\\x([0189a-f][0-9a-f]|7f)")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Signs that steer a screen: they move the cursor, colour what follows, or turn the direction of the text."""


def write_place(path: str) -> str:
    """A path as text: a byte of a name that is no UTF-8, as names in GBK have, is its number.

    So is a control sign: printed as it is, a name could move about on the operator's screen.
    """
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode()), text)


def read_place(text: str) -> str:
    """The path again that ``write_place`` wrote down."""
    return _BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode()).decode("utf-8", "surrogateescape")
