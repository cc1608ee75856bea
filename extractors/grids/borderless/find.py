"""Borderless tables: which lines stand in columns, although no rule says so."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.grids.borderless.grid import build_grid
from extractors.grids.borderless.texts import is_of_heads
from extractors.grids.borderless.touching import part_touching
from extractors.grids.ruling.cells import TablePiece
from extractors.grids.ruling.prose import Body, VisualLine, is_same_type
from extractors.grids.ruling.text import GlyphRun, is_number

COLUMN_GAP = 1.0
"""Widths of type between a label and the first value of its row."""
LINE_GAP = 2.2
"""Multiples of the usual step from line to line inside a table; a wider step ends it."""
LAST_GAP = 1.5
"""The same for a row without values at the end of a table, which nothing holds from below."""
WIDE_STEP = 1.8
"""Widths of type from line to line that part no rows of the same columns."""
WIDEST_LABEL = 0.6
"""Share of the text width; a wider line without values is prose."""
NOTE_LINES = 4
"""Lines of a note beside the head, at most."""
MANY_VALUES = 4
"""Values on a line from which the line alone is a table."""
MOST_ROWS = 2000
"""Lines of values in one table; a form has some dozens."""
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}[、丶.．]")
"""How a chapter is numbered."""
AMOUNT = re.compile(r"[-+－＋−]?[0-9０-９]+(?:[,，.．][0-9０-９]+)*(?![.．、:：)）0-9０-９])")
"""How a value begins that goes on with a unit or a remark; a list number ends with a stop."""


def find_aligned(items: Sequence[TablePiece | VisualLine], body: Body) -> list[TablePiece | VisualLine]:
    """The items, with the lines that stand in columns made into tables (layout ``aligned``)."""
    found: list[TablePiece | VisualLine] = []
    lines: list[VisualLine] = []
    for item in items:
        if isinstance(item, VisualLine):
            lines.append(item)
            continue
        found += _find_among(lines, body)
        found.append(item)
        lines = []
    return found + _find_among(lines, body)


def _find_among(lines: list[VisualLine], body: Body) -> list[TablePiece | VisualLine]:
    """The lines between two ruled tables, the borderless tables among them built."""
    values = [index for index, line in enumerate(lines) if count_values(line) > 0]
    found: list[TablePiece | VisualLine] = []
    done = 0
    for first, last in _find_regions(lines, values, body):
        table = lines[first : last + 1]
        found += lines[done:first]
        counts = [count_values(line) for line in table]
        found.append(build_grid(*part_touching(table, counts, [_count_tail(line) for line in table])))
        done = last + 1
    return [*found, *lines[done:]]


def count_values(line: VisualLine) -> int:
    """How many values close the line, well apart from the label before them; 0 for prose."""
    tail = _count_tail(line)
    if tail in (0, len(line.runs)):
        return tail
    label, first = line.runs[-tail - 1], line.runs[-tail]
    return tail if first.left - label.right > COLUMN_GAP * line.size or _is_spread(line.runs[-tail:], line) else 0


def _count_tail(line: VisualLine) -> int:
    """How many values close the line, wherever they stand."""
    tail = 0
    for run in reversed(line.runs):
        if not is_value(run.text):
            break
        tail += 1
    return tail


def _is_spread(runs: Sequence[GlyphRun], line: VisualLine) -> bool:
    """Whether several values stand apart from one another, as in columns."""
    return len(runs) >= MANY_VALUES and all(b.left - a.right > 0.5 * line.size for a, b in pairwise(runs))


def is_value(text: str) -> bool:
    """Whether the text is a number, a mark for none, or a number with a unit or a remark."""
    return is_number(text) or AMOUNT.match(text) is not None


def _find_regions(lines: list[VisualLine], values: list[int], body: Body) -> list[tuple[int, int]]:
    """First and last line of each borderless table."""
    regions: list[tuple[int, int]] = []
    group: list[int] = []
    for index in values:
        if group and not _is_one_table(lines[group[-1] : index + 1], body):
            regions += _grow(lines, group, regions, body)
            group = []
        group.append(index)
    return regions + _grow(lines, group, regions, body)


def _is_one_table(lines: list[VisualLine], body: Body) -> bool:
    """Whether nothing between two lines of values parts them: other type, a wide gap, a line of prose."""
    if any(_heads_next_table(lines, index) for index in range(1, len(lines) - 2)):
        return False
    step = _usual_step(lines)
    if _share_columns(lines[0], lines[-1]):
        step = max(step, WIDE_STEP * lines[0].size)
    return all(_is_alike(line, lines[0], body) and _is_near(above, line, step) for above, line in pairwise(lines))


def _share_columns(one: VisualLine, other: VisualLine) -> bool:
    """Whether each of several values of one line stands above or below one of the other."""
    few, many = sorted((line.runs[len(line.runs) - count_values(line) :] for line in (one, other)), key=len)
    is_over = (any(value.left < peer.right and value.right > peer.left for peer in many) for value in few)
    return len(few) > 1 and len(many) >= MANY_VALUES and all(is_over)


def _heads_next_table(lines: list[VisualLine], index: int) -> bool:
    """Whether the line is a numbered heading, set like the table, and the lines below it are heads over values."""
    line, below = lines[index], lines[index + 1 : -1]
    if _is_broken(line) or HEADING.match(line.text) is None:
        return False
    values = lines[-1].runs[-count_values(lines[-1]) :]
    return sum(_is_over(other, values[0]) for other in below) > 1


def _is_over(line: VisualLine, value: GlyphRun) -> bool:
    """Whether some text of the line stands in the columns of values, of which this is the first."""
    return any(run.center > value.left for run in line.runs)


def _usual_step(lines: Sequence[VisualLine]) -> float:
    """The smaller steps from line to line: between two rows close by, or inside a label of several lines."""
    steps = sorted(b.middle - a.middle for a, b in pairwise(lines) if a.page == b.page)
    return max(steps[len(steps) // 3] if steps else 0.0, 1.2 * lines[0].size)


def _is_near(above: VisualLine, line: VisualLine, step: float) -> bool:
    return above.page != line.page or line.middle - above.middle <= LINE_GAP * step


def _is_alike(line: VisualLine, other: VisualLine, body: Body) -> bool:
    """Whether the line may stand in one table with the other."""
    return is_same_type(line, other) and (count_values(line) > 0 or _is_broken(line) or _is_narrow(line, body))


def _is_broken(line: VisualLine) -> bool:
    """Whether the line shows a gap as between columns, or many short words that stand apart as heads of columns do."""
    return any(b.left - a.right > COLUMN_GAP * line.size for a, b in pairwise(line.runs)) or is_of_heads(line)


def _is_narrow(line: VisualLine, body: Body) -> bool:
    return line.right - line.left < WIDEST_LABEL * max(body.right - body.left, 1.0)


def _grow(
    lines: list[VisualLine], group: list[int], before: list[tuple[int, int]], body: Body
) -> list[tuple[int, int]]:
    """The region around lines of values, with the head above and the rest of a label below; none for a stray number."""
    if not group or len(group) > MOST_ROWS or (len(group) < 2 and not _is_row_alone(lines, group[0])):
        return []
    first, last = group[0], group[-1]
    step = _usual_step(lines[first : last + 1])
    floor = before[-1][1] + 1 if before else 0
    first = _find_head(lines, floor, first, step, body)
    value = lines[last].runs[-count_values(lines[last])]
    while last + 1 < len(lines) and _is_rest(lines[last + 1], lines[last], step, body):
        if any(_is_over(line, value) for line in lines[last + 1 : last + 3]):
            break  # the heads of another table, or the heading above them
        last += 1
    return [(first, last)]


def _is_row_alone(lines: list[VisualLine], index: int) -> bool:
    """Whether a single line of values is a table: by their number, or by lines of many heads right above it."""
    count = count_values(lines[index])
    above = lines[max(index - 2, 0) : index]
    is_headed = len(above) == 2 and all(len(line.runs) >= MANY_VALUES and _is_broken(line) for line in above)
    return count >= MANY_VALUES or (count > 1 and is_headed)


def _find_head(lines: list[VisualLine], floor: int, first: int, step: float, body: Body) -> int:
    """The topmost line of the head of the table whose first values stand on line ``first``.

    A note of a few lines may stand beside the head; it counts when the head goes on above it.
    """
    head = first
    index = first - 1
    while index >= floor and head - index <= NOTE_LINES and _is_close_above(lines[index], lines[index + 1], step, body):
        if _is_broken(lines[index]) or lines[index].left > body.left + 4 * lines[first].size:
            head = index
        index -= 1
    return head


def _is_close_above(line: VisualLine, below: VisualLine, step: float, body: Body) -> bool:
    # Heads stand in higher rows than values; prose never stands in columns, so that more is safe where a line does.
    allowed = 1.4 * step if _is_broken(line) else step
    is_there = line.page == below.page or (line.page == below.page - 1 and _is_broken(line))
    return is_there and _is_alike(line, below, body) and _is_near(line, below, allowed)


def _is_rest(line: VisualLine, above: VisualLine, step: float, body: Body) -> bool:
    """Whether the line is the rest of the last label, or a row without values."""
    is_close = line.page == above.page and line.middle - above.middle <= LAST_GAP * step
    return is_close and _is_alike(line, above, body)
