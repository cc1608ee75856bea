"""The report as a web page: a clean article, a Word paste, or a site with all its chrome."""

from html import escape

from forge.facts import Facts
from forge.grid import GridCell, GridTable
from forge.look import Look
from forge.page import Line, Piece, compose, plain_title

_NAVIGATION = ("首页", "政务公开", "政务服务", "互动交流", "数据开放", "走进本地")
_LINE_STYLES = {
    "title": '<h1 style="text-align:center">{}</h1>',
    "heading": "<h2>{}</h2>",
    "paragraph": '<p style="text-indent:2em">{}</p>',
    "note": '<p style="font-size:10pt">{}</p>',
    "caption": "<p>{}</p>",
    "hidden": '<p style="display:none">{}</p>',
}
_WORD_HEADING = (
    '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0"><b>'
    '<span style="font-family:黑体">{}<o:p></o:p></span></b></p>'
)
_WORD_PARAGRAPH = (
    '<p class="MsoNormal" style="text-indent:32.0pt">'
    '<span lang="EN-US" style="font-size:16.0pt;font-family:仿宋">{}<o:p></o:p></span></p>'
)
_WORD_CELL = (
    '<p class="MsoNormal" align="center" style="text-align:center">'
    '<span style="font-size:10.5pt;font-family:宋体">{}</span></p>'
)


def to_html(facts: Facts, look: Look) -> bytes:
    """The bytes of the page, in the encoding of the look, whatever the page claims."""
    body = "\n".join(_write_piece(piece, look) for piece in compose(facts, look))
    article = f'<div id="zoom" class="article-content">\n{body}\n</div>'
    if look.nested:
        article = f'<table class="layout" width="100%"><tr><td>{article}</td></tr></table>'
    if look.chrome:
        article = _surround(article, facts)
    return (_write_head(facts, look) + article + "\n</body></html>\n").encode(look.encoding)


def _write_head(facts: Facts, look: Look) -> str:
    title = escape(plain_title(facts))
    charset = f'<meta charset="{look.declared}">\n' if look.declared else ""
    office = ' xmlns:o="urn:schemas-microsoft-com:office:office"' if look.word_pasted else ""
    return (
        f"<!DOCTYPE html>\n<html{office}><head>\n{charset}<title>{title}</title>\n"
        f'<meta name="ArticleTitle" content="{title}">\n'
        f'<meta name="PubDate" content="{facts.year + 1}-01-17 09:30">\n'
        f'<meta name="ContentSource" content="{escape(facts.issuer)}">\n'
        "<style>td{padding:2px} .hide{display:none}</style>\n"
        "<script>var year = '1998年'; var rows = \"<table><tr><td>规章</td><td>7</td></tr></table>\";</script>\n"
        "</head><body>\n"
    )


def _surround(article: str, facts: Facts) -> str:
    """The article inside a site: navigation, crumbs, a side list of other years' reports, and a footer."""
    navigation = "".join(f'<li><a href="/c{n}/">{name}</a></li>' for n, name in enumerate(_NAVIGATION))
    side = "".join(
        f'<tr><td><a href="/nb/{year}.html">{escape(facts.issuer)}{year}年政府信息公开工作年度报告</a></td>'
        f"<td>{year + 1}-01-2{year % 10}</td></tr>"
        for year in range(facts.year - 9, facts.year + 2)
        if year != facts.year
    )
    return (
        f'<div class="header"><ul>{navigation}</ul></div>\n'
        '<div class="crumb">当前位置：首页 &gt; 政府信息公开 &gt; 年报</div>\n'
        f'<table class="frame"><tr><td class="side"><table>{side}</table></td>'
        f'<td class="main">{article}</td></tr></table>\n'
        f'<div class="footer"><p>主办：{escape(facts.issuer)}　网站标识码：3300110022　访问量：1284417</p>'
        "<p>澜公网安备 33001102000117号　ICP备案：澜ICP备05012345号</p></div>"
    )


def _write_piece(piece: Piece, look: Look) -> str:
    if isinstance(piece, Line):
        return _write_line(piece, look)
    table = _write_table(piece, look)
    if look.nested and piece.code != "META":
        return f'<table border="0"><tbody><tr><td><div>{table}</div></td></tr></tbody></table>'
    return table


def _write_line(line: Line, look: Look) -> str:
    text = escape(line.text).replace("\n", "<br>")
    if look.word_pasted and line.kind == "heading":
        return _WORD_HEADING.format(text)
    if look.word_pasted and line.kind == "paragraph":
        return _WORD_PARAGRAPH.format(text)
    return _LINE_STYLES[line.kind].format(text)


def _write_table(table: GridTable, look: Look) -> str:
    border = "0" if look.borderless or look.word_pasted else "1"
    name = "MsoNormalTable" if look.word_pasted else "report"
    if look.untidy:
        return _write_untidy(table, look)
    rows = "\n".join("<tr>" + "".join(_write_cell(cell, look) for cell in row) + "</tr>" for row in table.rows())
    return f'<table class="{name}" border="{border}" cellspacing="0"><tbody>\n{rows}\n</tbody></table>'


def _write_untidy(table: GridTable, look: Look) -> str:
    """Markup as old editors left it: capital tags, nothing closed, comments with digits between the words."""
    rows = []
    for row in table.rows():
        cells = "\n".join(
            f"<TD ROWSPAN={cell.rowspan} COLSPAN='{cell.colspan}'><!--[if !mso]> 7 <![endif]-->"
            f"<FONT size=3>{_write_content(cell, look)}</FONT>"
            for cell in row
        )
        rows.append(f"<TR>\n{cells}")
    body = "\n".join(rows)
    return f"<TABLE BORDER=1>\n{body}\n</TABLE>"


def _write_cell(cell: GridCell, look: Look) -> str:
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    style = _style_cell(cell, look)
    tag = "th" if look.header_tags and cell.kind == "head" else "td"
    return f"<{tag}{spans}{style}>{_write_content(cell, look)}</{tag}>"


def _style_cell(cell: GridCell, look: Look) -> str:
    rules = []
    if look.shaded_heads and cell.kind == "head":
        rules.append("background:#d9e2f3")
    if look.word_pasted and not look.borderless:
        rules.append("border:solid windowtext 1.0pt;padding:0cm 5.4pt")
    return f' style="{";".join(rules)}"' if rules else ""


def _write_content(cell: GridCell, look: Look) -> str:
    lines = [escape(line).replace("\u00a0", "&nbsp;") for line in cell.text.split("\n")]
    if look.hidden_text and cell.kind == "value":
        lines[-1] += '<span style="display:none">9</span>'
    if look.beside and cell.kind == "value" and cell.text.isdecimal():
        lines[-1] = f"<s>9</s>{lines[-1]}" if look.beside == "struck" else f"{lines[-1]}<sup>9</sup>"
    if not look.word_pasted:
        return "<br>".join(lines)
    return "".join(_WORD_CELL.format(line or "<o:p>&nbsp;</o:p>") for line in lines)
