"""Tables from before 2019 whose columns, parts or kind are harder to tell: read where they are sure, told where not."""

import pytest
from by_hand import LEFT, make_document, make_table

from extractors.drafting.draft import draft_report
from extractors.grids.grid import Span, fill_rows
from extractors.model.document import Block, Document, Origin
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker
from pipeline.forms.pre2019.tables import OldResult, OldTables
from pipeline.line import read_reports

CATALOGUE = load_catalogue()
CELLS = CellReader(CATALOGUE.values)
TABLES = OldTables(CATALOGUE, CELLS)


def read_grids(*texts: str, year: int | None = 2016) -> OldResult:
    """Reads tables written one row a line, cells parted by bars."""
    blocks: list[Block] = []
    for number, text in enumerate(texts, 1):
        rows = [[Span(cell) for cell in line.strip().split("|")] for line in text.strip().splitlines()]
        blocks.append(fill_rows(rows, Origin(table=number), "grid"))
    draft = draft_report(Document("0" * 64, "text/html", "x.html", tuple(blocks)), CATALOGUE.landmarks)
    return TABLES.read(draft, year, FactMaker(CATALOGUE, CELLS, is_ocr=False))


def values(result: OldResult, applicant: str = "all") -> dict[str, object]:
    return {fact.field: fact.value for fact in result.facts if fact.applicant == applicant}


def told(result: OldResult, rule: str) -> list[str | None]:
    return [note.field for note in result.notes if note.rule == rule]


@pytest.mark.parametrize("last", ["4|9", "4|"])
def test_columns_without_heads_are_told_row_by_row_even_where_one_is_blank(last: str) -> None:
    result = read_grids(f"收到申请数|件|3|30\n申请办结数|件|2|20\n举报投诉数量|件|{last}")

    assert result.facts == ()
    assert told(result, "OLD.ROW.SHAPE") == ["requests_received", "requests_completed", "complaints_count"]


def test_one_column_without_a_head_is_this_years() -> None:
    found = values(read_grids("收到申请数|件|3\n申请办结数|件|2\n举报投诉数量|件|4"))

    assert found == {"requests_received": 3, "requests_completed": 2, "complaints_count": 4}


def test_a_year_that_is_not_read_is_told_beside_the_sum_of_all_years() -> None:
    result = read_grids("统计指标|单位|2015年|历年累计\n收到申请数|件|3|30\n申请办结数|件|2|20\n举报投诉数量|件|4|40")

    assert values(result) == {}
    assert values(result, "cumulative")["complaints_count"] == 40
    assert told(result, "OLD.ROW.SHAPE") == ["requests_received", "requests_completed", "complaints_count"]


def test_blocks_side_by_side_need_no_heads() -> None:
    result = read_grids(
        "收到申请数|件|3|行政复议数量|件|5\n申请办结数|件|2|举报投诉数量|件|4\n制发规范性文件总数|件|1|||"
    )

    assert values(result) == {
        "requests_received": 3,
        "requests_completed": 2,
        "normative_documents_made": 1,
        "reconsideration_total": 5,
        "complaints_count": 4,
    }


def test_a_remark_behind_the_values_is_not_the_label_of_an_unknown_row() -> None:
    result = read_grids("统计指标|单位|统计数|备注\n收到申请数|件|3|\n举报投诉数量|件|4|\n新媒体编辑数|人|8|与上年持平")

    assert [row.label for row in result.unmapped] == ["新媒体编辑数"]


def test_the_sum_of_the_quarters_is_the_years() -> None:
    quarters = "一季度|二季度|三季度|四季度|合计"
    rows = "主动公开文件数|条|1|2|3|4|10\n行政复议数|件|0|0|1|0|1\n行政诉讼数|件|0|0|0|0|0"

    assert values(read_grids(f"指标名称|计量单位|{quarters}\n{rows}")) == {
        "disclosure_items": 10,
        "reconsideration_total": 1,
        "litigation_total": 0,
    }


FORM_OF_APPLICATIONS = """
指标|单位|本年度
受理申请总数|条|9
其中：1.当面申请数|条|2
4.网上申请数|条|7
对申请的答复总数|条|9
其中：1.同意公开答复数|条|5
2.同意部分公开答复数|条|3
8.不予公开答复数|条|1
"""


def test_a_local_table_of_replies_is_not_the_form_of_today() -> None:
    result = read_grids(FORM_OF_APPLICATIONS)

    assert result.editions == (("LOCAL", "local_pre2019"),)
    assert values(result)["replies_denied"] == 1


@pytest.mark.parametrize("head", ["指标|单位|本年度\n", ""])
def test_a_small_first_part_goes_with_the_table_behind_it(head: str) -> None:
    form = FORM_OF_APPLICATIONS.strip() if head else FORM_OF_APPLICATIONS.strip().split("\n", 1)[1]
    result = read_grids(f"{head}主动公开信息数|条|120\n新增的文件数|条|3", form)

    assert values(result)["disclosure_items"] == 120
    assert values(result)["requests_received"] == 9


def test_a_second_part_whose_values_have_units_goes_on_with_the_first() -> None:
    first = "统计指标|单位|统计数\n政府公报公开政府信息数|条|4条\n主动公开政府信息数|条|9条"
    second = "三、依申请公开情况||\n当面申请数|件|1件\n同意公开答复数|件|2件\n行政复议数量|件|0件\n行政诉讼数量|件|0件"
    result = read_grids(first, second)

    assert result.editions == (("S14", "gbf2014_32"),)
    assert values(result)["requests_received_in_person"] == 1


def test_a_count_below_zero_or_with_decimals_is_told_in_either_table() -> None:
    heads = "<tr><td>指标名称<td>计量单位<td>2016年度"
    local = "<tr><td>主动公开文件数<td>条<td>-3<tr><td>行政复议数<td>件<td>1.5<tr><td>行政诉讼数<td>件<td>0"
    national = "<tr><td>收到申请数<td>件<td>-3<tr><td>申请办结数<td>件<td>1.5<tr><td>举报投诉数量<td>件<td>0"
    for code, rows in (("LOCAL", local), ("S14", national)):
        page = f"<html><body><h1>望楼县财政局2016年政府信息公开工作年度报告</h1><table>{heads}{rows}</table>"
        (report,) = read_reports(SourceDocument(page.encode(), "x.html"), CATALOGUE)

        assert len([one for one in report.findings if one.rule == f"{code}.NONNEG"]) == 2


@pytest.mark.parametrize(("below", "this_year"), [("2016年|历年累计", 3), ("历年累计|2016年", 30)])
def test_heads_below_a_head_over_two_columns_name_them(below: str, this_year: int) -> None:
    heads = [[Span("统计指标", rowspan=2), Span("统计数", colspan=2)], [Span(text) for text in below.split("|")]]
    lines = ["收到申请数|3|30", "申请办结数|2|20", "举报投诉数量|4|40"]
    table = fill_rows([*heads, *([Span(cell) for cell in line.split("|")] for line in lines)], Origin(table=1), "grid")
    draft = draft_report(Document("0" * 64, "text/html", "x.html", (table,)), CATALOGUE.landmarks)
    result = TABLES.read(draft, 2016, FactMaker(CATALOGUE, CELLS, is_ocr=False))

    assert values(result)["requests_received"] == this_year
    assert values(result, "cumulative")["requests_received"] == 33 - this_year


def test_parts_with_few_words_before_and_behind_belong_to_the_table_they_are_cut_from() -> None:
    first = "当面申请数|1\n传真申请数|2"
    middle = "统计指标|统计数\n收到申请数|9\n申请办结数|9\n举报投诉数量|4"
    last = "其他情形数|1\n专职人员数|5"
    found = values(read_grids(first, middle.split("\n", 1)[1] + "\n延期办结数|0", last))

    assert (found["requests_received_in_person"], found["requests_received"], found["staff_full_time"]) == (1, 9, 5)


def read_aligned(text: str, *wide: tuple[int, int]) -> OldResult:
    """Reads a table without rules; ``wide``: rows and columns of cells that go on from the one before."""
    rows = [line.strip().split("|") for line in text.strip().splitlines()]
    cells = [[LEFT if (r, c) in wide else cell for c, cell in enumerate(row)] for r, row in enumerate(rows)]
    draft = draft_report(make_document(make_table(cells, "aligned")), CATALOGUE.landmarks)
    return TABLES.read(draft, 2016, FactMaker(CATALOGUE, CELLS, is_ocr=False))


def test_a_blank_column_of_a_table_without_rules_does_not_shift_the_values_below_the_heads() -> None:
    result = read_aligned(
        "统计指标|单位||2016年度|历年累计|备注\n收到申请数|件||3|30|\n申请办结数|件||/|10|\n举报投诉数量|件||4|40|无误"
    )

    assert values(result) == {"requests_received": 3, "requests_completed": None, "complaints_count": 4}
    assert list(values(result, "cumulative").values()) == [30, 10, 40]


def test_a_head_over_two_columns_told_from_places_has_the_values_of_both() -> None:
    result = read_aligned(
        "统计指标|单位|2016年||历年累计\n收到申请数|件|3||30\n申请办结数|件||2|20\n举报投诉数量|件|4|5|40", (0, 3)
    )

    assert values(result) == {"requests_received": 3, "requests_completed": 2}
    assert told(result, "OLD.ROW.SHAPE") == ["complaints_count"]


def test_a_value_below_no_head_of_a_table_without_rules_is_told() -> None:
    result = read_aligned("统计指标|单位|2016年||备注\n收到申请数|件|3|30|\n申请办结数|件|2|20|\n举报投诉数量|件|4||")

    assert values(result) == {"complaints_count": 4}
    assert told(result, "OLD.ROW.SHAPE") == ["requests_received", "requests_completed"]


def test_the_number_of_a_row_beside_a_blank_value_is_no_value() -> None:
    heads, rows = "统计指标|单位|统计数|", "收到申请数|件|3|\n申请办结数|件||18\n举报投诉数量|件|4|19"
    result = read_aligned(f"{heads}\n{rows}")

    assert values(result) == {"requests_received": 3}
    assert told(result, "OLD.ROW.SHAPE") == ["requests_completed", "complaints_count"]


def shapes(result: OldResult) -> list[tuple[str | None, str]]:
    return [(note.field, dict(note.words)["detail"]) for note in result.notes if note.rule == "OLD.ROW.SHAPE"]


@pytest.mark.parametrize("loose", ["||9 | 7", "||9件", "三、依申请公开情况|件|9", "||30(条)"])
def test_numbers_of_a_row_without_a_label_of_its_own_are_told(loose: str) -> None:
    result = read_grids(f"统计指标|单位|统计数\n收到申请数|件|3\n{loose}\n申请办结数|件|2\n举报投诉数量|件|4")

    assert values(result) == {"requests_received": 3, "requests_completed": 2, "complaints_count": 4}
    assert [field for field, _ in shapes(result)] == [None]
    assert shapes(result)[0][1] in loose


def test_a_row_that_counts_the_columns_is_none() -> None:
    result = read_grids("统计指标|单位|统计数\n||1\n收到申请数|件|3\n申请办结数|件|2\n举报投诉数量|件|4")

    assert shapes(result) == []


def test_a_second_row_of_values_beside_one_label_is_told_with_its_field() -> None:
    rows = [[Span("统计指标"), Span("统计数")], [Span("收到申请数", rowspan=2), Span("3")], [Span("7")]]
    rows += [[Span("申请办结数"), Span("2")], [Span("举报投诉数量"), Span("4")]]
    table = fill_rows(rows, Origin(table=1), "grid")
    draft = draft_report(Document("0" * 64, "text/html", "x.html", (table,)), CATALOGUE.landmarks)

    assert shapes(TABLES.read(draft, 2016, FactMaker(CATALOGUE, CELLS, is_ocr=False))) == [("requests_received", "7")]


def test_a_head_over_several_columns_has_the_one_value_below_it_and_none_of_two() -> None:
    rows = [[Span("统计指标"), Span("统计数", colspan=2)], [Span("收到申请数"), Span(""), Span("3")]]
    rows += [[Span("申请办结数"), Span("2"), Span("")], [Span("举报投诉数量"), Span("4"), Span("5")]]
    table = fill_rows(rows, Origin(table=1), "grid")
    draft = draft_report(Document("0" * 64, "text/html", "x.html", (table,)), CATALOGUE.landmarks)
    result = TABLES.read(draft, 2016, FactMaker(CATALOGUE, CELLS, is_ocr=False))

    assert values(result) == {"requests_received": 3, "requests_completed": 2}
    assert shapes(result) == [("complaints_count", "4 | 5")]


def test_a_number_below_no_head_is_told_beside_the_one_that_is_read() -> None:
    result = read_grids("统计指标|单位|统计数|\n收到申请数|件|3|\n申请办结数|件||2\n举报投诉数量|件|4|")

    assert values(result)["requests_received"] == 3
    assert shapes(result) == [("requests_completed", "2")]


def test_the_first_part_of_a_table_is_known_by_its_heads_where_the_next_has_none() -> None:
    first = "指标|单位|2015年|2016年\n（一）主动公开政府信息数|条|30|428\n其中：主动公开规范性文件数|条|0|17"
    second = "三、依申请公开情况|||\n（一）收到申请数|件|5|6\n按时办结数|件|1|2\n六、举报投诉数量|件|0|1"

    found = values(read_grids(first, second))

    assert (found["disclosure_items"], found["requests_received"], found["complaints_count"]) == (428, 6, 1)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        pytest.param("16 制发规范性文件总数 件 1,161 约5,366", ["normative_documents_made"], id="a row"),
        pytest.param("（二）被依法纠错数 55", [None], id="a row that the form has twice"),
        pytest.param("收到申请数 3", [], id="a row that was read"),
        pytest.param("制发规范性文件总数 14，比上年增加", [], id="a sentence"),
        pytest.param("制发规范性文件总数", [], id="a heading"),
    ],
)
def test_a_row_that_is_left_beside_the_table_is_told(line: str, fields: list[str | None]) -> None:
    rows = [
        text.split("|") for text in ("统计指标|单位|统计数", "收到申请数|件|3", "申请办结数|件|2", "举报投诉数量|件|4")
    ]
    draft = draft_report(make_document(make_table(rows, "aligned"), line), CATALOGUE.landmarks)

    assert told(TABLES.read(draft, 2016, FactMaker(CATALOGUE, CELLS, is_ocr=False)), "OLD.ROW.SHAPE") == fields


def test_a_first_row_whose_remark_reads_like_a_head_is_a_row() -> None:
    rows = "收到申请数|件|3|30|累计数\n申请办结数|件|2|20|\n举报投诉数量|件|4|40|"
    result = read_grids(f"统计指标|单位|2016年|历年累计|备注\n{rows}")

    assert values(result) == {"requests_received": 3, "requests_completed": 2, "complaints_count": 4}
    assert values(result, "cumulative")["requests_received"] == 30
