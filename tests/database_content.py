"""All that a database says apart from numbers and times of its own, so that two can be held against each other."""

import contextlib
import sqlite3

_KEY = "SELECT i.name, i.parent, p.year, v.number, "
_FROM = (
    " FROM revision v JOIN report p ON p.id = v.report_id JOIN issuer i ON i.id = p.issuer_id "
    "JOIN document d ON d.id = v.document_id "
)
CONTENT = {
    "report": _KEY + "v.reason, v.content_hash, v.findings_hash, v.cells, d.sha256, v.superseded_at IS NULL" + _FROM,
    "fact": _KEY
    + "e.code, a.code, f.table_id, f.state_id, f.method_id, f.value, f.standard_value, u.code, f.raw, l.code, "
    "f.locator, f.page, f.box_left, f.box_top, f.box_right, f.box_bottom, f.candidates"
    + _FROM
    + "JOIN fact f ON f.revision_id = v.id JOIN field e ON e.id = f.field_id JOIN applicant a ON a.id = f.applicant_id "
    "JOIN label l ON l.id = f.label_id LEFT JOIN unit u ON u.id = f.unit_id",
    "figure": _KEY
    + "f.position, f.indicator, f.value, f.value_max, f.unit, f.approximate, f.scope, f.period, f.raw, f.sentence, "
    "f.section, f.span_start, f.span_end, f.locator" + _FROM + "JOIN figure f ON f.revision_id = v.id",
    "section": _KEY
    + "s.position, s.code, s.number, s.title, s.text, s.locator"
    + _FROM
    + "JOIN section s ON s.revision_id = v.id",
    "finding": _KEY
    + "f.position, f.rule, f.state, f.severity, f.message, f.table_code, f.field, f.applicant, f.expected, f.reported, "
    "f.formula, f.locator, f.operands, f.fingerprint, f.other_revision_id IS NULL"
    + _FROM
    + "JOIN finding f ON f.revision_id = v.id",
    "rule_tally": _KEY + "t.rule, t.state, t.count" + _FROM + "JOIN rule_tally t ON t.revision_id = v.id",
    "run_item": "SELECT location, document_sha256, outcome, reason FROM run_item",
    "sighting": "SELECT d.sha256, s.location, s.published_on, s.title FROM sighting s JOIN document d ON d.id = s.document_id",
}


def read_content(database):
    """Every table by name, its rows sorted; only what the documents say, and what became of them."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {name: sorted(map(repr, connection.execute(query))) for name, query in CONTENT.items()}
