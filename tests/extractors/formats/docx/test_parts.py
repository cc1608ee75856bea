"""Word files: what styles and colours take off the page, and the parts inside a package."""

import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx_bodies import cell, grid, make_docx, paragraph, prose, read, row, run, table, wrap

from extractors.formats.docx.reader import read_docx
from extractors.formats.docx.second import read_docx_second
from extractors.formats.docx.styles import leave_out_unused
from extractors.model.marked_text import OVERLAID, SMALLER, UNSEEN
from extractors.model.source import SourceDocument


def test_the_text_of_a_file_may_have_a_number_in_its_name():
    old, target = zipfile.ZipFile(io.BytesIO(make_docx(paragraph("正文")))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        new.writestr("word/document2.xml", old.read("word/document.xml"))
    document = read_docx(SourceDocument(target.getvalue(), "report.docx"))

    assert document.text == "正文"


def styles_with(properties: str) -> bytes:
    """A style x with these properties of its runs, and a style y based on it."""
    own = f'<w:style w:styleId="x"><w:rPr>{properties}</w:rPr></w:style>'
    return wrap("styles", f'{own}<w:style w:styleId="y"><w:basedOn w:val="x"/></w:style>')


@pytest.mark.parametrize("mark", ["vanish", "strike", "dstrike"])
@pytest.mark.parametrize("style", ["x", "y"])
def test_a_style_hides_or_strikes_out_like_the_run_itself(mark, style):
    hidden = run("4", f'<w:rStyle w:val="{style}"/>')
    shown = run("5", f'<w:rStyle w:val="{style}"/><w:{mark} w:val="0"/>')
    document = read(table(row("甲", cell(hidden + run("7")), cell(shown))), styles=styles_with(f"<w:{mark}/>"))

    assert grid(document) == [["甲", "7", "5"]]


def test_a_style_raises_the_mark_of_a_note():
    marked = run("12") + '<w:r><w:rPr><w:rStyle w:val="x"/></w:rPr><w:t>1</w:t></w:r>'
    styles = styles_with('<w:vertAlign w:val="superscript"/>')

    assert grid(read(table(row("甲", cell(marked))), styles=styles)) == [["甲", "12¹"]]


def test_figures_that_a_style_sets_in_white_beside_others_are_not_read():
    white = run("9", '<w:rStyle w:val="x"/>')
    document = read(table(row("甲", cell(white + run("7")))), styles=styles_with('<w:color w:val="FFFFFF"/>'))

    assert grid(document) == [["甲", "7"]]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param(run("9", '<w:sz w:val="2"/>') + run("7"), "7", id="one point is not seen"),
        pytest.param(run("12") + run("9", '<w:sz w:val="10"/>'), f"12{SMALLER}9", id="half the size"),
        pytest.param(run("12", '<w:sz w:val="16"/>') + run("9", '<w:sz w:val="15"/>'), "129", id="nearly the same"),
        pytest.param(
            run("12") + '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>1</w:t></w:r>',
            "12¹",
            id="a mark set by hand",
        ),
    ],
)
def test_small_print_is_no_part_of_the_number_before_it(runs, expected):
    assert grid(read(table(row("甲", cell(runs))))) == [["甲", expected]]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param(run("9", '<w:w w:val="1"/>') + run("7"), "7", id="a hundredth of the width is not seen"),
        pytest.param(run("9", '<w:w w:val="15"/>') + run("7"), f"{OVERLAID}97", id="a seventh of the width"),
        pytest.param(run("97", '<w:w w:val="33"/>'), "97", id="a third, the least that Word offers"),
        pytest.param(run("9", '<w:spacing w:val="-200"/>') + run("7"), f"{OVERLAID}97", id="drawn back over the last"),
        pytest.param(run("97", '<w:spacing w:val="-80"/>'), f"{OVERLAID}97", id="both in one run"),
        pytest.param(run("97", '<w:fitText w:val="40"/>'), f"{OVERLAID}97", id="fitted into the width of half a digit"),
        pytest.param(run("97", '<w:spacing w:val="-20"/>'), "97", id="tightened to fit the column"),
        pytest.param(run("9", '<w:spacing w:val="-200"/>'), "9", id="a single digit"),
        pytest.param(run("结转", '<w:spacing w:val="-200"/>') + run("7"), "结转7", id="words"),
    ],
)
def test_digits_set_on_one_another_say_so(runs, expected):
    assert grid(read(table(row("甲", cell(runs))))) == [["甲", expected]]


def test_a_paragraph_that_its_style_hides_is_not_read():
    hidden = paragraph("旧稿", '<w:pStyle w:val="x"/>')

    assert prose(read(hidden + paragraph("新稿"), styles=styles_with("<w:vanish/>"))) == ["新稿"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param(run("12") + run("1", '<w:position w:val="10"/>'), "12¹", id="a mark of a note"),
        pytest.param(run("12") + run("1", '<w:position w:val="2"/>'), "121", id="a digit that was trimmed"),
        pytest.param(run("12") + run("1", '<w:position w:val="-10"/>'), "12₁", id="a digit below"),
        pytest.param(run("12", '<w:position w:val="10"/>'), "12", id="all of a number"),
    ],
)
def test_a_digit_lifted_above_the_number_beside_it_is_no_part_of_it(runs, expected):
    assert grid(read(table(row("甲", cell(runs))))) == [["甲", expected]]


def test_the_second_reader_knows_what_a_style_hides():
    word = docx.Document()
    word.styles.add_style("旧", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    line = word.add_table(rows=1, cols=2).cell(0, 1).paragraphs[0]
    line.add_run("4", style="旧")
    line.add_run("7")
    target = io.BytesIO()
    word.save(target)

    assert grid(read_docx_second(SourceDocument(target.getvalue(), "x"))) == [["", "7"]]


LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


PAGE = "<html><body><p>文</p><table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr></table></body></html>"


SAVED = (
    f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n{PAGE}\n--x--\n"
)


@pytest.mark.parametrize(
    ("target", "chunk"),
    [("part.htm", PAGE), ("/word/part.mht", SAVED)],
    ids=["a page", "a page saved as one file"],
)
def test_a_page_inside_the_package_is_a_part_of_the_text(target, chunk):
    links = f'<Relationships xmlns="{LINKS}"><Relationship Id="c" Target="{target}"/></Relationships>'
    name = f"word/{target.rpartition('/')[2]}"
    parts = {"word/_rels/document.xml.rels": links.encode(), name: chunk.encode()}
    document = read(table(row("一", "二")) + '<w:altChunk r:id="c"/>' + paragraph("末"), **parts)

    assert prose(document) == ["文", "末"]
    assert grid(document, 1) == [["甲", "1"], ["甲", "2"]]
    assert [table.origin.table for table in document.tables()] == [1, 2]


def test_a_part_in_another_format_is_told():
    assert [problem.code for problem in read('<w:altChunk r:id="c"/>').problems] == [
        "FILE.UNKNOWN_TYPE",
        "PAGE.NO_TEXT",
    ]


def fill(inner: str) -> str:
    return f"<w14:textFill>{inner}</w14:textFill>"


SOLID = '<w14:solidFill><w14:{} w14:val="{}"/></w14:solidFill>'
OUTLINE = f"<w14:textOutline>{SOLID.format('srgbClr', '000000')}</w14:textOutline>"


@pytest.mark.parametrize(
    ("runs", "properties", "expected"),
    [
        pytest.param(run("9", '<w:color w:val="FFFFFF"/>') + run("1"), "", "1", id="beside black"),
        pytest.param(run("9", '<w:color w:val="FEFEFE"/>') + run("1"), "", "1", id="nearly white"),
        pytest.param(run("9", '<w:color w:val="E0E0E0"/>') + run("1"), "", "91", id="grey"),
        pytest.param(
            run("9", '<w:color w:val="auto" w:themeColor="background1"/>'), "", UNSEEN + "9", id="of the theme"
        ),
        pytest.param(run("9", '<w:color w:val="FFFFFF"/>'), "", UNSEEN + "9", id="all of a cell"),
        pytest.param(
            run("9", '<w:color w:val="FFFFFF"/>') + run("1"),
            '<w:shd w:val="clear" w:fill="auto"/>',
            "1",
            id="no ground",
        ),
        pytest.param(run("9", fill("<w14:noFill/>")) + run("1"), "", "1", id="without a fill"),
        pytest.param(run("9", fill(SOLID.format("srgbClr", "FFFFFF"))) + run("1"), "", "1", id="filled with white"),
        pytest.param(
            run("9", fill(SOLID.format("schemeClr", "bg1"))) + run("1"), "", "1", id="with white of the theme"
        ),
        pytest.param(run("9", fill(SOLID.format("schemeClr", "tx1"))) + run("1"), "", "91", id="with black"),
        pytest.param(
            run("9", f'<w:color w:val="FFFFFF"/>{fill(SOLID.format("schemeClr", "tx1"))}') + run("1"),
            "",
            "91",
            id="white for old programs only",
        ),
        pytest.param(run("9", f"{OUTLINE}{fill('<w14:noFill/>')}") + run("1"), "", "91", id="drawn by its outline"),
        pytest.param(
            run("9", '<w:color w:val="FFFFFF"/>') + run("1"), '<w:shd w:fill="003366"/>', "91", id="on a ground"
        ),
        pytest.param(run("件", '<w:color w:val="FFFFFF"/>') + run("1"), "", "件1", id="words"),
        pytest.param(run("9", '<w:color w:val="FF0000"/>') + run("1"), "", "91", id="red"),
    ],
)
def test_white_figures_beside_black_ones_are_not_read(runs, properties, expected):
    printed = f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(runs)}</w:tc>"

    assert grid(read(table(row("甲", printed)))) == [["甲", expected]]


def test_a_row_all_of_which_is_white_stands_on_a_dark_ground():
    white = '<w:color w:val="FFFFFF"/>'

    assert grid(read(table(row(cell(run("甲", white)), cell(run("9", white)))))) == [["甲", "9"]]


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        pytest.param(
            b'<a><w:latentStyles><w:lsdException w:name="n"/></w:latentStyles><w:style w:styleId="x"/></a>',
            b'<a><w:style w:styleId="x"/></a>',
            id="names of styles that Word knows",
        ),
        pytest.param(
            b'<a><w:style w:type="table" w:styleId="t"><w:rPr/></w:style><w:style w:styleId="x"></w:style></a>',
            b'<a><w:style w:styleId="x"></w:style></a>',
            id="looks of tables",
        ),
        pytest.param(
            b'<a><w:style w:type="table" w:styleId="t"/><w:style w:styleId="x"><w:rPr/></w:style></a>',
            b'<a><w:style w:styleId="x"><w:rPr/></w:style></a>',
            id="an empty look of tables takes nothing behind it along",
        ),
        pytest.param(b'<a><w:style w:type="table"><w:rPr/>', b'<a><w:style w:type="table"><w:rPr/>', id="cut off"),
        pytest.param(b'<a><w:style w:type="table"', b'<a><w:style w:type="table"', id="cut off in a tag"),
        pytest.param(
            b'<a><!--<w:style w:type="table">--><w:style w:styleId="x"></w:style></a>',
            b'<a><!--<w:style w:type="table">--><w:style w:styleId="x"></w:style></a>',
            id="words in a comment",
        ),
    ],
)
def test_of_a_style_sheet_only_what_text_can_use_is_parsed(sheet, kept):
    assert leave_out_unused(sheet) == kept


BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
CODE = "<w:r><w:instrText> IF x </w:instrText></w:r>"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param(BEGIN + CODE + SEPARATE + run("12") + END, "12", id="a field"),
        pytest.param(
            BEGIN + CODE + BEGIN + CODE + SEPARATE + run("7") + END + SEPARATE + run("12") + END,
            "12",
            id="a field in the code of another",
        ),
        pytest.param(
            BEGIN + CODE + SEPARATE + run("1") + BEGIN + CODE + SEPARATE + run("2") + END + END,
            "12",
            id="a field in the result of another",
        ),
        pytest.param(BEGIN + CODE + run("7") + END + run("12"), "12", id="a field without a result"),
        pytest.param(BEGIN + CODE + run("7") + run("12"), "712", id="a field without an end"),
        pytest.param(run("12") + SEPARATE + END, "12", id="an end without a field"),
    ],
)
def test_only_the_result_of_a_field_is_printed(runs, expected):
    assert grid(read(table(row("甲", cell(runs))))) == [["甲", expected]]


def choose(result: str) -> str:
    entries = "".join(f'<w:listEntry w:val="{text}"/>' for text in ("0", "12", "7"))
    mark = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{result}{entries}</w:ddList></w:ffData></w:fldChar></w:r>'
    return mark + "<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>" + END


def code(words: str) -> str:
    return "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in words.split("|"))


def compose(words: str) -> str:
    return BEGIN + code(words) + END


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param(choose('<w:result w:val="1"/>'), "12", id="an entry of a list"),
        pytest.param(choose(""), "0", id="the first entry where none was chosen"),
        pytest.param(choose('<w:result w:val="9"/>'), "", id="no such entry"),
        pytest.param(compose(" EQ \\o\\ac(○,|12|)"), "12", id="a number in a circle"),
        pytest.param(run("5") + compose(" EQ \\o\\ac(○,2)"), "5②", id="a number in a circle beside another"),
        pytest.param(compose(" EQ \\o(12,7)"), f"{OVERLAID}7", id="a number on another"),
        pytest.param(compose(" EQ \\o(12,—)"), f"{OVERLAID}12", id="a number that a line goes through"),
        pytest.param(
            BEGIN + code(" EQ \\o\\ac(○,12)") + SEPARATE + END, "12", id="a number in a circle, results empty"
        ),
        pytest.param(compose(" PAGE "), "", id="another code"),
        pytest.param(BEGIN + CODE + SEPARATE + run("12") + END, "12", id="a field with a result"),
    ],
)
def test_what_is_seen_of_a_field_without_a_result(runs, expected):
    assert grid(read(table(row("甲", cell(runs))))) == [["甲", expected]]
