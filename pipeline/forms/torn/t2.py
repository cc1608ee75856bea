"""Table T2 in torn text. It promises no sums, so a string of digits is read only where it can be cut in one way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from db.schema.records import Fact, Method
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec, T2Form
from pipeline.forms.facts import Note
from pipeline.forms.sums.splits import Split, TooManySplits, read_whole, split_freely
from pipeline.forms.torn.facts import TornFacts, TornTable, undecodable
from pipeline.forms.torn.labels import FoundLabel, choose_own, find_again, find_chain, measure_chain
from pipeline.forms.torn.t3 import TWICE, is_prose, read_runs, says_otherwise
from pipeline.forms.torn.text import TornText
from pipeline.forms.torn.values import RunReader, ValueRun, count_numbers

_MOST_SPLITS = 60
_COPIES = re.compile(r"(.+)\1{1,2}")
_FEWEST_COPIES = 2


@dataclass(frozen=True, slots=True)
class _Plan:
    """The labels of one edition's table in printed order; a row's label has its fields, a head has none."""

    edition: str
    labels: tuple[LabelSpec, ...]
    rows: tuple[tuple[FieldSpec, ...], ...]
    heads: tuple[tuple[int, ...], ...]
    """For each label of a row, the positions of the heads over its cells."""


@dataclass(frozen=True, slots=True)
class _T2Row:
    """One row of the torn table."""

    fields: tuple[FieldSpec, ...]
    run: ValueRun
    label: str
    method: Method
    has_heads: bool
    """Whether all heads of its block stand above it in the form's order."""
    unit: str | None
    """Of money, printed behind the head over its one cell."""
    is_reworded: bool
    """Whether its label only holds the form's words for it, or goes on with others: 行政处罚 罚没金额."""
    is_loose: bool
    """Whether blanks stand between its digits and none before them: then they may part digits, and no cells."""


class TornT2:
    """Reads table T2 from torn text."""

    def __init__(self, catalogue: Catalogue, runs: RunReader) -> None:
        self._catalogue = catalogue
        self._runs = runs
        self._plans = [_plan(form) for form in catalogue.t2]
        money = {unit for pair in catalogue.values.conversions for unit in pair}
        units = "|".join(sorted(map(re.escape, catalogue.values.units), key=len, reverse=True))
        self._in_units = re.compile(rf"\((?:[^()]*:)?(?:{units})\)")
        self._money = re.compile("|".join(sorted(map(re.escape, money), key=len, reverse=True)))

    def read(self, text: TornText, facts: TornFacts, year: int | None = None) -> TornTable | None:
        """The table's facts and notes, or None when the text holds no such table."""
        chains = [(plan, find_chain(text, plan.labels, self._catalogue.folding)) for plan in self._plans]
        plan, chain = max(chains, key=lambda pair: measure_chain(pair[1]))
        rows = self._find_rows(text, plan, chain)
        if not _is_table(plan, rows):
            return None
        again = find_again(text, plan.labels, self._catalogue.folding, chain)
        own, again = choose_own(text, chain, again, year)
        rows = rows if own is chain else self._find_rows(text, plan, own)
        if self._stands_twice(text, plan, own, again):
            made = [facts.open(spec, "all", row.run, row.label) for row in rows for spec in row.fields]
            notes = [undecodable("T2", TWICE)]
        else:
            made, notes = _read_rows(rows, facts)
        known = {fact.field for fact in made}
        missing = [spec for fields in plan.rows for spec in fields if spec.code not in known]
        notes += [facts.note("T2.CELLS.MISSING", spec, label=spec.label) for spec in missing]
        return TornTable("T2", plan.edition, tuple(made), tuple(notes))

    def _stands_twice(
        self, text: TornText, plan: _Plan, chain: Sequence[FoundLabel], again: Sequence[FoundLabel]
    ) -> bool:
        """Whether another table of the same labels says something else."""
        ordinals = [None] * len(plan.labels)
        if not again:
            return False
        runs, others = (read_runs(text, one, ordinals, self._runs) for one in (chain, again))
        rows = [pair for pair in zip(chain, runs, strict=True) if plan.rows[pair[0].index]]
        other_rows = [pair for pair in zip(again, others, strict=True) if plan.rows[pair[0].index]]
        return bool(rows and other_rows) and says_otherwise(*zip(*rows, strict=True), *zip(*other_rows, strict=True))

    def _find_rows(self, text: TornText, plan: _Plan, chain: Sequence[FoundLabel]) -> list[_T2Row]:
        runs = read_runs(text, chain, [None] * len(plan.labels), self._runs)
        skipped = ["", *(text.text[before.stop : found.start] for before, found in pairwise(chain))]
        runs = [_doubt_repeated(text, *one) for one in zip(chain, skipped, runs, strict=False)]
        runs = _doubt_before(plan, chain, skipped, runs)
        present = {found.index for found in chain}
        return [
            _T2Row(
                plan.rows[found.index],
                run,
                text.quote(found.start, run.start if is_reworded else found.stop),
                found.method,
                has_heads=present.issuperset(plan.heads[found.index]),
                unit=self._find_unit(text, plan, found.index, chain),
                is_reworded=is_reworded or found.method == "keyword" or _has_words_before(text.text, found, limit),
                is_loose=_is_loose(text.text, run),
            )
            for found, run, limit in zip(chain, runs, [0, *(before.stop for before in chain)], strict=False)
            if plan.rows[found.index]
            for is_reworded in [bool(run.tokens) and self._goes_on(text.text[found.stop : run.start])]
        ]

    def _goes_on(self, behind: str) -> bool:
        """Whether words stand between a label and its values that are no unit."""
        return any(map(str.isalpha, self._in_units.sub("", behind)))

    def _find_unit(self, text: TornText, plan: _Plan, row: int, chain: Sequence[FoundLabel]) -> str | None:
        """The unit between the last head over a row and the label behind that head, where the row counts money."""
        if all(spec.kind != "money" for spec in plan.rows[row]):
            return None
        for head, behind in pairwise(chain):
            if head.index == plan.heads[row][-1]:
                printed = self._money.search(text.text, head.start, behind.start)
                return printed[0] if printed else None
        return None


def _is_table(plan: _Plan, rows: Sequence[_T2Row]) -> bool:
    """Whether most rows have values, and heads over them, and are no sentences."""
    filled = [row for row in rows if row.run.tokens]
    with_heads = sum(row.has_heads for row in filled)
    is_filled = 2 * len(filled) >= sum(map(bool, plan.rows)) and 2 * with_heads >= len(filled)
    return is_filled and not is_prose([row.run for row in filled])


def _is_loose(text: str, run: ValueRun) -> bool:
    """Whether a row's values stand right behind its label, but apart from one another."""
    is_apart = any(text[before.stop : token.start].isspace() for before, token in pairwise(run.tokens))
    return is_apart and run.start > 0 and not text[run.start - 1].isspace()


def _has_words_before(text: str, found: FoundLabel, limit: int) -> bool:
    """Whether a word runs on into a label that is none of the label before it: 县政府行政规范性文件."""
    return found.start > limit and text[found.start - 1].isalpha()


def _doubt_repeated(text: TornText, found: FoundLabel, skipped: str, run: ValueRun) -> ValueRun:
    """The values behind a label, not clean where it stood before with a value: 行政许可 15 其中：网上办理行政许可 1."""
    _, _, behind = skipped.partition(text.text[found.start : found.stop])
    return replace(run, is_clean=False) if any(map(str.isdigit, behind)) else run


def _doubt_before(
    plan: _Plan, chain: Sequence[FoundLabel], skipped: Sequence[str], runs: Sequence[ValueRun]
) -> list[ValueRun]:
    """The values behind labels, not clean in a block with numbers between its heads and its first label.

    There the values stand before their labels, and those behind one are of the next row.
    """
    found: list[ValueRun] = []
    is_before = False
    for n, run in enumerate(runs):
        if n and plan.rows[chain[n].index] and not plan.rows[chain[n - 1].index]:
            is_before = count_numbers(skipped[n]) > 0
        found.append(replace(run, is_clean=False) if is_before else run)
    return found


def _plan(form: T2Form) -> _Plan:
    columns = {spec.label: spec for spec in form.columns}
    blocks = {path[0]: None for path in (spec.path for spec in form.cells.values())}
    labels: list[LabelSpec] = []
    rows: list[tuple[FieldSpec, ...]] = []
    heads: list[tuple[int, ...]] = []
    for block in blocks:
        cells = [spec for spec in form.cells.values() if spec.path[0] == block]
        names = list(dict.fromkeys(spec.path[2] for spec in cells))
        at = {name: len(labels) + i for i, name in enumerate(names)}
        # A head is never looked for by keyword: 制发 and 收费 stand in every second sentence.
        labels += [replace(columns[name], keywords=()) for name in names]
        rows += [()] * len(names)
        heads += [()] * len(names)
        for row in form.rows:
            fields = tuple(spec for spec in cells if spec.path[1] == row.label)
            if fields:
                labels.append(row)
                rows.append(fields)
                heads.append(tuple(at[spec.path[2]] for spec in fields))
    return _Plan(form.edition, tuple(labels), tuple(rows), tuple(heads))


def _read_rows(rows: Sequence[_T2Row], facts: TornFacts) -> tuple[list[Fact], list[Note]]:
    """The facts of all rows; those under a label that says more than the form's are told."""
    is_filled = all(row.run.signs >= len(row.fields) for row in rows)
    is_split = any(len(row.run.tokens) > len(row.fields) for row in rows)
    made: list[Fact] = []
    notes: list[Note] = []
    for row in rows:
        found, row_notes = _read_row(row, facts, is_filled=is_filled)
        if row.is_reworded:
            facts.doubt_label(found, row.fields[0].path[1])
        if row.is_loose or (is_split and len(row.run.tokens) > 1):
            row_notes += _suspect(row, found, facts, "digits apart")
        made += found
        notes += row_notes
    return made, notes + list(_suspect_copies(rows, made, facts))


def _suspect(row: _T2Row, made: Sequence[Fact], facts: TornFacts, why: str) -> list[Note]:
    return [
        facts.suspect(fact, spec, why) for spec, fact in zip(row.fields, made, strict=False) if fact.value is not None
    ]


def _suspect_copies(rows: Sequence[_T2Row], made: Sequence[Fact], facts: TornFacts) -> Iterator[Note]:
    """Notes on the values of rows with one count, where all are some digits several times: copies of a merged cell."""
    counts = [row for row in rows if [spec.kind for spec in row.fields] == ["count"]]
    single = [row for row in counts if len(row.run.tokens) == 1]
    if len(single) < _FEWEST_COPIES or not all(_COPIES.fullmatch(row.run.tokens[0].text) for row in single):
        return
    for row in single:
        found = [fact for fact in made if fact.field == row.fields[0].code]
        yield from _suspect(row, found, facts, "one number may stand over several columns")


def _read_row(row: _T2Row, facts: TornFacts, *, is_filled: bool) -> tuple[list[Fact], list[Note]]:
    """The facts of one row: cells with separators of their own, a forced cut, or open cells."""
    tokens, is_sure = row.run.tokens, len(row.run.readings) == 1
    if not tokens and row.run.is_clean:
        return [], []
    if is_sure and len(tokens) == len(row.fields) and row.run.is_clean and (row.has_heads or len(row.fields) == 1):
        return _take(row, read_whole(tokens), row.method, facts), []
    splits = _cut(row)
    is_forced = is_sure and len(splits) == 1 and row.has_heads and row.run.is_clean
    if is_forced and (is_filled or _needs_every_cell(row)):
        return _take(row, splits[0], "by_constraint", facts), []
    made = [
        facts.open(spec, "all", row.run, row.label, facts.candidates(splits, column))
        for column, spec in enumerate(row.fields)
    ]
    return made, [facts.open_note(row.fields[0], row.run, row.label)]


def _take(row: _T2Row, split: Split, method: Method, facts: TornFacts) -> list[Fact]:
    return [
        facts.known(spec, "all", piece, row.label, method, row.unit if spec.kind == "money" else None)
        for spec, piece in zip(row.fields, split, strict=True)
    ]


def _cut(row: _T2Row) -> list[Split]:
    """The ways to cut the row's digits into its cells; none when there are too many to say."""
    try:
        splits = [split for tokens in row.run.readings for split in split_freely(tokens, len(row.fields))]
    except TooManySplits:
        return []
    return splits[:_MOST_SPLITS]


def _needs_every_cell(row: _T2Row) -> bool:
    """Whether the digits cannot be laid on fewer cells, so that no cell can have been blank."""
    return not any(_cut_in(row, width) for width in range(1, len(row.fields)))


def _cut_in(row: _T2Row, width: int) -> bool:
    try:
        return bool(split_freely(row.run.tokens, width))
    except TooManySplits:
        return True
