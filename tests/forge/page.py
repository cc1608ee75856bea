"""The report as a sequence of lines and grids, the same for every format."""

from dataclasses import dataclass

from forge.facts import Facts
from forge.form import SECTION_TITLES
from forge.grid import GridCell, GridTable
from forge.look import Look
from forge.tables import build_tables

_NUMERALS = "〇一二三四五六七八九"
_ORDINALS = {
    "form": ("一、", "二、", "三、", "四、", "五、", "六、"),
    "misnumbered": ("一、", "二、", "三、", "三、", "七、", "l六、"),
    "restarted": ("一、", "一、", "二、", "三、", "四、", "五、"),
    "none": ("",) * 6,
}
_TITLES_4_5 = {
    "form": (SECTION_TITLES[4], SECTION_TITLES[5]),
    "article50": (
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "政府信息公开工作存在的主要问题及改进情况",
    ),
    "typo": ("政府信息公开行政法复议、行政诉讼情况", "存在的主要问题和改进措施"),
    "short": ("政府信息公开行政复议和行政诉讼情况", "存在问题及改进情况"),
}
_TITLE_PATTERNS = {
    "issuer_year": "{issuer}{year}年政府信息公开工作年度报告",
    "year_issuer": "{year}年{issuer}政府信息公开工作年度报告",
    "short": "{issuer}{year}年政府信息公开年度报告",
    "affairs": "{issuer}{year}年政务信息公开年度报告",
    "yearbook": "{issuer}{year}年度政府信息公开工作年报",
    "corrected": "{issuer}{year}年政府信息公开工作年度报告（更正）",
    "picture": "{issuer}{year}年政府信息公开工作年度报告（图片版）",
    "no_year": "{issuer}政府信息公开工作年度报告",
}
_LEADS = {
    "T2": "本年度主动公开政府信息的具体数据如下表所示：",
    "T3": "收到和处理政府信息公开申请的具体数据见下表。",
    "T4": "因政府信息公开引起的行政复议、行政诉讼情况统计如下：",
}
_T4_NOTE = "注：上表数据含上年度结转数量，统计截止时间为12月31日24时。"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose."""

    text: str
    kind: str
    """``title``, ``heading``, ``paragraph``, ``note``, ``caption`` or ``hidden``."""
    number: int = 0
    """Section of a heading, 1 to 6."""


Piece = Line | GridTable


def compose(facts: Facts, look: Look) -> list[Piece]:
    """Everything that the report prints, in order."""
    pieces: list[Piece] = []
    if look.metadata_table:
        pieces.append(build_metadata(facts))
    pieces.append(Line(build_title(facts, look), "title"))
    pieces += [Line(text, "paragraph") for text in facts.narrative.get(0, ())]
    tables = build_tables(facts, look)
    for number in range(1, 7):
        pieces += _compose_section(facts, look, number, tables)
    return pieces


def build_title(facts: Facts, look: Look) -> str:
    """The title as printed; a newline stands for a line break."""
    title = _TITLE_PATTERNS[look.title].format(issuer=facts.issuer, year=_print_year(facts.year, look.title_year))
    if look.title_break == "blanks":
        return title.replace("政府信息公开", " 政府信息公开 ", 1)
    if look.title_break == "lines":
        return title.replace("政府信息公开", "政府信息公开\n", 1)
    return title


def plain_title(facts: Facts) -> str:
    """The title that lists and meta tags use."""
    return _TITLE_PATTERNS["issuer_year"].format(issuer=facts.issuer, year=facts.year)


def heading(number: int, look: Look, *, ordinal: bool = True) -> str:
    """The heading of a section as printed."""
    titles = dict(SECTION_TITLES)
    titles[4], titles[5] = _TITLES_4_5[look.section_titles]
    return (_ORDINALS[look.numbering][number - 1] if ordinal else "") + titles[number]


def build_metadata(facts: Facts) -> GridTable:
    """The block that sites print above a report: 索引号, 发布机构 and so on."""
    rows = (
        ("索引号", f"00{facts.year}7731/{facts.year + 1}-00{facts.year % 100}", "主题分类", "政府信息公开年报"),
        ("发布机构", facts.issuer, "成文日期", f"{facts.year + 1}年1月16日"),
        ("名称", plain_title(facts), "文号", "无"),
        ("生成日期", f"{facts.year + 1}-01-17", "有效性", "有效"),
    )
    cells = tuple(
        GridCell(r, c, text, "label" if c % 2 == 0 else "value")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return GridTable("META", cells, (1.0, 2.0, 1.0, 2.0))


def _print_year(year: int, style: str) -> str:
    if style == "chinese":
        return "".join(_NUMERALS[int(digit)] for digit in str(year))
    if style == "full_width":
        return "".join(chr(ord("０") + int(digit)) for digit in str(year))
    return " ".join(str(year)) if style == "spaced" else str(year)


def _compose_section(facts: Facts, look: Look, number: int, tables: dict[str, tuple[GridTable, ...]]) -> list[Piece]:
    pieces: list[Piece] = []
    if number not in look.missing_headings:
        pieces.append(Line(heading(number, look), "heading", number))
    if number not in (2, 3, 4):
        return pieces + [Line(text, "paragraph") for text in facts.narrative.get(number, ())]
    code = look.table_order[number - 2]
    if code in look.missing_tables:
        return pieces
    if look.lead_sentence:
        pieces.append(Line(_LEADS[code], "paragraph"))
    if look.hidden_text:
        pieces.append(Line("此处曾有附件：本年新收申请 999 件，规章 888 件。", "hidden"))
    pieces += tables[code]
    if look.note_below_t4 and code == "T4":
        pieces.append(Line(_T4_NOTE, "note"))
    return pieces
