"""Web pages: what style sheets and colours hide, and reports that only a script would show."""

import json
from html import escape

import pytest
from web_pages import FORM, LONG, PROSE, cells_of, codes, grid, prose, read

from extractors.model.marked_text import UNSEEN

OTHER = FORM.replace(">1<", ">8<").replace(">3<", ">9<")


RULE = "{display:none}"


@pytest.mark.parametrize(
    ("sheet", "attribute"),
    [
        pytest.param(f".old{RULE}", 'class="box old"', id="a class"),
        pytest.param(f"/* .a{{ */ div.a, div.old {RULE}", 'class="old"', id="one of several selectors"),
        pytest.param("#old { visibility : hidden; }", 'id="old"', id="an id"),
        pytest.param(f"@media print{{.x{RULE}}} .old{RULE}", 'class="old"', id="behind a rule for print"),
    ],
)
def test_what_a_style_sheet_of_the_page_hides_is_not_read(sheet, attribute):
    document = read(f"<style>{sheet}</style>{LONG}<div {attribute}>{OTHER}</div><div class='new'>{FORM}</div>")

    assert [grid(document, n)[-1] for n in range(len(list(document.tables())))] == [["行政规范性文件", "1", "", "3"]]


@pytest.mark.parametrize(
    ("sheet", "attributes"),
    [
        pytest.param(f"@media print{{.a{RULE}}}", 'class="a"', id="hidden in print only"),
        pytest.param(f".tab{RULE} .tab.on{{display:block}}", 'class="tab on"', id="shown by another class"),
        pytest.param(f".a{RULE}", 'class="a" style="display:block"', id="shown by its own style"),
        pytest.param(f".b .a{RULE}", 'class="a"', id="hidden inside something else"),
        pytest.param(".a{opacity:0.5}", 'class="a"', id="pale"),
    ],
)
def test_what_a_style_sheet_shows_is_read(sheet, attributes):
    document = read(f"<style>{sheet}</style>{LONG}<div {attributes}>{FORM}</div>")

    assert grid(document)[-1] == ["行政规范性文件", "1", "", "3"]


def test_tables_that_a_style_sheet_hides_are_read_where_there_are_no_others():
    form = FORM.replace("</table>", "<tr><td>行政许可</td><td>1</td><td></td><td></td></tr>" * 7 + "</table>")
    document = read(f"<style>.a{RULE}</style>{LONG}<div class='a'>{form}</div>")

    assert grid(document)[3] == ["行政规范性文件", "1", "", "3"]


@pytest.mark.parametrize("hiding", ['style="visibility: hidden; opacity: 0"', 'style="display:none"', "hidden"])
def test_an_article_that_hides_until_all_of_it_is_there_is_read_and_told(hiding):
    form = FORM.replace("</table>", "<tr><td>行政许可</td><td>1</td><td></td><td></td></tr>" * 9 + "</table>")
    form = form.replace("<td>1</td>", '<td>1<i style="display:none">9</i></td>')
    document = read(f"<h1>年报</h1>{LONG}<div {hiding}>{LONG}{form}</div>")

    assert grid(document)[3] == ["行政规范性文件", "1", "", "3"]
    assert "PAGE.BY_SCRIPT" in codes(document)


def test_a_table_that_hides_beside_one_that_is_seen_is_not_read():
    form = FORM.replace("</table>", "<tr><td>行政许可</td><td>1</td><td></td><td></td></tr>" * 9 + "</table>")
    document = read(f'{LONG}{form}<div style="display:none">{form.replace(">3<", ">9<")}</div>')

    assert [len(table.rows) for table in document.tables()] == [13]
    assert "PAGE.BY_SCRIPT" not in codes(document)


def test_a_report_that_a_style_sheet_hides_is_read_below_a_table_of_dates():
    dates = "<table><tr><td>索引号</td><td>1</td></tr><tr><td>发布日期</td><td>2</td></tr></table>" * 2
    form = FORM.replace("</table>", "<tr><td>行政许可</td><td>1</td><td></td><td></td></tr>" * 7 + "</table>")
    document = read(f"<style>.a{RULE}</style><div>{dates}</div><div class='a'>{LONG}{form}</div>")

    assert any(len(table.rows) == 11 for table in document.tables())


def test_transparent_text_is_not_read():
    assert cells_of("<td>1<span style='opacity: 0'>9</span></td>") == ["1"]
    assert cells_of("<td>1<span style='opacity: .05'>9</span></td>") == ["1"]
    assert cells_of("<td>1<span style='font-size: 1%'>9</span></td>") == ["1"]
    assert cells_of("<td>1<span style='font-size: 80%'>9</span></td>") == ["19"]
    assert cells_of("<td>1<span style='opacity:0.8'>9</span></td>") == ["19"]


INSIDE = f"<h1>甲县2031年政府信息公开工作年度报告</h1>{LONG}{FORM}"


@pytest.mark.parametrize(
    "carrier",
    [
        pytest.param(f"<script>var d = {json.dumps({'html': INSIDE})};</script>", id="a script"),
        pytest.param(
            f"<script>x={json.dumps(INSIDE).replace('<', chr(92) + 'u003c')}</script>", id="a script that spells signs"
        ),
        pytest.param(f"<script>show('{INSIDE.replace(chr(39), chr(92) + chr(39))}')</script>", id="single quotes"),
        pytest.param(f'<script type="text/html">{INSIDE}</script>', id="a template in a script"),
        pytest.param(f"<template>{INSIDE}</template>", id="a template"),
        pytest.param(f"<textarea style='display:none'>{escape(INSIDE)}</textarea>", id="a hidden field"),
        pytest.param(f"<noscript>{INSIDE}</noscript>", id="for browsers without scripts"),
        pytest.param(f'<iframe srcdoc="{escape(INSIDE)}"></iframe>', id="a frame"),
    ],
)
def test_a_report_that_a_script_would_show_is_read_and_told(carrier):
    page = f"<html><head><title>甲县</title></head><body><div>首页</div><div id='app'></div>{carrier}</body></html>"
    document = read(page)

    assert grid(document)[-1] == ["行政规范性文件", "1", "", "3"]
    assert PROSE in prose(document)
    assert ("html:title", "甲县") in document.metadata
    assert "PAGE.BY_SCRIPT" in codes(document)


def test_what_a_page_shows_goes_before_what_it_carries():
    document = read(f"<body>{LONG}{FORM}<script>x={json.dumps(OTHER)}</script></body>")

    assert [grid(document, n)[-1] for n in range(len(list(document.tables())))] == [["行政规范性文件", "1", "", "3"]]
    assert "PAGE.BY_SCRIPT" not in codes(document)


def test_a_small_table_in_a_script_is_no_report():
    document = read(f"<body>{LONG}<script>x='<table><tr><td>1</td></tr></table>'</script></body>")

    assert list(document.tables()) == []
    assert "PAGE.BY_SCRIPT" not in codes(document)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("<td><span style='color:#fff'>9</span>1</td>", "1", id="by a style"),
        pytest.param("<td><font color=White>9</font>1</td>", "1", id="by a font"),
        pytest.param(
            "<td><span style='color:#FFFFFF;'>9</span></td>", f"{UNSEEN}9", id="all of a cell beside a black one"
        ),
        pytest.param(
            "<td><font color=white>9</font><font color=white>1</font></td>", f"{UNSEEN}91", id="all, in two pieces"
        ),
        pytest.param("<td style='background:#036'><b style='color:#fff'>91</b></td>", "91", id="all, on a ground"),
        pytest.param("<td style='color:#fff'><b style='color:red'>91</b></td>", "91", id="another colour inside"),
        pytest.param("<td style='background:#036'><span style='color:#fff'>9</span>1</td>", "91", id="on a ground"),
        pytest.param("<td><span style='background-color:#fff'>9</span>1</td>", "91", id="a white ground"),
        pytest.param("<td><span style='color:#fff0f0'>9</span>1</td>", "91", id="a colour that is nearly white"),
    ],
)
def test_white_figures_beside_black_ones_are_not_read_as_if_they_were_black(cell, expected):
    assert cells_of(cell) == [expected]


@pytest.mark.parametrize("tag", ["canvas", "video", "audio", "noframes", "meter", "progress"])
def test_what_only_browsers_show_that_lack_something_is_no_part_of_a_value(tag):
    page = f"<table><tr><td>规章</td><td><{tag}>9</{tag}>12</td></tr><tr><td>规范性文件</td><td>3</td></tr></table>"

    assert grid(read(page)) == [["规章", "12"], ["规范性文件", "3"]]
