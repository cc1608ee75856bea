"""Tables before 2019 in torn text: this year's value and that of all years may run together."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from db.schema.records import Fact, Method
from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import Catalogue
from pipeline.forms.cells import MOST_DIGITS
from pipeline.forms.facts import FactMaker, Note
from pipeline.forms.pre2019.labels import ALL_YEARS, THIS_YEAR, OldForm, OldRow, with_unit
from pipeline.forms.sums.solve import solve
from pipeline.forms.sums.splits import Split, SplitCell, TooManySplits, read_whole, split_freely, values_of
from pipeline.forms.torn.facts import TornFacts, TornTable
from pipeline.forms.torn.labels import FoundLabel, add_strays, choose_own, find_again, find_chain, find_places
from pipeline.forms.torn.pre2019_heads import HeadReader, Heads
from pipeline.forms.torn.pre2019_layout import Layout
from pipeline.forms.torn.t3 import is_prose, read_runs, says_otherwise
from pipeline.forms.torn.text import BREAK, TornText
from pipeline.forms.torn.values import RunReader, ValueRun

_FEWEST_ROWS = 6
_LABEL = 60
"""Signs of a label that are shown, and within which its unit stands."""
_ROW = re.compile(r"[^\W\d_]{2}\D*\d")
"""A row between two others: a word, and a number behind it."""
_BETWEEN = re.compile(r"\([^()]*\)|[\s|:()]+")
_SENTENCE = re.compile(r"[。;；!！?？]|[,，](?!\d)")
_TAIL_OF_HEADS = 20
"""Signs before the rows that were found within which others may stand."""
_BEHIND = 120
"""The same behind them."""
_SHOWN = 20
"""Signs behind a label that are shown with it, or that are looked at for a value."""
_TAIL = 2
"""Letters of a label in print that its wordings do not have."""
_NEAR = r"[^\d,;。，；:：()]{0,12}?"
"""What may stand in prose between the name of a count and its number."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the torn table with the ways to cut its digits."""

    row: OldRow
    run: ValueRun
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
        self._row_behind = re.compile(rf"\s*[^\W\d_]{{2,30}}\s*{self._unit}\s*\d+")
        self._heads = HeadReader(catalogue, form)

    def read(self, text: TornText, year: int | None, maker: FactMaker) -> TornTable | None:
        """The table's facts and notes, or None when the text holds no such table."""
        labels = [row.label for row in self._form.rows]
        begins = partial(self._heads.begins, text)
        chain = find_chain(text, labels, self._catalogue.folding, begins)
        if len(chain) < _FEWEST_ROWS:
            return None
        again = find_again(text, labels, self._catalogue.folding, chain, begins)
        chain, again = choose_own(text, chain, again, year)
        first, last = self._find_bounds(text, chain, begins)
        heads_end = self._heads.find_end(text, first)
        chain = add_strays(text, labels, self._catalogue.folding, chain, begins, heads_end, last)
        ordinals = [self._ordinal(row) for row in self._form.rows]
        runs = read_runs(text, chain, ordinals, self._runs)
        heads = self._heads.read(text, chain[0].start, year)
        is_empty = not heads.names and 2 * sum(bool(run.tokens) for run in runs) < len(runs)
        if heads.is_other_year or is_empty or is_prose(runs):
            return None
        gaps = [text.text[run.stop : after.start] for run, after in zip(runs, chain[1:], strict=False)]
        layout = Layout(text, chain, runs)
        columns = self._choose_columns(heads, layout, gaps, year)
        if again and says_otherwise(chain, runs, again, read_runs(text, again, ordinals, self._runs)):
            columns = ()  # the text has the table once more, with other values: of another year, perhaps
        present = {one.index for one in chain}
        rows = [
            row
            for found, run in zip(chain, runs, strict=True)
            if self._has_its_total(self._form.rows[found.index], present)
            and (row := self._cut(found, run, text, columns, layout, is_last=found is chain[-1])) is not None
        ]
        if columns:
            rows = self._settle_by_words(text, chain[0].start, rows, columns)
            rows = self._settle_by_sums(rows, len(columns))
            rows = _settle_by_parents(rows)
            rows = _open_where_blanks_are_possible(rows, len(columns))
        made, notes = _make_facts(rows, columns or (THIS_YEAR,), TornFacts(text, maker))
        made, more = self._with_units(made, {row.row.spec.code: self._unit_of(text, row) for row in rows})
        notes += [
            *more,
            *self._tell_unknown(text, runs, chain, heads.rest, len(columns)),
            *self._tell_inside(text, chain),
        ]
        return TornTable(self._form.words.table_code, self._form.words.edition, tuple(made), tuple(notes))

    def _find_bounds(
        self, text: TornText, chain: Sequence[FoundLabel], begins: Callable[[int], bool]
    ) -> tuple[int, int]:
        """Where the first and the last row begin: in another order than the form's, rows stand around the chain."""
        labels = [row.label for row in self._form.rows]
        places = [found for found in find_places(text, labels, self._catalogue.folding) if begins(found.start)]
        first, last, stop = chain[0].start, chain[-1].start, chain[-1].stop
        for found in reversed(places):
            if found.stop <= first:
                if not self._is_of_rows(text.text[found.stop : first]):
                    break
                first = found.start
        for found in places:
            if found.start >= stop:
                if not self._is_of_rows(text.text[stop : found.start]):
                    break
                last, stop = found.start, found.stop
        return first, last

    def _is_of_rows(self, gap: str) -> bool:
        """Whether what stands between two labels may be values and the heads of groups: no sentence, no heads."""
        return len(gap) <= _BEHIND and not _SENTENCE.search(gap) and self._heads.find_again(gap) is None

    def _choose_columns(self, heads: Heads, layout: Layout, gaps: Sequence[str], year: int | None) -> tuple[str, ...]:
        """The applicant of each column; none where nothing sure says what stands in which."""
        again = [part for gap in gaps if (part := self._heads.find_again(gap)) is not None]
        if any(self._heads.read_part(part, year).names != heads.names for part in again):
            return ()
        if heads.is_absent:
            return (THIS_YEAR,) if layout.has_one_value_a_row() else ()
        if heads.has_remarks and not layout.is_full(len(heads.names)):
            return ()
        return heads.names

    def _tell_unknown(
        self, text: TornText, runs: Sequence[ValueRun], chain: Sequence[FoundLabel], first: str, width: int
    ) -> Iterator[Note]:
        """A note on what stands before or between known rows and has numbers: rows of which the form knows nothing."""
        code = self._form.words.table_code
        starts = [
            max(run.stop, found.stop) if self._stands_behind(text, found, run) else found.stop
            for run, found in zip(runs, chain, strict=True)
        ]
        for start, after in zip([chain[0].start - len(first), *starts], chain, strict=False):
            printed = text.quote(start, after.start) if after.start > start else ""
            if _ROW.search(self._heads.strip(nfkc(printed))):
                label = " ".join(printed.split())[:_LABEL]
                yield Note(
                    "ROW.UNMAPPED", code, None, None, (("label", label),), text.place(start, after.start).locator
                )
        if behind := self._find_row_behind(text, starts[-1], width):  # the table's last rows
            words = (("label", " ".join(behind[0].split())[:_LABEL]),)
            yield Note("ROW.UNMAPPED", code, None, None, words, text.place(behind.start(), behind.end()).locator)

    def _find_row_behind(self, text: TornText, start: int, width: int) -> re.Match[str] | None:
        """A row behind the last one: a label with a unit and a number, or with a number for each of several columns."""
        bare = rf"\s*[^\W\d_]{{2,30}}(?:\s+\d[\d,.]*){{{width}}}\s*(?:{BREAK}|$)"
        with_unit = self._row_behind.match(text.text, start)
        return with_unit or (re.compile(bare).match(text.text, start) if width > 1 else None)

    def _tell_inside(self, text: TornText, chain: Sequence[FoundLabel]) -> Iterator[Note]:
        """A note on each row whose label was not found alone, but stands at the end of other words of the table."""
        taken = {found.index for found in chain}
        start, stop = max(0, chain[0].start - _TAIL_OF_HEADS), chain[-1].stop + _BEHIND
        labels = [row.label for row in self._form.rows]
        told: set[int] = set()
        for place in find_places(text, labels, self._catalogue.folding):
            is_free = all(place.stop <= one.start or one.stop <= place.start for one in chain)
            if is_free and place.index not in taken | told and start <= place.start <= stop:
                told.add(place.index)
                spec = self._form.rows[place.index].spec
                words = (
                    ("label", spec.label),
                    ("detail", text.quote(place.start, min(place.stop + _SHOWN, len(text.text))).strip()),
                )
                where = text.place(place.start, place.stop).locator
                yield Note("OLD.ROW.SHAPE", spec.table_code, spec.code, None, words, where)

    def _cut(
        self,
        found: FoundLabel,
        run: ValueRun,
        text: TornText,
        columns: tuple[str, ...],
        layout: Layout,
        *,
        is_last: bool,
    ) -> _Row | None:
        """The row with the ways to cut its digits; None for one without any print in columns that are not known."""
        row, label = self._form.rows[found.index], text.quote(found.start, found.stop)
        has_none = not run.tokens and run.is_clean
        if has_none and not any(map(str.isdigit, text.text[run.stop : run.stop + _SHOWN] if is_last else "")):
            blank = SplitCell(None, run.stop, run.stop)
            return _Row(row, run, label, found.method, ((blank,) * len(columns),), is_direct=True) if columns else None
        if not run.tokens or not self._stands_behind(text, found, run):
            return _Row(row, run, label, found.method, (), is_direct=False)
        if not columns or layout.is_cut_short(run, len(columns)):
            return _Row(row, run, label, found.method, (), is_direct=False)
        run = layout.drop_list_numbers(replace(run, is_clean=layout.is_clean(run)))
        return _cut(row, run, label, found.method, columns)

    def _stands_behind(self, text: TornText, found: FoundLabel, run: ValueRun) -> bool:
        """Whether nothing but a unit or a note stands between a label and its values: else they are another row's."""
        gap = _BETWEEN.sub("", text.text[found.stop : run.start])
        tail, _, behind = gap.partition(match[0]) if (match := re.search(self._unit, gap)) else (gap, "", "")
        return not behind and len(tail) <= _TAIL and (not tail or text.text[found.stop] == tail[0])

    def _has_its_total(self, row: OldRow, present: set[int]) -> bool:
        """Whether a label that stands twice on the form can be told apart, because its total was found too."""
        totals = {other.spec.code for other in self._form.rows if other.position in present}
        return not self._form.is_shared(row) or totals.issuperset(row.spec.path)

    def _unit_of(self, text: TornText, row: _Row) -> str:
        """The unit printed between a row's label and its values; empty when there is none."""
        match = self._last_unit.search(text.text, max(0, row.run.start - _LABEL), row.run.start)
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

    def _settle_by_words(
        self, text: TornText, table_start: int, rows: Sequence[_Row], columns: Sequence[str]
    ) -> list[_Row]:
        """Rows whose number of this year stands in the prose beside the same name, in one way to cut only."""
        if THIS_YEAR not in columns:
            return list(rows)
        column = list(columns).index(THIS_YEAR)
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
            for match in re.finditer(rf"{re.escape(noun)}{_NEAR}(\d{{1,{MOST_DIGITS}}})\s*{self._unit}", prose):
                yield int(match[1])


def _cut(row: OldRow, run: ValueRun, label: str, method: Method, columns: Sequence[str]) -> _Row:
    width = len(columns)
    if len(run.readings) == 1 and len(run.tokens) == width and run.is_clean:
        return _Row(row, run, label, method, (read_whole(run.tokens),), is_direct=True)
    try:
        splits = [split for tokens in run.readings for split in split_freely(tokens, width)] if run.is_clean else []
    except TooManySplits:
        splits = []
    kept = [split for split in splits if _is_rising(split, columns)]
    if len(kept) == 1 < len(splits):  # sums of all years may begin anew: this alone settles nothing
        kept = splits
    return _Row(row, run, label, method, tuple(kept), is_direct=False)


def _is_rising(split: Split, columns: Sequence[str]) -> bool:
    """Whether the sum of all years is no less than this year's value."""
    values = {name: piece.value for name, piece in zip(columns, split, strict=True)}
    year, cumulative = values.get(THIS_YEAR), values.get(ALL_YEARS)
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
            if not name:
                continue
            if is_open:
                made.append(facts.open(spec, name, row.run, row.label, facts.candidates(row.splits, column)))
            else:
                made.append(facts.known(spec, name, row.splits[0][column], row.label, method))
        if is_open:
            notes.append(facts.open_note(spec, row.run, row.label))
    return made, notes
