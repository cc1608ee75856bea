"""One report: its three tables and its prose, every figure marked and leading to where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from db.reading.history import list_revisions
from db.reading.pages import ReportHead, list_reports, list_sightings, read_head
from db.reading.reviews import HeldFinding, list_findings
from db.schema.records import Fact, Report
from db.writing.corrections import list_corrected_cells
from db.writing.stored_content import read_report
from pipeline.web.cells import CellView, view_cells, view_fact
from pipeline.web.grids import FormGrid, lay_out, list_others, name_field
from pipeline.web.prose import mark_sections
from pipeline.web.site import PageVisit, ask_number, take_id


@dataclass(frozen=True, slots=True)
class Other:
    """A fact that stands in none of the three tables: its label beside it."""

    label: str
    cell: CellView
    fact: Fact


def find_head(visit: PageVisit, connection: Connection) -> ReportHead:
    """The head of the report that the address names; 404 when there is none."""
    head = read_head(connection, take_id(visit, "report_id"), ask_number(visit, "revision"))
    if head is None:
        raise HTTPException(404)
    return head


def show_report(visit: PageVisit) -> Response:
    """The page of one revision of a report."""
    with visit.site.read() as connection:
        head = find_head(visit, connection)
        report = read_report(connection, head.revision_id)
        findings = list_findings(connection, [head.revision_id])
        corrected = list_corrected_cells(connection, head.revision_id)
        told: dict[str, Any] = {
            "years": list_reports(connection, head.issuer_id),
            "revisions": list_revisions(connection, head.report_id),
            "sightings": list_sightings(connection, head.document.document_id),
        }
    views = view_cells(report.facts, findings, corrected)
    grids = lay_out(dict(report.editions), views, visit.site.catalogue)
    others = _label_others(visit, report, grids, views)
    return visit.render(
        "report.html",
        head=head,
        report=report,
        grids=grids,
        is_old=bool(others) and all(grid.is_absent for grid in grids),
        seen=_find_seen(grids, views.values()),
        others=others,
        chapters=mark_sections(report.sections, report.figures),
        findings=sort_findings(findings),
        **told,
    )


def _find_seen(grids: Iterable[FormGrid], views: Iterable[CellView]) -> set[str]:
    """The kinds and marks that need the key, of those that stand on the page."""
    cells = [cell for grid in grids for line in grid.lines for cell in line.cells]
    seen = {word for cell in (*cells, *views) for word in (cell.kind, *cell.marks)}
    return seen - {"number"} if seen - {"number", "zero"} else set()


def sort_findings(findings: Iterable[HeldFinding]) -> list[HeldFinding]:
    """Those that speak against the report, the gravest first; then what is only told."""
    order = ("error", "warning", "info")
    return sorted(findings, key=lambda one: (not one.is_open, order.index(one.severity)))


def _label_others(
    visit: PageVisit, report: Report, grids: tuple[FormGrid, ...], views: dict[tuple[str, str], CellView]
) -> list[Other]:
    catalogue = visit.site.catalogue
    return [
        Other(
            fact.label or visit.words.pick(*name_field(catalogue, fact.field)),
            views.get((fact.field, fact.applicant)) or view_fact(fact),
            fact,
        )
        for fact in list_others(report.facts, grids)
    ]
