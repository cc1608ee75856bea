"""Which corrections may be put down: they mend what was misread, and never a figure that the issuer printed.

A correction says what is printed. Where the document's own text at that place says otherwise, and was read without
doubt, the misprint is the issuer's: it stays, and a verdict says so. Whatever is in doubt can be corrected: a cell
that was not found or has no one reading, what was recognised, decoded by the sums or taken by its place, and what a
finding of the readers doubts. A blank can be filled, for no text of the document says otherwise.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from db.schema.records import Correction, Fact, Finding

_FIRM = frozenset({"exact", "variant", "keyword"})
"""Methods by which a cell is found by its label, its text taken as it stands."""
_UNREAD = frozenset({"blank", "illegible", "merged_span", "ambiguous", "missing_table", "not_on_form"})
_DOUBTS = (
    *("CELL.", "OLD.ROW", "PAGE.BY_SCRIPT", "READ.", "T2.ROW.", "T3.COLUMNS.", "T3.ROW.SHAPE", "T3.ROWS.", "T4.ROW."),
    *("TABLE.DUP", "UNDECODABLE"),
)
"""Beginnings of the codes that say that a text, or the cell it belongs to, may be another."""
_PLAIN = frozenset({"CELL.TEXT", "CELL.UNIT"})
"""Those among them that say what is printed, and doubt nothing."""
_OPEN = frozenset({"fail", "uncertain"})
_NUMBER = re.compile(r"(?P<sign>(?:(?<!\d)[-−–])?)(?P<digits>\d+(?:\.\d+)?)")
_WORDLESS = frozenset({"blank", "slash", "dash", "text_na"})
"""States whose text has no digit in it."""


def is_sound(item: Correction) -> bool:
    """Whether what a correction makes of the text it calls printed can stand there: a number, a stroke, nothing."""
    text = _fold(item.raw)
    has_digits = any(map(str.isdigit, text))
    if item.value is not None:  # 零 has no digits: who takes the correction knows the words
        return bool(text) and (not has_digits or holds_number(text, item.value))
    if item.state in _WORDLESS:
        return not has_digits and (item.state != "blank" or not text)
    return _NUMBER.fullmatch(text.replace(",", "")) is None


def is_doubt(finding: Finding) -> bool:
    """Whether a finding leaves in doubt what the document prints."""
    is_open = finding.state in _OPEN and finding.severity != "info"
    return is_open and finding.rule.startswith(_DOUBTS) and finding.rule not in _PLAIN


def is_certain(fact: Fact, findings: Iterable[Finding]) -> bool:
    """Whether the text of a cell was read without doubt about it, its row, its column, its table or the document."""
    is_firm = fact.method in _FIRM and fact.state not in _UNREAD
    return is_firm and not any(is_doubt(one) and _is_about(one, fact) for one in findings)


def _is_about(finding: Finding, fact: Fact) -> bool:
    pairs = (
        (finding.table_code, fact.table_code),
        (finding.field, fact.field),
        (finding.applicant, fact.applicant),
    )
    return all(told in (None, known) for told, known in pairs)


def agrees(fact: Fact, item: Correction) -> bool:
    """Whether a correction reads the very text that was read, be it to another end."""
    if item.value is not None:
        return holds_number(fact.raw, item.value)
    return _fold(fact.raw) == _fold(item.raw)


def holds_number(raw: str, value: Decimal) -> bool:
    """Whether a number is one of those that a text prints; of a text of several, any."""
    plain = unicodedata.normalize("NFKC", raw).replace(",", "")
    return any(_says(found, value) for text in (plain, "".join(plain.split())) for found in _NUMBER.finditer(text))


def _says(found: re.Match[str], value: Decimal) -> bool:
    """Signs may be words, but a number without anything before it is no negative one."""
    is_bare = not found["sign"] and not found.string[: found.start()].strip()
    return Decimal(found["digits"]) == abs(value) and not (is_bare if value < 0 else found["sign"] and value > 0)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
