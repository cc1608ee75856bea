"""``gongkai extract``: the fixed shape that others build on, exact numbers, places, and what it ends with."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from command_line import run

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
TOWN, OFFICE = "平原城乡一体化示范区祝楼乡", "望楼县财政局"


def extracted(name: str) -> tuple[Result, dict[str, object]]:
    result = run("extract", next((SAMPLES / name).glob("source.*")), "--json")
    return result, json.loads(result.stdout, parse_float=Decimal)


def test_extract_prints_the_fixed_shape():
    result, report = extracted("zhulou-2024")
    fact = next(f for f in report["facts"] if (f["field"], f["applicant"]) == ("requests_received", "natural_person"))
    section = next(s for s in report["sections"] if s["number"] == 1)
    figure = report["figures"][0]

    assert result.exit_code == 0
    assert set(report) >= {
        "document",
        "issuer",
        "year",
        "title",
        "editions",
        "facts",
        "figures",
        "sections",
        "findings",
    }
    assert set(report["document"]) >= {"sha256", "media_type", "name"}
    assert (report["issuer"]["name"], report["year"]) == (TOWN, 2024)
    assert report["editions"] == {"T2": "gb2021_30", "T3": "gb2021_30", "T4": "gb2021_30"}
    assert report["coverage"] == {"numeric_cells": 200, "mapped": 200}
    wanted = {"table": "T3", "state": "number", "value": 3, "unit": "件", "raw": "3", "method": "exact", "page": None}
    assert fact.items() >= wanted.items()
    assert fact["locator"].startswith("t2.r")
    assert set(figure) >= {
        "indicator",
        "value",
        "unit",
        "approximate",
        "scope",
        "raw",
        "sentence",
        "section",
        "start",
        "end",
    }
    assert (figure["indicator"], figure["value"]) == ("posts_wechat", 106)
    assert section["text"][figure["start"] : figure["end"]] == figure["raw"] == "106 次"
    assert set(section) >= {"number", "title", "text"}


def test_extract_tells_an_error_of_the_issuer_and_ends_with_3():
    result, report = extracted("issuer-sum-error")
    finding = next(f for f in report["findings"] if f["rule"] == "T3.ROW.SUM")

    assert result.exit_code == 3
    assert result.stderr.startswith("gongkai: flagged: T3.ROW.SUM")
    assert finding["reported"] - finding["expected"] == 2
    assert (finding["state"], finding["severity"], finding["table"]) == ("fail", "error", "T3")
    assert set(finding) >= {"field", "applicant", "message", "locator"}


def test_extract_prints_exact_numbers():
    _, report = extracted("fee-in-yuan")
    fee = next(f for f in report["facts"] if f["field"] == "admin_fees_cny_10k")

    assert (fee["value"], fee["standard_value"]) == (1279500, Decimal("127.95"))
    assert '"value": 3,' in extracted("zhulou-2024")[0].stdout


def test_extract_gives_pages_and_boxes_of_a_pdf():
    _, report = extracted("pdf-page-break")

    assert {fact["page"] for fact in report["facts"]} >= {1, 2}
    assert all(len(fact["box"]) == 4 for fact in report["facts"])


@pytest.mark.parametrize(
    ("joint", "key"),
    [
        pytest.param("document", "blocks", id="the document has blocks"),
        pytest.param("draft", "tables", id="the draft has tables"),
        pytest.param("report", "facts", id="the report has facts"),
    ],
)
def test_extract_stops_at_any_joint(joint, key):
    result = run("extract", SAMPLES / "zhulou-2024" / "source.txt", "--until", joint)

    assert result.exit_code == 0
    assert len(json.loads(result.stdout)[key]) >= 3


def test_extract_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("extract", SAMPLES / "zhulou-2024" / "source.txt")

    assert list(tmp_path.iterdir()) == []


def test_extract_of_a_page_that_is_no_report_says_so():
    result = run("extract", SAMPLES / "not-a-report" / "source.html")

    assert result.exit_code == 3
    assert "gongkai: quarantined: DOC.NOT_REPORT" in result.stderr
