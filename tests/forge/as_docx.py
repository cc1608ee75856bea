"""The report as a Word file, its XML written by hand so that no library's habits leak into the tests."""

import io
import zipfile
from xml.sax.saxutils import escape

from forge.facts import Facts
from forge.grid import GridCell, GridTable
from forge.look import Look
from forge.page import Line, Piece, compose, heading
from forge.word_dress import dress, write_latent_styles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_CONTENT_TYPES = (
    _XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE}.numbering+xml"/>'
    "</Types>"
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOT_RELATIONS = (
    _XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS = (
    _XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATION}/numbering" Target="numbering.xml"/></Relationships>'
)
_STYLES = (
    _XML + f'<w:styles xmlns:w="{W}">'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style></w:styles>'
)
_NUMBERING = (
    _XML + f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/>'
    "</w:lvl></w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_AUTHOR = 'w:author="编辑" w:date="2025-01-10T09:00:00Z"'


def to_docx(facts: Facts, look: Look) -> bytes:
    """The bytes of a .docx package."""
    body = "".join(_write_piece(piece, look) for piece in compose(facts, look))
    document = f"{_XML}<w:document {_NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    if not look.word_written:
        return pack_docx(document)
    styles = _STYLES.replace("<w:style ", f"{write_latent_styles()}<w:style ", 1)
    return pack_docx(dress(document), {"word/styles.xml": styles})


def pack_docx(document: str, extra: dict[str, str] | None = None) -> bytes:
    """A .docx package around the XML of its main part."""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _ROOT_RELATIONS,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        **(extra or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 17, 9, 30, 0)), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _write_piece(piece: Piece, look: Look) -> str:
    if isinstance(piece, Line):
        return _write_line(piece, look)
    table = _control(_write_table(piece, look), look)
    if look.nested and piece.code != "META":
        cell = f'<w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>{table}<w:p/></w:tc>'
        table = f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>'
    return table + "<w:p/>"


def _write_line(line: Line, look: Look) -> str:
    if line.kind == "hidden":
        return f"<w:p><w:r><w:rPr><w:vanish/></w:rPr>{_write_text(line.text)}</w:r></w:p>"
    if line.kind == "title" and look.text_box:
        return _write_text_box(_write_paragraph(line.text))
    if line.kind == "heading":
        return _write_heading(line, look)
    return _write_paragraph(line.text)


def _write_heading(line: Line, look: Look) -> str:
    style = '<w:pPr><w:pStyle w:val="1"/></w:pPr>'
    if not look.automatic_numbering:
        return f"<w:p>{style}<w:r><w:rPr><w:b/></w:rPr>{_write_text(line.text)}</w:r></w:p>"
    numbered = '<w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    text = heading(line.number, look, ordinal=False)
    return f"<w:p>{numbered}<w:r>{_write_text(text)}</w:r></w:p>"


def _write_paragraph(text: str) -> str:
    runs = "<w:r><w:br/></w:r>".join(f"<w:r>{_write_text(part)}</w:r>" for part in text.split("\n"))
    return f"<w:p>{runs}</w:p>"


def _write_text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def _write_text_box(content: str) -> str:
    """A drawing with text inside, and the older form of the same for programs that do not know it."""
    shape = (
        '<w:drawing><wp:inline><wp:extent cx="5000000" cy="600000"/><wp:docPr id="1" name="t"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f"<wps:spPr/><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    older = f"<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"{shape}</mc:Choice><mc:Fallback>{older}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _write_table(table: GridTable, look: Look) -> str:
    total = sum(table.weights)
    columns = "".join(f'<w:gridCol w:w="{round(9000 * weight / total)}"/>' for weight in table.weights)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    properties = "" if look.borderless else f"<w:tblBorders>{borders}</w:tblBorders>"
    rows = "".join(_write_row(table, number, look) for number in range(table.row_count))
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _write_row(table: GridTable, number: int, look: Look) -> str:
    """One row: Word repeats a cell that spans rows in each of them, marked as continued."""
    owners = table.owners()
    crossing = {owners[number, column] for column in range(len(table.weights))}
    cells = sorted(crossing, key=lambda cell: cell.column)
    head = "<w:trPr><w:tblHeader/></w:trPr>" if number < table.head_rows else ""
    return f"<w:tr>{head}{''.join(_write_cell(cell, number, look) for cell in cells)}</w:tr>"


def _write_cell(cell: GridCell, row: int, look: Look) -> str:
    properties = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    if look.shaded_heads and cell.kind == "head":
        properties += '<w:shd w:val="clear" w:fill="D9E2F3"/>'
    content = _write_content(cell, look) if row == cell.row else "<w:p/>"
    xml = f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"
    return _control(xml, look) if cell.kind == "value" and cell.rowspan == 1 else xml


def _control(content: str, look: Look) -> str:
    """The content inside a structured document tag, as templates with fields have it."""
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>" if look.content_controls else content


def _write_content(cell: GridCell, look: Look) -> str:
    if look.text_box and cell.kind == "label" and cell.text.startswith("四、结转"):
        return _write_text_box(_write_paragraph(cell.text))
    if look.tracked and cell.kind == "value" and cell.text.isdecimal():
        return _write_tracked(cell)
    if look.hidden_text and cell.kind == "value":
        return f"<w:p><w:r>{_write_text(cell.text)}</w:r><w:r><w:rPr><w:vanish/></w:rPr>{_write_text('9')}</w:r></w:p>"
    if look.beside and cell.kind == "value" and cell.text.isdecimal():
        return _write_beside(cell, is_struck=look.beside == "struck")
    runs = [f"<w:r>{_write_text(line)}</w:r>" for line in cell.text.split("\n")]
    if look.content_controls and cell.kind == "value":
        runs = [f'<w:smartTag w:uri="urn:schemas" w:element="chmetcnv">{run}</w:smartTag>' for run in runs]
    return "".join(f"<w:p>{run}</w:p>" for run in runs)


def _write_beside(cell: GridCell, *, is_struck: bool) -> str:
    look = "<w:strike/>" if is_struck else '<w:vertAlign w:val="superscript"/>'
    own, other = f"<w:r>{_write_text(cell.text)}</w:r>", f"<w:r><w:rPr>{look}</w:rPr>{_write_text('9')}</w:r>"
    return f"<w:p>{other}{own}</w:p>" if is_struck else f"<w:p>{own}{other}</w:p>"


def _write_tracked(cell: GridCell) -> str:
    """The last digit put in by a revision that also struck out a 7."""
    kept, added = cell.text[:-1], cell.text[-1]
    return (
        f"<w:p><w:r>{_write_text(kept)}</w:r>"
        f'<w:del w:id="1" {_AUTHOR}><w:r><w:delText>7</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" {_AUTHOR}><w:r>{_write_text(added)}</w:r></w:ins></w:p>'
    )
