"""A page that shows all it says is read without a search of its tree: nothing may come out otherwise."""

from pathlib import Path

import pytest

from extractors.formats.html import reader
from extractors.formats.html.reader import read_html
from extractors.formats.html.styles.effects import asks_for_look
from extractors.model.marked_text import OVERLAID
from extractors.model.source import SourceDocument

SAMPLES = sorted((Path(__file__).parents[4] / "samples").glob("*/source.html"))
CHANGED = [
    pytest.param('<b style="display:none">9</b>', "1", id="hidden"),
    pytest.param('<b style="DISPLAY : NONE">9</b>', "1", id="hidden, in capitals"),
    pytest.param('<b style="font-family:&quot;x&quot;;display:none">9</b>', "1", id="hidden behind a quoted name"),
    pytest.param('<b style="display:\nnone">9</b>', "1", id="hidden by a style of two lines"),
    pytest.param("<b hidden>9</b>", "1", id="hidden by an attribute"),
    pytest.param('<b style="color:#fff">9</b>', "1", id="white"),
    pytest.param('<font color="white">9</font>', "1", id="white by the attribute of a font"),
    pytest.param('<font color="white\n">9</font>', "1", id="white by an attribute with a line end"),
    pytest.param('<b style="vertical-align:super">9</b>', "1⁹", id="raised"),
    pytest.param('<b class="MsoFootnoteReference">9</b>', "1⁹", id="a mark of Word"),
    pytest.param("<sup>9</sup>", "1⁹", id="raised by its tag"),
    pytest.param("<s>9</s>", "1", id="struck out"),
    pytest.param('<a href="#n">9</a>', "1⁹", id="a link to a note"),
    pytest.param('<input value="9">', "19", id="an answer"),
    pytest.param('<b style="direction:rtl;unicode-bidi:bidi-override">9</b>', "19", id="backwards"),
    pytest.param('<b style="direction:rtl;unicode-bidi:bidi-override">98</b>', "189", id="two digits backwards"),
    pytest.param('<b style="letter-spacing:-1em">9</b>', f"1{OVERLAID}9", id="on one another"),
    pytest.param('<b style="color:hsl(0, 0%, 100%)">9</b>', "1", id="white by its lightness"),
    pytest.param('<b style="color:rgb(100% 100% 100%)">9</b>', "1", id="white by its shares"),
    pytest.param('<b style="zoom:0.01">9</b>', "1", id="made nothing"),
    pytest.param("<textarea hidden>9</textarea>", "1", id="an answer that is hidden"),
    pytest.param('<b class="off">9</b>', "1", id="hidden by a style sheet"),
    pytest.param('<b style="color:#333" class="on">9</b>', "19", id="nothing"),
]
LONG = "长" * 1_100


def read_page(markup):
    return read_html(SourceDocument(markup.encode(), "page.html"))


def write_page(changed, before="", after=""):
    rows = "".join(f"<tr><td>行{n}</td><td>{n}</td></tr>" for n in range(4))
    return f"<style>.off{{display:none}}</style>{before}<table><tr><td>头</td><td>1{changed}</td></tr>{rows}</table>{after}"


@pytest.mark.parametrize(("changed", "text"), CHANGED)
def test_what_hides_or_changes_text_is_found_in_a_cell(changed, text):
    (table,) = read_page(write_page(changed)).tables()

    assert table.rows[0][1].text == text


@pytest.mark.parametrize("changed", [pytest.param(case.values[0], id=case.id) for case in CHANGED])
@pytest.mark.parametrize("place", ["before", "after", "long"])
def test_what_hides_or_changes_text_is_found_around_a_table(changed, place):
    if place == "long":
        page = write_page("", after=f"<table><tr><td>{LONG}<b>{changed}</b></td></tr></table>")
    else:
        page = write_page("", **{place: f"<p>甲{changed}</p>"})
    told = read_page(page)

    assert told == read_by_tree(page)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_samples_come_out_as_by_the_tree(path):
    page = path.read_bytes().decode(errors="replace")

    assert read_page(page) == read_by_tree(page)


def read_by_tree(page):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "is_plain", lambda named, page: False)
        return read_page(page)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<td style="display:none">9</td>', id="of the cell itself"),
        pytest.param('<td><b style="color:red;display:none">9</b></td>', id="of an element inside"),
        pytest.param('<td><b title="a" hidden="">9</b></td>', id="an attribute"),
    ],
)
def test_markup_that_asks_for_a_look(markup):
    assert asks_for_look(markup)


def test_markup_that_only_dresses_its_text_asks_for_none():
    assert not asks_for_look('<td width="3" style="color:#333;font-size:12pt"><b data-style="display:none">9</b></td>')
