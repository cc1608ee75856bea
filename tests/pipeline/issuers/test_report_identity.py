"""Whose report it is and for which year, and what is told where the document disagrees with itself."""

from dataclasses import replace
from datetime import date

import pytest
from by_hand import draft_of, make_document, make_table

from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.report_identity import ReportIdentity, identify

TITLE = "望楼县财政局2024年政府信息公开工作年度报告"
PERIOD = "所列数据的统计期限为2024年1月1日至2024年12月31日。"


def identity_of(*lines: str, name: str = "a.html", metadata: tuple[tuple[str, str], ...] = ()) -> ReportIdentity:
    draft = draft_of(make_document(*lines, metadata=metadata))
    return identify(draft, SourceDocument(b"x", name), load_catalogue())


def rules(identity: ReportIdentity) -> list[str]:
    return [finding.rule for finding in identity.findings]


def test_a_title_says_both():
    identity = identity_of(TITLE, PERIOD)

    assert (identity.issuer, identity.year, identity.title) == ("望楼县财政局", 2024, TITLE)
    assert rules(identity) == []


def test_the_year_comes_from_the_period_where_the_title_has_none():
    identity = identity_of("望楼县财政局政府信息公开工作年度报告", PERIOD)

    assert (identity.issuer, identity.year) == ("望楼县财政局", 2024)


@pytest.mark.parametrize(
    ("before", "year"),
    [
        pytest.param("前" * 990, 2024, id="over the end of the beginning"),
        pytest.param("前" * 3000, 2024, id="far down"),
        pytest.param("前" * 6000, None, id="too far down"),
        pytest.param("2023年1月1日至2023年12月31日。" + "前" * 1200, 2023, id="after another one"),
    ],
)
def test_the_first_period_counts_wherever_it_stands(before, year):
    identity = identity_of("望楼县财政局政府信息公开工作年度报告", before, PERIOD)

    assert identity.year == year


def test_issuer_and_year_come_from_the_pages_metadata():
    metadata = (("html:title", "望楼县财政局2024年信息公开年报"),)
    identity = identity_of("政府信息公开工作年度报告", metadata=metadata)

    assert (identity.issuer, identity.year) == ("望楼县财政局", 2024)


def test_the_issuer_comes_from_the_block_above_the_report():
    metadata = (("block:发布机构", "望楼县财政局"), ("block:发布日期", "2025-01-17"))
    identity = identity_of("2024年政府信息公开工作年度报告", metadata=metadata)

    assert (identity.issuer, identity.published_on) == ("望楼县财政局", date(2025, 1, 17))


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        pytest.param(("发布日期：2025-01-17",), date(2025, 1, 17), id="a line alone"),
        pytest.param(("文章来源：办公室 | 添加时间：2025-01-17 |",), date(2025, 1, 17), id="when it was entered"),
        pytest.param(("2025-01-20 09:00", "成文日期：2025-01-03"), date(2025, 1, 20), id="a stamp before another date"),
        pytest.param(("發佈時間：2025-01-17 09:30信息來源：望樓縣",), date(2025, 1, 17), id="in traditional script"),
        pytest.param((make_table([["索引号", "A-1"], ["发布日期", "2025-01-17"]]),), date(2025, 1, 17), id="a table"),
        pytest.param((make_table([["索引号", "A-1", "发布日期 2025-01-17"]]),), date(2025, 1, 17), id="an odd table"),
        pytest.param(("时间：2024年1月1日至2024年12月31日",), None, id="the period"),
        pytest.param(("（2025年1月17日）",), None, id="a signature"),
        pytest.param(
            ("正文，正文，正文，正文，正文，正文，正文。", "发布日期：2025-01-17"), None, id="behind a sentence"
        ),
    ],
)
@pytest.mark.parametrize("reader", ["text", "docx"])
def test_the_day_of_publication_comes_from_the_lines_above_the_report(lines, day, reader):
    draft = draft_of(replace(make_document(TITLE, *lines, PERIOD), reader=reader))

    assert identify(draft, SourceDocument(b"x", "a.txt"), load_catalogue()).published_on == day


def test_the_first_key_that_has_a_day_counts():
    metadata = (("block:发布日期", "见右上角"), ("block:更新时间", "2025-01-18"), ("block:时间", "2025-01-17"))

    assert identity_of(TITLE, metadata=metadata).published_on == date(2025, 1, 17)


def test_the_issuer_comes_from_the_lines_above_the_report():
    draft = draft_of(replace(make_document("发布机构：望楼县财政局", "索引号：A-1", PERIOD), reader="text"))

    assert identify(draft, SourceDocument(b"x", "a.txt"), load_catalogue()).issuer == "望楼县财政局"


REAL = "德清县民政局2024年政府信息公开工作年度报告"
"""Of an issuer that the registry knows."""


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        pytest.param(("县域热点", REAL), "德清县民政局", id="words above that make it unknown"),
        pytest.param(("湖州市", REAL), "湖州市德清县民政局", id="a part of the name"),
        pytest.param(("德清县民", REAL.removeprefix("德清县民")), "德清县民政局", id="broken in the middle"),
        pytest.param(("望楼县青禾镇", TITLE), "望楼县青禾镇望楼县财政局", id="neither of them known"),
        pytest.param(
            ("德清县民政局", REAL.replace("德清县", "县")), "德清县民政局", id="the full name above the short one"
        ),
    ],
)
def test_the_line_above_a_title_belongs_to_it_unless_only_the_title_alone_is_known(lines, issuer):
    assert identity_of(*lines, PERIOD).issuer == issuer


def test_the_first_sentence_names_issuer_and_year_where_no_title_does():
    identity = identity_of("根据《条例》规定，现公布望楼县财政局2024年政府信息公开工作年度报告，欢迎监督。")

    assert (identity.issuer, identity.year, identity.title) == ("望楼县财政局", 2024, TITLE)
    assert rules(identity) == []


def test_the_publisher_completes_the_name_in_a_sentence():
    metadata = (("block:发布机构", "望楼县财政局"),)
    identity = identity_of("现将县财政局2024年政府信息公开工作年度报告公布如下，欢迎监督。", metadata=metadata)

    assert identity.issuer == "望楼县财政局"


@pytest.mark.parametrize(
    ("source", "issuer"),
    [("德清县民政局", "德清县民政局"), ("本站原创", ""), ("1", "")],
)
def test_a_source_names_the_issuer_where_it_is_an_organ(source, issuer):
    assert identity_of("2024年政府信息公开工作年度报告", metadata=(("block:来源", source),)).issuer == issuer


def test_another_source_is_no_disagreement():
    assert rules(identity_of(TITLE, metadata=(("block:来源", "柏川县人民政府"),))) == []


def test_who_made_the_report_is_its_issuer_where_nothing_else_names_one():
    identity = identity_of("2024年政府信息公开工作年度报告", "本报告由德清县民政局编制，欢迎监督。")

    assert identity.issuer == "德清县民政局"


CHAPTERS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")


def test_the_only_year_in_the_prose_is_taken_and_told():
    identity = identity_of("一、总体情况", "2024年，我局认真贯彻条例，2024年全年公开信息3条。", *CHAPTERS)

    assert identity.year == 2024
    assert rules(identity) == ["DOC.YEAR", "DOC.NO_ISSUER"]
    assert identity.findings[0].state == "uncertain"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("一、总体情况", "2024年，我局部署2025年工作。", *CHAPTERS), id="two years"),
        pytest.param(("2024年，我局公开信息3条。",), id="no form of a report"),
    ],
)
def test_a_year_in_the_prose_that_may_be_another_is_not_taken(lines):
    assert identity_of(*lines).year is None


def test_the_title_that_names_the_issuer_is_the_reports():
    assert identity_of("政府信息公开工作年度报告", TITLE).title == TITLE


def test_the_files_name_is_the_last_resort():
    identity = identity_of("正文。", name=f"{TITLE}.pdf")

    assert (identity.issuer, identity.year) == ("望楼县财政局", 2024)


def test_a_document_that_names_nothing_says_so():
    identity = identity_of("正文。")

    assert (identity.issuer, identity.year) == ("", None)
    assert rules(identity) == ["DOC.NO_YEAR", "DOC.NO_ISSUER"]


@pytest.mark.parametrize(
    ("lines", "metadata"),
    [
        pytest.param((TITLE, PERIOD.replace("2024", "2023")), (), id="the period is another year"),
        pytest.param((TITLE,), (("html:title", TITLE.replace("2024", "2023")),), id="the page's title is another year"),
        pytest.param((TITLE,), (("meta:PubDate", "2024-01-15"),), id="published before the year was over"),
    ],
)
def test_years_that_disagree_are_told(lines, metadata):
    identity = identity_of(*lines, metadata=metadata)

    assert identity.year == 2024
    assert rules(identity) == ["DOC.YEAR"]


@pytest.mark.parametrize(
    "period",
    [
        pytest.param("统计期限为2024年1月1日至12月31日。", id="the second year left out"),
        pytest.param("统计期限自 2024 年 1 月 1 日起至 2024 年 12 月 31 日止。", id="blanks everywhere"),
        pytest.param("统计期限为２０２４年１月１日至２０２４年１２月３１日。", id="full-width digits"),
    ],
)
def test_a_period_in_any_print(period):
    assert identity_of("望楼县财政局政府信息公开工作年度报告", period).year == 2024


def test_a_period_over_two_years_says_nothing():
    identity = identity_of("望楼县财政局政府信息公开工作年度报告", "自2023年1月1日至2024年12月31日。")

    assert identity.year is None


def test_another_organ_in_the_metadata_is_told():
    identity = identity_of(TITLE, metadata=(("block:发布机构", "柏川县审计局"),))

    assert identity.issuer == "望楼县财政局"
    assert rules(identity) == ["DOC.ISSUER"]


def test_a_short_form_of_the_same_organ_is_no_disagreement():
    identity = identity_of(TITLE, metadata=(("block:发布机构", "县财政局"),))

    assert rules(identity) == []


def test_a_corrected_copy_says_so():
    assert identity_of(f"{TITLE}（更正）").is_correction
    assert not identity_of(TITLE).is_correction


def test_the_printed_name_is_kept_beside_the_clean_one():
    identity = identity_of("望楼县财政局 2024 年政府信息公开 工作年度报告")

    assert identity.title == "望楼县财政局 2024 年政府信息公开 工作年度报告"
    assert identity.issuer == "望楼县财政局"
