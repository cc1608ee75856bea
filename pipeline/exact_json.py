"""JSON with exact numbers: integers as integers, decimals with the digits they have and no binary noise."""

import json
import re
from decimal import Decimal

_MARK = "\x00decimal:"
_MARKED = re.compile(r'"\\u0000decimal:(-?[0-9.]+)"')


def dump(value: object, *, indent: int | None = None) -> str:
    """``value`` as JSON, Chinese as it is; a Decimal anywhere in it becomes a JSON number with exactly its digits."""
    return _MARKED.sub(r"\1", json.dumps(value, ensure_ascii=False, indent=indent, default=_spell))


def _spell(value: object) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} does not go into JSON")
    number = value.to_integral_value() if value == value.to_integral_value() else value
    return f"{_MARK}{number:f}"
