"""Table T3, 收到和处理政府信息公开申请情况: rows by label path, seven values by head or by window (SPEC 6.5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from db.records import Fact, Method
from extractors.document import Cell
from extractors.draft import DraftTable
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec
from pipeline.normalise.cells import CellReader
from pipeline.normalise.facts import FactMaker
from pipeline.normalise.matching import LabelIndex, RowContext, T3Index
from pipeline.normalise.rows import SplitRow, columns_with, cut_row, drop_copies, find_printed, find_windows, split_row

WIDTH = 7

Laid = tuple[tuple[Cell, bool], ...]
"""Seven cells in applicant order, each with whether it is a merged copy."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the seven values of a piece's rows stand."""

    under: dict[str, list[int]]
    """Applicant -> columns under its head; empty where the heads do not stand over the values."""
    order: tuple[str, ...] | None
    """The applicants from left to right; None where the heads contradict the form without naming every column."""


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


class T3Reader:
    """Reads the pieces of table T3 with one catalogue."""

    def __init__(self, catalogue: Catalogue, cells: CellReader) -> None:
        self._catalogue = catalogue
        self._cells = cells
        self._rows = T3Index(catalogue)
        labels = [(a.code, LabelSpec(a.label, a.variants, ())) for a in catalogue.applicants]
        self._heads: LabelIndex[str] = LabelIndex(catalogue.folding, labels)
        self._applicant = lru_cache(4096)(self._find_applicant)
        self._applicants = tuple(applicant.code for applicant in catalogue.applicants)

    def edition_of(self, rows: Sequence[NamedRow], year: int | None) -> str:
        """The edition whose own rows are there; without any of them, the one of the year."""
        for is_own in (self._has_text, self._is_printed):
            own = Counter(r.spec.editions[0] for r in rows if r.spec and len(r.spec.editions) == 1 and is_own(r))
            if own["gb2021_30"] != own["gb2019_60"]:
                return max(own, key=lambda edition: own[edition])
        return "gb2019_60" if year in (2019, 2020) else "gb2021_30"

    def _is_printed(self, row: NamedRow) -> bool:
        return row.method != "by_position"

    def _has_text(self, row: NamedRow) -> bool:
        """A group label standing alone in a row without a single printed value is no row of its own."""
        return self._is_printed(row) and any(cell.text.strip() for cell in row.row.values)

    def name_rows(self, pieces: Sequence[DraftTable]) -> list[NamedRow]:
        """Every row of values of all pieces, in reading order, named where its label is known."""
        named: list[NamedRow] = []
        for index, piece in enumerate(pieces):
            heads = self.find_heads(piece)
            first = min((min(columns) for columns in heads.values()), default=0) if piece.layout != "lines" else 0
            for cells in piece.rows:
                row = self._split(cells, first)
                if row is not None:
                    named.append(self._name(row, index, piece.layout == "grid", named))
        return self._name_between(named)

    def _split(self, cells: Sequence[Cell], first_value: int) -> SplitRow | None:
        """The row cut in labels and values, or None for a row of heads."""
        if sum(self._applicant(cell.text) is not None for cell in drop_copies(cells)) >= 3:
            return None
        row = split_row(cells, self._cells.is_value)
        if first_value and row.first_value != first_value and self._is_cut_at(cells, first_value):
            row = cut_row(cells, first_value)
        return row if drop_copies(row.values) and not self._is_head(row) else None

    def _is_cut_at(self, cells: Sequence[Cell], column: int) -> bool:
        """Whether the known column parts label from values: a word left of it, a printed value from it on."""
        left, right = cells[:column], cells[column:]
        return any(c.text.strip() for c in left) and any(
            self._cells.read(c.text, "count").state != "text" and c.text.strip() for c in right
        )

    def _is_head(self, row: SplitRow) -> bool:
        """A row without a printed value whose last words are a head: 总计 without a list number is one."""
        if any(cell.text.strip() for cell in row.values):
            return False
        if not row.labels:
            return True
        return (
            self._catalogue.folding.label_key(row.labels[-1]).level is None
            and self._applicant(row.labels[-1]) is not None
        )

    def _find_applicant(self, text: str) -> str | None:
        matches = self._heads.matches(self._catalogue.folding.label_key(text).key) if text.strip() else []
        return matches[0].entry if matches else None

    def find_heads(self, piece: DraftTable) -> dict[str, list[int]]:
        """Applicant -> columns under its head; empty when not all seven heads stand once each over a column."""
        rows = [row for row in piece.rows if sum(self._applicant(c.text) is not None for c in drop_copies(row)) >= 2]
        top = rows[:1] and [row for row in piece.rows if row[0].row <= rows[-1][0].row]
        columns = columns_with([row for row in top if not self._has_number(row)], self._applicant)
        is_whole = set(columns) == set(self._applicants)
        return columns if is_whole and all(_is_run(run) for run in columns.values()) else {}

    def columns_of(self, pieces: Sequence[DraftTable]) -> list[Columns]:
        """The columns of each piece; a piece without heads of its own takes those of the one before it."""
        found: list[Columns] = []
        for i, piece in enumerate(pieces):
            before = found[-1] if found else Columns({}, self._applicants)
            under = self.find_heads(piece) if piece.layout != "lines" else {}
            if not under and i and piece.layout != "lines" and _width(piece) == _width(pieces[i - 1]):
                under = before.under
            found.append(Columns(under, self._find_order(piece, before.order)))
        return found

    def _find_order(self, piece: DraftTable, before: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """The applicants from left to right: as on the form unless a row of heads says otherwise."""
        rows = [self._heads_in(row) for row in piece.rows if not self._has_number(row)]
        rows = [names for names in rows if len(names) > 1]
        if not rows:
            return before
        shuffled = {names for names in rows if not self._is_form_order(names)}
        if not shuffled:
            return self._applicants if all(self._is_in_place(row) for row in piece.rows) else None
        names = shuffled.pop()
        if shuffled or not set(names) >= set(self._applicants[1:-1]) or len(set(names)) < len(names):
            return None
        first, last = self._applicants[:1], self._applicants[-1:]
        return (*(first if first[0] not in names else ()), *names, *(last if last[0] not in names else ()))

    def _heads_in(self, row: Sequence[Cell]) -> tuple[str, ...]:
        cells = [cell for cell in drop_copies(row) if self._catalogue.folding.label_key(cell.text).level is None]
        return tuple(name for cell in cells if (name := self._applicant(cell.text)) is not None)

    def _is_in_place(self, row: Sequence[Cell]) -> bool:
        """Whether the organisations' heads leave room for just those between them, known by their labels or not."""
        if self._has_number(row):
            return True
        cells = drop_copies(row)
        for heads in (cells, [cell for cell in cells if cell.text.strip()]):
            names = [self._applicant(cell.text) for cell in heads]
            places = {i - self._applicants.index(n) for i, n in enumerate(names) if n in self._applicants[1:-1]}
            if len(places) < 2:
                return True
        return False

    def _is_form_order(self, names: Sequence[str]) -> bool:
        places = [self._applicants.index(name) for name in names]
        return places == sorted(set(places))

    def _has_number(self, row: Sequence[Cell]) -> bool:
        return any(self._cells.read(cell.text, "count").state == "number" for cell in row)

    def _name(self, row: SplitRow, piece: int, is_grid: bool, before: list[NamedRow]) -> NamedRow:
        keys = [self._catalogue.folding.label_key(text) for text in row.labels]
        last = before[-1] if before else None
        parents = tuple(key.key for key in keys[:-1])
        if not any(key in self._rows.groups for key in parents) and last is not None and keys:
            parents = self._carry(keys[-1].level, last)
        context = RowContext(parents, next((r.spec for r in reversed(before) if r.spec is not None), None))
        match = self._rows.find(keys[-1], context) if keys else None
        if match is None:
            return NamedRow(row, piece, is_grid, None, "exact", parents)
        return NamedRow(row, piece, is_grid, match.entry, match.method, parents)

    def _carry(self, level: int | None, last: NamedRow) -> tuple[str, ...]:
        """Parents of the row above, for a row whose own were lost with its merged cells."""
        if level in (1, 2):
            return ()
        own = [self._catalogue.folding.label_key(text).key for text in last.row.labels[-1:]]
        return (*last.parents, *(key for key in own if key in self._rows.groups))

    def _name_between(self, rows: list[NamedRow]) -> list[NamedRow]:
        """A row whose label is empty takes the place left free between its named neighbours, and only then."""
        edition = self.edition_of(rows, None)
        order = [spec.code for spec in self._catalogue.t3_fields(edition)]
        named = list(rows)
        for i, row in enumerate(rows):
            if row.spec is None and self._has_no_label(row) and any(c.text.strip() for c in row.row.values):
                spec = self._free_place(named, i, order)
                if spec is not None:
                    named[i] = replace(row, spec=spec, method="by_position")
        return named

    def _has_no_label(self, row: NamedRow) -> bool:
        """Whether nothing is printed before the values but, perhaps, the groups that the row stands in."""
        return all(self._catalogue.folding.label_key(text).key in self._rows.groups for text in row.row.labels)

    def _free_place(self, rows: list[NamedRow], index: int, order: list[str]) -> FieldSpec | None:
        if not 0 < index < len(rows) - 1:
            return None
        above, below = rows[index - 1].spec, rows[index + 1].spec
        if above is None or below is None or above.code not in order or below.code not in order:
            return None
        if order.index(below.code) - order.index(above.code) != 2:
            return None
        code = order[order.index(above.code) + 1]
        return next(spec for spec in self._catalogue.t3_rows if spec.code == code)

    def read_row(self, row: NamedRow, columns: Columns, shift: int | None, maker: FactMaker) -> list[Fact]:
        """The seven facts of one row; none, with a note, when its values cannot be laid on the columns."""
        assert row.spec is not None  # noqa: S101  (callers pass named rows)
        laid = self._lay_on_heads(row, columns.under)
        if laid is None and columns.order is not None:
            laid = self._lay_in_order(row, columns.order, shift)
        if laid is None:
            maker.add("T3.ROW.SHAPE", row.spec, row.row.cells[0], label=row.spec.label, detail=_count_cells(row))
            return []
        return [
            maker.make(row.spec, applicant, cell, row.method, row.label, is_merged=is_merged)
            for applicant, (cell, is_merged) in zip(self._applicants, laid, strict=True)
        ]

    def _lay_on_heads(self, row: NamedRow, heads: dict[str, list[int]]) -> Laid | None:
        """The cell under each head; None when a printed value stands outside them or two stand under one."""
        if not heads:
            return None
        under = {column for columns in heads.values() for column in columns}
        cells = row.row.cells
        outside = [c for i, c in enumerate(cells) if i >= row.row.first_value and i not in under]
        if any(cell.text.strip() and not cell.is_repeat for cell in outside):
            return None
        laid = [_cell_under(cells, heads[applicant]) for applicant in self._applicants]
        return tuple(pair for pair in laid if pair is not None) if None not in laid else None

    def _lay_in_order(self, row: NamedRow, order: tuple[str, ...], shift: int | None) -> Laid | None:
        """Seven cells in a run, brought from the printed order of the applicants to that of the form."""
        printed = None if row.is_grid else find_printed(row.row.values, WIDTH)
        laid = self._lay_by_window(row) if printed is None else tuple((cell, False) for cell in printed)
        if laid is None and order[-1] == self._applicants[-1]:
            laid = self._lay_by_sum(row)
        if laid is None and shift is not None:
            laid = self._lay_by_window(row, shift)
        return None if laid is None else tuple(laid[order.index(applicant)] for applicant in self._applicants)

    def _lay_by_window(self, row: NamedRow, shift: int | None = None) -> Laid | None:
        """The one run of seven with nothing printed outside it; of several, the one at the neighbours' offset."""
        for cells in (drop_copies(row.row.values), list(row.row.values)):
            spans = find_windows(cells, WIDTH)
            if len(spans) > 1 and not any(cell.text.strip() for cell in cells):
                spans = spans[:1]
            if len(spans) > 1 and shift is not None:
                spans = [span for span in spans if span[0] == shift]
            if len(spans) == 1:
                start, stop = spans[0]
                return tuple((cell, cell.is_repeat) for cell in cells[start:stop])
        return None

    def _lay_by_sum(self, row: NamedRow) -> Laid | None:
        """Of several runs of seven, the only one whose six parts add up to its total."""
        cells = drop_copies(row.row.values)
        fitting = []
        for start, stop in find_windows(cells, WIDTH):
            numbers = [self._cells.read(cell.text, "count").value for cell in cells[start:stop]]
            if numbers[-1] is not None and sum(n for n in numbers[:-1] if n is not None) == numbers[-1] != 0:
                fitting.append((start, stop))
        if len(fitting) != 1:
            return None
        start, stop = fitting[0]
        return tuple((cell, False) for cell in cells[start:stop])

    def shift_of(self, row: NamedRow) -> int | None:
        """Where the seven values start after the label, when only one place is possible."""
        spans = find_windows(drop_copies(row.row.values), WIDTH)
        return spans[0][0] if len(spans) == 1 else None


def _cell_under(cells: Sequence[Cell], columns: list[int]) -> tuple[Cell, bool] | None:
    """The cell under one head, and whether it is a copy of one that starts under another; None for two printed ones."""
    if len(columns) == 1:
        cell = cells[columns[0]] if columns[0] < len(cells) else None
        return None if cell is None else (cell, cell.is_repeat)
    present = [cells[column] for column in columns if column < len(cells)]
    own = drop_copies(present)
    printed = [cell for cell in own if cell.text.strip()]
    if len(printed) > 1 or not present:
        return None
    if printed or own:
        return (printed or own)[0], False
    return present[0], True


def _width(piece: DraftTable) -> int:
    return len(piece.rows[0]) if piece.rows else 0


def _is_run(columns: list[int]) -> bool:
    return columns == list(range(columns[0], columns[0] + len(columns)))


def _count_cells(row: NamedRow) -> str:
    texts = [cell.text.strip() for cell in drop_copies(row.row.values)]
    return f"{len(texts)} cells: {' | '.join(texts)}"[:200]
