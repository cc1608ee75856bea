"""Web pages: digits behind a number that are no part of it."""

import pytest
from web_pages import cells_of

from extractors.model.marked_text import ADDED, DRAWN, DRAWN_BESIDE, OVERLAID, SMALLER


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("<td>12<small>9</small></td>", "12⁹", id="small print"),
        pytest.param("<td><span>12</span><small><b>9</b></small></td>", "12⁹", id="small print behind an element"),
        pytest.param("<td>12<b><small>9</small></b></td>", "12⁹", id="small print inside an element"),
        pytest.param("<td>12<a href='#fn1'>1</a></td>", "12¹", id="a link to a note"),
        pytest.param("<td>12<a href='page.html#fn1'>1</a></td>", "12¹", id="a link to a note of a page"),
        pytest.param("<td><a href='#all'>12</a></td>", "12", id="a number that is a link"),
        pytest.param("<td>1<a href='a.html'>2</a></td>", "12", id="a link to another page"),
        pytest.param("<td>12.<small>50</small></td>", "12.50", id="decimals in small print"),
        pytest.param("<td>12<small>345</small></td>", "12345", id="more digits than a mark has"),
        pytest.param("<td>12<br><small>9</small></td>", "12\n9", id="small print on a line of its own"),
    ],
)
def test_the_mark_of_a_note_is_raised(cell, expected):
    assert cells_of(cell) == expected.split("\n")


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        pytest.param("<td>12<span style='font-size:8px'>9</span></td>", True, id="pixels"),
        pytest.param("<td>12<font size=1>9</font></td>", True, id="the old tag"),
        pytest.param(
            "<td><span style='font-size:12pt'>12</span><span style='font-size:7pt'>9</span></td>", True, id="points"
        ),
        pytest.param(
            "<td><span style='font-size:12pt'>12</span><span style='font-size:10.5pt'>9</span></td>",
            False,
            id="nearly the same size",
        ),
        pytest.param("<td style='font-size:8px'>12<span style='font-size:8px'>9</span></td>", False, id="all small"),
    ],
)
def test_smaller_digits_behind_a_number_are_told(cell, is_told):
    (text,) = cells_of(cell)

    assert text == (f"12{SMALLER}9" if is_told else "129")


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<bdo dir=rtl>21</bdo>", id="the tag for it"),
        pytest.param("<span style='unicode-bidi:bidi-override;direction:rtl'>21</span>", id="a style"),
        pytest.param("<div style='display:flex;flex-direction:row-reverse'><i>2</i><i>1</i></div>", id="boxes"),
        pytest.param(
            "<style>.r {unicode-bidi: bidi-override; direction: rtl}</style><b class=r>21</b>", id="a style sheet"
        ),
    ],
)
def test_figures_set_backwards_are_read_as_they_are_seen(markup):
    assert cells_of(f"<td>{markup}</td>") == ["12"]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<bdo dir=rtl>2<b>1</b></bdo>", id="with an element"),
        pytest.param("<bdo dir=rtl>件21</bdo>", id="with a word"),
        pytest.param(
            "<div style='display:flex;flex-direction:row-reverse'>2<i>1</i></div>", id="boxes and what is none"
        ),
    ],
)
def test_other_text_set_backwards_is_told(markup):
    (text,) = cells_of(f"<td>{markup}</td>")

    assert text.startswith("\u202e")
    assert "21" in text


@pytest.mark.parametrize(
    ("sheet", "cell", "text"),
    [
        pytest.param(".q::before {content: '9'}", "<b class=q>12</b>", f"{ADDED}912", id="a figure before"),
        pytest.param('.q:after {content: "0"}', "<b class=q>12</b>", f"12{ADDED}0", id="a figure behind"),
        pytest.param(".q::before {content: '-'}", "<b class=q>12</b>", f"{ADDED}-12", id="a sign"),
        pytest.param("td:empty::before {content: '0'}", "", f"{ADDED}0", id="what stands for a blank"),
        pytest.param(".q::before {content: '9'} .q:before {content: none}", "<b class=q>12</b>", "12", id="taken back"),
        pytest.param(
            "b.q::before {content: '9'} .q:before {content: '8'}", "<b class=q>12</b>", f"{ADDED}912", id="the firmer"
        ),
        pytest.param(".q::before {content: '9'; display: none}", "<b class=q>12</b>", "12", id="not shown"),
        pytest.param("@media print {.q::before {content: '9'}}", "<b class=q>12</b>", "12", id="on paper only"),
        pytest.param(".q::before {content: '-'}", "<b class=q>规章</b>", "规章", id="before a word"),
        pytest.param(".q::before {content: '\\201c'}", "<b class=q>12</b>", "12", id="a sign by its number"),
        pytest.param(
            ".q::before {content: counter(n)}", "<b class=q>12</b>", f"{DRAWN_BESIDE}12", id="what a page counts"
        ),
        pytest.param(".q::before {content: '件'} .p::after {content: '9'}", "<b class=q>12</b>", "12", id="a word"),
        pytest.param(".q::before {content: counter(n)}", "<b class=q></b>", "", id="the number of a row"),
        pytest.param(".q {letter-spacing: -2em}", "1<b class=q>2</b>", f"1{OVERLAID}2", id="set on one another"),
        pytest.param(".q {letter-spacing: -.3em}", "1<b class=q>2</b>", "12", id="set close"),
    ],
)
def test_what_style_sheets_add_to_figures(sheet, cell, text):
    assert cells_of(f"<style>{sheet}</style><td>{cell}</td>") == [text]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        pytest.param('<b class="timer" data-to="12">0</b>', DRAWN, id="from nought"),
        pytest.param('<b data-count="1,234"></b>', DRAWN, id="from a blank"),
        pytest.param('<b data-to="0">0</b>', "0", id="to nought"),
        pytest.param('<b data-to="12">12</b>', "12", id="there already"),
        pytest.param('<b data-value="12">0</b>', "0", id="another attribute"),
        pytest.param('<b data-target="#note">0</b>', "0", id="no number"),
    ],
)
def test_a_number_that_a_script_counts_up_to_is_told(inner, text):
    assert cells_of(f"<td>{inner}</td>") == [text]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        pytest.param("<b style='float:right'>2</b><b style='float:right'>1</b>", f"{OVERLAID}2{OVERLAID}1", id="side"),
        pytest.param("<b style='order:2'>2</b><b style='order:1'>1</b>", f"{OVERLAID}2{OVERLAID}1", id="order"),
        pytest.param("<b style='float:left'>12</b>", "12", id="all of it"),
        pytest.param("<b style='float:right'>件</b>12", "件12", id="a word"),
    ],
)
def test_digits_that_are_set_beside_others_are_told(inner, text):
    assert cells_of(f"<td>{inner}</td>") == [text]
