"""Issuer and year from titles of every pattern in use; all places are made up."""

from datetime import date

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.titles import (
    find_compilers,
    find_date,
    find_periods,
    find_years,
    is_short_form,
    parse_title,
)

WORDS = load_catalogue().titles

TITLES = [
    ("望楼县财政局〔2025〕3号2024年政府信息公开工作年度报告", "望楼县财政局", 2024),
    ("望楼县2024年政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县人民政府2024年政府信息公开工作年度报告", "望楼县人民政府", 2024),
    ("望楼县人民政府办公室2025年政府信息公开工作年度报告", "望楼县人民政府办公室", 2025),
    ("望楼县财政局2023年政府信息公开工作年度报告", "望楼县财政局", 2023),
    ("2023年望楼县财政局政府信息公开工作年度报告", "望楼县财政局", 2023),
    ("2023年度望楼县财政局政府信息公开工作年度报告", "望楼县财政局", 2023),
    ("望楼县财政局2023年度政府信息公开工作年度报告", "望楼县财政局", 2023),
    ("望楼县财政局2023年政府信息公开年度报告", "望楼县财政局", 2023),
    ("望楼县财政局2023年政务信息公开年度报告", "望楼县财政局", 2023),
    ("望楼县财政局2023年度信息公开工作年报", "望楼县财政局", 2023),
    ("望楼县财政局2023年信息公开年报", "望楼县财政局", 2023),
    ("望楼县财政局2023年政务公开工作年度报告", "望楼县财政局", 2023),
    ("望楼县财政局2023年政府信息公开工作报告", "望楼县财政局", 2023),
    ("望楼县财政局2023年政府信息公开工作情况报告", "望楼县财政局", 2023),
    ("望楼县财政局关于2023年政府信息公开工作年度报告", "望楼县财政局", 2023),
    ("望楼县财政局关于2023年度政府信息公开工作的报告", "望楼县财政局", 2023),
    ("关于公布望楼县2023年政府信息公开工作年度报告", "望楼县", 2023),
    ("关于望楼县2023年政府信息公开工作年度报告", "望楼县", 2023),
    ("望楼县政府信息公开工作年度报告（2023年）", "望楼县", 2023),
    ("望楼县政府信息公开工作年度报告（2023年度）", "望楼县", 2023),
    ("望楼县政府信息公开工作年度报告(2023)", "望楼县", 2023),
    ("望楼县政府信息公开工作2023年度报告", "望楼县", 2023),
    ("望楼县政府信息公开2023年年度报告", "望楼县", 2023),
    ("望楼县 2024 年政府信息公开 工作年度报告", "望楼县", 2024),
    ("望 楼 县 2 0 2 4 年 政 府 信 息 公 开 工 作 年 度 报 告", "望楼县", 2024),
    ("望楼县2024年\n政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县\n2024年政府信息公开\n工作年度报告", "望楼县", 2024),
    ("望楼县\u30002024\u3000年政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县２０２４年政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县２０２４年度政府信息公开年度报告", "望楼县", 2024),
    ("望楼县二〇二四年政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县二零二四年政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县二○二四年政府信息公开工作年度报告", "望楼县", 2024),
    ("二〇二一年望楼县政府信息公开工作年度报告", "望楼县", 2021),
    ("望楼县二 〇 二 四 年政府信息公开工作年度报告", "望楼县", 2024),
    ("《望楼县2024年政府信息公开工作年度报告》", "望楼县", 2024),
    ("“望楼县2024年政府信息公开工作年度报告”", "望楼县", 2024),
    ("望楼县2024年政府信息公开工作年度报告（超链版）", "望楼县", 2024),
    ("望楼县2024年政府信息公开工作年度报告（图片版）", "望楼县", 2024),
    ("望楼县2024年政府信息公开工作年度报告（文字版）", "望楼县", 2024),
    ("望楼县2024年政府信息公开工作年度报告（全真版）", "望楼县", 2024),
    ("【图片版】望楼县2024年政府信息公开工作年度报告", "望楼县", 2024),
    ("首页-政府信息公开年报-望楼县2024年政府信息公开工作年度报告", "望楼县", 2024),
    ("望楼县青禾镇人民政府2024年政府信息公开工作年度报告", "望楼县青禾镇人民政府", 2024),
    ("澜东省榆陵市望楼县青禾镇2024年政府信息公开工作年度报告", "澜东省榆陵市望楼县青禾镇", 2024),
    ("望楼县双井街道办事处2022年政府信息公开工作年度报告", "望楼县双井街道办事处", 2022),
    ("望楼县双井街道2022年政府信息公开工作年度报告", "望楼县双井街道", 2022),
    ("榆陵高新技术产业开发区管理委员会2022年政府信息公开工作年度报告", "榆陵高新技术产业开发区管理委员会", 2022),
    ("榆陵城乡一体化示范区2022年政府信息公开工作年度报告", "榆陵城乡一体化示范区", 2022),
    ("国家税务总局望楼县税务局2022年政府信息公开工作年度报告", "国家税务总局望楼县税务局", 2022),
    ("望楼县气象局2022年政府信息公开工作年度报告", "望楼县气象局", 2022),
    ("望楼县残疾人联合会2022年政府信息公开工作年度报告", "望楼县残疾人联合会", 2022),
    ("望楼县公安局交通警察大队2022年政府信息公开工作年度报告", "望楼县公安局交通警察大队", 2022),
    ("望楼县发展和改革委员会2019年政府信息公开工作年度报告", "望楼县发展和改革委员会", 2019),
    ("望楼县住房和城乡建设局2020年政府信息公开工作年度报告", "望楼县住房和城乡建设局", 2020),
    ("望楼县2018年政府信息公开工作年度报告", "望楼县", 2018),
    ("望楼县人民政府2008年政府信息公开年度报告", "望楼县人民政府", 2008),
    ("望楼县人民政府信息公开2024年年度报告", "望楼县人民政府", 2024),
    ("榆陵市人民政府信息公开工作年度报告（2021年）", "榆陵市人民政府", 2021),
    ("政府信息公开工作年度报告", "", None),
    ("2024年政府信息公开工作年度报告", "", 2024),
    ("望楼县政府信息公开工作年度报告", "望楼县", None),
    ("望楼县财政局政府信息公开年度报告", "望楼县财政局", None),
    ("1.望楼县财政局2024年政府信息公开工作年度报告", "望楼县财政局", 2024),
    ("（12）望楼县财政局2024年政府信息公开工作年度报告", "望楼县财政局", 2024),
    ("望楼镇政府2024年信息公开工作年度报告", "望楼镇政府", 2024),
    ("望楼县人民政府关于2024年政府信息公开工作的年度报告", "望楼县人民政府", 2024),
    ("柏川部（2025年第1号）：柏川部2024年政府信息公开工作报告", "柏川部", 2024),
    ("标题 望楼县2024年政府信息公开工作年度报告", "望楼县", 2024),
    ("公报标题望楼县财政局2024年政府信息公开工作年度报告", "望楼县财政局", 2024),
    ("本机关2024年政府信息公开工作年度报告", "", 2024),
    ("政府政务公开年报", "", None),
    ("望楼县2024年政府信息公开工作年度报告（更正）", "望楼县", 2024),
    ("望楼县2024年政府信息公开工作年度报告（修订版）", "望楼县", 2024),
]


@pytest.mark.parametrize(("title", "issuer", "year"), TITLES, ids=[repr(title) for title, _, _ in TITLES])
def test_issuer_and_year_of_a_title(title, issuer, year):
    parsed = parse_title(title, WORDS)

    assert (parsed.issuer, parsed.year) == (issuer, year)


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("關於公佈雙溪縣財政局2023年政府信息公開工作年度報告", "雙溪縣財政局"),
        ("臨河縣人民政府信息公開工作2023年度報告", "臨河縣人民政府"),
        ("於潜镇2023年政府信息公开工作年度报告", "於潜镇"),
        ("於潜镇人民政府信息公开工作年度报告（2023年）", "於潜镇人民政府"),
    ],
)
def test_an_issuer_in_traditional_script_keeps_its_name_as_printed(title, issuer):
    assert (parse_title(title, WORDS).issuer, parse_title(title, WORDS).year) == (issuer, 2023)


@pytest.mark.parametrize("mark", ["更正", "修订", "更新", "修改后", "修正"])
def test_a_mark_of_correction_is_noticed(mark):
    title = f"望楼县2024年政府信息公开工作年度报告（{mark}）"

    assert parse_title(title, WORDS).is_correction
    assert not parse_title("望楼县2024年政府信息公开工作年度报告（图片版）", WORDS).is_correction


def test_a_document_number_is_no_year():
    assert parse_title("望政办〔12024〕3号", WORDS).year is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2025-01-17", date(2025, 1, 17), id="with hyphens"),
        pytest.param("2025年1月7日", date(2025, 1, 7), id="in words"),
        pytest.param("2025/1/7 09:30", date(2025, 1, 7), id="with strokes and a time"),
        pytest.param("发布时间：2025.01.17", date(2025, 1, 17), id="with stops, behind words"),
        pytest.param("２０２５年１月１７日", date(2025, 1, 17), id="in full-width digits"),
        pytest.param("2025-02-30", None, id="a day that does not exist"),
        pytest.param("2025年1月", None, id="no day"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_find_date(text, expected):
    assert find_date(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("望楼发改局", "望楼县发展和改革局", True, id="every sign in order"),
        pytest.param("望楼县发展和改革局", "望楼发改局", True, id="whichever is shorter"),
        pytest.param("望楼县财政局", "望楼县财政局", True, id="equal names"),
        pytest.param("望楼县财政局", "柏川县财政局", False, id="another county"),
        pytest.param("局财政", "望楼县财政局", False, id="signs out of order"),
    ],
)
def test_is_short_form(one, other, is_same):
    assert is_short_form(one, other) is is_same


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        pytest.param("自2024年1月1日起至2024年12月31日止", [(2024, 2024)], id="whole"),
        pytest.param("自202411日起至20241231日止", [(2024, 2024)], id="years and months lost"),
        pytest.param("自20241月1日起至202412月31日止", [(2024, 2024)], id="years lost"),
        pytest.param("2024年1月1日到12月31止", [(2024, 2024)], id="the last sign lost"),
        pytest.param("2024年1月1日至2024年12月20日", [(2024, 2024)], id="counted before the year was over"),
        pytest.param("2023年1月1日至2024年12月31日", [(2023, 2024)], id="two years"),
        pytest.param("2024年1月1日至6月30日", [], id="half a year"),
        pytest.param("电话02024112312", [], id="a telephone number"),
    ],
)
def test_find_periods(text, periods):
    assert find_periods(text) == periods


def test_find_years_leaves_days_and_letters_out():
    assert find_years("2024年，我局按照〔2019〕60号，截至2023年12月31日") == {2024}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("本报告由望楼县财政局编制。", ["望楼县财政局"], id="made by"),
        pytest.param("本报告由青禾乡人民政府按照《条例》编制", ["青禾乡人民政府"], id="made by, on what ground"),
        pytest.param("根据《条例》要求，望楼县财政局现向社会公布本单位年报", ["望楼县财政局"], id="published by"),
        pytest.param(
            "按照《条例》，望楼县财政局编制完成2024年年度报告", ["望楼县财政局"], id="has made that of a year"
        ),
        pytest.param("本报告由总体情况、主动公开情况等组成", [], id="made of"),
        pytest.param("由本机关编制", [], id="nobody by name"),
        pytest.param("本年報由雙溪縣財政局編寫", ["雙溪縣財政局"], id="in traditional script, as printed"),
    ],
)
def test_find_compilers(text, names):
    assert list(find_compilers(text, WORDS)) == names
