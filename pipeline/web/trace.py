"""Where a number comes from: printed text, place in the document, what the sums say, and its history."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from db.reading.pages import (
    ReportHead,
    find_fetched,
    list_cell_revisions,
    list_cell_years,
    list_corrections,
    list_sightings,
)
from db.reading.reviews import HeldFinding, list_findings
from db.schema.dictionary import read_dictionary
from db.schema.records import Fact, Figure, Place
from db.writing.corrections import list_corrected_cells
from db.writing.stored_content import read_facts, read_figures, read_sections
from pipeline.catalogue.findings import show_number
from pipeline.catalogue.promises import Key
from pipeline.checks.sums import Facts, SumResult, judge_sums
from pipeline.web.cells import collect_marks, view_absent, view_fact
from pipeline.web.grids import has_applicants, name_field
from pipeline.web.original import PlaceRequest, ShownPlace, is_drawn
from pipeline.web.prose import cut_sentence
from pipeline.web.report import find_head, sort_findings
from pipeline.web.site import PageVisit, take_id

_CODE = re.compile(r"[a-z0-9_]{1,80}")

LONG = 7
"""Terms of a side beyond which those that are zero are left out."""


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a sum."""

    key: Key
    text: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class SumLine:
    """One sum of the form that uses the cell."""

    rule: str
    state: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    sign: str
    left_out: int
    """Zeros that are not written out."""
    expected: str


def show_cell(
    visit: PageVisit, complaint: str | None = None, given: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """The page of one cell; with a complaint, what was filled in stays in its form."""
    key = find_key(visit)
    with visit.site.read() as connection:
        head = find_head(visit, connection)
        facts = {(fact.field, fact.applicant): fact for fact in read_facts(connection, head.revision_id)}
        findings = [one for one in list_findings(connection, [head.revision_id]) if key in one.cells]
        read_raw = list_corrected_cells(connection, head.revision_id).get(key)
        told: dict[str, Any] = {
            "then": list_cell_revisions(connection, head.report_id, *key),
            "years": list_cell_years(connection, head.issuer_id, *key),
            "corrections": list_corrections(connection, head.document.document_id, *key),
            "sightings": list_sightings(connection, head.document.document_id),
        }
        fact = facts.get(key)
        if fact is None and not is_known(visit, key):
            raise HTTPException(404)
        wish = _make_wish(visit, connection, head, fact.place if fact else None)
    marks = collect_marks(findings).get(key, ())
    view = view_absent(*key) if fact is None else view_fact(fact, marks, read_raw=read_raw)
    return visit.render(
        "cell.html",
        status,
        head=head,
        fact=fact,
        view=view,
        names=name_field(visit.site.catalogue, key[0]),
        has_applicants=has_applicants(visit.site.catalogue, key),
        sums=list(_list_sums(visit, facts, head, key)),
        findings=sort_findings(findings),
        shown=_show_table(visit, wish, head, fact),
        is_picture=fact is not None and is_drawn(head.document.media_type, fact.place),
        complaint=complaint,
        given=given or {},
        **told,
    )


def show_figure(visit: PageVisit) -> Response:
    """The page of one count in prose."""
    number = take_id(visit, "number")
    with visit.site.read() as connection:
        head = find_head(visit, connection)
        figures = read_figures(connection, head.revision_id)
        if number >= len(figures):
            raise HTTPException(404)
        figure = figures[number]
        sections = read_sections(connection, head.revision_id)
        sightings = list_sightings(connection, head.document.document_id)
        findings = _find_about(list_findings(connection, [head.revision_id]), figure)
        indicators = {one.code: one for one in read_dictionary(connection).indicators}
        indicator = indicators.get(figure.indicator or "")
        cells = {(fact.field, fact.applicant) for fact in read_facts(connection, head.revision_id)}
    section = next((one for one in sections if one.number == figure.section), None)
    key = None if indicator is None else (indicator.field or "", indicator.applicant or "all")
    return visit.render(
        "figure.html",
        head=head,
        figure=figure,
        number=number,
        sentence=cut_sentence(figure, "" if section is None else section.text),
        section=section,
        is_picture=is_drawn(head.document.media_type, figure.place),
        sightings=sightings,
        findings=findings,
        indicator=indicator,
        cell=key if key in cells else None,
    )


def show_picture(visit: PageVisit) -> Response:
    """The page of the document as PNG with the cell or figure framed; ``part=strip`` gives what stands around it."""
    with visit.site.read() as connection:
        head = find_head(visit, connection)
        place = _find_place(visit, connection, head)
        wish = _make_wish(visit, connection, head, place)
    shown = None if wish is None else visit.site.originals.show(wish)
    if shown is None or shown.kind != "page":
        raise HTTPException(404)
    is_strip = visit.request.query_params.get("part") == "strip"
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(shown.strip if is_strip else shown.page, media_type="image/png", headers=headers)


def _find_place(visit: PageVisit, connection: Connection, head: ReportHead) -> Place | None:
    if "number" in visit.request.path_params:
        figures, number = read_figures(connection, head.revision_id), take_id(visit, "number")
        return figures[number].place if number < len(figures) else None
    key = find_key(visit)
    facts = read_facts(connection, head.revision_id)
    return next((fact.place for fact in facts if (fact.field, fact.applicant) == key), None)


def find_key(visit: PageVisit) -> Key:
    """Field and applicant of the address; 404 for what cannot be the code of one."""
    code, who = (str(visit.request.path_params[name]) for name in ("field", "applicant"))
    if not is_code(code) or not is_code(who):
        raise HTTPException(404)
    return code, who


def is_code(text: str) -> bool:
    """Whether a text is spelled as codes of fields and applicants are."""
    return _CODE.fullmatch(text) is not None


def is_known(visit: PageVisit, key: Key) -> bool:
    """Whether the catalogue declares the field and the applicant."""
    catalogue = visit.site.catalogue
    return any(code == key[0] for _, code in catalogue.field_by_code) and key[1] in catalogue.applicant_labels


def _make_wish(visit: PageVisit, connection: Connection, head: ReportHead, place: Place | None) -> PlaceRequest | None:
    if place is None:
        return None
    locations = tuple(seen.location for seen in list_sightings(connection, head.document.document_id))
    archive = visit.site.settings.archive
    fetched = () if archive is None else tuple(_list_fetched(connection, locations))
    return PlaceRequest(head.document.sha256, locations, place, archive, fetched)


def _list_fetched(connection: Connection, locations: Iterable[str]) -> Iterator[str]:
    for location in locations:
        sha256 = find_fetched(connection, location.partition("#")[0])
        if sha256 is not None:
            yield sha256


def _show_table(visit: PageVisit, wish: PlaceRequest | None, head: ReportHead, fact: Fact | None) -> ShownPlace | None:
    """The table that the cell stands in; None for formats with pages, whose picture the browser asks for."""
    if wish is None or is_drawn(head.document.media_type, wish.place):
        return None
    return visit.site.originals.show(wish)


def _find_about(findings: Iterable[HeldFinding], figure: Figure) -> list[HeldFinding]:
    """The findings that stand where the figure does."""
    locator = None if figure.place is None else figure.place.locator
    return [one for one in findings if locator is not None and one.locator == locator]


def _list_sums(visit: PageVisit, facts: Facts, head: ReportHead, key: Key) -> Iterator[SumLine]:
    for result in judge_sums(facts, dict(head.editions), visit.site.catalogue):
        if key in result.keys and result.state != "not_applicable":
            yield _make_line(result, facts, key)


def _make_line(result: SumResult, facts: Facts, key: Key) -> SumLine:
    sides = [[_make_term(facts, one, key) for one in side] for side in (result.promise.left, result.promise.right)]
    kept = [_leave_zeros(side) for side in sides]
    is_equal = result.expected == result.reported
    sign = "=" if is_equal else ("≠" if result.state in ("fail", "uncertain") else "≤")
    return SumLine(
        rule=result.rule,
        state=result.state,
        left=kept[0],
        right=kept[1],
        sign=sign,
        left_out=sum(len(side) for side in sides) - sum(len(side) for side in kept),
        expected="" if result.expected is None else show_number(result.expected),
    )


def _make_term(facts: Facts, key: Key, this: Key) -> Term:
    fact = facts.get(key)
    text = "?" if fact is None else "·" if fact.value is None else show_number(fact.value)
    return Term(key, text, key == this)


def _leave_zeros(side: list[Term]) -> tuple[Term, ...]:
    if len(side) <= LONG:
        return tuple(side)
    return tuple(term for term in side if term.is_this or term.text not in ("0", "·")) or (side[0],)
