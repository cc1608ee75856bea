"""One issuer's report held against its report of the year before. A check changes no value."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from db.schema.records import CheckState, Fact, Finding, Operand
from pipeline.catalogue.findings import make_finding, show_number
from pipeline.catalogue.model import Catalogue

Key = tuple[str, str]
Facts = Mapping[Key, Fact]

STOCKS = ("regulations", "normative_documents")
ITEMS = ("licensing", "other_services", "penalty", "coercion", "admin_fees")
CLONE_SHARE = 0.95
"""Share of equal numbers, and of equal prose, from which two years' reports count as one copied from the other."""
CLONE_NUMBERS = 10
"""Numbers other than zero needed before equal numbers mean anything."""


@dataclass(frozen=True, slots=True)
class YearReport:
    """What one year's current revision says."""

    year: int
    facts: Facts
    values: Mapping[Key, Decimal | int | None]
    """Of every fact, as printed: asked for first, for of most facts nothing else is wanted."""
    prose: str


@dataclass(frozen=True, slots=True)
class _Pair:
    before: YearReport
    now: YearReport
    catalogue: Catalogue


def compare_years(before: YearReport, now: YearReport, catalogue: Catalogue) -> tuple[Finding, ...]:
    """What does not fit between two successive years, as findings about the later one."""
    pair = _Pair(before, now, catalogue)
    return tuple(finding for rule in RULES for finding in rule(pair))


def _check_carry(pair: _Pair) -> Iterator[Finding]:
    """Carried out last year = carried in this year, column by column.

    Where the totals agree and only columns differ, applicants were classed anew: a warning, no error.
    """
    total = _judge(pair, [("requests_carried_out", "all")], ("requests_carried_in", "all"))
    for applicant in pair.catalogue.applicants:
        left, right = [("requests_carried_out", applicant.code)], ("requests_carried_in", applicant.code)
        state = _judge(pair, left, right)
        if state in ("fail", "uncertain"):
            is_whole = applicant.is_total or total != "pass"
            rule = "XY.CARRY" if is_whole and state == "fail" else "XY.CARRY.COLUMN"
            yield _finding(pair, rule, state, left, right, column=applicant.label)


def _check_stock(pair: _Pair) -> Iterator[Finding]:
    """In force now = in force before + issued − repealed."""
    for name in STOCKS:
        before = pair.before.values.get((f"{name}_in_force", "all"))
        parts = [pair.now.values.get((f"{name}_{part}", "all")) for part in ("issued", "repealed", "in_force")]
        values = [before, *parts]
        if None in values:
            continue
        stock, issued, repealed, now = (Decimal(value or 0) for value in values)
        if stock + issued - repealed != now:
            shown = [show_number(number) for number in (stock, issued, repealed, now)]
            formula = "{} + {} − {} ≠ {}".format(*shown)
            yield _report(pair, "XY.STOCK", f"{name}_in_force", stock + issued - repealed, now, formula)


def _check_items(pair: _Pair) -> Iterator[Finding]:
    """Form of 2019: items of the year before, as the next report states them."""
    for name in ITEMS:
        left = [(f"{name}_items_prev_year", "all"), (f"{name}_items_change", "all")]
        right = (f"{name}_items_prev_year", "all")
        state = _judge(pair, left, right)
        if state == "fail":
            yield _finding(pair, "XY.ITEMS", state, left, right)


def _check_disclosed(pair: _Pair) -> Iterator[Finding]:
    """Form of 2019: disclosed in total ≤ in total before + newly disclosed."""
    for name in STOCKS:
        before = pair.before.values.get((f"{name}_disclosed_total", "all"))
        new = pair.now.values.get((f"{name}_new_disclosed", "all"))
        total = pair.now.values.get((f"{name}_disclosed_total", "all"))
        values = [None if value is None else Decimal(value) for value in (before, new, total)]
        if None not in values and (values[2] or 0) > (values[0] or 0) + (values[1] or 0):
            formula = f"{values[2]} > {values[0]} + {values[1]}"
            expected = (values[0] or Decimal(0)) + (values[1] or Decimal(0))
            yield _report(pair, "XY.DISCLOSED_TOTAL", f"{name}_disclosed_total", expected, values[2], formula)


def _check_fee_unit(pair: _Pair) -> Iterator[Finding]:
    """A fee ten thousand times as large or as small as last year's was printed in the other unit."""
    values = [_standard(report.facts.get(("admin_fees_cny_10k", "all"))) for report in (pair.before, pair.now)]
    if not values[0] or not values[1]:
        return
    ratio = values[1] / values[0]
    if Decimal("5e3") <= ratio <= Decimal("2e4") or Decimal("5e-5") <= ratio <= Decimal("2e-4"):
        yield _report(pair, "PLAUS.FEE_UNIT", "admin_fees_cny_10k", values[0], values[1], f"{values[0]} → {values[1]}")


def _standard(fact: Fact | None) -> Decimal | None:
    return None if fact is None else fact.standard_value


def _check_clone(pair: _Pair) -> Iterator[Finding]:
    """Nearly the same numbers and nearly the same words as last year."""
    before = pair.before.values
    numbers = [(key, value) for key, value in pair.now.values.items() if value and key in before]
    equal = sum(before.get(key) == value for key, value in numbers)
    if len(numbers) < CLONE_NUMBERS or equal < CLONE_SHARE * len(numbers):
        return
    likeness = measure_likeness(pair.before.prose, pair.now.prose)
    if likeness >= CLONE_SHARE:
        yield _report(
            pair, "XY.CLONE", None, None, None, f"{equal}/{len(numbers)} numbers, {likeness:.0%} of the prose"
        )


def measure_likeness(one: str, other: str) -> float:
    """How much of two texts is the same, 0 to 1, digits and blanks aside: sentences compared as wholes."""
    first, second = (_sentences(text) for text in (one, other))
    if not first or not second:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _sentences(text: str) -> list[str]:
    bare = "".join(sign for sign in text if not sign.isdigit() and not sign.isspace())
    for sign in "。；;！!？?":
        bare = bare.replace(sign, "\n")
    return [sentence for sentence in bare.split("\n") if len(sentence) > 3]


def _judge(pair: _Pair, left: Sequence[Key], right: Key) -> CheckState:
    """The state of: the sum of ``left`` a year ago = ``right`` now."""
    before, now = pair.before.values, pair.now.values
    if right not in now or not all(key in before for key in left):
        return "not_applicable"
    values = [*(before[key] for key in left), now[right]]
    blanks = values.count(None)
    if blanks == len(values):
        return "not_applicable"
    holds = sum(value or 0 for value in values[:-1]) == (values[-1] or 0)
    if not blanks:
        return "pass" if holds else "fail"
    return "pass_with_blanks" if holds else "uncertain"


def _sums(pair: _Pair, left: Sequence[Key], right: Key) -> tuple[Decimal, Decimal]:
    values = [pair.before.facts[key].value or Decimal(0) for key in left]
    return sum(values, Decimal(0)), pair.now.facts[right].value or Decimal(0)


def _finding(pair: _Pair, rule: str, state: CheckState, left: Sequence[Key], right: Key, column: str = "") -> Finding:
    expected, reported = _sums(pair, left, right)
    fact = pair.now.facts[right]
    operands = [(pair.before.year, pair.before.facts[key]) for key in left] + [(pair.now.year, fact)]
    return make_finding(
        pair.catalogue,
        rule,
        state=state,
        table_code=fact.table_code,
        field=fact.field,
        applicant=fact.applicant,
        expected=expected,
        reported=reported,
        formula=f"{pair.before.year}: {show_number(expected)} ≠ {pair.now.year}: {show_number(reported)}",
        locator=fact.place.locator if fact.place else None,
        operands=tuple(
            Operand(f.field, f.applicant, f.raw.strip(), f"{year}:{f.place.locator if f.place else ''}")
            for year, f in operands
        ),
        column=column,
        year=str(pair.before.year),
    )


def _report(
    pair: _Pair, rule: str, field: str | None, expected: Decimal | None, reported: Decimal | None, formula: str
) -> Finding:
    fact = pair.now.facts.get((field, "all")) if field else None
    return make_finding(
        pair.catalogue,
        rule,
        table_code=fact.table_code if fact else None,
        field=field,
        applicant="all" if field else None,
        expected=expected,
        reported=reported,
        formula=formula,
        locator=fact.place.locator if fact and fact.place else None,
        detail=formula,
        year=str(pair.before.year),
    )


RULES: tuple[Callable[[_Pair], Iterator[Finding]], ...] = (
    _check_carry,
    _check_stock,
    _check_items,
    _check_disclosed,
    _check_fee_unit,
    _check_clone,
)
