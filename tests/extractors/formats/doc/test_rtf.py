"""RTF files: merged cells, what is not printed, signs of every spelling, and damage."""

import pytest
from doc_grids import grid, only_table, read

from extractors.model.document import Unreadable
from extractors.model.marked_text import DRAWN, OVERLAID, SMALLER, UNSEEN


def gbk(text):
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def read_rtf(body):
    head = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}{\info{\title no}}"
    return read((head + body + "}").encode("latin-1"))


def test_rtf_merges_cells_both_ways():
    body = (
        r"\trowd\clvmgf\cellx900\cellx3000\cellx4000\pard\intbl\f0 "
        rf"{gbk('结果')}\cell {gbk('公开')}\cell 3\cell\row"
        rf"\trowd\clvmrg\cellx900\cellx3000\cellx4000\intbl\cell {gbk('秘密')}\cell\cell\row"
        r"\trowd\clmgf\cellx900\clmrg\cellx3000\cellx4000\intbl\u21512 ?\u-30200 ?\cell\cell 7\cell\row"
        rf"\pard {gbk('后')}\par"
    )
    document = read_rtf(body)

    assert grid(only_table(document)) == [["结果", "公开", "3"], ["~结果", "秘密", ""], ["合計", "~合計", "7"]]
    assert document.blocks[-1].text == "后"
    assert document.reader == "rtf"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(r"a{\deleted 12}b{\v 34}c\par", "abc", id="deletions and hidden text are out"),
        pytest.param(r"{\strike 9}{\striked1 8}a\strike 7\strike0 b\par", "ab", id="struck-out text is out"),
        pytest.param(r"26{\super 1}{\sub 2}\super 3\nosupersub 4\par", "26¹₂³4", id="digits off the line say so"),
        pytest.param(r"26{\up8\fs14 1}{\dn6 2}{\up 3}{\up2 4}\par", "26¹₂³4", id="digits lifted by hand"),
        pytest.param(r"\up8 1\up0 2\par", "¹2", id="and set down again"),
        pytest.param(r"{\revised\revdttm-2074015744 619}\par", "619", id="the date of a change is no text"),
        pytest.param(r"{\field{\*\fldinst PAGE }{\fldrslt 7}}x\par", "7x", id="of a field only the result"),
        pytest.param(r"{\*\unknown 9}{\header 8}{\pict 00ff}x\par", "x", id="unknown groups and headers are out"),
        pytest.param(r"\uc2\u20013\'d6\'d0\uc0\u25991 1\par", "中文1", id="the fallback of a Unicode sign is skipped"),
        pytest.param(r"\f0\'81@\'b9\'ab\par", "丂公", id="a trail byte may be a plain letter"),
        pytest.param(r"{\*\shppict{\pict\bin3 }}}}}y\par", "y", id="binary bytes are jumped over"),
        pytest.param(r"{\bin-9 x}y\par", "xy", id="bytes that go backwards are none"),
        pytest.param(r"a\{b\}\\\~c\line d\par", "a{b}\\ c\nd", id="escapes and line breaks"),
    ],
)
def test_rtf_prints(body, text):
    assert read_rtf(body).text == text


COLORS = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        pytest.param(r"{\fs4 9}12", "12", id="two points"),
        pytest.param(r"{\charscalex2 9}12", "12", id="narrow as a hair"),
        pytest.param(r"{\expndtw-100 9}12", f"{OVERLAID}912", id="drawn back over the last"),
        pytest.param(r"{\expnd-20 9}12", f"{OVERLAID}912", id="the same in the old word"),
        pytest.param(r"{\expndtw-10 9}12", "912", id="a little tighter"),
        pytest.param(r"\fs24 12{\fs12 1}", f"12{SMALLER}1", id="a small digit behind a number"),
        pytest.param(r"{\cf2 9}12", "12", id="white beside black"),
        pytest.param(r"{\cf2 9}", f"{UNSEEN}9", id="all white"),
        pytest.param(r"{\cf2 9}{\highlight1 12}", f"{UNSEEN}912", id="white where something has a ground"),
        pytest.param(r"{\cf2 9\plain 12}", "12", id="white no more"),
        pytest.param(r"{\cf1 9}12", "912", id="black"),
        pytest.param(r"{\field{\*\fldinst EQ \\o\\ac(O,12)}{\fldrslt }}", DRAWN, id="a formula without result"),
        pytest.param(r"{\field{\*\fldinst =SUM(LEFT)}{\fldrslt 12}}", "12", id="a sum with its result"),
        pytest.param(r"{\field{\*\fldinst PAGE }}", "", id="another field without result"),
    ],
)
def test_print_of_a_cell_that_is_not_seen_as_it_is_written(inner, text):
    document = read_rtf(rf"{COLORS}\trowd\cellx900\cellx3000\intbl 1\cell {inner}\cell\row\pard x\par")

    assert grid(only_table(document)) == [["1", text]]


def test_rtf_with_open_groups_is_cut_off():
    with pytest.raises(Unreadable) as caught:
        read(rb"{\rtf1 a{\b b}")

    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_rtf_nested_beyond_measure_is_refused():
    with pytest.raises(Unreadable) as caught:
        read(rb"{\rtf1 " + b"{" * 600)

    assert caught.value.problem.code == "FILE.TOO_LARGE"
