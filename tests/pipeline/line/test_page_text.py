"""The text of real and generated PDF pages as two programs write it down line by line: nothing is wrong without word."""

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from db.schema.records import Report
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

CATALOGUE = load_catalogue()
PASSED = {"pass", "pass_with_blanks", "not_applicable"}
PRODUCERS = ("lo", "chromium", "weasy", "rl")


def write_by_pdfplumber(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pages:
        return "\n".join(page.extract_text() or "" for page in pages.pages)


def write_by_pdfium(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))


def read_text(text: str) -> Report:
    [report, *_] = read_reports(SourceDocument(text.encode(), "page.txt"), CATALOGUE)
    return report


def list_wrong(report: Report, truth: Path) -> Iterator[str]:
    """The cells whose value is not the true one and that no finding tells."""
    told = {(o.field, o.applicant) for f in report.findings if f.state not in PASSED for o in f.operands}
    told |= {(f.field, f.applicant) for f in report.findings if f.state not in PASSED}
    facts = {(fact.field, fact.applicant): fact for fact in report.facts}
    for name, value in json.loads(truth.read_text())["facts"].items():
        field, applicant = name.split("|")
        fact = facts.get((field, applicant))
        is_read = fact is not None and fact.value is not None and value is not None
        if is_read and (field, applicant) not in told and fact.value != Decimal(str(value)):
            yield f"{name}: {value}, read {fact.value}"


@pytest.mark.parametrize("write", [write_by_pdfplumber, write_by_pdfium])
def test_every_cell_of_a_real_report_is_read_from_the_text_of_its_pages(corpus, write):
    report = read_text(write((corpus / "huaian_2024/source.pdf").read_bytes()))
    truth = json.loads((corpus / "huaian_2024/truth.json").read_text())["facts"]
    values = {f"{fact.field}|{fact.applicant}": fact.value for fact in report.facts}

    assert {name: values.get(name) for name in truth} == {name: Decimal(str(value)) for name, value in truth.items()}


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("write", [write_by_pdfplumber, write_by_pdfium])
def test_no_cell_is_wrong_in_silence(corpus, write, producer):
    cases = sorted(path for path in (corpus / "generated").iterdir() if path.is_dir())
    assert cases
    for case in cases:
        report = read_text(write((case / f"source.{producer}.pdf").read_bytes()))

        assert list(list_wrong(report, case / "truth.json")) == [], case.name
