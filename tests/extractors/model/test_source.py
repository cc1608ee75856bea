"""What a file truly is, by its bytes: the suffix and the name decide nothing."""

import io
import pickle
import zipfile

import pytest

from extractors.model.source import DOCX, MHT, OLE2, XLS, XLSX, SourceDocument, sniff


def make_zip(*names: str, told: str = "x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, told)
    return target.getvalue()


WORKBOOK, WORD = ("Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        pytest.param(b"%PDF-1.7\n", "application/pdf", id="a PDF"),
        pytest.param(b"\xef\xbb\xbf \r\n%PDF-1.4", "application/pdf", id="a PDF behind a mark and blanks"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4", "application/pdf", id="a PDF behind the server's own words"),
        pytest.param(OLE2 + b"\0" * 600 + WORD, "application/msword", id="an old Word file"),
        pytest.param(OLE2 + b"\0" * 600 + WORKBOOK, XLS, id="an old workbook"),
        pytest.param(OLE2 + WORD + WORKBOOK, "application/msword", id="a Word file with a sheet in it"),
        pytest.param(OLE2 + b"\0" * 600, "application/msword", id="an OLE2 file of another kind"),
        pytest.param(b"{\\rtf1\\ansi", "application/rtf", id="rich text"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "image/png", id="a PNG"),
        pytest.param(b"\xff\xd8\xff\xe0", "image/jpeg", id="a JPEG"),
        pytest.param(b"II*\x00", "image/tiff", id="a TIFF of one byte order"),
        pytest.param(b"MM\x00*", "image/tiff", id="a TIFF of the other"),
        pytest.param(b"BM\x36\x10", "image/bmp", id="a bitmap"),
        pytest.param(b"Rar!\x1a\x07\x00", "application/vnd.rar", id="a rar"),
        pytest.param(b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", id="a 7z"),
        pytest.param(make_zip("[Content_Types].xml", "word/document.xml"), DOCX, id="a docx"),
        pytest.param(make_zip("[Content_Types].xml", "word/document2.xml"), DOCX, id="a docx whose text is numbered"),
        pytest.param(b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n", MHT, id="a page in one file"),
        pytest.param(make_zip("[Content_Types].xml", "xl/workbook.xml"), XLSX, id="an xlsx"),
        pytest.param(make_zip("OFD.xml", "Doc_0/Document.xml"), "application/ofd", id="an OFD"),
        pytest.param(make_zip("ofd.XML", "doc_0/Document.xml"), "application/ofd", id="an OFD in other letters"),
        pytest.param(
            make_zip("年报/OFD.xml", "年报/Doc_0/a.xml"), "application/ofd", id="an OFD packed with its folder"
        ),
        pytest.param(make_zip("a/b/OFD.xml.html"), "application/zip", id="a name that only looks like an OFD's"),
        pytest.param(
            make_zip("mimetype", "content.xml", told="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
            id="an OpenDocument",
        ),
        pytest.param(make_zip("mimetype", "a.docx", told="application/msword"), "application/zip", id="a name alone"),
        pytest.param(make_zip("a.docx"), "application/zip", id="an archive"),
        pytest.param(make_zip("word/document.xml")[:-8], "application/zip", id="a package cut off"),
        pytest.param(b"", "application/x-empty", id="nothing"),
        pytest.param(b" \r\n\t\0", "application/x-empty", id="nothing but blanks"),
        pytest.param(b" \r\n" * 2000 + b"text", "text/plain", id="text behind pages of blanks"),
        pytest.param(b" \r\n" * 2000 + b"<html><body>", "text/html", id="a page behind pages of blanks"),
        pytest.param(b"<!DOCTYPE html><html>", "text/html", id="a page"),
        pytest.param(b"\xef\xbb\xbf<HTML><BODY>", "text/html", id="a page in capitals"),
        pytest.param("无标题<table><tr><td>规章</td>".encode("gb18030"), "text/html", id="a piece of a page in GBK"),
        pytest.param("\ufeff<html><body>规章".encode("utf-16-le"), "text/html", id="a page in UTF-16"),
        pytest.param("\ufeff规章制发 3 件".encode("utf-16-be"), "text/plain", id="text in UTF-16"),
        pytest.param("规章制发 3 件".encode("gb18030"), "text/plain", id="text in GBK"),
        pytest.param("若 a<b 且 c>d".encode(), "text/plain", id="text with signs like tags"),
        pytest.param(b"\x01\x02\x00\x03 no text", "application/octet-stream", id="bytes that are no text"),
        pytest.param(b"MZ\x90\x00\x03", "application/octet-stream", id="a program"),
    ],
)
def test_the_bytes_tell(data, media_type):
    assert sniff(data) == media_type
    assert SourceDocument(data, "anything.pdf").media_type == media_type


def test_a_document_is_known_by_the_hash_of_its_bytes():
    one, other = SourceDocument(b"abc", "1.pdf"), SourceDocument(b"abc", "2.doc", "https://example.org/2.doc")

    assert one.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert other.sha256 == one.sha256


def test_a_package_that_was_looked_into_can_be_sent_to_another_process():
    document = SourceDocument(make_zip("xl/workbook.xml"), "a.xlsx", "https://www.example.gov.cn/a.xlsx")
    assert document.media_type == XLSX
    sent = pickle.loads(pickle.dumps(document))

    assert sent == document
    assert sent.media_type == XLSX
