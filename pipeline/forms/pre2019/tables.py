"""Tables from before the uniform form of 2019: labels with this year's value, sometimes that of all years."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from db.schema.records import Fact, Method, TableCode, UnmappedRow
from extractors.drafting.draft import Draft, DraftTable
from extractors.model.document import Cell
from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.catalogue.pre2019_words import load_old_words
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker, Note, place_of
from pipeline.forms.pre2019.columns import NO_COLUMN, ONE_COLUMN, ColumnReader
from pipeline.forms.pre2019.labels import ALL_YEARS, THIS_YEAR, OldForm, OldRow, with_unit
from pipeline.forms.pre2019.outside_rows import tell_rows_outside
from pipeline.forms.rows import drop_copies
from pipeline.forms.torn.facts import TornTable
from pipeline.forms.torn.pre2019 import TornOld
from pipeline.forms.torn.text import TornText
from pipeline.forms.torn.values import RunReader

NATIONAL = "gbf2014_32"
"""The form that is the same everywhere: what it lacks was lost."""

_FEWEST_COUNTED = 3
"""Rows whose first numbers follow one another: they are codes, and no values."""
_LABELS_IN_ROW = 3
"""Known labels beside one another in the first row of a table that is turned."""
_FIGURES = re.compile(r"\s*\w?\d[\d,.]*(?:\s*[^\W\d]{0,2}[\s|]*\d[\d,.]*)*\s*[^\W\d]{0,2}\s*")
"""Numbers of a cell, each with a unit perhaps."""
_ASIDE = re.compile(r"\([^()]*\)?")
_NOTHING = re.compile(r"[-—–―/\s]*")


@dataclass(frozen=True, slots=True)
class OldResult:
    """What the older tables gave; empty when there is none."""

    facts: tuple[Fact, ...] = ()
    editions: tuple[tuple[TableCode, str], ...] = ()
    unmapped: tuple[UnmappedRow, ...] = ()
    notes: tuple[Note, ...] = ()


class OldTables:
    """Reads older tables with one catalogue; make one and keep it."""

    def __init__(self, catalogue: Catalogue, cells: CellReader) -> None:
        self._catalogue = catalogue
        self._cells = cells
        self._forms = [OldForm(catalogue, words) for words in load_old_words()]
        runs = RunReader(catalogue.values)
        self._torn = [TornOld(catalogue, form, runs) for form in self._forms]

    def read(self, draft: Draft, year: int | None, maker: FactMaker) -> OldResult:
        """The older tables of a draft: from grids, else from torn text."""
        results = [
            self._read_pieces(form, pieces, year, maker, draft)
            for form in self._forms
            if (pieces := draft.pieces(form.words.table_code))
        ]
        if not results:
            return self._read_torn(draft, year, maker)
        return OldResult(
            tuple(fact for result in results for fact in result.facts),
            tuple(edition for result in results for edition in result.editions),
            tuple(row for result in results for row in result.unmapped),
            tuple(note for result in results for note in result.notes),
        )

    def _read_torn(self, draft: Draft, year: int | None, maker: FactMaker) -> OldResult:
        text = TornText(draft.document, self._catalogue.folding)
        found = [
            (form, table)
            for form, torn in zip(self._forms, self._torn, strict=True)
            if (table := torn.read(text, year, maker)) is not None
        ]
        if not found:
            return OldResult()
        form, table = max(found, key=lambda pair: _weigh(*pair))
        facts = {(fact.field, fact.applicant): fact for fact in table.facts}
        missing = _missing_rows(form, facts, table.notes) if form.words.edition == NATIONAL else []
        return OldResult(table.facts, ((table.table_code, table.edition),), (), (*table.notes, *missing))

    def _read_pieces(
        self, form: OldForm, pieces: Sequence[DraftTable], year: int | None, maker: FactMaker, draft: Draft
    ) -> OldResult:
        reading = _Reading(form, self._catalogue, self._cells, maker, year)
        for piece in pieces:
            reading.read_piece(piece)
        reading.notes += _falling_sums(reading.facts)
        told = {note.field for note in reading.notes if note.field is not None}
        reading.notes += tell_rows_outside(draft, form, told | {field for field, _ in reading.facts})
        if form.words.edition == NATIONAL:
            reading.notes += _missing_rows(form, reading.facts, reading.notes)
        edition = (form.words.table_code, form.words.edition)
        return OldResult(tuple(reading.facts.values()), (edition,), tuple(reading.unmapped), tuple(reading.notes))


def _weigh(form: OldForm, table: TornTable) -> int:
    """How many rows of a form were found; fewer count for most of the national one, of which a local one has some."""
    count = len({fact.field for fact in table.facts})
    return count * (3 if form.words.edition == NATIONAL and 2 * count < len(form.rows) else 4)


def _missing_rows(form: OldForm, facts: dict[tuple[str, str], Fact], notes: Iterable[Note]) -> list[Note]:
    """Notes on rows of the form that were not found where most were; a local table has rows of its own."""
    specs = [row.spec for row in form.rows]
    told = {note.field for note in notes if note.rule == "OLD.ROW.SHAPE"}
    found = told | {field for field, name in facts if name in (THIS_YEAR, ALL_YEARS)}
    missing = [spec for spec in specs if spec.code not in found]
    if not missing or 2 * len(missing) > len(specs):
        return []
    code = form.words.table_code
    return [Note("S14.ROWS.MISSING", code, spec.code, THIS_YEAR, (("label", spec.label),), None) for spec in missing]


def _falling_sums(facts: dict[tuple[str, str], Fact]) -> list[Note]:
    """Notes on rows whose sum of all years is less than this year's value."""
    notes: list[Note] = []
    for (field, applicant), fact in facts.items():
        this_year = facts.get((field, THIS_YEAR))
        if applicant != ALL_YEARS or this_year is None or fact.value is None or this_year.value is None:
            continue
        if fact.value < this_year.value:
            words = (("label", fact.label), ("detail", f"{fact.raw.strip()} < {this_year.raw.strip()}"))
            locator = fact.place.locator if fact.place else None
            notes.append(Note("LOCAL.CUMULATIVE", fact.table_code, field, applicant, words, locator))
    return notes


class _Reading:
    """Reads the rows of one older table, one after another."""

    def __init__(
        self, form: OldForm, catalogue: Catalogue, cells: CellReader, maker: FactMaker, year: int | None
    ) -> None:
        self._form = form
        self._catalogue = catalogue
        self._cells = cells
        self._maker = maker
        self._columns = ONE_COLUMN
        self._heads = ColumnReader(form, catalogue.folding, year)
        self._above: list[OldRow] = []
        self.facts: dict[tuple[str, str], Fact] = {}
        self.unmapped: list[UnmappedRow] = []
        self.notes: list[Note] = []

    def read_piece(self, piece: DraftTable) -> None:
        for rows in self._place_below(self._turn(piece.rows)):
            if self._columns is ONE_COLUMN and self._lacks_heads(rows):
                self._columns = NO_COLUMN
            is_read = False
            for row, after in zip(rows, [*rows[1:], ()], strict=False):
                if is_read:  # with the heads above it
                    is_read = False
                    continue
                heads = self._heads.join(row, after)
                is_read = heads is not row
                columns = self._heads.read(heads, piece.layout)
                if columns is not None:
                    self._columns = columns
                else:
                    self._read_row(row)

    def _lacks_heads(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """Whether rows without heads above them have values side by side, or numbers that count them.

        Then none of these columns is known.
        """
        counts: list[Decimal] = []
        for number, row in enumerate(rows):
            if self._heads.read(row) is not None:
                break
            cells = drop_copies(row)
            at = self._label_at(cells)
            _, values = (None, []) if at is None else self._values(cells, at)
            readings = [self._cells.read(cell.text, "signed") for cell in values]
            is_known = at is not None and self._form.knows(cells[at].text)
            if is_known and sum(reading.state not in ("text", "blank") for reading in readings) > 1:
                return True
            if readings and readings[0].value is not None:
                counts.append(readings[0].value - number)
        return len(counts) >= _FEWEST_COUNTED and len(set(counts)) == 1

    def _turn(self, rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
        """The rows, with a table turned that has its labels in the first of two or three and values below them."""
        known = [sum(self._form.knows(cell.text) for cell in drop_copies(row)) for row in rows]
        is_turned = len(rows) in (2, 3) and known[0] >= _LABELS_IN_ROW and not any(known[1:])
        return list(zip(*rows, strict=False)) if is_turned else rows

    def _place_below(self, rows: Sequence[Sequence[Cell]]) -> list[list[Sequence[Cell]]]:
        """The rows, with blocks that stand side by side (指标 单位 数量 | 指标 单位 数量) put one below the other."""
        whole: list[Sequence[Cell]] = []
        blocks: list[list[Sequence[Cell]]] = [whole]
        starts: list[int] = []
        for row in rows:
            starts = self._heads.find_blocks(row) or self._find_bare_blocks(row) or starts
            if len(starts) < 2:
                whole.append(row)
                continue
            blocks += [[] for _ in range(1 + len(starts) - len(blocks))]
            for number, (start, stop) in enumerate(pairwise([*starts, len(row)]), 1):
                blocks[number].append(row[start:stop])
        return blocks

    def _find_bare_blocks(self, row: Sequence[Cell]) -> list[int]:
        """The same of a row with several of the form's labels, each before values of its own."""
        known = [i for i, cell in enumerate(row) if not cell.is_repeat and self._form.knows(cell.text)]
        if len(known) < 2:
            return []
        spans = pairwise([*known, len(row)])
        has_values = [any(self._cells.is_number(cell.text) for cell in row[a + 1 : b]) for a, b in spans]
        return [0, *known[1:]] if all(has_values) else []

    def _read_row(self, row: Sequence[Cell]) -> None:
        cells = drop_copies(row)
        at = self._label_at(cells)
        if at is None:
            self._tell_loose(self._label_above(row), cells)
            return
        label = cells[at].text
        unit, values = self._values(cells, at)
        if self._form.is_title(label) or all(_NOTHING.fullmatch(cell.text) for cell in values):
            self._note_blank(label, values)
            self._tell_loose(label, values if self._form.is_title(label) else cells[at:])
            return
        match = self._form.find(label, self._above)
        if match is None:
            self._keep_unmapped(label, unit, values)
            return
        found, method = match
        self._above.append(found)
        for applicant, cell in self._lay(found.spec, label, values):
            self._keep(self._make(found.spec, applicant, cell, method, label, unit))

    def _note_blank(self, label: str, values: Sequence[Cell]) -> None:
        """A known row without a figure is a fact all the same: blank, or a stroke."""
        match = None if self._form.is_title(label) else self._form.find(label, self._above)
        if match is None:
            return
        self._above.append(match[0])
        for applicant, cell in self._lay(match[0].spec, label, values):
            self._keep(self._make(match[0].spec, applicant, cell, match[1], label, None))

    def _label_above(self, row: Sequence[Cell]) -> str:
        """The label that goes on from the row above; empty when there is none."""
        return next((cell.text for cell in row if cell.is_repeat and self._form.knows(cell.text)), "")

    def _tell_loose(self, label: str, cells: Sequence[Cell]) -> None:
        """A note on the numbers of a row that has no label of its own, or that of a group; a row may count columns."""
        loose = [cell for cell in cells if _FIGURES.fullmatch(_ASIDE.sub("", nfkc(cell.text)))]
        numbers = [cell.text.strip() for cell in loose]
        if not loose or numbers == [str(number) for number in range(1, len(numbers) + 1)]:
            return
        match = self._form.find(label, self._above) if label else None
        words = (("label", label), ("detail", " | ".join(numbers)[:200]))
        field = match[0].spec.code if match is not None else None
        self.notes.append(
            Note("OLD.ROW.SHAPE", self._form.words.table_code, field, None, words, loose[0].origin.locator)
        )

    def _label_at(self, cells: Sequence[Cell]) -> int | None:
        """Position of the row's own label: the last text before the values that is no unit; others are remarks."""
        texts = [i for i, cell in enumerate(cells) if self._is_label(cell.text)]
        known = [i for i in texts if self._form.knows(cells[i].text) or self._form.is_title(cells[i].text)]
        first = next((i for i, cell in enumerate(cells) if i and self._cells.is_number(cell.text)), len(cells))
        found = known or [i for i in texts if i < first] or texts
        return found[-1] if found else None

    def _is_label(self, text: str) -> bool:
        key = self._catalogue.folding.text_key(text)
        if not key or _NOTHING.fullmatch(key) or key in self._catalogue.values.units:
            return False
        return self._cells.read(text, "signed").state == "text"

    def _values(self, cells: Sequence[Cell], label_at: int) -> tuple[str | None, list[Cell]]:
        """The unit printed behind the label, and the cells behind both."""
        rest = list(cells[label_at + 1 :])
        unit = None
        if rest and self._is_unit(rest[0]):
            unit = self._catalogue.folding.text_key(rest.pop(0).text)
        return unit, rest

    def _is_unit(self, cell: Cell) -> bool:
        key = self._catalogue.folding.text_key(cell.text).strip("()")
        return key in self._catalogue.values.units

    def _lay(self, spec: FieldSpec, label: str, values: Sequence[Cell]) -> list[tuple[str, Cell]]:
        """Each value with its applicant: by the column's head, else in order when there are as many as heads."""
        laid = self._columns.lay(values)
        if THIS_YEAR not in dict(laid):
            read = [cell for _, cell in laid]
            left = [cell for cell in values if cell.text.strip() and cell not in read]
            self.notes += [self._shape_note(spec, label, left)] if left else []
        elif left := [cell for cell in self._columns.list_headless(values) if self._cells.is_number(cell.text)]:
            self.notes.append(self._shape_note(spec, label, left))
        return laid

    def _shape_note(self, spec: FieldSpec, label: str, left: Sequence[Cell]) -> Note:
        """That a row has values of which none is known to be this year's."""
        words = (("label", label), ("detail", " | ".join(cell.text.strip() for cell in left)[:200]))
        return Note("OLD.ROW.SHAPE", spec.table_code, spec.code, None, words, left[0].origin.locator)

    def _make(self, spec: FieldSpec, applicant: str, cell: Cell, method: Method, label: str, unit: str | None) -> Fact:
        """The fact of a cell; the unit in the table's own column goes before the form's."""
        fact = self._maker.make(spec, applicant, cell, method, label)
        if unit is None:
            return fact
        fact, notes = with_unit(fact, spec, unit, self._catalogue)
        self.notes += notes
        return fact

    def _keep(self, fact: Fact) -> None:
        first = self.facts.setdefault((fact.field, fact.applicant), fact)
        if first is not fact and first.raw.strip() != fact.raw.strip():
            words = (("label", fact.label), ("detail", f"{first.raw.strip()} | {fact.raw.strip()}"))
            locator = fact.place.locator if fact.place else None
            self.notes.append(Note("OLD.ROWS.DUP", fact.table_code, fact.field, fact.applicant, words, locator))

    def _keep_unmapped(self, label: str, unit: str | None, values: Sequence[Cell]) -> None:
        printed = [cell for cell in values if cell.text.strip()]
        place = place_of((printed or values)[0].origin)
        code = self._form.words.table_code
        texts = tuple(cell.text.strip() for cell in values)
        self.unmapped.append(UnmappedRow(code, label, self._form.key(label), texts, unit, place))
        self.notes.append(Note("ROW.UNMAPPED", code, None, None, (("label", label),), place.locator))
