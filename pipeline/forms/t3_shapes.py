"""The shapes of table T3: pieces with their heads, rows with their fields, and which cell a head stands over."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from db.schema.fast_records import quicken
from db.schema.records import Fact, Method
from extractors.drafting.draft import DraftTable
from extractors.grids.grid import is_printed
from extractors.model.document import Cell
from pipeline.catalogue.model import FieldSpec
from pipeline.forms.facts import FactMaker
from pipeline.forms.rows import SplitRow, drop_copies, find_windows, split_row

WIDTH = 7
"""Values of a row: six applicants and their total."""
LEAST = 5
"""Columns that the table must have, to be read by its heads where some are missing."""
_LEAST_ROWS = 2
"""Rows that tell where the values of a piece without heads begin."""
_LEAST_TURNED = 20
"""Columns of a turned table: the form has 23 or 25 rows, and never half as many columns."""
_MOST_BESIDE = 3
"""Columns of it that may name the applicants."""
_DEEPEST = 3
"""Labels of a path."""
_LEAST_COUNTED = 4
"""Numbers in order that no column of values has by chance, with nothing else in it."""

Laid = tuple[tuple[Cell, bool], ...]
"""Seven cells in applicant order, each with whether it is a merged copy."""


@dataclass(frozen=True)
class Columns:
    """Where the seven values of a piece's rows stand."""

    under: dict[str, list[int]]
    """Applicant, in the order of the form -> columns under its head; empty where no heads stand over the values."""
    order: tuple[str, ...] | None
    """The applicants from left to right; None where the heads contradict the form without naming every column."""
    aside: frozenset[int] = frozenset()
    """Columns under a head of their own that is none of the form's: what stands there belongs to no applicant."""

    @cached_property
    def covered(self) -> frozenset[int]:
        """Every column that stands under a head."""
        return frozenset(column for columns in self.under.values() for column in columns)

    @cached_property
    def headed(self) -> frozenset[int]:
        """Every column that stands under a head, whosesoever it is."""
        return self.covered | self.aside

    @cached_property
    def alone(self) -> tuple[int, ...] | None:
        """The one column of each applicant; None where one has several."""
        columns = list(self.under.values())
        return tuple(one[0] for one in columns) if all(len(one) == 1 for one in columns) else None

    @cached_property
    def last(self) -> int:
        """The last column of an applicant."""
        return max(self.covered)


@dataclass(frozen=True, slots=True)
class T3Piece:
    """One piece of the table, with what its cells name."""

    piece: DraftTable
    counts: tuple[int, ...]
    """For each row how many of its cells name an applicant, copies left out."""
    heads: dict[str, list[int]]
    """Applicant -> columns under its head; empty when not all seven heads stand once each over a column."""
    aside: frozenset[int] = frozenset()
    """Columns beside those, under a head of their own."""


@quicken
@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with values, and the field its label means; ``spec`` is None for a label the catalogue does not know."""

    row: SplitRow
    piece: int
    is_grid: bool
    spec: FieldSpec | None
    method: Method
    parents: tuple[str, ...]

    @property
    def label(self) -> str:
        """The label path as printed."""
        return " › ".join(self.row.labels)


def cell_under(cells: Sequence[Cell], columns: list[int]) -> tuple[Cell, bool] | None:
    """The cell under one head, and whether it is a copy of one that starts under another; None for two printed ones."""
    if len(columns) == 1:
        if columns[0] >= len(cells):
            return None
        cell = cells[columns[0]]
        return cell, cell.is_repeat
    present = [cells[column] for column in columns if column < len(cells)]
    own = drop_copies(present)
    printed = [cell for cell in own if cell.text.strip()]
    if len(printed) > 1 or not present:
        return None
    if printed or own:
        return (printed or own)[0], False
    return present[0], True


def find_aside(
    rows: Sequence[Sequence[Cell]],
    heads: Sequence[Sequence[Cell]],
    under: dict[str, list[int]],
    is_over: Callable[[str], bool],
) -> frozenset[int]:
    """The columns beside the applicants' that are known to hold no value of theirs.

    Right of the first head those under a word of their own, which is no head over several columns; left of it those
    that count the rows.
    """
    covered = {column for columns in under.values() for column in columns}
    is_single = len(under) < LEAST  # then the head over all organisations stands over one column of their sums
    words = {i for row in heads for i in _own_heads(row, covered) if is_single or not is_over(row[i].text)}
    return frozenset(words) | find_ordinals(rows, under)


def _own_heads(row: Sequence[Cell], covered: set[int]) -> Iterator[int]:
    """The columns beside the covered ones whose word in a row of heads stands over none of these too."""
    common = {row[column].text for column in covered if column < len(row)}
    for column in range(min(covered) + 1, len(row)):
        cell = row[column]
        if column not in covered and cell.colspan == 1 and cell.text.strip() and cell.text not in common:
            yield column


def find_ordinals(rows: Sequence[Sequence[Cell]], under: dict[str, list[int]]) -> frozenset[int]:
    """The columns left of the first head that count the rows: 1, 2, 3 and so on, and no other number."""
    first = min(column for columns in under.values() for column in columns)
    return frozenset(column for column in range(first) if _counts_rows(rows, column))


def _counts_rows(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    cells = (row[column] for row in rows if column < len(row) and not row[column].is_repeat)
    numbers = [Decimal(text) for cell in cells if (text := cell.text.strip()).isdecimal()]
    is_counted = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= _LEAST_COUNTED and is_counted


def are_beside_group(
    heads: Sequence[Sequence[Cell]],
    columns: dict[str, list[int]],
    form: tuple[str, ...],
    is_over: Callable[[str], bool],
) -> bool:
    """Whether the first of the form's columns and the last have a column each, and all organisations one between."""
    width = max(map(len, heads), default=0)
    over = [i for i in range(width) if any(i < len(row) and is_over(row[i].text) for row in heads)]
    places = [columns.get(form[0], []), over, columns.get(form[-1], [])]
    is_alone = len(columns) == 2 and all(len(place) == 1 for place in places)
    return is_alone and is_run([place[0] for place in places])


def is_turned(piece: DraftTable, find: Callable[[str], str | None]) -> bool:
    """Whether a grid has a row for each applicant that ``find`` knows, and a column for each of the form's rows."""
    if piece.layout != "grid" or not piece.rows or len(piece.rows[0]) < _LEAST_TURNED:
        return False
    beside = [{name for cell in row[:_MOST_BESIDE] if (name := find(cell.text))} for row in piece.rows]
    return len(set().union(*beside)) >= LEAST and all(len(names) < LEAST for names in beside)


def turn(piece: DraftTable) -> DraftTable:
    """The piece with its columns as rows."""
    width = max(map(len, piece.rows))
    full = [row for row in piece.rows if len(row) == width]
    return replace(piece, rows=tuple(tuple(map(_turn_cell, column)) for column in zip(*full, strict=True)))


def _turn_cell(cell: Cell) -> Cell:
    return replace(cell, row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)


def names_several_rows(levels: Sequence[int | None]) -> bool:
    """Whether labels with numbers of these levels are those of rows beside one another: one path has each level once.

    A row has three at most: its block, its group and its own.
    """
    numbered = [level for level in levels if level is not None]
    return len(levels) > _DEEPEST and len(set(numbered)) < len(numbered)


def part_at_heads(
    piece: DraftTable, counts: Sequence[int], has_number: Callable[[Sequence[Cell]], bool]
) -> list[tuple[DraftTable, tuple[int, ...]]]:
    """The piece, cut where heads come again below values: they need not name the columns in the order of the first.

    ``counts`` tells of each row how many of its cells name an applicant, and goes with the parts.
    """
    cuts, has_values = [0], False
    for number, row in enumerate(piece.rows) if piece.layout == "grid" else ():
        is_head = counts[number] > 1 and not has_number(row)
        if is_head and has_values:
            cuts.append(number)
        has_values = not is_head and (has_values or has_number(row))
    if len(cuts) == 1:
        return [(piece, tuple(counts))]
    stops = [*cuts[1:], len(piece.rows)]
    spans = zip(cuts, stops, strict=True)
    return [(replace(piece, rows=piece.rows[start:stop]), tuple(counts[start:stop])) for start, stop in spans]


def is_gapless(heads: Sequence[Sequence[Cell]], under: dict[str, list[int]]) -> bool:
    """Whether every column from the first of these to the edge of the table is one of them: none has lost its head."""
    covered = sorted(column for columns in under.values() for column in columns)
    return covered == list(range(covered[0], max(map(len, heads))))


def has_short_rows(rows: Sequence[NamedRow]) -> bool:
    """Whether named rows have fewer cells than there are applicants, and none has a value in each of seven."""
    values = [drop_copies(row.row.values) for row in rows if row.spec is not None]
    printed = [sum(bool(cell.text.strip()) for cell in cells) for cells in values]
    return any(len(cells) < WIDTH and count > 1 for cells, count in zip(values, printed, strict=True)) and (
        max(printed) < WIDTH
    )


def measure_width(found: T3Piece) -> int:
    """How many columns the piece has."""
    return len(found.piece.rows[0]) if found.piece.rows else 0


def find_first(found: T3Piece, is_value: Callable[[str], bool], is_label: Callable[[str], bool]) -> int:
    """The column from which on there are seven, where rows of a piece that goes on without heads say so; else 0.

    Words in the place of one value must not make labels of all that stands before it.
    """
    first = measure_width(found) - WIDTH
    if found.piece.layout != "grid" or first < 1:
        return 0
    splits = (split_row(row, is_value) for row in found.piece.rows)
    plain = [one for one in splits if one.first_value == first and one.labels and is_label(one.labels[-1])]
    return first if len(plain) >= _LEAST_ROWS else 0


def is_run(columns: list[int]) -> bool:
    """Whether the columns stand beside one another, without a gap."""
    return columns == list(range(columns[0], columns[0] + len(columns)))


def lay_by_window(row: NamedRow, shift: int | None = None) -> Laid | None:
    """The one run of seven with nothing printed outside it; of several, the one at the neighbours' offset."""
    for cells in (_drop_fillers(drop_copies(row.row.values)), list(row.row.values)):
        spans = find_windows(cells, WIDTH)
        if len(spans) > 1 and not any(cell.text.strip() for cell in cells):
            spans = spans[:1]
        if len(spans) > 1 and shift is not None:
            spans = [span for span in spans if span[0] == shift]
        if len(spans) == 1:
            start, stop = spans[0]
            return tuple((cell, cell.is_repeat) for cell in cells[start:stop])
    return None


def shift_of(row: NamedRow) -> int | None:
    """Where the seven values start after the label, when only one place is possible."""
    spans = find_windows(drop_copies(row.row.values), WIDTH)
    return spans[0][0] if len(spans) == 1 else None


def list_spread(facts: Sequence[Fact], laid: Laid) -> list[Fact]:
    """The zeros of a row with as many blanks on one side as on the other, and these blanks.

    So stands the zero of a cell merged over all of them where no rules show it.
    """
    row = sorted(zip(facts, laid, strict=True), key=lambda pair: pair[1][0].column)
    printed = [-1, *(place for place, (fact, _) in enumerate(row) if fact.state != "blank"), len(row)]
    found: list[Fact] = []
    for before, place, after in zip(printed, printed[1:], printed[2:], strict=False):
        if place - before == after - place > 1 and row[place][0].value == 0:
            found += (fact for fact, _ in row[before + 1 : after])
    return found


def _drop_fillers(cells: list[Cell]) -> list[Cell]:
    """The cells without those that only make a ragged row as long as the others, where there are enough of its own."""
    own = [cell for cell in cells if is_printed(cell)]
    return own if len(own) >= WIDTH else cells


def doubt_first(row: NamedRow, laid: Laid | None, maker: FactMaker) -> Laid | None:
    """The cells as laid without heads, with a note where blanks come before values: labels may stand over those."""
    texts = [cell.text.strip() for cell, _ in laid or ()]
    if laid and row.spec is not None and not texts[0] and any(texts[1:-1]):
        first = laid[[*map(bool, texts)].index(True)][0]
        words = {"label": row.spec.label, "raw": first.text.strip(), "detail": "no head says whose the first value is"}
        maker.add("CELL.SUSPECT", row.spec, first, **words)
    return laid


def show_cells(row: NamedRow) -> str:
    """How many cells stand behind a row's label, and what is in them."""
    texts = [cell.text.strip() for cell in drop_copies(row.row.values)]
    return f"{len(texts)} cells: {' | '.join(texts)}"[:200]
