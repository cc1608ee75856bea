"""A PDF of which some pages are pictures: those are recognised where the report lacks what they may hold."""

import io
from collections import Counter
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
from by_hand import document_of, report_of
from forge.as_pdf import to_pdf
from forge.as_scan import to_scan
from forge.facts import Facts, make_facts, truth
from forge.look import Look
from PIL import Image, ImageChops

from db.schema.records import Finding, Report
from extractors.formats.pdf import mixed as pdf_mixed
from extractors.formats.pdf.reader import render_page
from extractors.formats.scan import reader as scan
from extractors.grids.pages import PageBlocks, join_pages
from extractors.model.document import Document, Origin, Problem
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report, read_reports
from pipeline.loading.outcomes import judge
from pipeline.publishing.evaluate import score_report
from pipeline.publishing.page_image import MARGIN, SCALE, frame_place
from pipeline.witnesses.picture_pages import is_worth_looking
from pipeline.witnesses.second_reading import confirm

FACTS, LOOK = make_facts(901), Look()
TEXT = to_pdf(FACTS, LOOK)
CATALOGUE = load_catalogue()


def bind(*pages: tuple[bytes, int]) -> bytes:
    """A PDF of single pages (from 1) of others."""
    bound, target = pypdfium2.PdfDocument.new(), io.BytesIO()
    for data, page in pages:
        with pypdfium2.PdfDocument(data) as document:
            bound.import_pages(document, [page - 1])
    bound.save(target)
    return target.getvalue()


def draw_page(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PDF", resolution=150.0)
    return target.getvalue()


def write_private_characters() -> bytes:
    """A page whose font maps every letter to the private use area, as fonts cut down without care do."""
    content = b"BT /F1 12 Tf 100 700 Td (ABCDEFGH) Tj ET"
    mapping = b"""begincmap 1 begincodespacerange <00> <FF> endcodespacerange
        1 beginbfrange <41> <5A> <E041> endbfrange endcmap"""
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        *(b"<< /Length %d >> stream\n%s\nendstream" % (len(data), data) for data in (content, mapping)),
    )
    body = b"".join(b"%d 0 obj %s endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R /Size 7 >>\nstartxref\n0\n%%EOF"


SPOILT = write_private_characters()
PHOTO = draw_page(Image.effect_noise((620, 877), 90))
BLANK = draw_page(Image.new("L", (620, 877), 250))


def read_bound(data: bytes) -> Report:
    return read_report(SourceDocument(data, "report.pdf"), CATALOGUE)


def need_recognition() -> None:
    for package in scan.NEEDED:
        pytest.importorskip(package, reason="the [ocr] extra is not installed")


def count_ways(report: Report) -> Counter[tuple[int | None, str]]:
    """How many facts were read in which way on which page."""
    return Counter((fact.place.page if fact.place else None, fact.method) for fact in report.facts)


def find_wrong(report: Report, facts: Facts) -> list[str]:
    return score_report("report", report, truth(facts, LOOK)["facts"]).wrong


def told(report: Report, prefix: str) -> list[tuple[str, str | None]]:
    return [(one.rule, one.locator) for one in report.findings if one.rule.startswith(prefix)]


@cache
def read_with_picture(picture: int) -> tuple[SourceDocument, Report]:
    """The made-up report with one of its two pages as a picture."""
    need_recognition()
    scanned = to_scan(FACTS, LOOK)
    source = SourceDocument(bind(*((scanned if page == picture else TEXT, page) for page in (1, 2))), "report.pdf")
    return source, read_report(source, CATALOGUE)


@pytest.mark.parametrize(
    ("picture", "ways"),
    [
        pytest.param(1, {(1, "ocr"): 73, (2, "exact"): 127}, id="the first page with the title and table two"),
        pytest.param(2, {(1, "exact"): 73, (2, "ocr"): 127}, id="the last page with the end of table three"),
    ],
)
def test_a_page_that_is_a_picture_is_recognised_and_joined_with_the_page_of_text(picture, ways):
    _, report = read_with_picture(picture)
    score = score_report("report", report, truth(FACTS, LOOK)["facts"])

    assert score.silent == []
    assert score.right >= 195
    assert count_ways(report) == ways
    assert told(report, "PAGE.") == []
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]
    assert (report.issuer.name, report.year) == (FACTS.issuer, FACTS.year)


def test_the_frame_of_a_recognised_cell_stands_around_it_on_the_page_of_the_file():
    source, report = read_with_picture(2)
    place = next(fact.place for fact in report.facts if fact.table_code == "T4")
    page = Image.open(io.BytesIO(render_page(source.data, 2, SCALE))).convert("RGB")
    changed = ImageChops.difference(page, Image.open(io.BytesIO(frame_place(source, place)))).getbbox()
    sides = [place.left - MARGIN, place.top - MARGIN, place.right + MARGIN, place.bottom + MARGIN]

    assert place.page == 2
    assert changed == pytest.approx([side * SCALE for side in sides], abs=3)


@pytest.fixture
def asked(monkeypatch) -> list[list[int]]:
    """The pages that recognition was asked for, each time; it finds nothing on them."""
    need_recognition()
    from extractors.formats.scan.blocks import ReadPictures

    numbers: list[list[int]] = []

    def find_nothing(_: bytes, wanted: frozenset[int], beside: list[PageBlocks]) -> ReadPictures:
        numbers.append(sorted(wanted))
        return ReadPictures(join_pages(beside), len(wanted), (), frozenset())

    monkeypatch.setattr(scan, "recognise_pages", find_nothing)
    return numbers


@pytest.mark.parametrize(
    ("pages", "wanted"),
    [
        pytest.param([(TEXT, 1), (PHOTO, 1), (TEXT, 2)], [], id="a photo in a report that is complete"),
        pytest.param([(BLANK, 1), (TEXT, 1), (TEXT, 2)], [], id="a cover before a report that is complete"),
        pytest.param([(TEXT, 1), (PHOTO, 1)], [[2]], id="a picture where tables are missing"),
        pytest.param([(PHOTO, 1), (TEXT, 2)], [[1]], id="a picture where the title is missing"),
        pytest.param([(TEXT, 1), (TEXT, 2), (SPOILT, 1)], [[3]], id="a text layer that says nothing legible"),
    ],
)
def test_a_picture_is_looked_at_where_the_report_lacks_something(pages, wanted, asked):
    read_reports(SourceDocument(bind(*pages), "report.pdf"), CATALOGUE)

    assert asked == wanted


def test_a_picture_without_print_stays_a_page_without_text_and_costs_no_more_than_a_look(monkeypatch):
    need_recognition()
    from extractors.formats.scan import blocks as scan_read

    lines = []
    monkeypatch.setattr(scan_read, "read_lines", lambda areas, _: lines.extend(areas))
    report = read_bound(bind((TEXT, 1), (PHOTO, 1), (BLANK, 1)))

    assert lines == []
    assert told(report, "PAGE.") == [("PAGE.NO_TEXT", "p2.b0"), ("PAGE.NO_TEXT", "p3.b0")]
    assert {method for _, method in count_ways(report)} == {"exact"}


@pytest.mark.parametrize("picture", [PHOTO, SPOILT], ids=["a picture", "a worthless text layer"])
def test_without_the_packages_the_text_is_read_and_one_finding_says_what_to_install(picture, monkeypatch):
    monkeypatch.setattr(scan, "NEEDED", ("a_package_that_is_not_there",))
    report = read_bound(bind((TEXT, 1), (picture, 1)))

    assert [rule for rule, _ in told(report, "PAGE.")].count("PAGE.NEEDS_EXTRA") == 1
    assert told(report, "FILE.") == []
    assert find_wrong(report, FACTS) == []
    assert sum(fact.value is not None for fact in report.facts) > 60
    assert judge(report).fate == "flagged"


def test_no_more_pages_are_recognised_than_a_report_has_and_the_rest_is_told(monkeypatch, asked):
    monkeypatch.setattr(pdf_mixed, "MOST_PAGES", 2)
    report = read_bound(bind((TEXT, 1), *[(BLANK, 1)] * 3))

    assert asked == [[2, 3]]
    assert ("PAGE.SKIPPED", None) in told(report, "PAGE.")


PICTURE = Problem("PAGE.NO_TEXT", "", Origin(page=3))


@pytest.mark.parametrize(
    ("reader", "problems", "rule", "is_worth"),
    [
        pytest.param("pdf", [PICTURE], "TABLE.MISSING", True, id="a table is missing"),
        pytest.param("pdf", [PICTURE], "DOC.SECTIONS", True, id="a chapter is missing"),
        pytest.param("pdf", [PICTURE], "T3.ROW_SUM", False, id="a sum fails"),
        pytest.param("pdf", [], "TABLE.MISSING", False, id="no page is a picture"),
        pytest.param("pdf+scan", [PICTURE], "TABLE.MISSING", False, id="the picture was looked at"),
        pytest.param("ofd", [PICTURE], "TABLE.MISSING", False, id="no PDF"),
    ],
)
def test_what_makes_a_picture_worth_looking_at(reader, problems, rule, is_worth):
    document = Document("", "", "", problems=tuple(problems), reader=reader)
    report = replace(report_of(document_of(FACTS)), findings=(Finding(rule, "fail", "error", "", ""),))

    assert is_worth_looking(document, report) is is_worth


def test_a_second_reader_says_nothing_of_cells_on_pages_that_it_cannot_see():
    report = report_of(document_of(make_facts(77, breaks=("row_sum",))))
    placed = tuple(
        replace(fact, place=replace(fact.place, page=2 if fact.table_code == "T3" else 1)) for fact in report.facts
    )
    report = replace(report, facts=placed)
    doubt = next(one for one in report.findings if one.state == "fail" and one.rule.startswith("T3."))
    cell = next(fact for fact in placed if fact.table_code == "T3")
    doubtful = replace(doubt, rule="CELL.DOUBT", state="uncertain", field=cell.field, applicant=cell.applicant)
    report = replace(report, findings=(*report.findings, doubtful))
    seen = replace(report, facts=tuple(fact for fact in placed if fact.table_code != "T3"))
    kept = confirm(report, lambda: seen, CATALOGUE, frozenset({2}))

    assert kept == report
