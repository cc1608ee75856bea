"""Table T3, 收到和处理政府信息公开申请情况: rows by label path, seven values by head or by window."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from db.schema.records import Fact
from extractors.drafting.draft import DraftTable
from extractors.model.document import Cell
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker
from pipeline.forms.in_place import find_free, is_likest, is_misspelt
from pipeline.forms.matching import LabelIndex, Match, RowContext, T3Index
from pipeline.forms.memo import remember
from pipeline.forms.rows import SplitRow, columns_with, cut_row, drop_copies, find_printed, find_windows, split_row
from pipeline.forms.t3_cut_labels import join_cut
from pipeline.forms.t3_shapes import (
    LEAST,
    WIDTH,
    Columns,
    Laid,
    NamedRow,
    T3Piece,
    are_beside_group,
    cell_under,
    doubt_first,
    find_aside,
    find_first,
    has_short_rows,
    is_gapless,
    is_run,
    is_turned,
    lay_by_window,
    list_spread,
    measure_width,
    names_several_rows,
    part_at_heads,
    show_cells,
    turn,
)

Above = tuple[tuple[str, ...], tuple[str, ...]]
"""Of a row, the keys of its parents and its own label as printed, where it has one."""


class T3Reader:
    """Reads the pieces of table T3 with one catalogue."""

    def __init__(self, catalogue: Catalogue, cells: CellReader) -> None:
        self._catalogue = catalogue
        self._cells = cells
        self._rows = T3Index(catalogue)
        labels = [(a.code, LabelSpec(a.label, a.variants, ())) for a in catalogue.applicants]
        self._heads: LabelIndex[str] = LabelIndex(catalogue.folding, labels)
        self._applicant = remember(self._find_applicant, 4096)
        self._labels = {applicant.code: applicant.label for applicant in catalogue.applicants}
        self._applicants = tuple(applicant.code for applicant in catalogue.applicants)
        self._over: dict[str, tuple[str, ...]] = {}
        """Key of the head over some applicants -> these."""
        for applicant in catalogue.applicants:
            key = catalogue.folding.label_key(applicant.group).key
            self._over |= {key: (*self._over.get(key, ()), applicant.code)} if key else {}
        self._by_code = {spec.code: spec for spec in catalogue.t3_rows}
        self._find_row = lru_cache(4096)(self._match_row)

    def edition_of(self, rows: Sequence[NamedRow], year: int | None) -> str:
        """The edition whose own rows are there; without any of them, the one of the year."""
        for is_own in (self._has_text, self._is_printed):
            own = Counter(r.spec.editions[0] for r in rows if r.spec and len(r.spec.editions) == 1 and is_own(r))
            if own["gb2021_30"] != own["gb2019_60"]:
                return max(own, key=lambda edition: own[edition])
        return self._catalogue.form_of_year(year)

    def _is_printed(self, row: NamedRow) -> bool:
        return row.method != "by_position"

    def _has_text(self, row: NamedRow) -> bool:
        """A group label standing alone in a row without a single printed value is no row of its own."""
        return self._is_printed(row) and any(cell.text.strip() for cell in row.row.values)

    def find_heads(self, pieces: Iterable[DraftTable]) -> list[T3Piece]:
        """The pieces with the heads found in each; columns of lines without a grid stand under none."""
        found = []
        upright = [turn(piece) if is_turned(piece, self._applicant) else piece for piece in pieces]
        parts = (part_at_heads(piece, self._count_applicants(piece), self._has_number) for piece in upright)
        for piece, counts in chain.from_iterable(parts):
            heads = self._rows_of_heads(piece, counts) if piece.layout != "lines" else []
            under = self._columns_under(heads)
            aside = find_aside(piece.rows, heads, under, self._is_over) if under else frozenset()
            found.append(T3Piece(piece, counts, under, aside))
        return found

    def _count_applicants(self, piece: DraftTable) -> list[int]:
        applicant = self._applicant
        return [sum(applicant(cell.text) is not None for cell in row if not cell.is_repeat) for row in piece.rows]

    def _rows_of_heads(self, piece: DraftTable, counts: Sequence[int]) -> list[Sequence[Cell]]:
        rows = [row for row, count in zip(piece.rows, counts, strict=True) if count >= 2]
        top = rows[:1] and [row for row in piece.rows if row[0].row <= rows[-1][0].row]
        return [row for row in top if not self._has_number(row)]

    def _columns_under(self, heads: Sequence[Sequence[Cell]]) -> dict[str, list[int]]:
        columns = columns_with(heads, self._applicant)
        if len(columns) < LEAST:
            return columns if are_beside_group(heads, columns, self._applicants, self._is_over) else {}
        columns = {name: self._own_columns(name, run, heads) or run for name, run in columns.items()}
        if set(columns) != set(self._applicants) and not is_gapless(heads, columns):
            return {}
        return columns if all(map(is_run, columns.values())) else {}

    def list_missing(self, columns: Sequence[Columns]) -> list[str]:
        """The applicants that no piece has a column for, where there are heads over all the others."""
        found = [set(one.under) for one in columns if one.under]
        return [name for name in self._applicants if found and not any(name in names for names in found)]

    def _own_columns(self, name: str, columns: list[int], heads: Sequence[Sequence[Cell]]) -> list[int]:
        """Of several columns those under the form's own word: beside 总计, 小计 is a sum of some."""
        if len(columns) == 1:
            return columns
        own = self._catalogue.folding.label_key(self._labels[name]).key
        words = {c: [row[c].text for row in heads if c < len(row) and self._applicant(row[c].text)] for c in columns}
        return [c for c in columns if self._catalogue.folding.label_key(words[c][-1]).key == own]

    def name_rows(self, pieces: Sequence[T3Piece], is_ocr: bool = False) -> list[NamedRow]:
        """Every row of values of all pieces, in reading order, named where its label is known.

        Where labels were recognised (``is_ocr``), one that was misread does not keep its row from being named.
        """
        named: list[NamedRow] = []
        previous: FieldSpec | None = None
        for index, found in enumerate(pieces):
            is_grid = found.piece.layout == "grid"
            first = min(map(min, found.heads.values()), default=0)
            first = first or find_first(found, self._cells.is_value, self._is_own_label)
            for cells, count in zip(found.piece.rows, found.counts, strict=True):
                row = self._split(cells, first) if count < 3 else None  # three applicants make a row of heads
                if row is not None:
                    named.append(self._name(row, index, is_grid, named[-1] if named else None, previous))
                    previous = named[-1].spec or previous
        return self._name_between(self._drop_sums(join_cut(named, self._find_row)), is_ocr)

    def _drop_sums(self, rows: list[NamedRow]) -> list[NamedRow]:
        """A row with a word for a sum but without the number of the total is none where another one has that number."""
        totals = {n: row for n, row in enumerate(rows) if row.spec is not None and row.spec.role == "total"}
        numbered = {n for n, row in totals.items() if self._catalogue.folding.label_key(row.row.labels[-1]).level}
        if not numbered:
            return rows
        return [replace(row, spec=None) if n in totals and n not in numbered else row for n, row in enumerate(rows)]

    def _split(self, cells: Sequence[Cell], first_value: int) -> SplitRow | None:
        """The row in labels and values, or None for a row of heads."""
        row = split_row(cells, self._cells.is_value)
        is_elsewhere = first_value and row.first_value != first_value
        if is_elsewhere and self._is_cut_at(cells, first_value) and not self._is_shifted(row, first_value):
            row = cut_row(cells, first_value)
        units = self._catalogue.values.units
        if not units.isdisjoint(map(str.strip, row.labels)):  # 件 in a column of its own names no row
            row = replace(row, labels=tuple(text for text in row.labels if text.strip() not in units))
        has_values = any(not cell.is_repeat for cell in row.values)
        return row if has_values and not self._is_head(row) else None

    def _is_cut_at(self, cells: Sequence[Cell], column: int) -> bool:
        """Whether the known column parts label from values: a word left of it, a printed value from it on."""
        left, right = cells[:column], cells[column:]
        return any(c.text.strip() for c in left) and any(
            self._cells.read(c.text, "count").state != "text" and c.text.strip() for c in right
        )

    def _is_shifted(self, row: SplitRow, column: int) -> bool:
        """Whether a merged cell of the wrong height pushed the row aside: a value left of the column, a label in it."""
        before = row.cells[row.first_value : column]
        behind = row.cells[column : row.first_value]
        words = [cell.text for cell in behind if not cell.is_repeat]
        return any(cell.text.strip() for cell in before) or any(map(self._is_own_label, words))

    def _is_head(self, row: SplitRow) -> bool:
        """A row without a printed value whose last words are a head, as 总计 without a list number; or one of rows."""
        has_value = any(cell.text.strip() for cell in row.values)
        if has_value or not row.labels:
            return not has_value
        levels = [self._catalogue.folding.label_key(text).level for text in row.labels]
        return names_several_rows(levels) or (levels[-1] is None and self._applicant(row.labels[-1]) is not None)

    def _is_own_label(self, text: str) -> bool:
        return self._rows.is_label(self._catalogue.folding.label_key(text))

    def _find_applicant(self, text: str) -> str | None:
        matches = self._heads.matches(self._catalogue.folding.label_key(text).key) if text.strip() else []
        return matches[0].entry if matches else None

    def _is_over(self, text: str) -> bool:
        """Whether a head is the one over all organisations."""
        return self._catalogue.folding.label_key(text).key in self._over

    def columns_of(self, pieces: Sequence[T3Piece], rows: Sequence[NamedRow]) -> list[Columns]:
        """The columns of each piece; without heads of its own, those of the one before it.

        Where none has heads and rows are too short, the blank cell beside six values is no seventh.
        """
        if not any(count > 1 for one in pieces for count in one.counts) and has_short_rows(rows):
            return [Columns({}, None) for _ in pieces]
        found: list[Columns] = []
        for i, one in enumerate(pieces):
            before = found[-1] if found else Columns({}, self._applicants)
            under, aside = one.heads, one.aside
            if not under and i and one.piece.layout != "lines" and measure_width(one) == measure_width(pieces[i - 1]):
                under, aside = before.under, before.aside
            under = {name: under[name] for name in self._applicants if name in under}
            found.append(Columns(under, self._find_order(one, before.order), aside))
        return found

    def _find_order(self, found: T3Piece, before: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """The applicants from left to right: as on the form unless a row of heads says otherwise."""
        naming = [row for row, count in zip(found.piece.rows, found.counts, strict=True) if count > 1]
        rows = [self._heads_in(row) for row in naming if not self._has_number(row)]
        rows = [names for names in rows if len(names) > 1]
        if not rows:
            return before
        shuffled = {names for names in rows if not self._is_form_order(names)}
        if not shuffled:
            return self._applicants if all(self._is_in_place(row) for row in naming) else None
        names = shuffled.pop()
        if shuffled or not set(names) >= set(self._applicants[1:-1]) or len(set(names)) < len(names):
            return None
        first, last = self._applicants[:1], self._applicants[-1:]
        return (*(first if first[0] not in names else ()), *names, *(last if last[0] not in names else ()))

    def _heads_in(self, row: Sequence[Cell]) -> tuple[str, ...]:
        """The applicants that a row of heads names from left to right; one head over several of them names these."""
        keys = [self._catalogue.folding.label_key(cell.text) for cell in drop_copies(row)]
        own = [key.key for key in keys if key.level is None]
        once = (key for key, before in zip(own, ["", *own], strict=False) if key != before or key not in self._over)
        return tuple(chain.from_iterable(self._over.get(key) or self._name_one(key) for key in once))

    def _name_one(self, key: str) -> tuple[str, ...]:
        name = self._applicant(key)
        return () if name is None else (name,)

    def _is_in_place(self, row: Sequence[Cell]) -> bool:
        """Whether the organisations' heads leave room for just those between them, known, unknown or run together."""
        if self._has_number(row):
            return True
        cells = drop_copies(row)
        for heads in (cells, [cell for cell in cells if cell.text.strip()], row):
            names = [self._applicant(cell.text) for cell in heads]
            places = {i - self._applicants.index(n) for i, n in enumerate(names) if n in self._applicants[1:-1]}
            if len(places) < 2:
                return True
        return False

    def _is_form_order(self, names: Sequence[str]) -> bool:
        places = [self._applicants.index(name) for name in names]
        return places == sorted(set(places))

    def _has_number(self, row: Sequence[Cell]) -> bool:
        return any(self._cells.read(cell.text).state == "number" for cell in row)

    def _name(
        self, row: SplitRow, piece: int, is_grid: bool, last: NamedRow | None, previous: FieldSpec | None
    ) -> NamedRow:
        above = (last.parents, last.row.labels[-1:]) if last is not None else None
        match, parents = self._find_row(row.labels, above, previous.code if previous is not None else None)
        if match is None:
            return NamedRow(row, piece, is_grid, None, "exact", parents)
        return NamedRow(row, piece, is_grid, match.entry, match.method, parents)

    def _match_row(
        self, labels: tuple[str, ...], above: Above | None, previous: str | None
    ) -> tuple[Match[FieldSpec] | None, tuple[str, ...]]:
        """The field that a label path means, and the keys of its parents.

        Args:
            labels: the path as printed.
            above: of the row above, if there is one, the keys of its parents and its own label.
            previous: code of the last row with a known label.
        """
        keys = [self._catalogue.folding.label_key(text) for text in labels]
        parents = tuple(key.key for key in keys[:-1])
        if above is not None and keys and not any(key in self._rows.groups for key in parents):
            parents = self._carry(keys[-1].level, above)
        context = RowContext(parents, None if previous is None else self._by_code[previous])
        return self._rows.find(keys[-1], context) if keys else None, parents

    def _carry(self, level: int | None, above: Above) -> tuple[str, ...]:
        """Parents of the row above, for a row whose own were lost with its merged cells."""
        if level in (1, 2):
            return ()
        parents, label = above
        own = [self._catalogue.folding.label_key(text).key for text in label]
        return (*parents, *(key for key in own if key in self._rows.groups))

    def _name_between(self, rows: list[NamedRow], is_ocr: bool) -> list[NamedRow]:
        """A row whose label is empty, or was misread, takes the place left free between its named neighbours."""
        if all(row.spec is not None for row in rows):
            return rows
        order = [spec.code for spec in self._catalogue.t3_fields(self.edition_of(rows, None))]
        named = list(rows)
        for places, codes in find_free([row.spec.code if row.spec else "" for row in rows], order):
            specs = [self._by_code[code] for code in codes]
            is_inner = places.start > 0 and places.stop < len(rows)
            if len(specs) == 1 and is_inner and self._fits_between(rows[places.start], specs[0], is_ocr):
                named[places.start] = replace(rows[places.start], spec=specs[0], method="by_position")
            elif is_ocr and self._fit_together(rows[places.start : places.stop], specs):
                for place, spec in zip(places, specs, strict=True):
                    named[place] = replace(rows[place], spec=spec, method="by_position")
        return named

    def _fits_between(self, row: NamedRow, spec: FieldSpec, is_ocr: bool) -> bool:
        """Whether a lone row between two others may be that of the field: it says nothing else, and has a value."""
        if not any(cell.text.strip() for cell in row.row.values):
            return False
        return self._has_no_label(row, is_ocr) or is_misspelt(
            self._key(*row.row.labels[-1:]), self._key(spec.label), is_ocr=is_ocr
        )

    def _has_no_label(self, row: NamedRow, is_ocr: bool) -> bool:
        """Whether nothing is printed before the values but, perhaps, the groups that the row stands in, or smudges."""
        own = (text for text in row.row.labels if not is_ocr or any(map(str.isalpha, text)))
        return all(self._catalogue.folding.label_key(text).key in self._rows.groups for text in own)

    def _fit_together(self, rows: Sequence[NamedRow], specs: Sequence[FieldSpec]) -> bool:
        """Whether each of some misread labels is like that of the row in its place, and less like the others'."""
        labels = [self._key(spec.label) for spec in specs]
        pairs = [(self._key(*row.row.labels[-1:]), label) for row, label in zip(rows, labels, strict=True)]
        return all(is_misspelt(key, own, is_ocr=True) and is_likest(key, own, labels) for key, own in pairs)

    def _key(self, *texts: str) -> str:
        return self._catalogue.folding.label_key("".join(texts)).key

    def read_row(
        self, row: NamedRow, columns: Columns, shift_at: Callable[[int], int | None], maker: FactMaker
    ) -> list[Fact]:
        """The seven facts of one row; none, with a note, when its values cannot be laid on the columns.

        ``shift_at`` gives the offset of the values for a label depth; it is asked only where heads and row say nothing.
        """
        assert row.spec is not None  # noqa: S101  (callers pass named rows)
        laid = self._lay_on_heads(row, columns)
        if laid is None and columns.order is not None:
            laid = doubt_first(row, self._lay_in_order(row, columns.order, shift_at), maker)
        if laid is None:
            maker.add("T3.ROW.SHAPE", row.spec, row.row.cells[0], label=row.spec.label, detail=show_cells(row))
            return []
        names = tuple(columns.under) if len(laid) < WIDTH else self._applicants
        facts = maker.make_row(row.spec, zip(names, laid, strict=True), row.method, row.label)
        if not row.is_grid:
            maker.suspect(list_spread(facts, laid), "one number may stand over several columns")
        return facts

    def _lay_on_heads(self, row: NamedRow, columns: Columns) -> Laid | None:
        """The cell under each head; None when a printed value stands outside them or two stand under one.

        Words behind the last head are a remark on the row.
        """
        if not columns.under:
            return None
        cells, headed = row.row.cells, columns.headed
        behind = range(row.row.first_value, len(cells))
        if not headed.issuperset(behind):
            outside = [i for i in behind if i not in headed]
            if any(self._says_value(cells[i], is_behind=i > columns.last) for i in outside):
                return None
        alone = columns.alone
        if alone is not None and columns.last < len(cells):  # as nearly always
            return tuple([(cells[i], cells[i].is_repeat) for i in alone])
        laid = [cell_under(cells, places) for places in columns.under.values()]
        return None if None in laid else tuple(laid)  # type: ignore[arg-type]

    def _says_value(self, cell: Cell, *, is_behind: bool) -> bool:
        """Whether a cell outside all heads prints something; behind the last of them only what may be a value."""
        return bool(cell.text.strip()) and not cell.is_repeat and (not is_behind or self._cells.is_value(cell.text))

    def _lay_in_order(
        self, row: NamedRow, order: tuple[str, ...], shift_at: Callable[[int], int | None]
    ) -> Laid | None:
        """Seven cells in a run, brought from the printed order of the applicants to that of the form."""
        printed = None if row.is_grid else find_printed(row.row.values, WIDTH)
        laid = lay_by_window(row) if printed is None else tuple((cell, False) for cell in printed)
        if laid is None and order[-1] == self._applicants[-1]:
            laid = self._lay_by_sum(row)
        if laid is None and (shift := shift_at(row.row.first_value)) is not None:
            laid = lay_by_window(row, shift)
        return None if laid is None else tuple(laid[order.index(applicant)] for applicant in self._applicants)

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
