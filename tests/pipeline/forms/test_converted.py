"""Reports as converters leave them: a Markdown table for every row, groups in captions, rows without any table."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from forge.facts import Facts, make_facts
from forge.form import T4_GROUPS, T4_OUTCOME_LABELS, T4_OUTCOMES

from db.schema.records import Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

CATALOGUE = load_catalogue()
FACTS = make_facts(11, issuer="望楼县财政局")
APPLICANTS = [applicant.code for applicant in CATALOGUE.applicants]
COUNTED = ["类别", *(f"数据{number}" for number in range(1, 7)), "总计"]
OUTCOMES = [T4_OUTCOME_LABELS[outcome] for outcome in T4_OUTCOMES]
T4_CAPTIONS = ("行政复议", "行政诉讼（未经复议直接起诉）", "（三）行政诉讼：复议后起诉")


def pipes(*rows: Sequence[str], ruled: bool = True) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    rule = ["|" + "---|" * len(rows[0])] if ruled else []
    return "\n".join([*lines[:1], *rule, *lines[1:]])


def row_of(facts: Facts, field: str, label: str) -> list[str]:
    return [label, *(facts.text((field, name)) for name in APPLICANTS)]


def write_t3(facts: Facts) -> Iterable[str]:
    """A table for every row."""
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        yield pipes(COUNTED, row_of(facts, spec.code, spec.label))


def write_t4(facts: Facts, captions: Sequence[str] = T4_CAPTIONS) -> Iterable[str]:
    for group, caption in zip(T4_GROUPS, captions, strict=True):
        yield caption
        yield pipes(OUTCOMES, [facts.text((f"{group}_{outcome}", "all")) for outcome in T4_OUTCOMES])


def report_of(*blocks: str) -> Report:
    title = "# 望楼县财政局2024年政府信息公开工作年度报告"
    text = "\n\n".join([title, "三、收到和处理政府信息公开申请情况", *blocks])
    [report] = read_reports(SourceDocument(text.encode(), "a.md"), CATALOGUE)
    return report


def values(report: Report, table: str) -> dict[tuple[str, str], Decimal | None]:
    return {(fact.field, fact.applicant): fact.value for fact in report.facts if fact.table_code == table}


def truth(facts: Facts, fields: Iterable[str]) -> dict[tuple[str, str], Decimal]:
    return {key: number for key, number in facts.numbers.items() if key[0] in set(fields)}


def test_a_table_for_every_row_each_with_heads_of_its_own():
    fields = [spec.code for spec in CATALOGUE.t3_fields("gb2021_30")]

    assert values(report_of(*write_t3(FACTS)), "T3") == truth(FACTS, fields)


def test_groups_that_stand_in_captions():
    fields = [spec.code for spec in CATALOGUE.t4_columns]
    report = report_of(*write_t3(FACTS), "四、政府信息公开行政复议、行政诉讼情况", *write_t4(FACTS))

    assert values(report, "T4") == truth(FACTS, fields)


def test_a_value_a_line_below_a_caption_of_its_group():
    blocks: list[str] = []
    for group, caption in zip(T4_GROUPS, T4_CAPTIONS, strict=True):
        lines = [[T4_OUTCOME_LABELS[o], FACTS.text((f"{group}_{o}", "all"))] for o in T4_OUTCOMES]
        blocks += [caption, pipes(["项目", "数量"], *lines)]
    fields = [spec.code for spec in CATALOGUE.t4_columns]

    assert values(report_of(*write_t3(FACTS), *blocks), "T4") == truth(FACTS, fields)


@pytest.mark.parametrize("caption", ["行政复议、行政诉讼情况", "有关情况", "行政诉讼情况"])
def test_a_caption_that_names_no_group_or_several_names_none(caption):
    report = report_of(*write_t3(FACTS), *write_t4(FACTS, [caption] * 3))

    assert values(report, "T4") == {}
    assert "T4.CELLS.MISSING" in {finding.rule for finding in report.findings}


def test_a_row_that_is_ruled_as_a_head_begins_another_table():
    rows = [row_of(FACTS, spec.code, spec.label) for spec in CATALOGUE.t3_fields("gb2021_30")]
    head = ["", *(applicant.label for applicant in CATALOGUE.applicants)]
    run = "\n".join([pipes(head, *rows[:9]), *(pipes(row) for row in rows[9:])])
    fields = [spec.code for spec in CATALOGUE.t3_fields("gb2021_30")]
    report = report_of(run)

    assert values(report, "T3") == truth(FACTS, fields)
    assert "CELL.SUSPECT" not in {finding.rule for finding in report.findings}


T2_HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
T2_ROWS = [("规章", "regulations"), ("行政规范性文件", "normative_documents")]
T2_LINES = """第二十条第（五）项
信息内容本年处理决定数量
行政许可 {licensing_decisions}
第二十条第（六）项
信息内容本年处理决定数量
行政处罚 {penalty_decisions}
行政强制 {coercion_decisions}
第二十条第（八）项
信息内容本年收费金额（单位：万元）
行政事业性收费 {admin_fees_cny_10k}"""


def test_rows_of_table_2_that_stand_in_no_table():
    fields = [spec.code for spec in CATALOGUE.t2_form("gb2021_30").cells.values()]
    printed = {field: FACTS.text((field, "all")) for field in fields}
    rows = [
        [label, *(printed[f"{row}_{name}"] for name in ("issued", "repealed", "in_force"))] for label, row in T2_ROWS
    ]
    report = report_of(pipes(T2_HEAD, *rows), T2_LINES.format(**printed), *write_t3(FACTS))

    assert values(report, "T2") == truth(FACTS, fields)


def test_numbers_of_a_sentence_fill_no_row_of_table_2():
    rows = [[label, "0", "0", "0"] for label, _ in T2_ROWS]
    prose = "全年办理行政许可12件，行政处罚5件，行政强制1件，行政事业性收费3万元。"
    report = report_of(pipes(T2_HEAD, *rows), prose, *write_t3(FACTS))

    assert {field for field, _ in values(report, "T2")} == {
        f"{row}_{name}" for _, row in T2_ROWS for name in ("issued", "repealed", "in_force")
    }
