"""What a person types of a cell, at the command line or on the page: a number, and the text that prints it."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from db.schema.records import State
from db.writing.misreadings import holds_number
from pipeline.catalogue.model import Catalogue
from pipeline.forms.cells import CellReader, CellReading

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
"""No more digits than any report prints: a power of ten, or a slip of the hand, would not fit a double."""
_UNSEEN: tuple[State, ...] = ("blank", "illegible")
"""States of a cell of which no text need be told."""


class NotSaidError(Exception):
    """What was typed does not say what is printed; ``key`` names the reason, one of the page's messages."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Printed:
    """What a person says is printed in a cell."""

    state: State
    value: Decimal | None
    raw: str


def read_typed(text: str) -> Decimal | None:
    """The number; None for what is none. Signs of full width and commas between digits are taken as they are meant."""
    digits = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return Decimal(digits) if _NUMBER.fullmatch(digits) else None


def read_printed(
    catalogue: Catalogue, field: str, *, value: str | None, state: State | None, raw: str | None
) -> Printed:
    """What is printed in a cell of a field, as a person tells it.

    The text says the rest; of a text with several numbers, ``value`` says which is meant. Without a text, the number
    typed is the one printed.

    Args:
        catalogue: Whose words the text is read with.
        field: The code of the field.
        value: The number as it was typed.
        state: What a cell without a number holds.
        raw: The text; None where none was given.

    Raises NotSaidError where nothing is said, or where one thing gainsays the other.
    """
    if value is not None and state is not None:
        raise NotSaidError("no_value_there")
    number = None if value is None else read_typed(value)
    if value is not None and number is None:
        raise NotSaidError("not_a_number")
    if raw is None:
        raw = _derive_text(value, state)
    kind = next((spec.kind for (_, code), spec in catalogue.field_by_code.items() if code == field), "count")
    reading = CellReader(catalogue.values).read(raw, kind)
    if value is None and state is None:
        return Printed(reading.state, reading.value, raw)
    if not _fits(reading, raw, number, state):
        raise NotSaidError("raw_says_otherwise")
    return Printed(state or "number", number, raw)


def _derive_text(value: str | None, state: State | None) -> str:
    if value is not None:
        return value.strip()
    if state is None:
        raise NotSaidError("nothing_said")
    if state not in _UNSEEN:
        raise NotSaidError("raw_missing")
    return ""


def _fits(reading: CellReading, raw: str, number: Decimal | None, state: State | None) -> bool:
    """Whether a text says the number, or what else stands in the cell."""
    if number is not None:
        return reading.value == number or holds_number(raw, number)
    is_plain = reading.state == "number" and not reading.remark and not reading.suspicion
    if state in ("text", "illegible"):
        return not is_plain and (state == "illegible" or reading.state != "blank")
    return reading.state == state
