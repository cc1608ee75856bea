"""Tables that stand in a page or a Word file only as pictures: read where that can be, told where it cannot."""

import base64
import io
import zipfile

import pypdfium2
import pytest
from docx import Document as make_docx
from docx.shared import Mm
from forge import Facts, Look, make_facts, render
from PIL import Image

from db.schema.records import Report
from extractors.formats import pictures
from extractors.formats.pictures import has_pictures, read_pictures
from extractors.formats.scan import reader as scan
from extractors.model.document import Document, Problem, Table, Unreadable
from extractors.model.source import SourceDocument
from extractors.readers import read
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.loading.outcomes import judge

FACTS = make_facts(6, scale="county", issuer="望楼县财政局")
TITLE = "望楼县财政局2024年政府信息公开工作年度报告"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "五、存在的主要问题及改进情况",
)


def draw(facts: Facts, scale: float = 2.2) -> list[bytes]:
    """The pages of a report as PNG files."""
    pages = []
    for page in pypdfium2.PdfDocument(render(facts, Look(embedded_font=True), "pdf")):
        target = io.BytesIO()
        page.render(scale=scale).to_pil().convert("L").save(target, "PNG", dpi=(72 * scale, 72 * scale))
        pages.append(target.getvalue())
    return pages


def write_page(images: list[bytes]) -> bytes:
    tags = "".join(f'<p><img src="data:image/png;base64,{base64.b64encode(data).decode()}"></p>' for data in images)
    lines = "".join(f"<p>{heading}</p>" for heading in HEADINGS)
    body = f'<div id="zoom"><h1>{TITLE}</h1>{lines}{tags}</div>'
    return f'<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body>{body}</body></html>'.encode()


def write_docx(images: list[bytes]) -> bytes:
    document, target = make_docx(), io.BytesIO()
    for line in (TITLE, *HEADINGS):
        document.add_paragraph(line)
    for data in images:
        document.add_picture(io.BytesIO(data), width=Mm(160))
    document.save(target)
    return target.getvalue()


WRITERS = {"html": write_page, "docx": write_docx}
BLANK = Image.effect_noise((300, 200), 90)


def noise() -> bytes:
    """A picture too large for an icon, without a word on it."""
    target = io.BytesIO()
    BLANK.save(target, "PNG")
    return target.getvalue()


def read_one(data: bytes) -> Report:
    return read_report(SourceDocument(data, "report"), load_catalogue())


@pytest.fixture
def seen(monkeypatch) -> list[bytes]:
    """The pictures that were handed to recognition, which finds nothing on them."""
    handed: list[bytes] = []
    monkeypatch.setattr(scan, "read_picture", lambda data: handed.append(data) or ())
    return handed


def hand_over(data: bytes) -> Document:
    source = SourceDocument(data, "report")
    return read_pictures(source, read(source))


@pytest.mark.parametrize("kind", WRITERS)
def test_a_reader_that_meets_a_picture_says_so(kind):
    assert has_pictures(read(SourceDocument(WRITERS[kind]([noise()]), "report")))
    assert not has_pictures(read(SourceDocument(WRITERS[kind]([]), "report")))


@pytest.mark.parametrize("kind", WRITERS)
def test_every_large_picture_is_handed_over_in_the_order_of_the_pages(kind, seen):
    images = [noise() + bytes([number]) for number in range(11)]
    if kind == "docx":
        images = [redraw(number) for number in range(11)]
    hand_over(WRITERS[kind](images))

    assert seen == images


def redraw(number: int) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((200 + number, 200), 90).save(target, "PNG")
    return target.getvalue()


def test_icons_and_more_pictures_than_a_report_has_are_left_out(seen):
    icon = io.BytesIO()
    Image.new("L", (16, 16), 9).save(icon, "PNG")
    hand_over(write_page([icon.getvalue(), *(noise() for _ in range(20))]))

    assert len(seen) == pictures.MOST_PICTURES
    assert icon.getvalue() not in seen


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param(b"data:image/png;base64,AAA", id="letters that are no base64"),
        pytest.param(b"data:image/png;base64,", id="nothing after the comma"),
        pytest.param(b"data:image/svg+xml;utf8,<svg/>", id="a drawing"),
        pytest.param(b"data:text/plain;base64,QUJD", id="no picture"),
    ],
)
def test_an_address_that_holds_no_picture_is_passed_over(tag, seen):
    data = write_page([noise()])
    start = data.index(b"data:image")
    hand_over(data[:start] + tag + data[data.index(b'">', start) :])

    assert seen == []


def test_an_address_in_capitals_and_with_line_breaks_is_a_picture_all_the_same(seen):
    text = base64.encodebytes(noise())
    page = write_page([]).replace(b"</div>", b'<img src="data:image/PNG;base64,' + text + b'"></div>')
    hand_over(page)

    assert seen == [noise()]


def test_a_picture_that_cannot_be_read_is_left_out(monkeypatch):
    def refuse(_: bytes) -> None:
        raise Unreadable("FILE.TRUNCATED", "no picture")

    monkeypatch.setattr(scan, "read_picture", refuse)
    source = SourceDocument(write_page([noise()]), "report")
    document = read(source)

    assert read_pictures(source, document) is document


@pytest.mark.parametrize("kind", WRITERS)
def test_without_the_packages_it_says_what_to_install_and_gives_no_number(kind, monkeypatch):
    monkeypatch.setattr(scan, "NEEDED", ("a_package_that_is_not_there",))
    report = read_one(WRITERS[kind]([noise()]))

    assert report.facts == ()
    assert [f.message_en for f in report.findings if f.rule == "PAGE.NEEDS_EXTRA"] == [
        "the tables may stand in pictures, and reading pictures needs an optional package (pip install 'gongkai[ocr]')"
    ]
    assert judge(report).fate == "flagged"


def test_pictures_are_not_read_where_there_are_tables(monkeypatch, seen):
    page = render(FACTS, Look(), "html").replace(b"</body>", write_page([noise()]).split(b"</h1>")[1])
    report = read_one(page)

    assert seen == []
    assert len(report.facts) == 200


def test_the_blocks_of_pictures_stand_after_the_text_and_count_as_recognised(monkeypatch):
    table = Table((), read(SourceDocument(write_page([]), "x")).blocks[0].origin)
    monkeypatch.setattr(scan, "read_picture", lambda _: (table,))
    document = hand_over(write_page([noise(), noise()]))

    assert document.blocks[-2:] == (table, table)
    assert document.blocks[0].text == TITLE
    assert document.reader == "scan"


def test_a_bomb_among_the_pictures_of_a_docx_is_refused(monkeypatch, seen):
    target = io.BytesIO(write_docx([noise()]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image9.png", bytes(70 * 1024 * 1024))
    source = SourceDocument(target.getvalue(), "report")
    document = read(source)
    told = read_pictures(source, document)

    assert told.problems == (*document.problems, Problem("FILE.TOO_LARGE", told.problems[-1].detail))


def test_a_report_whose_tables_are_pictures_is_read_without_a_wrong_number_in_silence():
    for package in scan.NEEDED:
        pytest.importorskip(package, reason="the [ocr] extra is not installed")
    report = read_one(write_docx(draw(FACTS)))
    numbers = [fact for fact in report.facts if fact.value is not None]
    wrong = [f for f in numbers if f.value != FACTS.cells[f.field, f.applicant].value]

    assert (report.issuer.name, report.year) == ("望楼县财政局", 2024)
    assert len(numbers) >= 150
    assert wrong == [] or judge(report).fate == "flagged"
    assert {fact.method for fact in numbers} <= {"ocr", "by_constraint"}
