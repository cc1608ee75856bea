"""What table T2 of one edition calls its rows and columns, and a row of values under its heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.model.document import Cell
from pipeline.catalogue.model import Catalogue, FieldSpec, T2Form
from pipeline.forms.matching import LabelIndex, Match
from pipeline.forms.memo import remember
from pipeline.forms.rows import SplitRow, drop_copies

REMEMBERED = 8192
"""Texts of cells kept with what they name."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A row of values with the head row above it."""

    row: SplitRow
    heads: tuple[Cell, ...]
    is_grid: bool
    place: str = ""
    """The form's row in whose place it stands, where its label cannot be read."""

    @property
    def label(self) -> str:
        """The row's own label as printed; empty when there is none."""
        return self.row.labels[-1] if self.row.labels else ""


class FormIndex:
    """Row and column labels of table T2 of one edition."""

    def __init__(self, catalogue: Catalogue, form: T2Form) -> None:
        self.form = form
        self._folding = catalogue.folding
        self._rows: LabelIndex[str] = LabelIndex(catalogue.folding, [(spec.label, spec) for spec in form.rows])
        self._columns: LabelIndex[str] = LabelIndex(catalogue.folding, [(spec.label, spec) for spec in form.columns])
        self._fields: dict[str, list[tuple[str, FieldSpec]]] = {}
        for (row, column), spec in form.cells.items():
            self._fields.setdefault(row, []).append((column, spec))
        self._lines = dict(form.cells)
        self.row = remember(self._find_row, REMEMBERED)
        self.column = remember(self._find_column, REMEMBERED)
        self.columns = remember(self._find_columns, REMEMBERED)
        self.part = remember(self._find_part, REMEMBERED)

    def _find_row(self, text: str) -> Match[str] | None:
        """The row that a label names."""
        return self._only(self._rows, text)

    def _find_column(self, text: str) -> Match[str] | None:
        """The column a head names: by its label, or by what is left of it when no other label begins like that."""
        match = self._only(self._columns, text)
        if match is not None:
            return match
        begun = self.columns_beginning(text)
        return Match(begun[0], "keyword") if len(begun) == 1 else None

    def _find_part(self, text: str) -> str | None:
        """The column of which a head is but the beginning."""
        begun = self.columns_beginning(text)
        return begun[0] if len(begun) == 1 and self._only(self._columns, text) is None else None

    def _find_columns(self, text: str) -> list[str]:
        """The one column that a head names, or all that a head cut off may name."""
        match = self.column(text)
        return self.columns_beginning(text) if match is None else [match.entry]

    def columns_beginning(self, text: str) -> list[str]:
        """The columns whose labels begin with a head that was cut off."""
        key = self._folding.label_key(text).key
        return [
            c.label for c in self.form.columns if len(key) > 1 and self._folding.label_key(c.label).key.startswith(key)
        ]

    def _only(self, index: LabelIndex[str], text: str) -> Match[str] | None:
        key = self._folding.label_key(text).key
        matches = index.matches(key) or index.by_keyword(key)
        return matches[0] if len(matches) == 1 else None

    def line(self, labels: Sequence[str]) -> Match[FieldSpec] | None:
        """The field that the labels of one value name, where each has a row of its own: 规章, then 本年制发件数."""
        column = self._only(self._columns, labels[-1]) if len(labels) > 1 else None
        if column is None or column.method == "keyword":
            return None
        rows = [row for text in labels[:-1] if (row := self.row(text)) is not None and row.method != "keyword"]
        spec = self._lines.get((rows[-1].entry, column.entry)) if rows else None
        return None if spec is None else Match(spec, column.method)

    def fields_of(self, row: str) -> list[tuple[str, FieldSpec]]:
        """Column label and field of each cell of a row, in form order."""
        return self._fields.get(row, [])


def find_place(index: FormIndex, rows: Sequence[ValueRow], names: Sequence[str], i: int) -> str:
    """The only row of the form that is wanting under the heads of this one, in the order of the rows beside it."""
    under = [n for n, row in enumerate(rows) if row.heads is rows[i].heads]
    beside = [n for n in under if abs(n - i) == 1 and names[n]]
    if not beside or [n for n in under if not names[n]] != [i]:
        return ""
    order = [spec.label for spec in index.form.rows]
    columns = {name: [column for column, _ in index.fields_of(name)] for name in order}
    wanting = [
        name
        for name in order
        if name not in names
        and all(columns[name] == columns[names[n]] for n in beside)
        and all((order.index(name) < order.index(names[n])) == (i < n) for n in beside)
    ]
    return wanting[0] if len(wanting) == 1 else ""


def first_printed(cells: Sequence[Cell]) -> tuple[Cell, bool]:
    """Of the cells under one head the one with text, and whether it is a copy of one printed elsewhere."""
    own = [cell for cell in cells if not cell.is_repeat]
    printed = [cell for cell in own if cell.text.strip()]
    chosen = (printed or own or cells)[0]
    return chosen, chosen.is_repeat


def share_a_head(row: ValueRow, cells: Sequence[Cell]) -> bool:
    """Whether two printed values of a row without rules stand under one head, as parts of one number may."""
    if row.is_grid or len(cells) < 2:
        return False
    above = {id(cell): head.origin for head, cell in zip(row.heads, row.row.cells, strict=False) if head.text.strip()}
    heads = [above[id(cell)] for cell in cells if cell.text.strip() and id(cell) in above]
    return len(set(heads)) < len(heads)


def stands_beside_head(index: FormIndex, row: ValueRow, cells: Sequence[Cell]) -> bool:
    """Whether a value in a grid stands under no head, though a cell under the head of a column is there, and blank.

    What stands there instead may belong to a column that the form does not have.
    """
    if not (row.is_grid and row.heads):
        return False
    above = {id(cell): head.text for head, cell in zip(row.heads, row.row.cells, strict=False)}
    if all(above.get(id(cell), "").strip() for cell in cells if cell.text.strip()):
        return False
    blank = (cell for cell in row.row.values if not cell.is_repeat and not cell.text.strip())
    return any(index.column(above.get(id(cell), "")) for cell in blank)


def has_each_once(
    row: ValueRow, laid: list[tuple[FieldSpec, Cell, bool]], columns: list[list[Cell]], units: frozenset[str]
) -> bool:
    """Whether every printed value of the row was laid on a field, or in a grid repeats one laid under the same head.

    A unit in a column of its own is no value; the last of ``columns`` holds the values that stand aside.
    """
    used = {id(cell) for _, cell, _ in laid} | {id(cell) for cell in columns[len(laid)]}
    for (_, cell, _), below in zip(laid, columns, strict=False) if row.is_grid else ():
        used |= {id(other) for other in below if other.text.strip() == cell.text.strip()}
    printed = [cell for cell in drop_copies(row.row.values) if cell.text.strip() and cell.text.strip() not in units]
    return all(id(cell) in used for cell in printed)
