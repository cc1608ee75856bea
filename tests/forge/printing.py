"""From a number to the ink in its cell, together with what a reader must say of that ink."""

from dataclasses import dataclass
from decimal import Decimal

from forge.form import ALL, APPLICANTS, ORGANISATIONS, Key

_ZERO_STATES = {
    "": "blank",
    "/": "slash",
    "／": "slash",
    "-": "dash",
    "—": "dash",
    "——": "dash",
    "－": "dash",
    "无": "text_na",
    "不涉及": "text_na",
    "0": "number",
    "零": "number",
    "0.0": "number",
}
_FULL_WIDTH = str.maketrans("0123456789,.-+", "０１２３４５６７８９，．－＋")


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell: its text and, by construction, its state and value."""

    text: str
    state: str
    value: Decimal | None = None
    """As printed, in ``unit``."""
    unit: str | None = None
    """The unit printed in the cell; None when the cell has none."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How the issuer fills in cells."""

    zero: str = "0"
    """Text of a zero: one of ``0 / — - 无 零`` …, empty for a blank, or ``mixed``."""
    regulations_zero: str | None = None
    """Text of a zero in the row 规章 alone."""
    all_blank: bool = False
    blank_organisations: bool = False
    """No organisation ever asked, and the five columns are left empty."""
    blank_totals: bool = False
    """The 总计 column is empty but for （七）."""
    only_totals: bool = False
    merged_zero_rows: bool = False
    """A row of nothing but zeros has one 0 merged over its seven columns."""
    full_width: bool = False
    thousands: str = ""
    """``,`` or ``，`` between groups of three digits."""
    spaced: bool = False
    """A blank inside every number of two digits or more."""
    units: bool = False
    remarks: str = ""
    """``bracket``: 22（其中修订16件）; ``line``: the same with the remark on its own line; ``before``: remark first."""
    signs: str = "minus"
    """Of 本年增/减: ``minus`` -18, ``plus`` +5, ``words`` 增3 减2, ``arrows`` ↓18, ``full`` －18."""
    money: str = "bare"
    """Of 采购总金额: ``bare``, ``yuan`` 251000元, ``wan`` 4.5万元."""


def print_cell(key: Key, number: Decimal, printing: Printing, code: str) -> Printed:
    """The cell of one number."""
    if printing.all_blank or (code == "T3" and _is_left_blank(key, printing)):
        return Printed("", "blank")
    if number == 0 and key[0] != "procurement_amount":
        return _print_zero(key, printing)
    if key[0].endswith("_items_change"):
        return Printed(_print_signed(number, printing), "number", number)
    if key[0] == "procurement_amount":
        return _print_money(number, printing)
    if printing.remarks and key[0] in ("normative_documents_in_force", "normative_documents_disclosed_total"):
        return _print_remark(number, printing)
    text = _print_plain(number, printing)
    unit = "件" if printing.units and key[0] != "admin_fees_cny_10k" else None
    return Printed(text + (unit or ""), "number", number, unit)


def merge_zero_rows(cells: dict[Key, Printed], fields: tuple[str, ...]) -> dict[Key, Printed]:
    """The cells with each all-zero row of T3 turned into one 0 over seven columns."""
    merged = dict(cells)
    for name in fields:
        if all(cells[name, applicant].value == 0 for applicant in APPLICANTS):
            merged.update({(name, applicant): Printed("", "merged_span") for applicant in APPLICANTS[1:]})
    return merged


def _is_left_blank(key: Key, printing: Printing) -> bool:
    name, applicant = key
    if printing.blank_organisations and applicant in ORGANISATIONS:
        return True
    if printing.blank_totals and applicant == ALL and name != "outcome_total":
        return True
    return printing.only_totals and applicant != ALL


def _print_zero(key: Key, printing: Printing) -> Printed:
    text = printing.zero
    if text == "mixed":
        text = ("0", "/", "—", "")[(len(key[0]) + len(key[1])) % 4]
    if key[0].startswith("regulations") and printing.regulations_zero is not None:
        text = printing.regulations_zero
    state = _ZERO_STATES[text]
    unit = "件" if printing.units and text == "0" and key[0] != "admin_fees_cny_10k" else None
    value = Decimal(0) if state == "number" else None
    shown = text.translate(_FULL_WIDTH) if printing.full_width and state == "number" else text
    return Printed(shown + (unit or ""), state, value, unit)


def _print_plain(number: Decimal, printing: Printing) -> str:
    text = f"{number:,f}" if printing.thousands else f"{number:f}"
    text = text.replace(",", printing.thousands) if printing.thousands else text
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if printing.spaced and len(text) > 1:
        text = f"{text[:1]} {text[1:]}"
    return text.translate(_FULL_WIDTH) if printing.full_width else text


def _print_signed(number: Decimal, printing: Printing) -> str:
    size = f"{abs(number):f}"
    signs = {
        "minus": ("", "-"),
        "plus": ("+", "-"),
        "words": ("增", "减"),
        "arrows": ("↑", "↓"),
        "full": ("＋", "－"),
    }[printing.signs]
    return signs[number < 0] + size


def _print_money(number: Decimal, printing: Printing) -> Printed:
    if printing.money == "wan":
        amount = (number / 10_000).quantize(Decimal("0.01"))
        return Printed(f"{amount:f}万元", "number", amount, "万元")
    unit = "元" if printing.money == "yuan" else None
    return Printed(f"{number:f}{unit or ''}", "number", number, unit)


def _print_remark(number: Decimal, printing: Printing) -> Printed:
    revised = max(1, int(number) // 2)
    if printing.remarks == "before":
        return Printed(f"（其中修订{revised}件）\n{number:f}", "number", number)
    gap = "\n" if printing.remarks == "line" else ""
    return Printed(f"{number:f}{gap}（其中修订{revised}件）", "number", number)
