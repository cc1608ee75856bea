"""勾稽关系: the sums that the form promises, judged for every row and column. A check changes no value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.schema.fast_records import quicken
from db.schema.records import CheckState, Fact, Operand, TableCode
from pipeline.catalogue.findings import show_number
from pipeline.catalogue.model import Catalogue
from pipeline.catalogue.promises import ZERO, Key, Promise, promises_of

Facts = Mapping[Key, Fact]

COUNTS_AS_ZERO = frozenset({"blank", "slash", "dash", "text_na", "merged_span"})
"""States that count as nothing in a sum; a sum with one of them can be doubtful, but never proves an error."""

_NUMBER, _NOTHING, _UNKNOWN = range(3)
"""What a cell gives to a sum: its number, nothing, or nobody knows what."""
_ALL_NUMBERS = {_NUMBER}


@quicken
@dataclass(frozen=True, slots=True)
class SumResult:
    """One promised sum held against the cells of a report."""

    promise: Promise
    state: CheckState
    expected: Decimal
    """What the left side adds up to."""
    reported: Decimal
    """What the right side says."""
    formula: str = ""
    """The sum with its numbers, where it is not as promised."""
    operands: tuple[Operand, ...] = ()
    instead: str = ""
    """What stands on the right side, where that is no number and the sum is not as promised."""

    @property
    def rule(self) -> str:
        """The code of the identity."""
        return self.promise.rule

    @property
    def table_code(self) -> TableCode:
        """The table whose cells are added up."""
        return self.promise.table_code

    @property
    def field(self) -> str | None:
        """The row, for sums along a row."""
        return self.promise.field

    @property
    def applicant(self) -> str | None:
        """The column, for sums down a column."""
        return self.promise.applicant

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every cell the sum uses."""
        return self.promise.keys


def judge_sums(facts: Facts, editions: Mapping[str, str], catalogue: Catalogue) -> Iterator[SumResult]:
    """Every identity of the report's editions, row by row and column by column."""
    promises = promises_of(catalogue, editions)
    cells = [facts.get(key) for key in promises.cells]
    totals = promises.add([ZERO if cell is None else cell.value or ZERO for cell in cells])
    kinds = [_kind_of(cell) for cell in cells]
    is_whole = kinds.count(_NUMBER) == len(kinds)
    all_met = [_ALL_NUMBERS] * len(totals) if is_whole else promises.spread(kinds)
    for promise, (left, right), met in zip(promises.all, totals, all_met, strict=True):
        state = _state_of(met, promise.holds(left, right))
        if state in ("fail", "uncertain"):
            formula, instead = _formula(promise, facts), _find_instead(promise.right, facts)
            yield SumResult(promise, state, left, right, formula, _operands(promise, facts), instead)
        else:
            yield SumResult(promise, state, left, right)


def _kind_of(fact: Fact | None) -> int:
    if fact is None:
        return _UNKNOWN
    if fact.value is not None:
        return _NUMBER
    return _NOTHING if fact.state in COUNTS_AS_ZERO else _UNKNOWN


def _state_of(kinds: set[int], holds: bool) -> CheckState:
    if _NUMBER not in kinds:
        return "not_applicable"
    if _UNKNOWN in kinds:
        return "uncertain"
    if _NOTHING in kinds:
        return "pass_with_blanks" if holds else "uncertain"
    return "pass" if holds else "fail"


def _find_instead(keys: tuple[Key, ...], facts: Facts) -> str:
    """What is printed in cells none of which has a number; nothing where one has."""
    found = [facts.get(key) for key in keys]
    if any(fact is not None and fact.value is not None for fact in found):
        return ""
    printed = [fact.raw.strip() if fact is not None and fact.state in COUNTS_AS_ZERO else "?" for fact in found]
    return " + ".join(filter(None, printed)) or "nothing at all"


def _operands(promise: Promise, facts: Facts) -> tuple[Operand, ...]:
    present = [facts[key] for key in promise.keys if key in facts]
    return tuple(
        Operand(fact.field, fact.applicant, fact.raw.strip(), fact.place.locator if fact.place else "")
        for fact in present
    )


def _formula(promise: Promise, facts: Facts) -> str:
    sign = "≠" if promise.relation == "=" else ">"
    return f"{_spell(facts, promise.left)} {sign} {_spell(facts, promise.right)}"


def _spell(facts: Facts, keys: tuple[Key, ...]) -> str:
    """The numbers of one side; zeros of a long side are left out."""
    parts = []
    for key in keys:
        fact = facts.get(key)
        if fact is None or fact.value is None:
            parts.append("?" if fact is None or fact.state not in COUNTS_AS_ZERO else "·")
        else:
            parts.append(show_number(fact.value))
    shown = [part for part in parts if part not in ("0", "·")] if len(parts) > 6 else parts
    return " + ".join(shown or ["0"])
