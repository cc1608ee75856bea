"""A table that stands as a picture amid tables that are text: read where the report lacks it, and nothing else of it."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from docx import Document as open_docx
from docx.shared import Mm
from forge import Look, make_facts, render, truth
from PIL import Image

from db.schema.records import Report
from extractors.formats import pictures
from extractors.formats.pdf.mixed import list_pictured
from extractors.formats.scan import reader as scan
from extractors.formats.scan.blocks import ReadPictures
from extractors.model.document import Block, Origin, Problem, Table
from extractors.model.source import SourceDocument
from extractors.readers import read
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.publishing.evaluate import score_report

FACTS = make_facts(6, scale="county", issuer="望楼县财政局")
OTHER = make_facts(7, scale="county", issuer="望楼县财政局")
LOOK = Look(embedded_font=True)
T4 = ("reconsideration", "litigation")


def draw_last_page(scale: float = 2.2) -> bytes:
    """PNG of the page of the report that holds table T4, and what else stands there."""
    pages = pypdfium2.PdfDocument(render(FACTS, LOOK, "pdf"))
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    number = next(at for at, text in enumerate(texts) if "未经复议" in text)
    target = io.BytesIO()
    pages[number].render(scale=scale).to_pil().convert("L").save(target, "PNG", dpi=(72 * scale, 72 * scale))
    return target.getvalue()


def noise(size: tuple[int, int] = (300, 200)) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 90).save(target, "PNG")
    return target.getvalue()


def write_docx(picture: bytes) -> bytes:
    """The report in Word with a picture in place of its last table, T4."""
    document, target = open_docx(io.BytesIO(render(FACTS, Look(), "docx"))), io.BytesIO()
    table = document.tables[-1]._element
    run = document.add_paragraph().add_run()
    run.add_picture(io.BytesIO(picture), width=Mm(160))
    table.addprevious(run._element.getparent())
    table.getparent().remove(table)
    document.save(target)
    return target.getvalue()


def write_pdf(width: float, height: float) -> bytes:
    """A page of text with a picture on it, in points."""
    pdf = pypdfium2.PdfDocument(render(FACTS, LOOK, "pdf"))
    image, jpeg, target = pypdfium2.PdfImage.new(pdf), io.BytesIO(), io.BytesIO()
    Image.effect_noise((300, 200), 90).save(jpeg, "JPEG")
    image.load_jpeg(jpeg, inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height).translate(60, 60))
    page = pdf[1]
    page.insert_obj(image)
    page.gen_content()
    pdf.save(target)
    return target.getvalue()


def list_tables(facts) -> tuple[Block, ...]:
    """The tables of a report as recognition would hand them over."""
    blocks = read(SourceDocument(render(facts, Look(), "html"), "report.html")).blocks
    return tuple(replace(block, origin=Origin(page=1, block=1)) for block in blocks if isinstance(block, Table))


def read_one(data: bytes) -> Report:
    return read_report(SourceDocument(data, "report"), load_catalogue())


def test_the_missing_table_alone_is_taken_from_a_picture(monkeypatch):
    monkeypatch.setattr(scan, "read_picture", lambda _: (*list_tables(OTHER)[:-1], list_tables(FACTS)[-1]))
    report = read_one(write_docx(noise()))
    score = score_report("docx", report, truth(FACTS)["facts"])
    assert (score.missing, score.wrong) == ([], [])


def test_a_picture_without_the_missing_table_changes_nothing(monkeypatch):
    monkeypatch.setattr(scan, "read_picture", lambda _: list_tables(OTHER)[:-1])
    report = read_one(write_docx(noise()))
    assert [found.table_code for found in report.findings if found.rule == "TABLE.MISSING"] == ["T4"]
    score = score_report("docx", report, truth(FACTS)["facts"])
    assert score.wrong == []
    assert all(line.startswith(T4) for line in score.missing)


def test_without_the_packages_it_says_what_to_install_to_read_the_missing_table(monkeypatch):
    monkeypatch.setattr(scan, "NEEDED", ("no_such_package",))
    report = read_one(write_docx(noise()))
    assert {"TABLE.MISSING", "PAGE.NEEDS_EXTRA"} <= {found.rule for found in report.findings}


def test_only_pictures_as_large_as_a_table_make_a_page_of_text_worth_recognising():
    assert list_pictured(write_pdf(470, 120)) == [2]
    assert list_pictured(write_pdf(110, 110)) == []
    assert list_pictured(render(FACTS, LOOK, "pdf")) == []


def test_a_pdf_that_lacks_a_table_is_looked_at_where_it_shows_pictures(monkeypatch):
    seen: list[frozenset[int]] = []

    def recognise(data: bytes, numbers: frozenset[int], beside: object) -> ReadPictures:
        seen.append(numbers)
        return ReadPictures(list_tables(FACTS), 3, (), numbers)

    monkeypatch.setattr(scan, "recognise_pages", recognise)
    source = SourceDocument(write_pdf(470, 120), "report.pdf")
    tables, problems = pictures.read_picture_tables(source)
    assert (seen, len(tables), problems) == ([frozenset({2})], len(list_tables(FACTS)), ())


def test_a_pdf_whose_pages_cannot_be_recognised_tells_why(monkeypatch):
    monkeypatch.setattr(scan, "NEEDED", ("no_such_package",))
    _, problems = pictures.read_picture_tables(SourceDocument(write_pdf(470, 120), "report.pdf"))
    assert problems == (Problem("PAGE.NEEDS_EXTRA", "pip install 'gongkai[ocr]'"),)


def test_a_table_that_was_pasted_as_a_picture_is_read_without_a_wrong_number_in_silence():
    for package in scan.NEEDED:
        pytest.importorskip(package, reason="the [ocr] extra is not installed")
    report = read_one(write_docx(draw_last_page()))
    score = score_report("docx", report, truth(FACTS)["facts"])
    assert score.silent == []
    assert {fact.method == "ocr" for fact in report.facts if fact.field.startswith(T4)} == {True}
    assert {fact.method == "ocr" for fact in report.facts if not fact.field.startswith(T4)} == {False}
    assert len([line for line in score.missing if line.startswith(T4)]) <= 2
