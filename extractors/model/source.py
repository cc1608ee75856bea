"""Bytes with a name, and what they truly are: decided by the bytes, never by the suffix."""

import hashlib
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

XLS = "application/vnd.ms-excel"
_WORKBOOK, _WORD = ("Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le"))
_ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "application/pdf"),
    (OLE2, "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)

_BLANKS = b"\xef\xbb\xbf \t\r\n\x00"
_PAGE_STARTS = (b"<!doctype html", b"<html")
_MARKDOWN_RULE = re.compile(rb"^\|(?: *:?-+:? *\|){3,}[ \r]*$", re.MULTILINE)
"""The line under the head of a table in Markdown, which may have tags around its tables and none of a page."""
_LONGEST_START = max(map(len, _PAGE_STARTS))
_PAGE_TAGS = (b"<html", b"<!doctype html", b"<body", b"<table")
_TAGS = (*_PAGE_TAGS, b"<div", b"<p>", b"<p ")

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DOCX_FIRST = "word/document.xml"
_DOCX_BODY = re.compile(r"word/document\d*\.xml")
_XLSX_BOOK = "xl/workbook.xml"
_OFFICE_LIST = "[Content_Types].xml"
_OFFICE_FOLDERS = (("word/", DOCX), ("xl/", XLSX))
_OFFICE = "application/vnd.openxmlformats-officedocument"
_SELF_NAMED = re.compile(rb"PK.{28}mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))", re.DOTALL)
"""A package whose first member, not packed, says what it is: an OpenDocument or a book, no archive of documents."""
MHT = "multipart/related"
_MULTIPART = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
WORD_XML = "application/vnd.ms-word.document+xml"
FLAT_WORDS = (
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
)
"""Namespaces of a Word file that is one XML file: of a whole package, and of the older form."""
OFD = "application/ofd"
_OFD_ROOT = "ofd.xml"


@dataclass(frozen=True)
class SourceDocument:
    """The bytes of one file and where they came from.

    Attributes:
        data: the whole file.
        name: file name for people; its suffix decides nothing.
        url: address it was fetched from, when it was fetched.
    """

    data: bytes
    name: str
    url: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the bytes: the document's identity everywhere in the store."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def media_type(self) -> str:
        """The true type, by magic bytes and, for a zip, by its members."""
        return _sniff_zip(self.data, self.archive) if self.data.startswith(_ZIP) else sniff(self.data)

    @cached_property
    def archive(self) -> "zipfile.ZipFile | None":
        """The file as a zip, its directory read once for all who ask; None where it is no whole zip."""
        return _open_zip(self.data)

    def __reduce__(self) -> tuple[type["SourceDocument"], tuple[bytes, str, str | None]]:
        """Without what is kept: an open archive cannot be pickled."""
        return SourceDocument, (self.data, self.name, self.url)


def sniff(data: bytes) -> str:
    """The media type that the bytes themselves show; text/plain or text/html when nothing else fits."""
    head = data[:1024].lstrip(_BLANKS) or data.lstrip(_BLANKS)[:1024]
    if head.startswith(OLE2) and _WORKBOOK in data and _WORD not in data:
        return XLS
    if data.startswith(_ZIP):
        return _sniff_zip(data, _open_zip(data))
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if not head:
        return "application/x-empty"
    return _sniff_text(data)


def _open_zip(data: bytes) -> "zipfile.ZipFile | None":
    import zipfile

    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None


def _sniff_zip(data: bytes, archive: "zipfile.ZipFile | None") -> str:
    if (named := _SELF_NAMED.match(data)) is not None:
        return named[1].decode("ascii")
    if archive is None:
        return "application/zip"
    names = set(archive.namelist())
    if find_docx_body(names) is not None:
        return DOCX
    if _XLSX_BOOK in names:
        return XLSX
    if any(_is_ofd_root(name) for name in names):
        return OFD
    return _name_office(names) if _OFFICE_LIST in names else "application/zip"


def _name_office(names: Collection[str]) -> str:
    """What an Office package is that has lost its document, or is of another program: no archive of documents."""
    return next((kind for folder, kind in _OFFICE_FOLDERS if any(name.startswith(folder) for name in names)), _OFFICE)


def find_docx_body(names: Collection[str]) -> str | None:
    """The member that holds the text of a Word file: some programs number it (document2.xml)."""
    if _DOCX_FIRST in names:  # it is before all the others
        return _DOCX_FIRST
    return min((name for name in names if _DOCX_BODY.fullmatch(name)), default=None)


def _is_ofd_root(name: str) -> bool:
    """Whether a member is the root of an OFD: writers differ in its letters, and some pack the folder that holds it."""
    folder, _, last = name.replace("\\", "/").lower().rpartition("/")
    return last == _OFD_ROOT and "/" not in folder


def _sniff_text(data: bytes) -> str:
    sample = data[:65536]
    if sample[:_LONGEST_START].lower().startswith(_PAGE_STARTS) and b"\x00" not in sample:  # nearly all pages
        return "text/html"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/html" if b"<\x00" in sample[:4096] and b"h\x00t\x00m\x00l" in sample.lower() else "text/plain"
    if b"\x00" in sample:
        return "application/octet-stream"
    if b"multipart/" in sample[:4096].lower() and _MULTIPART.search(sample[:4096]) is not None:
        return MHT
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") and any(words in sample for words in FLAT_WORDS):
        return WORD_XML
    is_page = (_has_tag(sample[:1024]) or _has_tag(sample)) and not _is_markdown(sample)
    return "text/html" if is_page else "text/plain"


def _has_tag(sample: bytes) -> bool:
    lowered = sample.lower()
    return any(tag in lowered for tag in _TAGS)


def _is_markdown(sample: bytes) -> bool:
    """Whether a text with a few tags has its tables in Markdown."""
    return _MARKDOWN_RULE.search(sample) is not None and not any(tag in sample.lower() for tag in _PAGE_TAGS)
