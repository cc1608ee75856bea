"""Reports with cells printed otherwise, and what the checks say of them."""

from collections.abc import Mapping

from by_hand import document_of, report_of
from forge.facts import Facts, alter, make_facts
from forge.look import Look
from forge.printing import Printed

from db.schema.records import Finding, Report
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.check import judge_report

CATALOGUE = load_catalogue()


def report_with(texts: Mapping[tuple[str, str], str], base: Facts | None = None, look: Look | None = None) -> Report:
    """A report in which these cells are printed otherwise."""
    facts = base or make_facts(41)
    return report_of(document_of(alter(facts, {key: Printed(text, "text") for key, text in texts.items()}), look))


def findings(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def sum_states(report: Report, rule: str) -> set[str]:
    return {result.state for result in judge_report(report, CATALOGUE) if result.rule == rule}
