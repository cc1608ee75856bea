"""Two files of one report, two issuers' equal figures, an organ and its government: what is said, and what is not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from by_hand import document_of, report_of
from forge import alter, make_facts
from forge.printing import Printed
from sqlalchemy import text
from stored import start_run, store_report

from db.schema.records import Fact, Finding, Report
from db.store import Store
from db.writing.related_reports import MOST_DOUBLES
from pipeline.checks.between import COMPARERS, compare_crowd, compare_doubles, compare_hierarchy, compare_renditions
from pipeline.commands.base import current_dictionary

FACTS = make_facts(7, issuer="望楼县财政局")
PLAIN = report_of(document_of(FACTS))
RECEIVED = ("requests_received", "all")


def with_cells(cells: Mapping[tuple[str, str], Fact], report: Report = PLAIN) -> Report:
    facts = tuple(cells.get((fact.field, fact.applicant), fact) for fact in report.facts)
    return replace(report, facts=facts, document=replace(report.document, sha256="b" * 64, name="附件.pdf"))


def cell(key: tuple[str, str], value: str | None, state: str = "number") -> Fact:
    fact = next(fact for fact in PLAIN.facts if (fact.field, fact.applicant) == key)
    number = None if value is None else Decimal(value)
    return replace(fact, state=state, value=number, standard_value=number, raw=value or "")  # type: ignore[arg-type]


def cells_of(findings: tuple[Finding, ...]) -> list[tuple[str | None, str | None]]:
    return [(finding.field, finding.applicant) for finding in findings]


# -- two files of one report ---------------------------------------------------------------------------------------


def test_every_cell_that_two_files_print_differently_is_named_with_both_numbers():
    other = with_cells(
        {RECEIVED: cell(RECEIVED, "4711"), ("outcome_total", "all"): cell(("outcome_total", "all"), "12")}
    )
    found = compare_renditions(other, PLAIN)
    own = next(fact for fact in PLAIN.facts if (fact.field, fact.applicant) == RECEIVED)

    assert cells_of(found) == [RECEIVED, ("outcome_total", "all")]
    assert (found[0].rule, found[0].severity, found[0].state) == ("RENDITION.CONFLICT", "error", "fail")
    assert (found[0].expected, found[0].reported) == (Decimal(4711), own.value)
    assert found[0].message == f"同时发布的另一文件 附件.pdf 印作 4711，此处印作 {own.raw}"
    assert [operand.raw for operand in found[0].operands] == ["4711", own.raw]


@pytest.mark.parametrize(
    ("theirs", "ours", "is_told"),
    [
        pytest.param(("5", "number"), ("5", "number"), False, id="equal numbers"),
        pytest.param(("5", "number"), ("5.0", "number"), False, id="one number spelt in two ways"),
        pytest.param((None, "blank"), ("0", "number"), False, id="a nought where the other is blank"),
        pytest.param((None, "blank"), ("5", "number"), True, id="a number where the other is blank"),
        pytest.param(("5", "number"), (None, "slash"), True, id="a slash where the other has a number"),
        pytest.param(("5", "number"), (None, "illegible"), False, id="what we could not read"),
        pytest.param((None, "ambiguous"), ("5", "number"), False, id="what may be read in several ways"),
        pytest.param((None, "missing_table"), ("5", "number"), False, id="a table that the other does not have"),
    ],
)
def test_only_what_both_files_print_can_conflict(theirs, ours, is_told):
    other, own = (with_cells({RECEIVED: cell(RECEIVED, *told)}) for told in (theirs, ours))

    assert cells_of(compare_renditions(other, own)) == ([RECEIVED] if is_told else [])


@pytest.mark.parametrize("is_first", [True, False], ids=["the other file", "this file"])
def test_a_file_that_says_it_is_a_correction_conflicts_with_nothing(is_first):
    corrects = Finding("DOC.CORRECTION", "pass", "info", "更正", "a correction")
    reports = [with_cells({RECEIVED: cell(RECEIVED, "4711")}), PLAIN]
    reports[not is_first] = replace(reports[not is_first], findings=(corrects,))

    assert compare_renditions(*reports) == ()


def test_a_file_that_is_not_compared_is_named():
    other = replace(PLAIN, document=replace(PLAIN.document, name="又一份.html"))
    (finding,) = compare_crowd(other, PLAIN)

    assert (finding.rule, finding.severity, finding.state) == ("RENDITION.CROWD", "warning", "fail")
    assert finding.message == "同一报告的其他文件过多，未逐一比对，例如 又一份.html"


# -- equal figures of two issuers ----------------------------------------------------------------------------------


def test_the_other_issuer_year_and_file_are_named():
    other = replace(with_cells({}), issuer=replace(PLAIN.issuer, name="望楼县民政局"), year=2022)
    (finding,) = compare_doubles(other, PLAIN)

    assert (finding.rule, finding.severity) == ("DOC.CLONE", "warning")
    assert finding.message == "表中数字（零除外）与另一机关的报告完全相同：望楼县民政局 2022 (附件.pdf)"


# -- an organ and its government -----------------------------------------------------------------------------------


def test_cells_in_which_an_organ_reports_more_are_one_remark():
    keys = [
        (field, "all") for field in ("requests_received", "outcome_granted", "outcome_total", "requests_carried_out")
    ]
    keys[1] = ("outcome_granted", "natural_person")
    organ = with_cells({key: cell(key, "99999") for key in keys})
    organ = replace(organ, issuer=replace(organ.issuer, name="望楼县审计局"))
    government = with_cells({key: cell(key, "3") for key in keys})
    (finding,) = compare_hierarchy(organ, government)

    assert (finding.rule, finding.severity, finding.field) == ("HIER.MAX", "info", "requests_received")
    assert (finding.expected, finding.reported) == (Decimal(99999), Decimal(3))
    assert finding.message.startswith(
        "本级政府的数字小于所属机关：望楼县审计局: 一、本年新收政府信息公开申请数量 99999 > 3; "
    )
    assert finding.message.count("99999 > 3") == 3
    assert finding.message.endswith("…")
    assert len(finding.operands) == 8


@pytest.mark.parametrize("value", ["3", "2", None])
def test_an_organ_that_reports_no_more_is_not_remarked_upon(value):
    organ = with_cells({RECEIVED: cell(RECEIVED, value, "blank" if value is None else "number")})
    government = with_cells({RECEIVED: cell(RECEIVED, "3")})

    assert compare_hierarchy(organ, government) == ()


# -- from the files to the findings --------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'x.db'}") as opened:
        opened.write_dictionary(current_dictionary())
        yield opened


def load(store: Store, report: Report, copy: str) -> None:
    report = replace(
        report,
        document=replace(report.document, sha256=copy * 64, name=f"{copy}.html"),
        sighting=replace(report.sighting, location=f"https://example.org/{copy}.html"),
    )
    store_report(store, report, f"{copy}.html", start_run(store, "load"))


def told(store: Store, rule: str) -> list[tuple[object, ...]]:
    query = "SELECT issuer, field, expected, reported FROM current_finding WHERE rule = :rule ORDER BY issuer"
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(text(query), {"rule": rule})]


def test_a_page_and_its_attachment_that_differ_are_told_by_the_load(store):
    other = alter(FACTS, {RECEIVED: Printed("4711", "number", Decimal(4711))})
    load(store, PLAIN, "a")
    load(store, report_of(document_of(other)), "b")
    own = next(fact for fact in PLAIN.facts if (fact.field, fact.applicant) == RECEIVED)

    assert told(store, "RENDITION.CONFLICT") == [("望楼县财政局", "requests_received", own.value, 4711)]


def test_one_report_under_two_names_is_told_on_both_by_the_load(store):
    load(store, PLAIN, "a")
    load(store, report_of(document_of(replace(FACTS, issuer="望楼县民政局"))), "b")

    assert [row[0] for row in told(store, "DOC.CLONE")] == ["望楼县民政局", "望楼县财政局"]


@pytest.mark.parametrize("count", [MOST_DOUBLES + 1, MOST_DOUBLES + 4], ids=["as many as are named", "more"])
def test_doubles_are_told_on_all_of_them_in_whatever_order_they_come(tmp_path, count):
    """Each names as many; which ones, when there are more than can be named, are those that came first."""
    reports = {name: report_of(document_of(replace(FACTS, issuer=f"望楼县第{name}局"))) for name in "abcdefghi"[:count]}
    found = []
    for number, names in enumerate((list(reports), list(reversed(reports)))):
        with Store.open(f"sqlite:///{tmp_path / f'{number}.db'}") as store:
            store.write_dictionary(current_dictionary())
            for name in names:
                load(store, reports[name], name)
            with store.read() as connection:
                query = text("SELECT issuer, message FROM current_finding WHERE rule = 'DOC.CLONE'")
                found.append(sorted((issuer, message) for issuer, message in connection.execute(query)))
    tallies = [Counter(issuer for issuer, _ in one) for one in found]

    assert tallies[0] == tallies[1] == dict.fromkeys((r.issuer.name for r in reports.values()), MOST_DOUBLES)
    assert (found[0] == found[1]) is (count == MOST_DOUBLES + 1)


def test_reports_of_their_own_are_no_doubles(store):
    load(store, PLAIN, "a")
    load(store, report_of(document_of(make_facts(8, issuer="望楼县民政局"))), "b")

    assert told(store, "DOC.CLONE") == []


def test_an_organ_above_its_government_is_told_by_the_load(store):
    names = ("河南省新乡市原阳县人民政府", "河南省新乡市原阳县财政局")
    small, large = make_facts(1, scale="town", issuer=names[0]), make_facts(7, issuer=names[1])
    load(store, report_of(document_of(small)), "a")
    load(store, report_of(document_of(large)), "b")

    assert [row[0] for row in told(store, "HIER.MAX")] == [names[0]]
    assert set(COMPARERS) == {"years", "renditions", "crowd", "doubles", "hierarchy"}
