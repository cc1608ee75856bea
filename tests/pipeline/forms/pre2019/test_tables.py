"""Tables from before the uniform form of 2019: this year's value, the sum of all years, and what is not known."""

from decimal import Decimal

import pytest

from db.schema.records import Fact
from extractors.drafting.draft import draft_report
from extractors.formats.text.reader import read_text
from extractors.grids.grid import Span, fill_rows
from extractors.model.document import Block, Document, Origin, Paragraph
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.pre2019_words import load_old_words
from pipeline.checks.sums import judge_sums
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker
from pipeline.forms.pre2019.labels import OldForm
from pipeline.forms.pre2019.tables import OldResult, OldTables
from pipeline.line import read_reports
from pipeline.loading.outcomes import judge

CATALOGUE = load_catalogue()
CELLS = CellReader(CATALOGUE.values)
TABLES = OldTables(CATALOGUE, CELLS)
Facts = dict[tuple[str, str], Fact]


def read_blocks(blocks: list[Block], year: int | None = 2016) -> OldResult:
    document = Document("0" * 64, "text/html", "x.html", tuple(blocks))
    draft = draft_report(document, CATALOGUE.landmarks)
    return TABLES.read(draft, year, FactMaker(CATALOGUE, CELLS, is_ocr=False))


def read_grid(text: str, year: int | None = 2016) -> OldResult:
    """Reads a table written one row a line, cells parted by bars."""
    rows = [[Span(cell) for cell in line.strip().split("|")] for line in text.strip().splitlines()]
    return read_blocks([fill_rows(rows, Origin(table=1), "grid")], year)


def read_prose(*lines: str, year: int | None = 2016) -> OldResult:
    return read_blocks([Paragraph(line, Origin(block=i)) for i, line in enumerate(lines)], year)


def by_key(result: OldResult) -> Facts:
    return {(fact.field, fact.applicant): fact for fact in result.facts}


def values(result: OldResult, applicant: str = "all") -> dict[str, Decimal | None]:
    return {fact.field: fact.value for fact in result.facts if fact.applicant == applicant}


S14 = """
统计指标|单位|统计数
一、主动公开情况|——|——
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）|条|1520
其中：主动公开规范性文件数|条|12
制发规范性文件总数|件|14
（二）通过不同渠道和方式公开政府信息的情况|——|——
1．政府公报公开政府信息数|条|
2. 政府网站公开政府信息数|条|1,500
三、依申请公开情况|——|——
（一）收到申请数|件|9
1.当面申请数|件|2
2.传真申请数|件|0
3.网络申请数|件|6
4.信函申请数|件|1
（三）申请答复数|件|9
4.不同意公开答复数|件|3
其中：1.涉及国家秘密|件|1
2．涉及商业秘密|件|2
5.不属于本行政机关公开数|件|/
四、行政复议数量|件|3
（一）维持具体行政行为数|件|2
（二）被依法纠错数|件|1
（三）其他情形数|件|0
五、行政诉讼数量|件|7
（一）维持具体行政行为或者驳回原告诉讼请求数|件|4
（二）被依法纠错数|件|2
（三）其他情形数|件|1
七、依申请公开信息收取的费用|元|300
（一）政府信息公开工作专门机构数|个|1
（五）政府信息公开新媒体编辑数|人|8
"""


def test_the_table_of_2014_is_read_by_its_labels() -> None:
    result = read_grid(S14)
    found = values(result)

    assert result.editions == (("S14", "gbf2014_32"),)
    assert found["disclosure_items"] == 1520
    assert found["normative_documents_disclosed"] == 12
    assert found["disclosure_via_website"] == 1500
    assert found["requests_received_online"] == 6
    assert found["replies_denied_trade_secret"] == 2


def test_labels_that_stand_twice_are_told_apart_by_the_rows_above() -> None:
    found = values(read_grid(S14))

    assert [found[f"reconsideration_{name}"] for name in ("total", "upheld", "corrected", "other")] == [3, 2, 1, 0]
    assert [found[f"litigation_{name}"] for name in ("total", "upheld", "corrected", "other")] == [7, 4, 2, 1]


def test_a_label_that_stands_twice_means_nothing_without_its_total() -> None:
    text = "\n".join(line for line in S14.split("\n") if "数量" not in line)
    result = read_grid(text)

    assert "reconsideration_corrected" not in values(result)
    assert [row.label for row in result.unmapped].count("（二）被依法纠错数") == 2


def test_blank_and_slash_are_not_zero() -> None:
    facts = by_key(read_grid(S14))

    gazette, other_organ = facts["disclosure_via_gazette", "all"], facts["replies_not_this_organ", "all"]

    assert (gazette.state, gazette.value) == ("blank", None)
    assert (other_organ.state, other_organ.value) == ("slash", None)


def test_the_unit_column_goes_before_the_unit_of_the_form() -> None:
    fact = by_key(read_grid(S14))["request_fees_cny_10k", "all"]

    assert (fact.value, fact.unit, fact.standard_value) == (300, "元", Decimal("0.03"))


def test_an_unknown_row_is_kept_with_its_unit_and_value() -> None:
    (row,) = read_grid(S14).unmapped

    assert (row.table_code, row.label_key, row.unit, row.values) == ("S14", "政府信息公开新媒体编辑数", "人", ("8",))


def test_heads_of_chapters_are_no_unknown_rows() -> None:
    assert [note.rule for note in read_grid(S14).notes] == ["CELL.UNIT", "ROW.UNMAPPED"]


def test_the_sums_of_2014_are_judged() -> None:
    facts = by_key(read_grid(S14))
    states = {r.rule: r.state for r in judge_sums(facts, {"S14": "gbf2014_32"}, CATALOGUE) if r.rule != "S14.SUBSET"}

    assert states["S14.RECEIVED"] == "pass"
    assert states["S14.LIT"] == "pass"
    assert states["S14.DENIED"] == "uncertain"


def put_side_by_side(text: str, at: int) -> str:
    """The same table with its rows from ``at`` on in a second block to the right, under heads of its own."""
    head, *rows = text.strip().splitlines()
    left, right = rows[:at], [*rows[at:], *["||"] * (2 * at - len(rows))]
    return "\n".join([f"{head}|{head}", *(f"{one}|{other}" for one, other in zip(left, right, strict=True))])


@pytest.mark.parametrize("at", [15, 18])
def test_two_blocks_side_by_side_say_what_they_say_one_below_the_other(at: int) -> None:
    result = read_grid(put_side_by_side(S14, at))

    assert values(result) == values(read_grid(S14))
    assert [row.label for row in result.unmapped] == ["（五）政府信息公开新媒体编辑数"]


def test_no_block_is_lost_where_their_number_changes_within_a_table() -> None:
    head, two, three = (
        "统计指标|单位|统计数",
        "（一）收到申请数|件|9|六、举报投诉数量|件|1|||",
        "制发规范性文件总数|件|14",
    )
    last = "（三）接受培训人员数|人次|40|（二）举办各类培训班数|次|2"
    found = values(read_grid(f"{head}|{head}|||\n{two}\n{head}|{head}|{head}\n{three}|{last}"))

    assert list(found.values()) == [9, 14, 1, 40, 2]


@pytest.mark.parametrize("heads", ["2015年|2016年", "2015年度|2016年度", "上年数|本年数", "2015年统计数|2016年统计数"])
def test_of_two_years_beside_one_another_the_reports_own_is_read(heads: str) -> None:
    result = read_grid(
        f"统计指标|单位|{heads}\n（一）收到申请数|件|3|9\n（二）申请办结数|件|2|8\n六、举报投诉数量|件|0|1"
    )

    assert values(result) == {"requests_received": 9, "requests_completed": 8, "complaints_count": 1}


@pytest.mark.parametrize("heads", ["统计数|统计数", "2014年|2015年", "甲局|乙局"])
def test_columns_that_do_not_tell_which_is_meant_are_not_read_and_told(heads: str) -> None:
    result = read_grid(
        f"统计指标|单位|{heads}\n（一）收到申请数|件|3|9\n（二）申请办结数|件|2|8\n六、举报投诉数量|件|0|1"
    )

    assert result.facts == ()
    fields = ("requests_received", "requests_completed", "complaints_count")
    assert [(note.rule, note.field) for note in result.notes] == [("OLD.ROW.SHAPE", field) for field in fields]


def test_an_older_table_that_stands_twice_with_other_numbers_is_kept_out() -> None:
    rows = [row.spec for row in OldForm(CATALOGUE, load_old_words()[0]).rows]
    tables = ["".join(f"<tr><td>{spec.label}<td>{spec.unit}<td>{number}" for spec in rows[:12]) for number in (3, 3, 4)]
    heads = "<tr><td>统计指标<td>单位<td>统计数"
    fates = {}
    for name, pair in (("same", tables[:2]), ("other", tables[1:])):
        body = "".join(f"<table>{heads}{table}</table>" for table in pair)
        page = f"<html><body><h1>望楼县财政局2016年政府信息公开工作年度报告</h1>{body}"
        fates[name] = judge(read_reports(SourceDocument(page.encode(), "x.html"), CATALOGUE)[0])

    assert fates["other"].fate == "quarantined"
    assert fates["other"].reason.startswith("DOC.SEVERAL")
    assert fates["same"].fate == "loaded"


def test_a_turned_table_has_its_labels_in_one_row() -> None:
    result = read_grid("收到申请数|申请办结数|举报投诉数量|制发规范性文件总数\n9|8|1|14")

    assert values(result) == {
        "requests_received": 9,
        "requests_completed": 8,
        "complaints_count": 1,
        "normative_documents_made": 14,
    }


def test_a_row_of_the_national_form_that_was_lost_is_told() -> None:
    rows = [row.spec for row in OldForm(CATALOGUE, load_old_words()[0]).rows]
    lines = [f"{spec.label}|{spec.unit}|0" for spec in rows if spec.code != "trainees"]

    notes = read_grid("\n".join(["统计指标|单位|统计数", *lines])).notes

    assert [(note.rule, note.field) for note in notes] == [("S14.ROWS.MISSING", "trainees")]


def test_a_row_that_was_lost_is_told_also_where_most_others_could_not_be_laid() -> None:
    rows = [row.spec for row in OldForm(CATALOGUE, load_old_words()[0]).rows]
    lines = [f"{spec.label}|{spec.unit}|0|9" for spec in rows if spec.code != "trainees"]

    notes = read_grid("\n".join(lines)).notes  # no heads say which of the two is this year's

    assert {note.rule for note in notes} == {"OLD.ROW.SHAPE", "S14.ROWS.MISSING"}
    assert [note.field for note in notes if note.rule == "S14.ROWS.MISSING"] == ["trainees"]


def test_a_column_of_codes_does_not_shift_the_values() -> None:
    text = "序号|统计指标|单位|统计数\n" + "\n".join(f"{i:02}|{line}" for i, line in enumerate(S14.split("\n")[2:-1]))

    assert values(read_grid(text)) == values(read_grid(S14))


LOCAL = """
指标名称|计量单位|2016年度|历年累计
主动公开文件数|条|310|4180
其中：1．政府网站公开数|条|300|4000
2．政府公报公开数|条|10|180
受理依申请公开信息总数|条|5|41
其中：1.当面申请数|条|1|11
2.网上申请数|条|4|29
3.信函、传真申请数|条|0|1
政府信息公开收费减免金额|元|0|120.5
公开指南发放数|份|66|700
"""


def test_this_year_and_all_years_are_kept_apart() -> None:
    result = read_grid(LOCAL)

    assert result.editions == (("LOCAL", "local_pre2019"),)
    assert values(result)["disclosure_items"] == 310
    assert values(result, "cumulative")["disclosure_items"] == 4180
    assert values(result, "cumulative")["request_fees_waived_cny"] == Decimal("120.5")
    assert [(row.label, row.unit, row.values) for row in result.unmapped] == [("公开指南发放数", "份", ("66", "700"))]


def test_columns_in_another_order_are_read_by_their_heads() -> None:
    swapped = "\n".join("|".join([*line.split("|")[:2], *line.split("|")[:1:-1]]) for line in LOCAL.strip().split("\n"))

    assert values(read_grid(swapped)) == values(read_grid(LOCAL))
    assert values(read_grid(swapped), "cumulative") == values(read_grid(LOCAL), "cumulative")


def test_a_sum_of_all_years_below_this_year_is_told() -> None:
    result = read_grid(LOCAL.replace("310|4180", "310|41"))

    assert ("LOCAL.CUMULATIVE", "disclosure_items") in [(note.rule, note.field) for note in result.notes]
    assert values(result, "cumulative")["disclosure_items"] == 41


def test_a_column_of_another_year_is_not_this_year() -> None:
    assert values(read_grid(LOCAL, year=2017)) == {}
    assert values(read_grid(LOCAL, year=2017), "cumulative")["disclosure_items"] == 4180


TORN_HEAD = "六、政府信息公开情况统计表指标名称计量单位2016年度历年累计"
TORN = (
    TORN_HEAD + "主动公开文件数条3104180其中：1.政府网站公开数条30040002.政府公报公开数条10180"
    "受理依申请公开信息总数条541其中：1.当面申请数条1112.网上申请数条4293.信函、传真申请数条01"
    "对申请的答复总数条00行政复议数件00行政诉讼数件00"
)
NOT_SAID = "一、概述2016年工作平稳。"


def test_the_words_of_the_prose_cut_glued_digits() -> None:
    result = read_prose("一、概述2016年全县主动公开政府信息310条，其中乡镇公开31条。", TORN)
    fact = by_key(result)["disclosure_items", "all"]

    assert (fact.value, fact.method, fact.raw) == (310, "by_constraint", "310")
    assert values(result, "cumulative")["disclosure_items"] == 4180


def test_what_neither_words_nor_sums_determine_stays_open() -> None:
    fact = by_key(read_prose(NOT_SAID, TORN))["disclosure_items", "all"]

    assert (fact.state, fact.value, fact.raw) == ("ambiguous", None, "3104180")
    assert "310" in fact.candidates


def test_the_list_number_of_the_next_row_is_not_a_digit_of_this_one() -> None:
    facts = by_key(read_prose(NOT_SAID, TORN))

    assert facts["requests_received_in_person", "all"].raw in ("1", "111")
    assert facts["requests_received_letter_fax", "all"].value == 0
    assert facts["requests_received_letter_fax", "cumulative"].value == 1


def test_zeros_can_be_cut_in_one_way() -> None:
    facts = by_key(read_prose(NOT_SAID, TORN))

    assert [facts["litigation_total", name].value for name in ("all", "cumulative")] == [0, 0]


def test_torn_text_with_blanks_between_values_needs_no_words() -> None:
    text = TORN.replace("3104180", "310 4180").replace("条541", "条5 41")
    fact = by_key(read_prose(NOT_SAID, text))["disclosure_items", "all"]

    assert (fact.value, fact.method) == (310, "exact")


def test_torn_values_of_another_year_are_not_taken() -> None:
    assert read_prose(NOT_SAID, TORN, year=2017) == OldResult()


def test_the_table_of_2014_as_torn_text_says_the_same() -> None:
    torn = read_prose("六、附表政府信息公开情况统计表", "".join(S14.split()).replace("|", ""))

    assert torn.editions == (("S14", "gbf2014_32"),)
    assert {k: v for k, v in values(torn).items() if v is not None} == {
        k: v for k, v in values(read_grid(S14)).items() if v is not None
    }


def test_the_unit_before_a_torn_value_goes_before_the_unit_of_the_form() -> None:
    result = read_prose("六、附表政府信息公开情况统计表", "".join(S14.split()).replace("|", ""))
    fact = by_key(result)["request_fees_cny_10k", "all"]

    assert (fact.value, fact.unit, fact.standard_value) == (300, "元", Decimal("0.03"))
    assert "CELL.UNIT" in [note.rule for note in result.notes]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "2016年主动公开政府信息310条，其中政府网站公开300条，政府公报公开10条。", id="a sentence of counts"
        ),
        pytest.param(
            "指标完成情况：主动公开文件数310条，政府网站公开数300条，当面申请数1条，网上申请数4条，行政复议数0件，行政诉讼数0件，"
            "政府公报公开数10条。",
            id="a sentence with every label",
        ),
    ],
)
def test_prose_is_no_older_table(text: str) -> None:
    assert read_prose("一、概述", text) == OldResult()


def test_a_report_of_2018_with_glued_columns(corpus: object) -> None:
    path = corpus / "pingtan_2018" / "source.txt"  # type: ignore[operator]
    draft = draft_report(read_text(SourceDocument(path.read_bytes(), path.name)), CATALOGUE.landmarks)

    result = TABLES.read(draft, 2018, FactMaker(CATALOGUE, CELLS, is_ocr=False))

    assert values(result)["disclosure_items"] == 2069
    assert values(result, "cumulative")["disclosure_items"] == 12106
    assert len(values(result)) == 15


def test_a_table_folded_into_two_halves_side_by_side_says_the_same() -> None:
    head, *rows = S14.strip().splitlines()
    left, right = rows[: (len(rows) + 1) // 2], rows[(len(rows) + 1) // 2 :]
    right += ["||"] * (len(left) - len(right))
    folded = "\n".join([f"{head}|{head}", *("|".join(pair) for pair in zip(left, right, strict=True))])

    assert values(read_grid(folded)) == values(read_grid(S14))


def test_numbers_that_count_the_rows_of_a_table_without_heads_are_no_values() -> None:
    fields = ["收到申请数", "申请办结数", "举报投诉数量", "制发规范性文件总数"]
    counted = read_grid("\n".join(f"{label}|{number}|" for number, label in enumerate(fields, 1)))
    valued = read_grid("\n".join(f"{label}|{number}|" for label, number in zip(fields, (9, 8, 1, 14), strict=True)))

    assert values(counted) == {}
    assert {note.rule for note in counted.notes} == {"OLD.ROW.SHAPE"}
    assert list(values(valued).values()) == [9, 8, 1, 14]
