"""How the cells of a spreadsheet look: what is struck out, what is white on white, where zeros are not shown."""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from extractors.model.marked_text import UNSEEN

Rows = list[list[str]]

_WHITE_THEME, _WHITE_INDEXES = 0, (1, 9)
_OPAQUE_WHITE = "FFFFFF"
_NOTHING = " "
"""What is read of a cell that holds something and shows nothing: blank, but no cell without a result."""
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
}


@dataclass(frozen=True, slots=True)
class CellLook:
    """What may keep the text of a cell from being seen."""

    is_struck: bool = False
    is_white: bool = False
    """White, and on no ground of the cell's own."""


def show(text: str, value: object, look: CellLook, *, has_zeros: bool) -> str:
    """The text as it is to be read: nothing where it is struck out, or a zero that the sheet does not show."""
    if look.is_struck or (not has_zeros and _is_number(value) and value == 0):
        return _NOTHING if text else text
    return UNSEEN + text if look.is_white and any(map(str.isdigit, text)) else text


def settle_white(rows: Rows) -> None:
    """Where all figures of a sheet are white its ground is not, whoever painted that."""
    figures = [text for row in rows for text in row if any(map(str.isdigit, text)) and not any(map(str.isalpha, text))]
    if figures and all(text.startswith(UNSEEN) for text in figures):
        rows[:] = [[text.removeprefix(UNSEEN) for text in row] for row in rows]


class Looks:
    """The looks of the cells of an .xlsx file: a few for hundreds of cells."""

    def __init__(self) -> None:
        self._known: dict[int, CellLook] = {}

    def of(self, cell: Any) -> CellLook:
        """The look of a cell as openpyxl gives it."""
        number = cell.style_id
        if number not in self._known:
            fill = cell.fill
            is_bare = fill.fill_type is None or _is_white(
                getattr(fill, "fgColor", None)
            )  # a gradient has no one colour
            self._known[number] = CellLook(bool(cell.font.strike), is_bare and _is_white(cell.font.color))
        return self._known[number]


def _is_white(color: Any) -> bool:
    if color is None:
        return False
    if color.type == "theme":
        return bool(color.theme == _WHITE_THEME and not color.tint)
    if color.type == "indexed":
        return color.indexed in _WHITE_INDEXES
    return str(color.rgb).endswith(_OPAQUE_WHITE)


def mark_hidden(sheet: Any, rows: Rows) -> None:
    """Marks the figures that a rule of the sheet shows in white, or in a format that shows nothing."""
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if not _is_hiding(rule.dxf):
                continue
            for row, column in _list_places(ranges, rows):
                value = sheet.cell(row + 1, column + 1).value
                if _is_number(value) and _is_met(rule, value) and not rows[row][column].startswith(UNSEEN):
                    rows[row][column] = UNSEEN + rows[row][column]


def _is_hiding(style: Any) -> bool:
    if style is None:
        return False
    is_white = style.font is not None and _is_white(style.font.color) and style.fill is None
    return is_white or (style.numFmt is not None and set(style.numFmt.formatCode or "") == {";"})


def _list_places(ranges: Any, rows: Rows) -> Iterator[tuple[int, int]]:
    for one in ranges.sqref.ranges:
        for row in range(one.min_row - 1, min(one.max_row, len(rows))):
            for column in range(one.min_col - 1, min(one.max_col, len(rows[row]))):
                yield row, column


def _is_met(rule: Any, value: float) -> bool:
    """Whether a rule holds for a number; one that cannot be worked out here may."""
    compare = _COMPARE.get(rule.operator or "") if rule.type == "cellIs" else None
    try:
        return compare is None or compare(value, float(rule.formula[0]))
    except (IndexError, ValueError):
        return True


def read_old_look(book: Any, style: Any) -> CellLook:
    """The look of a cell of an .xls file, from its entry in the workbook's list of styles."""
    font = book.font_list[style.font_index]
    background = style.background
    ground = book.colour_map.get(background.pattern_colour_index)
    is_bare = background.fill_pattern == 0 or ground == (255, 255, 255)
    return CellLook(bool(font.struck_out), is_bare and book.colour_map.get(font.colour_index) == (255, 255, 255))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
