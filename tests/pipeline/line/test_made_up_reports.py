"""Every report that the forge can write, from its bytes to checked facts: right, flagged or absent, never wrong in silence."""

from decimal import Decimal

import pytest
from by_hand import document_of, draft_of, report_of
from forge import render
from forge.cases import CASES, Case
from forge.facts import alter, make_facts
from forge.look import Look
from forge.mixtures import mix_case
from forge.printing import Printed

from db.schema.records import Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.publishing.evaluate import score_report

READ_HERE = [case for case in CASES if case.kind != "scan"]
MIXTURES = [mix_case(seed, kind) for kind in ("html", "docx", "pdf", "text", "markdown") for seed in range(500, 512)]


def read_case(case: Case) -> Report:
    return read_report(SourceDocument(case.data(), case.file_name), load_catalogue())


def wrong_in_silence(case: Case, report: Report) -> list[str]:
    return score_report(case.name, report, case.truth()["facts"]).silent


def numbers_beyond_the_form(case: Case, report: Report) -> list[str]:
    known = case.expected()
    return [f.field for f in report.facts if (f.field, f.applicant) not in known and f.value is not None]


def states_of(report: Report) -> dict[tuple[str, str], tuple[str, Decimal | None]]:
    return {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}


@pytest.mark.parametrize("case", READ_HERE, ids=[case.name for case in READ_HERE])
def test_a_report_with_one_trap(case):
    report = read_case(case)
    expected = {key: ink for key, ink in case.expected().items() if ink[0] != "missing_table"}

    assert wrong_in_silence(case, report) == []
    assert numbers_beyond_the_form(case, report) == []
    assert not case.is_clean or states_of(report) == expected


@pytest.mark.parametrize("case", MIXTURES, ids=[case.name for case in MIXTURES])
def test_a_report_with_many_traps(case):
    report = read_case(case)

    assert wrong_in_silence(case, report) == []
    assert numbers_beyond_the_form(case, report) == []
    assert (report.issuer.name, report.year) == (case.facts.issuer, case.facts.year)


@pytest.mark.parametrize("layout", ["lines", "aligned", "grid"])
@pytest.mark.parametrize("edition", ["gb2021_30", "gb2019_60"])
def test_columns_in_another_order_move_their_values_in_every_layout(layout, edition):
    facts = make_facts(71, edition=edition, year=2020 if edition == "gb2019_60" else 2023)
    report = report_of(document_of(facts, Look(shuffled_heads=True, unmerged_heads=layout == "lines"), layout))
    values = {(f.field, f.applicant): f.value for f in report.facts}

    assert values == {key: cell.value for key, cell in facts.cells.items()}


def test_a_clean_report_has_all_its_cells_numbers_and_sections():
    report = report_of(document_of(make_facts(72)))

    assert len(report.facts) == 200
    assert (report.coverage.numeric_cells, report.coverage.mapped) == (200, 200)
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert not [f for f in report.findings if f.severity != "info"]


@pytest.mark.parametrize(
    ("second", "numeric"),
    [
        pytest.param(make_facts(72), 200, id="a second copy that says the same counts once"),
        pytest.param(
            alter(make_facts(72), {("outcome_granted", "all"): Printed("77", "number")}), 207, id="a row differs"
        ),
    ],
)
def test_numbers_printed_twice(second, numeric):
    copies = [render(facts, Look(), "html").decode() for facts in (make_facts(72), second)]
    tables = copies[1][copies[1].index("<table") : copies[1].rindex("</table>") + 8]
    page = copies[0].replace("</body>", f"{tables}</body>").encode()
    report = read_report(SourceDocument(page, "两份.html"), load_catalogue())
    repeated = [finding.field for finding in report.findings if finding.rule == "T3.ROWS.DUP"]

    assert (report.coverage.numeric_cells, report.coverage.mapped) == (numeric, 200)
    assert repeated == (["outcome_granted"] if numeric > 200 else [])


def test_every_fact_has_the_place_of_its_cell():
    document = document_of(make_facts(73))
    cells = {c.origin.locator: c.text for table in document.tables() for row in table.rows for c in row}
    report = report_of(document)

    assert [f.field for f in report.facts if f.place is None or cells[f.place.locator] != f.raw] == []


def test_one_document_gives_the_same_report_twice():
    document = document_of(make_facts(74, consistent=False))

    assert report_of(document) == report_of(document)
    assert draft_of(document) == draft_of(document)
