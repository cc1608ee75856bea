"""Tables that are drawn in plain text: rules between their rows and walls between their cells.

A cell is all that stands between two rules and two walls, on however many lines. Where a wall stands is told by the
rules, which are made of one kind of sign; on the lines between them the walls are counted, so that it does not matter
how wide a program takes a Chinese sign to be. A plus sign does not tell in which of its sides a wall ends: there the
walls must stand exactly below one another, by one of the widths that programs reckon with.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from extractors.formats.text.signs import ARMS, BARS, DASHES, measure

MAY_DRAW = re.compile(r"[\u2500-\u257f]{3}|[+|][-=]{3}")
"""What stands in every text with such a table, and hardly in another."""
_RULED = re.compile(rf"[+|](?:[{DASHES}]+[+|])+")
_LEAST_DASHES = 3
_LEAST_LINES = 3
_IS_DRAWN = re.compile(rf"[\s\u2500-\u257f{BARS}+{DASHES}]+")
_WIDTHS = ((2, 1), (1, 1), (2, 2))
"""Columns of a Chinese sign and of one of no fixed width, as programs reckon."""
_FLAT = frozenset(sign for sign, arms in ARMS.items() if arms and not set(arms) & set("ud"))
_OPEN, _SHUT, _UNKNOWN = True, False, None
_START = itemgetter(0)


@dataclass(slots=True)
class _Joint:
    """A sign of a wall, or where walls and rules meet."""

    start: int
    """Index in the line."""
    up: bool | None
    down: bool | None
    x: int = -1
    """Column, counted from the left wall in signs of the rules."""
    is_ruled: bool = False
    """Whether a rule goes from it to the next joint of the line."""


_Line = tuple[int, str, list[_Joint]]
"""Number, text and joints of a line."""


@dataclass(slots=True)
class FrameCell:
    """A cell: the columns of its walls, the first and last of its lines, and the lines' texts."""

    left: int
    right: int
    top: int
    bottom: int
    lines: list[str] = field(default_factory=list)


def find_boxes(lines: Sequence[str], at: int) -> tuple[list[FrameCell], int]:
    """The cells of the table whose upper edge is a line, and the line behind its lower edge; none where none is.

    None either where the walls do not stand below one another; then the line behind those that were looked at.
    """
    if not _is_rule(lines[at]):
        return [], at
    lay = _lay_by_width if "+" in lines[at] else _lay_by_count
    drawn, end = [], at + 1
    for number, line, row in lay(_collect(lines, at)):
        drawn.append((line, row))
        end = number + 1
    if len(drawn) < _LEAST_LINES or not _stands_alone(drawn[-1][1]):
        return [], end
    return _find_cells(drawn), end


def _is_rule(line: str) -> bool:
    """Whether a line only draws, and a rule at that."""
    bare = line.strip()
    if not bare or _IS_DRAWN.fullmatch(bare) is None or MAY_DRAW.search(bare) is None:
        return False
    joints = _find_joints(bare)
    return len(joints) > 1 and joints[-1].start == len(bare) - 1 and all(joint.is_ruled for joint in joints[:-1])


def _collect(lines: Sequence[str], at: int) -> Iterator[_Line]:
    """The lines that begin and end with a sign of a frame; blank ones may stand between all of them."""
    step = 2 if at + 2 < len(lines) and not lines[at + 1].strip() and _is_framed(lines[at + 2]) else 1
    while at < len(lines) and _is_framed(lines[at]):
        line = lines[at].strip()
        yield at, line, _find_joints(line)
        if step == 2 and at + 1 < len(lines) and lines[at + 1].strip():
            return
        at += step


def _is_framed(line: str) -> bool:
    bare = line.strip()
    return len(bare) > 1 and _is_edge(bare[0]) and _is_edge(bare[-1])


def _is_edge(sign: str) -> bool:
    return sign in "+" or sign in ARMS


def _find_joints(line: str) -> list[_Joint]:
    """The joints of a line from left to right."""
    ruled = [match.span() for match in _RULED.finditer(line) if _has_dashes(match[0])]
    joints = [joint for i, sign in enumerate(line) if (joint := _make_joint(sign, i, ruled)) is not None]
    for one, other in pairwise(joints):
        between = line[one.start + 1 : other.start]
        is_dashed = one.start < other.start < _find_stop(one.start, ruled)
        is_drawn = bool(between) and all(sign in _FLAT for sign in between)
        one.is_ruled = is_dashed or is_drawn
    return joints


def _find_stop(place: int, spans: Sequence[tuple[int, int]]) -> int:
    """Where the last of these that begins at a place or before it ends; 0 where none does."""
    number = bisect_right(spans, place, key=_START)
    return spans[number - 1][1] if number else 0


def _has_dashes(stretch: str) -> bool:
    return max(map(len, re.split(r"[+|]", stretch))) >= _LEAST_DASHES


def _make_joint(sign: str, start: int, ruled: Sequence[tuple[int, int]]) -> _Joint | None:
    if sign == "+":
        return _Joint(start, _UNKNOWN, _UNKNOWN) if start < _find_stop(start, ruled) else None
    arms = ARMS.get(sign, "")
    if sign == "|" and start < _find_stop(start, ruled):
        return _Joint(start, _UNKNOWN, _UNKNOWN)
    return _Joint(start, "u" in arms, "d" in arms) if "u" in arms or "d" in arms else None


def _lay_by_count(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines whose joints have their columns: by the walls that come down to each line, until none does."""
    active: list[int] = []
    for number, line, row in lines:
        known = [joint for joint in row if joint.up is not _SHUT]
        if len(known) != len(active) or not row:
            return
        for joint, x in zip(known, active, strict=True):
            joint.x = x
        if not active:
            row[0].x = 0
        if not _lay_new(row):
            return
        yield number, line, row
        active = [joint.x for joint in row if joint.down is not _SHUT]
        if not active:
            return


def _lay_new(row: Sequence[_Joint]) -> bool:
    """Gives the joints their columns at which walls begin: by the rule that goes there from another one."""
    for one, other in pairwise(row):
        if other.x < 0 and one.x >= 0 and one.is_ruled:
            other.x = one.x + other.start - one.start
    for other, one in pairwise(row[::-1]):
        if one.x < 0 and other.x >= 0 and one.is_ruled:
            one.x = other.x - (other.start - one.start)
    return row[0].x == 0 and all(one.x < other.x for one, other in pairwise(row))


def _lay_by_width(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The lines whose joints have their columns, by the width of what stands before them, until two rules come."""
    above: list[_Joint] = []
    for number, line, row in lines:
        if not (_lay_row(line, row, above) or _lay_like(row, above)):
            return
        if above and _stands_alone(row) and _stands_alone(above):
            return
        yield number, line, row
        above = row


def _stands_alone(row: Sequence[_Joint]) -> bool:
    return all(joint.is_ruled for joint in row[:-1])


def _lay_row(line: str, row: Sequence[_Joint], above: Sequence[_Joint]) -> bool:
    """Lays a line by the width at which most of its walls stand below others; whether all go on, there and here."""
    places = {joint.x for joint in above}
    best: tuple[int, list[int]] | None = None
    for wide, ambiguous in _WIDTHS:
        columns = _measure_joints(line, row, wide, ambiguous)
        if _fits(row, columns, above) and (best is None or len(places.intersection(columns)) > best[0]):
            best = len(places.intersection(columns)), columns
    for joint, x in zip(row, best[1] if best else (), strict=False):
        joint.x = x
    return best is not None


def _measure_joints(line: str, row: Sequence[_Joint], wide: int, ambiguous: int) -> list[int]:
    """The columns of the joints of a line where signs are so wide."""
    x, start, columns = 0, 0, []
    for joint in row:
        x += measure(line[start : joint.start], wide, ambiguous)
        start = joint.start
        columns.append(x)
    return columns


def _fits(row: Sequence[_Joint], columns: Sequence[int], above: Sequence[_Joint]) -> bool:
    """Whether a line laid so is as wide as the one above it, and the walls of either go on in the other."""
    if not columns or columns[0]:
        return False
    if not above:
        return True
    return (
        columns[-1] == above[-1].x
        and _goes_on(row, columns, above, [joint.x for joint in above])
        and _goes_on(above, [joint.x for joint in above], row, columns)
    )


def _goes_on(row: Sequence[_Joint], columns: Sequence[int], other: Sequence[_Joint], others: Sequence[int]) -> bool:
    """Whether at each wall of a line another has a sign of a wall or of a rule."""
    places = set(others)
    rules = [ends for one, ends in zip(other, pairwise(others), strict=False) if one.is_ruled]
    walls = [x for joint, x in zip(row, columns, strict=True) if joint.up is _OPEN and x not in places]
    return all(x < _find_stop(x, rules) for x in walls)


def _lay_like(row: Sequence[_Joint], above: Sequence[_Joint]) -> bool:
    """Lays a line of cells like the one above it, where that has as many joints: then every wall goes on."""
    if len(row) != len(above) or any(joint.is_ruled for joint in row):
        return False
    for joint, known in zip(row, above, strict=True):
        joint.x = known.x
    return True


def _find_cells(drawn: Sequence[tuple[str, list[_Joint]]]) -> list[FrameCell]:
    """The cells between the joints; none where one of them is no rectangle."""
    boxes: list[FrameCell] = []
    above: dict[tuple[int, int], FrameCell] = {}
    for number, (line, row) in enumerate(drawn):
        below: dict[tuple[int, int], FrameCell] = {}
        walls = [*above]  # from left to right, as its cells were found
        for left, right, text in _find_pieces(line, row):
            box = above.get((left, right))
            if box is None:
                if left < _find_stop(right - 1, walls):
                    return []
                box = FrameCell(left, right, number, number)
                boxes.append(box)
            box.bottom = number
            box.lines.append(text)
            below[left, right] = box
        above = below
    return boxes


def _find_pieces(line: str, row: Sequence[_Joint]) -> Iterator[tuple[int, int, str]]:
    for one, other in pairwise(row):
        text = line[one.start + 1 : other.start]
        if not one.is_ruled and text:
            yield one.x, other.x, text
