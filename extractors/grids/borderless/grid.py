"""The lines of a borderless table -> rows and columns, from where the text stands."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.grids.borderless.columns import (
    Span,
    Text,
    ValueColumns,
    add_head_columns,
    find_label_columns,
    find_value_columns,
    headed,
    touched,
)
from extractors.grids.borderless.texts import join_heads, join_wrapped, split_lines
from extractors.grids.ruling.cells import PieceCell, TablePiece
from extractors.grids.ruling.doubts import has_digit
from extractors.grids.ruling.prose import VisualLine
from extractors.grids.ruling.text import is_number

MANY_COLUMNS = 8
"""Columns of values of a table that may have heads and no labels."""
BESIDE, LINE_BREAK = " | ", "\n"
"""Between two values that stand beside one another in one cell, and between lines."""
ROOM = 0.6
"""Share of the usual gap between rows that a label of a row keeps from the rows above and below."""
ON = 0.5
"""Share of a number that lies on words."""
BROKEN_STEP = 1.6
"""Widths of type from the row of a label to a line of broken numbers."""

GLUED, SHIFTED = "glued", "shifted"
"""Doubts: a number may be two, or a part of one; numbers stand beside no label, and labels beside no number."""


@dataclass(slots=True)
class BorderlessRow:
    """One row while the table is built."""

    middle: float
    top: float
    bottom: float
    has_values: bool = False
    doubt: str = ""
    texts: list[tuple[int, int, Text]] = field(default_factory=list)
    """First column, number of columns, text."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a table by what they are."""

    values: list[Text]
    labels: list[Text]
    heads: list[Text]


def build_grid(lines: Sequence[VisualLine], values: Sequence[int]) -> TablePiece:
    """The table that the lines make; ``values`` says how many values close each line.

    Rows stand around lines of values; columns come from all values, and from heads over a column without any.
    """
    shifts = _lay_pages_below(lines)
    found = split_lines(lines, values, shifts)
    numbers = [text for text in found if text.is_value]
    spans, edges = find_value_columns(numbers)
    labels, heads = _part_words([text for text in found if not text.is_value], numbers, spans)
    columns = add_head_columns(spans, heads, edges, numbers)
    label_columns = find_label_columns(_drop_head_labels(labels, heads, numbers))
    anchors = [text.middle for text in (*numbers, *heads)]
    texts = _Texts(numbers, join_wrapped(labels, label_columns, anchors), join_heads(heads, columns.zones))
    rows = _make_rows(texts, label_columns, columns)
    if any(map(_has_number_on_words, lines)):
        _doubt_values(rows, SHIFTED)
    return _make_piece(lines, rows, label_columns + columns.spans, shifts)


def _has_number_on_words(line: VisualLine) -> bool:
    """Whether a number is printed on words of its line, as where values stand one row too high, among the heads."""
    last = None
    for run in line.runs:
        is_on = last is not None and last.right - run.left > ON * (run.right - run.left)
        if is_on and is_number(run.text) and has_digit(run):
            return True
        last = run if last is None or run.right > last.right else last
    return False


def _part_words(words: list[Text], values: list[Text], columns: Sequence[Span]) -> tuple[list[Text], list[Text]]:
    """Labels, left of all values, and heads; words that stand left of the values but all above them are heads too."""
    labels = [text for text in words if text.center < columns[0][0]]
    top = min(value.top for value in values)
    if len(columns) >= MANY_COLUMNS and all(label.middle < top for label in labels):
        return [], words
    heads = [text for text in words if text.center >= columns[0][0]]
    over_blank = _find_heads_over_blank(labels, heads, values)
    return [label for label in labels if label not in over_blank], over_blank + heads


def _find_heads_over_blank(labels: list[Text], heads: list[Text], values: list[Text]) -> list[Text]:
    """Words right of all labels that values stand beside, and level with a head: the first columns have no values."""
    edge = max((label.right for label in _list_level(labels, values)), default=math.inf)
    beyond = [label for label in labels if label.left > edge]
    found = _list_level(beyond, heads)
    return found + [
        label
        for label in beyond
        if label not in found and any(label.left < f.right and label.right > f.left for f in found)
    ]


def _list_level(texts: Iterable[Text], others: Iterable[Text]) -> list[Text]:
    """Those of the texts that stand level with one of the others."""
    middles = {other.middle for other in others}  # a row has but one, or a few
    return [text for text in texts if _is_at(text.middle, middles, 0.4 * text.size)]


def _is_at(middle: float, middles: Iterable[float], slack: float) -> bool:
    return any(abs(middle - other) < slack for other in middles)


def _lay_pages_below(lines: Sequence[VisualLine]) -> dict[int, float]:
    """What to add to heights on each page, so that a table over several pages runs on downwards."""
    shifts = {lines[0].page: 0.0}
    for above, line in pairwise(lines):
        if line.page != above.page:
            shifts[line.page] = above.bottom + shifts[above.page] + 0.3 * line.size - line.top
    return shifts


def _drop_head_labels(labels: list[Text], heads: list[Text], values: list[Text]) -> list[Text]:
    """The labels without those that stand in a line of the head, or above all values; all, if none would be left."""
    top = min(value.top for value in values)
    middles = {head.middle for head in heads}
    kept = [label for label in labels if label.bottom > top and not _is_at(label.middle, middles, 0.4 * label.size)]
    return kept or labels


def _make_rows(texts: _Texts, labels: Sequence[Span], columns: ValueColumns) -> list[BorderlessRow]:
    """Rows around values, then a row for each label and each line of the head that no row of values claims."""
    rows = _value_rows(texts.values, len(labels), columns.spans)
    size = texts.values[0].size
    for head in texts.heads:
        first, count = headed(head, columns.reach)
        row = _row_near(rows, head.middle, 0.4 * size) or _add_row(rows, head.middle)
        row.texts.append((len(labels) + first, count, head))
    groups: list[tuple[int, int, Text]] = []
    for label in texts.labels:
        first, count = touched(label, labels)
        if first + count < len(labels):
            groups.append((first, count, label))
            continue
        row = _row_of_label(rows, label) or _add_row(rows, label.middle)
        row.texts.append((first, count, label))
        row.top, row.bottom = min(row.top, label.top), max(row.bottom, label.bottom)
    _add_groups(rows, groups)
    joined = _join_broken_values(rows, len(labels), size)
    is_bare = _lacks_labels(joined, len(labels))
    if is_bare or len(joined) < len(rows):
        is_apart = any(_is_bare(row, len(labels)) for row in (rows[-1], *joined)) and _lacks_values(joined, len(labels))
        is_last = len(labels) > 0 and _is_bare(joined[-1], len(labels))
        _doubt_values(joined, SHIFTED if is_apart or is_last else GLUED)
    return joined


def _add_groups(rows: list[BorderlessRow], groups: list[tuple[int, int, Text]]) -> None:
    """Put the labels that end before the last column of labels into the rows they are level with.

    One that is level with none stands beside the middle of its rows, and goes to the nearest; where a whole row has
    room for it, it is the label of a row without values.
    """
    apart: list[tuple[int, int, Text]] = []
    for first, count, label in groups:
        level = _row_near(rows, label.middle, 0.4 * label.size)
        if level is None:
            apart.append((first, count, label))
        else:
            _put_label(level, first, count, label)
    rows.sort(key=lambda row: row.middle)
    gap = _usual_gap(rows)
    for first, count, label in apart:
        nearest = min(rows, key=lambda row: abs(row.middle - label.middle))
        _put_label(_add_row(rows, label.middle) if _has_room(rows, label, gap) else nearest, first, count, label)
    rows.sort(key=lambda row: row.middle)


def _put_label(row: BorderlessRow, first: int, count: int, label: Text) -> None:
    row.texts.append((first, count, label))
    if len(label.lines) == 1:  # of several lines, some stand beside other rows
        row.top, row.bottom = min(row.top, label.top), max(row.bottom, label.bottom)


def _usual_gap(rows: Sequence[BorderlessRow]) -> float:
    """The free height between two rows of text."""
    gaps = sorted(below.top - above.bottom for above, below in pairwise(rows))
    return max(gaps[len(gaps) // 2], 0.0) if gaps else 0.0


def _has_room(rows: Sequence[BorderlessRow], label: Text, gap: float) -> bool:
    """Whether no row stands beside the label, nor as close above or below as a group stands to rows of its own."""
    least = max(ROOM * gap, 0.1 * label.size)
    return all(row.bottom + least <= label.top or label.bottom + least <= row.top for row in rows)


def _lacks_labels(rows: Sequence[BorderlessRow], labels: int) -> bool:
    """Whether a row of values has no label: one such row alone is a table without labels."""
    bare = [row for row in rows if _is_bare(row, labels)]
    return len(bare) > 1 or (bool(bare) and labels > 0)


def _is_bare(row: BorderlessRow, labels: int) -> bool:
    return row.has_values and not _has_label(row, labels)


def _lacks_values(rows: Sequence[BorderlessRow], labels: int) -> bool:
    """Whether a label stands right above or below values and has none, and there are values without a label."""
    return any(
        one.has_values != other.has_values and any(_is_beside_values(row, labels) for row in (one, other))
        for one, other in pairwise(rows)
    )


def _is_beside_values(row: BorderlessRow, labels: int) -> bool:
    """Whether a row has a label where those of values stand, and nothing else."""
    return not row.has_values and all(first + count == labels for first, count, _ in row.texts)


def _doubt_values(rows: Sequence[BorderlessRow], doubt: str) -> None:
    """Lines of numbers were parted from their rows, so that any number of the table may be another's, or a part."""
    for row in rows:
        row.doubt = doubt


def _join_broken_values(rows: list[BorderlessRow], labels: int, size: float) -> list[BorderlessRow]:
    """The rows, with the lines of numbers that were broken in a narrow column put back into the row of their label."""
    kept = [row for row in rows if not row.has_values or _has_label(row, labels)]
    for row in (row for row in rows if row.has_values and not _has_label(row, labels)):
        near = _row_near([other for other in kept if _has_label(other, labels)], row.middle, BROKEN_STEP * size)
        if near is not None:
            near.texts += row.texts
            near.has_values = True
        elif kept and _is_rest_of(kept[-1], row, size):
            kept[-1].texts += row.texts
        else:
            kept.append(row)
    return sorted(kept, key=lambda row: row.middle)


def _has_label(row: BorderlessRow, labels: int) -> bool:
    """Whether a label of its own stands in the row: beside the values, or a wider one level with them."""
    return any(
        first < labels and (first + count == labels or abs(text.middle - row.middle) < 0.4 * text.size)
        for first, count, text in row.texts
    )


def _is_rest_of(above: BorderlessRow, row: BorderlessRow, size: float) -> bool:
    """Whether a line of numbers without a label only goes on with some numbers of the line right above it."""
    columns = {first for first, _, text in above.texts if text.is_value}
    bottom = max(text.middle for _, _, text in above.texts)
    is_close = row.middle - bottom < BROKEN_STEP * size
    return is_close and above.has_values and {first for first, _, _ in row.texts} < columns


def _value_rows(values: Sequence[Text], labels: int, columns: Sequence[Span]) -> list[BorderlessRow]:
    rows: list[BorderlessRow] = []
    for value in sorted(values, key=lambda value: value.middle):
        row = _row_near(rows[-1:], value.middle, 0.4 * value.size) or _add_row(rows, value.middle)
        row.texts.append((labels + touched(value, columns)[0], 1, value))
        row.has_values = True
    return rows


def _add_row(rows: list[BorderlessRow], middle: float) -> BorderlessRow:
    rows.append(BorderlessRow(middle, middle, middle))
    return rows[-1]


def _row_near(rows: Sequence[BorderlessRow], middle: float, slack: float) -> BorderlessRow | None:
    near = [row for row in rows if abs(row.middle - middle) <= slack]
    return min(near, key=lambda row: abs(row.middle - middle)) if near else None


def _row_of_label(rows: Sequence[BorderlessRow], label: Text) -> BorderlessRow | None:
    """The row whose values stand beside the label: level with its middle, else beside one of its lines."""
    level = _row_near(rows, label.middle, 0.4 * label.size)
    if level is not None:
        return level
    beside = [row for row in rows if label.top < row.middle < label.bottom]
    return min(beside, key=lambda row: abs(row.middle - label.middle)) if len(label.lines) > 1 and beside else None


def _make_piece(
    lines: Sequence[VisualLine], rows: list[BorderlessRow], columns: Sequence[Span], shifts: dict[int, float]
) -> TablePiece:
    cells: list[PieceCell] = []
    for number, row in enumerate(rows):
        for first, count, text in sorted(row.texts, key=lambda entry: (entry[0], entry[2].top, entry[2].left)):
            if cells and cells[-1].row == number and cells[-1].column == first:
                _add_to(cells[-1], text)
            else:
                cells.append(_make_cell(number, first, count, text, shifts))
                cells[-1].doubt = row.doubt if text.is_value and row.doubt else cells[-1].doubt
    page = lines[0].page
    on_page = [line for line in lines if line.page == page]
    box = min(x.left for x in on_page), on_page[0].top, max(x.right for x in on_page), on_page[-1].bottom
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    doubt = next((row.doubt for row in rows if row.doubt), "")
    return TablePiece(page, edges, len(rows), cells, box, pages=list(shifts), layout="aligned", blank_doubt=doubt)


def _add_to(cell: PieceCell, text: Text) -> None:
    """Two texts at one place: lines of a head, lines of a broken number, or values of columns that were not told apart.

    Values side by side are two, and must never read as one.
    """
    is_value = text.is_value or is_number(cell.text)
    is_beside = is_value and text.left > cell.box[2]
    cell.text = f"{cell.text}{BESIDE if is_beside else LINE_BREAK}{LINE_BREAK.join(text.lines)}"
    cell.doubt = cell.doubt if cell.doubt == SHIFTED or not is_value else GLUED


def _make_cell(row: int, column: int, count: int, text: Text, shifts: dict[int, float]) -> PieceCell:
    shift = shifts[text.page]
    box = text.left, text.top - shift, text.right, text.bottom - shift
    doubt = "struck" if text.is_amended else ""
    return PieceCell(row, column, 1, count, "\n".join(text.lines), box, text.page, (row, column), doubt)
