"""What the hashes are taken over: spelled by hand where that is quicker, and the same to the last sign."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from db.schema.records import Section
from db.writing.packed.fingerprints import hash_content, list_keys, spell_values


def hash_by_json(facts, figures=(), sections=()):
    text = json.dumps((facts, figures, sections), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="plain counts"),
        pytest.param({"raw": '3"'}, id="a quotation mark"),
        pytest.param({"raw": "3\\n"}, id="a backslash"),
        pytest.param({"raw": "3\x07"}, id="a control sign"),
        pytest.param({"field": "其他\t“件”"}, id="a tab in a field of its own"),
        pytest.param({"raw": "３㊣ 𠀀\u2028"}, id="signs that JSON leaves as they are"),
        pytest.param({"unit": None, "state": "blank", "value": None, "raw": ""}, id="blank"),
        pytest.param({"candidates": ("3", '8"')}, id="candidates"),
        pytest.param({"value": Decimal("3.50"), "standard_value": Decimal("35000")}, id="another unit"),
    ],
)
def test_the_content_is_hashed_as_json_spells_it(made, changed):
    report = made.report("a")
    facts = (replace(report.facts[0], **changed), *report.facts[1:])
    keys = list_keys(facts, spell_values(facts))
    bare = replace(report, facts=facts, figures=(), sections=())

    assert hash_content(bare, keys) == hash_by_json(keys)
    spoken = replace(bare, sections=(Section("s6_other", 6, "六、其他", "无 事项。"),))
    assert hash_content(spoken, keys) == hash_by_json(keys, (), (("s6_other", 6, "六、其他", "无事项。"),))


def test_a_report_without_facts_has_a_hash(made):
    assert hash_content(replace(made.report("a"), facts=(), figures=(), sections=()), []) == hash_by_json(())


def test_numbers_that_are_equal_are_spelled_alike(made):
    facts = [replace(made.fact("cell", "all", "3"), value=Decimal(text)) for text in ("3", "3.0", "0.3E1", "-0.50")]
    told = [list_keys([fact], spell_values([fact]))[0][4] for fact in facts]

    assert told == ["3", "3", "3", "-0.5"]
