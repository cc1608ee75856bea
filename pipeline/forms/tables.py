"""The tables of a draft become facts: each by the reader of its form, and where no table is left, from the text."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from db.schema.records import Fact, TableCode, UnmappedRow
from extractors.drafting.draft import Draft, DraftTable
from extractors.model.document import Cell
from pipeline.catalogue.model import Catalogue
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker, Note, place_of
from pipeline.forms.sums.settle import settle
from pipeline.forms.t2 import T2Reader
from pipeline.forms.t3 import T3Reader
from pipeline.forms.t3_shapes import NamedRow, shift_of
from pipeline.forms.t4 import T4Reader
from pipeline.forms.units import find_money_unit

if TYPE_CHECKING:
    from pipeline.forms.pre2019.tables import OldTables
    from pipeline.forms.torn.read import TornReader


class TableReaders:
    """The readers of all tables with one catalogue; make one and keep it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.cells = CellReader(catalogue.values)
        self.t2 = T2Reader(catalogue, self.cells)
        self.t3 = T3Reader(catalogue, self.cells)
        self.t4 = T4Reader(catalogue, self.cells)

    @cached_property
    def torn(self) -> "TornReader":
        """Made for the first report that has a torn table; most have none."""
        from pipeline.forms.torn.read import TornReader

        return TornReader(self.catalogue)

    @cached_property
    def old(self) -> "OldTables":
        """Made for the first report from before the uniform form."""
        from pipeline.forms.pre2019.tables import OldTables

        return OldTables(self.catalogue, self.cells)


class Tables:
    """The facts of the tables of one draft; what was noticed at them is noted by their maker."""

    def __init__(self, readers: TableReaders, draft: Draft, maker: FactMaker, year: int | None) -> None:
        self._catalogue = readers.catalogue
        self._maker = maker
        self._year = year
        self._readers = readers
        self.facts: list[Fact] = []
        self.torn: set[tuple[str, str]] = set()
        """Field and applicant of the facts that stand in no cell of a table but in running text."""
        self.editions: list[tuple[TableCode, str]] = []
        self.unmapped: list[UnmappedRow] = []
        self._read_t2(readers.t2, draft)
        self._read_t3(readers.t3, draft.pieces("T3"))
        self._read_t4(readers.t4, draft.pieces("T4"))
        self._read_torn(draft)
        if not self.editions or draft.pieces("S14") or draft.pieces("LOCAL"):
            self._read_old(draft)
        settled, notes = settle(self.facts, self.editions, self._catalogue, readers.cells)
        self.facts = list(settled)
        maker.notes += notes

    def _read_t2(self, reader: T2Reader, draft: Draft) -> None:
        pieces = draft.pieces("T2")
        if not pieces:
            return
        unit = find_money_unit(draft, pieces, self._catalogue.values)
        rows = reader.value_rows(pieces)
        edition = reader.edition_of(rows, self._year)
        self.editions.append(("T2", edition))
        seen: dict[str, Fact] = {}
        for row in reader.place_rows(edition, rows, is_ocr=self._maker.is_ocr):
            own = reader.edition_of_row(edition, row)
            facts = reader.read_row(own, row, self._maker, unit)
            if not facts and not reader.knows(own, row):
                self._keep_unmapped("T2", row.label, row.row.values)
            for fact in facts:
                self._keep_first(seen, fact)
        cells = self._catalogue.t2_form(edition).cells.values()
        if not seen.keys() >= {spec.code for spec in cells}:
            self._keep_rest_of_t2(draft, edition, seen)
        self.facts += seen.values()
        for spec in cells:
            if spec.code not in seen:
                self._maker.add("T2.CELLS.MISSING", spec, label=spec.label)

    def _keep_rest_of_t2(self, draft: Draft, edition: str, seen: dict[str, Fact]) -> None:
        """Cells of rows that stand in no table but in the text around it, as where a page has rules only for some."""
        torn = self._readers.torn.read(draft, ["T2"], edition, self._maker, self._year)
        sure = [fact for fact in torn.facts if fact.state != "ambiguous" and fact.method in ("exact", "variant")]
        rest = [fact for fact in sure if fact.field not in seen and ("T2", edition) in torn.editions]
        self.torn |= {(fact.field, fact.applicant) for fact in rest}
        seen |= {fact.field: fact for fact in rest}

    def _keep_first(self, seen: dict[str, Fact], fact: Fact) -> None:
        first = seen.setdefault(fact.field, fact)
        is_closer = first.method == "keyword" and fact.method in ("exact", "variant")
        if is_closer or not first.raw.strip():  # the row itself below a part of it; the filled form after an empty one
            seen[fact.field] = fact
        is_part = first.method == fact.method == "keyword" and first.label != fact.label
        is_same = (first.state, first.raw.strip()) == (fact.state, fact.raw.strip())
        if first is not fact and (is_part or not is_same):
            words = (("detail", f"{first.raw.strip()} | {fact.raw.strip()}"), ("label", fact.label))
            locator = fact.place.locator if fact.place else None
            self._maker.notes.append(Note("T2.ROW.SHAPE", "T2", fact.field, "all", words, locator))

    def _read_t3(self, reader: T3Reader, pieces: tuple[DraftTable, ...]) -> None:
        if not pieces:
            return
        found = reader.find_heads(pieces)
        rows = reader.name_rows(found, self._maker.is_ocr)
        edition = reader.edition_of(rows, self._year)
        self.editions.append(("T3", edition))
        columns = reader.columns_of(found, rows)
        for name in reader.list_missing(columns):
            words = (("label", self._catalogue.applicant_labels[name]),)
            self._maker.notes.append(Note("T3.COLUMNS.MISSING", "T3", None, name, words))
        first = _first_filled(row for row in rows if row.spec is not None and edition in row.spec.editions)
        shifts: dict[int, int] | None = None

        def shift_at(depth: int) -> int | None:
            nonlocal shifts
            if shifts is None:  # wanted only where heads and row do not tell
                shifts = _shifts_by_depth(reader, rows)
            return shifts.get(depth)

        for row in rows:
            if row.spec is None or edition not in row.spec.editions:
                self._keep_unmapped("T3", row.label, row.row.values)
            elif row is not first[row.spec.code]:
                pair = first[row.spec.code], row
                self._note_repeat(*(pair if _is_filled(row) else reversed(pair)))
            else:
                self.facts += reader.read_row(row, columns[row.piece], shift_at, self._maker)
        self._check_rows(edition, first)

    def _note_repeat(self, first: NamedRow, row: NamedRow) -> None:
        """The same row twice: harmless when it says the same or nothing, else told."""
        filled = [[c for c in r.row.values if c.text.strip()] for r in (first, row)]
        texts = [[c.text.strip() for c in cells] for cells in filled]
        printed = [[c.text.strip() for c in cells if not c.is_repeat] for cells in filled]
        if texts[1] and texts[0] != texts[1] and printed[0] != printed[1]:
            self._maker.add("T3.ROWS.DUP", row.spec, row.row.cells[0], label=row.label)

    def _check_rows(self, edition: str, found: Mapping[str, NamedRow]) -> None:
        form = self._catalogue.t3_fields(edition)
        order = {spec.code: i for i, spec in enumerate(form)}
        for spec in form:
            if spec.code not in found:
                self._maker.add("T3.ROWS.MISSING", spec, label=spec.label)
        places = [order[code] for code in found]
        for before, after in pairwise(places):
            if after < before:
                spec = form[after]
                self._maker.add("T3.ROWS.ORDER", spec, label=spec.label)

    def _read_t4(self, reader: T4Reader, pieces: tuple[DraftTable, ...]) -> None:
        if not pieces:
            return
        facts = reader.read(reader.blocks(pieces, self._year), self._maker)
        same = dict(self.editions)
        edition = same.get("T3", same.get("T2", self._catalogue.form_of_year(self._year)))
        self.editions.append(("T4", edition))
        self.facts += facts
        found = {fact.field for fact in facts}
        for spec in self._catalogue.t4_columns:
            if spec.code not in found:
                self._maker.add("T4.CELLS.MISSING", spec, label=self._maker.describe(spec, "all"))

    def _read_torn(self, draft: Draft) -> None:
        """The standard tables of which no table was found, where their words stand in the prose."""
        missing = [code for code in ("T2", "T3", "T4") if not draft.pieces(code)]
        if not missing:
            return
        same = dict(self.editions)
        edition = same.get("T3", same.get("T2", self._catalogue.form_of_year(self._year)))
        torn = self._readers.torn.read(draft, missing, edition, self._maker, self._year)
        self._keep_torn(torn.facts)
        self.editions += torn.editions
        self._maker.notes += torn.notes

    def _read_old(self, draft: Draft) -> None:
        """The tables of the years before the uniform form."""
        old = self._readers.old.read(draft, self._year, self._maker)
        if draft.tables:
            self.facts += old.facts
        else:
            self._keep_torn(old.facts)
        self.editions += old.editions
        self.unmapped += old.unmapped
        self._maker.notes += old.notes

    def _keep_torn(self, facts: Sequence[Fact]) -> None:
        self.facts += facts
        self.torn |= {(fact.field, fact.applicant) for fact in facts}

    def _keep_unmapped(self, code: TableCode, label: str, cells: Iterable[Cell]) -> None:
        """A label that the catalogue does not know is kept with its values; one without values is only a head."""
        printed = [cell for cell in cells if not cell.is_repeat]
        if not any(cell.text.strip() for cell in printed):
            return
        key = self._catalogue.folding.label_key(label.split(" › ")[-1]).key
        place = place_of(printed[0].origin)
        values = tuple(cell.text.strip() for cell in printed)
        self.unmapped.append(UnmappedRow(code, label, key, values, None, place))
        words = (("label", label),)
        self._maker.notes.append(Note("ROW.UNMAPPED", code, None, None, words, place.locator))


def _first_filled(rows: Iterable[NamedRow]) -> dict[str, NamedRow]:
    """By field its first row, or the first with a value where an empty form stands before the filled one."""
    first: dict[str, NamedRow] = {}
    for row in rows:
        code = row.spec.code if row.spec is not None else ""
        if code not in first or (not _is_filled(first[code]) and _is_filled(row)):
            first[code] = row
    return first


def _is_filled(row: NamedRow) -> bool:
    return any(cell.text.strip() for cell in row.row.values)


def _shifts_by_depth(reader: T3Reader, rows: Sequence[NamedRow]) -> dict[int, int]:
    """Label depth -> offset of the seven values, where every row of that depth that can tell says the same.

    Where rows of several depths put the values in one column, so do the rows of a depth that cannot tell.
    """
    offsets: dict[int, set[int]] = {}
    for row in rows:
        shift = shift_of(row)
        if shift is not None:
            offsets.setdefault(row.row.first_value, set()).add(shift)
    shifts = {depth: found.pop() for depth, found in offsets.items() if len(found) == 1}
    columns = {depth + shift for depth, shift in shifts.items()}
    if len(columns) == 1 and 1 < len(shifts) == len(offsets):
        column = columns.pop()
        shifts.update({row.row.first_value: column - row.row.first_value for row in rows})
    return shifts
