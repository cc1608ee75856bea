"""Web pages: digits behind a number that are no part of it."""

import pytest
from web_pages import cells_of

from extractors.raised import SMALLER


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
    ],
)
def test_digits_set_backwards_are_told(markup):
    (text,) = cells_of(f"<td>{markup}</td>")

    assert text.startswith("\u202e")
    assert "21" in text
