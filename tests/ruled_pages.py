"""Pages of glyphs and rules, drawn without any file format, and what was read of them."""

from extractors.grids.ruling.blocks import Glyph, RuleLine, join_pages, page_blocks
from extractors.model.document import Table

WIDTH, HEIGHT = 595.0, 842.0


def write(text: str, left: float, top: float, size: float = 10.0) -> list[Glyph]:
    """Glyphs of one line: full-width characters are as wide as high, others half as wide."""
    glyphs = []
    for char in text:
        width = size if ord(char) > 0x2E80 else size / 2
        glyphs.append(Glyph(char, left, top, left + width, top + 1.2 * size))
        left += width
    return glyphs


def across(y: float, left: float, right: float) -> RuleLine:
    return RuleLine(left, y, right, y)


def down(x: float, top: float, bottom: float) -> RuleLine:
    return RuleLine(x, top, x, bottom)


def draw_grid(xs: list[float], ys: list[float]) -> list[RuleLine]:
    return [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def only_table(blocks) -> Table:
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) == 1
    return tables[0]


def read_page(glyphs, rules):
    return join_pages([page_blocks(glyphs, rules, 1, WIDTH, HEIGHT)])


def page(number, glyphs, rules):
    return page_blocks(glyphs, rules, number, WIDTH, HEIGHT)


def open_grid(xs, ys, *, top=None, bottom=None):
    """A grid without a rule at the top or at the bottom, where the verticals just run to a height."""
    first, last = top or ys[0], bottom or ys[-1]
    return [across(y, xs[0], xs[-1]) for y in ys] + [down(x, first, last) for x in xs]
