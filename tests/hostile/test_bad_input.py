"""Files that are no report, are broken, or attack their reader: each ends in one clear line, and the good one loads."""

import shutil
import sqlite3
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from forge.hostile import bad_files

from db.schema.records import Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.commands.cli import main
from pipeline.line import read_reports
from pipeline.loading.outcomes import judge

BAD = bad_files()
GOOD = Path(__file__).resolve().parents[2] / "samples" / "zhulou-2024" / "source.txt"

KEPT_OUT = {
    "empty": "FILE.EMPTY",
    "only blanks": "FILE.EMPTY",
    "truncated pdf": "FILE.TRUNCATED",
    "encrypted pdf": "FILE.ENCRYPTED",
    "pdf without pages": "FILE.TRUNCATED",
    "zip that is no docx": "DOC.NOT_REPORT",
    "truncated docx": "FILE.TRUNCATED",
    "docx with broken xml": "FILE.TRUNCATED",
    "docx bomb": "FILE.",
    "billion laughs docx": "FILE.UNSAFE",
    "docx that reads a file": "FILE.UNSAFE",
    "random bytes": "FILE.UNKNOWN_TYPE",
    "news page": "DOC.NOT_REPORT",
    "list of other reports": "DOC.NOT_REPORT",
    "quarterly statistics": "DOC.NOT_REPORT",
    "budget with rows of the same names": "DOC.NOT_REPORT",
    "description of the form": "DOC.NOT_REPORT",
    "law": "DOC.NOT_REPORT",
    "notice that asks for reports": "DOC.NOT_REPORT",
    "pattern of a report": "DOC.NOT_REPORT",
    "article about reports": "DOC.NOT_REPORT",
    "two years side by side in an older table": "DOC.COMPARISON",
    "two years side by side": "DOC.COMPARISON",
    "single page application": "DOC.NOT_REPORT",
    "challenge page": "DOC.NOT_REPORT",
}
"""Why each must stay out of the store, as the rule or its beginning; others may also be loaded and flagged."""


@cache
def reports_of(name: str) -> tuple[Report, ...]:
    return read_reports(SourceDocument(BAD[name], f"{name.replace(' ', '-')}.bin"), load_catalogue())


@pytest.mark.parametrize("name", BAD, ids=[f"{name}: {KEPT_OUT.get(name, 'told')}" for name in BAD])
def test_nothing_is_raised_and_one_line_says_what_is_wrong(name):
    judgements = [judge(report) for report in reports_of(name)]
    fates = {judgement.fate for judgement in judgements}

    assert fates == {"quarantined"} if name in KEPT_OUT else fates <= {"quarantined", "flagged"}
    assert len(judgements) >= 1
    for judgement in judgements:
        assert judgement.finding is not None
        assert judgement.finding.rule.startswith(KEPT_OUT.get(name, ""))
        assert "\n" not in judgement.reason
        assert len(judgement.reason) < 400


def test_nothing_of_a_named_file_is_read_into_the_text():
    hostname = Path("/etc/hostname")
    secret = hostname.read_text(encoding="utf-8").strip() if hostname.exists() else "no such secret"
    texts = [section.text for report in reports_of("docx that reads a file") for section in report.sections]

    assert all(secret not in text for text in texts)


def test_a_report_of_2008_in_prose_is_loaded_for_its_prose():
    report = reports_of("report of 2008 in prose")[0]

    assert judge(report).fate != "quarantined"
    assert (report.issuer.name, report.year, report.facts) == ("望楼县财政局", 2008, ())
    assert [f.rule for f in report.findings if f.rule == "DOC.PROSE_ONLY"] == ["DOC.PROSE_ONLY"]


def test_the_good_file_beside_them_loads_and_the_run_ends_with_3(tmp_path):
    for n, (name, data) in enumerate(BAD.items()):
        (tmp_path / f"{n:02d}-{name.replace(' ', '-')}.bin").write_bytes(data)
    shutil.copy(GOOD, tmp_path / "99-good.txt")
    database = tmp_path / "reports.db"
    result = CliRunner().invoke(main, ["load", str(tmp_path), "--db", str(database), "--workers", "2"])
    with sqlite3.connect(database) as connection:
        items = connection.execute("SELECT location, outcome, reason FROM run_item").fetchall()
        good = connection.execute("SELECT state FROM report_status WHERE issuer LIKE '%祝楼乡'").fetchall()

    assert result.exit_code == 3, result.output
    assert "Traceback" not in result.output
    assert {Path(location).relative_to(tmp_path).parts[0] for location, _, _ in items} == {
        path.name for path in tmp_path.glob("[0-9]*")
    }
    assert [outcome for location, outcome, _ in items if location.endswith("99-good.txt")] == ["loaded"]
    assert [location for location, outcome, reason in items if outcome != "loaded" and not reason] == []
    assert "failed" not in {outcome for _, outcome, _ in items}
    assert good == [("clean",)]
