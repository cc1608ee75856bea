"""Writes samples/ anew from made-up facts: `python tests/make_samples.py`.

The truth in every expected.json comes from the facts that were printed, never from what gongkai read. A run that
changes an expected.json ends with exit code 1 and asks for the file to be held against the printed document by eye.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from forge.facts import Facts, alter, expected_states, make_facts
from forge.look import Look
from forge.printing import Printed
from forge.render import SUFFIXES, render

ROOT = Path(__file__).resolve().parents[1] / "samples"
WRITTEN = "written for this repository; issuer, place and numbers are made up"

Json = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One case: a report, its look, and what must be found in it."""

    name: str
    why: str
    trap: str
    facts: Facts
    kind: str = "html"
    look: Look = field(default_factory=Look)
    findings: tuple[str, ...] = ()
    """Rules that must be told; [] in the file means that no error and no warning may be."""
    figures: tuple[Json, ...] = ()
    source: str = WRITTEN
    published: str = ""
    """Another day of publication than the forge writes."""

    def expected(self) -> Json:
        """The expected.json, without a word from the program under test."""
        states = expected_states(self.facts, self.look)
        told: Json = {
            "issuer": self.facts.issuer,
            "year": self.facts.year,
            "facts": {_name(key): _number(value) for key, (_, value) in states.items()},
            "states": {_name(key): state for key, (state, _) in states.items() if state != "number"},
            "findings": list(self.findings),
        }
        return told | ({"figures": list(self.figures)} if self.figures else {})


def _name(key: tuple[str, str]) -> str:
    return "|".join(key)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    number = int(value) if value == value.to_integral_value() else float(value)
    assert Decimal(str(number)) == value, f"{value} does not survive JSON"
    return number


def printed(text: str, state: str = "number", value: str | None = None, unit: str | None = None) -> Printed:
    """One cell as printed, with what a reader must say of it."""
    return Printed(text, state, None if value is None else Decimal(value), unit)


def set_numbers(facts: Facts, numbers: dict[tuple[str, str], int], rest: int = 0) -> Facts:
    """The same report with these numbers and ``rest`` everywhere else."""
    values = {key: Decimal(numbers.get(key, rest)) for key in facts.numbers}
    cells = {key: Printed(f"{value:f}", "number", value) for key, value in values.items()}
    return replace(facts, numbers=values, cells=cells)


ZHULOU_NUMBERS = {
    ("requests_received", "natural_person"): 3,
    ("requests_received", "all"): 3,
    ("outcome_denied_state_secret", "natural_person"): 3,
    ("outcome_denied_state_secret", "all"): 3,
    ("outcome_total", "natural_person"): 3,
    ("outcome_total", "all"): 3,
    ("reconsideration_corrected", "all"): 1,
    ("reconsideration_total", "all"): 1,
}
ZHULOU_PROSE = {
    0: ("现将我乡 2024 年度政府信息公开工作情况向社会公布，统计期自2024年1月1日起至2024年12月31日止。",),
    1: (
        "主动公开：2024 年，乡里的消息主要靠手机送到群众手上。微信公众号共推送信息 106 次，内容有工作进展、惠民政策和"
        "村里的活动；微信视频号更新视频 16 次，多为节会和特产推介。没有智能手机的老人，可以在村口公示栏看到养老、医保、"
        "就业等方面的政策。",
        "依申请公开：本年度收到政府信息公开申请 3 个，均由自然人提出。12345 热线转来工单 411 件，做到件件有回音；"
        "乡便民服务中心全年为群众办理各类事项 31357 件。",
        "政府信息管理：乡党委全年印发文件 38 个，乡政府全年印发文件 141 个，凡可公开的均经审核后公开。",
        "政府信息公开平台建设：我乡没有单独的门户网站，对外发布靠微信公众号和视频号，稿件须经三人校对方可推送。",
        "监督保障：乡长牵头、各站所各出一名联络员，每季度自查一遍，发现错漏当天改正。",
    ),
    5: (
        "问题：一是联络员多为兼职，对条例学得不够透；二是公开的内容偏窄，形式也不够活泼。",
        "改进：2025 年将请上级业务人员来乡授课，并把群众问得多的事项做成图解。",
    ),
    6: ("2024 年度没有就信息公开申请收取费用，也没有其他需要报告的事项。",),
}
ZHULOU_FIGURES: tuple[Json, ...] = (
    {"indicator": "posts_wechat", "value": 106, "unit": "次", "raw": "106 次", "section": 1},
    {"indicator": "posts_video", "value": 16, "unit": "次", "raw": "16 次", "section": 1},
    {"indicator": "requests_received", "value": 3, "unit": "个", "raw": "3 个", "section": 1},
    {"indicator": "hotline_tickets_12345", "value": 411, "unit": "件", "raw": "411 件", "section": 1},
    {"indicator": "service_matters_handled", "value": 31357, "unit": "件", "raw": "31357 件", "section": 1},
    {"indicator": "documents_issued_party", "value": 38, "unit": "个", "raw": "38 个", "section": 1},
    {"indicator": "documents_issued_government", "value": 141, "unit": "个", "raw": "141 个", "section": 1},
)


def _zhulou() -> Facts:
    facts = make_facts(1, year=2024, scale="town", issuer="平原城乡一体化示范区祝楼乡")
    return replace(set_numbers(facts, ZHULOU_NUMBERS), narrative=ZHULOU_PROSE)


def _corrected() -> Facts:
    """The report of correction-1 with the licences counted anew and one more request granted."""
    facts = _first_copy()
    added = {
        ("licensing_decisions", "all"): 12,
        ("outcome_granted", "natural_person"): 1,
        ("outcome_granted", "all"): 1,
        ("outcome_total", "natural_person"): 1,
        ("outcome_total", "all"): 1,
        ("requests_received", "natural_person"): 1,
        ("requests_received", "all"): 1,
    }
    counts = {key: facts.numbers[key] + more for key, more in added.items()}
    changed = {str(facts.numbers[key]): str(count) for key, count in counts.items() if key[1] == "all"}
    prose = {n: tuple(_requote(line, changed) for line in lines) for n, lines in facts.narrative.items()}
    cells = {key: Printed(f"{count:f}", "number", count) for key, count in counts.items()}
    return replace(alter(facts, cells), narrative=prose)


def _requote(line: str, changed: dict[str, str]) -> str:
    for old, new in changed.items():
        line = line.replace(f"申请{old}件", f"申请{new}件").replace(f"办结{old}件", f"办结{new}件")
    return line


def _first_copy() -> Facts:
    return make_facts(31, year=2023, issuer="望楼县财政局")


def _regulations() -> Facts:
    facts = make_facts(37, year=2023, scale="town", issuer="乌篷县老槐店乡人民政府")
    return alter(facts, {("regulations_in_force", "all"): printed("6", value="6")})


SAMPLES = (
    Sample(
        "zhulou-2024",
        "the first report this program was written for: a town without a web site",
        "tab-separated text whose value columns begin further left in rows with short labels; "
        "3.其他 and （七）总计 in the first column; blanks inside the title and between numbers and their units",
        _zhulou(),
        "text",
        Look(
            title_break="blanks",
            lines="shifted",
            label_in_wrong_column=True,
            total_in_first_row=True,
            labels=("ascii_brackets", "spaced_numbers", "spaced_words"),
        ),
        figures=ZHULOU_FIGURES,
        source="the table figures and seven stated counts of a published report; the prose is ours",
    ),
    Sample(
        "issuer-sum-error",
        "the issuer's own arithmetic is wrong and must be kept as printed",
        "（一）予以公开 says 2 more in 总计 than its applicants add up to",
        make_facts(11, year=2024, issuer="砚溪县人民政府", breaks=("row_sum",)),
        "html",
        Look(chrome=True, metadata_table=True),
        findings=("T3.ROW.SUM", "T3.COL.RESULT"),
    ),
    Sample(
        "issuer-column-error",
        "a column of results that does not add up, in Word, where a second reader confirms what is printed",
        "（七）总计 of 自然人 is 3 more than the outcomes above it",
        make_facts(12, year=2022, issuer="柏川县教育局", breaks=("column_result",)),
        "docx",
        findings=("T3.COL.RESULT",),
    ),
    Sample(
        "blank-zeros-gb18030",
        "blank is not zero",
        "zeros left blank; the page is GB18030 and claims to be UTF-8; table 3 begins again without its header",
        make_facts(13, year=2021, scale="town", issuer="乌篷县杏林湾镇人民政府", zero=""),
        "html",
        Look(encoding="gb18030", declared="utf-8", t3_split="bare"),
    ),
    Sample(
        "slashes",
        "a stroke is not zero either",
        "zeros printed as /, heads in two paragraphs, a label 件数 before the row of table 4",
        make_facts(14, year=2024, issuer="石鼓坪县审计局", zero="/"),
        "docx",
        Look(heads="paragraphs", t4_row_label="件数"),
    ),
    Sample(
        "remark-in-cell",
        "a number with a remark has the number as value and the remark in raw",
        "22（其中修订11件） on its own line; a cell that only says 见附件",
        alter(
            make_facts(15, year=2024, issuer="衡岗市人民政府", scale="city", remarks="line"),
            {("penalty_decisions", "all"): printed("见附件", "text")},
        ),
        "html",
        Look(nested=True),
        findings=("CELL.TEXT",),
    ),
    Sample(
        "pdf-page-break",
        "a table cut by a page break is one table",
        "the page ends inside （三）不予公开; 三、本年度办理结果 is printed again on the next page",
        make_facts(16, year=2024, issuer="鹤浦市人民政府", scale="city"),
        "pdf",
        Look(break_at=(7,), repeat_side=True, page_numbers=True),
    ),
    Sample(
        "pdf-narrow-columns",
        "digits that wrap in a narrow column are one number",
        "value columns so narrow that the fourth digit falls on the next line; blanks for zeros",
        make_facts(17, year=2023, issuer="榆陵市人民政府", scale="city", zero=""),
        "pdf",
        Look(narrow=True, rules="edges"),
    ),
    Sample(
        "mixed-editions",
        "each table is stored under its own edition",
        "table 2 of the form of 2021 beside table 3 of the form of 2019 with its single row （六）其他处理",
        make_facts(18, year=2023, issuer="望楼县人民政府", t3_edition="gb2019_60"),
        "html",
        findings=("EDITION.MIXED", "EDITION.UNEXPECTED"),
    ),
    Sample(
        "fee-in-yuan",
        "a cell may name another unit than the form",
        "行政事业性收费 printed as 1279500元 where the form says 万元",
        alter(
            make_facts(19, year=2024, issuer="柏川县自然资源局"),
            {("admin_fees_cny_10k", "all"): printed("1279500元", value="1279500", unit="元")},
        ),
        "html",
        findings=("CELL.UNIT",),
    ),
    Sample(
        "all-blank",
        "a report with nothing filled in is stored as blanks, none of them zero",
        "every cell of the three tables is empty",
        make_facts(20, year=2020, edition="gb2021_30", scale="town", issuer="石鼓坪县双井街道办事处", all_blank=True),
        "docx",
        findings=("DOC.EMPTY", "EDITION.UNEXPECTED"),
    ),
    Sample(
        "merged-zero",
        "a value printed once over seven columns belongs to the first, and to no other",
        "rows of zeros have one 0 merged over all applicants",
        make_facts(21, year=2024, scale="town", issuer="砚溪县九曲塘乡人民政府", merged_zero_rows=True),
        "html",
    ),
    Sample(
        "borderless",
        "tables need no lines",
        "no borders anywhere, organisations in another order, side cells left empty",
        make_facts(22, year=2024, issuer="石鼓坪县人民政府"),
        "docx",
        Look(borderless=True, shuffled_heads=True, side="empty"),
    ),
    Sample(
        "trial-form-2020",
        "the trial form of 2019: changes with a sign, money with a unit, one row （六）其他处理",
        "增3 and 减2, 采购总金额 in 元, headings in the words of the regulation",
        make_facts(23, year=2020, edition="gb2019_60", issuer="衡岗市人民政府", signs="words", money="yuan"),
        "html",
        Look(section_titles="article50", title_year="chinese", title_break="lines"),
    ),
    Sample(
        "trial-form-markdown",
        "Markdown as extraction tools leave it",
        "pipe tables with columns in another order and misnumbered chapters; no unit printed for the procurement",
        make_facts(24, year=2019, edition="gb2019_60", issuer="清渭市人民政府", scale="city"),
        "markdown",
        Look(shuffled_heads=True, numbering="misnumbered"),
    ),
    Sample(
        "town-regulations",
        "sums that hold are not enough",
        "a town without the power to make regulations reports 6 in force",
        _regulations(),
        "html",
        findings=("PLAUS.REGULATIONS",),
    ),
    Sample(
        "correction-1",
        "the report as first published; correction-2 replaces it",
        "loaded before its corrected copy, it must become the older revision",
        _first_copy(),
        "html",
    ),
    Sample(
        "correction-2",
        "the corrected copy of correction-1: another document for the same issuer and year",
        "（更正） in the title; 12 more licences, one more request, received and granted",
        _corrected(),
        "html",
        Look(title="corrected"),
        published="2024-03-08",
    ),
)

NEWS = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>望楼县召开春季造林现场会</title></head>
<body><h1>望楼县召开春季造林现场会</h1>
<p>2月18日，望楼县在双井林场召开春季造林现场会，21个乡镇的64名代表参加。会上通报，今年计划造林3200亩，已完成整地1450亩。</p>
<table border="1"><tr><th>乡镇</th><th>计划（亩）</th><th>完成（亩）</th></tr>
<tr><td>青禾镇</td><td>420</td><td>215</td></tr><tr><td>白鹭桥镇</td><td>380</td><td>190</td></tr></table>
<p>会议要求各地抓住雨后墒情，3月底前全部栽完。</p></body></html>
"""


def write_sample(sample: Sample) -> bool:
    """Write one case; True when its expected.json was changed."""
    source = render(sample.facts, sample.look, sample.kind)
    if sample.published:
        source = source.replace(f"{sample.facts.year + 1}-01-17".encode(), sample.published.encode())
    return _write(sample.name, f"source.{SUFFIXES[sample.kind]}", source, sample.expected(), _about(sample))


def write_news() -> bool:
    """Write the case that is no report at all."""
    expected = {"issuer": "", "year": None, "facts": {}, "states": {}, "findings": ["DOC.NOT_REPORT"]}
    about = {"from": WRITTEN, "why": "a page that is no report is kept out of the store", "trap": "it holds a table"}
    return _write("not-a-report", "source.html", NEWS.encode(), expected, about)


def _about(sample: Sample) -> dict[str, str]:
    return {"from": sample.source, "why": sample.why, "trap": sample.trap}


def _write(name: str, file: str, source: bytes, expected: Json, about: dict[str, str]) -> bool:
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(source)
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in about.items()]
    (folder / "about.toml").write_text("".join(lines), encoding="utf-8")
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    target = folder / "expected.json"
    is_same = target.exists() and target.read_text(encoding="utf-8") == text
    target.write_text(text, encoding="utf-8")
    return not is_same


def main(write: Callable[[Sample], bool] = write_sample) -> int:
    """Write every case; 1 when an expected.json changed and wants reading."""
    changed = [sample.name for sample in SAMPLES if write(sample)]
    changed += ["not-a-report"] if write_news() else []
    for name in changed:
        print(f"samples/{name}/expected.json was written: hold it against the printed document")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
