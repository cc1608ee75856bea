"""Where the total of torn table T3 stands, told by the sums, when its head stands before those of applicants."""

from collections.abc import Iterator, Sequence

from db.schema.records import Fact
from pipeline.catalogue.model import FieldSpec
from pipeline.forms.facts import Note
from pipeline.forms.sums.splits import Split, may_have_total_at, values_of
from pipeline.forms.torn.facts import TornFacts
from pipeline.forms.torn.values import ValueRun

_FEWEST_PROOFS = 2
"""Rows that add up with the total behind the others and not with it before one of them: one may be a slip."""


def has_total_last(rows: Sequence[tuple[ValueRun, Sequence[Split]]], column: int) -> bool | None:
    """Whether the rows, each with its ways to be cut, add up with the total last only, and not at this column.

    None where they add up either way, as in a table of zeros.
    """
    proofs = 0
    for run, splits in rows:
        is_last = any(map(_adds_up, splits))
        is_moved = any(may_have_total_at(tokens, len(splits[0]), column) for tokens in run.readings if splits)
        if is_moved and not is_last:
            return False
        proofs += is_last and not is_moved
    return True if proofs >= _FEWEST_PROOFS else None if proofs == 0 else False


def _adds_up(split: Split) -> bool:
    *others, total = values_of(split)
    return sum(value or 0 for value in others) == (total or 0)


def doubt_moved(
    facts: Sequence[Fact], notes: TornFacts, spec: FieldSpec, split: Split, columns: Sequence[int]
) -> Iterator[Note]:
    """Notes on the cells of a row that would say something else with the total at one of these columns."""
    values = values_of(split)
    for place, fact in enumerate(facts):
        moved = {_move_total(values, column)[place] for column in columns}
        if moved != {values[place]}:
            yield notes.suspect(fact, spec, "the head of the total stands before others")


def _move_total(values: Sequence[int | None], column: int) -> tuple[int | None, ...]:
    """The values of the form's columns, of a row whose total stands at a column of its own."""
    return (*values[:column], *values[column + 1 :], values[column])
