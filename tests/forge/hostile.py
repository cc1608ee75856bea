"""Files that are no annual report, are broken, or attack their reader."""

import io
import zipfile

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from forge.as_docx import W, pack_docx
from forge.as_html import to_html
from forge.as_pdf import find_font, to_pdf
from forge.facts import make_facts
from forge.look import Look

_WORD_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def bad_files() -> dict[str, bytes]:
    """Every bad input by name."""
    return {
        "empty": b"",
        "only blanks": b" \r\n\t\r\n",
        "truncated pdf": _truncated_pdf(),
        "encrypted pdf": _encrypted_pdf(),
        "pdf without pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        "zip that is no docx": _plain_zip(),
        "truncated docx": pack_docx(_word("<w:p/>"))[:-60],
        "docx with broken xml": pack_docx(_WORD_HEAD + "<w:document><w:body>"),
        "docx bomb": pack_docx(_word(f"<w:p><w:r><w:t>{' ' * 60_000_000}</w:t></w:r></w:p>")),
        "billion laughs docx": pack_docx(_laughs()),
        "docx that reads a file": pack_docx(_external_entity()),
        "docx with a huge span": pack_docx(_word(_huge_span())),
        "photo": _photo(),
        "random bytes": bytes((n * 7919 + n // 13) % 251 + 1 for n in range(4096)) + b"\x00\xff\x00",
        "news page": _page("我县召开政务公开工作推进会", _NEWS),
        "list of other reports": _page("政府信息公开年报", _list_of_reports()),
        "quarterly statistics": _page("二〇二四年第三季度政府信息公开情况统计表", _quarterly()),
        "budget with rows of the same names": _page("望楼县财政局2024年部门决算公开", _BUDGET),
        "description of the form": _description().encode(),
        "law": _page("中华人民共和国政府信息公开条例", _LAW),
        "notice that asks for reports": _page("关于报送2024年政府信息公开工作年度报告的通知", _NOTICE),
        "pattern of a report": _page("XX单位20XX年政府信息公开工作年度报告（模板）", _HEADS),
        "article about reports": _page("望楼县2024年政府信息公开工作年度报告解读", _ARTICLE),
        "two years side by side in an older table": _page("办件情况对比", _two_old_years()),
        "two years side by side": _page("望楼县财政局2023年、2024年办件情况对比", _two_years()),
        "report of 2008 in prose": _page("望楼县财政局2008年政府信息公开工作年度报告", _PROSE_2008),
        "single page application": _SHELL.encode(),
        "challenge page": _CHALLENGE.encode(),
        "html with a huge span": _page("表", '<table><tr><td rowspan="65000" colspan="100000">规章</td></tr></table>'),
        "html nested too deep": ("<html><body>" + "<div><table><tr><td>" * 4000 + "规章").encode(),
        "html cut in a character": to_html(make_facts(2, scale="town"), Look())[:2001],
        "html in no known encoding": "<html><body><p>规章".encode() + b"\xff\xfe\x81\x00\x80</p></body></html>",
    }


def _word(body: str) -> str:
    return f'{_WORD_HEAD}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def _laughs() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = "<w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body>"
    return f'{_WORD_HEAD}<!DOCTYPE d [<!ENTITY l0 "规章规章">{levels}]><w:document xmlns:w="{W}">{body}</w:document>'


def _external_entity() -> str:
    body = "<w:body><w:p><w:r><w:t>&secret;</w:t></w:r></w:p></w:body>"
    declared = '<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    return f'{_WORD_HEAD}{declared}<w:document xmlns:w="{W}">{body}</w:document>'


def _huge_span() -> str:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc>'
    return f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"


def _truncated_pdf() -> bytes:
    whole = to_pdf(make_facts(1, scale="town"), Look())
    return whole[: len(whole) // 2]


def _encrypted_pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, encrypt="made-up-password")
    canvas.setFont(find_font(Look()), 12)
    canvas.drawString(72, 720, "砚溪县审计局2024年政府信息公开工作年度报告")
    canvas.save()
    return buffer.getvalue()


def _plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("说明.txt", "附件见内网。")
    return buffer.getvalue()


def _photo() -> bytes:
    image = Image.merge("RGB", [Image.radial_gradient("L").resize((640, 480)) for _ in range(3)])
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def _page(title: str, body: str) -> bytes:
    head = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><h1>{title}</h1>{body}</body></html>".encode()


def _list_of_reports() -> str:
    rows = "".join(
        f'<tr><td><a href="/nb/{year}.html">石鼓坪县{year}年政府信息公开工作年度报告</a></td>'
        f"<td>{year + 1}-01-{12 + year % 9}</td></tr>"
        for year in range(2015, 2025)
    )
    return f"<table>{rows}</table>"


def _quarterly() -> str:
    rows = (
        ("一、主动公开情况", "——", "——"),
        ("（一）主动公开政府信息数", "条", "417"),
        ("1.政府网站公开政府信息数", "条", "380"),
        ("2.政务微信公开政府信息数", "条", "37"),
        ("三、依申请公开情况", "——", "——"),
        ("（一）收到申请数", "件", "6"),
        ("1.当面申请数", "件", "2"),
        ("2.网络申请数", "件", "4"),
        ("（二）申请办结数", "件", "6"),
        ("四、行政复议数量", "件", "0"),
        ("五、行政诉讼数量", "件", "1"),
    )
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<table border=1><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>{cells}</table>"


def _two_years() -> str:
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    heads = "".join(f"<td colspan=2>{name}</td>" for name in names)
    years = "<td>2023年</td><td>2024年</td>" * len(names)
    labels = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开")
    rows = "".join(f"<tr><td>{label}</td>{'<td>3</td><td>4</td>' * len(names)}</tr>" for label in labels)
    return f"<table border=1><tr><td rowspan=2>项目</td>{heads}</tr><tr>{years}</tr>{rows}</table>"


def _two_old_years() -> str:
    labels = ("（一）主动公开政府信息数", "（二）收到申请数", "1.当面申请数", "2.传真申请数", "（三）申请办结数")
    rows = "".join(f"<tr><td>{label}</td><td>件</td><td>3</td><td>4</td></tr>" for label in labels)
    return f"<table border=1><tr><td>指标</td><td>单位</td><td>2017年</td><td>2018年</td></tr>{rows}</table>"


def _description() -> str:
    """A page in Markdown that says what each row of the tables means."""
    tables = {
        "主动公开政府信息情况": ("规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"),
        "收到和处理政府信息公开申请情况": (
            "一、本年新收政府信息公开申请数量",
            "二、上年结转政府信息公开申请数量",
            "（一）予以公开",
            "1.属于国家秘密",
            "3.危及“三安全一稳定”",
        ),
    }
    heads = "| 栏目 | 名称 | 单位 |\n|---|---|---|\n"
    parts = (
        f"## Table {number} · {title}\n\n{heads}" + "".join(f"| {label} | what it is | 件 |\n" for label in labels)
        for number, (title, labels) in enumerate(tables.items(), 2)
    )
    return "# Data dictionary · 数据字典\n\n" + "\n".join(parts)


_HEADS = "".join(
    f"<p>{head}</p>"
    for head in (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
)
_NOTICE = f"<p>各单位：</p><p>请于2025年1月20日前报送2024年政府信息公开工作年度报告。</p>{_HEADS}"
_ARTICLE = "<p>一、总体情况怎么看</p><p>负责人答记者问。</p><p>二、申请为什么多了</p><p>三、下一步怎么做</p>"
_LAW = (
    "<p>第一章 总则</p><p>第一条 为了保障公民、法人和其他组织依法获取政府信息，制定本条例。</p>"
    "<p>第五十条 政府信息公开工作年度报告应当包括下列内容：</p><p>（一）行政机关主动公开政府信息的情况；</p>"
    "<p>（二）行政机关收到和处理政府信息公开申请的情况；</p><p>（三）因政府信息公开工作被申请行政复议的情况。</p>"
)
_BUDGET = (
    "<table border=1><tr><td>项目</td><td>决算数</td></tr><tr><td>一般公共预算</td><td>1834.5</td></tr>"
    "<tr><td>行政事业性收费</td><td>12.3</td></tr><tr><td>行政处罚</td><td>3</td></tr></table>"
)
_NEWS = (
    "<p>1月9日，我县召开政务公开工作推进会，38个单位的52名代表参加。会议通报，上年全县办理政府信息公开申请143件，"
    "行政许可决定公示及时率98.5%，行政处罚决定公示2106条。会议要求各单位在1月31日前发布本单位年度报告。</p>"
)
_PROSE_2008 = (
    "<p>根据《中华人民共和国政府信息公开条例》要求，现公布本局2008年政府信息公开工作年度报告。</p>"
    "<p>一、概述</p><p>本局于2008年5月成立领导小组，配备兼职人员3名，设立查阅点1处。</p>"
    "<p>二、主动公开情况</p><p>截至年底，累计主动公开政府信息264条，其中政策法规类31条，财政资金类87条，办事指南类146条。</p>"
    "<p>三、依申请公开情况</p><p>全年受理申请5件，全部为当面申请，均予以公开；未收取检索费、复制费。</p>"
    "<p>四、复议和诉讼情况</p><p>未发生针对本局政府信息公开的行政复议和行政诉讼。</p>"
    "<p>五、存在的不足</p><p>目录编制不够细，计划2009年增设栏目4个。</p>"
)
_SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开平台</title></head>'
    '<body><div id="app"></div><script src="/static/js/chunk-vendors.5f1c.js"></script>'
    '<script>window.__STATE__={"infoGuid":"0f3a77c1","year":2024}</script><noscript>请启用脚本</noscript></body></html>'
)
_CHALLENGE = (
    "<html><head><title></title><script>var _0x1=['cookie','reload'];document[_0x1[0]]='k=1a2b3c';"
    "location[_0x1[1]]();</script></head><body></body></html>"
)
