"""Pages that were made of two: each with a frame of its own, or one behind the end of the other."""

import pytest
from forge import Look, expected_states, make_facts
from forge.as_html import to_html
from web_pages import LONG, grid, prose, read

from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

NEW, OLD = (make_facts(seed, issuer="青禾县财政局", year=year) for seed, year in ((21, 2024), (22, 2023)))
NAVIGATION = "<div class='header'><ul><li><a href='/'>首页</a></li><li><a href='/zw'>政务公开</a></li></ul></div>"
HEADS = "<tr><td>月份</td><td>许可</td><td>处罚</td><td>强制</td></tr>"


def write_page(facts) -> str:
    return to_html(facts, Look(chrome=True)).decode()


def states_of(page: str) -> dict[object, dict[object, object]]:
    reports = read_reports(SourceDocument(page.encode(), "page.html"), load_catalogue())
    return {report.year: {(f.field, f.applicant): (f.state, f.value) for f in report.facts} for report in reports}


def frame(title: str, number: int, prose: str) -> str:
    rows = "".join(f"<tr><td>{n}</td><td>{number}</td><td>{n}</td><td>0</td></tr>" for n in range(12))
    table = f"<table>{HEADS}{rows}</table>"
    return (
        f"<div>{NAVIGATION}<div id='zoom'><h1>{title}</h1>{prose}{table}</div><div class='footer'>主办单位</div></div>"
    )


@pytest.mark.parametrize("pair", [(NEW, OLD), (OLD, NEW)], ids=["the newer first", "the older first"])
def test_a_page_behind_the_end_of_another_is_read(pair):
    assert states_of("".join(map(write_page, pair))) == {facts.year: expected_states(facts) for facts in pair}


def test_two_frames_in_one_page_are_both_read():
    document = read(f"<html><body>{frame('甲', 1, 3 * LONG)}{frame('乙', 2, LONG)}</body></html>")

    assert [line for line in prose(document) if len(line) == 1] == ["甲", "乙"]
    assert [grid(document, n)[1][1] for n in range(2)] == ["1", "2"]
    assert not any("首页" in line or "主办" in line for line in prose(document))


def test_a_frame_that_repeats_the_table_of_another_is_left_out():
    document = read(f"<html><body>{frame('甲', 1, 3 * LONG)}{frame('乙', 1, LONG)}</body></html>")

    assert len(list(document.tables())) == 1


def test_another_table_in_another_part_of_a_page_is_left_there():
    other = (
        frame("乙", 2, LONG)
        .replace("许可", "天气")
        .replace("处罚", "气温")
        .replace("强制", "风力")
        .replace("月份", "日")
    )
    document = read(f"<html><body>{frame('甲', 1, 3 * LONG)}{other}</body></html>")

    assert len(list(document.tables())) == 1
