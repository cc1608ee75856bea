"""Each trap of the forge is really on the page, and not there when its switch is off."""

import io
import zipfile

import docx
import pytest
from forge import Look, make_facts, render
from forge.form import APPLICANTS, table_keys
from forge.grid import GridTable
from forge.labels import relabel
from forge.page import compose

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def grids(facts, look):
    return [piece for piece in compose(facts, look) if isinstance(piece, GridTable)]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("ascii_brackets", "（一）予以公开", "(一)予以公开", id="ASCII brackets"),
        pytest.param("spaced_brackets", "（一）予以公开", "( 一 ) 予以公开", id="spaced brackets"),
        pytest.param("comma_numbers", "2.重复申请", "2、重复申请", id="ideographic commas"),
        pytest.param("wide_dot_numbers", "2.重复申请", "2．重复申请", id="full-width stops"),
        pytest.param("circled_numbers", "2.重复申请", "②重复申请", id="circled numbers"),
        pytest.param("no_quotes", "3.危及“三安全一稳定”", "3.危及三安全一稳定", id="no quotes"),
        pytest.param("no_count_sign", "现行有效件数", "现行有效件", id="a sign missing"),
        pytest.param("dropped_characters", "2.其他法律行政法规禁止公开", "2.其他法律行政止公开", id="dropped signs"),
        pytest.param("other_sign", "3.其他", "3.其它", id="the other sign for other"),
        pytest.param("sum_word", "（七）总计", "（七）合计", id="the other word for total"),
        pytest.param("arabic_article", "第二十条第（八）项", "第20条第（8）项", id="Arabic article"),
        pytest.param("bare_article", "第二十条第（八）项", "第二十条第八项", id="article without brackets"),
        pytest.param("spaced_words", "结果维持", "结果 维持", id="blanks in words"),
        pytest.param("radicals", "一、本年", "⼀、本年", id="Kangxi radicals"),
        pytest.param("traditional", "总计", "總計", id="traditional signs"),
    ],
)
def test_label_change(name, before, after):
    assert relabel(before, (name,)) == after


def body(facts, look):
    return "\n".join("\n".join("\t".join(row) for row in grid.matrix()) for grid in grids(facts, look))


@pytest.mark.parametrize(
    ("look", "sign"),
    [
        pytest.param(Look(heads="paragraphs"), "社会公益\n组织", id="heads in paragraphs"),
        pytest.param(Look(heads="justified"), "商 业 企\n业", id="justified heads"),
        pytest.param(Look(heads="vertical"), "自\n然\n人", id="vertical heads"),
        pytest.param(Look(heads="truncated"), "信息内容\t本年制\t本年废\t现行有", id="truncated heads"),
        pytest.param(Look(label_in_wrong_column=True), "\n3.其他\t\t\t", id="a label in the wrong column"),
        pytest.param(Look(cut_group=True), "\t（四）无\t1.", id="a group cut in two"),
        pytest.param(Look(side="repeated"), "三、本年度办理结果\t（四）无法提供\t2.", id="side cells repeated"),
        pytest.param(Look(total_in_first_row=True), "申请人情况\t\t\t\t\t\t总计\n", id="the total in the first row"),
        pytest.param(Look(shuffled_heads=True), "科研机构\t商业企业\t法律服务机构\t社会公益组织\t其他", id="shuffled"),
        pytest.param(Look(extra_row=True), "\n其他主动公开文件（", id="an extra row"),
        pytest.param(Look(metadata_table=True), "索引号\t", id="a metadata table"),
        pytest.param(Look(t4_row_label="件数"), "\n件数\t", id="a label before the row of table 4"),
        pytest.param(Look(cell_padding=True), "\u00a0", id="padded values"),
    ],
)
def test_trap_is_in_the_grid(look, sign):
    facts = make_facts(31)

    assert sign in body(facts, look)
    assert sign not in body(facts, Look())


@pytest.mark.parametrize(
    ("look", "codes"),
    [
        pytest.param(Look(t2_shape="four"), ["T2"] * 4 + ["T3", "T4"], id="four tables for table 2"),
        pytest.param(Look(one_big_table=True), ["BIG"], id="one table for all"),
        pytest.param(Look(t3_split="bare"), ["T2", "T3", "T3", "T4"], id="table 3 in two"),
        pytest.param(Look(t4_split=True), ["T2", "T3", "T4", "T4"], id="table 4 in two"),
        pytest.param(Look(table_order=("T4", "T2", "T3")), ["T4", "T2", "T3"], id="another order"),
        pytest.param(Look(missing_tables=("T3",)), ["T2", "T4"], id="one left out"),
    ],
)
def test_shape_of_the_tables(look, codes):
    assert [grid.code for grid in grids(make_facts(31), look)] == codes


@pytest.mark.parametrize(
    ("look", "sign"),
    [
        pytest.param(Look(title_year="chinese"), "二〇二四年", id="a year in Chinese"),
        pytest.param(Look(title_year="full_width"), "２０２４年", id="a full-width year"),
        pytest.param(Look(title_year="spaced"), "2 0 2 4年", id="a spaced year"),
        pytest.param(Look(title_break="lines"), "政府信息公开<br>工作年度报告", id="a title in two lines"),
        pytest.param(Look(title="corrected"), "（更正）", id="a corrected report"),
        pytest.param(Look(section_titles="typo"), "行政法复议", id="a slip in a heading"),
        pytest.param(Look(section_titles="article50"), "因政府信息公开工作被申请", id="the words of article 50"),
        pytest.param(Look(numbering="misnumbered"), "l六、", id="a misnumbered heading"),
        pytest.param(Look(numbering="restarted"), "一、主动公开政府信息情况", id="numbers begin again"),
        pytest.param(Look(numbering="none"), "<h2>总体情况", id="no numbers"),
        pytest.param(Look(lead_sentence=True), "具体数据见下表。", id="a sentence before a table"),
        pytest.param(Look(note_below_t4=True), "含上年度结转数量", id="a note below table 4"),
        pytest.param(Look(chrome=True), "2023年政府信息公开工作年度报告</a>", id="other years beside"),
        pytest.param(Look(nested=True), '<table class="layout"', id="layout tables"),
        pytest.param(Look(hidden_text=True), '<span style="display:none">9</span>', id="hidden digits"),
        pytest.param(Look(word_pasted=True), "<o:p></o:p>", id="a paste from Word"),
        pytest.param(Look(header_tags=True), "<th rowspan", id="header tags"),
        pytest.param(Look(shaded_heads=True), "background:", id="shaded heads"),
        pytest.param(Look(untidy=True), "<!--[if !mso]> 7 <![endif]-->", id="digits in comments"),
        pytest.param(Look(declared="gbk"), 'charset="gbk"', id="a wrong charset"),
        pytest.param(Look(borderless=True), 'border="0"', id="no borders"),
    ],
)
def test_trap_is_on_the_web_page(look, sign):
    facts = make_facts(31)

    assert sign in render(facts, look, "html").decode()
    assert sign not in render(facts, Look(), "html").decode()


def test_page_lies_about_its_charset():
    data = render(make_facts(31), Look(encoding="gb18030"), "html")

    assert b'charset="utf-8"' in data
    assert "一、总体情况" in data.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_page_may_begin_with_a_byte_order_mark(encoding):
    data = render(make_facts(31), Look(encoding=encoding), "html")

    assert data[:2] in (b"\xff\xfe", b"\xef\xbb")
    assert "一、总体情况" in data.decode(encoding)


def test_missing_headings_are_missing():
    text = render(make_facts(31), Look(missing_headings=(1, 5, 6)), "text").decode()

    assert "一、总体情况" not in text
    assert "二、主动公开政府信息情况" in text
    assert "六、其他需要报告的事项" not in text


@pytest.mark.parametrize(
    ("look", "sign"),
    [
        pytest.param(Look(tracked=True), "<w:delText>7</w:delText>", id="tracked changes"),
        pytest.param(Look(text_box=True), "<w:txbxContent>", id="text boxes"),
        pytest.param(Look(automatic_numbering=True), "<w:numPr>", id="automatic numbers"),
        pytest.param(Look(hidden_text=True), "<w:vanish/>", id="hidden text"),
        pytest.param(Look(content_controls=True), "<w:sdtContent><w:tbl>", id="content controls"),
        pytest.param(Look(nested=True), "<w:tc><w:tcPr><w:tcW", id="nested tables"),
        pytest.param(Look(shaded_heads=True), "<w:shd ", id="shaded heads"),
    ],
)
def test_trap_is_in_the_word_file(look, sign):
    def xml(given):
        with zipfile.ZipFile(io.BytesIO(render(make_facts(31), given, "docx"))) as archive:
            return archive.read("word/document.xml").decode()

    assert sign in xml(look)
    assert sign not in xml(Look())


def test_tracked_digits_read_right_when_deletions_are_left_out():
    facts = make_facts(31)
    document = docx.Document(io.BytesIO(render(facts, Look(tracked=True), "docx")))
    kept = [
        "".join(node.text or "" for node in cell.iter(f"{WORD}t"))
        for cell in document.tables[2].rows[3]._tr.iter(f"{WORD}tc")
    ]

    assert kept == [facts.text(key) for key in table_keys("T4", "gb2021_30")]


def test_shifted_text_has_values_in_two_columns():
    text = render(make_facts(31), Look(lines="shifted", label_in_wrong_column=True), "text").decode()
    rows = {
        row[0] or row[1] or row[2]: row for row in (line.split("\t") for line in text.split("\n")) if len(row) == 10
    }

    assert rows["一、本年新收政府信息公开申请数量"][9] == ""
    assert rows["3.其他"][9] == ""
    assert rows["2.重复申请"][9] != ""


def test_glued_text_has_no_separators():
    facts = make_facts(31)
    text = render(facts, Look(lines="glued"), "text").decode()
    total = "".join(facts.text(("outcome_total", applicant)) for applicant in APPLICANTS)

    assert f"（七）总计{total}四、结转下年度继续办理" in text
    assert "\n" not in text


def test_cells_stand_one_a_line():
    facts = make_facts(31)
    lines = render(facts, Look(lines="cell_lines"), "text").decode().split("\n")
    start = lines.index("（七）总计") + 1

    assert lines[start : start + 7] == [facts.text(("outcome_total", applicant)) for applicant in APPLICANTS]
