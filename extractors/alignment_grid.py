"""The lines of a borderless table -> rows and columns, from where the text stands."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors.ruling_cells import Piece, PieceCell, is_number, part_run
from extractors.ruling_join import LIST_NUMBER
from extractors.ruling_prose import Line
from extractors.ruling_text import Run

LABEL_GAP = 0.8
"""Widths of type up to which words on a line are one label."""
VALUE_GAP = 0.35
"""Widths of type up to which a number stands against the word before or after it."""
WRAP_STEP = 1.7
"""Heights of type between two lines of one label."""
FULL = 1.7
"""Widths of type that may be free where a line of a label was broken."""
SAME_EDGE = 0.6
"""Widths of type within which two edges are one."""

LABEL_OPENERS = frozenset("(（0123456789一二三四五六七八九十")
BROKEN_STEP = 1.6
"""Widths of type from the row of a label to a line of broken numbers."""
LOOK_BACK = 60
"""Texts before this one among which the line above it is looked for."""
HEAD_STEP = 1.8
"""Widths of type between two lines of one head."""

Span = tuple[float, float]


@dataclass(slots=True)
class Text:
    """A label, or a value, in one or more visual lines."""

    lines: list[str]
    left: float
    top: float
    right: float
    bottom: float
    page: int
    is_value: bool
    size: float
    last: "Text | None" = None
    """The last of several lines."""

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Middle from left to right."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Row:
    """One row while the table is built."""

    middle: float
    top: float
    bottom: float
    has_values: bool = False
    is_doubtful: bool = False
    texts: list[tuple[int, int, Text]] = field(default_factory=list)
    """First column, number of columns, text."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a table by what they are."""

    values: list[Text]
    labels: list[Text]
    heads: list[Text]


def build_grid(lines: Sequence[Line], values: Sequence[int]) -> Piece:
    """The table that the lines make; ``values`` says how many values close each line.

    Rows stand around lines of values; columns come from all values, and from heads over a column without any.
    """
    shifts = _lay_pages_below(lines)
    starts = _find_starts(lines, values)
    found: list[Text] = []
    for line, count in zip(lines, values, strict=True):
        runs = [part for run in line.runs for part in _split_run(run, starts, line.size)]
        found += _split_texts(line, runs, len(runs) - count, starts, shifts)
    numbers = [text for text in found if text.is_value]
    columns = find_value_columns(numbers)
    words = [text for text in found if not text.is_value]
    labels = [text for text in words if text.center < columns[0][0]]
    heads = [text for text in words if text.center >= columns[0][0]]
    columns = add_head_columns(columns, heads)
    label_columns = find_label_columns(_drop_head_labels(labels, heads, numbers))
    anchors = [text.middle for text in numbers]
    texts = _Texts(numbers, join_wrapped(labels, label_columns, anchors), join_heads(heads, columns))
    rows = _make_rows(texts, label_columns, columns)
    return _make_piece(lines, rows, label_columns + columns, shifts)


def _lay_pages_below(lines: Sequence[Line]) -> dict[int, float]:
    """What to add to heights on each page, so that a table over several pages runs on downwards."""
    shifts = {lines[0].page: 0.0}
    for above, line in pairwise(lines):
        if line.page != above.page:
            shifts[line.page] = above.bottom + shifts[above.page] + 0.3 * line.size - line.top
    return shifts


def _find_starts(lines: Sequence[Line], values: Sequence[int]) -> list[float]:
    """Left edges at which labels with a list number begin in several rows: where a column of labels starts."""
    edges = sorted(
        run.left
        for line, count in zip(lines, values, strict=True)
        for run in line.runs[: len(line.runs) - count]
        if LIST_NUMBER.match(run.text)
    )
    return [a for a, b in pairwise(edges) if b - a < 1.0]


def _is_start(text: str, left: float, starts: Sequence[float], size: float) -> bool:
    """Whether a label of its own begins here, however close it stands to the one before."""
    return LIST_NUMBER.match(text) is not None and any(abs(left - start) < SAME_EDGE * size for start in starts)


def _split_run(run: Run, starts: Sequence[float], size: float) -> list[Run]:
    """The run, parted where it runs on without a gap from one column of labels into the next."""
    parts = [0]
    for index in range(1, len(run.glyphs)):
        glyph = run.glyphs[index]
        if glyph.text in LABEL_OPENERS and _is_start(run.text[index:], glyph.left, starts, size):
            parts.append(index)
    if len(parts) == 1 or len(run.text) != len(run.glyphs):
        return [run]
    pieces = [run.glyphs[a:b] for a, b in pairwise([*parts, len(run.glyphs)])]
    return [part_run(run, glyphs) for glyphs in pieces]


def _split_texts(
    line: Line, runs: Sequence[Run], labels: int, starts: Sequence[float], shifts: dict[int, float]
) -> list[Text]:
    """The values that close the line, each alone, and the words before them, parted at wide gaps."""
    texts: list[Text] = []
    shift = shifts[line.page]
    for index, run in enumerate(runs):
        is_value = index >= labels
        last = texts[-1] if texts else None
        if (
            last is not None
            and _is_same_text(last, run, is_value, line.size)
            and (is_value or not _is_start(run.text, run.left, starts, line.size))
        ):
            last.lines[0] += run.text
            last.right = run.right
            last.top, last.bottom = min(last.top, run.top + shift), max(last.bottom, run.bottom + shift)
            continue
        box = run.left, run.top + shift, run.right, run.bottom + shift
        texts.append(Text([run.text], *box, line.page, is_value, line.size))
    return texts


def _is_same_text(last: Text, run: Run, is_value: bool, size: float) -> bool:
    gap = run.left - last.right
    if is_value or last.is_value:
        return is_value and last.is_value and gap < VALUE_GAP * size and not is_number(run.text)
    return gap < LABEL_GAP * size


def find_value_columns(values: Sequence[Text]) -> list[Span]:
    """Left and right edge of each column of values.

    Values of a column share their middle, their right or their left edge: the one that gives the fewest columns.
    """
    size = values[0].size
    best = min((_cluster(values, key, size) for key in (_center, _right, _left)), key=len)
    best.sort(key=lambda group: sum(map(_center, group)) / len(group))
    merged = [best[0]]
    for group in best[1:]:
        if _span(group)[0] < _span(merged[-1])[1] and not _share_a_row(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return [_span(group) for group in merged]


def _center(text: Text) -> float:
    return text.center


def _right(text: Text) -> float:
    return text.right


def _left(text: Text) -> float:
    return text.left


def _span(group: Sequence[Text]) -> Span:
    return min(map(_left, group)), max(map(_right, group))


def _cluster(values: Sequence[Text], key: Callable[[Text], float], size: float) -> list[list[Text]]:
    """Values whose keys lie close together, one after another."""
    groups: list[list[Text]] = []
    for value in sorted(values, key=key):
        if groups and key(value) - key(groups[-1][-1]) <= 0.4 * size:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def _share_a_row(one: Sequence[Text], other: Sequence[Text]) -> bool:
    heights = {round(value.middle) for value in one}
    return any(round(value.middle) + step in heights for value in other for step in (-1, 0, 1))


def join_wrapped(labels: list[Text], columns: Sequence[Span], anchors: Sequence[float]) -> list[Text]:
    """Labels with the lines they were broken into joined.

    A line goes on below when it runs to the right end of its column and the next has no list number; two lines that
    each stand level with values are two rows.
    """
    joined: list[Text] = []
    for label in sorted(labels, key=lambda label: (label.top, label.left)):
        above = next((text for text in joined[: -LOOK_BACK - 1 : -1] if _may_go_on(text, label)), None)
        is_two_rows = above is not None and _is_level(above, anchors) and _is_level(label, anchors)
        if above is None or is_two_rows or not _is_full(above, columns) or LIST_NUMBER.match(label.lines[0]):
            joined.append(replace(label, lines=list(label.lines), last=label))
        else:
            _append(above, label)
    return joined


def _append(above: Text, text: Text) -> None:
    above.lines += text.lines
    above.left, above.right = min(above.left, text.left), max(above.right, text.right)
    above.bottom = max(above.bottom, text.bottom)
    above.last = text


def _may_go_on(above: Text, text: Text) -> bool:
    """Whether the text stands right below the last line of the one above, at the same edge or under its middle."""
    last = above.last or above
    step = text.middle - last.middle
    is_below = 0.5 * text.size < step < WRAP_STEP * text.size
    slack = SAME_EDGE * text.size
    return is_below and (abs(text.left - last.left) < slack or abs(text.center - last.center) < slack)


def _is_level(text: Text, anchors: Sequence[float]) -> bool:
    line = text.last or text
    return len(text.lines) == 1 and any(abs(line.middle - anchor) < 0.25 * text.size for anchor in anchors)


def _is_full(text: Text, columns: Sequence[Span]) -> bool:
    """Whether the last line runs to the right end of the columns it stands over."""
    last = text.last or text
    first, count = _touched(last, columns)
    return columns[first + count - 1][1] - last.right < FULL * text.size


def join_heads(heads: Sequence[Text], columns: Sequence[Span]) -> list[Text]:
    """Heads with the lines of one column joined; a head over several columns stands alone."""
    if not heads:
        return []
    zones = _zones(columns)
    joined: list[Text] = []
    for head in sorted(heads, key=lambda head: (head.top, head.left)):
        zone = _touched(head, zones)
        above = next((text for text in joined[: -LOOK_BACK - 1 : -1] if _touched(text, zones) == zone), None)
        if above is not None and zone[1] == 1 and _is_head_line(above, head, zones[zone[0]]):
            _append(above, head)
        else:
            joined.append(replace(head, lines=list(head.lines), last=head))
    return joined


def _zones(columns: Sequence[Span]) -> list[Span]:
    """The columns widened to the middle between neighbours, the outer ones as far outwards as inwards."""
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    if not inner:
        return [(-math.inf, math.inf)]
    first = columns[0][0] + columns[0][1] - inner[0]
    last = columns[-1][0] + columns[-1][1] - inner[-1]
    return list(pairwise([first, *inner, last]))


def _is_head_line(above: Text, head: Text, zone: Span) -> bool:
    """Whether the head is the next line of the one above: close below it, and that one filled its column."""
    last = above.last or above
    room = zone[1] - zone[0] - (last.right - last.left)
    return head.middle - last.middle < HEAD_STEP * head.size and room < 2.6 * head.size


def _drop_head_labels(labels: list[Text], heads: list[Text], values: list[Text]) -> list[Text]:
    """The labels without those that stand in a line of the head, or above all values; all, if none would be left."""
    top = min(value.top for value in values)
    heights = [head.middle for head in heads]
    kept = [
        label
        for label in labels
        if label.bottom > top and not any(abs(label.middle - height) < 0.4 * label.size for height in heights)
    ]
    return kept or labels


def find_label_columns(labels: Sequence[Text]) -> list[Span]:
    """Left and right edge of each column of labels; the narrow texts make them, the wide ones may span several."""
    columns: list[Span] = []
    for label in sorted(labels, key=lambda label: label.right - label.left):
        touched = [column for column in columns if label.left < column[1] and label.right > column[0]]
        if len(touched) > 1:
            continue
        columns = [column for column in columns if column not in touched]
        lefts, rights = [label.left, *(c[0] for c in touched)], [label.right, *(c[1] for c in touched)]
        columns.append((min(lefts), max(rights)))
    return sorted(columns)


def add_head_columns(columns: list[Span], heads: Sequence[Text]) -> list[Span]:
    """The columns of values, and a blank one under each lowest head that stands over none."""
    added: list[Span] = []
    for head in heads:
        is_lowest = not any(other.top > head.top and _overlaps(other, head.left, head.right) for other in heads)
        if is_lowest and not any(_overlaps(head, *column) for column in columns + added):
            added.append((head.left, head.right))
    return sorted(columns + added)


def _overlaps(text: Text, left: float, right: float) -> bool:
    return text.left < right and text.right > left


def _touched(text: Text, columns: Sequence[Span]) -> tuple[int, int]:
    """First column and number of columns that the text stands over; the nearest one where it stands over none."""
    touched = [index for index, column in enumerate(columns) if _overlaps(text, *column)]
    if touched:
        return touched[0], touched[-1] - touched[0] + 1
    middles = [abs(text.center - (left + right) / 2) for left, right in columns]
    return middles.index(min(middles)), 1


def _make_rows(texts: _Texts, labels: Sequence[Span], columns: Sequence[Span]) -> list[Row]:
    """Rows around values, then a row for each label and each line of the head that no row of values claims."""
    rows = _value_rows(texts.values, len(labels), columns)
    size = texts.values[0].size
    for head in texts.heads:
        first, count = _touched(head, columns)
        row = _row_near(rows, head.middle, 0.4 * size) or _add_row(rows, head.middle)
        row.texts.append((len(labels) + first, count, head))
    groups: list[tuple[int, int, Text]] = []
    for label in texts.labels:
        first, count = _touched(label, labels)
        if first + count < len(labels):
            groups.append((first, count, label))
            continue
        row = _row_of_label(rows, label) or _add_row(rows, label.middle)
        row.texts.append((first, count, label))
        row.top, row.bottom = min(row.top, label.top), max(row.bottom, label.bottom)
    rows.sort(key=lambda row: row.middle)
    for first, count, label in groups:
        nearest = min(rows, key=lambda row: abs(row.middle - label.middle))
        nearest.texts.append((first, count, label))
    joined = _join_broken_values(rows, len(labels), size)
    if len(joined) < len(rows) or _lacks_labels(joined, len(labels)):
        _doubt_values(joined)
    return joined


def _lacks_labels(rows: Sequence[Row], labels: int) -> bool:
    """Whether a row of values has no label: one such row alone is a table without labels."""
    bare = [row for row in rows if row.has_values and not _has_label(row, labels)]
    return len(bare) > 1 or (bool(bare) and labels > 0)


def _doubt_values(rows: Sequence[Row]) -> None:
    """Lines of numbers were parted from their rows, so that any number of the table may be a part of one."""
    for row in rows:
        row.is_doubtful = True


def _join_broken_values(rows: list[Row], labels: int, size: float) -> list[Row]:
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


def _has_label(row: Row, labels: int) -> bool:
    """Whether a label of its own stands in the row: beside the values, or a wider one level with them."""
    return any(
        first < labels and (first + count == labels or abs(text.middle - row.middle) < 0.4 * text.size)
        for first, count, text in row.texts
    )


def _is_rest_of(above: Row, row: Row, size: float) -> bool:
    """Whether a line of numbers without a label only goes on with some numbers of the line right above it."""
    columns = {first for first, _, text in above.texts if text.is_value}
    bottom = max(text.middle for _, _, text in above.texts)
    is_close = row.middle - bottom < BROKEN_STEP * size
    return is_close and above.has_values and {first for first, _, _ in row.texts} < columns


def _value_rows(values: Sequence[Text], labels: int, columns: Sequence[Span]) -> list[Row]:
    rows: list[Row] = []
    for value in sorted(values, key=lambda value: value.middle):
        row = _row_near(rows[-1:], value.middle, 0.4 * value.size) or _add_row(rows, value.middle)
        row.texts.append((labels + _touched(value, columns)[0], 1, value))
        row.has_values = True
    return rows


def _add_row(rows: list[Row], middle: float) -> Row:
    rows.append(Row(middle, middle, middle))
    return rows[-1]


def _row_near(rows: Sequence[Row], middle: float, slack: float) -> Row | None:
    near = [row for row in rows if abs(row.middle - middle) <= slack]
    return min(near, key=lambda row: abs(row.middle - middle)) if near else None


def _row_of_label(rows: Sequence[Row], label: Text) -> Row | None:
    """The row whose values stand beside the label: level with its middle, else beside one of its lines."""
    level = _row_near(rows, label.middle, 0.4 * label.size)
    if level is not None:
        return level
    beside = [row for row in rows if label.top < row.middle < label.bottom]
    return min(beside, key=lambda row: abs(row.middle - label.middle)) if len(label.lines) > 1 and beside else None


def _make_piece(lines: Sequence[Line], rows: list[Row], columns: Sequence[Span], shifts: dict[int, float]) -> Piece:
    cells: list[PieceCell] = []
    for number, row in enumerate(rows):
        for first, count, text in sorted(row.texts, key=lambda entry: (entry[0], entry[2].top, entry[2].left)):
            if cells and cells[-1].row == number and cells[-1].column == first:
                _add_to(cells[-1], text)
            else:
                cells.append(_make_cell(number, first, count, text, shifts))
                cells[-1].doubt = "glued" if text.is_value and row.is_doubtful else ""
    page = lines[0].page
    on_page = [line for line in lines if line.page == page]
    box = min(x.left for x in on_page), on_page[0].top, max(x.right for x in on_page), on_page[-1].bottom
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    return Piece(page, edges, len(rows), cells, box, pages=list(shifts), layout="aligned")


def _add_to(cell: PieceCell, text: Text) -> None:
    """Two texts at one place: lines of a head, or values that cannot be told apart."""
    is_glued = text.is_value or is_number(cell.text)
    cell.text = f"{cell.text}\n{chr(10).join(text.lines)}"
    cell.doubt = "glued" if is_glued else cell.doubt


def _make_cell(row: int, column: int, count: int, text: Text, shifts: dict[int, float]) -> PieceCell:
    shift = shifts[text.page]
    box = text.left, text.top - shift, text.right, text.bottom - shift
    return PieceCell(row, column, 1, count, "\n".join(text.lines), box, text.page, (row, column))
