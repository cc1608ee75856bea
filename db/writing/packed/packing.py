"""A report as it goes to the one that writes: what decides about it, and its rows with words for numbers of ours.

Packing is done where the report was read, so that the one writer, which is alone, has little left to do; and rows of
plain values travel between processes at a fifth of what records cost.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import is_

from db.schema.exact import pack_number, pack_spelled
from db.schema.fact_columns import FactColumns, cut_columns
from db.schema.fast_records import quicken
from db.schema.metadata import METHOD_NUMBERS, STATE_NUMBERS, TABLE_NUMBERS
from db.schema.records import Fact, Figure, Finding, Operand, Place, Report, Section, UnmappedRow
from db.writing.packed.fingerprints import fingerprint, hash_content, hash_facts, hash_findings, list_keys, spell_values
from db.writing.revisions import ReadingKey

Row = tuple[object, ...]

UNITS_PER_POINT = 100
_NOWHERE: Row = (None,) * 6


@quicken
@dataclass(frozen=True, slots=True)
class Packed:
    """A report ready to be written."""

    head: Report
    """The report without what its rows say."""
    reading: ReadingKey
    numbers: int
    """Facts that have a value."""
    errors: int
    warnings: int
    facts: FactColumns
    figures: tuple[Row, ...]
    sections: tuple[Row, ...]
    topics: tuple[Row, ...]
    findings: tuple[Row, ...]
    tallies: tuple[Row, ...]
    unmapped: tuple[Row, ...]
    fact_hash: str | None = None
    """Of numbers enough to tell the report from others; see ``hash_facts``."""
    refusal: str = ""
    """Why the report cannot be stored; empty when it can."""


def pack(report: Report) -> Packed:
    """The report ready to be written, ``refusal`` saying why it cannot be; ValueError for a number that is none."""
    head = replace(report, facts=(), figures=(), sections=(), findings=(), tallies=(), unmapped=())
    spelled = spell_values(report.facts)
    facts = _pack_facts(report.facts, spelled)
    keys = list_keys(report.facts, spelled)
    content = hash_content(report, keys)
    return Packed(
        head=head,
        reading=ReadingKey(content, hash_findings(report), report.code_version, report.catalogue_version),
        numbers=facts.states.count(STATE_NUMBERS["number"]),
        errors=_count_failed(report.findings, "error"),
        warnings=_count_failed(report.findings, "warning"),
        facts=facts,
        figures=tuple(_pack_figure(position, item) for position, item in enumerate(report.figures)),
        sections=tuple(_pack_section(position, item) for position, item in enumerate(report.sections)),
        topics=tuple(_pack_topics(report.sections)),
        findings=tuple(pack_finding(position, item) for position, item in enumerate(report.findings)),
        tallies=tuple((tally.rule, tally.state, tally.count) for tally in report.tallies),
        unmapped=tuple(_pack_unmapped(position, item) for position, item in enumerate(report.unmapped)),
        fact_hash=hash_facts(keys),
        refusal=_find_refusal(report, facts),
    )


def _find_refusal(report: Report, facts: FactColumns) -> str:
    """Why the report cannot be stored; empty when it can."""
    if not report.issuer.name:
        return f"{report.document.name}: the document names no issuer"
    is_number = STATE_NUMBERS["number"]
    is_told = [value is not None for value in facts.values]
    cells = set(zip(facts.fields, facts.applicants, strict=True))
    is_sound = len(cells) == len(facts) and is_told == [state == is_number for state in facts.states]
    return "" if is_sound else _find_odd_fact(report)


def _find_odd_fact(report: Report) -> str:
    """The first fact that cannot be stored."""
    seen: set[tuple[str, str]] = set()
    for fact in report.facts:
        cell = (fact.field, fact.applicant)
        if cell in seen:
            return f"{report.document.name}: two facts for {fact.field}, {fact.applicant}"
        if (fact.value is None) is (fact.state == "number"):
            return f"{report.document.name}: {fact.field}, {fact.applicant} is {fact.state}: {fact.value}"
        seen.add(cell)
    return ""


def _count_failed(findings: Iterable[Finding], severity: str) -> int:
    return sum(finding.severity == severity and finding.state in ("fail", "uncertain") for finding in findings)


def _pack_facts(facts: Sequence[Fact], spelled: Sequence[str]) -> FactColumns:
    """The facts by column, each made by itself: that takes half the time that a row for every fact does.

    Args:
        facts: In any order.
        spelled: Their values, each as it spells itself; empty where there is none.
    """
    values, standards = [fact.value for fact in facts], [fact.standard_value for fact in facts]
    packed = tuple(map(pack_spelled, values, spelled))
    return FactColumns(
        tuple([fact.field for fact in facts]),
        tuple([fact.applicant for fact in facts]),
        tuple([TABLE_NUMBERS[fact.table_code] for fact in facts]),
        tuple([STATE_NUMBERS[fact.state] for fact in facts]),
        tuple([METHOD_NUMBERS[fact.method] for fact in facts]),
        packed,
        packed if all(map(is_, values, standards)) else tuple(map(pack_number, standards)),
        tuple([fact.unit for fact in facts]),
        tuple([fact.raw for fact in facts]),
        tuple([fact.label for fact in facts]),
        cut_columns((*_pack_places([fact.place for fact in facts]), _pack_candidates(facts))),
    )


def _pack_places(places: Sequence[Place | None]) -> Iterator[tuple[object, ...]]:
    """The six columns of the places."""
    return zip(*map(_pack_place, places), strict=True) if places else iter([()] * len(_NOWHERE))


def _pack_candidates(facts: Sequence[Fact]) -> tuple[str | None, ...]:
    return tuple([_dump(fact.candidates) if fact.candidates else None for fact in facts])


def _pack_figure(position: int, item: Figure) -> Row:
    values = (item.indicator, pack_number(item.value), pack_number(item.value_max), item.unit)
    words = (item.approximate, item.scope, item.period, item.raw, item.sentence)
    return (position, *values, *words, item.section, item.start, item.end, *_pack_place(item.place))


def _pack_section(position: int, item: Section) -> Row:
    return (position, item.code, item.number, item.title, item.text, *_pack_place(item.place))


def _pack_topics(sections: Sequence[Section]) -> Iterator[Row]:
    for position, part in enumerate(sections):
        for number, item in enumerate(part.topics):
            yield (position, number, item.code, item.title, item.start, item.end)


def pack_finding(position: int, item: Finding) -> Row:
    """The row of a finding, its number in the revision first."""
    verdict = (item.rule, item.state, item.severity, item.message, item.message_en)
    cell = (item.table_code, item.field, item.applicant)
    values = (pack_number(item.expected), pack_number(item.reported), item.formula, item.locator)
    operands = _dump([_pack_operand(operand) for operand in item.operands])
    return (position, *verdict, *cell, *values, operands, fingerprint(item))


def _pack_operand(item: Operand) -> dict[str, str]:
    return {"field": item.field, "applicant": item.applicant, "raw": item.raw, "locator": item.locator}


def _pack_unmapped(position: int, item: UnmappedRow) -> Row:
    cells = json.dumps(item.values, ensure_ascii=False)
    return (position, item.table_code, item.label, item.label_key, cells, item.unit, *_pack_place(item.place))


def _pack_place(place: Place | None) -> Row:
    if place is None:
        return _NOWHERE
    left, top, right, bottom = place.left, place.top, place.right, place.bottom
    if left is None and top is None and right is None and bottom is None:
        return (place.locator, place.page, None, None, None, None)
    return (place.locator, place.page, _in_units(left), _in_units(top), _in_units(right), _in_units(bottom))


def _in_units(side: float | None) -> int | None:
    return None if side is None else round(side * UNITS_PER_POINT)


def _dump(values: Sequence[object]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None
