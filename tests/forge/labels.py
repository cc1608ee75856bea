"""Ways in which issuers print the labels of the form otherwise, each a function from text to text."""

import re
from collections.abc import Callable

_ROUND = str.maketrans("（）", "()")
_ORDINAL = re.compile(r"^（([一二三四五六七])）")
_NUMBER = re.compile(r"^(\d)\.")
_QUOTES = re.compile("[“”]")
_ARTICLE = re.compile("^第二十条第（([一五六八九])）项$")
_ARABIC = dict(zip("一二三四五六七八九", "123456789", strict=True))
_NOTE_AT_END = re.compile(r"（区分处理的[^）]*）$")
_CHARACTERS = re.compile(r"^[一-鿿]{4}$")


def _square_quotes(text: str) -> str:
    return text.replace("“", "「").replace("”", "」")


def _mix_numbers(text: str) -> str:
    """1. beside 2、 beside 3． within one table."""
    return _NUMBER.sub(lambda m: m[1] + ".、．"[int(m[1]) % 3], text)


def _circle_numbers(text: str) -> str:
    return _NUMBER.sub(lambda m: chr(ord("①") + int(m[1]) - 1), text)


def _drop_characters(text: str) -> str:
    text = text.replace("其他法律行政法规禁止公开", "其他法律行政止公开")
    return text.replace("行政机关确认或重新", "行政机关确认重新")


def _shorten(text: str) -> str:
    text = re.sub("^1.申请人无正当理由逾期不补正.*", "1.逾期不补正", text)
    text = re.sub("^2.申请人逾期未按收费.*", "2.逾期未缴纳费用", text)
    return _NOTE_AT_END.sub("", text)


def _explain(text: str) -> str:
    if text == "规章":
        return "规章（设区的市、自治州人民政府应提供相关数据）"
    return text + "（件）" if text in ("行政规范性文件", "规范性文件") else text


def _arabic_article(text: str) -> str:
    return _ARTICLE.sub(lambda m: f"第20条第（{_ARABIC[m[1]]}）项", text)


def _radicals(text: str) -> str:
    """Kangxi radicals, as some PDF fonts yield them."""
    return text.translate(str.maketrans("一二人", "⼀⼆⼈"))


LABEL_CHANGES: dict[str, Callable[[str], str]] = {
    "ascii_brackets": lambda text: text.translate(_ROUND),
    "spaced_brackets": lambda text: _ORDINAL.sub(r"( \1 ) ", text),
    "wide_spaced_brackets": lambda text: _ORDINAL.sub(r"（ \1 ）", text),
    "comma_numbers": lambda text: _NUMBER.sub(r"\1、", text),
    "wide_dot_numbers": lambda text: _NUMBER.sub(r"\1．", text),
    "spaced_numbers": lambda text: _NUMBER.sub(r"\1. ", text),
    "mixed_numbers": _mix_numbers,
    "circled_numbers": _circle_numbers,
    "straight_quotes": lambda text: _QUOTES.sub('"', text),
    "square_quotes": _square_quotes,
    "no_quotes": lambda text: _QUOTES.sub("", text),
    "no_count_sign": lambda text: text.replace("现行有效件数", "现行有效件"),
    "other_sign": lambda text: text.replace("其他", "其它"),
    "dropped_characters": _drop_characters,
    "shortened": _shorten,
    "explained": _explain,
    "sum_word": lambda text: text.replace("总计", "合计"),
    "spaced_sum": lambda text: text.replace("总计", "总 计"),
    "spaced_article": lambda text: text.replace("第二十条第", "第二十条  第"),
    "bare_article": lambda text: _ARTICLE.sub(r"第二十条第\1项", text),
    "short_article": lambda text: _ARTICLE.sub(r"第二十条(\1)项", text),
    "arabic_article": _arabic_article,
    "spaced_words": lambda text: f"{text[:2]} {text[2:]}" if _CHARACTERS.match(text) else text,
    "administrative_reconsideration": lambda text: text.replace("未经复议直接", "未经行政复议直接").replace(
        "复议后起诉", "经复议后起诉"
    ),
    "no_administrative": lambda text: text.replace("行政规范性文件", "规范性文件"),
    "other_verb": lambda text: text.replace("勾稽", "钩稽"),
    "radicals": _radicals,
    "traditional": lambda text: text.translate(str.maketrans("总计复议诉讼结维持规", "總計復議訴訟結維持規")),
}


def relabel(text: str, names: tuple[str, ...]) -> str:
    """The label after the named changes."""
    for name in names:
        text = LABEL_CHANGES[name](text)
    return text


def shape_head(text: str, style: str) -> str:
    """The text of a column head broken, spread or cut as the style says; lines are parted by newlines."""
    if style == "vertical":
        return "\n".join(text)
    if style == "paragraphs" and len(text) >= 4:
        half = 4 if len(text) == 6 else len(text) // 2
        return f"{text[:half]}\n{text[half:]}"
    if style == "justified" and len(text) >= 4:
        return f"{' '.join(text[:-1])}\n{text[-1]}"
    return text
