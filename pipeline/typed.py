"""A number as a person types it, at the command line or on the page."""

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
"""No more digits than any report prints: a power of ten, or a slip of the hand, would not fit a double."""


def read_typed(text: str) -> Decimal | None:
    """The number; None for what is none. Signs of full width and commas between digits are taken as they are meant."""
    digits = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return Decimal(digits) if _NUMBER.fullmatch(digits) else None
