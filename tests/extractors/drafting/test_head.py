"""What stands above a report: the days in its lines, and keys with their values."""

import pytest

from extractors.drafting.head import NO_KEY, list_days, pair_cells, pair_lines

SENTENCE = "本报告所列数据的统计期限自2031年1月1日起至2031年12月31日止，现予公布。"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        pytest.param("发布日期：2032-01-09", [("发布日期", "2032-01-09")], id="one pair alone"),
        pytest.param("时间：2032-01-09 11:18", [("时间", "2032-01-09 11:18")], id="with the time"),
        pytest.param("【发布时间】2032年1月9日", [("发布时间", "2032年1月9日")], id="in brackets"),
        pytest.param("发布日期 : 2032- 01- 09 08 : 30", [("发布日期", "2032- 01- 09 08 : 30")], id="with blanks"),
        pytest.param("日 期：2032/1/9", [("日期", "2032/1/9")], id="a key set wide"),
        pytest.param("柏川网 发布日期：2032-01-09", [("发布日期", "2032-01-09")], id="behind other words"),
        pytest.param("作者：甲 | 时间：2032-01-09 点击数：- 分享到：", [("时间", "2032-01-09")], id="between others"),
        pytest.param(
            "发布时间：2032-01-09 09:30信息来源：柏川县", [("发布时间", "2032-01-09 09:30")], id="run together"
        ),
        pytest.param(
            "成文日期 2032-01-08 发布日期 2032-01-09",
            [("成文日期", "2032-01-08"), ("发布日期", "2032-01-09")],
            id="two of them, without colons",
        ),
        pytest.param("2032-01-09", [(NO_KEY, "2032-01-09")], id="in figures alone"),
        pytest.param("2032年1月9日 09:30", [(NO_KEY, "2032年1月9日 09:30")], id="in words with the time"),
        pytest.param("2032年01月09日来源：柏川县 字体：", [(NO_KEY, "2032年01月09日")], id="with pairs behind it"),
        pytest.param("（2032年1月9日）", [], id="of a signature"),
        pytest.param("2032年1月9日印发", [], id="of a letter"),
        pytest.param("时间：2031年1月1日至2031年12月31日", [], id="the first of a period"),
        pytest.param("时间：2031年1月1日—12月31日", [], id="the first of a period in short"),
        pytest.param("电话：0370-20320109", [], id="a telephone number"),
        pytest.param("柏川县2031年政府信息公开工作年度报告", [], id="a title"),
    ],
)
def test_days_in_a_line(line, days):
    assert list_days([line]) == days


def test_a_day_may_stand_below_its_key():
    assert list_days(["• 发布日期", "• 2032-01-09", "• 主题分类"]) == [
        (NO_KEY, "2032-01-09"),
        ("发布日期", "2032-01-09"),
    ]


def test_days_of_sentences_and_behind_them_do_not_count():
    assert list_days([SENTENCE, "发布日期：2032-01-09"]) == []


def test_a_day_that_was_run_into_the_first_sentence_counts():
    line = f"柏川县2031年年报 发布时间：2032-01-09 09:30来源：柏川县 根据《条例》，{SENTENCE}"

    assert list_days([line]) == [("发布时间", "2032-01-09 09:30")]


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        pytest.param(
            [["索 引 号：", "A/2032-1", "发布机构", "甲县"], ["文号", "", "", ""]],
            [("索引号", "A/2032-1"), ("发布机构", "甲县"), ("文号", "")],
            id="in turns",
        ),
        pytest.param(
            [["索引号", "公开方式", "发布机构"], ["A/2032-1", "主动公开", "甲县"]],
            [("索引号", "A/2032-1"), ("公开方式", "主动公开"), ("发布机构", "甲县")],
            id="keys over values",
        ),
        pytest.param([["自然人", "其他", "总计"], ["甲县", "乙县", "丙县"]], [], id="words over words"),
        pytest.param([["行政许可", "行政处罚", "合计"], ["1201", "3", "1204"]], [], id="words over numbers"),
    ],
)
def test_pairs_in_a_table(rows, pairs):
    assert pair_cells(rows) == pairs


def test_one_pair_in_lines_may_be_anything():
    assert pair_lines(["联系人：甲", "一、总体情况"]) == []
    assert pair_lines(["联系人：甲", "电话：1"]) == [("联系人", "甲"), ("电话", "1")]
