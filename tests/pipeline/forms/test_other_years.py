"""Tables of the year before that a report prints beside its own: told, and never mixed with them."""

from dataclasses import replace

import pytest
from by_hand import document_of, report_of
from forge import expected_states, make_facts

from db.schema.records import Report
from extractors.model.document import Block, Document, Origin, Paragraph, Table

FACTS = make_facts(41, issuer="青禾县财政局")
BEFORE = make_facts(42, issuer="青禾县财政局", year=2023)


def compare(above: str, own: str, *, is_older_first: bool) -> Document:
    """The report with each table printed for both years, under lines of these words."""
    document = document_of(FACTS)
    older = [replace(t, origin=Origin(table=t.origin.table + 10)) for t in document_of(BEFORE).tables()]
    blocks: list[Block] = []
    for block in document.blocks:
        if not isinstance(block, Table):
            blocks.append(block)
            continue
        pair = [(own.format(2024), block), (above.format(2023), older.pop(0))]
        for line, table in reversed(pair) if is_older_first else pair:
            blocks += [Paragraph(line, Origin(block=len(blocks))), table]
    return replace(document, blocks=tuple(blocks))


def states_of(report: Report) -> dict[object, object]:
    return {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}


@pytest.mark.parametrize("is_older_first", [True, False], ids=["the older first", "the newer first"])
@pytest.mark.parametrize("line", ["{}年：", "{}年收到和处理政府信息公开申请情况", "数据（{} 年度）"])
def test_the_table_under_the_report_s_own_year_is_read(line, is_older_first):
    report = report_of(compare(line, line, is_older_first=is_older_first))

    assert states_of(report) == expected_states(FACTS)
    assert [f.table_code for f in report.findings if f.rule == "TABLE.OTHER_YEAR"] == ["T2", "T3", "T4"]
    assert not any(f.rule in ("DOC.SEVERAL", "T3.ROWS.DUP") for f in report.findings)


@pytest.mark.parametrize(
    ("above", "own"),
    [("{}年：", "统计如下："), ("全县{}年共收到申请若干件。", "{}年："), ("数据", "{}年：")],
    ids=["no year above its own", "a sentence", "no year above the other"],
)
def test_where_the_lines_do_not_tell_them_apart_that_both_are_there_is_told(above, own):
    report = report_of(compare(above, own, is_older_first=True))

    assert any(f.rule == "T3.ROWS.DUP" for f in report.findings)


def test_a_caption_with_another_year_over_the_only_table_takes_nothing_away():
    document = document_of(FACTS)
    blocks = [Paragraph("2023年：", Origin(block=0)) if b.text.startswith("三、") else b for b in document.blocks]

    assert states_of(report_of(replace(document, blocks=tuple(blocks)))) == expected_states(FACTS)
