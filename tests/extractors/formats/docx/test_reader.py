"""Word files: what counts as printed, headings, numbers, and damage."""

import io
import json
import zipfile

import docx
import pytest
from docx_bodies import (
    STRICT,
    grid,
    make_docx,
    paragraph,
    prose,
    read,
    row,
    run,
    table,
    wide,
    wrap,
)

from extractors.formats.docx.numbering import format_number
from extractors.formats.docx.reader import read_docx
from extractors.formats.docx.second import read_docx_second
from extractors.grids.grid import is_printed
from extractors.model.document import Heading, Unreadable
from extractors.model.source import SourceDocument

# --- what counts as printed


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        pytest.param(run("本年") + run("3件"), "本年3件", id="runs"),
        pytest.param(run("2") + f'<w:ins w:id="1">{run("3")}</w:ins>', "23", id="an insertion counts"),
        pytest.param(run("2") + "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", "2", id="a deletion does not"),
        pytest.param(run("2") + f"<w:moveFrom>{run('9')}</w:moveFrom>", "2", id="nor what was moved away"),
        pytest.param(run("2") + f"<w:moveTo>{run('3')}</w:moveTo>", "23", id="what was moved here counts"),
        pytest.param(run("2") + run("9", "<w:vanish/>"), "2", id="hidden text does not"),
        pytest.param(run("2") + run("3", '<w:vanish w:val="0"/>'), "23", id="hiding switched off"),
        pytest.param(run("9", "<w:strike/>") + run("2"), "2", id="struck-out text does not"),
        pytest.param(run("9", "<w:dstrike/>") + run("2"), "2", id="text struck out twice does not"),
        pytest.param(run("2", '<w:strike w:val="false"/>'), "2", id="striking switched off"),
        pytest.param(run("26") + run("1", '<w:vertAlign w:val="superscript"/>'), "26¹", id="a mark above the line"),
        pytest.param(run("26") + run("1", '<w:vertAlign w:val="subscript"/>'), "26₁", id="a digit below the line"),
        pytest.param(run("26", '<w:vertAlign w:val="baseline"/>'), "26", id="a digit on the line"),
        pytest.param("<w:r><w:instrText>PAGE 9</w:instrText></w:r>" + run("3"), "3", id="a field's code"),
        pytest.param(f'<w:fldSimple w:instr="NUMPAGES">{run("3")}</w:fldSimple>', "3", id="a field's result"),
        pytest.param("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a b", id="a tab"),
        pytest.param("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>", "1-2", id="a hyphen that does not break"),
        pytest.param('<w:r><w:t>a</w:t><w:sym w:font="X" w:char="2460"/></w:r>', "a①", id="a symbol"),
        pytest.param(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('3')}</w:sdtContent></w:sdt>", "3", id="a content control"),
        pytest.param(f'<w:hyperlink r:id="x">{run("3")}</w:hyperlink>', "3", id="a link"),
        pytest.param(
            f"<w:r><w:ruby><w:rt>{run('gong')}</w:rt><w:rubyBase>{run('公')}</w:rubyBase></w:ruby></w:r>",
            "公",
            id="pinyin",
        ),
    ],
)
def test_printed_text(inner, text):
    assert prose(read(paragraph(inner, '<w:tabs><w:tab w:val="left"/></w:tabs>'))) == [text]
    assert grid(read(table(row(f"<w:tc><w:tcPr/>{paragraph(inner)}</w:tc>", "0"))))[0] == [text, "0"]


def test_a_line_break_parts_paragraphs_and_lines_of_a_cell():
    inner = "<w:r><w:t>结果</w:t><w:br/><w:t>维持</w:t></w:r>"

    assert prose(read(paragraph(inner))) == ["结果", "维持"]
    assert grid(read(table(row(f"<w:tc>{paragraph(inner)}</w:tc>", "0"))))[0][0] == "结果\n维持"


def test_a_text_box_is_read_once_and_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('框内')}{table(row('甲', '1'), row('乙', '2'))}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(paragraph(run("框外") + drawn))

    assert prose(document) == ["框外", "框内"]
    assert grid(document) == [["甲", "1"], ["乙", "2"]]


def test_a_table_of_contents_is_left_out():
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    control = f"<w:sdt>{gallery}<w:sdtContent>{paragraph('一、总体情况 1')}</w:sdtContent></w:sdt>"
    line = paragraph(run("二、公开 2") + "<w:r><w:instrText> PAGEREF _Toc1 </w:instrText></w:r>")

    assert prose(read(control + line + paragraph("一、总体情况"))) == ["一、总体情况"]


def test_a_picture_is_told_and_a_sign_is_not():
    def picture(key: str, side: int) -> str:
        extent = f'<wp:extent cx="{side}" cy="{side}"/>'
        return f'<w:r><w:drawing><wp:inline>{extent}<a:blip r:embed="{key}"/></wp:inline></w:drawing></w:r>'

    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId5" Target="media/image1.png"/></Relationships>'
    )
    body = paragraph("三、") + paragraph(picture("rId5", 5_000_000)) + paragraph(picture("rId6", 90_000))
    document = read(body, **{"word/_rels/document.xml.rels": relations})

    assert [(p.code, p.detail, p.origin.block) for p in document.problems] == [("PAGE.IMAGE", "media/image1.png", 1)]


# --- headings and numbers

STYLES = wrap(
    "styles",
    '<w:style w:styleId="2"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="7"><w:basedOn w:val="2"/></w:style>'
    '<w:style w:styleId="8"><w:basedOn w:val="9"/></w:style><w:style w:styleId="9"><w:basedOn w:val="8"/></w:style>'
    '<w:style w:styleId="n"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
)


@pytest.mark.parametrize(
    ("markup", "level"),
    [
        pytest.param(paragraph("题", '<w:pStyle w:val="2"/>'), 1, id="by style"),
        pytest.param(paragraph("题", '<w:pStyle w:val="7"/>'), 1, id="by the style it is based on"),
        pytest.param(paragraph("题", '<w:outlineLvl w:val="1"/>'), 2, id="by its own outline level"),
        pytest.param(paragraph(run("题", "<w:b/>")), None, id="by bold print"),
    ],
)
def test_headings(markup, level):
    block = read(markup, styles=STYLES).blocks[0]

    assert isinstance(block, Heading)
    assert (block.text, block.level) == ("题", level)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(paragraph("文", '<w:outlineLvl w:val="9"/>'), id="outline level of body text"),
        pytest.param(paragraph("文", '<w:pStyle w:val="8"/>'), id="styles that are based on each other"),
        pytest.param(paragraph("文", '<w:pStyle w:val="gone"/>'), id="a style that is not there"),
        pytest.param(paragraph(run("文", '<w:b w:val="0"/>')), id="bold switched off"),
        pytest.param(paragraph(run("文", "<w:b/>") + run("字")), id="half bold"),
    ],
)
def test_no_headings(markup):
    assert not isinstance(read(markup, styles=STYLES).blocks[0], Heading)


def level_xml(index: int, number_format: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = wrap(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    + level_xml(0, "chineseCountingThousand", "%1、")
    + level_xml(1, "chineseCounting", "（%2）")
    + level_xml(2, "decimal", "%3.")
    + level_xml(3, "decimal", "%1.%4")
    + level_xml(4, "bullet", "o")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>',
)


def numbered(text: str, level: int, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_stand_in_front():
    levels = [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1), ("庚", 3), ("辛", 4)]
    document = read("".join(numbered(text, level) for text, level in levels), numbering=NUMBERING)

    assert prose(document) == ["一、甲", "（一）乙", "（二）丙", "1.丁", "二、戊", "（一）己", "二.1 庚", "辛"]


def test_a_list_that_starts_anew_and_a_list_that_is_not_there():
    body = numbered("甲", 0) + numbered("乙", 0, 2) + numbered("丙", 0, 2) + numbered("丁", 0, 9) + numbered("戊", 0, 0)

    assert prose(read(body, numbering=NUMBERING)) == ["一、甲", "三、乙", "四、丙", "丁", "戊"]


def test_numbers_by_style_and_in_cells():
    body = paragraph("甲", '<w:pStyle w:val="n"/>') + table(
        row(f"<w:tc>{numbered('予以公开', 1)}</w:tc>", "0"), row(f"<w:tc>{numbered('部分公开', 1)}</w:tc>", "0")
    )
    document = read(body, numbering=NUMBERING, styles=STYLES)

    assert prose(document) == ["一、甲"]
    assert [line[0] for line in grid(document)] == ["（一）予以公开", "（二）部分公开"]


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (7, "decimal", "7"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一百〇五"),
        (110, "chineseCounting", "一百一十"),
        (2024, "ideographDigital", "二〇二四"),
        (3, "chineseLegalSimplified", "叁"),
        (3, "upperLetter", "C"),
        (28, "lowerLetter", "bb"),
        (4, "lowerRoman", "iv"),
        (9, "upperRoman", "IX"),
        (2, "decimalEnclosedCircle", "②"),
        (2, "decimalFullWidth", "２"),
        (2, "decimalZero", "02"),
        (2, "a format of the future", "2"),
        (0, "upperLetter", "0"),
        (10_000, "chineseCounting", "10000"),
    ],
)
def test_number_formats(number, number_format, text):
    assert format_number(number, number_format) == text


# --- the file


def test_the_strict_flavour_reads_alike():
    body = paragraph("一、总体情况") + table(row(wide("题", 2)), row("甲", "1"))

    assert read(body, STRICT).blocks == read(body).blocks


def test_the_title_of_the_file_is_metadata():
    core = b'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> 2031 report </dc:title></c>'

    assert read(paragraph("文"), **{"docProps/core.xml": core}).metadata == (("docx:title", "2031 report"),)


def test_a_file_without_text_says_so():
    assert [problem.code for problem in read("<w:sectPr/>").problems] == ["PAGE.NO_TEXT"]


def test_entities_are_refused():
    evil = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'

    with pytest.raises(Unreadable) as error:
        read(paragraph("文", '<w:pStyle w:val="2"/>'), styles=evil)

    assert error.value.problem.code == "FILE.UNSAFE"


# --- real files, and the second reader


@pytest.mark.parametrize("name", ["seed", "v03", "v08", "v12"])
def test_both_readers_find_every_figure(corpus, name):
    path = corpus / "generated" / name / "source.docx"
    facts = json.loads((path.parent / "truth.json").read_text(encoding="utf-8"))["facts"]
    source = SourceDocument(path.read_bytes(), path.name)
    first, second = read_docx(source), read_docx_second(source)

    assert [table.rows for table in first.tables()] == [table.rows for table in second.tables()]
    last = [cell.text for cell in list(first.tables())[2].rows[-1] if not cell.is_repeat]
    prefixes = ("reconsideration_", "litigation_direct_", "litigation_after_reconsideration_")
    fields = [
        f"{prefix}{part}|all" for prefix in prefixes for part in ("upheld", "corrected", "other", "pending", "total")
    ]
    assert [int(text) for text in last] == [facts[field] for field in fields]


def test_the_blank_form_is_read_with_its_blanks(corpus):
    source = SourceDocument((corpus / "blank_form_2021" / "source.docx").read_bytes(), "form.docx")
    document = read_docx(source)

    assert [(len(t.rows), len(t.rows[0])) for t in document.tables()] == [(14, 4), (28, 10), (4, 15)]
    values = [cell for row in list(document.tables())[1].rows[3:] for cell in row[3:]]
    assert {cell.text for cell in values} == {""}
    assert all(is_printed(cell) for cell in values)


def test_the_second_reader_sees_through_wrappers_and_past_deletions():
    word = docx.Document()
    table_of_two = word.add_table(rows=2, cols=2)
    table_of_two.cell(0, 0).text, table_of_two.cell(1, 1).text = "甲", "2"
    target = io.BytesIO()
    word.save(target)
    inserted = (
        '<w:ins w:id="1"><w:r><w:t>3</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>9</w:delText></w:r></w:del>'
    )
    data = _rewrite(
        target.getvalue(), lambda xml: _wrap_table(xml).replace("<w:t>2</w:t></w:r>", f"<w:t>2</w:t></w:r>{inserted}")
    )
    source = SourceDocument(data, "x")

    assert grid(read_docx_second(source)) == grid(read_docx(source)) == [["甲", ""], ["", "23"]]


def _wrap_table(xml: str) -> str:
    opening = "<w:sdt><w:sdtPr><w:alias w:val='9'/></w:sdtPr><w:sdtContent><w:tbl>"
    return xml.replace("<w:tbl>", opening).replace("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>")


def _rewrite(data: bytes, change) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()).encode() if name == "word/document.xml" else part)
    return target.getvalue()


def test_the_second_reader_refuses_a_package_it_does_not_know():
    with pytest.raises(Unreadable) as error:
        read_docx_second(SourceDocument(make_docx(paragraph("文")), "x"))

    assert error.value.problem.code == "FILE.UNKNOWN_TYPE"
