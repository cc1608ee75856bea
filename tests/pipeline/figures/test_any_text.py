"""Whatever the text is, reading it ends and every figure stands where it says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures.lexicon import load_lexicon
from pipeline.figures.read import read_figures

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


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_signs_at_all(text):
    for figure in read_figures(text, None, load_lexicon()):
        assert text[figure.start : figure.end] == figure.raw


def test_no_text_has_no_figures():
    assert read_figures("", 1, load_lexicon()) == ()
