"""What a page holds before anyone reads it: glyphs with their boxes, and straight strokes."""

from dataclasses import dataclass
from typing import NamedTuple

UNREAD = "\ufffd"
"""The text of a glyph whose character the file does not tell: in a number it stands for a digit that is not known."""
Mark = tuple[str, float, float, float, float]
"""A glyph without names for its parts: text, left, top, right, bottom. A page has thousands of them."""


class Glyph(NamedTuple):
    """A character, or a run of characters on one line, with its box in points from the top left corner of the page.

    Boxes that reach from the descender to the ascender (not the bare ink) make the best lines. Glyphs are handed over
    in the order in which the file paints them; a blank glyph (``text`` of spaces) says that the file prints a space.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float


class RuleLine(NamedTuple):
    """A straight horizontal or vertical stroke, or a thin filled rectangle; points from the top left corner.

    A stroke may have no thickness (``left == right`` or ``top == bottom``). The edges of a stroked rectangle are four
    rules; a shaded rectangle without a stroke is none.
    """

    left: float
    top: float
    right: float
    bottom: float


class LatticeCell(NamedTuple):
    """One closed cell of a lattice: its place in rows and columns, and its rectangle in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """The cells that ruling lines enclose, in reading order, over the coordinates of the rules."""

    xs: tuple[float, ...]
    """Column boundaries, left to right: one more than columns."""
    ys: tuple[float, ...]
    """Row boundaries, top to bottom: one more than rows."""
    cells: tuple[LatticeCell, ...]
    open_top: bool = False
    """True when the rule at the top is wanting, at least in part: the verticals just begin there (a page break cut the
    table)."""
    open_bottom: bool = False
