"""JSON with exact numbers: integers as integers, decimals with the digits they have and no binary noise."""

import json
import re
from decimal import Decimal

_MARK = "\x00decimal:"


def dump(value: object, *, indent: int | None = None) -> str:
    """``value`` as JSON, Chinese as it is; a Decimal anywhere in it becomes a JSON number with exactly its digits."""
    mark = _MARK
    while True:
        numbers: list[str] = []
        text = json.dumps(value, ensure_ascii=False, indent=indent, default=_Speller(mark, numbers))
        encoded = json.dumps(mark)[1:-1]
        if text.count(encoded) == len(numbers):
            return re.sub(rf'"{re.escape(encoded)}(-?[0-9.]+)"', r"\1", text)
        mark += "\x00"  # some text holds the mark itself


class _Speller:
    """Spells each Decimal as a marked string, and counts them."""

    def __init__(self, mark: str, numbers: list[str]) -> None:
        self._mark = mark
        self._numbers = numbers

    def __call__(self, value: object) -> str:
        if not isinstance(value, Decimal):
            raise TypeError(f"{type(value).__name__} does not go into JSON")
        number = value.to_integral_value() if value == value.to_integral_value() else value
        self._numbers.append(f"{number:f}")
        return f"{self._mark}{number:f}"
