"""The straight line: a document from its bytes to a checked report; a file to all the reports in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.schema.records import Report
from extractors.drafting.draft import Draft, draft_report
from extractors.drafting.splitting import split_document
from extractors.formats.collector import pause_collector
from extractors.formats.pdf.mixed import read_mixed
from extractors.formats.pictures import has_pictures, read_pictures
from extractors.model.document import BESIDE, Document, Unreadable
from extractors.model.source import SourceDocument
from extractors.readers import read, read_again, read_ink, refuse
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue
from pipeline.checks.check import check
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.resolve import resolve
from pipeline.issuers.titles import parse_title
from pipeline.normalise import normalise
from pipeline.witnesses.picture_pages import is_worth_looking
from pipeline.witnesses.picture_tables import add_pictured, is_table_pictured
from pipeline.witnesses.second_reading import confirm
from pipeline.witnesses.text_layer import hold_against_ink

if TYPE_CHECKING:
    from extractors.formats.containers import Member


@dataclass(frozen=True, slots=True)
class Origins:
    """What the caller knows and the document may not say."""

    issuer: str | None = None
    year: int | None = None


UNKNOWN = Origins()


MOST_REPEATS = 4
"""Rows that may stand twice with different numbers before the document counts as several reports: of table T3, or of
a table before 2019."""

MOST_DRAWN = 15
"""Pages of a PDF that are drawn and recognised to check its text layer: that takes seconds a page."""

WITH_TEXT_LAYER = ("pdf", "pdf+scan")
"""Readers of PDFs that trust a text layer, on all pages or on some."""

UNKNOWN_BYTES = "application/octet-stream"
"""The type of what is of no type that is known: in an archive a film, a font, a program."""


def read_reports(source: SourceDocument, catalogue: Catalogue, origins: Origins = UNKNOWN) -> tuple[Report, ...]:
    """Every report in a file: one, or those in an archive, a portfolio, or bound together in one document."""
    from extractors.formats.containers import unpack

    try:
        members = unpack(source)
    except Unreadable as error:
        return (finish(refuse(source, error.problem), source, catalogue, origins),)
    reports = [report for member in members for report in _read_member(member, catalogue, origins)]
    if len(members) > 1 and any(map(is_told, reports)):
        return tuple(report if is_told(report) else set_beside(report, catalogue) for report in reports)
    return tuple(reports)


def is_beside(report: Report) -> bool:
    """Whether it is none, and was found beside reports in an archive."""
    return any(finding.rule == BESIDE for finding in report.findings)


def set_beside(report: Report, catalogue: Catalogue) -> Report:
    """What lies beside the reports in an archive and says nothing: it is no failed report, and it is told of."""
    if is_beside(report):
        return report
    why = next((finding.rule for finding in report.findings if finding.rule.startswith("FILE.")), "")
    return replace(report, findings=(make_finding(catalogue, BESIDE, detail=why),))


def is_told(report: Report) -> bool:
    """Whether a file of an archive says something, or is one that should have and cannot be read."""
    return bool(report.facts or report.sections) or is_refused(report)


def is_refused(report: Report) -> bool:
    """Whether the file is one that may hold a report, and could not be read."""
    is_other = report.document.media_type.startswith("image/") or report.document.media_type == UNKNOWN_BYTES
    return not is_other and any(f.rule.startswith("FILE.") and f.rule != BESIDE for f in report.findings)


def _read_member(member: "Member", catalogue: Catalogue, origins: Origins) -> Iterator[Report]:
    if member.problem is not None:
        yield finish(refuse(member.source, member.problem), member.source, catalogue, origins)
        return

    def name(title: str) -> tuple[str, int | None]:
        parsed = parse_title(title, catalogue.titles)
        return parsed.issuer, parsed.year

    parts = split_document(read(member.source), catalogue.landmarks, name)
    for part in parts:
        yield finish(part, member.source, catalogue, origins, is_part=len(parts) > 1)


def read_report(source: SourceDocument, catalogue: Catalogue, origins: Origins = UNKNOWN) -> Report:
    """The checked report that a document holds, read a second time where its sums fail."""
    return finish(read(source), source, catalogue, origins)


def finish(
    document: Document,
    source: SourceDocument,
    catalogue: Catalogue,
    origins: Origins = UNKNOWN,
    *,
    is_part: bool = False,
) -> Report:
    """The checked report of a document that was read, or of one part of it."""
    draft = draft_report(document, catalogue.landmarks)
    if not is_part and not draft.tables and has_pictures(document):
        document = read_pictures(source, document)
        draft = draft_report(document, catalogue.landmarks)
    named = replace(source, name=source.name.rpartition("/")[2])  # an archive's name says nothing of its members
    report = _check_draft(draft, named, catalogue, origins)
    if not is_part and is_worth_looking(document, report):
        document = read_mixed(source, document)
        report = _check_draft(draft_report(document, catalogue.landmarks), named, catalogue, origins)
    if not is_part and draft.tables and is_table_pictured(document, report):
        document = add_pictured(source, document, report, catalogue.landmarks)
        report = _check_draft(draft_report(document, catalogue.landmarks), named, catalogue, origins)
    if is_part or any(finding.rule == "DOC.SEVERAL" for finding in report.findings):
        return report  # a second reading would not know where to cut
    report = confirm(report, lambda: _read_second(named, catalogue), catalogue, document.recognised)
    if document.reader not in WITH_TEXT_LAYER:
        return report
    is_short = (document.pages or 0) <= MOST_DRAWN
    return hold_against_ink(report, lambda: _read_ink(named, catalogue, origins) if is_short else None, catalogue)


@pause_collector()
def _check_draft(draft: Draft, source: SourceDocument, catalogue: Catalogue, origins: Origins) -> Report:
    return check(refuse_several(tell(normalise(draft, source, catalogue), origins), catalogue), catalogue)


def refuse_several(report: Report, catalogue: Catalogue) -> Report:
    """The report, marked where whole tables stand in it twice with different numbers: it is not one report."""
    twice = {finding.field for finding in report.findings if finding.rule in ("T3.ROWS.DUP", "OLD.ROWS.DUP")}
    if len(twice) <= MOST_REPEATS:
        return report
    several = make_finding(catalogue, "DOC.SEVERAL", detail=f"{len(twice)} rows twice")
    return replace(report, findings=(several, *report.findings))


def tell(report: Report, origins: Origins) -> Report:
    """The report with what the caller knows about issuer and year, where the document does not say."""
    if not origins.issuer and origins.year is None:
        return report
    solved = {"DOC.NO_ISSUER": origins.issuer, "DOC.NO_YEAR": origins.year}
    told_years = [] if origins.year is None else report.findings
    guessed = [f for f in told_years if f.rule == "DOC.YEAR" and f.state == "uncertain"]
    findings = tuple(f for f in report.findings if solved.get(f.rule) is None and f not in guessed)
    issuer = report.issuer
    if not issuer.name and origins.issuer:
        issuer = replace(resolve(origins.issuer, IssuerContext()).issuer, name=origins.issuer)
    year = origins.year if report.year is None or guessed else report.year
    return replace(report, findings=findings, issuer=issuer, year=year)


def _read_ink(source: SourceDocument, catalogue: Catalogue, origins: Origins) -> Report | None:
    document = read_ink(source)
    if not document.blocks:
        return None
    report = normalise(draft_report(document, catalogue.landmarks), source, catalogue)
    return check(tell(report, origins), catalogue)


def _read_second(source: SourceDocument, catalogue: Catalogue) -> Report | None:
    document = read_again(source)
    if document is None or not document.blocks:
        return None
    return normalise(draft_report(document, catalogue.landmarks), source, catalogue)
