"""Rows of the three tables, made by hand, and what a reading of them says."""

from by_hand import LEFT, make_document, make_table, report_of

from db.schema.records import Report

TITLE = "望楼县财政局2024年政府信息公开工作年度报告"
HEAD = ["", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
ARTICLE = ["第二十条第（一）项", LEFT, LEFT, LEFT]
"""The line over the first block of T2."""
APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_organisation",
    "legal_service_institution",
    "other_organisation",
    "all",
)


def values(report: Report, field: str) -> list[object]:
    """The seven values of a row, or ``None`` for a cell that was not read."""
    found = {fact.applicant: fact for fact in report.facts if fact.field == field}
    return [found[a].value if a in found else None for a in APPLICANTS]


def states(report: Report, field: str) -> list[str]:
    found = {fact.applicant: fact for fact in report.facts if fact.field == field}
    return [found[a].state if a in found else "absent" for a in APPLICANTS]


def told(report: Report, rule: str) -> list[str | None]:
    return [finding.field for finding in report.findings if finding.rule == rule]


def read_t3(*rows: list[str], layout: str = "lines") -> Report:
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    return report_of(make_document(TITLE, make_table(padded, layout)))  # type: ignore[arg-type]


def t2_values(rows: list[list[str]], layout: str = "grid") -> tuple[dict[str, object], Report]:
    """The values of a table T2 by field, and the whole report."""
    report = report_of(make_document(TITLE, make_table(rows, layout)))  # type: ignore[arg-type]
    return {fact.field: fact.value for fact in report.facts}, report
