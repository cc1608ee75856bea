"""The straight line: a document from its bytes to a checked report; a file to all the reports in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.records import Report
from extractors.containers import unpack
from extractors.document import Document, Unreadable
from extractors.draft import draft_report
from extractors.pictures import has_pictures, read_pictures
from extractors.readers import read, read_again, refuse
from extractors.source import SourceDocument
from extractors.splitting import split_document
from pipeline.catalogue.model import Catalogue
from pipeline.checks.check import check
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.resolve import resolve
from pipeline.normalise.report import normalise
from pipeline.normalise.titles import parse_title
from pipeline.second import confirm


@dataclass(frozen=True, slots=True)
class Origins:
    """What the caller knows and the document may not say."""

    issuer: str | None = None
    year: int | None = None


UNKNOWN = Origins()


def read_reports(source: SourceDocument, catalogue: Catalogue, origins: Origins = UNKNOWN) -> tuple[Report, ...]:
    """Every report in a file: one, or those in an archive, a portfolio, or bound together in one document."""
    try:
        inner = unpack(source)
    except Unreadable as error:
        return (finish(refuse(source, error.problem), source, catalogue, origins),)
    reports = [report for one in inner for report in _read_parts(one, catalogue, origins)]
    if len(inner) > 1:  # what lies beside the reports in an archive is no failed report
        reports = [report for report in reports if report.facts or report.sections] or reports
    return tuple(reports)


def _read_parts(source: SourceDocument, catalogue: Catalogue, origins: Origins) -> Iterator[Report]:
    def name(title: str) -> tuple[str, int | None]:
        parsed = parse_title(title, catalogue.titles)
        return parsed.issuer, parsed.year

    for part in split_document(read(source), catalogue.landmarks, name):
        yield finish(part, source, catalogue, origins)


def read_report(source: SourceDocument, catalogue: Catalogue, origins: Origins = UNKNOWN) -> Report:
    """The checked report that a document holds, read a second time where its sums fail."""
    return finish(read(source), source, catalogue, origins)


def finish(document: Document, source: SourceDocument, catalogue: Catalogue, origins: Origins = UNKNOWN) -> Report:
    """The checked report of a document that was read."""
    draft = draft_report(document, catalogue.landmarks)
    if not draft.tables and has_pictures(document):
        document = read_pictures(source, document)
        draft = draft_report(document, catalogue.landmarks)
    report = check(tell(normalise(draft, source, catalogue), origins), catalogue)
    if document.sha256 != source.sha256:  # a part of the file: a second reading would not know where to cut
        return report
    return confirm(report, lambda: _read_second(source, catalogue), catalogue)


def tell(report: Report, origins: Origins) -> Report:
    """The report with what the caller knows about issuer and year, where the document does not say."""
    solved = {"DOC.NO_ISSUER": origins.issuer, "DOC.NO_YEAR": origins.year}
    findings = tuple(f for f in report.findings if solved.get(f.rule) is None)
    issuer = report.issuer
    if not issuer.name and origins.issuer:
        issuer = replace(resolve(origins.issuer, IssuerContext()).issuer, name=origins.issuer)
    year = origins.year if report.year is None else report.year
    return replace(report, findings=findings, issuer=issuer, year=year)


def _read_second(source: SourceDocument, catalogue: Catalogue) -> Report | None:
    document = read_again(source)
    if document is None or not document.blocks:
        return None
    return normalise(draft_report(document, catalogue.landmarks), source, catalogue)
