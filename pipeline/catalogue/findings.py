"""Make findings from the codes that the catalogue declares, so that words and severity cannot drift apart."""

from collections.abc import Mapping
from decimal import Decimal

from db.schema.records import CheckState, Finding, Operand, TableCode
from pipeline.catalogue.details import say_in_chinese
from pipeline.catalogue.model import Catalogue, Rule


class _FilledWords(dict[str, str]):
    """Words to fill in; one that the check did not give is left out of the sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def make_finding(
    catalogue: Catalogue,
    code: str,
    *,
    state: CheckState = "fail",
    table_code: TableCode | None = None,
    field: str | None = None,
    applicant: str | None = None,
    expected: Decimal | None = None,
    reported: Decimal | None = None,
    formula: str | None = None,
    locator: str | None = None,
    operands: tuple[Operand, ...] = (),
    words: Mapping[str, str] | None = None,
    **more: str,
) -> Finding:
    """A finding with its declared severity and its message in both languages; KeyError for an undeclared code."""
    rule = catalogue.rules[code]
    numbers = {"expected": expected, "reported": reported}
    shown = {name: show_number(value) for name, value in numbers.items() if value is not None}
    message, message_en = write_messages(rule, {**(words or {}), **more, **shown})
    return Finding(
        rule=code,
        state=state,
        severity=rule.severity,
        message=message,
        message_en=message_en,
        table_code=table_code,
        field=field,
        applicant=applicant,
        expected=expected,
        reported=reported,
        formula=formula,
        locator=locator,
        operands=operands,
    )


def write_messages(rule: Rule, words: Mapping[str, str]) -> tuple[str, str]:
    """What a rule says, in Chinese and in English, with a detail at the end where its sentence has no place for it."""
    detail = words.get("detail", "")
    detail_zh = say_in_chinese(detail)
    tail = f"（{detail_zh}）" if detail and "{detail}" not in rule.zh else ""
    tail_en = f" ({detail})" if detail and "{detail}" not in rule.en else ""
    filled, filled_en = _FilledWords({**words, "detail": detail_zh}), _FilledWords(words)
    if reported := words.get("reported"):
        filled["reported"] = say_in_chinese(reported)  # where no number is printed
    return rule.zh.format_map(filled) + tail, rule.en.format_map(filled_en) + tail_en


def show_number(value: Decimal) -> str:
    """A number without exponent or trailing noise: 12, 24252.311082."""
    return f"{value:f}"
