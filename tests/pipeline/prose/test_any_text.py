"""Whatever the text is, reading it ends and every figure stands where it says."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import load_lexicon

PIECES = [
    "收到", "申请", "12", "３", "件", "条", "微信", "网站", "发布", "信息", "，", "。", "；", "、", "\n", " ",
    "　", "其中", "（", "）", "未", "无", "没有", "行政复议", "行政诉讼", "分别", "各", "均", "为", "0",
    "一百零六", "万", "余", "至", "2024年", "结转", "上年", "办结", "①", "㎡", "“", "”", "《", "》", "：",
    "12345", "%", "第", "條", "1,234", "三明市", "(", ")", "等信息", "公开", "和",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_pieces_of_sentences_in_any_order(text):
    for figure in read_figures(text, None, load_lexicon()):
        assert text[figure.start : figure.end] == figure.raw
        assert figure.raw in text
        assert figure.value is not None or figure.approximate


NUMBER_SIGNS = "零〇一二两三九十百千万亿廿拾点余多来数几上至-.,012345 67件"


@settings(deadline=None, max_examples=1000)
@given(st.text(NUMBER_SIGNS, max_size=12))
def test_signs_of_numbers_in_any_order(text):
    for figure in read_figures(text, None, load_lexicon()):
        assert text[figure.start : figure.end] == figure.raw


@pytest.mark.parametrize("text", ["一点一点一件", "两点亿件", "九百九点九九件", "万3点三件"])
def test_points_where_no_number_has_them(text):
    for figure in read_figures(f"发布信息{text}", None, load_lexicon()):
        assert figure.raw in text


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_signs_at_all(text):
    for figure in read_figures(text, None, load_lexicon()):
        assert text[figure.start : figure.end] == figure.raw


def test_no_text_has_no_figures():
    assert read_figures("", 1, load_lexicon()) == ()


def test_many_paragraphs_cost_each_as_much_as_few():
    """Four times the text: about four times the lines of the program, and not sixteen."""
    lexicon = load_lexicon()

    def count_lines(paragraphs: int) -> int:
        text = "一、总体情况\n" + "办理情况良好3件。\n" * paragraphs
        lines = 0

        def count(_: object, event: str, __: object) -> object:
            nonlocal lines
            lines += event == "line"
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            figures = read_figures(text, None, lexicon)
        finally:
            sys.settrace(before)
        assert len(figures) == paragraphs
        return lines

    count_lines(10)  # fills what is kept from one text to the next
    assert count_lines(800) < 5 * count_lines(200)
