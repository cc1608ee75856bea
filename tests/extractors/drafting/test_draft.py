"""Which table is which, by what it says; and which lines may be the title."""

from dataclasses import replace

import pytest

from extractors.drafting.draft import draft_report
from extractors.drafting.table_names import count_votes
from extractors.drafting.title_lines import is_title
from extractors.model.document import Block, Cell, Document, Heading, Origin, Paragraph, Table
from extractors.model.labels import Folding
from extractors.model.landmarks import ChapterMark, Landmarks, TableMark, TitleMarks

FOLDING = Folding({}, (), "一二三四五六七八九十")
LANDMARKS = Landmarks(
    folding=FOLDING,
    chapters=(ChapterMark("s1_overview", 1, ("总体情况",), ("总体", "情况")),),
    tables=(
        TableMark("T2", ("规章", "行政许可", "行政处罚", "制发件数", "第二十条第"), 2),
        TableMark("T3", ("本年新收", "上年结转", "予以公开", "无法提供", "自然人", "国家秘密"), 2),
        TableMark("T4", ("结果维持", "结果纠正", "尚未审结", "复议后起诉"), 2),
        TableMark("S14", ("统计指标", "统计数", "收到申请数"), 3, is_current=False),
        TableMark("LOCAL", ("指标名称", "当面申请数", "网上申请数", "行政诉讼数"), 3, is_current=False),
    ),
    title=TitleMarks(
        ("政府信息公开", "信息公开"),
        ("年度报告", "年报"),
        ("指南", "目录", "季度", "通知"),
        ("文件", "号", "日"),
        ("统计表",),
        ("年度",),
    ),
)


def make_table(*rows: str, number: int = 1) -> Table:
    cells = tuple(
        tuple(Cell(text, r, c, Origin(table=number, row=r, column=c)) for c, text in enumerate(row.split("|")))
        for r, row in enumerate(rows)
    )
    return Table(cells, Origin(table=number))


def draft_of(*blocks: str | Heading | Table, metadata: tuple[tuple[str, str], ...] = ()):
    made: list[Block] = [Paragraph(b, Origin(block=i)) if isinstance(b, str) else b for i, b in enumerate(blocks)]
    return draft_report(Document("0" * 64, "text/plain", "x.txt", tuple(made), metadata), LANDMARKS)


def pieces_of(draft) -> list[tuple[str, int]]:
    return [(piece.code, len(piece.rows)) for piece in draft.tables]


T2 = make_table("第二十条第（一）项|", "信息内容|本年制发件数", "规章|0", number=1)
T3 = make_table("|自然人", "一、本年新收|3", "二、上年结转|0", number=2)
T4 = make_table("结果维持|结果纠正|尚未审结", "0|1|0", number=3)


def test_tables_are_known_by_their_words_in_any_order():
    assert pieces_of(draft_of(T4, T2, T3)) == [("T4", 2), ("T2", 3), ("T3", 3)]


def test_one_word_is_not_enough():
    draft = draft_of(make_table("规章|制度"))

    assert pieces_of(draft) == []
    assert len(draft.spare_tables) == 1


def test_a_table_of_nothing_we_know_is_spare():
    draft = draft_of(make_table("索引号|0042", "发布机构|望楼县"), T2)

    assert pieces_of(draft) == [("T2", 3)]
    assert [table.rows[0][0].text for table in draft.spare_tables] == ["索引号"]


def test_one_table_that_holds_all_three_is_cut_by_row():
    rows = [[cell.text for cell in row] for table in (T2, T3, T4) for row in table.rows]
    draft = draft_of(make_table(*["|".join([*row, "", ""][:3]) for row in rows]))

    assert pieces_of(draft) == [("T2", 3), ("T3", 3), ("T4", 2)]


def test_one_logical_table_may_be_several_physical_ones():
    first = make_table("第二十条第（一）项|", "规章|0", number=1)
    second = make_table("第二十条第（五）项|", "行政许可|7", number=2)
    draft = draft_of(first, second, T3)

    assert pieces_of(draft) == [("T2", 2), ("T2", 2), ("T3", 3)]
    assert [piece.origin.table for piece in draft.pieces("T2")] == [1, 2]


def test_a_small_piece_with_one_word_goes_with_the_table_before_it():
    assert pieces_of(draft_of(T3, make_table("（四）无法提供|1"))) == [("T3", 3), ("T3", 1)]


def test_a_piece_of_bare_values_goes_with_the_table_before_it():
    assert pieces_of(draft_of(T4, make_table("0|1|0"))) == [("T4", 2), ("T4", 1)]


@pytest.mark.parametrize(
    ("piece", "is_part"),
    [
        ("信息内容|本年制发件数", True),
        ("信息内容|本年收费", False),
        ("信息内容|本年制发件数|现行有效件数", False),
        ("各年本年制发件数|12", False),
    ],
)
def test_heads_alone_go_with_the_table_behind_them(piece, is_part):
    rows = make_table("规章|0", "行政许可|3")

    assert pieces_of(draft_of(make_table(piece), rows)) == [("T2", 1)] * is_part + [("T2", 2)]


def test_a_piece_of_bare_values_with_nothing_before_it_is_spare():
    assert pieces_of(draft_of(make_table("0|1|0"))) == []


def test_an_older_table_is_taken_whole():
    old = make_table("统计指标|统计数", "（一）收到申请数|6", "1.规章|2", "2.行政许可|4")

    assert pieces_of(draft_of(old)) == [("S14", 4)]


def test_a_piece_of_an_older_table_that_names_reviews_alone_goes_with_the_table_before_it():
    older = make_table("统计指标|单位|统计数", "收到申请数|件|3")
    piece = ("结果维持数|件|1", "尚未审结数|件|2")

    assert pieces_of(draft_of(older, make_table(*piece, number=2))) == [("S14", 2), ("S14", 2)]
    assert pieces_of(draft_of(make_table(*piece))) == [("T4", 2)]
    assert pieces_of(draft_of(older, make_table("结果维持|结果纠正|尚未审结|复议后起诉", "1|2|3|4", number=2)))[1] == (
        "T4",
        2,
    )


def test_a_piece_of_an_older_table_with_rows_of_another_and_no_heads_goes_with_the_table_before_it():
    older = make_table("统计指标|单位|统计数", "收到申请数|件|3")
    rows = ("当面申请数|件|1", "网上申请数|件|2", "行政诉讼数|件|0")

    assert pieces_of(draft_of(older, make_table(*rows, number=2))) == [("S14", 2), ("S14", 3)]
    assert pieces_of(draft_of(older, make_table("指标名称|单位|2016年度", *rows, number=2)))[1] == ("LOCAL", 4)


def test_first_lines_of_an_older_table_need_not_be_as_wide_as_those_behind_them():
    head = make_table("统计指标|单位|统计数|备注")
    older = make_table("收到申请数|件|3", "统计指标|单位|统计数", number=2)

    assert pieces_of(draft_of(replace(head, layout="lines"), older)) == [("S14", 1), ("S14", 2)]
    assert pieces_of(draft_of(head, older)) == [("S14", 2)]


def test_each_word_votes_once_for_a_table():
    votes = count_votes(FOLDING.text_key("规章 规章 规 章"), LANDMARKS.tables)

    assert votes == {"T2": 1, "T3": 0, "T4": 0, "S14": 0, "LOCAL": 0}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("望楼县2024年政府信息公开工作年度报告", id="the plain form"),
        pytest.param("2024 年 度 政 府 信 息 公 开 年 报", id="blanks between all signs"),
        pytest.param("《望楼县信息公开工作年报》", id="in angle quotes"),
    ],
)
def test_a_line_that_titles_a_report(line):
    assert is_title(line, LANDMARKS)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("政府信息公开", id="a subject without a kind"),
        pytest.param("2024年度报告", id="a kind without a subject"),
        pytest.param("政府信息公开指南年度报告", id="a word that no report's title has"),
        pytest.param("年报", id="far too short"),
        pytest.param("本报告按照政府信息公开条例编制，" * 8 + "年度报告", id="far too long"),
        pytest.param("年度报告中的政府信息公开", id="the kind before the subject"),
    ],
)
def test_a_line_that_titles_none(line):
    assert not is_title(line, LANDMARKS)


def test_the_bodys_own_title_comes_before_the_pages():
    draft = draft_of(
        "望楼县2024年信息公开年报", metadata=(("html:title", "望楼县信息公开年度报告"), ("meta:Keywords", "公开"))
    )

    assert [(line.text, line.source) for line in draft.titles] == [
        ("望楼县2024年信息公开年报", "body"),
        ("望楼县信息公开年度报告", "html:title"),
    ]


def test_a_title_set_in_two_lines_is_joined():
    draft = draft_of("望楼县2024年政府信息公开", "工作年度报告", "正文。")

    assert [line.text for line in draft.titles] == ["望楼县2024年政府信息公开工作年度报告"]


def test_the_issuers_line_above_a_title_belongs_to_it():
    draft = draft_of("望楼县财政局", "2024年政府信息公开工作年度报告", "正文。")

    assert [line.text for line in draft.titles] == ["望楼县财政局2024年政府信息公开工作年度报告"]


def test_years_to_choose_from_above_a_title_belong_to_none():
    lines = ("2023年", "2024年", "青禾县财政局2024年政府信息公开工作年度报告")

    assert draft_of(*lines).titles[0].text == lines[2]


def test_a_sentence_that_speaks_of_the_report_is_no_title_of_it():
    draft = draft_of(
        "望楼县财政局2031年政府信息公开",
        "工作年度报告",
        "2031年，本局认真贯彻《政府信息公开条例》，现将年度报告公布如下。",
    )

    assert [title.text for title in draft.titles] == ["望楼县财政局2031年政府信息公开工作年度报告"]


def test_a_letterhead_its_number_and_a_date_belong_to_no_title():
    title = "望楼县财政局2031年政府信息公开工作年度报告"
    for line in ("望楼县财政局文件", "望财〔2032〕3号", "2032年1月15日"):
        assert [found.text for found in draft_of(line, title).titles] == [title]


def test_a_title_that_the_heading_of_a_letter_quotes():
    draft = draft_of("关于印发《望楼县财政局2031年政府信息公开工作年度报告》的通知", "各科室：")

    assert [title.text for title in draft.titles] == ["望楼县财政局2031年政府信息公开工作年度报告"]


def test_a_title_at_the_head_of_text_without_line_breaks():
    text = "望楼县2024年政府信息公开工作年度报告本报告依据条例编制" + "，按时按质完成各项工作" * 8 + "。"

    assert [line.text for line in draft_of(text).titles] == ["望楼县2024年政府信息公开工作年度报告"]


def test_a_title_may_stand_in_a_row_of_its_own_above_a_table():
    title = "望楼县财政局2014年政府信息公开年报"

    assert [line.text for line in draft_of(make_table(f"{title}||", "统计指标|单位|统计数")).titles] == [title]
    assert draft_of(make_table(f"{title}|条|3", "统计指标|单位|统计数")).titles == ()


def test_a_table_published_alone_has_a_title_where_it_says_that_it_is_a_years():
    title = "望楼县财政局2014年度政府信息公开情况统计表"

    assert [line.text for line in draft_of(title).titles] == [title]
    assert draft_of("望楼县财政局2014年政府信息公开情况统计表").titles == ()
    assert draft_of("望楼县财政局2014年度第三季度政府信息公开情况统计表").titles == ()
    assert [line.text for line in draft_of("望楼县财政局2014年政府信息公开年报", title).titles] == [
        "望楼县财政局2014年政府信息公开年报"
    ]


def test_a_title_far_below_is_a_mention():
    lines = ["甲。"] * 20
    draft = draft_of(*lines, "望楼县2024年政府信息公开工作年度报告")

    assert draft.titles == ()
