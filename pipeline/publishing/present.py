"""What ``gongkai extract`` prints: the document, the draft, or the report as JSON (the report's shape is fixed)."""

from typing import Any

from db.schema.records import Fact, Figure, Finding, Report, Section, UnmappedRow
from extractors.drafting.draft import Draft
from extractors.model.document import Cell, Document, Table

Json = dict[str, Any]


def present_report(report: Report) -> Json:
    """The report in the fixed shape of ``extract --json``."""
    return {
        "document": {
            "sha256": report.document.sha256,
            "media_type": report.document.media_type,
            "name": report.document.name,
            "size": report.document.size,
            "pages": report.document.pages,
        },
        "issuer": {
            "name": report.issuer.name,
            "raw": report.issuer.raw,
            "code": report.issuer.code,
            "level": report.issuer.level,
            "kind": report.issuer.kind,
            "parent": report.issuer.parent,
        },
        "year": report.year,
        "title": report.title,
        "published_on": report.sighting.published_on.isoformat() if report.sighting.published_on else None,
        "editions": dict(report.editions),
        "facts": [_present_fact(fact) for fact in report.facts],
        "figures": [present_figure(figure) for figure in report.figures],
        "sections": [_present_section(section) for section in report.sections],
        "findings": [_present_finding(finding) for finding in report.findings],
        "checks": [{"rule": t.rule, "state": t.state, "count": t.count} for t in report.tallies],
        "unmapped": [_present_unmapped(row) for row in report.unmapped],
        "coverage": {"numeric_cells": report.coverage.numeric_cells, "mapped": report.coverage.mapped},
        "versions": {"code": report.code_version, "catalogue": report.catalogue_version},
    }


def _present_fact(fact: Fact) -> Json:
    shown: Json = {
        "table": fact.table_code,
        "field": fact.field,
        "applicant": fact.applicant,
        "state": fact.state,
        "value": fact.value,
        "unit": fact.unit,
        "raw": fact.raw,
        "method": fact.method,
        "page": fact.place.page if fact.place else None,
        "locator": fact.place.locator if fact.place else None,
        "label": fact.label,
    }
    if fact.standard_value != fact.value:
        shown["standard_value"] = fact.standard_value
    if fact.candidates:
        shown["candidates"] = list(fact.candidates)
    if fact.place is not None and fact.place.left is not None:
        shown["box"] = [round(side or 0.0, 1) for side in _box(fact)]
    return shown


def _box(fact: Fact) -> tuple[float | None, ...]:
    place = fact.place
    return () if place is None else (place.left, place.top, place.right, place.bottom)


def present_figure(figure: Figure) -> Json:
    """One figure found in prose."""
    shown: Json = {
        "indicator": figure.indicator,
        "value": figure.value,
        "unit": figure.unit,
        "approximate": figure.approximate,
        "scope": figure.scope,
        "period": figure.period,
        "raw": figure.raw,
        "sentence": figure.sentence,
        "section": figure.section,
        "start": figure.start,
        "end": figure.end,
    }
    if figure.value_max is not None:
        shown["value_max"] = figure.value_max
    return shown


def _present_section(section: Section) -> Json:
    return {
        "number": section.number,
        "title": section.title,
        "text": section.text,
        "code": section.code,
        "locator": section.place.locator if section.place else None,
        "topics": [{"code": t.code, "title": t.title, "start": t.start, "end": t.end} for t in section.topics],
    }


def _present_finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "state": finding.state,
        "severity": finding.severity,
        "table": finding.table_code,
        "field": finding.field,
        "applicant": finding.applicant,
        "expected": finding.expected,
        "reported": finding.reported,
        "message": finding.message,
        "message_en": finding.message_en,
        "formula": finding.formula,
        "locator": finding.locator,
        "operands": [
            {"field": o.field, "applicant": o.applicant, "raw": o.raw, "locator": o.locator} for o in finding.operands
        ],
    }


def _present_unmapped(row: UnmappedRow) -> Json:
    return {
        "table": row.table_code,
        "label": row.label,
        "key": row.label_key,
        "values": list(row.values),
        "unit": row.unit,
        "locator": row.place.locator if row.place else None,
    }


def present_document(document: Document) -> Json:
    """What the reader saw: blocks in reading order, tables as grids."""
    return {
        "sha256": document.sha256,
        "media_type": document.media_type,
        "name": document.name,
        "reader": document.reader,
        "pages": document.pages,
        "metadata": [list(pair) for pair in document.metadata],
        "problems": [{"code": p.code, "detail": p.detail} for p in document.problems],
        "blocks": [
            {
                "kind": "table",
                "locator": block.origin.locator,
                "layout": block.layout,
                "rows": _present_rows(block.rows),
            }
            if isinstance(block, Table)
            else {"kind": type(block).__name__.lower(), "locator": block.origin.locator, "text": block.text}
            for block in document.blocks
        ],
    }


def _present_rows(rows: tuple[tuple[Cell, ...], ...]) -> list[list[str | None]]:
    """Cell texts; None on the copies of a merged cell."""
    return [[None if cell.is_repeat else cell.text for cell in row] for row in rows]


def present_draft(draft: Draft) -> Json:
    """Which table is which, and the chapters."""
    return {
        "titles": [{"text": line.text, "source": line.source} for line in draft.titles],
        "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in draft.sections],
        "tables": [
            {"table": t.code, "locator": t.origin.locator, "layout": t.layout, "rows": _present_rows(t.rows)}
            for t in draft.tables
        ],
        "spare_tables": [{"locator": t.origin.locator, "rows": _present_rows(t.rows)} for t in draft.spare_tables],
    }
