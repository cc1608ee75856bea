"""Reports of three made-up issuers over two years, and a store filled with them: what the analyst's tests ask about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.schema.dictionary_records import ApplicantInfo, Dictionary, FieldInfo, RuleInfo
from db.schema.records import (
    Correction,
    Coverage,
    DocumentRef,
    Fact,
    Figure,
    Finding,
    IssuerRef,
    Operand,
    Place,
    Report,
    RuleTally,
    Section,
    Sighting,
    Verdict,
)
from db.store import Store

START = datetime(2025, 2, 1, 8, tzinfo=UTC)
OFFICE = IssuerRef("青禾县财政局", "青禾县财政局", "410122/财政局", "county", "department", "河南省青禾县")
COUNTY = IssuerRef("青禾县人民政府", "青禾县人民政府", "410122", "county", "government", "河南省")
TOWN = IssuerRef("白水镇人民政府", "白水镇人民政府", None, "township", "township_government", "湖北省白水县")

LEAVES = (
    "outcome_granted",
    "outcome_partly_granted",
    "outcome_denied_state_secret",
    "outcome_denied_other_law",
    "outcome_unable_not_held",
    "outcome_unprocessed_duplicate",
    "outcome_other_other",
)
T3 = ("requests_received", "requests_carried_in", *LEAVES, "outcome_total", "requests_carried_out")
T4 = tuple(
    f"{matter}_{end}"
    for matter in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    for end in ("corrected", "pending", "total")
)
EDITION = "gb2021_30"

DICTIONARY = Dictionary(
    fields=(
        FieldInfo("admin_fees_cny_10k", "T2", "行政事业性收费", "fees", "万元", (EDITION,), 0),
        *(FieldInfo(code, "T3", f"甲{code}", code, "件", (EDITION,), number) for number, code in enumerate(T3, 1)),
        *(FieldInfo(code, "T4", f"乙{code}", code, "件", (EDITION,), number) for number, code in enumerate(T4, 20)),
    ),
    applicants=(ApplicantInfo("natural_person", "自然人", "natural person", 0), ApplicantInfo("all", "总计", "all", 1)),
    rules=(
        RuleInfo("T3.ROW.SUM", "error", "合计不符", "sums differ", None, "natural_person = all", 0),
        RuleInfo("T3.COL.RESULT", "error", "合计不符", "sums differ", None, "leaves = outcome_total", 1),
        RuleInfo("DOC.ALLZERO", "info", "全为零", "all zero", None, "", 2),
        RuleInfo("NARR.RECEIVED", "warning", "文字不符", "words differ", None, "", 3),
    ),
)


def make_fact(field: str, applicant: str, raw: str | None, table: str = "T3", unit: str = "件", **told: Any) -> Fact:
    """A cell; None is a blank one."""
    value = None if raw is None else Decimal(raw)
    state = "blank" if value is None else "number"
    place = Place("p2.t2.r4c3", 2, 72.25, 100.0, 90.5, 112.75)
    given = {"standard_value": value, "method": "exact", "label": f"=标签 {field}", "place": place, **told}
    return Fact(table, field, applicant, state, value, unit, raw or "", **given)


def make_facts(t3: str, t4: str = "0 0 0 0 0 0 0 0 0", fee: str = "100", **natural: str) -> tuple[Fact, ...]:
    """The cells of the three tables: natural persons are all applicants, but for the cells given by name: recognised."""
    rows = dict(zip(T3, (None if word == "." else word for word in t3.split()), strict=True))
    facts = [make_fact("admin_fees_cny_10k", "all", fee, "T2", "万元")]
    facts += [make_fact(field, "all", raw) for field, raw in rows.items()]
    facts += [
        make_fact(field, "natural_person", natural.get(field, raw), method="ocr" if field in natural else "exact")
        for field, raw in rows.items()
    ]
    facts += [make_fact(field, "all", raw, "T4") for field, raw in zip(T4, t4.split(), strict=True)]
    return tuple(facts)


def make_report(copy: str, issuer: IssuerRef, year: int, day: date | None, facts: tuple[Fact, ...], *findings: Finding):
    """A report read from the document ``copy``, published on a day."""
    sentence = "全年收到申请10件，推送微信106条。"
    figure = Figure("posts_wechat", Decimal(106), "条", False, "own", "year", "106条", sentence, 1, 11, 15)
    return Report(
        issuer=issuer,
        year=year,
        title=f"{issuer.name}{year}年政府信息公开工作年度报告",
        document=DocumentRef(copy * 64, "application/pdf", f"{copy}.pdf", 1000, 3),
        sighting=Sighting(f"https://example.org/{copy}.pdf", day, "年度报告"),
        editions=(("T2", EDITION), ("T3", EDITION), ("T4", EDITION)),
        facts=facts,
        figures=(figure,),
        sections=(Section("s1_overview", 1, "一、总体情况", sentence, Place("p1.b3", 1)),),
        findings=findings,
        tallies=(RuleTally("T3.ROW.SUM", "pass", 11), RuleTally("T3.COL.RESULT", "pass", 2)),
        coverage=Coverage(33, 33),
        code_version="1",
        catalogue_version="7",
    )


def make_finding(rule: str, severity: str, field: str, expected: str, reported: str, *applicants: str) -> Finding:
    """A failure about the total of a field; ``applicants`` are the cells that the rule used."""
    operands = tuple(Operand(field, applicant, expected, "p2.t2.r4c3") for applicant in applicants)
    words = (f"应为{expected}，报告为{reported}", f"{expected} expected, {reported} reported")
    numbers = {"expected": Decimal(expected), "reported": Decimal(reported), "operands": operands}
    return Finding(rule, "fail", severity, *words, table_code="T3", field=field, applicant="all", **numbers)


def list_reports() -> tuple[Report, ...]:
    """What the store is filled with, in order of loading."""
    sums = make_finding("T3.ROW.SUM", "error", "requests_received", "29", "30", "natural_person", "all")
    prose = make_finding("NARR.RECEIVED", "warning", "requests_received", "6", "7", "all")
    zero = replace(make_finding("DOC.ALLZERO", "info", "requests_received", "0", "0"), field=None, applicant=None)
    first = make_facts("10 0 4 1 2 1 1 0 0 9 1", "0 0 2 1 1 3 0 0 1", outcome_granted="40")
    second = make_facts("30 2 20 4 3 0 2 0 . 29 3", requests_received="29")
    in_yuan = make_fact("admin_fees_cny_10k", "all", "1000000.125", "T2", "元", standard_value=Decimal("100.0000125"))
    before = make_facts("5 0 5 0 0 0 0 0 0 5 0", fee="6000")
    wrong, right = (make_facts(f"{n} 0 1 0 0 {n - 1} 0 0 0 {n} 0", "1 0 4 2 0 4 1 1 3", "0.5") for n in (5, 6))
    return (
        make_report("a", OFFICE, 2022, date(2023, 1, 20), first),
        make_report("b", OFFICE, 2023, date(2024, 2, 5), (in_yuan, *second[1:]), sums),
        make_report("c", COUNTY, 2022, date(2023, 4, 2), before),
        make_report("d", COUNTY, 2023, date(2024, 3, 30), wrong),
        make_report("e", COUNTY, 2023, date(2024, 3, 31), right, prose),
        make_report("f", TOWN, 2023, None, make_facts("0 " * 11, fee="0"), zero),
    )


def fill_store(url: str) -> None:
    """Load the reports, one a day; then a person corrects one cell and judges one finding."""
    with Store.open(url) as store:
        store.write_dictionary(DICTIONARY)
        for number, report in enumerate(list_reports()):
            store.load(report, now=START + timedelta(days=number))
        mend = Correction("a" * 64, "outcome_granted", "natural_person", "number", Decimal(4), "4", "李", "多读一个0")
        store.correct(mend, now=START + timedelta(days=10))
        with store.read() as connection:
            query = text("SELECT finding_id FROM current_finding WHERE rule = 'T3.ROW.SUM'")
            finding = connection.execute(query).scalar_one()
        store.verdict(Verdict(finding, "issuer_error", "王", "原表如此"), now=START + timedelta(days=11))
        store.analyze()
