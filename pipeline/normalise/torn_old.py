"""Tables before 2019 in torn text: this year's value and that of all years may run together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from db.records import Fact, Method
from pipeline.catalogue.model import Catalogue
from pipeline.normalise.facts import FactMaker, Note
from pipeline.normalise.old_labels import OldForm, OldRow, with_unit
from pipeline.normalise.solve import solve
from pipeline.normalise.solve_splits import Split, TooManySplits, read_whole, split_freely, values_of
from pipeline.normalise.torn_facts import TornFacts, TornTable
from pipeline.normalise.torn_labels import find_chain
from pipeline.normalise.torn_t3 import is_prose, read_runs
from pipeline.normalise.torn_text import TornText
from pipeline.normalise.torn_values import Run, RunReader

_FEWEST_ROWS = 6
_HEAD = 60
"""Signs before the first row in which the heads stand."""
_YEAR = re.compile(r"(?:19|20)\d{2}(?!\d)")
_NEAR = r"[^\d,;。，；:：()]{0,12}?"
"""What may stand in prose between the name of a count and its number."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the torn table with the ways to cut its digits."""

    row: OldRow
    run: Run
    label: str
    method: Method
    splits: tuple[Split, ...]
    is_direct: bool

    @property
    def is_counted(self) -> bool:
        """Whether nothing but the number of its digits says how to cut it."""
        return not self.is_direct and len(self.splits) == 1


class TornOld:
    """Reads one older form from torn text."""

    def __init__(self, catalogue: Catalogue, form: OldForm, runs: RunReader) -> None:
        self._catalogue = catalogue
        self._form = form
        self._runs = runs
        units = "|".join(sorted(map(re.escape, catalogue.values.units), key=len, reverse=True))
        self._unit = f"(?:{units})"
        self._last_unit = re.compile(rf"({units})\s*$")

    def read(self, text: TornText, year: int | None, maker: FactMaker) -> TornTable | None:
        """The table's facts and notes, or None when the text holds no such table."""
        labels = [row.label for row in self._form.rows]
        chain = find_chain(text, labels, self._catalogue.folding)
        if len(chain) < _FEWEST_ROWS:
            return None
        columns = self._find_columns(text, chain[0].start, year)
        ordinals = [self._ordinal(row) for row in self._form.rows]
        runs = read_runs(text, chain, ordinals, self._runs)
        if not columns or 2 * sum(bool(run.tokens) for run in runs) < len(runs) or is_prose(runs):
            return None
        rows = [
            _cut(self._form.rows[found.index], run, text.quote(found.start, found.stop), found.method, columns)
            for found, run in zip(chain, runs, strict=True)
            if run.tokens and self._has_its_total(self._form.rows[found.index], {one.index for one in chain})
        ]
        rows = self._settle_by_words(text, chain[0].start, rows, columns)
        rows = self._settle_by_sums(rows, len(columns))
        rows = _settle_by_parents(rows)
        rows = _open_where_blanks_are_possible(rows, len(columns))
        facts = TornFacts(text, maker)
        made, notes = _make_facts(rows, columns, facts)
        made, more = self._with_units(made, {row.row.spec.code: self._unit_of(text, row) for row in rows})
        notes += more
        return TornTable(self._form.words.table_code, self._form.words.edition, tuple(made), tuple(notes))

    def _has_its_total(self, row: OldRow, present: set[int]) -> bool:
        """Whether a label that stands twice on the form can be told apart, because its total was found too."""
        totals = {other.spec.code for other in self._form.rows if other.position in present}
        return not self._form.is_shared(row) or totals.issuperset(row.spec.path)

    def _unit_of(self, text: TornText, row: _Row) -> str:
        """The unit printed between a row's label and its values; empty when there is none."""
        match = self._last_unit.search(text.text, max(0, row.run.start - _HEAD), row.run.start)
        return match[1] if match else ""

    def _with_units(self, facts: Sequence[Fact], units: dict[str, str]) -> tuple[list[Fact], list[Note]]:
        made: list[Fact] = []
        notes: list[Note] = []
        for fact in facts:
            spec = self._catalogue.field_by_code[fact.table_code, fact.field]
            placed, found = with_unit(fact, spec, units[fact.field], self._catalogue)
            made.append(placed)
            notes += found
        return made, notes

    def _ordinal(self, row: OldRow) -> int | None:
        label = self._catalogue.folding.label_key(row.label.label)
        return label.ordinal if label.level == 3 else None

    def _find_columns(self, text: TornText, first_row: int, year: int | None) -> tuple[str, ...]:
        """The applicant of each column, from the heads before the first row; none when they name no column."""
        head = text.text[max(0, first_row - _HEAD) : first_row]
        own = self._form.words
        names_of = dict.fromkeys(own.year, "all") | dict.fromkeys(own.cumulative, "cumulative")
        words = "|".join(map(re.escape, sorted(names_of, key=len, reverse=True)))
        at = {match.end(): names_of[match[0]] for match in re.finditer(words, head)}
        start = self._heads_start(head)
        names = tuple(name for place, name in sorted(at.items()) if place > start)
        years = {int(match[0]) for match in _YEAR.finditer(head[start:])}
        if start < 0 or len(set(names)) != len(names) or (year is not None and years and years != {year}):
            return ()
        return names

    def _heads_start(self, head: str) -> int:
        """Where the head of the column of labels ends; -1 when there is none."""
        ends = [head.rfind(word) + len(word) for word in self._form.words.indicator if word in head]
        return max(ends, default=-1)

    def _settle_by_words(
        self, text: TornText, table_start: int, rows: Sequence[_Row], columns: Sequence[str]
    ) -> list[_Row]:
        """Rows whose number of this year stands in the prose beside the same name, in one way to cut only."""
        if "all" not in columns:
            return list(rows)
        column = list(columns).index("all")
        settled = []
        for row in rows:
            said = set(self._said(text.text[:table_start], row.row.spec.code))
            fitting = [split for split in row.splits if split[column].value in said]
            settled.append(replace(row, splits=tuple(fitting)) if len(row.splits) > 1 and len(fitting) == 1 else row)
        return settled

    def _settle_by_sums(self, rows: Sequence[_Row], width: int) -> list[_Row]:
        """Rows narrowed by the sums, which hold in every column; as they are when no choice satisfies them."""
        cut = [row for row in rows if row.splits]
        place = {row.row.spec.code: number for number, row in enumerate(cut)}
        equations = []
        for identity in self._catalogue.identities:
            factors = [(name, 1) for name in identity.left] + [(name, -1) for name in identity.right]
            is_own = identity.table_code == self._form.words.table_code and identity.relation == "="
            if is_own and all(name in place for name, _ in factors):
                equations += [tuple((place[name], column, f) for name, f in factors) for column in range(width)]
        outcome = solve([[values_of(split) for split in row.splits] for row in cut], equations)
        if outcome.state == "none":
            return list(rows)
        possible = {row.row.spec.code: set(left) for row, left in zip(cut, outcome.possible, strict=True)}
        return [
            replace(row, splits=tuple(s for s in row.splits if values_of(s) in possible[row.row.spec.code]))
            if row.splits
            else row
            for row in rows
        ]

    def _said(self, prose: str, field: str) -> Iterator[int]:
        """The counts that the prose gives for a field."""
        for noun in self._form.words.nouns[field]:
            for match in re.finditer(rf"{re.escape(noun)}{_NEAR}(\d+)\s*{self._unit}", prose):
                yield int(match[1])


def _cut(row: OldRow, run: Run, label: str, method: Method, columns: Sequence[str]) -> _Row:
    width = len(columns)
    if len(run.readings) == 1 and len(run.tokens) == width and run.is_clean:
        return _Row(row, run, label, method, (read_whole(run.tokens),), is_direct=True)
    try:
        splits = [split for tokens in run.readings for split in split_freely(tokens, width)] if run.is_clean else []
    except TooManySplits:
        splits = []
    kept = [split for split in splits if _is_rising(split, columns)]
    return _Row(row, run, label, method, tuple(kept), is_direct=False)


def _is_rising(split: Split, columns: Sequence[str]) -> bool:
    """Whether the sum of all years is no less than this year's value."""
    values = {name: piece.value for name, piece in zip(columns, split, strict=True)}
    year, cumulative = values.get("all"), values.get("cumulative")
    return year is None or cumulative is None or year <= cumulative


def _settle_by_parents(rows: Sequence[_Row]) -> list[_Row]:
    """Rows narrowed by the row they are part of: no part is more than its whole, in any column."""
    known = {row.row.spec.code: row for row in rows}
    for code, row in list(known.items()):
        parent = known.get(row.row.spec.path[0]) if row.row.spec.path else None
        if parent is None or len(parent.splits) != 1 or len(row.splits) < 2:
            continue
        fitting = [split for split in row.splits if _is_part(split, parent.splits[0])]
        known[code] = replace(row, splits=tuple(fitting)) if fitting else row
    return list(known.values())


def _open_where_blanks_are_possible(rows: Sequence[_Row], width: int) -> list[_Row]:
    """The rows, those cut by counting alone left open when some row shows that cells may be blank."""
    if all(row.run.signs >= width for row in rows):
        return list(rows)
    return [replace(row, splits=()) if row.is_counted and not _needs_every_cell(row, width) else row for row in rows]


def _needs_every_cell(row: _Row, width: int) -> bool:
    """Whether the digits cannot be laid on fewer cells."""
    return all(not split_freely(tokens, fewer) for tokens in row.run.readings for fewer in range(1, width))


def _is_part(part: Split, whole: Split) -> bool:
    return all((a.value or 0) <= b.value for a, b in zip(part, whole, strict=True) if b.value is not None)


def _make_facts(rows: Sequence[_Row], columns: Sequence[str], facts: TornFacts) -> tuple[list[Fact], list[Note]]:
    made: list[Fact] = []
    notes: list[Note] = []
    for row in rows:
        spec = row.row.spec
        method: Method = row.method if row.is_direct else "by_constraint"
        is_open = len(row.splits) != 1
        for column, name in enumerate(columns):
            if is_open:
                made.append(facts.open(spec, name, row.run, row.label, facts.candidates(row.splits, column)))
            else:
                made.append(facts.known(spec, name, row.splits[0][column], row.label, method))
        if is_open:
            notes.append(facts.open_note(spec, row.run, row.label))
    return made, notes
