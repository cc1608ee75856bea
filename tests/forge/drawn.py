"""A table drawn in plain text with rules between its rows and walls between its cells, as text browsers draw it."""

import unicodedata
from dataclasses import dataclass
from functools import partial

from forge.grid import GridCell, GridTable

SIGNS = {
    "light": "─│┌┬┐├┼┤└┴┘",
    "heavy": "━┃┏┳┓┣╋┫┗┻┛",
    "double": "═║╔╦╗╠╬╣╚╩╝",
    "round": "─│╭┬╮├┼┤╰┴╯",
    "plus": "-|+++++++++",
    "plain": "-|+-+|+|+-+",
}
"""The signs of a rule, of a wall, and of the nine ways in which they meet, row by row; ``plain`` as some browsers do."""
_SIDES = ("rd", "lrd", "ld", "urd", "lurd", "lud", "ur", "lur", "lu")


@dataclass(frozen=True, slots=True)
class Pen:
    """How a table is drawn."""

    signs: str = "light"
    wrap: int = 8
    """Columns of a label before it goes on on the next line."""
    valign: str = "top"
    """``top``, ``middle`` or ``bottom``."""
    wide: int = 2
    """Columns that the program reckons for a Chinese sign."""
    ambiguous: int = 1
    """The same for quotes and other signs of no fixed width."""


def draw(table: GridTable, pen: Pen) -> str:
    """The drawn table; what a cell holds is broken where its columns end."""
    return _Drawing(table, pen).text()


def _width(pen: Pen, text: str) -> int:
    sizes = {"W": pen.wide, "F": pen.wide, "A": pen.ambiguous}
    return sum(sizes.get(unicodedata.east_asian_width(sign), 1) for sign in text)


class _Drawing:
    def __init__(self, table: GridTable, pen: Pen) -> None:
        self._table, self._pen = table, pen
        self._owners = table.owners()
        self._width = partial(_width, pen)
        self._rows, self._columns = table.row_count, len(table.weights)
        self._xs = [0]
        self._ys = [0]
        self._measure()

    def text(self) -> str:
        """All lines."""
        canvas = [[" "] * (self._xs[-1] + 1) for _ in range(self._ys[-1] + 1)]
        for row in range(self._rows + 1):
            for column in range(self._columns + 1):
                self._draw_corner(canvas, row, column)
        for cell in self._table.cells:
            self._write(canvas, cell)
        return "\n".join("".join(line).rstrip() for line in canvas)

    def _measure(self) -> None:
        widths = [3] * self._columns
        for cell in sorted(self._table.cells, key=lambda one: one.colspan):
            most = 2 * self._pen.wrap if cell.kind != "value" else 99
            need = 2 + min(most, max(map(self._width, cell.text.split("\n"))))
            last = cell.column + cell.colspan - 1
            widths[last] += max(0, need - sum(widths[cell.column : last + 1]) - cell.colspan + 1)
        for width in widths:
            self._xs.append(self._xs[-1] + 1 + width)
        heights = [1] * self._rows
        for cell in sorted(self._table.cells, key=lambda one: one.rowspan):
            last = cell.row + cell.rowspan - 1
            need = len(self._break(cell))
            heights[last] += max(0, need - sum(heights[cell.row : last + 1]) - cell.rowspan + 1)
        for height in heights:
            self._ys.append(self._ys[-1] + 1 + height)

    def _break(self, cell: GridCell) -> list[str]:
        room = self._xs[cell.column + cell.colspan] - self._xs[cell.column] - 3
        lines: list[str] = []
        for text in cell.text.split("\n"):
            lines.append("")
            for sign in text:
                if lines[-1] and self._width(lines[-1] + sign) > room:
                    lines.append("")
                lines[-1] += sign
        return lines

    def _draw_corner(self, canvas: list[list[str]], row: int, column: int) -> None:
        """The rule to the right of a corner, the wall below it, and the sign where they meet."""
        rule, wall, *meets = SIGNS[self._pen.signs]
        x, y = self._xs[column], self._ys[row]
        has = {
            "l": column > 0 and self._has_rule(row, column - 1),
            "u": row > 0 and self._has_wall(row - 1, column),
            "r": column < self._columns and self._has_rule(row, column),
            "d": row < self._rows and self._has_wall(row, column),
        }
        if has["r"]:
            canvas[y][x + 1 : self._xs[column + 1]] = rule * (self._xs[column + 1] - x - 1)
        if has["d"]:
            for line in range(y + 1, self._ys[row + 1]):
                canvas[line][x] = wall
        sides = "".join(side for side in "lurd" if has[side])
        straight = {"lr": rule, "ud": wall}
        if sides:
            canvas[y][x] = straight.get(sides) or dict(zip(_SIDES, meets, strict=True))[sides]

    def _has_rule(self, row: int, column: int) -> bool:
        return row in (0, self._rows) or self._owners[row - 1, column] is not self._owners[row, column]

    def _has_wall(self, row: int, column: int) -> bool:
        return column in (0, self._columns) or self._owners[row, column - 1] is not self._owners[row, column]

    def _write(self, canvas: list[list[str]], cell: GridCell) -> None:
        lines = self._break(cell)
        top, bottom = self._ys[cell.row] + 1, self._ys[cell.row + cell.rowspan]
        free = {"top": 0, "middle": (bottom - top - len(lines)) // 2, "bottom": bottom - top - len(lines)}
        for number, text in enumerate(lines, top + free[self._pen.valign]):
            x = self._xs[cell.column] + 2
            for sign in text:
                size = self._width(sign)
                canvas[number][x : x + size] = [sign] + [""] * (size - 1)
                x += size
