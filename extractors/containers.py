"""Files that hold other files: zip archives and PDF portfolios, opened into the documents inside them."""

import zipfile
from collections.abc import Iterator

from extractors.source import SourceDocument
from extractors.zipsafe import open_zip

MAX_NESTING = 1
"""Archives inside an archive are opened, archives inside those are not."""

SKIPPED_SUFFIXES = (".css", ".js", ".ico", ".gif", ".ini", ".db", ".ds_store", ".lnk", ".url", ".xml", ".ttf")


def unpack(source: SourceDocument) -> tuple[SourceDocument, ...]:
    """The documents in a container; a file that is none comes back alone, as it is.

    Raises:
        Unreadable: FILE.TRUNCATED, FILE.TOO_LARGE or FILE.ENCRYPTED for an archive that cannot be opened.
    """
    if source.media_type == "application/zip":
        return tuple(_open_zip(source, 0))
    if source.media_type == "application/pdf" and b"/EmbeddedFiles" in source.data:
        return _open_portfolio(source)
    return (source,)


def _open_zip(source: SourceDocument, depth: int) -> Iterator[SourceDocument]:
    archive = open_zip(source.data)
    for info in archive.archive.infolist():
        name = spell_name(info)
        if info.is_dir() or _is_skipped(name):
            continue
        inner = SourceDocument(archive.read(info.filename), f"{source.name}/{name}", source.url)
        if inner.media_type == "application/zip" and depth < MAX_NESTING:
            yield from _open_zip(inner, depth + 1)
        else:
            yield inner


def spell_name(info: zipfile.ZipInfo) -> str:
    """A member's name; one without the UTF-8 mark was written in the code page of a Chinese Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _is_skipped(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or parts[-1].lower().endswith(SKIPPED_SUFFIXES)


def _open_portfolio(source: SourceDocument) -> tuple[SourceDocument, ...]:
    """The files attached to a PDF, with the PDF itself; only the PDF when nothing attached can be read."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError:
        return (source,)
    try:
        attached = [pdf.get_attachment(i) for i in range(min(pdf.count_attachments(), 200))]
        inner = [SourceDocument(bytes(a.get_data()), f"{source.name}/{a.get_name()}", source.url) for a in attached]
    except pypdfium2.PdfiumError:
        return (source,)
    finally:
        pdf.close()
    documents = tuple(document for document in inner if not _is_skipped(document.name.rsplit("/", 1)[-1]))
    return (source, *documents)
