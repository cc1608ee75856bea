"""Two reports held against each other: what does not fit, as findings about the second one. No value is changed.

The two are one issuer's two years, two files of one report, two issuers' with the same figures, or an organ's and its
government's.
"""

from collections.abc import Iterator
from decimal import Decimal

from db.schema.records import Fact, Finding, Operand, Report
from db.writing.comparisons import Comparers
from db.writing.packed.cells import Year
from pipeline.catalogue.findings import make_finding, show_number
from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.model import Catalogue
from pipeline.checks.years import YearReport, compare_years

SHOWN = 3
"""Cells named in a sentence; all of them are operands."""

PRINTED = frozenset({"number", "blank", "slash", "dash", "text_na", "text"})
"""States in which we know what is printed: two files conflict only in what both print."""

Key = tuple[str, str]


def compare_reports(before: Year, now: Year) -> tuple[Finding, ...]:
    """What does not fit between the reports of two successive years."""
    return compare_years(_describe(before), _describe(now), load_catalogue())


def _describe(report: Year) -> YearReport:
    return YearReport(report.year or 0, report.cells, report.cells.list_values(), report.prose)


def compare_renditions(other: Report, own: Report) -> tuple[Finding, ...]:
    """Every cell that two files of one report, published together, print differently; none when one is a correction."""
    if any(finding.rule == "DOC.CORRECTION" for report in (other, own) for finding in report.findings):
        return ()
    catalogue, theirs = load_catalogue(), _by_key(other)
    pairs = ((theirs.get((fact.field, fact.applicant)), fact) for fact in own.facts)
    return tuple(
        _report_conflict(catalogue, other, told, fact)
        for told, fact in pairs
        if told is not None and _differ(told, fact)
    )


def _differ(one: Fact, two: Fact) -> bool:
    """Two numbers, or a number other than nought where the other file prints none."""
    if not {one.state, two.state} <= PRINTED:
        return False
    return (_standard(one) or 0) != (_standard(two) or 0)


def _report_conflict(catalogue: Catalogue, other: Report, theirs: Fact, own: Fact) -> Finding:
    return make_finding(
        catalogue,
        "RENDITION.CONFLICT",
        table_code=own.table_code,
        field=own.field,
        applicant=own.applicant,
        expected=theirs.value,
        reported=own.value,
        formula=f"{theirs.raw.strip()} ≠ {own.raw.strip()}",
        locator=own.place.locator if own.place else None,
        operands=(_operand(theirs, other.document.name), _operand(own)),
        detail=other.document.name,
        expected_raw=_show(theirs),
        reported_raw=_show(own),
    )


def compare_crowd(other: Report, own: Report) -> tuple[Finding, ...]:
    """A file of the report that is not held against this one: there are too many of them."""
    del own
    return (make_finding(load_catalogue(), "RENDITION.CROWD", detail=other.document.name),)


def compare_doubles(other: Report, own: Report) -> tuple[Finding, ...]:
    """Another issuer's report with the same figures."""
    detail = " ".join(filter(None, (other.issuer.name, str(other.year or ""), f"({other.document.name})")))
    return (make_finding(load_catalogue(), "DOC.CLONE", detail=detail),)


def compare_hierarchy(organ: Report, government: Report) -> tuple[Finding, ...]:
    """Cells in which an organ reports more than its government, whose report may be of all organs or of its office."""
    catalogue, whole = load_catalogue(), _by_key(government)
    more = list(_find_more(organ, whole))
    if not more:
        return ()
    told = [f"{_name(catalogue, own)} {show_number(a)} > {show_number(b)}" for own, _, a, b in more[:SHOWN]]
    rest = "…" if len(more) > SHOWN else ""
    _, theirs, expected, reported = more[0]
    return (
        make_finding(
            catalogue,
            "HIER.MAX",
            table_code=theirs.table_code,
            field=theirs.field,
            applicant=theirs.applicant,
            expected=expected,
            reported=reported,
            locator=theirs.place.locator if theirs.place else None,
            operands=tuple(
                operand for own, their, *_ in more for operand in (_operand(own, organ.issuer.name), _operand(their))
            ),
            detail=f"{organ.issuer.name}: {'; '.join(told)}{rest}",
        ),
    )


def _find_more(organ: Report, whole: dict[Key, Fact]) -> Iterator[tuple[Fact, Fact, Decimal, Decimal]]:
    for fact in organ.facts:
        theirs = whole.get((fact.field, fact.applicant))
        values = _standard(fact), None if theirs is None else _standard(theirs)
        if theirs is not None and values[0] is not None and values[1] is not None and values[0] > values[1]:
            yield fact, theirs, values[0], values[1]


def _standard(fact: Fact) -> Decimal | None:
    return fact.value if fact.standard_value is None else fact.standard_value


def _name(catalogue: Catalogue, fact: Fact) -> str:
    spec = catalogue.field_by_code.get((fact.table_code, fact.field))
    label = fact.field if spec is None else spec.label
    column = catalogue.applicant_labels.get(fact.applicant, fact.applicant)
    return label if fact.applicant == "all" else f"{label} · {column}"


def _operand(fact: Fact, whose: str = "") -> Operand:
    locator = fact.place.locator if fact.place else ""
    return Operand(fact.field, fact.applicant, fact.raw.strip(), f"{whose}:{locator}" if whose else locator)


def _show(fact: Fact) -> str:
    return fact.raw.strip() or "␀"


def _by_key(report: Report) -> dict[Key, Fact]:
    return {(fact.field, fact.applicant): fact for fact in report.facts}


COMPARERS: Comparers = {
    "years": compare_reports,
    "renditions": compare_renditions,
    "crowd": compare_crowd,
    "doubles": compare_doubles,
    "hierarchy": compare_hierarchy,
}
"""What holds the store's pairs of revisions against each other, by kind."""
