"""Web pages: white text on white ground, set for figures, rows, tables and sentences."""

import pytest
from web_pages import FORM, LONG, PROSE, cells_of, grid, prose, read

from extractors.model.marked_text import UNSEEN

OLD = FORM.replace(">1<", ">8<").replace(">3<", ">9<")
NEW_ROW, OLD_ROW = ["行政规范性文件", "1", "", "3"], ["行政规范性文件", "8", "", "9"]
WHITE = "{color:#fff}"


def last_rows(page):
    document = read(page)
    return [grid(document, number)[-1] for number in range(len(list(document.tables())))]


@pytest.mark.parametrize(
    ("sheet", "attributes"),
    [
        pytest.param("", "style='color:#FFFFFF'", id="by its own style"),
        pytest.param(f".w{WHITE}", "class='w'", id="by a class"),
        pytest.param(f".w td{WHITE}", "class='w'", id="by a class, cell by cell"),
        pytest.param(f".w{WHITE} body{{background:#fafafa}}", "class='w'", id="on a light ground"),
        pytest.param(f".w{WHITE} .b{{background:#036}}", "class='w'", id="the ground is that of another class"),
    ],
)
def test_a_table_in_white_is_not_read_on_a_page_that_has_another(sheet, attributes):
    page = f"<style>{sheet}</style>{LONG}<div {attributes}>{OLD}</div>{FORM}"

    assert last_rows(page) == [NEW_ROW]


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(".w{color:#fff;background:#036}", id="a ground of its own"),
        pytest.param(".w{color:white} body{background-color:#123}", id="a ground of the page"),
        pytest.param(".w{color:white} body{background:#123} .w{background:none}", id="a ground that shines through"),
        pytest.param(".w{color:#fff} .w td{color:#333}", id="another colour in its cells"),
        pytest.param(".w{color:#fff} .w td{background:url(a.png)}", id="a picture behind its cells"),
    ],
)
def test_white_on_a_ground_is_read(sheet):
    page = f"<style>{sheet}</style>{LONG}<div class='w'>{OLD}</div>{FORM}"

    assert last_rows(page) == [OLD_ROW, NEW_ROW]


def test_a_page_all_in_white_is_read():
    assert last_rows(f"<style>body{WHITE}</style>{LONG}{OLD}") == [OLD_ROW]


def test_a_row_in_white_is_not_read():
    row = "<tr class='w'><td>行政规范性文件</td><td>8</td><td></td><td>9</td></tr>"
    page = f"<style>.w{WHITE}</style>{LONG}" + FORM.replace("</table>", f"{row}</table>")

    assert [text for row in grid(read(page)) for text in row if text in "89"].count("8") == 0


def test_a_row_in_white_is_told_where_a_sheet_of_the_site_may_paint_its_ground():
    row = "<tr style='color:#fff'><td>行政规范性文件</td><td>8</td><td></td><td>9</td></tr>"
    page = f"<link rel='stylesheet' href='a.css'>{LONG}" + FORM.replace("</table>", f"{row}</table>")

    assert grid(read(page))[-1] == ["行政规范性文件", f"{UNSEEN}8", "", f"{UNSEEN}9"]


def test_a_head_in_white_is_read():
    """Its ground may stand in a style sheet of the site."""
    page = f"<style>.w{WHITE}</style>{LONG}" + FORM.replace("<tr><td>信息", "<tr class='w'><td>信息")

    assert grid(read(page))[1] == ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]


@pytest.mark.parametrize("tag", ["p", "i", "div"])
def test_white_figures_in_any_element_of_a_cell_are_not_read(tag):
    assert cells_of(f"<td><{tag} style='color:#fff'>9</{tag}><b>1</b></td>") == ["1"]


def test_a_sentence_in_white_is_not_read():
    hidden = "<p class='w'>2031年，本机关收到申请99件。</p>"
    document = read(f"<style>.w{WHITE}</style>{LONG}{hidden}{FORM}")

    assert PROSE in prose(document)
    assert not any("99件" in line for line in prose(document))


def test_a_title_in_white_is_read():
    title = "甲县2031年政府信息公开工作年度报告"

    assert title in prose(read(f"<div style='color:#fff'><h1>{title}</h1></div>{LONG}{FORM}"))
