"""Whose report it is and for which year: from title, body and metadata, with a finding where they disagree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from db.records import Finding
from extractors.draft import Draft
from extractors.source import SourceDocument
from pipeline.catalogue.model import Catalogue
from pipeline.findings import make_finding
from pipeline.normalise.titles import ParsedTitle, find_date, find_periods, is_short_form, parse_title

_BEGINNING, _PROSE = 1000, 6000
"""Signs of prose in which the period stands as a rule, and in which it is looked for."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the document says about itself."""

    title: str
    issuer: str
    issuer_raw: str
    year: int | None
    published_on: date | None
    is_correction: bool
    findings: tuple[Finding, ...]


def identify(draft: Draft, source: SourceDocument, catalogue: Catalogue) -> Identity:
    """Title, issuer and year; the body's own title wins, then metadata, then the file's name."""
    lines = [(line.text, parse_title(line.text, catalogue.titles)) for line in draft.titles]
    lines.append((source.name, parse_title(source.name.rsplit(".", 1)[0], catalogue.titles)))
    period = _period_year(draft)
    told = _told_by((*draft.document.metadata, *draft.head), catalogue)
    named = _first(catalogue.titles.issuer_keys, told)
    issuer_raw = next((parsed.issuer for _, parsed in lines if parsed.issuer), named)
    year = next((parsed.year for _, parsed in lines if parsed.year is not None), period)
    published = _find_day(catalogue.titles.date_keys, told)
    findings = [*_disagreements(catalogue, lines[:-1], period, published, issuer_raw, named)]
    if year is None:
        findings.append(make_finding(catalogue, "DOC.NO_YEAR"))
    if any(parsed.is_correction for _, parsed in lines):
        findings.append(make_finding(catalogue, "DOC.CORRECTION", state="pass"))
    if not issuer_raw:
        findings.append(make_finding(catalogue, "DOC.NO_ISSUER"))
    return Identity(
        title=_join(lines[0][0]) if draft.titles else "",
        issuer="".join(issuer_raw.split()),
        issuer_raw=issuer_raw,
        year=year,
        published_on=published,
        is_correction=any(parsed.is_correction for _, parsed in lines),
        findings=tuple(findings),
    )


def _join(title: str) -> str:
    return " ".join(title.split())


def _told_by(metadata: Iterable[tuple[str, str]], catalogue: Catalogue) -> dict[str, str]:
    """What a page says under each key, whatever block or tag it came from."""
    told: dict[str, str] = {}
    for name, value in dict(reversed(tuple(metadata))).items():
        if value.strip():
            told.setdefault(catalogue.folding.simplify(name.rpartition(":")[2]), value.strip())
    return told


def _find_day(keys: Iterable[str], told: Mapping[str, str]) -> date | None:
    """The day under the best of the keys that has one."""
    days = (find_date(told[key]) for key in keys if key in told)
    return next((day for day in days if day is not None), None)


def _first(keys: Iterable[str], told: Mapping[str, str]) -> str:
    """The value under the best of the keys."""
    return next((told[key] for key in keys if key in told), "")


def _period_year(draft: Draft) -> int | None:
    """The year of the statistical period, where the prose states it."""
    text = draft.document.text[:_PROSE]
    periods = find_periods(text[: text.find("\n", _BEGINNING)]) or find_periods(text)
    return periods[0][0] if periods and periods[0][0] == periods[0][1] else None


def _disagreements(
    catalogue: Catalogue,
    lines: list[tuple[str, ParsedTitle]],
    period: int | None,
    published: date | None,
    issuer: str,
    named: str,
) -> Iterable[Finding]:
    years = {parsed.year for _, parsed in lines if parsed.year is not None}
    if period is not None and years and period not in years:
        detail = f"{'/'.join(map(str, sorted(years)))} ≠ {period}"
        yield make_finding(catalogue, "DOC.YEAR", detail=detail)
    elif len(years) > 1:
        yield make_finding(catalogue, "DOC.YEAR", detail=" ≠ ".join(map(str, sorted(years))))
    elif published is not None and years and published.year <= min(years):
        yield make_finding(catalogue, "DOC.YEAR", detail=f"{min(years)}, published {published.isoformat()}")
    if issuer and named and not is_short_form(issuer, named):
        yield make_finding(catalogue, "DOC.ISSUER", detail=f"{issuer} ≠ {named}")
