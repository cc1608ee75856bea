"""What a document does not say about itself and what it hangs on, or what the database knows of it, does."""

from dataclasses import replace

from db.schema.records import Report
from db.store import Store
from pipeline.line import Origins, tell


def take_from_page(report: Report, page: Report) -> Report:
    """The report of an attachment; issuer, year, title and day are the page's where the attachment gives none."""
    told = tell(report, Origins(page.issuer.name or None, page.year))
    seen = replace(
        told.sighting,
        published_on=told.sighting.published_on or page.sighting.published_on,
        title=told.sighting.title or page.sighting.title,
    )
    return replace(told, title=told.title or page.title, sighting=seen)


def recall(store: Store, report: Report) -> Report:
    """The report with the issuer and year that its document is known by, where it names none itself.

    The same bytes, once by themselves and once as the attachment of a page that says whose they are, are one report.
    """
    if report.issuer.name and report.year is not None:
        return report
    known = store.find_owner(report.document.sha256)
    if known is None or known.issuer.name == name_document(report):
        return report
    told = tell(report, Origins(known.issuer.name, known.year))
    return told if report.issuer.name else replace(told, issuer=replace(known.issuer, raw=report.issuer.raw))


def name_document(report: Report) -> str:
    """A name for nobody's report: the document's own, so that it is never mixed with another's."""
    return f"未署名 {report.document.name} {report.document.sha256[:8]}"


def name_provisionally(report: Report) -> Report:
    """The report with a name of its own where it names no issuer: never guessed."""
    if report.issuer.name:
        return report
    return replace(report, issuer=replace(report.issuer, name=name_document(report)))
