"""What a report says: numbers that keep the form's sums (or break them in a named way), and how each is printed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from forge.form import (
    ALL,
    APPLICANTS,
    GB2021,
    NATURAL,
    ORGANISATIONS,
    T3,
    T4_GROUPS,
    Key,
    t2_fields,
    t3_leaves,
    table_keys,
)
from forge.look import Look
from forge.printing import Printed, Printing, merge_zero_rows, print_cell
from forge.prose import Told, invent_issuer, write_narrative

Numbers = dict[Key, Decimal]
BREAKS = ("row_sum", "column_result", "balance", "t4_sum")
_LIMITS = {"town": 3, "county": 90, "city": 4200}
_ZERO_SHARE = {"town": 0.85, "county": 0.4, "city": 0.1}


@dataclass(frozen=True, slots=True)
class Facts:
    """One report, apart from any look."""

    issuer: str
    year: int
    editions: Mapping[str, str]
    """Edition of T2, T3 and T4."""
    cells: Mapping[Key, Printed]
    numbers: Mapping[Key, Decimal]
    """What the issuer counted, also where the cell is printed blank."""
    narrative: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Paragraphs by section; 0 is what stands before the first."""

    def text(self, key: Key) -> str:
        """What is printed in a cell."""
        return self.cells[key].text


def make_facts(
    seed: int,
    *,
    year: int = 2024,
    edition: str = GB2021,
    t3_edition: str | None = None,
    scale: str = "county",
    consistent: bool = True,
    breaks: tuple[str, ...] = (),
    issuer: str | None = None,
    **traps: object,
) -> Facts:
    """A report drawn at random from ``seed``; the traps are the switches of ``Printing``.

    Args:
        t3_edition: another edition for T3 alone, as in reports that mix the forms.
        breaks: names from ``BREAKS``; empty with ``consistent=False`` takes one at random.
    """
    rng = random.Random(seed)
    printing = Printing(**traps)  # type: ignore[arg-type]
    editions = {"T2": edition, "T3": t3_edition or edition, "T4": edition}
    numbers = _draw_numbers(rng, editions, scale, printing)
    if not consistent and not breaks:
        breaks = (rng.choice(BREAKS),)
    for name in breaks:
        _break(numbers, name)
    issuer = issuer or invent_issuer(rng, scale)
    narrative = write_narrative(rng, issuer, _quote(numbers, year))
    cells = {
        key: print_cell(key, numbers[key], printing, code)
        for code, chosen in editions.items()
        for key in table_keys(code, chosen)
    }
    if printing.merged_zero_rows:
        cells = merge_zero_rows(cells, tuple(row.field for row in T3[editions["T3"]]))
    return Facts(issuer, year, editions, cells, numbers, narrative)


def alter(facts: Facts, texts: Mapping[Key, Printed]) -> Facts:
    """The same report with some cells printed otherwise."""
    return replace(facts, cells={**facts.cells, **texts})


def truth(facts: Facts, look: Look | None = None) -> dict[str, object]:
    """The report in the shape of a truth.json: integers as int, other numbers as exact decimal strings."""
    states = expected_states(facts, look)
    return {
        "issuer": facts.issuer,
        "year": facts.year,
        "facts": {f"{name}|{applicant}": _as_json(value) for (name, applicant), (_, value) in states.items()},
    }


def expected_states(facts: Facts, look: Look | None = None) -> dict[Key, tuple[str, Decimal | None]]:
    """State and value of every cell of the report's own forms; ``missing_table`` where the look leaves a table out."""
    missing = look.missing_tables if look else ()
    expected: dict[Key, tuple[str, Decimal | None]] = {}
    for code, edition in facts.editions.items():
        for key in table_keys(code, edition):
            cell = facts.cells[key]
            expected[key] = ("missing_table", None) if code in missing else (cell.state, cell.value)
    return expected


def failed_sums(facts: Facts) -> frozenset[tuple[str, str, str]]:
    """(rule, field, applicant) of every sum that the numbers break; the field of a column rule is its total."""
    numbers, edition = facts.numbers, facts.editions["T3"]
    failed = {
        ("T3.ROW.SUM", row.field, ALL)
        for row in T3[edition]
        if sum(numbers[row.field, a] for a in APPLICANTS[:-1]) != numbers[row.field, ALL]
    }
    for applicant in APPLICANTS:
        total = numbers["outcome_total", applicant]
        if sum(numbers[leaf, applicant] for leaf in t3_leaves(edition)) != total:
            failed.add(("T3.COL.RESULT", "outcome_total", applicant))
        taken_in = numbers["requests_received", applicant] + numbers["requests_carried_in", applicant]
        if taken_in != total + numbers["requests_carried_out", applicant]:
            failed.add(("T3.COL.BALANCE", "outcome_total", applicant))
    for group in T4_GROUPS:
        parts = sum(numbers[f"{group}_{outcome}", ALL] for outcome in ("upheld", "corrected", "other", "pending"))
        if parts != numbers[f"{group}_total", ALL]:
            failed.add((f"T4.SUM.{group}", f"{group}_total", ALL))
    return frozenset(failed)


def _as_json(value: Decimal | None) -> int | str | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else str(value)


def _draw_numbers(rng: random.Random, editions: Mapping[str, str], scale: str, printing: Printing) -> Numbers:
    numbers: Numbers = {(name, ALL): _draw_t2(rng, name, scale) for name in t2_fields(editions["T2"])}
    _draw_t3(rng, numbers, editions["T3"], scale, printing)
    for group in T4_GROUPS:
        parts = {outcome: _draw_count(rng, scale) for outcome in ("upheld", "corrected", "other", "pending")}
        numbers.update({(f"{group}_{outcome}", ALL): count for outcome, count in parts.items()})
        numbers[f"{group}_total", ALL] = sum(parts.values(), Decimal(0))
    return numbers


def _draw_t2(rng: random.Random, name: str, scale: str) -> Decimal:
    if name.startswith("regulations") and scale != "city":
        return Decimal(0)
    if name == "admin_fees_cny_10k":
        return Decimal(rng.randint(0, 40_000_000_000 if scale == "city" else 90_000_000)) / 1_000_000
    if name.endswith("_change"):
        return Decimal(rng.randint(-20, 20))
    if name == "procurement_amount":
        return Decimal(rng.randint(100_000, 900_000_000)) / 100
    if name.endswith("_in_force") or name.endswith("_disclosed_total"):
        return Decimal(rng.randint(_LIMITS[scale] + 1, 2 * _LIMITS[scale] + 9))
    return _draw_count(rng, scale)


def _draw_count(rng: random.Random, scale: str) -> Decimal:
    if rng.random() < _ZERO_SHARE[scale]:
        return Decimal(0)
    return Decimal(int(_LIMITS[scale] ** rng.random()))


def _draw_t3(rng: random.Random, numbers: Numbers, edition: str, scale: str, printing: Printing) -> None:
    leaves = t3_leaves(edition)
    for applicant in APPLICANTS[:-1]:
        idle = applicant in ORGANISATIONS and (printing.blank_organisations or rng.random() < 0.1)
        share = "town" if applicant == "other_organisation" and scale == "county" else scale
        for leaf in leaves:
            numbers[leaf, applicant] = Decimal(0) if idle else _draw_count(rng, share)
        total = sum((numbers[leaf, applicant] for leaf in leaves), Decimal(0))
        carried_out = Decimal(0) if idle else _draw_count(rng, scale)
        carried_in = min(Decimal(0) if idle else _draw_count(rng, scale), total + carried_out)
        numbers["outcome_total", applicant] = total
        numbers["requests_carried_out", applicant] = carried_out
        numbers["requests_carried_in", applicant] = carried_in
        numbers["requests_received", applicant] = total + carried_out - carried_in
    for row in T3[edition]:
        numbers[row.field, ALL] = sum((numbers[row.field, a] for a in APPLICANTS[:-1]), Decimal(0))


def _break(numbers: Numbers, name: str) -> None:
    if name == "row_sum":
        numbers["outcome_granted", ALL] += 2
    elif name == "column_result":
        for field_name in ("outcome_total", "requests_received"):
            numbers[field_name, NATURAL] += 3
            numbers[field_name, ALL] += 3
    elif name == "balance":
        numbers["requests_received", NATURAL] += 1
        numbers["requests_received", ALL] += 1
    elif name == "t4_sum":
        numbers["reconsideration_total", ALL] += 1
    else:
        raise ValueError(f"unknown break {name!r}, know {BREAKS}")


def _quote(numbers: Numbers, year: int) -> Told:
    normative = next(
        numbers[key] for key in numbers if key[0] in ("normative_documents_issued", "normative_documents_new_made")
    )
    return Told(
        year,
        int(numbers["requests_received", ALL]),
        int(numbers["requests_carried_in", ALL]),
        int(numbers["outcome_total", ALL]),
        int(numbers["requests_carried_out", ALL]),
        int(normative),
    )
