"""How the place of a file is written down: as text that every database and every screen can hold."""

import re

_BYTE = re.compile(rb"\\x([89a-f][0-9a-f])")


def write_place(path: str) -> str:
    """A path as text: a byte of a name that is no UTF-8, as names in GBK have, is its number."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def read_place(text: str) -> str:
    """The path again that ``write_place`` wrote down."""
    return _BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode()).decode("utf-8", "surrogateescape")
