"""Every sample is read as its expected.json says: values, states, issuer, year, findings, figures in prose."""

import json
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from by_hand import rules_of

from db.schema.records import Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.loading.outcomes import judge

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CASES = sorted(path.parent for path in SAMPLES.glob("*/expected.json"))
every_sample = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@cache
def read_case(case: Path) -> tuple[Report, dict[str, Any]]:
    source = next(case.glob("source.*"))
    report = read_report(SourceDocument(source.read_bytes(), source.name), load_catalogue())
    return report, json.loads((case / "expected.json").read_text(encoding="utf-8"), parse_float=Decimal)


def test_there_are_samples_of_every_kind():
    suffixes = {path.suffix for path in SAMPLES.glob("*/source.*")}

    assert len(CASES) >= 18
    assert suffixes >= {".txt", ".html", ".docx", ".pdf", ".md"}
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 400_000


@every_sample
def test_every_value_is_the_printed_one(case):
    report, expected = read_case(case)
    values = {f"{fact.field}|{fact.applicant}": fact.value for fact in report.facts}

    assert values == expected["facts"]


@every_sample
def test_every_cell_without_a_number_says_why(case):
    report, expected = read_case(case)
    states = {f"{f.field}|{f.applicant}": f.state for f in report.facts if f.state != "number"}

    assert states == expected["states"]


@every_sample
def test_issuer_and_year_are_known(case):
    report, expected = read_case(case)

    assert (report.issuer.name, report.year) == (expected["issuer"], expected["year"])


@every_sample
def test_the_findings_are_those_and_no_others(case):
    report, expected = read_case(case)

    if judge(report).fate == "quarantined":
        assert set(expected["findings"]) <= rules_of(report)
    else:
        assert rules_of(report) == set(expected["findings"])


@every_sample
def test_every_stated_figure_is_found_where_it_stands(case):
    report, expected = read_case(case)
    found = [
        {"indicator": f.indicator, "value": f.value, "unit": f.unit, "raw": f.raw, "section": f.section}
        for f in report.figures
    ]
    texts = {section.number: section.text for section in report.sections}

    assert [figure for figure in expected.get("figures", []) if figure not in found] == []
    assert [f.raw for f in report.figures if texts[f.section or 0][f.start : f.end] != f.raw] == []


@every_sample
def test_every_sample_says_where_it_is_from_and_why_it_is_here(case):
    about = tomllib.loads((case / "about.toml").read_text(encoding="utf-8"))

    assert sorted(about) == ["from", "trap", "why"]
    assert all(len(words) > 10 for words in about.values())


def test_the_fee_printed_in_yuan_is_kept_and_converted():
    report, _ = read_case(SAMPLES / "fee-in-yuan")
    fee = next(fact for fact in report.facts if fact.field == "admin_fees_cny_10k")

    assert (fee.raw, fee.value, fee.unit) == ("1279500元", Decimal(1279500), "元")
    assert fee.standard_value == Decimal("127.95")


def test_a_remark_is_kept_in_the_printed_text():
    report, _ = read_case(SAMPLES / "remark-in-cell")
    remarks = [fact for fact in report.facts if "其中修订" in fact.raw]

    assert remarks
    assert all(fact.raw.startswith(f"{fact.value:f}\n（其中修订") for fact in remarks)


def test_each_table_keeps_its_own_edition():
    report, _ = read_case(SAMPLES / "mixed-editions")

    assert dict(report.editions)["T2"] == "gb2021_30"
    assert dict(report.editions)["T3"] == "gb2019_60"
