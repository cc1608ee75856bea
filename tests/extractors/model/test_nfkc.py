import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.model.nfkc import nfkc

ALL_SIGNS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]


def test_every_sign_alone_has_the_form_that_unicode_gives_it():
    assert list(map(nfkc, ALL_SIGNS)) == [unicodedata.normalize("NFKC", sign) for sign in ALL_SIGNS]


@pytest.mark.parametrize("base", ["a", "가", "\u1100", "か"])
def test_every_sign_behind_another_joins_it_where_unicode_says_so(base):
    joined = [base + sign for sign in ALL_SIGNS if unicodedata.category(sign) != "Cn"]

    assert list(map(nfkc, joined)) == [unicodedata.normalize("NFKC", text) for text in joined]


@given(st.text())
def test_any_text_has_the_form_that_unicode_gives_it(text):
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


def test_prose_is_folded_to_half_width():
    assert nfkc("（一）收到申请１２件，办结10件；") == "(一)收到申请12件,办结10件;"
