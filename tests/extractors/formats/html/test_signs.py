"""Web pages: signs written as numbers, and signs that no tree may hold."""

import pytest
from web_pages import LONG, prose, read


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        pytest.param("&#50;", "2", id="a digit"),
        pytest.param("&#x2460;", "①", id="a sign in hexadecimal"),
        pytest.param("&#151;", "—", id="a dash by its old Windows number"),
        pytest.param("&#1;", "\ufffd", id="a control sign stays visible as damage"),
        pytest.param("&#xD800;", "\ufffd", id="half a sign"),
        pytest.param("&#xFDD0;", "\ufffd", id="the mark that the reader itself uses"),
        pytest.param("&#99999999999;", "\ufffd", id="a number beyond all signs"),
        pytest.param("\x03", "\ufffd", id="a control sign as it is"),
        pytest.param("\x0b", " ", id="a blank of old word processors"),
    ],
)
def test_signs_that_no_tree_may_hold(reference, printed):
    assert prose(read(f"<p>1{reference}3</p>{LONG}"))[0] == f"1{printed}3"


@pytest.mark.parametrize("form", ["&#%d;", "&#x%X;"], ids=["decimal", "hexadecimal"])
def test_a_page_whose_signs_are_all_numbers_says_the_same(form):
    page = "".join(sign if sign.isascii() else form % ord(sign) for sign in f"{LONG}<p>&#151;</p>")

    assert read(page).blocks == read(f"{LONG}<p>—</p>").blocks
