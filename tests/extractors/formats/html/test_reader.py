"""Web pages: what is printed in a cell, the prose, which part is the report, and encodings."""

import json

import pytest
from web_pages import FORM, LONG, PROSE, cells_of, codes, grid, prose, read

from extractors.formats.html.reader import read_html
from extractors.model.document import Heading, Paragraph
from extractors.model.source import SourceDocument

# --- what is printed in a cell


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        pytest.param("<td>12</td>", ["12"], id="bare text"),
        pytest.param("<td>&nbsp; 12&nbsp;</td>", ["12"], id="padded with no-break spaces"),
        pytest.param("<td>&nbsp;</td>", [""], id="a blank kept open by a no-break space"),
        pytest.param("<td><p><span>1<o:p></o:p></span></p></td>", ["1"], id="pasted from Word"),
        pytest.param("<td><p>结果</p><p>维持</p></td>", ["结果", "维持"], id="a label in two paragraphs"),
        pytest.param("<td>结果<br>维持</td>", ["结果", "维持"], id="a label with a line break"),
        pytest.param("<td><span>本</span><span>年</span>新收</td>", ["本年新收"], id="a label in pieces"),
        pytest.param(
            "<td><p>\n商业\n</p>\n<p>\n企业</p></td>", ["商业", "企业"], id="lines of the source are no lines"
        ),
        pytest.param("<td>结 果</td>", ["结 果"], id="a printed blank stays"),
        pytest.param("<td>1<span style='display:none'>9</span></td>", ["1"], id="hidden digits do not count"),
        pytest.param("<td>1<span style='DISPLAY : None'>9</span>2</td>", ["12"], id="text behind the hidden stays"),
        pytest.param("<td>1<b hidden>9</b></td>", ["1"], id="hidden by attribute"),
        pytest.param("<td>1<span style='mso-hide:all'>9</span></td>", ["1"], id="hidden by Word"),
        pytest.param("<td>1<span style='font-size:0'>9</span></td>", ["1"], id="hidden by a size of nothing"),
        pytest.param("<td>1<span style='font-size :\t0pt'>9</span></td>", ["1"], id="hidden by a size, with blanks"),
        pytest.param("<td>1<span style='font-size:0.8em'>9</span></td>", ["19"], id="small print is printed"),
        pytest.param("<td>1<i style='position:absolute;left:-9999px'>9</i></td>", ["1"], id="far off the page"),
        pytest.param("<td><s>9</s>1</td>", ["1"], id="struck out"),
        pytest.param("<td><del>9</del><ins>1</ins></td>", ["1"], id="deleted and inserted"),
        pytest.param("<td><span style='text-decoration:line-through'>9</span>1</td>", ["1"], id="struck by a style"),
        pytest.param("<td><ruby>1<rp>(</rp><rt>9</rt></ruby></td>", ["1"], id="read aloud beside the text"),
        pytest.param("<td>26<sup>1</sup></td>", ["26¹"], id="the mark of a note above the line"),
        pytest.param("<td>26<sub>2</sub></td>", ["26₂"], id="a digit below the line"),
        pytest.param("<td>26<span style='vertical-align:super'>1</span>件</td>", ["26¹件"], id="raised by a style"),
        pytest.param("<td>26<b style='vertical-align :  super'>1</b>件</td>", ["26¹件"], id="raised, with blanks"),
        pytest.param("<td>26<span class='MsoFootnoteReference'>1</span></td>", ["26¹"], id="raised by a class of Word"),
        pytest.param("<td style='vertical-align:middle'>26</td>", ["26"], id="in the middle of its cell"),
        pytest.param("<td><input type='text' value='26'>件</td>", ["26件"], id="typed into a field"),
        pytest.param("<td>26<input type='hidden' value='9'></td>", ["26"], id="a field that is hidden"),
        pytest.param("<td>26<input type='button' value='9'></td>", ["26"], id="a button"),
        pytest.param("<td><textarea>26</textarea></td>", ["26"], id="typed into a larger field"),
        pytest.param("<td><input type='tel' value='26'></td>", ["26"], id="a field of a rarer kind"),
        pytest.param("<td><select><option>1<option selected>26</select></td>", ["26"], id="chosen from a list"),
        pytest.param("<td><select><option>26<option>1</select></td>", ["26"], id="the first of a list, none chosen"),
        pytest.param("<td>1<script>var a = 9;</script><style>p{}</style></td>", ["1"], id="scripts and styles"),
        pytest.param("<td>1<!--[if gte mso 9]><xml><w:x>9</w:x></xml><![endif]--></td>", ["1"], id="Word's comment"),
        pytest.param("<td>1<xml><w:x>9</w:x></xml><template>9</template></td>", ["1"], id="Word's data island"),
        pytest.param("<td><![if !supportLists]>1.<![endif]>国家秘密</td>", ["1.国家秘密"], id="a list number of Word"),
        pytest.param("<td>1\u200b2\ufeff</td>", ["12"], id="signs without width"),
    ],
)
def test_the_printed_lines_of_a_cell(cell, lines):
    assert cells_of(cell) == lines


# --- prose


def test_blocks_come_in_reading_order_with_their_numbers():
    document = read(f"<h1>甲县2031年报告</h1><p><b>一、总体情况</b></p>{LONG}{FORM}<h2>六、其他</h2><p>无。</p>")

    kinds = [(type(block).__name__, block.origin.locator) for block in document.blocks]
    assert kinds == [
        ("Heading", "b1"),
        ("Heading", "b2"),
        ("Paragraph", "b3"),
        ("Paragraph", "b4"),
        ("Paragraph", "b5"),
        ("Table", "t1"),
        ("Heading", "b7"),
        ("Paragraph", "b8"),
    ]
    assert [block.level for block in document.blocks if isinstance(block, Heading)] == [1, None, 2]


@pytest.mark.parametrize(
    ("markup", "is_heading"),
    [
        pytest.param("<p><strong>一、总体情况</strong></p>", True, id="wholly bold"),
        pytest.param("<p><span style='font-weight:bold'>一、总体情况</span></p>", True, id="bold by style"),
        pytest.param("<p style='font-weight: 700'>一、总体情况</p>", True, id="bold by number"),
        pytest.param("<p><b>一、</b>总体情况</p>", False, id="half bold"),
        pytest.param("<p><b>一是业务水平有待提高。二是范围有待扩大。</b></p>", False, id="a bold sentence"),
        pytest.param("<p>一、总体情况</p>", False, id="plain"),
    ],
)
def test_a_short_bold_line_is_a_heading(markup, is_heading):
    block = read(f"{markup}{LONG}").blocks[0]

    assert isinstance(block, Heading) is is_heading


def test_lines_parted_by_breaks_are_paragraphs():
    document = read(
        f"<div id='zoom'>一、总体情况<br>&nbsp;&nbsp;{PROSE}<br><br>二、主动公开{FORM}三、申请<br/>无。</div>"
    )

    assert prose(document) == ["一、总体情况", PROSE, "二、主动公开", "三、申请", "无。"]


def test_a_broken_title_is_one_heading():
    assert prose(read(f"<h1>甲县<br>2031年报告</h1>{LONG}"))[0] == "甲县 2031年报告"


def test_numbers_and_words_in_separate_spans_stay_together():
    assert prose(read(f"<p><font>收到申请</font><font>31\n</font><span>件</span></p>{LONG}"))[0] == "收到申请31 件"


def test_preformatted_lines_stay_lines():
    assert prose(read(f"<pre>一、总体情况\n{PROSE}</pre>{LONG}"))[:2] == ["一、总体情况", PROSE]


def test_a_sentence_full_of_links_is_still_prose():
    linked = "<p>发布<a href='/a'>《甲县公开办法》《甲县公开指南》</a><a href='/b'>等文件3件。</a></p>"

    assert "发布《甲县公开办法》《甲县公开指南》等文件3件。" in prose(read(f"{MENU}<div>{LONG}{linked}{LONG}</div>"))


def test_deeply_nested_markup_loses_nothing():
    deep = "<font>" * 700 + "<p>最深处的一句话，写着31件，不可以丢。</p>" + "</font>" * 700

    assert "最深处的一句话，写着31件，不可以丢。" in read(LONG + deep).text


# --- which part of the page

MENU = "<div class='nav'>" + "".join(f"<a href='/{n}'>栏目{n}</a>" for n in range(20)) + "</div>"


OTHER_YEARS = (
    "<table>"
    + "".join(
        f"<tr><td><a href='/{y}'>甲县{y}年政府信息公开工作年度报告</a></td><td>{y}-01-20</td></tr>"
        for y in range(2011, 2031)
    )
    + "</table>"
)


FOOT = "<div class='footer'><p>主办：甲县人民政府，承办：甲县大数据局，地址：甲县一路1号。</p></div>"


TRAIL = "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/a'>政务公开</a> &gt; 年报</div>"


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("<div id='zoom'>{}</div>", id="in a well-known container"),
        pytest.param("<div class='xyz'>{}</div>", id="in a container of any name"),
        pytest.param("<div class='footer'>{}</div>", id="in a container with a misleading name"),
        pytest.param("<table><tr><td>{}</td></tr></table>", id="in a layout table"),
        pytest.param("<div id='zoom'>错误的容器</div><div>{}</div>", id="beside a hinted container that is wrong"),
        pytest.param("{}", id="in no container"),
    ],
)
def test_the_report_is_found_and_the_site_is_left_out(frame):
    report = f"<p><b>一、总体情况</b></p>{LONG}{FORM}<p>六、其他</p><p>无。</p>"
    body = f"{MENU}{TRAIL}<div class='side'>{OTHER_YEARS}</div>{frame.format(report)}{FOOT}"
    document = read(f"<html><body>{body}</body></html>")

    assert prose(document) == ["一、总体情况", PROSE, PROSE, PROSE, "六、其他", "无。"]
    assert [len(table.rows) for table in document.tables()] == [4]


def test_a_side_list_in_a_layout_table_is_left_out():
    page = f"<table><tr><td>{OTHER_YEARS}</td><td><h1>甲县2031年报告</h1>{LONG}{FORM}</td></tr></table>"
    document = read(page)

    assert prose(document) == ["甲县2031年报告", PROSE, PROSE, PROSE]
    assert [len(table.rows) for table in document.tables()] == [4]


def test_what_stands_outside_of_the_hinted_container_is_not_lost():
    page = (
        f"{MENU}<h1>甲县2031年报告</h1><div id='zoom'><p>一、总体情况</p>{LONG}</div>"
        f"<div>{FORM}<p>五、问题</p><p>{PROSE}</p><p>六、其他</p><p>无。</p></div>{FOOT}"
    )
    document = read(page)

    assert prose(document) == ["甲县2031年报告", "一、总体情况", *[PROSE] * 3, "五、问题", PROSE, "六、其他", "无。"]
    assert len(list(document.tables())) == 1


def test_the_title_is_found_beyond_a_line_of_metadata():
    page = (
        f"{MENU}<h1><a href='/'>甲县政府网</a></h1><h2>甲县2031年报告</h2>"
        f"<div><a href='/p'>打印</a><a href='/c'>关闭</a></div><div id='zoom'>{LONG}</div>"
    )

    assert prose(read(page)) == ["甲县2031年报告", PROSE, PROSE, PROSE]


def test_a_page_cut_off_half_way_gives_what_it_has():
    page = f"<html><body><div id='zoom'>{LONG}{FORM}"
    document = read(page[: page.index("行政规范性文件</td>") + 3])

    assert prose(document) == [PROSE] * 3
    assert [row[0] for row in grid(document)] == ["第二十条第（一）项", "信息内容", "规章", "行政规"]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div id='app'></div><script>var x='一';</script><noscript>请开启</noscript>", id="a shell"),
        pytest.param(f"<body>{MENU}{TRAIL}</body>", id="a menu and nothing else"),
        pytest.param("<html></html>", id="no body"),
    ],
)
def test_a_page_without_words_of_its_own_says_so(page):
    document = read(page)

    assert document.blocks == ()
    assert codes(document) == ["PAGE.NO_TEXT"]


def test_an_article_that_only_a_script_would_show_is_read():
    assert prose(read(f"{MENU}<div style='display:none'>{LONG}</div>")) == [PROSE] * 3


def test_a_picture_in_place_of_a_table_is_told():
    page = (
        f"{LONG}<p>三、申请</p><p><img src='/w/t3.png' width='600'></p><p><img src='/icon.gif' width=16></p><p>四、</p>"
    )
    document = read(page)

    assert [(problem.code, problem.detail) for problem in document.problems] == [("PAGE.IMAGE", "/w/t3.png")]
    assert document.problems[0].origin.locator == "b5"


# --- what the page says about itself

PAIRS = (
    "<table><tr><td>索 引 号：</td><td>014000000/2032-00001</td><td>发布机构</td><td>甲县乙局</td></tr>"
    "<tr><td>文号</td><td></td><td>发布日期</td><td>2032-01-09</td></tr></table>"
)


def test_the_block_of_keys_becomes_metadata_and_no_table():
    document = read(f"<div>{PAIRS}<h1>甲县2031年报告</h1>{LONG}{FORM}</div>")

    assert document.metadata == (
        ("block:索引号", "014000000/2032-00001"),
        ("block:发布机构", "甲县乙局"),
        ("block:文号", ""),
        ("block:发布日期", "2032-01-09"),
    )
    assert [len(table.rows) for table in document.tables()] == [4]


def test_a_list_of_keys_becomes_metadata_too():
    items = "<ul><li><b>索引号：</b>A-1</li><li><b>发布日期：</b>2032-01-09 08:30</li></ul>"

    assert read(f"{items}<div id='zoom'>{LONG}</div>").metadata == (
        ("block:索引号", "A-1"),
        ("block:发布日期", "2032-01-09 08:30"),
    )


def test_the_day_in_a_line_of_other_things_becomes_metadata():
    head = "<h1>甲县2031年报告</h1><div>甲县网 发布日期：2032-01-09 浏览：</div>"

    assert read(f"{head}<div id='zoom'>{LONG}</div>").metadata == (("block:发布日期", "2032-01-09"),)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("<tr><td>规章</td><td>0</td></tr><tr><td>行政许可</td><td>12</td></tr>", id="numbers"),
        pytest.param("<tr><td>规章</td><td></td></tr><tr><td>行政许可</td><td>/</td></tr>", id="blanks"),
        pytest.param("<tr><td>行政许可</td><td>本年数量</td></tr><tr><td>规章</td><td>3</td></tr>", id="a head"),
    ],
)
def test_a_small_table_of_figures_is_no_metadata(table):
    document = read(f"<table>{table}</table>{LONG}")

    assert document.metadata == ()
    assert len(list(document.tables())) == 1


def test_title_meta_tags_and_attachments_are_kept():
    page = (
        "<html><head><title> 甲县 年报 </title><meta name='PubDate' content='2032-01-09'><meta charset='gbk'></head>"
        f"<body>{LONG}<a href='/f/b.docx'>附件</a><a href='/f/c.PDF?x=1'>附件</a><a href='/p.html'>页</a>"
        "<a href='/f/b.docx'>附件</a><iframe src='/v?file=d.ofd'></iframe></body></html>"
    )

    assert read(page).metadata == (
        ("html:title", "甲县 年报"),
        ("meta:PubDate", "2032-01-09"),
        ("attachment", "/f/b.docx"),
        ("attachment", "/f/c.PDF?x=1"),
        ("attachment", "/v?file=d.ofd"),
    )


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        pytest.param("utf-8", "gb2312", id="UTF-8 declared as GB"),
        pytest.param("gb18030", "utf-8", id="GB declared as UTF-8"),
        pytest.param("gb18030", "gb2312", id="GB declared as GB"),
        pytest.param("utf-8-sig", "utf-8", id="with a byte order mark"),
        pytest.param("utf-16", "utf-8", id="UTF-16 with a byte order mark"),
    ],
)
def test_the_bytes_decide_the_encoding(encoding, declared):
    head = f"<?xml version='1.0' encoding='{declared}'?><html><head><meta charset='{declared}'></head>"
    page = f"{head}<body>{LONG}</body></html>"

    assert prose(read(page, encoding)) == [PROSE] * 3


# --- real pages

ROWS_WITH_VALUES = 25


@pytest.mark.parametrize(
    "name",
    [
        "shuyang_fgj_2023/source.html",
        "generated/v03/source.html",
        "generated/v08/source.gbk.html",
        "generated/v12/source.lo.html",
    ],
)
def test_every_figure_of_the_applications_table_is_in_the_grid(corpus, name):
    path = corpus / name
    facts = json.loads((path.parent / "truth.json").read_text(encoding="utf-8"))["facts"]
    document = read_html(SourceDocument(path.read_bytes(), path.name))
    table = next(table for table in document.tables() if len(table.rows) > ROWS_WITH_VALUES)

    printed = [[cell.text for cell in row if not cell.is_repeat][-7:] for row in table.rows[-ROWS_WITH_VALUES:]]
    totals = [row[-1] for row in printed]
    applicants = [key.removeprefix("requests_received|") for key in facts if key.startswith("requests_received|")]
    expected = [facts[f"requests_received|{applicant}"] for applicant in applicants]
    assert [int(value) if value else None for value in printed[0]] == expected
    assert int(totals[-1]) == facts["requests_carried_out|all"]
    assert int(totals[-2]) == facts["outcome_total|all"]
    assert isinstance(document.blocks[-1], Paragraph)
