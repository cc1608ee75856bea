"""Web pages: which elements the selectors of a style sheet mean, and what the rules say of what is seen."""

import pytest
from lxml import html
from web_pages import FORM, LONG, cells_of, grid, read

from extractors.formats.html.styles.selectors import read_selector
from extractors.formats.html.styles.sheets import apply_sheets

OTHER = FORM.replace(">1<", ">8<").replace(">3<", ">9<")
OLD = '<div class="old pane" data-year="2030"><div class="report">'
PAGE = f'<div class="wrap">{OLD}{OTHER}</div></div><div class="pane on">{FORM}</div></div>'
LARGE = "<tr><td>{0}</td><td>1</td><td>2</td><td>3</td></tr>"

TREE = html.fromstring(
    "<div id=a class='x y'><p id=b>1</p><p id=c class=y data-k='one two'>2</p><ul id=d><li id=e></li>"
    "<li id=f class='on'></li><li id=g></li></ul></div>"
)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", "bc"),
        ("*.y", "ac"),
        (".x.y", "a"),
        (".x .y", "c"),
        ("#a>p", "bc"),
        ("div > li", ""),
        ("div li", "efg"),
        ("p + p", "c"),
        ("p~ul", "d"),
        ("[data-k]", "c"),
        ("[data-k='one two']", "c"),
        ("[data-k~=two]", "c"),
        ('[data-k^="one"]', "c"),
        ("[data-k$=two]", "c"),
        ("[data-k*='e t']", "c"),
        ("[data-k=one]", ""),
        ("li:not(.on)", "eg"),
        ("li:not(.on, :first-child)", "g"),
        ("li:first-child", "e"),
        ("li:last-child", "g"),
        ("li:nth-child(2)", "f"),
        ("li:nth-child(odd)", "eg"),
        ("li:nth-child( even )", "f"),
        ("li:nth-child(2n + 3)", "g"),
        ("li:nth-child(-n+2)", "ef"),
        ("li:nth-child(n+2)", "fg"),
        ("li:nth-last-child(1)", "g"),
        ("DIV P.y", "c"),
        ("li:not(ul li)", ""),
        ("li:hover", ""),
        ("li:visited", ""),
    ],
)
def test_a_selector_finds_what_a_browser_finds(selector, found):
    read_as = read_selector(selector)

    assert read_as is not None
    assert [element.get("id") for element in TREE.xpath(read_as.path)] == list(found)


@pytest.mark.parametrize(
    "selector", ["p::before", ".2023", "p >", "", "a:nth-child(x)", "[a='b", "p,q", "> p", "p:::q", "p[", ":not("]
)
def test_a_selector_that_means_no_element_at_rest_finds_none(selector):
    assert read_selector(selector) is None


@pytest.mark.parametrize(
    "sheet",
    [
        ".old .report{display:none}",
        ".wrap > .old{display:none}",
        "[data-year='2030']{visibility:collapse}",
        ".pane:not(.on){display:none}",
        ".wrap>div:first-child{display:none}",
        ".pane{display:none}.pane.on{display:block}",
        ".wrap .pane{display:none}.wrap .on{display:block}",
        ".old table{display:none !important} table{display:table}",
        ".old{height:0;overflow:hidden}",
        ".old{max-height:0px;overflow:hidden;transition:all 1s}",
        ".old{position:absolute;left:-5000px}",
        ".old{opacity:0}",
        ".old{font-size:1px}",
        ":is(.x,.old){display:none}",
        "@layer base{.old{display:none}}",
        "@supports (display:grid){.old{display:none}}",
        ".x\\:y,.\\6f ld{display:none}",
        ".old{transform:scale(0)}",
        ".old{position:absolute;clip:rect(0,0,0,0)}",
        "@media screen{.old .report{display:none}}",
        "@media only screen and (min-width: 768px){.old{display:none}}",
        ".old *{display:none}",
    ],
)
def test_a_table_that_a_rule_hides_is_not_read(sheet):
    document = read(f"<style>{sheet}</style>{LONG}{PAGE}")

    assert [grid(document, n)[-1] for n, _ in enumerate(document.tables())] == [["行政规范性文件", "1", "", "3"]]


@pytest.mark.parametrize(
    "sheet",
    [
        ".pane{display:none}.on{display:block}.old{display:block}",
        ".pane{display:none}.wrap .pane{display:block}",
        ".wrap .pane{display:block}.pane{display:none}",
        ".pane{display:none}.pane{display:block}",
        ".wrap .pane{display:none}.pane{display:block !important}",
        ".old:hover .report{display:none}",
        ".no-js .old{display:none}",
        ".report .old{display:none}",
        "@supports not (display:grid){.old{display:none}}",
        ".old{font-size:0}.old table{font-size:14px}",
        ".old::after{display:none}",
        "@media (max-width:600px){.old{display:none}}",
        "@media print and (orientation:landscape){.wrap .old{display:none}}",
        ".old{height:0}",
        ".old{height:0.5em;overflow:hidden}",
        ".old{left:-10px}",
        ".old{clip:rect(0,20px,20px,0)}",
        ".report{color:rgba(0,0,0,0.8)}",
    ],
)
def test_a_table_that_no_rule_hides_is_read(sheet):
    document = read(f"<style>{sheet}</style>{LONG}{PAGE}")

    assert [grid(document, n)[-1][1] for n, _ in enumerate(document.tables())] == ["8", "1"]


def test_chapters_behind_tabs_are_read_all():
    """Only one is seen at a time; none of them has the labels of another, as the report of another year would."""
    tabs = "".join(
        f"<div class='pane{' on' if n == 1 else ''}'><table>{''.join(LARGE.format(f'{n}{c}') for c in '甲乙丙丁戊己庚辛壬癸')}"
        "</table></div>"
        for n in (1, 2, 3)
    )
    document = read(f"<style>.pane{{display:none}}.pane.on{{display:block}}</style>{LONG}{tabs}")

    assert [grid(document, n)[0][0] for n, _ in enumerate(document.tables())] == ["1甲", "2甲", "3甲"]


def test_years_behind_tabs_are_read_as_they_are_seen():
    form = "".join(LARGE.format(c) for c in "甲乙丙丁戊己庚辛壬癸")
    tabs = f"<div class='pane'><table>{form.replace('1', '7')}</table></div><div class='pane on'><table>{form}</table></div>"
    document = read(f"<style>.pane{{display:none}}.pane.on{{display:block}}</style>{LONG}{tabs}")

    assert [grid(document, n)[0] for n, _ in enumerate(document.tables())] == [["甲", "1", "2", "3"]]


@pytest.mark.parametrize(
    ("sheet", "cell", "expected"),
    [
        ("td .tip{display:none}", "<td>1<i class=tip>9</i></td>", "1"),
        ("td>i{display:none}", "<td><i>9</i>1</td>", "1"),
        ("td i{text-decoration:line-through}", "<td><i>9</i>1</td>", "1"),
        ("td i{text-decoration-line:line-through}", "<td><i>9</i>1</td>", "1"),
        ("td i{vertical-align:super}", "<td>1<i>9</i></td>", "1⁹"),
        ("td i{position:relative;top:-5px}", "<td>1<i>9</i></td>", "1⁹"),
        ("td i{top:-5px}", "<td>1<i>9</i></td>", "19"),
        ("td i{font-size:0}", "<td>1<i>9</i></td>", "1"),
        ("td i{display:none}", "<td>1<i style='display:inline'>9</i></td>", "19"),
        ("td i{display:none !important}", "<td>1<i style='display:inline'>9</i></td>", "1"),
        ("i{display:none}td i{display:inline}", "<td>1<i>9</i></td>", "19"),
        ("b i{display:none}", "<td>1<i>9</i></td>", "19"),
        ("td i{-webkit-text-fill-color:transparent}", "<td>1<i>9</i></td>", "1"),
        ("td i{opacity:.001}", "<td>1<i>9</i></td>", "1"),
        ("td i{content-visibility:hidden}", "<td>1<i>9</i></td>", "1"),
        ("td i{filter:opacity(0)}", "<td>1<i>9</i></td>", "1"),
        ("td i{transform:scaleX(0)}", "<td>1<i>9</i></td>", "1"),
        ("td i{transform:scale(0.9)}", "<td>1<i>9</i></td>", "19"),
        ("td i{right:-9999px}", "<td>1<i>9</i></td>", "1"),
        ("td i{margin-left:-9999px}", "<td>1<i>9</i></td>", "1"),
        ("td i{position:absolute;width:1px;overflow:hidden}", "<td>1<i>9</i></td>", "1"),
        ("td i{color:#0000}", "<td>1<i>9</i></td>", "1"),
        ("td i{font-size:.01em}", "<td>1<i>9</i></td>", "1"),
        ("@media (width >= 768px){td i{display:none}}", "<td>1<i>9</i></td>", "1"),
        ("@media (width <= 768px){td i{display:none}}", "<td>1<i>9</i></td>", "19"),
    ],
)
def test_a_part_of_a_cell_is_seen_as_its_rules_say(sheet, cell, expected):
    filler = "<tr><td>规章</td><td>0</td></tr>" * 3
    document = read(f"<style>{sheet}</style><table><tr><td>项</td>{cell}</tr>{filler}</table>")

    assert grid(document)[0][1] == expected


@pytest.mark.parametrize(
    ("media", "expected"),
    [("print", "19"), ("screen", "1"), ("print, screen", "1"), ("all", "1"), ("(max-width: 600px)", "19")],
)
def test_a_style_sheet_holds_for_the_media_that_it_names(media, expected):
    sheet = f'<style media="{media}">i{{display:none}}</style>'
    filler = "<tr><td>规章</td><td>0</td></tr>" * 3
    document = read(f"{sheet}<table><tr><td>项</td><td>1<i>9</i></td></tr>{filler}</table>")

    assert grid(document)[0][1] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<td>1<span style='color:transparent'>9</span></td>", "1"),
        ("<td>1<span style='color:rgba(0, 0, 0, 0)'>9</span></td>", "1"),
        ("<td>1<span style='color:rgba(0,0,0,0.87)'>9</span></td>", "19"),
        ("<td>1<span style='color:rgb(0 0 0 / 0%)'>9</span></td>", "1"),
        ("<td>1<span style='color:rgb(0,0,0)'>9</span></td>", "19"),
        ("<td>1<span style='color:hsla(0,0%,0%,0)'>9</span></td>", "1"),
        ("<td>1<span style='color:#123000'>9</span></td>", "19"),
        ("<td>1<span style='background-clip:text;color:transparent'>9</span></td>", "19"),
        ("<td>1<span style='color:transparent;-webkit-background-clip:text'>9</span></td>", "19"),
        ("<td>1<span style='-webkit-text-fill-color:#fff'>9</span></td>", "1"),
        ("<td>1<span style='transform:translateX(-9999px)'>9</span></td>", "1"),
        ("<td>1<span style='clip-path:circle(0)'>9</span></td>", "1"),
        ("<td>1<span style='position:absolute;width:1px;height:1px;overflow:hidden'>9</span></td>", "1"),
        ("<td>1<span style='height:1px;overflow:hidden'>9</span></td>", "19"),
        ("<td>1<span style='width:0;overflow:hidden;display:inline-block'>9</span></td>", "1"),
        ("<td>1<span style='width:0.5em;overflow:hidden'>9</span></td>", "19"),
        ("<td>1<span style='position:relative;top:-4.0pt;mso-text-raise:4.0pt'>9</span></td>", "1⁹"),
        ("<td>1<span style='font-size:8px;position:relative;top:-5px'>9</span></td>", "1⁹"),
        ("<td>1<span style='position:relative;top:1.0pt;mso-text-raise:-1.0pt'>9</span></td>", "19"),
        ("<td><span style='position:relative;top:-4.0pt;mso-text-raise:4.0pt'>19</span></td>", "19"),
    ],
)
def test_a_part_of_a_cell_is_seen_as_its_own_style_says(cell, expected):
    assert cells_of(cell) == [expected]


def test_a_dialog_that_was_not_opened_is_not_read():
    document = read(f"{LONG}<dialog>{OTHER}</dialog><dialog open>{FORM}</dialog>")

    assert [grid(document, n)[-1][1] for n, _ in enumerate(document.tables())] == ["1"]


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param("a," * 50_000 + ".a{display:none}", id="commas"),
        pytest.param(".a{display:none}" + "/*" * 200_000, id="a comment that is never closed"),
    ],
)
def test_a_style_sheet_without_end_is_looked_through_once(sheet):
    """Going back at every sign would take minutes."""
    page = f"<style>{sheet}</style><p class=a>1</p>"
    (element,) = apply_sheets(html.fromstring(page), [sheet])

    assert element.get("style") == "display:none"


def test_a_class_whose_name_is_spelled_by_numbers_is_found():
    sheet = "<style>.old{display:none}</style>"

    assert cells_of(f"<td>1<b class='&#111;ld'>9</b></td>{sheet}") == ["1"]


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        pytest.param(".a\\:b{display:none}", "a:b", id="a colon"),
        pytest.param(".\\31 x{display:none}", "1x", id="a first digit by its number"),
        pytest.param(".w-1\\/2{display:none}", "w-1/2", id="a stroke"),
    ],
)
def test_names_that_a_style_sheet_has_to_spell_out(sheet, name):
    page = f"<p><b class='{name}'>1</b></p>"

    assert [e.get("class") for e in apply_sheets(html.fromstring(page), [sheet])] == [name]
