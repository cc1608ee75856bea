"""Table T4 in torn text: fifteen cells in three groups, each with its own total."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.schema.records import Fact
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec
from pipeline.forms.facts import Note
from pipeline.forms.sums.splits import Split, TooManySplits, read_whole, split_in_groups, values_of
from pipeline.forms.torn.facts import TornFacts, TornTable, undecodable
from pipeline.forms.torn.heads import has_usual_t4_heads
from pipeline.forms.torn.labels import FoundLabel, choose_own, find_again, find_chain
from pipeline.forms.torn.t3 import TWICE, is_prose, read_runs, says_otherwise
from pipeline.forms.torn.t4_heads import find_wrapped_heads
from pipeline.forms.torn.text import TornText
from pipeline.forms.torn.values import RunReader, ValueRun

GROUP = 5
_ANOTHER_ROW = re.compile(rf"\s*[^\W\d_]{{2,12}}(?:\s+\d+){{{GROUP},}}")


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns whose labels stand together, and the values behind them."""

    specs: tuple[FieldSpec, ...]
    run: ValueRun


class TornT4:
    """Reads table T4 from torn text."""

    def __init__(self, catalogue: Catalogue, runs: RunReader) -> None:
        self._catalogue = catalogue
        self._runs = runs

    def read(self, text: TornText, facts: TornFacts, edition: str, year: int | None = None) -> TornTable | None:
        """The table's facts and notes, or None when the text holds no such table."""
        columns = self._catalogue.t4_columns
        labels = [self._catalogue.t4_labels[spec.label] for spec in columns]
        chain = find_chain(text, labels, self._catalogue.folding)
        if len(chain) < len(columns):
            return self._read_wrapped(text, facts, edition)
        chain = self._skip_repeated(text, labels) or chain
        again = find_again(text, labels, self._catalogue.folding, chain)
        chain, again = choose_own(text, chain, again if len(again) == len(chain) else (), year)
        runs = read_runs(text, chain, [None] * len(columns), self._runs)
        if not any(run.tokens for run in runs) or is_prose(runs):
            return None
        blocks = _join_blocks(columns, runs)
        made: list[Fact] = []
        notes: list[Note] = []
        why = "strokes between the heads may part them" if _are_parted(runs) else ""
        if again:
            others = read_runs(text, again, [None] * len(columns), self._runs)
            why = TWICE if says_otherwise(chain[-1:], runs[-1:], again[-1:], others[-1:]) else why
        if self._has_more_rows(text, runs[-1]):
            why = "several rows of values"
        if not has_usual_t4_heads(self._catalogue, text, chain[0].start, chain[-1].stop):
            why = "the heads are not in the form's order"
        if why:
            blocks = [_Block(columns, blocks[-1].run)]
            notes.append(undecodable("T4", why))
            made = [facts.open(spec, "all", blocks[0].run, _label(spec)) for spec in columns]
            return TornTable("T4", edition, tuple(made), tuple(notes))
        for block in blocks:
            found, why = _read_block(block, facts)
            made += found
            notes += [undecodable("T4", why, text.place(block.run.start, block.run.stop).locator)] if why else []
        return TornTable("T4", edition, tuple(made), tuple(notes))

    def _skip_repeated(self, text: TornText, labels: Sequence[LabelSpec]) -> tuple[FoundLabel, ...]:
        """The labels on the last line of heads where those of the first group, one line high more, stand above too."""
        chain = find_chain(text, [*labels[:GROUP], *labels], self._catalogue.folding)
        above = chain[:GROUP]
        if len(chain) < GROUP + len(labels) or any(map(str.isdigit, text.text[above[0].start : chain[-1].stop])):
            return ()
        return tuple(replace(found, index=found.index - GROUP) for found in chain[GROUP:])

    def _has_more_rows(self, text: TornText, run: ValueRun) -> bool:
        """Whether another row of values follows, with a name before it: that of an organ, or of the sum of several."""
        return bool(run.tokens) and _ANOTHER_ROW.match(text.text, run.stop) is not None

    def _read_wrapped(self, text: TornText, facts: TornFacts, edition: str) -> TornTable | None:
        """The table where the labels of its heads are wrapped: values only as far as the sums of all groups hold."""
        start = find_wrapped_heads(self._catalogue, text)
        run = None if start is None else self._runs.read(text, start, len(text.text), None, is_last=True)
        if run is None or not run.tokens or is_prose([run]):
            return None
        columns = self._catalogue.t4_columns
        groups = _cut_block(run, len(columns)) if run.is_clean and not self._has_more_rows(text, run) else []
        block = _Block(columns, run)
        made, why = _make_facts(block, groups, facts)
        return TornTable("T4", edition, tuple(made), (undecodable("T4", why),) if why else ())


def _label(spec: FieldSpec) -> str:
    return " › ".join((*spec.path, spec.label))


def _are_parted(runs: Sequence[ValueRun]) -> bool:
    """Whether strokes may part the heads: they stand behind most of them, and something else behind the last."""
    strokes = [run for run in runs[:-1] if run.tokens and not any(token.is_number for token in run.tokens)]
    is_other = not runs[-1].is_clean or any(token.is_number for token in runs[-1].tokens)
    return 2 * len(strokes) > len(runs) and (is_other or not all(run.is_clean for run in strokes))


def _join_blocks(columns: Sequence[FieldSpec], runs: Sequence[ValueRun]) -> list[_Block]:
    """The columns in blocks that end where values stand; columns behind the last values join the last block."""
    blocks: list[_Block] = []
    waiting: list[FieldSpec] = []
    for spec, run in zip(columns, runs, strict=True):
        waiting.append(spec)
        if run.tokens:
            blocks.append(_Block(tuple(waiting), run))
            waiting = []
    if waiting:
        blocks[-1] = _Block((*blocks[-1].specs, *waiting), blocks[-1].run)
    return blocks


def _read_block(block: _Block, facts: TornFacts) -> tuple[list[Fact], str]:
    """The facts of one block, and why some are open; empty when none is."""
    width = len(block.specs)
    if len(block.run.readings) == 1 and len(block.run.tokens) == width:
        pieces = read_whole(block.run.tokens)
        pairs = zip(block.specs, pieces, strict=True)
        return [facts.known(spec, "all", piece, _label(spec), "exact") for spec, piece in pairs], ""
    return _make_facts(block, _cut_block(block.run, width), facts)


def _make_facts(block: _Block, groups: Sequence[Sequence[Split]], facts: TornFacts) -> tuple[list[Fact], str]:
    """The facts of a block from the readings of its groups, and why some are open."""
    made: list[Fact] = []
    for number, splits in enumerate(groups):
        for column, spec in enumerate(block.specs[number * GROUP : (number + 1) * GROUP]):
            made.append(_read_cell(spec, column, splits, block.run, facts))
    if not groups:
        made = [facts.open(spec, "all", block.run, _label(spec)) for spec in block.specs]
    is_open = any(fact.state == "ambiguous" for fact in made)
    return made, "" if not is_open else "no split satisfies every sum" if not groups else "several splits do"


def _read_cell(spec: FieldSpec, column: int, splits: Sequence[Split], run: ValueRun, facts: TornFacts) -> Fact:
    if len({values_of(split)[column] for split in splits}) == 1:
        return facts.known(spec, "all", splits[0][column], _label(spec), "by_constraint")
    return facts.open(spec, "all", run, _label(spec), facts.candidates(splits, column))


def _cut_block(run: ValueRun, width: int) -> list[list[Split]]:
    """For each group its readings; none when no way to cut the digits satisfies the groups' sums."""
    count, rest = divmod(width, GROUP)
    if rest:
        return []
    try:
        ways = [split_in_groups(tokens, count, GROUP) for tokens in run.readings if tokens]
    except TooManySplits:
        return []
    ways = [groups for groups in ways if all(groups)]
    return [[split for groups in ways for split in groups[number]] for number in range(count)] if ways else []
