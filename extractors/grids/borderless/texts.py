"""The words and numbers of a borderless table: parted by gaps, joined where a label takes several lines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.grids.borderless.columns import Span, Text, touched
from extractors.grids.ruling.cells import part_run
from extractors.grids.ruling.prose import VisualLine
from extractors.grids.ruling.text import GlyphRun, is_number

LABEL_GAP = 0.8
"""Widths of type up to which words on a line are one label."""
HEAD_GAP = 0.3
"""Widths of type between two heads of narrow columns."""
MANY_HEADS, LONGEST_HEAD = 4, 6.0
"""Words of a line of heads, at least, and the signs that each shows on one line, on the average, at most."""
SPACED_TYPE = 1.5
"""Signs to a word, on the average, up to which a line is type with blanks between the signs."""
VALUE_GAP = 0.35
"""Widths of type up to which a number stands against the word before or after it."""
WRAP_STEP, WIDEST_STEP = 1.7, 2.6
"""Widths of type between two lines of one label: in any table, and in one whose lines all stand so far apart."""
SAME_STEP = 1.15
"""Ratio up to which two steps from line to line are one."""
FULL = 1.7
"""Widths of type that may be free where a line of a label was broken."""
CENTRED = 0.3
"""Widths of type within which a label stands in the middle of its column."""
SAME_EDGE = 0.6
"""Widths of type within which two edges are one."""
LIST_NUMBER = re.compile(
    r"\s*(?:[(（]\s*\w{1,3}\s*[)）]|[一二三四五六七八九十]{1,3}\s*[、丶.．]"
    r"|\d{1,2}\s*[、丶.．,，·:：;；](?!\d)|\d(?=[\u4e00-\u9fff]))"
)
"""How a label begins that is not the rest of another, also where the stop was misread or is too faint: no amount."""
LEVEL = 0.25
"""Widths of type between the middles of two texts of one row, at most."""
WIDEST_UNITS = 4.5
"""Widths of type that a column of units takes behind the labels, at most."""
LABEL_OPENERS = frozenset("(（0123456789一二三四五六七八九十")
LOOK_BACK = 60
"""Texts before this one among which the line above it is looked for."""
HEAD_ROOM = 1.6
"""Widths of type that may be free where a line of a head was broken."""
WIDEST_IN_ZONE = 1.3
"""Widths of a zone up to which a head that reaches into the next one still belongs to one column."""
TITLED = 4
"""Heads to each head of the line above, from which those of that line title them; wrapped heads are not so few."""
HEAD_STEP = 1.8
"""Widths of type between two lines of one head."""


def split_lines(lines: Sequence[VisualLine], values: Sequence[int], shifts: dict[int, float]) -> list[Text]:
    """The labels, heads and values of all lines, not yet joined where one takes several lines.

    ``shifts`` says what to add to heights on each page.
    """
    starts = _find_starts(lines, values)
    texts: list[Text] = []
    for line, count in zip(lines, values, strict=True):
        runs = [part for run in line.runs for part in _split_run(run, starts, line.size)]
        texts += _split_texts(line, runs, len(runs) - count, starts, shifts)
    return texts


def is_of_heads(line: VisualLine) -> bool:
    """Whether the line is many short words that stand apart, as the heads of narrow columns do; spaced type is not."""
    signs = sum(len(run.text) for run in line.runs) / len(line.runs)
    is_apart = all(b.left - a.right > HEAD_GAP * line.size for a, b in pairwise(line.runs))
    return len(line.runs) >= MANY_HEADS and is_apart and SPACED_TYPE < signs <= LONGEST_HEAD


def _find_starts(lines: Sequence[VisualLine], values: Sequence[int]) -> list[float]:
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


def _split_run(run: GlyphRun, starts: Sequence[float], size: float) -> list[GlyphRun]:
    """The run, parted where it runs on without a gap from one column of labels into the next."""
    parts = [0]
    for index in range(1, len(run.glyphs)):
        text, left, *_ = run.glyphs[index]
        is_numbered = text in LABEL_OPENERS and _is_start(run.text[index:], left, starts, size)
        if is_numbered or _begins_after_gap(run.glyphs[index - 1][3] + 0.1 * size, left, starts, size):
            parts.append(index)
    if len(parts) == 1 or len(run.text) != len(run.glyphs):
        return [run]
    pieces = [run.glyphs[a:b] for a, b in pairwise([*parts, len(run.glyphs)])]
    return [part_run(run, glyphs) for glyphs in pieces]


def _split_texts(
    line: VisualLine, runs: Sequence[GlyphRun], labels: int, starts: Sequence[float], shifts: dict[int, float]
) -> list[Text]:
    """The values that close the line, each alone, and the words before them, parted at wide gaps."""
    texts: list[Text] = []
    shift = shifts[line.page]
    widest = HEAD_GAP if labels == len(runs) and is_of_heads(line) else LABEL_GAP
    for index, run in enumerate(runs):
        is_value = index >= labels
        last = texts[-1] if texts else None
        if (
            last is not None
            and _is_same_text(last, run, is_value, line.size, widest)
            and (is_value or not _begins_label(last, run, starts, line.size))
        ):
            last.lines[0] += run.text
            last.right, last.is_amended = run.right, last.is_amended or run.is_amended
            last.top, last.bottom = min(last.top, run.top + shift), max(last.bottom, run.bottom + shift)
            continue
        box = run.left, run.top + shift, run.right, run.bottom + shift
        texts.append(Text([run.text], *box, line.page, is_value, line.size, is_amended=run.is_amended))
    return texts


def _begins_label(last: Text, run: GlyphRun, starts: Sequence[float], size: float) -> bool:
    """Whether a label begins with the run: by its number, or a gap right before the edge where labels begin."""
    return _is_start(run.text, run.left, starts, size) or _begins_after_gap(last.right, run.left, starts, size)


def _begins_after_gap(right: float, left: float, starts: Sequence[float], size: float) -> bool:
    return left - right > 0.2 * size and any(abs(left - start) < 0.15 * size for start in starts)


def _is_same_text(last: Text, run: GlyphRun, is_value: bool, size: float, widest: float) -> bool:
    """Whether the run goes on with the text before it; ``widest`` is the gap inside words."""
    gap = run.left - last.right
    if is_value or last.is_value:
        return is_value and last.is_value and gap < VALUE_GAP * size and not is_number(run.text)
    return gap < widest * size


def join_wrapped(labels: list[Text], columns: Sequence[Span], anchors: Sequence[float]) -> list[Text]:
    """Labels with the lines they were broken into joined.

    A line goes on below when it runs to the right end of its column and the next has no list number; two lines that
    each stand level with values, with labels to their left, or with units behind the labels, are two rows.
    """
    step = _find_step(labels)
    levels = set(anchors)  # a row of values has but one, or a few
    joined = _join(labels, columns, lambda text: _is_level(text, levels), step)
    if len(columns) < 2 or len(joined) == len(labels):
        return joined
    beside = _Beside(labels, joined, columns)
    return _join(labels, columns, lambda text: _is_level(text, levels) or beside.has_row(text), step)


def _join(labels: Sequence[Text], columns: Sequence[Span], has_row: Callable[[Text], bool], step: float) -> list[Text]:
    """The labels with their lines joined; ``has_row`` says whether a line has a row to itself."""
    joined: list[Text] = []
    for label in sorted(labels, key=lambda label: (label.top, label.left)):
        above = next((text for text in joined[: -LOOK_BACK - 1 : -1] if _may_go_on(text, label, step)), None)
        is_new = above is None or LIST_NUMBER.match(label.lines[0]) or not _is_full(above, columns)
        if above is None or is_new or _are_two_rows(above, label, has_row):
            joined.append(replace(label, lines=list(label.lines), last=label))
        else:
            _append(above, label)
    return joined


def _are_two_rows(above: Text, label: Text, has_row: Callable[[Text], bool]) -> bool:
    """Whether two lines have a row each, or say the same or count on, as units and numbers of rows do."""
    line, below = (above.last or above).lines[-1].strip(), label.lines[0].strip()
    is_counted = line.isdecimal() and below.isdecimal() and Decimal(below) == Decimal(line) + 1
    return line == below or is_counted or (has_row(above) and has_row(label))


class _Beside:
    """The labels of a table, to ask which stand beside a line."""

    def __init__(self, lines: Sequence[Text], joined: Sequence[Text], columns: Sequence[Span]) -> None:
        """``joined``: the lines told apart as far as they tell themselves."""
        last = len(columns) - 1
        is_of_units = columns[last][1] - columns[last][0] < WIDEST_UNITS * lines[0].size
        self._lefts = sorted((text.middle, text.right) for text in joined)
        self._units = sorted(
            (text.middle, text.left) for text in lines if is_of_units and touched(text, columns) == (last, 1)
        )

    def has_row(self, text: Text) -> bool:
        """Whether a label of one line is a unit, or stands level with a label to its left or a unit to its right."""
        slack = LEVEL * text.size
        if len(text.lines) > 1:
            return False
        lefts, units = (
            _cut_out(marks, text.middle - slack, text.middle + slack) for marks in (self._lefts, self._units)
        )
        return any(right <= text.left for _, right in lefts) or any(text.left <= left for _, left in units)


def _cut_out(marks: Sequence[Span], low: float, high: float) -> Sequence[Span]:
    """Those of sorted marks whose height lies between two."""
    return marks[bisect_left(marks, (low,)) : bisect_right(marks, (high,))]


def _find_step(labels: Sequence[Text]) -> float:
    """The widest step, in widths of type, between two lines of one label: where all lines stand wide apart, theirs."""
    steps = sorted(
        (below.middle - above.middle) / above.size
        for above, below in pairwise(sorted(labels, key=lambda label: label.middle))
        if below.page == above.page
        and abs(below.left - above.left) < SAME_EDGE * above.size
        and below.middle - above.middle > 0.5 * above.size
    )
    usual = steps[len(steps) // 10] if steps else 0.0
    return min(max(WRAP_STEP, SAME_STEP * usual), WIDEST_STEP)


def _append(above: Text, text: Text) -> None:
    above.lines += text.lines
    above.left, above.right = min(above.left, text.left), max(above.right, text.right)
    above.bottom = max(above.bottom, text.bottom)
    above.last = text


def _may_go_on(above: Text, text: Text, widest: float) -> bool:
    """Whether the text stands right below the last line of the one above, at the same edge or under its middle."""
    last = above.last or above
    step = text.middle - last.middle
    is_below = 0.5 * text.size < step < widest * text.size
    slack = SAME_EDGE * text.size
    return is_below and (abs(text.left - last.left) < slack or abs(text.center - last.center) < slack)


def _is_level(text: Text, levels: Iterable[float]) -> bool:
    if len(text.lines) != 1:
        return False
    middle, slack = (text.last or text).middle, LEVEL * text.size
    return any(abs(middle - level) < slack for level in levels)


def _is_full(text: Text, columns: Sequence[Span]) -> bool:
    """Whether the last line runs to the right end of its columns, or fills them when set in the middle."""
    last = text.last or text
    first, count = touched(last, columns)
    left, right = columns[first][0], columns[first + count - 1][1]
    is_centred = abs(last.center - (left + right) / 2) < CENTRED * text.size
    return (right - left - (last.right - last.left) if is_centred else right - last.right) < FULL * text.size


def join_heads(heads: Sequence[Text], places: Sequence[Span]) -> list[Text]:
    """Heads with the lines of one column joined; a head over several columns stands alone. ``places``: their zones."""
    joined: list[Text] = []
    for head in sorted(heads, key=lambda head: (head.top, head.left)):
        zone = touched(head, places)
        above = next((text for text in joined[: -LOOK_BACK - 1 : -1] if touched(text, places) == zone), None)
        seat = _find_seat(head, places)
        is_own = above is None or _is_over_several(head, zone[1], seat) or _titles_others(above, head, heads)
        if above is not None and not is_own and _is_head_line(above, head, seat):
            _append(above, head)
        else:
            joined.append(replace(head, lines=list(head.lines), last=head))
    return joined


def _find_seat(head: Text, places: Sequence[Span]) -> Span:
    """The zone in which the middle of the head stands."""
    return next((place for place in places if place[0] <= head.center < place[1]), places[touched(head, places)[0]])


def _is_over_several(head: Text, zones: int, seat: Span) -> bool:
    """Whether the head stands over several columns, and does not only reach a little out of one."""
    return zones > 2 or (zones == 2 and head.right - head.left > WIDEST_IN_ZONE * (seat[1] - seat[0]))


def _titles_others(above: Text, head: Text, heads: Sequence[Text]) -> bool:
    """Whether the upper of two lines stands alone, or with few others, over a line of many heads: it titles them."""
    own, under = (sum(abs(other.middle - text.middle) < 0.4 * text.size for other in heads) for text in (above, head))
    return own == 1 < under or TITLED * own <= under


def _is_head_line(above: Text, head: Text, zone: Span) -> bool:
    """Whether the head is the next line of the one above: close below it, and that one filled its column."""
    last = above.last or above
    room = zone[1] - zone[0] - (last.right - last.left)
    if head.right - head.left > zone[1] - zone[0] + SAME_EDGE * head.size:
        return False  # no line of a head is wider than its column
    shifts = head.center - last.center, head.left - last.left, head.right - last.right
    if min(map(abs, shifts)) > SAME_EDGE * head.size:
        return False
    return head.middle - last.middle < HEAD_STEP * head.size and room < HEAD_ROOM * head.size
