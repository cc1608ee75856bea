"""What makes two readings the same: hashes over their contents, and the fingerprint of a finding."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from db.schema.records import Fact, Figure, Finding, Report, Section

FactKey = tuple[str, str, str, str, str, str, str, str, tuple[str, ...]]
"""Of a fact field, applicant, table, state, value, standard value, unit, printed text and candidates."""
_Key = tuple[object, ...]

_COMPARED = ("T2", "T3", "T4")
_LEAST_CELLS = 10
"""Cells with a number other than nought, and different numbers in them, from which equal figures are no accident."""
_LEAST_NUMBERS = 5

_spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
"""Made once; nothing that is hashed can hold itself."""
_ESCAPED = re.compile(r'[\x00-\x1f"\\]')
"""What JSON does not write as it stands."""
_BETWEEN = '","'
_NOTHING = ("", "0")


def spell_values(facts: Iterable[Fact]) -> list[str]:
    """Each value as it spells itself; empty where there is none."""
    return ["" if fact.value is None else str(fact.value) for fact in facts]


def list_keys(facts: Sequence[Fact], spelled: Sequence[str]) -> list[FactKey]:
    """What the hashes know of each fact, in an order that does not depend on the one in which they come.

    Args:
        facts: In any order.
        spelled: Their ``spell_values``.
    """
    told = [text if text.isdigit() else _plain(fact.value) or "" for fact, text in zip(facts, spelled, strict=True)]
    pairs = zip(facts, told, strict=True)
    return sorted(
        zip(
            [fact.field for fact in facts],
            [fact.applicant for fact in facts],
            [fact.table_code for fact in facts],
            [fact.state for fact in facts],
            told,
            [text if f.standard_value is f.value else _plain(f.standard_value) or "" for f, text in pairs],
            [fact.unit or "" for fact in facts],
            [_squeeze(fact.raw) for fact in facts],
            [fact.candidates for fact in facts],
            strict=True,
        )
    )


def hash_content(report: Report, facts: Sequence[FactKey]) -> str:
    """SHA-256 over facts, figures and section texts: what an analyst reads, and nothing of where or how it was read.

    Blanks are left out of every text, so that a page and its PDF with the same words are the same content.

    Args:
        report: Whose content.
        facts: Its ``list_keys``.
    """
    figures, sections = map(_key_of_figure, report.figures), map(_key_of_section, report.sections)
    return _digest(f"[{_spell_facts(facts)},{_spell(list(figures))},{_spell(list(sections))}]")


def _spell_facts(facts: Sequence[FactKey]) -> str:
    """The keys as ``_spell`` would write them, which takes four times as long for two hundred lists of nine strings."""
    *texts, candidates = zip(*facts, strict=True) if facts else ((),)
    if not facts or any(candidates) or any(_ESCAPED.search("".join(set(column))) for column in texts):
        return _spell(facts)
    return '[["' + '",[]],["'.join(map(_BETWEEN.join, zip(*texts, strict=True))) + '",[]]]'


def hash_findings(report: Report) -> str:
    """SHA-256 over what was said about the content: findings, tallies, unmapped rows, editions, coverage."""
    return _hash(
        (
            sorted(fingerprint(finding) + finding.state + finding.severity for finding in report.findings),
            sorted((tally.rule, tally.state, tally.count) for tally in report.tallies),
            _list((row.table_code, row.label_key, row.values) for row in report.unmapped),
            sorted(report.editions),
            (report.coverage.numeric_cells, report.coverage.mapped),
        )
    )


def hash_facts(facts: Iterable[FactKey]) -> str | None:
    """SHA-256 over the numbers other than nought in the standard tables; None for too few to tell reports apart by."""
    numbers = [
        (field, applicant, told)
        for field, applicant, table_code, _, told, _, _, _, _ in facts
        if told not in _NOTHING and table_code in _COMPARED and told.strip("-0.")
    ]
    if len(numbers) < _LEAST_CELLS or len({value for _, _, value in numbers}) < _LEAST_NUMBERS:
        return None
    return _hash(sorted(numbers))


def fingerprint(finding: Finding) -> str:
    """SHA-256 over rule, cells and values: a verdict holds as long as these are the same."""
    operands = sorted((operand.field, operand.applicant, _squeeze(operand.raw)) for operand in finding.operands)
    place = (finding.table_code, finding.field, finding.applicant)
    return _hash((finding.rule, place, _plain(finding.expected), _plain(finding.reported), operands))


def _key_of_figure(figure: Figure) -> _Key:
    values = (_plain(figure.value), _plain(figure.value_max), figure.unit, figure.approximate)
    words = (figure.scope, figure.period, _squeeze(figure.raw), _squeeze(figure.sentence))
    return (figure.indicator, *values, *words, figure.section)


def _key_of_section(section: Section) -> _Key:
    return (section.code, section.number, _squeeze(section.title), _squeeze(section.text))


def _squeeze(text: str) -> str:
    return text if text.isalnum() else "".join(text.split())


def _plain(value: Decimal | None) -> str | None:
    """One spelling for one number: 3, 3.0 and 0.3E1 are the same (``normalize`` would round at 28 digits)."""
    if value is None:
        return None
    text = str(value)
    if "." not in text and "E" not in text:  # a count, as nearly every number is
        return text
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _list(keys: Iterable[_Key]) -> list[_Key]:
    return list(keys)


def _hash(content: object) -> str:
    return _digest(_spell(content))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
