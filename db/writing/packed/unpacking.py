"""Rows made records again: those of ``packing.py``, and the same rows as either engine's driver gives them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.schema.exact import unpack_number
from db.schema.metadata import METHOD_NUMBERS, STATE_NUMBERS, TABLE_NUMBERS
from db.schema.records import Fact, Figure, Finding, Operand, Place, Report, RuleTally, Section, Topic, UnmappedRow
from db.writing.packed.packing import UNITS_PER_POINT, Packed

_METHODS: Mapping[int, Any] = {number: method for method, number in METHOD_NUMBERS.items()}
_STATES: Mapping[int, Any] = {number: state for state, number in STATE_NUMBERS.items()}
_TABLES: Mapping[int, Any] = {number: table for table, number in TABLE_NUMBERS.items()}

Given = Sequence[Any]


def unpack(packed: Packed) -> Report:
    """The report that was packed; frames come back to a hundredth of a point."""
    return replace(
        packed.head,
        facts=tuple(map(make_fact, packed.facts.list_rows())),
        figures=tuple(map(make_figure, packed.figures)),
        sections=make_sections(packed.sections, packed.topics),
        findings=tuple(map(make_finding, packed.findings)),
        tallies=tuple(map(make_tally, packed.tallies)),
        unmapped=tuple(map(make_unmapped, packed.unmapped)),
    )


def make_tally(row: Given) -> RuleTally:
    """A tally of its row."""
    rule, state, count = row
    return RuleTally(rule, state, count)


def make_fact(row: Given) -> Fact:
    """A fact of its row."""
    field, applicant, table, state, method, value, standard, unit, raw, label = row[:10]
    return Fact(
        _TABLES[table],
        field,
        applicant,
        _STATES[state],
        unpack_number(value),
        unit,
        raw,
        _METHODS[method],
        label,
        make_place(row[10:16]),
        unpack_number(standard),
        tuple(json.loads(row[16])) if row[16] else (),
    )


def make_figure(row: Given) -> Figure:
    """A figure of its row."""
    _, indicator, value, value_max, unit, approximate, scope, period, raw, sentence, section, start, end, *place = row
    return Figure(
        indicator=indicator,
        value=unpack_number(value),
        unit=unit,
        approximate=bool(approximate),
        scope=scope,
        period=period,
        raw=raw,
        sentence=sentence,
        section=section,
        start=start,
        end=end,
        value_max=unpack_number(value_max),
        place=make_place(place),
    )


def make_sections(rows: Iterable[Given], topic_rows: Iterable[Given]) -> tuple[Section, ...]:
    """The sections of their rows, each with its topics."""
    topics: dict[int, list[Topic]] = defaultdict(list)
    for position, _, *told in topic_rows:
        topics[position].append(Topic(*told))
    return tuple(
        Section(code, number, title, text, make_place(place), tuple(topics[position]))
        for position, code, number, title, text, *place in rows
    )


def make_finding(row: Given) -> Finding:
    """A finding of its row."""
    _, rule, state, severity, message, message_en, table_code, field, applicant, *values = row
    expected, reported, formula, locator, operands, _ = values
    return Finding(
        rule=rule,
        state=state,
        severity=severity,
        message=message,
        message_en=message_en,
        table_code=table_code,
        field=field,
        applicant=applicant,
        expected=unpack_number(expected),
        reported=unpack_number(reported),
        formula=formula,
        locator=locator,
        operands=tuple(Operand(**operand) for operand in json.loads(operands)) if operands else (),
    )


def make_unmapped(row: Given) -> UnmappedRow:
    """A row that could not be mapped, of its row."""
    _, table_code, label, label_key, cells, unit, *place = row
    return UnmappedRow(table_code, label, label_key, tuple(json.loads(cells)), unit, make_place(place))


def make_place(columns: Given) -> Place | None:
    """The place of its six columns, None where there is none."""
    locator, page, left, top, right, bottom = columns
    if locator is None:
        return None
    if left is None and top is None and right is None and bottom is None:
        return Place(locator, page)
    return Place(locator, page, *(None if side is None else side / UNITS_PER_POINT for side in columns[2:]))
