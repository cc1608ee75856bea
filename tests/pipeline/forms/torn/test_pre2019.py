"""Tables from before 2019 in running text: what heads, blanks, line ends and longer labels say of their digits."""

import pytest

from db.schema.records import Fact
from extractors.drafting.draft import draft_report
from extractors.model.document import Document, Origin, Paragraph
from pipeline.catalogue.load import load_catalogue
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import FactMaker
from pipeline.forms.pre2019.tables import OldResult, OldTables

CATALOGUE = load_catalogue()
CELLS = CellReader(CATALOGUE.values)
TABLES = OldTables(CATALOGUE, CELLS)
PROSE = "一、概述2016年工作平稳。"
ROWS = (
    ("主动公开文件数", "条"),
    ("其中：1.政府网站公开数", "条"),
    ("2.政府公报公开数", "条"),
    ("受理依申请公开信息总数", "条"),
    ("其中：1.当面申请数", "条"),
    ("2.网上申请数", "条"),
    ("3.信函、传真申请数", "条"),
    ("行政复议数", "件"),
    ("行政诉讼数", "件"),
)
FIELDS = (
    "disclosure_items",
    "disclosure_via_website",
    "disclosure_via_gazette",
    "requests_received",
    "requests_received_in_person",
    "requests_received_online",
    "requests_received_letter_fax",
    "reconsideration_total",
    "litigation_total",
)
ONE = tuple((number,) for number in ["31", "30", "1", "5", "1", "4", "0", "2", "0"])
TWO = tuple(
    tuple(pair.split("+")) for pair in ["310+4180", "300+4000", "10+180", "5+41", "1+11", "4+29", "0+1", "0+3", "0+0"]
)


def read(*lines: str, year: int | None = 2016) -> OldResult:
    blocks = tuple(Paragraph(line, Origin(block=i)) for i, line in enumerate((PROSE, *lines)))
    draft = draft_report(Document("0" * 64, "text/plain", "x.txt", blocks), CATALOGUE.landmarks)
    return TABLES.read(draft, year, FactMaker(CATALOGUE, CELLS, is_ocr=False))


def lay(heads: str, values: tuple[tuple[str, ...], ...], between: str = " ", rows: str = "\n") -> list[str]:
    """The lines of a table: cells parted by ``between``, rows by ``rows``."""
    cells = [heads.split(), *([label, unit, *row] for (label, unit), row in zip(ROWS, values, strict=True))]
    return rows.join(between.join(cell for cell in row if cell) for row in cells).split("\n")


def numbers(result: OldResult, applicant: str = "all") -> dict[str, object]:
    return {fact.field: fact.value for fact in result.facts if fact.applicant == applicant and fact.value is not None}


def told(result: OldResult, rule: str) -> list[str | None]:
    return [note.field for note in result.notes if note.rule == rule]


def facts_of(result: OldResult, field: str) -> list[Fact]:
    return [fact for fact in result.facts if fact.field == field]


@pytest.mark.parametrize(("between", "rows"), [(" ", "\n"), ("\n", "\n"), (" ", " ")])
def test_values_set_apart_are_read_as_they_stand(between: str, rows: str) -> None:
    result = read(*lay("指标名称 计量单位 2016年度 历年累计", TWO, between, rows))

    assert numbers(result) == dict(zip(FIELDS, (310, 300, 10, 5, 1, 4, 0, 0, 0), strict=True))
    assert numbers(result, "cumulative")["disclosure_via_gazette"] == 180


@pytest.mark.parametrize("heads", ["指标名称 计量单位 代码 2016年度", "指标名称 计量单位 2016年度 增减"])
def test_a_head_that_is_not_known_leaves_every_row_open(heads: str) -> None:
    result = read(*lay(heads, TWO, "", ""))

    assert numbers(result) == {}
    assert {*told(result, "CELL.AMBIGUOUS"), *told(result, "OLD.ROW.SHAPE")} == {*FIELDS}


def test_numbers_of_rows_before_the_labels_leave_every_row_open() -> None:
    result = read(*lay("序号 指标名称 单位 数量", ONE))

    assert numbers(result) == {}
    assert told(result, "CELL.AMBIGUOUS") == [*FIELDS]


def test_a_column_of_the_year_before_is_passed_over() -> None:
    result = read(*lay("指标名称 单位 2015年 2016年", TWO))

    assert numbers(result)["disclosure_items"] == 4180
    assert {fact.applicant for fact in result.facts} == {"all"}


def test_a_row_with_too_few_values_is_open_where_values_stand_apart() -> None:
    result = read(*lay("指标名称 计量单位 2016年度 历年累计", (*TWO[:2], ("", "1107"), *TWO[3:])))

    assert "disclosure_via_gazette" not in numbers(result, "cumulative")
    assert told(result, "CELL.AMBIGUOUS") == ["disclosure_via_gazette"]
    assert numbers(result)["requests_received"] == 5


def test_a_number_that_the_end_of_a_line_may_part_is_open() -> None:
    text = "".join(lay("指标名称 计量单位 2016年度 历年累计", TWO, "", ""))
    first, second = text.split("条3104180")
    result = read(f"{first}条310", f"4180{second}")

    assert "disclosure_items" not in numbers(result)
    assert "disclosure_items" in told(result, "CELL.AMBIGUOUS")


def test_a_blank_before_the_next_label_makes_a_digit_no_list_number() -> None:
    bare = [
        line.replace("2.网上", "网上") for line in lay("指标名称 单位 年度 累计", (*TWO[:4], ("1", "12"), *TWO[5:]))
    ]

    assert numbers(read(*bare), "cumulative")["requests_received_in_person"] == 12


def test_a_longer_label_that_ends_like_a_known_one_is_another_row() -> None:
    lines = lay("指标名称 单位 数量", ONE)
    result = read(lines[0], "其中：全文电子化的主动公开文件数 条 8", *lines[2:])

    assert facts_of(result, "disclosure_items") == []
    assert told(result, "OLD.ROW.SHAPE") == ["disclosure_items"]


def test_a_row_does_not_take_the_value_of_the_unknown_row_below_it() -> None:
    lines = lay("指标名称 单位 数量", (*ONE[:2], ("",), *ONE[3:]))
    result = read(*lines[:4], "政府信息公开栏公开数 条 7", *lines[4:])

    assert "disclosure_via_gazette" not in numbers(result)
    assert numbers(result)["requests_received"] == 5
    assert "disclosure_via_gazette" in told(result, "CELL.AMBIGUOUS")


def test_unknown_rows_between_known_ones_are_told_and_harm_neither() -> None:
    lines = lay("指标名称 单位 数量", ONE)
    result = read(*lines[:4], "政府信息公开栏公开数 条 7", *lines[4:])

    assert numbers(result) == dict(zip(FIELDS, (31, 30, 1, 5, 1, 4, 0, 2, 0), strict=True))
    (note,) = [note for note in result.notes if note.rule == "ROW.UNMAPPED"]
    assert "政府信息公开栏公开数" in dict(note.words)["label"]


def test_an_unknown_row_at_the_end_is_told_and_a_sentence_is_not() -> None:
    lines = lay("指标名称 单位 数量", ONE)
    told_last = [dict(note.words)["label"] for note in read(*lines, "接受举报 件 6").notes]

    assert told_last == ["接受举报 件 6"]
    assert read(*lines, "主办单位：望楼县财政局 电话 65432").notes == ()


def test_rows_in_another_order_are_read() -> None:
    lines = lay("指标名称 单位 数量", ONE)
    result = read(lines[0], lines[8], *lines[1:8], lines[9])

    assert numbers(result) == dict(zip(FIELDS, (31, 30, 1, 5, 1, 4, 0, 2, 0), strict=True))


def test_one_head_may_be_two_where_all_runs_together() -> None:
    glued = read(*lay("指标名称 单位 本年 累计", TWO, "", ""))

    assert numbers(glued, "cumulative") == {}
    assert len(told(glued, "CELL.AMBIGUOUS")) == len(FIELDS)


def test_a_table_that_stands_twice_with_other_values_is_open() -> None:
    first, second = lay("指标名称 单位 数量", ONE), lay("指标名称 单位 数量", tuple(("9",) for _ in ONE))
    result = read(*first, "上一年情况如下" * 70, *second)

    assert numbers(result) == {}
    assert told(result, "CELL.AMBIGUOUS") == [*FIELDS]


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_tables_under_captions_the_reports_own_is_read(is_first: bool) -> None:
    nines = tuple(("9",) for _ in ONE)
    tables = [
        ["2016年度统计表", *lay("指标名称 单位 数量", ONE)],
        ["2015年度统计表", *lay("指标名称 单位 数量", nines)],
    ]
    result = read(*(line for lines in (tables if is_first else tables[::-1]) for line in lines))

    assert numbers(result) == dict(zip(FIELDS, (31, 30, 1, 5, 1, 4, 0, 2, 0), strict=True))


def test_words_for_none_behind_a_unit_fill_a_cell() -> None:
    result = read(*lay("指标名称 单位 2016年度 历年累计", (("无", "148"), *TWO[1:])))

    assert numbers(result, "cumulative")["disclosure_items"] == 148
    assert "disclosure_items" not in numbers(result)


def test_remarks_with_numbers_leave_their_row_open() -> None:
    lines = lay("指标名称 单位 数量 备注", ONE)
    result = read(*lines[:1], f"{lines[1]} 12", *lines[2:])

    assert told(result, "CELL.AMBIGUOUS") == ["disclosure_items"]
    assert numbers(result)["requests_received"] == 5


def test_a_sum_of_all_years_that_only_may_not_be_less_settles_no_cut() -> None:
    values = (*TWO[:2], ("", "4512"), *TWO[3:])
    result = read(*lay("指标名称 计量单位 2016年度 历年累计", values, "", ""))

    assert "disclosure_via_gazette" not in numbers(result)


def told_of(result: OldResult) -> list[tuple[str, str | None]]:
    return [(note.rule, note.field) for note in result.notes]


NATIONAL = (
    ("三、依申请公开情况", ""),
    ("（一）收到申请数", "件"),
    ("1.当面申请数", "件"),
    ("2.传真申请数", "件"),
    ("3.网络申请数", "件"),
    ("4.信函申请数", "件"),
    ("（二）申请办结数", "件"),
    ("1.按时办结数", "件"),
    ("2.延期办结数", "件"),
    ("（三）申请答复数", "件"),
)


def write_national(*first: tuple[str, str], last: tuple[str, ...] = ()) -> list[str]:
    """The lines of a table with two columns, these rows before those of the third chapter."""
    rows = [
        f"{label} {unit} {number} {number + 40}".replace("  ", " ") for number, (label, unit) in enumerate(first, 3)
    ]
    rest = [f"{label} {unit} 5 60" if unit else label for label, unit in NATIONAL]
    return ["指标 单位 2016年 历年累计", *rows, *rest, *last]


def test_rows_in_another_order_than_the_forms_are_of_the_table_too() -> None:
    first = [
        ("六、举报投诉数量", "件"),
        ("四、行政复议数量", "件"),
        ("（三）其他情形数", "件"),
        ("制发规范性文件总数", "件"),
    ]
    first += [("（三）接受培训人员数", "人次"), ("（二）举办各类培训班数", "次"), ("2.兼职人员数", "人")]
    result = read(*write_national(*first))
    found = {(fact.field, fact.applicant): fact.value for fact in result.facts}

    assert (found["complaints_count", "all"], found["complaints_count", "cumulative"]) == (3, 43)
    assert (found["staff_part_time", "all"], found["requests_received", "cumulative"]) == (9, 60)
    assert {field for rule, field in told_of(result) if rule == "OLD.ROW.SHAPE"} >= {"reconsideration_other"}


def test_an_unknown_row_behind_a_row_without_values_is_told() -> None:
    lines = write_national()
    at = lines.index("2.延期办结数 件 5 60")
    lines[at : at + 1] = ["2.延期办结数 件", "电话咨询数 次 653 700"]
    result = read(*lines)

    assert [dict(n.words)["label"] for n in result.notes if n.rule == "ROW.UNMAPPED"] == [
        "件 电话咨询数 次 653 700 （三）"
    ]


def test_an_unknown_last_row_without_a_unit_is_told_by_its_number_of_values() -> None:
    result = read(*write_national(last=("目录总数 929 688", "联系电话 12345678")))

    assert [dict(n.words)["label"] for n in result.notes if n.rule == "ROW.UNMAPPED"] == ["目录总数 929 688"]
