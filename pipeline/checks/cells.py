"""Checks of single cells: signs, whole numbers, and values that no sum confirms."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from db.schema.records import Fact, Finding, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.catalogue.promises import Key
from pipeline.checks.sums import SumResult

HUGE = Decimal(10_000_000)
"""No organ counts this many cases in a year; a number beyond is a phone number or glued digits."""

ONE = Decimal(1)
"""Has no decimals, nor has any number of its quantum."""

CONFIRMABLE = frozenset({"CELL.DOUBT", "CELL.SUSPECT"})


def check_signs(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """A count that is negative or not whole, a negative amount, a count beyond all measure."""
    for fact in report.facts:
        value = fact.value
        if not value or (value.same_quantum(ONE) and 0 < value < HUGE):  # as nearly all: nothing is wrong with those
            continue
        spec = catalogue.field_by_code.get((fact.table_code, fact.field))
        if spec is None:
            continue
        code, detail = _sign_fault(fact, spec)
        if code:
            yield make_finding(
                catalogue,
                code,
                table_code=fact.table_code,
                field=fact.field,
                applicant=fact.applicant,
                reported=fact.value,
                locator=fact.place.locator if fact.place else None,
                label=fact.label or spec.label,
                raw=fact.raw.strip(),
                detail=detail,
            )


def _sign_fault(fact: Fact, spec: FieldSpec) -> tuple[str, str]:
    value = fact.value if fact.value is not None else Decimal(0)
    if value.is_zero() or (0 < value < HUGE and value == value.to_integral_value()):
        return "", ""
    if spec.kind != "signed" and value < 0:
        return f"{fact.table_code}.NONNEG", ""
    if spec.kind != "money" and value != value.to_integral_value() and fact.unit not in ("万", "万元"):
        return f"{fact.table_code}.NONNEG", ""
    if spec.kind != "money" and abs(value) >= HUGE:
        return "CELL.SUSPECT", "beyond all measure"
    return "", ""


def confirmed_cells(sums: Iterable[SumResult], chosen: Collection[Key] = ()) -> frozenset[Key]:
    """Cells that sums confirm: in T3 one along the row and one down the column, in T4 the one sum there is.

    Blanks do no harm where two sums cross in a cell: a misread number would have to be made up for in both. ``chosen``:
    cells of which the sums chose one of several readings; where there is but one sum, it cannot bear out its own
    choice, nor the cells that it took for granted in choosing.
    """
    rows: set[Key] = set()
    columns: set[Key] = set()
    for result in sums:
        if result.state in ("pass", "pass_with_blanks") and result.table_code == "T3":
            (rows if result.field is not None else columns).update(result.keys)
        elif result.state == "pass" and result.table_code == "T4" and not any(key in chosen for key in result.keys):
            rows.update(result.keys)
            columns.update(result.keys)
    return frozenset(rows & columns)


def choose_trusted(
    sums: Sequence[SumResult], findings: Iterable[Finding], facts: Iterable[Fact]
) -> Sequence[SumResult]:
    """The sums that may confirm cells, which others may do by chance.

    Those are the sums of a table in which most cells are suspect and one sum does not hold; and where no other sum
    crosses them, those of several suspect cells: what one of them is short of, the other may be too.
    """
    suspects = {(f.table_code, f.field, f.applicant) for f in findings if f.rule == "CELL.SUSPECT"}
    if not suspects:
        return sums
    counts, cells = Counter(code for code, _, _ in suspects), Counter(fact.table_code for fact in facts)
    broken = {result.table_code for result in sums if result.state in ("fail", "uncertain")}
    shaken = {code for code, count in counts.items() if code in broken and 2 * count > cells[code]}
    return [r for r in sums if r.table_code not in shaken and (r.table_code == "T3" or _count_in(r, suspects) <= 1)]


def _count_in(result: SumResult, suspects: Collection[tuple[str | None, str | None, str | None]]) -> int:
    return sum((result.table_code, *key) in suspects for key in result.keys)


def chosen_cells(facts: Iterable[Fact]) -> frozenset[Key]:
    """Cells in which the sums chose another reading than the one that was read first."""
    return frozenset((f.field, f.applicant) for f in facts if f.method == "by_constraint" and f.candidates)


def drop_confirmed(
    findings: Sequence[Finding], confirmed: frozenset[Key], facts: Iterable[Fact]
) -> tuple[Finding, ...]:
    """The findings without the doubts about cells that the sums confirm.

    Where a cell is suspect because its number may stand elsewhere, and that is a zero, sums hold without it too; and
    the others of its row, or of its column, may then stand one place off, all of them alike.
    """
    blank = {(fact.field, fact.applicant) for fact in facts if fact.value is None}
    suspects = [finding for finding in findings if finding.rule == "CELL.SUSPECT"]
    open_rows = {f.field for f in suspects if (f.field or "", f.applicant or "") in blank}
    stacked = [f for f in suspects if f.table_code == "T3" and (f.field or "", f.applicant or "") in blank]
    open_columns = {(f.table_code, f.applicant) for f in stacked}
    kept = []
    for finding in findings:
        key = finding.field or "", finding.applicant or ""
        is_open = finding.rule == "CELL.SUSPECT" and (
            key in blank or finding.field in open_rows or (finding.table_code, finding.applicant) in open_columns
        )
        if finding.rule not in CONFIRMABLE or key not in confirmed or is_open:
            kept.append(finding)
    return tuple(kept)


def check_recognised(
    facts: Iterable[Fact], findings: Iterable[Finding], catalogue: Catalogue, confirmed: frozenset[Key]
) -> Iterator[Finding]:
    """A number from character recognition that no sum confirms, and none of the findings doubts already."""
    doubted = {(f.field, f.applicant) for f in findings if f.rule in CONFIRMABLE}
    for fact in facts:
        key = (fact.field, fact.applicant)
        if fact.method == "ocr" and fact.value is not None and key not in confirmed and key not in doubted:
            yield make_finding(
                catalogue,
                "CELL.UNCHECKED",
                state="uncertain",
                table_code=fact.table_code,
                field=fact.field,
                applicant=fact.applicant,
                reported=fact.value,
                locator=fact.place.locator if fact.place else None,
                label=fact.label,
                raw=fact.raw.strip(),
            )
