"""Each trap of the forge that only a PDF can set."""

import io

import pdfplumber
import pypdfium2
import pytest
from forge import Look, make_facts, render
from forge.as_pdf import has_embeddable_font


def pdf_lines(facts, look):
    document = pypdfium2.PdfDocument(render(facts, look, "pdf"))
    return [page.get_textpage().get_text_range().split("\r\n") for page in document]


def test_narrow_columns_wrap_digits():
    facts = make_facts(31, scale="city")
    total = facts.text(("outcome_total", "all"))
    plain, narrow = ([line for page in pdf_lines(facts, look) for line in page] for look in (Look(), Look(narrow=True)))

    assert len(total) == 5
    assert any(total in line.split() for line in plain)
    assert not any(total in line.split() for line in narrow)


def test_a_row_is_cut_through_by_the_page_break():
    look = Look(page_break="cut", open_break=True, break_at=(20,))
    pages = ["".join(lines) for lines in pdf_lines(make_facts(31), look)]
    first = next(n for n, page in enumerate(pages) if "1.申请人无正当理由逾期不补正" in page)

    assert "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请" not in pages[first]
    assert "申请" in pages[first + 1][:40]


def test_a_number_is_cut_through_by_the_page_break():
    facts = make_facts(31, scale="city")
    look = Look(page_break="cut", open_break=True, narrow=True, break_at=(23,))
    total = facts.text(("outcome_total", "all"))
    pages = ["".join(lines).replace(" ", "") for lines in pdf_lines(facts, look)]
    above = next(page for page in pages if total[:3] in page and "（七）总计" in page)

    assert total not in above
    assert total[3:] in pages[pages.index(above) + 1][:60]


def horizontal_rules(data, page):
    with pdfplumber.open(io.BytesIO(data)) as document:
        edges = document.pages[page].horizontal_edges
    return sorted({round(edge["top"]) for edge in edges})


def test_an_open_page_break_has_no_rule():
    facts = make_facts(31)
    closed, opened = (
        horizontal_rules(render(facts, Look(break_at=(13,), open_break=is_open), "pdf"), -1)
        for is_open in (False, True)
    )

    assert closed[1:] == opened


def test_a_repeated_header_stands_on_both_pages():
    look = Look(break_at=(13,), repeat_head=True)
    pages = ["".join(lines) for lines in pdf_lines(make_facts(31), look)]

    assert sum("申请人情况" in page for page in pages) == 2


def test_rules_are_long_or_one_an_edge():
    facts = make_facts(31)
    counts = []
    for rules in ("long", "edges"):
        with pdfplumber.open(io.BytesIO(render(facts, Look(rules=rules), "pdf"))) as document:
            counts.append(sum(len(page.lines) + len(page.rects) for page in document.pages))
    with pdfplumber.open(io.BytesIO(render(facts, Look(borderless=True), "pdf"))) as document:
        bare = sum(len(page.lines) + len(page.rects) for page in document.pages)

    assert counts[0] * 3 < counts[1]
    assert bare == 0


def test_page_numbers_stand_at_the_foot():
    facts = make_facts(31)

    assert pdf_lines(facts, Look(page_numbers=True))[1][-1].strip() == "— 2 —"


@pytest.mark.skipif(not has_embeddable_font(), reason="no Chinese TrueType font on this system")
def test_an_embedded_font_is_in_the_file():
    with pdfplumber.open(io.BytesIO(render(make_facts(31), Look(embedded_font=True), "pdf"))) as document:
        names = {char["fontname"] for char in document.pages[0].chars}

    assert all("+" in name for name in names)


def test_rotated_pages_read_upright():
    document = pypdfium2.PdfDocument(render(make_facts(31), Look(rotated=True), "pdf"))
    page = document[0]
    text = page.get_textpage().get_text_range().split("\r\n")

    assert page.get_rotation() == 90
    assert page.get_size()[0] > page.get_size()[1]
    assert text[0].endswith("2024年政府信息公开工作年度报告")


def test_a_page_break_parts_a_block_from_its_header():
    look = Look(break_table="T2", break_at=(6,))
    pages = pdf_lines(make_facts(31), look)
    above = next(page for page in pages if page[-1].startswith("信息内容"))

    assert "本年处理决定数量" in above[-1]
    assert pages[pages.index(above) + 1][0].startswith("行政许可")
