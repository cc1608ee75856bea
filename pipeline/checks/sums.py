"""勾稽关系: the sums that the form promises, judged for every row and column. A check changes no value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.records import CheckState, Fact, Operand
from pipeline.catalogue.model import Catalogue, Identity
from pipeline.findings import show_number

Key = tuple[str, str]
"""(field, applicant)."""
Facts = Mapping[Key, Fact]

COUNTS_AS_ZERO = frozenset({"blank", "slash", "dash", "text_na", "merged_span"})
"""States that count as nothing in a sum; a sum with one of them can be doubtful, but never proves an error."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SumResult:
    """One identity held against one row, column or table."""

    rule: str
    table_code: str
    state: CheckState
    left: tuple[Key, ...]
    right: tuple[Key, ...]
    expected: Decimal | None
    """What the left side adds up to."""
    reported: Decimal | None
    """What the right side says."""
    formula: str
    operands: tuple[Operand, ...]
    field: str | None
    """The row, for sums along a row."""
    applicant: str | None
    """The column, for sums down a column."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every cell the sum uses."""
        return self.left + self.right


def judge_sums(facts: Facts, editions: Mapping[str, str], catalogue: Catalogue) -> Iterator[SumResult]:
    """Every identity of the report's editions, row by row and column by column."""
    for identity in catalogue.identities:
        edition = editions.get(identity.table_code)
        if edition is None or identity.edition not in (None, edition):
            continue
        for left, right, field, applicant in _applications(identity, edition, catalogue):
            yield _judge(identity, facts, left, right, field, applicant)


def _applications(
    identity: Identity, edition: str, catalogue: Catalogue
) -> Iterable[tuple[tuple[Key, ...], tuple[Key, ...], str | None, str | None]]:
    if identity.for_each == "row":
        for spec in catalogue.t3_fields(edition):
            sides = (tuple((spec.code, name) for name in side) for side in (identity.left, identity.right))
            left, right = sides
            yield left, right, spec.code, None
        return
    leaves = tuple(spec.code for spec in catalogue.t3_fields(edition) if spec.role == "leaf")
    names = leaves if identity.left == ("leaves",) else identity.left
    applicants = [a.code for a in catalogue.applicants] if identity.for_each == "column" else ["all"]
    for applicant in applicants:
        left = tuple((name, applicant) for name in names)
        right = tuple((name, applicant) for name in identity.right)
        yield left, right, None, applicant


def _judge(
    identity: Identity,
    facts: Facts,
    left: tuple[Key, ...],
    right: tuple[Key, ...],
    field: str | None,
    applicant: str | None,
) -> SumResult:
    cells = [facts.get(key) for key in left + right]
    present = [fact for fact in cells if fact is not None]
    expected, reported = _add(facts, left), _add(facts, right)
    state = _state_of(identity, cells, expected, reported)
    operands: tuple[Operand, ...] = ()
    formula = ""
    if state in ("fail", "uncertain"):
        operands = tuple(_operand(fact) for fact in present)
        formula = f"{_spell(facts, left)} {'≠' if identity.relation == '=' else '>'} {_spell(facts, right)}"
    return SumResult(
        rule=identity.rule,
        table_code=identity.table_code,
        state=state,
        left=left,
        right=right,
        expected=expected,
        reported=reported,
        formula=formula,
        operands=operands,
        field=field,
        applicant=applicant,
    )


def _state_of(identity: Identity, cells: list[Fact | None], left: Decimal, right: Decimal) -> CheckState:
    if not any(fact is not None and fact.value is not None for fact in cells):
        return "not_applicable"
    if any(fact is None or (fact.state not in COUNTS_AS_ZERO and fact.value is None) for fact in cells):
        return "uncertain"
    holds = left == right if identity.relation == "=" else left <= right
    is_whole = all(fact is not None and fact.value is not None for fact in cells)
    if is_whole:
        return "pass" if holds else "fail"
    return "pass_with_blanks" if holds else "uncertain"


def _add(facts: Facts, keys: tuple[Key, ...]) -> Decimal:
    total = _ZERO
    for key in keys:
        fact = facts.get(key)
        if fact is not None and fact.value:
            total += fact.value
    return total


def _operand(fact: Fact) -> Operand:
    return Operand(fact.field, fact.applicant, fact.raw.strip(), fact.place.locator if fact.place else "")


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
