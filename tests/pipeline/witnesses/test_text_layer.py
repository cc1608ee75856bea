"""Where most sums of a PDF fail, the ink decides: it clears the text layer, replaces it, or every number is in doubt."""

import pytest
from by_hand import document_of, report_of
from forge.facts import Facts, alter, make_facts
from forge.printing import Printed

from db.schema.records import Report
from pipeline.catalogue.load import load_catalogue
from pipeline.witnesses.text_layer import hold_against_ink

CATALOGUE = load_catalogue()
GOOD = make_facts(301, scale="city")


def mistake_digits(facts: Facts, digits: str) -> Facts:
    """The facts as a font with a wrong table of characters makes them look to every reader of the text layer."""
    table = str.maketrans("0123456789", digits)
    return alter(facts, {key: Printed(one.text.translate(table), "number") for key, one in facts.cells.items()})


def never() -> Report | None:
    raise AssertionError("the pages were recognised without need")


def told(report: Report, rule: str) -> list[str]:
    return [finding.state for finding in report.findings if finding.rule == rule]


MISTAKEN = report_of(document_of(mistake_digits(GOOD, "5678901234")))
WORSE = report_of(document_of(mistake_digits(GOOD, "3456789012")))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(GOOD, id="every sum holds"),
        pytest.param(make_facts(302, breaks=("column_result", "row_sum")), id="the issuer slipped twice"),
    ],
)
def test_the_pages_are_not_recognised_while_most_sums_hold(facts):
    report = report_of(document_of(facts))

    assert hold_against_ink(report, never, CATALOGUE) is report


def test_ink_whose_sums_hold_replaces_the_text_layer_and_says_so():
    ink = report_of(document_of(GOOD))
    report = hold_against_ink(MISTAKEN, lambda: ink, CATALOGUE)

    assert report.facts == ink.facts
    assert told(report, "READ.TEXT_LAYER") == ["fail"]


def test_ink_that_says_the_same_clears_the_text_layer():
    assert hold_against_ink(MISTAKEN, lambda: MISTAKEN, CATALOGUE) is MISTAKEN


@pytest.mark.parametrize(
    "ink",
    [
        pytest.param(None, id="nothing can recognise the pages"),
        pytest.param(WORSE, id="the ink is no better"),
    ],
)
def test_without_better_ink_every_number_is_in_doubt(ink):
    report = hold_against_ink(MISTAKEN, lambda: ink, CATALOGUE)

    doubted = {
        (finding.field, finding.applicant) for finding in report.findings if finding.state in ("fail", "uncertain")
    }
    assert report.facts == MISTAKEN.facts
    assert told(report, "READ.TEXT_LAYER") == ["fail"]
    assert {(fact.field, fact.applicant) for fact in report.facts if fact.table_code == "T2" and fact.value} <= doubted
