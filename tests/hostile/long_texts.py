"""Texts that go on and on with one thing: each by its name, made of about so many signs. README.md says what each does."""

from collections.abc import Callable

HEAD = "望楼县人民政府2023年政府信息公开工作年度报告\n一、总体情况\n"
ROW = "本年新收政府信息公开申请数量"
Make = Callable[[int], str]


def again(unit: str, size: int) -> str:
    """A unit over and over."""
    return unit * (size // len(unit) + 1)


def _repeat(unit: str) -> Make:
    return lambda size: again(unit, size)


REPEATED = {
    "numbers": "公开信息12条，",
    "bare-numbers": "12，",
    "breakdowns": "其中：通知1条、",
    "lost-signs": "公开各类信息其中动态33条，",
    "denials": "收到申请1件，未收到申请；",
    "items": "（一）甲1条。",
    "remarks": "（1条",
    "titles": "《望楼县政务公开工作要点》1条。",
    "digits-on-lines": "1234567890\n",
    "Chinese-digits": "二十三",
    "codes": "1.2.3.4",
    "headings": "一、总体情况\n信息公开1条。\n二、主动公开政府信息情况\n",
    "letters-apart": "信息\n\n",
    "bars": "|",
    "bars-on-lines": "|\n",
    "bars-in-turns": "a\n|\n",
    "no-table": "a|b\n",
    "no-rows": "a||\n",
    "rules": "|---|---|\n",
    "rules-of-signs": "+-\n",
    "spaced-rows": "|a|\n\n",
    "open-frames": "+---+---+\n| a | 1 |\n",
    "tops": "┌───┬───┐\n",
    "tabs": "1\t",
    "commas": "a,b,c,d\nx\n",
    "quotes": 'a,1,2,"3\nx\n',
    "citations": "> a",
    "terminal": "\x1b(0a",
    "marks": "\u0301\u0327",
    "torn-words": "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n1\n",
}
"""What is repeated, by name."""

BUILT: dict[str, Make] = {
    "glued-digits": lambda size: f"{ROW}公开{'7' * size}重点领域信息387条。",
    "unread-digits": lambda size: f"\ufffd。{'1' * size}",
    "odd-signs": lambda size: "".join(f"{chr(0xAC00 + number % 11_000)}公开" for number in range(size // 3)),
    "title-of-blanks": lambda size: f"# a{' ' * size}b\n",
    "citation": lambda size: f"{'>' * size}\n{again('> a', size)}\tb\n",
    "trail-of-blanks": lambda size: f"a{'　' * size}b / c / d\n",
    "edge-of-words": lambda size: f"{again('+-', size)}a\n{'-' * size}a\n",
    "rules-of-blanks": lambda size: f"|{' ' * size}a\n",
    "ticks": lambda size: f"|{'`' * size}a|1|\n|{'`' * size}a|1|\n",
    "notes": lambda size: f"|{ROW}{again('(1)', size)}|1|2|3|4|5|6|7|\n|{ROW}|1|2|3|4|5|6|7|\n",
    "no-rows-but-the-last": lambda size: f"{again('a||' + chr(10), size)}a|||\n",
    "walls": lambda size: f"+{again('---+', size)}\n|{again('1  |', size)}\n+{again('---+', size)}\n",
}
"""What is put together in another way."""

LONG_TEXTS: dict[str, Make] = {**{name: _repeat(unit) for name, unit in REPEATED.items()}, **BUILT}

ENDLESS = {
    "point": f"公开信息{'一' * 5000}点五条。",
    "groups": f"公开信息一{'亿' * 100}条。",
    "thousands": f"公开信息1{',234' * 20}.0条。",
    "torn": f"第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n1\n2\n3\n行政规范性文件\n4\n5\n6\n"
    "第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n7\n第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处罚\n8\n"
    f"行政强制\n9\n第二十条第（八）项\n信息内容\n本年收费金额（单位：万元）\n行政事业性收费\n1{'0' * 5000}\n",
}
"""Numbers with more digits than Python takes for one, by where they stand."""


def make_text(name: str, size: int) -> bytes:
    """The text of a kind, with the title of a report before it."""
    return f"{HEAD}{LONG_TEXTS[name](size)}\n".encode()
