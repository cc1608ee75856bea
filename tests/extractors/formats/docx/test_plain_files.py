"""Word files that are read from their letters: what comes out is what the tree says, and nothing doubtful is read so."""

import ast
import inspect
import random

import pytest
from docx_bodies import MAIN, NAMESPACES, STRICT, cell, make_docx, paragraph, row, run, table, wide, wrap
from forge import Look, make_facts, render
from forge.cases import CASES

from extractors.formats.docx import covered, fields, markup, reader, small_print, styles, tables
from extractors.formats.docx.numbering import NumberingPart
from extractors.formats.docx.plain import read_plain
from extractors.formats.docx.styles import StyleSheet
from extractors.formats.zipsafe import is_whole_xml
from extractors.model.document import Document
from extractors.model.source import SourceDocument
from extractors.readers import read as read_any

STYLES = wrap(
    "styles",
    '<w:style w:styleId="t"><w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>',
)
NUMBERING = wrap(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)
BODY = (
    paragraph("某县某局年度报告", '<w:pStyle w:val="t"/>')
    + paragraph(run("二、", "<w:b/>") + run("收到和处理", "<w:b/>"))
    + table(row("甲", wide("乙", 2)), row("3", "0", cell("1,204", '<w:vMerge w:val="restart"/>')), row("5", "6", "7"))
    + paragraph("特此报告。")
)


def make(body: str) -> bytes:
    return make_docx(body, styles=STYLES, numbering=NUMBERING)


def is_plain(body: str | bytes) -> bool:
    data = body if isinstance(body, bytes) else wrap("document", f"<w:body>{body}</w:body>")
    return read_plain(data, StyleSheet(lambda: None), NumberingPart(lambda: None)) is not None


def read_both(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Document, Document]:
    """The document as it is read, and as its tree says."""
    found = read_any(SourceDocument(data, "report.docx"))
    with monkeypatch.context() as patch:
        patch.setattr(reader, "read_plain", lambda *_: None)
        return found, read_any(SourceDocument(data, "report.docx"))


@pytest.mark.parametrize("case", [case for case in CASES if case.kind == "docx"], ids=lambda case: case.name)
def test_a_report_says_the_same_either_way(case, monkeypatch):
    found, tree = read_both(case.data(), monkeypatch)

    assert found == tree


@pytest.mark.parametrize(
    "look",
    [
        Look(word_written=True, automatic_numbering=True),
        Look(metadata_table=True, broken_digits=True),
        Look(nested=True),
        Look(tracked=True),
        Look(text_box=True),
        Look(content_controls=True),
        Look(hidden_text=True),
        Look(beside="mark"),
    ],
    ids=lambda look: ", ".join(name for name in look.__slots__ if getattr(look, name) != getattr(Look(), name)),
)
def test_a_report_of_every_look_says_the_same_either_way(look, monkeypatch):
    found, tree = read_both(render(make_facts(3, scale="county"), look, "docx"), monkeypatch)

    assert found == tree


def test_a_report_of_plain_words_and_tables_needs_no_tree(monkeypatch):
    monkeypatch.setattr(reader, "_parse_part", lambda data: pytest.fail("the tree was made"))
    document = reader.read_docx(SourceDocument(make_docx(paragraph("报告") + table(row("甲", "乙"))), "report.docx"))

    assert [block.text for block in document.blocks] == ["报告", "甲\t乙"]


PIECES = (
    run("粗", "<w:b/>"),
    run("细", '<w:b w:val="0"/>'),
    run("原", '<w:strike w:val="0"/><w:vertAlign w:val="baseline"/><w:position w:val="2"/>'),
    run("12", '<w:vertAlign w:val="superscript"/>'),
    run("3", '<w:position w:val="10"/>'),
    run("旧", "<w:strike/>"),
    run("9", '<w:color w:val="ffffff"/>'),
    run("隐", '<w:rStyle w:val="h"/>'),
    run("式", '<w:rStyle w:val="t"/>'),
    run("光", "<w14:glow xmlns:w14='u'/>"),
    "<w:r><w:tab/></w:r>",
    "<w:r><w:br/></w:r>",
    '<w:r><w:br w:type="page"/><w:t/></w:r>',
    "<w:r><w:cr/></w:r>",
    "<w:r><w:noBreakHyphen/></w:r>",
    '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
    "<w:r><w:t></w:t></w:r>",
    "<w:r><w:t> </w:t ></w:r>",
    '<w:r><w:t xml:space="default"> 空 </w:t></w:r>',
    "<w:r><w:t w:x='1'>引</w:t></w:r>",
    "<w:r><w:t>大&gt;小&amp;lt;</w:t></w:r>",
    "<w:r><w:t>大>小</w:t></w:r>",
    "<w:r><w:t>&#20013;&#13;</w:t></w:r>",
    '<w:r><w:t xml:space="preserve"> w:rsidR="00F37A2C"</w:t></w:r>',
    "<w:r><w:t>分\r\n行\r又</w:t></w:r>",
    "<w:r><w:t><![CDATA[<w:t>]]></w:t></w:r>",
    "<w:r><w:footnoteReference w:id='1'/></w:r>",
    "<w:r><w:instrText> PAGEREF x </w:instrText></w:r>",
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("8") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:r w:rsidR="00F37A2C" w:rsidRPr="1A9BEF11"><w:t>改</w:t></w:r>',
    f"<w:ins w:id='1'>{run('新')}</w:ins>",
    f"<w:ins><w:hyperlink>{run('深')}</w:hyperlink></w:ins>",
    "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>",
    f'<w:hyperlink r:id="x">{run("链")}</w:hyperlink>',
    f"<w:smartTag><w:smartTagPr/>{run('灵')}</w:smartTag>",
    f"<w:sdt><w:sdtContent>{paragraph('控')}</w:sdtContent></w:sdt>",
    "<w:p/>",
    paragraph("级", '<w:outlineLvl w:val="2"/>'),
    paragraph("号", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    paragraph("号", "<w:numPr/>"),
    paragraph("停", '<w:tabs><w:tab w:val="left"/></w:tabs><w:rPr><w:b/><w:vanish/><w:ins/></w:rPr>'),
    paragraph(run("题", "<w:b/>") + run(" ")),
    f"<w:p>{run('先')}<w:pPr><w:outlineLvl w:val='2'/></w:pPr></w:p>",
    "<w:pPr><w:pStyle w:val='t'/></w:pPr>",
    "<w:pStyle w:val='h'/>",
    "<w:tr/>",
    row("8", properties='<w:gridBefore w:val="1"/>'),
    "<w:trPr><w:gridBefore w:val='1'/></w:trPr>",
    wide("宽", 3),
    cell("下", "<w:vMerge/>"),
    cell("异", '<w:vMerge w:val="&amp;"/><w:gridSpan w:val="x"/>'),
    "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>",
    table(row("内")),
    table(row("长" * 201, "二")),
    table(row("长" * 150, "二")),
    table(),
    "<w:tbl/>",
    "<w:sectPr><w:pgSz/></w:sectPr>",
    '<w:bookmarkStart w:id="0" w:name="a"/>',
    "<w:altChunk r:id='x'/>",
    "<a:blip r:embed='x'/>",
    "<w:drawing><a:blip r:embed='x'/></w:drawing>",
    "<mc:AlternateContent><mc:Choice/><mc:Fallback>" + run("后") + "</mc:Fallback></mc:AlternateContent>",
    f"<q:p xmlns:q='{MAIN}'><q:r><q:t>他</q:t></q:r></q:p>",
    f"<w:p xmlns:w='u'>{run('外')}</w:p>",
    "<q:b/>",
    "<w:bookmarkEnd q:id='1'/>",
    "<w:bookmarkEnd xml:id='1 2'/>",
    "<w:a:b/>",
    "<w:bookmarkEnd",
    "</w:p>",
    "<!-- 注 -->",
    "<?pi x?>",
    "裸字",
    "&amp;",
    " \n\t",
    "\x01",
    "<w:rPr>" + "<w:x>" * 260 + "</w:x>" * 260 + "</w:rPr>",
)


@pytest.mark.parametrize("number", range(len(PIECES)))
def test_one_more_piece_of_markup_says_the_same_either_way_wherever_it_stands(number, monkeypatch):
    places = [place for place, sign in enumerate(BODY) if sign == "<"] + [len(BODY)]
    for place in places[number % 5 :: 5]:
        found, tree = read_both(make(BODY[:place] + PIECES[number] + BODY[place:]), monkeypatch)

        assert found == tree


def test_many_more_pieces_say_the_same_either_way(monkeypatch):
    chance = random.Random(20241130)
    for _ in range(150):
        body = BODY
        for piece in chance.choices(PIECES[:48], k=3):
            place = chance.choice([place for place, sign in enumerate(body) if sign == "<"])
            body = body[:place] + piece + body[place:]
        found, tree = read_both(make(body), monkeypatch)

        assert found == tree


def fill(kind: str, color: str) -> str:
    return f'<w14:textFill><w14:solidFill><w14:{kind} w14:val="{color}"/></w14:solidFill></w14:textFill>'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing at all"),
        pytest.param(paragraph("甲") + table(row("1", "2")) + "<w:sectPr/>", id="words, a table and a section"),
        pytest.param(paragraph(run("甲", '<w:color w:val="000000"/><w:strike w:val="0"/>')), id="black print"),
        pytest.param(paragraph(run("甲", '<w:spacing w:val="-10"/><w:w w:val="90"/>')), id="print a little tighter"),
        pytest.param(
            paragraph(run("甲", "<w14:textOutline><w14:noFill/></w14:textOutline>")), id="print without outline"
        ),
        pytest.param(paragraph(run("甲", fill("schemeClr", "tx1"))), id="print filled with black"),
        pytest.param(
            paragraph(run("甲", '<w:color w:val="auto" w:themeColor="background1" w:themeShade="80"/>')),
            id="a shade of white",
        ),
        pytest.param(f"<w:p><w:hyperlink>{run('链')}</w:hyperlink></w:p>", id="a link"),
        pytest.param(paragraph("甲&amp;乙"), id="a sign by its name"),
    ],
)
def test_what_is_plain(body):
    assert is_plain(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(paragraph("甲") + "<!-- 注 -->", id="a comment"),
        pytest.param(paragraph("&#20013;"), id="a sign by its number"),
        pytest.param(paragraph(run("9", "<w:vanish/>")), id="hidden print"),
        pytest.param(paragraph(run("9", '<w:color w:val="FFFFFF"/>')), id="white print"),
        pytest.param(paragraph(run("9", '<w:color w:themeColor="background1"/>')), id="print of the theme's white"),
        pytest.param(paragraph(run("9", "<w14:textFill><w14:noFill/></w14:textFill>")), id="print without a fill"),
        pytest.param(paragraph(run("9", fill("srgbClr", "FFFFFF"))), id="print filled with white"),
        pytest.param(paragraph(run("9", fill("schemeClr", "bg1"))), id="print filled with the theme's white"),
        pytest.param(
            paragraph(
                run("9", fill("srgbClr", "000000").replace("/></", '><w14:alpha w14:val="100000"/></w14:srgbClr></', 1))
            ),
            id="print seen through",
        ),
        pytest.param(paragraph(run("9", '<w:position w:val="-10"/>')), id="print below the line"),
        pytest.param(paragraph(run("9", '<w:sz w:val="10"/>')), id="small print"),
        pytest.param(paragraph(run("97", '<w:spacing w:val="-200"/>')), id="print set on itself"),
        pytest.param(paragraph(run("97", '<w:w w:val="1"/>')), id="print without width"),
        pytest.param(paragraph(run("97", '<w:fitText w:val="20"/>')), id="print fitted into no width"),
        pytest.param(paragraph('<w:r><w:footnoteReference w:id="2"/><w:t>1</w:t></w:r>'), id="the mark of a note"),
        pytest.param(table(row("甲")), id="a table of one cell"),
        pytest.param(table(row("甲", f"<w:tc>{table(row('1', '2'))}<w:p/></w:tc>")), id="a table in a cell"),
        pytest.param(f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>", id="a control"),
        pytest.param(f"<w:customXml>{paragraph('甲')}</w:customXml>", id="an element that nobody knows"),
        pytest.param(f"<w:p xmlns:w='u'>{run('外')}</w:p>", id="another namespace further in"),
        pytest.param(paragraph("甲", "<w:tabs><w:x y='1'/></w:tabs>"), id="quotes that no program of Word writes"),
        pytest.param(paragraph("甲", f'<w:x w:y="{"长" * 1_000}"/>'), id="a tag without end"),
        pytest.param(paragraph("甲") + "<w:p>", id="broken XML"),
    ],
)
def test_what_is_not_plain(body):
    assert not is_plain(body)


PLAIN = wrap("document", f"<w:body>{paragraph('甲')}</w:body>").decode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"), id="UTF-16"),
        pytest.param(PLAIN.replace("UTF-8", "GB18030").encode("gb18030"), id="GB18030"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="a byte order mark"),
        pytest.param(PLAIN.replace("甲", "\ud800").encode("utf-8", "surrogatepass"), id="half a sign"),
        pytest.param(PLAIN.replace("?>", "?><!DOCTYPE w:document>").encode(), id="a document type"),
        pytest.param(PLAIN.replace("w:", "x:").encode(), id="another prefix"),
        pytest.param(PLAIN.replace(MAIN, STRICT).encode(), id="the strict namespace"),
        pytest.param(
            PLAIN.replace("xmlns:w=", f'xmlns:v="{MAIN}" xmlns:w=').encode(), id="two prefixes for one namespace"
        ),
        pytest.param(PLAIN.replace("xmlns:w=", 'xmlns="u" xmlns:w=').encode(), id="a namespace without prefix"),
        pytest.param(PLAIN.replace("xmlns:w=", f'x="{"9" * 9_000}" xmlns:w=').encode(), id="a first tag without end"),
        pytest.param(PLAIN.replace("甲", "甲" * 700_000).encode(), id="a part of two megabytes"),
    ],
)
def test_a_part_of_which_the_letters_say_too_little_is_not_plain(data):
    assert is_plain(PLAIN.encode())
    assert not is_plain(data)


def test_a_style_that_hides_makes_a_file_not_plain():
    body = paragraph("甲", '<w:pStyle w:val="h"/>')
    data = wrap("document", f"<w:body>{body}</w:body>")
    hiding = StyleSheet(lambda: reader._parse_part(STYLES))

    assert read_plain(data, StyleSheet(lambda: None), NumberingPart(lambda: None)) is not None
    assert read_plain(data, hiding, NumberingPart(lambda: None)) is None


ATTRIBUTES = {"val", "id", "char", "fldCharType", "styleId"}
OF_STYLES = {"style", "basedOn"}
TAKEN_OUT_UNREAD = {"tabs"}
"""Left out with all that is in it, either way."""
ASKED_OF_WHITE_PRINT = {"shd", "fill", "highlight", "themeColor", "themeShade"}
"""And white print is not plain."""
INSIDE_FIELDS = {"ddList", "listEntry", "result", "textInput", "default"}
"""And fields are not plain."""


def list_words(module) -> set[str]:
    """The words of Word's own namespace that a module asks for."""
    texts = (node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.JoinedStr))
    return {
        text.values[1].value
        for text in texts
        if isinstance(text.values[0], ast.FormattedValue)
        and ast.unparse(text.values[0].value) == "W"
        and len(text.values) == 2
        and isinstance(text.values[1], ast.Constant)
    }


def test_every_word_that_the_tree_is_asked_for_is_known_to_matter():
    asked = set().union(*map(list_words, (reader, tables, styles, fields, small_print, covered)))
    asked |= {tag.rpartition("}")[2] for tag in reader._NOT_PRINTED}
    known = markup._MEANT | markup._NOT_PLAIN | markup._NOT_PLAIN_ELSEWHERE
    harmless = ATTRIBUTES | OF_STYLES | TAKEN_OUT_UNREAD | ASKED_OF_WHITE_PRINT | INSIDE_FIELDS

    assert len(asked) > 50
    assert {word for word in asked - known - harmless if not word.endswith("Change")} == set()


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a/>x", b"<a b='1' b='2'/>", b"<a>&x;</a>", b"<a>\x01</a>"])
def test_broken_xml_is_not_whole(data):
    assert not is_whole_xml(data)


def test_whole_xml_is_whole():
    assert is_whole_xml(f"<a {NAMESPACES.format(main=MAIN)}>甲&amp;<b c='1'/></a>".encode())
