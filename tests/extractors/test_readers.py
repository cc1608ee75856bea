import io
import subprocess
import sys
import zipfile

import pytest

from extractors import readers
from extractors.model.document import Document, Origin, Paragraph, Problem, Unreadable
from extractors.model.source import SourceDocument
from extractors.readers import READERS, Reader, read, read_again


def make_zip(**members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        pytest.param(b"", "application/x-empty", "FILE.EMPTY", id="no bytes"),
        pytest.param(b" \n\t\x00 ", "application/x-empty", "FILE.EMPTY", id="nothing but blanks"),
        pytest.param(b"\x00\x01\x02" * 99, "application/octet-stream", "FILE.UNKNOWN_TYPE", id="bytes of no kind"),
        pytest.param(b"Rar!\x1a\x07\x00", "application/vnd.rar", "FILE.UNKNOWN_TYPE", id="an archive that is not read"),
        pytest.param(make_zip(a="1"), "application/zip", "FILE.UNKNOWN_TYPE", id="a zip of something else"),
        pytest.param(make_zip(a="1" * 99)[:60], "application/zip", "FILE.TRUNCATED", id="a zip cut off"),
        pytest.param(b"\x02\x03\x04\x05" * 99, "text/plain", "FILE.UNKNOWN_TYPE", id="controls that look like text"),
    ],
)
def test_a_file_that_cannot_be_read_gives_a_document_with_the_problem(data, media_type, code):
    source = SourceDocument(data, "report.pdf")
    document = read(source)

    assert (document.sha256, document.media_type, document.name) == (source.sha256, media_type, "report.pdf")
    assert document.blocks == ()
    assert [problem.code for problem in document.problems] == [code]


def test_the_bytes_decide_and_not_the_name():
    document = read(SourceDocument("<html><p>公开3件，无结转，无收费。</p></html>".encode(), "report.docx"))

    assert (document.media_type, document.reader) == ("text/html", "html")
    assert document.text == "公开3件，无结转，无收费。"


def test_every_media_type_has_one_reader():
    media_types = [media_type for reader in READERS for media_type in reader.media_types]

    assert sorted(set(media_types)) == sorted(media_types)


def test_a_format_without_a_second_reader_has_no_second_reading():
    assert read_again(SourceDocument(b"<html><p>1</p></html>", "x")) is None


def test_a_second_reader_that_gives_up_says_why():
    package = make_zip(**{"word/document.xml": "<a/>"})
    document = read_again(SourceDocument(package, "x.docx"))

    assert isinstance(document, Document)
    assert [problem.code for problem in document.problems] == ["FILE.UNKNOWN_TYPE"]


NO_TEXT = Problem("PAGE.NO_TEXT", "page 1")
NEEDS_EXTRA = Problem("FILE.NEEDS_EXTRA", "pip install 'gongkai[ocr]'")


def refuse(source):
    raise Unreadable(NEEDS_EXTRA.code, NEEDS_EXTRA.detail)


def recognise(source):
    return Document(source.sha256, source.media_type, source.name, (Paragraph("3", Origin(block=0)),), reader="scan")


def see_no_text(source):
    return Document(source.sha256, source.media_type, source.name, problems=(NO_TEXT,), reader="pdf")


@pytest.mark.parametrize(
    ("scan", "reader", "problems"),
    [
        pytest.param(recognise, "scan", (), id="recognised"),
        pytest.param(refuse, "pdf", (NO_TEXT, NEEDS_EXTRA), id="recognition is not installed"),
    ],
)
def test_a_pdf_without_text_is_read_as_pictures(monkeypatch, scan, reader, problems):
    monkeypatch.setitem(sys.modules, "extractors.formats.pdf.reader", _module(read_pdf=see_no_text))
    monkeypatch.setattr(readers, "_read_scan", scan)
    document = read(SourceDocument(b"%PDF-1.7", "x"))

    assert (document.reader, document.problems) == (reader, problems)


def test_a_pdf_with_text_is_not_read_as_pictures(monkeypatch):
    monkeypatch.setitem(sys.modules, "extractors.formats.pdf.reader", _module(read_pdf=recognise))
    monkeypatch.setattr(readers, "_read_scan", refuse)

    assert read(SourceDocument(b"%PDF-1.7", "x")).problems == ()


def _module(**names):
    module = type(sys)("stand-in")
    module.__dict__.update(names)
    return module


def test_the_list_of_readers_costs_no_library():
    heavy = {"lxml", "docx", "pypdfium2", "pdfplumber", "numpy", "cv2", "rapidocr_onnxruntime"}
    code = f"import sys, extractors.readers; print(sorted({heavy!r} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"


def test_a_reader_without_a_second_one_is_the_default():
    assert Reader(("a/b",), recognise).read_again is None
