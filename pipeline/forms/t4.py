"""Table T4, 行政复议、行政诉讼情况: a value is found by the heads above it, or by its place in a run of fifteen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, dropwhile

from db.schema.records import Fact, Method
from extractors.drafting.draft import DraftTable
from extractors.model.document import Cell
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker, Note
from pipeline.forms.matching import LabelIndex
from pipeline.forms.memo import remember
from pipeline.forms.rows import drop_copies, find_printed, find_windows, split_row

_GROUP = 5
"""Columns of one of the three groups."""

_WITHOUT_NUMBER = frozenset({"blank", "dash", "slash"})

Laid = list[tuple[FieldSpec, Cell, bool]]


@dataclass(frozen=True, slots=True)
class T4Block:
    """One row of values with the head rows above it."""

    heads: tuple[tuple[Cell, ...], ...]
    cells: tuple[Cell, ...]
    is_grid: bool
    groups: tuple[str, ...] = ()
    """Groups that stand before the values, where each has a row of its own, or else in the caption above."""
    leaf: str = ""
    """What stands behind them, where each value has a row of its own."""


_YEAR = re.compile(r"\s*((?:19|20)\d{2})\s*年度?\s*")


def _year_of(block: T4Block) -> int | None:
    """The year that stands alone before the values of a row: its name."""
    cells = drop_copies(block.cells)
    match = _YEAR.fullmatch(cells[0].text) if cells else None
    return int(match[1]) if match else None


class T4Reader:
    """Reads the pieces of table T4 with one catalogue."""

    def __init__(self, catalogue: Catalogue, cells: CellReader) -> None:
        self._cells = cells
        self._folding = catalogue.folding
        self._last_year = catalogue.values.last_year
        self._columns = catalogue.t4_columns
        specs = [(label, catalogue.t4_labels[label]) for label in catalogue.t4_labels]
        self._labels: LabelIndex[str] = LabelIndex(catalogue.folding, specs)
        self._by_path = {(spec.path[-1], spec.label): spec for spec in catalogue.t4_columns}
        self._groups = {label for spec in catalogue.t4_columns for label in spec.path}
        self._group_keys = {catalogue.folding.label_key(group).key for group in self._groups}
        total = catalogue.applicants[-1]
        self._totals = {catalogue.folding.label_key(word).key for word in (total.label, *total.variants)}
        self._starts: dict[str, int] = {}
        """The first column that stands under a group."""
        for column, spec in enumerate(catalogue.t4_columns):
            for label in spec.path:
                self._starts.setdefault(label, column)
        self._label = remember(self._find_label, 4096)
        self._names = remember(self._find_names, 4096)
        self._field = lru_cache(1024)(self._find_field)

    def blocks(self, pieces: Sequence[DraftTable], year: int | None = None) -> list[T4Block]:
        """Each row of values with its heads; a second table's heads replace the first's.

        Where rows are named by years and one of them is the report's, the others are not its own; nor is one that is
        named for the year before.
        """
        found = self._find_blocks(pieces)
        blocks = [block for block in found if not self._is_of_last_year(block)] or found
        named = [_year_of(block) for block in blocks]
        if year not in named:
            return blocks
        return [block for block, own in zip(blocks, named, strict=True) if own in (None, year)]

    def _is_of_last_year(self, block: T4Block) -> bool:
        return self._folding.label_key(block.cells[0].text).key in self._last_year

    def _find_blocks(self, pieces: Sequence[DraftTable]) -> list[T4Block]:
        blocks: list[T4Block] = []
        numbered: list[T4Block] = []
        heads: list[tuple[Cell, ...]] = []
        has_values = False
        for piece in pieces:
            above = self._group_of(piece.caption)
            for row in piece.rows:
                if self._is_head(row):
                    heads = [] if has_values else heads
                    heads.append(tuple(row))
                    has_values = False
                elif heads and self._is_value_row(row, piece.layout == "grid"):
                    groups, leaf = self._names_before(row)
                    block = T4Block(tuple(heads), tuple(row), piece.layout == "grid", groups or above, leaf)
                    (numbered if self._is_counting(row) else blocks).append(block)
                    has_values = True
        return blocks or numbered or list(self._lines(pieces))

    def _group_of(self, caption: str) -> tuple[str, ...]:
        """The one group that a caption names, with what stands over it; nothing where it names several or none."""
        key = self._folding.text_key(caption)
        named = {label for label in self._groups if self._folding.text_key(label) in key} if key else set()
        paths = {spec.path for spec in self._columns if spec.path[-1] in named and named.issubset(spec.path)}
        return paths.pop() if len(paths) == 1 else ()

    def _lines(self, pieces: Sequence[DraftTable]) -> Iterator[T4Block]:
        """The rows of a table that was turned: group, outcome, and its one value."""
        for piece in pieces:
            above = self._group_of(piece.caption)
            for row in piece.rows:
                groups, leaf = self._names_before(row)
                groups = groups or above
                if groups and leaf and len(drop_copies(split_row(row, self._cells.is_value).values)) == 1:
                    yield T4Block((), tuple(row), piece.layout == "grid", groups, leaf)

    def _names_before(self, row: Sequence[Cell]) -> tuple[tuple[str, ...], str]:
        """The groups that stand before a row's values, and the outcome behind them."""
        labels = split_row(row, self._cells.is_value).labels
        names = [name for text in labels for name in self._names(text)]
        leaves = [name for name in names if name not in self._groups]
        return tuple(name for name in names if name in self._groups), leaves[-1] if leaves else ""

    def _is_head(self, row: Sequence[Cell]) -> bool:
        texts = [cell.text for cell in drop_copies(row) if cell.text.strip()]
        if any(self._cells.read(text).state == "number" for text in texts):
            return False
        return bool(texts) and sum(bool(self._names(text)) for text in texts) * 2 >= len(texts)

    def _is_value_row(self, row: Sequence[Cell], is_grid: bool) -> bool:
        """Values only, after at most one leading label such as 件; behind a label at least one must be printed.

        In a grid the heads say where values stand: one may be merged over many columns, others may be words.
        """
        texts = {cell.text for cell in row if not self._cells.is_value(cell.text)}
        behind = split_row(row, self._cells.is_value).values
        values = drop_copies(behind)
        has_printed = any(cell.text.strip() for cell in values)
        if is_grid and len(behind) >= _GROUP and has_printed and not texts and not self._is_glued(values):
            return True
        if is_grid and sum(self._cells.is_number(cell.text) for cell in drop_copies(row)) >= 1:
            return len(drop_copies(row)) >= _GROUP
        if is_grid and _has_odd_numbers(row):
            return True
        names = [self._names(text) for text in texts]
        is_named = sum(not own or not self._groups.issuperset(own) for own in names) <= 1
        return len(values) >= 4 and (not texts or (is_named and has_printed))

    def _is_glued(self, values: Sequence[Cell]) -> bool:
        """Whether a number stands in a cell merged over columns: it may be the digits of all of them in one string."""
        return len(values) < _GROUP and any(self._cells.read(cell.text).value for cell in values)

    def _is_counting(self, row: Sequence[Cell]) -> bool:
        """Whether the cells count from one: columns numbered below their heads. No group of sums reads so."""
        values = drop_copies(split_row(row, self._cells.is_value).values)
        numbers = [self._cells.read(cell.text).value for cell in values]
        return len(numbers) >= _GROUP and numbers == [*range(1, len(numbers) + 1)]

    def _find_label(self, text: str) -> str | None:
        matches = self._labels.matches(self._folding.label_key(text).key)
        return matches[0].entry if matches else None

    def _find_names(self, text: str) -> tuple[str, ...]:
        """What a head names: one thing, or a group and behind it the outcome: 行政复议结果维持."""
        name = self._label(text)
        if name is not None:
            return (name,)
        key = self._folding.label_key(text).key
        group = next((g for g in self._groups if key.startswith(self._folding.label_key(g).key)), None)
        if group is None:
            return ()
        behind = self._find_names(key[len(self._folding.label_key(group).key) :].strip("—-"))
        return (group, *behind) if behind else ()

    def read(self, blocks: Sequence[T4Block], maker: FactMaker) -> list[Fact]:
        """The facts of all blocks; a note for a row of values that fits no heads, or for one field printed twice."""
        facts: dict[str, Fact] = {}
        is_any_left = False
        blocks, are_named = self._choose_total(_drop_empty(blocks))
        for block in blocks:
            laid = self._lay(block)
            if laid is None:
                is_any_left = is_any_left or any(self._cells.is_number(cell.text) for cell in block.cells)
                texts = " | ".join(cell.text.strip() for cell in drop_copies(block.cells))
                maker.add("T4.ROW.SHAPE", self._columns[0], block.cells[0], detail=texts[:200])
                continue
            for spec, cell, is_copy in laid:
                method: Method = "exact"
                label = " › ".join((*spec.path, spec.label))
                if spec.code not in facts:
                    facts[spec.code] = maker.make(spec, "all", cell, method, label, is_merged=is_copy)
                elif cell.text.strip() and (are_named or facts[spec.code].raw.strip() != cell.text.strip()):
                    first = facts[spec.code].raw.strip()
                    if not first:  # an empty form before the filled one
                        facts[spec.code] = maker.make(spec, "all", cell, method, label, is_merged=is_copy)
                    words = (("detail", f"{first} | {cell.text}"),)
                    maker.notes.append(Note("T4.ROW.SHAPE", "T4", spec.code, "all", words, cell.origin.locator))
        # a number that fits no head may be that of a cell without one
        return [fact for fact in facts.values() if not is_any_left or fact.state not in _WITHOUT_NUMBER]

    def _choose_total(self, blocks: Sequence[T4Block]) -> tuple[Sequence[T4Block], bool]:
        """The rows without those of several organs where one row is their total, and whether such rows are left."""
        names = [self._name_of(block) for block in blocks]
        if len(set(names) - {""}) < 2:  # as nearly always
            return blocks, False
        totals = [block for block, name in zip(blocks, names, strict=True) if name in self._totals]
        unnamed = [block for block, name in zip(blocks, names, strict=True) if not name]
        return ([*totals, *unnamed], False) if len(totals) == 1 else (blocks, True)

    def _name_of(self, block: T4Block) -> str:
        """What stands before a row's values, and is no group; nothing for a row of one value."""
        labels = split_row(block.cells, self._cells.is_value).labels
        keys = (self._folding.label_key(text).key for text in labels if not block.leaf or not block.groups)
        return next((key for key in keys if key and key not in self._group_keys), "")

    def _lay(self, block: T4Block) -> Laid | None:
        if block.leaf and block.groups:  # without a group, 合计 only heads a row of many values
            return self._lay_line(block)
        laid = self._lay_on_heads(block) if block.is_grid else None
        return laid if laid is not None else self._lay_by_window(block)

    def _lay_line(self, block: T4Block) -> Laid | None:
        spec = self._by_path.get((block.groups[-1], block.leaf))
        values = drop_copies(split_row(block.cells, self._cells.is_value).values)
        return None if spec is None or len(values) != 1 else [(spec, values[0], False)]

    def _lay_on_heads(self, block: T4Block) -> Laid | None:
        """Each printed value by the path of heads above it; None when a value has no head or a field comes twice.

        A value under a head that is none of the form's stands aside, where every field of the form has its own.
        """
        laid: Laid = []
        seen: set[str] = set()
        has_aside = False
        for column, cell in enumerate(block.cells):
            spec = self._field_above(block, column)
            if spec is None:
                if cell.text.strip() and self._cells.is_value(cell.text) and not cell.is_repeat:
                    has_aside = self._has_own_head(block, column)
                    if not has_aside:
                        return None
                continue
            if spec.code in seen:
                if cell.is_repeat or not cell.text.strip():
                    continue
                return None
            seen.add(spec.code)
            laid.append((spec, cell, cell.is_repeat))
        return laid if len(laid) >= (len(self._columns) if has_aside else _GROUP) else None

    def _has_own_head(self, block: T4Block, column: int) -> bool:
        """Whether the lowest head over a column is a word that names no outcome, or one of no group: the sum of all."""
        heads = [row[column].text for row in block.heads if column < len(row) and row[column].text.strip()]
        names = [self._label(text) for text in heads]
        return bool(heads) and (names[-1] is None or self._groups.isdisjoint(names))

    def _field_above(self, block: T4Block, column: int) -> FieldSpec | None:
        return self._field(tuple([row[column].text for row in block.heads if column < len(row)]), block.groups)

    def _find_field(self, heads: tuple[str, ...], beside: tuple[str, ...]) -> FieldSpec | None:
        """The field below these heads, whose group may stand before the values instead."""
        known = list(chain.from_iterable(map(self._names, heads)))
        groups = [name for name in known if name in self._groups] or beside
        leaves = [name for name in known if name not in self._groups]
        if not groups or not leaves:
            return None
        return self._by_path.get((groups[-1], leaves[-1]))

    def _lay_by_window(self, block: T4Block) -> Laid | None:
        """The one run as long as the heads promise: fifteen, or five or ten where the table was split in two."""
        is_joined = any(len(self._names(cell.text)) > 1 for row in block.heads for cell in row)
        if is_joined or not all(self._is_form_order(row) for row in block.heads):
            return None
        fields = self._fields_named(block)
        cells = drop_copies(split_row(block.cells, self._cells.is_value).values)
        printed = None if block.is_grid else find_printed(cells, len(fields))
        if printed is not None:
            return [(spec, cell, False) for spec, cell in zip(fields, printed, strict=True)]
        spans = find_windows(cells, len(fields))
        if len(spans) > 1 and not any(cell.text.strip() for cell in cells):
            spans = spans[:1]
        if len(spans) != 1:
            return None
        start, stop = spans[0]
        return [(spec, cell, False) for spec, cell in zip(fields, cells[start:stop], strict=True)]

    def _is_form_order(self, row: Sequence[Cell]) -> bool:
        """Whether no head stands against the form's order; one whose label is unknown only takes its place."""
        is_full = len(row) == len(self._columns)  # a column for each field: every known head has its one place
        cells = row if is_full else [cell for cell in drop_copies(row) if cell.text.strip()]
        names = [self._label(cell.text) for cell in cells]
        if not is_full:
            names = list(dropwhile(lambda name: name is None, names))
        leaves = list(dict.fromkeys(spec.label for spec in self._columns))
        places = enumerate(name for name in names if is_full or name not in self._groups)
        starts = [self._starts[name] for name in names if name in self._starts]
        is_cyclic = all(name not in leaves or leaves.index(name) == i % len(leaves) for i, name in places)
        return is_cyclic and starts == sorted(starts)

    def _fields_named(self, block: T4Block) -> list[FieldSpec]:
        names = {self._label(cell.text) for row in block.heads for cell in row}
        if block.groups and names.isdisjoint(self._groups):
            return [spec for spec in self._columns if spec.path[-1] == block.groups[-1]]
        present = [spec for spec in self._columns if spec.path[0] in names or spec.path[-1] in names]
        return present or list(self._columns)


def _has_odd_numbers(row: Sequence[Cell]) -> bool:
    """Whether a row holds digits with other signs, as “0”, and no words: they are its values, though none is read."""
    cells = drop_copies(row)
    with_digits = sum(any(map(str.isdigit, cell.text)) for cell in cells)
    return with_digits >= _GROUP and not any(any(map(str.isalpha, cell.text)) for cell in cells)


def _drop_empty(blocks: Sequence[T4Block]) -> list[T4Block]:
    """The rows without those that are empty where another one below the same heads is not: they say nothing."""
    filled = {id(block.heads[0]) for block in blocks if block.heads and any(cell.text.strip() for cell in block.cells)}
    return [
        block
        for block in blocks
        if not block.heads or id(block.heads[0]) not in filled or any(cell.text.strip() for cell in block.cells)
    ]
