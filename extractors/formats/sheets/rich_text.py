"""Text of a spreadsheet's cell in several fonts: digits off the line, struck out, or in small print."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extractors.model.marked_text import SMALLER, lower_digits, raise_digits

_SHARE = 0.7
"""Digits of less than that share of the size of those before them are not of one number with them."""
_MARK_DIGITS = 2
_PLACES = {1: "superscript", 2: "subscript"}
_TWIPS = 20


@dataclass(frozen=True, slots=True)
class FontRun:
    """A piece of text in one font."""

    text: str
    place: str = ""
    """``superscript`` or ``subscript``; empty on the line."""
    is_struck: bool = False
    size: float | None = None
    """In points; None where only the cell says it."""


def spell_runs(runs: Iterable[FontRun], size: float) -> str:
    """The text as it is to be read, in a cell of that font size: struck out text goes, digits off the line say so."""
    text, before = "", size
    for run in runs:
        if run.is_struck:
            continue
        own = run.size or size
        if run.place:
            text += (raise_digits if run.place == "superscript" else lower_digits)(run.text)
            continue
        is_mark = run.text.isdecimal() and len(run.text) <= _MARK_DIGITS and text[-1:].isdecimal()
        text += SMALLER + run.text if is_mark and own < _SHARE * before else run.text
        before = own
    return text


def read_runs(value: Iterable[Any]) -> list[FontRun]:
    """The runs of a cell of an .xlsx file, as openpyxl gives them."""
    return [FontRun(part) if isinstance(part, str) else _read_block(part) for part in value]


def _read_block(block: Any) -> FontRun:
    font = block.font
    return FontRun(block.text, font.vertAlign or "", bool(font.strike), font.sz)


def read_old_runs(text: str, starts: Iterable[tuple[int, int]], fonts: Any) -> list[FontRun]:
    """The runs of a cell of an .xls file: where each starts, and the number of its font."""
    runs, marks = [], [*starts]
    first = marks[0][0] if marks else len(text)
    if first:
        runs.append(FontRun(text[:first]))
    for (start, font), (stop, _) in zip(marks, [*marks[1:], (len(text), 0)], strict=True):
        own = fonts[font]
        place = _PLACES.get(own.escapement, "")
        runs.append(FontRun(text[start:stop], place, bool(own.struck_out), own.height / _TWIPS))
    return runs
