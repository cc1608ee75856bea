"""Tables of which only the words are left: every value is right, open, or absent."""

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torn_text import ALL, CATALOGUE, CELLS, READER, T4_HEADS, by_key, document, read

from db.schema.records import Coverage
from extractors.drafting.draft import draft_report
from extractors.model.document import Block, Document, Heading, Origin, Paragraph
from extractors.model.source import SourceDocument
from pipeline.forms.facts import FactMaker
from pipeline.forms.torn.read import TornResult
from pipeline.normalise import normalise

APPLICANTS = [applicant.code for applicant in CATALOGUE.applicants]
Join = Callable[[list[str]], str]

HEADS = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"


def invent(seed: int, scale: int, edition: str = "gb2021_30") -> dict[str, tuple[int, ...]]:
    """A table T3 whose every sum holds."""
    rng = random.Random(seed)
    form = CATALOGUE.t3_fields(edition)
    leaves = [spec.code for spec in form if spec.role == "leaf"]
    rows = {code: [rng.choice((0, 0, rng.randint(0, scale))) for _ in range(6)] for code in leaves}
    total = [sum(rows[code][i] for code in leaves) for i in range(6)]
    out = [rng.randint(0, scale // 4) for _ in range(6)]
    new = [rng.randint(0, a + b) for a, b in zip(total, out, strict=True)]
    rows["outcome_total"], rows["requests_carried_out"], rows["requests_received"] = total, out, new
    rows["requests_carried_in"] = [a + b - c for a, b, c in zip(total, out, new, strict=True)]
    return {spec.code: (*rows[spec.code], sum(rows[spec.code])) for spec in form}


def write_t3(table: dict[str, tuple[int, ...]], edition: str, join: Join, between: str = "") -> str:
    """The table as torn text: labels of groups where they change, values joined, rows parted by ``between``."""
    parts = [HEADS]
    path: tuple[str, ...] = ()
    for spec in CATALOGUE.t3_fields(edition):
        parts += [label for depth, label in enumerate(spec.path) if path[depth : depth + 1] != (label,)]
        parts.append(spec.label + between + join([str(value) for value in table[spec.code]]))
        path = spec.path
    return between.join(parts)


def glue(values: list[str]) -> str:
    return "".join(values)


def check(result: TornResult, table: dict[str, tuple[int, ...]]) -> int:
    """The number of right values; fails on a wrong one."""
    facts = by_key(result)
    right = 0
    for field, row in table.items():
        for name, value in zip(APPLICANTS, row, strict=True):
            fact = facts[field, name]
            assert fact.value in (None, Decimal(value)), (field, name)
            right += fact.value is not None
    return right


@pytest.mark.parametrize("edition", ["gb2021_30", "gb2019_60"])
def test_glued_rows_are_decoded_by_the_sums(edition: str) -> None:
    table = invent(5, 60, edition)

    result = read("三、收到和处理政府信息公开申请情况" + write_t3(table, edition, glue) + "四、行政复议、行政诉讼情况")
    facts = by_key(result)

    assert check(result, table) == 7 * len(table)
    assert result.editions == (("T3", edition),)
    assert result.notes == ()
    assert {fact.method for fact in facts.values()} == {"by_constraint"}


def test_one_cell_a_line_needs_no_sums() -> None:
    table = invent(6, 60)
    table["outcome_granted"] = (9, 9, 9, 9, 9, 9, 1)

    result = read(*write_t3(table, "gb2021_30", "\n".join, "\n").split("\n"))

    assert check(result, table) == 175
    assert {fact.method for fact in result.facts} == {"exact"}


def test_a_value_stands_where_it_was_printed() -> None:
    table = invent(5, 60)
    text = write_t3(table, "gb2021_30", glue)

    fact = by_key(read("总体情况", text))["requests_received", "all"]

    assert fact.place is not None
    start = text.index("申请数量") + len("申请数量") + sum(len(str(v)) for v in table["requests_received"][:-1])
    assert fact.place.locator == f"b2:{start}-{start + len(fact.raw)}"
    assert text[start : start + len(fact.raw)] == fact.raw


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    scale=st.sampled_from((1, 6, 50, 700)),
    edition=st.sampled_from(("gb2021_30", "gb2019_60")),
    blanks=st.sampled_from((0.0, 0.2, 0.9)),
    sign=st.sampled_from((".", "、", "", "．")),
)
def test_torn_rows_are_right_or_open(seed: int, scale: int, edition: str, blanks: float, sign: str) -> None:
    rng = random.Random(seed)
    table = invent(seed, scale, edition)

    def join(values: list[str]) -> str:
        return "".join(value + (" " if rng.random() < blanks else "") for value in values)

    text = write_t3(table, edition, join)
    for number in "12345678":
        text = text.replace(f"{number}.", f"{number}{sign}")

    assert check(read(text), table) >= 0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.sampled_from((1, 6, 50, 700)), row=st.integers(0, 24))
def test_a_table_that_breaks_its_own_sums_is_never_misread(seed: int, scale: int, row: int) -> None:
    table = invent(seed, scale)
    field = list(table)[row]
    table[field] = (*table[field][:-1], table[field][-1] + 1 + seed % 3)

    result = read(write_t3(table, "gb2021_30", glue))

    assert check(result, table) < 175
    assert result.notes[0].rule == "UNDECODABLE"


def test_rows_with_as_many_digits_as_cells_survive_a_broken_sum_elsewhere() -> None:
    table = invent(4, 60)
    table["outcome_total"] = (*table["outcome_total"][:-1], 12345)
    table["outcome_granted"] = (0, 0, 0, 0, 0, 0, 0)

    facts = by_key(read(write_t3(table, "gb2021_30", glue)))

    assert [facts["outcome_granted", name].value for name in APPLICANTS] == [0] * 7
    assert facts["outcome_total", "all"].state == "ambiguous"


def test_slashes_for_zeros_are_no_zeros() -> None:
    table = invent(8, 60)

    def join(values: list[str]) -> str:
        return "".join("/" if value == "0" else value for value in values)

    facts = by_key(read(write_t3(table, "gb2021_30", join)))
    states = {(facts[f, n].state, v == 0) for f, row in table.items() for n, v in zip(APPLICANTS, row, strict=True)}

    assert states <= {("slash", True), ("number", False), ("ambiguous", False), ("ambiguous", True)}
    assert ("slash", True) in states


def test_all_labels_first_and_all_numbers_after_them() -> None:
    table = invent(9, 60)
    labels = write_t3(table, "gb2021_30", lambda _: "", "\n").split("\n")
    numbers = [str(value) for row in table.values() for value in row]

    result = read(*labels, *numbers)

    assert check(result, table) == 175


def test_numbers_in_columns_are_not_taken_for_rows() -> None:
    table = invent(9, 60)
    labels = write_t3(table, "gb2021_30", lambda _: "", "\n").split("\n")
    numbers = [str(row[column]) for column in range(7) for row in table.values()]

    result = read(*labels, *numbers)

    assert {fact.state for fact in result.facts} == {"ambiguous"}


def test_heads_in_another_order_leave_every_cell_open() -> None:
    text = write_t3(invent(5, 60), "gb2021_30", glue).replace("商业企业科研机构", "科研机构商业企业")

    result = read(text)

    assert {fact.state for fact in result.facts} == {"ambiguous"}
    assert [note.rule for note in result.notes] == ["UNDECODABLE"]


def test_shorter_heads_in_another_order_leave_every_cell_open() -> None:
    text = write_t3(invent(5, 60), "gb2021_30", glue)
    heads = "商业企业科研机构社会公益组织法律服务机构"
    assert heads in text

    assert {fact.state for fact in read(text.replace(heads, "企业科研公益组织法律服务")).facts} == {"number"}
    assert {fact.state for fact in read(text.replace(heads, "商业科研公益组织法律服务企业")).facts} == {"number"}
    assert {fact.state for fact in read(text.replace(heads, "科研企业公益组织法律服务")).facts} == {"ambiguous"}


@pytest.mark.parametrize("before", ["自然人", "商业企业", "企业", "科研"])
def test_the_total_among_the_others_leaves_every_cell_open(before: str) -> None:
    usual = "申请人情况自然人商业企业科研机构社会公益组织法律服务机构其他"
    short = "申请人情况自然人企业科研公益组织法律服务其他"
    heads = (usual if len(before) > 2 else short).replace(before, f"{before}总计")
    text = write_t3(invent(5, 60), "gb2021_30", glue).replace(HEADS, heads)

    assert {fact.state for fact in read(text).facts} == {"ambiguous"}


@pytest.mark.parametrize(
    ("behind", "state"), [("（件）", "number"), ("（另见附表）", "number"), ("：另计", "ambiguous")]
)
def test_the_last_row_has_its_values_behind_a_unit_and_is_open_behind_words(behind: str, state: str) -> None:
    last = "四、结转下年度继续办理"
    text = write_t3(invent(5, 60), "gb2021_30", " ".join).replace(last, last + behind)

    assert {fact.state for fact in read(text).facts if fact.field == "requests_carried_out"} == {state}


def test_a_lost_row_leaves_open_what_only_the_columns_could_settle() -> None:
    table = invent(5, 60)
    text = write_t3(table, "gb2021_30", glue)
    lost = "2.重复申请" + "".join(map(str, table["outcome_unprocessed_duplicate"]))
    del table["outcome_unprocessed_duplicate"]

    result = read(text.replace(lost, ""))

    assert 0 < check(result, table) < 7 * 24
    assert {"UNDECODABLE", "T3.ROWS.MISSING"} <= {note.rule for note in result.notes}


T2_TEXT = (
    "第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 0 {0} 行政规范性文件 1 2 {0}"
    " 第二十条第（五）项 信息内容 本年处理决定数量 行政许可 {0} 第二十条第（六）项 信息内容 本年处理决定数量"
    " 行政处罚 4 行政强制 1 第二十条第（八）项 信息内容 本年收费金额（单位：万元） 行政事业性收费 {0}"
)


def write_table(code: str, seed: int) -> list[str]:
    """The lines of one of the three tables; another seed makes other numbers."""
    if code == "T2":
        return [T2_TEXT.format(seed)]
    if code == "T4":
        return [T4_HEADS, " ".join(map(str, [seed, 0, 0, 0, seed] * 3))]
    return write_t3(invent(seed, 60), "gb2021_30", "\n".join, "\n").split("\n")


FIELD_OF = {"T2": "licensing_decisions", "T3": "requests_received", "T4": "reconsideration_total"}


@pytest.mark.parametrize("code", ALL)
def test_a_torn_table_that_stands_twice_with_other_numbers_stays_open(code: str) -> None:
    first, second = write_table(code, 5), write_table(code, 6)

    assert {fact.state for fact in read(*first, "比较：", *second).facts} == {"ambiguous"}
    assert {fact.state for fact in read(*first, "再次：", *first).facts} == {"number"}


@pytest.mark.parametrize("code", ALL)
@pytest.mark.parametrize("years", [(2023, 2024), (2024, 2023)])
def test_of_two_torn_tables_with_years_over_them_the_report_s_own_is_read(code: str, years: tuple[int, int]) -> None:
    lines = [line for year in years for line in (f"{year}年：", *write_table(code, year - 2019))]
    own = by_key(read(*write_table(code, 5)))[FIELD_OF[code], "all"]
    result = read(*lines, year=2024)

    assert by_key(result)[FIELD_OF[code], "all"].value == own.value
    assert {fact.state for fact in result.facts} == {"number"}


def test_values_before_their_labels_stay_open() -> None:
    table = invent(5, 60)
    labels = [spec.label for spec in CATALOGUE.t3_fields("gb2021_30")]
    rows = [f"{' '.join(map(str, row))} {label}" for row, label in zip(table.values(), labels, strict=True)]

    result = read("自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计 项目", *rows)

    assert {fact.state for fact in result.facts} == {"ambiguous"}
    assert [note.rule for note in result.notes] == ["UNDECODABLE"]


def test_strokes_between_the_heads_of_table_4_are_no_values() -> None:
    leaves = "/".join(("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    result = read(
        f"行政复议 {leaves} 行政诉讼 未经复议直接起诉 {leaves}/ 复议后起诉 {leaves}", "/".join("010100000000000")
    )
    t4 = [fact for fact in result.facts if fact.table_code == "T4"]

    assert {fact.state for fact in t4} == {"ambiguous"}
    assert any(note.rule == "UNDECODABLE" for note in result.notes)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("全年收到政府信息公开申请19件，上年结转2件，办结21件，结转下年度0件。", id="a sentence of counts"),
        pytest.param(
            "其中予以公开7件，部分公开1件，属于国家秘密0件，保护第三方合法权益2件，属于行政查询事项3件，本机关不掌握相关"
            "政府信息4件，没有现成信息需要另行制作5件，补正后申请内容仍不明确6件，重复申请7件，总计35件，结转下年度继续办理0件。",
            id="a sentence that lists every outcome",
        ),
        pytest.param(
            "行政许可123件，行政处罚4567件，行政强制8件，行政事业性收费50.6万元。", id="decisions in a sentence"
        ),
        pytest.param(
            "行政复议结果维持3件、结果纠正1件；行政诉讼结果维持2件，其他结果0件，尚未审结1件。",
            id="reviews in a sentence",
        ),
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert read("一、总体情况", text, text + text) == TornResult()


def test_a_table_that_was_found_is_not_looked_for() -> None:
    assert read(write_t3(invent(5, 60), "gb2021_30", glue), missing=("T2", "T4")) == TornResult()


def test_digits_of_the_worst_kind_end_in_open_cells() -> None:
    text = HEADS
    for spec in CATALOGUE.t3_fields("gb2021_30"):
        text += spec.label + "1" * 50

    result = read(text)

    assert {fact.state for fact in result.facts} == {"ambiguous"}


def test_headings_between_rows_do_no_harm() -> None:
    table = invent(5, 60)
    blocks: list[Block] = [
        Heading(line, Origin(block=i)) if i % 5 == 0 else Paragraph(line, Origin(block=i))
        for i, line in enumerate(write_t3(table, "gb2021_30", glue, "\n").split("\n"))
    ]
    draft = draft_report(Document("0" * 64, "text/plain", "x.txt", tuple(blocks)), CATALOGUE.landmarks)

    result = READER.read(draft, ALL, "gb2021_30", FactMaker(CATALOGUE, CELLS, is_ocr=False))

    assert check(result, table) == 175


def test_the_cells_of_torn_text_count_for_the_coverage() -> None:
    table = invent(5, 60)
    table["outcome_granted"] = (11, 11, 11, 11, 11, 11, 1)
    lines = (
        "望楼县财政局2024年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        write_t3(table, "gb2021_30", glue),
    )

    report = normalise(draft_report(document(*lines), CATALOGUE.landmarks), SourceDocument(b"", "report"), CATALOGUE)
    states = Counter(fact.state for fact in report.facts)

    assert states["ambiguous"] > 0
    assert report.coverage == Coverage(states["number"] + states["ambiguous"], states["number"])


def test_a_label_that_is_a_head_as_well_tells_no_edition() -> None:
    table = invent(5, 60, "gb2019_60")
    text = write_t3(table, "gb2019_60", lambda row: "".join(map(str, row)))
    end = text.index("四、结转下年度")
    text = f"{text[:end]}申请人情况自然人其他{text[end:]}"
    result = read("三、收到和处理政府信息公开申请情况" + text, year=2020)

    assert result.editions == (("T3", "gb2019_60"),)
