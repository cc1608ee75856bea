"""Table T2, 主动公开政府信息情况: a cell is found by its row label and its column head."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile

from db.schema.records import Fact, Method
from extractors.drafting.draft import DraftTable
from extractors.grids.grid import is_printed
from extractors.model.document import Cell
from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker
from pipeline.forms.in_place import find_free, is_likest, is_misspelt
from pipeline.forms.matching import Match
from pipeline.forms.memo import remember
from pipeline.forms.rows import SplitRow, cut_row, drop_copies, find_printed, find_windows, split_row
from pipeline.forms.t2_form import (
    REMEMBERED,
    FormIndex,
    ValueRow,
    find_place,
    first_printed,
    has_each_once,
    share_a_head,
    stands_beside_head,
)

_PARTED = re.compile("[:/]")
_LONG_LABEL = 6
"""Signs of a label that one wrong sign makes no other."""


class T2Reader:
    """Reads the pieces of table T2 with one catalogue."""

    def __init__(self, catalogue: Catalogue, cells: CellReader) -> None:
        self._catalogue, self._cells = catalogue, cells
        self._folding = catalogue.folding
        self._units = catalogue.values.units
        self._last_year = catalogue.values.last_year
        self._indexes = {form.edition: FormIndex(catalogue, form) for form in catalogue.t2}
        self._is_column = remember(self._names_column, REMEMBERED)
        self._is_row = remember(self._names_row, REMEMBERED)

    def value_rows(self, pieces: Sequence[DraftTable]) -> list[ValueRow]:
        """Every row that holds a value after a label, with the last head row above it."""
        rows: list[ValueRow] = []
        heads: tuple[Cell, ...] = ()
        first = 0
        for piece in pieces:
            for cells in piece.rows:
                if self._is_head(cells):
                    heads = tuple(cells)
                    first = next((i for i, head in enumerate(heads) if self._is_column(head.text)), 0)
                    continue
                row = self._split(cells, first if piece.layout == "grid" else 0)
                if row.labels and drop_copies(row.values) and not self._names_rows(row):
                    rows.append(ValueRow(row, heads, piece.layout == "grid"))
        return rows

    def _names_rows(self, row: SplitRow) -> bool:
        """Whether nothing is printed behind labels of several rows: they are heads of a table that was turned."""
        is_empty = len(row.labels) > 1 and not any(cell.text.strip() for cell in row.values)
        return is_empty and sum(map(self._is_row, row.labels)) > 1

    def _split(self, cells: Sequence[Cell], first: int) -> SplitRow:
        """The row cut where the head row begins to name columns; without such heads (0), after its last word."""
        if 0 < first < len(cells):
            row = cut_row(cells, first)
            has_slid = row.labels and self._cells.is_number(row.labels[-1])
            if has_slid and not any(cell.text.strip() for cell in row.values):
                return split_row(cells, self._cells.is_value)  # the heads of another table stand over other columns
            if any(index.row(text) for index in self._indexes.values() for text in row.labels):
                if self._units.isdisjoint(map(str.strip, row.labels)):
                    return row
                labels = tuple(text for text in row.labels if text.strip() not in self._units)
                return replace(row, labels=labels or row.labels)  # 件 in a column of its own names no row
        return split_row(cells, self._cells.is_value)

    def _names_column(self, text: str) -> bool:
        """Whether a head names a column, or is the beginning of a label that several columns share."""
        return any(index.columns(text) for index in self._indexes.values())

    def _is_head(self, cells: Sequence[Cell]) -> bool:
        """A row of words of which one at least names a column, and none a row."""
        texts = [cell.text for cell in drop_copies(cells) if cell.text.strip() and not self._is_drawn(cell.text)]
        if any(self._cells.is_value(text) or self._is_row(text) for text in texts):
            return False
        return any(index.columns(text) for index in self._indexes.values() for text in texts[1:])

    def _is_drawn(self, text: str) -> bool:
        """Whether nothing but a sign stands for what is drawn: the strokes across a corner."""
        return self._cells.read(text).state == "illegible"

    def _names_row(self, text: str) -> bool:
        matches = [index.row(text) for index in self._indexes.values()]
        return any(match is not None and match.method != "keyword" for match in matches)

    def edition_of(self, rows: Sequence[ValueRow], year: int | None) -> str:
        """The edition whose columns and rows fit the printed labels best; where but a keyword decides, the year's."""
        expected = self._catalogue.form_of_year(year)
        fits = {code: self._fit(index, rows) for code, index in self._indexes.items()}
        best = max(fits.values())
        return max(fits, key=lambda code: (fits[code] >= best - 1, code == expected, fits[code]))

    def _fit(self, index: FormIndex, rows: Sequence[ValueRow]) -> int:
        heads = {cell.text for row in rows for cell in row.heads}
        weight = {"exact": 3, "variant": 2, "keyword": 1}
        found = [match.method for text in heads if (match := index.column(text)) is not None]
        found += [named.method for row in rows if (named := index.row(row.label)) is not None]
        found += [line.method for row in rows if (line := index.line(row.row.labels)) is not None]
        return sum(map(weight.__getitem__, found))

    def edition_of_row(self, edition: str, row: ValueRow) -> str:
        """The edition whose heads stand over a row: of a table that mixes both forms, not the table's, perhaps."""
        wanted, named = self._hold_against_heads(edition, row)
        if not row.heads or (wanted and named == wanted):  # as nearly always
            return edition
        others = {code: self._hold_against_heads(code, row) for code in self._indexes if code != edition}
        whole = [code for code, (all_of, some) in others.items() if all_of == some and len(some) >= max(len(named), 1)]
        begun = [code for code, (_, some) in others.items() if some] if not named else []
        return next((codes[0] for codes in (whole, begun) if len(codes) == 1), edition)

    def _hold_against_heads(self, edition: str, row: ValueRow) -> tuple[set[str], set[str]]:
        """The columns that a row has in an edition, and those of them that heads over it name by a whole label."""
        index = self._indexes[edition]
        name = index.row(row.label)
        wanted = {column for column, _ in index.fields_of(name.entry)} if name is not None else set()
        heads = (index.column(cell.text) for cell in drop_copies(row.heads)[1:] if cell.text.strip())
        return wanted, {head.entry for head in heads if head is not None and head.method != "keyword"} & wanted

    def place_rows(self, edition: str, rows: Sequence[ValueRow], *, is_ocr: bool = False) -> list[ValueRow]:
        """The rows, one whose label has no letter, as a smudge on a scan, named by its place between the others.

        So are those whose labels are misspelt, more freely where characters were recognised (``is_ocr``).
        """
        index = self._indexes[edition]
        names = [match.entry if (match := index.row(row.label)) else "" for row in rows]
        misread = {} if all(names) else self._place_misread(index, rows, names, is_ocr=is_ocr)
        return [
            row
            if name or (any(map(str.isalpha, row.label)) and i not in misread)
            else replace(row, place=misread.get(i) or find_place(index, rows, names, i))
            for i, (row, name) in enumerate(zip(rows, names, strict=True))
        ]

    def _place_misread(
        self, index: FormIndex, rows: Sequence[ValueRow], names: Sequence[str], *, is_ocr: bool
    ) -> dict[int, str]:
        """The rows of the form in the places of those that are like them, and like no other row of the form.

        A slip in a short label may be another label.
        """
        order = [spec.label for spec in index.form.rows]
        keys = {label: self._folding.label_key(label).key for label in order}
        found = {}
        for places, labels in find_free(names, order):
            for place, label in zip(places, labels, strict=True):
                key = self._folding.label_key(rows[place].label).key
                is_long = is_ocr or len(keys[label]) >= _LONG_LABEL
                is_like = is_long and is_misspelt(key, keys[label], is_ocr=is_ocr)
                if is_like and is_likest(key, keys[label], list(keys.values())):
                    found[place] = label
        return found

    def knows(self, edition: str, row: ValueRow) -> bool:
        """Whether the row's label is one of the edition's."""
        index = self._indexes[edition]
        return bool(row.place) or index.row(row.label) is not None or index.line(row.row.labels) is not None

    def read_row(self, edition: str, row: ValueRow, maker: FactMaker, unit: str | None = None) -> list[Fact]:
        """The facts of one row; none, with a note, when its values cannot be laid on the columns.

        ``unit``: of money, printed above the whole table.
        """
        index = self._indexes[edition]
        line = index.line(row.row.labels)
        if line is not None:
            return self._read_line(index, row, line, maker, unit)
        match = index.row(row.label) or (Match(row.place, "by_position") if row.place else None)
        if match is None:
            return []
        fields = index.fields_of(match.entry)
        is_parted = self._has_parted_head(index, row)
        laid = None if is_parted else self._lay_on_heads(index, row, fields)
        if laid is None and not is_parted:
            laid = self._lay_in_order(index, row, fields, is_ocr=maker.is_ocr)
        if laid is None:
            texts = " | ".join(cell.text.strip() for cell in drop_copies(row.row.values))
            maker.add("T2.ROW.SHAPE", fields[0][1], row.row.cells[0], label=match.entry, detail=texts[:200])
            return []
        method: Method = match.method
        made = [
            maker.make(
                spec,
                "all",
                cell,
                method,
                row.label,
                is_merged=copy,
                unit=self._find_other(index, row, spec, cell, unit),
            )
            for spec, cell, copy in laid
        ]
        if method == "keyword" or self._is_qualified(row.label):
            maker.doubt_label(made, match.entry)
        cells = [cell for _, cell, _ in laid]
        if share_a_head(row, cells) or stands_beside_head(index, row, cells):
            maker.suspect(made, "the row's values stand under other heads")
        return made

    def _is_qualified(self, label: str) -> bool:
        """Whether a label has a note behind it that is not its unit: 行政处罚（简易程序）."""
        note = self._folding.label_key(label).note
        return bool(note) and self._find_unit(label) not in self._units

    def _read_line(
        self, index: FormIndex, row: ValueRow, line: Match[FieldSpec], maker: FactMaker, unit: str | None
    ) -> list[Fact]:
        """The fact of a row with one value; the year before may have a column of its own beside it."""
        spec = line.entry
        of_last_year = {cell.column for cell in row.heads if self._folding.label_key(cell.text).key in self._last_year}
        cells = [cell for cell in drop_copies(row.row.values) if cell.column not in of_last_year]
        printed = [cell for cell in cells if cell.text.strip()]
        if len(printed) > 1 or not cells or (of_last_year and not row.is_grid):
            texts = " | ".join(cell.text.strip() for cell in drop_copies(row.row.values))
            maker.add("T2.ROW.SHAPE", spec, row.row.cells[0], label=spec.label, detail=texts[:200])
            return []
        cell = (printed or cells)[0]
        other = self._find_unit(row.label) if spec.kind == "money" else ""
        head = other if other in self._units else self._find_other(index, row, spec, cell, unit)
        return [maker.make(spec, "all", cell, line.method, row.label, unit=head if head != spec.unit else None)]

    def _has_parted_head(self, index: FormIndex, row: ValueRow) -> bool:
        """Whether a column of the form was made two: 本年增 and 本年减 are parts of one head, and neither is it."""
        heads = [cell.text for cell in drop_copies(row.heads)[1:] if cell.text.strip()]
        whole = {column for text in heads if (column := index.part(text)) is not None}
        if not whole:  # as nearly always
            return False
        keys = [self._folding.label_key(text).key for text in heads if not index.columns(text)]
        return any(_is_spelt_by(key, self._folding.label_key(column).key) for column in whole for key in keys)

    def _find_other(self, index: FormIndex, row: ValueRow, spec: FieldSpec, cell: Cell, unit: str | None) -> str | None:
        """The unit of money that is printed for a cell, where it is not the form's own; ``unit``: above the table."""
        if spec.kind != "money":
            return None
        printed = self._unit_above(index, row, cell) or unit
        return None if printed == spec.unit else printed

    def _unit_above(self, index: FormIndex, row: ValueRow, cell: Cell) -> str | None:
        """The unit in a cell of its own in the row, or in the head over a cell."""
        beside = {c.text.strip() for c in row.row.cells if not c.is_repeat} & self._units
        if len(beside) == 1:
            return beside.pop()
        for head, below in zip(row.heads, row.row.cells, strict=False):
            if below.origin == cell.origin and index.column(head.text) is not None:
                unit = self._find_unit(head.text)
                return unit if unit in self._units else None
        return None

    def _find_unit(self, head: str) -> str:
        """The unit in the brackets behind a head, or behind its last stroke or colon."""
        note = self._folding.label_key(head).note
        return _PARTED.split("".join(nfkc(note or head).split()))[-1]

    def _lay_on_heads(
        self, index: FormIndex, row: ValueRow, fields: list[tuple[str, FieldSpec]]
    ) -> list[tuple[FieldSpec, Cell, bool]] | None:
        """Each field's cell by the head above it; None when a head is missing or a printed value has no head."""
        if not row.heads or not (row.is_grid or self._has_gaps(row, len(fields))):
            return None
        columns: dict[str, list[Cell]] = {}
        aside: list[Cell] = []
        whole = {match.entry for head in row.heads if (match := index.column(head.text)) and match.method != "keyword"}
        for head, cell in list(zip(row.heads, row.row.cells, strict=False))[row.row.first_value :]:
            match = index.column(head.text)
            if match is not None and match.method == "keyword" and match.entry in whole:
                aside.append(cell)  # 上年处理决定数量 beside 本年处理决定数量
            elif match is not None:
                columns.setdefault(match.entry, []).append(cell)
            elif cell.text.strip() and not cell.is_repeat and cell.text.strip() not in self._units:
                if not head.text.strip() or head.is_repeat:
                    return None
                aside.append(cell)  # under a head of its own that is none of the form's
        if any(column not in columns for column, _ in fields):
            return None
        wanted = {column for column, _ in fields}
        if any(c.text.strip() and not c.is_repeat for k, v in columns.items() if k not in wanted for c in v):
            return None
        under = [self._drop_strokes(columns[column]) for column, _ in fields]
        kept = {id(cell) for cells in under for cell in cells}
        aside += [cell for column, _ in fields for cell in columns[column] if id(cell) not in kept]
        laid = [(spec, *first_printed(cells)) for (_, spec), cells in zip(fields, under, strict=True)]
        return laid if has_each_once(row, laid, [*under, aside], self._units) else None

    def _has_gaps(self, row: ValueRow, width: int) -> bool:
        """Whether a row has blanks among more columns than it has fields: which of them are its own, the heads tell."""
        cells = drop_copies(row.row.values)
        return len(cells) > width and find_printed(cells, width) is None

    def _drop_strokes(self, cells: list[Cell]) -> list[Cell]:
        """The cells under one head; beside a number no stroke that fills the other columns of the merged head."""
        if len(cells) == 1 or not any(self._cells.is_number(cell.text) for cell in cells):
            return cells
        return [cell for cell in cells if self._cells.is_number(cell.text) or not cell.text.strip()]

    def _lay_in_order(
        self, index: FormIndex, row: ValueRow, fields: list[tuple[str, FieldSpec]], *, is_ocr: bool
    ) -> list[tuple[FieldSpec, Cell, bool]] | None:
        """The row's one run of cells, where heads are cut off, were lost or do not stand over their values."""
        columns = self._order_columns(index, row, [column for column, _ in fields])
        cells = None if columns is None else self._find_run(row, len(columns))
        if cells is None or columns is None:
            return None
        laid = {column: cell for column, cell in zip(columns, cells, strict=True) if column}
        if self._has_own_heads(index, row, list(laid)) and not self._fits_heads(row, laid, is_ocr=is_ocr):
            return None
        return [(spec, laid[column], False) for column, spec in fields]

    def _find_run(self, row: ValueRow, width: int) -> list[Cell] | None:
        """The only run of that many cells with nothing printed beside it; of several, the one below the first head."""
        cells = drop_copies(row.row.values)
        printed = None if row.is_grid else find_printed(cells, width)
        if printed is not None:
            return printed
        spans = find_windows(cells, width)
        if len(spans) > 1 and any(cell.text.strip() for cell in cells):
            first = next((head.column for head in row.heads if self._is_column(head.text)), None)
            spans = [span for span in spans if cells[span[0]].column == first]
        return cells[slice(*spans[0])] if spans else None

    def _order_columns(self, index: FormIndex, row: ValueRow, form: list[str]) -> list[str] | None:
        """The columns from left to right: as the heads name them, else the form's; None where a head contradicts it.

        A column under a head of its own, which is none of the form's, has no name.
        """
        if not self._has_own_heads(index, row, form):
            return form  # the heads of another block: this row's own were lost
        heads = self._heads_over_values(index, row)
        certain = [names[0] if names else "" for names in heads if len(names) < 2]
        if sorted(filter(None, certain)) == sorted(form):
            return certain
        is_in_place = len(heads) == len(form) and all(not n or c in n for n, c in zip(heads, form, strict=True))
        return form if is_in_place and heads.count([]) < 2 else None

    def _heads_over_values(self, index: FormIndex, row: ValueRow) -> list[list[str]]:
        """What each head names, from the first on that names a column or stands behind the row's label."""
        first = row.row.first_value
        printed = [cell for cell in drop_copies(row.heads)[1:] if cell.text.strip()]
        named = [(cell.column, index.columns(cell.text)) for cell in printed]
        is_apart = row.is_grid or _count_cells(row.row.cells) < _count_cells(row.heads)
        bare = {cell.column for cell in row.row.values if not cell.text.strip()}  # a head over labels may stand beyond
        named = list(dropwhile(lambda head: not head[1] and (is_apart or head[0] < first or head[0] in bare), named))
        heads = [names for _, names in named]
        pairs = zip(heads, [[], *heads], strict=False)
        return [names for names, before in pairs if len(names) != 1 or names != before]  # printed once a column

    def _has_own_heads(self, index: FormIndex, row: ValueRow, form: Sequence[str]) -> bool:
        """Whether one of the heads above names a column of this row; else they are those of another block."""
        heads = [cell.text for cell in drop_copies(row.heads)[1:] if cell.text.strip()]
        return any(set(index.columns(text)) & set(form) for text in heads)

    def _fits_heads(self, row: ValueRow, laid: Mapping[str, Cell], *, is_ocr: bool) -> bool:
        """Whether no head contradicts the form's order: what is left of a cut-off head must begin the right label.

        One that was misread must be like it, and less like the labels of the other columns.
        """
        if not row.is_grid or not row.heads:
            return True
        heads = {id(cell): head for head, cell in zip(row.heads, row.row.cells, strict=False)}
        labels = {column: self._folding.label_key(column).key for column in laid}
        for column, cell in laid.items():
            key = self._folding.label_key(heads[id(cell)].text).key if id(cell) in heads else ""
            label = labels[column]
            if key and not label.startswith(key):
                is_misread = is_ocr and is_misspelt(key, label, is_ocr=False)
                if not (is_misread and is_likest(key, label, list(labels.values()))):
                    return False
        return True


def _count_cells(row: Sequence[Cell]) -> int:
    """How many cells a line has, without those that only fill it up to the longest."""
    return sum(map(is_printed, row))


def _is_spelt_by(key: str, label: str) -> bool:
    """Whether the signs of a key stand in a label in this order."""
    signs = iter(label)
    return len(key) > 1 and all(sign in signs for sign in key)
