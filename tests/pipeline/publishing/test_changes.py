"""What a person reads of a revision and of a difference."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from db.schema.records import Change, Fact, Figure, HeldRevision, Section
from pipeline.publishing.changes import REASONS, show_change, show_revision

FACT = Fact("T3", "outcome_total", "all", "number", Decimal(3), "件", "3", "exact", "三 › 总计", None)
FIGURE = Figure("posts_wechat", Decimal(3), "条", False, "own", "year", "3条", "推送 3条。", 1, 2, 4)
SECTION = Section("s1_overview", 1, "一、总体情况", "全年主动公开信息3条，没有收取费用。")
LOADED = datetime(2025, 2, 1, 8, tzinfo=UTC)
HELD = HeldRevision(4, 1, 2, "source_changed", "ab" * 32, "0.1.0", "7", 5, LOADED, None, 3, "甲局")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(FACT, replace(FACT, value=Decimal(4), raw="4"), "3 → 4  三 › 总计", id="a number"),
        pytest.param(
            FACT, replace(FACT, value=Decimal(4), raw="4（件）"), "3 → 4 '4（件）'  三 › 总计", id="a remark beside it"
        ),
        pytest.param(FACT, replace(FACT, state="blank", value=None, raw=""), "3 → (blank)  三 › 总计", id="a blank"),
        pytest.param(
            FACT, replace(FACT, state="slash", value=None, raw="/"), "3 → (slash) '/'  三 › 总计", id="a slash"
        ),
        pytest.param(None, FACT, "␀ → 3  三 › 总计", id="a cell that came"),
        pytest.param(FACT, None, "3 → ␀  三 › 总计", id="a cell that went"),
    ],
)
def test_a_changed_cell(old, new, told):
    assert list(show_change(Change("fact", ("outcome_total", "all"), old, new))) == [
        f"fact     outcome_total · all: {told}"
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            FIGURE, replace(FIGURE, value=Decimal(4), sentence="推送4条。"), "3 条 → 4 条 「推送4条。」", id="a value"
        ),
        pytest.param(
            FIGURE,
            replace(FIGURE, sentence="共推送3条。"),
            "3 条, in another sentence 「共推送3条。」",
            id="words alone",
        ),
        pytest.param(None, FIGURE, "␀ → 3 条 「推送 3条。」", id="a figure that came"),
    ],
)
def test_a_changed_figure(old, new, told):
    assert list(show_change(Change("figure", ("posts_wechat",), old, new))) == [f"figure   posts_wechat: {told}"]


LONG = replace(SECTION, text="全年主动公开信息3条。没有收取费用。公众号推送9次；举办活动2场。")


@pytest.mark.parametrize(
    ("new", "told"),
    [
        pytest.param(
            LONG.text.replace("3条", "12条"),
            ["「一、总体情况全年主动公开信息[3]条。」 → 「一、总体情况全年主动公开信息[12]条。」"],
            id="one sentence",
        ),
        pytest.param(
            LONG.text.replace("3条", "12条").replace("9次", "8次"),
            [
                "「一、总体情况全年主动公开信息[3]条。」 → 「一、总体情况全年主动公开信息[12]条。」",
                "「公众号推送[9]次；」 → 「公众号推送[8]次；」",
            ],
            id="two sentences",
        ),
        pytest.param(LONG.text.replace("没有收取费用。", ""), ["「没有收取费用。」 → ␀"], id="a sentence that went"),
        pytest.param(
            LONG.text.replace("公众号推送9次", "新设专栏一个；公众号共推送9次"),
            ["␀ → 「新设专栏一个；」", "「公众号[]推送9次；」 → 「公众号[共]推送9次；」"],
            id="a sentence that came before one that changed",
        ),
        pytest.param(
            None,
            ["40 signs 「一、总体情况 全年主动公开信息3条。没有收取费用。公众号推送9次；举办活动2场。」 → ␀"],
            id="a chapter that went",
        ),
    ],
)
def test_a_changed_chapter_shows_every_sentence_that_differs(new, told):
    section = None if new is None else replace(LONG, text=new)

    assert list(show_change(Change("section", ("s1_overview",), LONG, section))) == [
        f"section  s1_overview: {line}" for line in told
    ]


@pytest.mark.parametrize(
    ("until", "told"),
    [
        pytest.param(None, "current", id="still held"),
        pytest.param(LOADED, "never current", id="older than what was current"),
        pytest.param(LOADED.replace(hour=9), "until 2025-02-01 09:00:00", id="replaced"),
    ],
)
def test_a_revision(until, told):
    line = show_revision(replace(HELD, superseded_at=until))

    assert line.split("  ")[:4] == [
        "revision 2",
        "source_changed 文件更换",
        "2025-02-01 08:00:00",
        told,
    ]
    assert line.endswith("document abababababab  code 0.1.0  run 5")


def test_a_revision_held_under_another_name_says_so():
    assert show_revision(HELD, names_issuer=True).endswith("run 5  as 甲局")


def test_every_reason_is_as_wide_as_the_others():
    assert {len(words) for words in REASONS.values()} == {4}
