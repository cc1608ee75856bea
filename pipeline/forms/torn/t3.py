"""Table T3 in torn text: rows of seven cells whose digits run together, decoded by the sums."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from db.schema.records import Fact, Method
from extractors.model.labels import Folding
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec
from pipeline.forms.facts import Note
from pipeline.forms.sums.solve import Candidate, Solution, column_equations, solve
from pipeline.forms.sums.splits import (
    Split,
    SplitCell,
    Token,
    TooManySplits,
    count_signs,
    read_whole,
    split_with_total,
    values_of,
)
from pipeline.forms.torn.facts import TornFacts, TornTable, undecodable
from pipeline.forms.torn.heads import find_t3_order
from pipeline.forms.torn.labels import FoundLabel, choose_own, find_again, find_chain, measure_chain
from pipeline.forms.torn.order import doubt_moved, has_total_last
from pipeline.forms.torn.text import TornText
from pipeline.forms.torn.values import RunReader, ValueRun, doubt_wrapped

WIDTH = 7
EDITIONS = ("gb2021_30", "gb2019_60")
_FEWEST_ROWS = 8
"""Row labels in sequence that make a table; prose never names as many."""
_FEWEST_FULL = 2
"""Rows that hold at least seven signs."""
_VALUES_BEFORE = re.compile(r"\d\s+\d+\s+\d+\W*[一1]?\W*\Z")
"""Values right before the first label and its list number."""
TWICE = "the table stands twice with different numbers"
"""Why its cells are left open."""


@dataclass(frozen=True, slots=True)
class TornRow:
    """A row of the torn table."""

    spec: FieldSpec
    run: ValueRun
    label: str
    method: Method
    splits: tuple[Split, ...]
    """The ways to cut it; empty when there is none."""
    is_direct: bool
    """Whether every cell has separators of its own."""
    is_too_long: bool = False
    """Whether there are more ways to cut it than can be tried."""

    @property
    def is_forced(self) -> bool:
        """Whether it has as many digits as cells and adds up: only one way to cut it, whatever the other rows say."""
        is_counted = all(count_signs(reading) == WIDTH for reading in self.run.readings)
        return self.run.is_own and len(self.splits) == 1 and is_counted


class TornT3:
    """Reads table T3 from torn text."""

    def __init__(self, catalogue: Catalogue, runs: RunReader) -> None:
        self._catalogue = catalogue
        self._runs = runs

    def read(self, text: TornText, facts: TornFacts, year: int | None = None) -> TornTable | None:
        """The table's facts and notes, or None when the text holds no such table."""
        edition, chain = self._find_rows(text, year)
        if len(chain) < _FEWEST_ROWS:
            return None
        form = self._catalogue.t3_fields(edition)
        again = find_again(text, self._labels_of(edition), self._catalogue.folding, chain)
        chain, again = choose_own(text, chain, again, year)
        ordinals = [_ordinal(spec, self._catalogue.folding) for spec in form]
        printed = read_runs(text, chain, ordinals, self._runs, [self._letters(spec.label) for spec in form])
        runs = _share_out(doubt_wrapped(text, [found.start for found in chain], printed, WIDTH))
        if not _is_table(runs):
            return None
        rows = self._cut_rows(text, form, chain, runs)
        applicants = [applicant.code for applicant in self._catalogue.applicants]
        if not runs[-1].tokens and _VALUES_BEFORE.search(text.text, 0, chain[0].start):
            made, notes = _leave_open(rows, facts, applicants, "the values stand before their labels")
        elif again and says_otherwise(chain, printed, again, read_runs(text, again, ordinals, self._runs)):
            made, notes = _leave_open(rows, facts, applicants, TWICE)
        else:
            columns = find_t3_order(self._catalogue, text, chain[0].start)
            is_sure = _is_in_order(columns, rows)
            outcome = None if is_sure is False else self._solve(edition, rows)
            if is_sure or (is_sure is None and all(len(row.splits) == 1 for row in rows)):
                made, notes = _make_facts(rows, outcome, facts, applicants)
                notes = notes if is_sure else [*notes, *_doubt_order(rows, made, facts, columns or ())]
            else:
                made, notes = _leave_open(rows, facts, applicants, "the heads are not in the form's order")
        return TornTable("T3", edition, tuple(made), (*notes, *self._missing(form, rows, facts)))

    def _find_rows(self, text: TornText, year: int | None) -> tuple[str, tuple[FoundLabel, ...]]:
        """The edition whose row labels match most signs, and where they stand; on a tie, the one of the year.

        A label that heads a column as well, as that of the others, tells no edition.
        """
        chains = {edition: find_chain(text, self._labels_of(edition), self._catalogue.folding) for edition in EDITIONS}
        expected = self._catalogue.form_of_year(year)
        return max(chains.items(), key=lambda item: (self._measure_own(*item), item[0] == expected))

    def _measure_own(self, edition: str, chain: Sequence[FoundLabel]) -> int:
        """How many signs a chain names by labels that head no column."""
        heads = set(map(self._key, self._catalogue.applicant_labels.values()))
        form = self._catalogue.t3_fields(edition)
        return measure_chain([found for found in chain if self._key(form[found.index].label) not in heads])

    def _letters(self, label: str) -> str:
        return "".join(filter(str.isalpha, self._catalogue.folding.text_key(label)))

    def _key(self, label: str) -> str:
        """A label without its number in the list."""
        return self._catalogue.folding.label_key(label).key

    def _labels_of(self, edition: str) -> list[LabelSpec]:
        return [self._catalogue.t3_labels[spec.code] for spec in self._catalogue.t3_fields(edition)]

    def _cut_rows(
        self, text: TornText, form: Sequence[FieldSpec], chain: Sequence[FoundLabel], runs: Sequence[ValueRun]
    ) -> list[TornRow]:
        has_lost_blanks = any(0 < run.signs < WIDTH for run in runs) and not any(run.is_glued for run in runs)
        rows: list[TornRow] = []
        for found, run in zip(chain, runs, strict=True):
            label = text.quote(found.start, found.stop)
            # One row beyond all measure leaves the table unsolved, so that only rows with a forced cut are worth a try.
            is_hopeless = any(row.is_too_long for row in rows) and run.signs > WIDTH
            rows.append(
                TornRow(form[found.index], run, label, found.method, (), is_direct=False)
                if is_hopeless
                else _cut_row(form[found.index], run, label, found.method, has_lost_blanks)
            )
        return rows

    def _solve(self, edition: str, rows: Sequence[TornRow]) -> Solution | None:
        """What the sums say; None when a row is missing, so that the sums down the columns say nothing."""
        equations = column_equations(self._catalogue, "T3", edition, [row.spec.code for row in rows])
        if not equations or all(row.is_direct for row in rows):
            return None
        return solve([[values_of(split) for split in row.splits] for row in rows], equations)

    def _missing(self, form: Sequence[FieldSpec], rows: Sequence[TornRow], facts: TornFacts) -> list[Note]:
        found = {row.spec.code for row in rows}
        return [facts.note("T3.ROWS.MISSING", spec, label=spec.label) for spec in form if spec.code not in found]


def _ordinal(spec: FieldSpec, folding: Folding) -> int | None:
    """The list number in digits that the form prints before a row."""
    label = folding.label_key(spec.label)
    return label.ordinal if label.level == 3 else None


def read_runs(
    text: TornText,
    chain: Sequence[FoundLabel],
    ordinals: Sequence[int | None],
    reader: RunReader,
    wholes: Sequence[str] = (),
) -> list[ValueRun]:
    """The values after each label of a chain.

    Args:
        text: the torn text.
        chain: the labels.
        ordinals: the list numbers that the form prints before labels.
        reader: of the values.
        wholes: the letters of whole labels, where their ends may stand among the values.
    """
    runs = []
    for found, after in zip(chain, [*chain[1:], None], strict=False):
        limit = len(text.text) if after is None else after.start
        ordinal = None if after is None else ordinals[after.index]
        stop = found.stop if after else _skip_again(text, found)
        whole = wholes[found.index] if wholes else ""
        run = reader.read(text, stop, limit, ordinal, is_last=after is None, whole=whole)
        # a circled number among the values may be the value of a cell
        runs.append(replace(run, is_clean=False) if text.has_ring_between(found.stop, run.stop) else run)
    return runs


def _skip_again(text: TornText, found: FoundLabel) -> int:
    """Behind a label that is printed again right behind itself, once for each column that its cell covers."""
    again = re.compile(rf"\W*\w?\W*{re.escape(text.text[found.start : found.stop])}")
    stop = found.stop
    while (match := again.match(text.text, stop)) is not None:
        stop = match.end()
    return stop


def says_otherwise(
    chain: Sequence[FoundLabel],
    runs: Sequence[ValueRun],
    other_chain: Sequence[FoundLabel],
    other_runs: Sequence[ValueRun],
) -> bool:
    """Whether a table with the same labels says something else: that of another year, perhaps, or of another organ.

    One that says nothing, or no more than sentences do, is none.
    """
    filled = [run for run in other_runs if run.tokens]
    if 2 * len(filled) < len(other_runs) or is_prose(other_runs):
        return False
    said = {found.index: _texts(run) for found, run in zip(chain, runs, strict=True)}
    again = {found.index: _texts(run) for found, run in zip(other_chain, other_runs, strict=True)}
    return any(again[index] != said[index] for index in said.keys() & again.keys() if again[index])


def _texts(run: ValueRun) -> list[str]:
    return [token.text for token in run.tokens]


def is_prose(runs: Sequence[ValueRun]) -> bool:
    """Whether commas and full stops follow the values, as in a sentence."""
    filled = [run for run in runs if run.tokens]
    return 2 * sum(run.is_sentence for run in filled) > len(filled)


def _is_table(runs: Sequence[ValueRun]) -> bool:
    """Whether the rows hold rows of seven, not the single counts of a sentence."""
    full = sum(run.signs >= WIDTH for run in runs)
    filled = sum(run.signs > 0 for run in runs)
    return full >= _FEWEST_FULL and 2 * filled >= len(runs) and not is_prose(runs)


def _share_out(runs: list[ValueRun]) -> list[ValueRun]:
    """Where all labels come first and all numbers after them, each row its own: one string or seven cells a row."""
    *before, last = runs
    if any(run.tokens for run in before) or len(last.readings) != 1:
        return runs
    size = {len(runs): 1, len(runs) * WIDTH: WIDTH}.get(len(last.tokens))
    if size is None:
        return runs
    parts = [last.tokens[i * size : (i + 1) * size] for i in range(len(runs))]
    return [ValueRun((part,), part[0].start, part[-1].stop, last.is_clean, is_own=False) for part in parts]


def _cut_row(spec: FieldSpec, run: ValueRun, label: str, method: Method, has_lost_blanks: bool) -> TornRow:
    possible = tuple(tokens for tokens in run.readings if len(tokens) <= WIDTH)  # a token is a cell at least
    run = replace(run, readings=possible or run.readings)
    is_direct = len(run.readings) == 1 and len(run.tokens) == WIDTH and run.is_clean and run.is_own
    if is_direct:
        return TornRow(spec, run, label, method, (read_whole(run.tokens),), is_direct=True)
    try:
        splits = [split for tokens in run.readings for split in _cut_tokens(tokens, run, has_lost_blanks)]
    except TooManySplits:
        return TornRow(spec, run, label, method, (), is_direct=False, is_too_long=True)
    return TornRow(spec, run, label, method, tuple(splits) if run.is_clean else (), is_direct=False)


def _cut_tokens(tokens: Sequence[Token], run: ValueRun, has_lost_blanks: bool) -> list[Split]:
    if not tokens:
        return [(SplitCell(None, run.start, run.start),) * WIDTH]
    if len(tokens) == WIDTH and run.is_own:
        return [read_whole(tokens)]
    if has_lost_blanks:
        return _spread(tokens)
    return split_with_total(tokens, WIDTH)


def _spread(tokens: Sequence[Token]) -> list[Split]:
    """Every way to lay whole cells on seven places, the rest blank, such that the last is the sum of the others."""
    whole = read_whole(tokens)
    spread = []
    for places in combinations(range(WIDTH), len(whole)) if len(whole) < WIDTH else ():
        split = [SplitCell(None, tokens[0].start, tokens[0].start)] * WIDTH
        for place, piece in zip(places, whole, strict=True):
            split[place] = piece
        if sum(piece.value or 0 for piece in split[:-1]) == (split[-1].value or 0):
            spread.append(tuple(split))
    return spread


def _make_facts(
    rows: Sequence[TornRow], outcome: Solution | None, facts: TornFacts, applicants: Sequence[str]
) -> tuple[list[Fact], list[Note]]:
    """Direct rows as they stand, other rows as far as the sums settle them."""
    made: list[Fact] = []
    notes: list[Note] = []
    is_solved = outcome is not None and outcome.state != "none"
    is_filled = all(row.run.signs >= WIDTH for row in rows)
    for number, row in enumerate(rows):
        if row.is_direct or (not is_solved and is_filled and row.is_forced):
            method: Method = row.method if row.is_direct else "by_constraint"
            made += [
                facts.known(row.spec, name, piece, row.label, method)
                for name, piece in zip(applicants, row.splits[0], strict=True)
            ]
            continue
        splits, certain = _what_is_left(row, outcome if is_solved else None, number)
        for column, name in enumerate(applicants):
            if certain[column]:
                made.append(facts.known(row.spec, name, splits[0][column], row.label, "by_constraint"))
            else:
                made.append(facts.open(row.spec, name, row.run, row.label, facts.candidates(splits, column)))
        if not all(certain):
            notes.append(facts.open_note(row.spec, row.run, row.label))
    if outcome is not None and outcome.state in ("none", "too_many"):
        why = "no split satisfies every sum" if outcome.state == "none" else "too many splits to try them all"
        notes.insert(0, undecodable("T3", why))
    elif outcome is None and not all(row.is_direct for row in rows):
        notes.insert(0, undecodable("T3", "rows are missing, so the columns cannot be added up"))
    return made, notes


def _what_is_left(row: TornRow, outcome: Solution | None, number: int) -> tuple[list[Split], Sequence[bool]]:
    """The ways to cut a row that the sums leave, and which cells they agree on."""
    if outcome is None:
        return list(row.splits), (False,) * WIDTH
    possible: frozenset[Candidate] = frozenset(outcome.possible[number])
    splits = [split for split in row.splits if values_of(split) in possible]
    # Readings with equal values may still cut the text differently: the value is certain, the place is the first.
    return splits, outcome.certain[number]


def _is_in_order(columns: Sequence[int] | None, rows: Sequence[TornRow]) -> bool | None:
    """Whether the cells of a row stand in the form's order; None where neither the heads nor the sums tell.

    ``columns`` are those at which the total may stand instead of the last, None where the heads are in another order.
    """
    if columns is None:
        return False
    cut = [(row.run, row.splits) for row in rows]
    told = {has_total_last(cut, column) for column in columns}
    return False if False in told else None if None in told else True


def _doubt_order(rows: Sequence[TornRow], made: Sequence[Fact], facts: TornFacts, columns: Sequence[int]) -> list[Note]:
    """Notes on every cell that depends on where the total stands."""
    own = [made[start : start + WIDTH] for start in range(0, len(made), WIDTH)]
    return [
        note
        for row, cells in zip(rows, own, strict=True)
        for note in doubt_moved(cells, facts, row.spec, row.splits[0], columns)
    ]


def _leave_open(
    rows: Sequence[TornRow], facts: TornFacts, applicants: Sequence[str], why: str
) -> tuple[list[Fact], list[Note]]:
    """Every cell open: the digits are there, but not whose they are."""
    made = [facts.open(row.spec, name, row.run, row.label) for row in rows for name in applicants]
    return made, [undecodable("T3", why)]
