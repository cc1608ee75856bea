"""Web pages: rows, spans, tables inside tables, and what damaged markup does to them."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from web_pages import PROSE, grid, prose, read


def test_spans_are_filled():
    page = (
        "<table><tr><td rowspan='2' colspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr>"
        "<tr><td>丁</td><td>戊</td><td>己</td></tr></table>"
    )

    assert grid(read(page)) == [["甲", "甲", "乙"], ["甲", "甲", "丙"], ["丁", "戊", "己"]]


@pytest.mark.parametrize("value", ["2px", "+2", " 2"])
def test_a_sloppy_span_is_read_as_browsers_do(value):
    page = f"<table><tr><td rowspan='{value}'>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>"

    assert grid(read(page)) == [["甲", "乙"], ["甲", "丙"]]


@pytest.mark.parametrize("value", ["", "x", "-1", "many"])
def test_a_span_without_sense_is_one(value):
    page = f"<table><tr><td rowspan='{value}'>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"

    assert grid(read(page)) == [["甲", "乙"], ["丙", "丁"]]


def test_a_rowspan_ends_with_its_row_group():
    page = (
        "<table><thead><tr><td rowspan='5'>甲</td><td>乙</td></tr></thead>"
        "<tbody><tr><td>丙</td><td>丁</td></tr><tr><td>戊</td><td>己</td></tr></tbody></table>"
    )

    assert grid(read(page)) == [["甲", "乙"], ["丙", "丁"], ["戊", "己"]]


def test_cells_without_a_row_make_a_row():
    page = "<table><tr><td>甲</td><td>1</td></tr><td>乙</td><td>2</td><tr><td>丙</td><td>3</td></tr></table>"

    assert grid(read(page)) == [["甲", "1"], ["乙", "2"], ["丙", "3"]]


def test_a_small_table_inside_a_cell_of_a_large_one_gives_its_text():
    rows = "<tr>" + "<td>0</td>" * 8 + "</tr>"
    nested = "<table><tr><td>商业</td></tr><tr><td>企业</td></tr></table>"
    page = f"<table><tr><td>{nested}</td>" + "<td>1</td>" * 7 + f"</tr>{rows * 5}</table>"
    document = read(page)

    assert len(list(document.tables())) == 1
    assert grid(document)[0][:2] == ["商业\n企业", "1"]
    assert len(grid(document)[0]) == 8


def test_words_on_both_sides_of_an_inner_table_are_lines_of_their_cell():
    rows = "<tr>" + "<td>0</td>" * 8 + "</tr>"
    nested = "<table><caption>类</caption><tr><td>商业</td></tr></table>"
    page = f"<table><tr><td colspan=2>甲{nested}<b>乙</b></td>" + "<td>1</td>" * 6 + f"</tr>{rows * 5}</table>"

    assert grid(read(page))[0][:3] == ["甲\n类\n商业\n乙", "甲\n类\n商业\n乙", "1"]


def test_a_table_of_links_between_bare_anchors_is_no_part_of_the_report():
    links = "<a name=x></a><a href='a.html'>第一个很长的链接标题文字</a>"
    page = f"<div>{PROSE}</div><table>" + f"<tr><td>{links}</td><td>1</td></tr>" * 8 + "</table>"

    assert not [*read(page).tables()]


def test_small_print_behind_an_inner_table_is_read():
    rows = "<tr>" + "<td>0</td>" * 8 + "</tr>"
    nested = "<div><table><tr><td>商业</td></tr></table></div></b><i style='font-size:8px'>1</i>"
    page = f"<table><tr><td><b>{nested}</td>" + "<td>1</td>" * 7 + f"</tr>{rows * 5}</table>"

    assert grid(read(page))[0][:2] == ["商业\n1", "1"]


def test_a_cell_that_was_never_closed_ends_where_the_next_begins():
    page = "<table><tr><td><div>甲<td><div>1</tr><tr><td><div>乙<td><div>2</tr></table>"

    assert grid(read(page)) == [["甲", "1"], ["乙", "2"]]


def test_head_cells_and_empty_ones_count():
    page = "<table><thead><tr><th>甲<th colspan=2>乙</thead><tr><th>丙</th><td></td><td/></tr></table>"

    assert grid(read(page)) == [["甲", "乙", "乙"], ["丙", "", ""]]


@pytest.mark.parametrize(
    "odd",
    ["<p a<td b>", "<td<b>", "<tdx>", "<p a<table>", "<table<tr>", "<p </td<tr>"],
)
@pytest.mark.parametrize("place", ["cell", "prose"])
def test_a_name_that_looks_like_a_tag_moves_no_cell(odd, place):
    inside, before = (odd, "") if place == "cell" else ("", odd)
    page = (
        f"<div>{before}{PROSE}</div><table><tr><td>甲</td><td>{inside}1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    )

    assert grid(read(page)) == [["甲", "1"], ["乙", "2"]]
    assert PROSE in "".join(prose(read(page)))


_TEXTS = st.text("甲1 <>&\"'/\u3000\u00a0", max_size=4)
_DRESSES = (
    "{}",
    "<p class=a>{}</p>",
    "<span style='a>b'>{}</span>",
    "<b>{}</b><o:p></o:p>",
    "<font title='<td>'>{}</font>",
)


@given(st.lists(st.lists(st.tuples(_TEXTS, st.sampled_from(_DRESSES)), min_size=1, max_size=4), max_size=4))
def test_the_cells_are_those_that_the_tree_has(rows):
    body = "".join(
        "<tr>" + "".join(f"<td>{dress.format(escape(text))}</td>" for text, dress in row) + "</tr>" for row in rows
    )
    page = f"<p>{PROSE}</p><table><tr><td>甲</td><td>乙</td><td>丙</td><td>丁</td></tr>{body}</table>"
    tree = etree.fromstring(page.encode(), etree.HTMLParser(encoding="utf-8"))
    printed = [["".join(cell.itertext()) for cell in row.iter("td")] for row in tree.iter("tr")]

    assert [[_squeeze(text) for text in row] for row in grid(read(page))] == [
        [*map(_squeeze, row), *[""] * (4 - len(row))] for row in printed
    ]


def _squeeze(text: str) -> str:
    return "".join(text.split())
